"""A draft of the demonstration before its submission: shown to the capital, commented, answered."""

from __future__ import annotations

from sqlalchemy import select

from workflow.cli.stage import Stage
from workflow.rules.commands.proposals import SaveDraft
from workflow.rules.commands.soundings import AnswerComment, CommentByLink, MakeLink
from workflow.store import links
from workflow.store.models import DraftComment

EMF = {
    "title": "Assessment of human exposure to electromagnetic fields near new radio stations",
    "question_text": (
        "1 What measurement methods apply to assess human exposure to electromagnetic fields "
        "near radio stations with adaptive antennas?\n2 How should results be reported?"
    ),
}
TOKEN = "demonstration"  # noqa: S105 - of a fictional draft, and meant to be tried
"""What the private link ends with: everywhere else nobody can guess it, here anybody may try it."""


def shown_to_the_capital(stage: Stage) -> None:
    """A draft whose capital has a private link and has commented through it."""
    stage.days_ago(1)
    saved = SaveDraft(
        draft_id=None, seen_version=0, member="XFA", sector="R", kind="new", language="en",
        fields=EMF,
    )  # fmt: skip
    draft = str(stage.act("drafter.xfa", saved)["draft"])
    digest = links.digest(TOKEN)
    made = MakeLink(
        draft_id=draft, kind="clearance", recipient="Ministry of Communications", days=90,
        digest=digest,
    )  # fmt: skip
    stage.act("drafter.xfa", made)
    stage.days_ago(0.5)
    text = "Please say in the scope that indoor stations are not meant."
    stage.anybody(CommentByLink(digest=digest, name="Radio section", text=text))
    with stage.bus.database.reading() as session:
        comment = session.scalars(
            select(DraftComment.id).where(DraftComment.draft_id == draft)
        ).one()
    stage.days_ago(0)
    text = "Agreed; the next version says so."
    stage.act("drafter.xfa", AnswerComment(draft_id=draft, comment_id=comment, text=text))
