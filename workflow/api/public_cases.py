"""What everybody may read of an approved case, as JSON: what its public page shows."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from workflow.api.decisions import decisions_of
from workflow.api.reading import deadline, language
from workflow.pages import consultations, labels
from workflow.pages.public_cases import Approved, find_approved
from workflow.rules.permissions import NOBODY
from workflow.store.models import Consultation


def shown(session: Session, number: str) -> dict[str, Any]:
    """The case in the shape of any other; what is not public is empty.

    Raises NotFoundError until its text has been approved.
    """
    one = find_approved(session, number, language())
    return {
        "number": one.case.number,
        "title": one.text.title,
        "language": one.text.language,
        "sector": one.case.sector,
        "kind": one.case.kind,
        "member": "",
        "lead_office": "",
        "study_group": one.case.study_group,
        "question": one.case.question_id,
        "submitted_at": None,
        "received_at": None,
        "withdrawn_at": None,
        "only_public": True,
        "runs": [_run(one)],
        "texts": [_text(one)],
        "supporters": [],
        "decisions": decisions_of(session, one.case, NOBODY, earlier=False),
        "consultations": [_consultation(one, one.consultation)] if one.consultation else [],
    }


def _run(one: Approved) -> dict[str, Any]:
    words = one.procedure.labels[language()].states
    state = labels.state_shown(one.procedure, one.run, NOBODY).name
    return {
        "ref": "",
        "version": None,
        "procedure": one.run.procedure,
        "edition": one.procedure.edition,
        "body": labels.body(one.run.study_group),
        "state": state,
        "words": words[state],
        "steps": [{"state": name, "words": words[name], "at": at} for name, at in one.came],
        "waits_for": "",
        "due": None,
    }


def _text(one: Approved) -> dict[str, Any]:
    return {
        "number": one.text.number,
        "language": one.text.language,
        "title": one.text.title,
        "fields_of_form": {name: str(words) for name, _label, words in one.text.fields},
        "at": one.text.at,
    }


def _consultation(one: Approved, asked: Consultation) -> dict[str, Any]:
    rule = next(each for each in one.procedure.consultations if each.name == asked.rule)
    result = consultations.result_of(asked, one.run, NOBODY)
    return {
        "rule": one.procedure.labels[language()].consultations.get(rule.name, rule.name),
        "basis": rule.basis.text,
        "text_version": asked.text_version,
        "opened_at": asked.opened_at,
        "closes": deadline(asked.closes_at),
        "running": False,
        "totals": result
        and {
            "outcome": asked.outcome,
            "words": gettext(result.outcome),
            "counts": result.counts,
            "announced_at": result.announced_at,
            "reference": result.reference,
        },
        "replies": [],
    }
