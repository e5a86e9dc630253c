"""A questionnaire over time: stems with the total printed on each, on its own scale.

An amount of symptoms is drawn as stems from the scale's low end, never as a line, and no axis is
ever flipped. Under each stem a short line spans the days its questions looked back on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from tracker.analysis import QuestionnaireScores, Report, Score
from tracker.charts import time_axis
from tracker.charts.sheet import Panel, Sheet, text_width
from tracker.charts.time_axis import Label
from tracker.charts.words import number, recall_words
from tracker.records.questionnaires import Band, find_questionnaire

FEW_STEMS: Final = 30
FOOT: Final = 1.8
"""Mm under the scale for the lines of the days looked back on."""
HEAD: Final = 2.8
"""Mm above it, for the number of a highest total."""


def draw_scores(
    sheet: Sheet, report: Report, course: QuestionnaireScores, y: float, height: float
) -> None:
    """Draw a questionnaire's panel."""
    low, high = float(course.low), float(course.high)
    per_mm = (high - low) / (height - HEAD - FOOT)
    up = low - FOOT * per_mm, high + HEAD * per_mm
    panel = time_axis.time_panel(sheet, report, y, height, up, f"panel-{course.key}")
    bands = drawn_bands(course)
    left, right = panel.across
    panel.strokes("cut-offs", [((left, float(b.start)), (right, float(b.start))) for b in bands])
    _draw_recall(panel, report, course, low - FOOT * 0.55 * per_mm)
    _draw_stems(panel, course.points, low)
    _draw_totals(sheet, report, course.points, y, height, up)
    levels = time_axis.scale_levels(course.low, course.high, min(8.0, height - HEAD - FOOT))
    time_axis.draw_scale(sheet, y, height, levels, up)
    worst, best = ("worst", "best") if course.better == "lower" else ("best", "worst")
    ends = f"{number(course.low)} = {best}", f"{number(course.high)} = {worst}"
    room = time_axis.name_room(course.low, course.high)
    time_axis.draw_name(sheet, y, height, course.title, ends, room, below=FOOT - 0.4)
    if course.recall_days and course.recall_days > 1 and height >= 15:
        looked_back = f"– past {recall_words(course.recall_days)}"
        sheet.text(0, y + height - FOOT - 2.7, looked_back, "small", gid="key")
    labels = [Label(float(b.start), f"{b.short} {number(b.start)}", "tile-detail") for b in bands]
    if not bands:
        best_score, word = (
            (course.lowest, "lowest") if course.better == "lower" else (course.highest, "highest")
        )
        labels = [Label(float(best_score.total), f"{word} {number(best_score.total)}", "fine")]
    time_axis.draw_labels(sheet, y, height - FOOT, (low, up[1]), labels)


def drawn_bands(course: QuestionnaireScores) -> tuple[Band, ...]:
    """Return the published bands above the lowest, none for totals on a range of their own."""
    known = find_questionnaire(course.key)
    same = known and (known.low, known.high) == (course.low, course.high)
    return known.bands[1:] if known and same else ()


def _draw_recall(panel: Panel, report: Report, course: QuestionnaireScores, level: float) -> None:
    if not course.recall_days or course.recall_days < 2:
        return
    window = report.window
    strokes = []
    for point in course.points:
        first = max(point.day - timedelta(days=course.recall_days), window.start)
        strokes.append(((first.toordinal(), level), (point.day.toordinal(), level)))
    panel.strokes("recall", strokes)


def _draw_stems(panel: Panel, points: Sequence[Score], low: float) -> None:
    style = "stems" if len(points) < FEW_STEMS else "stems-thin"
    strokes = [
        ((point.day.toordinal(), low), (point.day.toordinal(), float(point.total)))
        for point in points
    ]
    panel.strokes(style, strokes, "stems")


def _draw_totals(
    sheet: Sheet, report: Report, points: Sequence[Score], y: float, height: float,
    up: tuple[float, float],
) -> None:  # fmt: skip
    """Write a total over its stem; where two would touch, the later is written."""
    edge = float("inf")
    for point in reversed(points):
        x = time_axis.place(report, point.day)
        half = text_width(number(point.total), "small-bold") / 2
        if x + half > edge:
            continue
        edge = x - half - 0.4
        top = y + height - (float(point.total) - up[0]) / (up[1] - up[0]) * height
        sheet.text(x, top - 0.6, number(point.total), "small-bold", ha="center", gid="total",
                   halo=True)  # fmt: skip
