"""One transaction: everything done in it is one change, stored whole and undone whole.

An edit reads the record inside the transaction and writes only the fields it was given, so
concurrent edits of different fields are both kept. A missing or removed record or measure raises
a NotFoundError, an invalid value a ValidationError.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from tracker.records import MOOD, CheckIn, Measure, Rating, Settings, ValidationError
from tracker.records.codec import (
    RECORD_TABLES,
    Record,
    RecordT,
    class_of,
    from_row,
    table_of,
    to_plain,
    to_row,
)
from tracker.storage.connection import Row, utc_millis
from tracker.storage.errors import INVALID, NotFoundError, UnreadableRowError
from tracker.storage.queries import read_diary, read_record, read_setup

if TYPE_CHECKING:
    from tracker.records import Diary

MOST_MEASURES = 200
"""Most measures in one diary: far above what anyone rates."""

Stored = TypeVar("Stored", bound="Record | Measure")


class Change(NamedTuple):
    """Describes a change for the undo message; no text of the person's. Columns in this order."""

    action: str
    """add, edit, remove, restore, import, merge, plan, …"""
    kind: str | None = None
    """check_in, infusion, assessment, event, measure, setting, contacts, questionnaire, …"""
    key: str | None = None
    """The id of the record, the key of the measure or the setting."""
    count: int = 1  # type: ignore[assignment]  # hides the method of tuple
    """How many records it is about."""


class Edited(NamedTuple, Generic[Stored]):
    """What an edit did."""

    before: Stored
    """The record as the edit found it on disk."""
    record: Stored
    """The record as it is now."""
    fields: tuple[str, ...]
    """Names of the fields that are different now."""
    change: int
    """The number of the change, for undo."""


@contextlib.contextmanager
def raising_unreadable_row() -> Iterator[None]:
    """Raise an UnreadableRowError for what a row of the file raises: nobody typed its values."""
    try:
        yield
    except INVALID as error:
        raise UnreadableRowError(error) from error


class Transaction:
    """All write operations on a diary, inside one SQLite transaction."""

    def __init__(self, conn: sqlite3.Connection, now: datetime, change: int = 0) -> None:
        self.conn = conn
        self.now = now
        self.change = change
        """Number of the change that this transaction becomes."""
        self.is_empty = False
        """Whether it ended without changing anything; nothing is then logged for undo."""

    @property
    def number(self) -> int | None:
        """Return the number by which undo finds the change; None if nothing was changed."""
        return None if self.is_empty else self.change

    @raising_unreadable_row()
    def read(self) -> Diary:
        """Return the diary as this transaction sees it."""
        return read_diary(self.conn)

    @raising_unreadable_row()
    def read_setup(self) -> Diary:
        """Return the diary's settings and measures as this transaction sees them."""
        return read_setup(self.conn)

    @raising_unreadable_row()
    def get(self, kind: type[RecordT], record_id: str, *, removed_too: bool = False) -> RecordT:
        """Return a record, with `removed_too` also one that was removed, as it was last."""
        return read_record(self.conn, kind, record_id, removed_too=removed_too)

    def add(self, record: Record) -> None:
        """Write a record; one with this id, removed or not, is overwritten (history keeps it)."""
        table = table_of(record)
        if self._exists(table, record.id):
            self._write(record)
            return
        self.insert_all(table, [self._new_row(record)])
        self._insert_ratings_of([record])

    def add_many(self, records: Sequence[Record]) -> None:
        """Write many records as `add` does, new ones in bulk."""
        from tracker.storage.images import history_written_as_a_set  # one entry does not need it

        for table in RECORD_TABLES:
            kind = class_of(table)
            existing_ids = {row[0] for row in self.conn.execute(f"SELECT id FROM {table}")}
            of_this_kind = [record for record in records if isinstance(record, kind)]
            new = [record for record in of_this_kind if record.id not in existing_ids]
            if new:
                with history_written_as_a_set(self.conn, table):
                    self.insert_all(table, map(self._new_row, new))
            if kind is CheckIn:
                with history_written_as_a_set(self.conn, "rating"):
                    self._insert_ratings_of(new)
            for record in of_this_kind:
                if record.id in existing_ids:
                    self._write(record)

    def edit(self, kind: type[RecordT], record_id: str, /, **changes: Any) -> Edited[RecordT]:
        """Replace the fields given and no others; a removed record raises a NotFoundError.

        Args:
            kind: the class of the record.
            record_id: its id.
            changes: new values by field. A mapping for a check-in's ratings, measure to value, or
                for an infusion's side effects, (name, when) to severity, changes those alone; None
                removes one.
        """
        before = self.get(kind, record_id)
        after = replace(
            before, **{name: _with_changes(before, name, v) for name, v in changes.items()}
        )
        self._write(after)
        return self._edited(before, after)

    def overwrite(self, record: Record) -> None:
        """Write all fields of an existing record, from an import or an earlier version."""
        self.get(type(record), record.id)
        self._write(record)

    def remove(self, kind: type[RecordT], record_id: str) -> RecordT:
        """Remove a record and return it; it stays in history and can be restored."""
        record = self.get(kind, record_id)
        self._update_record(table_of(kind), {"id": record_id, "deleted_at": utc_millis(self.now)})
        return record

    def restore(self, kind: type[RecordT], record_id: str) -> RecordT:
        """Bring a removed record back as it was, and return it."""
        record = self.get(kind, record_id, removed_too=True)
        self._update_record(table_of(kind), {"id": record_id, "deleted_at": None})
        return record

    def put_measures(self, measures: Sequence[Measure], *, replace_all: bool = False) -> None:
        """Write measures, at most 200: existing ones keep their position, new ones are appended.

        With `replace_all` they get this order, and others without ratings are deleted.
        """
        if replace_all:
            keys = tuple(measure.key for measure in measures)
            marks = ", ".join("?" * len(keys))
            self.conn.execute(
                f"DELETE FROM measure WHERE key NOT IN ({marks}) "
                "AND key NOT IN (SELECT measure FROM rating)",
                keys,
            )
            self.conn.execute("UPDATE measure SET position = position + ?", (len(keys),))
        positions = self._positions()
        if len(positions.keys() | {measure.key for measure in measures}) > MOST_MEASURES:
            raise ValidationError("measures", f"A diary can rate {MOST_MEASURES} measures at most.")
        last = max(positions.values(), default=-1)
        for place, measure in enumerate(measures):
            last += measure.key not in positions
            position = place if replace_all else positions.get(measure.key, last)
            self.put_row("measure", {**to_row(measure), "position": position}, "key")

    def edit_measure(self, key: str, **changes: Any) -> Edited[Measure]:
        """Replace the given fields of a measure and no others."""
        found = self.conn.execute("SELECT * FROM measure WHERE key = ?", (key,)).fetchone()
        if found is None:
            raise NotFoundError("measure", key, removed=False)
        with raising_unreadable_row():
            before = from_row(Measure, found)
        after = replace(before, **changes)
        self._set_row("measure", to_row(after), "key")
        return self._edited(before, after)

    def arrange_measures(self, keys: Sequence[str]) -> None:
        """Put measures in this order; those not named follow in their present order."""
        existing = list(self._positions())
        named = [key for key in keys if key in existing]
        for position, key in enumerate(dict.fromkeys([*named, *existing])):
            self._set_row("measure", {"key": key, "position": position}, "key")

    def edit_settings(self, **changes: Any) -> None:
        """Write the settings given and no others."""
        settings = self.read_setup().settings
        before, after = to_plain(settings), to_plain(replace(settings, **changes))
        for key in changes:
            if after[key] != before[key]:
                self.put_setting(key, after[key])

    def put_settings(self, settings: Settings, *, invented: bool | None = None) -> None:
        """Write all settings of another diary that differ from ours."""
        self.edit_settings(**{f.name: getattr(settings, f.name) for f in fields(settings)})
        if invented is not None:
            self.set_invented(invented)

    def set_invented(self, invented: bool) -> None:
        """Mark the diary as invented, like the demo's, or remove the mark."""
        self.put_setting("invented", invented or None)

    def set_diary_id(self, diary_id: str) -> None:
        """Give this diary the id of the file it was filled from: it is the same diary."""
        self.put_setting("diary", diary_id)

    def put_setting(self, key: str, value: Any) -> None:
        """Write one setting as JSON; None removes it."""
        if value is None:
            self.conn.execute("DELETE FROM setting WHERE key = ?", (key,))
            return
        self.put_row("setting", {"key": key, "value": json.dumps(value, ensure_ascii=False)}, "key")

    def put_row(self, table: str, row: Row, key: str = "id") -> None:
        """Insert or update a row by its key, using its own timestamp."""
        if self._exists(table, row[key], key):
            self._set_row(table, row, key)
        else:
            self.insert_all(table, [row])

    def insert_all(self, table: str, rows: Iterable[Row]) -> None:
        """Insert rows that all have the same columns."""
        rows = iter(rows)
        if (first := next(rows, None)) is None:
            return
        columns = ", ".join(f'"{column}"' for column in first)
        places = ", ".join("?" * len(first))
        insert = f"INSERT INTO {table} ({columns}) VALUES ({places})"
        self.conn.executemany(insert, (tuple(row.values()) for row in chain([first], rows)))

    def insert_ratings(self, ratings: Iterable[tuple[str, str, float]]) -> None:
        """Insert ratings other than mood: check-in, measure, value."""
        self.conn.executemany(_RATE_FIRST, ratings)

    def put_rating(self, check_in: str, measure: str, value: float | None) -> None:
        """Write one rating of a check-in other than mood; None removes it."""
        if value is None:
            self.conn.execute(_UNRATE, (check_in, measure))
        else:
            self.conn.execute(_RATE, (check_in, measure, value))

    def restore_row(self, table: str, row: Row, key: str = "id") -> None:
        """Restore an earlier version of a row; a record gets a new `updated_at`."""
        if key == "id":
            self._update_record(table, row)
        else:
            self.put_row(table, row, key)

    def _edited(self, before: Stored, after: Stored) -> Edited[Stored]:
        names = (field.name for field in fields(after))
        differing = (name for name in names if getattr(before, name) != getattr(after, name))
        return Edited(before, after, tuple(differing), self.change)

    def _write(self, record: Record) -> None:
        """Write all fields of a record that exists, and mark it as not removed."""
        row = {**to_row(record), "deleted_at": None}
        if not isinstance(record, CheckIn):
            self._update_record(table_of(record), row)
            return
        after = _ratings_except_mood(record)
        before = dict(self.conn.execute(_RATINGS, (record.id,)).fetchall())
        self._update_record("check_in", row, rated_anew=before != after)
        for measure in before | after:
            if before.get(measure) != after.get(measure):
                self.put_rating(record.id, measure, after.get(measure))

    def _positions(self) -> dict[str, int]:
        found = self.conn.execute("SELECT key, position FROM measure ORDER BY position, key")
        return {row["key"]: row["position"] for row in found}

    def _new_row(self, record: Record) -> Row:
        return {**to_row(record), "updated_at": utc_millis(self.now), "deleted_at": None}

    def _insert_ratings_of(self, records: Iterable[Record]) -> None:
        self.insert_ratings(
            (record.id, measure, value)
            for record in records
            if isinstance(record, CheckIn)
            for measure, value in _ratings_except_mood(record).items()
        )

    def _exists(self, table: str, value: str, key: str = "id") -> bool:
        found = self.conn.execute(f"SELECT 1 FROM {table} WHERE {key} = ?", (value,))
        return found.fetchone() is not None

    def _update_record(self, table: str, row: Row, *, rated_anew: bool = False) -> None:
        """Set a record's row, if it differs, with a timestamp after its last one, for merges.

        `rated_anew` forces a new timestamp: ratings are separate rows.
        """
        found = self.conn.execute(f"SELECT * FROM {table} WHERE id = ?", (row["id"],)).fetchone()
        if not rated_anew and row.items() <= dict(found).items():
            return
        least = datetime.fromisoformat(found["updated_at"]) + timedelta(milliseconds=1)
        self._set_row(table, {**row, "updated_at": utc_millis(max(self.now, least))}, "id")

    def _set_row(self, table: str, row: Row, key: str) -> None:
        """Set a row unless it is equal already, so that history holds only real changes."""
        columns = [column for column in row if column != key]
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        values: list[Any] = [row[column] for column in columns]
        self.conn.execute(
            f"UPDATE {table} SET ({names}) = ({marks}) "
            f"WHERE {key} = ? AND ({names}) IS NOT ({marks})",
            (*values, row[key], *values),
        )


_RATINGS = "SELECT measure, value FROM rating WHERE check_in = ?"
_UNRATE = "DELETE FROM rating WHERE check_in = ? AND measure = ?"
_RATE_FIRST = "INSERT INTO rating (check_in, measure, value) VALUES (?, ?, ?)"
_RATE = f"{_RATE_FIRST} ON CONFLICT DO UPDATE SET value = excluded.value"


def _ratings_except_mood(check_in: CheckIn) -> dict[str, float]:
    """Return the ratings except mood, which is a column of the row."""
    return {r.measure: float(r.value) for r in check_in.ratings if r.measure != MOOD.key}


def _with_changes(record: Record, field: str, value: Any) -> Any:
    """Return the new value of a field; a mapping changes only the items it names."""
    if not isinstance(value, Mapping):
        return value
    if field == "ratings" and isinstance(record, CheckIn):
        ratings = {rating.measure: rating.value for rating in record.ratings} | dict(value)
        return tuple(Rating(key, rated) for key, rated in ratings.items() if rated is not None)
    from tracker.records import Infusion, SideEffect  # only where one is edited

    if field == "side_effects" and isinstance(record, Infusion):
        effects = {(e.name, e.when): e.severity for e in record.side_effects} | dict(value)
        return tuple(
            SideEffect(name=name, severity=severity, when=when)
            for (name, when), severity in effects.items()
            if severity is not None
        )
    raise TypeError(f"{field} takes no mapping")
