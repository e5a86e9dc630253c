"""The first run: what this is, and three short questions, each of which can be skipped."""

from __future__ import annotations

import pytest

from tests.app.diaries import TODAY, check_in, fill
from tests.app.patient import patient
from tracker.storage import Store


async def test_an_empty_diary_says_what_it_is_and_where_it_is_kept(new_store: Store) -> None:
    async with patient(new_store) as person:
        for size in ((160, 50), (100, 30), (60, 20), (80, 24)):
            await person.resize(*size)
            assert "Last 7 days" not in person.screen  # nothing empty around it
            assert "That is all a day needs." in person.words
            assert " 7 " in person.screen
            assert "b answer three short questions first" in person.words
        assert person.title == "Welcome"
        assert "Type a number from 0 to 10 and press Enter." in person.words
        assert "Nothing is sent anywhere." in person.words
        assert "diary.db" in person.words.replace(" ", "")
        for keys, asked in (
            ([], "How is your mood right now?"),
            (["d", *"fri", "enter"], "How was your mood on Fri 20 Nov?"),
            (["escape"], "How is your mood right now?"),
        ):
            await person.press(*keys)
            assert asked in person.screen


async def test_the_welcome_is_in_nobodys_way_and_comes_once(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("7", "enter")
        assert "Saved: mood 7" in person.says
        assert person.title != "Welcome"
        await person.press("b")
        assert not person.app.screen.is_modal, "nobody has to answer before the first score"
    assert [(c.day, c.value("mood")) for c in person.check_ins] == [(TODAY, 7)]
    async with patient(new_store) as person:
        assert person.title != "Welcome"


async def test_it_goes_when_an_infusion_is_the_first_entry(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("i", "a", "enter", "t")
        assert person.title != "Welcome"
        assert "Infusion 1 was today" in person.screen


async def test_a_diary_that_rested_for_months_is_not_new(new_store: Store) -> None:
    fill(new_store, [check_in(TODAY.replace(year=2024), 5)])
    async with patient(new_store) as person:
        assert person.title != "Welcome"


async def test_three_answers_are_one_change(new_store: Store) -> None:
    async with patient(new_store) as person:
        assert "b Start questions" in person.screen
        await person.press("b")
        for word in ("suicidal thoughts", "PTSD", "OCD", "bipolar", "chronic pain", "anxiety"):
            assert word in person.screen, "all that infusions are for"
        await person.press("enter")
        assert person.title.startswith("2 of 3")
        await person.press("down", "down", "enter")
        assert "e.g. in 5 days, 2 Nov " in person.screen
        await person.press(*"in 13 days")
        assert "= planned Fri 4 Dec, in 13 days" in person.words
        await person.press("enter")
        assert "Saved: your answers" in person.says
        assert new_store.read().settings.region == "GB"
        assert [(i.day.isoformat(), i.status) for i in person.infusions] == [
            ("2026-12-04", "planned")
        ]
        assert [m.key for m in new_store.read().active_measures] == [
            *("mood", "anxiety", "energy", "sleep")
        ]
        await person.press("u")
        assert new_store.read().empty
        assert new_store.read().settings.region is None


async def test_the_next_infusion_or_the_last_one_is_the_nearer_date_and_a_weekday_is_asked_about(
    new_store: Store,
) -> None:
    said = {
        "4 Dec": "= planned Fri 4 Dec, in 13 days",
        "12 Nov": "= given Thu 12 Nov, 9 days ago",
        "next fri": "= planned Fri 27 Nov, in 6 days",
        "fri": "! “fri” can be Fri 20 Nov or Fri 27 Nov. Type one of them.",
        "2 weeks": "! “2 weeks” can be Sat 7 Nov or Sat 5 Dec. Type one of them.",
    }
    async with patient(new_store) as person:
        await person.press("b", "enter", "escape")
        for typed, beside in said.items():
            await person.press("home", "ctrl+k", *typed)
            if beside.startswith("!"):
                await person.press("enter")
            assert person.beside("day") == beside
        await person.press("home", "ctrl+k", *"moonday", "enter")
        assert "“moonday”" in person.words
        await person.press("home", "ctrl+k", *"4 Dec", "enter")
    assert [(i.day.isoformat(), i.status) for i in person.infusions] == [("2026-12-04", "planned")]
    assert len(new_store.read().active_measures) == 4, "nothing else is lost"


@pytest.mark.sweep
async def test_a_country_is_found_by_its_letters_and_can_still_be_skipped(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("b", "enter", *"germ")
        assert "covers Germany" in person.words
        assert "skip this question" in person.words
        await person.press("enter", "enter")
    assert new_store.read().settings.region == "EU"


async def test_skipped_they_do_not_come_again(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("b")
        assert "Esc Skip" in person.screen
        await person.press("escape", "escape", "escape")
        assert "Skipped" in person.says
        assert "three short questions" not in person.screen
        assert "b Start questions" not in person.screen
    async with patient(new_store, size=(60, 20)) as person:
        await person.press("b")
        assert not person.app.screen.is_modal
