"""The triggers that make events append-only, for both databases; migrations execute them."""

from __future__ import annotations

SQLITE = tuple(
    f"""CREATE TRIGGER events_refuse_{verb.lower()} BEFORE {verb} ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"""
    for verb in ("UPDATE", "DELETE")
)
POSTGRESQL = (
    """CREATE FUNCTION events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$""",
    """CREATE TRIGGER events_refuse_change BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION events_are_append_only()""",
    """CREATE TRIGGER events_refuse_truncate BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_are_append_only()""",
)


def statements(dialect: str) -> tuple[str, ...]:
    """The statements for that dialect."""
    return SQLITE if dialect == "sqlite" else POSTGRESQL
