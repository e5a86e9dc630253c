"""What `tracker doctor` tells a person whose diary is sound, damaged, gone or in use."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, Ran, Run
from tests.storage.damage import DAMAGES, SECRET, Damage, behind_its_back, emptied, filled
from tests.storage.making import check_in, raw
from tracker.paths import TEMPORARY_PREFIX, Home
from tracker.storage import Store, connection

posix = pytest.mark.skipif(os.name != "posix", reason="permissions as on Unix")


@pytest.fixture
def kept(store: Store) -> Store:
    """A diary with entries and copies of it, the last of today."""
    filled(store).snapshot(NOW - timedelta(days=1), "daily")
    store.snapshot(NOW, "daily")
    return store


def printed(done: Ran, code: int) -> str:
    said = done.out + done.err
    assert "Traceback" not in said
    assert SECRET not in said
    assert done.code == code
    return said


@pytest.mark.usefixtures("kept")
def test_a_sound_diary_is_0_and_said_to_be_sound(run: Run, store: Store) -> None:
    said = printed(run("doctor"), 0)
    home, diary, versions, copies, sound = said.splitlines()
    assert home == f"Home      {store.home.folder}"
    assert re.fullmatch(rf"Diary     {store.home.diary}  \d+ kB", diary)
    assert re.fullmatch(r"Versions  tracker \S+, Python 3\S+, SQLite 3\S+, schema \d+", versions)
    assert (copies[:10], sound) == ("Copies    ", "The diary is sound.")
    assert "Copies    2, the last Sat 21 Nov 2026 16:40, today" in said
    assert "*" not in said


@pytest.mark.usefixtures("kept")
def test_scripts_read_the_same_as_json(run: Run, store: Store) -> None:
    found = run("doctor", "--json").json
    assert (found["sound"], found["findings"]) == (True, [])
    assert found["diary"] == str(store.home.diary)
    assert found["versions"]["schema"] == found["versions"]["newest_schema"]
    assert found["last_copy"]["taken_at"] == "2026-11-21T15:40:00Z"
    store.home.snapshots.chmod(0o755)
    (finding,) = run("doctor", "--json").json["findings"]
    assert finding.keys() == {"about", "damage", "says", "do"}
    assert finding["do"] == f"Type: chmod 700 {store.home.snapshots}"


@pytest.mark.parametrize("damage", [*DAMAGES, emptied, Path.unlink])
def test_a_damaged_diary_is_4_with_the_way_back_and_is_left_alone(
    run: Run, kept: Store, damage: Damage
) -> None:
    damage(kept.home.diary)
    before = kept.home.diary.read_bytes() if kept.home.diary.exists() else None
    said = printed(run("doctor"), 4)
    assert "tracker restore last, for the copy of" in said
    assert "sound." not in said
    assert kept.home.diary.exists() == (before is not None)
    assert before is None or kept.home.diary.read_bytes() == before
    assert run("doctor", "--json").json["sound"] is False


def test_a_score_that_silently_became_another_is_4(run: Run, kept: Store) -> None:
    behind_its_back(kept.home.diary, "check_in", "mood = 9 WHERE id = 'c-003'")
    assert "* Rows that differ from their history: 1.\n" in printed(run("doctor"), 4)


@pytest.mark.parametrize("place", ["x" * 300, "file", "file/diary", "linked", "folder", "lost"])
def test_a_home_that_can_hold_no_diary_is_4_with_the_reason(
    run: Run, tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").touch()
    for name in ("linked", "folder"):
        (tmp_path / name).mkdir(mode=0o700)
    (tmp_path / "linked" / "diary.db").symlink_to(tmp_path / "nowhere.db")
    (tmp_path / "folder" / "diary.db").mkdir()
    (tmp_path / "lost").symlink_to(tmp_path / "drive")
    said = printed(run("doctor", "--home", str(tmp_path / place)), 4)
    assert "the first entry makes it" not in said
    assert said.count("\n* ") == 1
    assert said.startswith(f"Home      {tmp_path / place}\n")
    refused = run("log", "5", "--home", str(tmp_path / place))
    assert refused.code == 1
    assert ("is a link to a f" in refused.err) == (place in ("linked", "lost"))


def test_without_any_diary_it_says_so_and_makes_none(run: Run, home: Home) -> None:
    home.diary.unlink()
    done = run("doctor")
    assert printed(done, 3).startswith("Home      ")
    assert done.err == "There is no diary here yet; the first entry makes it.\n"
    assert not home.diary.exists()


@pytest.mark.usefixtures("kept")
def test_a_diary_in_use_exits_with_4_and_says_so(
    run: Run, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.02)
    with raw(home.diary) as other:
        other.execute("BEGIN EXCLUSIVE")
        said = printed(run("doctor"), 4)
    assert "* Another program is using the diary" in said
    assert "restore" not in said


def test_a_newer_trackers_diary_is_sound_and_to_be_read_only(run: Run, kept: Store) -> None:
    with raw(kept.home.diary) as conn:
        conn.execute("PRAGMA user_version=99")
    said = printed(run("doctor"), 0)
    assert "made by a newer tracker (schema 99;" in said


@posix
def test_what_others_may_read_is_reported_with_what_to_type(run: Run, kept: Store) -> None:
    (copy,) = kept.home.snapshots.glob("2026-11-20*.db")
    kept.home.folder.chmod(0o755)
    kept.home.diary.chmod(0o644)
    copy.chmod(0o400)
    said = printed(run("doctor"), 0)
    assert f"Type: chmod 700 {kept.home.folder}\n" in said
    assert f"Type: chmod 600 {kept.home.diary}\n" in said
    assert f"{copy} is closed to you (0400 instead of 0600)." in said


def test_a_missing_copy_and_a_damaged_last_copy_are_reported(run: Run, store: Store) -> None:
    store.add(check_in(), NOW, "one")
    assert "Type: tracker backup\n" in printed(run("doctor"), 0)
    store.snapshot(NOW, "daily").write_bytes(b"no copy")
    assert "is damaged." in printed(run("doctor"), 0)


def test_what_a_killed_program_left_behind_is_removed_and_reported(run: Run, store: Store) -> None:
    half = store.home.folder / f"{TEMPORARY_PREFIX}half"
    half.write_bytes(b"half")
    os.utime(half, (0, 0))
    assert half.name in printed(run("doctor"), 0)
    assert not half.exists()


def test_a_version_that_a_service_set_aside_is_reported(run: Run, store: Store) -> None:
    aside = store.home.folder / "diary.sync-conflict-20261120-101010-ABCDEFG.db"
    aside.write_bytes(b"")
    assert f"Type: tracker merge {aside}\n" in printed(run("doctor"), 0)
