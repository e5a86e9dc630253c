"""Taking back the last change. Undoing is itself a change: nothing in history is ever unsaid."""

from __future__ import annotations

import json
import sqlite3
from typing import Final

from tracker.storage.rows import utc_millis
from tracker.storage.unit import Unit

MERGED: Final = "a merge"
"""What a merge is called among the changes; it is taken back in a way of its own."""

_LAST = """
SELECT id, what FROM change
WHERE undoes IS NULL AND id NOT IN (SELECT undoes FROM change WHERE undoes IS NOT NULL)
ORDER BY id DESC LIMIT 1
"""
_ROWS = "SELECT tbl, row_id, op, before FROM history WHERE change = ? ORDER BY seq DESC"


def last_change(conn: sqlite3.Connection) -> tuple[int, str] | None:
    """Return the change that undo would take back: its number and what it was."""
    row = conn.execute(_LAST).fetchone()
    return (row["id"], row["what"]) if row else None


def undo_change(unit: Unit, change: int) -> None:
    """Put every row of a change back to what it was before, newest first.

    A merge is taken back as though it had never been, stamps and all: entries that it brought
    would otherwise count as removed here, and be removed where they came from by the next one.
    """
    (what,) = unit.conn.execute("SELECT what FROM change WHERE id = ?", (change,)).fetchone()
    for table, row_id, op, before in unit.conn.execute(_ROWS, (change,)).fetchall():
        key = "key" if table in _BY_KEY else "id"
        if op == "I":
            _take_out(unit, table, row_id, unsaid=what == MERGED)
        elif table == "rating":
            _put_rating_back(unit, json.loads(before))
        elif what == MERGED:
            unit.put_as_is(table, key, json.loads(before))
        else:
            unit.restore_row(table, key, json.loads(before))


def _take_out(unit: Unit, table: str, row_id: str, *, unsaid: bool) -> None:
    if table == "rating":
        check_in, measure = row_id.rsplit(" ", 1)
        unit.conn.execute(
            "DELETE FROM rating WHERE check_in = ? AND measure = ?", (check_in, measure)
        )
    elif table in _BY_KEY:
        unit.conn.execute(f"DELETE FROM {table} WHERE key = ?", (row_id,))
    elif unsaid:
        unit.put_as_is(table, "id", {"id": row_id, "deleted_at": utc_millis(unit.now)})
    else:
        unit.restore_row(table, "id", {"id": row_id, **_gone(unit)})


def _gone(unit: Unit) -> dict[str, str]:
    stamp = utc_millis(unit.now)
    return {"deleted_at": stamp, "updated_at": stamp}


def _put_rating_back(unit: Unit, row: dict[str, object]) -> None:
    unit.conn.execute(
        "INSERT INTO rating (check_in, measure, value) VALUES (:check_in, :measure, :value) "
        "ON CONFLICT DO UPDATE SET value = excluded.value",
        row,
    )


_BY_KEY = ("measure", "setting")
