"""Places for the boxes and lines of a graph: in ranks from the top down, with few crossings. Plain Python."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Line = tuple[str, str]

BETWEEN = 22.0
"""The least distance of two boxes, or of a box and a line, in a rank."""
LINES_APART = 14.0
SWEEPS = 12
HEAVY = 8.0
"""How much straighter a line is kept that passes several ranks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box of that size. Its size is in the units of the drawing."""

    name: str
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """Where each box has its middle, and the points through which each line goes, box to box."""

    width: float
    height: float
    boxes: Mapping[str, Point]
    lines: Mapping[Line, tuple[Point, ...]]
    backwards: frozenset[Line]


def lay(boxes: Sequence[Box], lines: Sequence[Line], spine: Sequence[str], gap: float) -> Laid:
    """Lay the graph out; the *spine* is the way that is kept straight, *gap* lies between ranks.

    The first of the spine is the top. Lines that lead up again are told apart.
    """
    return _Layout(boxes, lines, spine, gap).laid()


class _Layout:
    def __init__(
        self, boxes: Sequence[Box], lines: Sequence[Line], spine: Sequence[str], gap: float
    ) -> None:
        self.box = {one.name: one for one in boxes}
        self.gap = gap
        self.spine = set(itertools.pairwise(spine))
        self.order = {name: place for place, name in enumerate(dict.fromkeys([*spine, *self.box]))}
        self.lines = [one for one in dict.fromkeys(lines) if one[0] != one[1]]
        self.backwards = self._backwards()
        self.down = {one: (one[1], one[0]) if one in self.backwards else one for one in self.lines}
        self.rank = self._ranks()
        self.chains: dict[Line, list[str]] = {}
        self.rows = self._rows()

    def _backwards(self) -> frozenset[Line]:
        """The lines that close a circle, found by walking the spine first."""
        ways = defaultdict(list)
        for source, target in self.lines:
            ways[source].append(target)
        found, on_the_way, seen = set(), set(), set()

        def walk(name: str) -> None:
            seen.add(name)
            on_the_way.add(name)
            for target in sorted(
                ways[name], key=lambda one: ((name, one) not in self.spine, self.order[one])
            ):
                if target in on_the_way:
                    found.add((name, target))
                elif target not in seen:
                    walk(target)
            on_the_way.discard(name)

        for name in sorted(self.box, key=self.order.__getitem__):
            if name not in seen:
                walk(name)
        return frozenset(found)

    def _ranks(self) -> dict[str, int]:
        """Every box below all that lead to it."""
        rank = dict.fromkeys(self.box, 0)
        for _ in self.box:
            moved = False
            for source, target in self.down.values():
                if rank[target] < rank[source] + 1:
                    rank[target], moved = rank[source] + 1, True
            if not moved:
                break
        below = defaultdict(list)
        for source, target in self.down.values():
            below[source].append(target)
        above = {target for _, target in self.down.values()}
        for name in self.box:  # what nothing leads to stands right above what it leads to
            if name not in above and below[name]:
                rank[name] = min(rank[one] for one in below[name]) - 1
        last = max(rank.values(), default=0)
        joined = above | {source for source, _ in self.down.values()}
        return {name: at if name in joined else last + 1 for name, at in rank.items()}

    def _rows(self) -> list[list[str]]:
        """The ranks, with a place in each for every line that only passes through."""
        rows: list[list[str]] = [[] for _ in range(max(self.rank.values()) + 1)]
        for name in sorted(self.box, key=self.order.__getitem__):
            rows[self.rank[name]].append(name)
        self.near: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for line, (source, target) in self.down.items():
            chain = [source]
            for rank in range(self.rank[source] + 1, self.rank[target]):
                name = f"{line[0]}>{line[1]}@{rank}"
                rows[rank].append(name)
                chain.append(name)
            chain.append(target)
            self.chains[line] = chain
            for one, other in itertools.pairwise(chain):
                passing = (one not in self.box) + (other not in self.box)
                weight = HEAVY if line in self.spine else (1.0, 2.0, HEAVY)[passing]
                self.near[one].append((other, weight))
                self.near[other].append((one, weight))
        self.row_of = {name: number for number, row in enumerate(rows) for name in row}
        best, fewest = rows, self._crossings(rows)
        for sweep in range(SWEEPS):
            rows = self._swept(rows, downwards=sweep % 2 == 0)
            crossings = self._crossings(rows)
            if crossings < fewest:
                best, fewest = rows, crossings
        return best

    def _swept(self, rows: list[list[str]], *, downwards: bool) -> list[list[str]]:
        """Each rank in the order of the middles of what it is joined to in the rank before."""
        found = [list(row) for row in rows]
        numbers = range(1, len(rows)) if downwards else range(len(rows) - 2, -1, -1)
        for number in numbers:
            other = number - 1 if downwards else number + 1
            place = {name: at for at, name in enumerate(found[other])}
            middle = {}
            for at, name in enumerate(found[number]):
                joined = [place[one] for one, _ in self.near[name] if one in place]
                middle[name] = sum(joined) / len(joined) if joined else float(at)
            found[number].sort(key=middle.__getitem__)
        return found

    def _crossings(self, rows: list[list[str]]) -> int:
        count = 0
        for number in range(len(rows) - 1):
            below = {name: at for at, name in enumerate(rows[number + 1])}
            ends = [
                (at, below[one])
                for at, name in enumerate(rows[number])
                for one, _ in self.near[name]
                if one in below
            ]
            count += sum(
                (a[0] - b[0]) * (a[1] - b[1]) < 0 for i, a in enumerate(ends) for b in ends[:i]
            )
        return count

    def _width(self, name: str) -> float:
        return self.box[name].width if name in self.box else 0.0

    def _apart(self, one: str, other: str) -> float:
        """The distance that the middles of two neighbours keep."""
        both_lines = one not in self.box and other not in self.box
        space = LINES_APART if both_lines else BETWEEN
        return (self._width(one) + self._width(other)) / 2 + space

    def _columns(self) -> dict[str, float]:
        """How far from the side each place has its middle."""
        x: dict[str, float] = {}
        for row in self.rows:
            at = 0.0
            for number, name in enumerate(row):
                at += self._apart(row[number - 1], name) if number else 0.0
                x[name] = at
        for sweep in range(SWEEPS * 2):
            order = self.rows if sweep % 2 == 0 else self.rows[::-1]
            for row in order:
                wanted = []
                for name in row:
                    near = self.near[name]
                    total = sum(weight for _, weight in near)
                    mean = (
                        sum(x[one] * weight for one, weight in near) / total if total else x[name]
                    )
                    wanted.append((mean, total or 1.0))
                self._place(row, wanted, x)
        return x

    def _place(
        self, row: list[str], wanted: list[tuple[float, float]], x: dict[str, float]
    ) -> None:
        """As near as can be to where each wants to be, in their order and apart from each other."""
        offsets, at = [], 0.0
        for number, name in enumerate(row):
            at += self._apart(row[number - 1], name) if number else 0.0
            offsets.append(at)
        blocks: list[list[float]] = []  # sum of weights, weighted mean, how many
        for (mean, weight), offset in zip(wanted, offsets, strict=True):
            blocks.append([weight, mean - offset, 1])
            while len(blocks) > 1 and blocks[-2][1] > blocks[-1][1]:
                last = blocks.pop()
                total = blocks[-1][0] + last[0]
                blocks[-1][1] = (blocks[-1][0] * blocks[-1][1] + last[0] * last[1]) / total
                blocks[-1][0], blocks[-1][2] = total, blocks[-1][2] + last[2]
        places = [mean for _, mean, count in blocks for _ in range(int(count))]
        for name, place, offset in zip(row, places, offsets, strict=True):
            x[name] = place + offset

    def laid(self) -> Laid:
        """The drawing, from its upper corner."""
        x = self._columns()
        left = min(x[name] - self._width(name) / 2 for name in x)
        right = max(x[name] + self._width(name) / 2 for name in x)
        tops, y = [], 0.0
        heights = [
            max((self.box[name].height for name in row if name in self.box), default=0.0)
            for row in self.rows
        ]
        for height in heights:
            tops.append(y)
            y += height + self.gap
        middle = {
            name: (x[name] - left, tops[number] + heights[number] / 2)
            for number, row in enumerate(self.rows)
            for name in row
        }
        return Laid(
            width=right - left,
            height=y - self.gap,
            boxes={name: middle[name] for name in self.box},
            lines=self._paths(middle, tops, heights),
            backwards=self.backwards,
        )

    def _paths(
        self, middle: dict[str, Point], tops: list[float], heights: list[float]
    ) -> dict[Line, tuple[Point, ...]]:
        """Each line from the foot of one box to the head of the other, drawn the way it leads."""
        feet, heads = defaultdict(list), defaultdict(list)
        for line, chain in self.chains.items():
            feet[chain[0]].append((middle[chain[1]][0], line))
            heads[chain[-1]].append((middle[chain[-2]][0], line))
        start = {line: x for name in feet for line, x in self._ports(middle, name, feet[name])}
        end = {line: x for name in heads for line, x in self._ports(middle, name, heads[name])}
        found = {}
        for line, chain in self.chains.items():
            first, last = self.box[chain[0]], self.box[chain[-1]]
            points = [(start[line], middle[chain[0]][1] + first.height / 2)]
            for name in chain[1:-1]:
                number = self.row_of[name]
                points.append((middle[name][0], tops[number]))
                points.append((middle[name][0], tops[number] + heights[number]))
            points.append((end[line], middle[chain[-1]][1] - last.height / 2))
            found[line] = tuple(reversed(points) if line in self.backwards else points)
        return found

    def _ports(
        self, middle: dict[str, Point], name: str, joined: list[tuple[float, Line]]
    ) -> list[tuple[Line, float]]:
        """Where on the side of a box each of its lines begins: in the order in which they part."""
        width = self.box[name].width
        step = min(width * 0.8 / max(len(joined), 1), 30.0)
        first = middle[name][0] - step * (len(joined) - 1) / 2
        return [(line, first + step * at) for at, (_, line) in enumerate(sorted(joined))]
