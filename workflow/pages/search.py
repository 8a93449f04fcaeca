"""Search of everything the reader may see: filtered by rights first, then matched, ranked and counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.overlap.matching import Part, Query
from workflow.pages import searched
from workflow.pages.searched import Found, Text
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Reader

LONGEST = 200
FEW, MANY = 5, 100
"""How many of each kind are shown at first, and how many of one kind when asked for more."""
KINDS: Mapping[str, str] = {
    "cases": N_("Cases"),
    "texts": N_("Texts of cases"),
    "decisions": N_("Decisions and conclusions"),
    "questions": N_("Questions of the registers"),
    "areas": N_("Areas of mutual interest (candidates)"),
    "bodies": N_("Bodies"),
    "meetings": N_("Meetings"),
}
"""What is searched, in the order in which it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found: where it leads, how it is named, and the words around the first one found."""

    endpoint: str
    values: Mapping[str, str]
    label: str
    title: tuple[Part, ...]
    excerpt: tuple[Part, ...]
    language: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What was found of one kind; `total` counts what the reader may see and nothing else."""

    kind: str
    name: str
    hits: tuple[Hit, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """What was found, grouped by kind; `kind` where more of one was asked for."""

    text: str
    kind: str
    groups: tuple[Group, ...]
    total: int


def search_page(
    session: Session, text: str, kind: str, reader: Reader, now: dt.datetime, language: str
) -> SearchPage:
    """What the reader may see that has every word of *text*, nothing when there is no word in it."""
    query = Query(text[:LONGEST])
    kinds = (kind,) if kind in KINDS else tuple(KINDS)
    groups = []
    for one in kinds if query else ():
        found = searched.KINDS[one](session, reader, now, language, query)
        group = _group(one, query, found, MANY if kind in KINDS else FEW)
        if group.total:
            groups.append(group)
    return SearchPage(
        text=text[:LONGEST],
        kind=kind if kind in KINDS else "",
        groups=tuple(groups),
        total=sum(group.total for group in groups),
    )


def _group(kind: str, query: Query, found: Iterable[Found], most: int) -> Group:
    ranked = sorted(_scored(kind, query, found), key=lambda one: -one[0])
    return Group(
        kind=kind,
        name=KINDS[kind],
        hits=tuple(_hit(query, one, text) for _score, one, text in ranked[:most]),
        total=len(ranked),
    )


def _scored(kind: str, query: Query, found: Iterable[Found]) -> Iterator[tuple[float, Found, Text]]:
    """Each thing that has every word, with its best text and how good it is; in the order given."""
    for one in found:
        score, text = one.best(query)
        if score == 0.0 or text is None:
            continue
        if kind == "texts" and query.has_all(f"{one.label} {text.title}", text.language):
            continue  # its case is found by its title already
        yield score, one, text


def _hit(query: Query, found: Found, text: Text) -> Hit:
    return Hit(
        endpoint=found.endpoint,
        values=found.values,
        label=found.label,
        title=query.marked(text.title, text.language),
        excerpt=query.excerpt(text.body, text.language),
        language=text.language,
        note=found.note,
    )
