"""The ledger, a table and a chart in one: each infusion, what lay around it, how long it lasted.

Columns are as wide as what is written in them; the bars take what is left. A cell that is too long
takes a second line; nothing in the table is ever cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, product
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
MOST_WITHOUT_BARS: Final = 52.0
LEAST_DOSE: Final = 20.0
"""Mm of the doses, on a page with bars, on one without, and where there is little room."""
MOST_ELSE: Final = 26.0
LEAST_BARS: Final = 42.0
LEAST_WITHOUT_BARS: Final = 24.0
LEAST_BAR, MOST_BAR = 8.0, 24.0
"""Mm of the longest bar: as long as the words right of the bars allow."""
ARROW: Final = 1.6
BEFORE_WORDS: Final = 1.5
"""Mm for the mark of a bar that was cut short, and between a bar and its words."""
FIRST_LINE: Final = 0.68
"""Share of the words beside a bar that stands on the first of two lines."""
MOST_EFFECTS: Final = 6
CELL: Final = 4.6
"""Least mm between the columns of two side effects."""
LONGEST_NAME: Final = 20.0
"""Mm of a side effect's name above which its heading is shortened, and the key has it whole."""
SEVERE: Final = 3
FOUR_WEEKS: Final = 28
BAR_HEIGHTS: Final = {"rose": 0.6, "already": 0.6, "smaller": 0.2}
BAR_STYLES: Final = {"rose": "bar-filled", "already": "bar-open", "smaller": "bar-thin"}
HEADING: Final = "Each infusion"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it holds, where it stands, and the two lines of its heading."""

    gid: str
    x: float
    ha: str
    heads: tuple[str, str]
    cells: Sequence[Sequence[str]]
    """The lines of each row's cell."""
    style: str = "table"

    @property
    def width(self) -> float:
        """Of its widest cell or heading, in mm."""
        heads = [text_width(head, "fine") for head in self.heads]
        return max([text_width(text, self.style) for cell in self.cells for text in cell] + heads)


@dataclass(frozen=True, slots=True)
class Line:
    """One infusion, by its place among the rows, or a course's own line above its first."""

    row: InfusionRow | None
    place: int
    slots: int
    """How many lines of the table it takes."""
    words: Sequence[str]
    """Beside its bar; of a course, its numbers."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The table of a report's infusions, laid out: where each column stands and breaks."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    beside: tuple[str, str]
    """The tally, and what else stands beside the heading."""
    key: tuple[str, ...]
    bars: float
    """Where they begin."""
    longest: int
    """Days of the longest bar, in whole four weeks."""
    per_day: float
    """Mm of a bar for each of its days."""
    blank: frozenset[date]
    """Days without an entry: a bar is broken there, so that an emptier diary looks no better."""

    def height(self, lines: Sequence[Line]) -> float:
        """Return the height of some of its lines with the headings, in mm."""
        return self.head + sum(line.slots for line in lines) * SLOT + 1.2 if lines else 0.0

    @property
    def head(self) -> float:
        """The height of heading, key and column heads."""
        return 4.0 + len(self.key) * TEXT["fine"].line + 6.6


def lay_out(report: Report) -> Ledger:
    """Measure every cell and place the columns: as many side effects as leave room for the bars.

    Doses are broken into shorter lines where even none of them would.
    """
    rows = words.ledger_rows(report)
    barred = any(map(has_bar, report.infusions))
    most_effects = min(MOST_EFFECTS, len(report.side_effects.names))
    doses = (MOST_DOSE if barred else MOST_WITHOUT_BARS, LEAST_DOSE)
    for most_dose, shown in product(doses, range(most_effects, -1, -1)):
        left = _left_columns(report, rows, most_dose)
        bars = left[-1].x + left[-1].width + GAP
        bars_head = Column("bars", bars, "left", ("", words.bars_heading(report)), ())
        least = max(LEAST_BARS if barred else LEAST_WITHOUT_BARS, bars_head.width + GAP)
        right, edge = _right_columns(report, rows, shown)
        if edge - bars >= least:
            break
    columns = (*left, bars_head, *right)
    longest = axis_days(report.infusions)
    per_day = _bar_scale(report, rows, edge - bars, longest)
    lines = tuple(_lines(report, rows, columns, edge - bars, per_day))
    beside, key = _keys(report, shown)
    blank = frozenset(report.main.missing)
    return Ledger(columns, lines, beside, key, bars, longest, per_day, blank)


def _left_columns(report: Report, rows: Sequence[LedgerRow], most_dose: float) -> list[Column]:
    dose = words.dose_heading(report)
    doses = [wrap(row.dose, most_dose, "table") for row in rows]
    # With its direction in a word: +1.75 alone would be read as a rise.
    changes = [
        [f"{cells.change} {words.brief_direction(row, report.main.measure)}".strip()]
        for row, cells in zip(report.infusions, rows, strict=True)
    ]
    found: list[Column] = []
    x = 0.0
    for gid, ha, style, heads, cells, least, gap in (
        ("number", "right", "table-bold", ("", "#"), [[row.number] for row in rows], 0, GAP),
        ("day", "left", "table", ("", "date"), [[row.day] for row in rows], 0, GAP),
        ("dose", "left", "table", ("", dose), doses, 0, GAP),
        ("since", "right", "table", ("days", "since"), [[row.since] for row in rows], 0, GAP),
        ("before", "right", "table-bold", ("", ""), [[row.before] for row in rows], 6.0, 0.0),
        ("arrows", "center", "table", ("", ""), [["→"] for _ in rows], 4.4, 0.0),
        ("after", "left", "table-bold", ("", ""), [[row.after] for row in rows], 5.0, GAP),
        ("next-day", "right", "table", ("next", "day"), [[row.next_day] for row in rows], 0, GAP),
        ("change", "left", "table", ("", "change"), changes, 0, GAP),
    ):
        column = Column(f"ledger-{gid}", 0.0, ha, heads, cells, style)
        width = max(column.width, least)
        at = x + width * {"left": 0.0, "center": 0.5, "right": 1.0}[ha]
        over = ("3 days", "before → after") if gid == "arrows" else heads
        found.append(Column(column.gid, at, ha, over, cells, style))
        x += width + gap
    return found


def _right_columns(
    report: Report, rows: Sequence[LedgerRow], shown: int
) -> tuple[list[Column], float]:
    """Return what else and, left of it, so many side effects; and where what is left of them ends.

    Their headings stand on two lines in turn, so that a name may be wider than its column.
    """
    names = report.side_effects.names
    others = [wrap(_other(row, names, shown), MOST_ELSE, "table") for row in rows]
    found: list[Column] = []
    right = WIDTH
    if any(any(other) for other in others):
        other = Column("ledger-letters", 0.0, "left", ("what", "else"), others)
        right -= other.width
        found.append(Column(other.gid, right, "left", other.heads, others))
        right -= GAP
    if not shown:
        return found, right - 1.0
    heads = short_names(names[:shown])
    widths = [max(text_width(head, "fine"), CELL) for head in heads]
    pitch = max([CELL, *((a + b) / 4 + 0.5 for a, b in zip(widths, widths[2:], strict=False))])
    over = max(width / 2 - n * pitch for n, width in enumerate(reversed(widths[-2:])))
    effects = []
    for index, head in enumerate(heads):
        behind = shown - 1 - index
        cells = [["" if (e := row.effects[index]) is None else str(e)] for row in rows]
        lines = (head, "") if behind % 2 else ("", head)
        x = right - over - behind * pitch
        effects.append(Column("side-effects", x, "center", lines, cells))
    low = [column.x - text_width(column.heads[1], "fine") / 2 for column in effects]
    return [*effects, *found], min(effects[0].x - CELL / 2, *low) - 1.0


def short_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return headings, each for one name only: a long name is cut to four letters or more."""
    found: list[str] = []
    for name in names:
        length = 4
        while length < len(name) and f"{name[:length].rstrip()}." in found:
            length += 1
        fits = text_width(name, "fine") <= LONGEST_NAME
        found.append(name if fits else f"{name[:length].rstrip()}.")
    return tuple(found)


def _other(row: LedgerRow, names: Sequence[str], shown: int) -> str:
    """Return the letters, and side effects that have no column of their own."""
    rest = [
        f"{name} {severity}"
        for name, severity in zip(names[shown:], row.effects[shown:], strict=True)
        if severity is not None
    ]
    return ", ".join([*([row.letters] if row.letters else []), *rest])


def _keys(report: Report, shown: int) -> tuple[tuple[str, str], tuple[str, ...]]:
    """Return what stands beside the heading, and the lines below it."""
    tally = words.ledger_heading(report).removeprefix(f"{HEADING} · ")
    key = words.ledger_key(report)
    told = [f"Bars: {key}."] if key else []
    effects = ""
    if names := report.side_effects.names:
        heads = short_names(names[:shown])
        meant = [f"; {h} {n}" for h, n in zip(heads, names, strict=False) if h != n]
        effects = f"Side effects: 0 none – 3 severe, blank: not recorded{''.join(meant)}."
    used = text_width(HEADING, "heading") + text_width(tally, "body") + 3 * GAP
    if used + text_width(effects, "fine") > WIDTH:
        told, effects = [*told, effects], ""
    return (tally, effects), tuple(wrap(" ".join(told), WIDTH, "fine")) if told else ()


def has_bar(row: InfusionRow) -> bool:
    """Whether a bar is drawn for an infusion: inside a series there is none."""
    return row.bar is not None and row.next_in_series is None


def axis_days(rows: Sequence[InfusionRow]) -> int:
    """Return a length of whole four weeks that holds every bar."""
    longest = max((_days(row) for row in rows if has_bar(row)), default=0)
    return FOUR_WEEKS * max(1, -(-longest // FOUR_WEEKS))


def _days(row: InfusionRow) -> int:
    return max(row.bar.days_min, row.bar.days_max or 0) if row.bar else 0


def _bar_scale(report: Report, rows: Sequence[LedgerRow], room: float, longest: int) -> float:
    """Return mm a day with which the words right of the bars fit on one line, or else on two."""
    least, scale = LEAST_BAR / longest, MOST_BAR / longest
    for row, told in zip(report.infusions, rows, strict=True):
        if has_bar(row) and (days := _days(row)):
            left, wide = room - ARROW - BEFORE_WORDS, text_width(told.bar, "table")
            one_line = (left - wide) / days
            scale = min(scale, one_line if one_line >= least else (left - wide * FIRST_LINE) / days)
    return max(least, scale)


def _words_at(row: InfusionRow, per_day: float) -> float:
    """Return where the words beside a bar begin, in mm from the left of the bars."""
    if not has_bar(row):
        return 0.0
    arrow = ARROW if row.bar and row.bar.end != "lost" else 0.0
    return _days(row) * per_day + arrow + BEFORE_WORDS


def _lines(
    report: Report,
    rows: Sequence[LedgerRow],
    columns: Sequence[Column],
    room: float,
    per_day: float,
) -> Iterator[Line]:
    courses = {course.number: course for course in report.courses}
    before = 0
    for place, (row, cells) in enumerate(zip(report.infusions, rows, strict=True)):
        course = row.numbered.course
        if len(courses) > 1 and course != before:
            told = wrap(words.course_words(report, courses[course]), WIDTH, "table-bold")
            yield Line(None, place, len(told), told)
        before = course
        told = wrap(cells.bar, room - _words_at(row, per_day), "table")
        tallest = max(len(column.cells[place]) for column in columns if column.cells)
        yield Line(row, place, max(tallest, len(told)), told)


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
    tally, beside = ledger.beside
    sheet.text(0, y + 3.0, HEADING, "heading", gid="ledger-heading")
    sheet.text(text_width(HEADING, "heading") + GAP, y + 3.0, tally, "body", gid="ledger-tally")
    sheet.text(WIDTH, y + 3.0, beside, "fine", ha="right", gid="ledger-key")
    sheet.lines(0, y + 6.2, ledger.key, "fine", gid="ledger-key")
    head = y + ledger.head
    sheet.text(0, head - 3.6, note, "small-bold", gid="more")
    for column in ledger.columns:
        for above, text in zip((3.6, 1.0), column.heads, strict=True):
            sheet.text(column.x, head - above, text, "fine", ha=column.ha, gid="ledger-head")
    sheet.rule(head)
    tops = [head]
    for line in lines:
        tops.append(tops[-1] + line.slots * SLOT)
    if any(line.slots > 1 for line in lines):
        # Without them the second line of a cell would look like a row.
        sheet.strokes("row-rules", [((0, top + 0.1), (WIDTH, top + 0.1)) for top in tops[1:-1]])
    for column in ledger.columns:
        cells = [column.cells[line.place] if line.row and column.cells else () for line in lines]
        texts = [
            cell[index] if index < len(cell) else ""
            for line, cell in zip(lines, cells, strict=True)
            for index in range(line.slots)
        ]
        sheet.column(column.x, head, texts, SLOT, column.style, ha=column.ha, gid=column.gid)
        for cell, top in zip(cells, tops, strict=False):
            if column.gid == "side-effects" and list(cell) == [str(SEVERE)]:
                # A severe one must stand out without colour.
                sheet.frame(column.x - 1.5, top + SLOT / 2 - 1.5, 3.0, 3.0)
    for line, top in zip(lines, tops, strict=False):
        if line.row is None:
            sheet.lines(0, top + SLOT - 0.9, line.words, "table-bold", gid="ledger-course")
    _draw_bars(sheet, ledger, lines, head)
    sheet.rule(tops[-1] + 0.4)
    return tops[-1] + 0.4


def _draw_bars(sheet: Sheet, ledger: Ledger, lines: Sequence[Line], y: float) -> None:
    slots = sum(line.slots for line in lines)
    size = ledger.longest * ledger.per_day, slots * SLOT
    panel = sheet.panel(ledger.bars, y, *size, (0, ledger.longest), (slots, 0), "ledger-bars")
    middle = 0.5
    for line in lines:
        if line.row:
            if has_bar(line.row):
                _draw_bar(panel, ledger, line.row, middle)
            x = ledger.bars + _words_at(line.row, ledger.per_day)
            for index, told in enumerate(line.words):
                sheet.text(x, y + (middle + index) * SLOT, told, "table", va="center_baseline",
                           gid="bar-words")  # fmt: skip
        middle += line.slots


def _draw_bar(panel: Panel, ledger: Ledger, row: InfusionRow, middle: float) -> None:
    """Draw one bar: filled, open or thin; a short line for days between; an arrow if cut short."""
    bar = row.bar
    assert bar is not None  # noqa: S101  # the caller has looked
    tall = BAR_HEIGHTS[bar.start]
    logged = [t for t in range(bar.days_min) if row.day + timedelta(days=t + 1) not in ledger.blank]
    runs = [[t for _, t in run] for _, run in groupby(enumerate(logged), lambda n: n[1] - n[0])]
    boxes = [(run[0], middle - tall / 2, len(run), tall) for run in runs]
    panel.boxes(BAR_STYLES[bar.start], boxes)
    if bar.end != "lost":
        panel.points("cut-short", [bar.days_min + 0.8 / ledger.per_day], [middle])
    elif bar.days_max is not None and bar.days_max > bar.days_min:
        panel.strokes("bar-between", [((bar.days_min, middle), (bar.days_max, middle))])
