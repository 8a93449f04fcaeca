"""The allocation procedure to the joint meeting, row by row, each with the paragraph it rests on."""

from __future__ import annotations

import pytest

from states import loader
from states.definition import ChecklistItem, Period
from tests.states import rows
from workflow.rules.guards import TAKES
from workflow.store import editions

EDITION = editions.shipped()["allocation_2022"]
R191 = "PP Res. 191, resolves 1"
HERE = "Practice of this installation:"
ISCG = (
    "Terms of reference of ISCG: it considers activities and their distribution, "
    "and reports to the advisory groups"
)
PARAGRAPHS = {
    # the key used below: the text as pages show it, whether it was read in a source
    "191": (R191, True),
    "191 ISCG": (f"{R191} (including through ISCG)", True),
    "191 jointly": (f"{R191} (meeting jointly as necessary)", True),
    "191 approval": (
        f"{R191}: for approval by the Member States under the Question procedures", True,
    ),
    "191 triage": (f"{R191}; {HERE} triage", False),
    "no answer holds": (f"{HERE} no answer holds a proposal", False),
    "triage": (f"{HERE} triage", False),
    "191 informed": (
        f"{R191}; {HERE} a group informed may ask to be included", False,
    ),
    "oral": (
        f"{HERE} an oral amendment becomes a version that the secretariat enters in the meeting",
        False,
    ),
    "any member": (f"{HERE} any member may have a case reopened", False),
    "18 resolves 2": ("WTSA Res. 18, resolves 2; CV 215", False),
    "18": ("WTSA Res. 18; CV 215", False),
    "ISCG": (ISCG, True),
    "third": (
        "Default of this installation: after the third referral the groups concerned meet jointly",
        False,
    ),
    "receiving": (f"{HERE} the view of the receiving body is recorded, not a veto", False),
    "no tie-break": ("CV 215; no tie-break between Sectors was read in a source", False),
    "Directors": (f"{HERE} a joint proposal of the Directors returns to the groups", False),
    "reopened": (f"{HERE} an allocation whose approval fails is reopened", False),
    "yearly": (f"{HERE} yearly review", False),
    "with the proposal": (f"{HERE} the allocation ends with the proposal", False),
}  # fmt: skip
SCREENED = "screening_is_complete_or_its_period_is_over proposer_has_seen_the_findings"
TABLE = rows.rows(
    f"""
registered | open_triage ends_screening | secretariat | triage | {SCREENED} | | 191 triage
registered | open_triage ends_screening | clock | triage | screening_period_is_over | | no answer holds
triage | close_no_issue | secretariat | closed_no_issue | checklist_shows_no_issue | reasons | triage
closed_no_issue | reopen | delegation study_group_chair advisory_group_chair director | triage | | reasons | any member
triage | to_liaison refers | secretariat | in_liaison | one_pair_of_sectors | | 18 resolves 2
triage in_liaison reopened | to_iscg refers | secretariat | iscg_review | | | 191 ISCG
triage recommendation_drafted iscg_review reopened | ask_groups* refers | secretariat | ag_round | groups_are_named | | 191
iscg_review | record_advice | secretariat | iscg_review | meeting_is_of_one_of meeting_has_begun | meeting reasons | ISCG
recommendation_drafted iscg_review reopened | convene_after_referrals | advisory_group_chair director | joint_meeting | \
referrals_have_reached groups_are_named meeting_joins_the_groups | meeting | third
in_liaison | liaison_answered | secretariat | recommendation_drafted | | reference reasons | 18
ag_round | include_group* | secretariat | ag_round | | | 191 informed
ag_round | enter_oral_amendment* | secretariat | ag_round | meeting_has_begun | meeting | oral
joint_meeting | enter_oral_amendment* | secretariat | joint_meeting | meeting_has_begun | meeting | oral
joint_proposal | include_group* | secretariat | joint_proposal | | | 191 informed
joint_proposal | enter_oral_amendment* | secretariat | joint_proposal | meeting_has_begun | meeting | oral
ag_round | note_agreement | secretariat | agreed | every_group_has_released conclusions_agree | | 191
ag_round | note_divergence | secretariat | diverging | every_group_has_released conclusions_differ | | 191
diverging | convene_joint_meeting | advisory_group_chair director | joint_meeting | meeting_joins_the_groups | meeting | 191 jointly
joint_meeting | note_joint_agreement | secretariat | agreed | joint_conclusion_is_released | | 191 jointly
joint_meeting | joint_meeting_does_not_agree* | secretariat | escalated_directors | | reasons | no tie-break
escalated_directors | return_joint_proposal refers | director | joint_proposal | | reasons | Directors
joint_proposal | note_agreement | secretariat | agreed | every_group_has_released conclusions_agree | | 191
joint_proposal | note_divergence | secretariat | escalated_assembly | every_group_has_released conclusions_differ | | no tie-break
escalated_assembly | assembly_concludes* | secretariat | agreed | meeting_is_of_one_of meeting_has_begun | meeting reasons | no tie-break
escalated_assembly | assembly_does_not_conclude | secretariat | escalated_council | meeting_is_of_one_of meeting_has_begun | meeting reasons | no tie-break
escalated_council | council_concludes* | secretariat | decided | meeting_is_of_one_of meeting_has_begun | meeting reasons | no tie-break
escalated_council | council_refers_to_conference | secretariat | escalated_council | meeting_is_of_one_of meeting_has_begun | meeting reasons | no tie-break
escalated_council | council_returns | secretariat | reopened | meeting_is_of_one_of meeting_has_begun | meeting reasons | no tie-break
agreed | note_receiving_view | receiving_group | agreed | | position reasons | receiving
agreed decided | record_allocation* | secretariat | member_state_approval | | | 191
member_state_approval | children_approved | clock | effective | every_child_is_approved | | 191 approval
member_state_approval | child_not_approved | clock | reopened | a_child_is_not_approved | | reopened
effective | review | secretariat advisory_group_chair | effective | | reasons | yearly
effective | reopen_allocation | secretariat | reopened | | reasons | yearly
effective | close | secretariat | closed | | reasons | yearly
registered triage closed_no_issue in_liaison recommendation_drafted iscg_review ag_round diverging joint_meeting \
escalated_directors joint_proposal escalated_assembly escalated_council decided agreed member_state_approval reopened | withdraw | clock | withdrawn | case_is_withdrawn | | \
with the proposal
""",  # noqa: E501 - a row of the table is a line
    PARAGRAPHS,
)
STATES = rows.cells("""
registered | secretariat |
triage | secretariat |
closed_no_issue | | settled case:closed
in_liaison | secretariat |
recommendation_drafted | secretariat |
iscg_review | secretariat | waits_for_meeting
ag_round | advisory_group_chair | waits_for_meeting separately
diverging | advisory_group_chair |
joint_meeting | advisory_group_chair | waits_for_meeting together by:every_chair
escalated_directors | director |
joint_proposal | advisory_group_chair | waits_for_meeting separately
escalated_assembly | secretariat | waits_for_meeting
escalated_council | secretariat | waits_for_meeting
decided | secretariat |
agreed | secretariat |
member_state_approval | | decided settled
effective | | decided settled case:approved
reopened | secretariat |
closed | | final settled case:closed
withdrawn | | final case:withdrawn
""")
INITIAL = "registered"
PATHS = [
    # from, by which actions, to
    ("registered", "open_triage", "triage"),
    ("triage", "close_no_issue", "closed_no_issue"),
    ("triage", "to_liaison", "in_liaison"),
    ("triage", "to_iscg", "iscg_review"),
    ("in_liaison", "liaison_answered", "recommendation_drafted"),
    ("in_liaison", "to_iscg", "iscg_review"),
    ("iscg_review", "ask_groups", "ag_round"),
    ("ag_round", "include_group", "ag_round"),
    ("ag_round", "enter_oral_amendment", "ag_round"),
    ("joint_meeting", "enter_oral_amendment", "joint_meeting"),
    ("ag_round", "note_agreement", "agreed"),
    ("ag_round", "note_divergence", "diverging"),
    ("diverging", "convene_joint_meeting", "joint_meeting"),
    ("joint_meeting", "note_joint_agreement", "agreed"),
    ("joint_meeting", "joint_meeting_does_not_agree", "escalated_directors"),
    ("escalated_directors", "return_joint_proposal note_agreement", "agreed"),
    ("escalated_directors", "return_joint_proposal note_divergence", "escalated_assembly"),
    ("joint_proposal", "include_group", "joint_proposal"),
    ("joint_proposal", "enter_oral_amendment", "joint_proposal"),
    ("escalated_assembly", "assembly_concludes record_allocation", "member_state_approval"),
    ("escalated_assembly", "assembly_does_not_conclude", "escalated_council"),
    ("escalated_council", "council_concludes record_allocation", "member_state_approval"),
    ("escalated_council", "council_refers_to_conference", "escalated_council"),
    ("escalated_council", "council_returns to_iscg", "iscg_review"),
    ("iscg_review", "record_advice", "iscg_review"),
    ("reopened", "convene_after_referrals", "joint_meeting"),
    ("agreed", "note_receiving_view", "agreed"),
    ("agreed", "record_allocation", "member_state_approval"),
    ("member_state_approval", "children_approved", "effective"),
    ("member_state_approval", "child_not_approved to_iscg", "iscg_review"),
    ("effective", "review", "effective"),
    ("effective", "close", "closed"),
    ("effective", "reopen_allocation to_iscg", "iscg_review"),
]


@pytest.mark.parametrize(("source", "actions", "target"), PATHS)
def test_every_step_of_the_procedure_can_be_taken(source: str, actions: str, target: str) -> None:
    assert rows.walk(EDITION, source, actions, towards=target) == target


def test_an_advisory_group_recommends_and_never_approves() -> None:
    approving = {one.name for one in EDITION.states if one.outcome == "approved"}
    into = {(row.by, row.needs) for row in TABLE if row.target in approving - {*row.source}}
    assert into == {(("clock",), ("every_child_is_approved",))}


def test_the_numbers_of_the_edition() -> None:
    assert [
        (one.name, one.after or one.state, one.period, one.basis.text) for one in EDITION.deadlines
    ] == [
        ("screening", "registered", Period(working_days=10),
         "Default of this installation: screening"),
        ("review", "effective", Period(months=12),
         "Default of this installation: yearly review"),
        ("corrections", "confirmation", Period(working_days=5),
         "Default of this installation: time for corrections before a conclusion is released"),
    ]  # fmt: skip
    assert EDITION.consultations == ()
    assert rows.numbers_of(EDITION) == [
        ("convene_after_referrals", "referrals_have_reached", {"at_least": 3})
    ]
    assert [(one.name, one.on) for one in EDITION.options] == [
        ("iscg_quorum", False),
        ("receiving_body_consents", False),
    ]
    assert [(one.name, one.representatives) for one in EDITION.states if one.representatives] == [
        ("iscg_review", 2)
    ]


def test_the_consent_of_the_receiving_body_is_a_switch() -> None:
    text = loader.shipped()["allocation_2022"]
    on = text.replace(
        'name = "receiving_body_consents"\non = false',
        'name = "receiving_body_consents"\non = true',
    )
    turned = loader.read(on, guards=TAKES, roles=editions.ROLES, rules=editions.RULES)
    needs = {
        (row.source, tuple(need.guard for need in row.needs))
        for row in turned.actions
        if row.name == "record_allocation"
    }
    assert needs == {(("agreed",), ("receiving_body_consents",)), (("decided",), ())}


T1 = "WTSA Res. 1"
CHECKLIST = rows.cells(f"""
D1 | purpose | proposer | | {T1}, 7.1.5a
D2 | purpose | proposer | | {T1}, 7.1.2 and 7.1.5b
D3 | mandate | lead_office | waits, mandates, issue if no partly | CV 151-154, 193, 211, 214
D4 | mandate | lead_office | | CV 193
D5 | mandate | lead_office | | CV 211, 214
D6 | overlap | lead_office | same_study_group | {T1}, 7.1.5c
D7 | overlap | lead_office | same_sector | {T1}, 7.1.5c
D8 | overlap | lead_office | waits, other_sectors, issue if yes partly | ISCG mapping tables
D9 | overlap | lead_office | later | {T1}, Appendix I
D10 | overlap | lead_office | resolutions | {T1}, 1.3; rule for the list of areas
D11 | overlap | lead_office | joint_groups, issue if yes partly | WTSA Res. 18
D12 | overlap | proposer | | {T1}, 7.1.5c
D13 | support | GS | later | PP Res. 191, instructs 8
D14 | support | proposer | supporters | {T1}, 7.2.2
D15 | conformity | lead_office | waits | CS 92, 115, 142, 147
D16 | conformity | GS | later | CS 92, 115, 142, 147
D17 | support | proposer | | PP Res. 191, invites 1
D18 | overlap | lead_office | later | Liaison practice
""")


def marks(item: ChecklistItem) -> str:
    """What is said of an item beside its question."""
    said = (
        "waits" if item.holds_until_due else "",
        item.evidence,
        f"issue if {' '.join(item.issue_if)}" if item.issue_if else "",
        "" if item.asked_now else "later",
    )
    return ", ".join(one for one in said if one)


def test_the_checklist_item_by_item() -> None:
    assert [
        [one.code, one.group, one.whose, marks(one), one.basis.text] for one in EDITION.checklist
    ] == CHECKLIST
    assert sum(one.whose == "proposer" for one in EDITION.checklist) == 5
