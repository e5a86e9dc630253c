"""Trend: every day on the row of its value, gaps as gaps, and the numbers of the page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.app.diaries import MARKUP, NOW, TODAY, check_in, fill, infusion
from tests.app.patient import Patient, patient
from tracker.analysis import Window, build_report
from tracker.charts import words
from tracker.records import MOOD, Rating
from tracker.records.measure import Measure
from tracker.storage import StorageError, Store

DAY = timedelta(days=1)
MARKS = "●○□"


def marks(person: Patient) -> str:
    """All marks of days inside the chart; the legend below it names them once more."""
    plot = person.screen.split("└")[0]
    return "".join(character for character in plot if character in MARKS)


async def test_four_weeks_show_every_day_with_its_own_mark(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("c")
        shown = marks(person)
        assert "▼10" in person.screen
    assert (shown.count("●"), shown.count("□"), shown.count("○")) == (20, 1, 1)


async def test_a_day_without_an_entry_breaks_the_axis_and_today_does_not(new_store: Store) -> None:
    fill(new_store, [check_in(TODAY - n * DAY, 5) for n in (1, 3, 4)])
    async with patient(new_store) as person:
        await person.press("c")
        (axis,) = [row for row in person.screen.split("\n") if "└───" in row]
        assert axis.count("·") == 1
        assert len(marks(person)) == 3


async def test_keys_choose_the_days_and_the_title_names_them(full_store: Store) -> None:
    keys = [
        ("right", "25 Oct – 21 Nov"),
        ("equals_sign", "25 Oct – 21 Nov"),
        ("left", "18 Oct – 14 Nov"),
        ("left", "11 Oct – 7 Nov"),
        ("right", "18 Oct – 14 Nov"),
        ("right", "25 Oct – 21 Nov"),
        ("minus", "30 Aug – 21 Nov"),
        ("3", "2 Mar – 21 Nov"),
        ("minus", "2 Mar – 21 Nov"),
        ("2", "30 Aug – 21 Nov"),
        ("left", "9 Aug – 31 Oct"),
        ("1", "4–31 Oct"),
    ]
    async with patient(full_store) as person:
        await person.press("c")
        for key, days in keys:
            await person.press(key)
            assert days in person.screen, key


async def test_before_the_first_day_there_is_nothing_to_move_to(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("c", *["left"] * 60)
        first = person.screen
        assert "Mar" in first
        await person.press("left")
        assert person.screen == first


async def test_the_numbers_are_those_of_the_page_up_to_the_last_day_shown(
    full_store: Store,
) -> None:
    async with patient(full_store, size=(120, 36)) as person:
        for days_back, keys in ((0, ("c",)), (7, ("left",))):
            await person.press(*keys)
            end = TODAY - days_back * DAY
            window = Window(end - 27 * DAY, end)
            report = build_report(full_store.read(), window, today=TODAY, panels=())
            shown = person.reads("numbers")
            for tile in words.tiles(report)[:4]:
                assert tile.value in shown
                assert tile.detail.split(" · ")[0] in shown


async def test_each_change_is_the_reports_and_the_latest_is_last(full_store: Store) -> None:
    report = build_report(full_store.read(), Window(TODAY - 700 * DAY, TODAY), today=TODAY)
    async with patient(full_store, size=(120, 36)) as person:
        await person.press("c")
        shown = person.reads("changes").split("\n")
    assert len(shown) == 9
    for row, said in zip(report.infusions[-9:], shown, strict=True):
        assert said.startswith(f"▼{row.number}")
        assert words.direction_word(row.direction, MOOD) in said


async def test_m_goes_through_the_measures_that_are_rated(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("c")
        for label in ("Anxiety", "Sleep", "Mood"):
            await person.press("m")
            assert f"{label}, 4 weeks" in person.screen


async def test_a_shows_a_chart_around_each_of_the_last_infusions(new_store: Store) -> None:
    given = [TODAY - timedelta(days=n) for n in (90, 60, 30)]
    moods = [check_in(day + n * DAY, 5) for day in given for n in (-1, 2, 3)]
    fill(new_store, [*map(infusion, given), *moods])
    async with patient(new_store) as person:
        await person.press("c", "a")
        assert "Infusion 2 ·" in person.screen
        assert "Infusion 3 ·" in person.screen
        assert len(marks(person)) == 6
        await person.press("left")
        assert "Infusion 1 ·" in person.screen
        assert "Infusion 3 ·" not in person.screen
        await person.press("left", "right", "right")
        assert "Infusion 3 ·" in person.screen
        await person.press("a")
        assert "Mood, 4 weeks" in person.screen


async def test_an_infusion_without_an_entry_after_it_has_no_chart_yet(store: Store) -> None:
    async with patient(store) as person:
        await person.press("c", "a")
        assert "no infusion with an entry after it yet" in person.screen


async def test_an_empty_diary_invites_and_no_key_breaks_it(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("c")
        assert "Nothing to draw yet" in person.screen
        await person.press("a", "m", "3", "left", "right", "minus", "u")
        assert "Nothing to draw yet" in person.screen


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36), (160, 50)])
async def test_at_every_size_the_chart_is_whole(full_store: Store, size: tuple[int, int]) -> None:
    async with patient(full_store, size=size) as person:
        await person.press("c")
        assert "┤" in person.screen
        assert "today" in person.screen
        assert "▼10" in person.screen


async def test_a_name_that_looks_like_markup_is_shown_as_typed(new_store: Store) -> None:
    own = Measure(key="own", label="[/] [bold]", unit="[/]")
    with new_store.writing(NOW, "a measure") as transaction:
        transaction.put_measures([MOOD, own])
    fill(new_store, [check_in(TODAY, 5, more=(Rating("own", 5),), note=MARKUP)])
    async with patient(new_store) as person:
        await person.press("c", "m")
        assert "[/] [bold], 4 weeks" in person.screen


async def test_a_diary_that_cannot_be_read_is_said_and_nothing_is_called_empty(
    full_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise StorageError("The diary is damaged.")

    async with patient(full_store) as person:
        monkeypatch.setattr(person.app.session, "read", refuse)
        await person.press("c")
        assert "The diary is damaged." in person.screen
        await person.resize(100, 30)
        assert "Nothing to draw yet" not in person.screen


async def test_what_is_saved_meanwhile_is_shown_on_the_way_back(new_store: Store) -> None:
    fill(new_store, [check_in(TODAY - DAY, 5)])
    async with patient(new_store) as person:
        await person.press("c")
        before = len(marks(person))
        await person.press("t", "0", "enter", "c")
        assert len(marks(person)) == before + 1
