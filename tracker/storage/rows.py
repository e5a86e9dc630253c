"""The kinds of records by their tables, and what a row has beside the record.

Records become rows and come back in `records.codec`; a column has the name of its field, and an
image in history from before a migration is read with today's defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias, TypeVar

from tracker.records import Assessment, CheckIn, Event, Infusion, Measure, Settings
from tracker.records.check_in import check_in_from_row, utc_text
from tracker.records.codec import (
    KINDS as KIND_NAMES,
)
from tracker.records.codec import (
    from_plain,
    from_row,
    kind_name,
    record_kind,
    to_plain,
    to_row,
)
from tracker.records.measure import MOOD, Rating

__all__ = [
    "KINDS",
    "R",
    "Record",
    "Row",
    "check_in_from",
    "from_row",
    "kind_of",
    "measure_from",
    "rating_rows",
    "settings_from",
    "settings_values",
    "table_of",
    "to_row",
    "utc_millis",
    "utc_text",
]

Record: TypeAlias = CheckIn | Infusion | Assessment | Event
Row: TypeAlias = dict[str, Any]
Stored: TypeAlias = Mapping[str, Any]

R = TypeVar("R", bound=CheckIn | Infusion | Assessment | Event)

KINDS: Final[dict[str, type[Record]]] = {name: record_kind(name) for name in KIND_NAMES}
"""The kinds of records a person can add, change and remove; a kind's name is its table's."""

table_of = kind_of = kind_name


def utc_millis(moment: datetime) -> str:
    """Return a moment to the millisecond, for the order of changes."""
    moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def measure_from(row: Any) -> Measure:
    """Return the measure of a row."""
    return from_row(Measure, row)


def check_in_from(row: Any, ratings: tuple[Rating, ...] = ()) -> CheckIn:
    """Return the check-in of a row and its other ratings."""
    return check_in_from_row(dict(row), ratings)


def rating_rows(check_in: CheckIn) -> list[Row]:
    """Return the rows of the ratings other than mood."""
    return [
        {"check_in": check_in.id, "measure": rating.measure, "value": float(rating.value)}
        for rating in check_in.ratings
        if rating.measure != MOOD.key
    ]


def settings_values(settings: Settings) -> dict[str, Any]:
    """Return all settings as JSON values by key."""
    return to_plain(settings)


def settings_from(values: Mapping[str, Any]) -> Settings:
    """Return the settings of the values stored; what was never chosen has its default."""
    return from_plain(Settings, values)
