"""What is done in the app by keys alone, each on an empty diary of its own."""

from __future__ import annotations

import pytest
from pypdf import PdfReader

from tests.terminal.conftest import Start
from tests.terminal.terminal import Terminal


@pytest.fixture
def app(start: Start) -> Terminal:
    """The app, open and reading keys as they are typed."""
    opened = start()
    opened.wait_for("q Quit")
    return opened


@pytest.mark.sweep
def test_a_form_filled_in_at_once_keeps_every_letter(app: Terminal) -> None:
    app.press("i")
    app.wait_for("p Plan")
    app.press("a")
    app.wait_for("Side effects")
    app.press("Tab", "Tab", *"10:35", "Tab", "Tab", *"42 mg", "Tab", *"84", "Enter")
    app.wait_for("Saved: the infusion of")
    (given,) = app.diary.infusions
    assert (f"{given.start:%H:%M}", given.dose_mg, given.weight_kg) == ("10:35", 42, 84)


@pytest.mark.sweep
def test_spaces_joiners_and_new_emoji_of_a_real_keyboard_come_into_a_note(app: Terminal) -> None:
    typed = "no\xa0break 日本\u3000語 👩\u200d👧 می\u200cخواهم \U0001fa77"
    app.press("7", "Enter", "n")
    app.wait_for("begins a new line")
    app.press("-l", typed)
    app.press("Enter")
    app.wait_for("Saved: the note")
    assert [check_in.note for check_in in app.diary.check_ins] == [typed]


@pytest.mark.sweep
def test_a_planned_infusion_is_marked_given_by_one_key(app: Terminal) -> None:
    app.press("i")
    app.wait_for("p Plan")
    app.press("p")
    app.wait_for("How many")
    app.press(*"today", "Tab", "Tab", "1", "Enter")
    app.wait_for("Saved: planned")
    app.press("Home", "g")
    app.wait_for("Any other")
    assert [infusion.status for infusion in app.diary.infusions] == ["given"]


@pytest.mark.sweep
def test_notes_typed_before_their_form_is_there_are_kept_whole_and_a_page_takes_the_ticked_one(
    app: Terminal,
) -> None:
    for note in ("ticked", "quiet"):
        app.press("6", "Enter", "n", *note, "Enter")
        app.wait_for("Saved: the note")
    app.press("r")
    app.wait_for("Make the page")
    app.press("n")
    app.wait_for("quiet")
    rows = [line for line in app.screen.splitlines() if "□" in line and "Nov" in line]
    (place,) = (n for n, line in enumerate(rows) if "ticked" in line)
    app.press("Home", *["Down"] * place, "Space")
    app.wait_for("■")
    app.press("Enter", "Enter")
    app.wait_for("✓ Saved")
    (made,) = (app.home / "reports").glob("*.pdf")
    page = "".join(sheet.extract_text() for sheet in PdfReader(made).pages)
    assert "ticked" in page
    assert "quiet" not in page
    assert [check_in.note for check_in in app.diary.check_ins] == ["ticked", "quiet"]


@pytest.mark.sweep
def test_a_questionnaire_is_filled_in_with_a_digit_an_item_and_a_measure_turned_on_stays_on(
    app: Terminal,
) -> None:
    app.press("s")
    app.wait_for("Fill in")
    app.press("Enter", *"121012110", "Enter")
    app.wait_for("Saved")
    assert [a.total for a in app.diary.assessments] == [9]
    app.press("o")
    app.wait_for("Ask only mood")
    app.press("Home", "Down", "Enter")
    app.wait_for("Saved: anxiety is on")
    assert [measure.key for measure in app.diary.active_measures] == ["mood", "anxiety"]
