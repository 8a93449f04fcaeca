"""The words a procedure edition is written in, as frozen values without behaviour of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh")
"""The six official languages of the Union; English first because identifiers are English."""

GuardValue = str | int | bool | list[str]

KINDS = ("new", "revised", "suppression")
"""What a proposal may ask for."""
PROPOSERS = ("member_state", "sector_member", "study_group")
"""What may propose, where an edition says so."""
ASKS = (
    "approval_process", "consulted", "meeting", "position", "present",
    "reasons", "reference", "register_number",
)  # fmt: skip
"""What an action may ask the person to give with it."""
COMMANDED = (
    "ask_groups",
    "editorial_update",
    "assembly_concludes",
    "council_concludes",
    "enter_oral_amendment",
    "include_group",
    "joint_meeting_does_not_agree",
    "record_allocation",
    "revise",
    "submit",
    "submit_revision",
)
"""The actions that are made only together with a command of their own, never as a bare button."""
CONCLUDING_ABOVE = ("assembly_concludes", "council_concludes")
"""Those of them by which a body above the advisory groups concludes."""
ANSWERS = ("yes", "no", "partly", "not_known")
"""What an item of the checklist is answered with."""
ANSWERERS = ("proposer", "lead_office", "BR", "TSB", "BDT", "GS")
"""Who may be asked an item of the checklist."""
EVIDENCE = (
    "mandates", "same_study_group", "same_sector", "other_sectors", "resolutions", "joint_groups",
    "supporters",
)  # fmt: skip
"""What the registers can say of a checklist item before anybody answers."""
AFTER = ("confirmation",)
"""What a period may start with that is no state: a chair's confirmation of a conclusion."""


class Role(StrEnum):
    """The function in which a person acts on one run."""

    ADVISORY_GROUP_CHAIR = "advisory_group_chair"
    CLOCK = "clock"
    DELEGATION = "delegation"
    DIRECTOR = "director"
    PROPOSER = "proposer"
    RECEIVING_GROUP = "receiving_group"
    RESPONDENT = "respondent"
    SECRETARIAT = "secretariat"
    STUDY_GROUP_CHAIR = "study_group_chair"


class Outcome(StrEnum):
    """What a state means for the whole case."""

    NONE = ""
    APPROVED = "approved"
    NOT_APPROVED = "not_approved"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Where a rule stands.

    `read` is false when the text was not seen: pages then say "default of this installation, to be
    confirmed".
    """

    text: str
    read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One place a run can be in.

    `shown_as` names the state that everybody but the Bureau sees instead (a computed result before
    the Director announces it); `display_only` marks a state that is only ever shown. `waits_for` is
    the role whose turn it is. `in_register` marks the state in which the Question stands in the
    register, `out_of_register` the one in which it has left it. `opens_to_members` marks the
    receipt: from there on the members read the case. In an allocation, `concludes` says whether
    the groups asked conclude there, each for itself or all in a joint meeting, and `settled` that
    their part is over. What a joint meeting concludes is confirmed there by the chair of the group
    that convenes it, or (`confirmed_by`) by the chair of every group that sits, of which `quorum`
    says how many are enough; without one, all. `representatives` is the composition of the group
    that considers the case there: how many of each advisory group.
    """

    name: str
    waits_for: Role | None = None
    final: bool = False
    shown_as: str | None = None
    display_only: bool = False
    outcome: Outcome = Outcome.NONE
    decided: bool = False
    in_register: bool = False
    out_of_register: bool = False
    waits_for_meeting: bool = False
    opens_to_members: bool = False
    concludes: Literal["", "separately", "together"] = ""
    settled: bool = False
    confirmed_by: Literal["convener", "every_chair"] = "convener"
    quorum: int = 0
    representatives: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A switch of an edition: the rows that name it apply while it is on, or only while it is off."""

    name: str
    on: bool
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A guard by name, with the numbers this edition gives it."""

    guard: str
    params: Mapping[str, GuardValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One row of the table: who may move a run from where to where, and what is needed.

    Several rows may share a name and a `from` state; the first whose needs are met applies.
    `asks` names what the person must give with the action (`reasons`, `meeting`, `reference`, …).
    `en_bloc` marks what a body may do with all Questions of a package at once.
    `offered` is false for a move that is made only together with a command of its own
    (submitting, recording an allocation) and never as a bare button. With `ends_screening` the
    proposal goes forward from its screening; with `opens_allocation` it is sent to the allocation
    among the Sectors. `refers` marks what sends a case on from one body to another.
    """

    name: str
    source: tuple[str, ...]
    target: str
    by: tuple[Role, ...]
    basis: Basis
    needs: tuple[Need, ...] = ()
    asks: tuple[str, ...] = ()
    offered: bool = True
    en_bloc: bool = False
    ends_screening: bool = False
    opens_allocation: bool = False
    refers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A length of time, in one unit only."""

    months: int = 0
    days: int = 0
    working_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The period that starts when a run enters `state`, or with what `after` names.

    `changed_by` are the roles that may set another day by a decision with its reasons.
    """

    name: str
    period: Period
    basis: Basis
    state: str = ""
    after: str = ""
    changed_by: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """How many days before an end those whose turn it is are reminded, the longest time first.

    `before` names periods, consultations, and states that wait for a meeting, whose end is that
    meeting's paper deadline.
    """

    before: tuple[str, ...]
    days: tuple[int, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationRule:
    """How the replies of the Member States with the right to vote are counted.

    `value` is a decimal string ("0.70") for `ratio_ge`, else empty. `count_base` is what the part
    is taken of. With `second_round` a consultation that at most half of the electorate answers is
    held once more, and then decides whatever the number of replies (as CV 47 has it).
    `approves` names the kinds of proposal for which this is the approval by the Member States. With
    `names_published` each reply is published with the result and its administration's name; else
    totals alone are.
    """

    name: str
    state: str
    period: Period
    approve_if: Literal[
        "ratio_ge", "simple_majority", "no_objection", "simple_majority_no_objection"
    ]
    value: str
    min_replies: int
    zero_replies: Literal["approve", "fail", "manual"]
    abstain_counts: bool
    basis: Basis
    approves: tuple[str, ...] = ()
    count_base: Literal["replies", "electorate"] = "replies"
    second_round: bool = False
    changed_by: tuple[Role, ...] = ()
    names_published: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way to the approval, told by the states it leads `through`; the last of them decides.

    `approves` names the kinds of proposal that go that way.
    """

    name: str
    through: tuple[str, ...]
    approves: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """One question of the duplication checklist.

    `whose` is who answers: `proposer`, `lead_office`, or an office. `holds_until_due` marks the
    items whose missing answer makes a case wait for the screening period. `evidence` names what
    pre-answers it. `issue_if` names the answers that show a matter between Sectors. `asked_now` is
    false for items marked "not at this stage".
    """

    code: str
    group: str
    whose: str
    basis: Basis
    evidence: str = ""
    holds_until_due: bool = False
    issue_if: tuple[str, ...] = ()
    asked_now: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposer:
    """A kind of proposer that this edition takes proposals from."""

    kind: str
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of the Sector's form for a Question, asked when first needed."""

    name: str
    kind: Literal["line", "text", "date", "choice"]
    required_for: tuple[str, ...]
    basis: Basis
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The words people read, in one language."""

    title: str
    states: Mapping[str, str]
    actions: Mapping[str, str]
    deadlines: Mapping[str, str] = field(default_factory=dict)
    consultations: Mapping[str, str] = field(default_factory=dict)
    checklist: Mapping[str, str] = field(default_factory=dict)
    checklist_groups: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    help: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    routes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One edition of one procedure. `digest` is the SHA-256 of the file's text.

    `actions` and `consultations` are those that apply as the options stand; `dormant` names those
    that another setting of an option would bring in.
    """

    code: str
    edition: str
    sector: Literal["R", "T", "D", "X"]
    source: str
    valid_from: dt.date
    valid_to: dt.date | None
    initial: str
    states: tuple[State, ...]
    actions: tuple[Action, ...]
    labels: Mapping[str, Labels]
    digest: str
    deadlines: tuple[Deadline, ...] = ()
    consultations: tuple[ConsultationRule, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    fields: tuple[FormField, ...] = ()
    proposers: tuple[Proposer, ...] = ()
    options: tuple[Option, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    routes: tuple[Route, ...] = ()
    dormant: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The name a run pins, for instance `question_r_2023`."""
        return f"{self.code}_{self.edition}"

    def state(self, name: str) -> State:
        """The state of that name. Raises KeyError for an unknown one."""
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(name)

    def takes_from(self, kind: str) -> bool:
        """Whether proposals may come from that kind of proposer; silence means Member States alone."""
        kinds = {one.kind for one in self.proposers} or {"member_state"}
        return kind in kinds

    def consultation_in(self, state: str) -> ConsultationRule | None:
        """The rule that runs while a run is in `state`, if any."""
        return next((rule for rule in self.consultations if rule.state == state), None)

    def deadline_in(self, state: str) -> Deadline | None:
        """The deadline that starts on entering `state`, if any."""
        return next((one for one in self.deadlines if one.state == state), None)

    def period_named(self, name: str) -> Deadline | ConsultationRule | None:
        """The deadline or the consultation of that name, if any."""
        rules: tuple[Deadline | ConsultationRule, ...] = (*self.deadlines, *self.consultations)
        return next((rule for rule in rules if rule.name == name), None)

    def reminded_before(self, name: str) -> tuple[int, ...]:
        """How many days before the end of that period, or of that state's papers; none for silence."""
        return next((one.days for one in self.reminders if name in one.before), ())

    def is_screened_in(self, state: str) -> bool:
        """Whether a proposal waits in `state` for the end of its screening."""
        return any(one.ends_screening and state in one.source for one in self.actions)

    @property
    def screened(self) -> str:
        """The state that follows the screening; what an allocation decision opens begins there."""
        return next((one.target for one in self.actions if one.ends_screening), self.initial)

    @property
    def screening(self) -> Deadline | None:
        """The period of the screening."""
        return next((one for one in self.deadlines if self.is_screened_in(one.state)), None)

    def approval_of(self, kind: str) -> ConsultationRule | None:
        """The consultation by which Member States approve a proposal of that kind, if any."""
        return next((rule for rule in self.consultations if kind in rule.approves), None)

    def deadline_after(self, what: str) -> Deadline | None:
        """The deadline that starts with *what*, one of `AFTER`, if any."""
        return next((one for one in self.deadlines if one.after == what), None)
