"""Diaries of the versions before: opened, restored, merged, with their history and their undo."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import AbstractContextManager
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from tests.ciphered import on_both, plain_first
from tests.conftest import NOW, new_store
from tests.storage.making import (
    TODAY,
    check_in,
    diary_id,
    edit_measure,
    infusion,
    last_change,
    later,
    rating,
    raw,
    rows,
)
from tests.storage.test_schema import built
from tracker.paths import Home
from tracker.records import CheckIn, Event, Infusion, SideEffect
from tracker.records.codec import from_row, to_row
from tracker.storage import Record, Store
from tracker.storage.check import check_diary
from tracker.storage.connection import SCHEMA_VERSION, writing
from tracker.storage.errors import DamagedError, TooNewError
from tracker.storage.merge import checked_copy, merge, preview
from tracker.storage.restore import replace_diary, verified_copy
from tracker.storage.schema import add_column, database
from tracker.storage.snapshots import list_snapshots
from tracker.storage.views import VIEWS_2

EVERY_OLDER = pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))

LIVED = (
    "INSERT INTO measure "
    "VALUES ('sleep', 1, 'Sleep', 0, 24, 0.1, 'higher', NULL, NULL, 'hours', 1)",
    "INSERT INTO change (at, what) VALUES ('2026-11-05T10:00:01.000Z', 'an infusion')",
    "INSERT INTO infusion (id, day, status, new_course, side_effects, dose_mg, updated_at) VALUES "
    "('i', '2026-11-05', 'given', 0, '[]', 40, '2026-11-05T10:00:01.000Z')",
    "INSERT INTO change (at, what) VALUES ('2026-11-05T10:00:02.000Z', 'a check-in')",
    "INSERT INTO check_in (id, day, mood, updated_at) VALUES "
    "('c', '2026-11-05', 4, '2026-11-05T10:00:02.000Z')",
    "INSERT INTO rating VALUES ('c', 'sleep', 6.5)",
    "INSERT INTO change (at, what) VALUES ('2026-11-05T10:00:03.000Z', 'the edit of an infusion')",
    "UPDATE infusion SET dose_mg = 50, updated_at = '2026-11-05T10:00:03.000Z'",
)


def lived_in(home: Home, version: int) -> Home:
    """A diary of that version in which something was written and edited."""
    built(home, version)
    with raw(home.diary) as conn:
        for statement in LIVED:
            conn.execute(statement)
    return home


@pytest.fixture
def old(tmp_path: Path, version: int) -> Home:
    return lived_in(Home(tmp_path / "old"), version)


@on_both
@EVERY_OLDER
def test_an_older_diary_keeps_its_history_and_its_undo(old: Home) -> None:
    store = Store.open(old, NOW)
    first = Infusion(id="i", day=date(2026, 11, 5), dose_mg=40)
    edited = store.edit(NOW, Infusion, "i", route="iv").record
    states = [state.record for state in store.states(edited)]
    assert states == [first, replace(first, dose_mg=50), replace(first, dose_mg=50, route="iv")]
    assert store.edited_ids() == {"i"}
    taken_back = [store.undo(later(n)) for n in range(1, 5)]
    said = [undone.change.sentence for undone in taken_back if undone]
    assert said == [None, "the edit of an infusion", "a check-in", "an infusion"]
    assert store.read().empty
    assert store.undo(later(9)) is None
    assert check_diary(old.diary) == ()


@EVERY_OLDER
def test_an_older_diary_whose_rows_refer_to_none_is_damaged_and_left_alone(old: Home) -> None:
    with raw(old.diary) as conn:
        conn.execute("PRAGMA foreign_keys=OFF")
        conn.execute("INSERT INTO rating VALUES ('nobody', 'sleep', 3)")
    before = old.diary.read_bytes()
    with pytest.raises(DamagedError):
        Store.open(old, NOW)
    assert old.diary.read_bytes() == before


@plain_first
@EVERY_OLDER
def test_an_older_diary_is_named_once_and_counts_sleep_in_quarters(old: Home, version: int) -> None:
    store = Store.open(old, NOW)
    assert diary_id(store)
    assert diary_id(Store.open(old, later(1))) == diary_id(store)
    assert store.read().measure("sleep").step == (0.05 if version < 3 else 0.1)
    last = last_change(store)
    assert last
    assert last.sentence == "the edit of an infusion"


@EVERY_OLDER
def test_an_older_diary_that_another_program_brings_to_this_version_first_is_left_alone(
    old: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(diary: Path, *, foreign_keys: bool) -> AbstractContextManager[sqlite3.Connection]:
        monkeypatch.undo()
        Store.open(old, NOW)
        return writing(diary, foreign_keys=foreign_keys)

    monkeypatch.setattr("tracker.storage.store.writing", late)
    store = Store.open(old, later(1))
    assert [s.taken_at for s in list_snapshots(old.snapshots)] == [NOW]
    assert [c.id for c in store.read().check_ins] == ["c"]


def test_a_view_as_an_earlier_tracker_made_it_is_no_damage(tmp_path: Path, store: Store) -> None:
    home = lived_in(Home(tmp_path / "old"), SCHEMA_VERSION)
    with raw(home.diary) as conn:
        conn.execute("DROP VIEW infusions_given")
        conn.execute(next(view for view in VIEWS_2 if "VIEW infusions_given" in view))
    assert check_diary(home.diary) == ()
    merge(store, home.diary, NOW)
    assert store.read().infusions == Store.open(home, NOW).read().infusions != ()
    with verified_copy(store.home, home.diary, NOW) as prepared:
        replace_diary(prepared, store.home, NOW)
    restored = Store.open(store.home, NOW)
    assert restored.undo(later(9))
    assert check_diary(store.home.diary) == ()


@EVERY_OLDER
def test_a_choice_made_elsewhere_before_the_upgrade_here_is_not_lost_to_it(
    old: Home, tmp_path: Path
) -> None:
    elsewhere = Home(tmp_path / "elsewhere")
    shutil.copytree(old.folder, elsewhere.folder)
    theirs = Store.open(elsewhere, NOW)
    edit_measure(theirs, NOW, "sleep", active=False)
    ours = Store.open(old, later(3600))
    with checked_copy(ours, elsewhere.diary, later(3601)) as copy:
        merge(ours, copy, later(3602))
    assert not ours.read().measure("sleep").active


@plain_first
@EVERY_OLDER
def test_an_older_copy_is_restored(old: Home, store: Store) -> None:
    with verified_copy(store.home, old.diary, NOW) as copy:
        replace_diary(copy, store.home, NOW)
    assert [c.id for c in store.read().check_ins] == ["c"]
    assert rows(old.diary, "PRAGMA user_version") != rows(store.home.diary, "PRAGMA user_version")
    store.add(check_in(), NOW)
    assert check_diary(store.home.diary) == ()


@plain_first
@EVERY_OLDER
def test_an_older_copy_is_merged_twice_and_the_second_time_says_nothing_new(
    old: Home, store: Store
) -> None:
    store.add(ours := infusion(id="ours"), NOW)
    for is_empty in (False, True):
        with checked_copy(store, old.diary, later(1)) as copy:
            assert preview(store, copy).is_empty == is_empty
            merge(store, copy, later(1))
    assert {i.id for i in store.read().infusions} == {"i", ours.id}
    assert store.undo(later(2))
    assert [i.id for i in store.read().infusions] == [ours.id]


@on_both
def test_a_newer_trackers_file_is_refused_by_restore_and_merge(
    store: Store, tmp_path: Path
) -> None:
    newer = Store.open(Home(tmp_path / "newer"), NOW).home
    with raw(newer.diary) as conn:
        conn.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    before = store.home.diary.read_bytes()
    for copied in (
        verified_copy(store.home, newer.diary, NOW),
        checked_copy(store, newer.diary, NOW),
    ):
        with pytest.raises(TooNewError, match="to read it"), copied:
            pass
    assert store.home.diary.read_bytes() == before


RECORDS: tuple[Record, ...] = (
    check_in(7, note="x"),
    infusion(dose_mg=40, side_effects=(SideEffect(name="nausea", severity=2),)),
    Event(id="e", kind="life", title="Moved", start=TODAY),
)


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: type(r).__name__)
def test_an_image_without_a_newer_column_is_read_with_its_default(record: Record) -> None:
    row = to_row(record)
    optional = [f.name for f in fields(record) if repr(f.default) == "None" and f.name in row]
    assert optional
    for name in optional:
        older = {column: value for column, value in row.items() if column != name}
        assert from_row(type(record), older) == from_row(type(record), {**row, name: None})


def test_history_works_on_images_that_lack_a_column(store: Store) -> None:
    store.add(record := infusion(id="i", dose_mg=40), NOW)
    store.edit(later(1), Infusion, "i", dose_mg=50)
    forget_column(store, "infusion", "cost")
    assert [state.record for state in store.states(record)] == [
        record,
        replace(record, dose_mg=50),
    ]
    assert check_diary(store.home.diary) == ()
    store.edit(later(2), Infusion, "i", cost=450)
    store.undo(later(3))
    store.undo(later(4))
    assert store.get(Infusion, "i") == record


def test_a_column_that_is_added_is_in_history_from_then_on(store: Store) -> None:
    store.add(record := infusion(id="i", dose_mg=40), NOW)
    with writing(store.home.diary, foreign_keys=False) as conn:
        add_column(database(conn), "infusion", "bmi REAL CHECK (bmi > 0)")
    assert check_diary(store.home.diary) == ()
    with raw(store.home.diary) as conn, pytest.raises(sqlite3.IntegrityError):
        conn.execute("UPDATE infusion SET bmi = 0")
    with raw(store.home.diary) as conn:
        conn.execute("UPDATE infusion SET bmi = 24")
    (kept,) = rows(store.home.diary, "SELECT after FROM history ORDER BY seq DESC LIMIT 1")
    assert json.loads(kept[0])["bmi"] == 24
    assert check_diary(store.home.diary) == ()
    assert store.states(record)[-1].record == record


def test_a_merge_of_images_that_lack_a_column_finds_no_conflict(
    store: Store, tmp_path: Path
) -> None:
    other = new_store(Home(tmp_path / "other"))
    store.add(record := infusion(id="i", dose_mg=40), NOW)
    with checked_copy(other, store.home.diary, NOW) as copy:
        merge(other, copy, NOW)
    other.edit(later(60), Infusion, record.id, dose_mg=50)
    for diary in (store, other):
        forget_column(diary, "infusion", "cost")
    with checked_copy(store, other.home.diary, later(61)) as copy:
        assert merge(store, copy, later(61)).changed_in_both_count == 0


def forget_column(store: Store, table: str, column: str) -> None:
    """Make history look as it did before that column was added."""
    with raw(store.home.diary) as conn:
        (guard,) = conn.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'history_is_append_only_update'"
        ).fetchone()
        conn.execute("DROP TRIGGER history_is_append_only_update")
        for seq, *images in conn.execute(
            "SELECT seq, before, after FROM history WHERE tbl = ?", (table,)
        ).fetchall():
            older = [image and without(image, column) for image in images]
            conn.execute("UPDATE history SET before = ?, after = ? WHERE seq = ?", (*older, seq))
        conn.execute(guard)


def without(image: str, column: str) -> str:
    return json.dumps({k: v for k, v in json.loads(image).items() if k != column})


def test_what_is_written_before_and_after_is_one_history(tmp_path: Path) -> None:
    store = rating(Store.open(lived_in(Home(tmp_path / "old"), 1), NOW), "anxiety")
    store.edit(later(1), CheckIn, "c", ratings={"anxiety": 3})
    states = store.states(store.get(CheckIn, "c"))
    assert [len(state.record.ratings) for state in states if isinstance(state.record, CheckIn)] == [
        2,
        3,
    ]
