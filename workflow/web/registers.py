"""The registers: open to anybody, with sources and marks."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from workflow.pages import registers
from workflow.web import language
from workflow.web.access import Who, door
from workflow.web.services import reading

blueprint = Blueprint("registers", __name__)


@blueprint.get("/registers", defaults={"register": "questions"}, endpoint="index")
@blueprint.get(
    "/registers/<any('questions','bodies','member-states','areas','resolutions'):register>"
)
@door(Who.ANYONE)
def register(register: str) -> ResponseReturnValue:
    """One register, searched by words."""
    text = request.args.get("text", "")[:100].strip()
    page_number = request.args.get("page", 1, type=int)
    with reading() as session:
        page = registers.register_page(session, register, text, page_number, language.current())
    return render_template("registers/register.html", page=page, registers=registers.REGISTERS)


@blueprint.get("/questions/<path:question_id>")
@door(Who.ANYONE)
def question(question_id: str) -> ResponseReturnValue:
    """One Question of the register."""
    with reading() as session:
        page = registers.question_page(session, question_id, language.current())
    return render_template("registers/question.html", page=page)
