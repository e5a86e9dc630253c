"""Reading a diary from its file, whole or in part."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

from tracker.records import MOOD, CheckIn, Diary, Measure, Rating, Settings
from tracker.records.check_in import check_in_from_row
from tracker.records.codec import (
    RECORD_TABLES,
    Record,
    RecordT,
    class_of,
    columns_of,
    from_plain,
    from_row,
    table_of,
)
from tracker.records.validation import Number, normalise
from tracker.storage.errors import MissingColumnError, NotFoundError


def read_diary(
    conn: sqlite3.Connection, first: date | None = None, last: date | None = None
) -> Diary:
    """Return the diary; with a window, only its check-ins, questionnaires and events.

    Infusions always come whole, because their numbers count from the first one ever.

    Raises:
        ValueError, TypeError, LookupError: a value in it is none that tracker ever wrote.
    """
    span = (first or date.min).isoformat(), (last or date.max).isoformat()
    setup = read_setup(conn)
    return replace(
        setup,
        check_ins=_check_ins(conn, span, setup.measures),
        infusions=_records(conn, "infusion", "TRUE"),
        assessments=_records(conn, "assessment", "day BETWEEN ? AND ?", span),
        events=_records(conn, "event", _OVERLAPS, span[::-1]),
    )


def read_setup(conn: sqlite3.Connection) -> Diary:
    """Return the diary's settings and measures, without any record: all that a score needs."""
    values = {key: json.loads(value) for key, value in conn.execute(_SETTINGS)}
    measures = conn.execute("SELECT * FROM measure ORDER BY position, key").fetchall()
    return Diary(
        settings=from_plain(Settings, values),
        measures=tuple(from_row(Measure, row) for row in _whole(Measure, measures)),
        id=values.get("diary"),
        invented=bool(values.get("invented", False)),
    )


def read_removed(conn: sqlite3.Connection) -> tuple[Record, ...]:
    """Return what was removed and not restored, as it was last; the latest removal first.

    What was written and then undone is left out.
    """
    found: list[tuple[str, Record]] = []
    for table in RECORD_TABLES:
        kind = class_of(table)
        for row in _whole(kind, conn.execute(_REMOVED.format(table=table)).fetchall()):
            rated = ratings_of(conn, row["id"]) if kind is CheckIn else ()
            found.append((row["deleted_at"], from_row(kind, row, rated)))
    return tuple(record for _, record in sorted(found, key=lambda each: each[0], reverse=True))


def read_record(
    conn: sqlite3.Connection, kind: type[RecordT], record_id: str, *, removed_too: bool = False
) -> RecordT:
    """Return a record, with `removed_too` also one that was removed, as it was last."""
    table = table_of(kind)
    found = conn.execute(f"SELECT * FROM {table} WHERE id = ?", (record_id,)).fetchall()
    row = _whole(kind, found)[0] if found else None
    if row is None or (row["deleted_at"] is not None and not removed_too):
        raise NotFoundError(table, record_id, removed=row is not None)
    return from_row(kind, row, ratings_of(conn, record_id) if kind is CheckIn else ())


def read_daily_ratings(conn: sqlite3.Connection, measure: str) -> dict[date, tuple[Number, ...]]:
    """Return all ratings of one measure by diary day, in the order of days and moments."""
    if measure == MOOD.key:
        found = conn.execute(_MOODS)
    else:
        found = conn.execute(_RATINGS_OF_MEASURE, (measure,))
    by_day: defaultdict[str, list[Number]] = defaultdict(list)
    for day, value in found:
        by_day[day].append(normalise(value))
    return {date.fromisoformat(day): tuple(values) for day, values in by_day.items()}


def ratings_of(conn: sqlite3.Connection, check_in: str) -> tuple[Rating, ...]:
    """Return the ratings of a check-in beside mood."""
    found = conn.execute("SELECT measure, value FROM rating WHERE check_in = ?", (check_in,))
    return tuple(Rating(measure, normalise(value)) for measure, value in found)


_MOODS = """
SELECT day, mood FROM check_in
WHERE deleted_at IS NULL AND mood IS NOT NULL ORDER BY day, at_utc, id
"""
_RATINGS_OF_MEASURE = """
SELECT c.day, r.value FROM rating r JOIN check_in c ON c.id = r.check_in
WHERE r.measure = ? AND c.deleted_at IS NULL
ORDER BY c.day, c.at_utc, c.id
"""
_REMOVED = """
SELECT * FROM {table} WHERE deleted_at IS NOT NULL AND id NOT IN (
  SELECT made.row_id FROM change undone JOIN history made ON made.change = undone.undoes
  WHERE made.tbl = '{table}' AND made.op = 'I'
)
"""
_OVERLAPS = """start <= ?
AND (coalesce("end", start) >= ? OR ("end" IS NULL AND kind = 'medication'))"""
# A clinic's questionnaires lie there too, and are large; they are read when one is opened.
_SETTINGS = "SELECT key, value FROM setting WHERE instr(key, '/') = 0"


def _check_ins(
    conn: sqlite3.Connection, span: tuple[str, str], measures: tuple[Measure, ...]
) -> tuple[CheckIn, ...]:
    scales = {measure.key: (measure.low, measure.high) for measure in measures}
    ratings: defaultdict[str, list[Rating]] = defaultdict(list)
    for check_in, measure, value in conn.execute(
        "SELECT r.check_in, r.measure, r.value FROM check_in c JOIN rating r ON r.check_in = c.id "
        "WHERE c.deleted_at IS NULL AND c.day BETWEEN ? AND ?",
        span,
    ):
        low, high = scales[measure]
        if not low <= value <= high:
            raise ValueError(measure)  # a damaged file: no such value may reach a page
        ratings[check_in].append(Rating(measure, normalise(value)))
    found = conn.execute(
        "SELECT * FROM check_in WHERE deleted_at IS NULL AND day BETWEEN ? AND ?", span
    ).fetchall()
    return tuple(
        check_in_from_row(dict(row), tuple(ratings.get(row["id"], ())))
        for row in _whole(CheckIn, found)
    )


def _records(
    conn: sqlite3.Connection, table: str, condition: str, values: tuple[str, ...] = ()
) -> tuple[Any, ...]:
    query = f"SELECT * FROM {table} WHERE deleted_at IS NULL AND ({condition})"
    if not (rows := conn.execute(query, values).fetchall()):
        return ()  # without loading the class of a kind of which there is nothing
    kind = class_of(table)
    return tuple(from_row(kind, row) for row in _whole(kind, rows))


def _whole(kind: type[Any], rows: list[sqlite3.Row]) -> list[sqlite3.Row]:
    """Return the rows of a query, which have every column of their kind.

    Damage can turn `answers` into `answeRs`: the same to SQL, but read as an answer never given.

    Raises:
        MissingColumnError: a column is missing.
    """
    if rows and not set(columns_of(kind)).issubset(rows[0].keys()):
        raise MissingColumnError(kind.__name__)
    return rows
