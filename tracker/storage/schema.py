"""The schema, step by step, and the views for people who open the file with Datasette.

A step that was released is never edited; a change is a new step. A field added to a record is one:
`add_column(db, "infusion", "bmi REAL CHECK (bmi > 0)")`. Every table is STRICT with CHECKs, so
that a value no form would accept is refused by the file itself. `history` is filled by triggers
and can only grow: undo and the check for silent damage read it.

Imported only where a diary is made, migrated or filled in bulk: sqlite-utils costs 100 ms, and two
to four times that where it finds numpy and pandas, which are hidden from it for that moment.
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


_TIME = "strftime('%H:%M', {0}.at_utc, printf('%+d minutes', {0}.utc_offset_min))"
_BEST = "CASE {0}.better WHEN 'higher' THEN {0}.high ELSE {0}.low END"

_INFUSIONS_GIVEN_2 = """CREATE VIEW infusions_given AS
WITH given AS (
  SELECT *, row_number() OVER in_order AS number, lag(day) OVER in_order AS day_before
  FROM infusion WHERE deleted_at IS NULL AND status = 'given'
  WINDOW in_order AS (ORDER BY day, coalesce(start, '00:00'), id)
),
placed AS (
  SELECT *, sum(
    day_before IS NULL OR new_course OR julianday(day) - julianday(day_before) > 56
  ) OVER (ORDER BY number) AS course
  FROM given
)
SELECT i.number, i.course,
  row_number() OVER (PARTITION BY i.course ORDER BY i.number) AS number_in_course,
  i.day, i.start, i.route, i.dose_mg, i.dose_mg_per_kg, i.weight_kg, i.minutes, i.phase,
  (
    SELECT group_concat(
      json_extract(e.value, '$.name')
      || CASE json_extract(e.value, '$.severity')
        WHEN 0 THEN ' none' WHEN 1 THEN ' mild' WHEN 2 THEN ' moderate' ELSE ' severe' END
      || CASE json_extract(e.value, '$.when') WHEN 'after' THEN ' afterwards' ELSE '' END, ', ')
    FROM json_each(i.side_effects) e
  ) AS side_effects, i.cost, i.note
FROM placed i ORDER BY i.number"""

VIEWS_2 = (
    f"""CREATE VIEW days AS
SELECT c.day, {_TIME.format("c")} AS time, c.mood, c.note
FROM check_in c WHERE c.deleted_at IS NULL
ORDER BY c.day, c.at_utc, c.id""",
    f"""CREATE VIEW ratings AS
SELECT s.day, {_TIME.format("c")} AS time, m.label AS measure, s.value, {_BEST.format("m")} AS best
FROM series s JOIN measure m ON m.key = s.measure JOIN check_in c ON c.id = s.check_in
ORDER BY s.day, s.at_utc, c.id, m.position, m.key""",
    f"""CREATE VIEW what_is_rated AS
SELECT m.label AS measure, m.unit, m.low AS lowest, m.high AS highest, {_BEST.format("m")} AS best,
  count(DISTINCT s.day) AS days, min(s.day) AS first_day, max(s.day) AS last_day
FROM measure m LEFT JOIN series s ON s.measure = m.key
GROUP BY m.key ORDER BY m.position, m.key""",
    # The value of a day is the median of its ratings, as on the page.
    """CREATE VIEW course_of_a_measure AS
WITH placed AS (
  SELECT measure, day, value,
    row_number() OVER (PARTITION BY measure, day ORDER BY value) AS place,
    count(*) OVER (PARTITION BY measure, day) AS ratings
  FROM series
)
SELECT m.label AS measure, p.day, avg(p.value) AS value, p.ratings,
  CAST(julianday(p.day) - julianday((
    SELECT max(i.day) FROM infusion i
    WHERE i.deleted_at IS NULL AND i.status = 'given' AND i.day <= p.day
  )) AS INTEGER) AS days_after_infusion
FROM placed p JOIN measure m ON m.key = p.measure
WHERE p.place BETWEEN p.ratings / 2.0 AND p.ratings / 2.0 + 1
GROUP BY p.measure, p.day ORDER BY m.position, m.key, p.day""",
    _INFUSIONS_GIVEN_2,
    """CREATE VIEW infusions_planned AS
SELECT day, start, route, dose_mg, dose_mg_per_kg, minutes, phase, note
FROM infusion WHERE deleted_at IS NULL AND status = 'planned' ORDER BY day, start, id""",
    """CREATE VIEW questionnaires AS
SELECT day, questionnaire, total, low AS lowest, high AS highest,
  CASE better WHEN 'higher' THEN high ELSE low END AS best
FROM assessment WHERE deleted_at IS NULL ORDER BY day, questionnaire, id""",
    """CREATE VIEW medicines_and_events AS
SELECT kind, title, start AS first_day,
  CASE WHEN kind = 'medication' THEN "end" ELSE coalesce("end", start) END AS last_day, dose, note
FROM event WHERE deleted_at IS NULL ORDER BY start, kind, id""",
)


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

# Two infusions on one day belong to one course, whichever of them is marked as its first.
_INFUSIONS_GIVEN_3 = _INFUSIONS_GIVEN_2.replace(
    "AS day_before\n", "AS day_before,\n    max(new_course) OVER (PARTITION BY day) AS marked\n"
).replace(
    "OR new_course OR julianday(day) - julianday(day_before) > 56",
    "OR day > day_before\n    AND (marked OR julianday(day) - julianday(day_before) > 56)",
)

VIEWS_3 = (
    _INFUSIONS_GIVEN_3,
    """CREATE VIEW side_effects AS
SELECT i.day, json_extract(e.value, '$.name') AS side_effect,
  json_extract(e.value, '$.severity') AS severity,
  CASE json_extract(e.value, '$.severity')
    WHEN 0 THEN 'none' WHEN 1 THEN 'mild' WHEN 2 THEN 'moderate' ELSE 'severe' END AS in_words,
  json_extract(e.value, '$.when') AS "when", i.route, i.dose_mg
FROM infusion i, json_each(i.side_effects) e
WHERE i.deleted_at IS NULL AND i.status = 'given'
ORDER BY i.day, coalesce(i.start, '00:00'), i.id, e.key""",
    """CREATE VIEW questionnaire_items AS
SELECT a.day, a.questionnaire, e.key + 1 AS item, e.value AS answer, a.total
FROM assessment a, json_each(a.answers) e
WHERE a.deleted_at IS NULL AND a.answers IS NOT NULL
ORDER BY a.day, a.questionnaire, a.id, e.key""",
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
