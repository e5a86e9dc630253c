"""One unit of work: everything done in it is one change, kept whole and undone whole."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tracker.records import CheckIn, Diary, Measure, Settings
from tracker.storage import rows
from tracker.storage.queries import read_diary
from tracker.storage.rows import TABLES, Record, Row


@dataclass(frozen=True, slots=True)
class Unit:
    """What may be done to a diary inside one transaction."""

    conn: sqlite3.Connection
    now: datetime

    def read(self) -> Diary:
        """Return the diary as this unit of work sees it."""
        return read_diary(self.conn, None, None)

    def add(self, record: Record) -> None:
        """Write a new record. One that was removed before, under this id, comes back changed."""
        table = TABLES[type(record)]
        if self._exists(table.name, record.id):
            self.change(record)
            return
        row = {**table.to_row(record), "updated_at": rows.utc_millis(self.now), "deleted_at": None}
        self._insert(table.name, row)
        self._rate(record)

    def add_many(self, records: Sequence[Record]) -> None:
        """Write many new records with sqlite-utils, as an import brings them."""
        from tracker.storage.sqlite_utils_apart import database

        db = database(self.conn)
        stamp = {"updated_at": rows.utc_millis(self.now), "deleted_at": None}
        for kind, table in TABLES.items():
            known = {row[0] for row in self.conn.execute(f"SELECT id FROM {table.name}")}
            ours = [record for record in records if isinstance(record, kind)]
            new = [record for record in ours if record.id not in known]
            db.table(table.name).insert_all({**table.to_row(record), **stamp} for record in new)
            if kind is CheckIn:
                db.table("rating").insert_all(_ratings_of(new))
            for removed_before in (record for record in ours if record.id in known):
                self.change(removed_before)

    def change(self, record: Record) -> None:
        """Write another state of a record, if it is one; the former one stays in history."""
        table = TABLES[type(record)]
        if self._is_there(record):
            return
        self._update(table.name, {**table.to_row(record), "deleted_at": None})
        if isinstance(record, CheckIn):
            self.conn.execute("DELETE FROM rating WHERE check_in = ?", (record.id,))
        self._rate(record)

    def remove(self, record: Record) -> None:
        """Take a record out of the diary; it stays in history and can be brought back."""
        deleted = {"id": record.id, "deleted_at": rows.utc_millis(self.now)}
        self._update(TABLES[type(record)].name, deleted)

    def put_measures(self, measures: Sequence[Measure], *, instead: bool = False) -> None:
        """Write measures: those there are in their place, others at the end.

        With `instead` these are all there are, in this order; one that has ratings stays.
        """
        if instead:
            self._drop_measures_but(measures)
        known = {row["key"]: row["position"] for row in self.conn.execute(_POSITIONS)}
        last = max(known.values(), default=-1)
        for place, measure in enumerate(measures):
            last += measure.key not in known
            position = place if instead else known.get(measure.key, last)
            self._put("measure", rows.measure_row(measure, position), "key")

    def _drop_measures_but(self, measures: Sequence[Measure]) -> None:
        keys = tuple(measure.key for measure in measures)
        marks = ", ".join("?" * len(keys))
        self.conn.execute(
            f"DELETE FROM measure WHERE key NOT IN ({marks}) "
            "AND key NOT IN (SELECT measure FROM rating)",
            keys,
        )
        self.conn.execute("UPDATE measure SET position = position + ?", (len(keys),))

    def put_settings(self, settings: Settings, *, invented: bool | None = None) -> None:
        """Write the settings that differ from what is kept."""
        values = rows.settings_values(settings)
        if invented is not None:
            values["invented"] = invented
        kept = rows.settings_values(Settings()) | {"invented": False}
        kept |= {key: json.loads(value) for key, value in self.conn.execute(_SETTINGS)}
        for key, value in values.items():
            if value != kept[key]:
                self.put_setting(key, value)

    def put_setting(self, key: str, value: Any) -> None:
        """Write one thing the person chose, as JSON; nothing chosen, None, takes it out."""
        if value is None:
            self.conn.execute("DELETE FROM setting WHERE key = ?", (key,))
            return
        row = {"key": key, "value": json.dumps(value, ensure_ascii=False)}
        self._put("setting", row, "key")

    def restore_row(self, table: str, key: str, row: Row) -> None:
        """Write back an earlier state of a row, as a new change of its own."""
        if "updated_at" in row:
            self._update(table, row)
        else:
            self._put(table, row, key)

    def put_as_is(self, table: str, key: str, row: Row) -> None:
        """Write a row with the stamp it brings: a state that was made elsewhere, or before."""
        self._put(table, row, key)

    def _put(self, table: str, row: Row, key: str) -> None:
        if self._exists(table, row[key], key):
            self._set(table, row, key)
        else:
            self._insert(table, row)

    def _is_there(self, record: Record) -> bool:
        """Whether the diary says this already, so that writing it would be no change."""
        table = TABLES[type(record)]
        (kept,) = self.conn.execute(f"SELECT * FROM {table.name} WHERE id = ?", (record.id,))
        rated = self.conn.execute("SELECT * FROM rating WHERE check_in = ?", (record.id,))
        row = {**table.to_row(record), "deleted_at": None}
        ratings = {tuple(rating.values()) for rating in _ratings_of([record])}
        return row.items() <= dict(kept).items() and ratings == set(map(tuple, rated))

    def _rate(self, record: Record) -> None:
        if isinstance(record, CheckIn):
            for row in rows.rating_rows(record):
                self._insert("rating", row)

    def _exists(self, table: str, value: str, key: str = "id") -> bool:
        found = self.conn.execute(f"SELECT 1 FROM {table} WHERE {key} = ?", (value,))
        return found.fetchone() is not None

    def _insert(self, table: str, row: Row) -> None:
        columns = ", ".join(f'"{column}"' for column in row)
        places = ", ".join("?" * len(row))
        self.conn.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", tuple(row.values()))

    def _update(self, table: str, row: Row) -> None:
        """Set a row with a stamp later than its last one, so that merging has one winner."""
        (before,) = self.conn.execute(
            f"SELECT updated_at FROM {table} WHERE id = ?", (row["id"],)
        ).fetchone()
        least = datetime.fromisoformat(before) + timedelta(milliseconds=1)
        self._set(table, {**row, "updated_at": rows.utc_millis(max(self.now, least))}, "id")

    def _set(self, table: str, row: Row, key: str) -> None:
        """Set a row unless it is so already; history holds what changed and nothing else."""
        columns = [column for column in row if column != key]
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        values: list[Any] = [row[column] for column in columns]
        self.conn.execute(
            f"UPDATE {table} SET ({names}) = ({marks}) "
            f"WHERE {key} = ? AND ({names}) IS NOT ({marks})",
            (*values, row[key], *values),
        )


_POSITIONS = "SELECT key, position FROM measure ORDER BY position"
_SETTINGS = "SELECT key, value FROM setting"


def _ratings_of(records: Iterable[Record]) -> Iterator[Row]:
    return (row for r in records if isinstance(r, CheckIn) for row in rows.rating_rows(r))
