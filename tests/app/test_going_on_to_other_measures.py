from __future__ import annotations

import pytest

from tests.app.diaries import NOW, TODAY, fill
from tests.app.patient import patient
from tracker.records import MOOD, Measure
from tracker.storage import Store

SIGNED = Measure(key="pull", label="Pull", low=-3, high=3, low_label="down", high_label="up")


@pytest.fixture
def three(store: Store) -> Store:
    """Mood, then anxiety by digit, then sleep as a number."""
    fill(store, [], measures=("anxiety", "sleep"))
    return store


async def test_each_rating_is_on_disk_before_the_next_is_asked_and_joins_the_same_check_in(
    three: Store,
) -> None:
    async with patient(three) as person:
        await person.press("7", "enter")
        assert "Next, if you like: anxiety." in person.reads("hint")
        assert [c.value("mood") for c in person.check_ins] == [7]
        await person.press("4", "enter", "6", "full_stop", "5", "enter")
        assert "Type 0 to 10" in person.reads("hint")
    (saved,) = person.check_ins
    assert {r.measure: r.value for r in saved.ratings} == {"mood": 7, "anxiety": 4, "sleep": 6.5}


async def test_a_rating_saved_before_the_screen_was_read_again_is_kept(
    three: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(three) as person:
        await person.press("7", "enter")
        monkeypatch.setattr(person.app.screen, "call_after_refresh", lambda *later: True)
        await person.press("4", "enter", "6", "enter")
    (saved,) = person.check_ins
    assert {r.measure: r.value for r in saved.ratings} == {"mood": 7, "anxiety": 4, "sleep": 6}


async def test_escape_keeps_everything_so_far(three: Store) -> None:
    async with patient(three) as person:
        await person.press("7", "enter", "4", "enter", "9", "escape")
        assert person.reads("hint").startswith("All you saved is kept.")
    (saved,) = person.check_ins
    assert {r.measure: r.value for r in saved.ratings} == {"mood": 7, "anxiety": 4}


async def test_enter_alone_skips_a_measure_and_says_so(three: Store) -> None:
    async with patient(three) as person:
        await person.press("7", "enter", "enter")
        assert person.reads("hint").startswith("Skipped. Next, if you like: sleep.")
        await person.press("8", "enter")
    (saved,) = person.check_ins
    assert {r.measure: r.value for r in saved.ratings} == {"mood": 7, "sleep": 8}


async def test_a_number_off_the_scale_or_none_at_all_is_refused_beside_the_field_and_kept(
    three: Store,
) -> None:
    async with patient(three) as person:
        await person.press("7", "enter", "enter", "6", "comma", "5", "enter")
        assert "not a number" in " ".join(person.screen.split())
        assert "6,5" in person.screen
        await person.press(*["backspace"] * 3, "2", "5", "enter")
        assert "Sleep goes from 0 to 24" in person.screen
        assert "25" in person.screen
        await person.press("backspace", "enter")
    (saved,) = person.check_ins
    assert saved.value("sleep") == 2


async def test_undo_goes_back_to_the_measure_that_was_taken_back(three: Store) -> None:
    async with patient(three) as person:
        await person.press("7", "enter", "4", "enter", "escape", "u")
        assert person.reads("saved") == "Took back anxiety 4 for Sat 21 Nov 2026."
        assert [c.value("anxiety") for c in person.check_ins] == [None]
        await person.press("u")
    assert person.check_ins == ()


async def test_undo_in_the_middle_asks_for_that_measure_again(three: Store) -> None:
    async with patient(three) as person:
        await person.press("7", "enter", "4", "enter")
        person.app.screen.set_focus(None)
        await person.press("u", "5", "enter")
    (saved,) = person.check_ins
    assert {r.measure: r.value for r in saved.ratings} == {"mood": 7, "anxiety": 5}


async def test_a_scale_below_zero_is_reached_with_minus(store: Store) -> None:
    with store.writing(NOW, "measures") as unit:
        unit.put_measures([MOOD, SIGNED])
    async with patient(store) as person:
        await person.press("7", "enter", "2", "minus")
        assert "[−2]" in person.screen
        await person.press("enter")
    (saved,) = person.check_ins
    assert saved.value("pull") == -2


async def test_a_digit_a_small_scale_does_not_have_is_refused_in_a_sentence(store: Store) -> None:
    fill(store, [], measures=("elevation",))
    async with patient(store) as person:
        await person.press("7", "enter", "9")
        assert "Sped up or elated goes from 0 to 3" in person.reads("hint")


async def test_a_note_written_in_the_middle_stays_with_the_later_ratings(three: Store) -> None:
    async with patient(three) as person:
        await person.press("7", "enter", "n", "o", "k", "enter", "4", "enter")
    (saved,) = person.check_ins
    assert saved.note == "ok"
    assert saved.value("anxiety") == 4
    assert saved.day == TODAY


async def test_a_measure_named_by_the_person_is_not_named_in_what_undo_keeps(store: Store) -> None:
    own = Measure(key="calling_mum", label="Calling Mum")
    with store.writing(NOW, "measures") as unit:
        unit.put_measures([MOOD, own])
    async with patient(store) as person:
        await person.press("7", "enter", "4", "enter", "u")
        assert person.reads("saved") == "Took back a rating for Sat 21 Nov 2026."
