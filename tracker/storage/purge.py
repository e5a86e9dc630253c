"""Deleting entries permanently: their rows, their history, and their trace in every copy.

The copies go first and the diary last, so that whatever is interrupted can be begun again. Then
come the copies that another program made of the diary meanwhile.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from tracker.paths import Home
from tracker.records import MOOD, new_id
from tracker.storage import snapshots
from tracker.storage.connection import SCHEMA_VERSION, connect, read_header, reading, writing
from tracker.storage.errors import UNREADABLE, StorageError, too_new, translate, translating_os
from tracker.storage.files import copies, leftovers, other_databases, side_files
from tracker.storage.images import without_triggers
from tracker.storage.transaction import Transaction

DAYS: Final = {"check_in": "day", "infusion": "day", "assessment": "day", "event": "start"}
"""The tables of entries, with the column that says which day each is for."""

_NOT_ENTRIES = ("setting", "measure")


@dataclass(frozen=True, slots=True)
class Entry:
    """Identifies an entry without any of its content."""

    table: str
    id: str
    day: date
    removed: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be deleted, and what happens to the copies that hold it."""

    entries: tuple[Entry, ...]
    everything: bool
    rewritten: tuple[Path, ...]
    """Intact copies that are to hold all but these entries, those of a sync service among them."""
    removed: tuple[Path, ...]
    """Copies deleted as a whole: they cannot be read, or everything is to go."""


def entries(diary: Path) -> tuple[Entry, ...]:
    """Return every entry of a diary, those that were removed too."""
    with reading(diary) as conn:
        return tuple(
            Entry(table, row["id"], date.fromisoformat(row["day"]), row["deleted_at"] is not None)
            for table, day in DAYS.items()
            for row in conn.execute(f"SELECT id, {day} AS day, deleted_at FROM {table}")
        )


def plan(home: Home, gone: Iterable[Entry], *, everything: bool = False) -> Plan:
    """Return what deleting these entries would do. Nothing is done yet."""
    gone = tuple(gone)
    named = copies(home)
    traces = {path: _holds(path, gone) for path in other_databases(home)}
    others = [path for path, trace in traces.items() if trace is not None]
    if everything:
        return Plan(gone, everything, (), (*named, *others))
    traces |= {path: _holds(path, gone) for path in named}
    return Plan(
        gone,
        everything,
        tuple(path for path in (*named, *others) if traces[path]),
        tuple(path for path in named if traces[path] is None),
    )


def purge(home: Home, planned: Plan, now: datetime) -> None:
    """Do what was planned. It cannot be undone; begun again after a failure, it goes on.

    Raises:
        StorageError: a file could not be read or written; some may be done, which it says.
    """
    with reading(home.diary) as conn:
        if read_header(conn)[1] > SCHEMA_VERSION:
            raise too_new(home.diary, "purge anything from it")
    try:
        _remove(home, planned.removed)
        for copy in planned.rewritten:
            _rewrite(copy, planned.entries)
        if planned.everything:
            _empty(home.diary, now)
        else:
            _rewrite(home.diary, planned.entries)
        # Once more without what is half made: no copy of before can come to its name any more.
        _remove(home, ())
        made_since = plan(home, planned.entries, everything=planned.everything)
        if planned.everything:
            _remove(home, made_since.removed)
        for copy in made_since.rewritten:
            _rewrite(copy, planned.entries)
    except StorageError as error:
        error.args = (f"{error.cause} Some files may be done; purge again to finish.",)
        raise


def _remove(home: Home, unwanted: Iterable[Path]) -> None:
    """Remove copies with what lies beside them, and all that is left half made."""
    with translating_os(home.snapshots):
        for copy in unwanted:
            for side, _ in side_files(copy):
                side.unlink()
            copy.unlink()
        for left in leftovers(home):
            left.unlink(missing_ok=True)


def _holds(copy: Path, gone: Iterable[Entry]) -> bool | None:
    """Whether a copy has a trace of any of these; None where it cannot be read."""
    if side_files(copy) or not snapshots.is_intact(copy):
        return None
    try:
        with contextlib.closing(connect(copy, mode="ro")) as conn:
            is_ours, version = read_header(conn)
            if not is_ours or version > SCHEMA_VERSION:
                return None
            _make_table_of_gone(conn, gone)
            return conn.execute(_ANY_TRACE).fetchone() is not None
    except UNREADABLE:
        return None


def _rewrite(path: Path, gone: Iterable[Entry]) -> None:
    # Where the disk has no room for it, the entry is still there, and purging again finds it.
    _vacuum(path)
    with writing(path) as conn:
        _make_table_of_gone(conn, gone)
        conn.execute("DELETE FROM rating WHERE ('check_in', check_in) IN gone")
        for table in DAYS:
            conn.execute(f"DELETE FROM {table} WHERE ('{table}', id) IN gone")
        with without_triggers(conn, _GUARDS):
            conn.execute(_FORGET_HISTORY)
        for statement in _FORGET_EMPTY_CHANGES:
            conn.execute(statement)
    _vacuum(path)


def _empty(diary: Path, now: datetime) -> None:
    with writing(diary) as conn:
        for table in ("rating", *DAYS, *_NOT_ENTRIES, "stamp", "former_stamp"):
            conn.execute(f"DELETE FROM {table}")
        with without_triggers(conn, _GUARDS):
            conn.execute("DELETE FROM history")
        conn.execute("DELETE FROM change")
        new = Transaction(conn, now)
        new.put_measures([MOOD])
        new.set_diary_id(new_id(now))
    _vacuum(diary)


def _make_table_of_gone(conn: sqlite3.Connection, gone: Iterable[Entry]) -> None:
    conn.execute("CREATE TEMP TABLE gone (tbl, id, PRIMARY KEY (tbl, id)) WITHOUT ROWID")
    conn.executemany("INSERT INTO gone VALUES (?, ?)", {(e.table, e.id) for e in gone})


def _vacuum(path: Path) -> None:
    """Rewrite the file, so that no page holds what was on it before."""
    try:
        with contextlib.closing(connect(path)) as conn:
            conn.execute("VACUUM")
    except UNREADABLE as error:
        raise translate(error, path) from error


# A rating's row is named by its check-in, a space and its measure.
_OF_GONE = """(tbl, row_id) IN gone
  OR tbl = 'rating' AND ('check_in', substr(row_id, 1, instr(row_id, ' ') - 1)) IN gone"""
_FORGET_HISTORY = f"DELETE FROM history WHERE {_OF_GONE}"
_ANY_TRACE = " UNION ALL ".join(
    [
        f"SELECT 1 FROM history WHERE {_OF_GONE}",
        *(f"SELECT 1 FROM {table} WHERE ('{table}', id) IN gone" for table in DAYS),
    ]
)
# A change without history would be an undo that does nothing.
_FORGET_EMPTY_CHANGES = tuple(
    statement.format(referred_to="(SELECT change FROM history WHERE change IS NOT NULL)")
    for statement in (
        "DELETE FROM change WHERE undoes NOT IN {referred_to} AND id NOT IN {referred_to}",
        "DELETE FROM change WHERE id NOT IN {referred_to} "
        "AND id NOT IN (SELECT undoes FROM change WHERE undoes IS NOT NULL)",
    )
)
_GUARDS = "history_is_append_only_*"
