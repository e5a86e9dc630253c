"""Every place, empty and full, at every size and in every theme: whole, readable, named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

import pytest
from rich.segment import Segment
from textual.color import Color
from textual.command import CommandPalette
from textual.css.parse import parse
from textual.css.stylesheet import Stylesheet

from tests.app.conftest import PARSE_RULES
from tests.app.diaries import MARKUP, NOW, TODAY, ZONE, check_in, fill, infusion
from tests.app.patient import Patient, patient
from tracker.app import themes
from tracker.app.app import TrackerApp
from tracker.app.help import Help
from tracker.app.navigation import PLACES, KeyLine
from tracker.app.screen import Place
from tracker.app.session import Session
from tracker.app.themes import THEMES, theme_for
from tracker.records import MOOD, Event, Measure, Rating, SideEffect
from tracker.storage import Store

OWN = ["dusk", "paper", "contrast"]


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("diary", "sizes"),
    [("new_store", [(60, 20), (100, 30), (160, 50)]), ("full_store", [(80, 24), (160, 50)])],
)
async def test_every_place_is_whole_at_every_size_and_no_letter_of_a_place_does_anything_else(
    request: pytest.FixtureRequest, diary: str, sizes: list[tuple[int, int]]
) -> None:
    """The other sizes of a full diary are looked at in `test_screens`."""
    letters = {place.key for place in PLACES}
    async with patient(request.getfixturevalue(diary)) as person:
        for place in PLACES:
            await person.press(place.key)
            for size in sizes:
                await person.resize(*size)
                assert_whole(person, person.screen)
            for key, active in person.app.screen.active_bindings.items():
                leads = active.binding.action.startswith("go(")
                assert key not in letters or leads, (place.name, key)


def assert_whole(person: Patient, shown: str) -> None:
    """What is shown of a place fills the terminal, names it and the first keys, and ends in it."""
    width, height = person.app.size
    place = next(place for place in PLACES if place.name == person.app.current_mode)
    lines = shown.split("\n")
    assert len(lines) == height, place.name
    assert max(map(len, lines)) <= width, place.name
    assert (place.short if width < 78 else place.label) in lines[0]
    assert "F2 Crisis help" in lines[-1], place.name
    assert "? Help" in lines[-1], place.name
    assert person.app.screen.max_scroll_y == 0, place.name
    panels = person.app.screen.query("#body > *").results()
    assert all(p.region.bottom <= height - 1 for p in panels if p.display), place.name


def painted(person: Patient) -> Iterator[Segment]:
    for strip in person.app.screen._compositor.render_strips():
        yield from (segment for segment in strip if segment.style)


contrast = cache(themes.contrast)


def unreadable(person: Patient, least: float) -> list[str]:
    """Words whose contrast to their ground is too low."""
    found = []
    for segment in painted(person):
        style = segment.style
        if not any(map(str.isalnum, segment.text)) or not style or not style.color:
            continue
        if style.bgcolor is None or style.color.triplet is None or style.bgcolor.triplet is None:
            continue
        ink = Color(*style.color.triplet)
        ground = Color(*style.bgcolor.triplet)
        if contrast(ink, ground) < least - 0.05:
            found.append(f"{segment.text.strip()[:30]} {ink.hex} on {ground.hex}")
    return found


@pytest.mark.sweep
async def test_text_can_be_read_in_every_theme_that_is_offered(full_store: Store) -> None:
    fill(full_store, [infusion(TODAY.replace(day=20), status="planned")])
    async with patient(full_store, size=(120, 36)) as person:
        await person.press("7")
        for theme in sorted(THEMES, key=OWN.__contains__):  # the tables are opened by ours
            if theme == "terminal":  # that one is the person's
                continue
            person.app.theme = theme
            await person.settle()
            for key in "ivht" if theme in OWN else ("",):
                await person.press(*filter(None, [key]))
                assert unreadable(person, 4.5) == [], f"{theme} after {key}"


@pytest.mark.sweep
async def test_a_change_of_theme_leaves_nothing_in_the_old_colours(full_store: Store) -> None:
    async with patient(full_store, size=(120, 36)) as person:
        await person.press(*"ivt")
        for theme in ("nord", "paper"):  # to a foreign one, and back to a light one of ours
            with full_store.writing(NOW, "theme") as unit:
                unit.edit_settings(theme=theme)
            changed = [await colours_at(person, key) for key in "ivt"]
            async with patient(full_store, size=(120, 36)) as fresh:
                for key, found in zip("ivt", changed, strict=True):
                    assert found <= await colours_at(fresh, key), f"{theme} at {key}"


async def colours_at(person: Patient, key: str) -> set[str]:
    await person.press(key)
    found = set()
    for segment in painted(person):
        style = segment.style
        found |= {c.name for c in (style.color, style.bgcolor) if style and c}  # type: ignore[union-attr]
    return found


OLD_NAMES = {
    "light": "paper",
    "dark": "dusk",
    "high contrast": "contrast",
    "terminal": "terminal",
    "nord": "nord",
    "no such theme": "dusk",
    "paper": "paper",
    None: "dusk",
}


@pytest.mark.sweep
async def test_a_stored_theme_goes_on_under_its_new_name_and_an_unknown_one_falls_back(
    store: Store,
) -> None:
    async with patient(store) as person:
        for stored, shown in OLD_NAMES.items():
            with store.writing(NOW, "theme") as unit:
                unit.put_setting("theme", stored)
            place = person.app.screen
            assert isinstance(place, Place)
            place.look()
            await person.settle()
            assert person.app.theme == shown
            assert "!" not in person.says


def test_the_environment_chooses_where_the_person_did_not() -> None:
    assert theme_for(None, {"TERM": "linux"}) == "terminal"
    assert theme_for(None, {"TEXTUAL_THEME": "gruvbox", "TERM": "linux"}) == "gruvbox"
    assert theme_for("paper", {"TEXTUAL_THEME": "gruvbox"}) == "paper"


def test_the_ramp_of_moods_is_in_order_of_lightness_on_both_grounds() -> None:
    for theme in themes.OWN_THEMES[:2]:
        steps = [Color.parse(theme.variables[f"mood-{n}"]) for n in range(11)]
        ground = Color.parse(theme.background or "")
        contrasts = [themes.contrast(step, ground) for step in steps]
        assert contrasts == sorted(contrasts)


async def test_f3_goes_round_the_themes_and_keeps_the_choice(store: Store) -> None:
    async with patient(store) as person:
        await person.press("f3")
        assert person.app.theme == "paper"
        assert store.read().settings.theme == "paper"
        await person.press("u")
        assert person.app.theme == "dusk"


@pytest.mark.parametrize(
    ("environ", "without"), [({"NO_COLOR": "1"}, True), ({"TERM": "linux"}, True), ({}, False)]
)
def test_signs_take_the_place_of_colours_where_there_are_none_or_only_the_terminals(
    store: Store, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], without: bool
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert themes.colourless(TrackerApp(Session(store, lambda: NOW))) is without


@pytest.mark.sweep
async def test_everything_can_be_told_apart_without_colour(
    full_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    async with patient(full_store, size=(80, 24)) as person:
        await person.press("7")
        assert "[7]" in person.screen
        await person.press("enter")
        assert "✓ Saved" in person.screen
        await person.press("escape", "i", "a", "tab")
        assert "[given]" in person.screen
        await person.press("escape", "h", "3")
        assert "[Infusions]" in person.screen
        await person.press("i", "end", "f", "2")
        assert "[2]" in person.screen
        assert person.screen.count("[–]") == 0  # the cursor alone is in brackets
        await person.press("down")
        assert person.screen.count("[–]") == 1
        await person.press("escape", "v")


async def test_help_that_is_longer_than_the_terminal_scrolls(store: Store) -> None:
    async with patient(store) as person:
        await person.press("question_mark")
        first = person.screen
        for there, back in (("down", "up"), ("pagedown", "pageup"), ("end", "home")):
            await person.press(there)
            assert person.screen != first
            await person.press(back)
            assert person.screen == first


async def test_the_key_of_a_place_goes_there_from_help_where_it_is_named(store: Store) -> None:
    async with patient(store) as person:
        await person.press("question_mark", "o")
        assert "Help ·" not in person.screen
        assert "Asked every day" in person.screen
        await person.press("question_mark", "o")  # help about the place that is meant
        assert "Help ·" not in person.screen
        await person.press("t")
        assert "How is your mood today?" in person.screen


@pytest.mark.sweep
async def test_the_palette_offers_places_and_actions_and_chooses_no_score_or_answer_itself(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("s", "enter")
        offered = {command.title for command in person.app.get_system_commands(person.app.screen)}
        assert "Previous question" in offered
        assert "Answer" not in offered
        await person.press("escape", "t")
        offered = {command.title for command in person.app.get_system_commands(person.app.screen)}
        assert not {"Score", "Commands"} & offered
        assert {"Infusions", "Report", "Note", "Another day", "Undo", "Help", "Quit"} <= offered
        await person.resize(100, 70)
        await person.press("ctrl+p")
        assert isinstance(person.app.screen, CommandPalette)
        assert "What is rated, and how it looks." in person.words
        await person.press(*"infusions", "enter")
        await person.settle()
        assert person.app.current_mode == "infusions"


@pytest.mark.sweep
async def test_a_click_on_the_places_and_on_the_keys_does_what_they_say(store: Store) -> None:
    async with patient(store) as person:
        column = person.screen.split("\n")[0].index("History")
        await person.pilot.click("PlaceLine", offset=(column + 1, 0))
        await person.settle()
        assert person.app.current_mode == "history"
        column = person.screen.split("\n")[-1].index("Help")
        await person.pilot.click("KeyLine", offset=(column, 0))
        await person.settle()
        assert isinstance(person.app.screen, Help)


@pytest.mark.sweep
async def test_a_click_on_a_key_in_a_frame_presses_it_and_every_form_can_be_left_by_a_click(
    store: Store,
) -> None:
    """Also on the narrowest line of keys that a form has: 80 columns of an invented diary."""
    async with patient(store, size=(80, 24)) as person:
        await person.press("i")
        await person.click("f side effects")
        assert person.title.startswith("Side effects")
        person.app.screen.query_one(KeyLine).invented = True
        await person.settle()
        await person.click("Esc Close")
        await person.click("Edit")
        assert person.title.startswith("The infusion of")
        await person.click("Esc Close")
        await person.resize(120, 36)
        await person.press("o")
        await person.click("Enter changes it")  # of a section where the keys do not go yet
        assert person.title.startswith("What are the infusions for?")
        await person.click("Esc Close")
        assert not person.app.screen.is_modal


async def test_only_the_left_button_of_the_mouse_does_anything(store: Store) -> None:
    async with patient(store) as person:
        await person.press("7")
        for button in (2, 3):
            await person.click("Save", button)
            await person.click("Infusions", button)
        assert (person.app.current_mode, person.check_ins) == ("today", ())
        await person.click("Save")
    assert len(person.check_ins) == 1


@pytest.mark.sweep
async def test_words_that_look_like_markup_are_shown_as_written(new_store: Store) -> None:
    own = Measure(key="own", label=MARKUP, low_label=MARKUP, high_label=MARKUP, unit="[/]")
    effect = SideEffect(name="[/] [b]", severity=3)
    event = Event(id="e1", kind="question", title=MARKUP, start=TODAY, note=MARKUP)
    taken = Event(id="e2", kind="medication", title=MARKUP, start=TODAY, dose=MARKUP)
    rated = check_in(TODAY, 5, note=MARKUP, more=(Rating("own", 3),))
    with new_store.writing(NOW, "markup") as unit:
        unit.put_measures([MOOD, own])
    given = infusion(TODAY, note=MARKUP, side_effects=(effect,))
    planned = infusion(TODAY.replace(month=12), status="planned", note=MARKUP)
    fill(new_store, [given, planned, event, taken, rated])
    async with patient(new_store, size=(160, 50)) as person:
        assert MARKUP in person.screen
        await person.press("7", "enter")
        assert MARKUP in person.title
        await person.press("3", "enter")
        assert MARKUP.lower() in person.says.lower()
        for place in PLACES:
            await person.press(place.key)
            assert person.app.current_mode == place.name


@pytest.mark.sweep
async def test_no_note_breaks_a_place(store: Store) -> None:
    endless, steering = "x" * 10_000, "\u202eback to front a\x1b[2Jb\x07 日本語の日記 🙂‍↕️"
    for day, note in ((TODAY, endless), (TODAY - timedelta(days=1), steering)):
        fill(store, [check_in(day, 5, note=note), infusion(day, note=note)])
    async with patient(store, size=(120, 36)) as person:
        await person.press("n", "escape")
        for place in PLACES:
            await person.press(place.key)
            shown = person.screen
            assert "\x1b" not in shown
            assert "\x07" not in shown
            assert max(map(len, shown.split("\n"))) <= 120


@pytest.mark.sweep
async def test_on_a_telephone_no_place_stops_and_each_can_be_reached_and_says_it_is_invented(
    full_store: Store,
) -> None:
    with full_store.writing(NOW, "invented") as unit:
        unit.set_invented(True)
    async with patient(full_store, size=(43, 44)) as person:
        for place in PLACES:
            await person.press(place.key)
            assert f" {place.short} " in f"{person.screen.split(chr(10))[0]} "
            assert "invented diary" in person.screen.split("\n")[-1], place.name
        await person.press("i", "a")
        assert "invented diary" in person.screen.split("\n")[-1]
        await person.press("escape")
        for size in ((12, 5), (43, 20)):
            await person.resize(*size)
            for place in PLACES:
                await person.press(place.key)
                assert person.app.is_running


@pytest.mark.sweep
async def test_opening_every_place_parses_no_style_sheet_twice(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: Counter[object] = Counter()

    def counted(scope: str, css: str, read_from: object, **rest: object) -> object:
        parsed[read_from, rest.get("tie_breaker")] += 1  # another one makes other rules
        return parse(scope, css, read_from, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Stylesheet, "_parse_rules", PARSE_RULES)
    monkeypatch.setattr("textual.css.stylesheet.parse", counted)
    async with patient(store) as person:
        at_the_start = sum(parsed.values())
        for place in PLACES:
            await person.press(place.key)
        await person.press("t", "f2", "escape", "question_mark", "escape", "n", "escape")
    assert max(parsed.values()) == 1
    assert sum(parsed.values()) > at_the_start


@pytest.mark.sweep
async def test_a_place_shows_the_colours_that_were_chosen_in_another(store: Store) -> None:
    async with patient(store, size=(120, 36)) as person:
        await person.press("o", "t")
        before = person.app.screen.query_one(KeyLine).styles.background
        await person.press("o", "f3")
        await person.press("t")
        after = person.app.screen.query_one(KeyLine).styles.background
    assert before != after


@pytest.mark.sweep
async def test_every_place_turns_with_the_day_while_the_app_is_open(full_store: Store) -> None:
    before, after = (datetime(2026, 11, 21, hour, 30, tzinfo=ZONE) for hour in (3, 4))
    opened_later = {}
    async with patient(full_store, now=after, size=(120, 36)) as person:
        for place in PLACES[:-1]:  # Settings has no days
            await person.press(place.key)
            opened_later[place] = person.screen
    async with patient(full_store, now=before, size=(120, 36)) as person:
        for place, expected in opened_later.items():
            person.clock.now = before
            await person.press(place.key)
            person.clock.now = after
            shown = person.app.screen
            assert isinstance(shown, Place)
            shown.look()
            await person.settle()
            assert person.screen == expected, place.name
