"""A small sound edition that tests change in one place; it holds every kind of table."""

from __future__ import annotations

from states import loader
from states.definition import LANGUAGES, Procedure
from states.loader import Fault
from workflow.rules.guards import TAKES
from workflow.store.editions import ROLES, RULES

FILE = "trial_2026.toml"
BODY = """\
code = "trial"
edition = "2026"
sector = "R"
source = "Rules of a trial"
valid_from = 2026-01-01
initial = "draft"

[[state]]
name = "draft"
waits_for = "proposer"

[[state]]
name = "asked"
waits_for = "respondent"
opens_to_members = true

[[state]]
name = "counted"
display_only = true

[[state]]
name = "met"
shown_as = "counted"

[[state]]
name = "approved"
final = true
outcome = "approved"
in_register = true
out_of_register = true

[[action]]
name = "ask"
from = ["draft"]
to = "asked"
by = ["proposer"]
needs = ["text_is_final"]
ends_screening = true
opens_allocation = true
basis = { text = "Rule 1", read = true }

[[action]]
name = "close"
from = ["asked"]
to = "met"
by = ["clock"]
needs = ["consultation_is_over", "consultation_passed"]
basis = { text = "Rule 2", read = true }

[[action]]
name = "close"
from = ["asked"]
to = "draft"
by = ["clock"]
needs = [{ guard = "consultation_is_over" }, { guard = "consultation_failed" }]
basis = { text = "Rule 3", read = true }

[[action]]
name = "announce"
from = ["met"]
to = "approved"
by = ["director"]
needs = [{ guard = "meeting_is_of_the_assembly", body = "R:RA" }]
asks = ["reference"]
basis = { text = "Rule 4", read = false }

[[deadline]]
name = "asking"
state = "draft"
days = 10
basis = { text = "Rule 5", read = true }

[[consultation]]
name = "TRIAL"
state = "asked"
months = 2
approve_if = "ratio_ge"
value = "0.70"
zero_replies = "fail"
basis = { text = "Rule 6", read = true }

[[checklist]]
code = "D1"
group = "purpose"
whose = "proposer"
basis = { text = "Rule 7", read = true }

[[field]]
name = "answer"
kind = "choice"
choices = ["report", "handbook"]
required_for = ["new"]
basis = { text = "Rule 8", read = true }
"""
WORDS = {
    "states": ("draft", "asked", "counted", "met", "approved"),
    "actions": ("ask", "close", "announce"),
    "deadlines": ("asking",),
    "consultations": ("TRIAL",),
    "checklist": ("D1",),
    "checklist_groups": ("purpose",),
    "fields": ("answer",),
    "help": ("answer",),
    "choices": ("report", "handbook"),
}


def _labels(language: str) -> str:
    lines = [f"[labels.{language}]", f'title = "A trial, {language}"', ""]
    for part, names in WORDS.items():
        lines.append(f"[labels.{language}.{part}]")
        lines += [f'{name} = "{part} {name}, {language}"' for name in names]
        lines.append("")
    return "\n".join(lines)


SOUND = "\n".join([BODY, *(_labels(language) for language in LANGUAGES)])


def changed(old: str, new: str) -> str:
    """The sound edition with its first *old* changed to *new*."""
    assert old in SOUND, old
    return SOUND.replace(old, new, 1)


def header_line(text: str, header: str) -> int:
    """The line on which the header stands: `[[action]] 2` is the second such table."""
    name, _, number = header.partition(" ")
    lines = [line for line, words in enumerate(text.split("\n"), start=1) if words == name]
    return lines[int(number or 1) - 1]


def faults(text: str, file: str = FILE) -> tuple[Fault, ...]:
    """What the loader finds wrong."""
    return loader.check(text, file=file, guards=TAKES, roles=ROLES, rules=RULES)


def read(text: str) -> Procedure:
    """The edition. Raises EditionError with every fault."""
    return loader.read(text, guards=TAKES, roles=ROLES, rules=RULES)
