"""What a member is asked that is named as sponsor or supporter of a draft."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.pages import labels
from workflow.pages.draft_texts import SoundingPage, sounding_of
from workflow.rules.errors import NotFoundError
from workflow.rules.language_marks import N_
from workflow.rules.permissions import Post, Reader
from workflow.store import facts
from workflow.store.models import Case, Draft, Sponsorship
from workflow.store.visibility import visible

SPONSORSHIP_STATUS = {
    "named": N_("asked, not yet answered"),
    "confirmed": N_("confirmed"),
    "declined": N_("declined"),
    "withdrawn": N_("withdrawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsorshipPage:
    """What a named member is asked."""

    id: int
    proposer: str
    member: str
    kind: str
    status: str
    code: str
    case: str
    case_opens: bool
    may_answer: bool
    over: bool
    sounding: SoundingPage


def sponsorship_page(
    session: Session, sponsorship_id: int, reader: Reader, language: str
) -> SponsorshipPage:
    """What the named member is asked. Raises NotFoundError for anybody but its delegation."""
    row = session.get(Sponsorship, sponsorship_id)
    if row is None or not reader.holds("member", row.member):
        raise NotFoundError(f"sponsorship {sponsorship_id}")
    draft = session.get_one(Draft, row.draft_id)
    case = session.get(Case, row.case_id) if row.case_id else None
    opens = case is not None and session.scalar(
        select(Case.id).where(Case.id == case.id, visible(Case, reader))
    )
    over = case is not None and facts.is_over(session, case)
    names = labels.members(session, {draft.proposer, row.member}, language)
    return SponsorshipPage(
        id=row.id,
        proposer=names[draft.proposer],
        member=names[row.member],
        kind=labels.SPONSORSHIP_KINDS[row.kind],
        status=SPONSORSHIP_STATUS[row.status],
        code=row.status,
        case=case.number if case else "",
        case_opens=bool(opens),
        may_answer=reader.holds("member", row.member, Post.SUBMITTER) and not over,
        over=over,
        sounding=sounding_of(session, draft, language),
    )
