"""The usual way shows what is still to come, and nothing once a run is over."""

from __future__ import annotations

import dataclasses

import pytest

from workflow.rules import routes, stages
from workflow.rules.permissions import Place
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


@pytest.mark.parametrize(
    ("key", "start", "kind", "ahead"),
    [
        (R, "received", "new", {"consultation": "SG1 +1 +2", "assembly": "SG1 RA"}),
        (R, "adopted", "revised", {"consultation": "+1 +2", "assembly": "RA"}),
        (R, "at_ra", "new", {"assembly": "RA"}),
        (R, "screened", "suppression", {"suppression": "SG1 +2"}),
        (T, "screened", "new", {
            "endorsement": "<1 SG1 AG", "support": "<1 SG1 AG SG1",
            "consultation": "<1 SG1 AG SG1 +2", "assembly": "<1 SG1 last AG <2 <1 WTSA WTSA",
        }),
        (T, "sg_continues", "new", {
            "endorsement": "SG1 AG", "support": "SG1 AG SG1", "consultation": "SG1 AG SG1 +2",
            "assembly": "SG1 last AG <2 <1 WTSA WTSA",
        }),
        (T, "ready_for_approval", "new", {"support": "SG1", "consultation": "SG1 +2"}),
        (T, "list_agreed", "new", {"assembly": "<1 WTSA WTSA"}),
        (T, "deletion_awaiting", "suppression", {"deletion": "+2"}),
        (D, "screened", "new", {
            "notification": "SG1 AG", "consultation": "SG1 AG +2", "conference": "<2 AG <1 WTDC",
        }),
        (D, "tdag_decision", "new", {"notification": "AG", "consultation": "AG +2"}),
        (D, "at_wtdc", "new", {"conference": "WTDC"}),
        (D, "in_force", "new", {}),
    ],
)  # fmt: skip
def test_each_route_still_open_has_its_meetings_notices_and_periods_ahead(
    key: str, start: str, kind: str, ahead: dict[str, str]
) -> None:
    procedure = editions.shipped()[key]
    place = Place(proposer="XFA", office="BR", study_group="SG1", groups=("AG",))

    def short(one: stages.Stage) -> str:
        months = one.period.months if one.period else 0
        bodies = ",".join(body.rpartition(":")[2] for body in one.bodies)
        return {"meeting": bodies, "notice": f"<{months}", "last_meeting": "last"}.get(
            one.kind, f"+{months}"
        )

    found = {
        route.name: " ".join(short(one) for one in stages.stages(procedure, states, kind, place))
        for route, states in routes.ways(procedure, start, kind)
    }
    assert found == ahead


@pytest.mark.parametrize("key", [R, T, D])
def test_an_edition_that_names_no_route_has_its_usual_one(key: str) -> None:
    procedure = dataclasses.replace(editions.shipped()[key], routes=())
    ((route, states),) = routes.ways(procedure, "received", "new")
    assert (route.name, states[0], states[-1]) == ("", "received", "approved")
