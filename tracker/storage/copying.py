"""A whole diary from one file into another, each under its own key or under none."""

from __future__ import annotations

import sqlite3
from itertools import zip_longest

_PAGES = 256
"""Pages copied in one step of some 2 ms; between two steps an entry may be written."""

_RESTARTS = 3
"""How often such an entry may make the copy begin again; from then on writers have to wait."""


def copy_diary(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy everything into an empty database: by pages if both have the same key, else by rows.

    Pages cannot be copied to another key, nor between the two libraries: a locked diary is open in
    SQLCipher, a copy in memory in SQLite.

    Raises:
        sqlite3.Error: one of the two cannot be read or written.
    """
    if _key(source) == _key(target):
        _back_up(source, target)
        return
    source.execute("BEGIN")
    target.execute("BEGIN")
    for (statement,) in source.execute(_CREATE_STATEMENTS.format("= 'table'")).fetchall():
        target.execute(statement)
    # The rows come before the triggers, which would write history for them.
    for table in _tables(source):
        rows = source.execute(f'SELECT * FROM "{table}"')
        marks = ", ".join("?" * len(rows.description))
        target.execute(f'DELETE FROM "{table}"')  # SQLite fills sqlite_sequence by itself
        target.executemany(f'INSERT INTO "{table}" VALUES ({marks})', map(tuple, rows))
    for (statement,) in source.execute(_CREATE_STATEMENTS.format("!= 'table'")).fetchall():
        target.execute(statement)
    for name in ("application_id", "user_version"):
        (number,) = source.execute(f"PRAGMA {name}").fetchone()
        target.execute(f"PRAGMA {name}={number}")
    target.execute("COMMIT")


def same_content(one: sqlite3.Connection, other: sqlite3.Connection) -> bool:
    """Whether two databases have the same schema, versions and rows.

    Raises:
        sqlite3.Error: one of the two cannot be read.
    """
    for query in (_SCHEMA, "PRAGMA application_id", "PRAGMA user_version"):
        if not _same_rows(one, other, query):
            return False
    for table in _tables(one):
        columns = len(one.execute(f'SELECT * FROM "{table}" LIMIT 0').description)
        order = ", ".join(str(number) for number in range(1, columns + 1))
        if not _same_rows(one, other, f'SELECT * FROM "{table}" ORDER BY {order}'):
            return False
    return True


def _same_rows(one: sqlite3.Connection, other: sqlite3.Connection, query: str) -> bool:
    pairs = zip_longest(one.execute(query), other.execute(query), fillvalue=())
    return all(tuple(row) == tuple(twin) for row, twin in pairs)


class _RestartedError(Exception):
    """Writers made the copy begin again too often."""


def _back_up(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy page by page in steps; after too many restarts, all in one step."""
    left: list[int] = []
    restarts = 0

    def watch(_: int, remaining: int, __: int) -> None:
        nonlocal restarts
        # Fewer pages are left after each step, unless the copy began again.
        restarts += bool(left) and remaining >= left[-1]
        left[:] = [remaining]
        if restarts > _RESTARTS:
            raise _RestartedError

    try:
        source.backup(target, pages=_PAGES, progress=watch, sleep=0.002)
    except _RestartedError:
        source.backup(target)


def _key(conn: sqlite3.Connection) -> tuple[type, object]:
    """Return the library and the key; pages can be copied only where both are equal."""
    return type(conn), getattr(conn, "cipher_key", None)


def _tables(conn: sqlite3.Connection) -> list[str]:
    return [name for (name,) in conn.execute(_TABLES).fetchall()]


# SQLite makes its own tables itself; only the rows of sqlite_sequence have to be copied.
_TABLES = """SELECT name FROM sqlite_schema
WHERE type = 'table' AND (name NOT GLOB 'sqlite_*' OR name = 'sqlite_sequence') ORDER BY rowid"""
_CREATE_STATEMENTS = """SELECT sql FROM sqlite_schema
WHERE type {} AND sql IS NOT NULL AND name NOT GLOB 'sqlite_*' ORDER BY type, rowid"""
_SCHEMA = """SELECT type, name, tbl_name, sql FROM sqlite_schema
WHERE name NOT GLOB 'sqlite_stat*' ORDER BY type, name"""
