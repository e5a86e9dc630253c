"""The timeline: infusions and mood on top, below them a row for each medicine, therapy, event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import ClassVar, Final

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from tracker.analysis.events import medicines
from tracker.app.chart import LANE, tone
from tracker.app.plots import DAY, day_medians
from tracker.app.themes import colourless
from tracker.app.widgets import CURSOR, MUTED, Part, ShowsFocus, line
from tracker.records import MOOD, Diary, Event, Number
from tracker.records.format import MONTHS, shorten

SECTIONS: Final = (
    ("To ask at the visit", ("question",)),
    ("Medicines", ("medication",)),
    ("Therapy", ("therapy",)),
    ("Life and illness", ("life", "illness", "other")),
)
HEAD: Final = 3
"""Rows that stay while the others scroll: months, infusions, mood."""
Cell = tuple[str, str]
"""A letter and its style."""


@dataclass(frozen=True)
class TimelineRow:
    """One row: a heading, or all events of one title, the latest last."""

    title: str
    events: tuple[Event, ...] = ()

    @property
    def latest(self) -> Event | None:
        """The latest event; None for a heading."""
        return self.events[-1] if self.events else None


def timeline_rows(found: Sequence[Event], today: date, *, spaced: bool) -> list[TimelineRow]:
    """Return the rows under their headings; `spaced`: blank rows between; present doses first."""
    rows: list[TimelineRow] = []
    for heading, kinds in SECTIONS:
        of_kind = [event for event in found if event.kind in kinds]
        if not of_kind:
            continue
        rows += [TimelineRow("")] if rows and spaced else []
        rows.append(TimelineRow(heading))
        if kinds == ("question",):
            rows += [TimelineRow(event.title, (event,)) for event in reversed(of_kind)]
            continue
        of_kind.sort(key=lambda event: (event.title.casefold(), event.start, event.id))
        grouped = [tuple(g) for _, g in groupby(of_kind, key=lambda event: event.title.casefold())]
        grouped.sort(key=lambda group: _place(group, today))
        rows += [TimelineRow(group[-1].title, group) for group in grouped]
    return rows


def _place(group: Sequence[Event], today: date) -> tuple[bool, int]:
    latest = group[-1]
    over = latest.kind == "medication" and latest.end is not None and latest.end < today
    return over, -latest.start.toordinal()


class Timeline(ShowsFocus):
    """Rows over days; arrows choose a row, which is shown in words below.

    Ours, as Textual has no chart of spans; a DataTable cannot draw a bar across its cells.
    """

    DEFAULT_CSS = "Timeline { height: 1fr; }"
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Up", show=False),
        Binding("down", "choose(1)", "Down", show=False),
        Binding("home", "choose(-1000)", "First", show=False),
        Binding("end", "choose(1000)", "Last", show=False),
        Binding("pageup", "choose(-8)", "Page up", show=False),
        Binding("pagedown", "choose(8)", "Page down", show=False),
    ]
    at: reactive[int] = reactive(0)

    @dataclass
    class Chosen(Message):
        """Another row was chosen; `open`: it was clicked twice."""

        open: bool = False

    def __init__(self) -> None:
        super().__init__()
        self.diary = Diary()
        self.rows: list[TimelineRow] = []
        self.first = self.last = self.today = date.min
        self._top = 0

    def show(self, diary: Diary, first: date, last: date, today: date) -> None:
        """Show a window of days; the cursor stays on the same event, else on a row near it."""
        chosen = self.chosen
        self.diary, self.first, self.last, self.today = diary, first, last, today
        self.rows = timeline_rows(diary.events, today, spaced=True)
        if len(self.rows) > self.size.height - HEAD:
            self.rows = timeline_rows(diary.events, today, spaced=False)
        self.values = day_medians(diary, MOOD.key)
        if chosen and (latest := chosen.latest):
            self.choose(latest.id)
        self.action_choose(0)
        self.refresh()

    @property
    def chosen(self) -> TimelineRow | None:
        """The row under the cursor."""
        return self.rows[self.at] if self.at in range(len(self.rows)) else None

    def choose(self, event_id: str) -> None:
        """Put the cursor on the row of an event."""
        for n, row in enumerate(self.rows):
            if any(event.id == event_id for event in row.events):
                self.at = n

    def action_choose(self, by: int) -> None:
        """Go to the nearest row that is not a heading."""
        rows = [n for n, row in enumerate(self.rows) if row.events]
        if not rows:
            return
        near = min(range(len(rows)), key=lambda n: abs(rows[n] - self.at))
        self.at = rows[min(len(rows) - 1, max(0, near + by))]
        self.post_message(self.Chosen())

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked; a second click opens it."""
        n = event.y - HEAD + self._top
        if n in range(len(self.rows)) and self.rows[n].events and event.y >= HEAD:
            again, self.at = n == self.at, n
            self.post_message(self.Chosen(open=again and event.chain < 3))

    # Drawing

    @property
    def name_width(self) -> int:
        """Width of the titles, in cells."""
        return 36 if self.size.width >= 140 else 24 if self.size.width >= 96 else 17

    def x(self, day: date) -> int:
        """Return the cell of a day; a day outside the window has the nearest one."""
        days = (self.last - self.first).days + 1
        inside = min(max(day, self.first), self.last)
        return (inside - self.first).days * self._plot // days

    @property
    def _plot(self) -> int:
        return max(10, self.size.width - self.name_width)

    def drawn(self, width: int) -> Sequence[Content]:
        """Return the head, then as many rows as fit, the chosen one among them."""
        height = self.size.height
        if height < HEAD + 1 or self.first == date.min:
            return ()
        room = height - HEAD
        self._top = min(max(self._top, self.at - room + 1), max(0, self.at - 1 if self.at else 0))
        self._top = max(0, min(self._top, len(self.rows) - room)) if len(self.rows) > room else 0
        head = [self._months(), self._infusions(), self._mood()]
        shown = self.rows[self._top : self._top + room]
        body = [self._row(row, n + self._top == self.at) for n, row in enumerate(shown)]
        return [*head, *body]

    def _cells(self) -> list[Cell]:
        return [(" ", "")] * self._plot

    def _named(self, name: Part, cells: Iterable[Cell]) -> Content:
        runs = (
            (style, "".join(c for c, _ in run)) for style, run in groupby(cells, lambda c: c[1])
        )
        return line(name, *((text, style) for style, text in runs))

    def _label(self, text: str) -> str:
        room = self.name_width - 1
        return set_cell_size(shorten(text, room), room) + " "

    def _months(self) -> Content:
        cells, free = self._cells(), 0
        for n in range((self.last - self.first).days + 1):
            day = self.first + n * DAY
            name, x = MONTHS[day.month - 1], self.x(day)
            if (day.day == 1 or (n == 0 and day.day < 20)) and free <= x <= self._plot - len(name):
                _put(cells, x, name, MUTED)
                free = x + len(name) + 1
        return self._named(self._label(""), cells)

    def _infusions(self) -> Content:
        cells = self._cells()
        for infusion in self.diary.infusions:
            if self.first <= infusion.day <= self.last and infusion.status != "cancelled":
                mark = "▼" if infusion.given else "▽"
                cells[self.x(infusion.day)] = (mark, "bold $infusion")
        return self._named((self._label("Infusions"), "bold $infusion"), cells)

    def _mood(self) -> Content:
        columns: dict[int, list[Number]] = {}
        for day, value in self.values.items():
            if self.first <= day <= self.last:
                columns.setdefault(self.x(day), []).append(value)
        cells = self._cells()
        for x, found in columns.items():
            value = sorted(found)[len(found) // 2]
            cells[x] = (LANE[max(1, round(float(value) / 10 * 8))], tone(MOOD, value))
        return self._named(self._label("Mood"), cells)

    def _row(self, row: TimelineRow, chosen: bool) -> Content:
        if not row.events:
            return line((row.title, "bold $title"))
        cells = self._cells()
        if row.events[0].kind == "medication":
            self._draw_medicine(cells, row.events)
        else:
            for event in row.events:
                self._draw_event(cells, event)
        style = ""
        if chosen:
            style = CURSOR if self.has_focus else "bold on $cursor-blurred"
        bare = colourless(self.app)
        name = self._label(f"› {row.title}" if chosen and bare else row.title)
        return self._named((name, style), cells)

    def _draw_medicine(self, cells: list[Cell], entries: Sequence[Event]) -> None:
        """Draw a bar for each dose, with the dose on it or beside it, where it fits."""
        starts = {self.x(event.start) for event in entries}
        for span in (span for found in medicines(entries, self.last) for span in found.spans):
            last = span.last or self.last
            if last < self.first or span.first > self.last:
                continue
            now = span.first <= self.today and (span.last is None or span.last >= self.today)
            style = CURSOR if now else "$foreground on $cursor-blurred"
            left, right = self.x(span.first), self.x(min(last, self.last))
            length = right - left + (1 if now or right == left else 0)
            dose = f" {shorten(span.dose or '', 40)}"
            if cell_len(dose) != len(dose):
                dose = ""  # a letter of two cells would shift the end of the bar
            elif length < len(dose):
                x = left - len(dose)
                if x < 0 and starts.isdisjoint(range(left + 1, left + length + len(dose))):
                    x = left + length
                beside = cells[max(0, x) : x + len(dose)]
                if len(beside) == len(dose) and beside == self._cells()[: len(dose)]:
                    _put(cells, x, dose, MUTED)
                    dose = ""
            while len(dose) > length:  # whole words only: part of a number is another dose
                dose = dose.rpartition(" ")[0]
            _put(cells, left, set_cell_size(dose, length), style)

    def _draw_event(self, cells: list[Cell], event: Event) -> None:
        last = event.last or event.start
        if last < self.first or event.start > self.last:
            return
        style = {"therapy": "$calm", "question": "$key"}.get(event.kind, "$foreground")
        if last > event.start:
            left, right = self.x(event.start), self.x(last)
            _put(cells, left, "━" * (right - left + 1), style)
        else:
            mark = {"therapy": "●", "question": "?"}.get(event.kind, "◆")
            cells[self.x(event.start)] = (mark, f"bold {style}")


def _put(cells: list[Cell], x: int, text: str, style: str) -> None:
    """Write into the cells from x on; what is beyond the last one is left out."""
    cells[x : x + len(text)] = [(letter, style) for letter in text[: len(cells) - x]]
