"""How two diaries differ, and which version of each record, measure and setting stays.

Records are compared by id; the later version wins, including removals, and history keeps the
loser. Measures and settings are compared by key. Every rule is symmetric, so diaries merged in any
order, any number of times, end as the same diary.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product
from math import gcd
from typing import Any, Final, Literal

from tracker.records import ValidationError
from tracker.records.codec import RECORD_TABLES
from tracker.storage.connection import Row
from tracker.storage.images import holds_image

Action = Literal["add", "change", "remove"]
_ACTIONS: Final[tuple[Action, ...]] = ("add", "change", "remove")
DefinitionTable = Literal["measure", "setting"]
DIARY_ID: Final = "diary"
"""Key of the setting with the diary's id: the smaller, older id wins, whatever its timestamp."""
_SCALE: Final = ("low", "high", "step")


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """One version of a record: row, ratings, timestamp, deletion mark."""

    row: Row
    ratings: tuple[tuple[str, float], ...] = ()
    """Except mood, which is a column of the row; in the order of their keys."""

    @property
    def exists(self) -> bool:
        """Whether it is not removed."""
        return self.row["deleted_at"] is None

    @property
    def day(self) -> date:
        """The day of the record, or the first day of an event."""
        return date.fromisoformat(self.row["day" if "day" in self.row else "start"])

    @property
    def order(self) -> tuple[str, bool, str]:
        """The sort key of a version; the greater version wins on every machine.

        At equal timestamps the existing record beats the removed one, as after undoing a merge.
        """
        content = json.dumps([self.row, self.ratings], sort_keys=True)
        return self.row["updated_at"], self.exists, content

    def looks_equal(self, other: RecordVersion) -> bool:
        """Whether both look the same on the screen: all but the timestamp is equal."""
        ours, theirs = ({**version.row, "updated_at": None} for version in (self, other))
        return ours == theirs and self.ratings == other.ratings


@dataclass(frozen=True, slots=True)
class RecordDiff:
    """One record that differs between the diaries, and which version wins."""

    table: str
    ours: RecordVersion | None
    theirs: RecordVersion
    theirs_wins: bool
    changed_in_both: bool
    """Whether both were changed since the two diaries were last merged."""

    @property
    def action(self) -> Action | None:
        """What the merge visibly does to our record; None if nothing."""
        is_ours = self.ours is not None and self.ours.exists
        if not self.theirs_wins or not (is_ours or self.theirs.exists):
            return None
        if not is_ours:
            return "add"
        if not self.theirs.exists:
            return "remove"
        return None if self.ours and self.ours.looks_equal(self.theirs) else "change"

    @property
    def day(self) -> date:
        """The day on which the person sees the change."""
        return self.ours.day if self.ours and self.action == "remove" else self.theirs.day


@dataclass(frozen=True, slots=True)
class DefinitionDiff:
    """A measure or a setting that differs between the diaries, and what both will have.

    What only one diary has stays, so a removal is not carried over: measures and contacts must not
    vanish because of something done on another machine.
    """

    table: DefinitionTable
    ours: Row | None
    theirs: Row
    merged: Row

    @property
    def changes_ours(self) -> bool:
        """Whether there is anything to write."""
        return self.merged != self.ours

    @property
    def is_visible(self) -> bool:
        """Whether a person would see a difference, or ratings on another scale than they had."""
        if self.merged["key"] == DIARY_ID:
            return False
        ours = self.ours
        return ours is None or _content(self.merged) != _content(ours) or self.is_rescaled

    @property
    def is_rescaled(self) -> bool:
        """Whether it is a measure whose scale differs between the diaries."""
        ours, theirs = self.ours or self.theirs, self.theirs
        return any(ours.get(field) != theirs.get(field) for field in (*_SCALE, "better"))


@dataclass(frozen=True, slots=True)
class MergeTally:
    """How many records of one kind are added, changed or removed, and the days they span."""

    action: Action
    table: str
    count: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class MergePlan:
    """How another diary differs from this one, and what merging it does."""

    records: tuple[RecordDiff, ...]
    measures: tuple[DefinitionDiff, ...]
    settings: tuple[DefinitionDiff, ...]
    possible_duplicate_days: tuple[date, ...]
    """Days on which both diaries have a given infusion, under different ids: perhaps the same one
    recorded twice. Both stay."""
    change: int | None = None
    """Number of the change in history, None for a preview."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all to write."""
        definitions = (*self.measures, *self.settings)
        return not self.records and not any(d.changes_ours for d in definitions)

    @property
    def changed_in_both_count(self) -> int:
        """Records that were changed in both diaries since the two were last merged."""
        return sum(record.changed_in_both for record in self.records)

    @property
    def diary_id_changed(self) -> bool:
        """Whether this diary gets the older id of the other one."""
        return any(s.merged["key"] == DIARY_ID and s.changes_ours for s in self.settings)

    def tallies(self) -> list[MergeTally]:
        """Count the visible changes to records, by action and kind."""
        days: defaultdict[tuple[Action | None, str], list[date]] = defaultdict(list)
        for record in self.records:
            days[record.action, record.table].append(record.day)
        return [
            MergeTally(action, table, len(found), min(found), max(found))
            for action, table in product(_ACTIONS, RECORD_TABLES)
            if (found := days.get((action, table)))
        ]


def diff_diaries(ours: sqlite3.Connection, theirs: sqlite3.Connection) -> MergePlan:
    """Return how the other diary differs from ours."""
    if _invented(ours) != _invented(theirs):
        raise ValidationError("invented", "An invented diary and a real one cannot be mixed.")
    records = [record for table in RECORD_TABLES for record in _diff_records(ours, theirs, table)]
    given = {date.fromisoformat(day) for (day,) in ours.execute(_GIVEN)}
    brought = {
        record.theirs.day
        for record in records
        if record.table == "infusion"
        and record.action == "add"
        and record.theirs.row["status"] == "given"
    }
    return MergePlan(
        records=tuple(records),
        measures=tuple(_diff_definitions(ours, theirs, "measure")),
        settings=tuple(_diff_definitions(ours, theirs, "setting")),
        possible_duplicate_days=tuple(sorted(given & brought)),
    )


# Records


def _diff_records(
    ours: sqlite3.Connection, theirs: sqlite3.Connection, table: str
) -> Iterator[RecordDiff]:
    """Yield the records of one kind whose version in the other diary is not in ours."""
    our_versions = _versions(ours, table)
    for record_id, their in _versions(theirs, table).items():
        our = our_versions.get(record_id)
        if our is None:
            yield RecordDiff(table, None, their, theirs_wins=True, changed_in_both=False)
        elif our != their:
            theirs_wins = their.order > our.order
            winner, loser = (their, our) if theirs_wins else (our, their)
            winning_diary = theirs if theirs_wins else ours
            # The loser may be only the undo of an earlier merge that brought the winner.
            undone = not loser.exists and loser.row["updated_at"] == winner.row["updated_at"]
            in_both = not (undone or _has_in_history(winning_diary, table, loser))
            if theirs_wins or in_both:
                yield RecordDiff(table, our, their, theirs_wins, in_both)


def _versions(conn: sqlite3.Connection, table: str) -> dict[str, RecordVersion]:
    ratings: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    if table == "check_in":
        for check_in, measure, value in conn.execute(_ALL_RATINGS):
            ratings[check_in].append((measure, value))
    found = conn.execute(f"SELECT * FROM {table}")
    return {row["id"]: RecordVersion(dict(row), tuple(ratings.get(row["id"], ()))) for row in found}


def _has_in_history(conn: sqlite3.Connection, table: str, version: RecordVersion) -> bool:
    """Whether a diary once had this version, so that replacing it loses nothing."""
    record_id = version.row["id"]
    return _row_in_history(conn, table, record_id, version.row) and all(
        _row_in_history(
            conn,
            "rating",
            f"{record_id} {measure}",
            {"check_in": record_id, "measure": measure, "value": value},
        )
        for measure, value in version.ratings
    )


def _row_in_history(conn: sqlite3.Connection, table: str, row_id: str, row: Row) -> bool:
    """Whether history has a row; an image from before a migration lacks the newer columns."""
    images = conn.execute(_IMAGES, (table, row_id))
    return any(holds_image(row, json.loads(after)) for (after,) in images)


# Measures and settings


def _diff_definitions(
    ours: sqlite3.Connection, theirs: sqlite3.Connection, table: DefinitionTable
) -> Iterator[DefinitionDiff]:
    """Yield the measures or the settings that are not the same in both diaries."""
    our_rows = _definitions(ours, table)
    for key, their in _definitions(theirs, table).items():
        our = our_rows.get(key)
        both = (our or their, their)
        if key == DIARY_ID:
            merged = min(both, key=lambda row: str(row["value"]))
        else:
            merged = max(both, key=_order)
        if table == "measure":
            merged = {**merged, **_scale_of_both(*both)}
        if not (our == their == merged):
            yield DefinitionDiff(table, our, their, merged)


def _definitions(conn: sqlite3.Connection, table: DefinitionTable) -> dict[str, Row]:
    return {row["key"]: dict(row) for row in conn.execute(_DEFINITIONS.format(table))}


def _order(row: Row) -> tuple[str, str]:
    content = {key: value for key, value in row.items() if key not in _SCALE}
    return row["updated_at"], json.dumps(content, sort_keys=True)


def _content(row: Row) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in ("updated_at", "position")}


def _scale_of_both(one: Row, other: Row) -> Row:
    """Return the narrowest scale on which every rating of both is a valid step. Associative."""
    low, high = min(one["low"], other["low"]), max(one["high"], other["high"])
    # Exactly 0.1 as it is written, not its binary rounding.
    steps = Fraction(repr(one["step"])), Fraction(repr(other["step"]))
    apart = abs(Fraction(repr(one["low"])) - Fraction(repr(other["low"])))
    step = _common_step(_common_step(*steps), apart)
    return {"low": low, "high": high, "step": float(step)}


def _common_step(one: Fraction, other: Fraction) -> Fraction:
    """Return the largest step that both are multiples of; of a step and 0 it is the step."""
    return Fraction(
        gcd(one.numerator * other.denominator, other.numerator * one.denominator),
        one.denominator * other.denominator,
    )


def _invented(conn: sqlite3.Connection) -> bool:
    found = conn.execute("SELECT value FROM setting WHERE key = 'invented'").fetchone()
    return bool(found and found["value"] == "true")


_GIVEN = "SELECT day FROM infusion WHERE deleted_at IS NULL AND status = 'given'"
_ALL_RATINGS = "SELECT check_in, measure, value FROM rating ORDER BY check_in, measure"
_IMAGES = "SELECT after FROM history WHERE tbl = ? AND row_id = ? AND after IS NOT NULL"
_DEFINITIONS = """
SELECT t.*, coalesce(s.updated_at, '1970-01-01T00:00:00.000Z') AS updated_at
FROM {0} t LEFT JOIN stamp s ON s.tbl = '{0}' AND s.key = t.key ORDER BY t.key
"""
