"""History: every entry, found by what it says, put right, taken out and brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from textual.widgets import OptionList

from tests.app.diaries import MARKUP, NOW, TODAY, check_in, fill, infusion
from tests.app.patient import Patient, patient
from tests.app.test_when_things_go_wrong import FULL, refuse_to_write
from tracker.records import MOOD, Assessment, CheckIn, Event, Measure, Rating, known_measure
from tracker.storage import StorageError, Store

DAY = timedelta(days=1)
PHQ = Assessment(id="a1", day=TODAY, questionnaire="phq-9", total=12, low=0, high=27)
LITHIUM = Event(id="e1", kind="medication", title="Lithium", start=TODAY - DAY, dose="300 mg")
KEYS = "f finds words, d days, k kinds, m a measure; h shows how an entry was before."


@pytest.fixture
def mixed_store(new_store: Store) -> Store:
    """One entry of every kind, a day apart; the oldest written down late."""
    rated = check_in(TODAY, 7, more=(Rating("anxiety", 4),), note="a long walk")
    late = check_in(TODAY - 3 * DAY, 3, late_by=3)
    given = infusion(TODAY - 2 * DAY, note="slept")
    fill(new_store, [rated, PHQ, LITHIUM, given, late], measures=("anxiety",))
    return new_store


def listed(person: Patient) -> list[str]:
    """The lines of the list."""
    options = person.app.screen.query_one(OptionList).options
    return [" ".join(str(option.prompt).split()) for option in options]


async def test_every_kind_of_entry_is_there_the_newest_first(mixed_store: Store) -> None:
    async with patient(mixed_store) as person:
        await person.press("h")
        assert listed(person) == [
            "Sat 21 Nov 21:04 mood 7, anxiety 4 “a long walk”",
            "Sat 21 Nov PHQ-9 12",
            "Fri 20 Nov medication: Lithium, 300 mg",
            "Thu 19 Nov infusion 1 “slept”",
            "Wed 18 Nov mood 3 (late)",
        ]
        assert person.reads("asked") == "5 entries"
        assert person.reads("hint") == KEYS


async def test_an_empty_diary_is_one_calm_sentence(new_store: Store) -> None:
    said = "Nothing is written down yet. t goes to Today, where a day needs two keys."
    async with patient(new_store) as person:
        await person.press("h")
        assert (person.reads("asked"), person.reads("hint")) == (said, "")
        await person.press("e", "enter", "x", "h", "k", "m", "escape")
        assert person.reads("asked") == said


def spelled(words: str) -> list[str]:
    """Words as keys."""
    return ["space" if letter == " " else letter for letter in words]


async def test_words_are_found_while_they_are_typed(mixed_store: Store) -> None:
    async with patient(mixed_store) as person:
        await person.press("h", "slash", *"WALK")
        assert listed(person) == ["Sat 21 Nov 21:04 mood 7, anxiety 4 “a long walk”"]
        assert person.reads("asked") == "1 of 5 entries: with “WALK”. Esc shows all."
        await person.press("enter", "e")
        assert "The check-in for Saturday 21 November" in person.screen


async def test_all_the_words_must_be_in_the_line_whatever_letters_they_are_of(
    mixed_store: Store,
) -> None:
    async with patient(mixed_store) as person:
        await person.press("h", "f")
        for words, found in (
            ("late", 1),
            ("infusion", 1),
            ("300 lith", 1),
            ("mood", 2),
            ("[/]", 0),
        ):
            await person.press(*spelled(words))
            assert len(listed(person)) == found
            await person.press(*["backspace"] * len(words))
            assert len(listed(person)) == 5
        await person.press(*"quith", "slash", "question_mark", "1")
        assert "with “quith/?1”" in person.reads("asked")


async def test_escape_shows_everything_again_and_then_leads_to_today(mixed_store: Store) -> None:
    async with patient(mixed_store) as person:
        await person.press("h", "f", *"walk", "escape")
        assert person.reads("asked") == "5 entries"
        await person.press("escape")
        assert person.app.current_mode == "today"


async def test_the_arrow_down_leads_from_the_words_to_the_list(mixed_store: Store) -> None:
    async with patient(mixed_store) as person:
        await person.press("h", "f", *"walk", "down", "x")
    assert [c.value("mood") for c in person.check_ins] == [3]


WRITTEN = (("2026-11-20", "", 3), ("", "3 days ago", 1), ("", "", 5), ("thu", "fri", 2))


async def test_days_are_chosen_in_a_persons_words_and_named(mixed_store: Store) -> None:
    async with patient(mixed_store, size=(120, 40)) as person:
        await person.press("h")
        for first, last, found in WRITTEN:
            await person.press("d", "ctrl+u", *spelled(first), "tab", "ctrl+u", *spelled(last))
            await person.press("enter")
            assert len(listed(person)) == found
        said = "2 of 5 entries: from Thu 19 Nov, to Fri 20 Nov. Esc shows all."
        assert person.reads("asked") == said
        await person.press("d", "ctrl+u", *"fri", "tab", "ctrl+u", *"thu", "enter")
        wrong = "The last day lies before the first; swap them."
        assert wrong in " ".join(person.screen.split())
        await person.press("escape")
        assert person.reads("asked") == said


async def test_k_shows_one_kind_after_the_other(mixed_store: Store) -> None:
    async with patient(mixed_store) as person:
        await person.press("h")
        found = []
        for _ in range(6):
            await person.press("k")
            found.append((person.reads("asked").partition(": ")[2], len(listed(person))))
    assert found == [
        ("check-ins. Esc shows all.", 2),
        ("infusions. Esc shows all.", 1),
        ("questionnaires. Esc shows all.", 1),
        ("events. Esc shows all.", 1),
        ("", 0),
        ("", 5),
    ]


async def test_m_shows_the_check_ins_that_rate_a_measure(mixed_store: Store) -> None:
    async with patient(mixed_store) as person:
        await person.press("h", "m", "m")
        assert person.reads("asked") == "1 of 5 entries: rating Anxiety. Esc shows all."
        await person.press("m")
        assert person.reads("asked") == "5 entries"


async def test_a_check_in_is_put_right_and_then_marked_as_edited(mixed_store: Store) -> None:
    async with patient(mixed_store, size=(120, 40)) as person:
        await person.press("h", "e", "tab", "ctrl+u", "6", "tab", "ctrl+u", "tab", *" home")
        await person.press("enter")
        assert person.reads("saved") == ("Saved: mood 6 for Saturday 21 November. u takes it back.")
        assert listed(person)[0] == "Sat 21 Nov 21:04 mood 6 (edited) “a long walk home”"
    changed = person.check_ins[-1]
    assert changed.ratings == (Rating("mood", 6),)
    assert changed.note == "a long walk home"


async def test_a_check_in_can_be_moved_to_another_day(mixed_store: Store) -> None:
    async with patient(mixed_store, size=(120, 40)) as person:
        await person.press("h", "enter", "ctrl+u", *"fri")
        assert "Fri 20 Nov 2026" in person.screen
        await person.press("enter")
        assert (person.reads("hint"), person.reads("saved")) == (
            "",
            "Saved: mood 7, anxiety 4 for Friday 20 November. u takes it back.",
        )
    assert TODAY - DAY in [c.day for c in person.check_ins]


REFUSED = [
    (["ctrl+u", *"tomorrow"], "Sun 22 Nov 2026 has not come yet"),
    (["tab", "ctrl+u", *"11"], "Mood goes from 0 to 10 in whole numbers."),
    (["tab", "tab", "ctrl+u", "x"], "Anxiety is not a number"),
]


async def test_what_cannot_be_is_refused_beside_its_field_and_leaving_changes_nothing(
    mixed_store: Store,
) -> None:
    async with patient(mixed_store, size=(120, 40)) as person:
        before = person.store.read()
        await person.press("h")
        for keys, said in REFUSED:
            await person.press("e", *keys, "enter")
            assert said in " ".join(person.screen.split())
            assert "The check-in for" in person.screen
            await person.press("escape")
        await person.press("e", "tab", "3", "escape")
    assert person.store.read() == before


async def test_an_infusion_opens_the_form_that_infusions_have_and_a_questionnaire_none(
    mixed_store: Store,
) -> None:
    async with patient(mixed_store) as person:
        await person.press("h", "down", "e")
        assert person.reads("hint") == "A questionnaire stays as it was filled in; x removes it."
        await person.press("down", "down", "enter")
        assert "The infusion of Thu 19 Nov" in person.screen


async def test_an_event_is_put_right_but_never_ends_before_it_begins(mixed_store: Store) -> None:
    async with patient(mixed_store, size=(120, 40)) as person:
        await person.press("h", "down", "down", "e", *["tab"] * 2, *"wed", "enter")
        said = " ".join(person.screen.split())
        assert "The last day lies before the first; swap them." in said
        await person.press("escape", "e", "up", "right", "tab", *"Talk", "tab", "tab")
        await person.press(*"today", "tab", "ctrl+u", "tab", *"hard", "enter")
        assert person.reads("saved") == "Saved: the therapy entry of Fri 20 Nov. u takes it back."
    assert person.store.read().events == (
        replace(LITHIUM, kind="therapy", title="Talk", end=TODAY, dose=None, note="hard"),
    )


NAMED = {
    "the check-in for Sat 21 Nov 2026": "x",
    "the questionnaire of Sat 21 Nov 2026": "delete",
    "the medication entry of Fri 20 Nov 2026": "x",
    "the infusion of Thu 19 Nov 2026": "delete",
}


async def test_any_entry_is_taken_out_and_brought_back(mixed_store: Store) -> None:
    async with patient(mixed_store) as person:
        before = person.store.read()
        await person.press("h")
        for line, (named, key) in enumerate(NAMED.items()):
            await person.press("home", *["down"] * line, key)
            assert person.reads("saved") == f"Removed: {named}. u brings it back."
            assert len(listed(person)) == 4
            await person.press("u")
            assert person.reads("saved") == f"Took back the removal of {named}."
            assert len(listed(person)) == 5
            assert person.store.read() == before
        await person.press("home", "down", "x", "x")
        assert person.reads("saved").startswith("Removed: the medication entry"), "the next one"


async def test_what_was_taken_out_long_ago_is_shown_and_brought_back(mixed_store: Store) -> None:
    async with patient(mixed_store) as person:
        before = person.store.read()
        await person.press("h", "x", "end", "x", "t", "7", "enter", "h", *"kkkkk")
        assert "2 of 2 entries: taken out." in person.reads("asked")
        assert listed(person) == [
            "Wed 18 Nov mood 3 (late)",
            "Sat 21 Nov 21:04 mood 7, anxiety 4 “a long walk”",
        ]
        assert "b Bring back" in person.screen
        await person.press("x", "b", "b", "b")
        assert person.reads("asked") == "Nothing was taken out. Esc shows all that is there."
        await person.press("escape")
        assert "b Bring back" not in person.screen
        assert len(listed(person)) == 6
    assert set(before.check_ins) < set(person.check_ins)


async def test_an_earlier_state_is_shown_and_brought_back_as_a_new_change(
    mixed_store: Store,
) -> None:
    first = mixed_store.read().check_ins[-1]
    async with patient(mixed_store, size=(120, 40)) as person:
        await person.press("h", "e", "tab", "ctrl+u", "2", "enter", "h")
        assert "How this entry was before." in person.screen
        assert "Sat 21 Nov: mood 2, anxiety 4  “a long walk”  – as it is now" in person.screen
        assert "Fri 20 Nov 16:40  Sat 21 Nov: mood 7, anxiety 4  “a long walk”" in person.screen
        await person.press("enter")
        assert "This is how it is now." in person.screen
        await person.press("down", "enter")
        assert person.reads("saved") == "Brought back: mood 7, anxiety 4. u takes it back."
        assert person.check_ins[-1] == first
        await person.press("u")
        assert person.check_ins[-1].value("mood") == 2


async def test_an_entry_that_was_never_changed_says_so(mixed_store: Store) -> None:
    async with patient(mixed_store) as person:
        await person.press("h", "h")
        assert "This entry was never changed." in person.screen
        await person.press("escape")
        assert person.reads("asked") == "5 entries"


async def test_a_state_that_no_longer_fits_is_refused_in_a_sentence(new_store: Store) -> None:
    pain = known_measure("pain")
    assert pain
    with new_store.writing(NOW, "a measure for one day") as unit:
        unit.put_measures([MOOD, pain])
    fill(new_store, [both := check_in(TODAY, 5, more=(Rating("pain", 4),))])
    with new_store.writing(NOW, "no more of it") as unit:
        unit.replace(replace(both, ratings=(Rating("mood", 5),)))
        unit.put_measures([MOOD], instead=True)
    async with patient(new_store) as person:
        await person.press("h", "h", "down", "enter")
        assert "There is no measure of that name" in person.screen


async def test_a_removal_that_was_taken_back_stands_among_the_states(mixed_store: Store) -> None:
    async with patient(mixed_store, size=(120, 40)) as person:
        await person.press("h", "x", "u", "home", "h")
        assert "taken out" in person.screen


async def test_a_note_added_later_is_no_edit(mixed_store: Store) -> None:
    async with patient(mixed_store) as person:
        await person.press("h", "end", "e", *["tab"] * 3, *"later", "enter")
        assert listed(person)[-1] == "Wed 18 Nov mood 3 (late) “later”"


async def test_words_that_look_like_markup_are_shown_as_written(new_store: Store) -> None:
    own = Measure(key="own", label=MARKUP, unit="[/]")
    with new_store.writing(NOW, "a measure") as unit:
        unit.put_measures([MOOD, own])
    event = replace(LITHIUM, title=MARKUP, dose=MARKUP, note=MARKUP)
    rated = check_in(TODAY, 5, more=(Rating("own", 5),), note=MARKUP)
    scored = replace(PHQ, questionnaire=MARKUP)
    fill(new_store, [rated, event, scored, infusion(TODAY, note=MARKUP)])
    async with patient(new_store, size=(120, 40)) as person:
        await person.press("h")
        assert f"mood 5, {MARKUP} 5 [/]  “{MARKUP}”" in person.screen
        assert f"medication: {MARKUP}, {MARKUP}  “{MARKUP}”" in person.screen
        assert MARKUP.upper() in person.screen
        for line in range(4):
            await person.press("home", *["down"] * line, "h")
            assert "This entry was never changed." in person.screen
            await person.press("escape", "f", "escape", *["down"] * line, "e", "ctrl+s")
            assert person.app.current_mode == "history"
        await person.press("m", "m", "f", *"[/]")
        assert "with “[/]”" in person.screen
        assert f"rating {MARKUP}" in person.screen


async def test_a_refused_change_is_said_and_nothing_is_lost(
    mixed_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(mixed_store, size=(120, 40)) as person:
        await person.press("h", "e", "tab", "ctrl+u", "2", "enter", "home")
        refuse_to_write(mixed_store, monkeypatch)
        await person.press("x")
        assert person.reads("hint") == FULL
        await person.press("e", "enter")
        assert FULL not in person.screen.partition("The check-in for")[0]
        await person.press("tab", "ctrl+u", "1", "enter")
        assert FULL in person.screen
        await person.press("escape", "h", "down", "enter")
        assert FULL in person.screen


async def test_a_history_that_cannot_be_read_is_said(
    mixed_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise StorageError("The diary is damaged.")

    async with patient(mixed_store) as person:
        await person.press("h")
        monkeypatch.setattr(mixed_store, "states", refuse)
        await person.press("h")
        assert person.reads("hint") == "The diary is damaged."
        monkeypatch.setattr(mixed_store, "edited_ids", refuse)
        await person.press("x")
        assert person.reads("hint") == "The diary is damaged."


async def test_a_long_diary_is_listed_as_far_as_the_cursor_goes(new_store: Store) -> None:
    days = [date(2025, 11, 1) + n * DAY for n in range(380)]
    fill(new_store, [check_in(day, 5) for day in days])
    async with patient(new_store) as person:
        await person.press("h")
        assert person.reads("asked") == "380 entries"
        await person.press(*["end"] * 3)
        assert "Sat 1 Nov 2025" in person.screen
        await person.press("x")
        assert "379 entries" in person.screen
    assert min(c.day for c in person.check_ins) == days[1]


async def test_ten_thousand_letters_do_not_break_the_list(new_store: Store) -> None:
    fill(new_store, [check_in(TODAY, 5, note="x\n" * 5_000 + "\u202e\x1b[2J")])
    async with patient(new_store) as person:
        await person.press("h")
        assert "\x1b" not in person.screen
        await person.press("h")
        assert "\x1b" not in person.screen
        assert isinstance(person.check_ins[0], CheckIn)
