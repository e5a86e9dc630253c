"""Whether a file is a sound diary: asked of SQLite, and of the diary's own history."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tracker.storage.check import check_diary
from tracker.storage.connection import open_raw


@contextlib.contextmanager
def lenient(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that reads text that is no text, so that a damaged file can be looked at."""
    with contextlib.closing(open_raw(path)) as conn:
        conn.row_factory = None
        conn.text_factory = lambda raw: raw.decode("utf-8", "replace")
        yield conn


def damage_of(path: Path) -> list[str]:
    """Return the damage that `tracker doctor` finds: pages, links, rules, history, values."""
    return [finding.message for finding in check_diary(path) if finding.damage]


def is_intact(conn: sqlite3.Connection) -> bool:
    """Whether SQLite's own check finds nothing."""
    try:
        found = conn.execute("PRAGMA integrity_check(1)").fetchone()
    except (sqlite3.Error, ValueError):
        return False
    return str(found[0]) == "ok"


def fingerprint(conn: sqlite3.Connection) -> str:
    """Return a hash of all rows of a file, of its history and of its rules."""
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    digest = hashlib.blake2b(digest_size=16)
    for table in ("sqlite_schema", *(row[0] for row in conn.execute(tables).fetchall())):
        for row in conn.execute(f'SELECT * FROM "{table}"'):
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()
