"""Where everything in the ledger is: its columns, its lines, and the scale of its bars.

Columns are as wide as their texts; the bars take what is left. A cell that is too long
takes a second line; nothing in the table is ever cut.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, product
from typing import Final

from tracker.analysis import Bar, InfusionRow, Report
from tracker.charts import words
from tracker.charts.sheet import WIDTH, text_width, wrap
from tracker.charts.theme import TEXT
from tracker.charts.words import LedgerRow

SLOT: Final = TEXT["table"].line
"""Height in mm of a slot, one line of the table; a row takes as many as its longest cell."""
GAP: Final = 2.2
"""Mm between two columns."""
MAX_DOSE_WIDTH, MAX_DOSE_WIDTH_NO_BARS, MIN_DOSE_WIDTH = 34.0, 52.0, 20.0
"""Mm of the column of doses; the last of them where there is little room."""
MAX_ELSE_WIDTH: Final = 26.0
MIN_BARS_WIDTH, MIN_BARS_WIDTH_NO_BARS = 42.0, 24.0
"""Mm of the column of bars and the words beside them; without any bar it has only words."""
MIN_BAR_LENGTH, MAX_BAR_LENGTH = 8.0, 24.0
"""Mm of the longest bar; between the two, as long as the words beside the bars allow."""
ARROW, BEFORE_WORDS = 1.6, 1.5
"""Mm of the arrow on a bar that is cut short, and of the gap between a bar and its words."""
FIRST_LINE: Final = 0.68
"""Share of the words beside a bar that fits on the first of two lines."""
MAX_EFFECTS: Final = 6
EFFECT_PITCH: Final = 4.6
"""Minimum mm between the columns of two side effects."""
MAX_NAME_WIDTH: Final = 20.0
"""Mm above which a side effect's name is short in the heading and spelled out in the key."""
HEADING_HEIGHT, COLUMN_HEADS_HEIGHT = 4.0, 6.6
"""Mm of the table's heading, and of the two lines of column headings."""
FOUR_WEEKS: Final = 28


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: the two lines of its heading, its cells, and its place."""

    gid: str
    ha: str
    heads: tuple[str, str]
    cells: Sequence[Sequence[str]]
    """The lines of each row's cell."""
    style: str = "table"
    min_width: float = 0.0
    gap: float = GAP
    """Mm to the next column."""
    heads_overhang: bool = False
    """Its heading may be wider than the column, and lies over its neighbours too."""
    x: float = 0.0
    """Mm from the left of the table: its left edge, middle or right edge, as `ha` says."""

    @property
    def width(self) -> float:
        """Width in mm of its widest cell or heading."""
        heads = () if self.heads_overhang else self.heads
        widths = [text_width(text, self.style) for cell in self.cells for text in cell]
        return max([self.min_width, *widths, *(text_width(head, "fine") for head in heads)])


@dataclass(frozen=True, slots=True)
class Line:
    """An infusion's row of the table, or the heading of a course."""

    row: InfusionRow | None
    """None for a heading."""
    place: int
    """Index of the row, or of the row below the heading, among the report's infusions."""
    slots: int
    words: Sequence[str]
    """Text beside the bar, or the course's summary."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The table of a report's infusions, laid out: column positions and line breaks."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    beside: tuple[str, str]
    """The tally, and the key of the side effects, both on the line of the heading."""
    key: tuple[str, ...]
    bars: float
    """Mm from the left where the bars begin."""
    longest: int
    """Days of the longest bar, in whole four weeks."""
    per_day: float
    """Mm of a bar for each of its days."""
    blank: frozenset[date]
    """Days without an entry: a bar is broken there, so that missing days never lengthen it."""

    def height(self, lines: Sequence[Line]) -> float:
        """Return the height of these lines with the headings, in mm."""
        return self.head_height + sum(line.slots for line in lines) * SLOT + 1.2

    @property
    def head_height(self) -> float:
        """The height of heading, key and column heads."""
        return HEADING_HEIGHT + len(self.key) * TEXT["fine"].line + COLUMN_HEADS_HEIGHT


def lay_out(report: Report) -> Ledger:
    """Measure every cell and place the columns.

    Wide doses and many side effects are tried first; doses are narrowed only if not even a table
    without columns of side effects fits. The last try is taken even if it is too wide.
    """
    rows = words.ledger_rows(report)
    barred = any(row.drawn_bar for row in report.infusions)
    max_effects = min(MAX_EFFECTS, len(report.side_effects.names))
    doses = (MAX_DOSE_WIDTH if barred else MAX_DOSE_WIDTH_NO_BARS, MIN_DOSE_WIDTH)
    for dose_width, shown in product(doses, range(max_effects, -1, -1)):
        left, bars = _left_columns(report, rows, dose_width)
        bars_head = Column("bars", "left", ("", words.bars_heading(report)), (), x=bars)
        min_width = max(MIN_BARS_WIDTH if barred else MIN_BARS_WIDTH_NO_BARS, bars_head.width + GAP)
        right, edge = _right_columns(report, rows, shown)
        if edge - bars >= min_width:
            break
    columns = (*left, bars_head, *right)
    # A multiple of four weeks that holds every bar.
    longest = max((_days(row.drawn_bar) for row in report.infusions if row.drawn_bar), default=0)
    longest = FOUR_WEEKS * max(1, math.ceil(longest / FOUR_WEEKS))
    per_day = _bar_scale(report, rows, edge - bars, longest)
    lines = tuple(_lines(report, rows, columns, edge - bars, per_day))
    beside, key = _heading_and_key(report, shown)
    blank = frozenset(report.main.missing)
    return Ledger(columns, lines, beside, key, bars, longest, per_day, blank)


def _left_columns(
    report: Report, rows: Sequence[LedgerRow], dose_width: float
) -> tuple[list[Column], float]:
    """Return the columns from the left edge on, and where the bars begin in mm."""
    doses = [wrap(row.dose, dose_width, "table") for row in rows]
    # With its direction in a word: +1.75 alone would be read as a rise.
    changes = [
        [f"{cells.change} {words.brief_direction(row, report.main.measure)}".strip()]
        for row, cells in zip(report.infusions, rows, strict=True)
    ]
    columns = (
        Column("ledger-number", "right", ("", "#"), [[row.number] for row in rows], "table-bold"),
        Column("ledger-day", "left", ("", "date"), [[row.day] for row in rows]),
        Column("ledger-dose", "left", ("", words.dose_heading(report)), doses),
        Column("ledger-since", "right", ("days", "since"), [[row.since] for row in rows]),
        Column("ledger-before", "right", ("", ""), [[row.before] for row in rows], "table-bold",
               min_width=6.0, gap=0.0),
        Column("ledger-arrows", "center", ("3 days", "before → after"), [["→"] for _ in rows],
               min_width=4.4, gap=0.0, heads_overhang=True),
        Column("ledger-after", "left", ("", ""), [[row.after] for row in rows], "table-bold",
               min_width=5.0),
        Column("ledger-next-day", "right", ("next", "day"), [[row.next_day] for row in rows]),
        Column("ledger-change", "left", ("", "change"), changes),
    )  # fmt: skip
    placed: list[Column] = []
    x = 0.0
    for column in columns:
        width, share = column.width, {"left": 0.0, "center": 0.5, "right": 1.0}[column.ha]
        placed.append(replace(column, x=x + width * share))
        x += width + column.gap
    return placed, x


def _right_columns(
    report: Report, rows: Sequence[LedgerRow], shown: int
) -> tuple[list[Column], float]:
    """Return the columns up to the right edge, and where the bars end in mm.

    Those are `shown` side effects and, where there is any, "what else".
    """
    names = report.side_effects.names
    others = [wrap(_what_else(row, names, shown), MAX_ELSE_WIDTH, "table") for row in rows]
    found: list[Column] = []
    right = WIDTH
    if any(any(other) for other in others):
        other = Column("ledger-letters", "left", ("what", "else"), others)
        right -= other.width
        found.append(replace(other, x=right))
        right -= GAP
    if not shown:
        return found, right - 1.0
    effects = _effect_columns(report, rows, shown, right)
    # The bars' own heading is on the lower line, too.
    lower_edges = [column.x - text_width(column.heads[1], "fine") / 2 for column in effects]
    return [*effects, *found], min(effects[0].x - EFFECT_PITCH / 2, *lower_edges) - 1.0


def _effect_columns(
    report: Report, rows: Sequence[LedgerRow], shown: int, right: float
) -> list[Column]:
    """Return a column for each of the first `shown` side effects, ending at `right` mm.

    Headings alternate between two lines, so that a name may be wider than its column.
    """
    heads = short_names(report.side_effects.names[:shown])
    # Neighbours on one line of the headings are two columns apart.
    widths = [max(text_width(head, "fine"), EFFECT_PITCH) for head in heads]
    pitches = ((a + b) / 4 + 0.5 for a, b in zip(widths, widths[2:], strict=False))
    pitch = max([EFFECT_PITCH, *pitches])
    # How far the heading of one of the last two columns reaches right of the last column's middle.
    over = max(width / 2 - n * pitch for n, width in enumerate(reversed(widths[-2:])))
    columns = []
    for index, head in enumerate(heads):
        behind = shown - 1 - index
        cells = [["" if (e := row.effects[index]) is None else str(e)] for row in rows]
        lines = (head, "") if behind % 2 else ("", head)
        x = right - over - behind * pitch
        columns.append(Column("side-effects", "center", lines, cells, x=x))
    return columns


def short_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return unique headings; a long name is abbreviated to at least four letters."""
    found: list[str] = []
    for name in names:
        length = 4
        while length < len(name) and f"{name[:length].rstrip()}." in found:
            length += 1
        fits = text_width(name, "fine") <= MAX_NAME_WIDTH
        found.append(name if fits else f"{name[:length].rstrip()}.")
    return tuple(found)


def _what_else(row: LedgerRow, names: Sequence[str], shown: int) -> str:
    """Return the letters of events, and side effects that have no column of their own."""
    rest = [
        f"{words.inline(name)} {severity}"
        for name, severity in zip(names[shown:], row.effects[shown:], strict=True)
        if severity is not None
    ]
    return ", ".join([*([row.letters] if row.letters else []), *rest])


def _heading_and_key(report: Report, shown: int) -> tuple[tuple[str, str], tuple[str, ...]]:
    """Return the two texts on the heading's line, and the lines of the key below it."""
    tally, bars_key = words.ledger_tally(report), words.ledger_key(report)
    key = [f"Bars: {bars_key}."] if bars_key else []
    effects = ""
    if names := report.side_effects.names:
        heads = short_names(names[:shown])
        spelled_out = [f"; {h} {n}" for h, n in zip(heads, names, strict=False) if h != n]
        effects = f"Side effects: 0 none – 3 severe, blank: not recorded{''.join(spelled_out)}."
    used = text_width(words.LEDGER_HEADING, "heading") + text_width(tally, "body") + 3 * GAP
    if used + text_width(effects, "fine") > WIDTH:
        key, effects = [*key, effects], ""
    return (tally, effects), tuple(wrap(" ".join(key), WIDTH, "fine")) if key else ()


def _days(bar: Bar) -> int:
    return max(bar.days_min, bar.days_max or 0)


def _bar_scale(report: Report, rows: Sequence[LedgerRow], room: float, longest: int) -> float:
    """Return the scale (mm per day) at which the words right of the bars fit on one line or two."""
    min_scale, scale = MIN_BAR_LENGTH / longest, MAX_BAR_LENGTH / longest
    for row, cells in zip(report.infusions, rows, strict=True):
        if row.drawn_bar and (days := _days(row.drawn_bar)):
            left, wide = room - ARROW - BEFORE_WORDS, text_width(cells.bar, "table")
            one_line = (left - wide) / days
            two_lines = (left - wide * FIRST_LINE) / days
            scale = min(scale, one_line if one_line >= min_scale else two_lines)
    return max(min_scale, scale)


def words_at(bar: Bar | None, per_day: float) -> float:
    """Return where the words beside a bar begin, in mm from the left of the bars."""
    if bar is None:
        return 0.0
    arrow = ARROW if bar.end != "lost" else 0.0
    return _days(bar) * per_day + arrow + BEFORE_WORDS


def _lines(
    report: Report,
    rows: Sequence[LedgerRow],
    columns: Sequence[Column],
    room: float,
    per_day: float,
) -> Iterator[Line]:
    courses = {course.number: course for course in report.courses}
    course_above = 0
    for place, (row, cells) in enumerate(zip(report.infusions, rows, strict=True)):
        course = row.numbered.course
        if len(courses) > 1 and course != course_above:
            texts = wrap(words.course_words(report, courses[course]), WIDTH, "table-bold")
            yield Line(None, place, len(texts), texts)
        course_above = course
        texts = wrap(cells.bar, room - words_at(row.drawn_bar, per_day), "table")
        tallest = max(len(column.cells[place]) for column in columns if column.cells)
        yield Line(row, place, max(tallest, len(texts)), texts)


def last_lines(lines: Sequence[Line], slots: int) -> tuple[Line, ...]:
    """Return the latest lines that fit in `slots`."""
    return tuple(lines[len(lines) - _fitting(reversed(lines), slots) :])


def first_lines(lines: Sequence[Line], slots: int) -> tuple[Line, ...]:
    """Return the first lines that fit in `slots`; none of them ends with a course's heading."""
    return without_last_heading(lines[: _fitting(lines, slots)])


def _fitting(lines: Iterable[Line], slots: int) -> int:
    """Return how many of the lines fit, from the first on."""
    return sum(used <= slots for used in accumulate(line.slots for line in lines))


def without_last_heading(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines without a course's heading at their end: its rows are on another page."""
    end = len(lines)
    while end and lines[end - 1].row is None:
        end -= 1
    return tuple(lines[:end])


def under_heading(lines: Sequence[Line], start: int) -> tuple[Line, ...]:
    """Return the lines from a place on, under the heading of their course if it has one.

    Where a course goes on from another page, its heading is written once more: without it, nobody
    knows which halfway the bars rest on.
    """
    rest = tuple(lines[start:])
    heading = next((line for line in reversed(lines[:start]) if line.row is None), None)
    return (heading, *rest) if heading and rest and rest[0].row else rest
