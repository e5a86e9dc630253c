"""Days, numbers and lists as words. Standard library only: the records themselves use these.

Everyone else imports them from `tracker.records.format`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from math import isfinite
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from decimal import Decimal

NONE: Final = "–"
"""Shown for a missing number; never a 0."""

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun",
                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # fmt: skip
LONG_MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July",
                      "August", "September", "October", "November", "December")  # fmt: skip

_JOINERS: Final = "\u200c\u200d"
"""Not printable according to Unicode, but harmless and needed by emoji and Persian."""
_EMOJI: Final = ("\U0001f300", "\U0001faff")
"""Where all are harmless, also those newer than this Python, which calls them not printable."""


def plain_line(text: str) -> str:
    """Return a text on one line that cannot steer a terminal.

    Control characters, escapes, line separators and direction overrides become blanks, and a word
    that cannot be seen at all is left out.
    """
    words = "".join(map(_harmless, text)).split()
    return " ".join(word for word in words if word.strip(_JOINERS))


def plain_text(text: str) -> str:
    """Return a text that cannot steer a terminal, its line breaks and spaces kept."""
    return "\n".join("".join(map(_harmless, line)) for line in text.split("\n"))


def shorten(text: str, length: int) -> str:
    """Return a text on one line, cut to a number of characters."""
    line = plain_line(text)
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def _harmless(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    return character if _EMOJI[0] <= character <= _EMOJI[1] else " "


def format_day(day: date, today: date | None = None, *, year: bool = True) -> str:
    """Return a day the same way everywhere and in every locale: Sat 21 Nov 2026.

    The year is left out if it is that of `today`, or not wanted.
    """
    shown = year and (today is None or today.year != day.year)
    return f"{WEEKDAYS[day.weekday()][:3]} {format_date(day, year=shown)}"


def format_long_day(day: date, today: date) -> str:
    """Return Saturday 21 November, with the year where it is not today's."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {LONG_MONTHS[day.month - 1]}{year}"


def format_date(day: date, *, year: bool = False) -> str:
    """Return a day without its weekday: 9 Feb, or 9 Feb 2026."""
    return f"{day.day} {MONTHS[day.month - 1]}{f' {day.year}' if year else ''}"


def format_days(first: date, last: date, *, year: bool = False) -> str:
    """Return a span of days, as short as it is clear: 7–15 Apr."""
    if first == last:
        return format_date(first, year=year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{format_date(last, year=year)}"
    start = format_date(first, year=year and first.year != last.year)
    return f"{start} – {format_date(last, year=year)}"


def format_distance(day: date, today: date) -> str:
    """Return how far a day is: today, tomorrow, in 13 days, 3 days ago."""
    days = (day - today).days
    if abs(days) < 2:
        return ("today", "tomorrow", "yesterday")[days]
    return f"in {days:,} days" if days > 0 else f"{-days:,} days ago"


def format_day_read(day: date, today: date) -> str:
    """Return how a day was read, and how far it is: Tue 24 Nov, yesterday.

    “last tuesday” is yesterday to some who say it on a Wednesday, and eight days ago to others.
    """
    return f"{format_day(day, today)}, {format_distance(day, today)}"


def format_time(clock: time) -> str:
    """Return a time of day: 21:05."""
    return f"{clock:%H:%M}"


def format_number(
    value: int | float | None, decimals: int | None = None, *, signed: bool = False
) -> str:
    """Return a number as text with a true minus sign; – for None.

    Rounded half up to so many decimals, or with those it has; `signed` puts a plus before what is
    above zero.
    """
    if value is None:
        return NONE
    if isinstance(value, int):
        digits = abs(value) * 10**9
    elif isfinite(value):
        # Nine decimals are all that a diary holds, and 2.675 is rounded as it is written, not as
        # the binary number below it.
        digits = int(f"{abs(value):.9f}".replace(".", ""))
    else:
        return str(value)
    if decimals is not None:
        unit = 10 ** (9 - decimals)
        digits = (digits + unit // 2) // unit * unit
    whole, rest = divmod(digits, 10**9)
    text = f"{whole}.{rest:09}".rstrip("0").rstrip(".")
    sign = "−" if value < 0 and digits else "+" if signed and value > 0 and digits else ""
    return sign + text


def format_amount(value: float | Decimal) -> str:
    """Return an amount as on a bill, in no currency: 2,700 or 2,700.50."""
    return f"{value:,.2f}".removesuffix(".00").replace("-", "−")


def format_size(size: int) -> str:
    """Return the size of a file in decimal units, as file managers do: 812 kB, 1.2 MB."""
    kilobytes = -(-size // 1000)
    return f"{kilobytes} kB" if kilobytes < 1000 else f"{size / 1_000_000:.1f} MB"


def format_ranges(numbers: Sequence[int]) -> str:
    """Return numbers in order as ranges where they run: 1–5, 8."""
    spans = ((run[0], run[-1]) for run in runs(numbers))
    return ", ".join(f"{first}–{last}" if first != last else f"{first}" for first, last in spans)


def runs(numbers: Iterable[int]) -> list[list[int]]:
    """Return numbers in order, those together that follow one another without a gap."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return found


def format_list(words: Iterable[str], last: str = "and") -> str:
    """Return words as a sentence lists them: a, b and c; blank for none."""
    *most, end = list(words) or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a count with its noun: 1 entry, 1,476 entries, 2 days."""
    if noun.endswith("y") and noun[-2] not in "aeo":
        plural = plural or f"{noun[:-1]}ies"
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
