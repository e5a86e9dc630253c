"""Four weeks of mood, and beside them what was written down for one day."""

from __future__ import annotations

from textual.containers import Horizontal

from tracker.app.month import month
from tracker.app.old_widgets.check_in_list import CheckInList
from tracker.app.old_widgets.month_chart import MonthChart
from tracker.app.recording import Recording
from tracker.records import Diary


class MonthPanel(Horizontal):
    """The lower half of Today; it comes after the first paint."""

    DEFAULT_CSS = "MonthPanel { height: auto; margin: 0 1; }"

    def __init__(self, diary: Diary, recording: Recording) -> None:
        self.chart = MonthChart()
        self.check_ins = CheckInList()
        super().__init__(self.chart, self.check_ins)
        self.show(diary, recording)

    def show(self, diary: Diary, recording: Recording) -> None:
        """Show another state of the diary, or another day of it."""
        self.chart.recorded = recording.chosen
        self.chart.month = month(diary, recording.last_shown)
        of_day = [check_in for check_in in diary.check_ins if check_in.day == recording.day]
        heading = "This day so far" if recording.chosen else "Today so far"
        self.check_ins.show(heading, of_day, diary)
