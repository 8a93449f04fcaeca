"""The weekly mails: whom they go to; what they say is told when they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select

from workflow.rules import deadlines
from workflow.rules.commands.reports import WriteWeeklyMails
from workflow.rules.errors import NotPermittedError
from workflow.store.models import AppointmentRow, Person
from workflow.store.transaction import Handlers, Transaction


def write_weekly_mails(tx: Transaction, _command: WriteWeeklyMails) -> Mapping[str, Any]:
    """One notice for each person who acted for a member when the week began and wants the mail."""
    if not tx.by.is_clock:
        raise NotPermittedError(("clock",))
    began = deadlines.week_began(tx.now)
    monday = deadlines.local_date(began)
    acting = select(AppointmentRow.person_id).where(
        AppointmentRow.place == "member",
        AppointmentRow.from_on <= monday,
        or_(
            AppointmentRow.until_on.is_(None),
            AppointmentRow.until_on >= deadlines.local_date(tx.now),
        ),
    )
    people = tx.session.scalars(
        select(Person.id)
        .where(Person.id.in_(acting), Person.active, Person.weekly_mail, Person.created_at < began)
        .order_by(Person.id)
    ).all()
    for person_id in people:
        tx.notify(person_id, "my_country", "my-country")
    return {"week": monday.isoformat(), "written": len(people)}


HANDLERS: Handlers = {WriteWeeklyMails: write_weekly_mails}
