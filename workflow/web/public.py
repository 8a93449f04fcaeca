"""The pages that need no account: home, the search, the glossary, and the sign of life."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import text

from forms.base import plain
from forms.public import AppearanceForm
from states.definition import LANGUAGES
from workflow.pages import words as agreed
from workflow.pages.search import SearchPage, search_page
from workflow.web import appearance, language
from workflow.web.access import Who, door
from workflow.web.services import now, reader, reading

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
@door(Who.ANYONE)
def home() -> ResponseReturnValue:
    """What this is, for somebody who comes by."""
    return render_template("public/home.html")


@blueprint.route("/appearance", methods=["GET", "POST"])
@door(Who.ANYONE)
def choose_appearance() -> ResponseReturnValue:
    """Light or dark pages."""
    form = AppearanceForm(appearance=appearance.chosen())
    if form.validate_on_submit():
        flash(gettext("Recorded."))
        answer = redirect(url_for("public.choose_appearance"))
        return appearance.keep(answer, str(form.appearance.data))
    status = 422 if request.method == "POST" else 200
    return render_template("public/appearance.html", form=form), status


@blueprint.get("/agreed-words")
@door(Who.ANYONE)
def words() -> ResponseReturnValue:
    """The reviewed table of words."""
    return render_template("public/words.html", terms=agreed.terms())


@blueprint.get("/search")
@door(Who.ANYONE)
def search() -> ResponseReturnValue:
    """The page to search from."""
    page = SearchPage(text="", kind="", groups=(), total=0)
    return render_template("public/search.html", page=page, asked=False)


@blueprint.post("/search")
@door(Who.ANYONE)
def find() -> ResponseReturnValue:
    """What the reader may see that has the words typed, which stand in no address and in no log."""
    words, kind = (plain(request.form.get(name, "")).strip() for name in ("text", "kind"))
    with reading() as session:
        page = search_page(session, words, kind, reader(), now(), language.current())
    return render_template("public/search.html", page=page, asked=True)


def robots() -> ResponseReturnValue:
    """What crawlers are to leave alone: private links, in every language."""
    lines = ["User-agent: *", *(f"Disallow: /{one}/links/" for one in ("*", *LANGUAGES))]
    return Response("\n".join([*lines, ""]), mimetype="text/plain")


def healthz() -> ResponseReturnValue:
    """200 when the database answers."""
    with reading() as session:
        session.execute(text("select 1"))
    return {"status": "ok"}
