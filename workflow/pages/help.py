"""One page of help for each role: what it is for, in the order in which it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.rules.language_marks import N_
from workflow.rules.permissions import WRITERS, Post, Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """Help for one role: messages to translate. `shows` says what its picture shows."""

    title: str
    lead: str
    steps: tuple[str, ...]
    shows: str


GUIDES: Mapping[str, Guide] = {
    "delegate": Guide(
        title=N_("Help for delegates"),
        lead=N_("From a first sentence to the decision: a draft stays yours until you submit it."),
        steps=(
            N_(
                "Write a proposal: a title and a paragraph are enough to save. Everything else is "
                "asked when it is first needed."
            ),
            N_(
                "Look at the close texts found while you write: they show what is studied already, "
                "in which Sector, and what differs. None of them holds your proposal."
            ),
            N_(
                "Show the draft to named people, name sponsors and attach documents. A member that "
                "you name is shown to nobody until it confirms."
            ),
            N_(
                "Read what submitting means: what is missing, who sees the proposal next, and when. "
                "Only a person appointed to submit can send it."
            ),
            N_(
                "Follow the case: answer the questions put to you, read the findings first and "
                "reply to them. You may withdraw without reasons until the decision."
            ),
        ),
        shows=N_("The form of a proposal: title, Question to be studied, and what each field asks"),
    ),
    "respondent": Guide(
        title=N_("Help for designated respondents"),
        lead=N_("The reply is that of the administration; it is sealed until the period ends."),
        steps=(
            N_(
                "My work lists each consultation that waits for your administration, with the "
                "instant at which it ends."
            ),
            N_("Open it, read the text and choose: agree, object with reasons, or abstain."),
            N_(
                "You may replace the reply until the period ends: the last one counts, and the "
                "earlier ones stay in the record."
            ),
            N_(
                "A reply that comes by letter is entered by the Bureau with the letter attached, "
                "and your administration gets a confirmation."
            ),
            N_(
                "After the Director's announcement the totals are shown with their arithmetic; "
                "replies are named only where the procedure says so."
            ),
        ),
        shows=N_("A consultation: the instant at which it ends, and the form of the reply"),
    ),
    "chair": Guide(
        title=N_("Help for chairs"),
        lead=N_("What is before your group at its next meeting, and what a conclusion leads to."),
        steps=(
            N_(
                "My group's agenda shows each case before the group, for which meeting, and by when "
                "papers are due."
            ),
            N_(
                "Draft the conclusion with its reasons; the page shows what the other groups "
                "concluded and where each choice leads."
            ),
            N_(
                "Confirm it once the group has met. Until it is released it is provisional and seen "
                "by your group alone."
            ),
            N_(
                "Release it after the corrections. An advisory group recommends; it never approves."
            ),
            N_(
                "Where the released conclusions agree, the lead office records the decision; where "
                "they differ, a joint meeting concludes."
            ),
        ),
        shows=N_("The agenda of an advisory group: its cases, the meeting, and what may be done"),
    ),
    "officer": Guide(
        title=N_("Help for officers"),
        lead=N_("Begin with what is due this week; each case shows what comes next."),
        steps=(
            N_(
                "Due this week lists what waits for your office and what falls due within seven "
                "days."
            ),
            N_(
                "Acknowledge a proposal: the registers are searched, and the proposer sees the "
                "findings first."
            ),
            N_(
                "Say of each close text what it is to the proposal, with the reason, and answer the "
                "checklist. What has no answer waits for the screening period only; then the "
                "proposal goes forward, marked as incomplete."
            ),
            N_(
                "Ask the advisory groups concerned, record the allocation decision from their "
                "released conclusions, and open the consultation."
            ),
            N_(
                "What cannot be done yet stands greyed beside what is missing; every step is "
                "recorded with its paragraph."
            ),
        ),
        shows=N_("The page of what is due this week for an office"),
    ),
    "director": Guide(
        title=N_("Help for Directors"),
        lead=N_("To announce is your act alone; nothing reveals a result before it."),
        steps=(
            N_("A result that was counted is seen by your Bureau alone until you announce it."),
            N_(
                "Read the arithmetic: the replies counted, the rule that applies, and the paragraph "
                "it rests on."
            ),
            N_(
                "Announce it with the reference of the circular: from then on the result is open "
                "to all who may see the case."
            ),
            N_("Where the rule leaves the result to the Director, decide and give the reasons."),
            N_(
                "A Director does not arbitrate between members' groups: what they do not settle "
                "goes back to the advisory groups."
            ),
        ),
        shows=N_("A case as its Bureau sees it: where it stands, and what may be done next"),
    ),
    "administrator": Guide(
        title=N_("Help for administrators"),
        lead=N_("Accounts, appointments and registers; the texts of others stay theirs."),
        steps=(
            N_(
                "Appoint people from a day to a day; a focal point appoints the people of its own "
                "delegation."
            ),
            N_("An administrator reads no draft and no sealed reply."),
            N_(
                "Import a register from its dated file: every line is taken or none, and each fault "
                "is named by line and column."
            ),
            N_(
                "Check an edition of a procedure before it is used: every fault is named by file, "
                "table, key and line."
            ),
            N_(
                "Verify the record: the chain of events is checked, and the state of every case is "
                "built again from it."
            ),
        ),
        shows=N_("Appointments: who holds which post, from when and until when"),
    ),
}


def own_guide(reader: Reader) -> str:
    """The guide for what the reader is; nothing for a reader without a role of their own."""
    if reader.codes("office", Post.ADMINISTRATOR):
        return "administrator"
    if reader.codes("office", Post.DIRECTOR):
        return "director"
    if reader.codes("office", Post.OFFICER):
        return "officer"
    if reader.codes("body", Post.CHAIR, Post.VICE_CHAIR):
        return "chair"
    if reader.codes("member", *WRITERS, Post.FOCAL_POINT):
        return "delegate"
    return "respondent" if reader.codes("member", Post.RESPONDENT) else ""
