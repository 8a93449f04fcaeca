"""Rows and how to reach them: models by area, the database, the facts of a run, migrations."""
