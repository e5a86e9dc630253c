"""Middles of a few numbers. `statistics` would do, at ten times its price for seven values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.records import Number
from tracker.records.validation import normalise


def exact(value: Number) -> Number:
    """Return a sum or difference of decimal ratings without binary noise: 6.7 − 6.1 is 0.6.

    Comparisons are on unrounded numbers, and equal counts as holding; a noise of 1e-16 must not
    decide whether a day held.
    """
    return normalise(round(value, 9))


def median(values: Iterable[Number]) -> Number:
    """Return the middle value, or the point half-way between the middle two.

    Raises:
        ValueError: there is no value at all.
    """
    if ranked := sorted(values):
        return middle(ranked)
    raise ValueError("no value, no median")


def middle(ranked: Sequence[Number]) -> Number:
    """Return the median of a sorted, non-empty row."""
    half = len(ranked) // 2
    if len(ranked) % 2:
        return ranked[half]
    return exact((ranked[half - 1] + ranked[half]) / 2)


def quantile(ranked: Sequence[Number], part: float) -> Number:
    """Return the value at 0 ≤ part ≤ 1 of a sorted, non-empty row, between neighbours in line."""
    place = (len(ranked) - 1) * part
    low = int(place)
    if low == place:
        return ranked[low]
    return exact(ranked[low] + (ranked[low + 1] - ranked[low]) * (place - low))
