"""Every template is shown by something, every macro that is imported is used, and nothing is named in vain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch

import jinja2
import pytest
from jinja2 import meta, nodes

from tests import source

FOLDER = source.ROOT / "templates"
ENVIRONMENT = jinja2.Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
TEMPLATES = {
    str(file.relative_to(FOLDER)): ENVIRONMENT.parse(file.read_text("utf-8"))
    for file in sorted(FOLDER.rglob("*"))
    if file.suffix in {".html", ".txt"}
}


def shown_by_code() -> Iterator[tuple[str, str]]:
    """What the program renders: (module, template), with * where the name is put together."""
    for path, tree in source.modules().items():
        for node in ast.walk(tree):
            for name in _template_names(node):
                yield path, name


def _template_names(node: ast.AST) -> Iterator[str]:
    """Template names written as a string or put together as an f-string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        written = node.value
    elif isinstance(node, ast.JoinedStr):
        written = "".join(
            str(one.value) if isinstance(one, ast.Constant) else "*" for one in node.values
        )
    else:
        return
    if written.endswith((".html", ".txt")) and "/" in written[1:] and " " not in written:
        yield written


def shown_by(name: str) -> set[str]:
    """The templates that a template extends, includes or imports from."""
    return {one for one in meta.find_referenced_templates(TEMPLATES[name]) if one is not None}


PAGES = sorted({*shown_by_code()})


def is_shown(name: str) -> bool:
    """Whether code renders the template; a name that is put together from a word of that module."""
    stem = name.rpartition("/")[2].partition(".")[0]
    return any(
        name == pattern
        or (fnmatch(name, pattern) and (pattern.startswith("mail/") or stem in said(path)))
        for path, pattern in PAGES
    )


def said(path: str) -> set[str]:
    """Every word and number that stands in the module."""
    tree = source.modules()[path]
    return {str(one.value) for one in ast.walk(tree) if isinstance(one, ast.Constant)}


def test_every_template_is_shown_by_something() -> None:
    found = {name for name in TEMPLATES if is_shown(name)}
    edge = set(found)
    while edge:
        edge = {one for name in edge for one in shown_by(name)} - found
        found |= edge
    assert sorted(TEMPLATES.keys() - found) == []


def test_every_template_that_is_named_is_there() -> None:
    named = {one for name in TEMPLATES for one in shown_by(name)} | {name for _, name in PAGES}
    assert [one for one in sorted(named) if not any(fnmatch(each, one) for each in TEMPLATES)] == []


def test_an_area_shows_its_own_templates() -> None:
    pages = {
        (path.removeprefix("workflow/web/").removesuffix(".py"), name.partition("/")[0])
        for path, name in shown_by_code()
        if path.startswith("workflow/web/")
    }
    assert pages
    beside = dict.fromkeys(
        ("composing", "editorial_updates", "packages", "sponsorships", "versions"), "proposals"
    )
    beside |= {
        "guidance": "public",
        "periods": "cases",
        "current_work": "cases",
        "editions": "procedures",
    }
    beside |= dict.fromkeys(
        ("agendas", "amendments", "concluding_above", "diverging", "inclusion", "written_views"),
        "reviews",
    )
    beside |= dict.fromkeys(("word_reading", "registering"), "documents")
    assert {one for one in pages if beside.get(one[0], one[0]) != one[1]} == set()


def test_every_kind_of_notice_has_its_mail_and_every_mail_its_notice() -> None:
    written = {
        word
        for path, tree in source.modules().items()
        if path.startswith("workflow/handlers/")
        for word in source.words(tree)
    }
    mails = {name[5:-4] for name in TEMPLATES if name.startswith("mail/")}
    assert mails - written == set()
    kinds = {
        node.args[1].value
        for path, tree in source.modules().items()
        for node in ast.walk(tree)
        if source.called(node) == "notify" and isinstance(node.args[1], ast.Constant)  # type: ignore[attr-defined]
    }
    assert kinds - mails == set()


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_macro_that_is_imported_is_there_and_is_used(name: str) -> None:
    tree = TEMPLATES[name]
    used = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "load"}
    for imported in tree.find_all(nodes.FromImport):
        assert isinstance(imported.template, nodes.Const)
        macros = {one.name for one in TEMPLATES[imported.template.value].find_all(nodes.Macro)}
        names = [one if isinstance(one, tuple) else (one, one) for one in imported.names]
        assert [one for one, _ in names if one not in macros] == []
        assert [alias for _, alias in names if alias not in used] == []


def test_every_macro_is_used_somewhere() -> None:
    imported = {
        (one.template.value, each[0] if isinstance(each, tuple) else each)  # type: ignore[attr-defined]
        for tree in TEMPLATES.values()
        for one in tree.find_all(nodes.FromImport)
        for each in one.names
    }
    unused = [
        (name, macro.name)
        for name, tree in TEMPLATES.items()
        for macro in tree.find_all(nodes.Macro)
        if (name, macro.name) not in imported
        and macro.name not in {one.name for one in tree.find_all(nodes.Name)}
    ]
    assert unused == []


CHOSEN = re.compile("type=.(?:hidden|checkbox|radio|submit|button|date|number)")
"""Kinds of input in which nobody types words."""


def typed_into_addresses(text: str) -> list[str]:
    """What of a template would put words that somebody types into an address."""
    found = re.findall(r"<(?:form|input|textarea|select|button)\b[^>]*hx-get[^>]*>", text)
    for tag, content in re.findall(r"(<form\b[^>]*>)(.*?)</form>", text, re.DOTALL):
        if not re.search("method=.post", tag):
            fields = re.findall(r"<input\b[^>]*>|<textarea\b|\{\{ *(?:form|field)\b", content)
            found += [one for one in fields if not CHOSEN.search(one)]
    return found


def test_no_form_puts_typed_words_into_an_address() -> None:
    found = {name: typed_into_addresses((FOLDER / name).read_text("utf-8")) for name in TEMPLATES}
    assert {name: fields for name, fields in found.items() if fields} == {}


@pytest.mark.parametrize(
    ("form", "faults"),
    [
        ('<form method="get"><input name="text"></form>', 1),
        ('<form action="/x"><p><input type="search" name="a">{{ field(form.name) }}</p></form>', 2),
        ('<form method="get"><input type="hidden" name="a"><select name="b"></select></form>', 0),
        ('<form method="post"><input name="text"></form>', 0),
        ('<form method="post"><input name="text" hx-get="/like"></form>', 1),
    ],
)
def test_such_a_form_would_be_found(form: str, faults: int) -> None:
    assert len(typed_into_addresses(form)) == faults
