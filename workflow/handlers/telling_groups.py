"""Whom a matter before the groups concerns: their chairs, and the office that serves them."""

from __future__ import annotations

from collections.abc import Iterable

from workflow.rules import deadlines
from workflow.rules.permissions import Post
from workflow.store import conclusions, people
from workflow.store.models import Case, Person
from workflow.store.transaction import Transaction

CHAIRS = (Post.CHAIR, Post.VICE_CHAIR)


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
