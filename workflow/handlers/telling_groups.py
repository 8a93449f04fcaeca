"""Whom a matter before the groups concerns: their chairs, and the office that serves them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from workflow.rules import deadlines
from workflow.rules.permissions import Post
from workflow.store import conclusions, people
from workflow.store.models import Case, Person, Run
from workflow.store.transaction import Transaction

CHAIRS = (Post.CHAIR, Post.VICE_CHAIR)
MOVED = "allocation_moved"


def tell_chairs(tx: Transaction, body: str, kind: str, case: Case, path: str = "") -> None:
    """Tell the chairs of the body; *path* leads on from the page of the case."""
    _tell(tx, "body", body, CHAIRS, kind, case, body, path)


def tell_seated(tx: Transaction, body: str, kind: str, case: Case, path: str = "") -> None:
    """Tell those who take part in the body, and those who may submit for a member that does."""
    _notify(
        tx, people.seated(tx.session, body, deadlines.local_date(tx.now)), kind, case, body, path
    )


def tell_office(
    tx: Transaction, body: str, kind: str, case: Case, path: str = "", *, office: str = ""
) -> None:
    """Tell the officers of the office that serves the body, or of another *office*."""
    office = office or conclusions.office_of(body)
    _tell(tx, "office", office, (Post.OFFICER,), kind, case, body, path)


def tell_of_allocation(tx: Transaction, run: Run, case: Case) -> None:
    """Tell that a decided allocation moved: the offices and groups concerned, and the proposer."""
    children = select(Run.office).where(Run.parent_id == run.id).distinct().order_by(Run.office)
    for office in dict.fromkeys((run.office, *tx.session.scalars(children))):
        tell_office(tx, "", MOVED, case, office=office)
    for group in run.groups:
        tell_chairs(tx, group, MOVED, case)
    for person in people.of_proposer(tx.session, case.proposer, deadlines.local_date(tx.now)):
        tx.notify(person.id, MOVED, f"cases/{case.number}", {"case": case.number})


def _tell(
    tx: Transaction,
    place: str,
    code: str,
    posts: tuple[Post, ...],
    kind: str,
    case: Case,
    body: str,
    path: str,
) -> None:
    told = people.holders(tx.session, place, code, posts, deadlines.local_date(tx.now))
    _notify(tx, told, kind, case, body, path)


def _notify(
    tx: Transaction, told: Iterable[Person], kind: str, case: Case, body: str, path: str
) -> None:
    params = {"case": case.number, "body": body.rpartition(":")[2]}
    for person in told:
        tx.notify(person.id, kind, f"cases/{case.number}{path}", params)
