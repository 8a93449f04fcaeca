"""Doors: every route says who may open it, and a route that says nothing opens for nobody."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request
from werkzeug.wrappers import Response

from workflow.rules.permissions import Post, Reader
from workflow.web import parked_forms
from workflow.web.services import reader

View = TypeVar("View", bound=Callable[..., Any])


class Who(StrEnum):
    """Who may open a door. What stands behind it is filtered by the reader's rights besides.

    `BODIES` are those who hold a post in a body, and the officers who serve one. `PROPOSERS` are the
    people of Member States, of Sector Members, and those who chair a study group. `SEATED` are those
    who hold a post in a body, and those who may submit for a member that takes part in one.
    `SECRETARIAT` are officers, Directors and administrators.
    """

    ADMINISTRATORS = "administrators"
    ANYONE = "anyone"
    BODIES = "bodies"
    CHAIRS = "chairs"
    DELEGATIONS = "delegations"
    OFFICERS = "officers"
    OFFICERS_AND_CHAIRS = "officers_and_chairs"
    PROPOSERS = "proposers"
    SEATED = "seated"
    SECRETARIAT = "secretariat"
    SIGNED_IN = "signed_in"
    WRITERS = "writers"


def door(who: Who) -> Callable[[View], View]:
    """Say who may open the view."""

    def mark(view: View) -> View:
        view.who = who  # type: ignore[attr-defined]
        return view

    return mark


def admits(who: Who, one: Reader) -> bool:
    """Whether the reader may open a door of that kind."""
    officer = bool(one.codes("office", Post.OFFICER, Post.DIRECTOR))
    chair = bool(one.codes("body", Post.CHAIR, Post.VICE_CHAIR))
    return {
        Who.ANYONE: True,
        Who.SIGNED_IN: one.person_id is not None,
        Who.DELEGATIONS: bool(one.codes("member")),
        Who.PROPOSERS: bool(one.codes("member") or one.codes("sector_member") or one.proposers()),
        Who.BODIES: bool(one.codes("body")) or officer,
        Who.SEATED: bool(one.codes("body") or one.seats) or officer,
        Who.OFFICERS: officer,
        Who.CHAIRS: chair,
        Who.OFFICERS_AND_CHAIRS: officer or chair,
        Who.WRITERS: bool(one.proposers()),
        Who.SECRETARIAT: officer or bool(one.codes("office", Post.ADMINISTRATOR)),
        Who.ADMINISTRATORS: bool(one.codes("office", Post.ADMINISTRATOR)),
    }[who]


def who_may(app: Flask, endpoint: str) -> Who | None:
    """What the view of that endpoint says, None when it says nothing."""
    if endpoint.rsplit(".", maxsplit=1)[-1] == "static":
        return Who.ANYONE
    return getattr(app.view_functions[endpoint], "who", None)


def guard_doors() -> Response | None:
    """Before each request: ask who may; send the signed-out to sign in with what they typed kept."""
    if request.endpoint is None:
        return None
    who = who_may(current_app, request.endpoint)
    if who is None:
        abort(403)
    one = reader()
    if admits(who, one):
        return None
    if one.person_id is not None:
        return abort(403)
    if request.path.startswith("/api/"):
        return abort(401)  # a program is told, and not led to a page
    return redirect(parked_forms.sign_in_url())
