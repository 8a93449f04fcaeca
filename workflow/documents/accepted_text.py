"""The words of a Word file as they read once every tracked change is accepted, with their frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from lxml import etree

from workflow.documents.archives import FIELD, TOO_LARGE
from workflow.rules.errors import InvalidInputError
from workflow.rules.language_marks import N_

LEFT_OUT = frozenset(
    {
        "del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "sdtPr",
        "tblPr", "trPr", "tcPr", "sectPr",
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
REFERENCES = {
    "footnoteReference": "footnotes",
    "endnoteReference": "endnotes",
    "commentReference": "comments",
}
"""What points to words beside the text, and the part of the file that holds them."""
PICTURES = frozenset({"drawing", "pict", "object", "altChunk", "subDoc"})
"""What holds no words that are read, but for a text box."""
LETTERS = range(0x20, 0xD800)
OWN_SIGNS = range(0xE000, 0xF900)
"""Places where each font has signs of its own; of which letter they stand for nothing tells."""
FONTS_OF_SIGNS = ("Symbol", "Webdings", "Wingdings")
KNOWN_SIGNS = {0xA8: "☐", 0xB7: "•", 0xFC: "✓", 0xFE: "☒"}
"""What forms use of them, whichever of these fonts it is."""
UNKNOWN_SIGN = "\ufffd"


@dataclass(slots=True)
class Piece:
    """Some words of one paragraph in one frame; `key` is the frame's tag, empty outside of any.

    `note` points to words beside the text, by the part that holds them and their id there.
    """

    key: str
    text: str
    language: str = ""
    note: tuple[str, str] | None = None


@dataclass(slots=True)
class Paragraph:
    """A paragraph's pieces, in order."""

    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The paragraph's words, whatever frames they stand in."""
        return "".join(one.text for one in self.pieces).strip()


@dataclass(slots=True)
class Words:
    """Every paragraph in the order it is read, cells of tables and text boxes too.

    `formulas` are read as their bare signs; `pictures` counts what has no words at all.
    """

    paragraphs: list[Paragraph]
    formulas: list[str]
    pictures: int


def read(root: etree._Element, numbering: etree._Element | None) -> Words:
    """The words of one part of the file."""
    walk = _Walk(_Numbers(numbering))
    walk.through(root, "", 0)
    walk.end_paragraph()
    return Words(walk.done, walk.formulas, walk.pictures)


def paragraphs(root: etree._Element, numbering: etree._Element | None) -> list[Paragraph]:
    """Its paragraphs alone."""
    return read(root, numbering).paragraphs


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
        self.formulas: list[str] = []
        self.pictures = 0
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
        elif name in REFERENCES:
            self._now.pieces.append(Piece(key, "", note=(REFERENCES[name], value_of(one, "id"))))
        elif name in self._special:
            self._special[name](self, one, key, depth)
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
        if child(properties, "showingPlcHdr") is not None and ":" not in own:
            return  # what a program asks to be typed; a frame of the form says so by its one sign
        self.through(content, own, depth)

    def _sign(self, element: etree._Element, key: str, _depth: int) -> None:
        """A sign of a font of signs."""
        try:
            code = int(value_of(element, "char"), 16)
        except ValueError:
            code = 0
        if value_of(element, "font").startswith(FONTS_OF_SIGNS) or code in OWN_SIGNS:
            self._say(key, KNOWN_SIGNS.get(code & 0xFF, UNKNOWN_SIGN))
        else:
            self._say(key, chr(code) if code in LETTERS else UNKNOWN_SIGN)

    def _formula(self, element: etree._Element, key: str, depth: int) -> None:
        before = len(self._now.pieces)
        self.through(element, key, depth)
        self.formulas.append("".join(one.text for one in self._now.pieces[before:]))

    def _text_box(self, element: etree._Element, key: str, depth: int) -> None:
        """The paragraphs of a box stand before the one that it hangs on, which stays whole."""
        outer, joins = self._now, self._joins
        self._now, self._joins = Paragraph(), False
        self.through(element, key, depth)
        self.end_paragraph()
        self._now, self._joins = outer, joins

    def _picture(self, element: etree._Element, key: str, depth: int) -> None:
        if not self._has_words(element):
            self.pictures += 1
        self.through(element, key, depth)

    def _either(self, element: etree._Element, key: str, depth: int) -> None:
        """The same thing written for newer and for older programs: the first that holds words."""
        ways = [one for one in element if name_of(one) in ("Choice", "Fallback")]
        if ways:
            self.through(next(filter(self._has_words, ways), ways[0]), key, depth)

    def _listed(self, element: etree._Element, key: str, _depth: int) -> None:
        """An old form's list: what was chosen in it is written nowhere else."""
        entries = [value_of(one) for one in element if name_of(one) == "listEntry"]
        chosen = value_of(child(element, "result")) or value_of(child(element, "default")) or "0"
        if chosen.isdecimal() and int(chosen) < len(entries):
            self._say(key, entries[int(chosen)])

    def _ticked(self, element: etree._Element, key: str, _depth: int) -> None:
        """An old form's box to tick."""
        mark = child(element, "checked")
        if mark is None:
            mark = child(element, "default")
        self._say(key, "☒" if mark is not None and value_of(mark) not in ("0", "false") else "☐")

    def _has_words(self, element: etree._Element) -> bool:
        """Whether words are written anywhere within; the whole tree is looked through once."""
        if self._worded is None:
            self._worded = set()
            for one in element.getroottree().iter():
                if name_of(one) == "t" and (one.text or "").strip():
                    for around in one.iterancestors():
                        if around in self._worded:
                            break
                        self._worded.add(around)
        return element in self._worded

    _worded: set[etree._Element] | None = None

    _special: ClassVar[Mapping[str, Callable[[_Walk, etree._Element, str, int], None]]] = {
        **dict.fromkeys(PICTURES, _picture),
        "AlternateContent": _either,
        "checkBox": _ticked,
        "ddList": _listed,
        "oMath": _formula,
        "sym": _sign,
        "txbxContent": _text_box,
    }

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
