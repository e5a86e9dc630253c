from __future__ import annotations

from datetime import date, datetime

from tests.app.diaries import NOW, TODAY, ZONE, check_in, fill
from tests.app.patient import patient
from tracker.storage import Store

FRIDAY = date(2026, 11, 20)
NIGHT = datetime(2026, 11, 21, 0, 40, tzinfo=ZONE)


async def test_after_midnight_the_app_says_which_day_a_score_counts_for_and_one_key_turns_it(
    store: Store,
) -> None:
    async with patient(store, now=NIGHT, size=(120, 40)) as person:
        assert (
            "It is 00:40. This counts for Friday 20 November; "
            "y counts it for Saturday 21 November." in person.screen
        )
        await person.press("7", "enter")
        assert "Saved: mood 7 for Friday 20 November." in person.screen
        await person.press("y")
        assert "This counts for Saturday 21 November; y counts it for Friday" in person.screen
        await person.press("6", "enter", "y", "5", "enter")
    found = [(c.day, c.value("mood")) for c in person.check_ins]
    assert found == [(FRIDAY, 7), (FRIDAY, 5), (TODAY, 6)]


async def test_by_day_there_is_no_other_day_to_count_for(store: Store) -> None:
    async with patient(store) as person:
        await person.press("y", "7", "enter")
        assert person.reads("night") == ""
    assert [c.day for c in person.check_ins] == [TODAY]


async def test_the_day_turns_at_four_while_the_app_is_open(store: Store) -> None:
    async with patient(store, now=datetime(2026, 11, 21, 3, 59, tzinfo=ZONE)) as person:
        assert "Friday 20 November" in person.screen
        person.clock.forward(minutes=2)
        await person.press("7", "enter")
        assert "Saved: mood 7 for Saturday 21 November." in person.screen
    assert [c.day for c in person.check_ins] == [TODAY]


async def test_yesterday_can_be_filled_in_without_a_time_of_that_day(store: Store) -> None:
    async with patient(store) as person:
        await person.press("d", *"yesterday", "enter")
        assert "Filling in Friday 20 November" in person.screen
        await person.press("4")
        assert person.reads("hint") == "Enter saves mood 4 for Friday 20 November."
        await person.press("enter")
        assert "Saved: mood 4 for Friday 20 November." in person.screen
        assert "mood 4 (written" in person.screen
        await person.press("5")
        assert "as a second check-in; e changes the first." in person.reads("hint")
        await person.press("escape", "escape")
        assert "Filling in" not in person.screen
    assert [(c.day, c.at) for c in person.check_ins] == [(FRIDAY, NOW)]


async def test_a_day_is_shown_as_it_is_understood_and_refused_beside_the_field_and_kept(
    store: Store,
) -> None:
    async with patient(store, size=(120, 40)) as person:
        await person.press("d", *"wed")
        assert "Wed 18 Nov 2026" in person.screen
        await person.press("ctrl+u", *"tomorrow", "enter")
        assert "Sun 22 Nov 2026 has not come yet" in person.screen
        assert "tomorrow" in person.screen
        await person.press("ctrl+u", *"moonday", "enter")
        assert "The day was not understood" in " ".join(person.screen.split())
        assert "moonday" in person.screen


async def test_leaving_the_question_for_a_day_stays_with_today(store: Store) -> None:
    async with patient(store) as person:
        await person.press("d", *"fri", "escape", "7", "enter")
    assert [c.day for c in person.check_ins] == [TODAY]


async def test_a_day_of_last_year_shows_its_own_check_ins_and_weeks(store: Store) -> None:
    long_ago = date(2025, 2, 3)
    fill(store, [check_in(long_ago, 2)])
    async with patient(store) as person:
        await person.press("d", *long_ago.isoformat(), "enter")
        assert "Filling in Monday 3 February 2025" in person.screen
        assert "21:04 mood 2" in person.screen
        assert "Mon 3 Feb" in person.screen
