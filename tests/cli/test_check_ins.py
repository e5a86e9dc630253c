"""Check-ins from the command line: log, list, edit, remove, undo."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from json import dumps, loads

import pytest

from tests import launch
from tests.conftest import NOW, Run
from tests.storage.making import check_in, later
from tests.sweep import always
from tracker.paths import Home
from tracker.storage import Store

NASTY = (
    "[/]",
    "[bold]not bold[/bold]",
    "=1+1",
    "-",
    "夜は眠れた 😴",
    "\u202eright to left",
    'says "quoted", with a comma',
    "two\nlines",
    "x" * 10_000,
)


def moods(store: Store) -> list[float | None]:
    return [check_in.value("mood") for check_in in store.read().check_ins]


def test_a_score_is_recorded_for_today(run: Run, store: Store) -> None:
    done = run("log", "7")
    assert done.code == 0
    assert done.out == "Saved for Sat 21 Nov 2026: mood 7. `tracker undo` undoes it.\n"
    (kept,) = store.read().check_ins
    assert (kept.value("mood"), kept.day.isoformat()) == (7, "2026-11-21")
    assert kept.at == kept.recorded_at == NOW


def test_other_measures_are_options_of_their_own_name(run: Run, store: Store) -> None:
    done = run("log", "7", "--anxiety", "4", "--sleep=6.5")
    assert "mood 7, anxiety 4, sleep 6.5" in done.out
    assert "Anxiety is rated from now on: 0–10, 0 best." in done.err
    (kept,) = store.read().check_ins
    assert {r.measure: r.value for r in kept.ratings} == {"mood": 7, "anxiety": 4, "sleep": 6.5}


def test_a_measure_that_is_rated_already_is_not_announced_again(run: Run) -> None:
    run("log", "7", "--anxiety", "4")
    assert run("log", "7", "--anxiety", "4").err == ""


def test_a_score_is_recorded_for_a_day_before(run: Run) -> None:
    for typed, day in (
        ("yesterday", "Fri 20 Nov 2026"),
        ("3 days ago", "Wed 18 Nov 2026"),
        ("monday", "Mon 16 Nov 2026"),
        ("2026-03-14", "Sat 14 Mar 2026"),
    ):
        assert f"Saved for {day}: mood 7." in run("log", "7", "--day", typed).out


def test_every_command_says_which_day_last_friday_is(run: Run) -> None:
    said = "“last fri” is Fri 20 Nov, yesterday.\n"
    for command in (
        "log 7 --day",
        "edit last --day",
        "scales total form 4 --low 0 --high 9 --day",
        "event add life x --from",
        "infusion add",
        "infusion edit last --day",
    ):
        assert said in run(*command.split(), "last fri").err


def test_after_midnight_a_score_counts_for_the_day_before_and_the_screen_says_so(run: Run) -> None:
    night = datetime(2026, 11, 22, 0, 30, tzinfo=NOW.tzinfo)
    done = run("log", "7", at=night)
    assert "Saved for Sat 21 Nov 2026" in done.out
    assert "It is 00:30; until 04:00 a score counts for the day before." in done.err
    moved = done.err.rstrip().rpartition("tracker ")[2].split()
    assert run(*moved, at=night).out.startswith("Sun 22 Nov 2026")
    for day, counted in (("today", "Sat 21"), ("sat", "Sat 21"), ("mon", "Mon 16")):
        assert f"Saved for {counted} Nov" in run("log", "7", "--day", day, at=night).out
    assert run("log", "7", "--day", "2026-11-23", at=night).code == 2
    assert not run("log", "7", "--at", "23:30", at=night).err, "no other day is meant"
    morning = run("log", "7", at=night.replace(hour=4, minute=0))
    assert "Saved for Sun 22 Nov 2026" in morning.out
    assert not morning.err


@pytest.mark.parametrize(
    "typed", always({"sun", "tomorrow"}, ["2026-11-22", "22 Nov", "sun", "tomorrow"])
)
def test_between_midnight_and_its_start_the_new_day_can_be_named_everywhere(
    run: Run, store: Store, typed: str
) -> None:
    def late(*words: str) -> str:
        return run(*words, at=datetime(2026, 11, 22, 3, 33, tzinfo=NOW.tzinfo)).out

    day = "Sun 22 Nov 2026"
    assert f"Saved for {day}" in late("log", "6", "--day", typed)
    assert f"Saved for {day}" in late("log", "5", "--day", typed, "--at", "2:30")
    assert {c.at.isoformat()[:16] for c in store.read().check_ins if c.at} == {
        "2026-11-22T03:33",
        "2026-11-22T02:30",
    }
    assert day in late("infusion", "add", typed)
    assert day in late("event", "add", "life", "x", "--from", typed)
    total = ("scales", "total", "form", "4", "--low", "0", "--high", "9")
    assert day in late(*total, "--day", typed)
    late("log", "5")
    assert day in late("edit", "last", "--day", typed)
    window = ("--from", typed, "--to", typed)
    for command in ("list", "infusion list", "event list", "scales list form"):
        assert day in late(*command.split(), *window)
    summary = loads(late("summary", "--json", *window))
    assert (summary["from"], summary["to"]) == ("2026-11-22", "2026-11-22")


def test_from_four_in_the_morning_a_score_counts_for_the_new_day(run: Run) -> None:
    done = run("log", "7", at=datetime(2026, 11, 22, 4, 0, tzinfo=NOW.tzinfo))
    assert "Saved for Sun 22 Nov 2026" in done.out
    assert done.err == ""


def test_a_rating_can_be_given_its_time(run: Run, store: Store) -> None:
    run("log", "7", "--at", "9:15")
    (kept,) = store.read().check_ins
    assert kept.at == datetime(2026, 11, 21, 9, 15, tzinfo=timezone(timedelta(hours=1)))
    on_the_dot = NOW - timedelta(milliseconds=2)  # the second command here
    assert run("log", "7", "--at", "16:40", at=on_the_dot).code == 0
    assert run("log", "7", "--at", "16:40", at=on_the_dot - timedelta(seconds=1)).code == 2


def test_a_time_after_midnight_lies_at_the_end_of_its_diary_day(run: Run, store: Store) -> None:
    run("log", "7", "--at", "0:30", "--day", "yesterday")
    (kept,) = store.read().check_ins
    assert kept.day.isoformat() == "2026-11-20"
    assert kept.at == datetime(2026, 11, 21, 0, 30, tzinfo=timezone(timedelta(hours=1)))


def test_a_time_after_midnight_without_a_day_is_the_latest_one_that_has_passed(
    run: Run, store: Store
) -> None:
    assert run("log", "7", "--at", "2:30").code == 0
    (entry,) = store.read().check_ins
    assert entry.day.isoformat() == "2026-11-20"
    assert entry.at == datetime(2026, 11, 21, 2, 30, tzinfo=timezone(timedelta(hours=1)))


def test_a_time_after_midnight_of_today_is_answered_with_the_day_it_belongs_to(
    run: Run, store: Store
) -> None:
    done = run("log", "7", "--day", "today", "--at", "02:30")
    assert (done.code, store.read().empty) == (2, True)
    words = done.err.splitlines()[0].partition("Type ")[2].split()
    assert words == ["--day", "2026-11-20", "--at", "02:30"]
    assert run("log", "7", *words).code == 0


def test_a_note_comes_in_on_stdin_and_is_kept_as_it_was_typed(run: Run, store: Store) -> None:
    for note in NASTY:
        assert run("log", "7", "--note", "-", stdin=f"{note}\n".encode()).code == 0
    assert [c.note for c in store.read().check_ins] == [*NASTY]
    assert [entry["note"] for entry in run("list", "--json").json] == [*NASTY]


def test_a_note_alone_is_an_entry(run: Run) -> None:
    assert run("log", "--note", "-", stdin=b"only words").out.startswith(
        "Saved for Sat 21 Nov 2026: a note."
    )


def test_a_note_from_a_windows_pipe_has_no_stray_line_end(run: Run, store: Store) -> None:
    run("log", "7", "--note", "-", stdin=b"one\r\ntwo\r\n")
    assert [c.note for c in store.read().check_ins] == ["one\r\ntwo"]


def test_without_a_score_and_without_a_terminal_it_says_what_to_type(run: Run) -> None:
    done = run("log")
    assert done.code == 2
    assert done.err.startswith("Type a score from 0 to 10, 10 best: tracker log 7.")


def test_undo_takes_the_last_entry_back_and_then_the_one_before(run: Run, store: Store) -> None:
    run("log", "7")
    run("log", "3", "--day", "yesterday")
    assert "mood 3 of Fri 20 Nov." in run("undo").out
    assert moods(store) == [7]
    assert "mood 7 of Sat 21 Nov." in run("undo").out
    assert moods(store) == []
    nothing, unknown = run("undo"), run("undo", "99")
    assert (nothing.code, nothing.err) == (3, "There is nothing to undo.\n")
    assert (unknown.code, unknown.err) == (3, "There is no change 99 to undo.\n")
    far = "9" * 20  # more than a number of SQLite's
    assert run("undo", far).err == f"There is no change {far} to undo.\n"


def test_a_score_of_a_measure_on_another_scale_is_kept_to_it(run: Run) -> None:
    run("measures", "add", "calm", "--low", "-3", "--high", "3")
    assert "calm −2" in run("log", "7", "--calm", "-2").out
    assert "from −3 to 3" in run("log", "7", "--calm", "4").err


def test_a_snapshot_that_fails_is_said_beside_the_entry(run: Run, store: Store) -> None:
    run("log", "7")
    store.home.snapshots.write_bytes(b"in the way")
    done = run("log", "6")
    assert (done.code, done.out[:10]) == (0, "Saved for ")
    assert moods(store) == [7, 6]
    assert done.err.startswith("The day's snapshot of the diary could not be made: ")


ALIKE = (
    *((10, "a-02-2125"), (11, "a-22-2125"), (12, "a-22-2140")),
    *((13, "2125"), (14, "Ab-cd-ef"), (15, "ab-cd-ef"), (16, "7-32140")),
)
"""Days and ids that another program gave."""


def short_id(run: Run, place: int = -1) -> str:
    line = run("list").out.splitlines()[place]
    return line.rpartition("[")[2].rstrip("]")


def test_entries_are_listed_newest_last_with_the_id_that_edit_takes(run: Run) -> None:
    run("log", "7", "--anxiety", "4", "--note", "-", stdin="[bold] 夜\n=1+1".encode())
    run("log", "3", "--day", "3 days ago")
    first, last = run("list").out.splitlines()
    assert first.startswith("Wed 18 Nov 2026  recorded 3 days later  mood 3  [")
    assert last.startswith("Sat 21 Nov 2026  16:40  mood 7, anxiety 4  “[bold] 夜 =1+1”  [")


def test_ids_that_end_alike_are_listed_with_as_much_as_edit_and_remove_need(run: Run) -> None:
    entries = ({"id": key, "day": f"2026-11-{day}", "ratings": {"mood": 5}} for day, key in ALIKE)
    diary = {"format": "tracker-diary", "version": 1, "check_ins": list(entries)}
    assert run("import", "-", "--json", stdin=dumps(diary).encode()).code == 0
    shown = [line.rpartition("[")[2].rstrip("]") for line in run("list").out.splitlines()]
    assert shown == ["02-2125", "22-2125", "2-2140", "2125", "Ab-cd-ef", "ab-cd-ef", "7-32140"]
    for typed, (_, key) in zip(shown, ALIKE, strict=True):
        assert run("edit", typed, "6", "--json").json["saved"][0]["id"] == key
    assert "[02-2125]" in run("edit", "02-2125", "7").out
    for typed in shown:
        assert run("remove", typed).code == 0


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


def test_a_list_may_be_of_some_days(run: Run) -> None:
    for day in ("15", "19", "20", "21"):
        run("log", "5", "--day", f"2026-11-{day}")
    for options, days in (
        ("", "15 19 20 21"),
        ("--last 2d", "20 21"),
        ("--last 1w", "15 19 20 21"),
        ("--from 2026-11-19", "19 20 21"),
        ("--to 2026-11-19", "15 19"),
        ("--from 2026-11-16 --to yesterday", "19 20"),
        ("--to 2026-11-19 --last 2d", "19"),
    ):
        listed = run("list", "--json", *options.split()).json
        assert " ".join(entry["day"][-2:] for entry in listed) == days, options


def test_an_edit_changes_what_is_named_and_leaves_the_rest(run: Run, store: Store) -> None:
    run("log", "7", "--anxiety", "4", "--sleep", "6", "--note", "-", stdin=b"stays")
    done = run("edit", short_id(run), "6", "--anxiety", "none", "--pain", "2")
    assert "mood 6, sleep 6 hours, pain 2  “stays”" in done.out
    assert "Pain is rated from now on" in done.err
    assert len(store.read().check_ins) == 1


def test_an_edit_cannot_take_the_last_rating_out_of_an_entry_without_a_note(run: Run) -> None:
    run("log", "7")
    done = run("edit", "last", "none")
    assert (done.code, done.err) == (2, "An entry needs a score or a note.\n")
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


def test_an_edit_of_nothing_is_nothing_to_undo(run: Run, store: Store) -> None:
    run("log", "7")
    run("edit", "last")
    assert run("undo").code == 0
    assert store.read().empty


def test_what_was_removed_comes_back_with_undo(run: Run) -> None:
    run("log", "7")
    before = run("export", "json").raw
    assert run("remove", short_id(run)).code == 0
    assert run("list").code == 3
    assert "the removal of" in run("undo").out
    assert run("export", "json").raw == before


def test_the_last_entry_is_the_one_written_last_whatever_its_day(run: Run) -> None:
    run("log", "7")
    run("log", "3", "--day", "2026-03-14")
    assert "14 Mar" in run("remove", "last").out


def test_the_last_entry_is_the_one_written_last_after_the_clock_was_set_back(
    run: Run, store: Store
) -> None:
    run("log", "7")
    run("infusion", "add", "yesterday")
    last_year = NOW.replace(year=NOW.year - 1)
    run("log", "3", at=last_year)
    assert run("edit", "last", "5", at=last_year).out.startswith("Fri 21 Nov 2025")
    assert "the entry for Fri 21 Nov 2025" in run("purge", "last", "--yes", at=last_year).err
    assert moods(store) == [7]
    assert "the infusion for" in run("purge", "last", "--yes").err


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


@pytest.mark.usefixtures("alike")
def test_the_beginning_or_the_end_of_an_id_is_enough_and_a_whole_one_is_meant_first(
    run: Run,
) -> None:
    for typed in ("ab12-one", "one-ends", "AB12-ONE-ENDS", "[one-ends]"):
        (saved,) = run("edit", typed, "9", "--json").json["saved"]
        assert saved["id"] == "AB12-one-ENDS"
    (saved,) = run("edit", "ab12", "9", "--json").json["saved"]
    assert saved["id"] == "AB12"


def test_of_ids_that_differ_by_their_capitals_the_one_typed_is_meant(
    run: Run, store: Store
) -> None:
    for id_ in ("Entry-a", "entry-A"):
        store.add(check_in(5, id=id_), later(0), "one")
    assert run("remove", "ENTRY-A").code == 2
    assert run("edit", "[entry-A]", "9").code == 0
    assert {c.id: c.value("mood") for c in store.read().check_ins} == {"Entry-a": 5, "entry-A": 9}


def test_an_id_that_names_no_one_entry_changes_nothing(run: Run, alike: Store) -> None:
    before = alike.read()
    for typed, code, said in (
        ("ends", 2, "2 entries have the id"),
        ("b12", 2, "at least 4 characters"),
        ("nowhere", 3, "No entry has the id"),
    ):
        for command in ("edit", "remove"):
            done = run(command, typed)
            assert (done.code, said in done.err) == (code, True)
    assert alike.read() == before


def test_in_an_empty_diary_there_is_no_last_entry(run: Run) -> None:
    assert run("edit", "last", "5").code == 3
    assert run("remove", "last").code == 3


def test_an_hour_that_the_clocks_leave_out_is_kept_as_it_was_typed(home: Home) -> None:
    """The night of 29 March 2026 has no half past two in Berlin."""
    berlin = {"TZ": "CET-1CEST,M3.5.0,M10.5.0/3"}
    words = ("log", "5", "--day", "2026-03-28", "--at", "02:30")
    assert launch.tracker(home.folder, *words, env=berlin).returncode == 0
    (entry,) = Store.open(home, NOW).read().check_ins
    assert entry.at
    assert entry.at.isoformat()[:16] == "2026-03-29T02:30"
