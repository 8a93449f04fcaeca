"""Sign-in throttling in a table, so that it holds across processes and restarts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, func, select

from workflow.store.models import SignInAttempt
from workflow.web.services import now, services

WINDOW = dt.timedelta(minutes=15)
PER_ACCOUNT = 10
PER_ADDRESS = 50


def is_shut(email: str, address: str) -> bool:
    """Whether too many sign-ins failed lately for the account or from the network address."""
    since = now() - WINDOW
    query = (
        select(SignInAttempt.subject, func.count())
        .where(SignInAttempt.at > since, SignInAttempt.subject.in_(_subjects(email, address)))
        .group_by(SignInAttempt.subject)
    )
    with services().database.reading() as session:
        failed = {row[0]: row[1] for row in session.execute(query)}
    account, network = _subjects(email, address)
    return failed.get(account, 0) >= PER_ACCOUNT or failed.get(network, 0) >= PER_ADDRESS


def failed(email: str, address: str) -> None:
    """Note a failed sign-in; what is older than the window is dropped."""
    with services().database.writing() as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < now() - WINDOW))
        session.add_all(
            SignInAttempt(subject=subject, at=now()) for subject in _subjects(email, address)
        )


def passed(email: str) -> None:
    """Forget the failures of an account that has signed in."""
    with services().database.writing() as session:
        session.execute(
            delete(SignInAttempt).where(SignInAttempt.subject == _subjects(email, "")[0])
        )


def _subjects(email: str, address: str) -> tuple[str, str]:
    return f"account:{email.strip().lower()[:200]}", f"address:{address}"
