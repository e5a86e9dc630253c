"""Earlier versions of records, which ones were edited, and undo.

Undoing is itself a change: nothing in history is ever removed.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise
from typing import Any, Final

from tracker.records import CheckIn, Diary, Rating
from tracker.records.codec import RECORD_TABLES, Record, class_of, from_row, table_of
from tracker.records.validation import normalise
from tracker.storage.connection import utc_millis
from tracker.storage.errors import NotFoundError, StorageError
from tracker.storage.queries import read_record
from tracker.storage.transaction import Transaction

MERGE: Final = "merge"
"""The action of a merge, which is undone in its own way."""


@dataclass(frozen=True, slots=True)
class State:
    """One version of a record."""

    since: datetime
    """The moment of the change, in UTC."""
    record: Record
    removed: bool
    """Whether it was removed; `record` is then its last version."""


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """A change in history."""

    id: int
    at: datetime
    action: str | None
    """As `Change.action`; None in a change from before schema 3, which has a sentence."""
    kind: str | None
    key: str | None
    count: int
    sentence: str | None
    record: Record | None
    """The record it is about, as it is now or was last; None for no record or several."""


@dataclass(frozen=True, slots=True)
class Undone:
    """A change that was undone."""

    change: LoggedChange
    later: int
    """How many later changes remain."""
    record: Record | None
    """The record that it was about as it is now; None where it is gone or there were several."""
    setup_before: Diary
    """The measures and settings before undo."""
    setup_after: Diary

    def sentence(self, today: date) -> str:
        """Return what was undone, to follow “Undone: ”."""
        from tracker.records.undone import format_undone  # of all readers of history, undo alone

        change = self.change
        return change.sentence or format_undone(
            change.action or "edit",
            change.kind,
            key=change.key,
            count=change.count,
            before=change.record,
            after=self.record,
            setup_before=self.setup_before,
            setup_after=self.setup_after,
            today=today,
        )


class LaterChangeError(StorageError):
    """A change cannot be undone, because a later one changed the same thing."""

    def __init__(self, named: LoggedChange, later: LoggedChange) -> None:
        super().__init__("Another change came after that one. Nothing was undone.")
        self.named = named
        self.later = later


def edited_ids(conn: sqlite3.Connection) -> frozenset[str]:
    """Return the ids of records in which a value was changed or removed.

    A note or a further rating added later is not an edit, nor is what was undone.
    """
    replaced = (row[0] for row in conn.execute(_REPLACED))
    rated_anew = (row[0] for row in conn.execute(_RATED_ANEW))
    return frozenset((*replaced, *rated_anew))


def states(conn: sqlite3.Connection, record: Record) -> tuple[State, ...]:
    """Return every state of a record, the first one first and the present one last."""
    table = table_of(record)
    found = conn.execute(_STEPS, {"table": table, "id": record.id})
    steps = list(_steps(type(record), found))
    changed = [after for before, after in pairwise(steps) if _differ(before, after)]
    return (*steps[:1], *changed)


def last_change(conn: sqlite3.Connection) -> LoggedChange | None:
    """Return the change that undo would undo."""
    row = conn.execute(_LIVE_CHANGES + "ORDER BY id DESC LIMIT 1").fetchone()
    return _logged(conn, row) if row else None


def undo(transaction: Transaction, named: int | None) -> Undone | None:
    """Undo the last change, or the one named; None where there is nothing to undo.

    A merge is undone as though it had never been, timestamps included: entries that it brought
    would otherwise count as removed, and the next merge would remove them where they came from.

    Raises:
        LaterChangeError: a later change changed the same thing; nothing is undone.
    """
    conn = transaction.conn
    change = last_change(conn) if named is None else _live_change(conn, named)
    if change is None:
        return None
    if later := conn.execute(_LATER_ON_THE_SAME, {"change": change.id}).fetchone():
        raise LaterChangeError(change, _logged(conn, later))
    setup_before = transaction.read_setup()
    conn.execute("UPDATE change SET undoes = ? WHERE id = ?", (change.id, transaction.change))
    for table, row_id, op, before in conn.execute(_ROWS, (change.id,)).fetchall():
        _undo_row(transaction, change, table, row_id, None if op == "I" else json.loads(before))
    for table, key, stamp in conn.execute(_FORMER_STAMPS, (change.id,)).fetchall():
        conn.execute("DELETE FROM stamp WHERE tbl = ? AND key = ?", (table, key))
        if stamp is not None:
            conn.execute("INSERT INTO stamp VALUES (?, ?, ?)", (table, key, stamp))
    (count,) = conn.execute(_COUNT_LATER, (change.id, transaction.change)).fetchone()
    record = None
    if change.record:
        with contextlib.suppress(NotFoundError):
            record = transaction.get(type(change.record), change.record.id)
    return Undone(change, count, record, setup_before, transaction.read_setup())


def _live_change(conn: sqlite3.Connection, number: int) -> LoggedChange | None:
    row = conn.execute(_LIVE_CHANGES + "AND id = ?", (number,)).fetchone()
    return _logged(conn, row) if row else None


def _logged(conn: sqlite3.Connection, row: sqlite3.Row) -> LoggedChange:
    record: Record | None = None
    if row["kind"] in RECORD_TABLES and row["key"] is not None:
        with contextlib.suppress(NotFoundError):  # purged
            record = read_record(conn, class_of(row["kind"]), row["key"], removed_too=True)
    return LoggedChange(
        id=row["id"],
        at=datetime.fromisoformat(row["at"]),
        action=row["action"],
        kind=row["kind"],
        key=row["key"],
        count=row["records"] or 1,
        sentence=row["what"] or None,
        record=record,
    )


def _undo_row(
    transaction: Transaction, change: LoggedChange, table: str, row_id: str, before: Any
) -> None:
    """Write one row as it was before the change; None: it did not exist."""
    by_key = table in ("measure", "setting")
    conn, key, merged = transaction.conn, "key" if by_key else "id", _is_merge(change)
    if table == "rating" and before is None:
        conn.execute(_UNRATE, tuple(row_id.rsplit(" ", 1)))
    elif table == "rating":
        conn.execute(_RATE, before)
    elif before is not None and merged:
        transaction.put_row(table, before, key)
    elif before is not None:
        transaction.restore_row(table, before, key)
    elif by_key:
        conn.execute(f"DELETE FROM {table} WHERE key = ?", (row_id,))
    else:
        gone = {"id": row_id, "deleted_at": utc_millis(transaction.now)}
        if merged:
            transaction.put_row(table, gone)
        else:
            transaction.restore_row(table, {**gone, "updated_at": gone["deleted_at"]})


def _is_merge(change: LoggedChange) -> bool:
    return change.action == MERGE or change.sentence == _MERGE_BEFORE_3


def _differ(one: State, other: State) -> bool:
    return (one.record, one.removed) != (other.record, other.removed)


def _steps(kind: type[Record], found: Iterator[sqlite3.Row]) -> Iterator[State]:
    """Yield the history of one record, change by change."""
    row: dict[str, Any] = {}
    ratings: dict[str, Rating] = {}
    for (_, at, _), images in groupby(found, key=lambda i: (i["change"], i["at"], i["part"])):
        for image in images:
            if image["tbl"] == "rating":
                _rate(ratings, image)
            else:
                row = json.loads(image["after"])
        rated = tuple(ratings.values()) if kind is CheckIn else ()
        removed = row["deleted_at"] is not None
        yield State(datetime.fromisoformat(at), from_row(kind, row, rated), removed)


def _rate(ratings: dict[str, Rating], image: sqlite3.Row) -> None:
    row = json.loads(image["after"] or image["before"])
    ratings.pop(row["measure"], None)
    if image["after"]:
        ratings[row["measure"]] = Rating(row["measure"], normalise(row["value"]))


_MERGE_BEFORE_3: Final = "a merge"
_LIVE_CHANGES = """
SELECT id, at, what, action, kind, key, records FROM change
WHERE undoes IS NULL AND coalesce(action, '') NOT IN ('upgrade', 'undo')
  AND id NOT IN (SELECT undoes FROM change WHERE undoes IS NOT NULL)
"""
_ROWS = "SELECT tbl, row_id, op, before FROM history WHERE change = ? ORDER BY seq DESC"
_UNRATE = "DELETE FROM rating WHERE check_in = ? AND measure = ?"
_RATE = """
INSERT INTO rating (check_in, measure, value) VALUES (:check_in, :measure, :value)
ON CONFLICT DO UPDATE SET value = excluded.value
"""
_FORMER_STAMPS = "SELECT tbl, key, updated_at FROM former_stamp WHERE change = ?"
# A measure that the change added and that was rated since cannot be removed either.
_LATER_ON_THE_SAME = f"""
WITH touched AS (SELECT tbl, row_id, op FROM history WHERE change = :change)
SELECT * FROM ({_LIVE_CHANGES}) live WHERE id > :change AND EXISTS (
  SELECT 1 FROM history h WHERE h.change = live.id AND (
    (h.tbl, h.row_id) IN (SELECT tbl, row_id FROM touched)
    OR h.tbl = 'rating' AND h.op != 'D' AND json_extract(h.after, '$.measure') IN (
      SELECT row_id FROM touched WHERE tbl = 'measure' AND op = 'I'
    )
  )
) ORDER BY id DESC LIMIT 1
"""
_COUNT_LATER = f"SELECT count(*) FROM ({_LIVE_CHANGES}) live WHERE id > ? AND id < ?"
# A rating's row is named by its check-in, a space and its measure; "!" is next after the space.
# A merge may write a record twice: the other diary's state, which did not stay, and then ours.
_STEPS = """
SELECT h.change, c.at, h.tbl, h.before, h.after,
  CASE WHEN c.action = 'merge' OR c.what = 'a merge'
    THEN sum(h.tbl != 'rating') OVER (ORDER BY h.seq) END AS part
FROM history h JOIN change c ON c.id = h.change
WHERE h.tbl = :table AND h.row_id = :id
   OR h.tbl = 'rating' AND h.row_id > :id || ' ' AND h.row_id < :id || '!'
ORDER BY h.seq
"""
_UNDONE: Final = """
SELECT id FROM change WHERE undoes IS NOT NULL
UNION SELECT undoes FROM change WHERE undoes IS NOT NULL
"""
# Marking a planned infusion as given fills it in, as adding its side effects does.
_REPLACED = f"""
WITH undone AS ({_UNDONE})
SELECT DISTINCT h.row_id FROM history h, json_each(h.before) old
WHERE h.op = 'U' AND h.tbl IN ('check_in', 'infusion', 'assessment', 'event')
  AND json_remove(h.before, '$.updated_at', '$.deleted_at')
    IS NOT json_remove(h.after, '$.updated_at', '$.deleted_at')
  AND old.key NOT IN ('updated_at', 'deleted_at') AND old.value IS NOT NULL
  AND (old.key, old.value)
    NOT IN (VALUES ('new_course', 0), ('side_effects', '[]'), ('status', 'planned'))
  AND old.value IS NOT json_extract(h.after, '$."' || old.key || '"')
  AND h.change NOT IN (SELECT id FROM undone)
"""
_RATED_ANEW = f"""
WITH undone AS ({_UNDONE})
SELECT DISTINCT substr(h.row_id, 1, instr(h.row_id, ' ') - 1) FROM history h
WHERE h.tbl = 'rating' AND h.op != 'I' AND h.change NOT IN (SELECT id FROM undone)
AND NOT EXISTS (
  SELECT 1 FROM history again
  WHERE again.tbl = 'rating' AND again.row_id = h.row_id AND again.change = h.change
    AND json_extract(again.after, '$.value') = json_extract(h.before, '$.value')
)
"""
