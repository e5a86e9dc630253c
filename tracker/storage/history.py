"""What history says about records: how each was said before, and which say something else now."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from tracker.records import CheckIn, Rating
from tracker.records.validation import normalise
from tracker.storage.rows import TABLES, Record, check_in_from
from tracker.storage.undo import MERGED


@dataclass(frozen=True, slots=True)
class State:
    """A record as it was from one moment on."""

    since: datetime
    """The moment of the change, in UTC."""
    record: Record
    removed: bool = False
    """Out of the diary from then on; the record is as it was last."""


def edited_ids(conn: sqlite3.Connection) -> frozenset[str]:
    """Return the records that once said something they no longer say.

    Something added later, as a note or a further rating, takes nothing back: that is no edit.
    """
    replaced = (row[0] for row in conn.execute(_REPLACED))
    rated_anew = (row[0] for row in conn.execute(_RATED_ANEW))
    return frozenset((*replaced, *rated_anew))


def states(conn: sqlite3.Connection, record: Record) -> tuple[State, ...]:
    """Return every state of a record, the first one first and the present one last."""
    table = TABLES[type(record)].name
    found = conn.execute(_STEPS, {"table": table, "id": record.id, "merged": MERGED})
    steps = list(_steps(type(record), found))
    changed = [after for before, after in pairwise(steps) if _differ(before, after)]
    return (*steps[:1], *changed)


def _differ(one: State, other: State) -> bool:
    return (one.record, one.removed) != (other.record, other.removed)


def _steps(kind: type[Record], found: Iterator[sqlite3.Row]) -> Iterator[State]:
    """Walk through the history of one record, change by change."""
    row: dict[str, Any] = {}
    ratings: dict[str, Rating] = {}
    for (_, at, _), images in groupby(found, key=lambda i: (i["change"], i["at"], i["part"])):
        for image in images:
            if image["tbl"] == "rating":
                _rate(ratings, image)
            else:
                row = json.loads(image["after"])
        yield State(datetime.fromisoformat(at), _record(kind, row, ratings), _removed(row))


def _rate(ratings: dict[str, Rating], image: sqlite3.Row) -> None:
    said = json.loads(image["after"] or image["before"])
    ratings.pop(said["measure"], None)
    if image["after"]:
        ratings[said["measure"]] = Rating(said["measure"], normalise(said["value"]))


def _record(kind: type[Record], row: dict[str, Any], ratings: dict[str, Rating]) -> Record:
    if kind is CheckIn:
        return check_in_from(row, tuple(ratings.values()))
    record: Record = TABLES[kind].from_row(row)
    return record


def _removed(row: dict[str, Any]) -> bool:
    return row["deleted_at"] is not None


# A rating's row is named by its check-in, a space and its measure; "!" is next after the space.
# A merge may write a record twice: the other diary's state, which did not stay, and then ours.
_STEPS = """
SELECT h.change, c.at, h.tbl, h.before, h.after,
  CASE c.what WHEN :merged THEN sum(h.tbl != 'rating') OVER (ORDER BY h.seq) END AS part
FROM history h JOIN change c ON c.id = h.change
WHERE h.tbl = :table AND h.row_id = :id
   OR h.tbl = 'rating' AND h.row_id > :id || ' ' AND h.row_id < :id || '!'
ORDER BY h.seq
"""
# Marking a planned infusion as given fills it in, as adding its side effects does.
_REPLACED = """
SELECT DISTINCT h.row_id FROM history h, json_each(h.before) said
WHERE h.op = 'U' AND h.tbl IN ('check_in', 'infusion', 'assessment', 'event')
  AND json_remove(h.before, '$.updated_at', '$.deleted_at')
    IS NOT json_remove(h.after, '$.updated_at', '$.deleted_at')
  AND said.key NOT IN ('updated_at', 'deleted_at') AND said.value IS NOT NULL
  AND (said.key, said.value)
    NOT IN (VALUES ('new_course', 0), ('side_effects', '[]'), ('status', 'planned'))
  AND said.value IS NOT json_extract(h.after, '$."' || said.key || '"')
"""
_RATED_ANEW = """
SELECT DISTINCT substr(h.row_id, 1, instr(h.row_id, ' ') - 1) FROM history h
WHERE h.tbl = 'rating' AND h.op != 'I' AND NOT EXISTS (
  SELECT 1 FROM history again
  WHERE again.tbl = 'rating' AND again.row_id = h.row_id AND again.change = h.change
    AND json_extract(again.after, '$.value') = json_extract(h.before, '$.value')
)
"""
