"""Text versions of a submitted proposal."""

from __future__ import annotations

from collections.abc import Mapping

from states.definition import Role
from workflow.actions import finding
from workflow.actions.way import SEEN, Given, Key, On, Way
from workflow.rules.commands import Command
from workflow.rules.commands.proposals import EnterEditorialUpdate, ReviseProposal
from workflow.rules.commands.reviews import EnterOralAmendment


def _fields(on: On, given: Given) -> dict[str, str]:
    """The newest text, with the fields that were given in their place."""
    known = {one.name for one in on.procedure.fields}
    return {
        **finding.newest_fields(on),
        **{name: given.text(name) for name in given.data if name in known},
    }


def _revision(action: str) -> Way:
    def make(on: On, given: Given) -> Command:
        return ReviseProposal(
            case_id=on.case.id,
            action=action,
            seen_version=given.number(SEEN, on.run.version),
            fields=_fields(on, given),
        )

    return Way(
        what="The proposer fixes a new text version; a field that is not given stays as it was.",
        by=Role.PROPOSER,
        make=make,
        takes_fields=True,
    )


def _amendment(on: On, given: Given) -> Command:
    return EnterOralAmendment(
        case_id=on.case.id,
        seen_version=given.number(SEEN, on.run.version),
        meeting_id=finding.meeting(on, given),
        fields=_fields(on, given),
    )


def _update(on: On, given: Given) -> Command:
    return EnterEditorialUpdate(
        run_id=on.run.id,
        seen_version=given.number(SEEN, on.run.version),
        fields=_fields(on, given),
        reasons=given.text("reasons"),
    )


TEXTS: Mapping[str, Way] = {
    "revise": _revision("revise"),
    "submit_revision": _revision("submit_revision"),
    "enter_oral_amendment": Way(
        what="The lead office enters what was amended in a group's meeting, as the proposer's version.",
        by=Role.SECRETARIAT,
        keys=(Key(name="meeting", what="the meeting in which it was amended"),),
        make=_amendment,
        takes_fields=True,
    ),
    "editorial_update": Way(
        what="A Question in force is mended without a change of substance, as its next version.",
        by=Role.STUDY_GROUP_CHAIR,
        keys=(Key(name="reasons", what="what was mended, and why"),),
        make=_update,
        takes_fields=True,
    ),
}
