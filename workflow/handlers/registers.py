"""Handlers of the registers commands."""

from __future__ import annotations

from typing import Any

HANDLERS: dict[type[Any], Any] = {}
