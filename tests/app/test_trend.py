"""Trend: every day on the row of its value, gaps as gaps, and the numbers of the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.app.diaries import MARKUP, NOW, TODAY, check_in, fill, infusion, turn_on
from tests.app.patient import Patient, patient
from tracker.analysis import Report, Window, build_report
from tracker.app.chart import Dot, Plot, draw
from tracker.app.plots import legend
from tracker.app.trend.screen import changes, numbers
from tracker.charts import words
from tracker.records import MOOD, Diary, Rating
from tracker.records.measure import Measure
from tracker.storage import StorageError, Store

DAY = timedelta(days=1)
MARKS = "●○□"


def marks(person: Patient) -> str:
    """All marks of days inside the chart; the legend below it names them once more."""
    plot = person.screen.split("└")[0]
    return "".join(character for character in plot if character in MARKS)


async def test_four_weeks_show_every_day_with_its_own_mark_whatever_was_shown_before(
    full_store: Store,
) -> None:
    async with patient(full_store) as person:
        await person.press("c")
        shown = marks(person)
        assert (shown.count("●"), shown.count("□"), shown.count("○")) == (20, 1, 1)
        assert "▼10" in person.screen
        weeks = person.screen
        await person.press("2")
        chart = person.screen
        assert "7-day median" in chart
        await person.press("a", "2")
        assert person.screen == chart
        await person.press("1")
        assert marks(person) == shown
        assert weeks.split("└")[1] == person.screen.split("└")[1], "the same legend"


@pytest.mark.sweep
async def test_after_another_size_it_is_as_if_opened_at_that_size(full_store: Store) -> None:
    sizes, opened = ((60, 20), (80, 24), (120, 36)), dict[tuple[int, int], str]()
    for size in sizes:
        async with patient(full_store, size=size) as person:
            await person.press("c")
            opened[size] = person.screen
    async with patient(full_store) as person:
        await person.press("c")
        for size in (*sizes, *sizes[::-1]):
            await person.resize(*size)
            assert person.screen == opened[size]


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
            # Only arrows that lead somewhere are named.
            assert ("← earlier days" in person.says) == (not days.startswith("2 Mar")), key
            assert ("→ later days" in person.says) == (not days.endswith("21 Nov")), key
        await person.press("2", *["left"] * 14)
        first = person.screen
        assert "Mar" in first
        await person.press("left")
        assert person.screen == first, "before the first day there is nothing to move to"
        await person.press("a")
        assert "← → other infusions" in person.screen
        assert "days" not in person.says


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


BEFORE_AND_AFTER = ((2, 7), (7, 4), (4, 4), (5, 6))


def report_of_changes() -> Report:
    """Of an infusion every three weeks, with these moods on the three days before and after."""
    given = [TODAY - timedelta(days=21 * (4 - n)) for n in range(4)]
    moods = [
        check_in(day + side * n * DAY, mood)
        for day, levels in zip(given, BEFORE_AND_AFTER, strict=True)
        for side, mood in zip((-1, 1), levels, strict=True)
        for n in (1, 2, 3)
    ]
    diary = Diary(
        check_ins=tuple(sorted(moods, key=lambda mood: mood.day)),
        infusions=tuple(map(infusion, given)),
    )
    return build_report(diary, Window(TODAY - 99 * DAY, TODAY), today=TODAY)


@pytest.mark.parametrize(("width", "bar"), [(75, 10), (60, 10), (50, 5), (20, 1)])
def test_each_change_is_a_bar_to_the_side_it_went_as_long_as_half_of_the_scale_takes(
    width: int, bar: int
) -> None:
    rows = changes(report_of_changes().infusions, MOOD, width).plain.split("\n")
    for n, (row, (before, after)) in enumerate(zip(rows, BEFORE_AND_AFTER, strict=True), start=1):
        fell, rose = row.split("│")
        assert row.startswith(f"▼{n} ")
        assert f"{before} → {after}" in fell
        change = after - before
        cells = min(bar, round(abs(change) / 5 * bar)) or bool(change)
        assert (fell.count("█"), rose.count("█")) == ((0, cells) if change > 0 else (cells, 0))
    styles = [str(span.style) for span in changes(report_of_changes().infusions, MOOD, 75).spans]
    assert (styles.count("$good"), styles.count("$lane")) == (2, 6)  # each with its blanks
    assert "rose" in rows[0]
    assert "+5" in rows[0]
    assert "−3" in rows[1]


@pytest.mark.sweep
async def test_no_word_or_number_of_a_change_is_cut_at_any_width(new_store: Store) -> None:
    given = [TODAY - timedelta(days=21 * (6 - n)) for n in range(6)]
    levels = ((2, 7), (7, 4), (4, 4), (None, 6), (6, None), (5, 5))
    moods = [
        check_in(day + side * n * DAY, mood + n % 2)
        for day, pair in zip(given, levels, strict=True)
        for side, mood in zip((-1, 1), pair, strict=True)
        if mood is not None
        for n in (1, 2)
    ]
    fill(new_store, [*map(infusion, given), *sorted(moods, key=lambda mood: mood.day)])
    async with patient(new_store, size=(60, 36)) as person:
        await person.press("c")
        for width in (60, 78, 79, 90, 91, 92, 130):
            await person.resize(width, 36)
            rows = [row for row in person.screen.split("\n") if "││ ▼" in row]
            assert not any("…" in row for row in rows), width
            assert len(rows) == (6 if width >= 78 else 0), width
            same = "about the same" if width >= 92 else "same"
            said = [row.rstrip("│ ").split("  ")[-1].strip() for row in rows]
            ends = ["rose", "fell", same, "no entries before", "no entries after", same]
            assert said == ends[: len(rows)], width
    report = build_report(new_store.read(), Window(given[0], TODAY), today=TODAY)
    for width in range(78, 131):
        panel = width // 2 - 5  # as many cells as both panels have, or one less
        rows = changes(report.infusions, MOOD, panel).plain.split("\n")
        assert max(map(len, map(str.rstrip, rows))) <= panel


async def test_the_changes_are_the_reports_and_the_latest_is_last(full_store: Store) -> None:
    report = build_report(full_store.read(), Window(TODAY - 700 * DAY, TODAY), today=TODAY)
    async with patient(full_store, size=(120, 36)) as person:
        await person.press("c")
        for height, count in ((36, 9), (30, 8)):
            await person.resize(120, height)
            shown = person.reads("changes").split("\n")
            assert len(shown) == count
            for row, text in zip(report.infusions[-count:], shown, strict=True):
                assert text.startswith(f"▼{row.number} ")
                assert words.direction_word(row.direction, MOOD) in text


def test_without_an_infusion_or_a_rating_the_panels_name_the_key_that_begins() -> None:
    report = build_report(Diary(), Window(TODAY - 9 * DAY, TODAY), today=TODAY)
    assert "Press i" in changes((), MOOD, 50).plain
    assert "Press t" in numbers(report, 50, low=False).plain


def test_where_no_number_is_known_yet_the_first_says_so() -> None:
    diary = Diary(check_ins=(check_in(TODAY - 20 * DAY, 5),))
    report = build_report(diary, Window(TODAY - 27 * DAY, TODAY), today=TODAY)
    assert numbers(report, 76, low=True).plain == "Now: last 7 days  –"


@pytest.mark.parametrize("width", [34, 56, 76])
def test_on_a_low_terminal_no_number_is_cut(width: int) -> None:
    report = report_of_changes()
    shown = numbers(report, width, low=True).plain
    assert max(map(len, shown.split("\n"))) <= max(width, 45)
    tiles = words.tiles(report)[:4]
    pairs = [f"{tile.caption}  {tile.value}" for tile in tiles if tile.value != "–"]
    assert shown.replace("\n", "  ·  ").split("  ·  ") == pairs
    rows = numbers(report, width, low=False).plain.split("\n")
    for tile in tiles[:3]:
        first, *more = tile.detail.split(" · ")
        assert any(row.endswith(first) for row in rows)
        assert not any(part in row for part in more for row in rows)


def test_the_legend_names_the_marks_that_are_drawn_and_no_others() -> None:
    dots = {0: Dot(6), 3: Dot(6, "late"), 5: Dot(6, "infusion")}
    plot = Plot(
        days=28,
        measure=MOOD,
        dots=dots,
        infusions={5: "1"},
        planned=[20],
        empty=[2],
        smooth=[[(6, 5), (7, 5), (8, 5)]],
    )
    plain = Plot(days=28, measure=MOOD, dots={0: Dot(6)})
    sparse = replace(plot, smooth=[[]], empty=(), planned=())
    for one in (plot, plain, sparse, replace(plot, days=365), replace(plain, dots={})):
        for height in (9, 14):
            above, axis = draw(one, 90, height).plain.split("└")
            drawn = {mark for mark in "●▀•─▼▽○□" if mark in above} | {*"·"} & {*axis}
            named = {words[:1] for words in legend(one, 90, height).plain.split("  ")}
            assert named - {""} == drawn
    whole = legend(plot, 200, 14).plain
    assert whole == (
        "● a day  ─ 7-day median  ▼ infusion  ▽ planned  "
        "○ infusion day  □ written later  · no entry"
    )
    styles = {whole[span.start]: str(span.style) for span in legend(plot, 200, 14).spans}
    assert styles == {
        **{"●": "$mood-7", "─": "$muted", "▼": "$infusion", "▽": "$infusion"},
        **{"○": "$muted", "□": "$mood-7"},
    }
    assert legend(plot, len(whole) + 2, 14).plain == whole
    shorter = whole.replace("infusion day", "its day").replace("written later", "late")
    assert legend(plot, len(whole) + 1, 14).plain == shorter
    assert legend(replace(plot, days=365), 90, 14).plain.startswith("• one or more days")
    for width in range(56, 130):
        for days in (28, 84):
            smooth = plot.smooth if days > 28 else ()
            assert len(legend(replace(plot, days=days, smooth=smooth), width, 9).plain) <= width - 2


async def test_a_diary_that_never_rates_mood_opens_on_what_it_rates_most(new_store: Store) -> None:
    turn_on(new_store, "anxiety", "pain")
    fill(new_store, [replace(check_in(TODAY - n * DAY, 5), ratings=(Rating("pain", 4),))
                     for n in range(6)])  # fmt: skip
    async with patient(new_store) as person:
        await person.press("c")
        assert "Pain, 4 weeks" in person.screen
        assert "Now: last 7 days  4" in person.screen
        await person.press("m")
        assert "Mood is not rated on these days" in person.screen


async def test_m_goes_through_the_measures_that_are_rated(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("c")
        for label in ("Anxiety", "Sleep", "Mood"):
            await person.press("m")
            assert f"{label}, 4 weeks" in person.screen
            assert "the only measure" not in person.says


@pytest.mark.sweep
async def test_m_says_so_where_only_mood_is_rated_and_a_click_chooses_the_days(
    new_store: Store,
) -> None:
    fill(new_store, [check_in(TODAY, 7)])
    async with patient(new_store) as person:
        await person.press("c", "m")
        assert person.says.startswith("! Mood is the only measure you rate.")
        for name in ("12 weeks", "all", "4 weeks"):
            column = person.screen.split("\n")[1].index(name)
            await person.pilot.click("#spans", offset=(column, 0))
            await person.settle()
            assert f"Mood, {name}" in person.screen
    turn_on(new_store, "anxiety")
    async with patient(new_store) as person:
        await person.press("c", "m")
        assert "Anxiety, 4 weeks" in person.screen
        assert "the only measure" not in person.says


async def test_a_shows_a_chart_around_each_of_the_last_infusions(new_store: Store) -> None:
    given = [TODAY - timedelta(days=n) for n in (90, 60, 30)]
    moods = [check_in(day + n * DAY, 5) for day in given for n in (-1, 2, 3)]
    fill(new_store, [*map(infusion, given), *moods])
    async with patient(new_store) as person:
        await person.press("c", "a")
        assert "Infusion 2 ·" in person.screen
        assert "Infusion 3 ·" in person.screen
        assert len(marks(person)) == 6
        assert "← → other infusions" in person.screen
        await person.press("left")
        assert "Infusion 1 ·" in person.screen
        assert "Infusion 3 ·" not in person.screen
        await person.press("left", "right", "right")
        assert "Infusion 3 ·" in person.screen
        await person.press("a")
        assert "Mood, 4 weeks" in person.screen
        assert "← earlier days" in person.screen


async def test_an_infusion_without_an_entry_after_it_has_no_chart_yet(new_store: Store) -> None:
    fill(new_store, [infusion(TODAY), check_in(TODAY, 5)])
    async with patient(new_store) as person:
        await person.press("c", "a")
        assert "no infusion with an entry after it yet" in person.screen


async def test_an_empty_diary_invites_and_no_key_breaks_it(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("c")
        assert "Nothing to draw yet" in person.screen
        await person.press("a", "m", "3", "left", "right", "minus", "u")
        assert "Nothing to draw yet" in person.screen


@pytest.mark.sweep
async def test_at_every_size_the_chart_is_whole(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("c")
        for size in ((60, 20), (80, 24), (120, 36), (160, 50)):
            await person.resize(*size)
            assert "┤" in person.screen
            assert "today" in person.screen
            assert "▼10" in person.screen
            assert "…" not in person.screen


@pytest.mark.sweep
async def test_a_name_that_looks_like_markup_is_shown_as_typed(new_store: Store) -> None:
    own = Measure(key="own", label="[/] [bold]", unit="[/]")
    with new_store.writing(NOW, "a measure") as transaction:
        transaction.put_measures([MOOD, own])
    fill(new_store, [check_in(TODAY, 5, more=(Rating("own", 5),), note=MARKUP)])
    async with patient(new_store) as person:
        await person.press("c", "m")
        assert "[/] [bold], 4 weeks" in person.screen


async def test_a_long_name_that_is_cut_in_the_title_says_so(new_store: Store) -> None:
    own = Measure(key="own", label="Anxiety when others are about")
    with new_store.writing(NOW, "a measure") as transaction:
        transaction.put_measures([MOOD, own])
    fill(new_store, [check_in(TODAY, 5)])
    async with patient(new_store) as person:
        await person.press("c", "m")
        assert "Anxiety when others are…, 4 weeks" in person.screen


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
