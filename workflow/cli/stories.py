"""The stories of the demonstration: five proposals of fictional Member States, each further on."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from workflow.cli import stories_of_drafts, stories_of_sectors
from workflow.cli.stage import Stage
from workflow.rules.commands.consultations import RecordReply
from workflow.rules.commands.decisions import RecordAllocation
from workflow.rules.commands.overlaps import AnswerItem, DisposeOfCandidate, ReplyToFindings
from workflow.rules.commands.proposals import SaveDraft, SubmitProposal
from workflow.rules.commands.reviews import (
    AnswerModification,
    AskGroups,
    AskToBeIncluded,
    AttachStatement,
    ConfirmConclusion,
    DraftConclusion,
    EnterOralAmendment,
    FileWrittenView,
    ReleaseConclusion,
)
from workflow.store import written_views
from workflow.store.models import Candidate, Consultation, TextVersion

MONITORING = {
    "title": "Spectrum monitoring of small satellites by developing countries",
    "question_text": "What monitoring methods can be used with modest means?",
}
POWER_LINES = {
    "title": "Protection of radio services from power line telecommunication above 30 MHz",
    "question_text": "What limits protect radio services from power line telecommunication?",
}
SHARING = {
    "title": "Use of artificial intelligence in spectrum management",
    "question_text": "Which tasks of national spectrum management can use machine learning?",
}
SOLAR = {
    "title": "Interference from photovoltaic installations to broadcasting below 30 MHz",
    "question_text": "Which methods measure the emissions of photovoltaic installations?",
}
RURAL = {
    "title": "Sharing of backhaul spectrum for rural and remote communities",
    "question_text": (
        "1 Which sharing arrangements serve sparsely populated areas?\n"
        "2 What can administrations with few monitoring stations verify?"
    ),
}
WIRELESS_POWER = {
    "title": "Effects of wireless power transmission on radiocommunication services",
    "question_text": "What are the emissions of wireless power transmission beyond 150 kHz?",
}
REST = {
    "reason": "Administrations ask for it and no text answers it.",
    "scope": "Methods only; no limits are proposed.",
    "programme": "A first report in a year, a draft Recommendation in two.",
    "completion": "2029",
    "answer_form": "recommendation",
    "category": "S2",
    "study_group": "R:SG1",
}
POSITIONS = {
    "XFC": "agree", "XFD": "agree", "XFE": "agree", "XFF": "agree", "XFG": "abstain",
    "XFH": "agree", "XFI": "object", "XFJ": "agree", "XFK": "agree", "XFL": "agree",
}  # fmt: skip


def tell(stage: Stage) -> None:
    """Play every story; the oldest first, so that numbers follow the days."""
    _in_force(stage, 300)
    _before_members(stage, 70)
    _modified(stage, 62)
    _before_groups(stage, 60)
    stories_of_sectors.before_a_study_group(stage, 30)
    _waiting_for_groups(stage, 14)
    stories_of_sectors.a_package(stage, 8)
    stories_of_sectors.just_received(stage, 6)
    _in_screening(stage, 4)
    _just_submitted(stage, 1)
    stories_of_drafts.shown_to_the_capital(stage)


def _draft(stage: Stage, who: str, member: str, texts: Mapping[str, str]) -> str:
    outcome = stage.act(
        who,
        SaveDraft(
            draft_id=None, seen_version=0, member=member, sector="R", kind="new", language="en",
            fields={**texts},
        ),
    )  # fmt: skip
    return str(outcome["draft"])


def _submit(stage: Stage, who: str, member: str, texts: Mapping[str, str]) -> str:
    draft = _draft(stage, who, member, {**texts, **REST})
    return str(stage.act(who, SubmitProposal(draft_id=draft, seen_version=1))["case"])


def _just_submitted(stage: Stage, days: float) -> None:
    stage.days_ago(days)
    _submit(stage, "almatel", "SM:ALMATEL", MONITORING)


def _in_screening(stage: Stage, days: float) -> None:
    stage.days_ago(days)
    number = _submit(stage, "delegate.xfa", "XFA", WIRELESS_POWER)
    stage.days_ago(days - 1)
    stage.move("officer.br", number, "receive")
    _dispose(stage, number, most=1)


def _screened(stage: Stage, who: str, member: str, texts: Mapping[str, str], days: float) -> str:
    stage.days_ago(days)
    number = _submit(stage, who, member, texts)
    stage.days_ago(days - 1)
    stage.move("officer.br", number, "receive")
    _dispose(stage, number)
    _answer(stage, who, number)
    stage.days_ago(days - 4)
    stage.move("officer.br", number, "open_triage")
    stage.move("chair.sg1", number, "screen")
    return number


def _dispose(stage: Stage, number: str, most: int = 20) -> None:
    case = stage.case(number)
    newest = select(func.max(TextVersion.number)).where(TextVersion.case_id == case.id)
    with stage.bus.database.reading() as session:
        rows = session.scalars(
            select(Candidate)
            .where(Candidate.case_id == case.id, Candidate.text_version == newest.scalar_subquery())
            .order_by(Candidate.similarity.desc())
            .limit(most)
        ).all()
    for row in rows:
        near = row.similarity >= 45  # noqa: PLR2004 - what the detector calls close
        stage.act(
            "officer.br",
            DisposeOfCandidate(
                candidate_id=row.id,
                degree="complementary" if near else "related",
                reason="The subjects touch; the methods and services differ.",
                office="BR",
            ),
        )


def _answer(stage: Stage, who: str, number: str) -> None:
    case = stage.case(number)
    for item in ("D3", "D8", "D15"):
        stage.act(
            "officer.br",
            AnswerItem(case_id=case.id, item=item, answer="yes", evidence="See the findings."),
        )
    stage.act(
        who,
        AnswerItem(
            case_id=case.id, item="D1", answer="yes", evidence="A Recommendation on methods."
        ),
    )
    stage.act(who, ReplyToFindings(case_id=case.id, reply="We ask to keep the studies in touch."))


def _ask(stage: Stage, number: str) -> None:
    run = stage.run(number, allocation=True)
    stage.act(
        "officer.br",
        AskGroups(run_id=run.id, seen_version=run.version, groups=("R:RAG", "T:TSAG")),
    )


def _conclude(
    stage: Stage, number: str, body: str, chair: str, upto: str, kind: str = "approve_as_it_stands"
) -> int:
    run = stage.run(number, allocation=True)
    drafted = stage.act(
        chair,
        DraftConclusion(
            run_id=run.id,
            body=body,
            meeting_id=stage.meeting(body, past=True),
            kind=kind,
            reasons="The radio part is distinct; results are shared by liaison statement.",
            lead_sector="R",
            supporting=("T",),
        ),
    )
    conclusion = int(drafted["conclusion"])
    if upto == "confirmed":
        with stage.bus.database.reading() as session:
            seen = written_views.newest_id(session, stage.case(number).id)
        stage.act(
            chair, ConfirmConclusion(conclusion_id=conclusion, seen_version=1, seen_view=seen)
        )
    return conclusion


def _release(stage: Stage, chair: str, conclusion: int) -> None:
    """Release it; the day of the story lies after the time for corrections."""
    stage.act(chair, ReleaseConclusion(conclusion_id=conclusion, seen_version=2))


def _view(stage: Stage, number: str, who: str, member: str, text: str) -> None:
    case_id = stage.case(number).id
    stage.act(who, FileWrittenView(case_id=case_id, member=member, language="en", text=text))


def _modified(stage: Stage, days: float) -> None:
    """RAG modified the text, and the proposer agreed; TSAG's meeting is still to come.

    What was amended orally in the meeting of RAG was entered there as version 2.
    """
    number = _screened(stage, "delegate.xfa", "XFA", SOLAR, days)
    stage.days_ago(days - 6)
    _ask(stage, number)
    stage.days_ago(15.2)
    run, met = stage.run(number, allocation=True), stage.meeting("R:RAG", past=True)
    text = f"{SOLAR['question_text']} Is one method enough above 3 MHz?"
    fields = {**SOLAR, **REST, "question_text": text}
    del fields["study_group"]
    amendment = EnterOralAmendment(
        case_id=stage.case(number).id, seen_version=run.version, meeting_id=met, fields=fields
    )
    stage.act("officer.br", amendment)
    _dispose(stage, number)
    reply = "The amended text asks for no more than the first."
    stage.act("delegate.xfa", ReplyToFindings(case_id=stage.case(number).id, reply=reply))
    stage.days_ago(15)
    conclusion = _conclude(stage, number, "R:RAG", "chair.rag", "confirmed", kind="modify")
    stage.days_ago(13)
    text = "Our administration supports the modification and asks to keep the band below 3 MHz."
    statement = AttachStatement(
        conclusion_id=conclusion, seen_version=2, member="XFC", language="en", text=text
    )
    stage.act("delegate.xfc", statement)
    stage.days_ago(3)
    _release(stage, "chair.rag", conclusion)
    answer = AnswerModification(conclusion_id=conclusion, seen_version=3, position="agreed")
    stage.act("delegate.xfa", answer)


def _waiting_for_groups(stage: Stage, days: float) -> None:
    """Asked, with written views on the table; TDAG, only informed, asks to be included."""
    number = _screened(stage, "delegate.xfb", "XFB", RURAL, days)
    stage.days_ago(days - 6)
    _ask(stage, number)
    stage.days_ago(1)
    text = (
        "Our administration cannot attend. It asks for the study to cover areas without mains "
        "power, and for its results to be shared with ITU-D."
    )
    _view(stage, number, "delegate.xfc", "XFC", text)
    text = "The study should begin with the bands above 6 GHz, where sharing is simplest."
    _view(stage, number, "delegate.xfa", "XFA", text)
    run = stage.run(number, allocation=True)
    stage.act("chair.tdag", AskToBeIncluded(run_id=run.id, body="D:TDAG"))


def _before_groups(stage: Stage, days: float) -> None:
    number = _screened(stage, "delegate.xfb", "XFB", POWER_LINES, days)
    stage.days_ago(days - 6)
    _ask(stage, number)
    stage.days_ago(15)
    released = _conclude(stage, number, "R:RAG", "chair.rag", "confirmed")
    stage.days_ago(3)
    _release(stage, "chair.rag", released)
    stage.days_ago(2)
    _conclude(stage, number, "T:TSAG", "chair.tsag", "confirmed")


def _allocated(stage: Stage, who: str, member: str, texts: Mapping[str, str], days: float) -> str:
    number = _screened(stage, who, member, texts, days)
    stage.days_ago(days - 6)
    _ask(stage, number)
    stage.days_ago(days - 11)
    chairs = {"R:RAG": "chair.rag", "T:TSAG": "chair.tsag"}
    confirmed = {
        _conclude(stage, number, body, chair, "confirmed"): chair for body, chair in chairs.items()
    }
    stage.days_ago(days - 20)
    for conclusion, chair in confirmed.items():
        _release(stage, chair, conclusion)
    stage.move("officer.br", number, "note_agreement")
    run = stage.run(number, allocation=True)
    stage.act(
        "officer.br",
        RecordAllocation(
            run_id=run.id,
            seen_version=run.version,
            mode="lead_and_contributing",
            lead_sector="R",
            contributing=("T",),
            study_groups=("R:SG1", "T:SG5"),
            essential_requirements="Use the terms of the existing Recommendations.",
            grounds="CV 151-154; conclusions of RAG and TSAG.",
            meeting_id=stage.meeting("R:RAG", past=True),
        ),
    )
    stage.days_ago(days - 24)
    meeting = str(stage.meeting("R:SG1", past=True))
    stage.move("chair.sg1", number, "adopt_at_meeting", meeting=meeting)
    stage.move("chair.sg1", number, "no_opposition", meeting=meeting)
    stage.move("chair.sg1", number, "route_to_consultation")
    stage.days_ago(days - 30)
    stage.move("director.br", number, "open_consultation", reference="Demonstration circular 1")
    return number


def _reply(stage: Stage, number: str, members: int) -> None:
    run = stage.run(number)
    with stage.bus.database.reading() as session:
        consultation = session.scalars(
            select(Consultation).where(Consultation.run_id == run.id)
        ).one()
    for member, position in list(POSITIONS.items())[:members]:
        stage.act(
            f"respondent.{member.lower()}",
            RecordReply(
                consultation_id=consultation.id,
                member=member,
                position=position,
                reasons="The scope should name the bands." if position == "object" else "",
            ),
        )


def _before_members(stage: Stage, days: float) -> None:
    number = _allocated(stage, "delegate.xfa", "XFA", SHARING, days)
    stage.days_ago(days - 35)
    _reply(stage, number, 4)


def _in_force(stage: Stage, days: float) -> None:
    number = _allocated(
        stage,
        "delegate.xfb",
        "XFB",
        {
            "title": "Methods to locate sources of interference from unmanned aircraft",
            "question_text": "Which methods locate an interfering transmitter from the air?",
        },
        days,
    )
    stage.days_ago(days - 40)
    _reply(stage, number, 10)
    stage.days_ago(days - 100)
    stage.pass_time()
    stage.move("director.br", number, "announce", reference="Demonstration circular 2")
    stage.publish("officer.br", number, "publish", reference="Demonstration circular 3")
