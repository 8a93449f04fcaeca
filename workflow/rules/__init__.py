"""Plain Python that judges frozen facts: no Flask, no SQLAlchemy, no clock of its own."""
