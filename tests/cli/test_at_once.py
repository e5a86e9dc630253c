"""Two people, or two programs, at one diary: no edit is lost, nothing removed comes back."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests import launch
from tests.ciphered import plain_alone
from tests.conftest import NOW, Run
from tracker.records import Diary
from tracker.storage import Store

Read = Callable[[Diary], object]
PAIRS: dict[str, tuple[list[str], tuple[str, str], Read, object]] = {
    "check-in": (
        ["log 5 --anxiety 5"],
        ("edit last 7", "edit last --anxiety 4"),
        lambda diary: [(c.value("mood"), c.value("anxiety")) for c in diary.check_ins],
        [(7, 4)],
    ),
    "infusion": (
        ["infusion add yesterday --dose 40mg --minutes 40 --side-effect nausea=1"],
        (
            "infusion edit last --dose 42mg --side-effect headache=2",
            "infusion edit last --minutes 45",
        ),
        lambda diary: [(i.dose_mg, i.minutes, len(i.side_effects)) for i in diary.infusions],
        [(42, 45, 2)],
    ),
    "event": (
        ["event add medication Lithium"],
        ("event edit last --dose 25mg", "event edit last --to today"),
        lambda diary: [(e.dose, str(e.end)) for e in diary.events],
        [("25mg", "2026-11-21")],
    ),
    "measures": (
        ["measures on anxiety pain"],
        ("measures off anxiety", "measures on sleep"),
        lambda diary: {m.key: m.active for m in diary.measures},
        {"mood": True, "anxiety": False, "pain": True, "sleep": True},
    ),
    "settings": (
        ["settings name Kim"],
        ("settings region GB", "settings mood-only on"),
        lambda diary: (diary.settings.name, diary.settings.region, diary.settings.mood_only),
        ("Kim", "GB", True),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", PAIRS)
def test_an_edit_keeps_what_another_program_changes_just_before_it(
    run: Run, store: Store, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    first, (edit, other), read, both = PAIRS[what]
    for line in first:
        assert run(*line.split()).code == 0
    before_writing(monkeypatch, lambda: run(*other.split()).code == 0)
    assert run(*edit.split()).code == 0
    assert read(store.read()) == both


def before_writing(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], bool]) -> None:
    """Let something happen when the next command has read the diary and is about to write."""
    found: Callable[..., object] = Store.writing

    def meanwhile(self: Store, *details: object) -> object:
        monkeypatch.setattr(Store, "writing", found)
        assert happens()
        return found(self, *details)

    monkeypatch.setattr(Store, "writing", meanwhile)


@plain_alone
def test_two_programs_that_edit_one_entry_at_once_both_succeed(run: Run, store: Store) -> None:
    first, edits, read, both = PAIRS["check-in"]
    assert run(*first[0].split()).code == 0
    running = [launch.start(store.home.folder, *edit.split()) for edit in edits]
    assert [process.wait(60) for process in running] == [0, 0]
    for process in running:
        process.communicate()
    assert read(store.read()) == both


@plain_alone
@pytest.mark.skipif(os.name != "posix", reason="a pipe that stays open")
def test_an_edit_that_waits_for_its_note_keeps_what_was_changed_meanwhile(
    run: Run, store: Store
) -> None:
    run("log", "5", "--anxiety", "5")
    waiting = launch.start(store.home.folder, "edit", "last", "7", "--note", "-")
    run("edit", "last", "--anxiety", "1")
    _, err = waiting.communicate(b"words", timeout=60)
    assert (waiting.returncode, err) == (0, b"")
    (entry,) = store.read().check_ins
    assert (entry.value("mood"), entry.value("anxiety"), entry.note) == (7, 1, "words")


@pytest.mark.parametrize(
    ("made", "edit", "remove"),
    [
        ("log 5", "edit {id} 7", "remove {id}"),
        ("infusion add", "infusion edit {id} --dose 40mg", "infusion remove {id}"),
        ("event add life Moved", "event edit {id} --title x", "event remove {id}"),
    ],
)
def test_an_edit_of_what_was_removed_does_not_bring_it_back(
    run: Run, store: Store, monkeypatch: pytest.MonkeyPatch, made: str, edit: str, remove: str
) -> None:
    record = run(*made.split(), "--json").json["saved"][0]["id"]
    removing = remove.format(id=record).split()
    before_writing(monkeypatch, lambda: run(*removing).code == 0)
    done = run(*edit.format(id=record).split())
    assert (done.code, done.out) == (3, "")
    assert "removed" in done.err
    assert store.read().empty


def test_undo_undoes_the_change_that_it_is_given_and_leaves_later_ones(
    run: Run, store: Store
) -> None:
    first = run("log", "7", "--json").json["change"]
    run("infusion", "add")
    done = run("undo", str(first))
    assert (done.code, done.out) == (0, "Undone: mood 7 of Sat 21 Nov. 1 later change stayed.\n")
    assert (store.read().check_ins, len(store.read().infusions)) == ((), 1)
    assert run("undo", str(first)).code == 3


def test_undo_of_a_change_that_another_one_built_on_is_refused_and_names_it(
    run: Run, store: Store
) -> None:
    first = run("log", "7", "--json").json["change"]
    run("edit", "last", "3")
    before = store.read()
    done = run("undo", str(first))
    assert (done.code, done.out) == (1, "")
    assert store.read() == before


def test_undo_names_what_it_undid(run: Run) -> None:
    steps = {
        "log 7": "21 Nov",
        "infusion add yesterday": "20 Nov",
        "event add medication Lithium": "medication",
        "measures on pain": "pain",
        "settings mood-only on": "mood-only",
        "contacts --clinic A 1": "contacts",
        "scales fill gad-7 1111111": "21 Nov",
    }
    for typed in steps:
        assert run(*typed.split()).code == 0
    for typed, named in reversed(steps.items()):
        done = run("undo")
        assert (done.code, named in done.out) == (0, True), (typed, done.out)
    assert run("undo").code == 3


def test_the_days_copy_is_taken_after_the_confirmation(
    run: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("log", "7")
    due = Store.snapshot_if_due

    def named(self: Store, now: datetime) -> None:
        sys.stdout.write("copy\n")
        due(self, now)

    monkeypatch.setattr(Store, "snapshot_if_due", named)
    said, copy = run("log", "6", at=NOW + timedelta(days=1)).out.splitlines()
    assert said.startswith("Saved for Sun 22 Nov 2026")
    assert copy == "copy"
    assert len(list(store.home.snapshots.glob("*.db"))) == 1
