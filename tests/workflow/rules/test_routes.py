"""The usual way shows what is still to come, and nothing once a run is over."""

from __future__ import annotations

import pytest

from workflow.rules import routes
from workflow.store import editions

R, T, D, X = "question_r_2023", "question_t_2022", "question_d_2022", "allocation_2022"


@pytest.mark.parametrize(
    ("key", "start", "kind", "way"),
    [
        (R, "draft", "new", ("submitted received screened adoption_meeting adopted "
         "awaiting_consultation consultation conditions_met approved in_force")),
        (R, "screened", "suppression", ("suppression_awaiting suppression_consultation "
         "suppression_conditions_met suppressed")),
        (R, "consultation", "new", "conditions_met approved in_force"),
        (R, "at_ra", "new", "approved in_force"),
        (R, "returned_to_sg", "revised", ("received screened adoption_meeting adopted "
         "awaiting_consultation consultation conditions_met approved in_force")),
        (R, "conditions_not_met", "new", ""),
        (R, "in_force", "new", ""),
        (R, "withdrawn", "new", ""),
        (T, "screened", "new", ("under_sg_review sg_agreed tsag_review conditions_met approved "
         "in_force")),
        (T, "at_wtsa", "new", "wtsa_plenary approved in_force"),
        (T, "screened", "suppression", ("under_sg_review deletion_awaiting deletion_consultation "
         "deletion_conditions_met deleted")),
        (D, "sg_review", "new", ("tdag_decision consult_or_notify consultation conditions_met "
         "approved in_force")),
        (D, "at_wtdc", "new", "approved in_force"),
        (X, "registered", "new", "triage ag_round agreed member_state_approval effective"),
        (X, "closed_no_issue", "new", ""),
        (X, "effective", "new", ""),
    ],
)  # fmt: skip
def test_the_usual_way(key: str, start: str, kind: str, way: str) -> None:
    assert " ".join(routes.usual_way(editions.shipped()[key], start, kind)) == way
