"""Times of day and zones as other programs write them, and moments in local time."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple

from tracker.records import ValidationError
from tracker.records.format import shorten

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


class Clock(NamedTuple):
    """A time of day, the offset written with it, and whether it was 24:00."""

    time: time
    offset: timezone | None = None
    midnight_after: bool = False


@lru_cache(8192)
def parse_clock(cell: str) -> Clock:
    """Read a time of day: 21:05, 21h05, 9:05:37 pm, 오후 9:05, 24:00, with its offset or zone."""
    cell = squeeze(cell)
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

    None for a name that only this system's own zone has: the time is then local. ValidationError
    for a name that is not known.
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

    An hour that the clocks skip stays as it was written. ValidationError if the system knows no
    offset for that year.
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


_INVISIBLE: Final = "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
_PLAIN: Final = str.maketrans("\u2010\u2011\u2012\u2013\u2212", "-----", _INVISIBLE)
"""Typographic hyphens, and marks of writing direction that browsers put around a date."""

_DATE_COMMAND: Final = re.compile(
    r"([^\W\d]{2,3} (?:[^\W\d]{3} \d{1,2}|\d{1,2}\.? [^\W\d]{3})) "
    r"(\d{1,2}:\d\d:\d\d(?: [AP]M)?(?: [A-Z]{2,5})?) (\d{4})"
)
"""A moment as the shell's `date` writes it, with the year last."""


def squeeze(cell: str) -> str:
    """Return a moment's cell in plain hyphens and single spaces, with no mark that is not seen."""
    plain = " ".join(cell.translate(_PLAIN).split())
    return _DATE_COMMAND.sub(r"\1 \3 \2", plain)
