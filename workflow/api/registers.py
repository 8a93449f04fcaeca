"""The registers as JSON, each line with its source and whether it was written from memory."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from workflow.api.reading import anyone, language, parts, reads
from workflow.pages import registers
from workflow.rules.errors import NotFoundError

blueprint = Blueprint("registers", __name__, description="Registers, open to anybody")
REGISTER = [
    {
        "in": "path",
        "name": "register",
        "required": True,
        "schema": {"type": "string", "enum": list(registers.REGISTERS)},
    }
]


class RegisterAsked(Schema):
    """Which lines are wanted. Words to look for are not taken: an address is kept by others."""

    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))


class RegisterLine(Schema):
    """One line of a register."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    place = fields.String(required=True)
    status = fields.String(required=True)
    from_memory = fields.Boolean(
        required=True,
        metadata={"description": "True when the line was not taken from a source that was read."},
    )
    source = fields.String(required=True)


class Register(Schema):
    """A page of a register; `verified` once an administrator confirmed the list it came from."""

    register = fields.String(required=True)
    verified = fields.Boolean(required=True)
    total = fields.Integer(required=True)
    page = fields.Integer(required=True)
    pages = fields.Integer(required=True)
    lines = fields.List(fields.Nested(RegisterLine), required=True)


@reads(
    blueprint, "/registers/<register>", Register, RegisterAsked, parameters=REGISTER, hidden=True
)
@anyone
def show(register: str, *, page: int) -> dict[str, Any]:
    """One register, page by page."""
    if register not in registers.REGISTERS:
        raise NotFoundError(register)
    with parts().database.reading() as session:
        found = registers.register_page(session, register, "", page, language())
    return dataclasses.asdict(found)
