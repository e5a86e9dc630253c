"""The images of rows in history: the present version of each row a second time, as JSON."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class ImageSql(NamedTuple):
    """SQL for the name of a table's row in history and for its image."""

    table: str
    row_id: str
    image: str


def image_sql(conn: sqlite3.Connection) -> tuple[ImageSql, ...]:
    """Return the SQL of each table's images, read from the triggers that write them."""
    triggers = conn.execute(_TRIGGERS).fetchall()
    matches = (_IMAGE.search(str(trigger)) for (trigger,) in triggers)
    return tuple(
        ImageSql(*(part.replace("NEW.", f"{match[1]}.") for part in match.groups()))
        for match in matches
        if match
    )


def present_rows(conn: sqlite3.Connection, sql: ImageSql) -> dict[str, str]:
    """Return the image of each row, as the triggers would write it now, by its name in history."""
    query = f"SELECT {sql.row_id}, {sql.image} FROM {sql.table}"
    return {str(name): str(image) for name, image in conn.execute(query)}


def last_images(conn: sqlite3.Connection, table: str) -> dict[str, str | None]:
    """Return the last image of each row in history, None for one that was deleted."""
    return {str(name): image for name, image in conn.execute(_LAST_IMAGES, (table,))}


def same_image(row: str, image: str) -> bool:
    """Whether a row matches its last image; columns that were added later do not count."""
    if row == image:
        return True
    try:
        return holds_image(json.loads(row), json.loads(image))
    except (ValueError, AttributeError):
        return False


def holds_image(row: Mapping[str, Any], image: Mapping[str, Any]) -> bool:
    """Whether the values of a row are those of an image, but for columns added later."""
    return all(as_stored(row.get(key)) == as_stored(value) for key, value in image.items())


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
    (sql,) = (sql for sql in image_sql(conn) if sql.table == table)
    with without_triggers(conn, f"{table}_history_insert"):
        yield
        conn.execute(_HISTORY_OF_NEW_ROWS.format(table=table, row_id=sql.row_id, image=sql.image))


def as_stored(value: Any) -> Any:
    """Return a number as every version of SQLite would write it: some write 15 digits, some 17."""
    return f"{value:.15g}" if isinstance(value, int | float) else value


_IMAGE = re.compile(
    r"AFTER INSERT ON (\w+)\s.*?FROM change\), '\1', (.+?), 'I', NULL, (json_object\(.*\))\s*\);",
    re.S,
)
_TRIGGERS = (
    "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name GLOB '*_history_insert' "
    "ORDER BY rowid"
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
