"""The diary on disk."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Hashable, Iterator
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple

from tracker.paths import Home, create_private, private_directory
from tracker.records.codec import Record, RecordT, table_of
from tracker.storage import queries, snapshots
from tracker.storage.connection import SCHEMA_VERSION, reading, utc_millis, version_on_disk, writing
from tracker.storage.errors import (
    INVALID,
    CannotWriteError,
    StorageError,
    UnreadableRowError,
    damaged,
    missing,
    too_new,
    translating_os,
)
from tracker.storage.files import narrow_modes
from tracker.storage.transaction import Change, Edited, Transaction, raising_unreadable_row

if TYPE_CHECKING:
    from tracker.records import Diary
    from tracker.records.undone import Undone
    from tracker.records.validation import Number
    from tracker.storage.history import State

# `history` and `undo` are imported by the methods that need them: recording a score does not.

LEAST_SQLITE = (3, 38)
"""The first SQLite with STRICT tables and JSON always built in."""


class Removed(NamedTuple, Generic[RecordT]):
    """A record that was removed or restored, and the number of that change."""

    record: RecordT
    change: int


class Store:
    """Reads the diary as a value and writes changes to it, each one whole and undoable.

    No connection stays open between calls: each opens the file, does its work and closes it. So a
    file that was moved or replaced is noticed, no lock outlives a call, and any thread may call.

    Every call raises a StorageError when the diary cannot be read or written; then nothing was
    changed. An edit raises a ValidationError for a value that cannot be.
    """

    def __init__(self, home: Home, *, read_only: bool = False) -> None:
        self.home = home
        self.read_only = read_only
        """True for a diary that a newer tracker made."""
        self.notice: str | None = None
        """Why the day's snapshot failed, after a change that is on disk."""
        self._writes = 0
        self._worth_a_copy: tuple[Hashable, bool] = None, False
        """The token after the last change made here, and whether that left anything to copy."""
        self._moments: dict[int | None, str] = {}
        """When each change was made here, by its number, which a restored diary may give again."""

    @property
    def wrote(self) -> bool:
        """Whether anything was written through this store."""
        return self._writes > 0

    @classmethod
    def open(cls, home: Home, now: datetime) -> Store:
        """Return the diary of a home, made or migrated first where needed."""
        if sqlite3.sqlite_version_info < LEAST_SQLITE:
            least = ".".join(map(str, LEAST_SQLITE))
            raise StorageError(
                f"This Python brings SQLite {sqlite3.sqlite_version}; tracker needs {least} or "
                "later."
            )
        with translating_os(home.folder):
            private_directory(home.folder)
            if not home.diary.exists() and snapshots.list_snapshots(home.snapshots):
                raise missing(home.diary)  # a new one in its place would hide that it is gone
            new = create_private(home.diary)
        if not (home.diary.is_file() or home.diary.is_dir()):
            is_link = home.diary.is_symlink()
            what = "is a link to a file that is not there" if is_link else "is not an ordinary file"
            raise CannotWriteError(f"{home.diary} {what}. Nothing was changed.", home.diary)
        if not new:
            narrow_modes(home)
        version = version_on_disk(home.diary)
        if not (new or version) and snapshots.list_snapshots(home.snapshots):
            raise damaged(home.diary)  # it was emptied: an empty file has no snapshots
        if version < SCHEMA_VERSION:
            _migrate(home, now)
        return cls(home, read_only=version > SCHEMA_VERSION)

    def read(self, first: date | None = None, last: date | None = None) -> Diary:
        """Return the diary, or of its dated entries only those in a window."""
        with self._reading() as conn:
            return queries.read_diary(conn, first, last)

    def read_setup(self) -> Diary:
        """Return the diary's settings and measures, without any record."""
        with self._reading() as conn:
            return queries.read_setup(conn)

    def get(self, kind: type[RecordT], record_id: str) -> RecordT:
        """Return a record."""
        with self._reading() as conn:
            return queries.read_record(conn, kind, record_id)

    def daily_ratings(self, measure: str) -> dict[date, tuple[Number, ...]]:
        """Return all ratings of one measure by diary day, in order, by a single query."""
        with self._reading() as conn:
            return queries.read_daily_ratings(conn, measure)

    def token(self) -> Hashable:
        """Return a value that differs after a later change, made here or by another program.

        The file's stamp tells of other programs, within the ticks of its clock; the number of
        writes tells of each one made here, however quick.
        """
        try:
            found = self.home.diary.stat()
        except OSError:
            return self._writes, None
        return self._writes, found.st_mtime_ns, found.st_size, found.st_ino

    def edited_ids(self) -> frozenset[str]:
        """Return the ids of records in which a value was changed or removed."""
        from tracker.storage import history

        with self._reading() as conn:
            return history.edited_ids(conn)

    def written_order(self) -> dict[str, int]:
        """Return a number by the id of each record written here; the last one's is highest.

        A planned infusion counts as written when it is marked as given. Ids rise as well, but with
        the clock, which may be set back.
        """
        from tracker.storage import history

        with self._reading() as conn:
            return history.written_order(conn)

    def states(self, record: Record) -> tuple[State, ...]:
        """Return how a record was from each moment on, the first state first, the present last.

        To bring one back is to write it as a change: nothing in history is ever removed.
        """
        from tracker.storage import history

        with self._reading() as conn:
            return history.states(conn, record)

    def removed(self) -> tuple[Record, ...]:
        """Return what was removed, the latest removal first; `restore` brings one back."""
        with self._reading() as conn:
            return queries.read_removed(conn)

    def settings(self, *beginnings: str) -> dict[str, Any]:
        """Return the settings whose keys begin with one of these, by key."""
        with self._reading() as conn:
            found = [conn.execute(_SETTINGS, (beginning,)).fetchall() for beginning in beginnings]
            return {key: json.loads(value) for key, value in chain.from_iterable(found)}

    @contextlib.contextmanager
    def writing(self, now: datetime, change: Change | str) -> Iterator[Transaction]:
        """Yield a transaction; when it ends without an error, it is on disk as one change.

        `change` is what undo will name, or its action alone.
        """
        if self.read_only:
            raise too_new(self.home.diary, "write in it")
        named = Change(change) if isinstance(change, str) else change
        try:
            with writing(self.home.diary) as conn:
                moment = utc_millis(now)
                logged = conn.execute(_LOG_CHANGE, (moment, *named))
                number = int(logged.lastrowid or 0)
                transaction = Transaction(conn, now, number)
                yield transaction
                transaction.is_empty = conn.execute(_FORGET_EMPTY_CHANGE, [number] * 2).rowcount > 0
                if transaction.is_empty:
                    conn.execute("DELETE FROM former_stamp WHERE change = ?", (number,))
                worth_a_copy = _is_worth_a_copy(conn)
        except UnreadableRowError as error:
            from tracker.storage.check import explain

            raise explain(error.reason, self.home.diary) from error
        self._writes += 1
        self._worth_a_copy = self.token(), worth_a_copy
        self._moments[number] = moment

    def add(self, record: Record, now: datetime, change: Change | str = "add") -> int:
        """Write one new record, and return the number of the change."""
        named = Change(change, table_of(record), record.id) if isinstance(change, str) else change
        with self.writing(now, named) as transaction:
            transaction.add(record)
        return transaction.change

    def edit(
        self,
        now: datetime,
        kind: type[RecordT],
        record_id: str,
        /,
        *,
        change: Change | None = None,
        **changes: Any,
    ) -> Edited[RecordT]:
        """Replace the given fields of a record and no others, as `Transaction.edit` does."""
        with self.writing(now, change or Change("edit", table_of(kind), record_id)) as transaction:
            return transaction.edit(kind, record_id, **changes)

    def remove(self, now: datetime, kind: type[RecordT], record_id: str) -> Removed[RecordT]:
        """Remove a record; it stays in history and can be restored."""
        with self.writing(now, Change("remove", table_of(kind), record_id)) as transaction:
            return Removed(transaction.remove(kind, record_id), transaction.change)

    def restore(self, now: datetime, kind: type[RecordT], record_id: str) -> Removed[RecordT]:
        """Bring a removed record back as it was."""
        with self.writing(now, Change("restore", table_of(kind), record_id)) as transaction:
            return Removed(transaction.restore(kind, record_id), transaction.change)

    def edit_settings(self, now: datetime, **changes: Any) -> int | None:
        """Write the settings given and no others, and return the number of the change, if any."""
        key = next(iter(changes)) if len(changes) == 1 else None
        with self.writing(now, Change("edit", "setting", key)) as transaction:
            transaction.edit_settings(**changes)
        return transaction.number

    def undo(self, now: datetime, change: int | None = None) -> Undone | None:
        """Undo the last change, or the one of this number, and return what it was.

        None: there is nothing to undo, or the change named was undone already. One made here is
        also gone when the diary was replaced since, and never taken for another of its number.

        Raises:
            LaterChangeError: a later change changed the same thing; nothing is undone.
        """
        from tracker.storage import undo

        with self.writing(now, Change("undo")) as transaction, raising_unreadable_row():
            return undo.undo(transaction, change, self._moments.get(change))

    def snapshot(self, now: datetime, reason: str) -> Path:
        """Copy the diary into the snapshots before something large is done to it."""
        path = snapshots.take(self.home.diary, self.home.snapshots, now, reason)
        snapshots.prune(self.home.snapshots, now)
        return path

    def snapshot_before(self, now: datetime, reason: str) -> None:
        """Copy the diary before an import or a merge, unless nothing was ever written in it.

        An empty copy saves nothing, and would pass for the last good one.
        """
        with self._reading() as conn:
            is_empty = conn.execute(_FIRST_CHANGE).fetchone() is None
        if not is_empty:
            self.snapshot(now, reason)

    def snapshot_if_due(self, now: datetime) -> Path | None:
        """Take the day's snapshot if there is none yet, and return it.

        Never on the path of an entry: a command calls it after its confirmation, the app in a
        thread. Two callers at once take one. What cannot be copied is tried again at the next
        call; `notice` says why.
        """
        self.notice = None
        try:
            if self.read_only or snapshots.has_daily(self.home.snapshots, now):
                return None
            token, worth_a_copy = self._worth_a_copy
            if token != self.token():
                with reading(self.home.diary) as conn:
                    worth_a_copy = _is_worth_a_copy(conn)
            if not worth_a_copy:
                return None
            return snapshots.take_daily(self.home.diary, self.home.snapshots, now)
        except StorageError as error:
            self.notice = f"The day's snapshot of the diary could not be made: {error.cause}"
            return None

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection for reading; report damage only if a check of the file finds it."""
        try:
            with reading(self.home.diary) as conn:
                yield conn
        except (StorageError, *INVALID) as error:
            if isinstance(error, StorageError) and type(error) is not StorageError:
                raise
            # A value that cannot be, or a table or a column that is not there.
            if self.read_only:
                raise too_new(self.home.diary, "read it") from error
            from tracker.storage.check import explain  # once something is wrong, never before

            raise explain(error, self.home.diary) from error


_SETTINGS = "SELECT key, value FROM setting WHERE instr(key, ?) = 1 ORDER BY key"
_FIRST_CHANGE = "SELECT 1 FROM change WHERE action IS NOT 'upgrade' LIMIT 1"
# After the first entry of all there is nothing yet to go back to; an import may be a whole diary.
_WORTH_A_COPY = """
SELECT count(*) > 1 OR max(action IN ('import', 'merge'))
FROM (SELECT action FROM change WHERE action IS NOT 'upgrade' LIMIT 2)
"""
_LOG_CHANGE = """
INSERT INTO change (at, what, action, kind, key, records) VALUES (?, '', ?, ?, ?, ?)
"""
_FORGET_EMPTY_CHANGE = """
DELETE FROM change WHERE id = ? AND undoes IS NULL
AND NOT EXISTS (SELECT 1 FROM history WHERE change = ?)
"""


def _is_worth_a_copy(conn: sqlite3.Connection) -> bool:
    return bool(conn.execute(_WORTH_A_COPY).fetchone()[0])


def _migrate(home: Home, now: datetime) -> None:
    """Bring a diary to this version, all steps in one transaction, a snapshot first."""
    from tracker.storage.schema import upgrade  # 100 ms that an up-to-date diary never pays

    with writing(home.diary, foreign_keys=False) as conn:
        (version,) = conn.execute("PRAGMA user_version").fetchone()
        if version >= SCHEMA_VERSION:
            return  # another process was quicker
        if version:
            snapshots.take(home.diary, home.snapshots, now, "migration")
        upgrade(conn, home.diary, now)
