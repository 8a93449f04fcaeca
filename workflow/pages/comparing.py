"""What went and what came between two texts: by sentences, and within a changed one by words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

Part = tuple[str, str]
"""A kind (same, gone or new) and the text it is said of."""

SENTENCES = re.compile(r"[^.!?;\n。！？；؟؛]*[.!?;\n。！？；؟؛]+\s*|[^.!?;\n。！？；؟؛]+")
PIECES = re.compile(r"[\u3400-\u9fff]|[^\W_]+|\s+|.", re.DOTALL)
MOST = 1000
"""Beyond so many sentences, or pieces of a changed passage, it is shown as replaced whole: finding
the smallest difference takes a time that grows with the square of their number, or worse."""


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
