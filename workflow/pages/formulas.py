"""The agreed formulas of a proposed conclusion, to read aloud in six languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from flask_babel import force_locale

from states.definition import LANGUAGES
from workflow.pages import labels

FILE = Path(__file__).parent.parent / "data/formulas.toml"
OPEN = "…"
"""What stands where a Sector or a destination is still to be named."""


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """The formula of each kind of conclusion by language, as `workflow/data/formulas.toml` has it."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["formula"]
    return {row["kind"]: row["say"] for row in rows}


def said(
    kind: str,
    *,
    body: str,
    number: str,
    lead_sector: str = "",
    supporting: Sequence[str] = (),
    target: str = "",
    language: str,
) -> str:
    """The formula of that kind for a case, in one language."""
    with force_locale(language):
        destination = target
        if kind == "reallocate_study_group" and target:
            destination = labels.body(target)
        return table()[kind][language].format(
            body=labels.body(body),
            number=number,
            lead=labels.sector(lead_sector) or OPEN,
            supporting=labels.separator().join(labels.sector(one) for one in supporting) or OPEN,
            target=destination or OPEN,
        )


def in_six_languages(
    kind: str,
    *,
    body: str,
    number: str,
    lead_sector: str = "",
    supporting: Sequence[str] = (),
    target: str = "",
) -> tuple[tuple[str, str], ...]:
    """The formula with its language, in each of the six."""
    return tuple(
        (
            language,
            said(
                kind,
                body=body,
                number=number,
                lead_sector=lead_sector,
                supporting=supporting,
                target=target,
                language=language,
            ),
        )
        for language in LANGUAGES
    )
