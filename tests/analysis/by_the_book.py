"""Section 5 once more: day by day, in fractions, with nothing taken from the program.

A second reading of the same text, written another way, so that the two can be held together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

Ratings = Mapping[date, Sequence[float]]

NOTHING: dict[str, Any] = {
    "peak": None,
    "share": None,
    "days_min": None,
    "days_max": None,
    "reason": None,
    "unconfirmed_low": False,
}


def middle(values: Sequence[Fraction]) -> Fraction:
    row = sorted(values)
    return (row[(len(row) - 1) // 2] + row[len(row) // 2]) / 2


def plain(value: float) -> Fraction:
    """The decimal a person typed, not the binary number next to it."""
    return Fraction(str(value))


class Book:
    """One measure's days, and the infusions given, both up to the end of the report."""

    def __init__(
        self, low: float, high: float, better: str, ratings: Ratings, given: Sequence[date]
    ) -> None:
        self.best = plain(high if better == "higher" else low)
        self.clear = (plain(high) - plain(low)) * Fraction(2, 10)
        self.up = better == "higher"
        self.given = sorted(given)
        self.value = {
            day: middle([plain(v) for v in values])
            for day, values in ratings.items()
            if day not in given
        }

    def course_begins(self, nth: int) -> date:
        while nth and (self.given[nth] - self.given[nth - 1]).days <= 56:
            nth -= 1
        return self.given[nth]

    def baseline(self, nth: int) -> tuple[Fraction | None, int, str]:
        for kind, width in (("usual", 7), ("wide", 14)):
            pool = self.back(self.course_begins(nth), width)
            if len(pool) > 2:
                return middle(pool), len(pool), kind
        return None, len(pool), "none"

    def back(self, day: date, width: int) -> list[Fraction]:
        days = [day - timedelta(k) for k in range(1, width + 1)]
        return [self.value[d] for d in days if d in self.value]

    def gains(self, nth: int, base: Fraction) -> dict[int, Fraction]:
        start = self.given[nth]
        stop = self.given[nth + 1] if nth + 1 < len(self.given) else date.max
        found = {(d - start).days: v for d, v in self.value.items() if start < d < stop}
        return {t: (v - base if self.up else base - v) for t, v in sorted(found.items())}

    def judged(self, nth: int) -> dict[str, Any]:
        base, _, _ = self.baseline(nth)
        if base is None:
            return NOTHING | {"kind": "no_baseline"}
        room = abs(self.best - base)
        if room < self.clear:
            return NOTHING | {"kind": "near_limit"}
        gains = self.gains(nth, base)
        first_fortnight = [gain for t, gain in gains.items() if t < 15]
        if len(first_fortnight) < 3:
            return NOTHING | {"kind": "too_few_days"}
        peak = sorted(first_fortnight, reverse=True)[1]
        known = NOTHING | {"peak": peak, "share": 100 * peak / room}
        if peak < self.clear:
            return known | {"kind": "no_clear_change"}
        return known | self.walked(nth, gains, peak)

    def walked(self, nth: int, gains: dict[int, Fraction], peak: Fraction) -> dict[str, Any]:
        at = min(t for t, gain in gains.items() if gain >= peak)
        held = seen = at
        candidate: int | None = None
        for t in [t for t in gains if t > at]:
            if t - seen > 7:
                return self.cut(held, "gap", candidate)
            seen = t
            if gains[t] * 2 >= peak:
                held, candidate = t, None
            elif candidate is not None and t - candidate <= 3:
                return {"kind": "lost", "days_min": held, "days_max": candidate - 1}
            else:
                candidate = t
        if nth + 1 == len(self.given):
            return self.cut(held, "end_of_log", candidate)
        quiet = (self.given[nth + 1] - self.given[nth]).days - seen
        return self.cut(held, "gap" if quiet > 7 else "next_infusion", candidate)

    def cut(self, held: int, reason: str, candidate: int | None) -> dict[str, Any]:
        return {
            "kind": "at_least",
            "days_min": held,
            "reason": reason,
            "unconfirmed_low": candidate is not None,
        }


def surviving_half(episodes: Sequence[tuple[int, bool]]) -> int | None:
    """The smallest whole day on which at most half survive, one day after the other."""
    share = Fraction(1)
    for t in range(max(days for days, _ in episodes) + 1):
        at_risk = [days for days, _ in episodes if days >= t]
        ended = [days for days, lost in episodes if lost and days == t]
        share *= 1 - Fraction(len(ended), len(at_risk))
        if share <= Fraction(1, 2):
            return t
    return None
