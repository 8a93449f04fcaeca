"""The shape of what the interface answers about cases."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from workflow.api.reading import Deadline, Paging


class CasesAsked(Paging):
    """Which cases are wanted; what is left out does not narrow the list."""

    sector = fields.String(load_default="", validate=validate.OneOf(("", "R", "T", "D")))
    body = fields.String(
        load_default="",
        validate=validate.Length(max=40),
        metadata={"description": "A study group by its id, for instance R:SG1."},
    )
    state = fields.String(
        load_default="",
        validate=validate.Length(max=60),
        metadata={"description": "A state in which one of the case's runs is, by its code."},
    )


class Stand(Schema):
    """Where a run stands, as the reader sees it."""

    procedure = fields.String(required=True)
    edition = fields.String(required=True)
    state = fields.String(required=True)
    words = fields.String(required=True)


class CaseHead(Schema):
    """What a list says of a case."""

    number = fields.String(required=True)
    title = fields.String(required=True)
    language = fields.String(required=True)
    sector = fields.String(required=True)
    kind = fields.String(required=True)
    member = fields.String(required=True)
    lead_office = fields.String(required=True)
    study_group = fields.String(required=True)
    question = fields.String(required=True, allow_none=True)
    submitted_at = fields.DateTime(required=True)
    received_at = fields.DateTime(required=True, allow_none=True)
    withdrawn_at = fields.DateTime(required=True, allow_none=True)
    runs = fields.List(fields.Nested(Stand), required=True)


class Cases(Schema):
    """A part of the list, the newest submission first."""

    items = fields.List(fields.Nested(CaseHead), required=True)
    cursor = fields.String(required=True)
    more = fields.Boolean(required=True)


class Step(Schema):
    """A state the run came to."""

    state = fields.String(required=True)
    words = fields.String(required=True)
    at = fields.DateTime(required=True, allow_none=True)


class RunOfCase(Stand):
    """One run: its way so far, whose turn it is, and until when."""

    ref = fields.String(
        required=True,
        metadata={
            "description": "The run's own reference, `/runs/{ref}`; empty where only the public part is told."
        },
    )
    version = fields.Integer(
        required=True,
        allow_none=True,
        metadata={
            "description": "Grows with every act; `seen_version` of an action. Null for whoever is "
            "offered no action or is shown another state: it would tell of acts that are not "
            "announced yet."
        },
    )
    body = fields.String(required=True)
    steps = fields.List(fields.Nested(Step), required=True)
    waits_for = fields.String(required=True)
    due = fields.Nested(Deadline, required=True, allow_none=True)


class Text(Schema):
    """A fixed text."""

    number = fields.Integer(required=True)
    language = fields.String(required=True)
    title = fields.String(required=True)
    fields_of_form = fields.Dict(
        keys=fields.String(), values=fields.String(), data_key="fields", required=True
    )
    at = fields.DateTime(required=True)


class Supporter(Schema):
    """A member that confirmed to sponsor or to support."""

    member = fields.String(required=True)
    kind = fields.String(required=True)
    commitment = fields.String(required=True)


class Approval(Schema):
    """A Sector whose procedure has to approve; `state` is empty where none has begun here."""

    sector = fields.String(required=True)
    step = fields.String(required=True)
    begun = fields.Boolean(required=True)
    state = fields.String(required=True)
    approved = fields.Boolean(required=True)


class Decision(Schema):
    """An allocation decision."""

    in_force = fields.Boolean(required=True)
    mode = fields.String(required=True)
    words = fields.String(required=True)
    lead_sector = fields.String(required=True)
    contributing = fields.List(fields.String(), required=True)
    study_groups = fields.List(fields.String(), required=True)
    essential_requirements = fields.String(required=True)
    grounds = fields.String(required=True)
    recorded_at = fields.DateTime(required=True)
    approvals = fields.List(fields.Nested(Approval), required=True)


class Totals(Schema):
    """The result of a consultation, for all from its announcement."""

    outcome = fields.String(required=True)
    words = fields.String(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    announced_at = fields.DateTime(required=True, allow_none=True)
    reference = fields.String(required=True)


class NamedReply(Schema):
    """A reply by its administration's name."""

    member = fields.String(required=True)
    position = fields.String(required=True)
    reasons = fields.String(required=True)


class ConsultationOfCase(Schema):
    """A consultation of Member States. Replies are given where its edition publishes them by name."""

    rule = fields.String(required=True)
    basis = fields.String(required=True)
    text_version = fields.Integer(required=True)
    opened_at = fields.DateTime(required=True)
    closes = fields.Nested(Deadline, required=True)
    running = fields.Boolean(required=True)
    totals = fields.Nested(Totals, required=True, allow_none=True)
    replies = fields.List(fields.Nested(NamedReply), required=True)


class CaseInFull(CaseHead):
    """One case as the reader sees it; of an approved one, what is public for those who see no more."""

    only_public = fields.Boolean(
        required=True,
        metadata={
            "description": "Whether only what is public is told: proposer, lead office, dates of"
            " receipt and supporters are empty then."
        },
    )
    submitted_at = fields.DateTime(required=True, allow_none=True)

    runs = fields.List(fields.Nested(RunOfCase), required=True)
    texts = fields.List(fields.Nested(Text), required=True)
    supporters = fields.List(fields.Nested(Supporter), required=True)
    decisions = fields.List(fields.Nested(Decision), required=True)
    consultations = fields.List(fields.Nested(ConsultationOfCase), required=True)
