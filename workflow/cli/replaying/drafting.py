"""Before a scenario's case there is its draft: saved as [case] says, with those named who support it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from states.definition import Role
from workflow.cli.replaying import acts
from workflow.cli.replaying.casting import OTHER_MEMBER
from workflow.cli.replaying.scenario import Step
from workflow.cli.replaying.stage import Stage, fictional
from workflow.rules.commands.documents import KeepIncoming, RegisterProposal
from workflow.rules.commands.proposals import (
    AnswerSponsorship,
    NameSponsor,
    SaveDraft,
    SubmitProposal,
)
from workflow.rules.permissions import OFFICE_OF_SECTOR, Reader, place_of_proposer
from workflow.store import editions
from workflow.store.models import Body, Sponsorship

MAIL = b"From: proposer@scenario.example\r\nSubject: A proposal\r\n\r\nPlease register it.\r\n"


def submit(stage: Stage, by: Reader, role: Role, given: Mapping[str, Any]) -> str:
    """Submit the proposal, or register it for its author; gives the number of the case."""
    said = stage.scenario
    fields = {**filled(stage), **{key: str(value) for key, value in given.items()}}
    if role is Role.SECRETARIAT:
        return _registered(stage, by, fields)
    draft = str(
        stage.act(
            by,
            SaveDraft(
                draft_id=None, seen_version=0, member=said.member, sector=said.sector,
                kind=said.kind, language=said.language, fields=fields,
            ),
        )["draft"]
    )  # fmt: skip
    for member in _to_be_named(stage):
        stage.act(by, NameSponsor(draft_id=draft, member=member, kind="supporter"))
    answer(stage, members_of(stage, said.supporters), "confirmed")
    return str(stage.act(by, SubmitProposal(draft_id=draft, seen_version=1))["case"])


def _registered(stage: Stage, by: Reader, fields: Mapping[str, str]) -> str:
    said = stage.scenario
    kept = stage.act(
        by, KeepIncoming(office=OFFICE_OF_SECTOR[said.sector], name="proposal.eml", content=MAIL)
    )
    command = RegisterProposal(
        attachment_id=str(kept["attachment"]), member=said.member, sector=said.sector,
        kind=said.kind, language=said.language, means="email", received_on=stage.today(),
        fields=fields,
    )  # fmt: skip
    return str(stage.act(by, command)["case"])


def filled(stage: Stage) -> dict[str, str]:
    """The fields as the scenario gives them; what it does not mention is filled in, "" stays empty."""
    said = stage.scenario
    form = said.editions[editions.OF_SECTOR[said.sector]].procedure.fields
    made = {
        one.name: one.choices[0] if one.choices else f"Text of the field {one.name}."
        for one in form
        if said.kind in one.required_for
    }
    with stage.database.reading() as session:
        groups = session.scalars(
            select(Body.id).where(Body.id.like(f"{said.sector}:SG%")).order_by(Body.id)
        ).all()
    proposer = said.member if place_of_proposer(said.member) == "body" else ""
    numbered = sorted((one for one in groups if one[4:].isdigit()), key=lambda one: int(one[4:]))
    group = proposer or next(iter(numbered), "")
    return {**made, "study_group": group, **said.fields}


# -- support --------------------------------------------------------------------------------------


def members_of(stage: Stage, said: Any) -> tuple[str, ...]:  # noqa: ANN401 - a number or codes
    """The members named, or so many of the fictional ones beside the proposer."""
    if isinstance(said, int):
        others = (one for one in fictional(said + 1) if one != stage.scenario.member)
        return tuple(others)[:said]
    return (said,) if isinstance(said, str) else tuple(said or ())


def supporting(stage: Stage, step: Step) -> tuple[str, ...]:
    """The members that confirm their support in that step."""
    if step.action in ("support", "confirm_support", "answer_sponsorship"):
        return members_of(stage, step.given.get("members") or step.member or OTHER_MEMBER)
    return members_of(stage, step.given.get(acts.SUPPORTERS))


def _to_be_named(stage: Stage) -> Sequence[str]:
    """Everybody who supports at one time or another: named on the draft, seen by nobody until then."""
    found = list(members_of(stage, stage.scenario.supporters))
    for step in stage.scenario.steps:
        found += supporting(stage, step)
    return tuple(dict.fromkeys(found))


def answer(stage: Stage, members: Sequence[str], said: str, commitment: str = "") -> None:
    """Let those members confirm, decline or withdraw their support."""
    with stage.database.reading() as session:
        held = {one.member: (one.id, one.status) for one in session.scalars(select(Sponsorship))}
    for member in members:
        number, status = held.get(member, (0, ""))
        if status != said:
            command = AnswerSponsorship(sponsorship_id=number, answer=said, commitment=commitment)
            stage.act(stage.of_member(member), command)
