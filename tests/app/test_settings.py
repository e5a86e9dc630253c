"""Settings by keys: each is on disk at once, confirmed, and can be taken back."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path

import pytest
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from syrupy.assertion import SnapshotAssertion
from tracker.app.screens.settings import SettingsScreen
from tracker.app.settings_rows import Kept, size

from tests.app.diaries import MARKUP, NOW
from tests.app.patient import Patient, patient
from tests.app.test_screens import LARGE, SMALL, TINY, ScreenText
from tests.app.test_when_things_go_wrong import FULL, refuse_to_write
from tracker.paths import Home
from tracker.records import Measure, Settings
from tracker.records.contacts import OwnContact
from tracker.storage import Store
from tracker.storage.preferences import contacts


async def go_to(person: Patient, line: str) -> None:
    """Press the arrow as often as it takes to come to a setting."""
    screen = person.app.screen
    assert isinstance(screen, SettingsScreen)
    ids = [row.id for row in screen.rows if row.id]
    steps = ids.index(line) - ids.index(screen.chosen_id or "")
    await person.press(*["down"] * (steps % len(ids)))
    assert screen.chosen_id == line


async def change(person: Patient, line: str, *keys: str) -> None:
    await go_to(person, line)
    await person.press("enter", *keys)


def active(store: Store) -> list[str]:
    return [measure.key for measure in store.read().active_measures]


async def test_a_measure_is_turned_on_and_off_and_the_walk_asks_for_it(store: Store) -> None:
    async with patient(store) as person:
        await person.press("o")
        await change(person, "measure/anxiety")
        assert person.reads("saved") == "Saved: anxiety is on. u takes it back."
        await person.press("t", "7", "enter")
        assert "Next, if you like: anxiety." in person.reads("hint")
        await person.press("o", "space")
        assert active(store) == ["mood"]
        await person.press("u")
        assert active(store) == ["mood", "anxiety"]


async def test_the_order_is_changed_by_one_key(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("o")
        await go_to(person, "measure/sleep")
        await person.press("m")
        assert person.reads("saved") == "Saved: sleep, anxiety. u takes it back."
        assert active(full_store) == ["mood", "sleep", "anxiety"]
        await person.press("m")
        assert "within those after mood" in person.reads("hint")
        await person.press("k")
        assert active(full_store) == ["mood", "anxiety", "sleep"]


async def test_a_measure_of_ones_own_is_added_and_the_cursor_is_on_it(store: Store) -> None:
    async with patient(store, size=LARGE) as person:
        await person.press("o", "a", *"mood", "enter")
        assert "There is a measure called mood already" in " ".join(person.screen.split())
        await person.press("ctrl+u", *"calm", "tab", "tab", "ctrl+u", "5", "tab", "right", "enter")
        assert person.reads("saved") == "Saved: calm, 0–5, 0 best. u takes it back."
        assert isinstance(person.app.screen, SettingsScreen)
        assert person.app.screen.chosen_id == "measure/calm"
    made = store.read().measure("calm")
    assert made == Measure(key="calm", label="calm", low=0, high=5, better="lower")


async def test_a_condition_chooses_what_is_asked(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("o", "p", *["down"] * 5, "enter")
        assert "Saved: pain, getting things done, sleep after mood." in person.reads("saved")
        assert set(active(full_store)) == {"mood", "pain", "function", "sleep"}
        await person.press("u")
        assert active(full_store) == ["mood", "anxiety", "sleep"]


async def test_mood_only_asks_for_nothing_more_and_keeps_the_measures(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("o", "enter")
        assert "only mood is asked from now on" in person.reads("saved")
        await person.press("t", "7", "enter")
        assert "Type 0 to 10" in person.reads("hint")
    assert active(full_store) == ["mood", "anxiety", "sleep"]


async def test_self_harm_is_off_until_turned_on_and_says_calmly_what_it_does(store: Store) -> None:
    async with patient(store) as person:
        await person.press("o")
        await go_to(person, "measure/self_harm")
        assert "Off until you turn it on." in person.reads("hint")
        assert "cannot see, call or alert anyone" in person.reads("hint")
        assert active(store) == ["mood"]
        await person.press("enter")
        assert active(store) == ["mood", "self_harm"]
        await change(person, "measure/mood")
        assert "Mood is always rated" in person.reads("hint")


async def test_the_day_starts_when_the_person_says(store: Store) -> None:
    async with patient(store, size=LARGE) as person:
        await person.press("o")
        await change(person, "day", "ctrl+u", *"13:00", "enter")
        assert "A diary day starts between 00:00 and 12:00." in " ".join(person.screen.split())
        await person.press("ctrl+u", *"2:30", "enter")
        assert "Saved: a day starts at 02:30." in person.reads("saved")
        await person.press("u")
        assert "Took back the start of the day." in person.reads("saved")
    assert store.read().settings.day_starts_at == time(4)


async def test_whom_to_call_is_written_down_here(store: Store) -> None:
    async with patient(store, size=LARGE) as person:
        await person.press("o")
        await change(person, "region", "home", "enter")
        assert "Saved: the region is United States." in person.reads("saved")
        await change(person, "clinic", *"[/] clinic", "tab", *"0123", "enter")
        await change(person, "person", *"Ada", "enter")
        assert "The number is empty" in person.screen
        await person.press(*"0777", "enter", "f2")
        assert "Your clinic: 0123 – [/] clinic" in person.screen
        assert "Someone you trust: 0777 – Ada" in person.screen
        assert "in Settings (key o)" in person.screen
        await person.press("escape", "enter", "ctrl+u", "tab", "ctrl+u", "enter")
        assert "Taken out: someone you trust." in person.reads("saved")
    known = contacts(store)
    assert known.clinic == OwnContact("[/] clinic", "0123")
    assert known.region is not None
    assert known.region.code == "US"
    assert known.person is None


async def test_the_name_is_blank_until_given(store: Store) -> None:
    async with patient(store) as person:
        await person.press("o")
        await change(person, "name", *MARKUP, "enter")
        assert MARKUP in person.screen
        assert store.read().settings.name == MARKUP
        await person.press("enter", "ctrl+u", "enter")
    assert store.read().settings.name is None


async def test_it_says_where_the_diary_is_kept_how_large_and_when_it_was_copied(
    full_store: Store,
) -> None:
    async with patient(full_store, size=LARGE) as person:
        await person.press("o")
        await go_to(person, "kept")
        path = str(full_store.home.diary)
        assert path in "".join(person.reads("hint").split("\n"))
        assert (
            f"Size                            {size(Kept.of(full_store.home).size)}"
            in person.screen
        )
        assert "Last copy                       none yet" in person.screen
        await change(person, "only")
        assert "Last copy                       Sat 21 Nov" in person.screen
        assert "Version                         tracker " in person.screen


async def test_what_could_not_be_written_is_said_and_stays_as_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(store) as person:
        await person.press("o")
        refuse_to_write(store, monkeypatch)
        await person.press("enter")
        assert person.reads("hint") == FULL
        assert person.reads("saved") == ""
    assert store.read().settings == Settings()


async def test_a_theme_is_kept_undone_and_there_at_the_next_start(store: Store) -> None:
    async with patient(store) as person:
        await person.press("o")
        await change(person, "theme", "down", "down", "enter")
        assert person.app.theme == "tracker-high-contrast"
        assert "high contrast: white and yellow on black" in person.screen
    async with patient(store) as person:
        assert person.app.theme == "tracker-high-contrast"
        await person.press("u", "u")
        assert person.app.theme == "textual-dark"


async def test_f3_goes_round_the_themes_in_step_with_the_setting(store: Store) -> None:
    async with patient(store) as person:
        before = person.app.theme
        seen = []
        for _ in range(4):
            await person.press("f3")
            seen.append(store.read().settings.theme)
            assert f"The theme is {seen[-1]} now." in person.reads("saved")
        assert seen == ["light", "high contrast", "terminal", "dark"]
        assert person.app.theme == before


async def test_a_theme_that_cannot_be_kept_is_shown_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(store) as person:
        refuse_to_write(store, monkeypatch)
        await person.press("f3")
        assert person.app.theme == "textual-light"
        assert "until tracker is closed" in person.reads("saved")
        await person.press("h", "t")
        assert person.app.theme == "textual-light"


SCREENS = ("t", "7", "o", "h", "e", "escape", "c", "f2", "escape", "l", "s", "enter")


async def test_in_high_contrast_all_that_is_written_stands_out(full_store: Store) -> None:
    with full_store.writing(NOW, "the theme") as unit:
        unit.put_settings(Settings(theme="high contrast"))
    async with patient(full_store) as person:
        for key in SCREENS:
            await person.press(key)
            written = drawn(person)
            low = {(s.text.strip(), round(r, 1)) for s in written if (r := contrast(s.style)) < 7}
            assert (key, low) == (key, set())


def drawn(person: Patient) -> list[Segment]:
    """What is written on the screen; under a dialog, which dims it, only the dialog."""
    strips = person.app.screen._compositor.render_strips()
    for box in person.app.screen.query("#dialog"):
        x, y, width, height = box.region
        strips = [strip.crop(x, x + width) for strip in strips[y : y + height]]
    return [segment for strip in strips for segment in strip if segment.text.strip()]


def contrast(style: Style | None) -> float:
    """The ratio of WCAG 2 between ink and paper as they are drawn."""
    assert style is not None
    ink, paper = luminance(style.color), luminance(style.bgcolor)
    return (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05)


def luminance(color: Color | None) -> float:
    assert color is not None
    assert color.triplet is not None
    parts = (part / 255 for part in color.triplet)
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


async def test_no_color_turns_all_colours_off(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with patient(store) as person:
        assert person.app.no_color
        await person.press("o", "f3", "t", "7")
        assert "[7]" in person.screen


async def test_the_mouse_changes_a_setting(store: Store) -> None:
    async with patient(store) as person:
        await person.press("o")
        await person.pilot.click("OptionList", offset=(5, 1))
        await person.settle()
        assert "only mood is asked" in person.reads("saved")


@pytest.mark.parametrize(
    ("size", "key"),
    [(SMALL, "home"), (LARGE, "home"), (TINY, "end"), (TINY, "a")],
    ids=["80x24", "120x40", "60x20-end", "60x20-own"],
)
async def test_settings_as_text(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
    size: tuple[int, int],
    key: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    store = Store.open(Home(Path("somewhere")), NOW)
    async with patient(store, size=size) as person:
        await person.press("o", key)
        screen = person.screen + "\n"
    # A file's size is SQLite's business, and the version changes with each release.
    screen = re.sub(r"(Size +|tracker )[\d.]+( kB)?", r"\1…", screen)
    assert screen == snapshot.use_extension(ScreenText)
