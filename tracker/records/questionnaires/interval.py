"""How soon a questionnaire may be filled in again: its questions look back over days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from tracker.records.assessment import Assessment
from tracker.records.questionnaires.model import Questionnaire

LAID_ASIDE: Final = timedelta(weeks=8)
"""A questionnaire that was not filled in for so long is taken as laid aside."""


def open_again(
    known: Iterable[Questionnaire], assessments: Sequence[Assessment], today: date
) -> list[Questionnaire]:
    """Return those that were filled in within eight weeks, but not too soon before today."""
    late = [a for a in assessments if today - LAID_ASIDE <= a.day]
    found = ((one, again_from(one, late)) for one in known)
    return [one for one, again in found if again and again <= today]


def again_from(questionnaire: Questionnaire, assessments: Iterable[Assessment]) -> date | None:
    """Return the first day that is not too soon after the last filling in, None after none."""
    days = [a.day for a in assessments if a.questionnaire == questionnaire.key]
    if not days or not questionnaire.least_days_between:
        return None
    return max(days) + timedelta(days=questionnaire.least_days_between)


def too_soon_after(
    questionnaire: Questionnaire, assessments: Iterable[Assessment], day: date
) -> date | None:
    """Return the nearest day of another filling in that asked about the same days.

    A day that is filled in afterwards may lie too close before one as well as after.
    """
    least = timedelta(days=questionnaire.least_days_between or 0)
    days = (a.day for a in assessments if a.questionnaire == questionnaire.key)
    near = [other for other in days if abs(day - other) < least]
    return min(near, key=lambda other: abs(day - other), default=None)
