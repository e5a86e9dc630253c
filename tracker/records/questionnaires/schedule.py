"""When a questionnaire can be filled in again, and what was filled in so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tracker.records.assessment import Assessment
from tracker.records.questionnaires.model import KnownQuestionnaires, Questionnaire

DORMANT_AFTER: Final = timedelta(weeks=8)
"""A questionnaire that was not filled in for so long is taken as laid aside."""


def available_again(
    known: Iterable[Questionnaire], assessments: Sequence[Assessment], today: date
) -> list[Questionnaire]:
    """Return those that were filled in within eight weeks, but not too soon before today."""
    late = [a for a in assessments if today - DORMANT_AFTER <= a.day]
    found = ((one, available_from(one, late)) for one in known)
    return [one for one, again in found if again and again <= today]


def available_from(questionnaire: Questionnaire, assessments: Iterable[Assessment]) -> date | None:
    """Return the first day that is not too soon after the last filling in, None after none."""
    days = [a.day for a in assessments if a.questionnaire == questionnaire.key]
    if not days or not questionnaire.least_days_between:
        return None
    return max(days) + timedelta(days=questionnaire.least_days_between)


def overlapping_day(
    questionnaire: Questionnaire, assessments: Iterable[Assessment], day: date
) -> date | None:
    """Return the nearest day of another filling in that asked about the same days.

    A day that is filled in afterwards may lie too close before one as well as after.
    """
    least = timedelta(days=questionnaire.least_days_between or 0)
    days = (a.day for a in assessments if a.questionnaire == questionnaire.key)
    near = [other for other in days if abs(day - other) < least]
    return min(near, key=lambda other: abs(day - other), default=None)


@dataclass(frozen=True, slots=True)
class ScaleStatus:
    """One scale of the list: a questionnaire, or a name of which only totals were recorded."""

    name: str
    questionnaire: Questionnaire | None
    last: Assessment | None
    available_from: date | None
    """The first day that is not too soon, if it is still to come."""


def scale_statuses(
    known: KnownQuestionnaires, assessments: Sequence[Assessment], today: date
) -> list[ScaleStatus]:
    """Return every scale there is to fill in, then every other that was ever recorded."""
    last = {a.questionnaire: a for a in assessments}
    keys = {questionnaire.key for questionnaire in known}
    return [
        *(_row(questionnaire, last, assessments, today) for questionnaire in known),
        *(ScaleStatus(name, None, last[name], None) for name in last if name not in keys),
    ]


def _row(
    questionnaire: Questionnaire,
    last: dict[str, Assessment],
    assessments: Iterable[Assessment],
    today: date,
) -> ScaleStatus:
    again = available_from(questionnaire, assessments)
    key = questionnaire.key
    return ScaleStatus(
        key, questionnaire, last.get(key), again if again and again > today else None
    )
