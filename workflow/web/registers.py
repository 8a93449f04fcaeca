"""Pages of the area registers."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("registers", __name__)
