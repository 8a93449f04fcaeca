"""The ITU-T Question procedure, row by row, each with the paragraph it rests on."""

from __future__ import annotations

import pytest

from states.definition import Period
from tests.states import rows
from workflow.store import editions

EDITION = editions.shipped()["question_t_2022"]
RES = "WTSA Res. 1 (Rev. Hammamet, 2016), "
ELSEWHERE = (
    "PP Res. 191, resolves 1; Practice of this installation: "
    "what the allocation decision leads elsewhere ends here"
)
PARAGRAPHS = {
    # the key used below: the text as pages show it, whether it was read in a source
    "App. I": (f"{RES}7.1.2 and Appendix I", True),
    "receivability": ("Practice of this installation: receivability", False),
    "entered": (
        "Practice of this installation: entered for its author from a letter or e-mail",
        False,
    ),
    "author": ("Practice of this installation: the author may revise before the agreement", False),
    "until": ("Practice of this installation: the author may withdraw until the decision", False),
    "screening": (f"Practice of this installation: screening, before {RES}7.1.5", False),
    "no answer holds": ("Practice of this installation: no answer holds a proposal", False),
    "7.1.3": (f"{RES}7.1.3 (received at least one month before the meeting)", True),
    "7.1.4": (f"{RES}7.1.4 (proposed by the study group in its meeting)", True),
    "7.1.10": (f"{RES}7.1.10 (proposed directly at the assembly)", True),
    "invited": (f"{RES}7.1.10 (the proposer is invited to take it to the study group)", True),
    "7.4.2": (f"{RES}7.4 (deletion by the assembly, asked in the report of the study group)", True),
    "7.1.6": (f"{RES}7.1.5 and 7.1.6 (consensus that the criteria are met)", True),
    "7.1.7": (f"{RES}7.1.7 (liaison statement to TSAG)", True),
    "7.1.8": (f"{RES}7.1.8 (urgency, after consulting the chairs concerned)", True),
    "7.1.9": (f"{RES}7.1.9 (work may start before approval)", True),
    "7.2.4": (f"{RES}7.2.4 (TSAG endorses or recommends modification)", True),
    "practice": (
        "Practice: Q27/16 approved following TSAG endorsement (SG 16, executive summary, March 2011)",
        True,
    ),
    "7.2.2": (f"{RES}7.2.2 (consensus and support, normally of at least four)", True),
    "7.2.3": (f"{RES}7.2.3 (consultation of Member States)", True),
    "191": (f"{RES}7.2.3; PP Res. 191, resolves 1", True),
    "notification": (f"{RES}7.2.2 and 8.2 (notification by circular)", True),
    "result": (f"{RES}7.2.3 (result announced by circular)", True),
    "7.2.5": (f"{RES}7.2.5 (TSAG notes Questions already approved)", True),
    "again": ("Practice of this installation: further consideration by the study group", False),
    "7.3.1": (f"{RES}7.3.1 (TSAG's review at least two months before the assembly)", True),
    "7.3.2": (f"{RES}7.3 (the agreed list at least one month before the assembly)", True),
    "7.3": (f"{RES}7.3 (approval by the assembly)", True),
    "1.5": (f"{RES}1.5 (the committee proposes the allocation to study groups)", True),
    "7.1.0": (f"{RES}7.1.0 (last meeting before the assembly)", True),
    "7.4.1": (f"{RES}7.4 (deletion between assemblies)", True),
    "zero": ("Zero replies: unstated; left to the Director", False),
    "editorial": ("Practice of this installation: editorial update, no change of substance", False),
    "elsewhere": (
        ELSEWHERE,
        False,
    ),
}
SCREENED = "screening_is_complete_or_its_period_is_over proposer_has_seen_the_findings"
STUDY_GROUP = "meeting_is_of_the_study_group meeting_has_begun"
TSAG = "meeting_is_of_the_advisory_group meeting_has_begun"
ASSEMBLY = "meeting_is_of_the_assembly meeting_has_begun"
IS_OVER = "consultation_is_over consultation"
TABLE = rows.rows(
    f"""
draft | submit* | proposer | submitted | template_is_complete | | App. I
draft | submit* | secretariat | submitted | template_is_complete | | entered
submitted | receive opens_allocation | secretariat | received | | | receivability
submitted | refer_back | secretariat | referred_back | | reasons | receivability
referred_back | submit_revision* | proposer | submitted | template_is_complete | | receivability
submitted | revise* | proposer | submitted | template_is_complete | | author
received | revise* | proposer | received | template_is_complete | | author
screened | revise* | proposer | screened | template_is_complete | | author
under_sg_review | revise* | proposer | under_sg_review | template_is_complete | | author
sg_continues | revise* | proposer | sg_continues | template_is_complete | | author
returned_to_sg | revise* | proposer | returned_to_sg | template_is_complete | | author
invited_to_sg | revise* | proposer | invited_to_sg | template_is_complete | | author
received | screen ends_screening | study_group_chair secretariat | screened | {SCREENED} | | screening
received | screen ends_screening | clock | screened | screening_period_is_over | | no answer holds
screened invited_to_sg | distribute | secretariat | under_sg_review | meeting_is_of_the_study_group meeting_is_far_enough | meeting | 7.1.3
screened | raise_in_meeting | study_group_chair | under_sg_review | study_group_proposes {STUDY_GROUP} | meeting | 7.1.4
under_sg_review | agree | study_group_chair | sg_agreed | case_is_not_a_suppression {STUDY_GROUP} | meeting | 7.1.6
under_sg_review | not_agreed | study_group_chair | sg_continues | {STUDY_GROUP} | meeting reasons | 7.1.6
sg_continues returned_to_sg | take_up_again | study_group_chair | under_sg_review | | | again
under_sg_review | start_work | study_group_chair | under_sg_review | case_is_not_a_suppression {STUDY_GROUP} | meeting | 7.1.9
sg_agreed | start_work | study_group_chair | sg_agreed | case_is_not_a_suppression {STUDY_GROUP} | meeting | 7.1.9
tsag_review | start_work | study_group_chair | tsag_review | case_is_not_a_suppression {STUDY_GROUP} | meeting | 7.1.9
ready_for_approval | start_work | study_group_chair | ready_for_approval | case_is_not_a_suppression {STUDY_GROUP} | meeting | 7.1.9
sg_continues | start_work | study_group_chair | sg_continues | case_is_not_a_suppression {STUDY_GROUP} | meeting | 7.1.9
awaiting_consultation | start_work | study_group_chair | awaiting_consultation | case_is_not_a_suppression {STUDY_GROUP} | meeting | 7.1.9
consultation | start_work | study_group_chair | consultation | case_is_not_a_suppression {STUDY_GROUP} | meeting | 7.1.9
tsag_prewtsa | start_work | study_group_chair | tsag_prewtsa | case_is_not_a_suppression {STUDY_GROUP} | meeting | 7.1.9
list_agreed | start_work | study_group_chair | list_agreed | case_is_not_a_suppression {STUDY_GROUP} | meeting | 7.1.9
sg_agreed | send_to_tsag | study_group_chair | tsag_review | | reference | 7.1.7
sg_agreed | waive_review | director | ready_for_approval | | reasons consulted | 7.1.8
sg_agreed | forward_to_assembly | study_group_chair | tsag_prewtsa | no_meeting_before_the_assembly | reasons | 7.1.0
tsag_review | endorse | advisory_group_chair | conditions_met | {TSAG} supporters_are_recorded allocation_is_settled | meeting | practice
tsag_review | endorse | advisory_group_chair | ready_for_approval | {TSAG} | meeting | 7.2.4
tsag_review | recommend_change | advisory_group_chair | under_sg_review | {TSAG} | meeting reasons | 7.2.4
 \
ready_for_approval | record_support | study_group_chair | conditions_met | {STUDY_GROUP} supporters_are_recorded allocation_is_settled | meeting | 7.2.2
ready_for_approval | record_support | study_group_chair | conditions_met | {STUDY_GROUP} allocation_is_settled | meeting reasons | 7.2.2
ready_for_approval | not_agreed | study_group_chair | sg_continues | {STUDY_GROUP} | meeting reasons | 7.2.3
ready_for_approval | request_consultation | study_group_chair | awaiting_consultation | {STUDY_GROUP} | meeting reasons | 7.2.3
awaiting_consultation | open_consultation | director | consultation | allocation_is_settled text_is_final | reference | 191
consultation | close | clock | conditions_met | {IS_OVER}_passed | | 7.2.3
consultation | close | clock | conditions_not_met | {IS_OVER}_failed | | 7.2.3
conditions_met | announce | director | approved | | reference | notification
conditions_not_met | announce_result | director | returned_to_sg | | reference | result
approved | notify | secretariat director | in_force | | reference register_number approval_process | notification
in_force | note | advisory_group_chair | in_force | {TSAG} | meeting | 7.2.5
in_force | editorial_update* | study_group_chair secretariat | in_force | | reasons | editorial
tsag_prewtsa | review_before_assembly | advisory_group_chair | list_agreed | {TSAG} assembly_is_far_enough | meeting | 7.3.1
list_agreed | circulate_list | director | at_wtsa | assembly_is_far_enough | reference | 7.3.2
screened | submit_to_assembly | secretariat | at_wtsa | case_is_not_a_suppression meeting_is_of_the_assembly | meeting reference | 7.1.10
at_wtsa | committee_recommends | secretariat | wtsa_plenary | {ASSEMBLY} | meeting reasons | 1.5
wtsa_plenary | assembly_approves | secretariat | approved | case_is_not_a_suppression {ASSEMBLY} | meeting | 7.3
wtsa_plenary | assembly_returns | secretariat | returned_to_sg | case_is_not_a_suppression {ASSEMBLY} | meeting reasons | 7.3
wtsa_plenary | assembly_does_not_approve | secretariat | not_approved | case_is_not_a_suppression {ASSEMBLY} | meeting reasons | 7.3
wtsa_plenary | assembly_invites | secretariat | invited_to_sg | case_is_not_a_suppression {ASSEMBLY} | meeting | invited
under_sg_review | request_deletion_by_assembly | study_group_chair | at_wtsa | case_is_a_suppression {STUDY_GROUP} | meeting reasons | 7.4.2
wtsa_plenary | assembly_deletes | secretariat | deleted | case_is_a_suppression {ASSEMBLY} | meeting | 7.4.2
wtsa_plenary | assembly_does_not_delete | secretariat | stays_in_force | case_is_a_suppression {ASSEMBLY} | meeting reasons | 7.4.2
in_force | propose_deletion | study_group_chair | deletion_consultation | {STUDY_GROUP} | meeting reasons | 7.4.1
under_sg_review | agree_deletion | study_group_chair | deletion_awaiting | case_is_a_suppression {STUDY_GROUP} | meeting | 7.4.1
deletion_awaiting | open_deletion_consultation | director | deletion_consultation | allocation_is_settled | reference | 7.4.1
deletion_consultation | close | clock | deletion_conditions_met | {IS_OVER}_passed | | 7.4.1
deletion_consultation | close | clock | deletion_conditions_not_met | {IS_OVER}_failed | | 7.4.1
deletion_consultation | close | clock | deletion_undecided | {IS_OVER}_is_undecided | | zero
deletion_undecided | decide_deletion | director | deletion_conditions_met | | reasons | zero
deletion_undecided | decide_no_deletion | director | deletion_conditions_not_met | | reasons | zero
deletion_conditions_met | announce_deletion | director | deleted | | reference | 7.4.1
deletion_conditions_not_met | announce_no_deletion | director | in_force | case_is_not_a_suppression | reference | 7.4.1
deletion_conditions_not_met | announce_no_deletion | director | stays_in_force | case_is_a_suppression | reference | 7.4.1
submitted referred_back received screened under_sg_review sg_continues sg_agreed tsag_review ready_for_approval awaiting_consultation consultation conditions_met conditions_not_met returned_to_sg tsag_prewtsa list_agreed at_wtsa wtsa_plenary invited_to_sg | withdraw | proposer | withdrawn | | | until
deletion_awaiting deletion_consultation deletion_conditions_met deletion_conditions_not_met deletion_undecided | withdraw | proposer | withdrawn | case_is_a_suppression | | until
submitted referred_back received screened under_sg_review sg_continues sg_agreed tsag_review ready_for_approval awaiting_consultation returned_to_sg tsag_prewtsa list_agreed invited_to_sg | leave | clock | left_by_allocation | allocation_leads_elsewhere | | elsewhere
""",  # noqa: E501 - a row of the table is a line
    PARAGRAPHS,
)
STATES = rows.cells("""
draft | proposer |
submitted | secretariat |
referred_back | proposer |
received | study_group_chair | opens_to_members
screened | secretariat |
under_sg_review | study_group_chair | waits_for_meeting
sg_continues | study_group_chair | waits_for_meeting
sg_agreed | study_group_chair |
tsag_review | advisory_group_chair | waits_for_meeting
ready_for_approval | study_group_chair | waits_for_meeting
awaiting_consultation | director |
consultation | respondent |
consultation_closed | director | display_only
conditions_met | director | as:consultation_closed
conditions_not_met | director | as:consultation_closed
returned_to_sg | study_group_chair | waits_for_meeting case:not_approved
tsag_prewtsa | advisory_group_chair | waits_for_meeting
list_agreed | director |
at_wtsa | secretariat | waits_for_meeting
wtsa_plenary | secretariat | waits_for_meeting
invited_to_sg | proposer |
approved | secretariat | decided case:approved
not_approved |  | final decided case:not_approved
in_force |  | decided in_register case:approved
deletion_awaiting | director |
deletion_consultation | respondent |
deletion_conditions_met | director | as:consultation_closed
deletion_conditions_not_met | director | as:consultation_closed
deletion_undecided | director | as:consultation_closed
deleted |  | final decided out_of_register case:approved
stays_in_force |  | final decided case:not_approved
withdrawn |  | final case:withdrawn
left_by_allocation | | final case:closed
""")
INITIAL = "draft"
DOMAIN = [
    # from, by which actions, to
    ("draft", "submit", "submitted"),
    ("submitted", "receive screen distribute", "under_sg_review"),
    ("under_sg_review", "agree", "sg_agreed"),
    ("under_sg_review", "not_agreed", "sg_continues"),
    ("sg_continues", "take_up_again", "under_sg_review"),
    ("sg_agreed", "send_to_tsag", "tsag_review"),
    ("sg_agreed", "waive_review", "ready_for_approval"),
    ("tsag_review", "endorse", "ready_for_approval"),
    ("tsag_review", "endorse announce", "approved"),
    ("tsag_review", "recommend_change", "under_sg_review"),
    ("ready_for_approval", "record_support announce", "approved"),
    ("ready_for_approval", "not_agreed", "sg_continues"),
    ("ready_for_approval", "request_consultation open_consultation", "consultation"),
    ("consultation", "close announce", "approved"),
    ("consultation", "close announce_result take_up_again", "under_sg_review"),
    ("approved", "notify", "in_force"),
    ("in_force", "note", "in_force"),
    ("in_force", "propose_deletion", "deletion_consultation"),
    ("deletion_consultation", "close announce_deletion", "deleted"),
    ("deletion_consultation", "close announce_no_deletion", "stays_in_force"),
    ("sg_agreed", "forward_to_assembly", "tsag_prewtsa"),
    ("tsag_prewtsa", "review_before_assembly", "list_agreed"),
    ("list_agreed", "circulate_list", "at_wtsa"),
    ("at_wtsa", "committee_recommends", "wtsa_plenary"),
    ("wtsa_plenary", "assembly_approves", "approved"),
    ("wtsa_plenary", "assembly_returns", "returned_to_sg"),
    ("wtsa_plenary", "assembly_does_not_approve", "not_approved"),
    ("screened", "submit_to_assembly committee_recommends assembly_approves", "approved"),
    ("screened", "raise_in_meeting", "under_sg_review"),
    ("wtsa_plenary", "assembly_invites distribute", "under_sg_review"),
    ("under_sg_review", "request_deletion_by_assembly committee_recommends", "wtsa_plenary"),
    ("wtsa_plenary", "assembly_deletes", "deleted"),
    ("awaiting_consultation", "start_work", "awaiting_consultation"),
]


@pytest.mark.parametrize(("start", "actions", "end"), DOMAIN)
def test_the_states_of_the_procedure_follow_each_other(start: str, actions: str, end: str) -> None:
    assert rows.walk(EDITION, start, actions, end) == end


def test_every_state_but_the_first_is_left_only_by_its_own_rows() -> None:
    assert {row.target for row in TABLE if "conditions_met" in row.source} == {
        "approved",
        "withdrawn",
    }


def test_the_numbers_of_the_edition() -> None:
    """Periods, thresholds and minimum numbers, each as read or marked as not read."""
    assert [(one.name, one.state, one.period, one.basis.read) for one in EDITION.deadlines] == [
        ("screening", "received", Period(working_days=10), False),
    ]
    assert [
        (one.name, one.state, one.period, one.approve_if, one.min_replies, one.zero_replies)
        for one in EDITION.consultations
    ] == [
        ("T-APPROVE", "consultation", Period(months=2), "simple_majority", 10, "fail"),
        ("T-DELETE", "deletion_consultation", Period(months=2), "simple_majority_no_objection", 0,
         "manual"),
    ]  # fmt: skip
    assert all(one.basis.read and one.abstain_counts for one in EDITION.consultations)
    assert rows.numbers_of(EDITION) == [
        ("distribute", "meeting_is_far_enough", {"months": 1}),
        ("endorse", "supporters_are_recorded", {"at_least": 4}),
        ("record_support", "supporters_are_recorded", {"at_least": 4}),
        ("review_before_assembly", "assembly_is_far_enough", {"months": 2}),
        ("circulate_list", "assembly_is_far_enough", {"months": 1}),
    ]


def test_the_form_is_that_of_appendix_i() -> None:
    assert [(one.name, one.kind, one.required_for) for one in EDITION.fields] == [
        ("title", "line", ("new", "revised", "suppression")),
        ("question_text", "text", ("new", "revised", "suppression")),
        ("question_type", "choice", ("new", "revised")),
        ("reason", "text", ("new", "revised", "suppression")),
        ("objectives", "text", ("new", "revised")),
        ("relations_recommendations", "text", ()),
        ("relations_questions", "text", ("new", "revised")),
        ("relations_groups", "text", ()),
        ("relations_bodies", "text", ("new", "revised")),
        ("approval_process", "choice", ()),
    ]
    assert all(one.basis.read for one in EDITION.fields)
