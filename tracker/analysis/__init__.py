"""What a diary shows: pure functions from a Diary to one frozen Report. Standard library only.

No clock and no files: the day is passed in, and the same diary gives the same report for ever.
"""

from tracker.analysis.build import (
    build_report,
)
from tracker.analysis.report import (
    Aligned,
    AlignedDay,
    AlignedGroup,
    AlignedLine,
    AlignedPoint,
    Benefit,
    Hold,
    InfusionRow,
    Keyed,
    MedianBenefit,
    Medicine,
    MedicineSpan,
    Question,
    QuestionnaireCourse,
    Report,
    Score,
    SelfHarm,
    SideEffectGrid,
    Therapy,
)
from tracker.analysis.scores import (
    scale_name,
)
from tracker.analysis.series import (
    Baseline,
    BestDays,
    DayMedian,
    DaysLogged,
    DayValue,
    Gap,
    LastDays,
    Period,
    Series,
)
from tracker.analysis.summary import (
    summary,
)
from tracker.analysis.window import (
    Window,
    default_window,
)

__all__ = [
    "Aligned",
    "AlignedDay",
    "AlignedGroup",
    "AlignedLine",
    "AlignedPoint",
    "Baseline",
    "Benefit",
    "BestDays",
    "DayMedian",
    "DayValue",
    "DaysLogged",
    "Gap",
    "Hold",
    "InfusionRow",
    "Keyed",
    "LastDays",
    "MedianBenefit",
    "Medicine",
    "MedicineSpan",
    "Period",
    "Question",
    "QuestionnaireCourse",
    "Report",
    "Score",
    "SelfHarm",
    "Series",
    "SideEffectGrid",
    "Therapy",
    "Window",
    "build_report",
    "default_window",
    "scale_name",
    "summary",
]
