"""What a person may say that a column is.

`day`, `time`, `note`, `-` (left out) or a rating: `mood`, `mood:1-5`, or `tension:0-100,lower`
where lower is better. `day:m/d/y` says how its dates are written too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from tracker.exchange.dates import ORDERS, Order, order_said
from tracker.records import Number, ValidationError, measure_key
from tracker.records.measure import Better
from tracker.records.validation import parse_number

LEFT_OUT: Final = "-"

_FIELDS: Final = ("day", "time", "note", LEFT_OUT)
_NUMBER: Final = r"([-−]?\d+(?:\.\d+)?)"
_SCALE = re.compile(rf"{_NUMBER} ?(?:-|–|to|\.\.) ?{_NUMBER}(?: ?, ?(higher|lower))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scale:
    """From where to where a column's numbers go, and which end is better."""

    low: Number
    high: Number
    better: Better = "higher"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column is: one of the fields, or a measure by its name."""

    what: str
    scale: Scale | None = None
    order: Order | None = None

    @property
    def rated(self) -> bool:
        """Whether its cells are ratings."""
        return self.what not in _FIELDS


def parse_meaning(text: str) -> Meaning:
    """Read what a person says a column is.

    Raises:
        ValidationError: it is none of what a column can be.
    """
    what, _, more = (part.strip() for part in text.partition(":"))
    if text in ORDERS:
        return Meaning("day", order=order_said(text))
    if measure_key(what) == "day" or not what.strip(LEFT_OUT):
        order = order_said(more) if more else None
        return Meaning("day" if measure_key(what) else LEFT_OUT, order=order)
    if what in _FIELDS and not more:
        return Meaning(what)
    if not measure_key(what) or what in _FIELDS:
        raise ValidationError("map", "A column is day, time, note, - or a rating as mood:1-5.")
    return Meaning(what, _scale(more) if more else None)


def _scale(text: str) -> Scale:
    if not (match := _SCALE.fullmatch(text)):
        raise ValidationError(
            "map", "A scale is written as 1-5, or as 0-100,lower where lower is better."
        )
    low, high = (parse_number(match[n], "scale") for n in (1, 2))
    if not low < high:
        raise ValidationError("map", "A scale is written with its lowest number first: 1-5.")
    return Scale(low, high, "lower" if match[3] == "lower" else "higher")
