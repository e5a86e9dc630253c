"""Typing into a form: in order however fast, over what stands there, and never lost by a slip."""

from __future__ import annotations

from datetime import timedelta

from textual.events import Key
from textual.widgets import Input

from tests.app.diaries import TODAY, fill, infusion
from tests.app.patient import Patient, patient
from tracker.storage import Store

DAY = timedelta(days=1)


async def burst(person: Patient, *keys: str) -> None:
    """Type faster than the app can look."""
    for key in keys:
        person.app.post_message(Key(key, key if len(key) == 1 else None))
    await person.settle()


async def test_keys_typed_at_once_do_what_they_do_in_their_order(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("l", "a")
        await burst(person, *"nexr", "backspace", "t", "left", "delete", "down", *"in 2 days")
        entries = [entry.value for entry in person.app.screen.query(Input)]
        assert entries[:2] == ["nex", "in 2 days"]
        await burst(person, "up", "home", "x", "enter", "t", "7", "enter")
        assert [c.value("mood") for c in person.check_ins] == [7]
    assert [e.title for e in person.store.read().events] == ["xnex"]


async def test_a_score_typed_right_after_the_day_is_no_part_of_the_day(store: Store) -> None:
    async with patient(store) as person:
        await burst(person, "d", "enter", "8", "enter")
    assert [(c.day, c.value("mood")) for c in person.check_ins] == [(TODAY - DAY, 8)]


async def test_what_is_typed_replaces_what_stood_there_and_an_arrow_keeps_it(
    new_store: Store,
) -> None:
    fill(new_store, [infusion(TODAY)])
    async with patient(new_store) as person:
        await person.press("i", "e", "end", "backspace", "0", "enter")
        assert person.infusions[0].day == TODAY - DAY
        await person.press("e", *"3 days ago", "enter")
        assert person.infusions[0].day == TODAY - 3 * DAY


async def test_no_typed_letter_changes_a_choice(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("l", "a", *"sertraline 50 mg", "up", "up", *"tlq")
        assert "choose here" in person.reads("refused")
        assert "› Kind" in person.screen.replace("›Kind", "› Kind")
        await person.press("enter")
        found = [(e.kind, e.title) for e in person.store.read().events]
        assert found == [("medication", "sertraline 50 mg")]


async def test_a_letter_goes_to_the_side_effect_that_begins_with_it(new_store: Store) -> None:
    fill(new_store, [infusion(TODAY)])
    async with patient(new_store) as person:
        await person.press("i", "f")
        await burst(person, "n", "2", "right", "1", "enter")
    felt = [(e.name, e.severity, e.when) for e in person.infusions[0].side_effects]
    assert felt == [("nausea", 2, "during"), ("nausea", 1, "after")]


async def test_a_form_says_once_that_it_is_not_saved_before_the_app_is_left(
    new_store: Store,
) -> None:
    async with patient(new_store) as person:
        await person.press("l", "a", "x", "ctrl+q")
        assert person.reads("refused").startswith("This is not saved yet: Enter saves it")
        await person.press("y")
        assert person.reads("refused") == ""
        await person.press("ctrl+q", "ctrl+q")
        assert not person.app.is_running


async def test_a_new_entry_that_was_left_comes_back_for_this_sitting(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("l", "a", *"Lithium", "up", "right", "escape")
        assert person.reads("hint") == ("The new entry is not saved. a brings back what you typed.")
        await person.press("q")
        assert "a brings it back" in person.reads("hint")
        await person.press("a", "end", *" 300", "enter", "a")
        assert "here again" not in person.screen
    found = [(e.kind, e.title) for e in person.store.read().events]
    assert found == [("therapy", "Lithium 300")]
