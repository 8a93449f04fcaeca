"""One page of help for each role: what it is for, in the order in which it is needed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from workflow.rules.permissions import WRITERS, Post, Reader

FILE = Path(__file__).parent.parent / "data/help.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """Help for one role, in the language of the page. `shows` says what its picture shows."""

    title: str
    lead: str
    steps: tuple[str, ...]
    shows: str


@cache
def guides(language: str) -> Mapping[str, Guide]:
    """Every guide by its role, in the order of the page that lists them."""
    return {
        row["role"]: Guide(
            title=row["title"][language],
            lead=row["lead"][language],
            steps=tuple(step[language] for step in row["step"]),
            shows=row["shows"][language],
        )
        for row in _rows()
    }


def roles() -> tuple[str, ...]:
    """The roles that have a guide."""
    return tuple(row["role"] for row in _rows())


@cache
def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(FILE.read_text("utf-8"))["guide"]
    return rows


def own_guide(reader: Reader) -> str:
    """The guide for what the reader is; nothing for a reader without a role of their own."""
    if reader.codes("office", Post.ADMINISTRATOR):
        return "administrator"
    if reader.codes("office", Post.DIRECTOR):
        return "director"
    if reader.codes("office", Post.OFFICER):
        return "officer"
    if reader.codes("body", Post.CHAIR, Post.VICE_CHAIR):
        return "chair"
    if reader.codes("member", *WRITERS, Post.FOCAL_POINT):
        return "delegate"
    return "respondent" if reader.codes("member", Post.RESPONDENT) else ""
