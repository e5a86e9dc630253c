"""Which days a page is about: one of four windows, or two days that are typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from tracker.analysis.window import LEAD_IN, Window, default_window, without_future
from tracker.records import Diary, NumberedInfusion, ValidationError, number_infusions, parse_day
from tracker.records.format import count, format_date, format_day, format_days
from tracker.records.interval import parse_window

COURSE: Final = "course"
OTHER: Final = "other"
WINDOWS: Final[Mapping[str, str]] = {
    COURSE: "this course",
    "4 weeks": "last 4 weeks",
    "month": "last month",
    "12 months": "last 12 months",
    OTHER: "other days …",
}
"""The windows and what they are called; all but the first and the last are lengths."""
FORMS: Final = ("1 Aug", "12 weeks", "infusion 7", "all")


def find_window(
    chosen: str, first: str, last: str, diary: Diary, today: date, latest: date | None = None
) -> Window:
    """Return the days of a window; `first` and `last` are what was typed, for other days.

    Args:
        chosen: a key of WINDOWS.
        first: the first day, as it was typed.
        last: the last day, as it was typed.
        diary: the diary with the infusions that can be named.
        today: the diary day now.
        latest: the latest day that a date without a year means; None is today.

    Raises:
        ValidationError: it is not a day; the field is `first day` or `last day`.
    """
    if chosen == COURSE:
        return default_window(diary, today)
    if chosen == OTHER:
        return typed_window(first, last, diary, today, latest)
    return Window(*parse_window(chosen, today))


def typed_window(first: str, last: str, diary: Diary, today: date, latest: date | None) -> Window:
    """Return the days from one that was typed to another: today if left empty, and at the latest.

    The first may be a day, a length up to the last day, an infusion (then it begins two weeks
    before it), or `all`.

    Raises:
        ValidationError: as `find_window`.
    """
    end = last_day(last, today, latest)
    start = first_day(first, end, diary, today, latest)
    if end < start:
        raise ValidationError("last day", "The last day is before the first; swap them.")
    return without_future(Window(start, end), today)


def last_day(typed: str, today: date, latest: date | None) -> date:
    """Return the last day that was typed."""
    return parse_day(typed.strip() or "today", today, "last day", latest=latest)


def first_day(typed: str, end: date, diary: Diary, today: date, latest: date | None) -> date:
    """Return the first day that was typed: as a day, a length up to `end`, an infusion, or all."""
    words = " ".join(typed.casefold().split())
    if not words:
        raise ValidationError("first day", f"Type the first day, like {', '.join(FORMS)}.")
    if words in ("all", "everything", "the whole diary"):
        days = [check_in.day for check_in in diary.check_ins]
        days += [assessment.day for assessment in diary.assessments]
        days += [given.day for given in given_by(diary, today)]
        return min([day for day in days if day <= today], default=today)
    if match := re.fullmatch(r"(?:infusion|#|no\.?|number) ?(\d{1,5})", words, re.ASCII):
        given, number = given_by(diary, today), int(match[1])
        if not given:
            raise ValidationError("first day", "There is no infusion yet; type a day.")
        if number not in range(1, len(given) + 1):
            raise ValidationError("first day", f"Type an infusion from 1 to {len(given)}.")
        return given[number - 1].day - LEAD_IN
    try:
        return parse_window(typed, end, "first day")[0]
    except ValidationError:
        return parse_day(typed, today, "first day", latest=latest)


def given_by(diary: Diary, today: date) -> list[NumberedInfusion]:
    """Return the infusions given up to a day, the first one first."""
    return [n for n in number_infusions(diary.infusions) if n.day <= today]


def window_name(key: str, diary: Diary, today: date) -> str:
    """Return what a window is called; before the first infusion there is no course."""
    return WINDOWS[key] if key != COURSE or given_by(diary, today) else "last weeks"


def days_in_words(days: Window, diary: Diary) -> str:
    """Return the days and how many infusions they hold."""
    given = sum(n.day in days for n in number_infusions(diary.infusions))
    infusions = count(given, "infusion") if given else "no infusions"
    span = f"{format_day(days.start)} to {format_day(days.end)}"
    return f"{span}: {count(days.days, 'day')}, {infusions}"


def course_in_words(days: Window, diary: Diary, today: date) -> str:
    """Return the days of the course; a page shows the weeks before its first infusion too."""
    given = [n.day for n in given_by(diary, today) if n.day in days]
    before = " and the weeks before it" if given and days.start < given[0] else ""
    infusions = count(len(given), "infusion") if given else "no infusions"
    name = window_name(COURSE, diary, today)
    return f"{briefly(days, today)}: {name}{before}, {count(days.days, 'day')}, {infusions}"


def briefly(days: Window, today: date) -> str:
    """Return 3 Aug – today, 7–15 Apr, 3 Aug – 1 Sep 2025: as much as a row of choices takes."""
    if days.start < days.end == today:
        return f"{format_date(days.start, year=days.start.year != today.year)} – today"
    this_year = days.start.year == days.end.year == today.year
    return format_days(days.start, days.end, year=not this_year)
