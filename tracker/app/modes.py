"""The screens a person can go to. A new one is a file in `screens/` and a line here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from tracker.app.screens.base import DiaryScreen
    from tracker.app.session import Session


class Mode(NamedTuple):
    """One screen, and the key that goes there from anywhere."""

    name: str
    key: str
    label: str
    screen: str
    """Module and class under `screens`, imported on the first visit: none slows the start."""
    tooltip: str

    def open(self, session: Session) -> DiaryScreen:
        """Return a new screen of this mode."""
        module, name = self.screen.split(":")
        made: DiaryScreen = getattr(import_module(f"tracker.app.screens.{module}"), name)(session)
        return made


MODES: Final = (
    Mode("today", "t", "Today", "today:TodayScreen", "Record how today is."),
    Mode(
        "infusions",
        "i",
        "Infusions",
        "infusions:InfusionsScreen",
        "The infusions, given and planned.",
    ),
    Mode("trend", "c", "Trend", "trend:TrendScreen", "A measure over time, as a chart."),
    Mode(
        "alongside",
        "l",
        "Alongside",
        "alongside:AlongsideScreen",
        "Medicines, therapy and what else happened.",
    ),
    Mode("scales", "s", "Scales", "scales:ScalesScreen", "Fill in a questionnaire."),
    Mode("history", "h", "History", "history:HistoryScreen", "All that was written down."),
    Mode("report", "r", "Report", "report:ReportScreen", "Make the page for a visit."),
    Mode("settings", "o", "Settings", "settings:SettingsScreen", "What is asked, and how."),
)
