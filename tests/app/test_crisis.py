"""Crisis help: after saving, once, the same words each time, and always one key away."""

from __future__ import annotations

from itertools import pairwise

import pytest
from textual.renderables.background_screen import BackgroundScreen

from tests.app.diaries import NOW, WISH, turn_on
from tests.app.patient import Patient, patient
from tests.app.test_when_things_go_wrong import FULL, refuse_to_write
from tests.sweep import always
from tracker.app.help import Help
from tracker.app.navigation import PLACES
from tracker.records.contacts import Contacts, OwnContact, find_region, regions
from tracker.storage import StorageError, Store
from tracker.storage.preferences import contacts, put_contacts

MARKUP_CLINIC = OwnContact("[/] clinic [bold]", "0123 [red]")


def know(store: Store, contacts: Contacts) -> None:
    with store.writing(NOW, "the contacts") as unit:
        put_contacts(unit, contacts)


@pytest.fixture
def asking(store: Store) -> Store:
    """A diary that asks about thoughts of self-harm after mood."""
    turn_on(store, "self_harm")
    return store


def answers(store: Store) -> list[float | None]:
    return [check_in.value("self_harm") for check_in in store.read().check_ins]


def open_panel(person: Patient) -> bool:
    return person.title == "Crisis help"


async def test_after_an_answer_above_zero_it_is_saved_first_and_then_shown_until_escape(
    asking: Store,
) -> None:
    async with patient(asking) as person:
        await person.press("3", "enter", "2", "enter")
        assert open_panel(person)
        assert answers(asking) == [2]
        assert "It is saved." in person.words
        assert "cannot see, call or alert anyone" in person.words
        assert "findahelpline.com" in person.screen
        said = person.reads("numbers")
        await person.press("enter", "space", "x", "7", "f2", "q", "u", "t", "i", "question_mark")
        assert open_panel(person)
        assert person.app.is_running
        await person.press("escape")
        assert person.app.current_mode == "today"
        assert not open_panel(person)
        assert "Saved: thoughts of death or self-harm 2" in person.says
        await person.press("3", "enter", "3", "enter")
        assert person.reads("numbers") == said, "the same words whatever was answered"
    assert answers(asking) == [2, 3]


async def test_each_dialog_is_drawn_over_the_one_below_whatever_was_drawn_before(
    store: Store,
) -> None:
    async with patient(store, size=(60, 20)) as person:
        for key in ("f1", "f2", "r", "f2"):
            await person.press(key)
        screens = person.app.screen_stack
        assert len(screens) == 5
        for below, dialog in [*pairwise(screens)] * 2:
            drawn = dialog.render()
            assert isinstance(drawn, BackgroundScreen)
            assert drawn.screen is below


async def test_an_answer_of_zero_and_one_that_was_not_saved_show_nothing(
    asking: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(asking) as person:
        await person.press("3", "enter", "0", "enter")
        assert not open_panel(person)
        await person.press("3", "enter")
        refuse_to_write(asking, monkeypatch)
        await person.press("2", "enter")
        assert person.says == f"! {FULL}"
        assert not open_panel(person)
    assert answers(asking) == [0, None]


async def test_an_own_measure_of_self_harm_brings_it_as_well(store: Store) -> None:
    turn_on(store, WISH)
    async with patient(store) as person:
        await person.press("3", "enter", "1", "enter")
        assert not open_panel(person)
        await person.press("e", "tab", "ctrl+u", "4", "enter")
        assert open_panel(person)
        await person.press("escape", "3", "enter", "2", "enter")
        assert open_panel(person)
    assert [check_in.value("wish") for check_in in store.read().check_ins] == [4, 2]


async def test_no_key_that_was_typed_ahead_closes_it(asking: Store) -> None:
    async with patient(asking) as person:
        await person.type_ahead("3", "enter", "2", "enter", "escape", "enter", "enter")
        assert open_panel(person)


async def test_it_comes_once_for_an_entry_and_again_for_the_next(asking: Store) -> None:
    turn_on(asking, "self_harm", "anxiety")
    async with patient(asking) as person:
        await person.press("3", "enter", "2", "enter")
        await person.press("escape")
        await person.press("u", "1", "enter")
        assert not open_panel(person)
        assert answers(asking) == [1]
        await person.press("escape", "3", "enter", "1", "enter")
        assert open_panel(person)
    assert answers(asking) == [1, 1]


@pytest.mark.sweep
async def test_the_numbers_stand_bold_in_a_column_before_anything_else(asking: Store) -> None:
    person_trusted = OwnContact("Ada", "0777 1")
    gb = find_region("GB")
    know(asking, Contacts(region=gb, clinic=MARKUP_CLINIC, person=person_trusted))
    async with patient(asking) as person:
        await person.press("f2")
        rows = person.reads("numbers").split("\n")
        numbers = [row[:19].strip() for row in rows if row[:1].isdigit()]
        assert numbers[:2] == ["999", "116 123"]
        assert numbers[-2:] == ["0123 [red]", "0777 1"]
        assert "[/] clinic [bold]  your clinic" in person.screen
        assert "Ada  someone you trust" in person.screen
        assert "tracker contacts" not in person.screen
        for size in ((60, 20), (120, 36)):
            await person.resize(*size)
            assert "116 123" in person.screen


@pytest.mark.parametrize("size", always(["(60, 20)"], [(80, 24), (60, 20), (80, 36), (60, 30)]))
async def test_a_number_comes_first_and_what_was_checked_is_as_in_the_command(
    store: Store, size: tuple[int, int]
) -> None:
    async with patient(store, size=size) as person:
        for region in (None, *regions()):
            know(store, Contacts(region=region))
            await person.press("f2")
            width = person.app.screen.query_one("#numbers").size.width
            _, *rows = filter(None, person.reads("numbers").split("\n"))
            column = rows[: next(n for n, row in enumerate(rows) if "stay with you" in row)]
            assert all(row[18] == " " and len(row) <= width for row in column)
            assert rows[0].startswith(region.emergency[0].number if region else "112")
            shown = " ".join(person.reads("numbers").split())
            assert not region or region.checked in shown
            await person.press("escape")


@pytest.mark.sweep
async def test_it_is_one_key_away_on_every_place_as_help_is(store: Store) -> None:
    know(store, Contacts(region=find_region("GB")))
    async with patient(store, size=(120, 50)) as person:
        for n, place in enumerate(PLACES):
            await person.press(place.key, "f2")
            assert open_panel(person)
            assert "116 123" in person.reads("numbers")
            await person.press("escape", ("question_mark", "f1")[n % 2])
            assert isinstance(person.app.screen, Help)
            said = person.words
            assert "116 123" not in said
            assert f"Help · {place.label}" in said
            assert "u undo the last change" in said
            assert "F2 crisis help" in said
            assert ("0–9 choose a score" in said) is (place.name == "today")
            await person.press("escape")
            assert person.app.current_mode == place.name


@pytest.mark.sweep
async def test_it_is_one_key_away_over_forms_dialogs_and_the_palette(store: Store) -> None:
    async with patient(store) as person:
        for keys in (["n"], ["question_mark"], ["ctrl+p"], ["i", "a"], ["h", "d"]):
            await person.press(*keys)
            below = person.app.screen
            await person.press("f2")
            assert "findahelpline.com" in person.screen
            await person.press("escape")
            assert person.app.screen is below
            await person.press("escape")


@pytest.mark.sweep
async def test_over_a_form_of_its_own_it_keeps_what_was_typed(store: Store) -> None:
    async with patient(store) as person:
        await person.press("f2")
        await person.press("e", *"St Ann", "f2")
        assert "findahelpline.com" in person.screen
        await person.press("r", "e", "f2")
        assert open_panel(person)
        await person.press("escape", "tab", *"555 0134", "enter")
        assert "St Ann" in person.reads("numbers")


@pytest.mark.sweep
async def test_a_country_chosen_over_that_form_and_a_number_written_elsewhere_both_stay(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("f2")
        await person.press("e", *"St Ann", "tab", *"555 0134")
        with store.writing(NOW, "elsewhere") as unit:
            put_contacts(unit, Contacts(region=find_region("GB"), person=OwnContact("Ada", "0777")))
        await person.press("enter")
    known = contacts(store)
    assert known.region == find_region("GB")
    assert (known.clinic, known.person) == (
        OwnContact("St Ann", "555 0134"),
        OwnContact("Ada", "0777"),
    )


async def test_without_a_country_it_asks_for_it_after_the_numbers_and_takes_the_answer(
    asking: Store,
) -> None:
    async with patient(asking) as person:
        await person.press("3", "enter", "2", "enter")
        rows = person.reads("numbers").split("\n")
        assert rows[2].startswith("112")
        assert "choose your country" in person.reads("numbers")
        await person.press("r", *"germany")
        assert "covers Germany" in person.words
        await person.press("enter")
        assert "112" in person.reads("numbers")
        assert "choose your country" not in person.screen
    assert asking.read().settings.region == "EU"


async def test_ones_own_numbers_are_typed_where_they_are_needed(store: Store) -> None:
    async with patient(store) as person:
        await person.press("f2")
        await person.press("e", *"St Ann", "enter")
        assert "Type the number" in person.words
        await person.press(*"555 0134", "tab", *"Ada", "tab", *"0777", "enter")
        assert "555 0134" in person.reads("numbers")
        assert "Ada someone you trust" in person.words
        await person.press("e", "ctrl+u", "tab", "ctrl+u", "enter")
        assert "555 0134" not in person.reads("numbers")


async def test_a_diary_that_cannot_be_read_keeps_nobody_from_the_numbers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise StorageError("The diary is damaged.")

    async with patient(store) as person:
        monkeypatch.setattr(store, "settings", refuse)
        await person.press("f2")
        assert "findahelpline.com" in person.screen


@pytest.mark.sweep
async def test_on_a_tiny_terminal_arrows_and_the_keys_for_pages_scroll_it(asking: Store) -> None:
    ada = OwnContact("Ada", "0777 1")
    know(asking, Contacts(region=find_region("GB"), clinic=MARKUP_CLINIC, person=ada))
    async with patient(asking, size=(40, 12)) as person:
        await person.press("f2")
        first = person.screen
        for keys in (["down"] * 60, ["pagedown"] * 6, ["end"]):
            await person.press(*keys)
            assert person.screen != first
            assert "United Kingdom" in person.words
            await person.press("home")
            assert person.screen == first
