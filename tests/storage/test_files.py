"""The files of a home: what is never written over, what is swept, what others may not open."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests import launch
from tests.ciphered import on_both
from tests.conftest import NOW
from tests.storage.making import check_in, later, raw
from tracker.paths import Home, temporary_prefix, write_private
from tracker.storage import Store
from tracker.storage.errors import ProtectedTargetError, StorageError
from tracker.storage.files import (
    clear_leftovers,
    refuse_protected_target,
    remove_side_files,
    temporary_file,
)

posix = pytest.mark.skipif(os.name != "posix", reason="permissions, links and processes as on Unix")


@pytest.fixture
def kept(store: Store) -> Store:
    store.add(check_in(id="kept"), NOW)
    store.snapshot(NOW, "test")
    return store


def refused(home: Home, target: Path, what: str = "") -> bool:
    try:
        refuse_protected_target(home, target)
    except ProtectedTargetError as error:
        return f"{target} is {what}" in str(error)
    return False


@on_both
@posix
def test_no_target_may_be_the_diary_or_a_copy_by_whatever_path_or_link(
    kept: Store, tmp_path: Path
) -> None:
    home, (snapshot,) = kept.home, kept.home.snapshots.glob("*.db")
    (linked := tmp_path / "link.pdf").symlink_to(home.diary)
    (linked_again := tmp_path / "link to a link").symlink_to(linked)
    (hard := tmp_path / "hard.pdf").hardlink_to(home.diary)
    (folder := tmp_path / "folder").symlink_to(home.folder)
    elsewhere = Store.open(Home(tmp_path / "elsewhere"), NOW).home
    targets = [
        *(home.diary, snapshot, linked, linked_again, hard, folder / "diary.db"),
        *(home.folder / ".." / home.folder.name / "diary.db", home.snapshots / "new.pdf"),
        *(home.folder / f"diary.db{side}" for side in ("-journal", "-wal", "-shm")),
        elsewhere.diary,
    ]
    assert [refused(home, target) for target in targets] == [True] * len(targets)
    for target in (home.diary, linked, hard):
        assert refused(home, target, "your diary")
    for target in (snapshot, elsewhere.diary):
        assert refused(home, target, "a diary, a snapshot or another database")


def test_no_target_may_be_another_programs_database(home: Home, tmp_path: Path) -> None:
    with raw(tmp_path / "recipes.db") as conn:
        conn.execute("CREATE TABLE recipe (title TEXT)")
    (tmp_path / "backup.age").write_bytes(b"age-encryption.org/v1\n-> scrypt")
    assert refused(home, tmp_path / "recipes.db")
    assert refused(home, tmp_path / "backup.age")


def test_a_page_a_table_and_a_new_file_may_be_written_over(home: Home, tmp_path: Path) -> None:
    noise = os.urandom(4096 * 4 - 8)
    contents = {
        "page.pdf": b"%PDF-1.7" + noise,
        "page.png": b"\x89PNG\r\n\x1a\n" + noise,
        "table.xlsx": b"PK\x03\x04\x00\x00\x00\x00" + noise,
        "table.csv": b"day,mood\n" * 500,
        "empty": b"",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    assert not any(refused(home, tmp_path / name) for name in (*contents, "new", "no/where"))


HALF = """
import os, signal, sys
from pathlib import Path
from tracker.paths import replacing

with replacing(Path(sys.argv[1])) as temporary:
    temporary.write_bytes(b"a private word")
    print(temporary.name, flush=True)
    if sys.argv[2] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    sys.stdin.read()
"""


def half_written(path: Path, end: str) -> launch.Started:
    return launch.start_python(path.parent, HALF, str(path), end)


@posix
def test_what_a_killed_program_left_half_made_is_removed_at_once_and_named(kept: Store) -> None:
    left = [
        half_written(folder / "file", "killed").communicate(timeout=launch.PATIENCE)[0]
        for folder in (kept.home.folder, kept.home.snapshots)
    ]
    named = [path.name.encode() for path in clear_leftovers(kept.home, NOW)]
    assert named == [name.strip() for name in left]
    assert not list(kept.home.folder.rglob(".infusion*"))
    assert clear_leftovers(kept.home, NOW) == ()


@posix
def test_what_a_program_is_still_writing_is_left_alone(kept: Store) -> None:
    writer = half_written(kept.home.folder / "file", "later")
    assert writer.stdout
    name = writer.stdout.readline().decode().strip()
    assert clear_leftovers(kept.home, later(48 * 3600)) == ()
    assert (kept.home.folder / name).exists()
    writer.communicate(b"", timeout=launch.PATIENCE)
    assert (kept.home.folder / "file").read_bytes() == b"a private word"


@posix
def test_a_former_process_of_the_same_number_is_no_excuse(kept: Store) -> None:
    (half := kept.home.folder / f"{temporary_prefix()}half").write_bytes(b"a private word")
    assert clear_leftovers(kept.home, NOW) == (half,)


def test_a_home_that_is_not_there_has_no_leftovers(home: Home) -> None:
    assert clear_leftovers(home, NOW) == ()
    assert not home.folder.exists()


@posix
def test_a_temporary_file_that_a_purge_of_another_program_removed_is_not_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with temporary_file(tmp_path) as path:
        assert mode(path) == 0o600
        path.unlink()
    gone = [(tmp_path / "diary.db-journal", "-journal")]
    monkeypatch.setattr("tracker.storage.files.side_files", lambda _: gone)
    remove_side_files(tmp_path / "diary.db")
    assert list(tmp_path.iterdir()) == []


def test_a_half_made_file_bears_the_name_of_its_process(tmp_path: Path) -> None:
    assert f"-{os.getpid()}-" in temporary_prefix()
    write_private(tmp_path / "file", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@on_both
@posix
def test_a_diary_that_was_copied_here_open_to_others_is_closed_on_opening(kept: Store) -> None:
    home = kept.home
    (conflict := home.folder / "diary.sync-conflict-20261121-1.db").write_bytes(b"x")
    files = [home.diary, *home.snapshots.glob("*.db"), conflict]
    for path in (home.folder, home.snapshots):
        path.chmod(0o755)
    for path in files:
        path.chmod(0o644)
    Store.open(home, NOW)
    assert {mode(home.folder), mode(home.snapshots)} == {0o700}
    assert {mode(path) for path in files} == {0o600}


@posix
def test_a_folder_that_everybody_writes_to_stays_as_it_is(tmp_path: Path) -> None:
    (shared := tmp_path / "shared").mkdir()
    shared.chmod(0o1777)
    Store.open(Home(shared), NOW)
    Store.open(Home(shared), NOW)
    assert mode(shared) == 0o1777


@posix
def test_a_pipe_where_the_diary_should_be_is_refused_at_once(home: Home) -> None:
    home.folder.mkdir()
    os.mkfifo(home.diary)
    with pytest.raises(StorageError, match="is not an ordinary file"):
        Store.open(home, NOW)
    assert not home.locked
