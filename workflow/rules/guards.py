"""The guards that procedures name: each answers nothing when the way is free, or says what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from states.definition import GuardValue, Outcome, Period
from workflow.rules import deadlines
from workflow.rules.errors import Refusal, Value
from workflow.rules.facts import ConclusionFact, Facts
from workflow.rules.language_marks import N_, NN_

Params = Mapping[str, GuardValue]
Guard = Callable[[Facts, Params], Refusal | None]
GUARDS: dict[str, Guard] = {}

VIEWLESS = frozenset({"note", "no_further_action"})
"""Conclusions that say nothing on where the work belongs, and so agree with any other."""


def guard(check: Guard) -> Guard:
    """Enter *check* among the guards that an edition may name."""
    GUARDS[check.__name__] = check
    return check


def _refusal(name: str, message: str, **params: Value) -> Refusal:
    return Refusal(guard=name, message=message, params=params)


def _counted(name: str, sentence: tuple[str, str], number: int) -> Refusal:
    one, many = sentence
    return Refusal(guard=name, message=one, plural=many, params={"num": number})


@guard
def template_is_complete(facts: Facts, params: Params) -> Refusal | None:
    """Every field that the Sector's form requires for this kind of proposal is filled."""
    if facts.missing_fields:
        return _refusal(
            "template_is_complete",
            N_("Still to be filled in: %(fields)s."),
            fields=tuple(facts.missing_fields),
        )
    return None


@guard
def screening_is_complete_or_its_period_is_over(facts: Facts, params: Params) -> Refusal | None:
    """An unanswered item waits, but only for the period of the edition."""
    over = facts.screening_due_at is not None and facts.now >= facts.screening_due_at
    if over:
        return None
    if facts.waiting_items:
        return _refusal(
            "screening_is_complete_or_its_period_is_over",
            N_("The checklist waits for an answer to: %(items)s."),
            items=tuple(facts.waiting_items),
        )
    if facts.open_candidates:
        return _counted(
            "screening_is_complete_or_its_period_is_over",
            NN_(
                "%(num)d close text waits for a disposition.",
                "%(num)d close texts wait for a disposition.",
            ),
            facts.open_candidates,
        )
    return None


@guard
def screening_period_is_over(facts: Facts, params: Params) -> Refusal | None:
    """The period of the edition has passed: the proposal goes forward, answered or not."""
    if facts.screening_due_at is None or facts.now < facts.screening_due_at:
        return _refusal("screening_period_is_over", N_("The screening period is still running."))
    return None


@guard
def proposer_has_seen_the_findings(facts: Facts, params: Params) -> Refusal | None:
    """The proposer sees every finding first, and has until the screening period ends to reply."""
    due = facts.findings_seen_due_at
    if facts.unseen_findings and not (due is not None and facts.now >= due):
        return _counted(
            "proposer_has_seen_the_findings",
            NN_(
                "The proposer has still to see %(num)d finding.",
                "The proposer has still to see %(num)d findings.",
            ),
            facts.unseen_findings,
        )
    return None


@guard
def checklist_shows_no_issue(facts: Facts, params: Params) -> Refusal | None:
    """The items on mandates and overlaps show nothing between Sectors."""
    if facts.items_with_an_issue:
        return _refusal(
            "checklist_shows_no_issue",
            N_("These items show a matter between Sectors: %(items)s."),
            items=tuple(facts.items_with_an_issue),
        )
    return None


@guard
def one_pair_of_sectors(facts: Facts, params: Params) -> Refusal | None:
    """The findings concern exactly one other Sector."""
    others = facts.sectors_found - {facts.place.study_group[:1]}
    if len(others) != 1:
        return _refusal(
            "one_pair_of_sectors",
            N_("A liaison needs findings in exactly one other Sector; there are %(number)s."),
            number=len(others),
        )
    return None


@guard
def groups_are_named(facts: Facts, params: Params) -> Refusal | None:
    """At least one advisory group concerned is named."""
    if not facts.groups and not facts.given.get("groups"):
        return _refusal("groups_are_named", N_("Name the advisory groups concerned."))
    return None


def _outstanding(facts: Facts) -> list[str]:
    released = {one.body for one in facts.conclusions if one.status == "released"}
    return [group for group in facts.groups if group not in released]


@guard
def every_group_has_released(facts: Facts, params: Params) -> Refusal | None:
    """Each advisory group that was asked has released its conclusion."""
    missing = _outstanding(facts)
    if missing or not facts.groups:
        return _refusal(
            "every_group_has_released",
            N_("Waits for the released conclusion of: %(groups)s."),
            groups=tuple(missing),
        )
    return None


def views(facts: Facts) -> set[tuple[str, str, tuple[str, ...], str]]:
    """The different views that the released conclusions take on where the work belongs."""
    return {_view(one) for one in facts.conclusions if _takes_a_view(one)}


def _takes_a_view(one: ConclusionFact) -> bool:
    return one.status == "released" and not one.joint and one.kind not in VIEWLESS


def _view(one: ConclusionFact) -> tuple[str, str, tuple[str, ...], str]:
    return (one.kind, one.lead_sector, tuple(sorted(one.supporting)), one.target)


@guard
def conclusions_agree(facts: Facts, params: Params) -> Refusal | None:
    """The released conclusions say the same on kind, lead, supporting Sectors and destination."""
    if len(views(facts)) > 1:
        return _refusal("conclusions_agree", N_("The released conclusions differ."))
    return None


@guard
def conclusions_differ(facts: Facts, params: Params) -> Refusal | None:
    """The released conclusions do not say the same."""
    if _outstanding(facts):
        return None  # whether they differ shows once all have released
    if len(views(facts)) <= 1:
        return _refusal("conclusions_differ", N_("The released conclusions agree."))
    return None


@guard
def joint_conclusion_is_released(facts: Facts, params: Params) -> Refusal | None:
    """The joint meeting's own conclusion is released."""
    if not any(one.joint and one.status == "released" for one in facts.conclusions):
        return _refusal(
            "joint_conclusion_is_released",
            N_("Waits for the released conclusion of the joint meeting."),
        )
    return None


def _meets(facts: Facts, name: str, bodies: Iterable[str]) -> Refusal | None:
    if facts.meeting is None:
        return None  # the row asks for one, and says so itself
    if not set(bodies) <= facts.meeting.bodies:
        return _refusal(name, N_("Choose a meeting of: %(bodies)s."), bodies=tuple(bodies))
    return None


@guard
def meeting_is_of_the_study_group(facts: Facts, params: Params) -> Refusal | None:
    """The meeting named is one of the study group before which the run is."""
    return _meets(facts, "meeting_is_of_the_study_group", (facts.place.study_group,))


@guard
def meeting_is_of_the_assembly(facts: Facts, params: Params) -> Refusal | None:
    """The meeting named is one of the assembly that the edition names."""
    return _meets(facts, "meeting_is_of_the_assembly", (str(params["body"]),))


@guard
def meeting_is_of_the_advisory_group(facts: Facts, params: Params) -> Refusal | None:
    """The meeting named is one of the advisory group of the run's Sector."""
    return _meets(facts, "meeting_is_of_the_advisory_group", facts.place.groups)


@guard
def meeting_joins_the_groups(facts: Facts, params: Params) -> Refusal | None:
    """In the meeting named all advisory groups that were asked meet together."""
    return _meets(facts, "meeting_joins_the_groups", facts.groups)


@guard
def meeting_has_begun(facts: Facts, params: Params) -> Refusal | None:
    """What a meeting decided is recorded once it meets."""
    if facts.meeting is not None and not facts.meeting.begun:
        return _refusal(
            "meeting_has_begun",
            N_("The meeting begins on %(day)s; what it decides is recorded then."),
            day=facts.meeting.starts_on.isoformat(),
        )
    return None


@guard
def meeting_is_far_enough(facts: Facts, params: Params) -> Refusal | None:
    """The texts are with the members so many months before the meeting named begins."""
    if facts.meeting is None:
        return None  # the row asks for one, and says so itself
    sentence = N_("Choose a later meeting: for this one the texts were to be sent out by %(day)s.")
    return _in_time(facts, facts.meeting.starts_on, params, "meeting_is_far_enough", sentence)


@guard
def assembly_is_far_enough(facts: Facts, params: Params) -> Refusal | None:
    """The next assembly of the Sector begins so many months from now, or later."""
    if facts.assembly_on is None:
        return _refusal(
            "assembly_is_far_enough", N_("No assembly of the Sector stands in the calendar.")
        )
    sentence = N_("For the next assembly this was possible until %(day)s.")
    return _in_time(facts, facts.assembly_on, params, "assembly_is_far_enough", sentence)


def _in_time(
    facts: Facts, opening: dt.date, params: Params, name: str, message: str
) -> Refusal | None:
    last = deadlines.before(opening, Period(months=int(str(params["months"]))))
    over = deadlines.local_date(facts.now) > last
    return _refusal(name, message, day=last.isoformat()) if over else None


@guard
def supporters_are_recorded(facts: Facts, params: Params) -> Refusal | None:
    """So many members have confirmed that they commit themselves to the work."""
    needed = int(str(params["at_least"]))
    if facts.supporters < needed:
        return _counted(
            "supporters_are_recorded",
            NN_(
                "%(num)d more member has to confirm its support.",
                "%(num)d more members have to confirm their support.",
            ),
            needed - facts.supporters,
        )
    return None


@guard
def allocation_is_settled(facts: Facts, params: Params) -> Refusal | None:
    """The advisory groups' part is over: a decision is recorded, or no matter between Sectors was found."""
    if not facts.allocation_settled:
        return _refusal(
            "allocation_is_settled", N_("Waits for the allocation decision among the Sectors.")
        )
    return None


@guard
def allocation_leads_elsewhere(facts: Facts, params: Params) -> Refusal | None:
    """The allocation decision in force carries the work out in other procedures than this one."""
    if not facts.leads_elsewhere:
        return _refusal("allocation_leads_elsewhere", N_("No allocation decision leads elsewhere."))
    return None


@guard
def text_is_final(facts: Facts, params: Params) -> Refusal | None:
    """There is a fixed text to attach to the consultation."""
    if facts.text_version < 1:
        return _refusal("text_is_final", N_("The final text is not fixed yet."))
    return None


@guard
def consultation_is_over(facts: Facts, params: Params) -> Refusal | None:
    """The period has ended by the clock."""
    if facts.consultation is None or facts.now < facts.consultation.closes_at:
        return _refusal("consultation_is_over", N_("The consultation is still running."))
    return None


def _outcome_is(facts: Facts, name: str, outcome: str) -> Refusal | None:
    if facts.consultation is None or facts.consultation.outcome != outcome:
        return _refusal(name, N_("The result of the consultation is another one."))
    return None


@guard
def consultation_passed(facts: Facts, params: Params) -> Refusal | None:
    """The rule of the edition is met."""
    return _outcome_is(facts, "consultation_passed", "passed")


@guard
def consultation_failed(facts: Facts, params: Params) -> Refusal | None:
    """The rule of the edition is not met."""
    return _outcome_is(facts, "consultation_failed", "failed")


@guard
def consultation_is_undecided(facts: Facts, params: Params) -> Refusal | None:
    """The rule leaves the result to the Director."""
    return _outcome_is(facts, "consultation_is_undecided", "undecided")


@guard
def consultation_is_to_be_repeated(facts: Facts, params: Params) -> Refusal | None:
    """The rule asks for a second consultation, since too few replied to the first."""
    return _outcome_is(facts, "consultation_is_to_be_repeated", "repeated")


@guard
def case_is_a_suppression(facts: Facts, params: Params) -> Refusal | None:
    """The proposal is to suppress a Question."""
    if facts.kind != "suppression":
        return _refusal("case_is_a_suppression", N_("This proposal is not a suppression."))
    return None


@guard
def case_is_not_a_suppression(facts: Facts, params: Params) -> Refusal | None:
    """The proposal is for a new or a revised Question."""
    if facts.kind == "suppression":
        return _refusal("case_is_not_a_suppression", N_("This proposal is a suppression."))
    return None


@guard
def no_meeting_before_the_assembly(facts: Facts, params: Params) -> Refusal | None:
    """The study group does not meet again before the assembly."""
    if facts.study_group_meets_before_assembly:
        return _refusal(
            "no_meeting_before_the_assembly",
            N_("The study group meets again before the assembly."),
        )
    return None


@guard
def every_child_is_approved(facts: Facts, params: Params) -> Refusal | None:
    """Each Sector concerned has completed its own procedure."""
    if facts.children_lacking:
        return _refusal(
            "every_child_is_approved",
            N_("Waits for the procedure of: %(sectors)s."),
            sectors=tuple(facts.children_lacking),
        )
    if not facts.children or any(one is not Outcome.APPROVED for one in facts.children):
        return _refusal(
            "every_child_is_approved", N_("Waits for the approval in each Sector concerned.")
        )
    return None


@guard
def a_child_is_not_approved(facts: Facts, params: Params) -> Refusal | None:
    """The procedure of one Sector ended without approval."""
    if Outcome.NOT_APPROVED not in facts.children:
        return _refusal("a_child_is_not_approved", N_("No procedure has ended without approval."))
    return None


@guard
def case_is_withdrawn(facts: Facts, params: Params) -> Refusal | None:
    """The proposer has withdrawn the proposal."""
    if not facts.case_withdrawn:
        return _refusal("case_is_withdrawn", N_("The proposal is not withdrawn."))
    return None


_TAKES = {
    "assembly_is_far_enough": frozenset({"months"}),
    "meeting_is_far_enough": frozenset({"months"}),
    "meeting_is_of_the_assembly": frozenset({"body"}),
    "supporters_are_recorded": frozenset({"at_least"}),
}
TAKES: Mapping[str, frozenset[str]] = {name: _TAKES.get(name, frozenset()) for name in GUARDS}
"""What an edition gives with each guard; most take nothing but the facts."""
