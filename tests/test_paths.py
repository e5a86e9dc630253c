from __future__ import annotations

import os
import stat
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from random import Random

import platformdirs
import pytest

from tests import launch
from tracker import paths
from tracker.paths import Home, create_private, private_directory, replacing, write_private

posix = pytest.mark.skipif(os.name != "posix", reason="permissions and links as on Unix")


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    """A umask that hides nothing, so that what is private is private by our own doing."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_home_that_was_named_goes_before_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "environment"))
    assert paths.home(str(tmp_path / "named")).folder == tmp_path / "named"
    assert paths.home().folder == tmp_path / "environment"


def test_without_a_choice_the_home_is_where_the_system_keeps_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TRACKER_HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    usual = platformdirs.user_data_path("infusion-tracker", appauthor=False)
    assert usual.is_absolute()
    assert paths.home().folder == usual
    for no_place in ("", "relative"):
        monkeypatch.setenv("XDG_DATA_HOME", no_place)
        assert paths.home().folder == usual
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    there = platformdirs.user_data_path("infusion-tracker", appauthor=False)
    assert paths.home().folder == there


def test_elsewhere_than_on_linux_the_home_has_no_second_folder_of_an_author(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_on_windows(name: str, appauthor: str | bool | None = None) -> Path:
        author = name if appauthor is None or appauthor is True else appauthor
        return tmp_path / author / name if author else tmp_path / name

    monkeypatch.delenv("TRACKER_HOME", raising=False)
    monkeypatch.setattr(platformdirs, "user_data_path", as_on_windows)
    for system in ("win32", "darwin"):
        monkeypatch.setattr(sys, "platform", system)
        assert paths.home() == Home(tmp_path / "infusion-tracker")


def test_a_home_may_be_named_from_the_users_own_folder_or_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert paths.home("~/diary").folder == tmp_path / "diary"
    assert paths.home("diary").folder == tmp_path / "diary"


def test_a_home_of_a_user_who_does_not_exist_is_refused() -> None:
    with pytest.raises(FileNotFoundError, match=r"\] there is no such home folder") as refused:
        paths.home("~nobody-of-this-name/diary")
    assert refused.value.filename == "~nobody-of-this-name/diary"


def test_everything_is_in_the_one_folder_under_names_that_scripts_rely_on(tmp_path: Path) -> None:
    home = Home(tmp_path)
    found = (home.diary, home.snapshots, home.reports)
    assert found == tuple(tmp_path / name for name in ("diary.db", "snapshots", "reports"))


def test_other_versions_of_the_diary_from_a_sync_service_are_found(tmp_path: Path) -> None:
    kept = ("diary (conflicted copy 2026-11-21).db", "diary.sync-conflict-20261121-104512-ABC.db")
    for name in (*kept, "diary.db", "diary.db-journal", "conflict.db", "diary.conflict.txt"):
        (tmp_path / name).touch()
    assert Home(tmp_path).set_aside == [tmp_path / name for name in kept]


# What a file is, by its first bytes

PLAIN = b"SQLite format 3\0" + bytes(4080)
NOISE = Random(1).randbytes(8192)  # as SQLCipher writes it


@pytest.mark.parametrize(
    ("content", "database"),
    [
        (PLAIN, True),
        (NOISE, True),
        (b"age-encryption.org/v1\n" + NOISE, True),
        (b"", False),
        (NOISE[:4095], False),
        (NOISE + b"x", False),
        (b"day,mood\n" * 2048, False),
        *((start + NOISE[len(start):], False) for start in (
            b"%PDF", b"\x89PNG", b"PK\x03\x04", b"\x1f\x8b", b"\xff\xd8\xff", b"BZh", b"7z",
        )),
    ],
)  # fmt: skip
def test_a_database_is_told_from_other_files(
    tmp_path: Path, content: bytes, database: bool
) -> None:
    (tmp_path / "file").write_bytes(content)
    assert paths.is_database(tmp_path / "file") is database


def test_a_folder_and_a_file_that_is_not_there_are_no_databases(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        assert not paths.is_database(path)
        assert not paths.looks_locked(path)


@pytest.mark.parametrize(("values", "noise"), [(250, False), (251, True), (256, True)])
def test_a_file_looks_random_if_nearly_every_byte_occurs_in_it(
    tmp_path: Path, values: int, noise: bool
) -> None:
    (tmp_path / "file").write_bytes((bytes(range(values)) * 20)[:4096])
    assert paths.looks_locked(tmp_path / "file") is noise


def test_a_file_that_may_not_be_read_is_taken_for_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(NOISE)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    assert not paths.is_database(tmp_path / "file")
    assert not paths.looks_locked(tmp_path / "file")


@posix
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert not paths.is_database(tmp_path / "pipe")


def test_a_passphrase_is_asked_for_a_locked_diary_or_for_its_copies_where_it_is_gone(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path)
    assert not home.locked
    home.snapshots.mkdir()
    (home.snapshots / "2026-11-21.db").write_bytes(NOISE)
    assert home.locked
    home.diary.write_bytes(PLAIN)
    assert not home.locked
    home.diary.write_bytes(NOISE)
    assert home.locked


@posix
def test_a_private_directory_and_the_parents_it_needs_are_for_the_owner_only(
    tmp_path: Path,
) -> None:
    made = private_directory(tmp_path / "a" / "b")
    assert [mode(made), mode(made.parent)] == [0o700, 0o700]


def test_making_a_directory_that_is_there_changes_nothing(tmp_path: Path) -> None:
    before = mode(tmp_path)
    assert private_directory(tmp_path) == tmp_path
    assert mode(tmp_path) == before


def test_a_directory_that_another_program_makes_meanwhile_is_as_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = Path.mkdir

    def make_late(path: Path, mode: int = 0o777, *, exist_ok: bool = False) -> None:
        make(path)
        make(path, mode, exist_ok=exist_ok)

    monkeypatch.setattr(Path, "mkdir", make_late)
    assert private_directory(tmp_path / "a" / "b").is_dir()


def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(NotADirectoryError, match=r"\] it is a file, not a folder") as refused:
        private_directory(tmp_path / "file")
    assert refused.value.filename == str(tmp_path / "file")


@posix
def test_a_private_file_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    assert create_private(tmp_path / "file")
    assert not create_private(tmp_path / "file")
    assert mode(tmp_path / "file") == 0o600


@posix
def test_what_is_written_is_for_the_owner_only_even_over_a_file_that_was_not(
    tmp_path: Path,
) -> None:
    open_to_all = tmp_path / "page.pdf"
    open_to_all.write_bytes(b"before")
    open_to_all.chmod(0o644)
    assert write_private(open_to_all, b"after") == open_to_all
    assert open_to_all.read_bytes() == b"after"
    assert mode(open_to_all) == 0o600


def test_an_error_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(b"before")
    with pytest.raises(RuntimeError), replacing(tmp_path / "page") as temporary:
        write_half_and_stop(temporary)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("page", b"before")]


def write_half_and_stop(path: Path) -> None:
    path.write_bytes(b"half")
    raise RuntimeError


@posix
def test_while_it_is_written_the_file_is_for_the_owner_only(tmp_path: Path) -> None:
    with replacing(tmp_path / "page") as temporary:
        assert mode(temporary) == 0o600
        assert temporary.name.startswith(paths.TEMPORARY_PREFIX)
        assert temporary.parent == tmp_path


@posix
def test_a_link_stays_a_link_and_what_it_points_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    real, link = tmp_path / "elsewhere" / "page", tmp_path / "link"
    real.write_bytes(b"before")
    link.symlink_to(real)
    write_private(link, b"after")
    assert link.is_symlink()
    assert real.read_bytes() == b"after"


@posix
def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert write_private(pipe, b"a page") == pipe
        assert os.read(reader, 100) == b"a page"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix
def test_what_is_no_ordinary_file_is_not_replaced_by_one(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")  # no device: a faulty program would replace it for all
    with pytest.raises(OSError, match=r"\] it is no ordinary file"), replacing(pipe):
        pass
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_folder_cannot_be_replaced_by_a_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match=r"\] it is a folder, not a file") as refused:
        write_private(tmp_path, b"")
    assert refused.value.filename == str(tmp_path)


def test_a_folder_that_is_not_there_is_said_with_the_name_that_was_asked_for(
    tmp_path: Path,
) -> None:
    wanted = tmp_path / "nowhere" / "page.pdf"
    with pytest.raises(FileNotFoundError) as refused:
        write_private(wanted, b"")
    assert refused.value.filename == str(wanted)


@posix
def test_a_file_is_on_the_disk_before_it_takes_its_place_and_then_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    sync, replace = os.fsync, os.replace

    def synced(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def replaced(source: Path, target: Path) -> None:
        done.append("named")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    write_private(tmp_path / "page", b"whole")
    assert done == ["file", "named", "folder"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="lists open files as Linux does")
def test_no_file_stays_open_once_it_is_written(tmp_path: Path) -> None:
    before = set(os.listdir("/proc/self/fd"))
    write_private(tmp_path / "page", b"whole")
    create_private(tmp_path / "new")
    create_private(tmp_path / "new")
    paths.is_database(tmp_path / "page")
    assert set(os.listdir("/proc/self/fd")) <= before


# What a program leaves when it is killed

MACHINE = f"{zlib.crc32(os.uname().nodename.encode()):08x}" if os.name == "posix" else ""
OTHER_MACHINE = "0" * 8


@posix
def test_an_unfinished_file_says_whose_it_is(tmp_path: Path) -> None:
    assert paths.temporary_prefix() == f".infusion-tracker-{MACHINE}-{os.getpid()}-"
    unfinished = tmp_path / f"{paths.temporary_prefix()}x"
    unfinished.touch()
    (tmp_path / "diary.db").touch()
    assert paths.half_made_files(tmp_path) == [unfinished]
    assert paths.half_made_files(tmp_path / "none") == []


def test_on_windows_an_unfinished_file_has_the_name_of_the_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "uname", raising=False)
    monkeypatch.setenv("COMPUTERNAME", "DESK")
    assert paths.temporary_prefix() == f".infusion-tracker-{zlib.crc32(b'DESK'):08x}-{os.getpid()}-"
    monkeypatch.delenv("COMPUTERNAME")
    assert f"-{zlib.crc32(b''):08x}-" in paths.temporary_prefix()


@posix
def test_an_unfinished_file_is_abandoned_when_its_process_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with launch.start_python(tmp_path / "home", "") as ended:
        ended.communicate()
    mine, gone = (
        tmp_path / f".infusion-tracker-{MACHINE}-{process}-x"
        for process in (os.getpid(), ended.pid)
    )
    for path in (mine, gone):
        path.touch()
    now = mine.lstat().st_mtime
    assert not paths.is_abandoned(mine, now + 10**6)
    assert paths.is_abandoned(mine, now, at_start=True)
    assert paths.is_abandoned(gone, now)
    assert not paths.is_abandoned(tmp_path / f".infusion-tracker-{MACHINE}-1-x", now)
    assert paths.remove_abandoned(tmp_path, now) == (gone,)
    assert mine.exists()
    assert not gone.exists()
    # No process has such a number, and one of another user may not be asked for.
    assert not paths.is_abandoned(tmp_path / f".infusion-tracker-{MACHINE}-{10**30}-x", now)
    monkeypatch.setattr(os, "kill", refuse)
    assert not paths.is_abandoned(gone, now)


@posix
def test_on_windows_an_unfinished_file_is_abandoned_by_its_age_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f".infusion-tracker-{MACHINE}-{os.getpid()}-x"
    path.touch()
    written = path.lstat().st_mtime
    monkeypatch.setattr(sys, "platform", "win32")
    assert not paths.is_abandoned(path, written + 3600, at_start=True)
    assert paths.is_abandoned(path, written + 3601)


def refuse(process: int, signal: int) -> None:
    raise PermissionError


def test_an_unfinished_file_of_another_machine_is_abandoned_after_an_hour(tmp_path: Path) -> None:
    path = tmp_path / f".infusion-tracker-{OTHER_MACHINE}-{os.getpid()}-x"
    path.touch()
    written = path.lstat().st_mtime
    assert not paths.is_abandoned(path, written + 3600, at_start=True)
    assert paths.is_abandoned(path, written + 3601)


# Permissions of what is there already


@posix
def test_permissions_of_others_are_removed_and_those_of_the_owner_stay(tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.touch()
    for before, wanted, after in (
        (0o644, 0o600, 0o600), (0o755, 0o700, 0o700), (0o640, 0o600, 0o600), (0o466, 0o600, 0o400),
    ):  # fmt: skip
        page.chmod(before)
        assert paths.narrow(page, wanted)
        assert mode(page) == after
        assert paths.narrow(page, wanted) is False
    assert paths.narrow(tmp_path / "none", 0o600) is False


@posix
def test_where_there_are_no_such_permissions_none_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page"
    page.touch()
    page.chmod(0o644)
    with monkeypatch.context() as as_on_windows:
        as_on_windows.setattr(os, "name", "nt")
        assert paths.narrow(page, 0o600) is False
    assert mode(page) == 0o644


@posix
def test_a_folder_that_everybody_writes_to_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    assert paths.narrow(tmp_path, 0o700) is False
    assert mode(tmp_path) == 0o1777


def test_what_a_killed_program_had_begun_to_write_is_swept_by_the_next_one(tmp_path: Path) -> None:
    abandoned, fresh = (tmp_path / f"{paths.TEMPORARY_PREFIX}{name}" for name in ("old", "new"))
    for path in (abandoned, fresh):
        path.write_text("half a diary", encoding="utf-8")
    os.utime(abandoned, (0, 0))
    paths.write_private(tmp_path / "diary.json", b"whole")
    assert {path.name for path in tmp_path.iterdir()} == {fresh.name, "diary.json"}
