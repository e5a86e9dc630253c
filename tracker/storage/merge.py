"""Merging the diary of another machine into this one, as one change that undo undoes whole."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path

from tracker.records.codec import RECORD_TABLES
from tracker.records.day import LAST_DAY
from tracker.storage.connection import reading, utc_millis
from tracker.storage.diff import MergePlan, RecordVersion, diff_diaries
from tracker.storage.errors import INVALID, too_new
from tracker.storage.queries import read_diary
from tracker.storage.restore import verified_copy
from tracker.storage.store import Store
from tracker.storage.transaction import Transaction
from tracker.storage.undo import MERGE


@contextlib.contextmanager
def checked_copy(store: Store, file: Path, now: datetime) -> Iterator[Path]:
    """Yield a verified copy of another diary, migrated to this version; the file is only read.

    Raises:
        StorageError: the file is damaged, is not a diary or is a newer tracker's, or ours is
            read-only.
    """
    if store.read_only:
        raise too_new(store.home.diary, "merge into it")
    with verified_copy(store.home, file, now) as theirs:
        try:
            with reading(theirs) as conn:
                read_diary(conn)
                _check_stamps(conn)
        except INVALID as error:
            from tracker.storage.check import explain  # once something is wrong, never before

            raise explain(error, theirs, name=file) from error
        yield theirs


def preview(store: Store, theirs: Path) -> MergePlan:
    """Return what merging would do; `theirs` comes from `checked_copy`."""
    with reading(store.home.diary) as ours, reading(theirs) as other:
        return diff_diaries(ours, other)


def merge(store: Store, theirs: Path, now: datetime) -> MergePlan:
    """Merge another diary into ours: a snapshot first, then all of it as one change."""
    store.snapshot_before(now, "merge")
    with store.writing(now, MERGE) as transaction, reading(theirs) as other:
        # Compared again inside the transaction: another program may have written since.
        plan = diff_diaries(transaction.conn, other)
        write_plan(transaction, plan)
    return replace(plan, change=transaction.number)


def write_plan(transaction: Transaction, plan: MergePlan) -> None:
    """Write what differs: measures first, because ratings need their scale."""
    for definition in (*plan.measures, *plan.settings):
        if definition.changes_ours:
            row = dict(definition.merged)
            stamp = row.pop("updated_at")  # its own; the previous one is saved for undo
            named = (definition.table, row["key"])
            transaction.conn.execute(_SAVE_FORMER_STAMP, (transaction.change, *named, *named))
            transaction.put_row(definition.table, row, "key")
            transaction.conn.execute(_STAMP, (stamp, *named))
    new: defaultdict[str, list[RecordVersion]] = defaultdict(list)
    for record in plan.records:
        if record.ours is None:
            new[record.table].append(record.theirs)
            continue
        _put(transaction, record.table, record.theirs)  # then ours again: history has both
        if not record.theirs_wins:
            _put(transaction, record.table, record.ours)
    for table, versions in new.items():
        transaction.insert_all(table, (version.row for version in versions))
        transaction.insert_ratings(chain.from_iterable(map(_ratings, versions)))


def _put(transaction: Transaction, table: str, version: RecordVersion) -> None:
    transaction.put_row(table, version.row)
    if table == "check_in":
        delete = "DELETE FROM rating WHERE check_in = ?"
        transaction.conn.execute(delete, (version.row["id"],))
        transaction.insert_ratings(_ratings(version))


def _ratings(version: RecordVersion) -> Iterator[tuple[str, str, float]]:
    return ((version.row["id"], measure, value) for measure, value in version.ratings)


def _check_stamps(conn: sqlite3.Connection) -> None:
    """Raise a ValueError for an invalid timestamp, which could win over all others for ever.

    One at the end of the calendar is one too: no later change could follow it.
    """
    for (stamp,) in conn.execute(_STAMPS):
        moment = datetime.fromisoformat(stamp)
        if utc_millis(moment) != stamp or moment.year > LAST_DAY.year:
            raise ValueError("updated_at")


_STAMPS = " UNION ".join(f"SELECT updated_at FROM {table}" for table in (*RECORD_TABLES, "stamp"))
_STAMP = """
INSERT INTO stamp (updated_at, tbl, key) VALUES (?, ?, ?)
ON CONFLICT (tbl, key) DO UPDATE SET updated_at = excluded.updated_at
"""
_SAVE_FORMER_STAMP = """
INSERT OR IGNORE INTO former_stamp (change, tbl, key, updated_at)
VALUES (?, ?, ?, (SELECT updated_at FROM stamp WHERE tbl = ? AND key = ?))
"""
