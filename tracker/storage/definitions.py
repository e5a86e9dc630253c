"""Settings and measures of two diaries that meet by key: the later choice stays.

One that only one of the two has is kept, so a removal is not carried over: what is rated and
whom to call must not vanish because of something done on another machine.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Final, Literal

from tracker.storage.rows import Row
from tracker.storage.unit import Unit

Definitions = Literal["measure", "setting"]


@dataclass(frozen=True, slots=True)
class Defined:
    """A measure or a setting that is to be another one here, or later chosen."""

    table: Definitions
    ours: Row | None
    theirs: Row
    joined: Row
    """What both diaries will have."""

    @property
    def new(self) -> bool:
        """Whether there is anything to write."""
        return self.joined != self.ours

    @property
    def seen(self) -> bool:
        """Whether a person would see a difference, or ratings on another scale than they had."""
        return self.ours is None or _content(self.joined) != _content(self.ours) or self.rescaled

    @property
    def rescaled(self) -> bool:
        """Whether it is a measure that has another scale there than here."""
        ours, theirs = self.ours or self.theirs, self.theirs
        return any(ours.get(field) != theirs.get(field) for field in (*_SCALE, "better"))

    def write(self, unit: Unit) -> None:
        """Put the row, and the stamp that goes with it instead of now."""
        row = dict(self.joined)
        stamp = row.pop("updated_at")
        unit.put_as_is(self.table, "key", row)
        unit.conn.execute(_STAMP, (stamp, self.table, row["key"]))


def joined(
    ours: sqlite3.Connection, theirs: sqlite3.Connection, table: Definitions
) -> Iterator[Defined]:
    """Yield the measures or the settings that are not the same in both diaries."""
    here = _kept(ours, table)
    for key, there in _kept(theirs, table).items():
        ours_row = here.get(key, there)
        both = max(ours_row, there, key=_order)
        if table == "measure":
            both = {**both, **_scale_of_both(ours_row, there)}
        if not here.get(key) == there == both:
            yield Defined(table, here.get(key), there, both)


def _kept(conn: sqlite3.Connection, table: Definitions) -> dict[str, Row]:
    return {row["key"]: dict(row) for row in conn.execute(_KEPT.format(table))}


def _order(row: Row) -> tuple[str, str]:
    content = {key: value for key, value in row.items() if key not in _SCALE}
    return row["updated_at"], json.dumps(content, sort_keys=True)


def _scale_of_both(one: Row, other: Row) -> Row:
    """The narrowest scale on which every rating of both can stand, to the step.

    The order in which three scales are joined makes no difference to it.
    """
    low, high = min(one["low"], other["low"]), max(one["high"], other["high"])
    step = _common(
        _common(_exact(one["step"]), _exact(other["step"])),
        abs(_exact(one["low"]) - _exact(other["low"])),
    )
    return {"low": low, "high": high, "step": float(step)}


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The largest step that both are multiples of; that of a step and nothing is the step."""
    return Fraction(
        gcd(one.numerator * other.denominator, other.numerator * one.denominator),
        one.denominator * other.denominator,
    )


def _exact(value: float) -> Fraction:
    return Fraction(repr(value))  # 0.1 as it was typed, not as the machine rounds it


def _content(row: Row) -> Row:
    return {key: value for key, value in row.items() if key not in ("updated_at", "position")}


_SCALE: Final = ("low", "high", "step")
_KEPT = """
SELECT t.*, coalesce(s.updated_at, '1970-01-01T00:00:00.000Z') AS updated_at
FROM {0} t LEFT JOIN stamp s ON s.tbl = '{0}' AND s.key = t.key ORDER BY t.key
"""
_STAMP = """
INSERT INTO stamp (updated_at, tbl, key) VALUES (?, ?, ?)
ON CONFLICT (tbl, key) DO UPDATE SET updated_at = excluded.updated_at
"""
