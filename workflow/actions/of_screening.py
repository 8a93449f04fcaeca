"""The screening of a case: the checklist, what an office says of a close text, the proposer's reply."""

from __future__ import annotations

from collections.abc import Mapping

from states.definition import Role
from workflow.actions import finding
from workflow.actions.way import Given, Key, On, Way
from workflow.rules.commands import Command
from workflow.rules.commands.overlaps import (
    AnswerItem,
    DisposeOfCandidate,
    ReplyToFindings,
    ScreenCase,
)


def _answer(on: On, given: Given) -> Command:
    return AnswerItem(
        case_id=on.case.id,
        item=given.text("item"),
        answer=given.text("answer"),
        evidence=given.text("evidence"),
    )


def _dispose(on: On, given: Given) -> Command:
    return DisposeOfCandidate(
        candidate_id=finding.candidate(on, given),
        degree=given.text("degree"),
        reason=given.text("reason"),
        office=given.text("office", on.case.lead_office),
    )


def _search(on: On, _given: Given) -> Command:
    return ScreenCase(case_id=on.case.id)


def _reply(on: On, given: Given) -> Command:
    return ReplyToFindings(case_id=on.case.id, reply=given.text("reply"))


SCREENING: Mapping[str, Way] = {
    "answer_item": Way(
        what="An item of the checklist is answered by whoever is asked it.",
        by=Role.SECRETARIAT,
        keys=(
            Key(name="item", what="its code: D8"),
            Key(name="answer", what="yes, no, partly or not_known"),
            Key(name="evidence", what="on what it rests"),
        ),
        make=_answer,
    ),
    "screen_case": Way(
        what="An office searches again for texts close to the newest version.",
        by=Role.SECRETARIAT,
        make=_search,
    ),
    "dispose_of_candidate": Way(
        what="An office says what a close text is to the proposal.",
        by=Role.SECRETARIAT,
        keys=(
            Key(name="candidate", what="the close text, by its id or the Question's identifier"),
            Key(name="degree", what="none, related, complementary, partial or duplicate"),
            Key(name="reason", what="why"),
            Key(name="office", what="in whose name; the lead office's unless given"),
        ),
        make=_dispose,
    ),
    "reply_to_findings": Way(
        what="The proposer has seen the findings; the reply travels with the proposal.",
        by=Role.PROPOSER,
        keys=(Key(name="reply", what="may be empty"),),
        make=_reply,
    ),
}
