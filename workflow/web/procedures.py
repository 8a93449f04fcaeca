"""Pages of the area procedures."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("procedures", __name__)
