"""How the announced result of a consultation looks: only an approval is shown as one."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.world import World
from workflow.rules.commands.consultations import RecordReply


@pytest.mark.parametrize(
    ("position", "announced_by", "words", "shown"),
    [
        ("agree", "announce", "approved by the rule of this edition", "callout-decided"),
        ("object", "announce_result", "not approved by the rule of this edition", "callout-closed"),
    ],
)
def test_only_an_approval_has_the_tick(
    world: World, position: str, announced_by: str, words: str, shown: str
) -> None:
    number = world.consulted()
    consultation = world.consultation(number)
    for who, member in (("delegate", "XFA"), ("neighbour", "XFB")):
        reply = RecordReply(
            consultation_id=consultation.id,
            member=member,
            position=position,
            reasons="Ours differ.",
        )
        world.act(who, reply)
    page = world.client("neighbour").get(f"/consultations/{consultation.id}").text
    said = page[page.index("List of those who may vote") :].partition("</dd>")[0]
    assert "when the consultation opens and again when it closes" in said
    assert "default of this installation, to be confirmed" in said
    world.now = consultation.closes_at + dt.timedelta(hours=1)
    world.pass_time()
    world.move("director", number, announced_by, reference="CACE/2")
    page = world.client("delegate").get(f"/consultations/{consultation.id}").text
    box = page[page.index('<div class="callout') :]
    assert box.startswith(f'<div class="callout {shown}">')
    assert f"<strong>{words}</strong>" in box
