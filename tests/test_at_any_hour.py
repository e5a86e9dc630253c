"""What a person does works at every hour, on every day and in every zone.

Everywhere else in the tests it is one Saturday afternoon; here are the moments at which a diary
day is not the date, a year ends, or a day comes once in four years, each east and west of UTC.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests import launch
from tests.app.patient import patient
from tests.conftest import Run
from tests.sweep import always
from tracker.records import CheckIn
from tracker.storage import Store

MOMENTS = {
    "half past midnight": datetime(2026, 11, 22, 0, 30),
    "just before four": datetime(2026, 11, 22, 3, 59),
    "the end of a year": datetime(2026, 12, 31, 23, 58),
    "a leap day": datetime(2028, 2, 29, 0, 5),
    "the hour that comes twice in the west": datetime(2026, 11, 1, 1, 30),
    "the hour that comes twice in the east": datetime(2026, 4, 5, 2, 30),
}
ZONES = {
    "Pacific/Auckland": "NZST-12NZDT,M9.5.0,M4.1.0/3",
    "America/Los_Angeles": "PST8PDT,M3.2.0,M11.1.0",
}
"""Written out, so that no table of zones is needed."""

THE_NIGHT = pytest.mark.parametrize("now", ["half past midnight"], indirect=True)
"""For a test of something slow: the moment at which the diary day is not the date."""

IN_THE_EAST = pytest.mark.parametrize("zone", always(["Pacific/Auckland"], ZONES), indirect=True)
"""In the west with the sweep."""

pytestmark = pytest.mark.skipif(not hasattr(time, "tzset"), reason="one zone for all there")


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before, there = os.environ["TZ"], ZONES[request.param]
    os.environ["TZ"] = there
    time.tzset()
    yield there
    os.environ["TZ"] = before
    time.tzset()


@pytest.fixture(params=always(["half past midnight", "a leap day"], MOMENTS))
def now(zone: str, request: pytest.FixtureRequest) -> datetime:
    return MOMENTS[request.param].astimezone()


@pytest.fixture
def day(now: datetime) -> date:
    """The diary day: before four in the morning it is still the day before."""
    return now.date() - timedelta(days=now.hour < 4)


def only(store: Store) -> CheckIn:
    (found,) = store.read().check_ins
    return found


def test_a_score_counts_for_the_diary_day_which_is_open_till_then_lists_it_and_ends_the_page(
    run: Run, store: Store, now: datetime, day: date
) -> None:
    (one,) = run("remind", "--json").json["open"]
    assert (one["kind"], one["day"]) == ("check_in", str(day))
    assert run("log", "7").code == 0
    assert run("remind", "--json").json["open"] == []
    kept = only(store)
    assert (kept.day, kept.value("mood")) == (day, 7)
    assert kept.at
    assert timedelta() <= kept.at - now < timedelta(seconds=1)
    assert kept.at.utcoffset() == now.utcoffset()
    assert [row["day"] for row in run("list", "--last", "1d", "--json").json] == [str(day)]
    assert run("summary", "--json").json["to"] == str(day)


@THE_NIGHT
@IN_THE_EAST
def test_a_program_of_its_own_does_the_same(
    store: Store, now: datetime, day: date, zone: str
) -> None:
    done = launch.tracker(store.home.folder, "log", "7", now=now, env={"TZ": zone})
    assert done.returncode == 0, done.stderr
    assert only(store).day == day


def test_a_time_that_has_not_come_is_refused_and_one_that_has_is_kept(
    run: Run, store: Store, now: datetime, day: date
) -> None:
    later, before = now + timedelta(hours=1), now - timedelta(minutes=1)
    if not now.hour < 4 <= later.hour:  # then that clock shows a time that has been
        assert run("log", "6", "--at", f"{later:%H:%M}", "--day", str(day)).code == 2
    assert run("log", "6", "--at", f"{before:%H:%M}", "--day", str(day)).code == 0
    kept = only(store).at
    assert kept
    assert (kept.date(), kept.hour, kept.minute) == (before.date(), before.hour, before.minute)


def test_yesterday_is_the_diary_day_before_and_tomorrow_has_not_come(
    run: Run, store: Store, now: datetime, day: date
) -> None:
    """Nor by the calendar: between midnight and four, the new day can be named already."""
    assert run("log", "6", "--day", str(now.date() + timedelta(days=1))).code == 2
    assert store.read().empty
    assert run("log", "5", "--day", "yesterday").code == 0
    assert only(store).day == day - timedelta(days=1)


def test_what_is_exported_comes_back_as_it_was(run: Run, store: Store, tmp_path: Path) -> None:
    run("log", "7")
    run("infusion", "add", "yesterday")
    before = store.read()
    run("export", "json", "-o", str(tmp_path / "diary.json"))
    assert run("import", str(tmp_path / "diary.json"), "--home", str(tmp_path / "new")).code == 0
    back = Store(store.home.__class__(tmp_path / "new")).read()
    assert (back.check_ins, back.infusions) == (before.check_ins, before.infusions)


def test_the_last_change_is_the_one_that_is_undone_and_a_copy_of_now_no_older_than_now(
    run: Run, store: Store, tmp_path: Path
) -> None:
    for score in ("7", "8"):
        run("log", score)
    assert run("undo").code == 0
    assert only(store).value("mood") == 7
    assert run("backup", str(tmp_path / "copy.db")).code == 0
    run("log", "2")
    assert run("restore", str(tmp_path / "copy.db"), "--yes").code == 0
    assert only(store).value("mood") == 7
    assert run("doctor").code == 0


@THE_NIGHT
@IN_THE_EAST
async def test_the_app_counts_for_the_same_day(store: Store, now: datetime, day: date) -> None:
    async with patient(store, now=now) as person:
        await person.press("7", "enter")
        assert f"Saved: mood 7 for {day:%a} {day.day} {day:%b} ·" in person.screen
    kept = only(store)
    assert (kept.day, kept.value("mood")) == (day, 7)


@THE_NIGHT
@IN_THE_EAST
def test_a_page_of_the_day_names_it(run: Run, day: date) -> None:
    run("log", "7")
    run("infusion", "add", "yesterday")
    page = run("report", "--format", "txt", "-o", "-")
    assert page.code == 0
    assert f"{day.day} {day:%b %Y}" in page.out


@pytest.mark.parametrize("now", ["the end of a year"], indirect=True)
def test_a_copy_of_another_season_is_named_by_what_the_clocks_showed_then(
    run: Run, store: Store
) -> None:
    store.snapshot(datetime(2026, 7, 1, 0, 30).astimezone(), "daily")
    assert run("backups").out.startswith("Wed 1 Jul 2026 00:30  daily  ")
    assert "Copies    1, the last Wed 1 Jul 2026 00:30, " in run("doctor").out
    for name in ("1 jul", "2026-07-01 00:30"):
        assert run("restore", name, "--yes").code == 0
