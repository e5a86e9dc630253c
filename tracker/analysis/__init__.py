"""What a diary shows: pure functions from a Diary to one frozen Report. Standard library only.

No clock and no files: the day is passed in, and the same diary gives the same report for ever.
"""

from tracker.analysis.build import build_report, measure_beside_mood, most_rated
from tracker.analysis.daily import LastDays, daily_values
from tracker.analysis.effect import read_effect
from tracker.analysis.events import Annotation, Medicine, MedicineSpan
from tracker.analysis.report import (
    Bar,
    BarStart,
    CourseSummary,
    InfusionRow,
    Level,
    Report,
    Share,
    Tally,
)
from tracker.analysis.scores import (
    QuestionnaireScores,
    Score,
    SelfHarmAnswer,
    SelfHarmSource,
    SideEffectGrid,
    WorstSideEffect,
)
from tracker.analysis.series import DayValue, Gap, Period, Series
from tracker.analysis.summary import summary
from tracker.analysis.window import Window, default_window

__all__ = [
    "Annotation", "Bar", "BarStart", "CourseSummary", "DayValue", "Gap", "InfusionRow", "LastDays",
    "Level", "Medicine", "MedicineSpan", "Period", "QuestionnaireScores",
    "Report", "Score", "SelfHarmAnswer", "SelfHarmSource", "Series", "Share", "SideEffectGrid",
    "Tally", "Window", "WorstSideEffect", "build_report", "daily_values",
    "default_window", "measure_beside_mood", "most_rated", "read_effect", "summary",
]  # fmt: skip
