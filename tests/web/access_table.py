"""Who may open what: the columns, what is sent with each form, and how an answer is written down."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from tests.scene import Opened, Scene
from tests.world import PASSWORD, TEXT, Browser

ROLES = (
    "anonymous", "stranger", "sounded", "drafter", "submitter", "respondent", "focal",
    "neighbour", "third", "officer", "officer_tsb", "officer_bdt", "officer_gs", "director",
    "administrator", "sg_chair", "rag_chair", "tsag_chair", "rag_participant",
)  # fmt: skip
ON_BOTH = ("anonymous", "submitter", "officer", "rag_chair", "administrator")
EACH = [("sqlite", role) for role in ROLES] + [("postgresql", role) for role in ON_BOTH]
"""Every role is tried on SQLite, those who see and do most on PostgreSQL too."""
DRAFT = {"member": "XFA", "kind": "new", "language": "en", **TEXT}
CONCLUSION = {"kind": "keep", "lead_sector": "R", "reasons": "Within the mandate."}
SENT: Mapping[str, Mapping[str, Any]] = {
    "/en/appearance": {"appearance": "dark"},
    "/en/close-texts": DRAFT,
    "/en/packages/new": {"body": "R:SG1", "title": "Further Questions"},
    "/en/packages/{package}/drafts": {"draft": "{packaged}", "inside": "1"},
    "/en/packages/{package}/submit": {"seen-{packaged}": "1"},
    "/en/drafts/new": DRAFT,
    "/en/incoming/{incoming}": {**DRAFT, "means": "email", "received_on": "2026-03-02"},
    "/en/drafts/{draft}": {**DRAFT, "seen_version": "1"},
    "/en/drafts/{draft}/sponsors": {"sponsor-member": "XFC", "sponsor-kind": "sponsor"},
    "/en/drafts/{draft}/word/confirm": {**DRAFT, "seen_version": "2"},
    "/en/drafts/from-word/confirm": DRAFT,
    "/en/drafts/{draft}/soundings": {"email": "third@example.org"},
    "/en/drafts/{draft}/sounding": {"text": "A comment."},
    "/en/drafts/{draft}/comments/{sounded_comment}/answer": {"text": "An answer."},
    "/en/drafts/{draft}/links": {"recipient": "Ministry", "kind": "comment", "days": "7"},
    "/en/drafts/{draft}/clearances": {"office": "Ministry", "cleared_on": "2026-03-01"},
    "/en/links/{token}/comment": {"text": "A comment."},
    "/en/links/{token}/clearance": {
        "office": "Ministry", "cleared_on": "2026-03-01", "seen_version": "2",
    },
    "/en/sponsorships/{sponsorship}": {"answer": "confirmed"},
    "/en/drafts/{to_submit}/submit": {"seen_version": "1"},
    "/en/cases/{submitted}/runs/{submitted_run}": {
        "action": "receive", "seen_version": "{submitted_version}",
    },
    "/en/cases/{running}/runs/{running_run}/editorial-update": {
        **TEXT, "reasons": "A comma.", "seen_version": "{running_version}",
    },
    "/en/cases/{running}/runs/{running_run}/deadline": {
        "until": "{running_later}", "reasons": "Texts were late.", "decided": "{running_later}",
        "seen_version": "{running_version}",
    },
    "/en/cases/{received}/findings/{candidate}": {
        "degree": "related", "reason": "Near.", "office": "BR",
    },
    "/en/cases/{received}/questions": {"D1": "A gap."},
    "/en/cases/{received}/checklist/D3": {"answer": "yes"},
    "/en/cases/{received}/findings/reply": {"reply": "Seen."},
    "/en/cases/{received}/revise/revise": {
        **TEXT, "seen_version": "{received_version}",
    },
    "/en/cases/{triage}/ask-groups": {"groups": "R:RAG", "seen_version": "{triage_version}"},
    "/en/cases/{asked}/groups/D-TDAG/ask-inclusion": {},
    "/en/cases/{asked}/groups/D-TDAG/include": {"seen_version": "{asked_version}"},
    "/en/cases/{asked}/oral-amendment": {
        **TEXT, "question_text": "Which methods apply near other antennas?",
        "meeting_id": "{rag_meeting}", "seen_version": "{asked_version_then}",
    },
    "/en/cases/{asked}/written-view": {"member": "XFB", "language": "en", "text": "A view."},
    "/en/cases/{asked}/conclusions/{confirmed}/correction": {
        "language": "en", "text": "Read this.", "seen_version": "2",
    },
    "/en/cases/{asked}/conclusions/{confirmed}/statement": {
        "language": "en", "text": "We say.", "seen_version": "2", "member": "XFB",
    },
    "/en/cases/{asked}/conclusions/{drafted}/answer": {"position": "agreed", "seen_version": "2"},
    "/en/cases/{asked}/conclusions/R-RAG/edit": {
        **CONCLUSION, "meeting_id": "{rag_meeting}", "seen_version": "1",
    },
    "/en/cases/{asked}/conclusions/{drafted}/confirm": {
        "seen_version": "2", "seen_view": "{view}",
    },
    "/en/cases/{asked}/conclusions/{confirmed}/release": {"seen_version": "2"},
    "/en/current-work/new": {
        "opener": "XFA", "work": "question", "question": "R:239/1", "language": "en",
        "text": "As it is.", "reasons": "Both Sectors measure.",
    },
    "/en/cases/{agreed}/divergence": {"reasons": "Both want the lead."},
    "/en/cases/{agreed}/conclusion-above": {**CONCLUSION, "meeting_id": "{rag_meeting}"},
    "/en/cases/{agreed}/allocation": {
        "mode": "lead_and_contributing", "lead_sector": "R", "contributing": "T",
        "study_groups": "R:SG1", "essential_requirements": "Keep them.", "grounds": "Agreed.",
        "meeting_id": "{rag_meeting}", "seen_version": "{agreed_version}",
    },
    "/en/consultations/{running_consultation}": {"member": "XFA", "position": "agree"},
    "/en/consultations/{closed_consultation}": {"member": "XFA", "position": "agree"},
    "/en/meetings/new": {
        "body": "R:RAG", "starts_on": "2027-04-12", "ends_on": "2027-04-15",
        "papers_by": "2027-03-29", "place": "Geneva",
    },
    "/en/appointments": {
        "email": "stranger@example.org", "post": "member:drafter", "code": "XFA",
        "from_on": "2026-09-01",
    },
    "/en/my-account": {"current": "not the present one", "password": "a quite different one"},
    "/en/my-account/mails": {"language": "fr", "weekly": "y"},
    "/en/search": {"text": "exposure"},
    "/en/cases": {"text": "exposure", "kind": "new"},
    "/en/registers/questions": {"text": "exposure"},
    "/en/questions-like": {"text": "exposure"},
    "/en/case-filters": {"name": "Exposure", "text": "exposure", "kind": "new"},
    "/en/procedures/question_r_2023/activate": {"applies_from": "2027-01-01"},
    "/en/accounts/new": {
        "name": "Ann", "email": "ann@example.org", "language": "fr", "password": PASSWORD,
    },
    "/en/sign-in": {"email": "stranger@example.org", "password": PASSWORD},
}  # fmt: skip
"""What is sent with each POST: whoever may, succeeds with it."""
SENT_AS_JSON: Mapping[str, Mapping[str, Any]] = {
    "/api/v1/runs/{received_run}/actions": {
        "action": "revise", "data": {"question_text": "Which methods apply near masts?"},
    },
}  # fmt: skip
"""What a program sends."""
DOCUMENTS = {
    "/en/drafts/{draft}/documents": "document",
    "/en/incoming": "document",
    "/en/procedures/upload": "file",
    "/en/drafts/{draft}/word/read": "document",
    "/en/drafts/from-word": "document",
    "/en/consultations/{running_consultation}": "letter",
}
"""The field that holds a file."""


def answers(
    scene: Scene, world: Opened, role: str, rows: list[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """How each of *rows*, one after the other, is answered to that role."""
    browser = world.client(None if role == "anonymous" else role)
    token = browser.token()
    found = {}
    for method, pattern in rows:
        with _answer(scene, browser, token, method, pattern) as answer:
            found[method, pattern] = written(answer)
        if pattern == "/en/sign-out":
            token = browser.token()
    return found


def _answer(scene: Scene, browser: Browser, token: str, method: str, pattern: str) -> TestResponse:
    headers = {"Host": "localhost"}
    if method == "GET":
        return browser.client.get(scene.path(pattern), headers=headers)
    if pattern in SENT_AS_JSON:
        return browser.client.post(
            scene.path(pattern),
            json=SENT_AS_JSON[pattern],
            headers={**headers, "X-CSRFToken": token},
        )
    data = {
        scene.path(name): scene.path(value) if isinstance(value, str) else value
        for name, value in SENT.get(pattern, {}).items()
    }
    if pattern in DOCUMENTS:
        data[DOCUMENTS[pattern]] = (io.BytesIO(b"A note."), "note.txt")
    return browser.client.post(
        scene.path(pattern), data={**data, "csrf_token": token}, headers=headers
    )


def written(answer: TestResponse) -> str:
    """The answer's class in two letters: ok, done, sign in first, kept for others, hidden, ..."""
    if answer.status_code in (302, 303):
        return "in" if "/sign-in" in answer.headers["Location"] else "=>"
    return {200: "ok", 403: "no", 404: "--"}.get(answer.status_code, str(answer.status_code)[1:])
