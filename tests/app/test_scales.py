"""Questionnaires filled in by keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from textual.content import Content
from textual.widgets import Input

from tests.app.diaries import MARKUP, NOW, TODAY
from tests.app.patient import patient
from tests.app.test_when_things_go_wrong import FULL, refuse_to_write
from tests.sweep import always
from tracker.app.crisis import CrisisPanel
from tracker.app.listing import Table
from tracker.app.scales.filling import Filling
from tracker.app.scales.rows import (
    COLUMNS,
    ON_THE_FORM,
    about_row,
    columns_shown,
    total_bars,
)
from tracker.records import Assessment, ValidationError
from tracker.records.questionnaires import Answer, Item, Questionnaire, ScaleStatus
from tracker.storage import Store
from tracker.storage.preferences import put_questionnaire

USUAL = "112111110"
LARGE = (120, 40)


def kept(store: Store) -> tuple[Assessment, ...]:
    return store.read().assessments


def own(low: int = 0, high: int = 2, **details: object) -> Questionnaire:
    answers = tuple(Answer(value=n, label=MARKUP) for n in range(low, high + 1))
    item = Item(label="own", wording=f"How {MARKUP} was it?", answers=answers)
    made = Questionnaire(
        key="own", title=MARKUP, subject=MARKUP, items=(item, item), low=2 * low, high=2 * high
    )
    return replace(made, **details)  # type: ignore[arg-type]  # any detail


def add(store: Store, added: Questionnaire) -> None:
    with store.writing(NOW - timedelta(hours=1), "a clinic's file") as unit:
        put_questionnaire(unit, added)


def fill_in(store: Store, day: date, total: int, key: str = "phq-9") -> None:
    done = Assessment(id=f"a{day}", day=day, questionnaire=key, total=total, low=0, high=27)
    store.add(done, NOW - timedelta(hours=1), "the clinic's total")


def test_a_total_is_a_bar_as_long_as_its_share_of_the_scale_the_latest_first() -> None:
    totals = [
        Assessment(id=f"{low}{total}", day=day, questionnaire="x", total=total, low=low, high=high)
        for day, total, low, high in [
            (TODAY - timedelta(days=400), 0, 0, 27),
            (TODAY - timedelta(days=2), 27, 0, 27),
            (TODAY - timedelta(days=1), 9, 0, 27),
            (TODAY, 2.5, -10, 10),
        ]
    ]
    assert [row.plain for row in total_bars(totals, TODAY, 8)] == [
        "Sat 21 Nov   2.5 █████···",
        "Fri 20 Nov     9 ███·····",
        "Thu 19 Nov    27 ████████",
        "Fri 17 Oct 2025   0 ········",
    ]
    (row, *_) = total_bars(totals, TODAY, 8)
    styles = [str(span.style) for span in row.spans]
    assert styles == ["$muted", "bold", "$title", "$frame"]


NOW_AND_THEN = "You can fill it in again"
ABOUT = "Own: mine. "


@pytest.mark.parametrize(
    ("least", "days_after", "filled_in", "subjects_shown", "line"),
    [
        (6, None, False, True, ON_THE_FORM),
        (6, None, False, False, ABOUT + ON_THE_FORM),
        (None, None, True, True, ON_THE_FORM),
        (0, None, True, True, ON_THE_FORM),
        (1, None, True, True, f"{NOW_AND_THEN} 1 day after the last time."),
        (3, None, True, True, f"{NOW_AND_THEN} 3 days after the last time."),
        (6, None, True, True, f"{NOW_AND_THEN} 6 days after the last time, so about once a week."),
        (
            28,
            None,
            True,
            False,
            f"{ABOUT}{NOW_AND_THEN} 28 days after the last time, so about every 4 weeks.",
        ),
        (6, 2, True, True, f"{NOW_AND_THEN} 2 days after an infusion."),
    ],
)
def test_the_line_below_says_when_it_can_be_filled_in_again(
    least: int | None, days_after: int | None, filled_in: bool, subjects_shown: bool, line: str
) -> None:
    found = own(title="Own", subject="mine", least_days_between=least)
    last = Assessment(id="a", day=TODAY, questionnaire="own", total=1, low=0, high=4)
    row = ScaleStatus("own", found, last if filled_in else None, None)
    more = "" if line.endswith(ON_THE_FORM) else " Settings (o) changes that."
    assert about_row(row, None, days_after, subjects_shown=subjects_shown) == line + more


def test_the_line_below_says_whole_what_the_list_cuts_and_what_is_not_saved_yet() -> None:
    for title, subject, whole in [
        ("x" * 22, "y" * 34, True),
        ("x" * 23, "", False),
        ("x", "y" * 35, False),
    ]:
        row = ScaleStatus("own", own(title=title, subject=subject), None, None)
        line = about_row(row, None, None, subjects_shown=True)
        assert line.startswith(f"{title}: {subject}. ") != whole
    begun = Filling.of(own()).type("1")
    assert "Enter goes on at question 2 of 2." in about_row(row, begun, None, subjects_shown=True)
    ended = begun.type("1")
    assert "Enter goes on with them." in about_row(row, ended, None, subjects_shown=True)
    total_only = ScaleStatus("MADRS", None, None, None)
    assert about_row(total_only, None, None, subjects_shown=False) == ON_THE_FORM


def test_each_question_takes_its_own_answers() -> None:
    long, short = own(high=3).items[0], own(high=1).items[0]
    filling = Filling.of(own(items=(long, short))).type("3")
    assert (filling.progress, filling.ended) == ("2 of 2", False)
    with pytest.raises(ValidationError, match="takes 0 to 1"):
        filling.type("3")
    assert filling.type("1").answers == (3, 1)
    assert filling.back().back().at == 0
    assert filling.blank().forth().at == 2


def test_the_columns_are_those_that_fit() -> None:
    cells = {name: Content("x" * 15) for name in COLUMNS}
    assert [len(columns_shown(width, [cells])) for width in (77, 78, 99, 100, 115, 116)] == [
        *(2, 4, 4),
        *(3, 3, 4),
    ]


@pytest.mark.sweep
async def test_when_a_scale_can_be_filled_in_again_is_whole_whatever_its_name_and_last_day(
    new_store: Store,
) -> None:
    add(new_store, own(title="The morning sheet of the clinic", subject="how the night has been"))
    fill_in(new_store, TODAY - timedelta(days=400), 9)
    async with patient(new_store) as person:
        await person.press("s")
        for width in (78, 99, 100, 116, 160):
            await person.resize(width, 24)
            assert "Fill in again" in person.screen
            assert " now" in person.screen


async def test_a_phq_9_takes_twelve_keys_and_undone_it_can_be_corrected_and_saved_again(
    store: Store,
) -> None:
    keys = ["s", "enter", *USUAL, "enter"]
    assert len(keys) == 12
    async with patient(store) as person:
        await person.press(*keys)
        assert "Saved: PHQ-9 9 of 27" in person.reads("status")
        (done,) = kept(store)
        assert done.answers == (1, 1, 2, 1, 1, 1, 1, 1, 0)
        assert (done.questionnaire, done.total, done.day) == ("phq-9", 9, TODAY)
        await person.press("t", "u", "s")
        assert kept(store) == ()
        assert "Its answers are still here" in person.reads("status")
        await person.press("enter", "b", "3", "enter")
        assert kept(store)[0].answers == (1, 1, 2, 1, 1, 1, 1, 1, 3)


@pytest.mark.sweep
async def test_a_questionnaire_can_be_answered_and_saved_by_clicks_alone(store: Store) -> None:
    async with patient(store) as person:
        await person.press("s", "enter")
        for answer in ("some days", "none", *["some days"] * 6, "none"):
            await person.click(answer)
        await person.click("  2  ")  # beside the first topic: another answer to it
        for _ in range(8):
            await person.click("Next")
        await person.click("Save")
    (done,) = kept(store)
    assert done.answers == (2, 0, 1, 1, 1, 1, 1, 1, 0)


async def test_the_list_says_the_last_total_and_from_when_it_asks_anew(store: Store) -> None:
    fill_in(store, TODAY - timedelta(days=2), 12)
    async with patient(store) as person:
        await person.press("s")
        (row,) = [row for row in person.screen.split("\n") if "PHQ-9" in row]
        assert "fill it in again 6 days after the last time" in person.reads("status")
        assert "12 · Thu 19 Nov" in row
        assert "from Wed 25 Nov" in row
        await person.press("enter")
        assert "PHQ-9 · " in person.screen, "the first, where Today names none"


@pytest.mark.parametrize("size", always(["(60, 20)"], [(60, 20), (80, 24), (100, 30), (160, 50)]))
async def test_no_word_about_a_questionnaire_is_cut_and_the_list_takes_keys_again(
    store: Store, size: tuple[int, int]
) -> None:
    fill_in(store, TODAY - timedelta(days=2), 12)
    long = "How often the clinic's own rather long question kept you awake and not sleeping"
    answers = tuple(Answer(value=n, label=str(n)) for n in range(4))
    add(store, own(high=3, items=(Item(label=long, answers=answers),) * 2))
    async with patient(store, size=size) as person:
        await person.press("s", "end", "up", "up")
        assert "pain and what it keeps from you" in person.words
        await person.press("down", "down", "enter")
        assert "sleeping" in person.words.split("Question 1")[0]
        await person.press("escape", "home", "enter")
        assert "would count twice." in person.words
        await person.press(*"00000000")
        assert "9 death or self-harm thoughts" in person.words


async def test_n_enters_a_total_of_any_scale_and_asks_for_the_range_of_an_unknown_one(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("s", "n", *"madrs", "tab", *"18", "tab", *"tomorrow", "enter")
        assert "has not come yet" in person.beside("day")
        await person.press("ctrl+u", *"yesterday", "enter")
        await person.press("n", *"Clinic", "tab", *"30", "enter")
        assert "type its range" in " ".join(person.screen.split())
        await person.press(*"10", "tab", *"50", "tab", "right", "right", "enter")
    clinic, madrs = sorted(kept(store), key=lambda a: a.questionnaire)
    assert (madrs.questionnaire, madrs.total, madrs.low, madrs.high) == ("MADRS", 18, 0, 60)
    assert (clinic.day, madrs.day) == (TODAY, TODAY - timedelta(days=1))
    assert (clinic.questionnaire, clinic.low, clinic.high, clinic.better) == (
        "Clinic",
        10,
        50,
        "higher",
    )


@pytest.mark.sweep
async def test_what_is_typed_about_a_known_scale_is_used_or_refused_and_never_dropped(
    store: Store,
) -> None:
    fill_in(store, TODAY - timedelta(days=9), 12, "Clinic")
    async with patient(store) as person:
        await person.press("s", "n", *"MADRS", "tab", *"18", *["tab"] * 3, *"100", "enter")
        assert "MADRS goes from 0 to 60, lower is better" in person.words
        await person.press(*["shift+tab"] * 3, "ctrl+u")
        await person.press(*"clinic", *["tab"] * 3, "ctrl+u", "tab", "ctrl+u", *"40", "tab")
        await person.press("right", "right", "enter")
    saved = next(a for a in kept(store) if a.day == TODAY)
    assert (saved.questionnaire, saved.low, saved.high, saved.better) == (
        "Clinic",
        0,
        40,
        "higher",
    )


@pytest.mark.sweep
async def test_a_total_that_is_a_mean_has_one_decimal_wherever_it_is_listed(store: Store) -> None:
    async with patient(store, size=(120, 36)) as person:
        await person.press("s")
        while person.app.screen.query_one(Table).chosen_key != "peg":
            await person.press("down")
        await person.press("enter", *["3", "enter"] * 2, "4", "enter", "enter")
        assert "Saved: PEG 3.3 of 10" in person.says
        await person.press("h")
        assert "PEG 3.3" in person.words
        await person.press("s")
        assert "3.33" not in person.screen


async def test_each_item_says_where_one_is_what_the_numbers_mean_and_what_comes_of_it(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("s", "enter", "7")
        assert "takes 0 to 3" in person.reads("status")
        assert "1 of 9" in person.screen
        assert "9 death or self-harm thoughts" in person.screen  # all items at 80 by 24
        before = person.screen.split("\n")[3]
        await person.press("1")
        assert person.screen.split("\n")[3].find("0") == before.find("0") > 40, "none moves"
        await person.press("1")
        await person.resize(60, 20)
        assert "Enter saves it at the end. Esc stops; your answers stay.\n" in person.screen
        await person.resize(80, 24)
        assert "3 of 9" in person.screen
        assert "[1]" in person.screen  # not by its colour alone
        assert "sleep trouble" in person.screen
        assert "2   over half the days" in person.screen
        await person.press("b", "b")
        assert "Answer on the form from your clinic" in person.words
        await person.press(*USUAL)
        assert "9 of 27, mild" in person.screen
        assert "no diagnosis; it looks back over 14 days" in person.screen
        assert "Not saved yet: Enter saves it" in person.reads("status")
        assert "⏎ Save" in person.screen
        assert "⏎ Next" not in person.screen
    assert kept(store) == ()


async def test_enter_opens_the_questionnaire_that_today_says_can_be_filled_in(
    store: Store,
) -> None:
    fill_in(store, TODAY - timedelta(days=40), 20, "pcl-5")
    async with patient(store) as person:
        assert "PCL-5 can be filled in" in person.screen
        await person.press("s", "enter")
        assert "PCL-5 · " in person.screen


@pytest.mark.sweep
async def test_after_another_screen_all_keys_still_act_on_the_question_and_none_on_the_list(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("s", "enter", "1")
        keys = person.screen.split("\n")[-1]
        await person.press("f2")
        await person.press("escape")
        assert person.screen.split("\n")[-1] == keys
        await person.press("down", "escape", "enter")
        assert "PHQ-9 · the last two weeks" in person.screen
        assert "1 of 9 answered" in person.screen


async def test_an_item_can_be_left_blank(store: Store) -> None:
    async with patient(store) as person:
        await person.press("s", "enter", "right", *"22222220")
        assert "1 item left blank: the total is scaled up" in person.screen
        await person.press("enter")
        assert kept(store)[-1].answers == (None, 2, 2, 2, 2, 2, 2, 2, 0)
        await person.press("enter", "1", "2", "b", "b", "right", "minus", "enter", *"000000")
        await person.press("enter")
        assert kept(store)[-1].answers == (1, None, None, 0, 0, 0, 0, 0, 0)


async def test_an_answer_of_several_digits_is_typed_and_one_below_zero_takes_a_minus(
    store: Store,
) -> None:
    add(store, own(-2, 2))
    add(store, own(0, 100, key="own2", title="Thermometer"))
    async with patient(store, size=LARGE) as person:
        await person.press("s", *["down"] * 4, "enter")
        await person.press("1", "0", "enter", "7", "3", "enter", "1", "enter", "enter")
        await person.press("end", "enter", "4", "2")
        assert "0 to 100" in person.screen, "its ends are named"
        assert "[42]" in person.screen
        await person.press("enter", *"100", "enter", "enter")
        await person.press("end", "up", "enter", "minus", "2", "enter", "1", "enter", "enter")
    assert {(a.questionnaire, a.answers) for a in kept(store)} == {
        ("peg", (10, 3, 1)),
        ("own2", (42, 100)),
        ("own", (-2, 1)),
    }


async def test_one_goes_on_where_one_left_and_nothing_is_saved_before_the_end(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("s", "enter", "1", "2", "t", "s")
        assert "PHQ-9 goes on where you left it, at question 3 of 9" in person.screen
        await person.press("escape")
        assert "begun, at 3 of 9" in person.screen
        assert "Not saved yet" in person.reads("status")
        await person.press("q")
        assert "PHQ-9 is not saved" in person.reads("status")
        await person.press("escape")
        assert person.app.current_mode == "today"
        assert kept(store) == ()
        await person.press("7", "enter", "s", "enter")
        assert "3 of 9" in person.screen
        await person.press(*"2111110", "enter")
        assert "begun" not in person.screen
        assert kept(store)[0].answers == (1, 2, 2, 1, 1, 1, 1, 1, 0)
        await person.press("enter", "1", "q", "q")
        assert not person.app.is_running


async def test_going_back_shows_the_answer_and_u_goes_back_too_but_from_the_list_undoes_all(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("s", "enter", *USUAL, "enter", "down", "enter", "1", "2")
        for back in ("b", "left", "u"):
            await person.press(back)
            assert "2 of" in person.screen
            assert "[2]" in person.screen
            await person.press("2")
        await person.press("u", "u", "u")
        assert "first question" in person.reads("status")
        assert len(kept(store)) == 1
        await person.press("escape", "u")
        assert "Undone" in person.reads("status")
    assert kept(store) == ()


@pytest.mark.sweep
async def test_too_soon_is_a_warning_and_no_obstacle(store: Store) -> None:
    fill_in(store, TODAY - timedelta(days=2), 12)
    async with patient(store) as person:
        await person.press("s", "enter")
        assert "PHQ-9 was filled in for Thu 19 Nov" in person.words
        await person.press(*USUAL, "enter")
    assert [a.total for a in kept(store)] == [12, 9]


async def test_a_questionnaire_without_an_answer_is_not_saved(store: Store) -> None:
    async with patient(store) as person:
        await person.press("s", *["enter"] * 10)
        assert "Nothing was answered" in person.screen
        await person.press("enter")
    assert kept(store) == ()


@pytest.mark.sweep
async def test_a_questionnaire_that_could_not_be_saved_is_kept_and_said(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(store) as person:
        with monkeypatch.context() as full_disk:
            refuse_to_write(store, full_disk)
            await person.press("s", "enter", *"11211111", "2", "enter")
            assert FULL[:40] in person.reads("status")
            assert "Crisis help" not in person.screen.splitlines()[5]
            assert person.app.screen is person.app.screen_stack[0]
        await person.press("enter")
        assert isinstance(person.app.screen, CrisisPanel)
    assert [a.total for a in kept(store)] == [11]


async def test_enter_asks_for_the_next_total_of_a_scale_and_one_that_was_left_is_not_lost(
    store: Store,
) -> None:
    fill_in(store, TODAY, 12, "MADRS")
    async with patient(store) as person:
        await person.press("s", "end")
        assert "its total only" in person.screen
        await person.press("enter", "escape")
        assert "not saved" not in person.screen
        await person.press("enter", "tab", "9", "escape")
        assert "The total is not saved: n brings back what you typed." in person.says
        await person.press("end", "enter")
        assert person.app.screen.query(Input)[1].value == "9"
        await person.press("escape", "q")
        assert "The total is not saved: n opens it, q leaves." in person.says
        await person.press("n", "enter", "q")
        assert not person.app.is_running
    assert sorted((a.questionnaire, a.total) for a in kept(store)) == [("MADRS", 9), ("MADRS", 12)]


@pytest.mark.sweep
async def test_words_that_look_like_markup_are_shown_as_the_clinic_wrote_them(
    store: Store,
) -> None:
    add(store, own())
    async with patient(store) as person:
        await person.press("s", "end")
        assert MARKUP in person.screen
        await person.press("enter")
        assert f"How {MARKUP} was it?" in person.screen
        assert f"1   {MARKUP}" in person.screen
        assert "Answer on the form" not in person.screen
        await person.press("1", "1", "enter")
        assert f"Saved: {MARKUP} 2 of 4" in person.reads("status")


@pytest.mark.sweep
async def test_a_clinics_file_that_cannot_be_read_leaves_the_others(store: Store) -> None:
    with store.writing(NOW - timedelta(hours=1), "a later tracker's") as unit:
        unit.put_setting("questionnaire/odd", {"title": "odd"})
    async with patient(store) as person:
        await person.press("s")
        assert "PHQ-9" in person.screen
        assert person.reads("status")
        await person.press("enter", *USUAL, "enter")
        await person.resize(120, 36)
        await person.press("t")
        assert "Infusion 10" in person.screen, "the numbers of Today need no questionnaire"
    assert [a.total for a in kept(store)] == [9]


@pytest.mark.sweep
async def test_a_click_selects_a_questionnaire_and_a_second_one_opens_it(store: Store) -> None:
    async with patient(store) as person:
        await person.press("s")
        for _ in range(2):
            await person.pilot.click("Table", offset=(6, 1))
            await person.settle()
        assert "1 of 9" in person.screen
