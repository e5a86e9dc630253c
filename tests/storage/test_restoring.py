"""Bringing a copy back: checked first, whole or not at all, and nothing thrown away."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from tests.ciphered import on_both
from tests.conftest import NOW, FillOnce
from tests.storage.damage import DAMAGES, Damage, emptied, filled
from tests.storage.making import TODAY, check_in, event, infusion, later, raw
from tests.storage.test_schema import built
from tests.waits import PATIENCE
from tracker.paths import TEMPORARY_PREFIX, Home
from tracker.storage import StorageError, Store, connection
from tracker.storage.doctor import advice
from tracker.storage.errors import DamagedError, DiaryMissingError, LockedError, TooNewError
from tracker.storage.restore import Contents, contents, replace_diary, verified_copy
from tracker.storage.snapshots import BEFORE_RESTORE, latest_intact, list_snapshots, prune


def restored(store: Store, source: Path, seconds: float = 100) -> Path | None:
    with verified_copy(store.home, source, later(seconds)) as prepared:
        return replace_diary(prepared, store.home, later(seconds))


def ids(store: Store) -> set[str]:
    return {c.id for c in store.read().check_ins}


@pytest.fixture
def copy(store: Store, fill_once: FillOnce) -> Path:
    """A copy of a diary with the entry `early`; the diary has `late` as well."""

    def fill() -> None:
        store.add(check_in(id="early"), NOW, "one")
        store.snapshot(later(1), "daily")
        store.add(check_in(id="late"), later(2), "one")

    fill_once(store.home, "early and late", fill)
    (path,) = store.home.snapshots.glob("*.db")
    return path


@on_both
def test_a_copy_comes_back_and_what_it_replaced_can_come_back_too(store: Store, copy: Path) -> None:
    before = store.home.diary.read_bytes()
    kept = restored(store, copy)
    assert ids(store) == {"early"}
    assert kept
    assert kept.read_bytes() == before
    assert restored(store, kept, 200)
    assert ids(store) == {"early", "late"}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_diary_is_replaced_and_kept_byte_for_byte(
    store: Store, copy: Path, damage: Damage
) -> None:
    damage(store.home.diary)
    damaged = store.home.diary.read_bytes()
    kept = restored(store, copy)
    assert kept
    assert kept.read_bytes() == damaged
    assert ids(Store.open(store.home, later(200))) == {"early"}


def test_what_lay_beside_a_damaged_diary_is_kept_with_it_and_spoils_nothing(
    store: Store, copy: Path
) -> None:
    log = store.home.diary.with_name("diary.db-shm")
    store.home.diary.write_bytes(b"no diary" * 1000)
    log.write_bytes(b"left there")
    kept = restored(store, copy)
    assert kept
    assert kept.with_name(f"{kept.name}-shm").read_bytes() == b"left there"
    assert not log.exists()


@pytest.mark.parametrize("gone", [emptied, Path.unlink])
def test_a_diary_that_is_gone_comes_back(store: Store, copy: Path, gone: Damage) -> None:
    gone(store.home.diary)
    with pytest.raises(StorageError) as refused:
        Store.open(store.home, later(50))
    assert "restore last" in advice(refused.value, store.home)
    assert restored(store, copy) is None
    assert ids(store) == {"early"}


@pytest.mark.parametrize("damage", [*DAMAGES, emptied])
def test_a_damaged_copy_is_refused_and_the_diary_left_alone(
    store: Store, copy: Path, damage: Damage
) -> None:
    damage(copy)
    before = store.home.diary.read_bytes()
    with pytest.raises(DamagedError, match="is damaged"):
        restored(store, copy)
    assert store.home.diary.read_bytes() == before
    assert no_leftovers(store)


def test_a_newer_trackers_copy_and_another_programs_file_are_refused(
    store: Store, copy: Path, tmp_path: Path
) -> None:
    with raw(tmp_path / "recipes.db") as conn:
        conn.execute("CREATE TABLE recipe (title TEXT)")
    with pytest.raises(DamagedError, match="not a tracker diary"):
        restored(store, tmp_path / "recipes.db")
    with pytest.raises(DiaryMissingError, match=r"^There is no file at "):
        restored(store, tmp_path)
    with raw(copy) as conn:
        conn.execute("PRAGMA user_version=99")
    with pytest.raises(TooNewError, match="Update tracker to read it"):
        restored(store, copy)
    assert ids(store) == {"early", "late"}


@pytest.mark.parametrize("instead", ["", "CREATE VIEW check_in AS SELECT 1"])
def test_a_file_that_calls_itself_a_diary_and_has_no_tables_is_refused(
    store: Store, tmp_path: Path, instead: str
) -> None:
    store.add(check_in(id="kept"), NOW, "one")
    source = tmp_path / "empty.db"
    with contextlib.closing(sqlite3.connect(source)) as conn:
        conn.executescript(
            f"PRAGMA application_id={connection.APPLICATION_ID};"
            f"PRAGMA user_version={connection.SCHEMA_VERSION}; CREATE TABLE x (y); {instead}"
        )
    with pytest.raises(DamagedError, match="is not a diary"):
        restored(store, source)
    assert ids(store) == {"kept"}


@on_both
def test_an_older_versions_copy_is_brought_up_and_left_as_it_was(
    store: Store, tmp_path: Path
) -> None:
    old = built(Home(tmp_path / "old"), 1).diary
    before = old.read_bytes()
    restored(store, old)
    assert Store.open(store.home, later(200)).read().empty
    assert old.read_bytes() == before
    assert {copy.reason for copy in list_snapshots(store.home.snapshots)} == {BEFORE_RESTORE}


@pytest.mark.parametrize(
    ("name", "call"), [("replace", 0), ("replace", 1), *(("fsync", n) for n in range(5))]
)
def test_a_restore_that_is_cut_off_anywhere_leaves_one_whole_diary(
    store: Store, copy: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: int
) -> None:
    real, calls = getattr(os, name), iter(range(1000))

    def failing(*arguments: object) -> object:
        if next(calls) == call:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments)

    monkeypatch.setattr(os, name, failing)
    said = refusal(store, copy)
    monkeypatch.undo()
    assert said.startswith("The disk is full. Nothing was changed") or not said
    assert ids(store) == ({"early", "late"} if said else {"early"})
    assert no_leftovers(store)


def refusal(store: Store, copy: Path) -> str:
    """What a restore that cannot be finished says; nothing when it was finished."""
    try:
        restored(store, copy)
    except StorageError as error:
        return str(error)
    return ""


def no_leftovers(store: Store) -> bool:
    return not list(store.home.folder.rglob(f"{TEMPORARY_PREFIX}*"))


def test_a_diary_that_another_program_writes_to_is_not_replaced(
    store: Store, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.02)
    with raw(store.home.diary) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LockedError):
            restored(store, copy)
    assert ids(store) == {"early", "late"}


def test_a_copy_that_another_program_holds_is_said_to_be_in_use(
    store: Store, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.02)
    with raw(copy) as other:
        other.execute("BEGIN EXCLUSIVE")
        for use in (contents, lambda path: restored(store, path)):
            with pytest.raises(LockedError):
                use(copy)
    assert ids(store) == {"early", "late"}


def test_how_much_a_diary_holds_is_counted_and_nothing_of_a_damaged_one(
    store: Store, copy: Path
) -> None:
    for n, status in enumerate(("given", "given", "planned", "cancelled")):
        store.add(infusion(TODAY + timedelta(days=n), status=status, id=f"i{n}"), NOW)
    store.add(event(), NOW)
    store.add(check_in(3, day=TODAY - timedelta(days=9)), NOW)
    store.remove(NOW, type(check_in()), "late")
    last = TODAY + timedelta(days=1)
    assert contents(store.home.diary) == Contents(2, 2, 1, 0, 1, TODAY, last)
    assert contents(copy) == Contents(1, 0, 0, 0, 0, TODAY, None)
    copy.write_bytes(b"no diary" * 1000)
    assert contents(copy) is None
    assert contents(store.home.folder / "nowhere.db") is None


def test_an_entry_made_during_a_restore_is_in_the_diary_or_in_what_is_kept(
    store: Store, copy: Path
) -> None:
    told: list[str] = []

    def write() -> None:
        for n in range(40):
            try:
                store.add(check_in(id=f"w-{n}"), later(10 + n), "one")
                told.append(f"w-{n}")
            except DiaryMissingError:
                continue

    writer = threading.Thread(target=write)
    writer.start()
    kept = restored(store, copy)
    writer.join(PATIENCE)
    assert kept
    with raw(kept) as conn:
        before = {row[0] for row in conn.execute("SELECT id FROM check_in")}
    assert set(told) <= before | ids(store)
    assert told


def test_what_a_restore_kept_is_never_thinned_and_never_the_last_copy(
    store: Store, copy: Path
) -> None:
    kept = [restored(store, copy, 100 + n) for n in range(3)]
    prune(store.home.snapshots, later(900 * 86_400))
    assert {c.path for c in list_snapshots(store.home.snapshots)} >= set(kept)
    last = latest_intact(store.home.snapshots)
    assert last
    assert last.path == copy


def test_the_last_copy_named_to_a_person_is_one_that_can_be_read(store: Store) -> None:
    filled(store)
    good = store.snapshot(later(1), "daily")
    bad = store.snapshot(later(2), "daily")
    bad.write_bytes(bad.read_bytes()[:5000])
    last = latest_intact(store.home.snapshots)
    assert last
    assert last.path == good
