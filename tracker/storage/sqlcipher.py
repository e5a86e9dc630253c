"""SQLCipher, made to look like sqlite3: its connections raise the errors of sqlite3.

So nothing that uses a connection needs to know which of the two libraries is at work.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, cast

from tracker.paths import LOCKED_PAGE
from tracker.storage import connection
from tracker.storage.connection import uri
from tracker.storage.errors import PackageMissingError

Key: TypeAlias = str
"""A key with its salt, in hexadecimal as SQLCipher writes it: x'…'."""


def fits(path: Path, key: Key | None) -> bool:
    """Whether a key opens a file, or None a plain one."""
    with contextlib.suppress(sqlite3.DatabaseError):
        open_with_key(path, "ro", key).close()
        return True
    return False


def fits_any_page(path: Path, key: Key) -> bool:
    """Whether a key fits a page of a locked file, be it not the first one, which is damaged.

    The file is read from end to end.
    """
    failed = 0
    with contextlib.closing(library().connect(f"{uri(path)}?mode=ro")) as conn:
        conn.execute("PRAGMA cipher_log_level=none")
        conn.execute(f'PRAGMA key = "{key}"')
        for (report,) in conn.execute("PRAGMA cipher_integrity_check"):
            failed += report.startswith("HMAC verification failed")
    return failed < path.stat().st_size // LOCKED_PAGE


def open_with_key(path: Path, mode: str, key: Key | None) -> sqlite3.Connection:
    """Open a file with one key, or with none.

    Raises:
        sqlite3.DatabaseError: it does not fit, or the file cannot be opened.
    """
    sqlcipher = library()
    conn = sqlcipher.connect(f"{uri(path)}?mode={mode}")
    try:
        # Or it writes to the terminal about a wrong key, over the app.
        conn.execute("PRAGMA cipher_log_level=none")
        if key:
            conn.execute(f'PRAGMA key = "{key}"')
        try:
            conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.DatabaseError as error:
            # The key fits the first page; another one is damaged or gone.
            if getattr(error, "sqlite_errorname", "") != "SQLITE_CORRUPT":
                raise
    except BaseException:
        conn.close()
        raise
    conn.row_factory = sqlcipher.row
    conn.cipher_key = key
    return cast(sqlite3.Connection, conn)


class Library(NamedTuple):
    """What is needed of the package."""

    connect: Callable[[str], Any]
    row: type


@functools.cache
def library() -> Library:
    """Return SQLCipher.

    Raises:
        PackageMissingError: it is not installed.
    """
    try:
        module: Any = importlib.import_module("sqlcipher3.dbapi2")
    except ImportError as error:
        raise PackageMissingError("sqlcipher3") from error
    cursor = _translating(module.Cursor, _CURSOR)
    translating = _translating(
        module.Connection,
        _CONNECTION,
        cursor=lambda conn: module.Connection.cursor(conn, cursor),
        cipher_key=None,
    )

    def connect(name: str) -> Any:
        return translating(name, timeout=connection.BUSY_SECONDS, isolation_level=None, uri=True)

    return Library(_translate_errors(connect), module.Row)


_NAMES = {
    "database or disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR",
    "attempt to write a readonly database": "SQLITE_READONLY",
    "unable to open database file": "SQLITE_CANTOPEN",
    "database is locked": "SQLITE_BUSY",
}
"""What SQLite calls each error of a disk. `backup` raises it with its words alone, and an error
without a name passes for damage."""

_CURSOR = ("execute", "executemany", "fetchone", "fetchmany", "fetchall", "__next__")
_CONNECTION = ("execute", "executemany", "backup", "commit", "rollback", "close")


def _translating(base: Any, names: Iterable[str], **more: Any) -> Any:
    """Return a subclass that re-raises SQLCipher's errors as the sqlite3 class of the same name."""
    methods = {name: _translate_errors(getattr(base, name)) for name in names}
    return type(base.__name__, (base,), {**methods, **more})


def _translate_errors(call: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(call)
    def call_translated(*args: Any, **kwargs: Any) -> Any:
        try:
            return call(*args, **kwargs)
        except Exception as error:
            kind = getattr(sqlite3, type(error).__name__, None)
            if kind is None or isinstance(error, sqlite3.Error):
                raise
            translated = kind(*error.args)
            for name in ("sqlite_errorname", "sqlite_errorcode"):
                if hasattr(error, name):
                    setattr(translated, name, getattr(error, name))
                elif name == "sqlite_errorname" and str(error) in _NAMES:
                    translated.sqlite_errorname = _NAMES[str(error)]
            raise translated from None

    return call_translated
