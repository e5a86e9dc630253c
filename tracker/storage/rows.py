"""Records as rows and back. A row is a dict of plain values, named by column.

A column has the name of its field, so a new field of a record is its dataclass and a migration.
A row that lacks a column, as an image in history from before a migration, takes the default.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from typing import Any, Final, TypeAlias, TypeVar, cast

from tracker.records import (
    MOOD,
    Assessment,
    CheckIn,
    Event,
    Infusion,
    Measure,
    Rating,
    Settings,
    SideEffect,
)

Record: TypeAlias = CheckIn | Infusion | Assessment | Event
Row: TypeAlias = dict[str, Any]
Stored: TypeAlias = Mapping[str, Any]

R = TypeVar("R", bound=CheckIn | Infusion | Assessment | Event)
T = TypeVar("T")

Field: TypeAlias = tuple[str, Callable[[Any], Any] | None]
"""A field's name, and how its column is read where it is not read as it is."""

KINDS: Final[dict[str, type[Record]]] = {
    "check_in": CheckIn,
    "infusion": Infusion,
    "assessment": Assessment,
    "event": Event,
}
"""The kinds of records a person can add, change and remove; a kind's name is its table's."""

_NAMES: Final[dict[type[Any], str]] = {kind: name for name, kind in KINDS.items()}


def table_of(kind: type[Any]) -> str:
    """Return the name of a kind of records, which is also its table's."""
    return _NAMES[kind]


def kind_of(record: Record) -> str:
    """Return the name of a record's kind: check_in, infusion, assessment or event."""
    return _NAMES[type(record)]


def utc_text(moment: datetime) -> str:
    """Return a moment as the file keeps it: 2026-06-14T19:04:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc_millis(moment: datetime) -> str:
    """Return a moment to the millisecond, for the order of changes."""
    moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def to_row(record: Record | Measure) -> Row:
    """Return the row of a record; a check-in's other ratings are rows of their own."""
    if isinstance(record, CheckIn):
        return _check_in_row(record)
    return {name: _to_column(getattr(record, name)) for name, _ in _layout(cast(Any, type(record)))}


def from_row(kind: type[R], row: Stored | sqlite3.Row, ratings: tuple[Rating, ...] = ()) -> R:
    """Return the record of a row, and of a check-in's other ratings.

    Raises:
        ValidationError: a value in it is none that tracker ever wrote.
    """
    if kind is CheckIn:
        return cast(R, check_in_from(row, ratings))
    return _from_columns(kind, row)


def measure_from(row: Stored | sqlite3.Row) -> Measure:
    """Return the measure of a row."""
    return _from_columns(Measure, row)


def check_in_from(row: Stored | sqlite3.Row, ratings: tuple[Rating, ...] = ()) -> CheckIn:
    """Return the check-in of a row and its other ratings."""
    mood = () if row["mood"] is None else (MOOD.rate(row["mood"]),)
    recorded_at, at_utc, offset = row["recorded_at"], row["at_utc"], row["utc_offset_min"]
    at = None
    if at_utc is not None and offset is not None:
        at = datetime.fromisoformat(at_utc).astimezone(timezone(timedelta(minutes=offset)))
    return CheckIn(
        id=row["id"],
        day=date.fromisoformat(row["day"]),
        at=at,
        recorded_at=datetime.fromisoformat(recorded_at) if recorded_at else None,
        ratings=mood + ratings,
        note=row["note"],
        **_further_values(row),
    )


def rating_rows(check_in: CheckIn) -> list[Row]:
    """Return the rows of the ratings other than mood."""
    return [
        {"check_in": check_in.id, "measure": rating.measure, "value": float(rating.value)}
        for rating in check_in.ratings
        if rating.measure != MOOD.key
    ]


def settings_values(settings: Settings) -> dict[str, Any]:
    """Return all settings as JSON values by key."""
    return {f.name: _to_column(getattr(settings, f.name), True) for f in fields(settings)}


def settings_from(values: Mapping[str, Any]) -> Settings:
    """Return the settings of the values stored; what was never chosen has its default."""
    chosen = {f.name: values[f.name] for f in fields(Settings) if f.name in values}
    if "day_starts_at" in chosen:
        chosen["day_starts_at"] = time.fromisoformat(chosen["day_starts_at"])
    return Settings(**chosen)


def _check_in_row(check_in: CheckIn) -> Row:
    at, recorded_at = check_in.at, check_in.recorded_at
    offset = at.utcoffset() if at else None
    return {
        "id": check_in.id,
        "day": check_in.day.isoformat(),
        "at_utc": utc_text(at) if at else None,
        "utc_offset_min": None if offset is None else int(offset / timedelta(minutes=1)),
        "recorded_at": utc_text(recorded_at) if recorded_at else None,
        "mood": check_in.value(MOOD.key),
        "note": check_in.note,
        **{name: _to_column(getattr(check_in, name)) for name, _ in _FURTHER_FIELDS},
    }


def _to_column(value: Any, as_json: bool = False) -> Any:
    if isinstance(value, tuple):
        plain = [asdict(one) if isinstance(one, SideEffect) else one for one in value]
        return json.dumps(plain, ensure_ascii=False)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return value if as_json else int(value)
    return value.isoformat() if isinstance(value, date) else value


def _side_effects(text: str) -> tuple[SideEffect, ...]:
    return tuple(SideEffect(**effect) for effect in json.loads(text))


def _answers(text: str) -> tuple[int | None, ...]:
    return tuple(json.loads(text))


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "bool": bool,
    "tuple[SideEffect, ...]": _side_effects,
    "tuple[int | None, ...]": _answers,
}
"""How a column is read, by its field's type; all others are read as they are."""


@cache
def _layout(kind: Any) -> tuple[Field, ...]:
    types = ((f.name, str(f.type).removesuffix(" | None")) for f in fields(kind))
    return tuple((name, _READERS.get(type_name)) for name, type_name in types)


_FURTHER_FIELDS: Final = tuple(
    (name, read)
    for name, read in _layout(CheckIn)
    if name not in ("id", "day", "at", "recorded_at", "ratings", "note")
)
"""Fields of a check-in that need no reading of their own: a new one is one of these."""


def _further_values(row: Stored | sqlite3.Row) -> Row:
    return _values(_FURTHER_FIELDS, row) if _FURTHER_FIELDS else {}


def _from_columns(kind: type[T], row: Stored | sqlite3.Row) -> T:
    return kind(**_values(_layout(cast(Any, kind)), row))


def _values(layout: Iterable[Field], row: Stored | sqlite3.Row) -> Row:
    columns = row.keys()
    found = ((name, read, row[name]) for name, read in layout if name in columns)
    return {n: read(value) if read and value is not None else value for n, read, value in found}
