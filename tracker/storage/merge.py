"""Joining the diary of another machine into this one.

Records meet by id; of two states of one the later made stays, a removal among them, and history
keeps the other. Measures and settings meet by key. Every rule is the same seen from either side,
so diaries that were merged in any order, any number of times, end as the same diary.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, Literal

from tracker.records import ValidationError
from tracker.storage.connection import reading
from tracker.storage.definitions import Defined, joined
from tracker.storage.errors import DamagedError, TooNewError
from tracker.storage.meeting import Met, check_stamps, met, write
from tracker.storage.queries import read_diary
from tracker.storage.restoring import candidate
from tracker.storage.rows import TABLES
from tracker.storage.store import Store
from tracker.storage.undo import MERGED
from tracker.storage.unit import Unit

Does = Literal["add", "change", "remove"]
DOES: Final[tuple[Does, ...]] = ("add", "change", "remove")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many records of one kind are added, changed or removed, and the days they span."""

    does: Does
    table: str
    count: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Merging:
    """What another diary says that this one does not, and what becomes of it."""

    records: tuple[Met, ...]
    measures: tuple[Defined, ...]
    settings: tuple[Defined, ...]
    twice: tuple[date, ...]
    """Days on which either diary has an infusion given under an id of its own: perhaps the same
    one written down twice. Both are kept."""

    @property
    def nothing(self) -> bool:
        """Whether there is nothing at all to write."""
        return not self.records and not any(d.new for d in (*self.measures, *self.settings))

    @property
    def apart(self) -> int:
        """Records that were changed in both diaries since the two last met."""
        return sum(record.apart for record in self.records)

    def tallies(self) -> list[Tally]:
        """Count what a person would see happen to records."""
        days = {
            (does, table): [_day(m) for m in self.records if (m.does, m.table) == (does, table)]
            for does in DOES
            for table in _TABLES
        }
        return [
            Tally(does, table, len(found), min(found), max(found))
            for (does, table), found in days.items()
            if found
        ]

    def write(self, unit: Unit) -> None:
        """Write it all: measures first, because ratings need their scale."""
        for definition in (*self.measures, *self.settings):
            if definition.new:
                definition.write(unit)
        write(unit, self.records)


@contextlib.contextmanager
def opened(store: Store, file: Path, now: datetime) -> Iterator[Path]:
    """Give a checked copy of another diary at this version; the file itself is only read.

    Raises:
        StorageError: the file is no sound diary or a newer tracker's, or ours is only to be read.
    """
    if store.read_only:
        raise TooNewError(
            f"The diary at {store.home.diary} was made by a newer tracker; update tracker to "
            "merge into it."
        )
    with candidate(store.home, file, now) as theirs:
        with _blaming(file), reading(theirs) as conn:
            read_diary(conn, None, None)
            check_stamps(conn)
        yield theirs


def preview(store: Store, theirs: Path) -> Merging:
    """Say what merging would do. `theirs` comes from `opened`.

    Raises:
        StorageError: one of the two cannot be read.
        ValidationError: one of the two is invented and the other is not.
    """
    with reading(store.home.diary) as ours, reading(theirs) as other:
        return between(ours, other)


def merge(store: Store, theirs: Path, now: datetime) -> Merging:
    """Join another diary into ours: a snapshot first, then all of it as one change.

    Raises:
        StorageError: it could not be written; nothing was changed.
        ValidationError: one of the two is invented and the other is not.
    """
    store.snapshot(now, "merge")
    with store.writing(now, MERGED) as unit, reading(theirs) as other:
        # Anew, so that what another program wrote meanwhile counts.
        merging = between(unit.conn, other)
        merging.write(unit)
    return merging


def between(ours: sqlite3.Connection, theirs: sqlite3.Connection) -> Merging:
    """Say what the other of two diaries has that ours has not.

    Raises:
        ValidationError: one of the two is invented and the other is not.
    """
    if _invented(ours) != _invented(theirs):
        raise ValidationError("invented", "An invented diary and a real one are not to be mixed.")
    records = [record for table in _TABLES for record in met(ours, theirs, table)]
    return Merging(
        records=tuple(records),
        measures=tuple(joined(ours, theirs, "measure")),
        settings=tuple(joined(ours, theirs, "setting")),
        twice=_given_twice(ours, records),
    )


_TABLES: Final = tuple(table.name for table in TABLES.values())


def _invented(conn: sqlite3.Connection) -> bool:
    found = conn.execute("SELECT value FROM setting WHERE key = 'invented'").fetchone()
    return bool(found and found["value"] == "true")


def _given_twice(ours: sqlite3.Connection, records: list[Met]) -> tuple[date, ...]:
    new = {record.theirs.day for record in records if _new_infusion(record)}
    here = {date.fromisoformat(day) for (day,) in ours.execute(_GIVEN)}
    return tuple(sorted(new & here))


def _new_infusion(record: Met) -> bool:
    row = record.theirs.row
    return (record.table, record.does, row.get("status")) == ("infusion", "add", "given")


def _day(record: Met) -> date:
    return record.ours.day if record.ours and record.does == "remove" else record.theirs.day


@contextlib.contextmanager
def _blaming(file: Path) -> Iterator[None]:
    """Name the file, of which only a copy with a name of no use is ever read."""
    try:
        yield
    except (ValueError, TypeError, LookupError) as error:
        raise DamagedError(
            f"The diary at {file} holds something that tracker never writes; it may be damaged. "
            "Nothing was changed."
        ) from error


_GIVEN = "SELECT day FROM infusion WHERE deleted_at IS NULL AND status = 'given'"
