"""All areas under their language, and what every template is given."""

from __future__ import annotations

from typing import Any

from flask import Flask

from workflow.web import (
    accounts,
    agendas,
    amendments,
    appearance,
    assets,
    belongings,
    cases,
    concluding_above,
    consultations,
    current_work,
    decisions,
    diverging,
    documents,
    editions,
    editorial_updates,
    guidance,
    inclusion,
    language,
    meetings,
    overlaps,
    packages,
    periods,
    procedures,
    proposals,
    public,
    registering,
    registers,
    reviews,
    soundings,
    sponsorships,
    versions,
    word_reading,
    written_views,
)
from workflow.web.access import Who, door
from workflow.web.navigation import help_url, navigation, signed_in
from workflow.web.services import services

AREAS = (
    accounts,
    cases,
    consultations,
    decisions,
    documents,
    meetings,
    overlaps,
    procedures,
    proposals,
    public,
    registers,
    reviews,
    soundings,
)

BESIDE = (
    agendas,
    amendments,
    belongings,
    concluding_above,
    current_work,
    diverging,
    editions,
    guidance,
    editorial_updates,
    inclusion,
    packages,
    sponsorships,
    versions,
    periods,
    written_views,
    registering,
    word_reading,
)
"""Modules whose routes stand on the blueprint of another: imported, they are registered with it."""


def register(app: Flask) -> None:
    """Register the areas, the language-less doors and the common context."""
    for area in AREAS:
        app.register_blueprint(area.blueprint, url_prefix=language.PREFIX)
    app.add_url_rule("/", "root", door(Who.ANYONE)(language.to_preferred))
    app.add_url_rule("/healthz", "healthz", door(Who.ANYONE)(public.healthz))
    app.add_url_rule("/robots.txt", "robots", door(Who.ANYONE)(public.robots))
    assets.prepare(app)
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    return {
        "appearance": appearance.chosen(),
        "language": language.current(),
        "direction": language.direction(),
        "language_links": language.links(),
        "help_url": help_url(),
        "reader": signed_in(),
        "navigation": navigation(),
        "demonstration": services().settings.demonstration,
    }
