"""What the data of an action names on a run: a meeting, a conclusion, a close text, a consultation."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re

from sqlalchemy import func, or_, select

from workflow.actions.way import LONGEST_NUMBER, Given, On
from workflow.rules.errors import InvalidInputError, NotFoundError
from workflow.rules.language_marks import N_
from workflow.store import conclusions
from workflow.store.models import Candidate, Conclusion, Consultation, Meeting, TextVersion

OF_A_DAY = re.compile(r"(\S.*\S)\s+(\d{4}-\d{2}-\d{2})")


def meeting(on: On, given: Given) -> int:
    """The meeting that `meeting` names by its id, or by its body and first day; 0 for none.

    Raises InvalidInputError when it names one that is not in the calendar.
    """
    named = given.text("meeting")
    if not named:
        return 0
    if named.isdecimal() and len(named) < LONGEST_NUMBER:
        return int(named)
    found = OF_A_DAY.fullmatch(named)
    row = None
    if found:
        body, day = found.groups()
        query = select(Meeting.id).where(Meeting.body == body, Meeting.starts_on == _day(day))
        row = on.session.scalar(query.order_by(Meeting.id))
    if row is None:
        raise InvalidInputError("meeting", N_("Choose the meeting."))
    return row


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def conclusion(on: On, given: Given) -> Conclusion:
    """The conclusion of `body` in the round that runs, or the only one that the reader may see.

    Raises NotFoundError when there is none.
    """
    body = given.text("body")
    number = conclusions.round_of(on.session, on.run).number
    rows = [
        row
        for row, _meeting in conclusions.of_runs(on.session, [on.run], on.reader)[on.run.id]
        if row.round == number and (not body or row.joint or row.body == body)
    ]
    if not rows:
        raise NotFoundError(f"conclusion of {body}")
    if len(rows) > 1:
        raise InvalidInputError("body", N_("Choose the body."))
    return rows[0]


def drafted_version(on: On, body: str) -> int:
    """The version of the body's conclusion in the round that runs, 0 while there is none."""
    number = conclusions.round_of(on.session, on.run).number
    query = select(Conclusion.version).where(
        Conclusion.run_id == on.run.id,
        Conclusion.round == number,
        or_(Conclusion.body == body, Conclusion.joint),
    )
    return on.session.scalar(query) or 0


def candidate(on: On, given: Given) -> int:
    """The close text that `candidate` names by its id or by what it was found under."""
    named = given.text("candidate")
    newest = select(func.max(TextVersion.number)).where(TextVersion.case_id == on.case.id)
    rows = on.session.scalars(
        select(Candidate)
        .where(Candidate.case_id == on.case.id, Candidate.text_version == newest.scalar_subquery())
        .order_by(Candidate.id)
    ).all()
    for one in rows:
        if named in (str(one.id), one.key, one.key.partition(":")[2], one.kept.get("label")):
            return one.id
    raise NotFoundError(f"candidate {named}")


def consultation(on: On) -> int:
    """The run's newest consultation. Raises NotFoundError when none was ever opened."""
    found = on.session.scalar(
        select(func.max(Consultation.id)).where(Consultation.run_id == on.run.id)
    )
    if found is None:
        raise NotFoundError("consultation")
    return found


def newest_fields(on: On) -> dict[str, str]:
    """The fields of the newest text version."""
    row = on.session.scalars(
        select(TextVersion)
        .where(TextVersion.case_id == on.case.id)
        .order_by(TextVersion.number.desc())
        .limit(1)
    ).one()
    return {name: str(value) for name, value in row.fields.items()}


def decoded(given: Given, name: str) -> bytes:
    """The bytes of a document that was sent in base64."""
    try:
        return base64.b64decode(given.text(name), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInputError(name, N_("This is to be a document in base64.")) from error
