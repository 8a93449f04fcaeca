"""What guides a reader: help, the words and their meanings; for the secretariat, what it reviews."""

from __future__ import annotations

from types import SimpleNamespace

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from forms.cases import ActionForm
from forms.meetings import MeetingForm
from forms.public import AppearanceForm
from forms.reviews import ConclusionForm
from workflow.pages import gallery as components
from workflow.pages import glossary as meanings
from workflow.pages import help as guidance
from workflow.pages import sentences as told
from workflow.web import language
from workflow.web.access import Who, admits, door, who_may
from workflow.web.public import blueprint
from workflow.web.services import now, reader


@blueprint.get("/help")
@door(Who.ANYONE)
def helps() -> ResponseReturnValue:
    """Help for every role."""
    return render_template("public/helps.html", guides=guidance.guides(language.current()))


@blueprint.get(f"/help/<any({','.join(guidance.roles())}):role>")
@door(Who.ANYONE)
def guide(role: str) -> ResponseReturnValue:
    """Help for one role."""
    guides = guidance.guides(language.current())
    return render_template(
        "public/help.html",
        guide=guides[role],
        guides=guides,
        role=role,
        reviews=admits(Who.SECRETARIAT, reader()),
    )


@blueprint.get("/words")
@door(Who.ANYONE)
def glossary() -> ResponseReturnValue:
    """The words of this house and what they mean."""
    return render_template("public/glossary.html", words=meanings.words(language.current()))


@blueprint.get("/sentences")
@door(Who.SECRETARIAT)
def sentences() -> ResponseReturnValue:
    """Every sentence that says what is missing, in six languages."""
    return render_template("public/sentences.html", places=told.sentences_page())


@blueprint.get("/gallery")
@door(Who.SECRETARIAT)
def gallery() -> ResponseReturnValue:
    """Every component with invented content."""
    faulty = ConclusionForm(MultiDict({"supporting": "Q"}), meta={"csrf": False})
    for field in (faulty.meeting_id, faulty.kind, faulty.study_group):
        field.choices = [("", gettext("Choose"))]
    faulty.validate()
    return render_template(
        "public/gallery.html",
        page=components.gallery_page(now(), language.current()),
        tones=[(tone, gettext(tone)) for tone in components.TONES],
        acting=ActionForm(formdata=None),
        choosing=AppearanceForm(formdata=None, appearance="light"),
        faulty=faulty,
        plain=MeetingForm(formdata=None),
        sorting=SimpleNamespace(sort="number", descending=True),
        addresses=_addresses(),
    )


def _addresses() -> list[str]:
    """The pages without a number in their address that the reader may open."""
    found = {
        rule.endpoint: url_for(rule.endpoint)
        for rule in current_app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments == {"language"}
        if admits(who_may(current_app, rule.endpoint) or Who.ADMINISTRATORS, reader())
    }
    return sorted(found.values())
