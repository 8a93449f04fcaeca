"""Pages of the area overlaps."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("overlaps", __name__)
