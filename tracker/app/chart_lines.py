"""Lines of a chart made of characters: plain values, which a test reads as a person would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, Literal, NamedTuple

from tracker.app.words import number
from tracker.records import Measure, Number

Kind = Literal["", "axis", "infusion", "range", "value"]
"""What a character is, for its colour. No two kinds share a character: colour adds nothing."""

NICE: Final = (1, 2, 3, 5)
"""Steps between rows that a person can count in, times a power of ten."""


class Run(NamedTuple):
    """Characters of one kind, side by side."""

    text: str
    kind: Kind


Line = tuple[Run, ...]


@dataclass(slots=True)
class Row:
    """A line while it is being filled; what is put last stands in front."""

    cells: dict[int, tuple[str, Kind]] = field(default_factory=dict)

    def put(self, x: int, text: str, kind: Kind) -> None:
        """Write a text from a place on."""
        for n, character in enumerate(text):
            self.cells[x + n] = (character, kind)

    def line(self, before: str = "") -> Line:
        """Return the line, after what stands at its left."""
        return (Run(before, "axis"), *_runs(self.cells))


def _runs(cells: dict[int, tuple[str, Kind]]) -> Iterator[Run]:
    blank: tuple[str, Kind] = (" ", "")
    row = (cells.get(x, blank) for x in range(max(cells, default=-1) + 1))
    for kind, run in groupby(row, key=lambda cell: cell[1]):
        yield Run("".join(character for character, _ in run), kind)


@dataclass(frozen=True, slots=True)
class Scale:
    """The rows of scores, the lowest one first."""

    low: Number
    step: Number
    rows: int

    @classmethod
    def of(cls, measure: Measure, most: int) -> Scale:
        """Return a row for each step of the measure, or as many round steps as there are rows."""
        span = measure.high - measure.low
        steps = sorted(nice * 10**power for nice in NICE for power in range(-3, 4))
        usable = (step for step in steps if step >= measure.step and _rows(span, step) <= most)
        step = next(usable, span)
        return cls(measure.low, step, _rows(span, step))

    @property
    def labels(self) -> list[str]:
        """The numbers at the left, as wide as the widest, and a space."""
        names = [number(round(self.low + n * self.step, 3)) for n in range(self.rows)]
        width = max(map(len, names))
        return [f"{name:>{width}} " for name in names]

    def row(self, value: Number) -> int:
        """Return the row nearest to a value; half-way goes up."""
        return int((value - self.low) / self.step + 0.5)


def _rows(span: Number, step: Number) -> int:
    return int(-(-round(span, 6) // step)) + 1


def labelled(places: Iterable[tuple[int, str]], gap: int = 2) -> Row:
    """Return labels that end at their places, from the right; one without room is left out."""
    row, taken = Row(), 10_000
    for end, label in sorted(places, reverse=True):
        start = end + 1 - len(label)
        if label and end < taken - gap and start >= 0:
            row.put(start, label, "axis")
            taken = start
    return row


def legend(marks: Sequence[tuple[str, str]], width: int) -> Row:
    """Return marks and what they mean, as many as there is room for."""
    row, x = Row(), 0
    for mark, meaning in marks:
        text = f"{mark} {meaning}"
        if x + len(text) > width:
            break
        row.put(x, text, "axis")
        x += len(text) + 2
    return row
