"""The words for codes: offices, roles, kinds and states, marked for translation or from the edition."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import get_locale, gettext, pgettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from states.definition import Procedure, Role, State
from workflow.rules.language_marks import N_
from workflow.rules.permissions import CONSIDERING, STUDY_GROUP, Post, Reader
from workflow.store import editions
from workflow.store.models import Case, MemberState, Run, SectorMember

OFFICES = {
    "BR": N_("Radiocommunication Bureau (BR)"),
    "TSB": N_("Telecommunication Standardization Bureau (TSB)"),
    "BDT": N_("Telecommunication Development Bureau (BDT)"),
    "GS": N_("General Secretariat"),
}
ROLES = {
    Role.ADVISORY_GROUP_CHAIR.value: N_("advisory group chair"),
    Role.CLOCK.value: N_("automatically"),
    Role.DELEGATION.value: N_("delegation"),
    Role.DIRECTOR.value: N_("Director"),
    Role.PROPOSER.value: N_("proposer"),
    Role.RECEIVING_GROUP.value: N_("chair or secretariat of the receiving advisory group"),
    Role.RESPONDENT.value: N_("designated respondent"),
    Role.SECRETARIAT.value: N_("secretariat"),
    Role.STUDY_GROUP_CHAIR.value: N_("study group chair"),
}
POSTS = {
    Post.ADMINISTRATOR: N_("administrator"),
    Post.CHAIR: N_("chair"),
    Post.DIRECTOR: N_("Director"),
    Post.DRAFTER: N_("may draft"),
    Post.FOCAL_POINT: N_("focal point"),
    Post.OFFICER: N_("officer"),
    Post.PARTICIPANT: N_("participant"),
    Post.RESPONDENT: N_("designated respondent"),
    Post.SUBMITTER: N_("may submit"),
    Post.VICE_CHAIR: N_("vice-chair"),
}
KINDS = {
    "new": N_("new Question"),
    "revised": N_("revised Question"),
    "suppression": N_("suppression of a Question"),
}
WORK = {
    "question": N_("a Question in force"),
    "study": N_("a study without a Question"),
    "programme": N_("a programme"),
    "workshops": N_("a series of workshops"),
}
"""What a case on current work is about."""
DEGREES = {
    "none": N_("no relation"),
    "related": N_("related"),
    "complementary": N_("complementary"),
    "partial": N_("overlaps in part"),
    "duplicate": N_("covers the same ground"),
}
"""What an office says a close text is to the proposal."""
SPONSORSHIP_KINDS = {"sponsor": N_("sponsor"), "supporter": N_("supporter")}
_SECTORS = {"R": N_("ITU-R"), "T": N_("ITU-T"), "D": N_("ITU-D")}
_CHOSEN = {"study_group": N_("Study group"), "question": N_("Existing Question")}
"""What every form asks besides the fields of its edition."""
RIGHT_TO_LEFT = frozenset({"ar"})
_UNION = {"es": "UIT", "fr": "UIT", "ru": "МСЭ"}
_GROUPS = {
    "es": {"RAG": "GAR", "TSAG": "GANT", "TDAG": "GADT"},
    "fr": {"RAG": "GCR", "TSAG": "GCNT", "TDAG": "GCDT"},
    "ru": {"RAG": "КГР", "TSAG": "КГСЭ", "TDAG": "КГРЭ"},
}
"""The advisory groups where a language has its own letters for them."""
_OF_THE_UNION = {"X:Council": N_("the Council"), "X:PP": N_("the Plenipotentiary Conference")}
PROPOSERS = {
    "member_state": N_("Member States"),
    "sector_member": N_("Sector Members"),
    "study_group": N_("Study groups"),
}


def language() -> str:
    """The language of the page."""
    locale = get_locale()
    return locale.language if locale else "en"


def kind_shown(case: Case) -> str:
    """What the case proposes, or the current work that it is about; a msgid."""
    return WORK[case.work] if case.work else KINDS[case.kind]


def sector(code: str | None) -> str:
    """A Sector as people write it, nothing for an unknown one; X is the Union as a whole."""
    if code == "X":
        return _UNION.get(language(), "ITU")
    return str(gettext(_SECTORS[code])) if code in _SECTORS else ""


def slug(body: str) -> str:
    """The body in an address: `R:RAG` is `R-RAG`."""
    return body.replace(":", "-")


def body(body_id: str) -> str:
    """A body as people write it: `R:SG1` is "ITU-R SG1", an advisory group its own name."""
    if body_id in _OF_THE_UNION:
        return str(gettext(_OF_THE_UNION[body_id]))
    of, _, code = body_id.partition(":")
    if code in ("RAG", "TSAG", "TDAG", "ISCG") or not sector(of):
        return _GROUPS.get(language(), {}).get(code, code) or body_id
    return f"{sector(of)} {code}"


def field(name: str, form: str = "") -> str:
    """A field of a Sector's form as its edition calls it, in the language of the page.

    *form* is the code of the procedure; one of no form of its own takes the words of another.
    """
    if name in _CHOSEN:
        return str(gettext(_CHOSEN[name]))
    own_first = sorted(editions.already_read(), key=lambda one: one.code != form)
    editions_words = (one.labels[language()].fields for one in own_first)
    return next((words[name] for words in editions_words if name in words), name)


def address(key: str) -> tuple[str, str]:
    """Where a text that was compared stands: "question" with its id, or "case" with its number."""
    kind, _, name = key.partition(":")
    return kind, name


def separator() -> str:
    """What stands between the parts of a list."""
    return str(pgettext("list", ", "))


def arrow() -> str:
    """From here to there, as the language is read."""
    return "←" if language() in RIGHT_TO_LEFT else "→"


def isolated(words: str) -> str:
    """Words that keep their own direction on a page written the other way, without markup."""
    return f"\u2068{words}\u2069" if language() in RIGHT_TO_LEFT else words


def listed(parts: Iterable[str], between: str | None = None) -> str:
    """Parts in a row, each in its own direction."""
    return (separator() if between is None else between).join(isolated(one) for one in parts)


def members(session: Session, codes: Iterable[str], language: str) -> dict[str, str]:
    """The names of those members in that language, by code; of study groups and Sector Members too."""
    wanted = set(codes)
    states = session.scalars(select(MemberState).where(MemberState.code.in_(wanted)))
    names = {row.code: row.name(language) for row in states}
    if any(":" in one for one in wanted):
        of_sectors = select(SectorMember).where(SectorMember.code.in_(wanted))
        names |= {row.code: sector_member(row) for row in session.scalars(of_sectors)}
        names |= {
            one: body(one) for one in wanted if STUDY_GROUP.fullmatch(one) or one in CONSIDERING
        }
    return names | {one: str(gettext(OFFICES[one])) for one in wanted if one in OFFICES}


def sector_member(row: SectorMember) -> str:
    """A Sector Member as pages name it: with what it is, so that nobody takes it for a State."""
    said: str = gettext("%(name)s (Sector Member)", name=isolated(row.name))
    return said


def may_see_everything(run: Run, reader: Reader) -> bool:
    """Whether the reader is of the run's Bureau, and so sees a result before it is announced."""
    return reader.holds("office", run.office, Post.OFFICER, Post.DIRECTOR)


def state_shown(procedure: Procedure, run: Run, reader: Reader) -> State:
    """The state as this reader sees it: a result waits for its announcement."""
    state = procedure.state(run.state)
    if state.shown_as and not may_see_everything(run, reader):
        return procedure.state(state.shown_as)
    return state


def tone(state: State) -> str:
    """Which of the treatments of proposed, waiting, provisional, decided and closed a state has."""
    if state.outcome:
        return "decided" if state.outcome == "approved" else "closed"
    if state.shown_as:
        return "provisional"
    if state.waits_for_meeting:
        return "waiting"
    return "closed" if state.final else "proposed"
