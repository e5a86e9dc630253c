"""Infusions: given, planned, moved, cancelled, side effects, what lay around them, costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Literal

import pytest
from textual.widgets import Digits

from tests.app.diaries import MARKUP, NOW, TODAY, check_in, fill, infusion
from tests.app.patient import Patient, patient
from tests.app.test_when_things_go_wrong import FULL, refuse_to_write
from tracker.analysis import Window, build_report
from tracker.app.forms import Form
from tracker.app.infusions.forms import parse_move
from tracker.app.infusions.rows import BARS, facts, infusion_rows
from tracker.app.infusions.screen import legend
from tracker.app.infusions.side_effects import SideEffectTable
from tracker.app.listing import Table
from tracker.app.widgets import Tile
from tracker.demo import invented_diary
from tracker.records import MOOD, Diary, Infusion, Rating, SideEffect
from tracker.records.day_parser import parse_day
from tracker.storage import Store

DAY = timedelta(days=1)
FRIDAY = TODAY - DAY


def on(person: Patient, day: date) -> Infusion:
    return next(i for i in person.infusions if i.day == day)


def rows(person: Patient) -> list[str]:
    """The rows of the table as text."""
    table = person.app.screen.query_one(Table)
    return [
        " ".join(" ".join(map(str, table.get_row_at(n))).split()) for n in range(table.row_count)
    ]


async def test_an_infusion_given_today_needs_three_keys_and_a_second_one_a_fourth(
    new_store: Store,
) -> None:
    fill(new_store, [infusion(date(2026, 11, 2), route="im", weight_kg=70)])
    async with patient(new_store) as person:
        await person.press("i", "a")
        assert "as last time" in person.screen
        await person.press("enter")
        assert "Saved: the infusion of Sat 21 Nov, given" in person.says
        made = on(person, TODAY)
        assert (made.status, made.route, made.weight_kg) == ("given", "im", 70)
        await person.press("a", "enter")
        assert "There is already an infusion on Sat 21 Nov" in person.beside("day")
        assert len(person.infusions) == 2
        await person.press("enter")
    assert len(person.infusions) == 3


@pytest.mark.sweep
async def test_one_given_on_the_new_date_after_midnight_is_counted_everywhere(
    new_store: Store,
) -> None:
    night = NOW.replace(day=22, hour=1)
    async with patient(new_store, now=night, size=(120, 36)) as person:
        await person.press("i", "a", *"22 nov", "enter")
        assert "Infusions · 1 given, course 1" in person.screen
        tiles = [person.app.screen.query_one(f"#{name}", Tile) for name in ("given", "since")]
        assert [tile.query_one(Digits).value for tile in tiles] == ["1", "0"]


async def test_every_detail_can_be_recorded_as_people_say_it(new_store: Store) -> None:
    async with patient(new_store, size=(120, 40)) as person:
        await person.press("i", "a", *"last tuesday")
        assert "= Tue 17 Nov, 4 days ago" in person.screen
        assert "← → choose" not in person.screen
        await person.press("tab", "tab", *"10:30am", "tab", "right")
        assert "← → choose" in person.screen
        await person.press("tab", *"0.5 mg/kg")
        await person.press("tab", *"80 kg")
        assert "= 40 mg at 80 kg" in person.screen
        await person.press("tab", *"40 min", "tab", *"nausea mild, headache 2 after")
        assert "= nausea mild, headache moderate after" in person.words
        await person.press("tab", *"soft chair", "tab", *["right"] * 3, "tab", "right")
        await person.press("tab", *"450", "enter")
        assert "none planned" in person.words
    (made,) = person.infusions
    felt = SideEffect(name="nausea", severity=1)
    after = SideEffect(name="headache", severity=2, when="after")
    assert made == Infusion(
        id=made.id,
        day=date(2026, 11, 17),
        start=time(10, 30),
        route="iv",
        dose_mg_per_kg=0.5,
        weight_kg=80,
        minutes=40,
        phase="maintenance",
        new_course=True,
        side_effects=(felt, after),
        cost=450,
        note="soft chair",
    )


async def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(
    store: Store,
) -> None:
    async with patient(store, size=(120, 40)) as person:
        before = len(person.infusions)
        await person.press("i", "a", "tab", "tab", *"25:00", "tab", "tab", *"40 mg", "enter")
        assert "! Cannot read “25:00”" in person.words or "“25:00”" in person.words
        await person.press("ctrl+u", *"9:05", "enter")
        assert len(person.infusions) == before + 1
        await person.press("a", "ctrl+u", *"tomorrow", "enter")
        assert "has not come yet: choose planned" in person.beside("day")
        await person.press("tab", "right")
        assert person.beside("day") == "= Sun 22 Nov", "the refusal is gone with its cause"
        await person.press("enter")
    made = on(person, TODAY + DAY)
    assert (made.status, on(person, TODAY).start, on(person, TODAY).dose_mg) == (
        "planned",
        time(9, 5),
        40,
    )


async def test_an_edit_touches_only_what_was_typed(new_store: Store) -> None:
    own = SideEffect(name="Numb, tingling", severity=1)
    before = infusion(TODAY, side_effects=(own,), note="two\nlines", dose_mg=40)
    fill(new_store, [before])
    async with patient(new_store) as person:
        await person.press("i", "enter")
        with new_store.writing(person.clock(), "elsewhere") as transaction:
            transaction.edit(Infusion, before.id, cost=99)
        await person.press("tab", "tab", *"9:15", "enter")
    assert on(person, TODAY) == replace(before, start=time(9, 15), cost=99)


async def test_a_series_is_planned_as_people_say_it_and_undone_as_one(new_store: Store) -> None:
    fill(new_store, [infusion(date(2026, 11, 2)), infusion(date(2026, 11, 6))])
    async with patient(new_store, size=(120, 40)) as person:
        await person.press("i", "p", *"tue", "tab", "ctrl+u", *"sometimes", "enter")
        assert "“sometimes”" in person.words
        await person.press("ctrl+u", *"every 3 days")
        some = "= Tue 24 Nov, Fri 27 Nov,\nMon 30 Nov, Thu 3 Dec,\n"
        assert person.beside("times") == f"{some}and so on to Wed 9 Dec"
        await person.press("tab", "5")  # no sign of more where there are no more
        assert person.beside("times") == f"{some}Sun 6 Dec"
        await person.press("backspace", "6", "tab", "right", "tab", *"40", "enter")
        assert "Saved: 6 planned, the last on Wed 9 Dec" in person.says
        planned = [i for i in person.infusions if i.status == "planned"]
        assert [(i.route, i.dose_mg) for i in planned] == [("iv", 40)] * 6
        await person.press("t")
        assert "Tue 24 Nov, in 3 days" in person.screen
        await person.press("u")
    assert [i.status for i in person.infusions] == ["given", "given"]


async def test_given_as_planned_is_on_disk_after_two_keys_and_side_effects_can_follow(
    store: Store,
) -> None:
    fill(store, [infusion(FRIDAY, status="planned", dose_mg=40)])
    async with patient(store) as person:
        await person.press("i", "g")
        assert on(person, FRIDAY).status == "given"
        await person.press("enter")
        assert "Saved: the infusion of Fri 20 Nov was given" in person.says
        await person.press("f", "down", "2", "right", "1", "enter")
        assert "Saved: side effects of Fri 20 Nov" in person.says
        effects = [(e.name, e.severity, e.when) for e in on(person, FRIDAY).side_effects]
        assert effects == [("nausea", 2, "during"), ("nausea", 1, "after")]
        await person.press("f", "up", "escape", "u", "u", "g")
        await person.press("n", "2", "right", "1", "d", "left", "3", "enter")
        effects = [(e.name, e.severity, e.when) for e in on(person, FRIDAY).side_effects]
        assert effects == [
            ("nausea", 2, "during"),
            ("nausea", 1, "after"),
            ("dissociation", 3, "during"),
        ]
        await person.press("u", "u")
    planned = infusion(FRIDAY, status="planned", dose_mg=40)
    assert on(person, FRIDAY) == replace(planned, id=on(person, FRIDAY).id)


@pytest.mark.sweep
async def test_other_side_effects_are_typed_beside_the_table(store: Store) -> None:
    own = SideEffect(name="Numb, tingling", severity=1)
    fill(store, [infusion(TODAY, side_effects=(own,))])
    async with patient(store, size=(120, 40)) as person:
        await person.press("i", "f")
        assert "numb, tingling" in person.screen
        await person.press("tab", *"sore arm 2 after", "enter")
        arm = SideEffect(name="sore arm", severity=2, when="after")
        assert on(person, TODAY).side_effects == (own, arm)
        await person.press("f", "tab", *"sore arm", "enter")
        assert "“sore arm”" in person.words


@pytest.mark.sweep
@pytest.mark.parametrize("keys", [["f", "1"], ["enter", *["tab"] * 7, "end", *", pain 3"]])
async def test_side_effects_written_elsewhere_meanwhile_stay(
    new_store: Store, keys: list[str]
) -> None:
    nausea = SideEffect(name="Nausea", severity=1)
    fill(new_store, [infusion(TODAY, side_effects=(nausea,))])
    async with patient(new_store) as person:
        await person.press("i", *keys)
        with new_store.writing(person.clock(), "elsewhere") as transaction:
            felt: dict[object, object] = {("Nausea", "during"): 3, ("headache", "after"): 2}
            transaction.edit(Infusion, person.infusions[0].id, side_effects=felt)
        await person.press("enter")
    found = {(e.name, e.when): e.severity for e in person.infusions[0].side_effects}
    assert found.pop(("Nausea", "during")) == 3
    assert found.pop(("headache", "after")) == 2
    assert list(found.values()) == [1 if keys[0] == "f" else 3]


async def test_the_next_day_in_the_same_rhythm_is_offered_for_a_series(new_store: Store) -> None:
    details = {"route": "im", "dose_mg_per_kg": 0.5, "minutes": 40}
    fill(new_store, [infusion(TODAY - 6 * DAY, **details), infusion(TODAY - 2 * DAY)])
    async with patient(new_store) as person:
        await person.press("i", "p")
        assert person.beside("first day") == "= in 2 days"
        assert person.beside("dose") == person.beside("minutes") == "as last time"
        await person.press("enter")
        assert "Enter again plans 6, from Mon 23 Nov to Sun 13 Dec" in person.beside("first day")
        assert len(person.infusions) == 2
        await person.press("enter")
        assert "Saved: 6 planned" in person.says
    planned = [i for i in person.infusions if i.status == "planned"]
    assert [i.day for i in planned][:2] == [TODAY + 2 * DAY, TODAY + 6 * DAY]
    assert {(i.route, i.dose_mg_per_kg, i.minutes) for i in planned} == {("im", 0.5, 40)}


@pytest.mark.sweep
async def test_from_1_to_60_infusions_can_be_planned_at_once(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("i", "p", *"mon", "tab", "tab")
        for times in ("0", "61"):
            await person.press("ctrl+u", *times, "enter")
            assert "from 1 to 60" in person.words
            assert not person.infusions
        await person.press("ctrl+u", "1", "enter")
        assert len(person.infusions) == 1
        await person.press("p", *"mon", "tab", "tab", "ctrl+u", *"60", "enter")
        assert len(person.infusions) == 61


def test_a_planned_infusion_says_when_it_is_and_one_that_is_over_asks_whether_it_was_given() -> (
    None
):
    for ago, said in (
        (-9, "Planned    in 9 days"),
        (0, "Planned    today"),
        (2, "Was it given? g yes"),
    ):
        one = infusion(TODAY - ago * DAY, status="planned")
        diary = Diary(infusions=(one,))
        report = build_report(diary, Window(TODAY - 20 * DAY, TODAY), today=TODAY)
        told = str(facts(one, diary, TODAY, report, 60, full=False)).split("\n")[0]
        assert told.split()[:3] == said.split()[:3]


@pytest.mark.sweep
async def test_a_dose_of_another_unit_is_asked_about_beside_it(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("i", "a")
        assert isinstance(person.app.screen, Form)
        for typed, asked in (("40 mg/kg", True), ("40 mg", False), ("4 mg", True)):
            person.app.screen.field("dose").value = typed
            await person.settle()
            assert (person.beside("dose") == "Is the unit right?") == asked, typed


@pytest.mark.sweep
async def test_a_plan_without_a_first_day_is_refused_and_each_refusal_leaves_with_its_cause(
    new_store: Store,
) -> None:
    async with patient(new_store) as person:
        await person.press("i", "p")
        assert person.beside("first day") == "still needed"
        await person.press("enter")
        assert "Type the first day" in person.beside("first day")
        await person.press(*"mon", "tab", *"sometimes", "tab", "tab")
        assert "Cannot read “sometimes” as the interval" in person.words
        assert "twice a week" in person.words
        assert "!" not in person.beside("times") + person.beside("first day")
        await person.press("up", "up", "ctrl+u", "3")
        assert "!" not in person.beside("every")
        assert person.beside("times").startswith("= Mon 23 Nov, Thu 26 Nov")
        await person.press("enter")
        assert "Saved: 6 planned" in person.says


@pytest.mark.sweep
async def test_after_a_flight_over_the_date_line_the_infusion_of_tomorrow_can_be_changed(
    new_store: Store,
) -> None:
    fill(new_store, [infusion(TODAY, start=time(10, 30))])
    async with patient(new_store, now=NOW - DAY) as person:
        await person.press("i", "enter", *["tab"] * 4, *"50 mg", "enter")
        assert "Saved: the infusion of Sat 21 Nov, given" in person.says
    assert on(person, TODAY).dose_mg == 50


async def test_a_planned_infusion_gets_another_day_or_was_not_given(store: Store) -> None:
    async with patient(store) as person:
        await person.press("i", "home", "down", "g")
        assert "Fri 4 Dec has not come yet" in person.says
        await person.press("d", "down", "enter")
        assert "Saved: moved from Fri 4 Dec to Sat 5 Dec" in person.says
        await person.press("d", *"nonsense", "enter")
        assert "“nonsense”" in person.words
        await person.press("escape", "w")
        assert "cancelled" in person.says
        assert on(person, date(2026, 12, 5)).status == "cancelled"
        await person.press("d")
        assert "go to a planned one first, like Fri 18 Dec" in person.says
        assert "Given" not in person.screen.split("\n")[-1]
        await person.press("u", "u")
    assert on(person, date(2026, 12, 4)).status == "planned"


async def test_the_next_infusion_is_told_with_its_distance_and_how_long_each_runs(
    new_store: Store,
) -> None:
    fill(new_store, [infusion(FRIDAY, minutes=40), infusion(TODAY, minutes=40, status="planned")])
    async with patient(new_store, size=(120, 36)) as person:
        await person.press("i")
        assert "Planned today, 40 min" in person.words  # never read as when it starts
        tile = person.app.screen.query_one("#next", Tile)
        for told in ("day · Sun 22 Nov", "days · Mon 23 Nov"):
            await person.press("d", "down", "enter")
            assert tile.border_subtitle == told
        await person.press("down")
        assert "Given no time recorded, 40 min" in person.words


@pytest.mark.sweep
async def test_an_arrow_moves_a_planned_infusion_from_the_day_that_was_typed(store: Store) -> None:
    async with patient(store) as person:
        await person.press("i", "home", "down", "d", *"12 Dec", "down", "down", "up")
        assert person.beside("day") == "= Sun 13 Dec, in 22 days"
        await person.press("ctrl+u", *"soon", "down", "enter")
        assert "Saved: moved from Fri 4 Dec to Sat 5 Dec" in person.says


@pytest.mark.sweep
async def test_no_infusion_is_given_at_a_time_that_has_not_come_yet(new_store: Store) -> None:
    fill(new_store, [infusion(TODAY, status="planned", start=time(18))])
    async with patient(new_store) as person:
        for place in "ti":
            await person.press(place, "g")
            assert "18:00 has not come yet" in person.says
        await person.press("a", "tab", "tab", *"5pm", "enter")
        assert "17:00 on Sat 21 Nov has not come yet" in person.beside("start")
        await person.press("ctrl+u", *"4pm", "enter")
        assert "Saved" in person.says
        person.clock.forward(hours=2)
        await person.press("home", "g", "escape")
    assert {(i.start, i.status) for i in person.infusions} == {
        (time(16), "given"),
        (time(18), "given"),
    }


@pytest.mark.sweep
async def test_clicks_on_a_side_effect_raise_it_and_after_severe_empty_it_again(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("i", "f", "delete")
        table = person.app.screen.query_one(SideEffectTable)
        clicked = []
        for _ in range(5):
            await person.click(table.names[0])
            clicked.append(table.severity((table.names[0], "during")))
    assert clicked == [0, 1, 2, 3, None]


@pytest.mark.sweep
async def test_the_cell_with_the_cursor_is_in_sight_however_many_side_effects_there_are(
    new_store: Store,
) -> None:
    own = tuple(SideEffect(name=f"own {n}", severity=1) for n in range(12))
    fill(new_store, [infusion(TODAY, side_effects=own)])
    async with patient(new_store, size=(60, 20)) as person:
        await person.press("i", "f")
        table = person.app.screen.query_one(SideEffectTable)
        for n in range(len(table.names)):
            assert table.row == n
            shown = person.app.screen.query_one("#dialog").scrollable_content_region
            assert table.content_region.y + 1 + n in shown.line_range
            await person.press("down")


async def test_leaving_a_form_saves_nothing_and_a_removed_infusion_comes_back(
    store: Store,
) -> None:
    async with patient(store) as person:
        before = person.infusions
        await person.press("i", "e", "ctrl+u", *"fri", "escape")
        assert person.infusions == before
        await person.press("x")
        assert "Removed: the infusion of Thu 5 Nov · u undoes it" in person.says
        assert len(person.infusions) == len(before) - 1
        await person.press("u")
    assert person.infusions == before


async def test_a_mark_that_cannot_be_written_is_said_and_asks_nothing_further(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, [infusion(FRIDAY, status="planned")])
    async with patient(store) as person:
        await person.press("i")
        refuse_to_write(store, monkeypatch)
        await person.press("g")
        assert person.says == f"! {FULL}"
        assert not person.app.screen.is_modal


def test_a_diary_about_pain_says_so_over_its_levels_and_its_arrow_goes_where_they_go() -> None:
    pain = replace(MOOD, key="pain", label="Pain", better="lower")
    given = TODAY - 20 * DAY
    diary = Diary(
        measures=(MOOD, pain),
        check_ins=tuple(
            replace(check_in(TODAY - n * DAY, 5), ratings=(Rating("pain", 8 if n > 20 else 4),))
            for n in range(40)
        ),
        infusions=(infusion(given),),
    )
    report = build_report(diary, Window(TODAY - 40 * DAY, TODAY), today=TODAY)
    columns, ((_, cells),) = infusion_rows(diary, TODAY, 100, report)
    assert columns[-2:] == ("Pain", "Days below")
    assert str(cells[-2]) == "8 → 4 ↓"
    columns, _ = infusion_rows(diary, TODAY, 100, None)
    assert columns[-2:] == ("Mood", "Days above")


@pytest.mark.parametrize(("better", "side"), [("higher", "above"), ("lower", "below")])
def test_the_legend_of_the_bars_is_whole_in_the_frame_of_the_narrowest_table(
    better: Literal["higher", "lower"], side: str
) -> None:
    report = build_report(invented_diary(41, TODAY), Window(TODAY - 150 * DAY, TODAY), today=TODAY)
    assert {row.drawn_bar.start for row in report.infusions if row.drawn_bar} == set(BARS)
    measure = replace(report.main.measure, better=better)
    shown = legend(replace(report, main=replace(report.main, measure=measure)))
    assert f"at or {side} halfway" in shown.plain
    assert shown.cell_length <= 72 - 6  # the frame, and its corners


async def test_planned_ones_are_on_top_and_courses_begin_where_they_begin(
    full_store: Store,
) -> None:
    fill(full_store, [infusion(date(2026, 10, 9), status="cancelled", note="storm")])
    async with patient(full_store) as person:
        await person.press("i")
        found = rows(person)
        assert found[0].startswith("▽ Fri 18 Dec")
        assert found[2].startswith("10 Thu 5 Nov 40 mg vein nausea moderate 7 → 6.5")  # as typed
        assert "Days above" in person.screen
        assert " at or above halfway " in person.screen
        assert found[6] == "↑ course 2 begins"
        assert found[-1].startswith("– Fri 9 Oct")
        await person.press("end")
        assert "storm" in person.screen
        await person.press(*["up"] * 7, "e", "x", "f")
        assert "go to it first" in person.says
        assert person.reads("facts") == "", "the line of a course is no infusion"
        await person.press("end")
        assert person.app.screen.query_one("#detail").border_title.startswith("Cancelled")  # type: ignore[union-attr]


async def test_the_detail_shows_the_effect_worded_as_on_the_page(
    new_store: Store,
) -> None:
    given = TODAY - 30 * DAY
    before = [check_in(given - n * DAY, 3) for n in range(1, 8)]
    after = [check_in(given + n * DAY, 8) for n in range(1, 15)]
    fill(new_store, [*before, *after, infusion(given, cost=450)])
    async with patient(new_store, size=(120, 36)) as person:
        await person.press("i")
        assert "3 → 8  rose" in person.screen
        assert "14 days" in person.words
        assert "450 · 2026: 450" in person.screen
        assert "▼1" in person.screen


def test_the_detail_says_why_a_large_change_does_not_count_or_what_leaves_no_day() -> None:
    given = [infusion(TODAY - n * DAY) for n in (20, 13, 12)]
    better = {TODAY - n * DAY for n in (19, 18, 17, 11, 10, 9)}
    days = [TODAY - n * DAY for n in range(30, 0, -1)]
    moods = tuple(check_in(day, 6 if day in better else 2) for day in days)
    diary = Diary(measures=(MOOD,), check_ins=moods, infusions=tuple(given))
    report = build_report(diary, Window(days[0], TODAY), today=TODAY)
    said = [facts(one, diary, TODAY, report, 76, full=False).plain for one in given]
    for words, detail in zip(
        ("2 → 6  rose", "2 → –  infusion the day after", "– → 6  infusion the day before"),
        said, strict=True,
    ):  # fmt: skip
        assert words in detail
    weekly = replace(diary, infusions=(given[0], given[2]))
    report = build_report(weekly, Window(days[0], TODAY), today=TODAY)
    detail = facts(given[2], weekly, TODAY, report, 76, full=False).plain
    assert "2 → 6  not beyond the week before" in detail


@pytest.mark.sweep
async def test_hostile_words_break_no_size(new_store: Store) -> None:
    hostile = "\u202e日本語 🙂‍↕️ \x1b[2J"
    felt = (SideEffect(name=MARKUP, severity=3), SideEffect(name=hostile, severity=1))
    fill(
        new_store,
        [
            infusion(TODAY, note=MARKUP * 900, side_effects=felt),
            infusion(TODAY - DAY, note=hostile, side_effects=felt),
        ],
    )
    async with patient(new_store) as person:
        await person.press("i")
        for size in ((60, 20), (100, 30), (116, 36), (160, 50), (80, 24)):
            await person.resize(*size)
            assert MARKUP[:12] in person.screen
            assert "\x1b" not in person.screen
            if size[0] > 100:
                continue  # the forms are as on 100 columns
            await person.press("down", "e", "escape", "f")
            assert "\x1b" not in person.screen
            assert len(person.app.screen.query(SideEffectTable)) == 1
            await person.press("escape", "up")
        facts = person.reads("facts").split("\n")
        note = next(n for n, row in enumerate(facts) if row.startswith("Note"))
        assert len(facts) - note == 6, "no more of a long note than a few lines"


@pytest.mark.sweep
async def test_a_click_selects_and_a_second_one_opens(store: Store) -> None:
    async with patient(store) as person:
        await person.press("i", "home")
        await person.pilot.click(Table, offset=(6, 4))
        await person.settle()
        assert not person.app.screen.is_modal
        assert "Infusion 9" in person.screen
        await person.pilot.click(Table, offset=(6, 4))
        await person.settle()
        assert person.title.startswith("The infusion of Friday 2 October")


async def test_an_empty_place_invites_and_a_draft_comes_back_in_the_same_session(
    new_store: Store,
) -> None:
    async with patient(new_store, size=(60, 20)) as person:
        await person.press("i")
        assert "No infusions yet" in person.screen
        assert "Edit" not in person.screen
        await person.press("down", "g", "d", "w", "x", "f", "e", "enter")
        assert person.app.current_mode == "infusions"
        await person.press("a", "tab", "tab", *"9:15", "escape")
        assert "a brings back what you typed" in person.says
        await person.press("q")
        assert "a brings it back" in person.says
        await person.press("a")
        assert "as you left it" in person.title
        await person.press("enter", "a")
        assert "as you left it" not in person.title
        await person.press("escape")
        assert "No infusions yet" not in person.screen
    assert [i.start for i in person.infusions] == [time(9, 15)]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("+2", "2026-12-06"),
        ("-1", "2026-12-03"),
        ("−1w", "2026-11-27"),
        ("sat", "2026-12-05"),
        ("thursday", "2026-12-03"),
        ("2026-12-24", "2026-12-24"),
        ("in 2 days", "2026-11-23"),
        ("Sat 12 Dec", "2026-12-12"),
        ("mo", "2026-12-07"),
    ],
)
def test_a_planned_day_moves_as_a_person_says_it(said: str, day: str) -> None:
    assert parse_move(said, date(2026, 12, 4), TODAY).isoformat() == day


def test_a_weekday_to_move_to_is_never_past() -> None:
    assert parse_move("fri", TODAY + DAY, TODAY) == parse_day("in 6 days", TODAY)
    assert parse_move("fri", TODAY - 40 * DAY, TODAY) == parse_day("in 6 days", TODAY)


def test_an_untouched_side_effect_stays_and_an_emptied_one_goes() -> None:
    before = (SideEffect(name="Nausea", severity=1), SideEffect(name="own", severity=3))
    table = SideEffectTable(before)
    table.changed = {("headache", "after"): 2, ("nausea", "during"): None}
    headache = SideEffect(name="headache", severity=2, when="after")
    assert table.effects() == (before[1], headache)
    table.changed = {("nausea", "during"): 1}
    assert table.effects() == before
    table.changed = {}
    assert table.effects([SideEffect(name="nausea", severity=0)])[0] == before[1]
