"""The menu: what this reader can open, and which entry the page belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from workflow.pages import labels
from workflow.pages.help import own_guide
from workflow.web.access import Who, admits, who_may
from workflow.web.services import reader

ENTRIES = (
    ("cases.home", _l("My work")),
    ("cases.country", _l("My country")),
    ("cases.due", _l("Due this week")),
    ("reviews.worklist", _l("My group's agenda")),
    ("cases.index", _l("Cases")),
    ("meetings.index", _l("Meetings")),
    ("registers.index", _l("Registers")),
    ("procedures.index", _l("Procedures")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the menu."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInAs:
    """The reader as the header shows them."""

    name: str
    acts_for: str


def navigation() -> list[Entry]:
    """The entries whose door admits the reader."""
    one = reader()
    found = []
    for endpoint, label in ENTRIES:
        if endpoint not in current_app.view_functions:
            continue
        if admits(who_may(current_app, endpoint) or Who.ADMINISTRATORS, one):
            here = request.endpoint == endpoint
            found.append(Entry(label=str(label), url=url_for(endpoint), current=here))
    return found


def help_url() -> str:
    """The page of help for what the reader is; the choice of all for others."""
    role = own_guide(reader())
    return url_for("public.guide", role=role) if role else url_for("public.helps")


def signed_in() -> SignedInAs | None:
    """Who is signed in, with the offices, bodies or members they act for."""
    one = reader()
    if one.person_id is None:
        return None
    codes = dict.fromkeys(appointment.code.split(":")[-1] for appointment in one.appointments)
    return SignedInAs(name=one.name, acts_for=labels.listed(codes) or gettext("no appointment"))
