"""Earlier versions of records, and which records were edited, as history tells."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from tracker.records import CheckIn, Rating
from tracker.records.codec import Record, from_row, table_of
from tracker.records.validation import normalise


@dataclass(frozen=True, slots=True)
class State:
    """One version of a record."""

    since: datetime
    """The moment of the change, in UTC."""
    record: Record
    removed: bool
    """Whether it was removed; `record` is then its last version."""


def edited_ids(conn: sqlite3.Connection) -> frozenset[str]:
    """Return the ids of records in which a value was changed or removed.

    A note or a further rating added later is not an edit, nor is what was undone.
    """
    replaced = (row[0] for row in conn.execute(_REPLACED))
    rated_anew = (row[0] for row in conn.execute(_RATED_ANEW))
    return frozenset((*replaced, *rated_anew))


def written_order(conn: sqlite3.Connection) -> dict[str, int]:
    """Return a number by the id of each record that was not imported or merged; later is higher."""
    return dict(map(tuple, conn.execute(_WRITTEN)))


def states(conn: sqlite3.Connection, record: Record) -> tuple[State, ...]:
    """Return every state of a record, the first one first and the present one last."""
    table = table_of(record)
    found = conn.execute(_STEPS, {"table": table, "id": record.id})
    steps = list(_steps(type(record), found))
    changed = [
        after
        for before, after in pairwise(steps)
        if (before.record, before.removed) != (after.record, after.removed)
    ]
    return (*steps[:1], *changed)


def _steps(kind: type[Record], found: Iterator[sqlite3.Row]) -> Iterator[State]:
    row: dict[str, Any] = {}
    ratings: dict[str, Rating] = {}
    for (_, at, _), images in groupby(found, key=lambda i: (i["change"], i["at"], i["part"])):
        for image in images:
            if image["tbl"] != "rating":
                row = json.loads(image["after"])
                continue
            rating = json.loads(image["after"] or image["before"])
            ratings.pop(rating["measure"], None)
            if image["after"]:
                value = normalise(rating["value"])
                ratings[rating["measure"]] = Rating(rating["measure"], value)
        rated = tuple(ratings.values()) if kind is CheckIn else ()
        removed = row["deleted_at"] is not None
        yield State(datetime.fromisoformat(at), from_row(kind, row, rated), removed)


_STEPS = """
SELECT h.change, c.at, h.tbl, h.before, h.after,
  -- A merge may write a record twice: the other diary's state, which did not stay, and then ours.
  -- Each of the two is a step of its own, with the ratings that follow it.
  CASE WHEN c.action = 'merge' OR c.what = 'a merge'
    THEN sum(h.tbl != 'rating') OVER (ORDER BY h.seq) END AS part
FROM history h JOIN change c ON c.id = h.change
WHERE h.tbl = :table AND h.row_id = :id
  -- A rating's row is named by its check-in, a space and its measure; "!" is next after the space.
  OR h.tbl = 'rating' AND h.row_id > :id || ' ' AND h.row_id < :id || '!'
ORDER BY h.seq
"""
_UNDONE = """
SELECT id FROM change WHERE undoes IS NOT NULL
UNION SELECT undoes FROM change WHERE undoes IS NOT NULL
"""
"""The changes that undid another one, and those that were undone."""

_WRITTEN = f"""
SELECT h.row_id, h.seq FROM history h JOIN change c ON c.id = h.change
WHERE h.tbl IN ('check_in', 'infusion', 'assessment', 'event')
  AND c.action NOT IN ('import', 'merge')
  AND (h.op = 'I'
    -- A planned infusion is written when it has taken place.
    OR h.op = 'U' AND h.tbl = 'infusion' AND h.change NOT IN ({_UNDONE})
      AND json_extract(h.before, '$.status') = 'planned'
      AND json_extract(h.after, '$.status') = 'given')
ORDER BY h.seq
"""

_REPLACED = f"""
SELECT DISTINCT h.row_id FROM history h, json_each(h.before) old
WHERE h.op = 'U' AND h.tbl IN ('check_in', 'infusion', 'assessment', 'event')
  AND h.change NOT IN ({_UNDONE})
  AND old.key NOT IN ('updated_at', 'deleted_at')
  AND old.value IS NOT json_extract(h.after, '$."' || old.key || '"')
  AND old.value IS NOT NULL
  -- Marking a planned infusion as given fills it in, as adding its side effects does.
  AND (old.key, old.value)
    NOT IN (VALUES ('new_course', 0), ('side_effects', '[]'), ('status', 'planned'))
"""
"""Records of which a value that was filled in became another, or none."""

_RATED_ANEW = f"""
SELECT DISTINCT substr(h.row_id, 1, instr(h.row_id, ' ') - 1) FROM history h
WHERE h.tbl = 'rating' AND h.op != 'I' AND h.change NOT IN ({_UNDONE})
AND NOT EXISTS (
  -- A merge deletes the ratings of an entry and writes them again.
  SELECT 1 FROM history again
  WHERE again.tbl = 'rating' AND again.row_id = h.row_id AND again.change = h.change
    AND json_extract(again.after, '$.value') = json_extract(h.before, '$.value')
)
"""
"""Check-ins of which a rating became another, or none."""
