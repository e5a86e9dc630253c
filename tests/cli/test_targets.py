"""What a command writes to, and reads from: never over a diary, never for ever."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from tests import launch
from tests.ciphered import plain_alone
from tests.conftest import Run
from tests.waits import PATIENCE
from tracker.storage import Store

posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes as on Unix")

WRITERS = ("export json -o", "export ics --reminders 20:00 -o", "report --format txt -o", "backup")


@pytest.fixture
def targets(run: Run, store: Store, tmp_path: Path) -> dict[str, Path]:
    """Paths behind which a diary, a copy of one or another database is."""
    run("log", "7")
    run("infusion", "add", "tomorrow", "--planned")
    run("backup")
    snapshot = next(store.home.snapshots.glob("*.db"))
    other = tmp_path / "other.sqlite"
    conn = sqlite3.connect(other)
    conn.execute("CREATE TABLE t (a)")
    conn.commit()
    conn.close()
    locked = tmp_path / "locked.db"
    locked.write_bytes(os.urandom(8192))
    found = {
        "diary": store.home.diary,
        "snapshot": snapshot,
        "new snapshot": store.home.snapshots / "new.db",
        "a name that SQLite uses": store.home.folder / "diary.db-journal",
        "another database": other,
        "a locked file": locked,
        "dots": store.home.folder / "snapshots" / ".." / "diary.db",
    }
    if os.name == "posix":
        link, hard, folder = tmp_path / "link.json", tmp_path / "hard.json", tmp_path / "folder"
        link.symlink_to(store.home.diary)
        os.link(store.home.diary, hard)
        folder.symlink_to(store.home.folder)
        found |= {"symlink": link, "hard link": hard, "linked folder": folder / "diary.db"}
    return found


@plain_alone
def test_no_command_writes_over_a_diary_or_another_database(
    run: Run, store: Store, targets: dict[str, Path]
) -> None:
    before = {p: p.read_bytes() for p in targets.values() if p.exists()}
    for typed in WRITERS:
        for name, path in targets.items():
            done = run(*typed.split(), str(path))
            assert (done.code, done.out) == (1, ""), (typed, name)
            assert "Traceback" not in done.err
        assert {p: p.read_bytes() for p in targets.values() if p.exists()} == before, typed
    assert not targets["new snapshot"].exists()
    assert run("doctor").code == 0


@plain_alone
def test_a_name_that_is_empty_is_refused(run: Run, store: Store) -> None:
    run("log", "7")
    before = sorted(store.home.folder.rglob("*"))
    for typed in ("backup", "restore", "export json -o", "report -o"):
        done = run(*typed.split(), "")
        assert (done.code, done.out) == (2, ""), typed
    assert sorted(store.home.folder.rglob("*")) == before


@posix
@plain_alone
def test_a_pipe_in_place_of_a_file_does_not_hang(
    run: Run, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.cli.options.WRITER_SECONDS", 0.01)
    run("log", "7")
    for typed in ("restore - --yes", "merge - --yes", "backup -", "import - --yes", "scales add -"):
        pipe = tmp_path / typed.split()[0]
        os.mkfifo(pipe)
        done = run(*typed.replace(" -", f" {pipe}", 1).split())
        assert (done.code in (1, 2), "went wrong" in done.err) == (True, False), typed
    assert len(store.read().check_ins) == 1


@posix
@plain_alone
def test_a_pipe_in_place_of_the_diary_does_not_hang(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "other"
    home.mkdir()
    os.mkfifo(home / "diary.db")
    codes = {}
    for typed in ("list", "log 7", "doctor", "contacts"):
        done = run(*typed.split(), "--home", str(home))
        assert "went wrong" not in done.err
        codes[typed] = done.code
    assert set(codes.values()) <= {1, 3, 4}
    assert codes["doctor"] == 4


@posix
@pytest.mark.parametrize("writes", ["at once", "late"])
def test_a_pipe_that_is_written_to_is_read_whole(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: str
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    opened, waited = threading.Event(), threading.Event()

    def write() -> None:
        with pipe.open("wb") as file:
            opened.set()
            assert writes == "at once" or waited.wait(PATIENCE)
            file.write(b"date,mood\n2026-03-01,4\n2026-03-02,5\n")

    def nothing_yet(*_: object) -> tuple[list[int], ...]:
        assert opened.wait(PATIENCE)
        waited.set()
        return [], [], []

    if writes == "late":
        monkeypatch.setattr("select.select", nothing_yet)
    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    assert run("import", str(pipe), "--yes").out == "Added 2 records.\n"
    writer.join(PATIENCE)


@posix
def test_a_pipe_that_nothing_writes_to_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr("tracker.cli.options.WRITER_SECONDS", 0.01)
    done = run("import", str(tmp_path / "pipe"))
    said = f"Nothing writes to the pipe {tmp_path / 'pipe'}. Nothing was read.\n"
    assert (done.code, done.out, done.err) == (1, "", said)


def test_a_file_that_is_none_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("log", "7")
    for typed, said in (
        ("merge none.db", "There is no file none.db. Nothing was changed.\n"),
        ("merge .", ". is not an ordinary file. Nothing was changed.\n"),
        ("restore .", ". is not an ordinary file. Nothing was changed.\n"),
        ("import none.csv", "There is no file none.csv.\n"),
        ("import .", ". is a folder; name the file in it.\n"),
        ("import JSON", "There is no file JSON. To name the format of a file, type: "),
        ("import home/diary.db", "diary.db is a diary file or a backup. `tracker merge FILE` adds"),
    ):
        done = run(*typed.split())
        assert (done.code, done.out, done.err.startswith(said)) == (1, "", True), done.err


@posix
@plain_alone
def test_a_copy_without_a_passphrase_that_a_killed_unlock_left_is_gone_with_the_next_command(
    run: Run, store: Store
) -> None:
    run("log", "7", "--note", "-", stdin=b"a private word")
    left = abandoned(store)
    copy = left.read_bytes()
    for typed in ("help", "contacts", "completion bash", "list", "undo", "--version", ""):
        left.write_bytes(copy)
        done = run(*typed.split())
        assert done.code in (0, 3)
        if typed != "--version":
            assert not left.exists(), typed
            assert left.name in done.err


def abandoned(store: Store) -> Path:
    """A copy as a program that no longer runs would have left it."""
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from tracker.storage.files import temporary_file\n"
        "with temporary_file(Path(sys.argv[1])) as path:\n"
        "    path.write_bytes(Path(sys.argv[2]).read_bytes())\n"
        "    print(path, flush=True)\n"
        "    os._exit(0)\n"
    )
    home = store.home
    done = launch.python(home.folder, code, str(home.folder), str(home.diary))
    path = Path(done.stdout.decode().strip())
    assert path.exists()
    return path
