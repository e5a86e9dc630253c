"""What around a diary may damage it or show it to others, and how `doctor` reports it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.ciphered import KEY, keys
from tests.conftest import NOW
from tests.storage.killed_locking import filled
from tests.storage.making import check_in, later
from tracker.paths import TEMPORARY_PREFIX, Home
from tracker.storage import Store, encryption, environment
from tracker.storage.check import Finding
from tracker.storage.doctor import advice, diagnose
from tracker.storage.environment import check_environment
from tracker.storage.errors import DamagedError, DiaryMissingError, NotADiaryError, StorageError
from tracker.storage.snapshots import BEFORE_RESTORE, SALVAGED, take


def found(home: Home, about: str) -> list[Finding]:
    return [finding for finding in check_environment(home, NOW) if finding.about == about]


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("dropbox/diary", "Dropbox"),
        ("Dropbox (Personal)/diary", "Dropbox"),
        ("OneDrive - Clinic/diary", "OneDrive"),
        ("iCloud Drive/diary", "iCloud Drive"),
        ("Library/Mobile Documents/diary", "iCloud Drive"),
        ("Google Drive", "Google Drive"),
        ("Library/CloudStorage/GoogleDrive-me@example.org/diary", "Google Drive"),
        ("NEXTCLOUD", "Nextcloud"),
        ("ownCloud", "ownCloud"),
    ],
)
def test_the_folder_of_a_service_is_recognised_by_its_name(
    tmp_path: Path, folder: str, service: str
) -> None:
    (finding,) = found(Home(tmp_path / folder), "synced")
    assert finding.message == f"The diary lies in a folder that {service} copies elsewhere."
    assert (finding.remedy or "").startswith("Write from one device at a time; ")
    assert not finding.damage


@pytest.mark.parametrize(
    ("mark", "service"),
    [
        (".stfolder", "Syncthing"),
        (".dropbox.cache", "Dropbox"),
        (".nextcloudsync.log", "Nextcloud"),
        (".owncloudsync.log", "ownCloud"),
    ],
)
def test_the_folder_of_a_service_is_recognised_by_the_file_it_leaves_there(
    tmp_path: Path, mark: str, service: str
) -> None:
    assert found(Home(tmp_path / "any" / "home"), "synced") == []
    (tmp_path / mark).touch()
    (finding,) = found(Home(tmp_path / "any" / "home"), "synced")
    assert f" {service} " in finding.message


@pytest.mark.parametrize(
    ("kind", "is_far"),
    [
        *((kind, True) for kind in ("nfs4", "cifs", "smb3", "afpfs", "davfs", "fuse.sshfs")),
        *((kind, True) for kind in ("fuse.davfs2", "fuse.rclone")),
        *((kind, False) for kind in ("ext4", "tmpfs", "fuse.ntfs-3g")),
    ],
)
def test_a_network_drive_is_recognised_by_the_kind_of_the_nearest_mount(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, is_far: bool
) -> None:
    mounts = tmp_path / "mounts"
    at = str(tmp_path / "far away").replace(" ", "\\040")
    mounts.write_text(f"srv:/x {at} {kind} rw 0 0\ndisk / ext4 rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(environment, "MOUNTS", mounts)
    findings = found(Home(tmp_path / "far away" / "home"), "network")
    assert bool(findings) == is_far
    for finding in findings:
        assert finding.message.startswith("The diary lies on a network drive; ")
        assert (finding.remedy or "").startswith("Keep it on this machine's own disk")
        assert not finding.damage
    monkeypatch.setattr(environment, "MOUNTS", tmp_path / "nowhere")
    assert found(Home(tmp_path / "far away" / "home"), "network") == []


def test_what_a_stopped_program_left_half_made_is_named_with_what_to_type(store: Store) -> None:
    half = store.home.folder / f"{TEMPORARY_PREFIX}a half"
    half.write_bytes(b"half")
    assert found(store.home, "leftovers") == []
    os.utime(half, (0, 0))
    (finding,) = found(store.home, "leftovers")
    assert str(half) in finding.message
    assert finding.remedy == f"Type: rm '{half}'"
    assert not finding.damage


def test_without_a_copy_and_with_one_that_a_service_set_aside_it_is_told_what_to_type(
    store: Store,
) -> None:
    (none_yet,) = found(store.home, "copies")
    assert none_yet.message == "There is no copy of the diary yet."
    assert (none_yet.remedy, none_yet.damage) == ("Type: tracker backup", False)
    aside = store.home.folder / "diary (conflicted copy).db"
    aside.write_bytes(b"")
    (set_aside,) = found(store.home, "set aside")
    assert set_aside.message.endswith(f"another version of the diary aside: {aside.name}")
    assert set_aside.remedy == f"Type: tracker merge '{aside}'"


@pytest.mark.skipif(os.name != "posix", reason="permissions as on Unix")
def test_what_others_may_open_and_what_is_closed_to_its_owner_are_told_apart(store: Store) -> None:
    store.home.folder.chmod(0o750)
    store.home.diary.chmod(0o400)
    told = [(finding.message, finding.remedy) for finding in found(store.home, "permissions")]
    assert told == [
        (
            f"{store.home.folder} is open to other people on this machine (0750 instead of 0700).",
            f"Type: chmod 700 {store.home.folder}",
        ),
        (
            f"{store.home.diary} is closed to you (0400 instead of 0600).",
            f"Type: chmod 600 {store.home.diary}",
        ),
    ]


@pytest.mark.skipif(os.name != "posix", reason="permissions as on Unix")
def test_a_copy_that_a_service_set_aside_open_to_others_is_told_like_any_other(
    store: Store,
) -> None:
    aside = store.home.folder / "diary.sync-conflict-20261121-1.db"
    aside.write_bytes(b"")
    aside.chmod(0o644)
    (finding,) = found(store.home, "permissions")
    assert finding.message.startswith(f"{aside} is open to other people on this machine (0644 ")
    assert finding.remedy == f"Type: chmod 600 {aside}"


def test_copies_that_are_not_under_the_diarys_passphrase_are_named(home: Home) -> None:
    with keys(None):
        plain, _ = sorted(filled(home).snapshots.iterdir())
        plain.write_bytes(plain.read_bytes()[:9000])
        assert found(home, "passphrase") == []
        encryption.convert(home, KEY)
        (left,) = found(home, "passphrase")
        assert left.message == f"Unlike the diary, not under a passphrase: {plain.name}"
        assert (left.remedy, left.damage) == ("Type: tracker lock", False)
        plain.write_bytes((home.folder / "diary.db").read_bytes()[:9000])
        encryption.convert(home, None)
        (left,) = found(home, "passphrase")
        assert left.message == f"Unlike the diary, still under a passphrase: {plain.name}"
        assert left.remedy == "Type: tracker unlock"


def test_the_health_of_a_diary_has_its_size_its_schema_and_its_copies(
    store: Store,
) -> None:
    store.add(check_in(5), NOW)
    kept = store.snapshot(later(1), "daily")
    health = diagnose(store.home, later(2))
    assert (health.sound, health.findings) == (True, ())
    assert health.size == store.home.diary.stat().st_size
    assert [copy.path for copy in health.copies] == [kept]
    assert health.versions["schema"] == health.versions["newest_schema"] == health.schema
    assert {"python", "sqlite"} < health.versions.keys()


def test_a_diary_that_is_gone_comes_back_from_its_copies_sound_or_not(store: Store) -> None:
    store.add(check_in(5), NOW)
    copy = store.snapshot(later(1), "daily")
    back = f"Type: tracker restore last, for the copy of {later(1).astimezone():%Y-%m-%d %H:%M}."
    for what, ruin in (
        ("empty", lambda: store.home.diary.write_bytes(b"")),
        ("missing", store.home.diary.unlink),
    ):
        ruin()
        health = diagnose(store.home, later(2))
        assert (health.sound, health.size, health.schema) == (False, None, None)
        (finding,) = health.findings
        assert finding.about == "missing"
        assert f"{store.home.diary} is {what}, but copies" in finding.message
        assert finding.remedy == back
    copy.write_bytes(copy.read_bytes()[:9000])
    gone, damaged = diagnose(store.home, later(2)).findings
    assert f"Type: tracker restore --salvage {copy.stem}, " in (gone.remedy or "")
    assert (damaged.about, damaged.damage) == ("copies", False)
    assert copy.name in damaged.message
    assert (damaged.remedy or "").startswith("Type: tracker backup, ")


@pytest.mark.parametrize("reason", [BEFORE_RESTORE, SALVAGED])
def test_a_diary_that_is_gone_is_missed_where_a_restore_or_a_salvage_left_the_only_copy(
    store: Store, reason: str
) -> None:
    store.add(check_in(5), NOW)
    copy = take(store.home.diary, store.home.snapshots, later(1), reason)
    store.home.diary.unlink()
    with pytest.raises(DiaryMissingError) as refused:
        Store.open(store.home, later(2))
    assert advice(refused.value) == "`tracker doctor` says what is wrong."
    health = diagnose(store.home, later(2))
    (finding,) = health.findings
    assert (health.sound, finding.about) == (False, "missing")
    assert finding.remedy == (
        f"Type: tracker restore --salvage {copy.stem}, for what that copy still holds."
    )


def test_a_home_below_a_folder_that_is_closed_is_said_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert diagnose(Home(tmp_path / "a" / "home"), NOW).findings == ()
    for closed in (os.W_OK, os.X_OK):
        monkeypatch.setattr(os, "access", lambda _, mode, closed=closed: not mode & closed)
        assert diagnose(Home(tmp_path), NOW).findings == ()
        (finding,) = diagnose(Home(tmp_path / "a" / "home"), NOW).findings
        assert (finding.about, finding.damage) == ("home", True)
        assert f"cannot be made: {tmp_path} is closed to you." in finding.message
        assert (finding.remedy or "").startswith("Name another with --home")


@pytest.mark.parametrize(
    ("place", "about", "why"),
    [
        ("file", "home", "a file is in its place"),
        ("file/home", "home", "a file is in its place"),
        ("x" * 300, "home", "cannot be opened: file name too long"),
        ("/".join(["x" * 200] * 2), "home", "is too long for a diary"),
        ("linked", "file", "which is not there"),
        ("lost", "file", "lost is a link to /no/drive, which is not there"),
        ("lost/home", "file", "lost is a link to /no/drive, which is not there"),
        ("folder", "file", "is not an ordinary file"),
    ],
)
def test_where_no_diary_can_be_the_reason_and_a_way_out_are_told(
    tmp_path: Path, place: str, about: str, why: str
) -> None:
    (tmp_path / "file").touch()
    for name in ("linked", "folder"):
        (tmp_path / name).mkdir(mode=0o700)
    (tmp_path / "linked" / "diary.db").symlink_to(tmp_path / "nowhere.db")
    (tmp_path / "folder" / "diary.db").mkdir()
    (tmp_path / "lost").symlink_to("/no/drive")
    health = diagnose(Home(tmp_path / place), NOW)
    (finding,) = health.findings
    assert (finding.about, health.sound) == (about, False)
    assert why in finding.message
    assert str(tmp_path / place.removesuffix("/home")) in finding.message
    assert (finding.remedy or "").startswith(("Name a", "Bring that back", "Move it"))


def test_what_is_advised_names_the_last_copy_and_only_where_one_can_help(store: Store) -> None:
    lost, gone = DamagedError("d", store.home.diary), DiaryMissingError("g", store.home.diary)
    assert [advice(error) for error in (lost, gone)] == ["`tracker doctor` says what is wrong.", ""]
    store.snapshot(NOW, "daily")
    back = (
        "`tracker doctor` says what is wrong; `tracker restore last` brings back the snapshot of "
        f"{NOW.astimezone():%Y-%m-%d %H:%M}."
    )
    assert [advice(error) for error in (lost, gone)] == [back, back]
    assert advice(DamagedError("d"), store.home) == back
    no_help = (DamagedError("d"), NotADiaryError("n", store.home.diary), StorageError("s"))
    assert [advice(error) for error in no_help] == ["", "", ""]
