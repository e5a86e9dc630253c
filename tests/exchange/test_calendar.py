"""Planned infusions and reminders as a calendar, read back by its library."""

from __future__ import annotations

import stat
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from icalendar import Calendar

from tests.cases import each
from tests.conftest import NOW, Run
from tests.storage.making import TODAY, check_in, infusion
from tracker.exchange.calendar import write
from tracker.records import Diary, Infusion

AHEAD = TODAY + timedelta(days=6)


def entries(*infusions: Infusion, **options: Any) -> list[Any]:
    made: Any = Calendar.from_ical(
        write(Diary(infusions=infusions), **{"exported_at": NOW} | options)
    )
    assert (str(made["version"]), made.errors) == ("2.0", [])
    return list(made.walk("VEVENT"))


def entry(*infusions: Infusion, **options: Any) -> Any:
    (found,) = entries(*infusions, **options)
    return found


def test_a_planned_infusion_is_at_its_local_time() -> None:
    made = entry(infusion(AHEAD, status="planned", start=time(10, 30), minutes=40))
    assert made["dtstart"].dt == datetime(2026, 11, 27, 10, 30)
    assert made["duration"].dt == timedelta(minutes=40)
    assert made["status"] == "CONFIRMED"


def test_times_have_no_zone_so_that_a_change_of_the_clocks_moves_none() -> None:
    planned = infusion(date(2027, 3, 28), status="planned", start=time(2, 30))
    written = write(Diary(infusions=(planned,)), exported_at=NOW, reminders=time(2, 30))
    starts = [line for line in written.split(b"\r\n") if line.startswith(b"DTSTART")]
    assert starts == [b"DTSTART:20270328T023000", b"DTSTART:20261122T023000"]


def test_without_a_time_it_is_that_day_and_no_length_is_made_up() -> None:
    made = entry(infusion(AHEAD, status="planned", minutes=40))
    assert made["dtstart"].dt == AHEAD
    assert "duration" not in made
    assert "dtend" not in made


def test_a_cancelled_one_says_so_and_a_given_one_is_not_there() -> None:
    made = entry(infusion(AHEAD, status="cancelled"), infusion(TODAY, status="given"))
    assert made["status"] == "CANCELLED"


def test_a_calendar_does_not_tell_what_an_appointment_is_for() -> None:
    planned = infusion(AHEAD, status="planned", route="iv", dose_mg=40, note="afraid of it")
    diary = Diary(infusions=(planned,), check_ins=(check_in(2, note="low"),))
    written = write(diary, exported_at=NOW, reminders=time(20, 30)).decode().casefold()
    telling = ("ketamin", "infusion", "mood", "depress", "dose", "afraid", "low", "treat")
    assert [word for word in telling if word in written] == []
    assert "summary:appointment\r\n" in written
    assert written.count("class:private") == 2


def test_a_second_import_changes_the_first_instead_of_doubling_it() -> None:
    planned = infusion(AHEAD, status="planned", id="i1")
    moved = infusion(AHEAD + timedelta(days=1), status="planned", id="i1")
    before = entries(planned, reminders=time(20, 30))
    later = entries(
        moved, reminders=time(21), exported_at=NOW + timedelta(hours=1), versions={"i1": 1}
    )
    assert [one["uid"] for one in later] == [one["uid"] for one in before]
    assert all(new["sequence"] > old["sequence"] for new, old in zip(later, before, strict=True))


def test_a_calendar_is_asked_to_change_an_entry_only_when_it_changed(run: Run) -> None:
    def numbers() -> list[int]:
        read: Any = Calendar.from_ical(run("export", "ics").raw)
        return [int(entry["sequence"]) for entry in read.walk("VEVENT")]

    run("infusion", "add", AHEAD.isoformat(), "--planned")
    first = numbers()
    assert numbers() == first == [0]
    run("infusion", "edit", "last", "--start", "10:30")
    assert numbers() == [1]


def test_a_removed_infusion_is_cancelled_in_the_calendar(run: Run) -> None:
    run("infusion", "add", AHEAD.isoformat(), "--planned")
    run("infusion", "add", (AHEAD + timedelta(days=2)).isoformat(), "--planned")
    run("infusion", "remove", "last")
    read: Any = Calendar.from_ical(run("export", "ics").raw)
    assert [str(entry["status"]) for entry in read.walk("VEVENT")] == ["CONFIRMED", "CANCELLED"]
    run("infusion", "remove", "last")
    none_left: Any = Calendar.from_ical(run("export", "ics").raw)
    assert [str(one["status"]) for one in none_left.walk("VEVENT")] == ["CANCELLED", "CANCELLED"]


def test_a_calendar_has_a_name_that_tells_nothing_and_an_alarm_only_on_wish(run: Run) -> None:
    run("infusion", "add", AHEAD.isoformat(), "--planned", "--start", "10:30")
    plain = run("export", "ics").raw
    assert b"NAME:Appointments" in plain
    assert b"VALARM" not in plain
    read: Any = Calendar.from_ical(run("export", "ics", "--alarm", "2h").raw)
    (alarm,) = read.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(hours=-2)


def test_an_entry_has_the_same_id_in_every_version() -> None:
    made = entries(infusion(AHEAD, status="planned", id="i1"), reminders=time(20, 30))
    namespace = UUID("c1a3a8f2-50b4-4d0c-9d8e-6f3b7a5e9d10")
    ids = [str(uuid5(namespace, name)) for name in ("infusion/i1", "reminder")]
    assert [str(one["uid"]) for one in made] == ids


def test_two_infusions_are_two_entries() -> None:
    planned = [infusion(AHEAD, status="planned", id=f"i{n}") for n in range(3)]
    assert len({one["uid"] for one in entries(*planned)}) == 3


@each(("at", "first"), [(time(20, 30), 21), (time(8), 22)])
def test_a_reminder_comes_gently_each_day_from_the_next_time_on(at: time, first: int) -> None:
    made = entry(reminders=at)
    assert made["dtstart"].dt == datetime.combine(date(2026, 11, first), at)
    assert made["rrule"]["FREQ"] == ["DAILY"]
    assert made["transp"] == "TRANSPARENT"
    (alarm,) = made.walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", timedelta(0))
    assert alarm["description"] == made["summary"] == "Diary, if you like"


def test_reminders_come_only_when_asked_for(run: Run) -> None:
    run("infusion", "add", AHEAD.isoformat(), "--planned")
    assert b"VALARM" not in run("export", "ics").raw
    assert run("export", "ics", "--reminders", "20:30").raw.count(b"BEGIN:VALARM") == 1


def test_the_command_writes_a_private_file_and_says_how_entries_are_called(
    run: Run, tmp_path: Path
) -> None:
    run("infusion", "add", AHEAD.isoformat(), "--planned")
    file = tmp_path / "planned.ics"
    done = run("export", "ics", "-o", str(file))
    assert (done.code, done.out) == (0, f"{file}\n")
    assert "“Appointment” and nothing says what it is for" in done.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("title", ["Clinic; 3rd floor, left", "two\nSTATUS:CANCELLED", "夜 [/]"])
def test_another_title_stays_one_line_of_plain_words(run: Run, title: str) -> None:
    run("infusion", "add", AHEAD.isoformat(), "--planned")
    written = run("export", "ics", "--title", title).raw
    (made,) = Calendar.from_ical(written).walk("VEVENT")
    assert (made["summary"], made["status"]) == (" ".join(title.split()), "CONFIRMED")


def test_with_nothing_planned_there_is_nothing_to_write(run: Run, tmp_path: Path) -> None:
    done = run("export", "ics", "-o", str(tmp_path / "x.ics"))
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("No infusion is planned.")
    assert not (tmp_path / "x.ics").exists()


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        (("fhir", "--title", "x"), "--title goes with the format ics."),
        (("ics", "--notes"), "--notes goes with the format fhir."),
        (("json", "--reminders", "20:30"), "--reminders goes with the format ics."),
        (("ics", "--reminders", "25:00"), "Cannot read “25:00”"),
        (("ics", "--title", " "), "--title is empty"),
        (("daylio",), "not 'daylio'"),
    ],
)
def test_options_of_another_format_are_refused(run: Run, typed: tuple[str, ...], part: str) -> None:
    run("log", "7")
    done = run("export", *typed)
    assert (done.code, done.out) == (2, "")
    assert part in done.err
