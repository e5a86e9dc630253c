"""Saving what a damaged diary still holds into a new one. The damaged file is only read.

There are three sources, in this order: the rows themselves, history for rows that cannot be read,
and the newest sound copy. The new diary's CHECKs have to accept each row.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Final, TypeAlias

from tracker.paths import Home, looks_locked, private_directory, replacing
from tracker.records import MOOD, CheckIn, Measure, Rating
from tracker.records.codec import RECORD_TABLES, class_of, from_row, to_row
from tracker.storage import snapshots
from tracker.storage.connection import SCHEMA_VERSION, Row, connect, read_header, tables, writing
from tracker.storage.errors import (
    INVALID,
    UNREADABLE,
    DamagedError,
    DiaryMissingError,
    too_new,
    translating_os,
)
from tracker.storage.files import side_files, temporary_file
from tracker.storage.images import (
    ImageSql,
    image_sql,
    last_images,
    present_rows,
    same_image,
    without_triggers,
)
from tracker.storage.page_recovery import (
    REFUSED,
    blank_bad_pages,
    graft_schema,
    names_in_index,
    open_damaged,
    rows_by_key,
    rows_by_rowid,
)
from tracker.storage.schema import give_id, upgrade

KEYS: Final = {
    "measure": ("key",),
    "setting": ("key",),
    "check_in": ("id",),
    "rating": ("check_in", "measure"),
    "infusion": ("id",),
    "assessment": ("id",),
    "event": ("id",),
}
"""The tables of a diary, each after those it refers to, and the columns that name its rows."""

Older: TypeAlias = dict[str, str]
"""The rows of the sound copy, as JSON, by their names in history."""

_OF_CHANGES = ("change", "history")


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a table were saved, and how many are certainly lost."""

    table: str
    saved: int
    from_history: int
    from_copy: int
    lost: int
    doubtful: int
    """Saved as they are in the file, though their history differs."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A new diary among the copies, and what is in it."""

    path: Path
    counts: tuple[Count, ...]


@dataclass(slots=True)
class Fragments:
    """What could be read: rows by table, and the names of rows that an index still lists."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    listed: dict[str, frozenset[str]] = field(default_factory=dict)

    def names(self, table: str) -> set[str]:
        """The names of a table's rows, including those that only an index lists."""
        read = (row_name(table, row) for row in self.rows.get(table, ()))
        return {*read, *self.listed.get(table, ())}


def salvage(home: Home, source: Path, now: datetime) -> Salvaged:
    """Write all that a damaged diary still holds to a new diary among the copies.

    Raises:
        DamagedError: nothing at all can be read.
        StorageError: a newer tracker made it, or the disk takes no more.
    """
    if not source.is_file():
        raise DiaryMissingError(f"There is no file at {source}. Nothing was changed.")
    with translating_os(home.snapshots):
        private_directory(home.snapshots)
        copy = snapshots.latest_intact(home.snapshots)
        template = copy.path if copy else None
        fragments = _read(home, source, template, now)
        if not any(fragments.rows.values()):
            raise DamagedError(f"Nothing can be read in {source} any more. Nothing was changed.")
        target = snapshots.path_for(home.snapshots, now, snapshots.SALVAGED)
        with replacing(target) as new:
            counts = _build(new, fragments, template, now)
    return Salvaged(target, counts)


def row_name(table: str, row: Mapping[str, object]) -> str:
    """Return the name of a row in history."""
    return " ".join(str(row.get(key)) for key in KEYS[table])


def _read(home: Home, source: Path, template: Path | None, now: datetime) -> Fragments:
    with temporary_file(home.snapshots) as copy:
        shutil.copyfile(source, copy)
        for side, suffix in side_files(source):
            shutil.copyfile(side, copy.with_name(copy.name + suffix))
        blank_bad_pages(copy)
        readable: set[str] = set()
        with contextlib.suppress(*REFUSED), contextlib.closing(open_damaged(copy)) as conn:
            with contextlib.suppress(*UNREADABLE):
                is_ours, version = read_header(conn)
                if is_ours and version > SCHEMA_VERSION:
                    raise too_new(source, "save what it holds")
            readable = tables(conn)
        if not readable.issuperset((*_OF_CHANGES, *KEYS)) and not looks_locked(copy):
            with _template(home, template, now) as whole:
                graft_schema(copy, whole)
        try:
            with contextlib.closing(open_damaged(copy)) as conn:
                return _fragments(conn, copy.stat().st_size)
        except UNREADABLE:  # the first page of a locked file holds what its key is made with
            return Fragments()


@contextlib.contextmanager
def _template(home: Home, template: Path | None, now: datetime) -> Iterator[Path]:
    if template:
        yield template
        return
    with temporary_file(home.snapshots) as new:
        _make(new, now)
        yield new


def _fragments(conn: sqlite3.Connection, size: int) -> Fragments:
    found = Fragments()
    for table in (*_OF_CHANGES, *KEYS):
        if table != "rating":
            found.rows[table] = rows_by_rowid(conn, table, size)
        if len(KEYS.get(table, ())) == 1:
            found.listed[table] = names_in_index(conn, table, *KEYS[table])
    wanted = product(found.names("check_in"), found.names("measure"))
    found.rows["rating"] = rows_by_key(conn, "rating", KEYS["rating"], wanted)
    found.rows["stamp"] = rows_by_key(conn, "stamp", ("tbl", "key"), ())
    return found


def _make(new: Path, now: datetime) -> None:
    with writing(new, foreign_keys=False) as conn:
        upgrade(conn, new, now)


def _build(new: Path, found: Fragments, copy: Path | None, now: datetime) -> tuple[Count, ...]:
    """Fill a new diary. Its history is the old one, so it is filled without triggers."""
    _make(new, now)
    older: dict[str, Older] = {}
    if copy:
        with contextlib.closing(connect(copy, mode="ro")) as conn:
            older = {sql.table: present_rows(conn, sql) for sql in image_sql(conn)}
    mood = json.dumps({**to_row(MOOD), "position": 0})
    older["measure"] = {MOOD.key: mood} | older.get("measure", {})
    with writing(new) as conn:
        sql_of = {sql.table: sql for sql in image_sql(conn)}
        with without_triggers(conn, "*history*"):
            for table in ("measure", "setting", "history", "change", "stamp"):
                conn.execute(f"DELETE FROM {table}")
            for row in found.rows.get("change", ()):
                _put(conn, "change", row)
            for row in filter(_is_history, found.rows.get("history", ())):
                _put(conn, "history", row) or _put(conn, "history", {**row, "change": None})
            counts = tuple(_fill(conn, sql_of[t], found, older.get(t, {})) for t in KEYS)
            for row in found.rows.get("stamp", ()):
                _put(conn, "stamp", row)
        give_id(conn, now)
        snapshots.raise_if_damaged(conn, new)
    return counts


def _is_history(row: Row) -> bool:
    """Whether a row of history is whole: an image is JSON and names the row it is of."""
    try:
        found = [json.loads(row[side]) for side in ("before", "after") if row[side] is not None]
        return bool(found) and all(row_name(row["tbl"], one) == row["row_id"] for one in found)
    except INVALID:
        return False


def _fill(conn: sqlite3.Connection, sql: ImageSql, found: Fragments, older: Older) -> Count:
    """Fill one table from the three sources, and make history match it."""
    table, in_history = sql.table, last_images(conn, sql.table)
    for row in found.rows.get(table, ()):
        _put(conn, table, row)
    existing = {name: image for name, image in in_history.items() if image is not None}
    from_history = _put_missing(conn, sql, existing)
    from_copy = _put_missing(conn, sql, {n: i for n, i in older.items() if n not in in_history})
    doubtful = _resolve_mismatches(conn, sql, older)
    _append_corrections(conn, sql)
    removed = {name for name, image in in_history.items() if image is None}
    expected = {*existing, *found.names(table)} - removed
    lost = len(expected - present_rows(conn, sql).keys())
    kept = "WHERE deleted_at IS NULL" if "deleted_at" in _columns(conn, table) else ""
    (saved,) = conn.execute(f"SELECT count(*) FROM {table} {kept}").fetchone()
    return Count(table, saved, from_history, from_copy, lost, doubtful)


def _put_missing(conn: sqlite3.Connection, sql: ImageSql, source: Older) -> int:
    present = present_rows(conn, sql)
    missing = (image for name, image in source.items() if name not in present)
    return sum(_put(conn, sql.table, json.loads(image)) for image in missing)


def _resolve_mismatches(conn: sqlite3.Connection, sql: ImageSql, older: Older) -> int:
    """Where a row and its history differ, keep the one that an intact copy agrees with."""
    doubtful = 0
    in_history = last_images(conn, sql.table)
    for name, row in present_rows(conn, sql).items():
        image, before = in_history.get(name), older.get(name)
        if image is None or same_image(row, image):
            continue
        if before and same_image(image, before):
            _put(conn, sql.table, json.loads(image))
        elif not (before and same_image(row, before)):
            doubtful += 1
    return doubtful


def _append_corrections(conn: sqlite3.Connection, sql: ImageSql) -> None:
    """Append history rows, without a change and so not undoable, until history matches the rows."""
    now, in_history = present_rows(conn, sql), last_images(conn, sql.table)
    for name in now | in_history:
        row, image = now.get(name), in_history.get(name)
        if row == image or (row and image and same_image(row, image)):
            continue
        operation = "I" if image is None else "D" if row is None else "U"
        conn.execute(_ADD_HISTORY, (sql.table, name, operation, image, row))


def _put(conn: sqlite3.Connection, table: str, row: Row) -> bool:
    """Write a row, replacing one of its name; False if it is no record or the table refuses it."""
    if not _is_record(table, row):
        return False
    existing = _columns(conn, table)
    columns = [column for column in row if column in existing]
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})"
    try:
        conn.execute(statement, [row[column] for column in columns])
    except REFUSED:
        return False
    return True


def _is_record(table: str, row: Row) -> bool:
    """Whether the diary can read the row: an id may be broken in ways that no CHECK sees."""
    try:
        if table == "measure":
            from_row(Measure, row)
        elif table == "check_in":
            from_row(CheckIn, row, () if row["mood"] is not None else (Rating("any", 0),))
        elif table in RECORD_TABLES:
            from_row(class_of(table), row)
    except INVALID:
        return False
    return True


def _columns(conn: sqlite3.Connection, table: str) -> set[str]:
    return {row["name"] for row in conn.execute(f"PRAGMA table_info({table})")}


_ADD_HISTORY = "INSERT INTO history (tbl, row_id, op, before, after) VALUES (?, ?, ?, ?, ?)"
