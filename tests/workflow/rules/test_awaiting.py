"""A case waits for a meeting of the body that the next step is kept for."""

from __future__ import annotations

import pytest

from workflow.rules import awaiting
from workflow.rules.permissions import Place
from workflow.store import editions

PLACES = {
    "question_r_2023": Place(proposer="XFA", office="BR", study_group="R:SG1", groups=("R:RAG",)),
    "question_t_2022": Place(proposer="XFA", office="TSB", study_group="T:SG5", groups=("T:TSAG",)),
    "question_d_2022": Place(proposer="XFA", office="BDT", study_group="D:SG2", groups=("D:TDAG",)),
}


@pytest.mark.parametrize(
    ("key", "state", "bodies"),
    [
        ("question_r_2023", "screened", ("R:SG1",)),
        ("question_r_2023", "objection_open", ("R:SG1",)),
        ("question_r_2023", "at_ra", ("R:RA",)),
        ("question_t_2022", "under_sg_review", ("T:SG5",)),
        ("question_t_2022", "sg_continues", ("T:SG5",)),
        ("question_t_2022", "tsag_review", ("T:TSAG",)),
        ("question_t_2022", "tsag_prewtsa", ("T:TSAG",)),
        ("question_t_2022", "wtsa_plenary", ("T:WTSA",)),
        ("question_d_2022", "tdag_decision", ("D:TDAG",)),
        ("question_d_2022", "at_wtdc", ("D:WTDC",)),
    ],
)
def test_the_body_is_the_one_whose_turn_it_is(
    key: str, state: str, bodies: tuple[str, ...]
) -> None:
    assert awaiting.bodies(editions.shipped()[key], state, PLACES[key]) == bodies
