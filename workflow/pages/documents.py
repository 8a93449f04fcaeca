"""What a Word file is made from: a proposal's text as its readers may see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import KINDS, Procedure
from workflow.pages import labels
from workflow.pages.cases import find
from workflow.pages.comparing import difference
from workflow.pages.proposals import own_draft, study_groups
from workflow.pages.versions import ComparedField
from workflow.rules import deadlines
from workflow.rules.errors import NotFoundError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Reader
from workflow.store import editions
from workflow.store.models import Case, Draft, Run, TextVersion

PLACES = {
    "kind": N_("Kind"),
    "study_group": N_("Study group"),
    "question": N_("Existing Question"),
}
"""What a proposal says beside the fields of its Sector's form, with the words people read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordField:
    """One field of the form. `label` of a place is a msgid; `options` are pairs of code and words."""

    name: str
    label: str
    help: str
    basis: str
    read: bool
    required: bool
    kind: str
    options: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalText:
    """A proposal's text with everything its Word file shows.

    A draft has no number and no version; a blank form has no member either.
    """

    sector: str
    edition: str
    form: str
    source: str
    number: str
    version: int
    member: str
    title: str
    language: str
    at: dt.datetime
    places: tuple[WordField, ...]
    fields: tuple[WordField, ...]


def draft_text(session: Session, draft_id: str, reader: Reader, language: str) -> ProposalText:
    """A draft's text. Raises NotFoundError for anybody but its delegation."""
    draft = own_draft(session, draft_id, reader)
    texts = {name: str(text) for name, text in draft.fields.items()} | {"kind": draft.kind}
    return _text(
        session,
        editions.question_procedure(session, draft.sector, deadlines.local_date(draft.saved_at)),
        draft,
        texts,
        language,
        at=draft.saved_at,
    )


def version_text(
    session: Session, number: str, version: int, reader: Reader, language: str
) -> ProposalText:
    """A submitted version. Raises NotFoundError unless the reader may see its case."""
    case = find(session, number, reader)
    row = session.scalar(
        select(TextVersion).where(TextVersion.case_id == case.id, TextVersion.number == version)
    )
    if row is None:
        raise NotFoundError(f"version {version}")
    run = session.scalars(
        select(Run).where(Run.case_id == case.id, Run.procedure != "allocation").order_by(Run.id)
    ).first()
    procedure = (
        editions.pinned(session, run.edition_digest)
        if run
        else editions.question_procedure(
            session, case.sector, deadlines.local_date(case.submitted_at)
        )
    )
    texts = {name: str(text) for name, text in row.fields.items()}
    texts |= {
        "kind": case.kind,
        "study_group": case.study_group,
        "question": case.question_id or "",
    }
    return _text(session, procedure, case, texts, language, at=row.at, version=version)


def blank_text(session: Session, key: str, now: dt.datetime, language: str) -> ProposalText:
    """The empty form of an edition under which proposals begin. Raises NotFoundError for any other."""
    forms = editions.question_procedures(session, deadlines.local_date(now)).values()
    procedure = next((one for one in forms if one.key == key), None)
    if procedure is None:
        raise NotFoundError(key)
    title = procedure.labels[language].title
    return ProposalText(
        sector=procedure.sector,
        edition=key,
        form=title,
        source=procedure.source,
        number="",
        version=0,
        member="",
        title=title,
        language=language,
        at=now,
        places=_places(session, procedure.sector, {"kind": ""}),
        fields=form_fields(procedure, "new", {}, language),
    )


def _text(
    session: Session,
    procedure: Procedure,
    row: Draft | Case,
    texts: Mapping[str, str],
    language: str,
    *,
    at: dt.datetime,
    version: int = 0,
) -> ProposalText:
    kind = texts["kind"]
    return ProposalText(
        sector=row.sector,
        edition=procedure.key,
        form=procedure.labels[language].title,
        source=procedure.source,
        number=row.number if isinstance(row, Case) else "",
        version=version,
        member=labels.members(session, (row.proposer,), language).get(row.proposer, row.proposer),
        title=texts.get("title", row.title),
        language=row.language,
        at=at,
        places=_places(session, row.sector, texts),
        fields=form_fields(procedure, kind, texts, language),
    )


def form_fields(
    procedure: Procedure, kind: str, texts: Mapping[str, str], language: str
) -> tuple[WordField, ...]:
    """The fields of the edition's form in its order, with what was written in them."""
    words = procedure.labels[language]
    return tuple(
        WordField(
            name=field.name,
            label=words.fields[field.name],
            help=words.help.get(field.name, ""),
            basis=field.basis.text,
            read=field.basis.read,
            required=kind in field.required_for,
            kind=field.kind,
            options=tuple((code, words.choices.get(code, code)) for code in field.choices),
            text=texts.get(field.name, ""),
        )
        for field in procedure.fields
    )


def _places(session: Session, sector: str, texts: Mapping[str, str]) -> tuple[WordField, ...]:
    options = {
        "kind": tuple((one, labels.KINDS[one]) for one in KINDS),
        "study_group": tuple(study_groups(session, sector)),
    }
    return tuple(
        WordField(
            name=name,
            label=label,
            help="",
            basis="",
            read=True,
            required=name != "question" or texts["kind"] in ("revised", "suppression"),
            kind="choice" if name in options else "line",
            options=options.get(name, ()),
            text=texts.get(name, ""),
        )
        for name, label in PLACES.items()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPage:
    """What was read in a file beside what the draft holds; a proposal not saved yet has no id.

    `differing` are the fields whose text in the draft would be replaced, by name; `missing` are the
    labels (of places: msgids) of what is still needed before submission.
    """

    id: str
    sector: str
    title: str
    version: int
    language: str
    differing: Mapping[str, ComparedField]
    missing: tuple[str, ...]


def confirm_page(
    session: Session,
    draft_id: str,
    texts: Mapping[str, str],
    reader: Reader,
    language: str,
    *,
    sector: str,
    today: dt.date,
) -> ConfirmPage:
    """The texts of a form beside those of a draft. Raises NotFoundError for anybody else's draft."""
    draft = own_draft(session, draft_id, reader) if draft_id else None
    of = draft.sector if draft else sector
    procedure = editions.question_procedure(session, of, today)
    held = {**draft.fields, "kind": draft.kind} if draft else {}
    places = {one.name: one for one in _places(session, procedure.sector, texts)}
    fields = {one.name: one for one in form_fields(procedure, texts["kind"], texts, language)}
    lacking = [one for one in (*fields.values(), *places.values()) if one.required]
    return ConfirmPage(
        id=draft.id if draft else "",
        sector=procedure.sector,
        title=draft.title if draft else "",
        version=draft.version if draft else 0,
        language=draft.language if draft else language,
        differing={
            name: ComparedField(
                label=one.label,
                parts=difference(_words(one, str(held[name])), _words(one, one.text)),
            )
            for name, one in {**places, **fields}.items()
            if held.get(name) and one.text and held[name] != one.text
        },
        missing=tuple(one.label for one in lacking if not one.text),
    )


def _words(field: WordField, text: str) -> str:
    """What was written, or the words of the choice."""
    return dict(field.options).get(text, text)
