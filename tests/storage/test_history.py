from __future__ import annotations

import sqlite3

import pytest

from tests.conftest import NOW
from tests.storage.making import check_in, event, infusion, later, rating, raw, rows
from tracker.records import Assessment, CheckIn, Settings
from tracker.storage import Store

TABLES = ("setting", "measure", "check_in", "rating", "infusion", "assessment", "event")
ROW_ID = {
    "setting": "key",
    "measure": "key",
    "rating": "check_in || ' ' || measure",
}


@pytest.fixture
def lived_in(store: Store) -> Store:
    """A diary in which every kind of row was written, changed and taken out."""
    rating(store, "anxiety", "sleep")
    for n in range(3):
        store.add(check_in(n, anxiety=n, sleep=6.5, id=f"c{n}", note='"quoted" 夜'), NOW, "one")
        store.add(infusion(dose_mg=37.5, id=f"i{n}"), NOW, "one")
        store.add(event(id=f"e{n}"), NOW, "one")
    filled = Assessment(id="a", day=NOW.date(), questionnaire="phq-9", total=4.5, low=0, high=27)
    store.add(filled, NOW, "one")
    with store.writing(later(1), "many") as unit:
        unit.put_settings(Settings(name="K."))
        unit.overwrite(check_in(9, sleep=7, id="c0"))
        unit.remove(CheckIn, "c1")
        unit.overwrite(infusion(dose_mg=40, id="i0"))
    store.undo(later(2))
    return store


def images(store: Store, table: str) -> tuple[dict[str, str], dict[str, str]]:
    """The live rows of a table, and the last of each in history, as JSON by row."""
    with raw(store.home.diary) as conn:
        columns = [row[1] for row in conn.execute(f"PRAGMA table_info({table})")]
        pairs = ", ".join(f"'{column}', \"{column}\"" for column in columns)
        key = ROW_ID.get(table, "id")
        live = dict(conn.execute(f"SELECT {key}, json_object({pairs}) FROM {table}"))
        last = "SELECT row_id, after FROM history WHERE tbl = ? ORDER BY seq"
        kept: dict[str, str | None] = dict(conn.execute(last, (table,)).fetchall())
    return live, {row_id: after for row_id, after in kept.items() if after is not None}


def test_every_row_is_as_its_history_last_saw_it_and_each_belongs_to_a_change(
    lived_in: Store,
) -> None:
    query = "SELECT DISTINCT tbl_name FROM sqlite_schema WHERE name LIKE '%_history_%'"
    assert {name for (name,) in rows(lived_in.home.diary, query)} == set(TABLES)
    for table in TABLES:
        live, last = images(lived_in, table)
        assert live == last, table
        assert table == "setting" or live
    query = "SELECT tbl, row_id FROM history WHERE change NOT IN (SELECT id FROM change)"
    assert rows(lived_in.home.diary, query) == []


def test_history_can_only_grow_and_a_change_never_repeats_what_a_person_wrote(
    lived_in: Store,
) -> None:
    with raw(lived_in.home.diary) as conn:
        conn.execute("PRAGMA recursive_triggers=ON")
        for statement in (
            "DELETE FROM history",
            "UPDATE history SET before = NULL",
            "INSERT OR REPLACE INTO history (seq, tbl, row_id, op) VALUES (1, 'x', 'x', 'I')",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                conn.execute(statement)
    said = " ".join(what for (what,) in rows(lived_in.home.diary, "SELECT what FROM change"))
    assert "quoted" not in said
    assert "Lamotrigine" not in said
