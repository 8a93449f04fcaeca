"""Documents leave as downloads that no browser runs, under a name that is safe."""

from __future__ import annotations

import pytest
from werkzeug.http import parse_options_header
from werkzeug.test import TestResponse

from tests.world import World
from workflow.rules.commands.proposals import AttachFile

pytestmark = pytest.mark.one_database

PDF = b"%PDF-1.7\nwords"
NAMES = {
    "report.pdf": "report.pdf",
    'a "quoted" name.pdf': "a _quoted_ name.pdf",
    "a\r\nSet-Cookie: x=1.pdf": "a__Set-Cookie_ x=1.pdf",
    "invoice\u202efdp.exe.pdf": "invoice_fdp.exe.pdf",
    "../../etc/passwd.pdf": "_.._etc_passwd.pdf",
    "C:\\temp\\x.pdf": "C__temp_x.pdf",
    "تقرير.pdf": "تقرير.pdf",
    "отчёт о полях.pdf": "отчёт о полях.pdf",
    "报告.pdf": "报告.pdf",
    "<script>.pdf": "_script_.pdf",
    "...pdf": "pdf",
    "a;b='c'%00.pdf": "a;b='c'%00.pdf",
    "x" * 300 + ".pdf": "x" * 146 + ".pdf",
    "mark\u200f\u2028\u0085.pdf": "mark___.pdf",
}


def attached(world: World, name: str, content: bytes) -> TestResponse:
    command = AttachFile(draft_id=world.draft(), name=name, content=content)
    attachment = world.act("delegate", command)["attachment"]
    return world.client("delegate").get(f"/documents/{attachment}")


@pytest.mark.parametrize(("name", "kept"), NAMES.items())
def test_a_name_is_kept_as_far_as_it_is_safe(world: World, name: str, kept: str) -> None:
    answer = attached(world, name, PDF)
    written = answer.headers["Content-Disposition"]
    assert parse_options_header(written) == ("attachment", {"filename": kept})
    assert (written.isascii(), "\n" in written) == (True, False)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.txt", b"<script>alert(1)</script>", "text/plain; charset=utf-8"),
        ("a.eml", b"From: a@example.org\n\n<b>x</b>", "message/rfc822"),
        ("figure-1.png", b"\x89PNG\r\n\x1a\nrest", "image/png"),
    ],
)
def test_no_browser_runs_or_guesses_at_it(
    world: World, name: str, content: bytes, media_type: str
) -> None:
    answer = attached(world, name, content)
    assert answer.data == content
    assert {
        name: answer.headers[name]
        for name in (
            "Content-Type", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control",
        )
    } == {
        "Content-Type": media_type,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }  # fmt: skip
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_document_in_several_pieces_comes_back_whole(world: World) -> None:
    content = PDF + bytes(range(256)) * 3000
    assert attached(world, "long.pdf", content).data == content
