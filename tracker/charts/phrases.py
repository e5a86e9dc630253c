"""Numbers, days and lists as a page says them, the same in the picture and in the words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from tracker.analysis import Window
from tracker.records import Number
from tracker.records.format import MONTHS

NONE: Final = "–"
"""Stands where there is no number; never a 0."""


def number(value: Number | None, *, signed: bool = False) -> str:
    """Return a number with at most two decimals, rounded half up, and a true minus sign."""
    if value is None:
        return NONE
    rounded = Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{rounded.normalize():f}".replace("-", "−")
    text = "0" if text == "−0" else text
    return f"+{text}" if signed and rounded > 0 else text


def tidy(value: Number) -> Number:
    """Return a whole number as one."""
    return int(value) if float(value).is_integer() else value


def day(when: date, *, year: bool = False) -> str:
    """Return a day that reads the same on both sides of an ocean: 9 Feb."""
    return f"{when.day} {MONTHS[when.month - 1]}{f' {when.year}' if year else ''}"


def span(first: date, last: date, *, year: bool = False) -> str:
    """Return a span of days, as short as it is clear: 7–15 Apr."""
    if first == last:
        return day(first, year=year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, year=year)}"
    return f"{day(first, year=year and first.year != last.year)} – {day(last, year=year)}"


def period(window: Window) -> str:
    """Return the days of a report: 9 Feb – 14 Jun 2026."""
    return span(window.start, window.end, year=True)


def days(count: int) -> str:
    """Return a count of days: 1 day, 17 days."""
    return f"{count} day{'' if count == 1 else 's'}"


def listed(words: Iterable[str]) -> str:
    """Return words as a sentence lists them: a, b and c."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def numbers(which: Sequence[int]) -> str:
    """Return infusion numbers as ranges where they run: 1–5, 8."""
    if not which:
        return ""
    runs: list[list[int]] = []
    for one in which:
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def lower_first(text: str) -> str:
    """Return a label as it stands inside a sentence: Mood becomes mood, PTSD stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
