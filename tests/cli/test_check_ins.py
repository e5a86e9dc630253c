from __future__ import annotations

import pytest

from tests.conftest import Run
from tests.storage.making import check_in, later
from tracker.storage import Store


def short_id(run: Run, place: int = -1) -> str:
    line = run("list").out.splitlines()[place]
    return line.rpartition("[")[2].rstrip("]")


def test_entries_are_listed_newest_last_with_the_id_that_edit_takes(run: Run) -> None:
    run("log", "7", "--anxiety", "4", "--note", "-", stdin="[bold] 夜\n=1+1".encode())
    run("log", "3", "--day", "3 days ago")
    first, last = run("list").out.splitlines()
    assert first.startswith("Wed 18 Nov 2026  recorded 3 days later  mood 3  [")
    assert last.startswith("Sat 21 Nov 2026  16:40  mood 7, anxiety 4  “[bold] 夜 =1+1”  [")


def test_a_list_as_json_says_all_there_is(run: Run) -> None:
    run("log", "7", "--sleep", "6.5", "--note", "-", stdin=b"[/]")
    (entry,) = run("list", "--json").json
    assert entry["day"] == "2026-11-21"
    assert entry["at"] == "2026-11-21T16:40:00+01:00"
    assert entry["recorded_at"] == "2026-11-21T15:40:00Z"
    assert entry["ratings"] == {"mood": 7, "sleep": 6.5}
    assert entry["note"] == "[/]"


def test_where_nothing_is_recorded_the_list_ends_with_3(run: Run) -> None:
    assert (run("list").code, run("list").out) == (3, "")
    empty = run("list", "--json")
    assert (empty.code, empty.json) == (3, [])


@pytest.mark.parametrize(
    ("options", "days"),
    [
        ((), ["15", "19", "20", "21"]),
        (("--last", "2d"), ["20", "21"]),
        (("--last", "1w"), ["15", "19", "20", "21"]),
        (("--from", "2026-11-19"), ["19", "20", "21"]),
        (("--to", "2026-11-19"), ["15", "19"]),
        (("--from", "2026-11-16", "--to", "yesterday"), ["19", "20"]),
        (("--to", "2026-11-19", "--last", "2d"), ["19"]),
    ],
)
def test_a_list_may_be_of_some_days(run: Run, options: tuple[str, ...], days: list[str]) -> None:
    for day in ("15", "19", "20", "21"):
        run("log", "5", "--day", f"2026-11-{day}")
    listed = run("list", "--json", *options)
    assert [entry["day"][-2:] for entry in listed.json] == days


def test_an_edit_changes_what_is_named_and_leaves_the_rest(run: Run, store: Store) -> None:
    run("log", "7", "--anxiety", "4", "--sleep", "6", "--note", "-", stdin=b"stays")
    done = run("edit", short_id(run), "6", "--anxiety", "none", "--pain", "2")
    assert "mood 6, sleep 6, pain 2  “stays”" in done.out
    assert "Pain is rated from now on" in done.err
    assert len(store.read().check_ins) == 1


def test_an_edit_cannot_take_the_last_rating_out_of_an_entry_without_a_note(run: Run) -> None:
    run("log", "7")
    done = run("edit", "last", "none")
    assert (done.code, done.err) == (2, "A check-in needs a score or a note.\n")
    assert "mood 7" in run("list").out


def test_an_edit_may_move_an_entry_to_another_day(run: Run) -> None:
    run("log", "7")
    assert run("edit", "last", "--day", "yesterday").out.startswith("Fri 20 Nov 2026")


def test_an_edit_gives_an_entry_another_note_or_none(run: Run, store: Store) -> None:
    run("log", "7", "--note", "-", stdin=b"before")
    run("edit", "last", "--note", "-", stdin=b"after")
    assert [c.note for c in store.read().check_ins] == ["after"]
    run("edit", "last", "--note", "-", stdin=b"")
    assert [c.note for c in store.read().check_ins] == [None]


def test_an_edit_of_nothing_is_nothing_to_take_back(run: Run) -> None:
    run("log", "7")
    run("edit", "last")
    assert run("undo").out == "Took back the check-in for Sat 21 Nov 2026.\n"


def test_what_was_removed_comes_back_with_undo(run: Run) -> None:
    run("log", "7")
    before = run("export", "json").raw
    assert run("remove", short_id(run)).code == 0
    assert run("list").code == 3
    assert run("undo").out == "Took back the removal of Sat 21 Nov 2026.\n"
    assert run("export", "json").raw == before


def test_the_last_entry_is_the_one_written_last_whatever_its_day(run: Run) -> None:
    run("log", "7")
    run("log", "3", "--day", "2026-03-14")
    assert "14 Mar" in run("remove", "last").out


def test_an_entry_from_another_program_is_never_taken_for_the_last_one(
    run: Run, store: Store
) -> None:
    store.add(check_in(2, id="zzz-from-elsewhere"), later(-60), "an import")
    run("log", "7")
    run("remove", "last")
    assert [c.id for c in store.read().check_ins] == ["zzz-from-elsewhere"]


@pytest.fixture
def alike(store: Store) -> Store:
    for id_ in ("AB12-one-ENDS", "AB12-two-ENDS", "AB12"):
        store.add(check_in(5, id=id_), later(0), "one")
    return store


@pytest.mark.parametrize("typed", ["ab12-one", "one-ends", "AB12-ONE-ENDS", "[one-ends]"])
@pytest.mark.usefixtures("alike")
def test_the_beginning_or_the_end_of_an_id_is_enough(run: Run, store: Store, typed: str) -> None:
    assert run("edit", typed, "9").code == 0
    changed = [c.id for c in store.read().check_ins if c.value("mood") == 9]
    assert [found.casefold() for found in changed] == ["ab12-one-ends"]


@pytest.mark.usefixtures("alike")
def test_a_whole_id_is_meant_even_where_others_begin_with_it(run: Run, store: Store) -> None:
    run("edit", "ab12", "9")
    assert {c.id: c.value("mood") for c in store.read().check_ins}["AB12"] == 9


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("ends", 2, "2 entries have that id; type more of it."),
        ("b12", 2, "at least 4 characters"),
        ("nowhere", 3, "There is nothing of that id"),
    ],
)
@pytest.mark.usefixtures("alike")
def test_an_id_that_names_no_one_entry_changes_nothing(
    run: Run, typed: str, code: int, said: str
) -> None:
    before = run("export", "json").raw
    for command in ("edit", "remove"):
        done = run(command, typed)
        assert done.code == code
        assert said in done.err
    assert run("export", "json").raw == before


def test_in_an_empty_diary_there_is_no_last_entry(run: Run) -> None:
    assert run("edit", "last", "5").code == 3
    assert run("remove", "last").code == 3
