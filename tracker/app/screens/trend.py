"""One measure over time, and after the infusions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.getters import query_one
from textual.widgets import Static

from tracker.analysis import Report, Window, build_report
from tracker.app.old_widgets.trend_chart import TrendChart
from tracker.app.screens.base import DiaryScreen, say_at
from tracker.app.session import Session
from tracker.app.trend_after import after_infusions
from tracker.app.trend_over_time import over_time
from tracker.app.trend_window import SPANS, Shown, unit
from tracker.app.trend_words import head, numbers
from tracker.records import MOOD, Diary, Measure

SIDES: Final = 2
"""Cells beside the chart: one at the left, one where a small terminal scrolls."""
AXIS: Final = 4
"""Cells of the axis, at most."""
NOT_SCORES: Final = 15
"""Lines of a screen that are no row of scores, a few lines of words among them."""
LEAST_ROWS: Final = 11
"""Rows of scores on any terminal: 0 to 10. A smaller one scrolls."""


class TrendScreen(DiaryScreen):
    """A chart that says the same in words under it. It draws and never computes."""

    DEFAULT_CSS = """
    TrendScreen {
        scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        TrendChart { margin: 0 0 0 1; }
        #head { text-style: bold; }
        #saved.-empty { display: none; }
    }
    """
    HELP = (
        "A column is a day; where there are more days than columns it is a week or a month, and "
        "the line above the chart says so. Days without an entry stay empty, with a dot below. "
        "a lays the days after the last infusions over one another."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "next_measure", "Measure", tooltip="Show the next measure."),
        Binding("a", "after", "After", tooltip="Days since each infusion, or over time."),
        Binding("1", "span(0)", "4 weeks", show=False, tooltip="Show 4 weeks."),
        Binding("2", "span(1)", "12 weeks", show=False, tooltip="Show 12 weeks."),
        Binding("3", "span(2)", "All", show=False, tooltip="Show everything."),
        Binding("plus,equals_sign", "closer(-1)", "Closer", show=False, tooltip="Fewer days."),
        Binding("minus", "closer(1)", "Further", show=False, tooltip="More days."),
        Binding("left", "move(-1)", "Earlier", show=False, tooltip="Earlier days."),
        Binding("right", "move(1)", "Later", show=False, tooltip="Later days."),
        Binding("pageup", "scroll(-1)", "Scroll up", show=False),
        Binding("pagedown", "scroll(1)", "Scroll down", show=False),
    ]

    chart = query_one(TrendChart)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.measure_key = MOOD.key
        self.shown = Shown()
        self.after = False
        self.first = date.max
        """The first day on which anything was written down."""
        self._reports: dict[tuple[str, Window], Report] = {}

    def compose_body(self) -> ComposeResult:
        """Lay out what is shown, the chart, and the same in words."""
        yield Static(id="head", markup=False)
        yield TrendChart()
        yield Static(id="numbers", markup=False)
        yield from self.compose_lines()

    @property
    def today(self) -> date:
        """The present diary day."""
        return self.diary.day_of(self.session.now())

    @property
    def columns(self) -> int:
        """Columns there is room for."""
        return max(20, self.size.width - SIDES - AXIS)

    @property
    def measure(self) -> Measure:
        """The measure shown; mood, once the one chosen is rated no more."""
        active = self.diary.active_measures
        return next((m for m in active if m.key == self.measure_key), active[0])

    def opened(self) -> None:
        """Say which keys choose the days."""
        self.guide("1 shows 4 weeks, 2 shows 12 weeks, 3 all; ← and → move, m another measure.")

    def reload(self) -> bool:
        """Read again, and forget what was made of the diary before."""
        self._reports = {}
        return super().reload()

    def on_resize(self, event: events.Resize) -> None:
        """Draw anew: how many columns there are decides what each stands for."""
        if self._reports:
            self._draw()

    def show(self) -> None:
        """Show the days chosen."""
        self.title_line("Trend")
        self.first = _first(self.diary, self.today)
        self._draw()

    def _draw(self) -> None:
        report = self._report()
        width, rows = self.size.width - SIDES, max(LEAST_ROWS, self.size.height - NOT_SCORES)
        column = unit(report.window, self.columns)
        if not (report.main.days or report.infusions):
            self.chart.lines = ()
        elif self.after:
            self.chart.lines = after_infusions(report, width, rows)
        else:
            self.chart.lines = over_time(report, column, width, rows)
        said = head(report, None if self.after else column)
        say_at(self.query_one("#head", Static), said)
        say_at(self.query_one("#numbers", Static), numbers(report))

    def _report(self) -> Report:
        """Return the report of the days shown, made once for as long as the diary stays so."""
        shown = Shown(span=SPANS.index(None)) if self.after else self.shown
        window = shown.window(self.first, self.today, self.columns)
        wanted = self.measure.key, window
        if wanted not in self._reports:
            self._reports[wanted] = build_report(
                self.diary, window, today=self.today, measure=self.measure.key, panels=()
            )
        return self._reports[wanted]

    def action_next_measure(self) -> None:
        """Show the next of the measures that are rated."""
        keys = [measure.key for measure in self.diary.active_measures]
        self.measure_key = keys[(keys.index(self.measure.key) + 1) % len(keys)]
        self._draw()

    def action_after(self) -> None:
        """Change between the two pictures."""
        self.after = not self.after
        self._draw()

    def action_span(self, span: int) -> None:
        """Show so many days, over time, up to the same last one."""
        self.after = False
        self.shown = replace(self.shown, span=span)
        self._draw()

    def action_closer(self, by: int) -> None:
        """Show the next smaller or larger span, if there is one."""
        self.action_span(min(max(self.shown.span + by, 0), len(SPANS) - 1))

    def action_move(self, by: int) -> None:
        """Show earlier or later days."""
        self.after = False
        self.shown = self.shown.moved(by, self.first, self.today, self.columns)
        self._draw()

    def action_scroll(self, by: int) -> None:
        """Scroll on a small terminal."""
        self.scroll_relative(y=by * self.size.height // 2, animate=False)


def _first(diary: Diary, today: date) -> date:
    given = [infusion.day for infusion in diary.infusions if infusion.given]
    return min([*(check_in.day for check_in in diary.check_ins[:1]), *given[:1], today])
