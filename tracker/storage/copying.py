"""A whole diary from one file into another, each under its own key or under none."""

from __future__ import annotations

import sqlite3
from itertools import zip_longest
from typing import Any


def copy_diary(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy everything into an empty file: page by page where both are locked alike, else by rows.

    By rows because the two may belong to different libraries, one of them in memory alone.

    Raises:
        sqlite3.Error: one of the two cannot be read or written.
    """
    if _kind(source) == _kind(target):
        _back_up(source, target)
        return
    source.execute("BEGIN")
    target.execute("BEGIN")
    _copy_tables(source, target)
    _run_all(target, _sql(source, "index", "trigger", "view"))
    for name in _NUMBERS:
        (number,) = source.execute(f"PRAGMA {name}").fetchone()
        target.execute(f"PRAGMA {name}={number}")
    target.execute("COMMIT")
    source.execute("COMMIT")


def same_content(one: sqlite3.Connection, other: sqlite3.Connection) -> bool:
    """Whether two diaries hold the same rows under the same rules, to the last one.

    Raises:
        sqlite3.Error: one of the two cannot be read.
    """
    if any(_values(one, query) != _values(other, query) for query in (_RULES, *_NUMBER_QUERIES)):
        return False
    return all(_same_rows(one, other, table) for table in (*_tables(one), *_numbering(one)))


_NUMBERS = ("application_id", "user_version")
_NUMBER_QUERIES = tuple(f"PRAGMA {name}" for name in _NUMBERS)
_RULES = """SELECT type, name, tbl_name, sql FROM sqlite_schema
WHERE substr(name, 1, 11) != 'sqlite_stat' ORDER BY type, name"""


_PAGES = 256
"""Copied at a time, in some 2 ms, between which an entry may be written."""

_RESTARTS = 3
"""How often writers may make the copy begin again before they have to wait for it."""


class _RestartedError(Exception):
    pass


def _back_up(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    left: list[int] = []
    restarts = 0

    def watch(_: int, remaining: int, __: int) -> None:
        nonlocal restarts
        restarts += bool(left) and remaining > left[-1]
        left[:] = [remaining]
        if restarts > _RESTARTS:
            raise _RestartedError

    try:
        source.backup(target, pages=_PAGES, progress=watch, sleep=0.002)
    except _RestartedError:
        source.backup(target)


def _kind(conn: sqlite3.Connection) -> tuple[type, object]:
    return type(conn), getattr(conn, "cipher_key", None)


def _copy_tables(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy the rows before there are triggers, which would write history of their own."""
    _run_all(target, _sql(source, "table"))
    for table in (*_tables(source), *_numbering(source)):
        rows = source.execute(f'SELECT * FROM "{table}"')
        marks = ", ".join("?" * len(rows.description))
        if table in _numbering(source):
            target.execute(f"DELETE FROM {table}")
        target.executemany(f'INSERT INTO "{table}" VALUES ({marks})', map(tuple, rows))


def _same_rows(one: sqlite3.Connection, other: sqlite3.Connection, table: str) -> bool:
    columns = len(one.execute(f'SELECT * FROM "{table}" LIMIT 0').description)
    order = ", ".join(str(number) for number in range(1, columns + 1))
    query = f'SELECT * FROM "{table}" ORDER BY {order}'
    pairs = zip_longest(one.execute(query), other.execute(query), fillvalue=())
    return all(tuple(row) == tuple(twin) for row, twin in pairs)


def _tables(conn: sqlite3.Connection) -> list[str]:
    names = [name for (name,) in _values(conn, "SELECT name FROM sqlite_schema WHERE type='table'")]
    return [name for name in names if not name.startswith("sqlite_")]


def _numbering(conn: sqlite3.Connection) -> list[str]:
    """Return the table of the last numbers given out, if there is one."""
    return [name for (name,) in _values(conn, _SEQUENCE)]


_SEQUENCE = "SELECT name FROM sqlite_schema WHERE name = 'sqlite_sequence'"


def _sql(conn: sqlite3.Connection, *types: str) -> list[str]:
    """Return the statements that make these, without those that SQLite makes by itself."""
    found = _values(conn, "SELECT type, sql FROM sqlite_schema ORDER BY rowid")
    return [sql for kind in types for type_, sql in found if type_ == kind and _is_ours(sql)]


def _is_ours(sql: str | None) -> bool:
    return sql is not None and not sql.startswith("CREATE TABLE sqlite_")


def _run_all(conn: sqlite3.Connection, statements: list[str]) -> None:
    for statement in statements:
        conn.execute(statement)


def _values(conn: sqlite3.Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in conn.execute(query)]
