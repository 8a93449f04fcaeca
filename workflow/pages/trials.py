"""A new edition tried on the cases of the editions before it: what would change for each, in words."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from states.definition import Procedure
from workflow.pages import labels, needs
from workflow.rules import deadlines, trials
from workflow.rules.errors import Refusal
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Post, Reader
from workflow.rules.trials import OfferChange, StepChange, Taken
from workflow.store import editions, facts, repinning
from workflow.store.models import Case, EventRow, Run
from workflow.store.visibility import visible

OFFERS = {
    "gained": N_("Offered besides, to %(who)s: %(action)s"),
    "lost": N_("Offered no longer, to %(who)s: %(action)s"),
    "refused": N_("Now with a condition to be met, for %(who)s: %(action)s"),
    "freed": N_("No condition left to be met, for %(who)s: %(action)s"),
    "elsewhere": N_("Leads elsewhere, for %(who)s: %(action)s, to %(state)s"),
}
STEPS = {
    "lost": N_("This step would not have been offered: %(step)s"),
    "role": N_("This step would not have been for %(who)s: %(step)s"),
    "elsewhere": N_("This step would have led elsewhere: %(step)s"),
    "needs": N_("This step would have had a further condition: %(step)s; %(needs)s"),
    "gained": N_("Offered besides in the state %(state)s: %(actions)s"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that would change; `refusals` say what would be missing."""

    words: str
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTrial:
    """One run under the edition. `reason` says why it cannot be moved to it, if it cannot.

    `until` are the day by which it waits and the one by which it would wait, where they differ.
    """

    run_id: int
    version: int
    number: str
    title: str
    language: str
    edition: str
    state: str
    lines: tuple[Line, ...]
    until: tuple[dt.datetime | None, dt.datetime | None] | None
    lacks_state: bool
    reason: str
    may_move: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPage:
    """An edition and the cases that it was tried on; those for which nothing changes are counted."""

    key: str
    title: str
    edition: str
    applies_from: dt.date | None
    valid_from: dt.date
    uploaded: bool
    in_use: bool
    may_activate: bool
    may_move: bool
    running: tuple[CaseTrial, ...]
    past: tuple[CaseTrial, ...]
    unchanged: int


def trial_page(
    session: Session,
    key: str,
    reader: Reader,
    now: dt.datetime,
    language: str,
    *,
    only: Collection[int] = (),
) -> TrialPage:
    """The edition tried on every case of its procedure that the reader may see, or on *only* those runs.

    Raises NotFoundError for an unknown edition.
    """
    entry = editions.entry_of(session, key)
    after = entry.procedure
    runs = _runs(session, after, reader, only)
    tried = _Trial(session, after, reader, now, language).of(runs)
    running = [one for one, ended in tried if not ended]
    past = [one for one, ended in tried if ended]
    in_use = session.scalars(select(Run.id).where(Run.edition_digest == after.digest).limit(1))
    administrator = bool(reader.codes("office", Post.ADMINISTRATOR))
    applies = entry.applies_on(deadlines.local_date(now))
    return TrialPage(
        key=key,
        title=after.labels[language].title,
        edition=after.edition,
        applies_from=entry.applies_from,
        valid_from=after.valid_from,
        uploaded=entry.uploaded,
        in_use=in_use.first() is not None,
        may_activate=administrator and entry.uploaded,
        may_move=applies and any(one.may_move for one in running),
        running=tuple(running),
        past=tuple(one for one in past if one.lines),
        unchanged=sum(not one.lines for one in past),
    )


def _runs(
    session: Session, after: Procedure, reader: Reader, only: Collection[int]
) -> Sequence[tuple[Run, Case]]:
    query = (
        select(Run, Case)
        .join(Case, Case.id == Run.case_id)
        .where(Run.procedure == after.code, Run.edition_digest != after.digest)
        .where(visible(Case, reader))
        .order_by(Case.id, Run.id)
    )
    if only:
        query = query.where(Run.id.in_(only))
    return [(run, case) for run, case in session.execute(query)]


class _Trial:
    def __init__(
        self, session: Session, after: Procedure, reader: Reader, now: dt.datetime, language: str
    ) -> None:
        self.session, self.after, self.reader = session, after, reader
        self.now, self.language = now, language

    def of(self, runs: Sequence[tuple[Run, Case]]) -> list[tuple[CaseTrial, bool]]:
        """Each run as tried, with whether it has ended."""
        known = facts.of_runs(self.session, [run for run, _ in runs], self.now)
        self.fitting = repinning.Fitting(self.session, [run for run, _ in runs])
        held = [run for run, _ in runs if repinning.has_state(self.after, run.state)]
        tried = facts.of_runs(self.session, held, self.now, under=self.after) if held else {}
        taken = self._taken([run.id for run, _ in runs])
        found = []
        for run, case in runs:
            before = editions.pinned(self.session, run.edition_digest)
            shown = labels.state_shown(before, run, self.reader)
            ended = before.state(run.state).final
            lines: list[Line] = []
            if run.id in tried and shown.name == run.state and not ended:
                changes = trials.of_offers(before, known[run.id], self.after, tried[run.id])
                lines += [self._offer(before, one) for one in changes]
            steps = trials.of_steps(before, self.after, taken[run.id])
            lines += [self._step(before, one) for one in steps]
            found.append((self._case(run, case, before, shown.name, tuple(lines)), ended))
        return found

    def _case(
        self, run: Run, case: Case, before: Procedure, shown: str, lines: tuple[Line, ...]
    ) -> CaseTrial:
        reason = self.fitting.reason_against(run, self.after, self.reader)
        _, due = self.fitting.deadline_under(run, self.after)
        hidden = shown != run.state
        return CaseTrial(
            run_id=run.id,
            version=run.version,
            number=case.number,
            title=case.title,
            language=case.language,
            edition=before.edition,
            state=before.labels[self.language].states[shown],
            lines=lines,
            until=(run.due_at, due)
            if due != run.due_at and reason is None and not hidden
            else None,
            lacks_state=not hidden and not repinning.has_state(self.after, run.state),
            reason=gettext(reason, number=case.number) if reason else "",
            may_move=reason is None and repinning.may_move(self.reader, run.office),
        )

    def _taken(self, run_ids: Collection[int]) -> dict[int, list[Taken]]:
        """The steps of each run that the reader may see, in their order."""
        rows = self.session.scalars(
            select(EventRow)
            .where(EventRow.run_id.in_(run_ids), EventRow.kind == "RunMoved")
            .where(visible(EventRow, self.reader, self.now))
            .order_by(EventRow.position)
            .options(joinedload(EventRow.payload))
        )
        found: dict[int, list[Taken]] = defaultdict(list)
        for row in rows:
            if row.payload and row.payload.body and row.run_id:
                body = row.payload.body
                step = Taken(
                    action=body["action"], source=body["source"], target=body["target"],
                    role=row.role,
                )  # fmt: skip
                found[row.run_id].append(step)
        return found

    def _offer(self, before: Procedure, one: OfferChange) -> Line:
        new, old = self.after.labels[self.language], before.labels[self.language]
        action = new.actions.get(one.action) or old.actions[one.action]
        words = gettext(
            OFFERS[one.kind],
            who=labels.listed(str(gettext(labels.ROLES[role.value])) for role in one.roles),
            action=labels.isolated(action),
            state=new.states.get(one.target, ""),
        )
        return Line(words=str(words), refusals=one.refusals)

    def _step(self, before: Procedure, one: StepChange) -> Line:
        old, new = before.labels[self.language], self.after.labels[self.language]
        step = one.step
        told = (
            f"{old.actions.get(step.action, step.action)} "
            f"({old.states.get(step.source, step.source)} {labels.arrow()} "
            f"{old.states.get(step.target, step.target)})"
        )
        words = gettext(
            STEPS[one.kind],
            step=labels.isolated(told),
            who=str(gettext(labels.ROLES.get(step.role, step.role))),
            needs=labels.listed(needs.of_need(need) for need in one.needs),
            state=labels.isolated(old.states.get(step.source, step.source)),
            actions=labels.listed(new.actions[name] for name in one.actions),
        )
        return Line(words=str(words))
