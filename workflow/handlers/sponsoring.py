"""Sponsors and supporters: named by the proposer, shown to others only once the member confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from states.definition import Role
from workflow.handlers.drafting import open_draft
from workflow.rules.commands.proposals import AnswerSponsorship, NameSponsor
from workflow.rules.errors import (
    ActionNotOfferedError,
    ActionRefusedError,
    InvalidInputError,
    NotFoundError,
    Refusal,
)
from workflow.rules.events import Event, SponsorshipConfirmed, SponsorshipWithdrawn
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Post
from workflow.store import facts, people
from workflow.store.models import Case, Draft, Sponsorship
from workflow.store.transaction import Handlers, Transaction


def name_sponsor(tx: Transaction, command: NameSponsor) -> Mapping[str, Any]:
    """Name a member and ask its authorized people; until they confirm nobody else sees it."""
    draft = open_draft(tx, command.draft_id)
    if command.kind not in ("sponsor", "supporter"):
        raise InvalidInputError("kind", N_("Choose sponsor or supporter."))
    if command.member == draft.proposer or tx.member(command.member) is None:
        raise InvalidInputError("member", N_("Choose another member."))
    held = tx.session.scalar(
        select(Sponsorship).where(
            Sponsorship.draft_id == draft.id, Sponsorship.member == command.member
        )
    )
    if held is not None:
        raise InvalidInputError("member", N_("This member is named already."))
    row = Sponsorship(draft_id=draft.id, member=command.member, kind=command.kind, named_at=tx.now)
    tx.session.add(row)
    tx.session.flush()
    for person in people.holders(
        tx.session, "member", command.member, (Post.SUBMITTER,), tx.now.date()
    ):
        tx.notify(person.id, "sponsorship_asked", f"sponsorships/{row.id}")
    return {"sponsorship": row.id}


def answer_sponsorship(tx: Transaction, command: AnswerSponsorship) -> Mapping[str, Any]:
    """Confirm, decline or withdraw, by an authorized person of the named member, until the decision."""
    row = tx.session.get(Sponsorship, command.sponsorship_id)
    if row is None or not tx.by.holds("member", row.member, Post.SUBMITTER):
        raise NotFoundError(f"sponsorship {command.sponsorship_id}")
    tx.session.get_one(Draft, row.draft_id, with_for_update=True)
    tx.session.refresh(row)
    case = tx.session.get_one(Case, row.case_id, with_for_update=True) if row.case_id else None
    allowed = {"named": ("confirmed", "declined"), "confirmed": ("withdrawn",)}
    if command.answer not in allowed.get(row.status, ()):
        raise ActionNotOfferedError(command.answer, row.status)
    if case is not None and facts.is_over(tx.session, case):
        message = N_(
            "A name is given or withdrawn until the decision; this proposal is decided or withdrawn."
        )
        raise ActionRefusedError((Refusal(guard="case_is_not_over", message=message),))
    row.status = command.answer
    row.commitment = command.commitment.strip()[:500] or row.commitment
    row.answered_at = tx.now
    if case is not None and command.answer in ("confirmed", "withdrawn"):
        record(tx, case, row)
    return {"sponsorship": row.id}


def record(tx: Transaction, case: Case, row: Sponsorship) -> None:
    """Enter a confirmation, or its withdrawal, into the record of the case."""
    event: Event
    if row.status == "confirmed":
        event = SponsorshipConfirmed(
            member=row.member, sponsorship=row.kind, commitment=row.commitment
        )
    else:
        event = SponsorshipWithdrawn(member=row.member, sponsorship=row.kind)
    tx.record(
        event,
        case=case,
        role=Role.DELEGATION.value,
        acting_for=row.member,
        audience=case.audience,
        also=case.also,
    )


HANDLERS: Handlers = {AnswerSponsorship: answer_sponsorship, NameSponsor: name_sponsor}
