"""Connections to the diary: short ones, set up the same way, and every write one transaction.

Rollback journal and `synchronous=EXTRA`, because an entry that was acknowledged must survive a
power cut; not a write-ahead log, because that loses rows when a synced folder replaces the file.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from tracker.storage.errors import DamagedError, explain

BUSY_SECONDS = 5.0
"""How long a write waits for another program's: far above any single commit."""

APPLICATION_ID = 0x74726B72
"""Marks a SQLite file as a tracker diary ("trkr")."""

SCHEMA_VERSION = 1
"""The number of migrations; kept in the file as `user_version`."""


def connect(path: Path, *, mode: str = "rw") -> sqlite3.Connection:
    """Open a file that exists; never make one, so that a moved diary is noticed.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    conn = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
    )
    conn.row_factory = sqlite3.Row
    conn.execute("PRAGMA synchronous=EXTRA")
    conn.execute("PRAGMA recursive_triggers=ON")
    conn.execute("PRAGMA secure_delete=ON")
    conn.execute("PRAGMA temp_store=MEMORY")
    if sys.platform == "darwin":
        conn.execute("PRAGMA fullfsync=ON")
    return conn


@contextlib.contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that only reads, all of it from one moment.

    Raises:
        StorageError: the diary cannot be read.
    """
    with _explained(path), contextlib.closing(connect(path)) as conn:
        conn.execute("PRAGMA query_only=ON")
        conn.execute("BEGIN")
        yield conn
        conn.execute("COMMIT")


@contextlib.contextmanager
def writing(path: Path, *, foreign_keys: bool = True) -> Iterator[sqlite3.Connection]:
    """Give a connection inside one transaction: all of it is on disk afterwards, or none.

    Foreign keys are off only for a migration, which may rebuild a table others refer to.

    Raises:
        StorageError: the diary cannot be written; nothing was changed.
    """
    with _explained(path), contextlib.closing(connect(path)) as conn:
        # Converts a file that someone switched to a write-ahead log, before any transaction.
        conn.execute("PRAGMA journal_mode=DELETE")
        conn.execute(f"PRAGMA foreign_keys={foreign_keys:d}")
        conn.execute("BEGIN IMMEDIATE")
        yield conn
        conn.execute("COMMIT")


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.IntegrityError:
        raise  # a bug of ours, not a fault of the disk
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except UnicodeDecodeError as error:
        raise DamagedError(f"The diary at {path} is damaged. Nothing was changed.") from error
