"""Two further proposals of the demonstration, to ITU-T and to ITU-D, each in its Sector's own form."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.cli.stage import Stage
from workflow.rules.commands.proposals import SaveDraft, SubmitProposal

CONNECTED_MONITORING = {
    "title": "Interfaces between exposure monitoring systems of different makers",
    "question_text": "Which interfaces let monitoring systems of different makers work together?",
    "question_type": "task_oriented",
    "reason": "Administrations buy systems that do not understand each other.",
    "objectives": "One draft Recommendation in two years.",
    "relations_questions": "Q3/5 studies the measuring itself.",
    "relations_bodies": "none",
    "study_group": "T:SG5",
}
MODEST_MEANS = {
    "title": "Measuring exposure in countries without a laboratory of their own",
    "situation": "Many administrations have neither laboratories nor trained staff.",
    "question_text": "Which simple methods and which training serve them?",
    "expected_output": "Guidelines and a series of workshops.",
    "timing": "One study period.",
    "coordination": "With ITU-R SG 1 and ITU-T SG 5.",
    "study_group": "D:SG2",
}


def before_a_study_group(stage: Stage, days: float) -> None:
    """A proposal to ITU-T that has gone forward by the clock and is sent to the study group."""
    stage.days_ago(days)
    number = _submitted(stage, "T", CONNECTED_MONITORING)
    stage.days_ago(days - 1)
    stage.move("officer.tsb", number, "receive")
    stage.days_ago(days - 20)
    stage.pass_time()
    meeting = str(stage.meeting("T:SG5"))
    stage.move("officer.tsb", number, "distribute", meeting=meeting)


def just_received(stage: Stage, days: float) -> None:
    """A proposal to ITU-D whose receipt the Bureau has acknowledged."""
    stage.days_ago(days)
    number = _submitted(stage, "D", MODEST_MEANS)
    stage.days_ago(days - 1)
    stage.move("officer.bdt", number, "receive")


def _submitted(stage: Stage, sector: str, texts: Mapping[str, str]) -> str:
    draft = stage.act(
        "delegate.xfb",
        SaveDraft(
            draft_id=None, seen_version=0, member="XFB", sector=sector, kind="new", language="en",
            fields=texts,
        ),
    )["draft"]  # fmt: skip
    submitted = stage.act("delegate.xfb", SubmitProposal(draft_id=str(draft), seen_version=1))
    return str(submitted["case"])
