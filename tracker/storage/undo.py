"""Undo: which change is undone next, and writing its rows as they were before it.

Undoing is itself a change: nothing in history is ever removed.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from tracker.records.codec import RECORD_TABLES, Record, class_of
from tracker.records.undone import LoggedChange, Undone
from tracker.storage.connection import utc_millis
from tracker.storage.errors import INVALID, NotFoundError, StorageError
from tracker.storage.queries import read_record
from tracker.storage.transaction import Transaction

MERGE: Final = "merge"
"""The action of a merge, which is undone in its own way."""

_MERGE_BEFORE_3: Final = "a merge"
"""How the sentence of a change from before schema 3 names one."""


class LaterChangeError(StorageError):
    """A change cannot be undone, because a later one changed the same thing."""

    def __init__(self, named: LoggedChange, later: LoggedChange) -> None:
        super().__init__("Another change came after that one. Nothing was undone.")
        self.named = named
        self.later = later


def last_change(conn: sqlite3.Connection) -> LoggedChange | None:
    """Return the change that undo would undo."""
    row = conn.execute(_LIVE_CHANGES + "ORDER BY id DESC LIMIT 1").fetchone()
    return _logged(conn, row) if row else None


def undo(transaction: Transaction, named: int | None, made: str | None = None) -> Undone | None:
    """Undo the last change, or the one named; None where there is nothing to undo.

    With the moment at which the named one was `made`, no other is undone in its place.

    A merge is undone as though it had never been, timestamps included: entries that it brought
    would otherwise count as removed, and the next merge would remove them where they came from.

    Raises:
        LaterChangeError: a later change changed the same thing; nothing is undone.
    """
    conn = transaction.conn
    if named is None:
        change = last_change(conn)
    else:
        # As text: SQLite takes no number of twenty digits, and one may be typed.
        found = conn.execute(
            _LIVE_CHANGES + "AND id = ? AND at = coalesce(?, at)", (str(named), made)
        )
        row = found.fetchone()
        change = _logged(conn, row) if row else None
    if change is None:
        return None
    if later := conn.execute(_LATER_ON_THE_SAME, {"change": change.id}).fetchone():
        raise LaterChangeError(change, _logged(conn, later))
    touched, setup_before = tuple(_touched(conn, change.id)), transaction.read_setup()
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
    return Undone(change, count, record, touched, setup_before, transaction.read_setup())


def _touched(conn: sqlite3.Connection, change: int) -> Iterator[Record]:
    """Yield the records that a change wrote, in its order, as they are now or were last."""
    written = conn.execute(_ROWS_WRITTEN, (change,)).fetchall()
    of_records = (
        ("check_in", row_id.rsplit(" ", 1)[0]) if table == "rating" else (table, row_id)
        for table, row_id in written
    )
    for table, record_id in dict.fromkeys(of_records):
        if table in RECORD_TABLES:
            # Purged, or a row that another program wrote badly: no reason to refuse an undo.
            with contextlib.suppress(NotFoundError, *INVALID):
                yield read_record(conn, class_of(table), record_id, removed_too=True)


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
    if table == "rating":
        check_in, measure = row_id.rsplit(" ", 1)
        transaction.put_rating(check_in, measure, before and before["value"])
        return
    is_merge = change.action == MERGE or change.sentence == _MERGE_BEFORE_3
    write = transaction.put_row if is_merge else transaction.restore_row
    key = "key" if table in ("measure", "setting") else "id"
    if before is not None:
        write(table, before, key)
    elif key == "key":
        transaction.conn.execute(f"DELETE FROM {table} WHERE key = ?", (row_id,))
    else:
        write(table, {"id": row_id, "deleted_at": utc_millis(transaction.now)}, key)


_LIVE_CHANGES = """
SELECT id, at, what, action, kind, key, records FROM change
WHERE undoes IS NULL AND coalesce(action, '') NOT IN ('upgrade', 'undo')
  AND id NOT IN (SELECT undoes FROM change WHERE undoes IS NOT NULL)
"""
"""The changes that can be undone: neither undone already nor an undo."""

_ROWS = "SELECT tbl, row_id, op, before FROM history WHERE change = ? ORDER BY seq DESC"
_ROWS_WRITTEN = "SELECT tbl, row_id FROM history WHERE change = ? ORDER BY seq"
_FORMER_STAMPS = "SELECT tbl, key, updated_at FROM former_stamp WHERE change = ?"
_LATER_ON_THE_SAME = f"""
WITH touched AS (SELECT * FROM history WHERE change = :change),
rescaled AS (
  SELECT row_id FROM touched WHERE tbl = 'measure' AND (op = 'I' OR op = 'U' AND
    (json_extract(before, '$.low'), json_extract(before, '$.high'), json_extract(before, '$.step'))
    IS NOT
    (json_extract(after, '$.low'), json_extract(after, '$.high'), json_extract(after, '$.step')))
)
SELECT * FROM ({_LIVE_CHANGES}) live WHERE id > :change AND EXISTS (
  SELECT 1 FROM history h WHERE h.change = live.id AND (
    (h.tbl, h.row_id) IN (SELECT tbl, row_id FROM touched)
    -- A measure that was rated since cannot be removed either, nor get its former scale again.
    OR h.tbl = 'rating' AND h.op != 'D' AND json_extract(h.after, '$.measure') IN rescaled
  )
) ORDER BY id DESC LIMIT 1
"""
_COUNT_LATER = f"SELECT count(*) FROM ({_LIVE_CHANGES}) live WHERE id > ? AND id < ?"
