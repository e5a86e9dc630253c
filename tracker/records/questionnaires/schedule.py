"""When a questionnaire can be filled in again, and what was filled in so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from tracker.records.assessment import Assessment
from tracker.records.infusion import Infusion
from tracker.records.questionnaires.model import KnownQuestionnaires, Questionnaire

DORMANT_AFTER: Final = timedelta(weeks=8)
"""A questionnaire that was not filled in for so long is no longer in use."""


def available_again(
    known: Iterable[Questionnaire],
    assessments: Sequence[Assessment],
    today: date,
    *,
    infusions: Iterable[Infusion] = (),
    days_after: int | None = None,
) -> list[Questionnaire]:
    """Return those that were filled in within eight weeks and can be filled in again today.

    `days_after` is as for `available_from`.
    """
    recent = [a for a in assessments if today - DORMANT_AFTER <= a.day]
    given = tuple(infusions)
    found = (
        (one, available_from(one, recent, infusions=given, days_after=days_after, today=today))
        for one in known
    )
    return [one for one, again in found if again and again <= today]


def available_from(
    questionnaire: Questionnaire,
    assessments: Iterable[Assessment],
    *,
    infusions: Iterable[Infusion] = (),
    days_after: int | None = None,
    today: date = date.min,
) -> date | None:
    """Return the day from which it can be filled in again; None after none, or for no such day.

    With `days_after` it is not offered at its own interval but once after each infusion, so many
    days later and before the next one. An infusion that another has followed by today is over.
    """
    days = [a.day for a in assessments if a.questionnaire == questionnaire.key]
    if not days:
        return None
    last = max(days)
    if days_after is None:
        least = questionnaire.least_days_between
        return last + timedelta(days=least) if least else None
    treated = sorted({i.day for i in infusions if i.status != "cancelled" and i.day >= last})
    for day, following in pairwise([*treated, date.max]):
        offered = day + timedelta(days=days_after)
        if offered < following and today < following:
            return offered
    return None


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
    known: KnownQuestionnaires,
    assessments: Sequence[Assessment],
    today: date,
    *,
    infusions: Iterable[Infusion] = (),
    days_after: int | None = None,
) -> list[ScaleStatus]:
    """Return every scale there is to fill in, then every other that was ever recorded."""
    last = {a.questionnaire: a for a in assessments}
    given = tuple(infusions)
    found = []
    for one in known:
        again = available_from(
            one, assessments, infusions=given, days_after=days_after, today=today
        )
        upcoming = again if again and again > today else None
        found.append(ScaleStatus(one.key, one, last.pop(one.key, None), upcoming))
    return [*found, *(ScaleStatus(name, None, latest, None) for name, latest in last.items())]
