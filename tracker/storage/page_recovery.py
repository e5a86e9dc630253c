"""Reading what can still be read of a damaged file: forwards, backwards, then row by row.

A walk through a table ends at the first bad page. A walk from its other end, and a look for each
row between the two, reach nearly all the rest.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tracker.paths import LOCKED_PAGE
from tracker.storage.connection import Row, open_raw
from tracker.storage.errors import UNREADABLE
from tracker.storage.files import temporary_file

_LEAST_BYTES = 8
"""The fewest bytes of a row, so that a file's size limits how many it can hold."""

MOST_ROWS = 2_000_000
"""Rows looked for at most, in a file that seems to be able to hold more: some five seconds."""

_MOST_REFUSALS = 3_000
"""Rows that cannot be read, one after the other, after which the rest is given up."""

_PAGE_COUNT = slice(28, 32)
_INTERIOR = 5
_BAD_PAGE = re.compile(r"page (\d+)")
REFUSED = (*UNREADABLE, OverflowError, MemoryError)
"""What a damaged file raises, and a value from one that SQLite does not take."""


def open_damaged(copy: Path) -> sqlite3.Connection:
    """Return a connection that reads on where an ordinary one would refuse.

    Only for a working copy. Without `cell_size_check` the good cells of a bad page are read; with
    `writable_schema` a file may be shorter than its header says.
    """
    conn = open_raw(copy)
    conn.execute("PRAGMA cell_size_check=OFF")
    conn.execute("PRAGMA writable_schema=ON")
    return conn


def blank_bad_pages(copy: Path) -> None:
    """Replace the pages of a locked working copy that fail their check by empty ones.

    SQLCipher reads nothing more after one of those; SQLite skips what it cannot read.
    """
    report = ""
    with contextlib.suppress(*REFUSED), contextlib.closing(open_raw(copy)) as conn:
        report = " ".join(str(row[0]) for row in conn.execute("PRAGMA cipher_integrity_check"))
    if numbers := [int(number) for number in _BAD_PAGE.findall(report)]:
        with temporary_file(copy.parent) as empty:
            # Larger than the page with the highest number.
            with contextlib.closing(open_raw(empty)) as conn:
                conn.execute("CREATE TABLE tracker_room (room)")
                room = max(numbers) * LOCKED_PAGE
                conn.execute("INSERT INTO tracker_room VALUES (zeroblob(?))", (room,))
            with empty.open("rb") as source, copy.open("rb+") as file:
                for number in numbers:
                    source.seek((number - 1) * LOCKED_PAGE)
                    file.seek((number - 1) * LOCKED_PAGE)
                    file.write(source.read(LOCKED_PAGE))


def graft_schema(copy: Path, template: Path) -> None:
    """Replace a damaged sqlite_schema page with that of a healthy diary of the same version.

    It says where each table begins, which is the same in files that grew the same way. The
    template must not be in use. Neither file may be under a passphrase, where pages are encrypted.
    """
    content = template.read_bytes()
    size = int.from_bytes(content[16:18]) or 65536
    first = bytearray(content[:size])
    with copy.open("rb+") as file:
        for number in _children(first):
            file.seek((number - 1) * size)
            file.write(content[(number - 1) * size : number * size])
        # As many pages as there are now, or those that the template lacks would not be read.
        first[_PAGE_COUNT] = (file.seek(0, os.SEEK_END) // size).to_bytes(4)
        file.seek(0)
        file.write(first)


def _children(first_page: bytearray) -> list[int]:
    """Return the pages that hold sqlite_schema where it is longer than the first page."""
    kind, cells = first_page[100], int.from_bytes(first_page[103:105])
    if kind != _INTERIOR:
        return []
    places = (int.from_bytes(first_page[112 + 2 * n : 114 + 2 * n]) for n in range(cells))
    left = [int.from_bytes(first_page[place : place + 4]) for place in places]
    return [*left, int.from_bytes(first_page[108:112])]


def rows_by_rowid(conn: sqlite3.Connection, table: str, size: int) -> list[Row]:
    """Return the readable rows of a table with a rowid, in a file of a size, by `open_damaged`."""

    def between(found: list[Row], back: list[Row]) -> Iterator[tuple[int]]:
        first = max((row["_n"] for row in found), default=0) + 1
        last = min((row["_n"] for row in back), default=min(size // _LEAST_BYTES, MOST_ROWS))
        return ((number,) for number in range(first, last))

    return _readable_rows(conn, table, ("rowid",), between)


def rows_by_key(
    conn: sqlite3.Connection, table: str, keys: Sequence[str], wanted: Iterable[tuple[str, ...]]
) -> list[Row]:
    """Return the readable rows of a table that has a key and no rowid.

    The `wanted` names are looked for one by one, where walking does not reach them all.
    """
    return _readable_rows(conn, table, keys, lambda *_: wanted)


def _readable_rows(
    conn: sqlite3.Connection,
    table: str,
    keys: Sequence[str],
    missing: Callable[[list[Row], list[Row]], Iterable[tuple[Any, ...]]],
) -> list[Row]:
    """Walk through a table forwards, backwards, and by the keys that are still missing."""
    name = " || ' ' || ".join(keys)
    select = f"SELECT {name} AS _n, * FROM {table}"
    found, whole = _walk(conn, f"{select} ORDER BY {', '.join(keys)}")
    if not whole:
        back, _ = _walk(conn, f"{select} ORDER BY {' DESC, '.join(keys)} DESC")
        one = f"{select} WHERE {' = ? AND '.join(keys)} = ?"
        found = [*found, *_fetch_by_key(conn, one, missing(found, back)), *reversed(back)]
    by_name = {row.pop("_n"): row for row in found}
    return list(by_name.values())


def names_in_index(conn: sqlite3.Connection, table: str, key: str) -> frozenset[str]:
    """Return the names in a table's own index, so that a lost row is counted."""
    query = f"SELECT {key} AS _n FROM {table} ORDER BY {key}"
    forwards, whole = _walk(conn, query)
    backwards = [] if whole else _walk(conn, f"{query} DESC")[0]
    return frozenset(str(row["_n"]) for row in (*forwards, *backwards))


def _walk(conn: sqlite3.Connection, query: str) -> tuple[list[Row], bool]:
    """Return rows up to the first that cannot be read, and whether that was the end.

    A page that points back to an earlier one would never end: stop at a row seen before.
    """
    found: dict[Any, Row] = {}
    with contextlib.suppress(*REFUSED):
        for row in conn.execute(query):
            if row["_n"] in found:
                return list(found.values()), False
            found[row["_n"]] = dict(row)
        return list(found.values()), True
    return list(found.values()), False


def _fetch_by_key(
    conn: sqlite3.Connection, query: str, keys: Iterable[tuple[Any, ...]]
) -> Iterator[Row]:
    refusals = 0
    for key in keys:
        if refusals > _MOST_REFUSALS:
            return
        try:
            row = conn.execute(query, key).fetchone()
        except REFUSED:
            refusals += 1
            continue
        refusals = 0
        if row:
            yield dict(row)
