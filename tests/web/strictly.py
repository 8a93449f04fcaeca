"""A page read strictly: as HTML without a fault, and by the rules of this house."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree.ElementTree import Element

import html5lib

TEXT_FIELDS = ("input", "select", "textarea")
UNSEEN = ("hidden", "submit", "button")


@lru_cache(maxsize=1)
def page(text: str) -> Element:
    """The page's tree, to be read only. Raises html5lib's ParseError at the first fault in the HTML."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def words(element: Element) -> str:
    """What is written in the element, as one line."""
    return " ".join("".join(element.itertext()).split())


def faults(text: str) -> list[str]:
    """What the page does against the rules: one h1 that the title repeats, unique ids, and so on."""
    tree = page(text)
    parents = {child: parent for parent in tree.iter() for child in parent}
    headings, title = list(tree.iter("h1")), next(tree.iter("title"))
    found = [f"{len(headings)} h1"] if len(headings) != 1 else []
    if headings and words(headings[0]) not in words(title):
        found.append(f"title {words(title)!r} without {words(headings[0])!r}")
    ids = [one.attrib["id"] for one in tree.iter() if "id" in one.attrib]
    found += [f"id {one} twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    named = {one.attrib.get("for") for one in tree.iter("label")}
    for one in tree.iter():
        found += _of_element(one, named, set(ids), parents)
    return found


def _of_element(
    one: Element, labelled: set[str | None], ids: set[str], parents: dict[Element, Element]
) -> list[str]:
    found = []
    if one.tag in TEXT_FIELDS and one.attrib.get("type") not in UNSEEN:
        inside = "label" in _above(one, parents)
        if one.attrib.get("id") not in labelled and not inside:
            found.append(f"no label for {one.attrib.get('name')}")
    if "style" in one.attrib or one.tag == "style":
        found.append(f"inline style at {one.tag}")
    if one.tag == "script" and ("src" not in one.attrib or (one.text or "").strip()):
        found.append("inline script")
    found += [f"{name} at {one.tag}" for name in one.attrib if name.startswith("on")]
    if re.match("(?i)javascript:", one.attrib.get("href", "")):
        found.append("a script as an address")
    for name in ("aria-describedby", "aria-labelledby"):
        lost = set(one.attrib.get(name, "").split()) - ids
        found += [f"{name} names {each}, which is not there" for each in sorted(lost)]
    if one.attrib.get("href", "").startswith("#") and one.attrib["href"][1:] not in ids:
        found.append(f"a link to {one.attrib['href']}, which is not there")
    if one.tag == "button" and not words(one) and "aria-label" not in one.attrib:
        found.append("a button without a word")
    if one.tag == "form" and one.attrib.get("method") == "post":
        names = [each.attrib.get("name") for each in one.iter("input")]
        found += ["a form without its token"] if "csrf_token" not in names else []
    return found


def _above(one: Element, parents: dict[Element, Element]) -> list[str]:
    tags = []
    while one in parents:
        one = parents[one]
        tags.append(one.tag)
    return tags
