"""A questionnaire over time: stems with the total printed on each, on its own scale.

An amount of symptoms is drawn as stems from the scale's low end, never as a line, and no axis is
ever flipped. Under each stem a short line marks the questionnaire's recall period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from tracker.analysis import QuestionnaireScores, Report, Score
from tracker.charts import time_axis
from tracker.charts.sheet import Sheet, text_width
from tracker.charts.time_axis import Label
from tracker.charts.words import number, recall_words, say_total
from tracker.records.questionnaires import find_questionnaire

FEW_STEMS: Final = 30
FOOT: Final = 1.8
"""Mm under the scale for the lines that mark recall periods."""
HEAD: Final = 2.8
"""Mm above it, for the number of a highest total."""


def ends_of(scores: QuestionnaireScores) -> tuple[str, str]:
    """Return what the ends of a questionnaire's scale mean: 0 = best, 27 = worst."""
    low_word, high_word = ("best", "worst") if scores.better == "lower" else ("worst", "best")
    return f"{number(scores.low)} = {low_word}", f"{number(scores.high)} = {high_word}"


def draw_scores(
    sheet: Sheet, report: Report, scores: QuestionnaireScores, y: float, height: float
) -> None:
    """Draw a questionnaire's panel."""
    low, high = float(scores.low), float(scores.high)
    per_mm = (high - low) / (height - HEAD - FOOT)
    y_range = low - FOOT * per_mm, high + HEAD * per_mm
    panel = time_axis.time_panel(sheet, report, y, height, y_range, f"panel-{scores.key}")
    # The published bands above the lowest; none if the totals have another range.
    published = find_questionnaire(scores.key)
    same = published and (published.low, published.high) == (scores.low, scores.high)
    bands = published.bands[1:] if published and same else ()
    left, right = panel.across
    panel.strokes("cut-offs", [((left, float(b.start)), (right, float(b.start))) for b in bands])
    recall = scores.recall_days if scores.recall_days and scores.recall_days > 1 else None
    if recall:
        level = low - FOOT * 0.55 * per_mm
        begins = [
            max(point.day - timedelta(days=recall), report.window.start) for point in scores.points
        ]
        looked_back = [
            ((first.toordinal(), level), (point.day.toordinal(), level))
            for first, point in zip(begins, scores.points, strict=True)
        ]
        panel.strokes("recall", looked_back)
    stems = [
        ((point.day.toordinal(), low), (point.day.toordinal(), float(point.total)))
        for point in scores.points
    ]
    panel.strokes("stems" if len(stems) < FEW_STEMS else "stems-thin", stems, "stems")
    _draw_totals(sheet, report, scores.points, y, height, y_range)
    time_axis.draw_scale(sheet, y, height, (scores.low, scores.high), y_range)
    ends = ends_of(scores)
    room = time_axis.name_room(scores.low, scores.high)
    time_axis.draw_name(sheet, y, height, scores.title, ends, room, below=FOOT - 0.4)
    if recall and height >= 15:
        key = f"– past {recall_words(recall)}"
        sheet.text(0, y + height - FOOT - 2.7, key, "small", gid="key")
    labels = [Label(float(b.start), f"{b.short} {number(b.start)}", "tile-detail") for b in bands]
    if not bands:
        word = "lowest" if scores.better == "lower" else "highest"
        best = scores.best.total
        labels = [Label(float(best), f"{word} {say_total(best)}", "fine")]
    time_axis.draw_labels(sheet, y, height - FOOT, (low, y_range[1]), labels)


def _draw_totals(
    sheet: Sheet, report: Report, points: Sequence[Score], y: float, height: float,
    y_range: tuple[float, float],
) -> None:  # fmt: skip
    """Label each stem with its total; skip a label that would overlap a later one."""
    edge, (low, high) = float("inf"), y_range
    for point in reversed(points):
        x = time_axis.place(report, point.day)
        half = text_width(say_total(point.total), "small-bold") / 2
        if x + half > edge:
            continue
        edge = x - half - 0.4
        top = y + height - (float(point.total) - low) / (high - low) * height
        sheet.text(x, top - 0.6, say_total(point.total), "small-bold", ha="center", gid="total",
                   halo=True)  # fmt: skip
