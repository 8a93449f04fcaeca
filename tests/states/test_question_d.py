"""The ITU-D Question procedure, row by row, each with the paragraph it rests on."""

from __future__ import annotations

import pytest

from states.definition import Period
from tests.states import rows
from workflow.store import editions

EDITION = editions.shipped()["question_d_2022"]
RES = "WTDC Res. 1 (Rev. Kigali, 2022), "
ELSEWHERE = (
    "PP Res. 191, resolves 1; Practice of this installation: "
    "what the allocation decision leads elsewhere ends here"
)
PARAGRAPHS = {
    # the key used below: the text as pages show it, whether it was read in a source
    "template": (f"{RES}template of a Question", False),
    "receivability": ("Practice of this installation: receivability", False),
    "entered": (
        "Practice of this installation: entered for its author from a letter or e-mail",
        False,
    ),
    "author": ("Practice of this installation: the author may revise before the agreement", False),
    "until": ("Practice of this installation: the author may withdraw until the decision", False),
    "screening": ("Practice of this installation: screening before the study group", False),
    "no answer holds": ("Practice of this installation: no answer holds a proposal", False),
    "study group": (f"{RES}development of a Question between conferences", False),
    "support": (f"{RES}consensus of the study group and support, normally of at least four", False),
    "again": ("Practice of this installation: further consideration by the study group", False),
    "TDAG": (f"{RES}consideration by TDAG", False),
    "notify": (f"{RES}notification by circular or consultation; the last step is uncertain", False),
    "consultation": (f"{RES}consultation of Member States", False),
    "191": (f"{RES}consultation of Member States; PP Res. 191, resolves 1", False),
    "zero": ("Zero replies: unstated; left to the Director", False),
    "circular": (f"{RES}result announced by circular", False),
    "publication": (f"{RES}Questions annexed to WTDC Res. 2", False),
    "editorial": ("Practice of this installation: editorial update, no change of substance", False),
    "before": (f"{RES}submission at least two months before the conference", False),
    "TDAG before": (f"{RES}TDAG's review before the conference", False),
    "list": (f"{RES}the list at least one month before the conference", False),
    "conference": (f"{RES}approval by the conference under the General Rules", False),
    "deletion": (f"{RES}deletion of a Question", False),
    "deletion there": (f"{RES}deletion of a Question by the conference", False),
    "elsewhere": (
        ELSEWHERE,
        False,
    ),
}
SCREENED = "screening_is_complete_or_its_period_is_over proposer_has_seen_the_findings"
STUDY_GROUP = "meeting_is_of_the_study_group meeting_has_begun"
TDAG = "meeting_is_of_the_advisory_group meeting_has_begun"
CONFERENCE = "meeting_is_of_the_assembly meeting_has_begun"
IS_OVER = "consultation_is_over consultation"
TABLE = rows.rows(
    f"""
draft | submit* | proposer | submitted | template_is_complete | | template
draft | submit* | secretariat | submitted | template_is_complete | | entered
submitted | receive opens_allocation | secretariat | received | | | receivability
submitted | refer_back | secretariat | referred_back | | reasons | receivability
referred_back | submit_revision* | proposer | submitted | template_is_complete | | receivability
submitted | revise* | proposer | submitted | template_is_complete | | author
received | revise* | proposer | received | template_is_complete | | author
screened | revise* | proposer | screened | template_is_complete | | author
sg_review | revise* | proposer | sg_review | template_is_complete | | author
sg_continues | revise* | proposer | sg_continues | template_is_complete | | author
returned_to_sg | revise* | proposer | returned_to_sg | template_is_complete | | author
received | screen ends_screening | study_group_chair secretariat | screened | {SCREENED} | | screening
received | screen ends_screening | clock | screened | screening_period_is_over | | no answer holds
screened | put_to_study_group | secretariat | sg_review | meeting_is_of_the_study_group | meeting | study group
screened | put_to_conference | secretariat | tdag_review | case_is_not_a_suppression assembly_is_far_enough | reasons | before
sg_review | agree | study_group_chair | tdag_decision | case_is_not_a_suppression {STUDY_GROUP} supporters_are_recorded | meeting | support
sg_review | agree | study_group_chair | tdag_decision | case_is_not_a_suppression {STUDY_GROUP} | meeting reasons | support
sg_review | not_agreed | study_group_chair | sg_continues | {STUDY_GROUP} | meeting reasons | study group
sg_continues returned_to_sg | take_up_again | study_group_chair | sg_review | | | again
tdag_decision | endorse | advisory_group_chair | consult_or_notify | {TDAG} | meeting | TDAG
tdag_decision | recommend_change | advisory_group_chair | sg_review | {TDAG} | meeting reasons | TDAG
consult_or_notify | route_to_notification | director | conditions_met | allocation_is_settled | reasons | notify
consult_or_notify | open_consultation | director | consultation | allocation_is_settled text_is_final | reference | 191
consultation | close | clock | conditions_met | {IS_OVER}_passed | | consultation
consultation | close | clock | conditions_not_met | {IS_OVER}_failed | | consultation
consultation | close | clock | undecided | {IS_OVER}_is_undecided | | zero
undecided | decide_approved | director | conditions_met | | reasons | zero
undecided | decide_not_approved | director | conditions_not_met | | reasons | zero
conditions_met | announce | director | approved | | reference | circular
conditions_not_met | announce_result | director | returned_to_sg | | reference | circular
approved | publish | secretariat | in_force | | reference register_number | publication
in_force | editorial_update* | study_group_chair secretariat | in_force | | reasons | editorial
tdag_review | review_before_conference | advisory_group_chair | listed | {TDAG} | meeting | TDAG before
listed | circulate_list | director | at_wtdc | assembly_is_far_enough | reference | list
at_wtdc | conference_approves | secretariat | approved | case_is_not_a_suppression {CONFERENCE} | meeting | conference
at_wtdc | conference_does_not_approve | secretariat | not_approved | case_is_not_a_suppression {CONFERENCE} | meeting reasons | conference
in_force | propose_deletion | study_group_chair | deletion_consultation | {STUDY_GROUP} | meeting reasons | deletion
sg_review | agree_deletion | study_group_chair | deletion_awaiting | case_is_a_suppression {STUDY_GROUP} | meeting | deletion
sg_review | request_deletion_by_conference | study_group_chair | at_wtdc | case_is_a_suppression {STUDY_GROUP} | meeting reasons | deletion there
at_wtdc | conference_deletes | secretariat | deleted | case_is_a_suppression {CONFERENCE} | meeting | deletion there
at_wtdc | conference_does_not_delete | secretariat | stays_in_force | case_is_a_suppression {CONFERENCE} | meeting reasons | deletion there
deletion_awaiting | open_deletion_consultation | director | deletion_consultation | allocation_is_settled | reference | deletion
deletion_consultation | close | clock | deletion_conditions_met | {IS_OVER}_passed | | deletion
deletion_consultation | close | clock | deletion_conditions_not_met | {IS_OVER}_failed | | deletion
deletion_consultation | close | clock | deletion_undecided | {IS_OVER}_is_undecided | | zero
deletion_undecided | decide_deletion | director | deletion_conditions_met | | reasons | zero
deletion_undecided | decide_no_deletion | director | deletion_conditions_not_met | | reasons | zero
deletion_conditions_met | announce_deletion | director | deleted | | reference | deletion
deletion_conditions_not_met | announce_no_deletion | director | in_force | case_is_not_a_suppression | reference | deletion
deletion_conditions_not_met | announce_no_deletion | director | stays_in_force | case_is_a_suppression | reference | deletion
submitted referred_back received screened sg_review sg_continues tdag_decision consult_or_notify consultation conditions_met conditions_not_met undecided returned_to_sg tdag_review listed at_wtdc | withdraw | proposer | withdrawn | | | until
deletion_awaiting deletion_consultation deletion_conditions_met deletion_conditions_not_met deletion_undecided | withdraw | proposer | withdrawn | case_is_a_suppression | | until
submitted referred_back received screened sg_review sg_continues tdag_decision consult_or_notify returned_to_sg tdag_review listed | leave | clock | left_by_allocation | allocation_leads_elsewhere | | elsewhere
""",  # noqa: E501 - a row of the table is a line
    PARAGRAPHS,
)
STATES = rows.cells("""
draft | proposer |
submitted | secretariat |
referred_back | proposer |
received | study_group_chair | opens_to_members
screened | secretariat |
sg_review | study_group_chair | waits_for_meeting
sg_continues | study_group_chair | waits_for_meeting
tdag_decision | advisory_group_chair | waits_for_meeting
consult_or_notify | director |
consultation | respondent |
consultation_closed | director | display_only
conditions_met | director | as:consultation_closed
conditions_not_met | director | as:consultation_closed
undecided | director | as:consultation_closed
returned_to_sg | study_group_chair | waits_for_meeting case:not_approved
tdag_review | advisory_group_chair | waits_for_meeting
listed | director |
at_wtdc | secretariat | waits_for_meeting
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
    ("submitted", "receive screen put_to_study_group", "sg_review"),
    ("sg_review", "agree", "tdag_decision"),
    ("sg_review", "not_agreed take_up_again", "sg_review"),
    ("tdag_decision", "endorse", "consult_or_notify"),
    ("tdag_decision", "recommend_change", "sg_review"),
    ("consult_or_notify", "route_to_notification announce", "approved"),
    ("consult_or_notify", "open_consultation close announce", "approved"),
    ("consultation", "close announce_result take_up_again", "sg_review"),
    ("consultation", "close decide_approved announce", "approved"),
    ("approved", "publish", "in_force"),
    ("screened", "put_to_conference", "tdag_review"),
    ("tdag_review", "review_before_conference", "listed"),
    ("listed", "circulate_list", "at_wtdc"),
    ("at_wtdc", "conference_approves", "approved"),
    ("at_wtdc", "conference_does_not_approve", "not_approved"),
    ("sg_review", "request_deletion_by_conference conference_deletes", "deleted"),
    ("at_wtdc", "conference_does_not_delete", "stays_in_force"),
    ("in_force", "propose_deletion", "deletion_consultation"),
    ("deletion_consultation", "close announce_deletion", "deleted"),
    ("deletion_consultation", "close announce_no_deletion", "stays_in_force"),
]


@pytest.mark.parametrize(("start", "actions", "end"), DOMAIN)
def test_the_states_of_the_procedure_follow_each_other(start: str, actions: str, end: str) -> None:
    assert rows.walk(EDITION, start, actions, end) == end


def test_every_state_but_the_first_is_left_only_by_its_own_rows() -> None:
    assert {row.target for row in TABLE if "conditions_met" in row.source} == {
        "approved",
        "withdrawn",
    }


def test_the_numbers_of_the_edition_are_all_to_be_confirmed() -> None:
    assert [(one.name, one.state, one.period, one.basis.read) for one in EDITION.deadlines] == [
        ("screening", "received", Period(working_days=10), False),
    ]
    assert [
        (one.name, one.state, one.period, one.approve_if, one.min_replies, one.zero_replies)
        for one in EDITION.consultations
    ] == [
        ("D-APPROVE", "consultation", Period(months=2), "simple_majority", 10, "manual"),
        ("D-DELETE", "deletion_consultation", Period(months=2), "simple_majority_no_objection", 0,
         "manual"),
    ]  # fmt: skip
    assert not any(one.basis.read for one in EDITION.consultations)
    assert rows.numbers_of(EDITION) == [
        ("put_to_conference", "assembly_is_far_enough", {"months": 2}),
        ("agree", "supporters_are_recorded", {"at_least": 4}),
        ("circulate_list", "assembly_is_far_enough", {"months": 1}),
    ]


def test_the_form_is_that_of_the_questions_seen() -> None:
    """The first seven stand in Questions 9/2, 7/2 and 7/1; the others were not read."""
    assert [(one.name, one.basis.read) for one in EDITION.fields] == [
        ("title", True),
        ("situation", True),
        ("question_text", True),
        ("expected_output", True),
        ("timing", True),
        ("proposers", True),
        ("sources", True),
        ("audience", False),
        ("methods", False),
        ("coordination", False),
        ("programme_link", False),
        ("other_information", False),
    ]
    assert [one.name for one in EDITION.fields if "suppression" in one.required_for] == [
        "title",
        "situation",
        "question_text",
    ]
