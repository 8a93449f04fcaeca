"""The weekly mail: what the page "My country" shows, in lines, without texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.pages import dates, labels, my_country
from workflow.pages.my_country import Due, MyCountryPage
from workflow.pages.tasks import Task
from workflow.rules import deadlines
from workflow.rules.permissions import MEMBERS, PUBLIC
from workflow.store import people
from workflow.store.models import Case, Person

KIND = "my_country"
"""The kind of its notices."""


def told(session: Session, person: Person, now: dt.datetime, site: str) -> dict[str, Any]:
    """What the mail to *person* says of its delegation: the day of the week's mail, and lines.

    As the person's rights stand now and in its language; *site* is the address of the installation
    in it. A mail leaves the house: it names cases, bodies and days that the page explains, the titles
    of those cases alone that every member reads, and counts what is private.
    """
    reader = people.reader_of(session, person, deadlines.local_date(now))
    with force_locale(person.language):
        page = my_country.my_country_page(session, reader, now, person.language)
        lines = [*_lines(page, person.language), *_addresses(session, page, site)]
    monday = deadlines.local_date(deadlines.week_began(now))
    return {"day": dates.day(monday, person.language), "lines": lines}


def _lines(page: MyCountryPage, language: str) -> Iterator[str]:
    due = [_due(one, language) for one in page.due]
    waits = [*_waits(page)]
    if due:
        yield from _part(gettext("What is due, and when"), due)
    if waits:
        yield from _part(gettext("Waits for your delegation"), waits)
    if not due and not waits:
        yield gettext("Nothing is due and nothing waits for your delegation this week.")
        yield ""
    yield from _part(gettext("Your delegation's cases"), _cases(page, language))
    yield from _part(gettext("Cases of others near yours"), _near(page))
    yield from _part(gettext("Meetings and paper deadlines"), _meetings(page, language))


def _part(heading: str, found: Iterable[str]) -> Iterator[str]:
    rows = [f"- {one}" for one in found]
    if rows:
        yield from (heading, *rows, "")


def _due(one: Due, language: str) -> str:
    day = dates.day(one.on, language)
    if one.kind == "reply":
        return str(
            gettext(
                "%(day)s: reply to the consultation on %(case)s", day=day, case=_number(one.case)
            )
        )
    words = gettext(
        "%(day)s: papers for %(body)s (%(case)s)", day=day, body=one.body, case=_number(one.case)
    )
    return str(words)


def _waits(page: MyCountryPage) -> Iterator[str]:
    if page.support_asked:
        yield gettext(
            "Proposals for which your support is asked: %(number)s",
            number=len(page.support_asked),
        )
    for task in page.home.tasks:
        if task.case and task.kind != "consultation":
            yield _task(task)
    if page.home.may_draft and page.home.drafts:
        yield gettext("Drafts not submitted: %(number)s", number=len(page.home.drafts))


def _task(task: Task) -> str:
    case = _number(task.case)
    if task.kind == "findings":
        return str(gettext("Findings on %(case)s are there for you to see first", case=case))
    if task.kind == "questions":
        return str(gettext("Questions about %(case)s wait for your answer", case=case))
    return str(gettext("%(case)s waits for your delegation", case=case))


def _cases(page: MyCountryPage, language: str) -> Iterator[str]:
    for row in page.home.cases:
        case = _number(row.number)
        for one in row.meetings:
            days = dates.span(one.starts_on, one.ends_on, language)
            yield gettext(
                "%(case)s waits for %(body)s, %(days)s", case=case, body=one.who, days=days
            )
        if row.until is not None:
            day = dates.day(deadlines.last_day(row.until), language)
            yield gettext("%(case)s: until %(day)s", case=case, day=day)
        elif not row.meetings:
            yield case


def _near(page: MyCountryPage) -> Iterator[str]:
    for one in page.near:
        yield gettext("%(case)s is near %(own)s", case=_number(one.case), own=_number(one.own))


def _meetings(page: MyCountryPage, language: str) -> Iterator[str]:
    for one in page.meetings:
        yield gettext(
            "%(body)s, %(days)s; papers by %(papers)s.",
            body=labels.listed(one.names, " + "),
            days=one.span,
            papers=dates.day(one.papers_by, language),
        )


def _addresses(session: Session, page: MyCountryPage, site: str) -> Iterator[str]:
    """Every case that the mail names, with its title where all members read it, and its address."""
    named = dict.fromkeys(
        (
            *(one.case for one in page.due),
            *(one.case for one in page.home.tasks if one.case),
            *(one.number for one in page.home.cases),
            *(number for one in page.near for number in (one.case, one.own)),
        )
    )
    open_to_all = session.execute(
        select(Case.number, Case.title).where(
            Case.number.in_(list(named)), Case.audience.in_((MEMBERS, PUBLIC))
        )
    )
    titles = {one.number: one.title for one in open_to_all}
    rows = [
        gettext("%(case)s: %(title)s", case=_number(one), title=labels.isolated(titles[one]))
        if one in titles
        else _number(one)
        for one in named
    ]
    yield from _part(
        gettext("The cases and their addresses"),
        (f"{row}\n  {site}/cases/{one}" for row, one in zip(rows, named, strict=True)),
    )


def _number(case: str) -> str:
    """A case number, which reads from left to right in every language."""
    return labels.isolated(case)
