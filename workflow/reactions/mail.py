"""Sending notices by SMTP: one row, one mail, in the reader's language; the page says the outcome."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import select, update

from config import Settings
from workflow.pages import dates
from workflow.reactions import digest
from workflow.store.db import Database
from workflow.store.models import Notice, Person

MOST = 50
"""How many are sent in one round, so that the calendar has its turn."""
TRIES = 8
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=1)
HELD = dt.timedelta(minutes=5)
"""How long a worker keeps the notice it has taken; after that another may take it."""
PERMANENT = 500
log = logging.getLogger(__name__)


def send_waiting(database: Database, settings: Settings, now: dt.datetime) -> int:
    """Send the notices that are due, one after the other; gives how many the server took.

    A failing server makes them wait, however long it fails; an address that the server refuses
    for good, and a notice that cannot be put into words, hold up no other. Without an SMTP host
    in the settings notices stay in the outbox. Runs in an application context.
    """
    sent = 0
    for _ in range(MOST if settings.smtp_host else 0):
        notice_id = _take(database, now)
        if notice_id is None:
            break
        sent += _send(database, settings, notice_id, now)
    return sent


def _take(database: Database, now: dt.datetime) -> int | None:
    """Take a notice for this worker alone."""
    with database.writing() as session:
        notice = session.scalars(
            select(Notice)
            .where(Notice.status == "waiting", Notice.due_at <= now)
            .order_by(Notice.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if notice is None:
            return None
        notice.due_at = now + HELD
        return notice.id


def _send(database: Database, settings: Settings, notice_id: int, now: dt.datetime) -> bool:
    try:
        with database.reading() as session:
            notice = session.get_one(Notice, notice_id)
            person = session.get_one(Person, notice.person_id)
            site = f"{settings.base_url}/{person.language}"
            told = digest.told(session, person, now, site) if notice.kind == digest.KIND else {}
            mail = message(notice, person, settings, now, told)
    except Exception:
        log.exception("notice %s cannot be put into words", notice_id)
        _mark(database, notice_id, status="failed")
        return False
    try:
        _deliver(mail, settings)
    except (smtplib.SMTPException, OSError) as error:
        _wait(database, notice_id, now, for_good=is_for_good(error))
        return False
    _mark(database, notice_id, status="sent", sent_at=now)
    return True


def _deliver(mail: EmailMessage, settings: Settings) -> None:
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=20) as server:
        if settings.smtp_starttls:
            server.starttls()
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        server.send_message(mail)


def is_for_good(error: Exception) -> bool:
    """Whether the server will not take this mail later either."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= PERMANENT


def _wait(database: Database, notice_id: int, now: dt.datetime, *, for_good: bool) -> None:
    """Let it wait, longer each time; one refused for good is given up after a few tries."""
    with database.writing() as session:
        notice = session.get_one(Notice, notice_id)
        notice.tries += 1
        notice.due_at = now + min(FIRST_WAIT * 2 ** min(notice.tries, TRIES), LONGEST_WAIT)
        if for_good and notice.tries >= TRIES:
            notice.status = "failed"


def _mark(database: Database, notice_id: int, **values: Any) -> None:  # noqa: ANN401 - its columns
    with database.writing() as session:
        session.execute(update(Notice).where(Notice.id == notice_id).values(**values))


def _instants(notice: Notice, person: Person) -> dict[str, str]:
    """A deadline as pages show it, in the reader's language."""
    if "until" not in notice.params:
        return {}
    until = dt.datetime.fromisoformat(notice.params["until"])
    time, day = dates.last_minute(until, person.language)
    return {"until": gettext("%(time)s on %(day)s (Geneva)", time=time, day=day)}


def message(
    notice: Notice,
    person: Person,
    settings: Settings,
    now: dt.datetime,
    told: Mapping[str, Any] | None = None,
) -> EmailMessage:
    """The mail of a notice: first line of the template is the subject, the rest the body.

    *told* is what is found out when the mail is sent, beside what the notice keeps.

    The template is rendered without what pages are given, since no request is there.
    """
    template = current_app.jinja_env.get_template(f"mail/{notice.kind}.txt")
    with force_locale(person.language):
        words = template.render(
            **{
                "name": person.name,
                "link": f"{settings.base_url}/{person.language}/{notice.path}",
                **notice.params,
                **_instants(notice, person),
                **(told or {}),
            }
        )
    subject, _, body = words.strip().partition("\n")
    mail = EmailMessage()
    mail["Subject"] = " ".join(subject.split())
    mail["From"] = settings.mail_from
    mail["To"] = person.email
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{notice.message_id}@intersector>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body.strip() + "\n")
    mail["Content-Language"] = person.language  # set_content takes such headers away
    return mail
