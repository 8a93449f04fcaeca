"""What a conclusion has to name, by its kind: a lead Sector, supporting ones, a destination."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.rules.agreement import KINDS, PLACELESS
from workflow.rules.commands.reviews import DraftConclusion, RecordConclusionAbove
from workflow.rules.errors import InvalidInputError
from workflow.rules.language_marks import N_
from workflow.store.models import Body, Case, Question

Concluding = DraftConclusion | RecordConclusionAbove
SECTORS = ("R", "T", "D")
STAYS = frozenset({"keep", "approve_as_it_stands", "reallocate_study_group"})
"""Kinds that leave the proposal in its Sector."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A conclusion with the values its kind knows, and no others."""

    kind: str
    reasons: str
    lead_sector: str = ""
    supporting: tuple[str, ...] = ()
    target: str = ""


def shape_of(session: Session, case: Case, command: Concluding) -> Shape:
    """The conclusion as its kind wants it. Raises InvalidInputError, naming the field."""
    reasons = command.reasons.strip()
    if command.kind not in KINDS:
        raise InvalidInputError("kind", N_("Choose a conclusion."))
    if not reasons:
        raise InvalidInputError("reasons", N_("Give the reasons."))
    if command.kind in PLACELESS:
        return Shape(kind=command.kind, reasons=reasons)
    _check_lead(case, command.kind, command.lead_sector)
    return Shape(
        kind=command.kind,
        reasons=reasons,
        lead_sector=command.lead_sector,
        supporting=_supporting(command),
        target=_target(session, case, command),
    )


def _check_lead(case: Case, kind: str, lead: str) -> None:
    if lead not in SECTORS:
        raise InvalidInputError("lead_sector", N_("Choose the lead Sector."))
    if kind in STAYS and lead != case.sector:
        raise InvalidInputError(
            "lead_sector",
            N_("This conclusion leaves the proposal in ITU-%(sector)s."),
            sector=case.sector,
        )
    if kind == "reallocate_sector" and lead == case.sector:
        raise InvalidInputError(
            "lead_sector", N_("Choose the Sector that the proposal is to go to.")
        )


def _supporting(command: Concluding) -> tuple[str, ...]:
    supporting = tuple(one for one in SECTORS if one in command.supporting)
    if command.lead_sector in supporting:
        raise InvalidInputError("supporting", N_("The lead Sector is not also a supporting one."))
    if command.kind == "joint_study" and not supporting:
        raise InvalidInputError("supporting", N_("A joint study needs a second Sector."))
    return supporting


def _target(session: Session, case: Case, command: Concluding) -> str:
    target = command.target.strip()
    if command.kind == "reallocate_study_group":
        body = session.get(Body, target)
        if body is None or body.sector != case.sector or target == case.study_group:
            raise InvalidInputError(
                "target",
                N_("Choose another study group of ITU-%(sector)s."),
                sector=case.sector,
            )
        return target
    if command.kind == "merge":
        question = session.get(Question, target)
        if question is None or target == case.question_id:
            raise InvalidInputError("target", N_("Name an existing Question of the register."))
        if question.sector != command.lead_sector:
            raise InvalidInputError(
                "lead_sector",
                N_("The Question is one of ITU-%(sector)s, which then leads."),
                sector=question.sector,
            )
        return target
    return ""
