"""Questionnaires over the window, and what was said about self-harm."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from tracker.analysis.daily import DayRatings
from tracker.analysis.report import QuestionnaireCourse, Score, SelfHarm
from tracker.analysis.window import Window
from tracker.records import Assessment, Number
from tracker.records.measure import Better
from tracker.records.questionnaires import find_questionnaire, self_harm_answer

Scale = tuple[str, Number, Number, Better]


def scale_name(key: str) -> str:
    """Return what a clinician calls a questionnaire: phq-9 is PHQ-9; any other by its own name."""
    known = find_questionnaire(key)
    return known.title if known else key


def questionnaires(
    assessments: Iterable[Assessment], window: Window
) -> tuple[QuestionnaireCourse, ...]:
    """Return the totals by questionnaire, the most often filled in first.

    Totals on another scale make a course of their own. An assessment without a total (too many
    answers missing) is left out.
    """
    scored = (a for a in assessments if a.day in window and a.total is not None)
    ordered = sorted(scored, key=lambda a: (_scale(a), a.day, a.id))
    found = [_course(scale, group) for scale, group in groupby(ordered, key=_scale)]
    return tuple(sorted(found, key=lambda course: -len(course.points)))


def _scale(assessment: Assessment) -> Scale:
    return assessment.questionnaire, assessment.low, assessment.high, assessment.better


def _course(scale: Scale, group: Iterable[Assessment]) -> QuestionnaireCourse:
    key, low, high, better = scale
    points = tuple(Score(a.day, a.total) for a in group if a.total is not None)
    return QuestionnaireCourse(
        key=key,
        title=scale_name(key),
        low=low,
        high=high,
        better=better,
        points=points,
        lowest=min(points, key=lambda score: score.total),
        highest=max(points, key=lambda score: score.total),
    )


def self_harm(ratings: DayRatings, assessments: Iterable[Assessment], window: Window) -> SelfHarm:
    """Count the window's days on which the question was answered, and those above none."""
    answers = [(day, max(values)) for day, values in ratings.items() if day in window]
    answers += [
        (a.day, answer) for a in assessments if a.day in window and (answer := _item(a)) is not None
    ]
    above = {day for day, answer in answers if answer > 0}
    return SelfHarm(len({day for day, _ in answers}), len(above))


def _item(assessment: Assessment) -> int | None:
    known = find_questionnaire(assessment.questionnaire)
    return self_harm_answer(known, assessment.answers) if known else None
