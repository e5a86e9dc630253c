"""Reading a diary out of its file, as much of it as is asked for."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from datetime import date

from tracker.records import Assessment, CheckIn, Diary, Event, Measure, Rating
from tracker.records.validation import normalise
from tracker.storage import rows
from tracker.storage.rows import TABLES, Record


def read_diary(conn: sqlite3.Connection, first: date | None, last: date | None) -> Diary:
    """Return the diary; with a window, only its check-ins, questionnaires and events.

    Infusions always come whole, because their numbers count from the first one ever.

    Raises:
        ValueError, TypeError, LookupError: a value in it is none that tracker ever wrote.
    """
    span = (first or date.min).isoformat(), (last or date.max).isoformat()
    values = {key: json.loads(value) for key, value in conn.execute(_SETTINGS)}
    infusions = conn.execute("SELECT * FROM infusion WHERE deleted_at IS NULL")
    measures = _measures(conn)
    return Diary(
        settings=rows.settings_from(values),
        measures=measures,
        check_ins=_check_ins(conn, span, measures),
        infusions=tuple(rows.INFUSIONS.from_row(row) for row in infusions),
        assessments=_assessments(conn, span),
        events=_events(conn, span),
        invented=bool(values.get("invented", False)),
    )


def read_removed(conn: sqlite3.Connection) -> tuple[Record, ...]:
    """Return what was removed and not brought back, as it was last; the latest removal first.

    What was written and then undone is left out: its person never meant it to be there.

    Raises:
        ValueError, TypeError, LookupError: as `read_diary`.
    """
    found: list[tuple[str, Record]] = []
    for kind, table in TABLES.items():
        for row in conn.execute(_REMOVED.format(table=table.name)):
            rated = _ratings_of(conn, row["id"]) if kind is CheckIn else ()
            record = rows.check_in_from(row, rated) if kind is CheckIn else table.from_row(row)
            found.append((row["deleted_at"], record))
    return tuple(record for _, record in sorted(found, key=lambda each: each[0], reverse=True))


_REMOVED = """
SELECT * FROM {table} WHERE deleted_at IS NOT NULL AND id NOT IN (
  SELECT made.row_id FROM change undone JOIN history made ON made.change = undone.undoes
  WHERE made.tbl = '{table}' AND made.op = 'I'
)
"""


def _ratings_of(conn: sqlite3.Connection, check_in: str) -> tuple[Rating, ...]:
    found = conn.execute("SELECT measure, value FROM rating WHERE check_in = ?", (check_in,))
    return tuple(Rating(measure, normalise(value)) for measure, value in found)


# A clinic's questionnaires lie there too, and are large; they are read when one is opened.
_SETTINGS = "SELECT key, value FROM setting WHERE instr(key, '/') = 0"


def _measures(conn: sqlite3.Connection) -> tuple[Measure, ...]:
    found = conn.execute("SELECT * FROM measure ORDER BY position, key")
    return tuple(rows.measure_from(row) for row in found)


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
        ratings[check_in].append(Rating(measure, int(value) if value == int(value) else value))
    found = conn.execute(
        "SELECT * FROM check_in WHERE deleted_at IS NULL AND day BETWEEN ? AND ?", span
    )
    return tuple(rows.check_in_from(row, tuple(ratings.get(row["id"], ()))) for row in found)


def _assessments(conn: sqlite3.Connection, span: tuple[str, str]) -> tuple[Assessment, ...]:
    found = conn.execute(
        "SELECT * FROM assessment WHERE deleted_at IS NULL AND day BETWEEN ? AND ?", span
    )
    return tuple(rows.ASSESSMENTS.from_row(row) for row in found)


def _events(conn: sqlite3.Connection, span: tuple[str, str]) -> tuple[Event, ...]:
    first, last = span
    found = conn.execute(
        "SELECT * FROM event WHERE deleted_at IS NULL AND start <= ? "
        'AND (coalesce("end", start) >= ? OR ("end" IS NULL AND kind = \'medication\'))',
        (last, first),
    )
    return tuple(rows.EVENTS.from_row(row) for row in found)
