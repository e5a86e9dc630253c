from __future__ import annotations

from pathlib import Path

from tests.conftest import Run
from tests.storage.making import rows
from tracker.storage import Store


def test_a_backup_is_written_where_it_is_asked_to(run: Run, tmp_path: Path) -> None:
    run("log", "7")
    copy = tmp_path / "copy.db"
    assert run("backup", str(copy)).out == f"{copy}\n"
    assert rows(copy, "SELECT mood FROM check_in") == [(7,)]


def test_a_backup_without_a_name_stands_among_the_snapshots(run: Run, store: Store) -> None:
    run("log", "7")
    path = Path(run("backup").out.strip())
    assert path.parent == store.home.snapshots
    line = run("backups").out
    assert line.startswith("Sat 21 Nov 2026 16:40  backup  ")
    assert line.strip().endswith(str(path))


def test_the_copies_as_json_say_when_and_why(run: Run) -> None:
    run("log", "7")
    run("backup")
    (copy,) = run("backups", "--json").json
    assert (copy["taken_at"], copy["reason"]) == ("2026-11-21T15:40:00Z", "backup")


def test_without_a_copy_the_list_ends_with_3(run: Run) -> None:
    run("log", "7")
    assert run("backups").code == 3
    assert run("backups", "--json").json == []


def test_a_file_that_is_there_is_not_written_over(run: Run, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_bytes(b"before")
    done = run("backup", str(tmp_path / "copy.db"))
    assert (done.code, "there already" in done.err) == (1, True)
    assert (tmp_path / "copy.db").read_bytes() == b"before"


def test_the_copies_of_a_damaged_diary_can_be_listed(run: Run, store: Store) -> None:
    run("log", "7")
    run("backup")
    store.home.diary.write_bytes(b"no diary" * 1000)
    assert "  backup  " in run("backups").out
