"""The ledger, a table and a chart in one: each infusion, what lay around it, how long it lasted.

Columns are as wide as what is written in them; the bars take what is left. A cell that is too long
takes a second line; nothing in the table is ever cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracker.analysis import InfusionRow, Report
from tracker.charts import words
from tracker.charts.sheet import WIDTH, Panel, Sheet, text_width, wrap
from tracker.charts.theme import TEXT
from tracker.charts.words import LedgerRow

SLOT: Final = TEXT["table"].line
"""Height of a line of the table in mm; a row takes one, or more where a cell needs them."""
GAP: Final = 2.2
"""Mm between two columns."""
MOST_DOSE: Final = 34.0
MOST_ELSE: Final = 26.0
LEAST_BARS: Final = 42.0
LEAST_WITHOUT_BARS: Final = 24.0
BAR_SHARE: Final = 0.26
"""Of the room for bars, how much the longest bar takes; its words stand right of it."""
MOST_EFFECTS: Final = 6
FOUR_WEEKS: Final = 28
BAR_HEIGHTS: Final = {"rose": 0.6, "already": 0.6, "smaller": 0.2}
BAR_STYLES: Final = {"rose": "bar-filled", "already": "bar-open", "smaller": "bar-thin"}


@dataclass(frozen=True, slots=True)
class Line:
    """One infusion with its cells broken into lines, or a course's own line."""

    row: InfusionRow | None
    cells: LedgerRow | None
    dose: tuple[str, ...] = ()
    bar: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    course: tuple[str, ...] = ()

    @property
    def slots(self) -> int:
        """How many lines of the table it takes."""
        return max(1, len(self.dose), len(self.bar), len(self.other), len(self.course))


@dataclass(frozen=True, slots=True)
class Ledger:
    """The table of a report's infusions, laid out: where each column stands and breaks."""

    report: Report
    lines: tuple[Line, ...]
    names: tuple[str, ...]
    """Headings of the side effects that have a column of their own."""
    number: float
    day: float
    dose: float
    since: float
    before: float
    arrow: float
    after: float
    next_day: float
    change: float
    bars: float
    bars_room: float
    effects: tuple[float, ...]
    other: float
    key: tuple[str, ...]
    longest: int
    """Days that the longest bar stands for."""

    def height(self, lines: Sequence[Line]) -> float:
        """Return the height of some of its lines with the headings, in mm."""
        return self.head + sum(line.slots for line in lines) * SLOT + 1.2 if lines else 0.0

    @property
    def head(self) -> float:
        """The height of heading, key and column heads."""
        return 4.0 + len(self.key) * TEXT["fine"].line + 6.6


def short_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return headings of four or more letters, each for one name only: diss., naus., pain."""
    found: list[str] = []
    for name in names:
        length = 4
        while length < len(name) and f"{name[:length]}." in found:
            length += 1
        found.append(name if len(name) <= length + 1 else f"{name[:length].rstrip()}.")
    return tuple(found)


def lay_out(report: Report) -> Ledger:
    """Measure every cell and place the columns: as many side effects as leave room for the bars."""
    barred = any(row.bar and row.next_in_series is None for row in report.infusions)
    least = LEAST_BARS if barred else LEAST_WITHOUT_BARS
    for effects in range(min(MOST_EFFECTS, len(report.side_effects.names)), -1, -1):
        found = _lay_out(report, effects)
        if found.bars_room >= least:
            break
    return found


def _lay_out(report: Report, shown: int) -> Ledger:
    rows = words.ledger_rows(report)
    names = report.side_effects.names
    heads = short_names(names[:shown])
    number = _widest([row.number for row in rows], "#", bold=True)
    day = number + GAP
    dose = day + _widest([row.day for row in rows], "date") + GAP
    dose_room = min(MOST_DOSE, _widest([row.dose for row in rows], words.dose_heading(report)))
    since = dose + dose_room + GAP + _widest([row.since for row in rows], "since")
    before = since + GAP + max(_widest([row.before for row in rows], "", bold=True), 6.0)
    arrow, after = before + 2.2, before + 4.4
    x = after + max(_widest([row.after for row in rows], "", bold=True), 5.0) + GAP
    next_day = x + _widest([row.next_day for row in rows], "next")
    change = next_day + GAP
    bars = change + _widest([_change(row) for row in rows], "change") + GAP
    # From the right: what else, then the side effects.
    others = [_other(row, names, shown) for row in rows]
    other_room = min(MOST_ELSE, _widest(others, "what") if any(others) else 0.0)
    other = WIDTH - other_room
    right = other - (GAP if other_room else 0.0)
    effects: list[float] = []
    for head in reversed(heads):
        wide = max(text_width(head, "fine"), 3.4)
        effects.insert(0, right - wide / 2)
        right -= wide + 1.0
    bars_room = right - bars - 1.0
    longest = axis_days([row for row in report.infusions if row.next_in_series is None])
    lines = _lines(report, rows, others, dose_room, other_room, bars_room, longest)
    return Ledger(
        report, lines, heads, number, day, dose, since, before, arrow, after, next_day, change,
        bars, bars_room, tuple(effects), other, _key_lines(report, names, heads), longest,
    )  # fmt: skip


def _widest(cells: Sequence[str], head: str, *, bold: bool = False) -> float:
    style = "table-bold" if bold else "table"
    return max([text_width(head, "fine"), *(text_width(cell, style) for cell in cells)])


def _change(row: LedgerRow) -> str:
    moved = row.direction if row.direction in ("rose", "fell") else ""
    return f"{row.change} {moved}".strip()


def _other(row: LedgerRow, names: Sequence[str], shown: int) -> str:
    """Return the letters, and side effects that have no column of their own."""
    rest = [
        f"{name} {severity}"
        for name, severity in zip(names[shown:], row.effects[shown:], strict=True)
        if severity is not None
    ]
    return ", ".join([*([row.letters] if row.letters else []), *rest])


def _key_lines(report: Report, names: Sequence[str], heads: Sequence[str]) -> tuple[str, ...]:
    key = words.ledger_key(report)
    told = [f"Bars: {key}."] if key else []
    if names:
        meant = [h if h == n else f"{h} {n}" for h, n in zip(heads, names, strict=False)]
        told.append("Side effects 0 none – 3 severe, blank: not recorded")
        told[-1] += "".join(f"; {part}" for part in meant if " " in part) + "."
    return tuple(wrap(" ".join(told), WIDTH, "fine")) if told else ()


def _lines(
    report: Report,
    rows: Sequence[LedgerRow],
    others: Sequence[str],
    dose_room: float,
    other_room: float,
    bars_room: float,
    longest: int,
) -> tuple[Line, ...]:
    lines: list[Line] = []
    course = 0
    several = len(report.courses) > 1
    by_number = {course.number: course for course in report.courses}
    for row, cells, other in zip(report.infusions, rows, others, strict=True):
        if several and row.numbered.course != course:
            told = words.course_words(report, by_number[row.numbered.course])
            lines.append(Line(None, None, course=tuple(wrap(told, WIDTH, "table-bold"))))
        course = row.numbered.course
        room = bars_room - _bar_end(row, bars_room, longest) - 1.5
        lines.append(
            Line(
                row,
                cells,
                dose=tuple(wrap(cells.dose, dose_room + 0.1, "table")) if cells.dose else (),
                bar=tuple(wrap(cells.bar, room, "table")) if cells.bar else (),
                other=tuple(wrap(other, other_room + 0.1, "table")) if other else (),
            )
        )
    return tuple(lines)


def axis_days(rows: Sequence[InfusionRow]) -> int:
    """Return a length of whole four weeks that holds every bar."""
    days = (max(row.bar.days_min, row.bar.days_max or 0) for row in rows if row.bar)
    return FOUR_WEEKS * max(1, -(-max(days, default=0) // FOUR_WEEKS))


def _bar_end(row: InfusionRow, bars_room: float, longest: int) -> float:
    """Return where a bar ends, in mm from the left of the bars."""
    if row.bar is None or row.next_in_series is not None:
        return 0.0
    arrow = 1.6 if row.bar.end != "lost" else 0.0
    days = max(row.bar.days_min, row.bar.days_max or 0)
    return days / longest * bars_room * BAR_SHARE + arrow


def last_lines(ledger: Ledger, slots: int) -> tuple[Line, ...]:
    """Return the latest lines that fit in so many slots; a course's line only above its rows."""
    found: list[Line] = []
    used = 0
    for line in reversed(ledger.lines):
        used += line.slots
        if used > slots:
            break
        found.insert(0, line)
    return tuple(found)


def first_lines(lines: Sequence[Line], slots: int) -> tuple[Line, ...]:
    """Return the first lines that fit in so many slots; a course's line not at the very end."""
    used, count = 0, 0
    for line in lines:
        used += line.slots
        if used > slots:
            break
        count += 1
    while 0 < count < len(lines) and lines[count - 1].row is None:
        count -= 1
    return tuple(lines[:count])


def draw_ledger(
    sheet: Sheet, ledger: Ledger, lines: Sequence[Line], y: float, *, note: str = ""
) -> float:
    """Draw some of the lines with their headings, and return where the table ends."""
    report = ledger.report
    sheet.text(0, y + 3.0, "Each infusion", "heading", gid="ledger-heading")
    after = text_width("Each infusion ", "heading")
    tally = words.ledger_heading(report).partition("Each infusion")[2]
    sheet.text(after, y + 3.0, tally.strip(), "body", gid="ledger-tally")
    if note:
        sheet.text(WIDTH, y + 3.0, note, "small-bold", ha="right", gid="more")
    top = sheet.lines(0, y + 6.2, ledger.key, "fine", gid="ledger-key") - TEXT["fine"].line
    head = max(y + ledger.head, top)
    _draw_heads(sheet, ledger, head - 1.0)
    sheet.rule(head)
    _draw_columns(sheet, ledger, lines, head)
    _draw_bars(sheet, ledger, lines, head)
    bottom = head + sum(line.slots for line in lines) * SLOT + 0.4
    sheet.rule(bottom)
    return bottom


def _draw_heads(sheet: Sheet, ledger: Ledger, y: float) -> None:
    up = y - 2.6
    shown = {line.row.numbered.course for line in ledger.lines if line.row}
    courses = [course for course in ledger.report.courses if course.number in shown]
    heads = (
        (ledger.number, "#", "right", y),
        (ledger.day, "date", "left", y),
        (ledger.dose, words.dose_heading(ledger.report), "left", y),
        (ledger.since, "days", "right", up),
        (ledger.since, "since", "right", y),
        (ledger.arrow, "3 days", "center", up),
        (ledger.arrow, "before → after", "center", y),
        (ledger.next_day, "next", "right", up),
        (ledger.next_day, "day", "right", y),
        (ledger.change, "change", "left", y),
        (ledger.bars, words.bars_heading(ledger.report, courses), "left", y),
        *((x, name, "center", y) for x, name in zip(ledger.effects, ledger.names, strict=True)),
    )
    for x, head, ha, at in heads:
        sheet.text(x, at, head, "fine", ha=ha, gid="ledger-head")
    if any(line.other for line in ledger.lines):
        sheet.text(ledger.other, up, "what", "fine", gid="ledger-head")
        sheet.text(ledger.other, y, "else", "fine", gid="ledger-head")


def _draw_columns(sheet: Sheet, ledger: Ledger, lines: Sequence[Line], y: float) -> None:
    for field, x, ha, style in (
        ("number", ledger.number, "right", "table-bold"),
        ("day", ledger.day, "left", "table"),
        ("since", ledger.since, "right", "table"),
        ("before", ledger.before, "right", "table-bold"),
        ("after", ledger.after, "left", "table-bold"),
        ("next_day", ledger.next_day, "right", "table"),
    ):
        cells = _slots(
            lines, [[getattr(line.cells, field)] if line.cells else [] for line in lines]
        )
        sheet.column(x, y, cells, SLOT, style, ha=ha, gid=f"ledger-{field.replace('_', '-')}")
    arrows = [["→"] if line.cells else [] for line in lines]
    sheet.column(ledger.arrow, y, _slots(lines, arrows), SLOT, "table", ha="center", gid="arrows")
    changes = [[_change(line.cells)] if line.cells else [] for line in lines]
    sheet.column(ledger.change, y, _slots(lines, changes), SLOT, "table", gid="ledger-change")
    sheet.column(ledger.dose, y, _slots(lines, [line.dose for line in lines]), SLOT,
                 "table", gid="ledger-dose")  # fmt: skip
    sheet.column(ledger.other, y, _slots(lines, [line.other for line in lines]), SLOT,
                 "table", gid="ledger-letters")  # fmt: skip
    _draw_effects(sheet, ledger, lines, y)
    top = y
    for line in lines:
        if line.course:
            sheet.lines(0, top + SLOT - 0.9, line.course, "table-bold", gid="ledger-course")
        top += line.slots * SLOT


def _slots(lines: Sequence[Line], cells: Sequence[Sequence[str]]) -> list[str]:
    """Return one text a slot: a cell's lines, then blanks to the row's end."""
    return [
        cell[index] if index < len(cell) else ""
        for line, cell in zip(lines, cells, strict=True)
        for index in range(line.slots)
    ]


def _draw_effects(sheet: Sheet, ledger: Ledger, lines: Sequence[Line], y: float) -> None:
    for column, x in enumerate(ledger.effects):
        cells: list[list[str]] = []
        top = y
        for line in lines:
            severity = line.cells.effects[column] if line.cells else None
            cells.append(["" if severity is None else str(severity)])
            if severity == 3:
                # A severe one must stand out without colour.
                sheet.frame(x - 1.5, top + SLOT / 2 - 1.55, 3.0, 3.1)
            top += line.slots * SLOT
        sheet.column(x, y, _slots(lines, cells), SLOT, "table", ha="center", gid="side-effects")


def _draw_bars(sheet: Sheet, ledger: Ledger, lines: Sequence[Line], y: float) -> None:
    slots = sum(line.slots for line in lines)
    room = ledger.bars_room * BAR_SHARE
    panel = sheet.panel(
        ledger.bars, y, room, slots * SLOT, (0, ledger.longest), (slots, 0), "ledger-bars"
    )
    slot = 0
    for line in lines:
        if line.row is not None:
            middle = slot + 0.5
            if line.row.bar is not None and line.row.next_in_series is None:
                _draw_bar(panel, line.row, middle, ledger.longest / room)
            x = ledger.bars + _bar_end(line.row, ledger.bars_room, ledger.longest)
            if line.row.bar is not None and line.row.next_in_series is None:
                x += 1.5
            for index, told in enumerate(line.bar):
                sheet.text(x, y + (middle + index) * SLOT, told, "table", va="center_baseline",
                           gid="bar-words")  # fmt: skip
        slot += line.slots


def _draw_bar(panel: Panel, row: InfusionRow, middle: float, per_mm: float) -> None:
    """Draw one bar: filled, open or thin; a short line for days between; an arrow if cut short."""
    bar = row.bar
    assert bar is not None  # noqa: S101  # the caller has looked
    tall = BAR_HEIGHTS[bar.start]
    panel.boxes(BAR_STYLES[bar.start], [(0, middle - tall / 2, bar.days_min, tall)])
    if bar.end != "lost":
        panel.points("cut-short", [bar.days_min + 0.8 * per_mm], [middle])
    elif bar.days_max is not None and bar.days_max > bar.days_min:
        panel.strokes("bar-between", [((bar.days_min, middle), (bar.days_max, middle))])
