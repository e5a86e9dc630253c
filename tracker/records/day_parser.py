"""The only parser of days and times as people type them, in commands and in forms.

Columns of a file are read by `exchange.dates`, which knows their order. No pattern is compiled
before it is used: recording a score for now needs none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Final

from tracker.records.day import check_day, not_in_calendar, reject_future, shift_day
from tracker.records.text import WEEKDAYS, format_day, format_list, shorten
from tracker.records.validation import AmbiguousError, ValidationError, cannot_read

_DAY_FORMS: Final = ("yesterday", "3 days ago", "14 Mar")
_PLAN_FORMS: Final = ("tomorrow", "mon", "14 Mar")
_TIME_FORMS: Final = ("21:05", "9:05 pm", "9pm")

_RELATIVE_DAYS: Final = {
    "today": 0, "now": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0,
    "yesterday": -1, "last night": -1,
    "day before yesterday": -2, "night before last": -2,
    "tomorrow": 1, "day after tomorrow": 2,
}  # fmt: skip
_COUNTS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_LENGTHS: Final = {
    "a couple of ": "2 ", "a fortnight": "2 weeks", "fortnight": "2 weeks",
    "half a year": "6 months",
}  # fmt: skip
UNITS: Final = {"d": "day", "w": "week", "m": "month", "y": "year", "night": "day"}

_MONTH_NAMES: Final = (
    "january januar janvier enero gennaio januari styczen stycznia janeiro jaenner janner",
    "february februar fevrier febrero febbraio februari luty lutego fevereiro feber",
    "march marz maerz mars marzo maart marzec marca marco mrz mrt",
    "april avril abril aprile kwiecien kwietnia",
    "may mai mayo maggio mei maj maja maio",
    "june juni juin junio giugno czerwiec czerwca junho",
    "july juli juillet julio luglio lipiec lipca julho",
    "august aout agosto augusti augustus sierpien sierpnia",
    "september septembre septiembre setiembre settembre wrzesien wrzesnia setembro sept",
    "october oktober octobre octubre ottobre pazdziernik pazdziernika outubro",
    "november novembre noviembre listopad listopada novembro",
    "december dezember decembre diciembre dicembre grudzien grudnia dezembro",
)
"""The months in English, German, French, Spanish, Italian, Dutch, Swedish, Polish and Portuguese,
without accents. A prefix of three or more letters is enough."""

_ACCENTS: Final = str.maketrans(
    "äáàâãåąçćéèêëęíìîïłñńóòôöõśšúùûüźż", "aaaaaaacceeeeeiiiilnnooooossuuuuzz",
    "".join(map(chr, range(0x300, 0x370))),
)  # fmt: skip


def parse_day(
    text: str,
    today: date,
    field: str = "day",
    *,
    plan: bool = False,
    latest: date | None = None,
) -> date:
    """Read a day as a person types it.

    yesterday, 3 days ago, a week ago, mon, last monday, mon morning, the 20th, 20 Nov, Nov 20,
    20.11., 20.11.2026, 2026-11-20, Tue 24 Nov 2026. Months are known in nine languages, all other
    words in English.

    Args:
        text: what was typed.
        today: the diary day now.
        field: its name, for the error.
        plan: the day is in the future: a weekday is the coming one and never today, a date without
            a year the next such date. Otherwise both are the latest, today included.
        latest: the calendar date, for a record: between midnight and the start of the diary day
            it is one day after `today` and may be named too.

    Raises:
        AmbiguousError: 3/4 may be 3 April or 4 March; both are shown.
        ValidationError: it is not a day, or not in the calendar.
    """
    words = fold(text)
    if plan or latest is None:
        latest = today
    readings = list(dict.fromkeys(_readings(words, today, latest, field, plan=plan)))
    if not readings:
        raise cannot_read(field, text, *(_PLAN_FORMS if plan else _DAY_FORMS))
    if len(readings) > 1:
        days = format_list(map(format_day, readings), "or")
        dates = format_list((reading.isoformat() for reading in readings), "or")
        raise AmbiguousError(field, f"“{shorten(text, 40)}” can be {days}. Type {dates}.")
    return check_day(field, readings[0])


def parse_past_day(text: str, today: date, latest: date, field: str = "day") -> date:
    """Read a day that has begun, as `parse_day` does.

    Raises:
        ValidationError: it cannot be parsed, or has not begun.
    """
    return reject_future(field, parse_day(text, today, field, latest=latest), latest)


def parse_last_day(text: str, first: date, today: date, *, latest: date | None = None) -> date:
    """Read the last day of what began on a first day, as `parse_day` does.

    It may be to come: on 17 August, “22 Aug” after a first day of 15 August is no day of last
    year. Of two days that can be meant, it is the nearer one where the past one lies before the
    first day.

    Raises:
        AmbiguousError: as for `parse_day`.
        ValidationError: it cannot be parsed.
    """
    last = parse_day(text, today, "last day", latest=latest)
    if last >= first:
        return last
    try:
        coming = parse_day(text, today, "last day", plan=True)
    except ValidationError:
        return last
    return min(last, coming, key=lambda day: abs(day - first))


def _readings(words: str, today: date, latest: date, field: str, *, plan: bool) -> Iterator[date]:
    """Yield every day that the words may mean, using the first grammar that matches."""
    for prefix in ("the ", "on ", "since ", "from "):
        words = words.removeprefix(prefix)
    for part in (" morning", " afternoon", " evening", " night"):
        named = words.removesuffix(part)
        if named in ("yesterday", "tomorrow") or weekday_number(named.split(" ")[-1]) is not None:
            words = named
    if words in _RELATIVE_DAYS:
        yield today + timedelta(days=_RELATIVE_DAYS[words])
    elif (distance := _distance(words, plan=plan)) is not None:
        number, unit = distance
        try:
            yield shift_day(today, number, unit)
        except (OverflowError, ValueError):
            raise ValidationError(
                field, f"The {field} “{words}” is outside 1900 to 2199."
            ) from None
    elif (weekday := _weekday(words, today, latest, plan=plan)) is not None:
        yield weekday
    else:
        yield from _dates(words, latest, field, plan=plan)


def _distance(words: str, *, plan: bool) -> tuple[int, str] | None:
    """Read 3 days ago, in 2 weeks, a month ago, last week: number and unit, the past below 0."""
    if match := re.fullmatch(r"(last|next) (week|month|year)", words):
        return (-1 if match[1] == "last" else 1), match[2]
    match = re.fullmatch(
        r"(in )?(\d{1,5} ?|[a-z]+ )(day|night|week|month|year|[dwmy])s?"
        r"( ago| before| back| from now)?",
        in_figures(words),
        re.ASCII,
    )
    if not match or not (number := parse_count(match[2])):
        return None
    ahead = bool(match[1]) or match[4] == " from now" or (plan and not match[4])
    return (number if ahead else -number), UNITS.get(match[3], match[3])


def in_figures(words: str) -> str:
    """Return 2 days for a couple of days, 2 weeks for a fortnight, 6 months for half a year."""
    for said, counted in _LENGTHS.items():
        words = words.replace(said, counted)
    return words


def parse_count(word: str) -> int:
    """Return the number that digits or a word such as three mean; 0 if it is not a number."""
    word = word.strip()
    return int(word) if word.isdigit() else _COUNTS.get(word, 0)


def _weekday(words: str, today: date, latest: date, *, plan: bool) -> date | None:
    """Read mon, last monday, next mon; of a plan the coming one, of a record the latest one.

    tuesday last week and last week's tuesday name the week, which begins on a Monday. “last” is
    before the diary day: at one in the morning it is still the evening before.
    """
    if match := re.fullmatch(_IN_A_WEEK, words):
        number = weekday_number(match["before"] or match["after"])
        week = match["week"] or match["same"]
        days = {"last": -7, "past": -7, "this": 0}.get(week, 7) - today.weekday()
        return None if number is None else today + timedelta(days=days + number)
    if words.endswith(" before last") and (
        last := _weekday(f"last {words[:-12]}", today, latest, plan=plan)
    ):
        return last - timedelta(days=7)
    which, _, name = words.rpartition(" ")
    number = weekday_number(name)
    if number is None or which not in ("", "last", "next", "this", "coming", "past"):
        return None
    if which in ("last", "past"):
        return today - timedelta(days=(today.weekday() - number) % 7 or 7)
    if plan or which in ("next", "coming"):
        return latest + timedelta(days=(number - latest.weekday()) % 7 or 7)
    return latest - timedelta(days=(latest.weekday() - number) % 7)


_IN_A_WEEK: Final = (
    r"(?P<before>[a-z]+)\.? (?:of |in )?(?:the )?(?P<week>last|past|this|next|coming) week"
    r"|(?P<same>last|past|this|next|coming) week(?:['’´`]?s)? (?:on )?(?P<after>[a-z]+)\.?"
)


def weekday_number(name: str) -> int | None:
    """Return 0 for mon or Monday, None if it is unknown or ambiguous."""
    name = {"weds": "wed"}.get(name := name.rstrip("."), name)
    found = [n for n, weekday in enumerate(WEEKDAYS) if weekday.casefold().startswith(name)]
    return found[0] if len(found) == 1 and len(name) > 1 else None


def _dates(words: str, today: date, field: str, *, plan: bool) -> list[date]:
    """Return the dates of numbers or a month's name, with or without weekday and year.

    A weekday tells 3 April from 4 March.
    """
    first, _, rest = words.partition(" ")
    weekday = weekday_number(first) if rest else None
    words = words if weekday is None else rest.removeprefix("the ")
    readings = []
    for day, month, year in _day_month_year(words):
        if month is None or year is None:
            reading = _nearest(month, day, today, plan=plan)
        else:
            reading = _calendar_date(year, month, day)
        if reading is None:
            raise not_in_calendar(field, words)
        readings.append(reading)
    fitting = [day for day in readings if weekday is None or day.weekday() == weekday]
    if weekday is not None and readings and not fitting:
        raise ValidationError(
            field, f"{format_day(readings[0])} is not a {WEEKDAYS[weekday]}. Which one is it?"
        )
    return fitting


def _day_month_year(words: str) -> Sequence[tuple[int, int | None, int | None]]:
    """Return the ways in which a date can be read: day, and the month and year if it has them."""
    if match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", words, re.ASCII):
        return [(int(match[1]), None, None)]
    if match := re.fullmatch(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})", words, re.ASCII):
        return [(int(match[4]), int(match[3]), int(match[1]))]
    if match := re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", words, re.ASCII):
        return [(int(match[3]), int(match[2]), int(match[1]))]
    # With full stops the day is first.
    if match := re.fullmatch(r"(\d{1,2})\. ?(\d{1,2})\.?(?: ?(\d{4}|\d{2}))?", words, re.ASCII):
        return [(int(match[1]), int(match[2]), _full_year(match[3]))]
    if match := re.fullmatch(r"(\d{1,2})([-/])(\d{1,2})(?:\2(\d{4}|\d{2}))?", words, re.ASCII):
        # 3/4, 3/4/2026 or 26/4/3; the first order if none is real.
        a, b, year = int(match[1]), int(match[3]), match[4]
        orders = [(a, b, _full_year(year)), (b, a, _full_year(year))]
        if year and len(year) == 2:
            orders.append((int(year), b, 2000 + a))
        return [(d, m, y) for d, m, y in orders if _calendar_date(y or 2000, m, d)] or orders[:1]
    ordinal = r"(?P<day>\d{1,2})(?:(?:st|nd|rd|th|er|re|e|a)\b|º|\.)?"
    name, year = r"(?P<month>[^\W\d_]{3,})\.?", r"'?(?P<year>\d{4}|\d{2})"
    match = re.fullmatch(
        rf"{ordinal}[ -]?(?:of |de )?{name}(?:(?:[ .-]| de )?{year})?", words
    ) or re.fullmatch(rf"{name}[ -]?{ordinal}(?:[ -]{year})?", words)
    if match and (month := month_number(match["month"])) is not None:
        return [(int(match["day"]), month, _full_year(match["year"]))]
    return []


def _full_year(year: str | None) -> int | None:
    return None if year is None else int(year) if len(year) == 4 else 2000 + int(year)


def _calendar_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int | None, day: int, today: date, *, plan: bool) -> date | None:
    """Return the latest such day of a month or of any month, or the next one of a plan.

    Not each month has a 31st, and 29 February may be years away.
    """
    if month is not None and not 1 <= month <= 12:
        return None
    start = today.replace(month=month or today.month, day=1)
    steps, unit = (3, "month") if month is None else (9, "year")
    for step in range(steps):
        there = shift_day(start, step if plan else -step, unit)
        found = _calendar_date(there.year, there.month, day)
        if found and ((found >= today) if plan else (found <= today)):
            return found
    return None


@lru_cache(256)
def month_number(name: str) -> int | None:
    """Return 6 for June, juin or Jun.; None if it is unknown or ambiguous."""
    name = name.casefold().translate(_ACCENTS).rstrip(".")
    if len(name) < 3:
        return None
    found = {
        number
        for number, names in enumerate(_MONTH_NAMES, start=1)
        if any(full.startswith(name) for full in names.split())
    }
    return found.pop() if len(found) == 1 else None


def fold(text: str) -> str:
    """Return a text in lower case without accents and commas, and one kind of space."""
    return " ".join(text.casefold().translate(_ACCENTS).replace(",", " ").split())


def parse_time(text: str, field: str = "time", *, forms: Sequence[str] = _TIME_FORMS) -> time:
    """Read a time of day: 21:05, 21.05, 21h05, 2105, 9pm, 9:05 PM, noon, midnight.

    The `forms` are shown where it cannot be read.
    """
    words = " ".join(text.casefold().replace(".m.", "m").split()).removeprefix("at ")
    if words in ("noon", "midday", "midnight"):
        return time(0 if words == "midnight" else 12)
    match = re.fullmatch(r"(\d{1,2})(?: ?[:.h] ?(\d{2})|(?<=\d\d)(\d{2})|h)? ?([ap]m?)?", words,
                         re.ASCII)  # fmt: skip
    if match:
        hour, minute = int(match[1]), int(match[2] or match[3] or 0)
        exact = match[2] or match[3] or match[4] or words.endswith("h")
        if match[4]:
            # 0:15 AM is how some phones write a quarter past midnight.
            hour = hour % 12 + 12 * (match[4][0] == "p") if hour <= 12 else 24  # invalid
        if not exact and hour < 24:
            half = hour % 12 + 12
            exact_forms = dict.fromkeys((f"{hour}:00", f"{half}:00", f"{half % 12 or 12}pm"))
            shown = format_list(exact_forms, "or")
            raise ValidationError(field, f"“{words}” is an hour, not a time. Write {shown}.")
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise cannot_read(field, text, *forms)
