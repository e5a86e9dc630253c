"""Infusions: given, planned, moved, cancelled, what was felt, what followed, what they cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from tests.app.diaries import TODAY, check_in, fill, infusion
from tests.app.patient import Patient, patient
from tests.app.test_when_things_go_wrong import FULL, refuse_to_write
from tracker.app.felt import Felt
from tracker.app.followed import known_after
from tracker.app.infusion_rows import infusion_rows
from tracker.app.infusion_words import costs, dose_in_full, other_dose
from tracker.app.moving import parse_move
from tracker.app.plan import parse_every
from tracker.records import Diary, Infusion, SideEffect, ValidationError
from tracker.records.day import parse_day
from tracker.storage import Store

DAY = timedelta(days=1)
FRIDAY = TODAY - DAY


def on(person: Patient, day: date) -> Infusion:
    return next(i for i in person.infusions if i.day == day)


async def test_an_infusion_given_today_needs_two_keys(new_store: Store) -> None:
    fill(new_store, [infusion(date(2026, 11, 2))])
    async with patient(new_store) as person:
        await person.press("i", "a", "enter")
        assert person.reads("saved") == "Saved: the infusion of Sat 21 Nov, given. u takes it back."
    assert [(i.day, i.status) for i in person.infusions][-1] == (TODAY, "given")


async def test_every_detail_can_be_written_down(new_store: Store) -> None:
    fill(new_store, [infusion(date(2026, 11, 2))])
    async with patient(new_store, size=(120, 40)) as person:
        await person.press("i", "a", "tab", "tab", *"10:30", "tab", "right", "tab", *"40mg")
        await person.press("tab", "tab", *"80kg")
        assert "= 0.5 mg/kg" in person.screen
        await person.press("shift+tab", *"0.5", "tab", "tab", *"40", "tab", *["right"] * 3)
        await person.press("tab", "right", "tab", *"nausea 2, headache mild after")
        await person.press("tab", *"450", "tab", *"soft chair", "enter")
        assert "Costs written down: 2026 450" in person.screen
    made = person.infusions[-1]
    felt = SideEffect(name="nausea", severity=2)
    after = SideEffect(name="headache", severity=1, when="after")
    assert made == Infusion(
        id=made.id,
        day=TODAY,
        start=time(10, 30),
        route="iv",
        dose_mg=40,
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
        await person.press("i", "a", "tab", "tab", *"25:00", "tab", "tab", *"40mg", "enter")
        assert "The start was not understood; write it as 21:05." in person.screen
        assert "25:00" in person.screen
        await person.press(*["backspace"] * 5, *"9:05", *["tab"] * 8, *"nausea", "enter")
        assert "how strong it was" in " ".join(person.screen.split())
        await person.press("space", "1", *["shift+tab"] * 10, "ctrl+u", *"tomorrow", "enter")
        said = "Sun 22 Nov 2026 has not come yet: choose planned for it."
        assert said in " ".join(person.screen.split())
        assert len(person.infusions) == before
        await person.press("tab", "right", "enter")
    made = on(person, TODAY + DAY)
    assert (made.status, made.start, made.dose_mg) == ("planned", time(9, 5), 40)


async def test_a_series_is_planned_and_taken_back_as_one(new_store: Store) -> None:
    fill(new_store, [infusion(date(2026, 11, 2))])
    async with patient(new_store, size=(120, 40)) as person:
        await person.press("i", "p", *"tue", "tab", *"sometimes", "enter")
        assert "Write days or weeks between: 3d, 2w" in " ".join(person.screen.split())
        assert "sometimes" in person.screen
        await person.press("ctrl+u", *"twice a week")
        assert "Tue 24 Nov, Fri 27 Nov, Tue 1 Dec" in " ".join(person.screen.split())
        await person.press("tab", "tab", "right", "tab", *"40", "enter")
        said = "Saved: 6 planned, the last one on Fri 11 Dec. u takes them back."
        assert person.reads("saved") == said
        planned = [i for i in person.infusions if i.status == "planned"]
        assert [(i.route, i.dose_mg) for i in planned] == [("iv", 40)] * 6
        await person.press("t")
        assert "next planned Tue 24 Nov, in 3 days" in person.screen
        await person.press("u")
    assert [i.status for i in person.infusions] == ["given"]


async def test_given_as_planned_is_on_disk_after_two_keys_and_what_was_felt_can_follow(
    store: Store,
) -> None:
    fill(store, [infusion(FRIDAY, status="planned", dose_mg=40)])
    async with patient(store) as person:
        await person.press("i", "g")
        assert on(person, FRIDAY).status == "given"
        await person.press("enter")
        said = "Saved: the infusion of Fri 20 Nov was given. u takes it back."
        assert person.reads("saved") == said
        assert "1 day since infusion 11" in person.screen
        await person.press("f", "down", "2", "right", "1", "enter")
        assert "Saved: what was felt with the infusion of Fri 20 Nov." in person.reads("saved")
        felt = [(e.name, e.severity, e.when) for e in on(person, FRIDAY).side_effects]
        assert felt == [("nausea", 2, "during"), ("nausea", 1, "after")]
        await person.press("f", "up", *"backspace", "down", "backspace", "escape", "u", "u")
    assert on(person, FRIDAY) == infusion_like(person, status="planned")


def infusion_like(person: Patient, **details: object) -> Infusion:
    """The infusion of Friday as it was planned, whatever its id."""
    planned = infusion(FRIDAY, dose_mg=40, **details)
    return replace(planned, id=on(person, FRIDAY).id)


async def test_what_the_table_does_not_hold_is_typed_beside_it(store: Store) -> None:
    own = SideEffect(name="Numb, tingling", severity=1)
    fill(store, [infusion(TODAY, side_effects=(own,), note="two\nlines")])
    async with patient(store, size=(120, 40)) as person:
        await person.press("i", "down", "down", "f")
        assert "numb, tingling" in person.screen
        await person.press("tab", *"sore arm 2 after", "enter")
        arm = SideEffect(name="sore arm", severity=2, when="after")
        assert on(person, TODAY).side_effects == (own, arm)
        await person.press("f", "tab", *"sore arm", "enter")
        assert "how strong it was" in " ".join(person.screen.split())
        await person.press("escape", "enter", *["tab"] * 4, *"40", "enter")
    changed = on(person, TODAY)
    assert (changed.dose_mg, changed.side_effects) == (40, (own, arm))
    assert changed.note == "two\nlines"


async def test_a_planned_infusion_is_moved_in_three_keys_and_cancelled_in_one(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("i", "g")
        said = "Fri 4 Dec has not come yet. m moves an infusion to another day."
        assert person.reads("hint") == said
        await person.press("m", "down", "enter")
        said = "Saved: the infusion of Fri 4 Dec moves to Sat 5 Dec. u takes it back."
        assert person.reads("saved") == said
        await person.press("m", *"0")
        await person.press("enter")
        assert "The day was not understood" in " ".join(person.screen.split())
        await person.press("escape", "k")
        assert "the infusion of Sat 5 Dec is cancelled" in person.reads("saved")
        assert "Cancelled" in person.screen
        assert on(person, date(2026, 12, 5)).status == "cancelled"
        await person.press("m")
        assert person.reads("hint") == "m moves a planned infusion; the cursor is not on one."
        await person.press("f")
        assert "f says what was felt with an infusion given" in person.reads("hint")
        await person.press("u", "u")
    assert on(person, date(2026, 12, 4)).status == "planned"


async def test_leaving_a_form_saves_nothing_and_a_removed_infusion_comes_back(
    store: Store,
) -> None:
    async with patient(store) as person:
        before = person.infusions
        await person.press("i", "e", "ctrl+u", *"fri", "escape")
        assert person.infusions == before
        await person.press("x")
        assert person.reads("saved") == "Removed: the infusion of Fri 4 Dec. u brings it back."
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
        assert person.reads("hint") == FULL
        assert person.reads("saved") == ""


async def test_courses_are_headings_and_each_line_says_what_followed(full_store: Store) -> None:
    fill(full_store, [infusion(date(2026, 10, 9), status="cancelled", note="storm")])
    async with patient(full_store) as person:
        await person.press("i")
        lines = person.screen.split("\n")
        order = [next(n for n, line in enumerate(lines) if text in line) for text in (
            "Planned", "Fri 4 Dec   in 13 days", "Course 2, from Thu 10 Sep, 4 infusions",
            " 10  Thu 5 Nov   40 mg  nausea 2 +1  about the same (7 → 6.5)",
            "  7  Thu 10 Sep",
            "Course 1, from Mon 2 Mar, 6 infusions", "  6  Tue 17 Mar",
        )]  # fmt: skip
        assert order == sorted(order)
        await person.press("down", "down")
        assert "Infusion 10, number 4 of course 2. About the same (7 → 6.5)." in person.screen
        await person.press("end")
        assert "Fri 9 Oct  “storm”" in person.screen
        assert person.reads("about") == "Cancelled. “storm”"


def test_a_rhythm_can_be_said_in_words() -> None:
    assert [parse_every(said) for said in ("Twice a week", "3d,4d", "2w")] == [
        (3, 4),
        (3, 4),
        (14,),
    ]
    with pytest.raises(ValidationError, match="twice a week"):
        parse_every("now and then")


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
    ],
)
def test_a_planned_day_moves_as_a_person_says_it(said: str, day: str) -> None:
    moved = parse_move(said, date(2026, 12, 4), TODAY)
    assert moved.isoformat() == day


def test_a_weekday_to_move_to_is_never_past() -> None:
    assert parse_move("fri", TODAY + DAY, TODAY) == parse_day("in 6 days", TODAY)


def test_of_dose_and_dose_per_kg_the_one_not_given_follows_from_the_weight() -> None:
    one = infusion(TODAY, dose_mg=40, weight_kg=75)
    other = infusion(TODAY, dose_mg_per_kg=0.5, weight_kg=81)
    both = infusion(TODAY, dose_mg=40, dose_mg_per_kg=0.5, weight_kg=80)
    assert dose_in_full(one) == "40 mg (0.53 mg/kg at 75 kg)"
    assert other_dose(other) == "40.5 mg"
    assert (other_dose(both), other_dose(infusion(TODAY, dose_mg=40))) == (None, None)


def test_costs_are_added_up_by_year_in_no_currency() -> None:
    paid = [
        infusion(TODAY, cost=2_500_000),
        infusion(FRIDAY, cost=0.1),
        infusion(TODAY, cost=0.2, status="cancelled"),
        infusion(TODAY, cost=450, status="planned"),
        infusion(date(2025, 3, 2), cost=900),
    ]
    assert costs(paid) == "Costs written down: 2026 2,500,000.30 · 2025 900"
    assert costs([infusion(TODAY)]) == ""


def test_an_untouched_side_effect_stays_and_an_emptied_one_goes() -> None:
    before = (SideEffect(name="Nausea", severity=1), SideEffect(name="own", severity=3))
    felt = Felt(before).put(("headache", "after"), 2).put(("nausea", "during"), None)
    headache = SideEffect(name="headache", severity=2, when="after")
    assert felt.all() == (before[1], headache)
    assert Felt(before).put(("nausea", "during"), 1).all() == before
    assert Felt(before).all([SideEffect(name="nausea", severity=0)])[0] == before[1]


def held(days: int, moods: int) -> Diary:
    """A week at 3, an infusion, and so many days at a mood."""
    given = TODAY - 30 * DAY
    before = [check_in(given - n * DAY, 3) for n in range(1, 8)]
    after = [check_in(given + n * DAY, moods) for n in range(1, days + 1)]
    return Diary(check_ins=(*before, *after), infusions=(infusion(given),))


def test_what_followed_is_said_as_the_page_says_it() -> None:
    (said,) = known_after(held(14, 8), TODAY).values()
    assert said.brief == "rose by 5 (3 → 8)"
    assert said.full.startswith("Rose by 5 (3 → 8). At or above halfway: 14 days, then ")
    (said,) = known_after(held(14, 4), TODAY).values()
    assert said == ("about the same (3 → 4)", "About the same (3 → 4).")
    (said,) = known_after(held(0, 8), TODAY).values()
    assert said.brief == "no entries after"
    assert known_after(Diary(), TODAY) == {}


@pytest.mark.parametrize("width", [76, 56, 116])
def test_only_a_note_is_cut_where_a_line_ends(width: int) -> None:
    felt = (SideEffect(name="blurred vision", severity=2), SideEffect(name="own", severity=1))
    details = {"route": "sublingual", "phase": "maintenance", "start": time(10, 30)}
    told = infusion(
        TODAY - 30 * DAY,
        dose_mg=22.5,
        dose_mg_per_kg=0.5,
        side_effects=felt,
        note="日本 " * 90,
        **details,
    )
    diary = replace(held(14, 8), infusions=(told, infusion(date(2025, 3, 2), note="x" * 99)))
    rows = infusion_rows(diary, TODAY, width, known_after(diary, TODAY))
    shown = [row.text for row in rows if row.id]
    assert all(len(text.partition("“")[0]) <= width for text in shown)
    assert "22.5 mg" in shown[0]
    assert "rose by 5 (3 → 8)" in shown[0]
    assert all("…" not in text.partition("“")[0] for text in shown)
