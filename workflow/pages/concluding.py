"""The pages on which a conclusion is written, confirmed and released, and the groups are asked."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import Procedure, Role
from workflow.pages import labels, meetings, reviews, voices
from workflow.pages.outlooks import Outlook, outlook, with_released
from workflow.pages.reviews import ConclusionsPanel, ConclusionView
from workflow.pages.voices import WrittenViews
from workflow.rules import corrections, deadlines, engine, permissions
from workflow.rules.engine import Offer
from workflow.rules.errors import ActionNotOfferedError, NotFoundError, NotPermittedError
from workflow.rules.facts import Facts
from workflow.rules.language_marks import N_
from workflow.rules.permissions import ADVISORY_GROUPS, Reader
from workflow.store import conclusions, editions, facts
from workflow.store.models import Body, Candidate, Case, Conclusion, Run
from workflow.store.visibility import visible

CLOSE_TEXTS = 5
DEGREES = {
    "related": N_("related"),
    "complementary": N_("complementary"),
    "partial": N_("overlaps in part"),
    "duplicate": N_("covers the same"),
}
"""What a named office said of a close text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHead:
    """The case a form is about."""

    number: str
    title: str
    language: str
    sector: str
    sector_code: str
    kind: str
    member: str
    study_group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseText:
    """A text found close; `degree` is what a named office said of it, empty until then.

    `given_on` is the text version that was said on, where the text has changed since; else 0.
    """

    key: str
    address: tuple[str, str]
    label: str
    title: str
    body: str
    degree: str
    similarity: int
    given_on: int = 0
    reason: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A conclusion as the fields of its form hold it; `target` is a study group or a Question."""

    version: int
    meeting_id: str
    kind: str
    lead_sector: str
    supporting: tuple[str, ...]
    target: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingPage:
    """The form of a body's conclusion: what it is about, and the choices it has."""

    case: CaseHead
    run_id: int
    body: str
    name: str
    slug: str
    joint: bool
    open: bool
    conclusion: ConclusionView | None
    written: Written | None
    meetings: tuple[tuple[str, str], ...]
    study_groups: tuple[tuple[str, str], ...]
    close_texts: tuple[CloseText, ...]
    panel: ConclusionsPanel

    @property
    def version(self) -> int:
        """The version of the conclusion the page shows, 0 while there is none."""
        return self.written.version if self.written else 0

    @property
    def may_write(self) -> bool:
        """Whether the groups conclude now and this conclusion is not released yet."""
        return self.open and not (self.conclusion and self.conclusion.status == "released")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """Before confirming or releasing: the conclusion, and what it would lead to once released."""

    case: CaseHead
    conclusion: ConclusionView
    name: str
    would_lead_to: Outlook
    others: tuple[ConclusionView, ...]
    others_confirm: tuple[str, ...]
    """The groups whose chairs confirm a joint conclusion, where each does."""
    may_confirm: bool
    may_release: bool
    may_draft: bool
    may_correct: bool
    may_state: bool
    has_met: bool
    corrections_over: bool
    views: WrittenViews
    newest_text: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPage:
    """The form that asks the groups concerned; `sectors_found` are those of the related texts."""

    case: CaseHead
    run_id: int
    version: int
    groups: tuple[tuple[str, str], ...]
    suggested: tuple[str, ...]
    sectors_found: tuple[str, ...]


def ask_page(
    session: Session, number: str, reader: Reader, now: dt.datetime, language: str
) -> AskPage:
    """The form that asks the groups. Raises NotFoundError, or NotPermittedError for others."""
    case, run = allocation(session, number, reader)
    known = facts.of_run(session, run, now)
    procedure = editions.pinned(session, run.edition_digest)
    offers = engine.offers(procedure, known, permissions.roles_on(reader, known.place))
    if not any(one.action == "ask_groups" for one in offers):
        raise NotPermittedError((Role.SECRETARIAT.value,))
    sectors = {case.sector, *known.sectors_found}
    return AskPage(
        case=head(session, case, language),
        run_id=run.id,
        version=run.version,
        groups=tuple((one, labels.body(one)) for one in ADVISORY_GROUPS),
        suggested=tuple(one for one in ADVISORY_GROUPS if one[:1] in sectors),
        sectors_found=tuple(labels.sector(one) for one in sorted(known.sectors_found)),
    )


def writing_page(
    session: Session, number: str, slug: str, reader: Reader, now: dt.datetime, language: str
) -> WritingPage:
    """The form of the body's conclusion, for those who may write it."""
    case, run = allocation(session, number, reader)
    body = reviews.body_of(slug)
    if body not in ADVISORY_GROUPS:
        raise NotFoundError(slug)
    if not (conclusions.chairs(reader, body) or conclusions.serves(reader, body)):
        raise NotPermittedError((Role.ADVISORY_GROUP_CHAIR.value,))
    how = conclusions.how(session, run)
    joint = how == conclusions.TOGETHER
    today = deadlines.local_date(now)
    row = _row(session, run, body)
    panel = reviews.conclusions_panel(session, case, run, reader, now, language)
    shown = [one.conclusion for one in (panel.joint if joint else panel.columns)]
    bodies = tuple(run.groups) if joint else (body,)
    return WritingPage(
        case=head(session, case, language),
        run_id=run.id,
        body=body,
        name=labels.body(body),
        slug=slug,
        joint=joint,
        open=bool(how) and body in run.groups,
        conclusion=next((one for one in shown if one and row and one.id == row.id), None),
        written=_written(row) if row else None,
        meetings=tuple(
            meetings.choices(session, language, today, bodies, convened_by=body if joint else "")
        ),
        study_groups=study_groups(session, case),
        close_texts=close_texts_of(session, [case]).get(case.id, ()),
        panel=panel,
    )


def step_page(
    session: Session,
    number: str,
    conclusion_id: int,
    reader: Reader,
    now: dt.datetime,
    language: str,
) -> StepPage:
    """The page before confirming or releasing. Raises NotFoundError for whom it is not."""
    row, meeting, run, case = conclusions.find(session, conclusion_id, reader)
    if case.number != number:
        raise NotFoundError(f"conclusion {conclusion_id}")
    today = deadlines.local_date(now)
    procedure = editions.pinned(session, run.edition_digest)
    released = conclusions.released(session, run)
    known = dataclasses.replace(facts.of_run(session, run, now), conclusions=released)
    rows = conclusions.of_runs(session, [run], reader)[run.id]
    others = [
        (one, under)
        for one, under in rows
        if one.id != row.id and one.status == "released" and one.round == row.round
    ]
    (shown,) = reviews.views_of(session, [(row, meeting)], reader, language, today)
    return StepPage(
        case=head(session, case, language),
        conclusion=shown,
        name=labels.body(row.body),
        would_lead_to=outlook(procedure, with_released(known, conclusions.fact_of(row)), language),
        others=reviews.views_of(session, others, reader, language, today),
        others_confirm=tuple(
            labels.body(one) for one in conclusions.confirmers(session, run, row) if row.joint
        ),
        has_met=today >= meeting.starts_on,
        corrections_over=corrections.are_over(row.corrections_until, now),
        views=voices.written_views_of(session, case, run, reader, language),
        newest_text=known.text_version,
        **reviews.may_do(
            reader,
            row.body,
            shown,
            concluding=_is_running(session, run, row),
            every=conclusions.confirmers(session, run, row) if row.joint else (),
        ),
    )


def _is_running(session: Session, run: Run, row: Conclusion) -> bool:
    current = conclusions.round_of(session, run)
    return bool(conclusions.how(session, run)) and row.round == current.number


def allocation(session: Session, number: str, reader: Reader) -> tuple[Case, Run]:
    """The case and its allocation run. Raises NotFoundError unless the reader may see it."""
    case = session.scalar(select(Case).where(Case.number == number, visible(Case, reader)))
    run = reviews.allocation_run(session, case) if case else None
    if case is None or run is None:
        raise NotFoundError(number)
    return case, run


def offer_to_office(
    procedure: Procedure, run: Run, known: Facts, reader: Reader, actions: Sequence[str]
) -> Offer:
    """What an officer of the lead office is offered of *actions*.

    Raises NotPermittedError for others, ActionNotOfferedError where none is offered.
    """
    roles = permissions.roles_on(reader, known.place)
    if Role.SECRETARIAT not in roles:
        raise NotPermittedError((Role.SECRETARIAT.value,))
    for one in engine.offers(procedure, known, roles):
        if one.action in actions:
            return one
    raise ActionNotOfferedError(actions[0], run.state)


def _written(row: Conclusion) -> Written:
    return Written(
        version=row.version,
        meeting_id=str(row.meeting_id),
        kind=row.kind,
        lead_sector=row.lead_sector,
        supporting=tuple(row.supporting),
        target=row.target,
        reasons=row.reasons,
    )


def _row(session: Session, run: Run, body: str) -> Conclusion | None:
    """The body's conclusion in the round that runs, for the form to start from."""
    rows = select(Conclusion).where(
        Conclusion.run_id == run.id,
        Conclusion.round == conclusions.round_of(session, run).number,
        Conclusion.body == body,
    )
    return session.scalar(rows)


def study_groups(session: Session, case: Case) -> tuple[tuple[str, str], ...]:
    """The other study groups of the case's Sector, as choices of a form."""
    rows = session.scalars(
        select(Body).where(Body.sector == case.sector, Body.code.like("SG%"))
    ).all()
    ordered = sorted(rows, key=lambda one: meetings.order(one.id))
    return tuple(
        (one.id, f"{labels.body(one.id)} — {one.name}")
        for one in ordered
        if one.id != case.study_group
    )


def close_texts_of(session: Session, cases: Sequence[Case]) -> dict[int, tuple[CloseText, ...]]:
    """The texts found close to each case's newest version, once screened; the closest first."""
    screened = [case.id for case in cases if case.screened_at is not None]
    found: dict[int, list[Candidate]] = {}
    rows = session.scalars(
        select(Candidate)
        .where(Candidate.case_id.in_(screened))
        .order_by(Candidate.text_version.desc(), Candidate.similarity.desc(), Candidate.id)
    )
    said: dict[tuple[int, str], Candidate] = {}
    for row in rows:
        own = found.setdefault(row.case_id, [])
        if not own or own[0].text_version == row.text_version:
            own.append(row)
        if row.degree is not None:
            said.setdefault((row.case_id, row.key), row)
    return {
        case: tuple(
            _close_text(row, said.get((case, row.key), row)) for row in own if row.degree != "none"
        )[:CLOSE_TEXTS]
        for case, own in found.items()
    }


def _close_text(row: Candidate, said: Candidate) -> CloseText:
    """A text found close, with what was last said of it, be it on an earlier version."""
    return CloseText(
        key=row.key,
        address=labels.address(row.key),
        label=str(row.kept.get("label") or row.key),
        title=str(row.kept.get("title", "")),
        body=labels.body(row.body) if row.body else "",
        degree=DEGREES.get(said.degree or "", ""),
        similarity=row.similarity,
        given_on=said.text_version if said.text_version < row.text_version else 0,
        reason=said.reason,
        office=labels.OFFICES.get(said.office or "", ""),
    )


def head(session: Session, case: Case, language: str) -> CaseHead:
    """The case in a line."""
    names = labels.members(session, {case.proposer}, language)
    return CaseHead(
        number=case.number,
        title=case.title,
        language=case.language,
        sector=labels.sector(case.sector),
        sector_code=case.sector,
        kind=labels.kind_shown(case),
        member=names.get(case.proposer, case.proposer),
        study_group=labels.body(case.study_group) if case.study_group else "",
    )
