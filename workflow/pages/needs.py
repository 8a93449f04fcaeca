"""What an edition asks for, in words: guards, periods, thresholds."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from states.definition import ConsultationRule, Need, Period
from workflow.pages import labels
from workflow.rules.language_marks import N_, NN_

NEEDS = {
    "a_child_is_not_approved": N_("the procedure of one Sector ended without approval"),
    "allocation_leads_elsewhere": N_("the allocation decision leads to other procedures"),
    "allocation_is_settled": N_("the part of the advisory groups is over"),
    "case_is_a_suppression": N_("the proposal is to suppress a Question"),
    "case_is_not_a_suppression": N_("the proposal is for a new or a revised Question"),
    "case_is_withdrawn": N_("the proposer has withdrawn the proposal"),
    "checklist_shows_no_issue": N_("the checklist shows no matter between Sectors"),
    "conclusions_agree": N_("the released conclusions agree"),
    "conclusions_differ": N_("the released conclusions differ"),
    "consultation_failed": N_("the rule of the consultation is not met"),
    "consultation_is_over": N_("the period of the consultation has ended"),
    "consultation_is_undecided": N_("the rule leaves the result to the Director"),
    "consultation_is_to_be_repeated": N_("too few replied, and a second consultation is due"),
    "consultation_passed": N_("the rule of the consultation is met"),
    "every_child_is_approved": N_("every Sector concerned has completed its own procedure"),
    "every_group_has_released": N_("every advisory group asked has released its conclusion"),
    "groups_are_named": N_("an advisory group concerned is named"),
    "joint_conclusion_is_released": N_("the conclusion of the joint meeting is released"),
    "meeting_has_begun": N_("the meeting has begun"),
    "meeting_is_of_one_of": N_("the meeting is one of: %(bodies)s"),
    "meeting_is_of_the_advisory_group": N_("the meeting is one of the Sector's advisory group"),
    "meeting_is_of_the_assembly": N_("the meeting is that of %(body)s"),
    "meeting_is_of_the_study_group": N_("the meeting is one of the study group"),
    "meeting_joins_the_groups": N_("all advisory groups asked meet together in it"),
    "no_meeting_before_the_assembly": N_("the study group does not meet again before the assembly"),
    "one_pair_of_sectors": N_("the findings concern exactly one other Sector"),
    "proposer_has_seen_the_findings": N_(
        "the proposer has seen the findings, or the time for it is over"
    ),
    "receiving_body_consents": N_("the receiving advisory group consents"),
    "screening_is_complete_or_its_period_is_over": N_(
        "the screening is complete, or its period is over"
    ),
    "screening_period_is_over": N_("the period of the screening is over"),
    "study_group_meets_before_the_assembly": N_("the study group meets again before the assembly"),
    "study_group_proposes": N_("the study group itself is the proposer"),
    "template_is_complete": N_("every required field is filled in"),
    "text_is_final": N_("a text version is fixed"),
}
"""What must hold, for each guard: read after "Needs:"."""
COUNTED = {
    "assembly_is_far_enough": (
        "months",
        NN_(
            "the next assembly is at least %(num)d month away",
            "the next assembly is at least %(num)d months away",
        ),
    ),
    "enough_are_present": (
        "at_least",
        NN_(
            "at least %(num)d representative is present",
            "at least %(num)d representatives are present",
        ),
    ),
    "meeting_is_far_enough": (
        "months",
        NN_(
            "the meeting is at least %(num)d month away",
            "the meeting is at least %(num)d months away",
        ),
    ),
    "referrals_have_reached": (
        "at_least",
        NN_("at least %(num)d referral so far", "at least %(num)d referrals so far"),
    ),
    "supporters_are_recorded": (
        "at_least",
        NN_(
            "at least %(num)d member has confirmed its support",
            "at least %(num)d members have confirmed their support",
        ),
    ),
}
"""Those that count something: the number's name in the edition, and the sentence."""
ASKED = {
    "approval_process": N_("the approval process of the resulting Recommendations"),
    "consulted": N_("who was consulted"),
    "meeting": N_("the meeting"),
    "position": N_("the position"),
    "present": N_("the number of representatives present"),
    "reasons": N_("the reasons"),
    "reference": N_("the reference of the document"),
    "register_number": N_("the number in the register"),
}
"""What is given with an action."""
RULES = {
    "no_objection": N_("no Member State objects"),
    "ratio_ge": N_("share in favour at least %(value)s"),
    "simple_majority": N_("more than half of the replies agree"),
    "simple_majority_no_objection": N_("more than half of the replies are without objection"),
}


OF_ELECTORATE = {
    "ratio_ge": N_(
        "share in favour at least %(value)s of the Member States with the right to vote"
    ),
    "simple_majority": N_("more than half of the Member States with the right to vote agree"),
}
"""The same where the part is taken of the electorate, and not of the replies."""


def of_need(need: Need) -> str:
    """One guard with its numbers."""
    if need.guard in COUNTED:
        name, (one, many) = COUNTED[need.guard]
        return str(ngettext(one, many, int(str(need.params[name]))))
    body = labels.body(str(need.params.get("body", "")))
    named = need.params.get("bodies", ())
    several = labels.listed(labels.body(one) for one in (named if isinstance(named, list) else ()))
    said = NEEDS.get(need.guard, need.guard.replace("_", " "))
    return str(gettext(said, body=body, bodies=several))


def of_period(period: Period) -> str:
    """A length of time."""
    if period.months:
        return str(ngettext("%(num)d month", "%(num)d months", period.months))
    if period.working_days:
        return str(ngettext("%(num)d working day", "%(num)d working days", period.working_days))
    return str(ngettext("%(num)d day", "%(num)d days", period.days))


def of_rule(rule: ConsultationRule) -> tuple[str, ...]:
    """When a consultation is passed, how many must reply, and whether they are published by name."""
    of_electorate = OF_ELECTORATE if rule.count_base == "electorate" else {}
    said = of_electorate.get(rule.approve_if) or RULES[rule.approve_if]
    words = [str(gettext(said, value=labels.isolated(rule.value)))]
    if rule.min_replies:
        replies = ngettext("at least %(num)d reply", "at least %(num)d replies", rule.min_replies)
        words.append(str(replies))
    if rule.second_round:
        again = gettext(
            "held a second time when at most half of the Member States with the right to vote reply"
        )
        words.append(str(again))
    if rule.names_published:
        words.append(str(gettext("replies published by name")))
    return tuple(words)
