"""Two hundred cases walked through a database by random people: the record verifies and rebuilds them all."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import func, select

from states.definition import ASKS, Procedure
from tests.installation import POSTS
from tests.world import TEXT, World
from workflow.actions import OWN_COMMAND, On, command_of
from workflow.rules import engine, permissions
from workflow.rules.commands import Command
from workflow.rules.commands.proposals import SaveDraft, SubmitProposal
from workflow.rules.errors import IntersectorError, InvalidInputError
from workflow.rules.permissions import Reader
from workflow.store import editions, facts, verification
from workflow.store.models import Case, EventPayload, EventRow, Meeting, Run

PARTS, WALKS, STEPS = 10, 20, 8
BLIND = 0.15
"""How often somebody tries anything, whether it can be done or not."""


class Walker:
    """Random people on one case of an installation, whoever may or may not act."""

    def __init__(self, world: World, luck: random.Random) -> None:
        self.world, self.luck = world, luck
        self.readers = [world.reader(name) for name in POSTS]
        with world.database.reading() as session:
            self.meetings = [str(one) for one in session.scalars(select(Meeting.id))]
        self.seen: Counter[str] = Counter()

    def submit(self, subject: int) -> int:
        """The id of a new case."""
        fields = {**TEXT, "title": f"{TEXT['title']}, part {subject}"}
        kind = self.luck.choice(["new", "new", "suppression"])
        if kind == "suppression":
            fields["question"] = "R:239/1"
        draft = SaveDraft(
            draft_id=None, seen_version=0, member="XFA", sector="R", kind=kind, language="en",
            fields=fields,
        )  # fmt: skip
        saved = str(self.world.act("delegate", draft)["draft"])
        number = self.world.act("delegate", SubmitProposal(draft_id=saved, seen_version=1))["case"]
        return self.world.case(str(number)).id

    def step(self, case_id: int) -> None:
        """Some days later somebody tries something; it is done exactly when it was offered."""
        self.world.later(days=self.luck.choice([0, 0, 1, 5, 16, 40]))
        if self.luck.random() < BLIND:
            self.world.pass_time()
        with self.world.database.reading() as session:
            runs = session.scalars(select(Run).where(Run.case_id == case_id)).all()
            run = self.luck.choice(runs)
            case = session.get_one(Case, case_id)
            procedure = editions.pinned(session, run.edition_digest)
            action, reader = self.tried(run, case, procedure)
            on = On(session=session, reader=reader, run=run, case=case, procedure=procedure)
            data = self.data(on, action)
            free = None if action in OWN_COMMAND else self.is_free(on, action, data)
            try:
                command = command_of(on, action, data)
            except IntersectorError:
                return  # it names a conclusion, a consultation or a text that is not there
        self.perform(command, reader, action, run, free=free)

    def tried(self, run: Run, case: Case, procedure: Procedure) -> tuple[str, Reader]:
        """As a rule what a row lets one of its roles do, at times anything by anybody."""
        rows = [row for row in procedure.actions if run.state in row.source]
        row = self.luck.choice(rows or procedure.actions)
        place = facts.place_of(run, case)
        able = [one for one in self.readers if permissions.roles_on(one, place) & frozenset(row.by)]
        if not able or self.luck.random() < BLIND:
            others = [*OWN_COMMAND, *(one.name for one in procedure.actions)]
            return self.luck.choice(others), self.luck.choice(self.readers)
        return row.name, self.luck.choice(able)

    def data(self, on: On, action: str) -> dict[str, Any]:
        """Something for every key that the action knows."""
        luck = self.luck
        keys = [one.name for one in OWN_COMMAND[action].keys] if action in OWN_COMMAND else ASKS
        values = {
            "meeting": luck.choice(self.meetings),
            "groups": luck.sample(permissions.ADVISORY_GROUPS, luck.randint(1, 3)),
            "body": luck.choice(permissions.ADVISORY_GROUPS),
            "kind": luck.choice(["keep", "modify", "note", "reallocate_sector"]),
            "lead_sector": luck.choice("RRT"),
            "supporting": luck.choice([[], ["D"]]),
            "mode": luck.choice(["single_sector", "transfer", "defer"]),
            "contributing": [],
            "study_groups": luck.choice([["R:SG1"], ["T:SG5"]]),
            "member": luck.choice(["XFA", "XFB"]),
            "position": luck.choice(["agree", "object", "agreed"]),
            "item": luck.choice(["D1", "D3", "D8", "D15"]),
            "answer": luck.choice(["yes", "no"]),
            "degree": luck.choice(["related", "none"]),
            "register_number": str(luck.randint(300, 99_999)) + "/1",
            "target": "",
            "letter": "",
            "office": on.case.lead_office,
            "seen_view": 0,
            "language": "en",
            "letter_name": "letter.pdf",
        }
        return {name: values.get(name, f"The {name}.") for name in keys}

    def is_free(self, on: On, action: str, data: Mapping[str, Any]) -> bool:
        """Whether a bare move is offered, with nothing missing beside what is given."""
        given = {name: str(data[name]) for name in ASKS if name in data}
        known = facts.of_run(on.session, on.run, self.world.now, given)
        roles = permissions.roles_on(on.reader, known.place)
        offers = engine.offers(on.procedure, known, roles)
        offer = next((one for one in offers if one.action == action), None)
        return offer is not None and offer.offered and not offer.refusals

    def perform(
        self, command: Command, reader: Reader, action: str, run: Run, *, free: bool | None
    ) -> None:
        before = self.events()
        refused: IntersectorError | None = None
        try:
            self.world.bus.perform(command, by=reader)
        except IntersectorError as error:
            refused = error
        self.seen["refused" if refused else "done"] += 1
        if refused:
            assert self.events() == before
            assert not free or isinstance(refused, InvalidInputError), (action, refused)
            return
        assert free is not False, action
        if free:
            move = self.first_move(before, run.id)
            assert (move["action"], move["source"]) == (action, run.state)

    def events(self) -> int:
        with self.world.database.reading() as session:
            return session.scalar(select(func.max(EventRow.position))) or 0

    def first_move(self, after: int, run_id: int) -> Mapping[str, Any]:
        """The payload of the first move of the run since then."""
        with self.world.database.reading() as session:
            query = (
                select(EventPayload.body)
                .join(EventRow, EventRow.position == EventPayload.position)
                .where(EventRow.position > after, EventRow.run_id == run_id)
                .where(EventRow.kind == "RunMoved")
            )
            return session.scalars(query.order_by(EventRow.position).limit(1)).one()


@pytest.mark.parametrize("part", range(PARTS))
def test_two_hundred_cases_verify_and_rebuild_whoever_acted(world: World, part: int) -> None:
    walker = Walker(world, random.Random(f"part {part}"))  # noqa: S311 - no secret
    began = world.now
    for number in range(WALKS):
        world.now = began + dt.timedelta(days=number % 5)
        case_id = walker.submit(number)
        for _ in range(STEPS):
            walker.step(case_id)
    with world.database.reading() as session:
        report = verification.verify(session)
        moved = session.scalars(
            select(func.count()).select_from(EventRow).where(EventRow.kind == "RunMoved")
        ).one()
        actions = set(
            session.scalars(
                select(EventPayload.body["action"].as_string())
                .join(EventRow, EventRow.position == EventPayload.position)
                .where(EventRow.kind == "RunMoved")
            )
        )
    assert (report.first_bad, report.cases) == (None, WALKS)
    assert walker.seen["done"] > WALKS
    assert walker.seen["refused"] > 0
    assert moved > 2 * WALKS
    assert len(actions) > 6
