"""What was typed when the session had ended: parked, and put back after signing in again."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import g, request, session, url_for
from sqlalchemy import delete
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from workflow.store.models import ParkedForm
from workflow.web.services import now, services

KEPT_FOR = dt.timedelta(days=2)
LEFT_OUT = frozenset({"csrf_token", "current", "password", "idempotency_key"})
LARGEST = 512 * 1024


def sign_in_url() -> str:
    """The address of the sign-in page that leads back here; a form's content waits meanwhile."""
    if request.method == "POST":
        session["parked"] = park(request.path, request.form)
    target = request.full_path.rstrip("?") if request.method == "GET" else _page_of_the_form()
    return url_for("accounts.sign_in", next=target)


def _page_of_the_form() -> str:
    """The page that showed the form: the referrer's path on this host, else the posted path."""
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc == request.host and referrer.path.startswith("/"):
        return referrer.path
    return request.path


def park(path: str, fields: ImmutableMultiDict[str, str]) -> str:
    """Keep the fields; gives the id under which this browser alone finds them again."""
    kept = {name: fields.getlist(name) for name in fields if name not in LEFT_OUT}
    parked = secrets.token_urlsafe(24)
    if sum(len(one) for values in kept.values() for one in values) > LARGEST:
        kept = {}
    with services().database.writing() as rows:
        rows.execute(delete(ParkedForm).where(ParkedForm.at < now() - KEPT_FOR))
        rows.add(ParkedForm(id=parked, path=path, fields=kept, at=now()))
    return parked


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


def as_formdata(fields: Mapping[str, list[str]] | None) -> MultiDict[str, str] | None:
    """Parked fields as a form takes them; None leaves the form as it is."""
    if fields is None:
        return None
    return MultiDict([(name, value) for name, values in fields.items() for value in values])
