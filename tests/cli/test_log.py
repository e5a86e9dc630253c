from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.conftest import NOW, Run
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


def test_a_score_is_recorded_for_today(run: Run, store: Store) -> None:
    done = run("log", "7")
    assert done.code == 0
    assert done.out == "Saved for Sat 21 Nov 2026: mood 7. `tracker undo` takes it back.\n"
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


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("yesterday", "Fri 20 Nov 2026"),
        ("3 days ago", "Wed 18 Nov 2026"),
        ("monday", "Mon 16 Nov 2026"),
        ("2026-03-14", "Sat 14 Mar 2026"),
    ],
)
def test_a_score_is_recorded_for_a_day_before(run: Run, typed: str, day: str) -> None:
    assert f"Saved for {day}: mood 7." in run("log", "7", "--day", typed).out


def test_after_midnight_a_score_counts_for_the_day_before_and_that_is_said(run: Run) -> None:
    night = datetime(2026, 11, 22, 0, 30, tzinfo=NOW.tzinfo)
    done = run("log", "7", at=night)
    assert "Saved for Sat 21 Nov 2026" in done.out
    assert "It is 00:30; until 04:00 a score counts for the day before." in done.err


def test_from_four_in_the_morning_a_score_counts_for_the_new_day(run: Run) -> None:
    done = run("log", "7", at=datetime(2026, 11, 22, 4, 0, tzinfo=NOW.tzinfo))
    assert "Saved for Sun 22 Nov 2026" in done.out
    assert done.err == ""


def test_the_time_of_a_rating_may_be_told(run: Run, store: Store) -> None:
    run("log", "7", "--at", "9:15")
    (kept,) = store.read().check_ins
    assert kept.at == datetime(2026, 11, 21, 9, 15, tzinfo=timezone(timedelta(hours=1)))


def test_a_time_after_midnight_lies_at_the_end_of_its_diary_day(run: Run, store: Store) -> None:
    run("log", "7", "--at", "0:30", "--day", "yesterday")
    (kept,) = store.read().check_ins
    assert kept.day.isoformat() == "2026-11-20"
    assert kept.at == datetime(2026, 11, 21, 0, 30, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize("note", NASTY, ids=range(len(NASTY)))
def test_a_note_comes_in_on_stdin_and_is_kept_as_it_was_typed(
    run: Run, store: Store, note: str
) -> None:
    assert run("log", "7", "--note", "-", stdin=f"{note}\n".encode()).code == 0
    assert [c.note for c in store.read().check_ins] == [note]
    assert run("list", "--json").json[0]["note"] == note


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


def test_undo_takes_the_last_entry_back_and_then_the_one_before(run: Run) -> None:
    run("log", "7")
    run("log", "3", "--day", "yesterday")
    assert run("undo").out == "Took back the check-in for Fri 20 Nov 2026.\n"
    assert run("undo").out == "Took back the check-in for Sat 21 Nov 2026.\n"
    assert run("undo").code == 3


def test_a_score_of_a_measure_on_another_scale_is_kept_to_it(run: Run) -> None:
    run("measures", "add", "calm", "--low", "-3", "--high", "3")
    assert "calm −2" in run("log", "7", "--calm", "-2").out
    assert "from −3 to 3" in run("log", "7", "--calm", "4").err


def test_a_snapshot_that_fails_is_said_beside_the_entry(run: Run, store: Store) -> None:
    run("log", "7")
    store.home.snapshots.write_text("in the way", encoding="utf-8")
    done = run("log", "6", at=NOW + timedelta(days=1))
    assert (done.code, done.out[:10]) == (0, "Saved for ")
    assert done.err.startswith("The day's copy of the diary could not be made: ")
