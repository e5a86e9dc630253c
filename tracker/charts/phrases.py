"""Numbers, days and durations as a page says them, the same in the picture and in the words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from tracker.analysis import Benefit, Window
from tracker.records import Number
from tracker.records.format import MONTHS

NONE = "–"
"""Stands where there is no number; never a 0."""


def number(value: Number | None, *, signed: bool = False) -> str:
    """Return a number with a decimal only where it has one, and a true minus sign."""
    if value is None:
        return NONE
    text = f"{round(value, 1):g}".replace("-", "−")
    return f"+{text}" if signed and value > 0 else text


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


def held(benefit: Benefit, *, briefly: bool = False) -> str:
    """Return how long half of the gain held, or in words why there is no number."""
    match benefit.kind:
        case "no_baseline":
            return "no level before it"
        case "near_limit":
            return "already near the end of the scale"
        case "too_few_days":
            return "too few days"
        case "no_clear_change":
            return "no clear change"
        case "lost" if benefit.days_min == benefit.days_max:
            return f"{benefit.days_min}"
        case "lost":
            return f"{benefit.days_min}–{benefit.days_max}"
        case _:
            return f"≥{benefit.days_min}{_why_cut_short(benefit, briefly=briefly)}"


def held_days(benefit: Benefit) -> str:
    """Return how long it held as a sentence says it: ≥7 days, then no entries."""
    if benefit.kind not in ("lost", "at_least"):
        return held(benefit)
    count, comma, why = held(benefit).partition(",")
    so_far = " so far" if count.endswith(" so far") else ""
    count = count.removesuffix(" so far")
    return f"{count} {'day' if count in ('1', '≥1') else 'days'}{so_far}{comma}{why}"


def _why_cut_short(benefit: Benefit, *, briefly: bool) -> str:
    if briefly:
        return ", last below" if benefit.unconfirmed_low else ""
    reason = _REASONS.get(benefit.reason or "", "")
    return f"{reason}, last entry below" if benefit.unconfirmed_low else reason


_REASONS = {
    "gap": ", then no entries",
    "end_of_log": " so far",
    "next_infusion": ", then the next",
}


def listed(words: Iterable[str]) -> str:
    """Return words as a sentence lists them: a, b and c."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def change(values: Sequence[Number]) -> str:
    """Say how far a few entries in a row went, and no more: one point is not yet a direction."""
    moved = values[-1] - values[0]
    if not moved:
        return "no change" if min(values) == max(values) else "up and down"
    return f"{'up' if moved > 0 else 'down'} {number(abs(moved))}"


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
