"""A new edition: uploaded, tried on the cases, activated from a day; running cases stay or are moved."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest

from states import loader
from states.definition import LANGUAGES, Period
from tests.world import World
from workflow.pages import refusals
from workflow.rules import deadlines
from workflow.rules.commands.procedures import (
    ActivateEdition,
    MoveToEdition,
    UploadEdition,
    WithdrawEdition,
)
from workflow.rules.commands.reviews import AskGroups
from workflow.rules.errors import (
    ActionRefusedError,
    InvalidInputError,
    NotPermittedError,
    StaleError,
)
from workflow.store import verification
from workflow.store.models import EditionRow, EventRow, Holiday

OLD = loader.shipped()["question_r_2023"]
FRIDAY = 4
NAME, KEY = "question_r_2027.toml", "question_r_2027"


def new(*changes: tuple[str, str]) -> str:
    """The edition of 2023 under another name, changed in those places."""
    text = OLD.replace('edition = "2023"', 'edition = "2027"')
    for old, put in (("valid_from = 2023-11-17", "valid_from = 2026-03-01"), *changes):
        assert old in text
        text = text.replace(old, put)
    return text


RECEIVING = OLD[OLD.index('name = "receive"') : OLD.index('name = "receive"') + 400]
BY_DIRECTOR = (RECEIVING, RECEIVING.replace('by = ["secretariat"]', 'by = ["director"]', 1))


def uploaded(world: World, *changes: tuple[str, str]) -> None:
    world.act("administrator", UploadEdition(name=NAME, text=new(*changes)))


def activated(world: World, *changes: tuple[str, str]) -> None:
    uploaded(world, *changes)
    world.act(
        "administrator", ActivateEdition(key=KEY, applies_from=deadlines.local_date(world.now))
    )


def runs(world: World, *numbers: str) -> tuple[tuple[int, int], ...]:
    found = [world.run(number) for number in numbers]
    return tuple((run.id, run.version) for run in found)


def send(world: World, text: str, name: str = NAME) -> tuple[str, str, str]:
    browser = world.client("administrator")
    answer = browser.post("/procedures/upload", {"file": (io.BytesIO(text.encode()), name)})
    return str(answer.status_code), answer.text, answer.headers.get("Location", "")


def test_a_faulty_file_is_shown_with_its_lines_and_nothing_is_kept(world: World) -> None:
    text = new(('by = ["director"]', 'by = ["emperor"]'))
    status, page, _ = send(world, text)
    line = text[: text.index('by = ["emperor"]')].count("\n")
    header = text.split("\n")[:line][::-1].index("[[action]]")
    assert status == "422"
    assert "unknown role emperor" in page
    assert f'<td data-label="Line">{line - header}</td>' in page
    with world.database.reading() as session:
        assert session.query(EditionRow).filter(EditionRow.key == KEY).count() == 0
    assert send(world, OLD, "question_r_2023.toml")[0] == "422"  # that name is held already
    assert send(world, new(), "other.toml")[0] == "422"
    stranger = new(('code = "question_r"', 'code = "question_z"'))
    assert "no procedure of that code" in send(world, stranger, "question_z_2027.toml")[1]


def test_it_is_the_secretariats_until_it_is_activated_and_applies_from_its_day(
    world: World,
) -> None:
    status, _, location = send(world, new())
    assert (status, location.endswith(f"/procedures/{KEY}/trial")) == ("302", True)
    assert world.client("delegate").get(f"/procedures/{KEY}").status_code == 404
    assert world.client("officer_tsb").get(f"/procedures/{KEY}").status_code == 200
    assert world.run(world.submitted()).edition_key == "question_r_2023"

    browser = world.client("administrator")
    day = world.now.date() + dt.timedelta(days=7)
    form = {"applies_from": day.isoformat()}
    assert browser.post(f"/procedures/{KEY}/activate", form).status_code == 302
    assert world.client("delegate").get(f"/procedures/{KEY}").status_code == 200
    assert world.run(world.submitted(title="Two")).edition_key == "question_r_2023"
    world.later(days=8)
    assert world.run(world.submitted(title="Three")).edition_key == KEY
    with world.database.reading() as session:
        assert verification.verify(session).first_bad is None


def test_a_field_that_an_uploaded_edition_adds_is_named_where_it_is_missing(world: World) -> None:
    row = """[[field]]
name = "spectrum"
kind = "text"
required_for = ["new"]
basis = { text = "Rule 8", read = true }

"""
    text = new().replace("[[field]]", f"{row}[[field]]", 1)
    for language in LANGUAGES:
        for table in ("fields", "help"):
            header = f"[labels.{language}.{table}]\n"
            text = text.replace(header, f'{header}spectrum = "Spectrum ({language})"\n')
    world.act("administrator", UploadEdition(name=NAME, text=text))
    today = deadlines.local_date(world.now)
    world.act("administrator", ActivateEdition(key=KEY, applies_from=today))
    draft = world.draft()
    for language in ("en", "fr"):
        page = world.client("delegate", language).get(f"/drafts/{draft}/submit").text
        assert f"Spectrum ({language})" in page
    with pytest.raises(ActionRefusedError) as refused:
        world.submitted()
    [missing] = refused.value.refusals
    assert missing.params["fields"] == ("spectrum",)
    with world.app.test_request_context("/en/"):
        world.app.preprocess_request()
        assert "Spectrum (en)" in refusals.sentence(missing.message, missing.params)


def test_an_edition_follows_the_one_that_applied_before_it(world: World) -> None:
    activated(world, ("valid_from = 2026-03-01", "valid_from = 2023-11-01"))
    assert KEY not in world.client("delegate").get("/procedures/question_r_2023").text
    assert "differs from edition 2023" in world.client("delegate").get(f"/procedures/{KEY}").text


def test_the_day_is_neither_past_nor_outside_the_editions_own(world: World) -> None:
    uploaded(world, ("valid_from = 2026-03-01", "valid_from = 2026-04-01\nvalid_to = 2026-12-31"))
    for day in (dt.date(2026, 3, 1), dt.date(2026, 3, 31), dt.date(2027, 1, 1)):
        with pytest.raises(InvalidInputError, match="applies_from"):
            world.act("administrator", ActivateEdition(key=KEY, applies_from=day))


def test_an_edition_in_use_stays_and_an_unused_one_can_be_withdrawn(world: World) -> None:
    uploaded(world)
    world.act("administrator", WithdrawEdition(key=KEY))
    assert world.client("administrator").get(f"/procedures/{KEY}").status_code == 404
    activated(world)
    world.submitted()
    for command in (
        WithdrawEdition(key=KEY),
        ActivateEdition(key=KEY, applies_from=deadlines.local_date(world.now)),
        WithdrawEdition(key="question_t_2022"),
    ):
        with pytest.raises(ActionRefusedError):
            world.act("administrator", command)
    assert (
        "can no longer be changed"
        in world.client("administrator").get(f"/procedures/{KEY}/trial").text
    )


@pytest.mark.parametrize("who", ["officer", "director", "delegate", "rag_chair"])
def test_only_an_administrator_uploads_activates_and_withdraws(world: World, who: str) -> None:
    with pytest.raises(NotPermittedError):
        world.act(who, UploadEdition(name=NAME, text=new()))
    uploaded(world)
    for command in (
        ActivateEdition(key=KEY, applies_from=deadlines.local_date(world.now)),
        WithdrawEdition(key=KEY),
    ):
        with pytest.raises(NotPermittedError):
            world.act(who, command)


def test_it_is_tried_on_each_case_and_says_what_would_change(world: World) -> None:
    waiting, past = world.submitted(), world.received(title="A second subject")
    world.move("delegate", past, "withdraw")
    uploaded(world, BY_DIRECTOR)
    page = world.client("officer").get(f"/procedures/{KEY}/trial").text
    mine = page.partition(waiting)[2].partition("</section>")[0]
    assert "Offered besides, to Director" in mine
    assert "Offered no longer, to secretariat" in mine
    ended = page.partition("Past cases")[2].partition(past)[2]
    assert "would not have been for secretariat" in ended
    french = world.client("officer", "fr").get(f"/procedures/{KEY}/trial").text
    assert "Offered" not in french.partition(waiting)[2].partition("</section>")[0]


def test_a_case_that_its_reader_may_not_see_is_on_no_trial(world: World) -> None:
    number = world.submitted()
    uploaded(world)
    assert number in world.client("officer").get(f"/procedures/{KEY}/trial").text
    assert number not in world.client("administrator").get(f"/procedures/{KEY}/trial").text


def test_a_result_to_be_announced_is_tried_for_its_bureau_alone(world: World) -> None:
    number = world.consulted()
    world.now = world.consultation(number).closes_at
    world.pass_time()
    hidden = world.run(number).state
    changed = re.sub(rf"\b{hidden}\b", f"{hidden}_anew", new())
    world.act("administrator", UploadEdition(name=NAME, text=changed))
    world.act(
        "administrator", ActivateEdition(key=KEY, applies_from=deadlines.local_date(world.now))
    )
    with pytest.raises(ActionRefusedError, match="case_fits_the_edition"):
        world.act("administrator", MoveToEdition(key=KEY, runs=runs(world, number)))
    own = world.client("officer").get(f"/procedures/{KEY}/trial").text
    others = world.client("administrator").get(f"/procedures/{KEY}/trial").text
    assert "does not have the state" in own
    assert number in others
    assert "does not have the state" not in others
    assert "waits for its announcement" in others


def test_cases_are_moved_in_bulk_after_a_dry_run_with_an_event_each(world: World) -> None:
    numbers = (world.received(), world.received(title="A second subject"))
    activated(world, ("working_days = 10", "working_days = 20"))
    chosen = runs(world, *numbers)
    browser = world.client("officer")
    form = {"run": [f"{run}:{version}" for run, version in chosen]}
    dry = browser.post(f"/procedures/{KEY}/move", form)
    assert dry.status_code == 200
    assert dry.text.count("it would wait until") == len(numbers)
    assert world.run(numbers[0]).edition_key == "question_r_2023"
    before = world.run(numbers[0]).due_at

    assert browser.post(f"/procedures/{KEY}/move", {**form, "move": "1"}).status_code == 302
    after = world.run(numbers[0])
    assert (after.edition_key, after.state, after.version) == (KEY, "received", chosen[0][1] + 1)
    assert before is not None
    assert after.due_at is not None
    assert after.due_at > before
    with world.database.reading() as session:
        kinds = session.query(EventRow).filter(EventRow.kind == "EditionChanged")
        assert [(row.edition, row.acting_for) for row in kinds] == [(KEY, "BR")] * 2
        assert verification.verify(session).first_bad is None
    page = world.client("delegate").get(f"/cases/{numbers[0]}").text
    assert "goes on under another edition" in page
    assert browser.get(f"/procedures/cases/{numbers[0]}/{after.id}").status_code == 200


def test_what_is_told_of_earlier_steps_stays_in_the_words_of_their_edition(world: World) -> None:
    number = world.received()
    label = 'submitted = "Submitted, to be acknowledged"'
    activated(world, (label, 'submitted = "Handed in"'))
    world.act("officer", MoveToEdition(key=KEY, runs=runs(world, number)))
    page = world.client("delegate").get(f"/cases/{number}").text
    assert "Submitted, to be acknowledged" in page
    assert "Handed in" not in page


def test_the_path_is_told_though_the_edition_lacks_a_state_that_the_case_came_through(
    world: World,
) -> None:
    number = world.received()
    world.later(days=20)
    world.pass_time()
    text = loader.shipped()["allocation_2022"].replace('edition = "2022"', 'edition = "2027"')
    text = re.sub(r"valid_from = \S+", "valid_from = 2026-03-01", text)
    ask = AskGroups(
        run_id=world.run(number, "allocation").id,
        seen_version=world.run(number, "allocation").version,
        groups=("R:RAG",),
    )
    world.act("officer", ask)
    name = "allocation_2027.toml"
    changed = re.sub(
        "^triage =", "sorting =", text.replace('"triage"', '"sorting"'), flags=re.MULTILINE
    )
    world.act("administrator", UploadEdition(name=name, text=changed))
    day = deadlines.local_date(world.now)
    world.act("administrator", ActivateEdition(key="allocation_2027", applies_from=day))
    run = world.run(number, "allocation")
    assert run.state == "ag_round"
    world.act("officer", MoveToEdition(key="allocation_2027", runs=((run.id, run.version),)))
    answer = world.client("officer").get(f"/cases/{number}/path")
    assert (answer.status_code, "Triage by the secretariat" in answer.text) == (200, True)


def test_working_days_of_the_new_edition_leave_out_holidays(world: World) -> None:
    number = world.received()
    activated(world, ("working_days = 10", "working_days = 20"))
    with world.database.writing() as session:
        day = deadlines.local_date(world.now) + dt.timedelta(days=7)
        while day.weekday() > FRIDAY:
            day += dt.timedelta(days=1)
        session.add(Holiday(day=day, name="A day off", from_memory=True, source="test"))
    started = deadlines.local_date(world.run(number).entered_at)
    world.act("officer", MoveToEdition(key=KEY, runs=runs(world, number)))
    expected = deadlines.ends_at(started, Period(working_days=20), holidays=frozenset({day}))
    assert world.run(number).due_at == expected
    assert expected != deadlines.ends_at(started, Period(working_days=20))


def test_a_case_whose_state_the_edition_lacks_is_named_and_nothing_is_moved(world: World) -> None:
    waiting, other = world.submitted(), world.received(title="A second subject")
    changed = re.sub(r"\breceived\b", "taken_in", new())
    world.act("administrator", UploadEdition(name=NAME, text=changed))
    world.act(
        "administrator", ActivateEdition(key=KEY, applies_from=deadlines.local_date(world.now))
    )
    assert (
        "does not have the state"
        in world.client("officer")
        .get(f"/procedures/{KEY}/trial")
        .text.partition(other)[2]
        .partition("</section>")[0]
    )
    form = {"run": [f"{run}:{version}" for run, version in runs(world, waiting, other)]}
    answer = world.client("officer").post(f"/procedures/{KEY}/move", {**form, "move": "1"})
    assert answer.status_code == 409
    assert f"{other} stands in a state that this edition does not have." in answer.text
    assert {world.run(one).edition_key for one in (waiting, other)} == {"question_r_2023"}


def test_nobody_else_moves_a_case_and_not_before_the_edition_applies(world: World) -> None:
    number = world.received()
    uploaded(world)
    with pytest.raises(ActionRefusedError):
        world.act("officer", MoveToEdition(key=KEY, runs=runs(world, number)))
    world.act(
        "administrator", ActivateEdition(key=KEY, applies_from=deadlines.local_date(world.now))
    )
    for who in ("officer_tsb", "delegate", "sg_chair"):
        with pytest.raises(NotPermittedError):
            world.act(who, MoveToEdition(key=KEY, runs=runs(world, number)))
    ((run, version),) = runs(world, number)
    with pytest.raises(StaleError):
        world.act("officer", MoveToEdition(key=KEY, runs=((run, version + 1),)))
    world.act("administrator", MoveToEdition(key=KEY, runs=((run, version),)))
    assert world.run(number).edition_key == KEY


def test_a_case_is_not_moved_while_member_states_are_being_asked(world: World) -> None:
    number = world.consulted()
    activated(world)
    with pytest.raises(ActionRefusedError) as refused:
        world.act("officer", MoveToEdition(key=KEY, runs=runs(world, number)))
    assert "being asked" in refused.value.refusals[0].message


def test_the_file_of_an_edition_comes_back_as_it_was_sent(world: World) -> None:
    uploaded(world)
    answer = world.client("officer").get(f"/procedures/{KEY}/file")
    assert answer.get_data(as_text=True) == new()
    assert world.client("delegate").get(f"/procedures/{KEY}/file").status_code == 404
