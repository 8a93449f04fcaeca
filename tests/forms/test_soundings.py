"""Sounding people, private links and clearances: a dictionary in, a command or faults out."""

from __future__ import annotations

import datetime as dt

from forms.soundings import ClearanceForm, CommentForm, LinkCommentForm, LinkForm, ShareForm
from tests.forms.filling import MISSING, UNKNOWN, faults, filled, too_long
from workflow.rules.commands.proposals import CommentDraft, ShareDraft
from workflow.rules.commands.soundings import (
    CommentByLink,
    GiveClearance,
    MakeLink,
    RecordClearance,
)


def test_a_draft_is_shared_with_an_address_and_commented() -> None:
    share = filled(ShareForm, {"email": " a@example.org "})
    comment = filled(CommentForm, {"text": " Well\r\nput. "})
    assert (faults(share), faults(comment)) == ({}, {})
    assert share.to_command(draft_id="d") == ShareDraft(draft_id="d", email="a@example.org")
    assert comment.to_command(draft_id="d") == CommentDraft(draft_id="d", text="Well\nput.")
    assert faults(filled(ShareForm, {"email": ""})) == {"email": [MISSING]}
    assert faults(filled(CommentForm, {"text": "x" * 10_001})) == {"text": [too_long(10_000)]}


def test_a_link_is_for_somebody_and_for_some_days() -> None:
    days = {"days": ["7", "14"]}
    typed = {"recipient": "  Ministry ", "kind": "clearance", "days": "7"}
    form = filled(LinkForm, typed, days)
    assert faults(form) == {}
    assert form.to_command(draft_id="d", digest="x") == MakeLink(
        draft_id="d", kind="clearance", recipient="Ministry", days=7, digest="x"
    )
    assert faults(filled(LinkForm, {"kind": "all", "days": "400"}, days)) == {
        "recipient": [MISSING], "kind": [UNKNOWN], "days": [UNKNOWN],
    }  # fmt: skip


def test_a_reader_by_a_link_may_say_who_it_is() -> None:
    form = filled(LinkCommentForm, {"name": "", "text": " Fine. "})
    assert faults(form) == {}
    assert form.to_command(digest="x") == CommentByLink(digest="x", name="", text="Fine.")
    assert faults(filled(LinkCommentForm, {"text": ""})) == {"text": [MISSING]}


def test_a_clearance_has_an_office_a_date_and_perhaps_a_reference() -> None:
    typed = {"office": "Ministry", "cleared_on": "2026-03-02", "seen_version": "3"}
    form = filled(ClearanceForm, typed)
    assert faults(form) == {}
    day = dt.date(2026, 3, 2)
    assert form.to_command(digest="x") == GiveClearance(
        digest="x", seen_version=3, office="Ministry", cleared_on=day, reference=""
    )
    assert form.to_record(draft_id="d") == RecordClearance(
        draft_id="d", office="Ministry", cleared_on=day, reference=""
    )
    told = faults(filled(ClearanceForm, {"reference": "r" * 201, "cleared_on": "2026-13-01"}))
    assert (told["office"], told["reference"]) == ([MISSING], [too_long(200)])
    assert len(told["cleared_on"]) == 1
