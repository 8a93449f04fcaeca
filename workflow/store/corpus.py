"""The texts that new proposals are compared with, held in memory and filtered by the reader's rights."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.overlap import Corpus, Entry, Match
from workflow.rules.permissions import Reader
from workflow.store.models import Case, Question, RegisterEdition, TextVersion
from workflow.store.visibility import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A close text: what was compared, as it stands, and why it is close."""

    match: Match
    title: str
    text: str
    sector: str
    group: str
    digest: str
    label: str


def digest(*parts: str) -> str:
    """The digest of a text that was compared."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


PAST = ("superseded", "suppressed")
"""Questions that a newer text has replaced or that have left the register are not compared."""


class CorpusCache:
    """The register's corpus, built when first asked for and again when the register has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp: tuple[int, int | None, dt.datetime | None] | None = None
        self._corpus: Corpus | None = None
        self._texts: dict[str, tuple[str, str, str, str, str]] = {}

    def _fresh(self, session: Session) -> tuple[Corpus, dict[str, tuple[str, str, str, str, str]]]:
        loaded = select(RegisterEdition.loaded_at).where(RegisterEdition.register == "questions")
        count, newest, loaded_at = session.execute(
            select(func.count(), func.max(Question.case_id), loaded.scalar_subquery())
            .select_from(Question)
            .where(Question.status.not_in(PAST))
        ).one()
        stamp = (count, newest, loaded_at)
        with self._lock:
            if self._corpus is None or self._stamp != stamp:
                rows = session.scalars(
                    select(Question).where(Question.title_en != "", Question.status.not_in(PAST))
                ).all()
                self._texts = {
                    f"question:{row.id}": (
                        row.title_en, row.text, row.sector, row.study_group, _named(row),
                    )
                    for row in rows
                }  # fmt: skip
                self._corpus = Corpus(
                    Entry(
                        key=f"question:{row.id}",
                        title=row.title_en,
                        body=row.text,
                        sector=row.sector,
                        group=row.study_group,
                        lineage=row.id,
                    )
                    for row in rows
                )
                self._stamp = stamp
            return self._corpus, self._texts

    def near(
        self,
        session: Session,
        *,
        title: str,
        body: str,
        reader: Reader,
        own_case: int | None = None,
        own_question: str | None = None,
        language: str = "en",
        most: int = 12,
    ) -> tuple[Near, ...]:
        """The texts close to the one given that *reader* may see, nearest first."""
        corpus, texts = self._fresh(session)
        cases = _case_entries(session, reader, own_case)
        known = {**texts, **{entry.key: parts for entry, parts in cases}}
        wider = corpus.with_entries(entry for entry, _ in cases)
        query = Entry(
            key="query", title=title, body=body, language=language, lineage=own_question or ""
        )
        allowed: Callable[[str], bool] = known.__contains__
        return tuple(
            Near(
                match=match,
                title=known[match.key][0],
                text=known[match.key][1],
                sector=known[match.key][2],
                group=known[match.key][3],
                label=known[match.key][4],
                digest=digest(*known[match.key][:2]),
            )
            for match in wider.find(query, allowed=allowed, most=most)
        )


def _named(question: Question) -> str:
    """Its number, with the study period where the same number is given anew in each."""
    anew = "@" in question.id
    return f"{question.number} ({question.period})" if anew else question.number


def _case_entries(
    session: Session, reader: Reader, own_case: int | None
) -> list[tuple[Entry, tuple[str, str, str, str, str]]]:
    newest = (
        select(TextVersion.case_id, func.max(TextVersion.number).label("number"))
        .group_by(TextVersion.case_id)
        .subquery()
    )
    rows = session.execute(
        select(Case, TextVersion)
        .join(TextVersion, TextVersion.case_id == Case.id)
        .join(
            newest,
            (newest.c.case_id == TextVersion.case_id) & (newest.c.number == TextVersion.number),
        )
        .where(visible(Case, reader), Case.withdrawn_at.is_(None), Case.id != (own_case or 0))
    ).all()
    found = []
    for case, version in rows:
        text = str(version.fields.get("question_text", ""))
        parts = (version.title, text, case.sector, case.study_group, case.number)
        entry = Entry(
            key=f"case:{case.number}",
            title=version.title,
            body=text,
            language=version.language,
            sector=case.sector,
            group=case.study_group,
            lineage=case.number,
        )
        found.append((entry, parts))
    return found
