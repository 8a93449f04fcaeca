"""Static files: fingerprinted, compressed beforehand, cached for a year, never stale."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import Headers

from workflow.cli import assets as collecting
from workflow.web import assets

STYLE = "p { margin: 0 }\n" * 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site.css").write_text(STYLE)
    (tmp_path / "site.css.gz").write_bytes(gzip.compress(STYLE.encode()))
    return tmp_path


def site(folder: Path) -> Flask:
    app = Flask("site", static_folder=None)
    assets.prepare(app, folder)
    return app


def address(app: Flask, name: str) -> str:
    return app.jinja_env.globals["asset_url"](name)


def fetched(app: Flask, name: str, encodings: str = "") -> tuple[Headers, bytes]:
    headers = {"Accept-Encoding": encodings}
    with app.test_client().get(address(app, name), headers=headers) as answer:
        assert answer.status_code == 200
        return answer.headers, answer.data


def test_a_static_file_is_cached_for_a_year_and_cannot_be_sniffed(folder):
    headers, _ = fetched(site(folder), "site.css")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_it_travels_compressed_to_who_can_read_that(folder):
    _, plain = fetched(site(folder), "site.css")
    headers, small = fetched(site(folder), "site.css", "gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert (plain, gzip.decompress(small)) == (STYLE.encode(), STYLE.encode())


def test_a_compressed_form_of_an_older_file_is_not_served(folder):
    (folder / "site.css").write_text("p { margin: 1px }")
    _, content = fetched(site(folder), "site.css", "gzip")
    assert content == b"p { margin: 1px }"


def test_the_address_changes_with_the_content(folder):
    before = address(site(folder), "site.css")
    (folder / "site.css").write_text(STYLE + "a { color: navy }")
    assert address(site(folder), "site.css") != before


def test_a_missing_file_is_logged_and_the_page_still_renders(folder, caplog):
    assert address(site(folder), "vendor/absent.css") == "/static/vendor/absent.css"
    assert "vendor/absent.css" in caplog.text


def test_collect_copies_what_npm_brought_and_compresses_everything(tmp_path):
    packages, target = tmp_path / "node_modules", tmp_path / "static"
    for name in collecting.TAKEN:
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).write_text(STYLE)
    target.mkdir()
    (target / "site.css").write_text(STYLE)
    written = {path.relative_to(target).as_posix() for path in collecting.collect(target, packages)}
    names = {f"vendor/{Path(name).name}" for name in collecting.TAKEN}
    assert written == names | {f"{name}.gz" for name in names} | {"site.css.gz"}
    assert gzip.decompress((target / "site.css.gz").read_bytes()) == STYLE.encode()


def test_collect_says_when_npm_has_not_run(tmp_path):
    with pytest.raises(FileNotFoundError):
        collecting.collect(tmp_path / "static", tmp_path / "node_modules")
