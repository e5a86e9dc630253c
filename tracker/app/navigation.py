"""The places of the app and the keys that go there. Data only: importing this loads no place."""

from __future__ import annotations

from typing import Final, NamedTuple


class PlaceInfo(NamedTuple):
    """One place, and the key that goes there from anywhere."""

    name: str
    key: str
    label: str
    short: str
    """The label on a narrow terminal."""
    screen: str
    """Module and class under `tracker.app`, imported on the first visit: none slows the start."""
    tooltip: str


PLACES: Final = (
    PlaceInfo("today", "t", "Today", "Today", "today.screen:TodayPlace", "Rate how today is."),
    PlaceInfo(
        "infusions",
        "i",
        "Infusions",
        "Inf",
        "infusions.screen:InfusionsPlace",
        "Infusions given and planned.",
    ),
    PlaceInfo("trend", "c", "Trend", "Trend", "trend.screen:TrendPlace", "A measure over time."),
    PlaceInfo(
        "events",
        "v",
        "Events",
        "Event",
        "events.screen:EventsPlace",
        "Medicines, therapy, what else happened, questions.",
    ),
    PlaceInfo(
        "scales", "s", "Scales", "Scale", "scales.screen:ScalesPlace", "Fill in a questionnaire."
    ),
    PlaceInfo(
        "history", "h", "History", "Hist", "history.screen:HistoryPlace", "All your entries."
    ),
    PlaceInfo(
        "report", "r", "Report", "Rep", "report.screen:ReportPlace", "Make the page for a visit."
    ),
    PlaceInfo(
        "settings",
        "o",
        "Settings",
        "Set",
        "settings.screen:SettingsPlace",
        "What is rated, and how it looks.",
    ),
)
