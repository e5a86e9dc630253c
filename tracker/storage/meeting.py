"""Records of two diaries that meet by id: which of two states stays, and what would be lost."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from tracker.storage.rows import TABLES, Row, utc_millis
from tracker.storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Said:
    """All that a diary says of one record, its stamp and its removal included."""

    row: Row
    ratings: tuple[tuple[str, float], ...] = ()
    """Those beside mood, in the order of their keys."""

    @property
    def there(self) -> bool:
        """Whether it was not removed."""
        return self.row["deleted_at"] is None

    @property
    def day(self) -> date:
        """The day it is about; the first one of an event."""
        return date.fromisoformat(self.row["day" if "day" in self.row else "start"])

    @property
    def order(self) -> tuple[str, bool, str]:
        """What decides between two states, the greater staying: the same on every machine.

        Where the stamps are equal an entry stays rather than goes: undoing a merge leaves it so.
        """
        content = json.dumps([self.row, self.ratings], sort_keys=True)
        return self.row["updated_at"], self.there, content

    def same_to_a_reader(self, other: Said) -> bool:
        """Whether a person would see no difference."""
        ours, theirs = ({**said.row, "updated_at": None} for said in (self, other))
        return ours == theirs and self.ratings == other.ratings


@dataclass(frozen=True, slots=True)
class Met:
    """A record about which the other diary says something that this one does not know."""

    table: str
    ours: Said | None
    theirs: Said
    theirs_stays: bool
    apart: bool
    """Both were changed since the two diaries last met."""

    @property
    def does(self) -> Literal["add", "change", "remove"] | None:
        """What a person would see happen here; None is nothing."""
        here = self.ours is not None and self.ours.there
        if not self.theirs_stays or not (here or self.theirs.there):
            return None
        if not here:
            return "add"
        if not self.theirs.there:
            return "remove"
        return None if self.ours and self.ours.same_to_a_reader(self.theirs) else "change"


def met(ours: sqlite3.Connection, theirs: sqlite3.Connection, table: str) -> Iterator[Met]:
    """Yield what the other diary says of one kind of records and this one does not know."""
    here = _kept(ours, table)
    for record_id, there in _kept(theirs, table).items():
        known = here.get(record_id)
        if known is None:
            yield Met(table, None, there, theirs_stays=True, apart=False)
        elif known != there:
            stays, lost = (there, known) if there.order > known.order else (known, there)
            memory = theirs if stays is there else ours
            apart = not (_unsaid(lost, stays) or _remembers(memory, table, lost))
            if stays is there or apart:
                yield Met(table, known, there, stays is there, apart)


def check_stamps(conn: sqlite3.Connection) -> None:
    """Keep out a stamp that no clock shows; it could be later than all others for ever.

    Raises:
        ValueError: there is one.
    """
    for (stamp,) in conn.execute(_STAMPS):
        if utc_millis(datetime.fromisoformat(stamp)) != stamp:
            raise ValueError("updated_at")


def write(unit: Unit, found: Iterable[Met]) -> None:
    """Let the later state of each record stay, and history know the other one."""
    new: defaultdict[str, list[Said]] = defaultdict(list)
    for record in found:
        if record.ours is None:
            new[record.table].append(record.theirs)
            continue
        _put(unit, record.table, record.theirs)
        if not record.theirs_stays:
            _put(unit, record.table, record.ours)
    for table, records in new.items():
        _put_new(unit, table, records)


def _kept(conn: sqlite3.Connection, table: str) -> dict[str, Said]:
    ratings: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    if table == "check_in":
        for check_in, measure, value in conn.execute(_RATINGS):
            ratings[check_in].append((measure, value))
    found = conn.execute(f"SELECT * FROM {table}")
    return {row["id"]: Said(dict(row), tuple(ratings.get(row["id"], ()))) for row in found}


def _unsaid(lost: Said, stays: Said) -> bool:
    """Whether one diary only took back the merge that had brought it the other's state."""
    return not lost.there and lost.row["updated_at"] == stays.row["updated_at"]


def _remembers(conn: sqlite3.Connection, table: str, said: Said) -> bool:
    """Whether a diary once said the same, so that nothing is lost when it says otherwise."""
    record_id = said.row["id"]
    return said.row in _images(conn, table, record_id) and all(
        {"check_in": record_id, "measure": measure, "value": value}
        in _images(conn, "rating", f"{record_id} {measure}")
        for measure, value in said.ratings
    )


def _images(conn: sqlite3.Connection, table: str, row_id: str) -> list[Any]:
    return [json.loads(after) for (after,) in conn.execute(_IMAGES, (table, row_id))]


def _put(unit: Unit, table: str, said: Said) -> None:
    unit.put_as_is(table, "id", said.row)
    if table == "check_in":
        unit.conn.execute("DELETE FROM rating WHERE check_in = ?", (said.row["id"],))
        _rate(unit, [said])


def _put_new(unit: Unit, table: str, records: list[Said]) -> None:
    """Insert many at once: a first merge brings a whole diary."""
    columns = list(records[0].row)
    names, places = ", ".join(f'"{c}"' for c in columns), ", ".join(f":{c}" for c in columns)
    found = (said.row for said in records)
    unit.conn.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", found)
    _rate(unit, records)


def _rate(unit: Unit, records: list[Said]) -> None:
    ratings = ((said.row["id"], *rating) for said in records for rating in said.ratings)
    unit.conn.executemany(_RATE, ratings)


_RATINGS = "SELECT check_in, measure, value FROM rating ORDER BY check_in, measure"
_RATE = "INSERT INTO rating (check_in, measure, value) VALUES (?, ?, ?)"
_STAMPS = " UNION ".join(
    f"SELECT updated_at FROM {table}"
    for table in (*(table.name for table in TABLES.values()), "stamp")
)
_IMAGES = "SELECT after FROM history WHERE tbl = ? AND row_id = ? AND after IS NOT NULL"
