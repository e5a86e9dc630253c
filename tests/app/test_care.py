"""Whom to call: after saving, once, the same words each time, and always one key away."""

from __future__ import annotations

from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.app.diaries import NOW
from tests.app.patient import Patient, patient
from tests.app.test_screens import LARGE, SMALL, TINY, ScreenText
from tests.app.test_when_things_go_wrong import FULL, refuse_to_write
from tracker.app.modes import MODES
from tracker.records import MOOD, known_measure
from tracker.records.contacts import Contacts, OwnContact, find_region
from tracker.storage import Store
from tracker.storage.errors import StorageError
from tracker.storage.preferences import put_contacts

THANKS = "Thank you for noting this. It is saved."
MARKUP_CLINIC = OwnContact("[/] clinic [bold]", "0123 [red]")


def know(store: Store, contacts: Contacts) -> None:
    with store.writing(NOW, "the contacts") as unit:
        put_contacts(unit, contacts)


def turn_on(store: Store, *keys: str) -> None:
    """Ask for measures after mood."""
    known = [measure for measure in map(known_measure, keys) if measure is not None]
    with store.writing(NOW, "the measures") as unit:
        unit.put_measures([MOOD, *(replace(measure, active=True) for measure in known)])


@pytest.fixture
def asking(store: Store) -> Store:
    """A diary that asks about thoughts of self-harm after mood."""
    turn_on(store, "self_harm")
    return store


def words(person: Patient) -> str:
    return " ".join(person.screen.replace("│", " ").split())


def kept(store: Store) -> list[float | None]:
    return [check_in.value("self_harm") for check_in in store.read().check_ins]


async def test_after_a_rating_above_zero_it_is_saved_first_and_then_said(asking: Store) -> None:
    async with patient(asking) as person:
        await person.press("3", "enter", "2", "enter")
        assert THANKS in person.screen
        assert kept(asking) == [2]
        assert "cannot see, call or alert anyone" in words(person)
        assert "findahelpline.com" in person.screen


async def test_a_rating_of_zero_says_nothing(asking: Store) -> None:
    async with patient(asking) as person:
        await person.press("3", "enter", "0", "enter")
        assert THANKS not in person.screen
    assert kept(asking) == [0]


async def test_what_was_not_saved_is_not_thanked_for(
    asking: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(asking) as person:
        await person.press("3", "enter")
        refuse_to_write(asking, monkeypatch)
        await person.press("2", "enter")
        assert person.reads("hint") == FULL
        assert THANKS not in person.screen


async def test_any_key_leads_back_to_where_the_person_was(asking: Store) -> None:
    closing = ["enter", "escape", "space", "x", "7", "f2", "q"]
    async with patient(asking) as person:
        for key in closing:
            await person.press("3", "enter", "2", "enter")
            assert THANKS in person.screen
            await person.press(key)
            assert THANKS not in person.screen
            assert person.app.current_mode == "today"
            assert "Saved: thoughts of death or self-harm 2" in person.reads("saved")
    assert kept(asking) == [2] * len(closing)


async def test_keys_typed_ahead_do_not_close_it_unread(asking: Store) -> None:
    async with patient(asking) as person:
        await person.press("3", "enter", "2")
        await person.type_ahead("enter", "enter")
        assert THANKS in person.screen


async def test_it_comes_once_for_an_entry_and_again_for_the_next(asking: Store) -> None:
    turn_on(asking, "self_harm", "anxiety")
    async with patient(asking) as person:
        await person.press("3", "enter", "2", "enter")
        await person.press("space")
        await person.press("u", "1", "enter")
        assert THANKS not in person.screen
        assert kept(asking) == [1]
        await person.press("escape", "3", "enter", "1", "enter")
        assert THANKS in person.screen
    assert kept(asking) == [1, 1]


async def test_the_words_are_the_same_whatever_was_rated(asking: Store) -> None:
    said = []
    async with patient(asking) as person:
        for rating in ("1", "3"):
            await person.press("3", "enter", rating, "enter")
            said.append(person.reads("words"))
            await person.press("space")
    assert said[0] == said[1]


async def test_an_answer_above_zero_to_item_9_is_saved_first_and_then_said(store: Store) -> None:
    async with patient(store) as person:
        await person.press("s", "enter", *"000000001", "enter")
        assert THANKS in person.screen
        assert [a.total for a in store.read().assessments] == [1]
        await person.press("enter")
        assert "Saved: PHQ-9 1 of 27" in person.reads("saved")


@pytest.mark.parametrize("ninth", ["0", "minus"])
async def test_item_9_at_zero_or_blank_says_nothing(store: Store, ninth: str) -> None:
    async with patient(store) as person:
        await person.press("s", "enter", *"33333333", ninth, "enter")
        assert "Saved: PHQ-9" in person.reads("saved")
        assert THANKS not in person.screen


async def test_it_names_the_region_the_clinic_and_the_person(asking: Store) -> None:
    person_trusted = OwnContact("Ada", "0777 1")
    know(asking, Contacts(region=find_region("GB"), clinic=MARKUP_CLINIC, person=person_trusted))
    async with patient(asking) as person:
        await person.press("3", "enter", "2", "enter")
        assert "999" in person.screen
        assert "116 123 – Samaritans" in person.screen
        assert "Your clinic: 0123 [red] – [/] clinic [bold]" in words(person)
        assert "Someone you trust: 0777 1 – Ada" in words(person)
        assert "No region" not in person.screen


async def test_whom_to_call_is_one_key_away_on_every_screen(store: Store) -> None:
    know(store, Contacts(region=find_region("GB")))
    async with patient(store) as person:
        for mode in MODES:
            await person.press(mode.key, "f2")
            assert "116 123 – Samaritans" in person.screen
            assert "The region is United Kingdom." in words(person)
            await person.press("escape")
            assert "Samaritans" not in person.screen
            assert person.app.current_mode == mode.name


async def test_whom_to_call_is_one_key_away_over_a_form(store: Store) -> None:
    async with patient(store) as person:
        for keys in (["n"], ["question_mark"], ["d"], ["i", "a"], ["p"]):
            await person.press(*keys)
            below = person.app.screen
            await person.press("f2")
            assert "findahelpline.com" in person.screen
            await person.press("escape")
            assert person.app.screen is below
            await person.press("escape")


async def test_without_a_region_it_says_so_and_how_to_choose_one(store: Store) -> None:
    async with patient(store) as person:
        await person.press("f2")
        assert "No region is chosen yet." in words(person)
        assert "tracker contacts --region GB" in words(person)
        assert "findahelpline.com" in person.screen


async def test_the_panel_that_asks_for_the_country_takes_the_answer(asking: Store) -> None:
    async with patient(asking) as person:
        await person.press("3", "enter", "2", "enter")
        assert "(please check this number)" not in words(person)
        await person.press("r", *"germany")
        assert "European Union (112) – covers Germany" in words(person)
        await person.press("enter")
        assert THANKS in person.screen
        assert "In danger now: 112" in words(person)
        assert "No region" not in words(person)
        await person.press("r")
        assert THANKS not in person.screen
    assert asking.read().settings.region == "EU"


async def test_help_names_the_key(store: Store) -> None:
    async with patient(store, size=(120, 50)) as person:
        await person.press("f1")
        assert "F2         Whom to call: crisis lines." in person.screen


async def test_a_diary_that_cannot_be_read_keeps_nobody_from_the_numbers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise StorageError("The diary is damaged.")

    async with patient(store) as person:
        monkeypatch.setattr(store, "settings", refuse)
        await person.press("f2")
        assert "findahelpline.com" in person.screen


async def test_on_a_tiny_terminal_arrows_scroll_it(asking: Store) -> None:
    async with patient(asking, size=TINY) as person:
        await person.press("3", "enter", "2", "enter")
        await person.press(*["down"] * 20)
        assert "nearest emergency department" in words(person)


PANELS = {"after": ["3", "enter", "2", "enter"], "f2": ["f2"]}


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("place", ["GB", None])
@pytest.mark.parametrize("name", PANELS)
async def test_care_as_text(
    asking: Store,
    snapshot: SnapshotAssertion,
    name: str,
    place: str | None,
    size: tuple[int, int],
) -> None:
    if place:
        clinic, trusted = OwnContact("The clinic", "020 7946 0000"), OwnContact("Ada", "0777 1")
        know(asking, Contacts(region=find_region(place), clinic=clinic, person=trusted))
    async with patient(asking, size=size) as person:
        await person.press(*PANELS[name])
        screen = person.screen + "\n"
    assert screen == snapshot.use_extension(ScreenText)
