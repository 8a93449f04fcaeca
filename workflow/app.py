"""`create_app` puts the parts together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect

import config
from config import Settings
from workflow import api
from workflow.bus import Bus, utc_now
from workflow.store.corpus import CorpusCache
from workflow.store.db import Database
from workflow.web import (
    access,
    addresses,
    blueprints,
    errors,
    formatting,
    language,
    security,
    sessions,
)
from workflow.web.services import EXTENSION, Services

TEMPLATES = Path(__file__).parent.parent / "templates"


def create_app(
    settings: Settings | None = None, clock: Callable[[], dt.datetime] = utc_now
) -> Flask:
    """The application on the database of *settings* (those of the environment if none)."""
    settings = settings or config.from_environment()
    app = Flask("workflow", template_folder=str(TEMPLATES))
    app.testing = settings.testing
    database = Database(settings.database_url)
    corpus = CorpusCache()
    app.extensions[EXTENSION] = Services(
        settings=settings,
        database=database,
        clock=clock,
        corpus=corpus,
        bus=Bus(database, clock, corpus, settings),
    )
    security.prepare(app, settings)
    addresses.prepare(app)
    language.prepare(app)
    sessions.prepare(app)
    app.before_request(access.guard_doors)
    CSRFProtect(app)
    formatting.prepare(app)
    errors.prepare(app)
    blueprints.register(app)
    api.register(app)
    return app
