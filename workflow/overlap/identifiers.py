"""What tells texts apart although their words agree: bands, numbers of texts, services."""

from __future__ import annotations

import re

BAND = re.compile(
    r"\b\d+(?:[.,]\d+)?(?:\s*[-–]\s*\d+(?:[.,]\d+)?)?\s*(?:k|M|G|T)Hz\b", re.IGNORECASE
)
NUMBERED = re.compile(
    r"\b(?:Recommendation|Resolution|Question|Report|Rec\.|Res\.)\s+(?:ITU-[RTD]\s+)?"
    r"[A-Z]{0,4}\.?\s?\d+(?:[-/.]\d+)*",
)
SERVICES = (
    "fixed-satellite", "mobile-satellite", "broadcasting-satellite", "radionavigation-satellite",
    "inter-satellite", "land mobile", "maritime mobile", "aeronautical mobile", "amateur",
    "radio astronomy", "meteorological", "broadcasting", "fixed service", "space operation",
    "earth exploration",
)  # fmt: skip
BEAMS = re.compile(r"\b(?:[UVMLHS]HF|VLF|LF|MF|EHF)\b")


def identifiers(text: str) -> frozenset[str]:
    """The identifiers of a text, written in one way."""
    found = {re.sub(r"\s+", " ", one.group().replace("–", "-")) for one in BAND.finditer(text)}
    found |= {re.sub(r"\s+", " ", one.group()) for one in NUMBERED.finditer(text)}
    found |= {one.group() for one in BEAMS.finditer(text)}
    low = text.casefold()
    found |= {service for service in SERVICES if service in low.replace("–", "-")}
    return frozenset(found)
