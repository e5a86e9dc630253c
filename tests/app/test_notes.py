from __future__ import annotations

from tests.app.diaries import MARKUP, TODAY, check_in, fill
from tests.app.patient import patient
from tracker.storage import Store


async def test_a_note_is_added_to_the_check_in_just_saved_as_it_was_typed(store: Store) -> None:
    async with patient(store) as person:
        await person.press("7", "enter", "n", *MARKUP, "enter")
        assert "Saved: the note for Saturday 21 November." in person.screen
        assert "[/] [bold]" in person.screen
    assert [(c.value("mood"), c.note) for c in person.check_ins] == [(7, MARKUP)]


async def test_a_note_may_have_more_than_one_line_and_control_s_saves_it_too(store: Store) -> None:
    async with patient(store) as person:
        await person.press("7", "enter", "n", "a", "ctrl+j", "b", "ctrl+s")
    assert [c.note for c in person.check_ins] == ["a\nb"]


async def test_leaving_a_note_saves_nothing_and_loses_nothing(store: Store) -> None:
    async with patient(store) as person:
        await person.press("7", "enter", "n", *"half a", "escape")
        assert person.reads("hint") == "The note is not saved. n brings back what you typed."
        assert [c.note for c in person.check_ins] == [None]
        await person.press("q")
        assert person.reads("hint").startswith("A note is not saved yet")
        await person.press("n", *" thought", "enter")
    assert [c.note for c in person.check_ins] == ["half a thought"]


async def test_without_a_check_in_a_note_stands_on_its_own_if_it_says_anything(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("n", "enter")
        assert "Nothing is written yet." in person.screen
        assert not person.check_ins
        await person.press("a", "enter")
        assert "“a”" in person.screen
    assert [(c.day, c.ratings, c.note) for c in person.check_ins] == [(TODAY, (), "a")]


async def test_a_note_of_before_is_there_to_be_changed_undone_and_taken_out(store: Store) -> None:
    fill(store, [check_in(TODAY, 5, note="x")])
    async with patient(store) as person:
        await person.press("n", "end", "!", "enter")
        assert [c.note for c in person.check_ins] == ["x!"]
        await person.press("u")
        assert [c.note for c in person.check_ins] == ["x"]
        await person.press("n", "end", "backspace", "enter")
        assert "Taken out: the note" in person.reads("saved")
    assert [c.note for c in person.check_ins] == [None]
