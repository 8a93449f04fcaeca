"""A body's next meeting on sheets: one for each agenda item, to be printed or read at the table."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from workflow.pages import agendas
from workflow.web import language
from workflow.web.access import Who, door
from workflow.web.reviews import blueprint
from workflow.web.services import now, reader, reading


@blueprint.get("/reviews/<body>/agenda")
@door(Who.BODIES)
def agenda(body: str) -> ResponseReturnValue:
    """What is before the body at its next meeting, item by item."""
    with reading() as session:
        page = agendas.agenda_page(session, body, reader(), now(), language.current())
    return render_template("reviews/agenda.html", page=page)
