"""Dates and times as other apps and spreadsheets write them.

14.6.2026, 14 June 2026, 8th Dec 2021, Jun 14, 2026 and 2026/06/14 say one thing only. 06/07/2026
does not: the other dates of the file decide, or the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time, timezone
from typing import Final, Literal, NamedTuple, cast

from tracker.exchange.csv_cells import offset
from tracker.records import ValidationError
from tracker.records.day import check_day

Order = Literal["d/m/y", "m/d/y", "y/m/d"]
ORDERS: Final = ("d/m/y", "m/d/y", "y/m/d")
"""How a date of numbers may be written; the names are what a person types."""

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)", re.ASCII)
_DAY_MONTH = re.compile(
    r"(?:[^\W\d]+\.?,? )?(\d{1,2})(?:st|nd|rd|th|\.)?[ -](?:of |de )?([^\W\d]{3,})\.?,?"
    r"[ -](?:de )?(\d{4})(?!\d)",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    r"(?:[^\W\d]+\.?,? )?([^\W\d]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)", re.IGNORECASE
)
_CLOCK = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2}))?(?:[:.](\d{2})(?:[.,]\d+)?)?(?: ?([ap])\.? ?m\.?)?"
    r"(?: ?(Z|[-+]\d{2}:?\d{2}))?",
    re.IGNORECASE | re.ASCII,
)

_MONTHS: Final = (
    ("jan", "ene", "gen"),
    ("feb", "fév", "fev"),
    ("mar", "mär", "mrz", "mrt", "maa"),
    ("apr", "avr", "abr"),
    ("may", "mai", "mag", "mei"),
    ("jun", "juin", "giu"),
    ("jul", "juil", "lug"),
    ("aug", "aoû", "aou", "ago"),
    ("sep", "set"),
    ("oct", "okt", "ott", "out"),
    ("nov",),
    ("dec", "dez", "déc", "dic"),
)
"""How the names of the months begin in English, German, French, Spanish, Italian, Dutch and
Portuguese, as phones write them."""

_HOW: Final = "write it as 2026-03-14"


class Moment(NamedTuple):
    """A date, and the time and offset that stand with it, if any do."""

    day: date
    clock: time | None = None
    offset: timezone | None = None


def is_written_otherwise(cell: str) -> bool:
    """Whether a cell is a date, and not in the way that tracker writes one."""
    cell = _plain(cell)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell, re.ASCII):
        return False
    return any(form.match(cell) for form in (_YEAR_FIRST, _NUMBERS, _DAY_MONTH, _MONTH_DAY))


def order_among(cells: Iterable[str]) -> Order | None:
    """Return how the dates of numbers in a file are written, None where that cannot be told.

    With full stops between them the day is first; otherwise a number above 12 is the day.
    """
    found = [match for cell in cells if (match := _NUMBERS.match(_plain(cell)))]
    if not found or any(match[2] == "." or int(match[1]) > 12 for match in found):
        return "d/m/y"
    return "m/d/y" if any(int(match[3]) > 12 for match in found) else None


def order_said(text: str) -> Order:
    """Read what a person types for the order: d/m/y, DD.MM.YYYY, %m/%d/%Y.

    Raises:
        ValidationError: it is no order of day, month and year.
    """
    letters = re.sub(r"[^dmy]", "", text.casefold())
    order = "/".join(dict.fromkeys(letters))
    if order in ORDERS:
        return cast(Order, order)
    raise ValidationError("date-format", f"The date format is one of: {', '.join(ORDERS)}.")


def parse_moment(cell: str, order: Order) -> Moment:
    """Read a date and what follows it.

    Raises:
        ValidationError: it is no date, or not in the calendar, or what follows is no time.
    """
    cell = _plain(cell)
    day, end = _date(cell, order)
    rest = cell[end:].lstrip(" T,")
    return Moment(day, *parse_clock(rest)) if rest else Moment(day)


def parse_clock(cell: str) -> tuple[time, timezone | None]:
    """Read a time of day as 21:05, 21:05:37, 9:05 pm or 9 PM, with its offset if it has one.

    Raises:
        ValidationError: it is no time of day.
    """
    match = _CLOCK.fullmatch(_plain(cell))
    if not match or not (match[2] or match[4]):
        raise ValidationError("time", "The time was not understood; write it as 21:05.")
    hour, half = int(match[1]), (match[4] or "").casefold()
    if half:
        hour = hour % 12 + 12 * (half == "p") if 1 <= hour <= 12 else 24
    try:
        clock = time(hour, int(match[2] or 0), int(match[3] or 0))
    except ValueError:
        raise ValidationError("time", "The time is not on the clock; write it as 21:05.") from None
    return clock, offset(match[5]) if match[5] else None


def in_24_hours(cell: str) -> str:
    """Return 9:05 pm as 21:05:00, and anything else as it is."""
    match = _CLOCK.fullmatch(_plain(cell))
    return parse_clock(cell)[0].isoformat() if match and match[4] else cell


def _plain(cell: str) -> str:
    """One kind of space: phones put a narrow one before PM."""
    return " ".join(cell.split())


def _date(cell: str, order: Order) -> tuple[date, int]:
    if match := _YEAR_FIRST.match(cell):
        return _made(match[1], int(match[3]), match[4]), match.end()
    if match := _NUMBERS.match(cell):
        first, second = match[1], match[3]
        day, month = (second, first) if order == "m/d/y" and match[2] != "." else (first, second)
        year = match[4] if len(match[4]) == 4 else f"20{match[4]}"
        return _made(year, int(month), day), match.end()
    if match := _DAY_MONTH.match(cell):
        return _made(match[3], _month(match[2]), match[1]), match.end()
    if match := _MONTH_DAY.match(cell):
        return _made(match[3], _month(match[1]), match[2]), match.end()
    raise ValidationError("day", f"The day was not understood; {_HOW}.")


def _month(name: str) -> int:
    name = name.casefold()
    for number, beginnings in enumerate(_MONTHS, start=1):
        if name.startswith(beginnings):
            return number
    raise ValidationError("day", f"The month was not understood; {_HOW}.")


def _made(year: str, month: int, day: str) -> date:
    try:
        return check_day("day", date(int(year), month, int(day)))
    except ValidationError:
        raise
    except ValueError:
        raise ValidationError("day", "The day is not in the calendar.") from None
