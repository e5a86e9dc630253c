"""Scales of which only a total is entered, because their items are not ours to ask.

A new one is one line. Ranges: the scales' own publications.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracker.records.measure import Better
from tracker.records.numbers import Number


@dataclass(frozen=True, slots=True)
class TotalScale:
    """A name with the range its totals have, and the end a person hopes for."""

    key: str
    """Its name, as a page prints it."""
    low: Number
    high: Number
    better: Better = "lower"


KNOWN_TOTALS: Final = (
    TotalScale("PHQ-8", 0, 24),
    TotalScale("MADRS", 0, 60),
    TotalScale("MADRS-S", 0, 54),
    TotalScale("QIDS-SR16", 0, 27),
    TotalScale("ASRM", 0, 20),
    TotalScale("ISI", 0, 28),
    TotalScale("CAPS-5", 0, 80),
    TotalScale("Y-BOCS", 0, 40),
    TotalScale("WHO-5", 0, 100, "higher"),
)


def plain_name(name: str) -> str:
    """Return a name without case, spaces and marks: phq9, PHQ-9 and "PHQ 9" are one scale."""
    return "".join(c for c in name.casefold() if c.isalnum()) or name


def known_total(name: str) -> TotalScale | None:
    """Return the scale of a name, however it is written."""
    return next((s for s in KNOWN_TOTALS if plain_name(s.key) == plain_name(name)), None)
