"""A disk that remembers every write, sync and deletion, and that can refuse any of them.

The Store runs on it unchanged. Only the SQLite under it is another build, apsw's, as Python's
sqlite3 accepts no file system layer; `Connection` makes it look like that of the standard library.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import apsw

from tracker.storage import connection

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""


@dataclass(frozen=True, slots=True)
class Write:
    file: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    file: int
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    file: int


@dataclass(frozen=True, slots=True)
class Create:
    file: int
    path: str


@dataclass(frozen=True, slots=True)
class Delete:
    path: str
    settled: bool
    """Whether the directory is synced before anything else is done."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The change was confirmed to the person."""


Event = Write | Truncate | Sync | Create | Delete | Acknowledged


class Disk(apsw.VFS):
    """A file system layer that asks `allow`, does what SQLite wants, and records it."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "")
        self.name = name
        self.events: list[Event] = []
        self.allow: Callable[[str], None] = lambda what: None
        """Raises to refuse: it is given `open`, `write`, `truncate`, `sync` or `delete`."""
        self._files: dict[str, int] = {}
        self._made = 0

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802  # SQLite's name
        path = str(name.filename() if isinstance(name, apsw.URIFilename) else name)
        new = not os.path.exists(path)
        if new:
            self.allow("open")
        file = _File(self, name, flags, self._number(path, new))
        if new:
            self.events.append(Create(file.number, path))
        return file

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802  # SQLite's name
        self.allow("delete")
        super().xDelete(filename, syncdir)
        self.events.append(Delete(filename, bool(syncdir)))

    def _number(self, path: str, new: bool) -> int:
        """Return the number of a file; one that is deleted and made again gets a new one."""
        if new or path not in self._files:
            self._files[path] = self._made
            self._made += 1
        return self._files[path]


class _File(apsw.VFSFile):
    def __init__(
        self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int], number: int
    ) -> None:
        super().__init__("", name, flags)
        self.disk = disk
        self.number = number

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802  # SQLite's name
        self.disk.allow("write")
        super().xWrite(data, offset)
        self.disk.events.append(Write(self.number, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802  # SQLite's name
        self.disk.allow("truncate")
        super().xTruncate(newsize)
        self.disk.events.append(Truncate(self.number, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802  # SQLite's name
        self.disk.allow("sync")
        super().xSync(flags)
        self.disk.events.append(Sync(self.number))


class _Row:
    """A row whose values are found by number and by name, as in the standard library."""

    def __init__(self, cursor: apsw.Cursor, values: tuple[Any, ...]) -> None:
        self._values = values
        self._names = [column[0] for column in cursor.get_description()]

    def __getitem__(self, key: int | str) -> Any:
        return self._values[self._names.index(key) if isinstance(key, str) else key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def keys(self) -> list[str]:
        return self._names


class _Result:
    def __init__(self, conn: apsw.Connection, cursor: apsw.Cursor) -> None:
        self._cursor = cursor
        self.lastrowid = conn.last_insert_rowid()
        self.rowcount = conn.changes()

    def __iter__(self) -> Iterator[Any]:
        with _as_the_library_says():
            yield from self._cursor

    def fetchone(self) -> Any:
        return next(iter(self), None)

    def fetchall(self) -> list[Any]:
        return list(self)


class Connection:
    """As much of `sqlite3.Connection` as the Store and sqlite-utils use."""

    row_factory: object = None

    def __init__(self, disk: Disk, uri: str) -> None:
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_URI
        with _as_the_library_says():
            self._conn = apsw.Connection(uri, flags=flags, vfs=disk.name)
        self._conn.set_busy_timeout(1000)
        self._conn.row_trace = _Row

    @property
    def in_transaction(self) -> bool:
        return self._conn.in_transaction

    def execute(self, sql: str, parameters: Any = ()) -> _Result:
        with _as_the_library_says():
            return _Result(self._conn, self._conn.execute(sql, parameters))

    def executemany(self, sql: str, rows: Iterable[Any]) -> None:
        with _as_the_library_says():
            self._conn.executemany(sql, rows)

    def close(self) -> None:
        self._conn.close(True)


@contextlib.contextmanager
def _as_the_library_says() -> Iterator[None]:
    """Raise the standard library's errors instead of apsw's, with SQLite's name for each."""
    try:
        yield
    except apsw.Error as error:
        code = getattr(error, "extendedresult", 0)
        raised = sqlite3.OperationalError(str(error))
        raised.sqlite_errorcode = code
        raised.sqlite_errorname = str(apsw.mapping_extended_result_codes.get(code, _name(code)))
        raise raised from error


def _name(code: int) -> str:
    return str(apsw.mapping_result_codes.get(code & 0xFF, "SQLITE_ERROR"))


@contextlib.contextmanager
def under_the_store(disk: Disk, *, instead: tuple[str, str] = ("", "")) -> Iterator[Disk]:
    """Make the Store open every file on this disk, with one PRAGMA replaced by another.

    All other PRAGMAs, the SQL and their order stay those of the Store.
    """
    there, given = instead
    settings = tuple(given if s == there else s for s in connection._PRAGMAS)

    def connect(file: str, **options: object) -> Connection:
        return Connection(disk, file)

    with (
        patch("sqlite3.connect", connect),
        patch.object(connection, "_PRAGMAS", settings),
    ):
        yield disk
