"""The diary on disk."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tracker.paths import Home, create_private, private_directory
from tracker.records import Diary
from tracker.storage import history, snapshots, undo
from tracker.storage.connection import SCHEMA_VERSION, reading, writing
from tracker.storage.errors import (
    LockedError,
    StorageError,
    TooNewError,
    damaged,
    explain_os,
    missing,
)
from tracker.storage.history import State
from tracker.storage.queries import read_diary, read_removed
from tracker.storage.rows import Record, utc_millis
from tracker.storage.unit import Unit
from tracker.storage.versions import upgrade, version_of

LEAST_SQLITE = (3, 38)
"""The first with STRICT tables and JSON always built in."""


class Store:
    """Reads the diary as a value and writes changes to it, each one whole and undoable.

    No connection is held between calls: each opens the file, does its work and closes it. So a
    file that was moved or replaced is noticed, no lock outlives a call, and any thread may call.
    """

    def __init__(self, home: Home, *, read_only: bool = False) -> None:
        self.home = home
        self.read_only = read_only
        """True for a diary that a newer tracker made."""
        self.notice: str | None = None
        """A sentence about what went wrong beside the last change, which was kept all the same."""

    @classmethod
    def open(cls, home: Home, now: datetime) -> Store:
        """Return the diary of a home, made or migrated first where needed.

        Raises:
            StorageError: the folder takes no file, or the file is no sound diary.
        """
        _check_sqlite()
        try:
            private_directory(home.folder)
            if not home.diary.exists() and snapshots.listed(home.snapshots):
                raise missing(home.diary)  # a new one in its place would hide that it is gone
            new = create_private(home.diary)
        except OSError as error:
            raise explain_os(error, home.folder) from error
        version = _version(home.diary)
        if not (new or version) and snapshots.listed(home.snapshots):
            raise damaged(home.diary)  # it was emptied: snapshots are only ever taken of a diary
        if version < SCHEMA_VERSION:
            _migrate(home, now)
        return cls(home, read_only=version > SCHEMA_VERSION)

    def read(self, first: date | None = None, last: date | None = None) -> Diary:
        """Return the diary, or of its dated entries only those in a window.

        Raises:
            StorageError: it cannot be read.
        """
        with self._reading() as conn:
            return read_diary(conn, first, last)

    def edited_ids(self) -> frozenset[str]:
        """Return the ids of the records that once said something they no longer say.

        Raises:
            StorageError: it cannot be read.
        """
        with self._reading() as conn:
            return history.edited_ids(conn)

    def states(self, record: Record) -> tuple[State, ...]:
        """Return how a record was from each moment on, the first state first, the present last.

        To bring one back is to write it as a change: nothing in history is ever unsaid.

        Raises:
            StorageError: it cannot be read.
        """
        with self._reading() as conn:
            return history.states(conn, record)

    def removed(self) -> tuple[Record, ...]:
        """Return what was removed, the latest removal first; `Unit.add` brings one back.

        Raises:
            StorageError: it cannot be read.
        """
        with self._reading() as conn:
            return read_removed(conn)

    def settings(self, beginning: str) -> dict[str, Any]:
        """Return what is kept under keys that begin so, by the rest of the key.

        Raises:
            StorageError: it cannot be read.
        """
        with reading(self.home.diary) as conn:
            found = conn.execute(_SETTINGS, (beginning,)).fetchall()
        return {key.removeprefix(beginning): json.loads(value) for key, value in found}

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with reading(self.home.diary) as conn:
                yield conn
        except LockedError:
            raise
        except (StorageError, ValueError, TypeError, LookupError) as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> StorageError:
        if self.read_only:
            return TooNewError(
                f"The diary at {self.home.diary} was made by a newer tracker and cannot be read "
                "here; update tracker."
            )
        return error if isinstance(error, StorageError) else damaged(self.home.diary)

    @contextlib.contextmanager
    def writing(self, now: datetime, what: str) -> Iterator[Unit]:
        """Give a unit of work; when it ends well, all of it is on disk as one change.

        Args:
            now: the moment of the change.
            what: what undo will say it took back; never a word that a person wrote.

        Raises:
            StorageError: it could not be written; nothing was changed.
        """
        with self._transaction(now) as unit:
            note = unit.conn.execute(_NOTE_CHANGE, (utc_millis(now), what, None))
            yield unit
            unit.conn.execute(_FORGET_EMPTY_CHANGE, {"change": note.lastrowid})

    def add(self, record: Record, now: datetime, what: str) -> None:
        """Write one new record; it is on disk when this returns.

        Raises:
            StorageError: as `writing`.
        """
        with self.writing(now, what) as unit:
            unit.add(record)

    def undo(self, now: datetime) -> str | None:
        """Take back the last change and return what it was, None when there is none.

        Raises:
            StorageError: as `writing`.
        """
        with self._transaction(now) as unit:
            if (last := undo.last_change(unit.conn)) is None:
                return None
            number, what = last
            unit.conn.execute(_NOTE_CHANGE, (utc_millis(now), "undo", number))
            undo.undo_change(unit, number)
        return what

    def snapshot(self, now: datetime, reason: str) -> Path:
        """Copy the diary into the snapshots before something large is done to it.

        Raises:
            StorageError: the copy could not be made.
        """
        path = snapshots.take(self.home.diary, self.home.snapshots, now, reason)
        snapshots.thin(self.home.snapshots, now)
        return path

    @contextlib.contextmanager
    def _transaction(self, now: datetime) -> Iterator[Unit]:
        if self.read_only:
            raise TooNewError(
                f"The diary at {self.home.diary} was made by a newer tracker and may only be "
                "read here; update tracker to write in it."
            )
        self.notice = None
        with writing(self.home.diary) as conn:
            self._keep_todays_snapshot(conn, now)
            yield Unit(conn, now)

    def _keep_todays_snapshot(self, conn: sqlite3.Connection, now: datetime) -> None:
        if conn.execute("SELECT 1 FROM change LIMIT 1").fetchone() is None:
            return
        try:
            snapshots.take_daily(self.home.diary, self.home.snapshots, now)
        except StorageError as error:
            # The entry matters more than its copy; say so and go on.
            self.notice = f"The day's copy of the diary could not be made: {error.cause}"


_SETTINGS = "SELECT key, value FROM setting WHERE instr(key, ?) = 1 ORDER BY key"
_NOTE_CHANGE = "INSERT INTO change (at, what, undoes) VALUES (?, ?, ?)"
_FORGET_EMPTY_CHANGE = """
DELETE FROM change
WHERE id = :change AND NOT EXISTS (SELECT 1 FROM history WHERE change = :change)
"""


def _check_sqlite() -> None:
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        least = ".".join(map(str, LEAST_SQLITE))
        raise StorageError(
            f"This Python brings SQLite {sqlite3.sqlite_version}; tracker needs {least} or later."
        )


def _version(diary: Path) -> int:
    with reading(diary) as conn:
        return version_of(conn, diary)


def _migrate(home: Home, now: datetime) -> None:
    """Bring a diary to this version, all steps in one transaction, a snapshot first."""
    with writing(home.diary, foreign_keys=False) as conn:
        (version,) = conn.execute("PRAGMA user_version").fetchone()
        if version >= SCHEMA_VERSION:
            return  # another process was quicker
        if version:
            snapshots.take(home.diary, home.snapshots, now, "migration")
        upgrade(conn, home.diary, now)
