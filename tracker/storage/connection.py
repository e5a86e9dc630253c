"""Connections to the diary: short ones, set up the same way, and every write one transaction.

Rollback journal and `synchronous=EXTRA`, because an entry that was acknowledged must survive a
power cut; not a write-ahead log, because that loses rows when a synced folder replaces the file.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from tracker.paths import looks_locked
from tracker.storage.errors import UNREADABLE, NotADiaryError, error_named, translate

BUSY_SECONDS = 5.0
"""How long a write waits for another program's: far above any single commit."""

APPLICATION_ID = 0x74726B72
"""Marks a SQLite file as a tracker diary ("trkr")."""

SCHEMA_VERSION = 3
"""The number of migrations; stored in the file as `user_version`."""

TABLES_WITH_HISTORY = frozenset(
    {"setting", "measure", "check_in", "rating", "infusion", "assessment", "event"}
)
"""The tables, in every version, whose changes are in history."""

Row: TypeAlias = dict[str, Any]
"""The values of a row by column."""

Opener: TypeAlias = Callable[[Path, str], sqlite3.Connection]
"""Opens a file in SQLite's mode "rw" or "ro"; `encryption` and `sharing` have others."""

_PRAGMAS = (
    "synchronous=EXTRA",
    "recursive_triggers=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cell_size_check=ON",
    # On a Mac a plain fsync leaves the bytes in the drive's own cache.
    *(("fullfsync=ON",) if sys.platform == "darwin" else ()),
)


def connect(path: Path, *, mode: str = "rw") -> sqlite3.Connection:
    """Open a file that exists; never make one, so that a moved diary is noticed.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    return apply_pragmas(open_raw(path, mode))


def apply_pragmas(conn: sqlite3.Connection) -> sqlite3.Connection:
    """Set a connection up as all are, and return it."""
    try:
        for pragma in _PRAGMAS:
            conn.execute(f"PRAGMA {pragma}")
    except BaseException:
        conn.close()
        raise
    return conn


def open_raw(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """Open with the current opener, plain or with a key; no pragmas yet.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    return _opener(path, mode)


def open_plain(path: Path, mode: str) -> sqlite3.Connection:
    """Open a file as it is: the opener of every diary without a passphrase."""
    conn = sqlite3.connect(
        f"{uri(path)}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )
    conn.row_factory = sqlite3.Row
    return conn


_opener: Opener = open_plain


def set_opener(opener: Opener) -> Opener:
    """Let another one open all files from now on, and return the one that did until now."""
    global _opener
    former, _opener = _opener, opener
    return former


def key_for_child() -> str | None:
    """Return the key that a child of this process reads from `--unlock -`, if there is one."""
    return getattr(_opener, "own", None)


def uri(path: Path) -> str:
    """Return a path as SQLite's own rules for file URIs want it; urllib costs a quick log 3 ms."""
    plain = path.absolute().as_posix()
    for character, code in (("%", "%25"), ("?", "%3f"), ("#", "%23")):
        plain = plain.replace(character, code)
    return f"file:///{plain.removeprefix('/')}"


@contextlib.contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that only reads, all of it from one moment.

    Raises:
        StorageError: the diary cannot be read.
    """
    with _translated(path), contextlib.closing(connect(path)) as conn:
        conn.execute("PRAGMA query_only=ON")
        conn.execute("BEGIN")
        # No COMMIT: after a damaged page it would raise, in place of what was found until then.
        yield conn


@contextlib.contextmanager
def writing(path: Path, *, foreign_keys: bool = True) -> Iterator[sqlite3.Connection]:
    """Give a connection inside one transaction: all of it is on disk afterwards, or none.

    Foreign keys are off only for a migration, which may rebuild a table others refer to.

    Raises:
        StorageError: the diary cannot be written; nothing was changed.
    """
    with _translated(path), contextlib.closing(connect(path)) as conn:
        opened = _identity(path)
        # Converts a file that someone switched to a write-ahead log, before any transaction.
        conn.execute("PRAGMA journal_mode=DELETE")
        conn.execute(f"PRAGMA foreign_keys={foreign_keys:d}")
        conn.execute("BEGIN IMMEDIATE")
        yield conn
        conn.execute("COMMIT")
        # SQLite looks whether the file is still the one at this name, but only as a write begins.
        if _identity(path) != opened:
            raise error_named("SQLITE_READONLY_DBMOVED", path)


def utc_millis(moment: datetime) -> str:
    """Return a moment to the millisecond, for the order of changes."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def version_on_disk(path: Path) -> int:
    """Return the version of a diary's schema from its first page, 0 for an empty file.

    Without `connect`, which lets SQLite parse the whole schema: a fiftieth of a quick log.

    Raises:
        StorageError: the diary cannot be read, or is some other program's file.
    """
    with _translated(path), contextlib.closing(open_raw(path)) as conn:
        conn.execute("BEGIN")  # another program may be making the diary right now
        return version_of(conn, path)


def version_of(conn: sqlite3.Connection, path: Path) -> int:
    """Return the version of the schema in a file, 0 for an empty one.

    Raises:
        NotADiaryError: it is some other program's file.
    """
    is_ours, version = read_header(conn)
    if not is_ours and conn.execute("SELECT 1 FROM sqlite_schema").fetchone():
        raise NotADiaryError(
            f"The file at {path} is not a tracker diary. Nothing was changed.", path
        )
    return version


def read_header(conn: sqlite3.Connection) -> tuple[bool, int]:
    """Return whether a file calls itself a tracker diary, and the version of its schema."""
    (application,) = conn.execute("PRAGMA application_id").fetchone()
    (version,) = conn.execute("PRAGMA user_version").fetchone()
    return application == APPLICATION_ID, int(version)


def tables(conn: sqlite3.Connection) -> set[str]:
    """Return the names of the tables of a file, without its views."""
    found = conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {name for (name,) in found}


def has_all_tables(conn: sqlite3.Connection) -> bool:
    """Whether a file that calls itself a diary has what every diary has."""
    return TABLES_WITH_HISTORY | {"history", "change"} <= tables(conn)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    before = _identity(path)
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # a bug of ours, not a fault of the disk
    except UNREADABLE as error:
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_READONLY" and _identity(path) != before:
            # SQLCipher's library has no name of its own for it.
            raise error_named("SQLITE_READONLY_DBMOVED", path) from error
        # Every connection is closed again here, or looking would drop its locks.
        no_key = name == "SQLITE_NOTADB" and looks_locked(path)
        raise (error_named("SQLITE_AUTH", path) if no_key else translate(error, path)) from error
