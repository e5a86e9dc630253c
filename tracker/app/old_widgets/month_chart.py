"""Four weeks of mood, exact and honest: a column a day, a row a score, a gap is a gap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from tracker.app.month import MonthDay
from tracker.app.words import short_day

AXIS: Final = 4
"""Cells left of the first day."""
TOP: Final = 10
MARKS: Final = {
    "●": "mood",
    "○": "infusion day",
    "□": "late",
    "▼": "infusion",
    "·": "no entry",
}


class MonthChart(Static):
    """Readable without colour: every kind of day has its own mark."""

    DEFAULT_CSS = "MonthChart { height: 15; text-wrap: nowrap; }"

    month: reactive[Sequence[MonthDay]] = reactive(())
    recorded: reactive[date | None] = reactive(None)
    """The day being filled in, marked under the days."""

    def render(self) -> Content:
        """Draw as wide as there is room for, whole cells a day."""
        if not self.month:
            return Content("")
        cell = max(1, min(3, (self.size.width - AXIS) // len(self.month)))
        rows = [self._legend(cell), self._infusions(cell)]
        rows += [self._score(score, cell) for score in range(TOP, -1, -1)]
        rows += [self._entries(cell), self._days(cell)]
        return Content("\n").join(rows)

    def _legend(self, cell: int) -> Content:
        """Name the marks there are, as many as there is room for."""
        seen = {mark_of(day) for day in self.month}
        seen |= {"▼"} if any(day.infusion for day in self.month) else set()
        line = ""
        for mark, word in MARKS.items():
            if mark in seen and len(line) + len(word) + 2 <= cell * len(self.month):
                line += f"{mark} {word}  "
        return Content.styled(" " * AXIS + line.rstrip(), "$foreground-muted")

    def _infusions(self, cell: int) -> Content:
        marks = "".join(("▼" if day.infusion else " ").rjust(cell) for day in self.month)
        return Content.styled(" " * AXIS + marks, "$text-accent")

    def _score(self, score: int, cell: int) -> Content:
        cells = [self._cell(day, score, cell) for day in self.month]
        return Content.assemble((f"{score:>2}  ", "$foreground-muted"), *cells)

    def _cell(self, day: MonthDay, score: int, cell: int) -> tuple[str, str]:
        if day.mood is not None and int(day.mood + 0.5) == score:
            return mark_of(day).rjust(cell), "bold $text-primary"
        if day.infusion:
            return "│".rjust(cell), "$text-accent"
        return " " * cell, ""

    def _entries(self, cell: int) -> Content:
        """The row under the scores: which days have none, and which one is being filled in."""
        marks = ["▲" if d.day == self.recorded else "·" if d.gap else " " for d in self.month]
        return Content.styled(
            " " * AXIS + "".join(m.rjust(cell) for m in marks), "$foreground-muted"
        )

    def _days(self, cell: int) -> Content:
        """Name the same weekday of every week, the last day at the right."""
        last = self.month[-1].day
        line = [" "] * (AXIS + cell * len(self.month))
        for n in range(6, len(self.month), 7):
            name = short_day(self.month[n].day, last)
            name = name if cell > 1 else name.split(" ", 1)[1]
            end = AXIS + cell * (n + 1)
            line[end - len(name) : end] = name
        return Content.styled("".join(line), "$foreground-muted")


def mark_of(day: MonthDay) -> str:
    """Return the mark of a day, the most careful one that is true."""
    if day.mood is None:
        return "·" if day.gap else " "
    if day.late:
        return "□"
    return "○" if day.infusion else "●"
