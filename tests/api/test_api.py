"""The JSON interface: its description, its filters, its cursors, and what it must not tell."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.world import Browser, World
from workflow.rules.commands.consultations import RecordReply

ROOT = "/api/v1"
CHECKED = ("minLength", "type", "$ref", "allOf", "oneOf", "anyOf", "enum", "items")


def ask(world: World, path: str, who: str | Browser | None = None, **headers: str) -> Any:
    """The answer to a GET below the prefix."""
    browser = who if isinstance(who, Browser) else world.client(who)
    return browser.client.get(f"{ROOT}{path}", headers={"Host": "localhost", **headers})


def told(world: World, path: str, who: str | Browser | None = None, **headers: str) -> Any:
    """The JSON of a good answer."""
    answer = ask(world, path, who, **headers)
    assert (answer.status_code, answer.mimetype) == (200, "application/json"), answer.text
    return answer.get_json()


def replied(world: World) -> str:
    """A case on which two administrations have replied."""
    number = world.consulted()
    consultation = world.consultation(number).id
    for who, member, position in (("delegate", "XFA", "agree"), ("neighbour", "XFB", "object")):
        reply = RecordReply(
            consultation_id=consultation,
            member=member,
            position=position,
            reasons="Our stations are of another kind.",
        )
        world.act(who, reply)
    return number


def closed(world: World) -> str:
    """A case whose result is computed and not announced."""
    number = replied(world)
    world.now = world.consultation(number).closes_at + dt.timedelta(hours=1)
    world.pass_time()
    assert world.consultation(number).closed_at is not None
    return number


def own_run(case: dict[str, Any]) -> dict[str, Any]:
    return next(run for run in case["runs"] if run["procedure"] == "question_r")


# -- the description ------------------------------------------------------------------------------


def test_the_description_lists_every_route(world):
    spec = told(world, "/openapi.json")
    rules = {
        rule.rule.replace("<", "{").replace(">", "}")
        for rule in world.app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }
    assert set(spec["paths"]) == rules - {f"{ROOT}/openapi.json"}
    assert spec["openapi"] == "3.1.0"
    assert spec["info"]["title"] == "Intersector"


def test_the_description_holds_together(world):
    """Every reference leads somewhere, every path parameter is described, every operation named."""
    spec = told(world, "/openapi.json")
    for reference in references(spec):
        found = spec
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
    named = []
    for path, item in spec["paths"].items():
        common = item.get("parameters", [])
        for method, operation in item.items():
            if method == "parameters":
                continue
            named.append(operation["operationId"])
            given = {
                one["name"] for one in (*common, *operation.get("parameters", ())) if "in" in one
            }
            assert {part[1:-1] for part in path.split("/") if part.startswith("{")} <= given
            assert operation["summary"]
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            assert schema["$ref"]
    assert len(named) == len(set(named)) == len(spec["paths"])


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if "$ref" in node else []
        return own + [one for value in node.values() for one in references(value)]
    if isinstance(node, list):
        return [one for value in node for one in references(value)]
    return []


def test_an_answer_has_the_fields_that_the_description_names(world):
    number = world.consulted()
    spec = told(world, "/openapi.json")
    answer = told(world, f"/cases/{number}", "neighbour")
    assert set(spec["components"]["schemas"]["CaseInFull"]["properties"]) == set(answer)


def test_every_route_says_who_may_open_it(world):
    for rule in world.app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            acts = "POST" in (rule.methods or ())
            who = world.app.view_functions[rule.endpoint].who
            assert who == ("signed_in" if acts else "anyone"), rule


# -- errors ---------------------------------------------------------------------------------------


def test_errors_are_json_here_and_pages_elsewhere(world):
    missing = ask(world, "/nothing")
    assert (missing.status_code, missing.get_json()["code"]) == (404, 404)
    page = world.client().get("/nothing")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "</html>" in page.text


def test_a_method_that_is_not_offered_names_those_that_are(world):
    answer = world.client().client.post(f"{ROOT}/cases", headers={"Host": "localhost"})
    assert (answer.status_code, answer.get_json()["code"]) == (405, 405)
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/cases", "/events"])
@pytest.mark.parametrize("query", ["cursor=AAAA", "cursor=%F0%9F%98%80", "limit=0", "limit=many"])
def test_what_a_list_does_not_know_answers_422(world, path, query):
    answer = ask(world, f"{path}?{query}")
    assert answer.status_code == 422
    assert answer.get_json()["errors"]["query"]


def test_a_cursor_serves_only_its_own_list_and_who_may_see_where_it_stands(world):
    number, other = world.received(), world.submitted(title="Quiet zones for telescopes")
    officer = world.client("officer")
    cases = told(world, "/cases?limit=1", officer)
    assert [one["number"] for one in cases["items"]] == [other]
    assert ask(world, f"/events?cursor={cases['cursor']}", officer).status_code == 422
    assert ask(world, f"/cases?cursor={cases['cursor']}", "stranger").status_code == 422
    events = told(world, f"/cases/{other}/events?limit=1", officer)
    assert (
        ask(world, f"/cases/{number}/events?cursor={events['cursor']}", officer).status_code == 422
    )


# -- cases ----------------------------------------------------------------------------------------


def test_only_what_the_reader_may_see(world):
    number = world.submitted()
    for who in (None, "stranger", "neighbour"):
        assert told(world, "/cases", who)["items"] == []
        for path in (f"/cases/{number}", f"/cases/{number}/events", "/cases/BR-1999-0001"):
            answer = ask(world, path, who)
            assert (answer.status_code, answer.get_json()["code"]) == (404, 404)
        assert number not in ask(world, "/events", who).text
    assert told(world, f"/cases/{number}", "delegate")["member"] == "XFA"


def test_the_list_goes_on_from_its_cursor(world):
    numbers = []
    for index in range(5):
        numbers.append(world.received(title=f"Subject {index} of its own"))
        world.later(hours=index % 2)
    browser, seen, cursor, more = world.client("neighbour"), [], "", True
    while more:
        page = told(world, f"/cases?limit=2&cursor={cursor}", browser)
        seen += [one["number"] for one in page["items"]]
        cursor, more = page["cursor"], page["more"]
    assert seen == numbers[::-1]
    assert told(world, f"/cases?cursor={cursor}", browser)["items"] == []


def test_filters_narrow_as_on_the_page(world):
    world.submitted()
    number = world.received(title="Rain over 100% of the path")
    officer = world.client("officer")
    for query, found in (
        ("state=received&sector=R&body=R:SG1", [number]),
        ("sector=T", []),
        ("body=R:SG5", []),
        ("state=registered", [number]),
        ("state=adopted", []),
    ):
        answer = told(world, f"/cases?{query}", officer)
        assert [one["number"] for one in answer["items"]] == found, query
    assert ask(world, "/cases?sector=Q", officer).status_code == 422


def test_one_case_with_texts_decisions_and_deadlines(world):
    number = world.consulted()
    case = told(world, f"/cases/{number}", "neighbour", **{"Accept-Language": "en"})
    assert case["texts"][0]["fields"]["scope"] == "Methods only."
    decision = case["decisions"][0]
    assert (decision["in_force"], decision["mode"]) == (True, "lead_and_contributing")
    assert (decision["lead_sector"], decision["study_groups"]) == ("R", ["R:SG1", "T:SG5"])
    consultation = case["consultations"][0]
    closes = world.consultation(number).closes_at
    assert dt.datetime.fromisoformat(consultation["closes"]["at"]) == closes
    assert consultation["closes"]["at"].endswith("+00:00")
    assert consultation["closes"]["shown"].startswith("23:59 on ")
    assert consultation["closes"]["shown"].endswith("(Geneva)")
    assert (consultation["running"], consultation["totals"]) == (True, None)
    assert own_run(case)["state"] == world.run(number).state


def test_words_come_in_the_language_asked_for_and_codes_stay(world):
    number = world.received()
    english, french = (
        own_run(told(world, f"/cases/{number}", "officer", **{"Accept-Language": one}))
        for one in ("en", "fr")
    )
    assert english["state"] == french["state"]
    assert english["words"] != french["words"]


# -- what must not be told ------------------------------------------------------------------------


def test_no_reply_is_told_to_others_before_or_after_the_close(world):
    number = closed(world)
    for who in (None, "delegate", "officer", "director", "officer_tsb", "stranger"):
        browser = world.client(who)
        texts = [
            ask(world, path, browser).text
            for path in (f"/cases/{number}", f"/cases/{number}/events", "/events")
        ]
        assert not any(
            "Our stations" in text and "XFB" in text and "object" in text for text in texts[:1]
        )
        for path in (f"/cases/{number}/events", "/events"):
            answer = ask(world, path, browser)
            for event in answer.get_json().get("items", ()):
                if event["kind"] == "ReplyRecorded":
                    assert (who, event["details"]["member"]) == ("delegate", "XFA")


def test_a_result_is_not_told_before_it_is_announced(world):
    number = closed(world)
    hidden = world.run(number).state
    for who in (None, "delegate", "neighbour", "sg_chair", "officer_tsb", "administrator"):
        browser = world.client(who)
        for path in ("/cases", f"/cases/{number}", f"/cases/{number}/events", "/events"):
            text = ask(world, f"{path}", browser).text
            for word in (hidden, "ResultComputed", '"agreeing"', '"objecting"'):
                assert word not in text, (who, path, word)
        assert told(world, f"/cases?state={hidden}", browser)["items"] == []
    shown = told(world, f"/cases/{number}", "neighbour")
    assert own_run(shown)["due"] is None
    assert shown["consultations"][0]["totals"] is None
    bureau = told(world, f"/cases/{number}", "director")
    assert own_run(bureau)["state"] == hidden
    assert bureau["consultations"][0]["totals"]["counts"]["replies"] == 2


def test_the_announced_totals_are_told(world):
    number = closed(world)
    outcome = world.consultation(number).outcome
    action = next(
        row.name
        for row in world.procedures([world.run(number)])[world.run(number).id].actions
        if world.run(number).state in row.source and "director" in row.by
    )
    world.move("director", number, action, reference="CACE/2")
    totals = told(world, f"/cases/{number}", "neighbour")["consultations"][0]["totals"]
    assert (totals["outcome"], totals["reference"]) == (outcome, "CACE/2")
    assert (totals["counts"]["agreeing"], totals["counts"]["objecting"]) == (1, 1)
    kinds = [one["kind"] for one in told(world, "/events", "neighbour")["items"]]
    assert "ResultAnnounced" in kinds


def test_a_case_that_leaves_a_result_unannounced_does_not_tell_it(world):
    number = closed(world)
    hidden = world.run(number).state
    world.move("delegate", number, "withdraw", reasons="We study it at home.")
    assert world.run(number).state == "withdrawn"
    for path in (f"/cases/{number}", f"/cases/{number}/events", "/events"):
        assert hidden not in ask(world, path, "neighbour").text


# -- events ---------------------------------------------------------------------------------------


def test_events_come_in_order_and_the_cursor_picks_up_what_is_new(world):
    number = world.received()
    browser = world.client("officer")
    whole = told(world, f"/cases/{number}/events", browser)
    kinds = [one["kind"] for one in whole["items"]]
    assert kinds[0] == "CaseSubmitted"
    pages, cursor, more = [], "", True
    while more:
        page = told(world, f"/cases/{number}/events?limit=1&cursor={cursor}", browser)
        pages += [one["kind"] for one in page["items"]]
        cursor, more = page["cursor"], page["more"]
    assert pages == kinds
    world.screen(number)
    world.move("officer", number, "open_triage")
    later = told(world, f"/events?cursor={cursor}", browser)
    moves = [one for one in later["items"] if one["kind"] == "RunMoved"]
    assert "open_triage" in [one["action"] for one in moves]
    assert {one["case"] for one in moves} == {number}
    assert not set(later["items"][0]) & {"position", "id", "person", "link"}


def test_a_public_event_does_not_name_a_case_that_stays_with_the_members(world):
    number = world.allocated()
    public = told(world, "/events")["items"]
    assert "ConclusionReleased" in [one["kind"] for one in public]
    assert {one["case"] for one in public} == {None}
    members = told(world, "/events", "neighbour")["items"]
    assert {number} <= {one["case"] for one in members}


# -- registers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "register", ["questions", "bodies", "member-states", "sector-members", "areas", "resolutions"]
)
def test_each_register_says_where_each_line_is_from(world, register):
    answer = told(world, f"/registers/{register}")
    assert answer["register"] == register
    for line in answer["lines"]:
        assert isinstance(line["from_memory"], bool)
        assert line["source"]


def test_words_are_not_taken_in_an_address(world):
    for path in ("/registers/questions", "/cases"):
        assert told(world, f"{path}?text=exposure") == told(world, path), path
    asked = told(world, "/openapi.json")["paths"]
    assert "text" not in {
        each["name"]
        for path in asked.values()
        for verb, one in path.items()
        if verb == "get"
        for each in one.get("parameters", ())
    }


def test_a_register_that_does_not_exist_is_not_found(world):
    assert ask(world, "/registers/secrets").status_code == 404
