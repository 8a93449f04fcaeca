"""The registers: open to anybody, with sources and marks."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workflow.pages import registers
from workflow.web import language, typed
from workflow.web.access import Who, door
from workflow.web.services import reading

blueprint = Blueprint("registers", __name__)
LONGEST = 100
"""How many characters are taken of the words typed."""


@blueprint.get("/registers", defaults={"register": "questions"}, endpoint="index")
@blueprint.route(
    "/registers/<any('questions','bodies','member-states','sector-members','areas','resolutions'):register>",
    methods=["GET", "POST"],
)
@door(Who.ANYONE)
def register(register: str) -> ResponseReturnValue:
    """One register, searched by words."""
    if request.method == "POST":
        words = typed.sent(LONGEST)
        return redirect(url_for("registers.register", register=register, words=words))
    text = typed.asked_for()
    page_number = request.args.get("page", 1, type=int)
    with reading() as session:
        page = registers.register_page(session, register, text, page_number, language.current())
    return render_template(
        "registers/register.html",
        page=page,
        registers=registers.REGISTERS,
        words=typed.put_aside(text),
        lost=typed.lost(),
    )


@blueprint.get("/questions/<path:question_id>")
@door(Who.ANYONE)
def question(question_id: str) -> ResponseReturnValue:
    """One Question of the register."""
    with reading() as session:
        page = registers.question_page(session, question_id, language.current())
    return render_template("registers/question.html", page=page)
