"""The hash chain: canonical JSON, salted digests, and the link that binds each event to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

GENESIS = "0" * 64
"""The link before the first event."""


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one byte form of a JSON object: sorted keys, no spaces, UTF-8. Raises on NaN and floats' kin."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def salted_digest(salt: str, value: Mapping[str, Any]) -> str:
    """The digest that the chain keeps of a payload or a person, so that either can be emptied."""
    return hashlib.sha256(salt.encode() + b"\0" + canonical(value)).hexdigest()


def digest_of_text(language: str, fields: Mapping[str, Any]) -> str:
    """The digest that fixes a text version: covers its language and every field."""
    return hashlib.sha256(canonical({"language": language, "fields": fields})).hexdigest()


def link(previous: str, header: Mapping[str, Any]) -> str:
    """The link of an event: covers the previous link and every value of *header*, position included."""
    return hashlib.sha256(previous.encode() + b"\0" + canonical(header)).hexdigest()
