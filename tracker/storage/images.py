"""How history sees the rows of a table: each row's present state a second time, as JSON."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Images:
    """How a table's rows look in history: SQL for a row's name there and for its image."""

    table: str
    row_id: str
    image: str


def images(conn: sqlite3.Connection) -> tuple[Images, ...]:
    """Return how history sees each table, as the triggers that fill it say themselves."""
    found = conn.execute(_TRIGGERS).fetchall()
    matches = (_IMAGE.search(str(sql)) for (sql,) in found)
    return tuple(_images_of(match) for match in matches if match)


def present_rows(conn: sqlite3.Connection, of: Images) -> dict[str, str]:
    """Return each row's image by its name in history, as the triggers would write it now."""
    query = f"SELECT {of.row_id}, {of.image} FROM {of.table}"
    return {str(name): str(image) for name, image in conn.execute(query)}


def last_images(conn: sqlite3.Connection, table: str) -> dict[str, str | None]:
    """Return what history says each row is now, None for one that was taken out."""
    return {str(name): image for name, image in conn.execute(_LAST_IMAGES, (table,))}


def same_image(row: str, image: str) -> bool:
    """Whether a row is what history says; a column that came later says nothing against it."""
    if row == image:
        return True
    try:
        now, then = json.loads(row), json.loads(image)
        return all(as_stored(now.get(key)) == as_stored(value) for key, value in then.items())
    except (ValueError, AttributeError):
        return False


@contextlib.contextmanager
def without_triggers(conn: sqlite3.Connection, pattern: str) -> Iterator[None]:
    """Drop the triggers whose names match a pattern of GLOB, and make them again afterwards.

    Inside one transaction, so that nobody sees a diary without them.
    """
    query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name GLOB ?"
    triggers = conn.execute(query, (pattern,)).fetchall()
    for name, _ in triggers:
        conn.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        conn.execute(sql)


@contextlib.contextmanager
def history_written_as_a_set(conn: sqlite3.Connection, table: str) -> Iterator[None]:
    """Write the history of all rows that are inserted here by one statement: twice as fast."""
    (of,) = (of for of in images(conn) if of.table == table)
    with without_triggers(conn, f"{table}_history_insert"):
        yield
        conn.execute(_HISTORY_OF_NEW_ROWS.format(table=table, row_id=of.row_id, image=of.image))


def as_stored(value: Any) -> Any:
    """Return a number as every version of SQLite would write it: some write 15 digits, some 17."""
    return f"{value:.15g}" if isinstance(value, int | float) else value


def _images_of(match: re.Match[str]) -> Images:
    table, row_id, image = match.groups()
    return Images(table, row_id.replace("NEW.", f"{table}."), image.replace("NEW.", f"{table}."))


_IMAGE = re.compile(
    r"AFTER INSERT ON (\w+)\s.*?FROM change\), '\1', (.+?), 'I', NULL, (json_object\(.*\))\s*\);",
    re.S,
)
_TRIGGERS = (
    "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%\\_history\\_insert' "
    "ESCAPE '\\' ORDER BY rootpage, rowid"
)
_LAST_IMAGES = (
    "SELECT row_id, after FROM history "
    "WHERE seq IN (SELECT max(seq) FROM history WHERE tbl = ? GROUP BY row_id)"
)
_HISTORY_OF_NEW_ROWS = """
INSERT INTO history (change, tbl, row_id, op, before, after)
SELECT (SELECT max(id) FROM change), '{table}', {row_id}, 'I', NULL, {image} FROM {table}
WHERE NOT EXISTS (SELECT 1 FROM history h WHERE h.tbl = '{table}' AND h.row_id = {row_id})
"""
