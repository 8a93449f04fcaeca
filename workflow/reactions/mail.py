"""Sending notices by SMTP: one row, one mail, in the reader's language; the page says the outcome."""

from __future__ import annotations

import datetime as dt
import smtplib
from email.message import EmailMessage
from email.utils import format_datetime

from flask import render_template
from flask_babel import force_locale
from sqlalchemy import select, update

from config import Settings
from workflow.store.db import Database
from workflow.store.models import Notice, Person

BATCH = 50
TRIES = 8
FIRST_WAIT = dt.timedelta(minutes=1)
HELD = dt.timedelta(minutes=5)
"""How long a worker keeps a notice it has taken; after that another may take it."""


def send_waiting(database: Database, settings: Settings, now: dt.datetime) -> int:
    """Send the notices that are due; a failing server makes them wait longer, nothing is lost.

    Without an SMTP host in the settings notices stay in the outbox. Runs in an application context.
    """
    if not settings.smtp_host:
        return 0
    sent = 0
    for notice_id in _take(database, now):
        sent += _send(database, settings, notice_id, now)
    return sent


def _take(database: Database, now: dt.datetime) -> list[int]:
    """Take a batch for this worker alone."""
    with database.writing() as session:
        ids = session.scalars(
            select(Notice.id)
            .where(Notice.status == "waiting", Notice.due_at <= now)
            .order_by(Notice.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        session.execute(update(Notice).where(Notice.id.in_(ids)).values(due_at=now + HELD))
        return list(ids)


def _send(database: Database, settings: Settings, notice_id: int, now: dt.datetime) -> bool:
    with database.reading() as session:
        notice = session.get_one(Notice, notice_id)
        person = session.get_one(Person, notice.person_id)
        mail = message(notice, person, settings, now)
    try:
        with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=20) as server:
            if settings.smtp_starttls:
                server.starttls()
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
            server.send_message(mail)
    except (smtplib.SMTPException, OSError):
        _wait_longer(database, notice_id, now)
        return False
    with database.writing() as session:
        session.execute(
            update(Notice).where(Notice.id == notice_id).values(status="sent", sent_at=now)
        )
    return True


def _wait_longer(database: Database, notice_id: int, now: dt.datetime) -> None:
    with database.writing() as session:
        notice = session.get_one(Notice, notice_id)
        notice.tries += 1
        notice.due_at = now + FIRST_WAIT * 2**notice.tries
        if notice.tries >= TRIES:
            notice.status = "failed"


def message(notice: Notice, person: Person, settings: Settings, now: dt.datetime) -> EmailMessage:
    """The mail of a notice: first line of the template is the subject, the rest the body."""
    with force_locale(person.language):
        words = render_template(
            f"mail/{notice.kind}.txt",
            name=person.name,
            link=f"{settings.base_url}/{person.language}/{notice.path}",
            **notice.params,
        )
    subject, _, body = words.strip().partition("\n")
    mail = EmailMessage()
    mail["Subject"] = " ".join(subject.split())
    mail["From"] = settings.mail_from
    mail["To"] = person.email
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{notice.message_id}@intersector>"
    mail["Content-Language"] = person.language
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body.strip() + "\n")
    return mail
