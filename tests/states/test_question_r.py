"""The ITU-R Question procedure, row by row, each with the paragraph it rests on."""

from __future__ import annotations

import pytest

from states.definition import Period
from tests.states import rows
from workflow.store import editions

EDITION = editions.shipped()["question_r_2023"]
A25 = "Res. ITU-R 1, A2.5"
ELSEWHERE = (
    "PP Res. 191, resolves 1; Practice of this installation: "
    "what the allocation decision leads elsewhere ends here"
)
PARAGRAPHS = {
    # the key used below: the text as pages show it, whether it was read in a source
    "content": (f"{A25} (content of a Question)", False),
    "receivability": ("Practice of this installation: receivability", False),
    "author": ("Practice of this installation: the author may revise before adoption", False),
    "until": ("Practice of this installation: the author may withdraw until the decision", False),
    "entered": (
        "Practice of this installation: entered for its author from a letter or e-mail",
        False,
    ),
    "guidelines": (f"{A25} (evaluation against the two guidelines)", False),
    "no answer holds": ("Practice of this installation: no answer holds a proposal", False),
    "at a meeting": (f"{A25} (adoption at a meeting)", False),
    "correspondence": (f"{A25} (adoption by correspondence)", False),
    "unopposed": ("Res. ITU-R 1-6 §3 and §10, as quoted in RAG15-1/17", True),
    "objection": (f"{A25} (objection at adoption)", False),
    "last meeting": (f"{A25} (objection at adoption, last meeting)", False),
    "further": (f"{A25} (further consideration by the study group)", False),
    "route": (f"{A25} (choice of the approval route)", False),
    "opening": (f"{A25} (approval by consultation); PP Res. 191, resolves 1", False),
    "consultation": (f"{A25} (approval by consultation)", False),
    "zero": ("Zero replies: unstated; left to the Director", False),
    "circular": (f"{A25} (result announced by circular)", False),
    "assembly": ("Res. ITU-R 1; Res. ITU-R 5 (approval by the assembly)", False),
    "publication": (f"{A25} (publication)", False),
    "editorial": (f"{A25} (editorial revision, no change of substance)", False),
    "suppression by assembly": (f"{A25} (suppression by consultation, or by the assembly)", False),
    "suppression": (f"{A25} (suppression in two stages)", False),
    "elsewhere": (
        ELSEWHERE,
        False,
    ),
}
SCREENED = "screening_is_complete_or_its_period_is_over proposer_has_seen_the_findings"
IS_OVER = "consultation_is_over consultation"
TABLE = rows.rows(
    f"""
draft | submit* | proposer | submitted | template_is_complete | | content
draft | submit* | secretariat | submitted | template_is_complete | | entered
submitted | receive opens_allocation | secretariat | received | | | receivability
submitted | refer_back | secretariat | referred_back | | reasons | receivability
referred_back | submit_revision* | proposer | submitted | template_is_complete | | receivability
submitted | revise* | proposer | submitted | template_is_complete | | author
received | revise* | proposer | received | template_is_complete | | author
screened | revise* | proposer | screened | template_is_complete | | author
returned_to_wp | revise* | proposer | returned_to_wp | template_is_complete | | author
returned_to_sg | revise* | proposer | returned_to_sg | template_is_complete | | author
received | screen ends_screening | study_group_chair | screened | {SCREENED} | | guidelines
received | screen ends_screening | clock | screened | screening_period_is_over | | no answer holds
screened | adopt_at_meeting | study_group_chair | adoption_meeting | case_is_not_a_suppression meeting_is_of_the_study_group | meeting | at a meeting
screened | adopt_by_correspondence | study_group_chair | adoption_corr | case_is_not_a_suppression | | correspondence
adoption_meeting | no_opposition | study_group_chair | adopted | meeting_is_of_the_study_group meeting_has_begun | meeting | unopposed
adoption_meeting | oppose | delegation | objection_open | | reasons | unopposed
adoption_corr | close | clock | adopted | {IS_OVER}_passed | | correspondence
adoption_corr | close | clock | objection_open | {IS_OVER}_failed | | correspondence
objection_open | resolve | study_group_chair | screened | | reasons | objection
objection_open | return_to_working_party | study_group_chair | returned_to_wp | study_group_meets_before_the_assembly | reasons | objection
objection_open | carry_to_assembly | study_group_chair | at_ra | no_meeting_before_the_assembly | reasons | last meeting
returned_to_wp returned_to_sg | take_up_again | study_group_chair | received | | | further
adopted | route_to_consultation | study_group_chair | awaiting_consultation | | | route
adopted | route_to_assembly | study_group_chair | at_ra | | reasons | route
awaiting_consultation | open_consultation | director | consultation | allocation_is_settled text_is_final | reference | opening
consultation | close | clock | conditions_met | {IS_OVER}_passed | | consultation
consultation | close | clock | conditions_not_met | {IS_OVER}_failed | | consultation
consultation | close | clock | undecided | {IS_OVER}_is_undecided | | zero
undecided | decide_approved | director | conditions_met | | reasons | zero
undecided | decide_not_approved | director | conditions_not_met | | reasons | zero
conditions_met | announce | director | approved | | reference | circular
conditions_not_met | announce_result | director | returned_to_sg | | reference | circular
at_ra | assembly_approves | secretariat | approved | case_is_not_a_suppression meeting_is_of_the_assembly meeting_has_begun | meeting | assembly
at_ra | assembly_returns | secretariat | returned_to_sg | case_is_not_a_suppression meeting_is_of_the_assembly meeting_has_begun | meeting reasons | assembly
at_ra | assembly_does_not_approve | secretariat | not_approved | case_is_not_a_suppression meeting_is_of_the_assembly meeting_has_begun | meeting reasons | assembly
approved | publish | secretariat | in_force | | reference register_number | publication
in_force | editorial_update* | study_group_chair secretariat | in_force | | reasons | editorial
in_force | propose_suppression | study_group_chair | suppression_consultation | meeting_is_of_the_study_group meeting_has_begun | meeting reasons | suppression
screened | agree_suppression | study_group_chair | suppression_awaiting | case_is_a_suppression meeting_is_of_the_study_group meeting_has_begun | meeting | suppression
suppression_awaiting | route_suppression_to_assembly | study_group_chair | at_ra | | reasons | suppression by assembly
at_ra | assembly_suppresses | secretariat | suppressed | case_is_a_suppression meeting_is_of_the_assembly meeting_has_begun | meeting | suppression by assembly
at_ra | assembly_does_not_suppress | secretariat | stays_in_force | case_is_a_suppression meeting_is_of_the_assembly meeting_has_begun | meeting reasons | suppression by assembly
suppression_awaiting | open_suppression_consultation | director | suppression_consultation | allocation_is_settled | reference | suppression
suppression_consultation | close | clock | suppression_conditions_met | {IS_OVER}_passed | | suppression
suppression_consultation | close | clock | suppression_conditions_not_met | {IS_OVER}_failed | | suppression
suppression_consultation | close | clock | suppression_undecided | {IS_OVER}_is_undecided | | zero
suppression_undecided | decide_suppression | director | suppression_conditions_met | | reasons | zero
suppression_undecided | decide_no_suppression | director | suppression_conditions_not_met | | reasons | zero
suppression_conditions_met | announce_suppression | director | suppressed | | reference | circular
suppression_conditions_not_met | announce_no_suppression | director | in_force | case_is_not_a_suppression | reference | circular
suppression_conditions_not_met | announce_no_suppression | director | stays_in_force | case_is_a_suppression | reference | circular
submitted referred_back received screened adoption_meeting adoption_corr objection_open returned_to_wp adopted \
awaiting_consultation consultation conditions_met conditions_not_met undecided returned_to_sg at_ra | withdraw | proposer | withdrawn | | | until
suppression_awaiting suppression_consultation suppression_conditions_met suppression_conditions_not_met suppression_undecided | withdraw | proposer | withdrawn | case_is_a_suppression | | until
submitted referred_back received screened adoption_meeting objection_open returned_to_wp adopted awaiting_consultation returned_to_sg | leave | clock | left_by_allocation | allocation_leads_elsewhere | | elsewhere
""",  # noqa: E501 - a row of the table is a line
    PARAGRAPHS,
)
STATES = rows.cells("""
draft | proposer |
submitted | secretariat |
referred_back | proposer |
received | study_group_chair | opens_to_members
screened | study_group_chair | waits_for_meeting
adoption_meeting | study_group_chair | waits_for_meeting
adoption_corr | respondent |
objection_open | study_group_chair | waits_for_meeting
returned_to_wp | study_group_chair | waits_for_meeting
adopted | study_group_chair |
awaiting_consultation | director |
consultation | respondent |
consultation_closed | director | display_only
conditions_met | director | as:consultation_closed
conditions_not_met | director | as:consultation_closed
undecided | director | as:consultation_closed
returned_to_sg | study_group_chair | waits_for_meeting case:not_approved
at_ra | secretariat | waits_for_meeting
approved | secretariat | decided case:approved
not_approved | | final decided case:not_approved
in_force | | decided in_register case:approved
suppression_awaiting | director |
suppression_consultation | respondent |
suppression_conditions_met | director | as:consultation_closed
suppression_conditions_not_met | director | as:consultation_closed
suppression_undecided | director | as:consultation_closed
suppressed | | final decided out_of_register case:approved
stays_in_force | | final decided case:not_approved
withdrawn | | final case:withdrawn
left_by_allocation | | final case:closed
""")
INITIAL = "draft"
DOMAIN = [
    # from, by which actions, to
    ("draft", "submit", "submitted"),
    ("submitted", "receive screen", "screened"),
    ("screened", "adopt_at_meeting", "adoption_meeting"),
    ("screened", "adopt_by_correspondence", "adoption_corr"),
    ("adoption_meeting", "no_opposition", "adopted"),
    ("adoption_meeting", "oppose", "objection_open"),
    ("adoption_corr", "close", "adopted"),
    ("adoption_corr", "close", "objection_open"),
    ("objection_open", "resolve", "screened"),
    ("objection_open", "return_to_working_party", "returned_to_wp"),
    ("objection_open", "carry_to_assembly", "at_ra"),
    ("adopted", "route_to_consultation", "awaiting_consultation"),
    ("adopted", "route_to_assembly", "at_ra"),
    ("awaiting_consultation", "open_consultation", "consultation"),
    ("consultation", "close announce", "approved"),
    ("consultation", "close announce_result", "returned_to_sg"),
    ("at_ra", "assembly_approves", "approved"),
    ("at_ra", "assembly_returns", "returned_to_sg"),
    ("at_ra", "assembly_does_not_approve", "not_approved"),
    ("suppression_awaiting", "route_suppression_to_assembly assembly_suppresses", "suppressed"),
    ("at_ra", "assembly_does_not_suppress", "stays_in_force"),
    ("approved", "publish", "in_force"),
    ("in_force", "editorial_update", "in_force"),
    ("in_force", "propose_suppression", "suppression_consultation"),
    ("suppression_consultation", "close announce_suppression", "suppressed"),
    ("suppression_consultation", "close announce_no_suppression", "in_force"),
]


@pytest.mark.parametrize(("source", "actions", "target"), DOMAIN)
def test_every_step_of_the_procedure_can_be_taken(source: str, actions: str, target: str) -> None:
    assert rows.walk(EDITION, source, actions, towards=target) == target


def test_no_count_approves_before_the_director_announces() -> None:
    into = {(row.source, row.by) for row in TABLE if row.target in {"approved", "suppressed"}}
    assert into == {
        (("conditions_met",), ("director",)),
        (("suppression_conditions_met",), ("director",)),
        (("at_ra",), ("secretariat",)),  # the assembly decides itself; the secretariat records it
    }


def test_the_numbers_of_the_edition() -> None:
    assert [(one.name, one.state, one.period, one.basis.text) for one in EDITION.deadlines] == [
        ("screening", "received", Period(working_days=10),
         "Default of this installation: screening"),
        ("open_consultation", "awaiting_consultation", Period(months=1),
         f"{A25} (within about one month of adoption)"),
    ]  # fmt: skip
    assert [
        (one.name, one.state, one.period, one.approve_if, one.value, one.min_replies,
         one.zero_replies, one.abstain_counts, one.basis.text)
        for one in EDITION.consultations
    ] == [
        ("R-ADOPT-CORR", "adoption_corr", Period(months=2), "no_objection", "", 0, "approve", True,
         f"{A25} (adoption by correspondence)"),
        ("R-APPROVE", "consultation", Period(months=2), "ratio_ge", "0.70", 0, "manual", True,
         f"{A25} (70 per cent of replies)"),
        ("R-SUPPRESS", "suppression_consultation", Period(months=2), "ratio_ge", "0.70", 0,
         "manual", True, f"{A25} (suppression in two stages)"),
    ]  # fmt: skip


def test_the_fields_of_the_form() -> None:
    every, content = ("new", "revised", "suppression"), ("new", "revised")
    assert [(one.name, one.kind, one.required_for) for one in EDITION.fields] == [
        ("title", "line", every),
        ("question_text", "text", every),
        ("reason", "text", every),
        ("scope", "text", content),
        ("programme", "text", content),
        ("completion", "line", content),
        ("answer_form", "choice", content),
        ("category", "choice", content),
        ("relations", "text", ()),
    ]
    category = next(one for one in EDITION.fields if one.name == "category")
    assert category.choices == ("C1", "C2", "S1", "S2", "S3")
