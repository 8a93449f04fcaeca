"""The diagram of an edition: its states in ranks, drawn in plain Python, mirrored where people read so."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from string import ascii_uppercase

from flask_babel import gettext

from states.definition import Procedure, State
from workflow.pages import labels, layout
from workflow.pages.layout import Box, Point
from workflow.rules import routes

WIDTH = 158.0
PAD = 9.0
LEADING, SMALL_LEADING = 15.0, 12.5
LETTERS, SMALL_LETTERS = 12.5, 10.5
"""Sizes of the letters, in the units of the drawing (pixels at its natural size)."""
GAP = 58.0
MARGIN = 22.0
EXITS_FROM = 4
"""An end that so many states lead to is not joined to each of them: they bear its letter instead."""
CUT = 9.0
WIDE, NARROW = 1.0, 0.56
"""Of the letters' size: how wide a Chinese character and a letter are, about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A line of words with the middle of its foot."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A state as drawn. `exits` are the letters of the ends that it leads to besides its lines."""

    name: str
    label: str
    tone: str
    position: str
    outline: str
    inner: str
    lines: tuple[Text, ...]
    turn: tuple[Text, ...]
    mark: Text
    exits: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A line between two states; `rows` are the numbers of the rows of the table that it stands for."""

    path: str
    kind: str
    rows: Text
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """The drawing, in pixels at its natural size."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def diagram(
    one: Procedure, language: str, *, current: str = "", passed: frozenset[str] = frozenset()
) -> Diagram:
    """The edition's states and the ways between them; *current* is where a case stands."""
    return _Drawing(one, language, current, passed).diagram()


class _Drawing:
    def __init__(self, one: Procedure, language: str, current: str, passed: frozenset[str]) -> None:
        self.one, self.language = one, language
        self.current, self.passed = current, passed
        self.words = one.labels[language]
        self.rows: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, row in enumerate(one.actions, start=1):
            for source in row.source:
                self.rows[source, row.target].append(number)
        self.spine = (one.initial, *routes.usual_way(one, one.initial))
        self.exits = self._exits()

    def _exits(self) -> dict[str, str]:
        """The ends that many states lead to, each with a letter."""
        leading = Counter(target for source, target in self.rows if source != target)
        many = [
            state.name
            for state in self.one.states
            if state.final and leading[state.name] >= EXITS_FROM and state.name not in self.spine
        ]
        return dict(zip(many, ascii_uppercase, strict=False))

    def diagram(self) -> Diagram:
        drawn = [state for state in self.one.states if not state.display_only]
        texts = {state.name: self._texts(state) for state in drawn}
        boxes = [
            Box(name=name, width=WIDTH, height=_height(*lines)) for name, lines in texts.items()
        ]
        joined = [line for line in self.rows if line[1] not in self.exits]
        laid = layout.lay(boxes, joined, self.spine, GAP)
        self.laid = laid
        self.across = laid.width + 2 * MARGIN
        heights = {one.name: one.height for one in boxes}
        return Diagram(
            width=round(self.across),
            height=round(laid.height + 2 * MARGIN),
            nodes=tuple(self._node(state, texts[state.name], heights) for state in drawn),
            edges=tuple(self._edge(line, points) for line, points in laid.lines.items()),
        )

    def _texts(self, state: State) -> tuple[tuple[str, ...], tuple[str, ...]]:
        room = WIDTH - 2 * PAD
        label = wrapped(self.words.states[state.name], room, LETTERS)
        if state.waits_for is None:
            return label, ()
        return label, wrapped(gettext(labels.ROLES[state.waits_for.value]), room, SMALL_LETTERS)

    def _at(self, point: Point) -> Point:
        """A point of the layout on the page, mirrored for those who read from the right."""
        x = point[0] + MARGIN
        mirrored = self.language in labels.RIGHT_TO_LEFT
        return self.across - x if mirrored else x, point[1] + MARGIN

    def _node(
        self,
        state: State,
        texts: tuple[tuple[str, ...], tuple[str, ...]],
        heights: dict[str, float],
    ) -> Node:
        x, y = self._at(self.laid.boxes[state.name])
        height = heights[state.name]
        tone = labels.tone(state)
        label, turn = texts
        top = y - height / 2 + PAD
        lines = tuple(
            Text(x=x, y=top + LEADING * number - 3.5, words=words)
            for number, words in enumerate(label, start=1)
        )
        below = top + LEADING * len(label)
        turns = tuple(
            Text(x=x, y=below + SMALL_LEADING * number - 2.5, words=words)
            for number, words in enumerate(turn, start=1)
        )
        leads = [self.exits[name] for name in self.exits if (state.name, name) in self.rows]
        side = -1 if self.language in labels.RIGHT_TO_LEFT else 1
        corner = Text(
            x=x + side * (WIDTH / 2 - 2),
            y=y + height / 2 + 11,
            words=f"→ {' '.join(leads)}" if side > 0 else f"{' '.join(leads)} ←",
        )
        position = "current" if state.name == self.current else ""
        if not position and state.name in self.passed:
            position = "passed"
        return Node(
            name=state.name,
            label=self.words.states[state.name],
            tone=tone,
            position=position,
            outline=_outline(tone, x, y, WIDTH, height),
            inner=_outline(tone, x, y, WIDTH - 7, height - 7) if tone == "decided" else "",
            lines=lines,
            turn=turns,
            mark=Text(x=x, y=y - height / 2 - 6, words=self.exits.get(state.name, "")),
            exits=corner if leads else None,
        )

    def _edge(self, line: tuple[str, str], points: tuple[Point, ...]) -> Edge:
        placed = [self._at(point) for point in points]
        back = line in self.laid.backwards
        usual = line in zip(self.spine, self.spine[1:], strict=False)
        kind = "back" if back else "usual" if usual else "way"
        number_at = placed[0]
        numbers = self.rows[line]
        words = self.words
        done = dict.fromkeys(words.actions[self.one.actions[one - 1].name] for one in numbers)
        away = -7.0 if back else 12.0
        return Edge(
            path=_curve(placed),
            kind=kind,
            rows=Text(
                x=number_at[0] + 3, y=number_at[1] + away, words=", ".join(map(str, numbers))
            ),
            title=f"{words.states[line[0]]} {labels.arrow()} {words.states[line[1]]}: "
            + labels.listed(done),
        )


def wrapped(words: str, room: float, letters: float) -> tuple[str, ...]:
    """The words in lines that fit, by the usual width of letters; Chinese breaks anywhere."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(words):
        if line and _length(line + piece.rstrip(), letters) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece.lstrip() if not line else piece
    return (*lines, line.rstrip())


def _pieces(words: str) -> list[str]:
    """What may not be broken: a word with the space after it, one Chinese character."""
    pieces: list[str] = []
    word = ""
    for letter in words:
        if unicodedata.east_asian_width(letter) in "WF":
            if unicodedata.category(letter).startswith("P") and (word or pieces):
                if word:
                    word += letter
                else:
                    pieces[-1] += letter
                continue
            pieces += [word, letter] if word else [letter]
            word = ""
        else:
            word += letter
            if letter == " ":
                pieces.append(word)
                word = ""
    return [*pieces, word] if word else pieces


def _length(words: str, letters: float) -> float:
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in words)
    marks = sum(unicodedata.combining(one) > 0 for one in words)
    return letters * (wide * WIDE + (len(words) - wide - marks) * NARROW)


def _height(label: tuple[str, ...], turn: tuple[str, ...]) -> float:
    return 2 * PAD + LEADING * len(label) + SMALL_LEADING * len(turn)


def _outline(tone: str, x: float, y: float, width: float, height: float) -> str:
    """A form for each tone: round for proposed, pointed for waiting, square for the rest, cut for closed."""
    left, right, top, foot = x - width / 2, x + width / 2, y - height / 2, y + height / 2
    if tone == "waiting":
        return _polygon(
            (left + CUT, top), (right - CUT, top), (right, y), (right - CUT, foot),
            (left + CUT, foot), (left, y),
        )  # fmt: skip
    if tone == "closed":
        return _polygon(
            (left + CUT, top), (right - CUT, top), (right, top + CUT), (right, foot - CUT),
            (right - CUT, foot), (left + CUT, foot), (left, foot - CUT), (left, top + CUT),
        )  # fmt: skip
    if tone == "proposed":
        return _rounded(left, right, top, foot, 14.0)
    return _rounded(left, right, top, foot, 3.0)


def _polygon(*corners: Point) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"


def _rounded(left: float, right: float, top: float, foot: float, bend: float) -> str:
    return (
        f"M{left + bend:.1f} {top:.1f} H{right - bend:.1f} Q{right:.1f} {top:.1f} {right:.1f} "
        f"{top + bend:.1f} V{foot - bend:.1f} Q{right:.1f} {foot:.1f} {right - bend:.1f} {foot:.1f} "
        f"H{left + bend:.1f} Q{left:.1f} {foot:.1f} {left:.1f} {foot - bend:.1f} "
        f"V{top + bend:.1f} Q{left:.1f} {top:.1f} {left + bend:.1f} {top:.1f}Z"
    )


def _curve(points: list[Point]) -> str:
    """A smooth line through the points: straight beside boxes, bent between the ranks."""
    x, y = points[0]
    path = f"M{x:.1f} {y:.1f}"
    for number, (to_x, to_y) in enumerate(points[1:]):
        if number % 2:  # along a rank that it only passes
            path += f" L{to_x:.1f} {to_y:.1f}"
        else:
            half = (y + to_y) / 2
            path += f" C{x:.1f} {half:.1f} {to_x:.1f} {half:.1f} {to_x:.1f} {to_y:.1f}"
        x, y = to_x, to_y
    return path
