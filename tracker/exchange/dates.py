"""Dates, and moments that begin with one, as other programs write them.

Forms, databases, phones, browsers and spreadsheets each have their own formats, and most can be
read in one way only. A date of three numbers is ambiguous: the other dates of its column decide
the order, or you do. It is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from tracker.exchange.result import NeedsAnswerError, Question
from tracker.exchange.times import parse_clock, squeeze
from tracker.records import ValidationError
from tracker.records.day import check_day
from tracker.records.day_parser import month_number
from tracker.records.format import plain_line, shorten

Order = Literal["d/m/y", "m/d/y", "y/m/d"]
ORDERS: Final[tuple[Order, ...]] = ("d/m/y", "m/d/y", "y/m/d")
"""The orders of a date of three numbers, as a person types them."""

HOW_TO_WRITE: Final = "write it as 2026-03-14"

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(?:\.\d+)?|$)", re.ASCII)
_EPOCH = re.compile(r"(1\d{9}|\d{13})(?:\.\d+)?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)", re.ASCII)
_WEEKDAY: Final = r"(?:[^\W\d]+\.?,? +)?"
_NAME: Final = r"(?P<m>[^\W\d]{3,})\.?"
_ORDINAL: Final = r"(?:st|nd|rd|th|er|ère|º|ª|\.)?"
_UNAMBIGUOUS: Final = (
    re.compile(
        r"(?P<y>\d{4})\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})(?!\d)日?\.?",
        re.ASCII,
    ),
    re.compile(
        rf"{_WEEKDAY}(?P<d>\d{{1,2}}){_ORDINAL}[ -](?:of |de |den )?{_NAME},?"
        r"[ -](?:de |del )?(?P<y>\d{4}|\d{2})(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_WEEKDAY}{_NAME} +(?P<d>\d{{1,2}}){_ORDINAL},? +(?P<y>\d{{4}})(?!\d)", re.IGNORECASE
    ),
    re.compile(rf"(?P<y>\d{{4}})[- ]{_NAME}[- ](?P<d>\d{{1,2}})(?!\d)", re.IGNORECASE),
)
"""Dates with their year first, or with a month's name."""
_BEFORE_TIME = re.compile(
    r"[\s,]*(?:T|(?:at|um|à|a las|alle(?: ore)?|ore|om|kl\.?|o(?: godz\.?)?|às|den)\s)?\s*",
    re.IGNORECASE,
)


class Moment(NamedTuple):
    """A date, with the time and the offset in the same cell, if any."""

    day: date
    clock: time | None = None
    offset: timezone | None = None


@lru_cache(8192)
def looks_like_a_date(cell: str) -> bool:
    """Return whether a cell begins as a date does, whatever its order."""
    cell = squeeze(cell)
    forms = (_NUMBERS, _COMPACT, *_UNAMBIGUOUS)
    return any(form.match(cell) for form in forms) or bool(_EPOCH.fullmatch(cell))


def parse_order(text: str) -> Order:
    """Read how dates are written, as d/m/y, DD.MM.YYYY or %m/%d/%Y; ValidationError for others."""
    order = "/".join(dict.fromkeys(re.sub(r"[^dmy]", "", text.casefold())))
    if order in ORDERS:
        return order
    sentence = f"“{shorten(text, 40)}” is not a date format. Type one of: {', '.join(ORDERS)}."
    raise ValidationError("date-format", sentence)


def find_order(
    cells: Iterable[tuple[int, str]],
    heading: str,
    latest: date,
    fits: Callable[[int, date], bool] | None = None,
) -> Order:
    """Return how the dates of a column are written; d/m/y where none is of three numbers.

    The cells are given with their lines. No date is after the latest day: past records are not in
    the future. `fits` tells whether the rest of a line agrees with a date that a file has twice.
    NeedsAnswerError where they can be read in two ways, or in none.
    """
    possible: set[Order] = {*ORDERS}
    certain: dict[Order, int] = {}
    dots, seen, shown = True, set[str](), ""
    for line, cell in cells:
        if (cell in seen and fits is None) or not (match := _NUMBERS.match(squeeze(cell))):
            continue
        seen.add(cell)
        readings = _possible_dates(match, latest)
        agreed = {o for o, day in readings.items() if fits(line, day)} if fits else set()
        if ways := agreed or set(readings):
            shown = shown or match[0]
            dots = dots and match[2] == "."
            possible &= ways
            if len(ways) == 1:
                certain.setdefault(next(iter(ways)), line)
    if not shown:
        return "d/m/y"
    if len(possible) == 1:
        return possible.pop()
    if dots and "d/m/y" in possible and _is_usual_with_dots(seen, latest):
        return "d/m/y"
    raise _ask_for_order(heading, possible, certain, shown)


@lru_cache(8192)  # a file repeats the same few days and times
def parse_moment(cell: str, order: Order) -> Moment:
    """Read a date and the time that may follow it; ValidationError for anything else."""
    if len(cell) == 10 and _ISO.fullmatch(cell):
        return Moment(_date(cell[:4], cell[5:7], cell[8:]))
    cell = squeeze(cell)
    if _EPOCH.fullmatch(cell):
        seconds = float(cell) / (1000 if len(cell.partition(".")[0]) == 13 else 1)
        at = datetime.fromtimestamp(seconds, UTC)
        return Moment(at.date(), at.time().replace(microsecond=0), UTC)
    if match := _COMPACT.match(cell):
        day = _date(match[1], match[2], match[3])
        rest = ":".join(part for part in match.groups()[3:] if part) + cell[match.end() :]
    else:
        day, end = _leading_date(cell, order)
        rest = cell[end:][_BEFORE_TIME.match(cell[end:]).end() :]  # type: ignore[union-attr]  # it matches nothing too
    if not rest:
        return Moment(day)
    clock, offset, midnight_after = parse_clock(rest)
    return Moment(day + timedelta(days=midnight_after), clock, offset)


def _ask_for_order(
    heading: str, possible: Collection[Order], certain: Mapping[Order, int], shown: str
) -> NeedsAnswerError:
    """Return the question about dates in several orders, or in none.

    `possible` are the orders that fit all of them, `certain` the first lines of dates that fit
    one order alone.
    """
    name = plain_line(heading)[:40]
    if possible:
        orders = [order for order in ORDERS if order in possible]
        say = " or ".join(f"--date-format {order}" for order in orders)
        sentence = (
            f"The dates under {name} may be read in {'two' if len(orders) == 2 else 'three'} ways "
            f"({shown}). Say how they are written: {say}."
        )
    else:
        at = " and ".join(f"line {n} as {order}" for order, n in list(certain.items())[:2])
        sentence = (
            f"The dates under {name} contradict each other: {at or 'no order fits them all'}. "
            "Correct the file, or say how they are written: --date-format d/m/y or m/d/y."
        )
    prompt = f"The dates under {name}, {', '.join(ORDERS[:-1])} or {ORDERS[-1]}"
    return NeedsAnswerError(sentence, (Question(heading, prompt),))


def _is_usual_with_dots(cells: Iterable[str], latest: date) -> bool:
    """Return whether dates with full stops may be read as d.m.y, their usual order.

    Not where the year may be first, in a date nearer to now: 26.06.14.
    """
    for cell in cells:
        if match := _NUMBERS.match(squeeze(cell)):
            readings = _possible_dates(match, latest)
            if "y/m/d" in readings and "d/m/y" in readings:
                return readings["d/m/y"] >= readings["y/m/d"]
    return True


def _possible_dates(match: re.Match[str], latest: date) -> dict[Order, date]:
    """Return the date of three numbers in each order that is possible."""
    found: dict[Order, date] = {}
    for order in ORDERS:
        try:
            day = _date_in_order(match, order)
        except ValidationError:
            continue
        if day <= latest:
            found[order] = day
    return found


def _date_in_order(match: re.Match[str], order: Order) -> date:
    first, second, third = match[1], match[3], match[4]
    if order == "m/d/y":
        return _date(third, first, second)
    if order == "d/m/y":
        return _date(third, second, first)
    if len(third) == 4:
        sentence = f"“{match[0]}” does not begin with a year; {HOW_TO_WRITE}."
        raise ValidationError("day", sentence)
    return _date(first, second, third)


def _leading_date(cell: str, order: Order) -> tuple[date, int]:
    """Return the date at the beginning of a cell, and where it ends."""
    if match := _NUMBERS.match(cell):
        return _date_in_order(match, order), match.end()
    for form in _UNAMBIGUOUS:
        if match := form.match(cell):
            return _date(match["y"], match["m"], match["d"]), match.end()
    shown = f"“{shorten(cell, 40)}”" if cell else "An empty cell"
    raise ValidationError("day", f"{shown} is not a date; {HOW_TO_WRITE}.")


def _date(year: str, month: str, day: str) -> date:
    """Return a date; the month is a number or a name."""
    number = int(month) if month.isdecimal() else month_number(month)
    if number is None:
        raise ValidationError("day", f"“{shorten(month, 20)}” is not a month; {HOW_TO_WRITE}.")
    full = year if len(year) == 4 else f"20{year:0>2}"
    try:
        return check_day("day", date(int(full), number, int(day)))
    except ValidationError:
        raise
    except ValueError:
        sentence = f"{full}-{number:02}-{int(day):02} is not in the calendar; {HOW_TO_WRITE}."
        raise ValidationError("day", sentence) from None
