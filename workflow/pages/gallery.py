"""Every component with invented content, for the review of looks and words in each language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from states.definition import Procedure
from workflow.pages import labels
from workflow.pages.timeline import HAPPENED, Entry
from workflow.pages.tracks import ActionOffer, Step, Track
from workflow.pages.waiting import Waiting
from workflow.rules.errors import Refusal
from workflow.rules.language_marks import N_, NN_
from workflow.store import editions

TONES = ("proposed", "waiting", "provisional", "decided", "closed")
SHOWN = "question_r_2023"
STOOD_AT, SEEN_STATES = 4, 7
"""How far the invented run has come, and how much of its way is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatesOf:
    """An edition's states, each with its tone, as every page shows them."""

    title: str
    edition: str
    states: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryPage:
    """What the gallery shows."""

    editions: tuple[StatesOf, ...]
    tracks: tuple[Track, ...]
    entries: tuple[Entry, ...]


def gallery_page(now: dt.datetime, language: str) -> GalleryPage:
    """The components, filled from the editions' own words."""
    shipped = editions.shipped()
    return GalleryPage(
        editions=tuple(_states_of(one, language) for one in shipped.values()),
        tracks=tuple(_track(shipped[SHOWN], tone, now, language) for tone in TONES),
        entries=_entries(shipped[SHOWN], now, language),
    )


def _states_of(one: Procedure, language: str) -> StatesOf:
    words = one.labels[language]
    return StatesOf(
        title=words.title,
        edition=one.edition,
        states=tuple((words.states[state.name], labels.tone(state)) for state in one.states),
    )


def _track(one: Procedure, tone: str, now: dt.datetime, language: str) -> Track:
    words = one.labels[language]
    names = [state.name for state in one.states]
    stands_at = next((at for at, state in enumerate(one.states) if labels.tone(state) == tone), 0)
    way = [*names[:STOOD_AT], names[max(stands_at, STOOD_AT)], *names[-2:]][:SEEN_STATES]
    return Track(
        run_id=TONES.index(tone),
        version=1,
        procedure=one.key,
        title=words.title,
        edition=one.edition,
        body=labels.body("R:SG1"),
        asks="",
        state=way[STOOD_AT],
        state_label=words.states[way[STOOD_AT]],
        tone=tone,
        steps=tuple(
            Step(
                label=words.states[name],
                state=name,
                position=_position(at),
                at=now - dt.timedelta(days=30 - at) if at <= STOOD_AT else None,
            )
            for at, name in enumerate(way)
        ),
        waiting=Waiting(office=labels.OFFICES["BR"], until=now + dt.timedelta(days=9)),
        offers=_offers(one, language) if tone == "waiting" else (),
        revisions=(),
        referred_back=None,
        may_change_deadline=False,
        update="",
        confirmed_default=False,
    )


def _position(at: int) -> str:
    if at == STOOD_AT:
        return "current"
    return "passed" if at < STOOD_AT else "next"


def _offers(procedure: Procedure, language: str) -> tuple[ActionOffer, ...]:
    """An action that is free, one that asks for reasons, and one that waits for everything."""
    one, many = NN_(
        "%(num)d close text waits for a disposition.",
        "%(num)d close texts wait for a disposition.",
    )
    missing = (
        Refusal(guard="", message=one, plural=many, params={"num": 3}),
        Refusal(
            guard="",
            message=N_("Waits for the released conclusion of: %(groups)s."),
            params={"groups": ("R:RAG", "T:TSAG", "D:TDAG")},
        ),
    )
    asked: tuple[tuple[tuple[str, ...], tuple[Refusal, ...]], ...] = (
        ((), ()),
        (("reasons",), ()),
        ((), missing),
    )
    words = procedure.labels[language]
    return tuple(
        ActionOffer(
            action=row.name,
            label=words.actions[row.name],
            asks=asks,
            refusals=refusals,
            basis=row.basis.text,
            basis_read=row.basis.read,
            leads_to=words.states[row.target],
            withdraws=False,
        )
        for row, (asks, refusals) in zip(procedure.actions, asked, strict=False)
    )


def _entries(one: Procedure, now: dt.datetime, language: str) -> tuple[Entry, ...]:
    words = one.labels[language]
    kinds = ("ConclusionReleased", "ConclusionDrafted", "RunMoved", "CaseSubmitted")
    first = one.actions[0]
    return tuple(
        Entry(
            token=f"gallery-{at}",
            kind=kind,
            at=now - dt.timedelta(days=at),
            what=HAPPENED.get(kind, ""),
            label=words.actions[first.name] if kind == "RunMoved" else "",
            detail=labels.body("R:RAG") if kind.startswith("Conclusion") else "",
            holder="",
            office=labels.OFFICES["BR"],
            role=labels.ROLES["secretariat"],
            basis=first.basis.text,
            provisional=kind == "ConclusionDrafted",
        )
        for at, kind in enumerate(kinds)
    )
