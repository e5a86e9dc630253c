"""The form engine: no field can crash a form, and keys typed ahead do what they do in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from textual.content import Content
from textual.events import Paste
from textual.widgets import Input, Static, TextArea

from tests.app.diaries import TODAY, check_in, fill, infusion
from tests.app.patient import Patient, patient
from tracker.app.fields import LONGEST, Chips
from tracker.app.forms import Form
from tracker.app.navigation import PLACES
from tracker.records import Event, ValidationError
from tracker.storage import Store

DAY = timedelta(days=1)
MEDICINE = Event(id="m1", kind="medication", title="Lithium", start=TODAY - DAY, dose="300 mg")
FORMS = {
    "another day": ["d"],
    "entry": ["e"],
    "note": ["n"],
    "new infusion": ["i", "a"],
    "infusion": ["i", "end", "e"],
    "plan": ["i", "p"],
    "move": ["i", "home", "d"],
    "side effects": ["i", "end", "f"],
    "new event": ["v", "a"],
    "event": ["v", "e"],
    "new dose": ["v", "n"],
    "last day": ["v", "l"],
    "days": ["h", "d"],
    "days of the page": ["r", *["down"] * 4, "enter"],
    "total": ["s", "n"],
    "own measure": ["o", "a"],
    "a setting": ["o", "tab", "down", "enter"],
    "own numbers": ["f2", "e"],
}
"""The keys that open each form."""
PLACE_KEYS = {place.key for place in PLACES}
QUESTIONS = {
    "another day": "opens the day",
    "days": "shows them",
    "days of the page": "chooses them",
}
"""The forms that write nothing, and what Enter does there."""
TYPED = ("   ", "x" * 2_500, "[/] \x1b[2J \u202e 日本 🙂", "9" * 400, "-1", "3/4", "")


async def opened(person: Patient, keys: list[str]) -> Form:
    """The form that these keys open, however many others lie over its place now."""
    while person.app.screen.is_modal:
        await person.press("escape")
    if keys[0] not in PLACE_KEYS:
        await person.press("t", "escape")
    for key in keys:
        await person.press(key)
    assert isinstance(person.app.screen, Form), keys
    return person.app.screen


@pytest.fixture
def every_form(store: Store) -> Store:
    """A diary in which each form can be opened."""
    fill(store, [check_in(TODAY, 5), MEDICINE], measures=("sleep", "self_harm"))
    return store


@pytest.mark.sweep
async def test_a_paste_too_long_for_a_line_is_refused_and_one_in_a_note_is_whole(
    every_form: Store,
) -> None:
    async with patient(every_form) as person:
        form = await opened(person, FORMS["new event"])
        for length, kept in ((LONGEST + 1, 0), (LONGEST, LONGEST)):
            person.app.post_message(Paste("x" * length))
            await person.settle()
            assert len(form.value("title")) == kept
            assert person.beside("title").startswith("!") == (kept == 0)
        await person.press("enter")
        assert "200" in person.beside("title")
        form.field("title").value = "x" * 200
        await person.press("enter")
        await opened(person, FORMS["note"])
        person.app.post_message(Paste("x" * 10_001))
        await person.settle()
        await person.press("enter")
    assert "x" * 200 in [event.title for event in every_form.read().events]
    assert "x" * 10_001 in [check_in.note for check_in in person.check_ins]


async def test_several_lines_pasted_into_a_line_become_one(every_form: Store) -> None:
    async with patient(every_form) as person:
        form = await opened(person, FORMS["new event"])
        person.app.post_message(Paste("\nCan something be given\r\n  for the nausea?\n"))
        await person.settle()
        assert form.value("title") == "Can something be given for the nausea?"


@pytest.mark.sweep
async def test_what_python_does_not_call_printable_is_typed_as_any_other_letter(
    every_form: Store,
) -> None:
    """Spaces of other keyboards, what joins emoji and letters, and emoji newer than this Python."""
    typed = "no\xa0break 日本\u3000語 👩\u200d👧 می\u200cخواهم \U0001fa77 \U0001faff"
    async with patient(every_form) as person:
        for name, field in (("new event", "title"), ("note", "note")):
            form = await opened(person, FORMS[name])
            await person.type_ahead(*typed, "\x9b", "\u202e")
            assert form.value(field) == typed
        await person.press("enter")
    assert typed in [check_in.note for check_in in person.check_ins]


OFTEN = ("plan", "days")
REFUSAL = "Cannot read “soon” as the first day. Try yesterday, 3 days ago or 14 Mar."


@pytest.mark.parametrize(
    "names",
    [
        OFTEN,
        pytest.param([name for name in FORMS if name not in OFTEN], marks=pytest.mark.sweep),
    ],
    ids=["often", "others"],
)
async def test_a_form_says_what_enter_does_and_fits_its_refusals_too_and_no_field_can_crash_it(
    every_form: Store, monkeypatch: pytest.MonkeyPatch, names: Sequence[str]
) -> None:
    """All in one app, each form first at the size at which the one before was left.

    A form that has saved stays open for the next text.
    """
    sizes = [(80, 24), (60, 20)]
    async with patient(every_form, size=sizes[0]) as person:
        for name in names:
            form = await opened(person, FORMS[name])
            for size in sizes:
                if size != person.app.size:
                    await person.resize(*size)
                for line in form.query(Input):
                    assert len(line.placeholder) <= line.content_size.width, line.placeholder
                if size == (80, 24):
                    await says_how_to_go_on_and_fits(person, form, name)
                else:
                    await shows_each_refusal_whole(person, form)
            sizes.reverse()
            with monkeypatch.context() as patch:
                patch.setattr(form, "dismiss", lambda _: None)
                for field in form.all_fields:
                    for typed in TYPED if isinstance(field.control, Input | TextArea) else ():
                        field.value = typed
                        form.action_save()
                    await person.settle()
                    field.value = field.untouched
            await person.press("enter")
            assert person.screen
            assert person.app.is_running
        assert person.app._exception is None


async def says_how_to_go_on_and_fits(person: Patient, form: Form, name: str) -> None:
    does = QUESTIONS.get(name, "saves")
    border = form.query_one("#dialog").border_subtitle or ""
    assert f"Enter {does}" in Content.from_markup(border).plain
    last = person.screen.split("\n")[-1]
    assert ("⏎ Go on" in last) == (name in QUESTIONS)
    assert "Tab Next field" in last
    assert "F2 Crisis help" in last
    assert "?" not in last
    scrolls = form.query_one("#dialog").max_scroll_y > 0
    for field in form.all_fields:
        if scrolls:
            field.control.focus()
            await person.settle()
        assert field.control.region.bottom <= 23, (name, field.field)
        # In “Cannot read “x” as the …”: a thing, and no word that leads to one.
        assert not field.reader or field.called not in ("every", "to", "low", "high")


async def shows_each_refusal_whole(person: Patient, form: Form) -> None:
    """Whatever was refused before it, of which a low terminal has one line each."""
    for field in form.all_fields:
        if not isinstance(field.control, Input | TextArea | Chips):
            continue  # the table of side effects, where nothing can be typed wrong
        form._refuse(ValidationError(field.field, REFUSAL))
        await person.settle()
        shown = form.query_one("#dialog").scrollable_content_region
        assert form.focused is field.control
        assert shown.contains_region(field.control.region), field.field
        beside = field.query_one(".beside", Static)
        assert shown.contains_region(beside.region), field.field
        read = beside.render_lines(beside.outer_size.region)
        said = " ".join(" ".join(strip.text for strip in read).split())
        assert said == f"! {REFUSAL}", field.field
    for field in form.all_fields:
        field.right("")


@pytest.mark.sweep
async def test_on_a_terminal_that_is_only_low_or_only_narrow_a_refused_field_is_seen_whole_too(
    every_form: Store,
) -> None:
    async with patient(every_form, size=(78, 20)) as person:
        form = await opened(person, FORMS["new infusion"])
        await shows_each_refusal_whole(person, form)
        for size in ((60, 36), (40, 30)):
            await person.resize(*size)
            await shows_each_refusal_whole(person, form)


async def test_why_a_note_is_refused_is_below_it_where_nothing_fits_beside_it(
    every_form: Store,
) -> None:
    async with patient(every_form, size=(40, 30)) as person:
        form = await opened(person, FORMS["note"])
        await person.press("enter")
        assert "! Nothing is typed yet." in person.screen
        assert form.query_one(".beside").region.y >= form.query_one(TextArea).region.bottom


@pytest.mark.sweep
async def test_a_refusal_is_read_whole_and_leaves_the_rest_of_the_form_in_its_frame(
    every_form: Store,
) -> None:
    async with patient(every_form) as person:
        form = await opened(person, FORMS["new infusion"])
        for name in ("start", "minutes", "cost"):
            form.field(name).control.focus()
            form.field(name).value = "soon"
            await person.settle()
        await person.press("enter")
        assert "Cannot read “soon” as the start time. Try 21:05, 9:05 pm or 9pm." in person.words
        assert form.field("cost").region.bottom <= 23
        assert not form.query_one("#dialog").show_vertical_scrollbar


@pytest.mark.sweep
async def test_with_caps_lock_on_all_keys_act_and_a_field_keeps_its_capitals(
    new_store: Store,
) -> None:
    async with patient(new_store) as person:
        await person.type_ahead("7", "enter", "N", *"CALM", "enter", "U", "V", "A", *"UP", "enter")
        assert "Saved: UP, medicine" in person.says
        await person.type_ahead("T")
        assert [(c.value("mood"), c.note) for c in person.check_ins] == [(7, None)]
        await person.type_ahead("Q")
        assert not person.app.is_running
    assert [event.title for event in new_store.read().events] == ["UP"]


async def test_keys_typed_at_once_do_what_they_do_in_their_order(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.type_ahead(
            "v", "a", *"nexr", "backspace", "t", "left", "delete", "tab", *"5 mg"
        )
        entries = [entry.value for entry in person.app.screen.query(Input)]
        assert entries[:2] == ["nex", "5 mg"]
        await person.type_ahead("shift+tab", "home", "x", "enter", "t", "7", "enter")
        assert [c.value("mood") for c in person.check_ins] == [7]
    assert [e.title for e in person.store.read().events] == ["xnex"]


async def test_a_score_typed_right_after_the_day_and_a_note_before_its_form_are_kept_whole(
    store: Store,
) -> None:
    async with patient(store) as person:
        await person.type_ahead("d", "enter", "8", "enter", "escape")
        await person.type_ahead("7", "enter", "n", *"slept", "enter", "i", "t", "6", "enter")
    found = [(c.day, c.value("mood"), c.note) for c in person.check_ins]
    assert found == [(TODAY - DAY, 8, None), (TODAY, 7, "slept"), (TODAY, 6, None)]


async def test_questions_answered_faster_than_they_come_are_each_answered(
    new_store: Store,
) -> None:
    async with patient(new_store) as person:
        await person.type_ahead(
            "b", "enter", "down", "down", "enter", *"tomorrow", "enter", "5", "enter"
        )
    assert new_store.read().settings.region == "GB"
    assert [i.day for i in person.infusions] == [TODAY + DAY]
    assert [c.value("mood") for c in person.check_ins] == [5]


async def test_typing_replaces_the_previous_text_and_an_arrow_keeps_it(
    new_store: Store,
) -> None:
    fill(new_store, [infusion(TODAY)])
    async with patient(new_store) as person:
        await person.press("i", "e", *"3 days ago", "enter")
        assert person.infusions[0].day == TODAY - 3 * DAY
        await person.press("e", "end", "backspace", "backspace", "backspace", *"Nov", "enter")
        assert person.infusions[0].day == TODAY - 3 * DAY


async def test_no_typed_letter_changes_a_choice_and_a_new_entry_that_was_left_comes_back(
    new_store: Store,
) -> None:
    async with patient(new_store) as person:
        await person.press("v", "a", *"Lithium", "up", *"tlqu")
        assert isinstance(person.app.screen, Form)
        chips = person.app.screen.query_one(Chips)
        assert chips.value == "medication"
        for key, changed in (("right", True), ("left", False), ("right", True)):
            await person.press(key)
            assert (chips.value != "medication") is changed
        await person.press("escape")
        assert "a brings back what you typed" in person.says
        await person.press("a", "end", *" 300", "enter", "a")
        assert "as you left it" not in person.title
    assert [(e.kind, e.title) for e in person.store.read().events] == [("therapy", "Lithium 300")]


async def test_a_form_says_once_that_it_is_not_saved_before_the_app_is_left(
    new_store: Store,
) -> None:
    async with patient(new_store) as person:
        await person.press("v", "a", "x", "ctrl+q")
        assert "This is not saved yet" in person.words
        await person.press("y")
        assert "This is not saved yet" not in person.words
        await person.press("ctrl+q", "ctrl+q")
        assert not person.app.is_running


async def test_a_day_that_is_typed_and_not_chosen_does_not_hold_the_app_back(store: Store) -> None:
    async with patient(store) as person:
        await person.press("h", "d", *"fri", "ctrl+q")
        assert not person.app.is_running


async def test_control_c_copies_what_the_person_marked(store: Store) -> None:
    async with patient(store) as person:
        await person.press("d", *"fri", "shift+home", "ctrl+c")
        assert person.app.clipboard == "fri"
        await person.press("enter")
        assert "Filling in Fri 20 Nov" in person.screen


@pytest.mark.sweep
async def test_a_click_chooses_a_chip(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("i", "a")
        chips = person.app.screen.query_one("#field-status Chips", Chips)
        await person.pilot.click(chips, offset=(9, 0))
        await person.settle()
        assert chips.value == "planned"
        assert "●planned" in person.screen  # not bold alone
        await person.press("escape")


@pytest.mark.sweep
async def test_what_was_typed_survives_another_size(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("i", "a", "tab", "tab", *"9:15")
        await person.resize(60, 20)
        await person.resize(160, 50)
        await person.press("enter")
    assert f"{person.infusions[0].start:%H:%M}" == "09:15"
