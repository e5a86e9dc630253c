"""Records for tests, and access to the diary's file without the Store."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.conftest import NOW
from tracker.paths import create_private
from tracker.records import CheckIn, Diary, Event, Infusion, Rating, known_measure, new_id
from tracker.records.measure import Measure
from tracker.records.undone import LoggedChange
from tracker.storage import Change, Record, Store, undo
from tracker.storage.connection import open_raw, reading

TODAY = date(2026, 11, 21)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def check_in(mood: float | None = 5, *, day: date = TODAY, **details: Any) -> CheckIn:
    """Return a check-in of the pinned moment; `anxiety=4` and the like are ratings."""
    keys = ("anxiety", "sleep", "pain")
    rated = {"mood": mood} | {key: details.pop(key) for key in keys if key in details}
    fields: dict[str, Any] = {"id": new_id(NOW), "at": NOW, "recorded_at": NOW} | details
    return CheckIn(
        **fields,
        day=day,
        ratings=tuple(Rating(key, value) for key, value in rated.items() if value is not None),
    )


def infusion(day: date = TODAY, **details: Any) -> Infusion:
    return Infusion(**{"id": new_id(NOW)} | details, day=day)


def event(title: str = "Lamotrigine", start: date = TODAY, **details: Any) -> Event:
    fields = {"id": new_id(NOW), "kind": "medication"} | details
    return Event(**fields, title=title, start=start)


def measure(key: str) -> Measure:
    found = known_measure(key)
    assert found
    return found


def rating(store: Store, *keys: str) -> Store:
    """Add measures to a diary, and return its store."""
    with store.writing(NOW, "measures for the test") as unit:
        unit.put_measures([measure(key) for key in keys])
    return store


def write(store: Store, diary: Diary) -> None:
    with store.writing(NOW, "a diary") as unit:
        unit.put_settings(diary.settings)
        unit.put_measures(diary.measures, replace_all=True)
        for record in records(diary):
            unit.add(record)


def records(diary: Diary) -> list[Record]:
    return [*diary.check_ins, *diary.infusions, *diary.assessments, *diary.events]


def undone(store: Store, now: datetime, change: int | None = None) -> str | None:
    """Undo a change, and return its action."""
    found = store.undo(now, change)
    return found.change.action if found else None


@contextlib.contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file as another program would, with no rules but those in the file."""
    create_private(path)
    with contextlib.closing(open_raw(path)) as conn:
        conn.row_factory = None
        conn.execute("PRAGMA busy_timeout=0")
        conn.execute("PRAGMA foreign_keys=ON")
        yield conn


def rows(path: Path, query: str) -> list[Any]:
    with raw(path) as conn:
        return conn.execute(query).fetchall()


def digest(path: Path) -> str:
    """Return all rows and the schema of a file, as text."""
    with raw(path) as conn:
        rules = conn.execute("SELECT name, type, sql FROM sqlite_schema ORDER BY name").fetchall()
        tables = [name for name, kind, _ in rules if kind == "table"]
        return repr([rules, *(conn.execute(f"SELECT * FROM {t}").fetchall() for t in tables)])


def diary_id(store: Store) -> str | None:
    found = store.settings("diary").get("diary")
    return found if isinstance(found, str) else None


def last_change(store: Store) -> LoggedChange | None:
    """Return the change that undo would undo."""
    with reading(store.home.diary) as conn:
        return undo.last_change(conn)


def edit_measure(store: Store, now: datetime, key: str, **changes: Any) -> Measure:
    with store.writing(now, Change("edit", "measure", key)) as transaction:
        return transaction.edit_measure(key, **changes).record
