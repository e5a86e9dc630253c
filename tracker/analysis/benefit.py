"""How much changed after one infusion, and how long at least half of it held.

Infusion day is t = 0 and is never used. Medians and a peak of three days keep one good day from
making a gain large, or a benefit short; an end that was not seen is called `at_least`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from tracker.analysis.daily import Levels
from tracker.analysis.medians import exact, median
from tracker.analysis.report import Benefit, Reason
from tracker.analysis.series import Baseline, BaselineKind
from tracker.analysis.window import DAY
from tracker.records import Measure, Number

ENOUGH: Final = 3
"""Logged days needed for a baseline, and for a peak."""
BASELINE_DAYS: Final[tuple[tuple[BaselineKind, int], ...]] = (("usual", 7), ("wide", 14))
PEAK_WITHIN: Final = 14
"""Days after an infusion in which its peak is sought."""
PAIR_WITHIN: Final = 3
"""Calendar days between two low days that count as one after the other."""
LONGEST_SILENCE: Final = 7
"""Calendar days without an entry after which nothing more is known about an infusion."""


class Gain(NamedTuple):
    """The change from baseline on day `t`, above 0 for the better."""

    t: int
    points: Number


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one infusion's days say; None where the benefit's kind says there is nothing."""

    benefit: Benefit
    peak: Number | None = None
    share: Number | None = None


def clear_change(measure: Measure) -> Number:
    """Return the points below which a change is not called one: 2 of 10, a fifth of the range."""
    return exact((measure.high - measure.low) / 5)


def baseline(levels: Levels, first_infusion: date) -> Baseline:
    """Return the level before a course, from its first infusion's day."""
    last = first_infusion - DAY
    for kind, days in BASELINE_DAYS:
        first = first_infusion - timedelta(days=days)
        values = levels.values_between(first, last)
        if len(values) >= ENOUGH:
            return Baseline(
                kind, median(values), len(values), min(values), max(values), first, last
            )
    return Baseline("none", None, len(values), None, None, first, last)


def outcome(levels: Levels, before: Number | None, day: date, following: date | None) -> Outcome:
    """Judge the infusion on `day`, the next given one being on the `following` day.

    The checks come in this order: no baseline, near the limit, too few days, no clear change.
    """
    if before is None:
        return Outcome(Benefit("no_baseline"))
    room = exact(abs(levels.measure.best - before))
    if room < clear_change(levels.measure):
        return Outcome(Benefit("near_limit"))
    gains = _gains(levels, before, day, following)
    if (peak := _peak(gains)) is None:
        return Outcome(Benefit("too_few_days"))
    if peak < clear_change(levels.measure):
        return Outcome(Benefit("no_clear_change"), peak, 100 * peak / room)
    next_t = (following - day).days if following else None
    return Outcome(_benefit(gains, peak, next_t), peak, 100 * peak / room)


def _gains(levels: Levels, before: Number, day: date, following: date | None) -> list[Gain]:
    last = following - DAY if following else date.max
    return [
        Gain((logged - day).days, exact(levels.measure.sign * (value - before)))
        for logged, value in levels.between(day + DAY, last)
    ]


def _peak(gains: Sequence[Gain]) -> Number | None:
    early = sorted(gain.points for gain in gains if gain.t <= PEAK_WITHIN)
    return median(early[-3:]) if len(early) >= ENOUGH else None


def _benefit(gains: Sequence[Gain], peak: Number, next_t: int | None) -> Benefit:
    at_peak = next(n for n, gain in enumerate(gains) if gain.points >= peak)
    known = _before_silence(gains[at_peak:])
    half = peak / 2
    lost_at = _loss(known, half)
    held = [gain.t for gain in known[:lost_at] if gain.points >= half][-1]
    if lost_at is not None:
        return Benefit("lost", held, known[lost_at].t - 1)
    silent = len(known) < len(gains) - at_peak
    low = known[-1].points < half
    return Benefit("at_least", held, None, _reason(known[-1].t, silent, next_t), low)


def _before_silence(gains: Sequence[Gain]) -> Sequence[Gain]:
    stops = (n for n, (a, b) in enumerate(pairwise(gains), 1) if b.t - a.t > LONGEST_SILENCE)
    return gains[: next(stops, None)]


def _loss(gains: Sequence[Gain], half: Number) -> int | None:
    low_pairs = (
        n
        for n, (a, b) in enumerate(pairwise(gains))
        if a.points < half and b.points < half and b.t - a.t <= PAIR_WITHIN
    )
    return next(low_pairs, None)


def _reason(last_t: int, silent: bool, next_t: int | None) -> Reason:
    if silent:
        return "gap"
    if next_t is None:
        return "end_of_log"
    return "gap" if next_t - last_t > LONGEST_SILENCE else "next_infusion"
