"""What each option of `export` does to the file, and what is said beside it."""

from __future__ import annotations

import json

import pytest

from tests.conftest import FillOnce, Run
from tracker.storage import Store


@pytest.fixture
def full(run: Run, store: Store, fill_once: FillOnce) -> Run:
    def fill() -> None:
        run("log", "6", "--sleep", "6.5", "--note", "-", stdin=b"words")
        run("infusion", "add", "tomorrow", "--planned", "--start", "10:30")
        run("event", "add", "life", "Moved")

    fill_once(store.home, "what every format has", fill)
    return run


def test_cells_are_set_apart_by_the_mark_that_was_named(full: Run) -> None:
    for typed, mark in (
        *(("tab", "\t"), ("\t", "\t"), ("\\t", "\t"), ("TAB", "\t")),
        *(("comma", ","), (",", ","), ("semicolon", ";"), (";", ";"), ("|", "|")),
    ):
        heading, row = full("export", "csv", "--delimiter", typed).out.splitlines()
        assert heading.split(mark) == [
            "day",
            "time",
            "offset",
            "recorded_at",
            "note",
            "mood",
            "sleep",
        ]
        assert row.split(mark)[-2:] == ["6", "6.5"]


def test_a_table_holds_one_kind_with_the_decimal_mark_that_was_named(full: Run) -> None:
    table = full("export", "csv", "--decimal", ",", "--delimiter", ";").out
    assert table.splitlines()[1].endswith(";6;6,5")
    heading, row = full("export", "csv", "--kind", "events").out.splitlines()
    assert (heading, row[:11]) == ("kind,title,from,to,dose,note", "life,Moved,")


def test_an_alarm_comes_as_long_before_as_was_named_and_what_cannot_be_read_is_quoted(
    full: Run,
) -> None:
    for typed, trigger in (
        *(("45", "PT45M"), ("30m", "PT30M"), ("30 min", "PT30M"), ("1 minute", "PT1M")),
        *(("90 Minutes", "PT1H30M"), ("2h", "PT2H"), ("2 hours", "PT2H"), ("1 HOUR", "PT1H")),
        *(("1d", "P1D"), ("3 days", "P3D"), ("1 day", "P1D"), ("120m", "PT2H")),
    ):
        assert f"\r\nTRIGGER:-{trigger}\r\n" in full("export", "ics", "--alarm", typed).out, typed
    for typed in ("soon", "2 weeks", "-5m", "1000m", "2h30"):
        done = full("export", "ics", f"--alarm={typed}")
        said = f"--alarm takes a time before, as 30 min, 2h or 1d, not “{typed}”.\n"
        assert (done.code, done.out, done.err.startswith(said)) == (2, "", True)


def test_a_calendar_says_what_others_see(full: Run) -> None:
    usual = full("export", "ics", "--reminders", "20:30")
    assert "SUMMARY:Appointment" in usual.out
    assert usual.err.startswith("Each infusion is called “Appointment” and nothing says what it is")
    named = full("export", "ics", "--title", "A walk")
    assert "SUMMARY:A walk" in named.out
    assert named.err == "Whoever sees the calendar sees the title you chose.\n"
    assert full("export", "ics", "--title", " \u200b").code == 2
    nothing = full("export", "ics", "--reminders", "25:30")
    assert (nothing.code, "the time of the reminder" in nothing.err) == (2, True)


def test_a_cancelled_or_removed_plan_leaves_the_calendar_again(full: Run) -> None:
    full("infusion", "add", "2026-12-24", "--planned")
    full("infusion", "remove", "last")
    full("infusion", "edit", "last", "--status", "cancelled")
    dated = full("export", "ics", "--reminders", "20:30").out
    assert dated.count("STATUS:CANCELLED") == 2
    assert "SEQUENCE:1" in dated


def test_a_bundle_says_what_is_not_in_it(full: Run) -> None:
    quiet = full("export", "fhir")
    assert quiet.json["type"] == "transaction"
    assert quiet.err.startswith("Not in it: notes (1; --notes includes them) and events other than")
    assert "name" not in quiet.err
    full("settings", "name", "K.")
    told = full("export", "fhir", "--notes", "--bundle", "collection")
    assert (told.json["type"], "words" in told.out) == ("collection", True)
    assert "notes" not in told.err
    assert told.err.endswith(" Your name from the settings is in it.\n")


def test_a_spreadsheet_goes_into_a_pipe(full: Run) -> None:
    assert full("export", "xlsx").raw.startswith(b"PK")


def test_an_option_of_another_format_is_refused(full: Run) -> None:
    for option, goes_with in (
        *(("--kind events", "csv"), ("--delimiter tab", "csv"), ("--decimal ,", "csv")),
        *(("--notes", "fhir"), ("--bundle collection", "fhir"), ("--alarm 1d", "ics")),
        *(("--reminders 20:30", "ics"), ("--title x", "ics")),
    ):
        done = full("export", "json", *option.split())
        said = f"{option.split()[0]} goes with the format {goes_with}.\n"
        assert (done.code, done.out, done.err.startswith(said)) == (2, "", True)
        taken = full("export", goes_with, *option.split()).code
        assert taken == (2 if option == "--decimal ," else 0)


def test_the_whole_diary_holds_the_contacts_and_the_clinics_forms(full: Run) -> None:
    full("contacts", "--clinic", "Harbour", "01 234")
    found = json.loads(full("export", "json").raw)
    assert found["contacts"] == [{"name": "Harbour", "number": "01 234", "role": "clinic"}]
