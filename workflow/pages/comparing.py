"""What went and what came between two texts: by sentences, and within a changed one by words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

Part = tuple[str, str]
"""A kind (same, gone, new, or folded for what is the same at length) and the text it is said of."""

SENTENCES = re.compile(r"[^.!?;\n。！？；؟؛]*[.!?;\n。！？；؟؛]+\s*|[^.!?;\n。！？；؟؛]+")
PIECES = re.compile(r"[\u3400-\u9fff]|[^\W_]+|\s+|.", re.DOTALL)
MOST = 1000
"""Beyond so many sentences, or pieces of a changed passage, it is shown as replaced whole: finding
the smallest difference takes a time that grows with the square of their number, or worse."""


FOLDED_FROM, AROUND = 400, 120
"""From how many characters on what is the same is folded, and how many stay around a change."""


def difference(before: str, after: str) -> tuple[Part, ...]:
    """Word by word; character by character where words have no spaces between them."""
    left, right = SENTENCES.findall(before), SENTENCES.findall(after)
    if max(len(left), len(right)) > MOST:
        parts: Iterator[Part] = iter(_replaced(before, after))
    else:
        parts = _by_sentences(left, right)
    return tuple(
        (kind, "".join(text for _kind, text in run)) for kind, run in groupby(parts, _kind)
    )


def _kind(part: Part) -> str:
    return part[0]


def _by_sentences(left: Sequence[str], right: Sequence[str]) -> Iterator[Part]:
    for code, i, j, k, m in difflib.SequenceMatcher(None, left, right).get_opcodes():
        before, after = left[i:j], right[k:m]
        if code == "equal":
            yield "same", "".join(before)
        elif len(before) == len(after):
            for one, other in zip(before, after, strict=True):
                yield from _by_pieces(one, other)
        else:
            yield from _by_pieces("".join(before), "".join(after))


def _by_pieces(before: str, after: str) -> Iterator[Part]:
    left, right = PIECES.findall(before), PIECES.findall(after)
    if max(len(left), len(right)) > MOST:
        yield from _replaced(before, after)
        return
    matcher = difflib.SequenceMatcher(str.isspace, left, right)
    for code, i, j, k, m in matcher.get_opcodes():
        if code == "equal":
            yield "same", "".join(left[i:j])
        else:
            yield from _replaced("".join(left[i:j]), "".join(right[k:m]))


def _replaced(before: str, after: str) -> list[Part]:
    return [part for part in (("gone", before), ("new", after)) if part[1]]


def folded(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with long stretches of the same folded, but for some words around each change."""
    last = len(parts) - 1
    return tuple(
        piece
        for index, (kind, text) in enumerate(parts)
        for piece in (
            _fold(text, before=index > 0, after=index < last)
            if kind == "same" and len(text) >= FOLDED_FROM
            else ((kind, text),)
        )
    )


def _fold(text: str, *, before: bool, after: bool) -> Iterator[Part]:
    """What stands after a change, the fold, and what stands before the next change."""
    begin = _at_a_gap(text, AROUND) if before else 0
    end = len(text) - _at_a_gap(text[::-1], AROUND) if after else len(text)
    for kind, piece in (("same", text[:begin]), ("folded", text[begin:end]), ("same", text[end:])):
        if piece:
            yield kind, piece


def _at_a_gap(text: str, most: int) -> int:
    """The last place up to *most* characters where a word ends; *most* where words have no gaps."""
    return text.rfind(" ", 0, most) + 1 or most
