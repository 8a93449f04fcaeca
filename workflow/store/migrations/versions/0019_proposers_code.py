"""Call the code of a proposer what it is."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """A draft's and a case's proposer is a Member State, a Sector Member or a study group."""
    for table in ("drafts", "cases"):
        op.drop_index(op.f(f"ix_{table}_member"), table)
        op.execute(f"alter table {table} rename column member to proposer")
        op.create_index(op.f(f"ix_{table}_proposer"), table, ["proposer"])
