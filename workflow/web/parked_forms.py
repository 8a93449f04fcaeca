"""What was typed when the session had ended: parked, and put back after signing in again."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import g, request, session, url_for
from sqlalchemy import delete, select
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from forms.base import plain
from workflow.store.models import ParkedForm
from workflow.web import sessions
from workflow.web.services import now, services

KEPT_FOR = dt.timedelta(days=2)
LEFT_OUT = frozenset({"csrf_token", "current", "password", "idempotency_key"})
LARGEST, MOST = 512 * 1024, 1000
"""How many characters a form may have to be kept, and how many forms are kept at most."""
PUT_BACK = frozenset(
    {
        "consultations.reply", "decisions.record", "meetings.schedule", "proposals.create",
        "proposals.revise", "proposals.save", "reviews.save",
    }
)  # fmt: skip
"""Forms whose own page, at the same address, shows what was parked; of others a page of its own."""


def sign_in_url() -> str:
    """The address of the sign-in page that leads back here; a form's content waits meanwhile."""
    if request.method != "POST":
        return url_for("accounts.sign_in", next=request.full_path.rstrip("?"))
    if not _sent_from_here() or not park(request.path, request.form):
        return url_for("accounts.sign_in", next=_page_of_the_form())
    put_back = request.endpoint in PUT_BACK
    target = request.full_path.rstrip("?") if put_back else url_for("accounts.kept")
    return url_for("accounts.sign_in", next=target)


def _sent_from_here() -> bool:
    """Whether a page of this site sent the form: a browser says so when another site did."""
    said = request.headers.get("Origin") or request.referrer or ""
    return not said or urlsplit(said).netloc == request.host


def _page_of_the_form() -> str:
    """The page that showed the form: the referrer's path on this host, else the posted path."""
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc == request.host and referrer.path.startswith("/"):
        return referrer.path
    return request.path


def park(path: str, fields: ImmutableMultiDict[str, str]) -> bool:
    """Keep the fields so that this browser alone finds them again; False when there is nothing."""
    kept = {
        plain(name): [plain(one) for one in fields.getlist(name)]
        for name in fields
        if name not in LEFT_OUT
    }
    length = sum(len(one) for values in kept.values() for one in values)
    if not length or length > LARGEST:
        return False
    parked, person = secrets.token_urlsafe(24), sessions.former_person()
    with services().database.writing() as rows:
        newest = select(ParkedForm.id).order_by(ParkedForm.at.desc(), ParkedForm.id).limit(MOST - 1)
        rows.execute(delete(ParkedForm).where(ParkedForm.id.not_in(newest)))
        rows.execute(delete(ParkedForm).where(ParkedForm.at < now() - KEPT_FOR))
        rows.add(ParkedForm(id=parked, path=path, fields=kept, at=now()))
    session["parked"] = parked
    if person is not None:
        session["person"] = person
    return True


def restored(path: str | None = None) -> Mapping[str, list[str]] | None:
    """What this browser had parked for the page, once: the page shows it in its form again."""
    if "parked" not in session or g.get("reader") is None:
        return None
    with services().database.writing() as rows:
        row = rows.get(ParkedForm, session["parked"])
        if row is None or row.path != (path or request.path):
            return None
        fields: Mapping[str, list[str]] = row.fields
        rows.delete(row)
    session.pop("parked")
    return fields


def kept() -> ParkedForm | None:
    """What this browser has parked, for the page that shows it and can send it again."""
    with services().database.reading() as rows:
        return rows.get(ParkedForm, session["parked"]) if "parked" in session else None


def as_formdata(fields: Mapping[str, list[str]] | None) -> MultiDict[str, str] | None:
    """Parked fields as a form takes them; None leaves the form as it is."""
    if fields is None:
        return None
    return MultiDict([(name, value) for name, values in fields.items() for value in values])
