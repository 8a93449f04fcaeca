"""The page on which a member files a written view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from states.definition import Role
from workflow.pages import concluding, labels, voices
from workflow.pages.concluding import CaseHead
from workflow.pages.voices import Voice
from workflow.rules.errors import NotPermittedError
from workflow.rules.permissions import Post, Reader
from workflow.store import written_views


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewPage:
    """Before filing a view: the case, the groups it reaches, what the reader's members filed."""

    case: CaseHead
    case_id: int
    groups: tuple[str, ...]
    members: tuple[tuple[str, str], ...]
    own: tuple[Voice, ...]


def view_page(session: Session, number: str, reader: Reader, language: str) -> ViewPage:
    """The form's page. Raises NotFoundError, or NotPermittedError for who files for no member."""
    case, run = concluding.allocation(session, number, reader)
    members = named(session, reader.codes("member", Post.SUBMITTER), language)
    if not members:
        raise NotPermittedError((Role.DELEGATION.value,))
    views = written_views.of_cases(session, [case.id], reader).get(case.id, [])
    own = [one for one in views if one.member in dict(members)]
    return ViewPage(
        case=concluding.head(session, case, language),
        case_id=case.id,
        groups=tuple(labels.body(one) for one in run.groups),
        members=members,
        own=tuple(voices.view(one, dict(members)) for one in written_views.standing_at(own)),
    )


def named(session: Session, codes: Sequence[str], language: str) -> tuple[tuple[str, str], ...]:
    """Those members, each with its name."""
    names = labels.members(session, codes, language)
    return tuple((code, names.get(code, code)) for code in codes)
