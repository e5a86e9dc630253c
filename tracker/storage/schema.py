"""The schema, step by step.

A step that was released is never edited; a change is a new step. A field added to a record is one:
`add_column(db, "infusion", "bmi REAL CHECK (bmi > 0)")`. Every table is STRICT with CHECKs, so
that a value no form would accept is refused by the file itself. `history` is filled by triggers
and can only grow: undo and the check for silent damage read it.

Imported only where a diary is made or migrated: sqlite-utils costs 100 ms, and two to four times
that where it finds numpy and pandas, which are hidden from it for that moment.
Plug-ins stay off: no third party's code runs against a health record.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tracker.records import MOOD, new_id
from tracker.records.codec import to_row
from tracker.storage.connection import APPLICATION_ID, SCHEMA_VERSION
from tracker.storage.errors import damaged
from tracker.storage.views import VIEWS_2, VIEWS_3


@contextlib.contextmanager
def _hidden(*names: str) -> Iterator[None]:
    absent = [name for name in names if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]  # the documented way to block an import
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


with _hidden("numpy", "pandas"):
    from sqlite_utils import Database, Migrations


def database(conn: sqlite3.Connection) -> Database:
    """Return sqlite-utils on a connection of the Store's own."""
    return Database(conn, execute_plugins=False)


def upgrade(conn: sqlite3.Connection, path: Path, now: datetime) -> None:
    """Bring a file to this version inside the transaction that `conn` is in, foreign keys off.

    Raises:
        DamagedError: afterwards one row refers to another that is missing.
    """
    (version,) = conn.execute("PRAGMA user_version").fetchone()
    db = database(conn)
    migrations.apply(db)
    if version == 0:
        db.table("measure").insert({**to_row(MOOD), "position": 0})
    give_id(conn, now)
    if conn.execute("PRAGMA foreign_key_check").fetchone():
        raise damaged(path)
    conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


def give_id(conn: sqlite3.Connection, now: datetime) -> None:
    """Give a diary an id, if it has none, by which exports and other programs recognise it."""
    conn.execute(
        "INSERT INTO setting (key, value) VALUES ('diary', ?) ON CONFLICT DO NOTHING",
        (json.dumps(new_id(now)),),
    )


migrations = Migrations("tracker")

# '+0 days' because a bare date() passes 2026-02-30 on some versions of SQLite.
_DAY = "{0} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND {0} IS date({0}, '+0 days')"
_MOMENT = "{0} IS strftime('%Y-%m-%dT%H:%M:%SZ', {0}, '+0 days')"
_TEXT = "instr({0}, char(0)) = 0 AND length({0}) <= {1}"

_COMMON = """
  updated_at TEXT NOT NULL,
  deleted_at TEXT
"""

_TABLES_1 = (
    """CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT""",
    """CREATE TABLE measure (
  key TEXT PRIMARY KEY CHECK (key != ''),
  position INTEGER NOT NULL,
  label TEXT NOT NULL CHECK (label != ''),
  low REAL NOT NULL,
  high REAL NOT NULL CHECK (low < high),
  step REAL NOT NULL CHECK (step > 0),
  better TEXT NOT NULL CHECK (better IN ('higher', 'lower')),
  low_label TEXT,
  high_label TEXT,
  unit TEXT,
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT""",
    f"""CREATE TABLE check_in (
  id TEXT PRIMARY KEY,
  day TEXT NOT NULL CHECK ({_DAY.format("day")}),
  at_utc TEXT CHECK ({_MOMENT.format("at_utc")}),
  utc_offset_min INTEGER CHECK (utc_offset_min BETWEEN -1440 AND 1440),
  recorded_at TEXT CHECK ({_MOMENT.format("recorded_at")}),
  mood INTEGER CHECK (mood BETWEEN 0 AND 10),
  note TEXT CHECK ({_TEXT.format("note", 20_000)}),
  {_COMMON},
  CHECK ((at_utc IS NULL) = (utc_offset_min IS NULL))
) STRICT""",
    """CREATE TABLE rating (
  check_in TEXT NOT NULL REFERENCES check_in (id),
  measure TEXT NOT NULL REFERENCES measure (key) CHECK (measure != 'mood'),
  value REAL NOT NULL,
  PRIMARY KEY (check_in, measure)
) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE infusion (
  id TEXT PRIMARY KEY,
  day TEXT NOT NULL CHECK ({_DAY.format("day")}),
  start TEXT CHECK (start GLOB '[0-2][0-9]:[0-5][0-9]' AND start < '24:00'),
  status TEXT NOT NULL CHECK (status IN ('planned', 'given', 'cancelled')),
  route TEXT,
  dose_mg REAL CHECK (dose_mg > 0),
  dose_mg_per_kg REAL CHECK (dose_mg_per_kg > 0),
  weight_kg REAL CHECK (weight_kg > 0),
  minutes REAL CHECK (minutes > 0),
  phase TEXT,
  new_course INTEGER NOT NULL CHECK (new_course IN (0, 1)),
  side_effects TEXT NOT NULL CHECK (json_type(side_effects) = 'array'),
  cost REAL CHECK (cost >= 0),
  note TEXT CHECK ({_TEXT.format("note", 20_000)}),
  {_COMMON}
) STRICT""",
    f"""CREATE TABLE assessment (
  id TEXT PRIMARY KEY,
  day TEXT NOT NULL CHECK ({_DAY.format("day")}),
  questionnaire TEXT NOT NULL CHECK (questionnaire != ''),
  answers TEXT CHECK (json_type(answers) = 'array'),
  total REAL CHECK (total BETWEEN low AND high),
  low REAL NOT NULL,
  high REAL NOT NULL CHECK (low < high),
  better TEXT NOT NULL CHECK (better IN ('higher', 'lower')),
  {_COMMON},
  CHECK (total IS NOT NULL OR answers IS NOT NULL)
) STRICT""",
    f"""CREATE TABLE event (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (
    kind IN ('medication', 'therapy', 'life', 'illness', 'question', 'other')
  ),
  title TEXT NOT NULL CHECK (title != '' AND {_TEXT.format("title", 200)}),
  start TEXT NOT NULL CHECK ({_DAY.format("start")}),
  end TEXT CHECK (({_DAY.format('"end"')}) AND "end" >= start),
  dose TEXT CHECK ({_TEXT.format("dose", 200)}),
  note TEXT CHECK ({_TEXT.format("note", 20_000)}),
  {_COMMON}
) STRICT""".replace("\n  end TEXT", '\n  "end" TEXT'),
    """CREATE TABLE change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  undoes INTEGER UNIQUE REFERENCES change (id)
) STRICT""",
    """CREATE TABLE history (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  change INTEGER REFERENCES change (id),
  tbl TEXT NOT NULL,
  row_id TEXT NOT NULL,
  op TEXT NOT NULL CHECK (op IN ('I', 'U', 'D')),
  before TEXT,
  after TEXT
) STRICT""",
)

_REST_1 = (
    "CREATE INDEX check_in_day ON check_in (day) WHERE deleted_at IS NULL",
    "CREATE INDEX history_change ON history (change)",
    "CREATE INDEX history_row ON history (tbl, row_id)",
    """CREATE TRIGGER history_is_append_only_update BEFORE UPDATE ON history
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
    """CREATE TRIGGER history_is_append_only_delete BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
    """CREATE VIEW series AS
SELECT day, at_utc, 'mood' AS measure, CAST(mood AS REAL) AS value, id AS check_in
FROM check_in WHERE mood IS NOT NULL AND deleted_at IS NULL
UNION ALL
SELECT c.day, c.at_utc, r.measure, r.value, c.id
FROM rating r JOIN check_in c ON c.id = r.check_in WHERE c.deleted_at IS NULL""",
)


@migrations()
def m001_first_diary(db: Database) -> None:
    """Make the tables, the rules on them, and the history that fills itself."""
    for statement in _TABLES_1:
        db.execute(statement)
    for table in ("setting", "measure", "check_in", "rating", "infusion", "assessment", "event"):
        fill_history(db, table)
    for event in ("INSERT", "UPDATE"):
        db.execute(_rating_guard(event))
    for statement in _REST_1:
        db.execute(statement)


# A setting or a measure that no change brought, as mood in a new diary, was chosen before all.
_CHOSEN_NOW = (
    "coalesce((SELECT at FROM change ORDER BY id DESC LIMIT 1), '1970-01-01T00:00:00.000Z')"
)
_STAMPS_2 = (
    """CREATE TABLE stamp (
  tbl TEXT NOT NULL CHECK (tbl IN ('setting', 'measure')),
  key TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (tbl, key)
) STRICT, WITHOUT ROWID""",
    """INSERT INTO stamp (tbl, key, updated_at)
SELECT h.tbl, h.row_id, coalesce(max(c.at), '1970-01-01T00:00:00.000Z')
FROM history h LEFT JOIN change c ON c.id = h.change
WHERE h.tbl IN ('setting', 'measure') GROUP BY h.tbl, h.row_id""",
)


@migrations()
def m002_merging_and_views(db: Database) -> None:
    """Stamp settings and measures, for merging; add views for other programs."""
    for statement in _STAMPS_2:
        db.execute(statement)
    for table in ("setting", "measure"):
        for event in ("INSERT", "UPDATE"):
            db.execute(_stamping(table, event))
    for statement in VIEWS_2:
        db.execute(statement)


# The upgrade is not a change by a person: undo skips it, and its time is before all others, so
# that no choice made on another machine looks older than it.
_CHANGES_3 = (
    "ALTER TABLE change ADD COLUMN action TEXT",
    "ALTER TABLE change ADD COLUMN kind TEXT",
    "ALTER TABLE change ADD COLUMN key TEXT",
    "ALTER TABLE change ADD COLUMN records INTEGER",
    """CREATE TABLE former_stamp (
  change INTEGER NOT NULL,
  tbl TEXT NOT NULL,
  key TEXT NOT NULL,
  updated_at TEXT,
  PRIMARY KEY (change, tbl, key)
) STRICT, WITHOUT ROWID""",
    "INSERT INTO change (at, what, action) VALUES ('1970-01-01T00:00:00.000Z', '', 'upgrade')",
    # Hours of sleep are often quarters: 7.25 was refused on a scale of tenths.
    """UPDATE measure SET step = 0.05
WHERE key = 'sleep' AND low = 0 AND high = 24 AND abs(step - 0.1) < 0.000001""",
)


@migrations()
def m003_named_diary_and_changes(db: Database) -> None:
    """Store the kind of each change; allow finer hours of sleep; mend a view, add two."""
    for statement in (*_CHANGES_3, "DROP VIEW infusions_given", *VIEWS_3):
        db.execute(statement)


def _stamping(table: str, event: str) -> str:
    """Return the trigger that stamps a row with the time of the change, or just after its last."""
    return f"""CREATE TRIGGER {table}_stamp_{event.lower()} AFTER {event} ON {table}
BEGIN
  INSERT INTO stamp (tbl, key, updated_at) VALUES ('{table}', NEW.key, {_CHOSEN_NOW})
  ON CONFLICT (tbl, key) DO UPDATE SET updated_at = max(
    excluded.updated_at, strftime('%Y-%m-%dT%H:%M:%fZ', updated_at, '+0.001 seconds')
  );
END"""


def _rating_guard(event: str) -> str:
    return f"""CREATE TRIGGER rating_on_scale_{event.lower()} BEFORE {event} ON rating
WHEN NOT EXISTS (
  SELECT 1 FROM measure WHERE key = NEW.measure AND NEW.value BETWEEN low AND high
)
BEGIN SELECT RAISE(ABORT, 'rating off its scale'); END"""


def add_column(db: Database, table: str, definition: str) -> None:
    """Add a column to a table of records, and to the images of its rows in history."""
    db.execute(f"ALTER TABLE {table} ADD COLUMN {definition}")
    fill_history(db, table)


def fill_history(db: Database, table: str) -> None:
    """Make the triggers that write each change of a table's rows, in all columns, to history."""
    columns = [column.name for column in db.table(table).columns]
    keys = {"rating": ("check_in", "measure"), "setting": ("key",), "measure": ("key",)}

    def row_id(row: str) -> str:
        return " || ' ' || ".join(f"{row}.{key}" for key in keys.get(table, ("id",)))

    def image(row: str) -> str:
        pairs = ", ".join(f"'{column}', {row}.\"{column}\"" for column in columns)
        return f"json_object({pairs})"

    for event, row, before, after in (
        ("INSERT", "NEW", "NULL", image("NEW")),
        ("UPDATE", "NEW", image("OLD"), image("NEW")),
        ("DELETE", "OLD", image("OLD"), "NULL"),
    ):
        name = f"{table}_history_{event.lower()}"
        db.execute(f"DROP TRIGGER IF EXISTS {name}")
        db.execute(f"""CREATE TRIGGER {name} AFTER {event} ON {table}
BEGIN
  INSERT INTO history (change, tbl, row_id, op, before, after) VALUES (
    (SELECT max(id) FROM change), '{table}', {row_id(row)}, '{event[0]}', {before}, {after}
  );
END""")
