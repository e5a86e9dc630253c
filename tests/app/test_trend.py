"""Trend: exact marks, gaps as gaps, and the same numbers in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.app.diaries import MARKUP, NOW, TODAY, check_in, fill, infusion
from tests.app.patient import Patient, patient
from tracker.analysis import Window, build_report
from tracker.app.chart_lines import Scale
from tracker.app.trend_over_time import over_time
from tracker.app.trend_window import Shown, unit
from tracker.charts import words
from tracker.records import MOOD, Measure, Rating, known_measure
from tracker.storage import StorageError, Store

SLEEP = known_measure("sleep") or MOOD
DAY = timedelta(days=1)


def rows(person: Patient) -> dict[str, str]:
    """The rows of scores, by what stands left of them."""
    lines = person.screen.split("\n")
    return {line[:4].strip(): line[4:] for line in lines if line[:4].strip().isdigit()}


async def test_the_trend_shows_four_weeks_every_day_on_the_row_of_its_value(
    full_store: Store,
) -> None:
    async with patient(full_store) as person:
        await person.press("c")
        assert "Mood, 0–10, 10 best · 25 Oct – 21 Nov 2026 · a column a day" in person.screen
        assert "▼10" in person.screen
        shown = rows(person)
    marks = "".join(shown[str(score)] for score in range(11))
    assert marks.count("●") == 20
    assert marks.count("□") == 1
    assert marks.count("○") == 1
    assert "□" in shown["3"]
    assert "○" in shown["7"]
    assert "│" in shown["10"]


async def test_days_without_an_entry_have_a_dot_and_no_mark(new_store: Store) -> None:
    fill(new_store, [check_in(TODAY - n * DAY, 5) for n in (0, 3, 4)])
    async with patient(new_store) as person:
        await person.press("c")
        (dots,) = [
            line for line in person.screen.split("\n") if line.strip(" ·") == "" and "·" in line
        ]
        assert dots.count("·") == 2
        assert rows(person)["5"].split() == ["●", "●", "●"]


async def test_today_is_not_missing_before_it_is_over(new_store: Store) -> None:
    fill(new_store, [check_in(TODAY - DAY, 5)])
    async with patient(new_store) as person:
        await person.press("c")
        assert "no entry" not in person.screen


async def test_more_days_than_columns_are_weeks_and_the_chart_says_so(full_store: Store) -> None:
    async with patient(full_store, size=(120, 40)) as person:
        await person.press("c", "2")
        assert "30 Aug – 21 Nov 2026 · a column a day" in person.screen
        await person.resize(80, 24)
        assert "30 Aug – 21 Nov 2026 · a column a week" in person.screen
        assert "● median  : lowest to highest" in person.screen
        assert "▼7   ▼8        ▼9" in person.screen


async def test_all_begins_with_the_first_day_written_down(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("c", "3")
        assert "2 Mar – 21 Nov 2026 · a column a week" in person.screen
        await person.press("1")
        assert "25 Oct – 21 Nov 2026" in person.screen


CHOSEN = [
    ("right", "25 Oct – 21 Nov 2026"),
    ("equals_sign", "25 Oct – 21 Nov 2026"),
    ("left", "18 Oct – 14 Nov 2026"),
    ("left", "11 Oct – 7 Nov 2026"),
    ("right", "18 Oct – 14 Nov 2026"),
    ("right", "25 Oct – 21 Nov 2026"),
    ("minus", "30 Aug – 21 Nov 2026"),
    ("plus", "25 Oct – 21 Nov 2026"),
    ("minus", "30 Aug – 21 Nov 2026"),
    ("minus", "2 Mar – 21 Nov 2026"),
    ("minus", "2 Mar – 21 Nov 2026"),
    ("2", "30 Aug – 21 Nov 2026"),
    ("left", "9 Aug – 31 Oct 2026"),
    ("1", "4–31 Oct 2026"),
]
"""What each key shows, one after the other."""


async def test_keys_choose_the_days(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("c")
        for key, shown in CHOSEN:
            await person.press(key)
            assert f"{shown} · a column" in person.screen


async def test_before_the_first_day_there_is_nothing_to_move_to(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("c", *["left"] * 60)
        assert "1–28 Mar 2026" in person.screen
        before = person.screen
        await person.press("left")
        assert person.screen == before


async def test_the_words_are_those_of_the_page_as_they_were_known_on_those_days(
    full_store: Store,
) -> None:
    window = Window(TODAY - 27 * DAY, TODAY)
    report = build_report(full_store.read(), window, today=TODAY, panels=())
    async with patient(full_store) as person:
        await person.press("c")
        said = person.reads("numbers")
        await person.press("left")
        assert person.reads("numbers").startswith("Up to 14 Nov. ")
    told = {tile.caption: tile for tile in words.tiles(report)}
    for caption in [*told][:4]:
        assert f"{caption}: {told[caption].value} ({told[caption].detail})." in said
    assert all(sentence in said for sentence in words.sentences(report))


async def test_m_goes_through_the_measures_that_are_rated(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("c", "m")
        assert "Anxiety, 0–10, 0 best" in person.screen
        await person.press("m")
        assert "Sleep, 0–24 hours, 24 best" in person.screen
        await person.press("m")
        assert "Mood, 0–10, 10 best" in person.screen


async def test_a_lays_the_last_infusions_over_one_another(new_store: Store) -> None:
    given = [TODAY - timedelta(days=n) for n in (60, 40, 20)]
    moods = [(given[0] + 2 * DAY, 4), (given[1] + 2 * DAY, 5), (given[2] + 2 * DAY, 5)]
    moods += [(given[2] + 5 * DAY, 8)]
    fill(new_store, [*map(infusion, given), *(check_in(day, mood) for day, mood in moods)])
    async with patient(new_store) as person:
        await person.press("c", "a")
        assert "days around infusions 1–3" in person.screen
        assert "● infusion 3  ◇ infusion 2  △ infusion 1  * several" in person.screen
        shown = rows(person)
        assert [shown[str(score)].strip(" ─│") for score in (4, 5, 8)] == ["△", "*", "●"]
        await person.press("a")
        assert "a column a day" in person.screen


async def test_without_an_entry_after_an_infusion_there_is_nothing_to_lay_over(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("c", "a")
        assert "no infusion with an entry after it yet" in person.screen


async def test_an_empty_diary_is_one_calm_sentence(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("c")
        said = "Nothing is rated on these days. t goes to Today."
        assert person.reads("numbers") == said
        assert "│" not in person.screen
        await person.press("a", "m", "3", "left", "right", "minus")
        assert person.reads("numbers") == said


async def test_a_small_terminal_scrolls(full_store: Store) -> None:
    async with patient(full_store, size=(60, 20)) as person:
        await person.press("c")
        assert "Mood, 0–10" in person.screen
        await person.press("pagedown")
        assert "Mood, 0–10" not in person.screen
        assert "Around infusion" in " ".join(person.screen.split())
        await person.press("pageup")
        assert "Mood, 0–10" in person.screen


async def test_a_name_that_looks_like_markup_is_shown_as_written(new_store: Store) -> None:
    own = Measure(key="own", label=MARKUP, unit="[/]")
    with new_store.writing(NOW, "a measure") as unit_of_work:
        unit_of_work.put_measures([MOOD, own])
    fill(new_store, [check_in(TODAY, 5, more=(Rating("own", 5),), note=MARKUP)])
    async with patient(new_store) as person:
        await person.press("c", "m")
        assert f"{MARKUP}, 0–10 [/], 10 best" in person.screen


async def test_a_diary_that_cannot_be_read_is_said_and_nothing_is_called_empty(
    full_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise StorageError("The diary is damaged.")

    async with patient(full_store) as person:
        monkeypatch.setattr(full_store, "read", refuse)
        await person.press("c")
        assert person.reads("hint") == "The diary is damaged."
        await person.resize(100, 30)
        assert "Nothing is rated" not in person.screen


async def test_what_is_written_meanwhile_is_shown_on_the_way_back(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("c", "t", "0", "enter", "c")
        assert "● entry" in person.screen
        assert "last three 8 7 7" in " ".join(person.reads("numbers").split())


async def test_the_chart_follows_the_theme(full_store: Store) -> None:
    def colours(person: Patient) -> set[str]:
        strips = person.app.screen._compositor.render_strips()
        marks = [s.style for strip in strips for s in strip if "●" in s.text and s.style]
        return {str(style.color) + str(style.bgcolor) for style in marks}

    async with patient(full_store) as person:
        await person.press("c")
        dark = colours(person)
        await person.press("f3")
        assert not dark & colours(person)


@pytest.mark.parametrize(
    ("measure", "most", "labels"),
    [
        (MOOD, 11, [str(n) for n in range(11)]),
        (MOOD, 40, [str(n) for n in range(11)]),
        (SLEEP, 11, ["0", "3", "6", "9", "12", "15", "18", "21", "24"]),
        (SLEEP, 25, [str(n) for n in range(25)]),
        (Measure(key="x", label="X", high=3), 11, ["0", "1", "2", "3"]),
        (
            Measure(key="x", label="X", low=-5, high=5),
            11,
            [*(f"−{n}" for n in range(5, 0, -1)), *"012345"],
        ),
        (Measure(key="x", label="X", high=1000), 11, [str(n) for n in range(0, 1001, 100)]),
        (
            Measure(key="x", label="X", high=37),
            11,
            ["0", "5", "10", "15", "20", "25", "30", "35", "40"],
        ),
    ],
)
def test_rows_stand_at_round_steps_and_are_never_too_many(
    measure: Measure, most: int, labels: list[str]
) -> None:
    assert [label.strip() for label in Scale.of(measure, most).labels] == labels


@pytest.mark.parametrize(
    ("days", "columns", "expected"),
    [(28, 74, "day"), (74, 74, "day"), (75, 74, "week"), (600, 74, "month"), (84, 13, "week")],
)
def test_a_column_is_as_short_as_there_is_room_for(days: int, columns: int, expected: str) -> None:
    window = Window(date(2026, 11, 22) - timedelta(days=days), date(2026, 11, 21))
    assert unit(window, columns) == expected


@pytest.mark.parametrize("columns", [20, 53, 74, 113])
def test_no_window_has_more_columns_than_there_are(columns: int, full_store: Store) -> None:
    first = date(2009, 1, 15)
    for shown in (Shown(), Shown(1), Shown(2), Shown(2, date(2018, 5, 3))):
        window = shown.window(first, TODAY, columns)
        report = build_report(full_store.read(), window, today=TODAY, panels=())
        lines = over_time(report, unit(window, columns), columns + 4, 11)
        widest = max(sum(len(run.text) for run in line) for line in lines)
        assert widest <= columns + 4
        assert window.end == (shown.end or TODAY)
