"""Which version of the schema a file has, and bringing it to this one."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

from tracker.records import MOOD
from tracker.storage.connection import APPLICATION_ID, SCHEMA_VERSION
from tracker.storage.errors import DamagedError, damaged
from tracker.storage.unit import Unit


def version_of(conn: sqlite3.Connection, path: Path) -> int:
    """Return the version of the schema in a file, 0 for an empty one.

    Raises:
        DamagedError: it is some other program's file.
    """
    (application,) = conn.execute("PRAGMA application_id").fetchone()
    (version,) = conn.execute("PRAGMA user_version").fetchone()
    (tables,) = conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if tables and application != APPLICATION_ID:
        raise DamagedError(f"The file at {path} is not a tracker diary. Nothing was changed.")
    return int(version)


def upgrade(conn: sqlite3.Connection, path: Path, now: datetime) -> None:
    """Bring a file to this version inside the transaction that `conn` is in, foreign keys off.

    sqlite-utils is imported here and not above: a diary that is up to date never needs it.

    Raises:
        DamagedError: afterwards one row speaks of another that is not there.
    """
    from tracker.storage.migrations import migrations
    from tracker.storage.sqlite_utils_apart import database

    (version,) = conn.execute("PRAGMA user_version").fetchone()
    migrations.apply(database(conn))
    if not version:
        Unit(conn, now).put_measures([MOOD])
    if conn.execute("PRAGMA foreign_key_check").fetchone():
        raise damaged(path)
    conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


WATCHED = frozenset({"setting", "measure", "check_in", "rating", "infusion", "assessment", "event"})
"""The tables of every version whose changes history keeps."""


def tables(conn: sqlite3.Connection) -> set[str]:
    """Return the names of the tables of a file; a view of that name is none."""
    found = conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {name for (name,) in found}


def has_all_tables(conn: sqlite3.Connection) -> bool:
    """Whether a file that calls itself a diary has what every diary has."""
    return WATCHED | {"history", "change"} <= tables(conn)
