"""The words of a Word file as they read once every tracked change is accepted, with their frames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from workflow.documents.archives import FIELD, TOO_LARGE
from workflow.rules.errors import InvalidInputError
from workflow.rules.language_marks import N_

LEFT_OUT = frozenset(
    {
        "del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "sdtPr",
        "tblPr", "trPr", "tcPr", "sectPr", "Fallback", "footnoteReference", "endnoteReference",
    }
)  # fmt: skip
"""What holds no word that is read: what was deleted or moved away, properties, doubles, field codes."""
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": ""}
MOST_ELEMENTS = 1_000_000
LONGEST_TEXT = 1_000_000
"""In characters: some four hundred pages, more than all fields of a form may hold."""
DEEPEST = 120
"""How far elements may stand in each other; Word itself nests a few dozen."""
BULLETS = ("bullet", "none")


@dataclass(slots=True)
class Piece:
    """Some words of one paragraph in one frame; `key` is the frame's tag, empty outside of any."""

    key: str
    text: str
    language: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph's pieces, in order."""

    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The paragraph's words, whatever frames they stand in."""
        return "".join(one.text for one in self.pieces).strip()


def paragraphs(root: etree._Element, numbering: etree._Element | None) -> list[Paragraph]:
    """Every paragraph of the file in the order it is read, cells of tables and text boxes too."""
    walk = _Walk(_Numbers(numbering))
    walk.through(root, "", 0)
    walk.end_paragraph()
    return walk.done


def name_of(element: etree._Element) -> str:
    """The element's name without its namespace: Word writes two of them; empty for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def value_of(element: etree._Element | None, name: str = "val") -> str:
    """An attribute of that name, in whichever namespace."""
    if element is None:
        return ""
    return next(
        (str(text) for key, text in element.attrib.items() if etree.QName(key).localname == name),
        "",
    )


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The element reached by those names, one within the other."""
    for name in names:
        if element is None:
            return None
        element = next((one for one in element if name_of(one) == name), None)
    return element


class _Walk:
    """Goes through the tree once and gathers paragraphs."""

    def __init__(self, numbers: _Numbers) -> None:
        self.done: list[Paragraph] = []
        self._now = Paragraph()
        self._numbers = numbers

    def through(self, element: etree._Element, key: str, depth: int) -> None:
        """Take in everything within the element, under the frame of that key."""
        if depth > DEEPEST:
            raise InvalidInputError(FIELD, N_("The text of this file is damaged."))
        for one in element:
            self._seen += 1
            self._take(one, key, depth + 1)
        if self._seen > MOST_ELEMENTS or self._said > LONGEST_TEXT:
            raise InvalidInputError(FIELD, TOO_LARGE)

    def _take(self, one: etree._Element, key: str, depth: int) -> None:
        name = name_of(one)
        if name == "p":
            self._paragraph(one, key, depth)
        elif name == "sdt":
            self._frame(one, key, depth)
        elif name == "tr" and child(one, "trPr", "del") is not None:
            return
        elif name == "r":
            self._language = value_of(child(one, "rPr", "lang"))
            self.through(one, key, depth)
        elif name == "t":
            self._say(key, one.text or "")
        elif name in SIGNS:
            self._say(key, SIGNS[name])
        elif name and name not in LEFT_OUT:
            self.through(one, key, depth)

    _language = ""
    _seen, _said = 0, 0

    def _say(self, key: str, text: str) -> None:
        self._said += len(text)
        self._now.pieces.append(Piece(key, text, self._language))

    def _paragraph(self, element: etree._Element, key: str, depth: int) -> None:
        if self._now.pieces and not self._joins:
            self.end_paragraph()
        self._joins = False
        sign = self._numbers.sign(child(element, "pPr", "numPr"))
        before = len(self._now.pieces)
        self.through(element, key, depth)
        if sign and any(one.text.strip() for one in self._now.pieces[before:]):
            inner = self._now.pieces[before].key
            self._now.pieces.insert(before, Piece(inner, f"{sign} "))
        self._joins = child(element, "pPr", "rPr", "del") is not None
        if not self._joins:
            if not self._now.pieces:
                self._say(key, "")
            self.end_paragraph()

    _joins = False
    """Whether the mark at the last paragraph's end was deleted, so that the next one goes on in it."""

    def _frame(self, element: etree._Element, key: str, depth: int) -> None:
        properties = child(element, "sdtPr")
        own = key or value_of(child(properties, "tag"))
        content = child(element, "sdtContent")
        if content is None:
            return
        if child(properties, "showingPlcHdr") is not None:
            # What it would hold is not there; the frame itself tells of which form it is.
            self._say(own, "")
            return
        self.through(content, own, depth)

    def end_paragraph(self) -> None:
        """The paragraph is complete."""
        if self._now.pieces:
            self.done.append(self._now)
        self._now = Paragraph()


class _Numbers:
    """Counts Word's automatic numbers, which stand in no text; simply, a level at a time."""

    def __init__(self, numbering: etree._Element | None) -> None:
        self._levels: dict[tuple[str, str], tuple[str, str]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if numbering is not None:
            self._levels = dict(_levels(numbering))

    def sign(self, properties: etree._Element | None) -> str:
        """What stands before the paragraph: its number, a dash for a bullet, or nothing."""
        if properties is None:
            return ""
        level = value_of(child(properties, "ilvl")) or "0"
        number = value_of(child(properties, "numId"))
        found = self._levels.get((number, level))
        if found is None or not level.isdigit():
            return ""
        kind, pattern = found
        if kind in BULLETS:
            return "–" if kind == "bullet" else ""
        counts = self._counts.setdefault(number, {})
        depth = int(level)
        counts[depth] = counts.get(depth, 0) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        for one in range(depth + 1):
            shown = _letter(counts.get(one, 1)) if kind == "lowerLetter" and one == depth else ""
            pattern = pattern.replace(f"%{one + 1}", shown or str(counts.get(one, 1)))
        return pattern


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26)


def _levels(numbering: etree._Element) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Each level of each list: what kind of number it has, in which pattern."""
    patterns = {
        value_of(one, "abstractNumId"): {
            value_of(level, "ilvl"): (
                value_of(child(level, "numFmt")),
                value_of(child(level, "lvlText")),
            )
            for level in one
            if name_of(level) == "lvl"
        }
        for one in numbering
        if name_of(one) == "abstractNum"
    }
    for one in numbering:
        if name_of(one) == "num":
            of = patterns.get(value_of(child(one, "abstractNumId")), {})
            for level, found in of.items():
                yield (value_of(one, "numId"), level), found
