"""Four weeks of mood, and beside them what was written down for one day."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal

from tracker.app.month import month
from tracker.app.recording import Recording
from tracker.app.widgets.check_in_list import CheckInList
from tracker.app.widgets.month_chart import MonthChart
from tracker.records import Diary


class MonthPanel(Horizontal):
    """The lower half of Today. It comes after the first paint, so it keeps what it is to show."""

    DEFAULT_CSS = "MonthPanel { height: auto; margin: 0 1; }"

    def __init__(self, diary: Diary, recording: Recording) -> None:
        super().__init__()
        self.show(diary, recording)

    def compose(self) -> ComposeResult:
        """Lay out the chart and the list."""
        yield MonthChart()
        yield CheckInList()

    def on_mount(self) -> None:
        """Show what was given before there was anything to show it on."""
        self._draw()

    def show(self, diary: Diary, recording: Recording) -> None:
        """Show another state of the diary, or another day of it."""
        self.diary = diary
        self.recording = recording
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        chosen, day = self.recording.chosen, self.recording.day
        chart = self.query_one(MonthChart)
        chart.recorded = chosen
        chart.month = month(self.diary, self.recording.last_shown)
        of_day = [check_in for check_in in self.diary.check_ins if check_in.day == day]
        heading = "This day so far" if chosen else "Today so far"
        self.query_one(CheckInList).show(heading, of_day, self.diary)
