"""The advisory groups' conclusions, and what members put beside them."""

from __future__ import annotations

from collections.abc import Mapping

from states.definition import CONCLUDING_ABOVE, Role
from workflow.actions import finding
from workflow.actions.way import SEEN, Given, Key, On, Way
from workflow.rules.commands import Command
from workflow.rules.commands.reviews import (
    AnswerModification,
    AttachStatement,
    ConfirmConclusion,
    DraftConclusion,
    FileWrittenView,
    ProposeCorrection,
    RecordConclusionAbove,
    RecordDivergence,
    ReleaseConclusion,
)
from workflow.store import written_views

BODY = Key(name="body", what="the advisory group; of a joint meeting, the one that convenes it")
MEMBER = Key(name="member", what="the member, by its code")
LANGUAGE = Key(name="language", what="of the text: ar, en, es, fr, ru or zh; en unless given")
TEXT = Key(name="text", what="the text")


def _draft(on: On, given: Given) -> Command:
    body = given.text("body")
    return DraftConclusion(
        run_id=on.run.id,
        body=body,
        meeting_id=finding.meeting(on, given),
        kind=given.text("kind"),
        reasons=given.text("reasons"),
        lead_sector=given.text("lead_sector"),
        supporting=given.texts("supporting"),
        target=given.text("target"),
        seen_version=given.number(SEEN, finding.drafted_version(on, body)),
    )


def _above(on: On, given: Given) -> Command:
    return RecordConclusionAbove(
        run_id=on.run.id,
        seen_version=given.number(SEEN, on.run.version),
        meeting_id=finding.meeting(on, given),
        kind=given.text("kind"),
        reasons=given.text("reasons"),
        lead_sector=given.text("lead_sector"),
        supporting=given.texts("supporting"),
        target=given.text("target"),
    )


def _diverge(on: On, given: Given) -> Command:
    positions = dict(_position(one) for one in given.texts("positions"))
    return RecordDivergence(
        run_id=on.run.id,
        seen_version=given.number(SEEN, on.run.version),
        reasons=given.text("reasons"),
        positions=positions,
    )


def _position(written: str) -> tuple[str, str]:
    """The group and its position, of "T:TSAG ITU-T is to lead."."""
    body, _, said = written.partition(" ")
    return body, said


def _confirm(on: On, given: Given) -> Command:
    row = finding.conclusion(on, given)
    newest = written_views.newest_id(on.session, on.case.id)
    return ConfirmConclusion(
        conclusion_id=row.id,
        seen_version=given.number(SEEN, row.version),
        seen_view=given.number("seen_view", newest),
    )


def _release(on: On, given: Given) -> Command:
    row = finding.conclusion(on, given)
    return ReleaseConclusion(conclusion_id=row.id, seen_version=given.number(SEEN, row.version))


def _view(on: On, given: Given) -> Command:
    return FileWrittenView(
        case_id=on.case.id,
        member=given.text("member"),
        language=given.text("language", "en"),
        text=given.text("text"),
    )


def _statement(on: On, given: Given) -> Command:
    row = finding.conclusion(on, given)
    return AttachStatement(
        conclusion_id=row.id,
        seen_version=given.number(SEEN, row.version),
        member=given.text("member"),
        language=given.text("language", "en"),
        text=given.text("text"),
    )


def _correction(on: On, given: Given) -> Command:
    row = finding.conclusion(on, given)
    return ProposeCorrection(
        conclusion_id=row.id,
        seen_version=given.number(SEEN, row.version),
        language=given.text("language", "en"),
        text=given.text("text"),
    )


def _modification(on: On, given: Given) -> Command:
    row = finding.conclusion(on, given)
    return AnswerModification(
        conclusion_id=row.id,
        seen_version=given.number(SEEN, row.version),
        position=given.text("position"),
        reasons=given.text("reasons"),
    )


CONCLUSIONS: Mapping[str, Way] = {
    "draft_conclusion": Way(
        what="A group's chair or its office drafts the conclusion, or corrects it.",
        by=Role.ADVISORY_GROUP_CHAIR,
        keys=(
            BODY,
            Key(name="meeting", what="the meeting under which it is concluded"),
            Key(name="kind", what="keep, approve_as_it_stands, modify, reallocate_sector, "
                "reallocate_study_group, joint_study, merge, refer_back, no_further_action or note"),
            Key(name="reasons", what="the reasons"),
            Key(name="lead_sector", what="R, T or D"),
            Key(name="supporting", kind="texts", what="the supporting Sectors"),
            Key(name="target", what="the study group it goes to, or the Question it is merged with"),
        ),
        make=_draft,
    ),
    "joint_meeting_does_not_agree": Way(
        what="The lead office records that the joint meeting does not agree, and each group's position.",
        by=Role.SECRETARIAT,
        keys=(
            Key(name="reasons", what="what stands between them"),
            Key(name="positions", kind="texts", what="each of a group: its code, then its words"),
        ),
        make=_diverge,
    ),
    **dict.fromkeys(
        CONCLUDING_ABOVE,
        Way(
            what="The lead office records what an assembly, the Council or a conference concluded.",
            by=Role.SECRETARIAT,
            keys=(
                Key(name="meeting", what="the meeting in which it was taken"),
                Key(name="kind", what="as of draft_conclusion"),
                Key(name="reasons", what="the reasons"),
                Key(name="lead_sector", what="R, T or D"),
                Key(name="supporting", kind="texts", what="the supporting Sectors"),
                Key(name="target", what="the study group it goes to, or the Question it is merged with"),
            ),
            make=_above,
        ),
    ),
    "confirm_conclusion": Way(
        what="The chair confirms; provisional to the body until released.",
        by=Role.ADVISORY_GROUP_CHAIR,
        keys=(BODY, Key(name="seen_view", kind="number", what="the newest written view seen")),
        make=_confirm,
    ),
    "release_conclusion": Way(
        what="A confirmed conclusion is released, once the time for corrections has passed.",
        by=Role.ADVISORY_GROUP_CHAIR,
        keys=(BODY,),
        make=_release,
    ),
    "file_written_view": Way(
        what="A member that cannot attend files a written view.",
        by=Role.DELEGATION,
        keys=(MEMBER, LANGUAGE, TEXT),
        make=_view,
    ),
    "attach_statement": Way(
        what="A member attaches a statement to a confirmed conclusion.",
        by=Role.DELEGATION,
        keys=(BODY, MEMBER, LANGUAGE, TEXT),
        make=_statement,
    ),
    "propose_correction": Way(
        what="A correction to a confirmed conclusion is proposed by one who takes part in the body.",
        by=Role.DELEGATION,
        keys=(BODY, LANGUAGE, TEXT),
        make=_correction,
    ),
    "answer_modification": Way(
        what="The proposer says whether it agrees to a body's modification.",
        by=Role.PROPOSER,
        keys=(BODY, Key(name="position", what="agreed or not_agreed"),
              Key(name="reasons", what="needed with not_agreed")),
        make=_modification,
    ),
}  # fmt: skip
