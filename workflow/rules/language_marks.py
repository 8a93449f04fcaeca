"""The mark on words that are born here and translated where they are shown."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for the mark
    """Mark *message* for extraction and give it back unchanged."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - as above
    """Mark a counted sentence, as it stands for one and for other numbers; both hold `%(num)d`."""
    return one, many
