from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

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
    for data in (None, "", "relative", "/data"):
        if data is None:
            monkeypatch.delenv("XDG_DATA_HOME", raising=False)
        else:
            monkeypatch.setenv("XDG_DATA_HOME", data)
        folder = paths.home().folder
        assert folder.is_absolute()
        assert folder == platformdirs.user_data_path("infusion-tracker", appauthor=False)


def test_a_home_may_be_named_from_the_users_own_folder_or_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert paths.home("~/diary").folder == tmp_path / "diary"
    assert paths.home("diary").folder == tmp_path / "diary"


def test_everything_lies_under_the_one_folder(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert {home.diary.parent, home.snapshots.parent, home.reports.parent} == {tmp_path}


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


def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(NotADirectoryError) as refused:
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
    write_private(open_to_all, b"after")
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
        write_private(pipe, b"a page")
        assert os.read(reader, 100) == b"a page"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix
def test_a_device_cannot_be_replaced_by_a_file() -> None:
    with pytest.raises(OSError, match="no ordinary file"), replacing(Path(os.devnull)):
        pass
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_folder_cannot_be_replaced_by_a_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError) as refused:
        write_private(tmp_path, b"")
    assert refused.value.filename == str(tmp_path)


def test_a_folder_that_is_not_there_is_said_with_the_name_that_was_asked_for(
    tmp_path: Path,
) -> None:
    wanted = tmp_path / "nowhere" / "page.pdf"
    with pytest.raises(FileNotFoundError) as refused:
        write_private(wanted, b"")
    assert refused.value.filename == str(wanted)


def test_what_a_killed_program_had_begun_to_write_is_swept_by_the_next_one(tmp_path: Path) -> None:
    abandoned, fresh = (tmp_path / f"{paths.TEMPORARY_PREFIX}{name}" for name in ("old", "new"))
    for path in (abandoned, fresh):
        path.write_text("half a diary", encoding="utf-8")
    os.utime(abandoned, (0, 0))
    paths.write_private(tmp_path / "diary.json", b"whole")
    assert {path.name for path in tmp_path.iterdir()} == {fresh.name, "diary.json"}
