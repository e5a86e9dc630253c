"""Today: two keys a day, any day afterwards, one measure after the other, corrections, notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.app.diaries import MARKUP, TODAY, check_in, fill, infusion, turn_on
from tests.app.patient import Patient, patient
from tests.app.test_when_things_go_wrong import FULL, refuse_to_write
from tests.clock import NOW, ZONE
from tests.sweep import always
from tracker.app.screen import Place
from tracker.app.today.score import ScoreRow
from tracker.app.today.waiting import unrated
from tracker.app.widgets import Panel, Status
from tracker.records import MOOD, Diary, Event, Measure, Rating
from tracker.storage import Store

FRIDAY = TODAY - timedelta(days=1)
NIGHT = datetime(2026, 11, 21, 0, 40, tzinfo=ZONE)
NEW_YEAR = datetime(2026, 1, 1, 0, 40, tzinfo=ZONE)
SIGNED = Measure(key="pull", label="Pull", low=-3, high=3, low_label="down", high_label="up")


@pytest.fixture
def three(store: Store) -> Store:
    """Mood, then anxiety by digit, then sleep as a number."""
    fill(store, [], measures=("anxiety", "sleep"))
    return store


def moods(person: Patient) -> list[float | None]:
    return [check_in.value("mood") for check_in in person.check_ins]


def ratings(person: Patient) -> dict[str, float]:
    (saved,) = person.check_ins
    return {rating.measure: rating.value for rating in saved.ratings}


# Two keys


async def test_two_keys_record_today_and_the_confirmation_names_score_and_way_back(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("7", "enter")
        assert person.says == "✓ Saved: mood 7 for today · u undoes it"
        assert [(c.day, c.value("mood")) for c in person.check_ins] == [(TODAY, 7)]
        await person.press("left")
        assert "Saved" not in person.screen, "gone with the next key"
        await person.press("y")
        assert "counts for" not in person.screen, "by day there is no other day to count for"
        await person.press("u")
        assert person.says == "✓ Undone: mood 7 of Sat 21 Nov"
    assert not person.check_ins


CHOSEN = {
    ("1", "0"): 10,
    ("end",): 10,
    ("home",): 0,
    ("0",): 0,
    ("1",): 1,
    ("4", "1", "0"): 10,
    ("1", "0", "0"): 0,
    ("7", "left", "left"): 5,
    ("7", "right"): 8,
    ("end", "right"): 10,
    ("right",): 0,
    ("left",): 10,
}


async def test_every_score_can_be_chosen_and_is_on_disk_before_it_is_confirmed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk: list[int] = []
    confirm = Place.confirm

    def look_then_confirm(place: Place, sentence: str, **how: bool) -> None:
        on_disk.append(len(store.read().check_ins))
        confirm(place, sentence, **how)

    monkeypatch.setattr(Place, "confirm", look_then_confirm)
    async with patient(store) as person:
        for keys in CHOSEN:
            await person.press(*keys, "enter")
    assert on_disk == [*range(1, len(CHOSEN) + 1)], "each is an entry of its own"
    assert moods(person) == [*CHOSEN.values()]


async def test_neither_eleven_nor_a_half_is_taken_for_a_score_and_a_correction_is(
    store: Store,
) -> None:
    turn_on(store, "anxiety")
    async with patient(store) as person:
        await person.press("6", "comma", "5", "enter")
        assert moods(person) == []
        await person.press("1", "1")
        assert "11 is not on the scale, 0 to 10" in person.says
        await person.press("7", "enter", "1", "2", "enter")
        assert person.title.startswith("Anxiety")
        await person.press("5", "3", "enter")
    assert [(c.value("mood"), c.value("anxiety")) for c in person.check_ins] == [(7, 3)]


async def click(person: Patient, score: int) -> None:
    row = person.app.screen.query_one(ScoreRow)
    left, right = row._edges()[score]
    await person.pilot.click(row, offset=((left + right) // 2, row.size.height // 2))
    await person.settle()


async def test_a_click_chooses_a_score_and_a_second_one_or_save_saves_it(store: Store) -> None:
    async with patient(store) as person:
        await click(person, 8)
        assert moods(person) == []
        await click(person, 8)
        assert moods(person) == [8]
        await click(person, 3)
        status = person.app.screen.query_one("#status")
        await person.pilot.click(status, offset=(3, 0))
        await person.settle()
        assert moods(person) == [8, 3]
        await person.click("u undoes it")
        assert moods(person) == [8]


async def test_nothing_is_chosen_beforehand_and_what_is_shows_without_colour_until_escape(
    store: Store,
) -> None:
    async with patient(store) as person:
        person.app.theme = "terminal"
        await person.press("enter")
        assert "type 0 to 10, then Enter" in person.says
        await person.press("7")
        assert "[7]" in person.screen
        assert "mood 7 for today" in person.says
        await person.press("escape")
        assert "[7]" not in person.screen
        await person.press("enter")
    assert not person.check_ins


async def test_a_second_score_for_a_day_says_so_before_it_is_saved(store: Store) -> None:
    fill(store, [check_in(TODAY, 5)])
    async with patient(store) as person:
        await person.press("8")
        assert person.says == " ⏎ Add 8  today has 5 · e corrects it"
        await person.press("enter", "3")
        assert person.says == " ⏎ Add 3  to 2 entries · e corrects one"
    assert moods(person) == [5, 8] or moods(person) == [8, 5]


@pytest.mark.sweep
async def test_a_score_beside_a_note_alone_says_that_the_day_has_an_entry(store: Store) -> None:
    fill(store, [replace(check_in(TODAY, 5), ratings=(), note="quiet")])
    async with patient(store) as person:
        await person.press("8")
        assert person.says == " ⏎ Add 8  today has an entry · e corrects it"


async def test_keys_typed_all_at_once_are_all_recorded(store: Store) -> None:
    async with patient(store) as person:
        # A terminal that is not yet set up sends a line feed for Enter.
        await person.pilot.press(*["5", "enter", "6", "ctrl+j"] * 3)
        await person.settle()
    assert moods(person) == [5, 6] * 3


# Undo and leaving


async def test_undo_undoes_the_change_it_named_or_says_that_it_is_undone_already(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("7", "enter")
        fill(store, [check_in(FRIDAY, 2)])
        await person.press("u")
        assert [(c.day, c.value("mood")) for c in person.check_ins] == [(FRIDAY, 2)]
        await person.press("7", "enter")
        store.undo(person.clock())
        await person.press("u")
        assert person.says == "! What you changed here is undone already, or gone from the diary."
        assert [c.day for c in person.check_ins] == [FRIDAY], "nothing else is undone"
        await person.press("u")
        assert "u again" in person.says


async def test_a_change_from_before_this_session_is_undone_only_when_asked_twice_in_a_row(
    store: Store,
) -> None:
    fill(store, [check_in(TODAY, 5)])
    async with patient(store) as person:
        for keys in (("u",), ("right", "u")):
            await person.press(*keys)
            assert "u again undoes a change from before" in person.says
            assert len(person.check_ins) == 1
        await person.press("u")
        assert "Undone" in person.says
    assert not person.check_ins


async def test_leaving_says_once_that_a_chosen_score_is_not_saved_here_or_elsewhere(
    store: Store,
) -> None:
    async with patient(store) as person:
        for key in ("q", "ctrl+c"):
            await person.press("7", key)
            assert "Mood 7 is not saved" in person.says
            await person.press("enter")
        assert moods(person) == [7, 7]
        await person.press("4", "h", "q")
        assert "On Today (t): Mood 4 is not saved" in person.says
        await person.press("ctrl+c")
        assert not person.app.is_running


# Other days


def test_ratings_whose_names_are_too_long_to_be_named_are_counted() -> None:
    long = [replace(MOOD, key=f"m{n}", label="Thoughts that are hard to bear") for n in range(2)]
    for n, words in ((1, "Add 1 more rating"), (2, "Add 2 more ratings")):
        diary = Diary(measures=(MOOD, *long[:n]), check_ins=(check_in(TODAY, 7),))
        assert [waits.words for waits in unrated(diary, TODAY)] == [words]


async def test_beside_another_day_is_what_it_has_and_no_key_for_adding_to_today(
    store: Store,
) -> None:
    turn_on(store, "anxiety")
    fill(store, [check_in(TODAY, 7)])
    async with patient(store, size=(120, 40)) as person:
        assert "Add anxiety" in person.reads("waits")
        for keys, title in (
            (["d", *"fri", "enter"], "Fri 20 Nov so far"),
            (["escape"], "Today so far"),
        ):
            await person.press(*keys)
            assert person.app.screen.query_one("#sofar-panel", Panel).border_title == title
            assert ("Nothing yet" in person.reads("sofar")) == title.startswith("Fri")
            assert ("Add anxiety" in person.reads("waits")) == title.startswith("Today")


async def test_after_midnight_the_app_says_which_day_counts_and_one_key_turns_it(
    store: Store,
) -> None:
    async with patient(store, now=NIGHT) as person:
        assert "00:40 counts for Fri 20 Nov · y for Sat 21 Nov" in person.says
        await person.press("7")
        assert "mood 7 for Fri 20 Nov" in person.says
        await person.press("enter")
        assert "for Fri 20 Nov" in person.says
        await person.press("8")
        assert "Add 8  Fri 20 Nov has 7" in person.says
        await person.press("y")
        assert "mood 8 for Sat 21 Nov" in person.says
        await person.press("escape")
        assert "counts for Sat 21 Nov · y for Fri 20 Nov" in person.says
        await person.press("6", "enter", "5", "y", "enter")
    found = [(c.day, c.value("mood")) for c in person.check_ins]
    assert found == [(FRIDAY, 7), (FRIDAY, 5), (TODAY, 6)]


@pytest.mark.sweep
async def test_after_midnight_the_date_on_the_calendar_can_be_named_too(store: Store) -> None:
    async with patient(store, now=NIGHT) as person:
        await person.press("7", "enter", "e", "tab", "tab", *"21 Nov")
        assert person.beside("day") == "= Sat 21 Nov, tomorrow"
        await person.press("enter", "d", *"sat", "enter")
        assert "counts for Sat 21 Nov · y for Fri 20 Nov" in person.says
        await person.press("6", "enter", "d", *"tomorrow", "enter")
        assert "has not come yet" in person.words
        await person.press("escape", "v", "a", *"rain", "tab", "tab", *"21 Nov", "enter")
        await person.press("i", "a", *"sat", "enter")
    assert sorted((c.day, c.value("mood")) for c in person.check_ins) == [(TODAY, 6), (TODAY, 7)]
    assert [e.start for e in store.read().events] == [TODAY]
    assert TODAY in [i.day for i in person.infusions if i.given]


async def test_the_day_turns_at_four_while_the_app_is_open_and_who_answers_over_it_goes_on(
    three: Store,
) -> None:
    async with patient(three, now=datetime(2026, 11, 21, 3, 59, tzinfo=ZONE)) as person:
        assert "Friday 20 November" in person.screen
        await person.press("7", "enter")
        person.clock.forward(minutes=2)
        await person.press("4", "enter")
        assert ratings(person) == {"mood": 7, "anxiety": 4}
        await person.press("escape")
        place = person.app.screen
        assert isinstance(place, Place)
        place.look()
        await person.settle()
        assert "Saturday 21 November" in person.screen
        await person.press("7", "enter")
    assert [c.day for c in person.check_ins] == [FRIDAY, TODAY]


@pytest.mark.parametrize(
    "keys",
    always(
        ["['7', 'enter']"],
        [["7", "enter"], ["enter"], ["d", *"wed", "enter"]],
    ),
    ids=["asked for anxiety", "that without a mood", "another day to fill in"],
)
async def test_left_open_overnight_a_score_is_the_mood_of_the_new_day(
    three: Store, keys: list[str]
) -> None:
    async with patient(three, now=NOW.replace(hour=22)) as person:
        await person.press(*keys)
        person.clock.forward(minutes=50)
        await person.press("6")
        person.clock.forward(hours=9)
        await person.press("3", "enter")
        assert "Saved: mood 3 for today" in person.says
    *_, last = three.read().check_ins
    assert (last.day, last.value("mood"), len(last.ratings)) == (TODAY + timedelta(days=1), 3, 1)
    assert len(person.check_ins) == 1 + ("7" in keys)


async def test_in_the_morning_nothing_says_that_today_is_saved(store: Store) -> None:
    async with patient(store, now=NOW.replace(hour=22)) as person:
        await person.press("7", "enter")
        person.clock.forward(hours=10)
        place = person.app.screen
        assert isinstance(place, Place)
        place.look()
        await person.settle()
        assert "Saved" not in person.screen
        assert person.app.screen.query_one(ScoreRow).saved is None
        await person.press("n", *"slept", "ctrl+s")
    assert [(c.day, c.note) for c in person.check_ins] == [
        (TODAY, None),
        (TODAY + timedelta(days=1), "slept"),
    ]


async def test_yesterday_takes_four_keys_and_who_went_elsewhere_comes_back_to_today(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("d", "enter", "4", "enter")
        assert "Saved: mood 4 for Fri 20 Nov" in person.says
        assert "Filling in Fri 20 Nov" in person.screen
        assert "0–10 adds another entry · Esc today" in person.screen
        assert [(c.day, c.at == c.recorded_at) for c in person.check_ins] == [(FRIDAY, True)]
        await person.press("5")
        assert "this day has 4" in person.says
        await person.press("escape", "o", "t")
        assert "Filling in" not in person.screen
        await person.press("7", "enter")
    assert [(c.day, c.value("mood")) for c in person.check_ins] == [(FRIDAY, 4), (TODAY, 7)]


async def test_a_day_is_read_as_people_say_it_or_refused_beside_the_field_with_ways_that_work(
    store: Store,
) -> None:
    async with patient(store, size=(120, 40)) as person:
        await person.press("d", *"moonday", "enter")
        assert "“moonday”" in person.words
        assert "yesterday" in person.words
        await person.press("ctrl+u", *"tomorrow", "enter")
        assert "has not come yet" in person.words
        assert "tomorrow" in person.screen, "what was typed is kept"
        await person.press("ctrl+u", *"a week ago")
        assert person.beside("day") == "= Sat 14 Nov, 7 days ago"
        await person.press("enter", "4", "enter", "d", *"19.11.2026")
        assert "= Thu 19 Nov, 2 days ago" in person.screen
        await person.press("enter", "4", "enter", "escape", "7", "enter")
    assert sorted(c.day.day for c in person.check_ins) == [14, 19, 21]


# What waits


async def test_coming_back_says_what_waits_first_each_with_its_key(store: Store) -> None:
    question = Event(id="q1", kind="question", title="Longer breaks?", start=TODAY)
    fill(store, [infusion(FRIDAY, status="planned"), check_in(FRIDAY - timedelta(3), 5), question])
    async with patient(store) as person:
        waits = str(person.app.screen.query_one("#waits").render()).split("\n")
        found = [(" ".join(row[2:-2].split()), row[-2:].strip()) for row in waits[:3]]
        assert found[0] == ("Fri 20 Nov: given?", "g")
        assert found[1] == ("Yesterday is empty +2", "d")
        await person.press("g", "escape")
        assert "was given" in person.says
        assert "Fri 20 Nov: given?" not in person.screen
        await person.resize(100, 30)
        assert "1 question to ask" in person.screen
    assert [i.status for i in person.infusions if i.day == FRIDAY] == ["given"]


async def test_a_question_waits_until_its_last_day_is_over(store: Store) -> None:
    question = Event(id="q1", kind="question", title="Longer breaks?", start=FRIDAY)
    fill(store, [question, check_in(FRIDAY, 5), check_in(TODAY, 5)])
    async with patient(store, size=(120, 36)) as person:
        for last_day, waits in (("today", True), ("yesterday", False)):
            assert "1 question to ask" in person.screen
            assert "? Longer breaks?" in person.screen
            await person.press("v", "l", "ctrl+u", *last_day, "enter")
            assert ("? Longer breaks?" in person.screen) is waits
            await person.press("t")
        assert "question to ask" not in person.screen
        assert "No question" in person.screen


async def test_the_days_since_an_infusion_are_told_where_a_line_is_left(new_store: Store) -> None:
    question = Event(id="q1", kind="question", title="Longer breaks?", start=TODAY)
    days = timedelta(days=1)
    waits = [infusion(FRIDAY, status="planned"), infusion(TODAY + 3 * days, status="planned")]
    asked = [question, replace(question, id="q2", title="A lower dose?")]
    fill(new_store, [infusion(TODAY - 10 * days), *waits, check_in(TODAY - 3 * days, 5), *asked])
    async with patient(new_store) as person:
        for size, told in (((80, 24), False), ((99, 30), True), ((100, 30), True)):
            await person.resize(*size)
            assert "2 questions to ask" in person.screen
            assert ("10 days since infusion 1" in person.screen) is told


async def test_the_day_being_filled_in_is_named_as_long_as_there_is_room_over_its_own_weeks(
    store: Store,
) -> None:
    long_ago = date(2025, 2, 3)
    fill(store, [check_in(long_ago, 2)])
    async with patient(store, size=(100, 30)) as person:
        await person.press("d", *"14 Nov", "enter")
        assert "Filling in Saturday 14 November" in person.screen
        await person.resize(99, 30)
        assert "Filling in Sat 14 Nov ─" in person.screen
        await person.press("d", *long_ago.isoformat(), "enter")
        assert "Mon 3 Feb 2025" in person.screen
        assert "3 Feb" in person.screen.split("╭─ Mood")[1]


async def test_a_larger_terminal_shows_more_weeks_and_the_last_seven_days_in_a_tile(
    full_store: Store,
) -> None:
    shown = {
        (70, 25): ("four weeks", False),
        (80, 24): ("four weeks", False),
        (99, 30): ("four weeks", False),
        (100, 29): ("four weeks", False),
        (100, 30): ("four weeks", True),
        (120, 36): ("eight weeks", True),
        (160, 50): ("twelve weeks", True),
    }
    async with patient(full_store) as person:
        for size, (weeks, tile) in shown.items():
            await person.resize(*size)
            screen = person.screen
            assert f"Mood, {weeks}" in screen
            assert ("Last 7 days" in screen) is tile
            assert ("· last 7 days" in screen) is not tile
            # The legend names the mark that days have in a chart of this height.
            plot, _, legend = screen.partition(" a day  ")[0].rpartition("└")
            assert (legend[-1] == "●") == ("●" in plot.rpartition("Mood, ")[2])


@pytest.mark.sweep
async def test_a_click_on_what_waits_does_it(store: Store) -> None:
    fill(store, [check_in(FRIDAY - timedelta(3), 5)])
    async with patient(store) as person:
        await person.pilot.click("#waits", offset=(4, 0))
        await person.settle()
        assert person.title == "Which day would you like to fill in?"


# Going on to other measures


async def test_each_rating_is_on_disk_before_the_next_is_asked_with_its_better_end(
    three: Store,
) -> None:
    async with patient(three) as person:
        await person.press("7", "enter")
        assert person.title == "Anxiety · 2 of 3"
        assert "0–10, 0 best · Enter skips" in person.screen
        assert moods(person) == [7]
        await person.press("n", "o", "k", "enter", "4", "enter", *"6.5", "enter")
        assert person.title == "How is your mood today?"
    assert ratings(person) == {"mood": 7, "anxiety": 4, "sleep": 6.5}
    assert person.check_ins[0].note == "ok", "written in the middle"


async def test_escape_keeps_everything_so_far_and_enter_alone_skips(three: Store) -> None:
    async with patient(three) as person:
        await person.press("7", "enter", "4", "enter", "9", "escape")
        assert person.title == "How is your mood today?"
        assert ratings(person) == {"mood": 7, "anxiety": 4}
        await person.press("u", "u", "7", "enter", "enter", *"much", "enter")
        assert "much" in person.screen, "no number: refused, and kept"
        assert person.says.startswith("! ")
        await person.press("ctrl+u", *"25", "enter")
        assert "0 to 24" in person.says
        assert "25" in person.screen
        await person.press("backspace", "enter")
    assert ratings(person) == {"mood": 7, "sleep": 2}


async def test_undo_goes_back_to_the_measure_that_was_undone_and_is_a_letter_in_a_number_begun(
    three: Store,
) -> None:
    async with patient(three) as person:
        await person.press("7", "enter", "4", "enter")
        assert "u undoes it" in person.says
        assert "u Undo" in person.screen
        await person.press("6", "u")
        assert "u Undo" not in person.screen
        await person.press("enter")
        assert "6u" in person.says
        await person.press("ctrl+u", "u", "5", "enter")
        assert ratings(person) == {"mood": 7, "anxiety": 5}
        await person.press("escape", "u", "u")
    assert person.check_ins == ()


async def test_on_an_own_scale_a_score_that_no_digit_chooses_is_typed_or_reached_with_minus(
    store: Store,
) -> None:
    scales = [(10, 20, 15), (5, 10, 10), (-5, 0, -5), (0.5, 3.5, 2.5)]
    own = [
        Measure(key=f"own_{n}", label=f"Own {n}", low=low, high=high)
        for n, (low, high, _) in enumerate(scales)
    ]
    turn_on(store, *own, SIGNED)
    async with patient(store) as person:
        await person.press("7", "enter")
        for *_, typed in scales:
            await person.press(*str(typed), "enter")
        await person.press("9")
        assert "-3 to 3" in person.says.replace("−", "-"), "a digit it does not have"
        await person.press("2", "minus", "enter")
        assert ratings(person)["pull"] == -2
        await person.press("u")
        assert "Pull" not in person.says, "the person's own words are not in what undo keeps"
    typed_ones = {f"own_{n}": typed for n, (*_, typed) in enumerate(scales)}
    assert ratings(person) == {"mood": 7, **typed_ones}


# Corrections and notes


async def test_correcting_starts_at_the_score(store: Store) -> None:
    async with patient(store) as person:
        await person.press("e")
        assert person.app.screen.is_modal is False, "there is nothing to change yet"
        await person.press("7", "enter", "e", "5", "enter")
        assert "Saved: mood 5" in person.says
        await person.press("u")
    assert moods(person) == [7]


async def test_a_correction_typed_before_the_saved_score_is_shown_adds_no_second_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(store) as person:
        monkeypatch.setattr(person.app.screen, "call_after_refresh", lambda *_: True)
        await person.press("7", "enter", "e", "5", "enter")
    assert moods(person) == [5]


async def test_of_several_entries_the_last_one_is_offered_first_and_the_answers_go_on_after_it(
    full_store: Store,
) -> None:
    async with patient(full_store) as person:
        await person.press("e")
        assert "12:30  mood 7, anxiety 4" in person.screen
        await person.press("down", "enter", "1", "enter")
        assert moods(person)[-2:] == [1, 7]
        await person.press("7", "enter", "e", "enter", "2", "enter", "4", "enter")
        assert "Saved: anxiety 4" in person.says
    last = person.check_ins[-1]
    assert (last.value("mood"), last.value("anxiety")) == (2, 4)


async def test_leaving_a_note_saves_nothing_and_loses_nothing(store: Store) -> None:
    async with patient(store) as person:
        await person.press("7", "enter", "n", *"half a", "escape")
        assert "n opens it again" in person.says
        assert [c.note for c in person.check_ins] == [None]
        await person.press("q")
        assert "A note is not saved" in person.says
        await person.press("n", *" thought", "enter")
    assert [c.note for c in person.check_ins] == ["half a thought"]


async def test_a_note_stands_on_its_own_or_with_the_score_just_saved_as_it_was_typed(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.press("n", "enter")
        assert "Nothing is typed yet" in person.words
        assert not person.check_ins
        await person.press("a", "enter")
        assert [(c.day, c.ratings, c.note) for c in person.check_ins] == [(TODAY, (), "a")]
        await person.press("6", "enter", "n", "x", "enter", "n", "backspace", "enter")
        assert "Removed: the note" in person.says
        await person.press("7", "enter", "n", *MARKUP, "enter")
        assert "Saved: the note" in person.says
        await person.press("n", "end", "ctrl+j", "b", "ctrl+s")
    assert [c.note for c in person.check_ins] == ["a", None, f"{MARKUP}\nb"]


async def test_a_failed_write_is_reported_and_what_was_typed_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(store) as person:
        with monkeypatch.context() as full_disk:
            refuse_to_write(store, full_disk)
            await person.press("7", "enter")
            assert person.says == f"! {FULL}"
            await person.press("n", *"thought", "enter")
            assert FULL in person.words
            assert "thought" in person.screen
            await person.press("escape")
        await person.press("enter")
    assert moods(person) == [7]


# Numbers and room


async def test_the_tiles_follow_the_second_rule(new_store: Store) -> None:
    given = TODAY - timedelta(days=30)
    before = [check_in(given - timedelta(days=n), 3) for n in range(1, 8)]
    after = [check_in(given + timedelta(days=n), 8) for n in range(1, 15)]
    week = [check_in(TODAY - timedelta(days=n), 6) for n in range(4)]
    fill(new_store, [*before, *after, *week, infusion(given)])
    async with patient(new_store, size=(120, 36)) as person:
        tiles = person.app.screen.query("Tile").results()
        shown = [(str(t.border_title), t.query_one("Digits").value) for t in tiles]  # type: ignore[attr-defined]
        assert shown == [
            ("Last 7 days", "6"),
            ("Before infusion 1", "3"),
            ("Halfway or above", "16"),
            ("Infusion 1", "30"),
        ]
        assert "halfway 5.5" in person.screen
        assert "before 3" in person.screen


async def test_a_tile_without_a_number_says_what_is_missing(new_store: Store) -> None:
    first, second = TODAY - timedelta(days=90), TODAY
    days = [check_in(first + timedelta(days=n), 3 if n < 0 else 8) for n in range(-7, 90) if n]
    fill(new_store, [*days, infusion(first), infusion(second)])
    async with patient(new_store, size=(120, 36)) as person:
        tile = list(person.app.screen.query("Tile").results())[2]
        assert tile.query_one("Digits").value == "-"  # type: ignore[attr-defined]
        assert "none logged yet" in person.screen
        assert "of last 0" not in person.screen


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (True, "too few entries"),
        pytest.param(False, "none given yet", marks=pytest.mark.sweep),
    ],
)
async def test_two_entries_before_an_infusion_are_too_few_and_not_none(
    new_store: Store, given: bool, said: str
) -> None:
    day = TODAY - timedelta(days=9)
    entries = [check_in(day - timedelta(days=n), 3) for n in (1, 2)]
    fill(new_store, [*entries, *([infusion(day)] if given else [])])
    async with patient(new_store, size=(120, 36)) as person:
        now, tile, *_ = person.app.screen.query("Tile").results()
        assert now.query_one("Digits").value == "-"  # type: ignore[attr-defined]
        assert str(tile.border_subtitle) == said


async def test_who_comes_back_after_months_sees_that_the_days_between_are_empty(
    new_store: Store,
) -> None:
    fill(new_store, [check_in(TODAY - timedelta(days=60), 5)])
    async with patient(new_store) as person:
        *_, axis, _ = [row for row in person.screen.split("\n") if "└" in row or "today" in row]
        assert axis.count("·") == 27, "today is not over"


async def test_the_latest_empty_day_is_offered_and_the_day_of_the_next_digit_is_shown(
    store: Store,
) -> None:
    fill(store, [check_in(FRIDAY, 4), check_in(FRIDAY - timedelta(3), 5)])
    async with patient(store) as person:
        assert "Thu 19 Nov is empty +1" in person.screen
        await person.press("d")
        assert person.beside("day") == "Enter alone: Thu 19 Nov"
        await person.press("enter")
        assert "0–10 for Thu 19 Nov" in person.says
        await person.press("4", "enter")
    assert [c.value("mood") for c in person.check_ins if c.day == FRIDAY - timedelta(1)] == [4]


@pytest.mark.sweep
async def test_no_confirmation_loses_the_key_that_undoes_it(full_store: Store) -> None:
    """Those of a score are read whole below."""
    async with patient(full_store) as person:
        for size in ((60, 20), (80, 24)):
            await person.resize(*size)
            for keys in (("n", "x", "enter"), ("i", "end", "x"), "hx"):
                await person.press(*keys)
                assert "u undoes it" in person.screen
            await person.press("t", "escape", "escape")


USUAL = (((), ("today",)), (("anxiety", "sleep"), ("yesterday", "10 Dec 2025")))
"""Measures that are rated, and the days they are rated for: each way to name a day, once."""


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("size", "at", "rounds"),
    [
        ((60, 20), NOW, USUAL),
        ((80, 24), NOW, USUAL),
        ((80, 24), NIGHT, (((), ("today", "yesterday")),)),
        ((80, 24), NEW_YEAR, (((), ("today",)),)),
    ],
    ids=["small", "usual", "at night", "at new year"],
)
async def test_no_sentence_of_today_is_cut_and_the_usual_ones_take_one_row(
    store: Store,
    size: tuple[int, int],
    at: datetime,
    rounds: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...],
) -> None:
    """With and without further measures; today, the day before, and last year."""
    usual, folded, seen = set[str](), set[str](), set[tuple[str, int]]()
    async with patient(store, now=at, size=size) as person:

        async def press(*keys: str, into: set[str] = usual) -> None:
            for key in keys:
                await person.press(key)
                status = person.app.screen.query(Status).first()
                across, down, width, height = status.region
                if (status.text, height) in seen:
                    continue
                seen.add((status.text, height))
                rows = [row[across : across + width] for row in person.screen.splitlines()]
                shown = "".join("".join(rows[down : down + height]).split())
                assert shown == "".join(status.text.split())
                if height > 1:
                    into.add(status.text)

        for measures, days in rounds:
            turn_on(store, *measures)
            await press("i", "t")
            for day in days:
                await press("d")
                await person.type_ahead(*day)
                await press("enter", "1", "0", "q", "enter", *["1", "enter"] * len(measures))
                await press("1", "0", "enter", *["enter"] * len(measures))
                await press("1", "0", "enter", *["escape"] * bool(measures))
                await press("1", "9", "enter", "7", "full_stop", "1", "enter", "enter")
                await press("n", "x", "escape", "q")
                await press("u", into=folded)
    assert usual == set()
    assert all(said.startswith("✓ Undone: ") for said in folded)


async def test_what_another_program_wrote_is_shown(store: Store) -> None:
    async with patient(store, size=(120, 36)) as person:
        fill(store, [check_in(TODAY, 3)])
        place = person.app.screen
        assert isinstance(place, Place)
        place.look()
        await person.settle()
        assert "21:04  mood 3" in person.screen


async def test_each_medicine_has_a_line_and_no_number_of_its_dose_is_cut(store: Store) -> None:
    medicines = {"Sertraline": "100.5 mg daily", "Magnesium-Kalium-Citrat": "at bedtime"}
    fill(
        store,
        [
            Event(id=title[:3], kind="medication", title=title, start=TODAY, dose=dose)
            for title, dose in medicines.items()
        ],
    )
    doses = {
        78: ["Magnesium-Ka… at …", "Sertraline 100.5 mg …"],
        102: ["Magnesium-Kalium-… at bedtime", "Sertraline 100.5 mg daily"],
    }
    async with patient(store) as person:
        for width, rows in doses.items():
            await person.resize(width, 36)
            assert [" ".join(row.split()) for row in person.reads("taken").splitlines()] == rows


async def test_a_late_entry_and_an_infusion_day_have_marks_of_their_own(store: Store) -> None:
    fill(store, [check_in(FRIDAY, 4, late_by=3), check_in(date(2026, 11, 5), 6)])
    async with patient(store) as person:
        chart = person.screen.split("╭─ Mood")[1]
        assert "□" in chart
        assert "○" in chart
        assert "▼10" in chart


async def test_self_harm_raised_by_an_edit_shows_crisis_help_once(store: Store) -> None:
    turn_on(store, "self_harm")
    fill(store, [check_in(TODAY, 4, more=(Rating("self_harm", 0),))])
    turn_on(store, "self_harm")
    edit = ("e", "tab")
    async with patient(store) as person:
        await person.press(*edit, "2", "enter")
        assert person.title == "Crisis help"
        assert [c.value("self_harm") for c in person.check_ins] == [2]
        await person.press("escape", "u", *edit, "1", "enter")
        assert person.title != "Crisis help"
