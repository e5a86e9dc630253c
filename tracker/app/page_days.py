"""Which days a page is about, in the words of the screen that asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

from tracker.analysis.window import DAY, LEAD_IN, Window, default_window
from tracker.records import Diary, NumberedInfusion, ValidationError, number_infusions, parse_day
from tracker.records.format import format_day

LAST_COURSE: Final = "last course"
INFUSION: Final = "infusion"
FROM_TO: Final = "from–to"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was chosen and typed; only the fields of the choice count."""

    choice: str = LAST_COURSE
    infusion: str = ""
    """The number of the infusion that the page begins two weeks before."""
    first: str = ""
    last: str = ""


def days_of(asked: Asked, diary: Diary, today: date) -> Window:
    """Return the first and the last day that were asked for.

    Raises:
        ValidationError: what was typed is no infusion or no day; its field is the screen's.
    """
    return CHOICES[asked.choice](asked, diary, today)


def in_words(window: Window, diary: Diary) -> str:
    """Return the days and how many infusions they hold."""
    given = sum(n.day in window for n in number_infusions(diary.infusions))
    infusions = f"{given or 'no'} infusion{'' if given == 1 else 's'}"
    days = f"{window.days} day{'' if window.days == 1 else 's'}"
    return f"{format_day(window.start)} to {format_day(window.end)}: {days}, {infusions}"


def given_by(diary: Diary, today: date) -> list[NumberedInfusion]:
    """Return the infusions given up to a day, the first one first."""
    return [n for n in number_infusions(diary.infusions) if n.day <= today]


def _last_course(_: Asked, diary: Diary, today: date) -> Window:
    return default_window(diary, today)


def _since_infusion(asked: Asked, diary: Diary, today: date) -> Window:
    given = given_by(diary, today)
    if not given:
        raise ValidationError("infusion", "No infusion is written down yet; choose other days.")
    typed = asked.infusion.strip()
    found = [n for n in given if str(n.number) == typed]
    if not found:
        raise ValidationError("infusion", f"Type its number: 1 to {len(given)}.")
    return Window(found[0].day - LEAD_IN, today)


def _up_to(today: date, days: int) -> Window:
    return Window(today - timedelta(days=days) + DAY, today)


def _all(_: Asked, diary: Diary, today: date) -> Window:
    days = [check_in.day for check_in in diary.check_ins]
    days += [assessment.day for assessment in diary.assessments]
    days += [given.day for given in given_by(diary, today)]
    return Window(min([day for day in days if day <= today], default=today), today)


def _from_to(asked: Asked, _: Diary, today: date) -> Window:
    first = parse_day(asked.first, today, "first day")
    last = parse_day(asked.last.strip() or "today", today, "last day")
    if last < first:
        raise ValidationError("last day", "The last day lies before the first; swap them.")
    return Window(first, last)


_Choice: TypeAlias = Callable[[Asked, Diary, date], Window]

CHOICES: Final[Mapping[str, _Choice]] = {
    LAST_COURSE: _last_course,
    INFUSION: _since_infusion,
    "12 weeks": lambda _, __, today: _up_to(today, 84),
    "year": lambda _, __, today: _up_to(today, 365),
    "all": _all,
    FROM_TO: _from_to,
}
