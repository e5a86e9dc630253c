"""Copies of the diary as a person meets them: backup, backups, restore."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, FillOnce, Run
from tests.storage.damage import SECRET, cut_short, filled, table_lost
from tests.storage.making import check_in, infusion, rows
from tracker.records.format import format_size
from tracker.storage import Store


def test_a_backup_says_where_it_is_and_what_it_holds(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("log", "7")
    run("scales", "total", "BDI", "12", "--low", "0", "--high", "63")
    run("event", "add", "life", "a move")
    done, copy = run("backup", "copy.db"), tmp_path / "copy.db"
    assert done.out == f"{copy}\n"
    assert "1 entry, 0 infusions, 1 questionnaire, 1 event." in done.err
    assert rows(copy, "SELECT mood FROM check_in") == [(7,)]


def test_where_there_is_no_diary_a_copy_is_restored_unasked(
    run: Run, tmp_path: Path, store: Store
) -> None:
    run("log", "7")
    run("backup", str(tmp_path / "copy.db"))
    store.home.diary.unlink()
    done = run("restore", str(tmp_path / "copy.db"))
    assert (done.code, done.out[:18]) == (0, "Restored: 1 entry,")
    assert "The diary now" not in done.err


def test_a_backup_without_a_name_stands_among_the_snapshots(run: Run, store: Store) -> None:
    run("log", "7")
    path = Path(run("backup").out.strip())
    assert path.parent == store.home.snapshots
    line = run("backups").out
    assert line.startswith("Sat 21 Nov 2026 16:40  backup  ")
    assert line.strip().endswith(str(path))


def test_a_copy_for_stdout_is_refused_instead_of_made_elsewhere(run: Run) -> None:
    run("log", "7")
    done = run("backup", "-")
    assert (done.code, done.out) == (2, "")
    assert "A copy goes into a file, not to stdout: tracker backup FILE" in done.err
    assert run("backups", "--json").json == []


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
    assert done.code == 1
    assert (tmp_path / "copy.db").read_bytes() == b"before"


def test_the_copies_of_a_damaged_diary_can_be_listed(run: Run, store: Store) -> None:
    run("log", "7")
    run("backup")
    store.home.diary.write_bytes(b"no diary" * 1000)
    assert "  backup  " in run("backups").out


DAY = timedelta(days=1)


@pytest.fixture
def copies(store: Store, fill_once: FillOnce) -> Store:
    """One entry more each day, with a copy before each; the last day has an infusion."""

    def fill() -> None:
        store.add(check_in(1, id="c-one"), NOW - 2 * DAY, "one")
        store.snapshot(NOW - 2 * DAY, "daily")
        store.add(check_in(2, id="c-two"), NOW - DAY, "one")
        store.add(infusion(id="i-one"), NOW - DAY, "one")
        store.snapshot(NOW - timedelta(hours=1), "daily")
        store.add(check_in(3, id="c-three"), NOW, "one")

    fill_once(store.home, "copies of three days", fill)
    return store


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person sits there who can be asked."""
    monkeypatch.setattr("tracker.cli.prompts.can_ask", lambda: True)


def moods(store: Store) -> list[float]:
    return sorted(c.value("mood") or 0 for c in store.read().check_ins)


@pytest.mark.usefixtures("copies")
def test_without_a_name_the_copies_are_listed_newest_last(run: Run) -> None:
    done = run("restore")
    first, *_, last = done.out.splitlines()
    assert first.startswith("Thu 19 Nov 2026 16:40  daily  ")
    assert "1 entry, 0 infusions  2026-11-19T154000.000000Z.daily" in first
    assert last.startswith("Sat 21 Nov 2026 15:40  daily  ")
    assert "2 entries, 1 infusion" in last
    assert "`tracker restore last`" in done.err


@pytest.mark.usefixtures("copies")
def test_scripts_read_the_list_as_json(run: Run) -> None:
    copy = run("restore", "--json").json[0]
    assert (copy["check_ins"], copy["infusions"], copy["sound"]) == (1, 0, True)
    assert Path(copy["path"]).stem == copy["name"]


def test_without_any_copy_the_list_ends_with_3(run: Run) -> None:
    assert run("restore").code == 3
    assert run("restore", "last").code == 3
    assert run("restore", "yesterday").code == 3


def test_a_copy_is_named_by_its_day_its_time_or_its_name(run: Run, copies: Store) -> None:
    for name in ("2 days ago", "2026-11-19", "2026-11-19 16:40", "2026-11-19T154000.000000Z.daily"):
        assert run("restore", "last", "--yes").code == 0
        assert moods(copies) == [1, 2]
        done = run("restore", name, "--yes")
        assert (done.code, moods(copies)) == (0, [1])
        assert done.out.startswith("Restored: 1 entry, the last Sat 21 Nov 2026; 0 infusions.\n")
        assert ".before-restore.db" in done.out


@pytest.mark.usefixtures("asked")
def test_the_changes_are_listed_before_the_question(run: Run, copies: Store) -> None:
    done = run("restore", "last", stdin=b"n\n")
    assert "2 entries, the last Sat 21 Nov 2026; 1 infusion" in done.err
    assert "The diary now: 3 entries, the last Sat 21 Nov 2026; 1 infusion" in done.err
    assert (done.code, moods(copies)) == (1, [1, 2, 3])
    assert run("restore", "last", stdin=b"y\n").code == 0
    assert moods(copies) == [1, 2]


def test_without_a_terminal_nothing_is_replaced_without_yes(run: Run, copies: Store) -> None:
    done = run("restore", "last")
    assert done.code == 2
    assert "Nothing was changed. Add --yes" in done.err
    assert moods(copies) == [1, 2, 3]


def test_a_damaged_diary_is_named_with_the_way_back_and_the_way_works(
    run: Run, copies: Store
) -> None:
    table_lost(copies.home.diary)
    said = run("list")
    assert said.code == 4
    assert "`tracker doctor` says what is wrong; `tracker restore last` brings back" in said.err
    assert run("restore", "last", "--yes").code == 0
    assert "mood 2" in run("list").out


def test_a_damaged_copy_is_listed_as_damaged_and_refused_with_4(run: Run, copies: Store) -> None:
    copy = next(copies.home.snapshots.glob("2026-11-19*"))
    copy.write_bytes(copy.read_bytes()[:9000])
    assert "  damaged  " in run("restore").out.splitlines()[0]
    done = run("restore", "2026-11-19", "--yes")
    assert done.code == 4
    assert "`tracker restore` lists the copies." in done.err


@pytest.mark.parametrize("command", ["import", "merge"])
def test_what_came_into_a_new_diary_is_what_its_first_copy_holds(
    command: str, run: Run, store: Store, tmp_path: Path
) -> None:
    elsewhere = ("--home", str(tmp_path / "elsewhere"))
    run("log", "7", *elsewhere)
    file = str(tmp_path / "file.json" if command == "import" else tmp_path / "file.db")
    how = ("export", "json", "-o", file) if command == "import" else ("backup", file)
    run(*how, *elsewhere)
    assert run(command, file, "--yes").code == 0
    cut_short(store.home.diary)
    named = run("log", "3")
    assert (named.code, "tracker restore last` brings back" in named.err) == (4, True)
    assert "Restored: 1 entry," in run("restore", "last", "--yes").out


def test_salvage_counts_what_was_saved_and_replaces_nothing_unasked(run: Run, store: Store) -> None:
    cut_short(filled(store).home.diary)
    damaged = store.home.diary.read_bytes()
    done = run("restore", "--salvage")
    assert done.code == 0
    assert "Entries: " in done.out
    assert "saved" in done.out
    assert SECRET not in done.out + done.err
    assert store.home.diary.read_bytes() == damaged
    name = Path(done.out.splitlines()[-1].removeprefix("The new copy is ")).stem
    assert run("restore", name, "--yes").code == 0
    assert run("doctor").code == 0


def test_salvage_says_of_each_kind_how_much_and_with_yes_replaces_the_diary(
    run: Run, store: Store
) -> None:
    table_lost(filled(store).home.diary)
    done = run("restore", "--salvage")
    assert done.out.splitlines()[:-1] == [
        "Measures: 2 saved",
        "Settings: 1 saved",
        "Entries: 60 saved, among them 60 from their history",
        "Ratings beside mood: 60 saved",
        "Infusions: 2 saved",
        "Questionnaires: 1 saved",
        "Events: 1 saved",
    ]
    assert done.err.startswith("The diary was not changed. `tracker restore 2026-11-21T154000.")
    as_json = run("restore", "--salvage", "--json")
    assert as_json.json["saved"]["check_in"] == 60
    assert Path(as_json.json["path"]).exists()
    in_place = run("restore", "--salvage", "--json", "--yes")
    assert (in_place.json["check_ins"], "Entries: 60 saved" in in_place.err) == (60, True)
    assert len(store.read().check_ins) == 60


def test_of_two_copies_taken_on_a_day_the_later_one_comes_back(run: Run, store: Store) -> None:
    for score in ("1", "2"):
        run("log", score)
        run("backup")
    run("log", "3")
    assert run("restore", "today", "--yes").code == 0
    assert moods(store) == [1, 2]


def test_a_copy_with_one_of_each_says_so(run: Run, store: Store) -> None:
    run("log", "7")
    run("infusion", "add", "yesterday")
    run("infusion", "add", "tomorrow", "--planned")
    run("scales", "fill", "phq-9", "112111110")
    run("event", "add", "life", "Moved")
    held = "1 entry, 1 infusion, 1 planned, 1 questionnaire, 1 event"
    backup = run("backup")
    assert backup.err.endswith(f"Saved a copy of the diary: {held}.\n")
    listed = run("restore")
    size = format_size(Path(backup.out.strip()).stat().st_size)
    assert f"  backup  {size}  {held}  {Path(backup.out.strip()).stem}\n" in listed.out
    done = run("restore", "last", "--yes")
    held = "1 entry, the last Sat 21 Nov 2026; 1 infusion, the last Fri 20 Nov 2026; "
    assert f"Restored: {held}1 planned; 1 questionnaire; 1 event.\n" in done.out


def test_a_restore_as_json_says_what_came_back_and_where_the_former_diary_is(
    run: Run, copies: Store
) -> None:
    done = run("restore", "last", "--yes", "--json").json
    assert (done["check_ins"], done["infusions"], done["planned_infusions"]) == (2, 1, 0)
    assert Path(done["kept"]).exists()
    assert moods(copies) == [1, 2]


def test_planned_infusions_that_come_along_are_counted(run: Run, tmp_path: Path) -> None:
    run("infusion", "plan", "--first", "tomorrow", "--times", "5")
    copy = tmp_path / "copy.db"
    assert "5 planned" in run("backup", str(copy)).err
    assert run("backup", str(tmp_path / "b.db"), "--json").json["planned_infusions"] == 5
    run("undo")
    done = run("restore", str(copy), "--yes")
    assert (done.code, "5 planned" in done.out) == (0, True)
    assert len(run("infusion", "list", "--json").json) == 5
