"""The one chart engine: a value by day on a fixed scale, drawn in cells.

A `Plot` says what is to be drawn, `draw` returns it as content, `Chart` is the widget. Rows lie on
whole steps of the scale, never between; a day without an entry is a break in the axis and no zero;
every mark differs in shape, so that no meaning depends on colour alone.

Textual has no chart; its Sparkline scales each series to itself and draws a missing day as zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, Literal

from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tracker.app.widgets import MUTED, lines
from tracker.records import Measure, Number

AXIS: Final = 5
"""Cells left of the first day: the numbers and the line."""
NAMES: Final = 12
"""Cells right of the last day: the names of levels and lanes."""
AROUND: Final = 3
"""Rows besides those of the scale: infusions above it, the axis and its dates below."""
LANE: Final = " ▁▂▃▄▅▆▇█"
"""A cell of a bar, by how many eighths of it are filled."""
DAY, HALVES, MIDDLE = "●", "▀▄", "•"
"""Marks of a day, of one where two steps of the scale share a row, and of several days."""
CROWDED: Final = 1.5
"""Above this many days a column, a chart shows a dot a column: no smoothed line, no marks."""

Mark = Literal["day", "infusion", "late"]
LevelKind = Literal["halfway", "before"]


@dataclass(frozen=True, slots=True)
class Dot:
    """A day's value."""

    value: Number
    mark: Mark = "day"


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line, named at its right."""

    value: Number
    name: str
    kind: LevelKind = "halfway"
    first: int = 0
    """The day it begins at."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Another measure as bars under the axis."""

    label: str
    hint: str
    low: Number
    high: Number
    values: Mapping[int, Number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """What a chart shows. Days are counted from 0, the first one drawn."""

    days: int
    measure: Measure
    dots: Mapping[int, Dot] = field(default_factory=dict)
    infusions: Mapping[int, str] = field(default_factory=dict)
    """The number over the mark of each day with an infusion; blank for none."""
    planned: Collection[int] = ()
    empty: Collection[int] = ()
    """Days without an entry, which break the axis."""
    levels: Sequence[Level] = ()
    smooth: Sequence[Sequence[tuple[int, Number]]] = ()
    """Runs of the smoothed value; nothing is drawn between two of them."""
    labels: Sequence[tuple[int, str]] = ()
    """Labels under the axis, the most important first; one that does not fit is left out."""
    lanes: Sequence[Lane] = ()
    marked: int | None = None
    """The day being filled in."""
    names: int = NAMES


def tone(measure: Measure, value: Number) -> str:
    """Return the colour of a value on the mood ramp; the better end is the brighter one."""
    share = (value - measure.low) / (measure.high - measure.low)
    share = share if measure.better == "higher" else 1 - share
    return f"$mood-{min(10, max(0, round(10 * share)))}"


@dataclass(frozen=True)
class _Scale:
    """Maps a value to its row."""

    low: Number
    high: Number
    steps: int
    """The number of equal parts that the scale is divided into."""
    rows: int
    half: bool
    """Two steps share a row: upper and lower half of a cell."""

    @classmethod
    def fitting(cls, measure: Measure, most: int) -> _Scale:
        """Return the scale with the most rows, at most `most`, with every step on a row."""
        low, high, steps = measure.low, measure.high, _steps(measure.high - measure.low)
        rows_a_step = max((n for n in (1, 2, 3, 4) if steps * n + 1 <= most), default=0)
        if rows_a_step or steps < 4:
            return cls(low, high, steps, steps * max(1, rows_a_step) + 1, half=False)
        return cls(low, high, steps, steps // 2 + 1, half=True)

    def place(self, value: Number) -> tuple[int, int]:
        """Return the row of a value from the top, and which half of it."""
        share = (self.high - value) / (self.high - self.low)
        places = self.steps if self.half else self.rows - 1
        at = min(places, max(0, int(share * places + 0.5)))
        return divmod(at, 2) if self.half else (at, 0)

    def names(self) -> dict[int, str]:
        """Return the numbers at the left, by row."""
        last = self.rows - 1
        steps = self.steps // 2 if self.half else self.steps
        every = self._steps_to_next_name(steps) * (last // steps)
        value_of_row = (self.high - self.low) * (2 / self.steps if self.half else 1 / last)
        values = {row: self.high - value_of_row * row for row in range(0, last, every)}
        values[last] = self.low
        return {row: _number(value) for row, value in values.items()}

    def _steps_to_next_name(self, steps: int) -> int:
        """Return how many steps lie between two numbers; all of them for both ends alone."""
        if self.rows >= 31 or steps <= 4:
            return 1
        if steps % 2:
            return steps
        if self.rows >= 21:
            return 2
        return steps if self.half else steps // 2


def _steps(span: Number) -> int:
    """Return into how many equal parts a scale is divided: of whole numbers, if possible."""
    if not float(span).is_integer():
        return 10
    if span <= 12:
        return int(span)
    return next((n for n in (10, 12, 8, 9, 7, 6, 5, 4, 3) if span % n == 0), 10)


def _number(value: Number) -> str:
    """Return a number at the left of the axis; four digits take all the room there is."""
    return f"{value:g}".replace("-", "−").rjust(3)[:AXIS]


def is_crowded(plot: Plot, width: int) -> bool:
    """Whether a chart of this width, in cells, shows several days a column."""
    return plot.days > CROWDED * (width - AXIS - plot.names)


def day_mark(plot: Plot, width: int, height: int) -> str:
    """Return the mark of a day in a chart of this size, for its legend."""
    if is_crowded(plot, width):
        return MIDDLE
    return HALVES[0] if _Scale.fitting(plot.measure, height - AROUND).half else DAY


def draw(plot: Plot, width: int, height: int) -> Content:
    """Draw a plot of this size in cells; blank if it does not fit."""
    if width - AXIS - plot.names < 10 or height < 5:
        return Content("")
    return _Drawing(plot, width, height).content()


class _Drawing:
    """One chart, drawn from back to front into rows of characters, each with its style."""

    def __init__(self, plot: Plot, width: int, height: int) -> None:
        self.plot, self.width, self.height = plot, width, height
        self.room = width - AXIS - plot.names
        self.scale = _Scale.fitting(plot.measure, height - AROUND)
        self.crowded = is_crowded(plot, width)
        last = max(1, plot.days - 1)
        self.xs = [AXIS + round(day * (self.room - 1) / last) for day in range(plot.days)]
        """The column of each day."""
        self.rows: list[list[tuple[str, str]]] = []

    def add_row(self) -> int:
        self.rows.append([(" ", "")] * self.width)
        return len(self.rows) - 1

    def put(self, row: int, x: int, text: str, style: str) -> None:
        """Write a text, as far as there is room."""
        for at, character in enumerate(text[: self.width - x], start=x):
            self.rows[row][at] = (character, style)

    def content(self) -> Content:
        flags, self.top, *_ = [self.add_row() for _ in range(1 + self.scale.rows)]
        names = self.scale.names()
        for row in range(self.scale.rows):
            self.put(self.top + row, AXIS - 1, "┤" if row in names else "│", "$frame")
            self.put(self.top + row, 0, names.get(row, ""), MUTED)
        self._levels()
        self._infusions(flags)
        if self.crowded:
            self._medians()
        else:
            self._smooth()
            self._dots()
        self._axis()
        self._lanes()
        while len(self.rows) < self.height:
            self.add_row()
        return lines(Content.assemble(*_runs(row)) for row in self.rows)

    def _levels(self) -> None:
        """Draw the horizontal lines, halfway over the others, and name each at its right."""
        named: dict[int, list[Level]] = defaultdict(list)
        begun = [level for level in self.plot.levels if level.first < self.plot.days]
        for level in sorted(begun, key=lambda level: level.kind == "halfway"):
            row, _ = self.scale.place(level.value)
            mark, style = ("╌", "$good") if level.kind == "halfway" else ("┄", "$field-line")
            start = self.xs[level.first]
            end = AXIS + self.room
            self.put(self.top + row, start, mark * (end - start), style)
            named[row].insert(0, level)
        x, taken = self.width - self.plot.names + 1, {self.scale.rows, *named}
        for row, levels in named.items():
            for level in levels:
                style = "$good" if level.kind == "halfway" else MUTED
                self.put(self.top + row, x, level.name, style)
                taken.add(row)
                # Another name of the same row goes below or above it.
                row = next((r for r in (row + 1, row - 1) if r not in taken), row)

    def _infusions(self, flags: int) -> None:
        """Draw a line for each infusion, and over it its number, if there is room for that."""
        free = 0
        for day, number in sorted(self.plot.infusions.items()):
            x = self.xs[day]
            if not self.crowded:
                for row in range(self.scale.rows):
                    self.put(self.top + row, x, "┊", "$infusion")
            flag = f"▼{number}" if not self.crowded else "▼"
            if x >= free:
                self.put(flags, x, flag, "bold $infusion")
                free = x + len(flag) + (0 if self.crowded else 1)
        for day in self.plot.planned:
            if self.rows[flags][self.xs[day]][0] == " ":
                self.put(flags, self.xs[day], "▽", "$infusion")

    def _smooth(self) -> None:
        for run in self.plot.smooth:
            before: tuple[int, int] | None = None
            for day, value in run:
                x, row = self.xs[day], self.top + self.scale.place(value)[0]
                if before:
                    self._step(*before, x, row)
                else:
                    self.put(row, x, "─", MUTED)
                before = x, row

    def _step(self, x0: int, row0: int, x: int, row: int) -> None:
        """Draw from one day's value to the next: horizontally, then vertically."""
        self.put(row0, x0 + 1, "─" * (x - x0 - 1), MUTED)
        if row == row0:
            self.put(row, x, "─", MUTED)
            return
        self.put(row0, x, "╮" if row > row0 else "╯", MUTED)
        self.put(row, x, "╰" if row > row0 else "╭", MUTED)
        for between in range(min(row, row0) + 1, max(row, row0)):
            self.put(between, x, "│", MUTED)

    def _medians(self) -> None:
        """Draw one dot a column: the middle one of its days."""
        columns: dict[int, list[Number]] = defaultdict(list)
        for day, dot in self.plot.dots.items():
            columns[self.xs[day]].append(dot.value)
        for x, values in columns.items():
            value = sorted(values)[len(values) // 2]
            row, _ = self.scale.place(value)
            self.put(self.top + row, x, MIDDLE, tone(self.plot.measure, value))

    def _dots(self) -> None:
        for day, dot in sorted(self.plot.dots.items()):
            row, half = self.scale.place(dot.value)
            style = MUTED if dot.mark == "infusion" else tone(self.plot.measure, dot.value)
            on_a_day = HALVES[half] if self.scale.half else DAY
            mark = {"infusion": "○", "late": "□", "day": on_a_day}[dot.mark]
            self.put(self.top + row, self.xs[day], mark, style)

    def _axis(self) -> None:
        axis, words = self.add_row(), self.add_row()
        self.put(axis, AXIS - 1, "└" + "─" * self.room, "$frame")
        if not self.crowded:
            for day in self.plot.empty:
                self.put(axis, self.xs[day], "·", "$foreground")
        if self.plot.marked is not None:
            self.put(axis, self.xs[self.plot.marked], "▲", "bold $title")
        taken: list[tuple[int, int]] = []
        for day, word in self.plot.labels:
            start = min(self.xs[day], AXIS + self.room - len(word))
            end = start + len(word)
            if all(end < left - 1 or start > right + 1 for left, right in taken):
                self.put(words, start, word, MUTED)
                taken.append((start, end))

    def _lanes(self) -> None:
        spare = self.height - len(self.rows)
        lanes = list(self.plot.lanes)[: max(0, spare - 1)]
        if not lanes:
            return
        rows = 2 if spare >= 1 + 2 * len(lanes) else 1
        self.add_row()
        x = self.width - self.plot.names + 1
        for lane in lanes:
            shown = [self.add_row() for _ in range(rows)]
            for row in shown:
                self.put(row, AXIS - 1, "│", "$frame")
            self.put(shown[0], x, lane.label, "$foreground")
            if rows > 1:
                self.put(shown[1], x, lane.hint, MUTED)
                self.put(shown[0], 0, _number(lane.high), MUTED)
                self.put(shown[1], 0, _number(lane.low), MUTED)
            for day, value in lane.values.items():
                share = min(1, max(0, (value - lane.low) / (lane.high - lane.low)))
                eighths = max(1, round(share * 8 * rows))
                for n, row in enumerate(reversed(shown)):
                    if filled := min(8, max(0, eighths - 8 * n)):
                        self.put(row, self.xs[day], LANE[filled], "$lane")


def _runs(row: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield runs of one style; a blank keeps the style before it, which saves output."""
    joined, style = [], ""
    for character, own in row:
        style = style if character == " " else own
        joined.append((character, style))
    for style, run in groupby(joined, key=lambda cell: cell[1]):
        yield "".join(character for character, _ in run), style


class Chart(Widget):
    """A plot, drawn to the size of the widget."""

    DEFAULT_CSS = "Chart { height: 1fr; width: 1fr; }"
    ALLOW_SELECT = False
    plot: reactive[Plot | None] = reactive(None)

    class Resized(Message):
        """The chart has a new size, and with it perhaps other marks: see `day_mark`."""

    def on_resize(self) -> None:
        """Say so to whoever writes the legend."""
        self.post_message(self.Resized())

    def render(self) -> RenderResult:
        """Draw the plot; blank without one."""
        return draw(self.plot, *self.size) if self.plot else Content("")
