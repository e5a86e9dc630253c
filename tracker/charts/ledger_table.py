"""The infusion ledger, a table and a chart in one: what was given, what followed, what was felt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from matplotlib.collections import LineCollection

from tracker.charts import fonts
from tracker.charts.ledger import LedgerRow
from tracker.charts.sheet import HEADING, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH: Final = 132.0
ROW: Final = 3.9
HEAD: Final = 11.5
BARS: Final = (61.0, 23.0)
"""Where the duration bars begin and how long the axis is, in mm; words follow each bar."""
FOUR_WEEKS: Final = 28
EFFECTS: Final = 100.0
EFFECT: Final = 5.4
MOST_EFFECTS: Final = 5
ALSO: Final = 127.5


@dataclass(frozen=True, slots=True)
class Column:
    """A column of words: its heading in one or two lines, where its text stands."""

    heading: str
    x: float
    align: str
    field: str


COLUMNS: Final = (
    Column("#", 5, "right", "label"),
    Column("date", 7, "left", "day"),
    Column("dose", 24, "left", "dose"),
    Column("days\nsince", 44, "right", "since"),
    Column("just\nbefore", 51.5, "right", "before"),
    Column("best\nafter", 58.5, "right", "best"),
    Column("days half of the gain held", 61, "left", ""),
)


def ledger_height(rows: Sequence[LedgerRow]) -> float:
    """Return the height of the table in mm."""
    return HEAD + len(rows) * ROW + 4.2 if rows else 0.0


def draw_ledger(sheet: Sheet, rows: Sequence[LedgerRow], names: Sequence[str], y: float) -> None:
    """Draw the table with its upper edge at y."""
    sheet.text(0, y + 3, "Each infusion", HEADING, bold=True)
    sheet.text(25, y + 3, "side effects 0 none – 3 severe, blank not recorded", 6.4)
    _headings(sheet, names, y + HEAD - 1.2)
    sheet.rule(y + HEAD, 0, WIDTH)
    bottom = y + HEAD + len(rows) * ROW
    for column in COLUMNS:
        if column.field:
            words = [getattr(row, column.field) for row in rows]
            _column(sheet, column, words, y + HEAD)
    _bars(sheet, rows, y + HEAD)
    _effects(sheet, rows, len(names[:MOST_EFFECTS]), y + HEAD)
    sheet.column(ALSO, y + HEAD, [row.also[:6] for row in rows], ROW, 6.4)
    sheet.rule(bottom + 0.4, 0, WIDTH)


def _column(sheet: Sheet, column: Column, words: Sequence[str], y: float) -> None:
    sheet.column(column.x, y, words, ROW, 6.8, ha=column.align, gid=f"ledger-{column.field}")


def _headings(sheet: Sheet, names: Sequence[str], y: float) -> None:
    for column in COLUMNS:
        for index, line in enumerate(reversed(column.heading.split("\n"))):
            sheet.text(column.x, y - index * 2.8, line, 6.4, ha=column.align)
    for index, name in enumerate(names[:MOST_EFFECTS]):
        shown = fonts.fit(fonts.drawable(name), 15, 6.4)
        sheet.text(
            EFFECTS + index * EFFECT - 0.6,
            y,
            shown,
            6.4,
            rotation=38,
            ha="left",
            rotation_mode="anchor",
            gid="slanted",
        )
    sheet.text(ALSO, y, "also", 6.4)


def _bars(sheet: Sheet, rows: Sequence[LedgerRow], y: float) -> None:
    """Draw how long it held: solid for sure, thin where entries were missing, an arrow if cut."""
    x, width = BARS
    height = len(rows) * ROW
    longest = _axis_days(rows)
    axes = sheet.panel(x, y, width, height, (0, longest), (len(rows), 0), "ledger-bars")
    for index, row in enumerate(rows):
        edge = _bar(axes, sheet, row, index + 0.5) / longest * width if row.bar else -1.4
        room = EFFECTS - x - edge - 4.4
        full = fonts.width(row.held, 6.6) <= room
        words = row.held if full else fonts.fit(row.briefly, room, 6.6)
        middle = y + (index + 0.5) * ROW
        sheet.text(x + edge + 1.4, middle, words, 6.6, va="center", gid="held")
    for week in range(5):
        days = longest * week // 4
        sheet.text(x + week / 4 * width, y + height + 3.2, str(days), 6.2, ha="center")


def _axis_days(rows: Sequence[LedgerRow]) -> int:
    """Return a length of whole four weeks that holds every bar."""
    longest = max((max(row.bar) for row in rows if row.bar), default=0)
    return FOUR_WEEKS * max(1, -(-longest // FOUR_WEEKS))


def _bar(axes: Axes, sheet: Sheet, row: LedgerRow, middle: float) -> float:
    """Draw one bar and return where its words may begin, in days."""
    low, high = row.bar or (0, 0)
    arrow = 0.05 * axes.get_xlim()[1]
    bar = [[(0, middle), (low, middle)]]
    axes.add_collection(
        LineCollection(bar, colors=sheet.theme.mood, linewidths=4, gid="held-bar"), autolim=False
    )
    if row.open_ended:
        axes.plot(
            [low + arrow / 2],
            [middle],
            marker=">",
            markersize=4,
            markerfacecolor="white",
            markeredgecolor=sheet.theme.ink,
            clip_on=False,
            gid="cut-short",
        )
        return low + arrow
    if high > low:
        axes.plot(
            [low, high],
            [middle, middle],
            color=sheet.theme.ink,
            linewidth=1.1,
            marker="|",
            markersize=4,
            gid="uncertain",
            clip_on=False,
        )
    return high


def _effects(sheet: Sheet, rows: Sequence[LedgerRow], shown: int, y: float) -> None:
    for place in range(shown):
        x = EFFECTS + place * EFFECT
        cells = [row.effects[place] for row in rows]
        words = ["" if cell is None else str(cell) for cell in cells]
        sheet.column(x, y, words, ROW, 6.8, ha="center", gid="side-effects")
        for index, cell in enumerate(cells):
            if cell == 3:
                _box(sheet, x, y + (index + 0.5) * ROW)


def _box(sheet: Sheet, x: float, y: float) -> None:
    """Box a 3: a severe one must stand out without colour."""
    left, right, top, bottom = x - 1.5, x + 1.5, y - 1.6, y + 1.6
    sheet.lines(
        [(left, right), (right, right), (right, left), (left, left)],
        [(top, top), (top, bottom), (bottom, bottom), (bottom, top)],
        1.0,
    )
