"""What an edition changes against the one before it, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from states.comparison import Change, compare
from states.definition import Labels, Procedure, Role
from workflow.pages import labels, needs
from workflow.rules.language_marks import N_

PARTS = {
    "states": N_("State"),
    "actions": N_("Action"),
    "deadlines": N_("Period"),
    "consultations": N_("Consultation"),
    "checklist": N_("Checklist"),
    "fields": N_("Field of the form"),
    "proposers": N_("Who may propose"),
    "options": N_("Option"),
    "routes": N_("Route"),
    "reminders": N_("Reminder"),
}
KEYS = {
    "source": N_("From the state"),
    "target": N_("To the state"),
    "by": N_("Who may"),
    "needs": N_("Needs"),
    "asks": N_("To be given"),
    "basis": N_("Paragraph"),
    "period": N_("Period"),
    "state": N_("State"),
    "waits_for": N_("Waits for"),
    "shown_as": N_("Shown to others as"),
    "value": N_("Threshold"),
    "approve_if": N_("Passed when"),
    "min_replies": N_("Least number of replies"),
    "on": N_("As it stands"),
    "through": N_("Leads through"),
    "final": N_("Ends the procedure"),
    "display_only": N_("Is only shown"),
    "outcome": N_("Outcome for the case"),
    "decided": N_("Counts as decided"),
    "in_register": N_("Stands in the register"),
    "out_of_register": N_("Has left the register"),
    "waits_for_meeting": N_("Waits for a meeting"),
    "opens_to_members": N_("Is opened to the members"),
    "concludes": N_("How the groups conclude"),
    "settled": N_("The part of the groups is over"),
    "confirmed_by": N_("Confirmed by how many chairs"),
    "quorum": N_("Quorum"),
    "representatives": N_("Composition"),
    "offered": N_("Is a button of its own"),
    "en_bloc": N_("May be taken en bloc"),
    "ends_screening": N_("Ends the screening"),
    "opens_allocation": N_("Opens the allocation among the Sectors"),
    "refers": N_("Counts as a referral"),
    "after": N_("Begins after"),
    "changed_by": N_("Who may set another day"),
    "zero_replies": N_("When nobody replies"),
    "abstain_counts": N_("Abstentions are counted in"),
    "approves": N_("Kinds of proposal that it approves"),
    "count_base": N_("Of what the part is taken"),
    "second_round": N_("A second consultation"),
    "names_published": N_("Replies are published by name"),
    "group": N_("Group of the checklist"),
    "whose": N_("Who answers"),
    "evidence": N_("Answered beforehand by"),
    "holds_until_due": N_("Waits for its answer"),
    "issue_if": N_("Shows a matter between Sectors when"),
    "asked_now": N_("Is asked at this stage"),
    "kind": N_("Kind"),
    "required_for": N_("Required for"),
    "choices": N_("Choices"),
    "before": N_("Reminded before the end of"),
    "days": N_("Days before"),
}
"""The values that are told one by one; of others it is said that they changed."""
NOTHING = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """One change: of what kind of table, which one, which of its values, what stood and what stands."""

    part: str
    name: str
    key: str
    before: str
    after: str


def changes_of(before: Procedure, after: Procedure, language: str) -> tuple[ChangeView, ...]:
    """Every change, a line for each value."""
    old, new = _Words(before, language), _Words(after, language)
    found = [view for change in compare(before, after) for view in _views(change, old, new)]
    for part in ("states", "actions"):
        held, now = getattr(old.words, part), getattr(new.words, part)
        found += [
            ChangeView(
                part=PARTS[part], name=now[name], key=N_("Name"), before=held[name], after=now[name]
            )
            for name in now
            if name in held and held[name] != now[name]
        ]
    return tuple(found)


def _views(change: Change, old: _Words, new: _Words) -> list[ChangeView]:
    part = PARTS[change.part]
    if change.before is None:
        name = new.name(change.part, change.after)
        return [ChangeView(part=part, name=name, key="", before=NOTHING, after=gettext("new"))]
    name = old.name(change.part, change.before)
    if change.after is None:
        return [ChangeView(part=part, name=name, key="", before=name, after=gettext("no longer"))]
    told = [key for key in change.keys if key in KEYS]
    views = [
        ChangeView(
            part=part,
            name=new.name(change.part, change.after),
            key=KEYS[key],
            before=old.value(key, getattr(change.before, key)),
            after=new.value(key, getattr(change.after, key)),
        )
        for key in told
    ]
    if len(told) < len(change.keys):
        rest = ", ".join(key for key in change.keys if key not in KEYS)
        views.append(
            ChangeView(
                part=part, name=name, key="", before=NOTHING, after=f"{gettext('changed')} ({rest})"
            )
        )
    return views


class _Words:
    """The words of one edition."""

    def __init__(self, one: Procedure, language: str) -> None:
        self.words: Labels = one.labels[language]

    def name(self, part: str, table: Any) -> str:  # noqa: ANN401 - one of the tables of an edition
        words = self.words
        if part == "proposers":
            return str(gettext(labels.PROPOSERS[table.kind]))
        if part == "reminders":
            return labels.listed(self._ending(one) for one in table.before)
        if part == "checklist":
            return words.checklist[table.code]
        name = str(getattr(words, part)[table.name])
        if part == "actions":
            return f"{name} ({self._states(table.source)} {labels.arrow()} {words.states[table.target]})"
        return name

    def value(self, key: str, value: Any) -> str:  # noqa: ANN401 - any value of a table
        words = self.words.states
        said: dict[str, Callable[[], str]] = {
            "source": lambda: self._states(value),
            "through": lambda: self._states(value),
            "target": lambda: words[value],
            "state": lambda: words.get(value, value),
            "shown_as": lambda: words[value] if value else "",
            "by": lambda: self._roles(value),
            "changed_by": lambda: self._roles(value),
            "waits_for": lambda: self._roles((value,) if value else ()),
            "needs": lambda: labels.listed(needs.of_need(one) for one in value),
            "asks": lambda: labels.listed(gettext(needs.ASKED.get(one, one)) for one in value),
            "basis": lambda: str(value.text),
            "on": lambda: str(gettext("in use") if value else gettext("not in use")),
            "period": lambda: needs.of_period(value),
            "approve_if": lambda: gettext(needs.RULES.get(value, value), value="…"),
        }
        return (said[key]() if key in said else _plain(value)) or NOTHING

    def _ending(self, name: str) -> str:
        """What ends: a period, a consultation, or the time for papers in a state."""
        words = self.words
        return words.deadlines.get(name) or words.consultations.get(name) or words.states[name]

    def _states(self, names: tuple[str, ...]) -> str:
        return labels.listed(self.words.states[name] for name in names)

    def _roles(self, roles: tuple[Role, ...]) -> str:
        return labels.listed(str(gettext(labels.ROLES[role.value])) for role in roles)


def _plain(value: object) -> str:
    """A value that is told as the file writes it: a switch, names, a number."""
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, tuple):
        return labels.listed(str(one) for one in value)
    return str(value)
