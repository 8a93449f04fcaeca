"""Further proposals of the demonstration, to ITU-T and to ITU-D, each in its Sector's own form."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.cli.stage import Stage
from workflow.rules.commands.proposals import (
    OpenPackage,
    PlaceDraft,
    SaveDraft,
    SubmitPackage,
    SubmitProposal,
)

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
PACKAGE = (
    {
        **CONNECTED_MONITORING,
        "title": "Protection of street cabinets against heat waves",
        "question_text": "Which measures keep outdoor equipment working in prolonged heat?",
        "reason": "Outages in heat waves are reported more often.",
        "relations_questions": "none",
    },
    {
        **CONNECTED_MONITORING,
        "title": "Reuse of equipment taken out of access networks",
        "question_text": "Which information lets equipment be reused instead of scrapped?",
        "reason": "Equipment is scrapped for want of information.",
        "relations_questions": "Q7/5 studies waste, this one reuse.",
    },
)


def a_package(stage: Stage, days: float) -> None:
    """Two Questions that a study group of ITU-T sends together, to be agreed en bloc."""
    stage.days_ago(days)
    who, group = "chair.sg5", "T:SG5"
    opened = OpenPackage(body=group, title="Resilience and reuse of equipment")
    package = str(stage.act(who, opened)["package"])
    seen = {}
    for texts in PACKAGE:
        draft = _saved(stage, who, group, "T", texts)
        stage.act(who, PlaceDraft(draft_id=draft, package_id=package))
        seen[draft] = 1
    stage.act(who, SubmitPackage(package_id=package, seen=seen))
    stage.days_ago(days - 1)
    for number in stage.of_package(package):
        stage.move("officer.tsb", number, "receive")


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
    draft = _saved(stage, "delegate.xfb", "XFB", sector, texts)
    submitted = stage.act("delegate.xfb", SubmitProposal(draft_id=draft, seen_version=1))
    return str(submitted["case"])


def _saved(stage: Stage, who: str, member: str, sector: str, texts: Mapping[str, str]) -> str:
    saved = SaveDraft(
        draft_id=None, seen_version=0, member=member, sector=sector, kind="new", language="en",
        fields=texts,
    )  # fmt: skip
    return str(stage.act(who, saved)["draft"])
