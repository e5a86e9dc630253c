"""`tracker purge`: what it would delete, the question, and that the entry is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ciphered import plain_alone
from tests.conftest import FillOnce, Run
from tracker.storage import Store
from tracker.storage.errors import CannotWriteError

WORDS = b"a word to be forgotten"


@pytest.fixture
def logged(run: Run, store: Store, fill_once: FillOnce) -> Run:
    """Two check-ins, one with a note, and a copy of both."""

    def fill() -> None:
        run("log", "7")
        run("log", "2", "--note", "-", stdin=WORDS)
        run("backup")

    fill_once(store.home, "words to be forgotten", fill)
    return run


def the_id(run: Run) -> str:
    return str(run("list", "--json").json[-1]["id"])


def holding(store: Store) -> list[Path]:
    return [p for p in store.home.folder.rglob("*") if p.is_file() and WORDS in p.read_bytes()]


@plain_alone
def test_an_entry_is_gone_from_the_diary_and_every_copy(logged: Run, store: Store) -> None:
    assert len(holding(store)) >= 2
    done = logged("purge", the_id(logged)[-6:], "--yes")
    assert (done.code, done.out) == (0, "Deleted permanently: the entry for Sat 21 Nov 2026.\n")
    assert "Copies rewritten without it: 2026-11-21T" in done.err
    assert "does not reach exports" in done.err
    assert holding(store) == []
    assert WORDS.decode() not in done.err
    assert logged("doctor").code == 0


@plain_alone
def test_without_a_terminal_nothing_is_purged_without_yes(logged: Run, store: Store) -> None:
    done = logged("purge", the_id(logged))
    assert (done.code, "Add --yes" in done.err) == (2, True)
    assert len(holding(store)) >= 2


@plain_alone
def test_a_person_is_asked_and_may_say_no(
    logged: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.cli.prompts.can_ask", lambda: True)
    assert logged("purge", "--all", stdin=b"\n").code == 1
    assert len(holding(store)) >= 2
    done = logged("purge", "--all", stdin=b"y\n")
    assert done.code == 0
    assert "everything, 2 records among it." in done.err
    assert "\nCopies deleted: 2026-11-21T" in done.err
    assert "Delete it permanently? Nothing brings it back." in done.err
    assert done.out == "Deleted permanently: everything, 2 records among it.\n"
    assert holding(store) == []
    assert logged("list").code == 3


@plain_alone
def test_a_copy_that_cannot_be_read_is_named_and_goes_with_the_entry(
    logged: Run, store: Store
) -> None:
    copy = next(store.home.snapshots.glob("*.db"))
    copy.write_bytes(WORDS * 100)
    done = logged("purge", the_id(logged), "--yes")
    assert f"\nCopies deleted, which cannot be read: {copy.stem}\n" in done.err
    assert holding(store) == []


@pytest.mark.parametrize(
    ("kind", "command", "named"),
    [
        ("infusions", "infusion add yesterday", "the infusion for Fri 20 Nov 2026"),
        ("assessments", "scales fill phq-9 112111110", "the questionnaire for Sat 21 Nov 2026"),
        ("events", "event add life Moved --from 2026-11-02", "the event for Mon 2 Nov 2026"),
    ],
)
def test_each_kind_of_entry_is_named_when_it_is_purged(
    run: Run, store: Store, kind: str, command: str, named: str
) -> None:
    run(*command.split())
    (record,) = getattr(store.read(), kind)
    assert run("purge", record.id, "--yes").out == f"Deleted permanently: {named}.\n"
    assert store.read().empty


def test_pages_are_left_and_named(logged: Run, store: Store) -> None:
    assert "Pages are left" not in logged("purge", the_id(logged)).err
    path = logged("report", "--format", "txt").out.strip()
    assert f"Pages are left as they are in {Path(path).parent}\n" in logged("purge", "--all").err


def test_what_a_full_disk_stopped_is_finished_by_the_same_command(
    logged: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        if path == store.home.diary:
            raise CannotWriteError("The disk is full. Nothing was changed; free some space.", path)

    gone = the_id(logged)
    with monkeypatch.context() as small:
        small.setattr("tracker.storage.purge._vacuum", full)
        stopped = logged("purge", gone, "--yes")
    assert (stopped.code, "purge again to finish" in stopped.err) == (1, True)
    assert logged("purge", gone, "--yes").code == 0
    assert logged("list").out.count("\n") == 1


def test_a_copy_in_a_folder_of_its_own_is_left_and_named(logged: Run, store: Store) -> None:
    (aside := store.home.folder / "old").mkdir()
    logged("backup", str(aside / "diary.db"))
    logged("backup", str(store.home.folder / "mine.db"))
    (aside / "notes.db").write_text("no database", encoding="utf-8")
    assert logged("purge", "--all").err.count("Not reached: ") == 1
    before = (aside / "diary.db").read_bytes()
    said = logged("purge", the_id(logged), "--yes").err
    assert f"Not reached: {aside / 'diary.db'}. Delete it once you no longer need it.\n" in said
    assert (aside / "diary.db").read_bytes() == before


def test_what_was_removed_before_goes_all_at_once(logged: Run, store: Store) -> None:
    assert logged("purge", "--removed", "--yes").code == 3
    logged("log", "3", "--note", "-", stdin=WORDS)
    for _ in range(2):
        logged("remove", the_id(logged))
    done = logged("purge", "--removed", "--yes")
    assert (done.code, done.out) == (0, "Deleted permanently: 2 records.\n")
    assert holding(store) == []
    assert "mood 7" in logged("list").out


def test_one_thing_has_to_be_named(logged: Run) -> None:
    assert logged("purge").code == 2
    assert logged("purge", "--all", "--removed").code == 2
    assert logged("purge", "none-such").code == 3
    assert logged("purge", "x").code == 2
