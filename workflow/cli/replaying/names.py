"""Other names that a scenario may use for actions, states, roles and kinds.

They stand in `data/scenario_names.toml`: triggers of the procedures' descriptions, each with the
names of editions. Of several actions the first that leaves the run's state is meant.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Mapping
from functools import cache

from states.definition import Role
from workflow.cli.loading import DATA

_NAMES = tomllib.loads((DATA / "scenario_names.toml").read_text("utf-8"))
ACTIONS: Mapping[str, tuple[str, ...]] = {
    name: tuple(meant) for name, meant in _NAMES["actions"].items()
}
STATES: Mapping[str, str] = _NAMES["states"]
KINDS: Mapping[str, str] = _NAMES["kinds"]
POSITIONS: Mapping[str, str] = _NAMES["positions"]
ROLES: Mapping[str, Role] = {
    **{one.value: one for one in Role},
    **{name: Role(meant) for name, meant in _NAMES["roles"].items()},
}
NAMED_BODY: Mapping[str, str] = {
    "rag": "R:RAG", "tsag": "T:TSAG", "tdag": "D:TDAG", "br": "BR", "tsb": "TSB", "bdt": "BDT",
}  # fmt: skip
"""Roles that name their body or office as well."""
OFFICES: Mapping[str, str] = {"BR": "R", "TSB": "T", "BDT": "D", "GS": "X"}
BODIES: Mapping[str, str] = {
    "RAG": "R:RAG", "TSAG": "T:TSAG", "TDAG": "D:TDAG", "RA": "R:RA", "WTSA": "T:WTSA",
    "WTDC": "D:WTDC", "ISCG": "X:ISCG",
}  # fmt: skip
FICTIONAL = re.compile(r"XF[A-Z]|XF\d{2,3}")


STUDY_GROUP = re.compile(r"[RTD]:(SG|WP) ?\d+\S*")


@cache
def bodies() -> frozenset[str]:
    """The codes of the register of bodies."""
    with (DATA / "bodies.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["id"] for row in csv.DictReader(file))


def plain(text: str) -> str:
    """A name as the tables have it: small letters, one underscore between words."""
    return re.sub(r"[\s\-./]+", "_", text.strip()).lower()


def body(text: str, sector: str) -> str:
    """The code of a body or office: `SG5` in that Sector is `T:SG5`, `TSAG` is `T:TSAG`."""
    bare = re.sub(r"^ITU-([RTD])[\s:\-]*", r"\1:", text.strip())
    bare = re.sub(r"\b(SG|WP) (?=\d)", r"\1", bare) if "SG" in bare else bare
    if bare.upper() in OFFICES:
        return bare.upper()
    if bare.upper() in BODIES:
        return BODIES[bare.upper()]
    found = re.fullmatch(r"([RTDX])[:\-](.+)", bare)
    return f"{found.group(1)}:{found.group(2)}" if found else f"{sector}:{bare}"
