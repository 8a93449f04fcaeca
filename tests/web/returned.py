"""A form that came back: what is said at which field, and what it still holds."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from tests.web import strictly

OF_THE_SESSION = ("csrf_token", "idempotency_key")


def said(text: str) -> dict[str, list[str]]:
    """The sentences at each field, by the field's id."""
    found = {}
    for one in strictly.page(text).iter("div"):
        name = one.attrib.get("id", "")
        if name.endswith("-error"):
            found[name.removesuffix("-error")] = [strictly.words(each) for each in one.iter("p")]
    return found


def summary(text: str) -> list[tuple[str, str]]:
    """The points of the summary above the form: the field each leads to, and its words."""
    return [
        (link.attrib["href"].removeprefix("#"), strictly.words(link))
        for one in strictly.page(text).iter("div")
        if "summary" in one.attrib.get("class", "").split()
        for link in one.iter("a")
    ]


def held(text: str) -> Mapping[str, str]:
    """What the fields of the page's content hold, by name: the first value shown, chosen or ticked."""
    found: dict[str, str] = {}
    for one in next(strictly.page(text).iter("main")).iter():
        name = one.attrib.get("name", "")
        if one.tag == "textarea":
            found.setdefault(name, "".join(one.itertext()))
        elif one.tag == "select":
            found.setdefault(name, _chosen(one))
        elif one.tag == "input" and _counts(one):
            found.setdefault(name, one.attrib.get("value", ""))
    return {name: value for name, value in found.items() if name not in OF_THE_SESSION}


def notices(text: str) -> str:
    """What the callouts of the page say."""
    return " ".join(
        strictly.words(one)
        for one in strictly.page(text).iter("div")
        if "callout" in one.attrib.get("class", "").split()
    )


def _chosen(select: Element) -> str:
    options = list(select.iter("option"))
    chosen = [one for one in options if "selected" in one.attrib] or options[:1]
    return chosen[0].attrib.get("value", "") if chosen else ""


def _counts(one: Element) -> bool:
    return one.attrib.get("type") not in ("radio", "checkbox") or "checked" in one.attrib
