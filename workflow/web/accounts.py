"""Signing in and out, one's own mails and password, and appointments."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from forms.accounts import AccountForm, AppointmentForm, MailsForm, PasswordForm, SignInForm
from workflow.pages import accounts, labels
from workflow.rules import deadlines
from workflow.rules.commands.accounts import EndAppointment
from workflow.rules.errors import InvalidInputError, NotPermittedError
from workflow.rules.permissions import ADVISORY_GROUPS, FOCAL_PLACES, POSTS_IN, Post, Reader
from workflow.store import passwords, people
from workflow.store.models import Person
from workflow.web import language, parked_forms, sessions, throttle
from workflow.web.access import Who, door
from workflow.web.services import now, perform, reader, reading, services

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/sign-in")
@door(Who.ANYONE)
def sign_in() -> ResponseReturnValue:
    """The sign-in page."""
    form = SignInForm(formdata=None, next=request.args.get("next", ""))
    return _sign_in_page(form)


@blueprint.post("/sign-in")
@door(Who.ANYONE)
def begin() -> ResponseReturnValue:
    """Sign in, unless too many tries failed lately."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form), 422
    email, address = str(form.email.data), request.remote_addr or ""
    if throttle.is_shut(email, address):
        abort(429)
    if _begin(email, str(form.password.data)):
        return redirect(_safe(str(form.next.data or "")) or _first_page())
    throttle.failed(email, address)
    form.email.errors = [*form.email.errors, gettext("Address and password do not fit.")]
    return _sign_in_page(form), 422


@blueprint.get("/kept")
@door(Who.SIGNED_IN)
def kept() -> ResponseReturnValue:
    """What was typed when the session had ended, ready to be sent again."""
    row = parked_forms.kept()
    return render_template(
        "accounts/kept.html",
        typed=row.fields if row else {},
        target=row.path if row else "",
        error=None,
    )


@blueprint.post("/sign-out")
@door(Who.SIGNED_IN)
def end() -> ResponseReturnValue:
    """Sign out."""
    sessions.sign_out()
    return redirect(url_for("public.home"))


@blueprint.route("/my-account", methods=["GET", "POST"])
@door(Who.SIGNED_IN)
def account() -> ResponseReturnValue:
    """One's appointments, mails and password; a new password ends all sessions."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            with reading() as session:
                email = accounts.account_page(session, reader()).email
            perform(form.to_command(email=email))
        except InvalidInputError as error:
            form.refuse(error)
            return _account(form=form), 422
        sessions.sign_out()
        return redirect(url_for("accounts.sign_in"))
    return _account(form=form), 422 if request.method == "POST" else 200


@blueprint.post("/my-account/mails")
@door(Who.SIGNED_IN)
def choose_mails() -> ResponseReturnValue:
    """The language of one's mails, and whether the weekly one comes."""
    form = MailsForm()
    form.language.choices = list(language.ENDONYMS.items())
    if form.validate_on_submit():
        perform(form.to_command())
        flash(gettext("Saved."))
        return redirect(url_for("accounts.account"))
    return _account(mails_form=form), 422


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@door(Who.ADMINISTRATORS)
def open_account() -> ResponseReturnValue:
    """Open an account; what it may do follows by an appointment."""
    form = AccountForm(language=language.current())
    form.language.choices = list(language.ENDONYMS.items())
    if form.validate_on_submit():
        try:
            perform(form.to_command())
            flash(gettext("The account is open. Appoint its person below."))
            return redirect(url_for("accounts.appointments", _anchor="appoint"))
        except InvalidInputError as error:
            form.refuse(error)
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/new.html", form=form), status


@blueprint.route("/appointments", methods=["GET", "POST"])
@door(Who.SIGNED_IN)
def appointments() -> ResponseReturnValue:
    """Appointments: a focal point's own member, or all for an administrator."""
    one = reader()
    form = AppointmentForm()
    form.post.choices = _posts(one)
    status = 200
    if request.method == "POST":
        status = 422
        if not form.post.choices:
            raise NotPermittedError((Post.FOCAL_POINT.value, Post.ADMINISTRATOR.value))
        if form.validate_on_submit():
            try:
                perform(form.to_command())
                flash(gettext("Recorded."))
                return redirect(url_for("accounts.appointments"))
            except InvalidInputError as error:
                form.refuse(error)
    with reading() as session:
        held = accounts.appointments(session, one)
    may_open = bool(one.codes("office", Post.ADMINISTRATOR))
    return (
        render_template("accounts/appointments.html", held=held, form=form, may_open=may_open),
        status,
    )


@blueprint.post("/appointments/<int:appointment_id>/end")
@door(Who.SIGNED_IN)
def end_appointment(appointment_id: int) -> ResponseReturnValue:
    """End an appointment."""
    perform(EndAppointment(appointment_id=appointment_id))
    flash(gettext("Recorded."))
    return redirect(url_for("accounts.appointments"))


def _account(*, form: PasswordForm | None = None, mails_form: MailsForm | None = None) -> str:
    with reading() as session:
        page = accounts.account_page(session, reader())
    if mails_form is None:
        mails_form = MailsForm(formdata=None, language=page.language, weekly=page.weekly_mail)
        mails_form.language.choices = list(language.ENDONYMS.items())
    return render_template(
        "accounts/account.html",
        page=page,
        form=form or PasswordForm(formdata=None),
        mails_form=mails_form,
    )


def _posts(one: Reader) -> list[tuple[str, str]]:
    """What the reader may appoint to: an administrator to anything, a focal point for its member."""
    places: Mapping[str, tuple[Post, ...]] = {}
    if one.codes("office", Post.ADMINISTRATOR):
        places = POSTS_IN
    else:
        places = {
            place: POSTS_IN[place] for place in FOCAL_PLACES if one.codes(place, Post.FOCAL_POINT)
        }
    return [
        (f"{place}:{post.value}", _named(place, gettext(labels.POSTS[post])))
        for place, posts in places.items()
        for post in posts
    ]


def _named(place: str, post: str) -> str:
    """A post as the list of choices names it: those for a Sector Member are told apart."""
    said: str = gettext("%(post)s (Sector Member)", post=post) if place == "sector_member" else post
    return said


def _begin(email: str, password: str) -> bool:
    settings = services().settings
    hasher = passwords.hasher(settings.password_memory_kib, settings.password_time_cost)
    with reading() as session:
        person = session.scalar(
            select(Person).where(Person.email == email.strip().lower(), Person.active)
        )
        if not passwords.matches(password, person.password_hash if person else "", hasher):
            return False
        assert person is not None  # noqa: S101 - a stored hash matched
        one = people.reader_of(session, person, deadlines.local_date(now()))
    throttle.passed(email)
    sessions.sign_in(person, one)
    return True


def _first_page() -> str:
    """What is due, for an office; the group's agenda, for who chairs one; else the reader's work."""
    one = reader()
    if one.codes("office", Post.OFFICER, Post.DIRECTOR):
        return url_for("cases.due")
    chaired = one.codes("body", Post.CHAIR, Post.VICE_CHAIR)
    return url_for("reviews.worklist" if set(chaired) & set(ADVISORY_GROUPS) else "cases.home")


def _safe(target: str) -> str:
    """Only a path of this site is followed after signing in."""
    parts = urlsplit(target)
    inside = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if inside and not parts.scheme and not parts.netloc else ""


def _sign_in_page(form: SignInForm) -> str:
    found: tuple[accounts.DemonstrationAccount, ...] = ()
    if services().settings.demonstration:
        with reading() as session:
            found = accounts.demonstration_accounts(session)
    return render_template("accounts/sign_in.html", form=form, accounts=found)
