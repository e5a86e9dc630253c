"""All about one entry, and the mood on the days around it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tracker.app.chart import Chart
from tracker.app.history.entries import Entry
from tracker.app.listing import fact
from tracker.app.plots import around_plot
from tracker.app.widgets import MUTED, Panel, Scroll, hints, line, lines
from tracker.records import CheckIn, Diary
from tracker.records.format import format_day, format_long_day, format_number, shorten

LABEL: Final = 9


class EntryDetail(Vertical):
    """The entry under the cursor, beside the list."""

    DEFAULT_CSS = """
    EntryDetail {
        width: 34%; height: 100%; margin-left: 1; display: none;
        #detail { height: auto; max-height: 60%; }
        #detail Scroll { height: auto; max-height: 100%; }
        #facts { height: auto; }
        #around { height: 1fr; }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay out the facts, and the chart below them."""
        with Panel("", id="detail"), Scroll():
            yield Static(id="facts")
        with Panel("Mood, the days around it", id="around"):
            yield Chart()

    def show(self, entry: Entry | None, diary: Diary, today: date, *, removed: bool) -> None:
        """Show an entry, or that there is none; `removed`: whether it was."""
        shown, chart = self.query_one("#facts", Static), self.query_one(Chart)
        panel = self.query_one("#detail", Panel)
        if entry is None:
            shown.update(line(("Nothing found.", MUTED)))
            chart.plot = None
            panel.entitle("")
            return
        keys = [("Enter", "restore")] if removed else [("Enter", "edit"), ("x", "remove")]
        panel.entitle(format_day(entry.day, today), hints(*keys))
        width = panel.size.width - 1  # a long note has a scroll bar
        shown.update(lines(facts(entry, diary, today, width)))
        before, after = (9, 5) if self.app.size.width < 116 else (13, 4)
        after = min(after, max(0, (today - entry.day).days))
        before += 4 - min(4, after)  # in place of days that have not come yet
        chart.plot = around_plot(diary, entry.day, before, after, today=today)


def facts(entry: Entry, diary: Diary, today: date, width: int) -> Iterator[Content]:
    """Yield what is known of an entry, as rows of a width."""
    record = entry.record
    add = partial(fact, width=width, indent=LABEL)
    if isinstance(record, CheckIn):
        if record.at:
            yield from add("Written", f"{format_day(record.at.date(), today)} {record.at:%H:%M}")
            if record.at.date() > record.day:
                yield from add("Counts", f"for {format_long_day(record.day, today)}")
        for measure in diary.measures:
            if (value := record.value(measure.key)) is not None:
                label = shorten(measure.label, LABEL - 1)
                text = f"{format_number(value)} {measure.unit or ''}"
                yield from add(label, text, style="bold")
    else:
        yield from add("What", entry.what.plain)
    if entry.note:
        yield from add("Note", entry.note)
    if "edited" in entry.marks:
        more = hints(("z", "earlier versions"))
        yield line((f"{'Changed':<{LABEL}}", MUTED), "later · ", more)
