from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.ciphered import on_both, plain_alone
from tests.conftest import NOW
from tests.storage.making import check_in, later, raw, rows, undone
from tests.waits import PATIENCE
from tracker.paths import TEMPORARY_PREFIX, Home
from tracker.storage import StorageError, Store, connection, copying, snapshots
from tracker.storage.errors import DamagedError
from tracker.storage.snapshots import (
    BEFORE_RESTORE,
    back_up,
    list_snapshots,
    path_for,
    prune,
    retained,
)

DAY = timedelta(days=1)


def day_by_day(days: int, *, a_day: int = 3) -> tuple[list[datetime], datetime]:
    """The snapshots that are left after so many days of taking some and thinning."""
    left: list[datetime] = []
    now = datetime(2025, 11, 21, 8, tzinfo=UTC)
    for _ in range(days):
        now += DAY
        left = sorted(retained([*left, *(now + timedelta(hours=n) for n in range(a_day))], now))
    return left, now + timedelta(hours=a_day)


def test_all_of_today_and_yesterday_is_kept() -> None:
    left, now = day_by_day(365)
    recent = [m for m in left if m.date() >= now.date() - DAY]
    assert len(recent) == 6


def test_after_a_year_twelve_days_ten_weeks_and_nine_months_are_kept() -> None:
    left, now = day_by_day(365)
    days = {m.date() for m in left}
    assert {now.date() - n * DAY for n in range(12)} <= days
    assert len({day.isocalendar()[:2] for day in days}) >= 10
    assert len({(day.year, day.month) for day in days}) == 9
    assert len(days) <= 12 + 10 + 9


def test_any_week_of_the_last_two_months_can_be_gone_back_to() -> None:
    left, now = day_by_day(365)
    weeks = {m.date().isocalendar()[:2] for m in left}
    assert {(now.date() - n * 7 * DAY).isocalendar()[:2] for n in range(9)} <= weeks


def test_of_an_older_day_the_last_copy_is_kept() -> None:
    left, now = day_by_day(30)
    older = [m for m in left if m.date() < now.date() - DAY]
    assert {m.hour for m in older} == {10}


def test_in_a_diary_seldom_written_the_last_copies_are_kept_however_old() -> None:
    moments = [datetime(2020 + n, 1, 1, tzinfo=UTC) for n in range(6)]
    assert retained(moments, NOW) == frozenset(moments)


def test_a_copy_from_the_future_is_kept() -> None:
    future = NOW + 400 * DAY
    left, now = day_by_day(60)
    assert future in retained([*left, future], now)


def test_before_a_second_change_of_any_program_there_is_nothing_to_go_back_to(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.snapshot_if_due(NOW) is None
    store.add(check_in(), NOW, "one")
    with monkeypatch.context() as patch:
        patch.setattr(connection, "open_raw", None)  # the entry has seen it: nothing is opened
        assert store.snapshot_if_due(NOW) is None
    assert list_snapshots(store.home.snapshots) == ()
    Store(store.home).add(check_in(), later(1), "one of another program, which was killed then")
    assert store.snapshot_if_due(NOW)


def test_an_entry_never_waits_for_the_days_snapshot(store: Store) -> None:
    store.add(check_in(), NOW, "one")
    store.undo(NOW + DAY)
    assert list_snapshots(store.home.snapshots) == ()


@on_both
def test_one_snapshot_is_taken_a_day(store: Store) -> None:
    for _ in range(2):
        store.add(check_in(), NOW, "one")
    for hours in (24, 25, 26, 48):
        store.snapshot_if_due(NOW + timedelta(hours=hours))
    taken = list_snapshots(store.home.snapshots)
    assert [s.taken_at.date() for s in taken] == [date(2026, 11, 22), date(2026, 11, 23)]
    assert {s.reason for s in taken} == {"daily"}


def test_a_file_of_restore_or_of_somebody_else_is_not_the_days_snapshot(store: Store) -> None:
    for _ in range(2):
        store.add(check_in(), NOW, "one")
    store.snapshot(NOW + DAY, BEFORE_RESTORE)
    store.home.snapshots.joinpath("2026-11-22Today.db").touch()
    taken = store.snapshot_if_due(later(60) + DAY)
    assert taken
    assert taken.name == "2026-11-22T154100.000000Z.daily.db"


def test_two_programs_at_once_take_one_snapshot(store: Store) -> None:
    for _ in range(2):
        store.add(check_in(note="x" * 20_000), NOW, "one")
    start = threading.Barrier(6)

    def take(_: int) -> Path | None:
        start.wait(PATIENCE)
        return Store(store.home).snapshot_if_due(NOW + DAY)

    with ThreadPoolExecutor(6) as threads:
        taken = [path for path in threads.map(take, range(6)) if path]
    assert [snapshot.path for snapshot in list_snapshots(store.home.snapshots)] == taken
    assert len(taken) == 1
    assert [path.name for path in store.home.snapshots.iterdir()] == [taken[0].name]


def test_a_lock_that_a_purge_of_another_program_removed_is_not_missed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        store.add(check_in(), NOW, "one")
    take = snapshots.take

    def purged_meanwhile(diary: Path, folder: Path, now: datetime, reason: str) -> Path:
        (folder / f"{TEMPORARY_PREFIX}daily").unlink()
        return take(diary, folder, now, reason)

    monkeypatch.setattr(snapshots, "take", purged_meanwhile)
    assert store.snapshot_if_due(NOW + DAY)
    assert store.notice is None


@pytest.mark.sweep
@on_both
def test_entries_written_while_the_snapshot_is_taken_are_kept_and_it_is_whole(
    store: Store,
) -> None:
    with store.writing(NOW, "an import") as unit:
        unit.add_many([check_in(5, id=f"c{n}", note="x" * 9_000) for n in range(250)])
    store.add(check_in(id="second"), NOW, "one")
    with ThreadPoolExecutor(1) as thread:
        copying = thread.submit(store.snapshot_if_due, NOW + DAY)
        for number in range(20):
            store.add(check_in(7, id=f"during-{number}"), later(number), "one")
        path = copying.result()
    assert path
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert len(store.read().check_ins) == 271
    in_copy = {row[0] for row in rows(path, "SELECT id FROM check_in")}
    assert {f"c{n}" for n in range(250)} <= in_copy


class Busy(sqlite3.Connection):
    """A diary to which another program writes whenever a few of its pages were copied."""

    writes: list[int]
    write: Callable[[int], object]

    def backup(self, target: sqlite3.Connection, *, progress: Any = None, **more: Any) -> None:
        def watched(*step: int) -> None:
            progress(*step)
            self.writes.append(len(self.writes))
            assert len(self.writes) < 20
            self.write(len(self.writes))

        super().backup(target, progress=watched if progress else None, **more)


@plain_alone
def test_a_diary_that_is_written_all_the_time_is_copied_all_the_same(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_PAGES", 16)
    with store.writing(NOW, "an import") as unit:
        unit.add_many([check_in(5, id=f"c{n}", note="x" * 9_000) for n in range(40)])
    with (
        raw(store.home.diary) as other,
        contextlib.closing(sqlite3.connect(store.home.diary, factory=Busy)) as source,
        contextlib.closing(sqlite3.connect(tmp_path / "copy.db", factory=Busy)) as target,
    ):
        source.writes = []
        source.write = lambda n: other.execute(f"PRAGMA user_version={100 + n}")
        copying.copy_diary(source, target)
        assert len(source.writes) == 4
        assert copying.same_content(source, target)
        for statement in ("DELETE FROM check_in WHERE id = 'c7'", "PRAGMA user_version=1"):
            with raw(tmp_path / "copy.db") as conn:
                conn.execute(statement)
            assert not copying.same_content(source, target)
            assert not copying.same_content(target, source)
            with raw(tmp_path / "copy.db") as conn:
                conn.execute("PRAGMA user_version=104")


def opened(copy: Path) -> Store:
    """A copy of a diary as the diary of a home of its own."""
    home = Home(copy.parent / f"home of {copy.name}")
    home.folder.mkdir()
    copy.rename(home.diary)
    return Store.open(home, NOW)


@on_both
def test_a_snapshot_is_sound_and_can_be_used_at_once(store: Store) -> None:
    store.add(record := check_in(note="[/] 夜"), NOW, "one")
    path = store.snapshot(later(1), "import")
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    again = opened(path)
    assert again.read().check_ins == (record,)
    assert undone(again, later(2)) == "one"


def test_a_snapshot_says_when_and_why_it_was_taken(store: Store) -> None:
    store.snapshot(NOW, "import")
    (snapshot,) = list_snapshots(store.home.snapshots)
    assert (snapshot.taken_at, snapshot.reason) == (NOW, "import")


def test_a_snapshot_before_something_large_thins_the_older_ones(store: Store) -> None:
    newest = store.snapshot(NOW - DAY * 40, "daily")
    for days in range(41, 71):
        shutil.copyfile(newest, path_for(store.home.snapshots, NOW - DAY * days, "daily"))
    store.snapshot(NOW, "merge")
    assert len(list_snapshots(store.home.snapshots)) < 20


def test_other_files_among_the_snapshots_are_left_alone(store: Store) -> None:
    store.snapshot(NOW - 900 * DAY, "daily")
    mine = store.home.snapshots / "my own copy.db"
    mine.write_bytes(b"mine")
    prune(store.home.snapshots, NOW)
    assert mine.read_bytes() == b"mine"
    assert len(list_snapshots(store.home.snapshots)) == 1


def test_what_a_killed_program_left_half_made_is_removed_an_hour_later(store: Store) -> None:
    store.snapshot(NOW, "daily")
    half = [store.home.snapshots / f"{TEMPORARY_PREFIX}{name}" for name in ("old", "new")]
    for path, age in zip(half, (2, 0), strict=True):
        path.write_bytes(b"half")
        stamp = (NOW - timedelta(hours=age)).timestamp()
        os.utime(path, (stamp, stamp))
    prune(store.home.snapshots, NOW)
    assert [path.exists() for path in half] == [False, True]


def test_the_days_snapshot_sweeps_the_home_of_what_was_left_half_made_there(store: Store) -> None:
    for _ in range(2):
        store.add(check_in(), NOW, "one")
    half = [store.home.folder / f"{TEMPORARY_PREFIX}{name}" for name in ("old", "new")]
    for path, age in zip(half, (2, 0), strict=True):
        path.write_bytes(b"half")
        stamp = (NOW + DAY - timedelta(hours=age)).timestamp()
        os.utime(path, (stamp, stamp))
    assert store.snapshot_if_due(NOW + DAY)
    assert [path.exists() for path in half] == [False, True]


@pytest.fixture
def no_room(store: Store) -> Store:
    """A diary with an entry, and a file where its snapshots should go."""
    for record_id in ("kept", "kept-too"):
        store.add(check_in(id=record_id), NOW, "one")
    store.home.snapshots.write_text("in the way", encoding="utf-8")
    return store


def test_a_snapshot_that_fails_is_said_and_is_tried_again(no_room: Store) -> None:
    assert no_room.snapshot_if_due(NOW + DAY) is None
    assert no_room.notice
    assert "could not be made" in no_room.notice
    assert "Nothing was changed" not in no_room.notice
    no_room.home.snapshots.unlink()
    assert no_room.snapshot_if_due(NOW + DAY)
    assert no_room.notice is None


def test_in_a_folder_too_deep_for_sqlite_an_entry_is_saved_and_no_copy_is_promised(
    tmp_path: Path,
) -> None:
    deep = tmp_path
    while (room := 480 - len(str(deep))) > 1:
        deep /= "x" * min(room - 1, 200)
    store = Store.open(Home(deep), NOW)
    for record_id in ("kept", "kept-too"):
        store.add(check_in(id=record_id), NOW, "one")
    assert store.snapshot_if_due(NOW) is None
    assert str(store.notice).endswith(" is too long.")


def test_a_snapshot_that_cannot_be_written_raises_an_error(no_room: Store) -> None:
    with pytest.raises(StorageError, match=r"^Cannot write to "):
        no_room.snapshot(NOW, "import")


def test_a_damaged_diary_gives_no_snapshot(store: Store) -> None:
    store.add(check_in(), NOW, "one")
    content = store.home.diary.read_bytes()
    store.home.diary.write_bytes(content[:-4096] + b"\xff" * 4096)
    with pytest.raises(DamagedError):
        store.snapshot(NOW, "import")
    assert list(store.home.snapshots.iterdir()) == []


@on_both
def test_a_backup_goes_where_it_is_asked_to(store: Store, tmp_path: Path) -> None:
    store.add(record := check_in(), NOW, "one")
    back_up(store.home.diary, tmp_path / "copy.db")
    assert opened(tmp_path / "copy.db").read().check_ins == (record,)


def test_a_backup_never_writes_over_a_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_bytes(b"before")
    with pytest.raises(StorageError, match="exists already; choose another name"):
        back_up(store.home.diary, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == b"before"


def test_a_backup_that_fails_leaves_no_file(store: Store, tmp_path: Path) -> None:
    store.home.diary.write_bytes(b"no diary" * 1000)
    with pytest.raises(DamagedError):
        back_up(store.home.diary, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_a_backup_into_a_folder_that_is_not_there_says_so(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="; name another file"):
        back_up(store.home.diary, tmp_path / "nowhere" / "copy.db")


@pytest.mark.skipif(os.name != "posix", reason="permissions as on Unix")
def test_everything_kept_is_for_the_owner_only(home: Home, tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        store = Store.open(home, NOW)
        with store.writing(NOW, "one") as unit:
            unit.add(check_in())
            journal = home.diary.with_name("diary.db-journal")
            assert mode(journal) == 0o600
        store.snapshot(NOW, "import")
        back_up(home.diary, tmp_path / "copy.db")
    finally:
        os.umask(umask)
    files = [path for path in home.folder.rglob("*") if path.is_file()]
    assert {mode(path) for path in (*files, tmp_path / "copy.db")} == {0o600}
    assert {mode(home.folder), mode(home.snapshots)} == {0o700}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
