from __future__ import annotations

from datetime import date, time

from tests.app.diaries import TODAY, fill, infusion
from tests.app.patient import patient
from tracker.storage import Store

FRIDAY = date(2026, 11, 20)


async def test_an_infusion_given_today_needs_two_keys(new_store: Store) -> None:
    fill(new_store, [infusion(date(2026, 11, 2))])
    async with patient(new_store) as person:
        await person.press("i", "a", "enter")
        assert person.reads("saved") == "Saved: the infusion of Sat 21 Nov, given. u takes it back."
    assert [(i.day, i.status) for i in person.infusions][-1] == (TODAY, "given")


async def test_every_detail_can_be_written_down(new_store: Store) -> None:
    fill(new_store, [infusion(date(2026, 11, 2))])
    async with patient(new_store, size=(120, 40)) as person:
        await person.press("i", "a", "tab", "tab", *"10:30", "tab", "i", "tab", *"40mg")
        await person.press("tab", *"0.5", "tab", *"80kg", "tab", *"40", "tab", "m")
        await person.press("tab", "right", "tab", *"nausea 2, headache mild after")
        await person.press("tab", *"450", "tab", *"soft chair", "enter")
    made = person.infusions[-1]
    assert (made.start, made.route, made.dose_mg, made.dose_mg_per_kg) == (
        time(10, 30),
        "iv",
        40,
        0.5,
    )
    assert (made.weight_kg, made.minutes, made.phase, made.new_course) == (
        80,
        40,
        "maintenance",
        True,
    )
    assert [(e.name, e.severity, e.when) for e in made.side_effects] == [
        ("nausea", 2, "during"),
        ("headache", 1, "after"),
    ]
    assert (made.cost, made.note) == (450, "soft chair")


async def test_what_is_wrong_is_said_beside_the_field_and_all_that_was_typed_is_kept(
    store: Store,
) -> None:
    async with patient(store, size=(120, 40)) as person:
        await person.press("i", "a", "tab", "tab", *"25:00", "tab", "tab", *"40mg", "enter")
        assert "The start was not understood; write it as 21:05." in person.screen
        assert "25:00" in person.screen
        assert "40mg" in person.screen
        before = len(person.infusions)
        await person.press(*["backspace"] * 5, *"9:05", "enter")
        assert len(person.infusions) == before + 1


async def test_a_side_effect_without_its_strength_is_refused_in_a_sentence(store: Store) -> None:
    async with patient(store, size=(120, 40)) as person:
        await person.press("i", "a", *["shift+tab"] * 3, *"nausea", "enter")
        assert "how strong it was" in " ".join(person.screen.split())


async def test_a_given_infusion_cannot_lie_ahead(store: Store) -> None:
    async with patient(store, size=(120, 40)) as person:
        await person.press("i", "a", "ctrl+u", *"tomorrow", "enter")
        said = "Sun 22 Nov 2026 has not come yet: choose planned for it."
        assert said in " ".join(person.screen.split())
        await person.press("tab", "p", "enter")
    assert date(2026, 11, 22) in [i.day for i in person.infusions if i.status == "planned"]


async def test_a_series_is_planned_and_taken_back_as_one(store: Store) -> None:
    async with patient(store) as person:
        await person.press("i", "p", *"tue", "tab", *"3d,4d", "tab", "4")
        assert "Tue 24 Nov, Fri 27 Nov" in " ".join(person.screen.split())
        await person.press("enter")
        assert (
            person.reads("saved")
            == "Saved: 4 planned, the last one on Fri 4 Dec. u takes them back."
        )
        assert len([i for i in person.infusions if i.status == "planned"]) == 6
        await person.press("u")
    assert len([i for i in person.infusions if i.status == "planned"]) == 2


async def test_a_plan_that_cannot_be_read_is_refused_beside_its_field(store: Store) -> None:
    async with patient(store, size=(120, 40)) as person:
        await person.press("i", "p", *"tue", "tab", *"sometimes", "enter")
        assert "Write days or weeks between: 3d, 2w" in " ".join(person.screen.split())
        assert "sometimes" in person.screen


async def test_one_key_marks_a_planned_infusion_as_given(store: Store) -> None:
    fill(store, [infusion(FRIDAY, status="planned")])
    async with patient(store) as person:
        await person.press("i", "g")
        assert "Saved: the infusion of Fri 20 Nov was given." in person.reads("saved")
        assert "1 day since infusion 11" in person.screen
        await person.press("u")
        assert [i.status for i in person.infusions if i.day == FRIDAY] == ["planned"]


async def test_an_infusion_still_to_come_cannot_be_given_yet(store: Store) -> None:
    async with patient(store) as person:
        await person.press("i", "g")
        assert (
            person.reads("hint") == "Fri 4 Dec has not come yet. e changes the day of an infusion."
        )


async def test_an_edit_changes_what_was_typed_and_nothing_else(store: Store) -> None:
    fill(store, [infusion(TODAY, note="two\nlines", dose_mg=40, route="im")])
    async with patient(store, size=(120, 40)) as person:
        await person.press("i", "down", "down", "enter", *["tab"] * 4, "ctrl+u", *"42", "enter")
    changed = next(i for i in person.infusions if i.day == TODAY)
    assert (changed.dose_mg, changed.route, changed.note) == (42, "im", "two\nlines")


async def test_leaving_the_form_saves_nothing(store: Store) -> None:
    async with patient(store) as person:
        before = person.infusions
        await person.press("i", "e", "ctrl+u", *"fri", "escape")
    assert person.infusions == before


async def test_a_removed_infusion_comes_back_with_one_key(store: Store) -> None:
    async with patient(store) as person:
        before = person.infusions
        await person.press("i", "x")
        assert person.reads("saved") == "Removed: the infusion of Fri 4 Dec. u brings it back."
        assert len(person.infusions) == len(before) - 1
        await person.press("u")
    assert person.infusions == before


async def test_a_planned_infusion_shows_on_today(new_store: Store) -> None:
    fill(new_store, [infusion(date(2026, 11, 2))])
    async with patient(new_store) as person:
        await person.press("i", "p", *"in 2 weeks", "enter", "t")
        assert "next planned Sat 5 Dec, in 14 days" in person.screen


async def test_courses_are_headings_with_the_latest_infusion_first(store: Store) -> None:
    async with patient(store) as person:
        await person.press("i")
        lines = person.screen.split("\n")
    order = [next(n for n, line in enumerate(lines) if text in line) for text in (
        "Planned", "Fri 4 Dec   in 13 days", "Course 2, from Thu 10 Sep", " 10  Thu 5 Nov",
        "  7  Thu 10 Sep", "Course 1, from Mon 2 Mar", "  1  Mon 2 Mar",
    )]  # fmt: skip
    assert order == sorted(order)


async def test_the_worst_side_effect_stands_in_the_list(store: Store) -> None:
    async with patient(store) as person:
        await person.press("i")
        assert "nausea 2 +1" in person.screen


async def test_a_side_effect_whose_name_holds_a_comma_survives_an_edit(store: Store) -> None:
    from tracker.records import SideEffect

    effect = SideEffect(name="numb, tingling", severity=1)
    fill(store, [infusion(TODAY, side_effects=(effect,))])
    async with patient(store, size=(120, 40)) as person:
        await person.press("i", "down", "down", "enter", *["tab"] * 4, *"40", "enter")
    changed = next(i for i in person.infusions if i.day == TODAY)
    assert (changed.dose_mg, changed.side_effects) == (40, (effect,))
