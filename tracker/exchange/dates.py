"""Dates, times of day, zones and moments as other programs write them.

Forms, databases, phones, browsers and spreadsheets each have their own formats, and most can be
read in one way only. A date of three numbers is ambiguous: the other dates of its column decide
the order, or you do. It is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from tracker.exchange.result import NeedsAnswerError, Question
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
    r"(?:\s?[(（][^\W\d]{1,12}\.?[)）])?[\s,]*"  # the weekday: (Sun)
    r"(?:T|(?:at|um|à|a las|alle(?: ore)?|ore|om|kl\.?|o(?: godz\.?)?|às|den)\s)?\s*",
    re.IGNORECASE,
)

_AM_PM: Final = r"[ap]\.?\s?m\.?|오전|오후|午前|午後|上午|下午"
_CLOCK = re.compile(
    rf"(?P<before>{_AM_PM})?\s*(?P<hour>\d{{1,2}})"
    r"(?:(?:[:.]|(?P<h>h))(?P<minute>\d{2})?)?(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    rf"\s*(?P<after>{_AM_PM})?(?:\s*uhr\b)?\s*(?P<zone>\S.*)?",
    re.IGNORECASE | re.ASCII,
)
_PM: Final = ("p", "오후", "午後", "下午")
_OFFSET = re.compile(
    r"(?:UTC|GMT)?\s?([+-])(\d{1,2})(?::?([0-5]\d))?(?::00)?(?:\s?UTC)?", re.IGNORECASE | re.ASCII
)
_ZONE_NAME = re.compile(r"\s*(?:\([^)]*\)|\[[^\]]*\])$")
"""The name of the zone after its offset: (CEST), [Europe/Berlin]."""

_ZONES: Final = {
    **dict.fromkeys(("z", "utc", "gmt", "ut", "wet", "coordinated universal time"), 0),
    **dict.fromkeys(("greenwich mean time", "koordinierte weltzeit"), 0),
    **dict.fromkeys(("cet", "mez", "west", "british summer time"), 1),
    **dict.fromkeys(("mitteleuropäische normalzeit", "mitteleuropäische zeit"), 1),
    **dict.fromkeys(("central european standard time", "central european time"), 1),
    **dict.fromkeys(("cest", "mesz", "eet", "sast", "central european summer time"), 2),
    **dict.fromkeys(("mitteleuropäische sommerzeit", "heure d’été d’europe centrale"), 2),
    **dict.fromkeys(("eest", "msk", "eastern european summer time"), 3),
    **dict.fromkeys(("est", "eastern standard time"), -5),
    **dict.fromkeys(("edt", "eastern daylight time"), -4),
    **dict.fromkeys(("central standard time", "mdt", "mountain daylight time"), -6),
    **dict.fromkeys(("cdt", "central daylight time"), -5),
    **dict.fromkeys(("mst", "mountain standard time", "pdt", "pacific daylight time"), -7),
    **dict.fromkeys(("pst", "pacific standard time", "akdt"), -8),
    **{"akst": -9, "hst": -10, "hkt": 8, "sgt": 8, "awst": 8, "jst": 9, "kst": 9},
    **dict.fromkeys(("aest", "australian eastern standard time"), 10),
    **dict.fromkeys(("aedt", "australian eastern daylight time"), 11),
    **{"nzst": 12, "new zealand standard time": 12},
    **{"nzdt": 13, "new zealand daylight time": 13},
}
"""Hours ahead of UTC. BST, CST and IST each name several zones and read only where local."""

_INVISIBLE: Final = "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
_PLAIN: Final = str.maketrans("\u2010\u2011\u2012\u2013\u2212", "-----", _INVISIBLE)
"""Typographic hyphens, and marks of writing direction that browsers put around a date."""

_WEEKDAY_BEFORE_NUMBERS: Final = re.compile(
    r"[^\W\d]{1,12}\.?,? (?=\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?!\d))"
)
"""The weekday of a date that has no name of a month."""

_DATE_COMMAND: Final = re.compile(
    r"([^\W\d]{2,3} (?:[^\W\d]{3} \d{1,2}|\d{1,2}\.? [^\W\d]{3})) "
    r"(\d{1,2}:\d\d:\d\d(?: [AP]M)?(?: [A-Z]{2,5})?) (\d{4})"
)
"""A moment as the shell's `date` writes it, with the year last."""


class Moment(NamedTuple):
    """A date, with the time and the offset in the same cell, if any."""

    day: date
    clock: time | None = None
    offset: timezone | None = None


@lru_cache(8192)
def looks_like_a_date(cell: str) -> bool:
    """Return whether a cell begins as a date does, whatever its order."""
    cell = _squeeze(cell)
    forms = (_NUMBERS, _COMPACT, *_UNAMBIGUOUS)
    return any(form.match(cell) for form in forms) or bool(_EPOCH.fullmatch(cell))


def parse_order(text: str) -> Order:
    """Read how dates are written: d/m/y, DD.MM.YYYY or %m/%d/%Y.

    Raises:
        ValidationError: it is not one of the three orders.
    """
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

    Raises:
        NeedsAnswerError: they can be read in two ways, or in none.
    """
    possible: set[Order] = {*ORDERS}
    certain: dict[Order, int] = {}
    dots, seen, shown = True, set[str](), ""
    for line, cell in cells:
        if (cell in seen and fits is None) or not (match := _NUMBERS.match(_squeeze(cell))):
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
    """Read a date and what follows it.

    Raises:
        ValidationError: it is not a date, not in the calendar, or what follows is not a time.
    """
    if len(cell) == 10 and _ISO.fullmatch(cell):
        return Moment(_date(cell[:4], cell[5:7], cell[8:]))
    cell = _squeeze(cell)
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
        if match := _NUMBERS.match(_squeeze(cell)):
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


class Clock(NamedTuple):
    """A time of day, the offset written with it, and whether it was 24:00."""

    time: time
    offset: timezone | None = None
    midnight_after: bool = False


@lru_cache(8192)
def parse_clock(cell: str) -> Clock:
    """Read a time of day: 21:05, 21h05, 9:05:37 pm, 오후 9:05, 24:00, with its offset or zone.

    Raises:
        ValidationError: it is not a time of day.
    """
    cell = _squeeze(cell)
    match = _CLOCK.fullmatch(cell)
    half = (match["before"] or match["after"] or "").casefold() if match else ""
    if not match or not (match["minute"] or match["h"] or half):
        raise ValidationError("time", f"“{shorten(cell, 40)}” is not a time; write it as 21:05.")
    hour = int(match["hour"])
    if half and hour <= 12:
        hour = hour % 12 + 12 * half.startswith(_PM)
    elif half:
        hour = 99
    offset = parse_zone(match["zone"]) if match["zone"] else None
    minute, second = int(match["minute"] or 0), int(match["second"] or 0)
    if (hour, minute, second) == (24, 0, 0) and not half:
        return Clock(time(0), offset, midnight_after=True)
    try:
        return Clock(time(hour, minute, second), offset)
    except ValueError:
        sentence = f"“{shorten(cell, 40)}” is not on the clock; write it as 21:05."
        raise ValidationError("time", sentence) from None


def parse_zone(text: str) -> timezone | None:
    """Read an offset or the name of a zone: +02:00, Z, GMT+2, UTC, CEST, Europe/Berlin.

    None for a name that only this system's own zone has: the time is then local.

    Raises:
        ValidationError: it is unknown.
    """
    bare = _ZONE_NAME.sub("", text).strip().replace("−", "-") or text.strip("()[] ")
    if match := _OFFSET.fullmatch(bare):
        ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        if ahead < timedelta(hours=24):
            return timezone(ahead if match[1] == "+" else -ahead)
    if (hours := _ZONES.get(bare.casefold().replace("'", "’"))) is not None:
        return timezone(timedelta(hours=hours))
    from time import tzname  # late: time.tzset replaces it

    if bare in tzname:
        return None
    sentence = f"“{shorten(text, 40)}” is not a known time zone; write the offset, as +02:00."
    raise ValidationError("offset", sentence)


def with_offset(local: datetime, zone: tzinfo | None) -> datetime:
    """Return a local time with the offset of a zone (None: the system's) at that time.

    An hour that the clocks skip stays as it was written.

    Raises:
        ValidationError: the system knows no offset for that year.
    """
    if local.tzinfo:
        return local
    try:
        aware = local.replace(tzinfo=zone) if zone else local.astimezone()
    except (OSError, OverflowError):
        sentence = "This system knows no offset for that year; give it in a column offset."
        raise ValidationError("offset", sentence) from None
    return local.replace(tzinfo=timezone(aware.utcoffset() or timedelta()))


def to_local(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return a moment of a file in local time.

    UTC is what databases and servers write, wherever the person was; any other offset is that of
    the local clock and stays.
    """
    if moment.tzinfo is None:
        return with_offset(moment, zone)
    if moment.utcoffset():
        return moment
    try:
        return moment.astimezone(zone)
    except (OSError, OverflowError):
        return moment


def _squeeze(cell: str) -> str:
    """Return a moment's cell in plain hyphens and single spaces, with no mark that is not seen."""
    plain = " ".join(cell.translate(_PLAIN).split())
    if plain[:1].isalpha():
        plain = _WEEKDAY_BEFORE_NUMBERS.sub("", plain)
    return _DATE_COMMAND.sub(r"\1 \3 \2", plain)
