"""Who may vote in a consultation: the register's list, taken at the opening and again at the close.

Rights can be suspended or restored in between: the list at the close decides whose reply counts.
"""

from __future__ import annotations

from sqlalchemy import select

from states.definition import Role
from workflow.rules import deadlines, permissions
from workflow.rules.events import ElectorateListed
from workflow.rules.permissions import Level, Post
from workflow.store import people
from workflow.store.models import Case, Consultation, Elector, MemberState, ReplyRow, Run
from workflow.store.transaction import Transaction


def list_at_opening(
    tx: Transaction, run: Run, case: Case, consultation: Consultation, role: Role
) -> int:
    """Take the list of those who are asked; gives their number."""
    members = _with_the_right_to_vote(tx)
    tx.session.add_all(
        Elector(consultation_id=consultation.id, member=member) for member in members
    )
    _record(tx, run, case, consultation, "opening", members, role)
    return len(members)


def list_at_close(tx: Transaction, run: Run, case: Case, consultation: Consultation) -> int:
    """Take the list that decides which replies count; gives the number of electors.

    A member whose reply counted by the list of the day on which it was given, and does not any
    more, is told so; nobody else is.
    """
    members = _with_the_right_to_vote(tx)
    listed = {
        one.member: one
        for one in tx.session.scalars(
            select(Elector).where(Elector.consultation_id == consultation.id)
        )
    }
    for member, elector in listed.items():
        elector.at_close = member in members
    tx.session.add_all(
        Elector(consultation_id=consultation.id, member=member, at_opening=False, at_close=True)
        for member in members
        if member not in listed
    )
    replies = tx.session.scalars(
        select(ReplyRow).where(ReplyRow.consultation_id == consultation.id, ReplyRow.current)
    )
    for reply in replies:
        counts = reply.member in members
        if reply.counts and not counts:
            acknowledge(tx, consultation, case, reply.member, counts=False)
        reply.counts = counts
    _record(tx, run, case, consultation, "close", members, Role.CLOCK)
    return len(members)


def may_vote_today(tx: Transaction, member: str) -> bool:
    """Whether a reply of that member counts by the register as it stands."""
    return member in _with_the_right_to_vote(tx)


def acknowledge(
    tx: Transaction, consultation: Consultation, case: Case, member: str, *, counts: bool
) -> None:
    """Tell the administration, and nobody else, that its reply was recorded, or does not count."""
    kind = "reply_recorded" if counts else "reply_does_not_count"
    today = deadlines.local_date(tx.now)
    for person in people.holders(tx.session, "member", member, (Post.RESPONDENT,), today):
        tx.notify(person.id, kind, f"consultations/{consultation.id}", {"case": case.number})


def _with_the_right_to_vote(tx: Transaction) -> list[str]:
    """The codes in the register; in a demonstration no real State is asked or counted."""
    voting = select(MemberState.code).where(MemberState.may_vote).order_by(MemberState.code)
    if tx.fictional_only:
        voting = voting.where(MemberState.kind == "fictional")
    return list(tx.session.scalars(voting))


def _record(
    tx: Transaction,
    run: Run,
    case: Case,
    consultation: Consultation,
    at: str,
    members: list[str],
    role: Role,
) -> None:
    """Whose right is suspended is the Bureau's to know."""
    tx.record(
        ElectorateListed(consultation=consultation.id, taken_at=at, members=tuple(members)),
        case=case,
        run=run,
        role=role.value,
        audience=permissions.audience(Level.OFFICERS, run.office),
    )
