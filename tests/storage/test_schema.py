from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.ciphered import on_both
from tests.conftest import NOW
from tests.storage.making import check_in, rating, raw, rows
from tracker.paths import Home
from tracker.storage import Store
from tracker.storage.connection import SCHEMA_VERSION, reading, uri, writing

SCHEMAS = Path(__file__).parent.parent / "schemas"
SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"


@pytest.fixture
def rated(store: Store) -> Store:
    """A diary with one row of each kind that SQL below may spoil."""
    rating(store, "anxiety").add(check_in(7, anxiety=4, id="c"), NOW, "a check-in")
    with raw(store.home.diary) as conn:
        for statement in (INFUSION, EVENT, ASSESSMENT):
            conn.execute(statement)
    return store


INFUSION = """INSERT INTO infusion (id, day, status, new_course, side_effects, updated_at)
VALUES ('i', '2026-11-05', 'given', 0, '[]', '2026-11-05T10:00:00.000Z')"""
EVENT = """INSERT INTO event (id, kind, title, start, updated_at)
VALUES ('e', 'life', 'Moved house', '2026-11-05', '2026-11-05T10:00:00.000Z')"""
ASSESSMENT = """INSERT INTO assessment
(id, day, questionnaire, total, low, high, better, updated_at)
VALUES ('a', '2026-11-05', 'phq-9', 9, 0, 27, 'lower', '2026-11-05T10:00:00.000Z')"""
REFUSAL = "constraint failed|cannot store|off its scale|malformed JSON"


REFUSED = (
    "check_in SET day = '2026-02-30'",
    "check_in SET day = '2026-2-3'",
    "check_in SET day = NULL",
    "check_in SET mood = 11",
    "check_in SET mood = -1",
    "check_in SET mood = 6.5",
    "check_in SET mood = 'seven'",
    "check_in SET note = 'cut' || char(0) || 'off'",
    "check_in SET note = printf('%20001c', 'x')",
    "check_in SET at_utc = '2026-11-21T24:00:00Z'",
    "check_in SET at_utc = NULL",
    "check_in SET recorded_at = '2026-02-30T10:00:00Z'",
    "check_in SET utc_offset_min = 2000",
    "rating SET value = 10.5",
    "rating SET value = -1",
    "rating SET value = 'much'",
    "rating SET measure = 'mood'",
    "rating SET measure = 'never heard of'",
    "rating SET check_in = 'never written'",
    "measure SET high = low",
    "measure SET step = 0",
    "measure SET label = ''",
    "measure SET better = 'sideways'",
    "measure SET active = 2",
    "infusion SET day = '2026-02-30'",
    "infusion SET start = '24:00'",
    "infusion SET start = '10:60'",
    "infusion SET status = 'skipped'",
    "infusion SET dose_mg = 0",
    "infusion SET dose_mg = '40 mg'",
    "infusion SET minutes = -1",
    "infusion SET side_effects = '{}'",
    "infusion SET side_effects = 'nausea'",
    "infusion SET cost = -1",
    "infusion SET note = char(0)",
    "event SET kind = 'party'",
    "event SET title = ''",
    "event SET title = printf('%201c', 'x')",
    "event SET \"end\" = '2026-11-04'",
    "event SET \"end\" = '2026-11-31'",
    "event SET start = '2026-02-30'",
    "assessment SET total = 28",
    "assessment SET total = NULL",
    "assessment SET day = '2026-02-30'",
    "assessment SET answers = '9'",
    "assessment SET questionnaire = ''",
    "setting SET value = 'no JSON'",
)
"""What no row may become."""


def test_the_file_itself_refuses_a_value_that_cannot_be(rated: Store) -> None:
    with raw(rated.home.diary) as conn:
        conn.execute("INSERT INTO setting (key, value) VALUES ('name', '\"K.\"')")
        said = {assignment: answer_to(conn, assignment) for assignment in REFUSED}
    assert {what: words for what, words in said.items() if not re.search(REFUSAL, words)} == {}


def answer_to(conn: sqlite3.Connection, assignment: str) -> str:
    try:
        conn.execute(f"UPDATE {assignment}")
    except sqlite3.Error as error:
        return str(error)
    return "taken"


def test_the_file_accepts_the_ends_of_each_range(rated: Store) -> None:
    with raw(rated.home.diary) as conn:
        conn.execute(
            "UPDATE check_in SET day = '2024-02-29', mood = 10, note = printf('%20000c', 'x')"
        )
        conn.execute("UPDATE rating SET value = 9.5")
        conn.execute("UPDATE infusion SET start = '23:59', dose_mg = 0.1")
    assert rows(rated.home.diary, "SELECT mood, value FROM check_in, rating") == [(10, 9.5)]


def test_one_view_shows_mood_and_measures_alike(rated: Store) -> None:
    query = "SELECT day, measure, value FROM series ORDER BY measure"
    day = "2026-11-21"
    assert rows(rated.home.diary, query) == [(day, "anxiety", 4), (day, "mood", 7)]


def test_there_is_a_migration_for_every_version() -> None:
    from tracker.storage.schema import migrations

    assert len(migrations._migrations) == SCHEMA_VERSION


def test_the_schema_of_every_version_is_on_record() -> None:
    versions = [f"v{number}.sql" for number in range(1, SCHEMA_VERSION + 1)]
    assert sorted(path.name for path in SCHEMAS.glob("*.sql")) == sorted(versions)


def built(home: Home, version: int) -> Home:
    """A diary as that version left it."""
    home.folder.mkdir()
    with raw(home.diary) as conn:
        conn.executescript((SCHEMAS / f"v{version}.sql").read_text(encoding="utf-8"))
    return home


def test_a_new_diary_has_the_latest_schema_on_record(home: Home, tmp_path: Path) -> None:
    store = Store.open(home, NOW)
    recorded = built(Home(tmp_path / "recorded"), SCHEMA_VERSION)
    assert rows(store.home.diary, SCHEMA) == rows(recorded.diary, SCHEMA)
    for pragma in ("user_version", "application_id"):
        assert rows(store.home.diary, f"PRAGMA {pragma}") == rows(
            recorded.diary, f"PRAGMA {pragma}"
        )


@on_both
@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_a_diary_of_any_version_comes_to_the_latest_schema(
    home: Home, store: Store, tmp_path: Path, version: int
) -> None:
    old = Store.open(built(Home(tmp_path / "old"), version), NOW)
    assert rows(old.home.diary, SCHEMA) == rows(store.home.diary, SCHEMA)
    old.add(record := check_in(), NOW, "a check-in")
    assert old.read().check_ins == (record,)


def test_a_diary_of_the_latest_version_opens_without_the_schema_tools(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def migrate(*_: object) -> None:
        raise AssertionError("migrated")

    monkeypatch.setattr("tracker.storage.store._migrate", migrate)
    recorded = built(Home(tmp_path / "recorded"), SCHEMA_VERSION)
    assert Store.open(recorded, NOW).read().empty


Connecting = Callable[[Path], AbstractContextManager[sqlite3.Connection]]


@on_both
@pytest.mark.parametrize("connection", [reading, writing])
def test_the_settings_that_keep_an_entry_safe_are_in_force(
    store: Store, connection: Connecting
) -> None:
    wanted = {
        "journal_mode": "delete",
        "synchronous": 3,
        "secure_delete": 1,
        "recursive_triggers": 1,
        "cell_size_check": 1,
        "temp_store": 2,
        "busy_timeout": 5000,
    }
    with connection(store.home.diary) as conn:
        asked = {name: conn.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    assert asked == wanted


def test_the_address_of_a_file_is_as_sqlite_reads_it() -> None:
    address = uri(Path("/a b/ä?c#d%.db"))
    assert address.startswith("file:///")
    assert not address.startswith("file:////")
    assert address.endswith("/a b/ä%3fc%23d%25.db")


def test_a_write_keeps_to_what_one_row_says_of_another(store: Store) -> None:
    with writing(store.home.diary) as conn:
        assert conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert conn.in_transaction


def test_a_reader_cannot_write(store: Store) -> None:
    from tracker.storage.errors import CannotWriteError

    with pytest.raises(CannotWriteError), reading(store.home.diary) as conn:
        conn.execute("DELETE FROM measure")


def test_a_file_switched_to_a_write_ahead_log_is_switched_back(store: Store) -> None:
    with raw(store.home.diary) as conn:
        conn.execute("PRAGMA journal_mode=WAL")
    store.add(check_in(), NOW, "a check-in")
    assert rows(store.home.diary, "PRAGMA journal_mode") == [("delete",)]
    assert [path.name for path in store.home.folder.glob("diary.db*")] == ["diary.db"]
