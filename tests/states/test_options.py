"""An edition's options: rows that apply only while a switch is on or off, and each setting sound."""

from __future__ import annotations

import pytest

from states import loader
from states.definition import LANGUAGES, Role
from tests.states import trial
from workflow.store import editions

OPTION = """
[[option]]
name = "without_count"
on = false
basis = { text = "Rule 9", read = false }

[[consultation]]
name = "NOOBJ"
option = "without_count"
state = "asked"
months = 2
approve_if = "no_objection"
zero_replies = "approve"
basis = { text = "Rule 9", read = false }

[[checklist]]
"""


def with_option() -> str:
    text = trial.changed('name = "TRIAL"', 'name = "TRIAL"\nwithout_option = "without_count"')
    text = text.replace("\n[[checklist]]\n", OPTION, 1)
    for language in LANGUAGES:
        words = f'[labels.{language}.options]\nwithout_count = "option, {language}"\n'
        counted = f'TRIAL = "consultations TRIAL, {language}"\n'
        text = text.replace(counted, f'{counted}NOOBJ = "without, {language}"\n\n{words}')
    return text


def test_of_two_variants_the_switch_says_which_applies() -> None:
    text = with_option()
    assert trial.faults(text) == ()
    assert [one.name for one in trial.read(text).consultations] == ["TRIAL"]
    turned = text.replace("on = false", "on = true")
    assert [one.name for one in trial.read(turned).consultations] == ["NOOBJ"]


FAULTS = [
    # old, new, table, key, what
    ('option = "without_count"', 'option = "with_luck"', "consultation", "without_option",
     "unknown option with_luck"),
    ('name = "NOOBJ"\noption = "without_count"', 'name = "NOOBJ"', "consultation", "name", ""),
    ('name = "without_count"', 'name = "unused"', "consultation", "without_option",
     "unknown option without_count"),
    ('zero_replies = "approve"', 'zero_replies = "manual"', "consultation", "state",
     "no way out of asked by consultation_is_undecided"),
    ('approve_if = "no_objection"', 'approve_if = "no_objection"\ncount_base = "electorate"',
     "consultation", "count_base", "only ratio_ge and simple_majority take a part"),
    ('value = "0.70"', 'value = "0.70"\ncount_base = "electorate"\nabstain_counts = false',
     "consultation", "abstain_counts", "who abstains stays in the electorate"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "table", "key", "what"), FAULTS)
def test_a_fault_is_found_in_the_setting_that_is_not_in_use_too(
    old: str, new: str, table: str, key: str, what: str
) -> None:
    text = with_option()
    assert old in text
    found = [(one.table, one.key, one.what) for one in trial.faults(text.replace(old, new, 1))]
    if what:
        assert (table, key, what) in found
    else:
        assert found


def test_the_options_of_itu_d_wait_for_their_switches() -> None:
    text = loader.shipped()["question_d_2022"]
    turned = editions._read(text.replace("\non = false\n", "\non = true\n"))
    for edition, name, ways in (
        (editions.shipped()["question_d_2022"], "D-APPROVE", 0),
        (turned, "D-APPROVE-TWICE", 1),
    ):
        rule = edition.approval_of("new")
        assert rule is not None
        assert (rule.name, rule.second_round, rule.basis.read) == (name, bool(ways), False)
        notified = [one for one in edition.actions if one.name == "route_to_notification"]
        assert len(notified) == 1 - ways
        again = [
            one
            for one in edition.actions
            if (one.source, one.target) == (("consultation",), "consultation")
        ]
        assert [one.by for one in again] == [(Role.CLOCK,)] * ways


def test_both_forms_of_the_approval_in_itu_r_are_sound() -> None:
    text = loader.shipped()["question_r_2023"]
    assert text.count("\non = false\n") == 1
    turned = editions._read(text.replace("\non = false\n", "\non = true\n"))
    kept = editions.shipped()["question_r_2023"]
    for edition, rules, zero in (
        (kept, ("R-APPROVE", "R-SUPPRESS"), "manual"),
        (turned, ("R-APPROVE-NOOBJ", "R-SUPPRESS-NOOBJ"), "approve"),
    ):
        approvals = [one for one in edition.consultations if one.approves]
        assert tuple(one.name for one in approvals) == rules
        assert {one.zero_replies for one in approvals} == {zero}
        assert not any(one.basis.read for one in approvals)


def test_without_its_option_tsag_s_endorsement_completes_nothing() -> None:
    """7.2.2 by the letter: approval is completed in the study group alone."""
    text = loader.shipped()["question_t_2022"]
    assert text.count("\non = true\n") == 1
    turned = editions._read(text.replace("\non = true\n", "\non = false\n"))
    for edition, targets, routed in (
        (editions.shipped()["question_t_2022"], ["conditions_met", "ready_for_approval"], True),
        (turned, ["ready_for_approval"], False),
    ):
        rows = [one for one in edition.actions if one.name == "endorse"]
        assert [one.target for one in rows] == targets
        assert any(one.name == "endorsement" for one in edition.routes) == routed
