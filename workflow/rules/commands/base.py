"""The base of all commands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A request to change something. Values only: who asks and when come with the transaction."""
