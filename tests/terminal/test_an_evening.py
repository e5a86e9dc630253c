"""What is done with the app open: one app for all, each test about records of its own."""

from __future__ import annotations

from pypdf import PdfReader

from tests.terminal.terminal import Terminal
from tracker.records import Infusion


def test_a_form_filled_in_at_once_keeps_every_letter(opened: Terminal) -> None:
    opened.press("i")
    opened.wait_for("p Plan")
    opened.press("a")
    opened.wait_for("Side effects")
    opened.press("Tab", "Tab", *"10:35", "Tab", "Tab", *"42 mg", "Tab", *"84", "Enter")
    opened.wait_for("Saved: the infusion of")
    given = [(f"{i.start:%H:%M}", i.dose_mg, i.weight_kg) for i in timed(opened)]
    assert given == [("10:35", 42, 84)]
    opened.press("t")
    opened.wait_for("was today")


def timed(terminal: Terminal) -> list[Infusion]:
    return [infusion for infusion in terminal.diary.infusions if infusion.start]


def test_a_planned_infusion_is_marked_given_by_one_key(opened: Terminal) -> None:
    opened.press("i")
    opened.wait_for("p Plan")
    opened.press("p")
    opened.wait_for("How many")
    opened.press(*"today", "Tab", "Tab", "1", "Enter")
    opened.wait_for("Saved: planned")
    opened.press("Home", "g")
    opened.wait_for("Any other")
    status = {i.status for i in opened.diary.infusions if not i.start}
    assert status == {"given"}
    opened.press("Escape")
    opened.wait_for("a Add")
    opened.press("t")
    opened.wait_for("Another day")


def test_a_note_typed_before_its_form_is_there_is_kept_whole(opened: Terminal) -> None:
    opened.press("7", "Enter", "n", *"slept", "Enter")
    opened.wait_for("Saved: the note")
    assert "slept" in [check_in.note for check_in in opened.diary.check_ins]


def test_a_page_takes_only_the_note_that_was_ticked(opened: Terminal) -> None:
    for note in ("ticked", "quiet"):
        opened.press("6", "Enter", "n", *note, "Enter")
        opened.wait_for("Saved: the note")
    opened.press("r")
    opened.wait_for("Make the page")
    opened.press("n")
    opened.wait_for("quiet")
    rows = [line for line in opened.screen.splitlines() if "□" in line and "Nov" in line]
    (place,) = (n for n, line in enumerate(rows) if "ticked" in line)
    opened.press("Home", *["Down"] * place, "Space")
    opened.wait_for("■")
    opened.press("Enter", "Enter")
    opened.wait_for("✓ Saved")
    (made,) = (opened.home / "reports").glob("*.pdf")
    page = "".join(sheet.extract_text() for sheet in PdfReader(made).pages)
    assert "ticked" in page
    assert "quiet" not in page


def test_a_questionnaire_is_filled_in_with_a_digit_an_item(opened: Terminal) -> None:
    opened.press("s")
    opened.wait_for("Fill in")
    opened.press("Enter", *"121012110", "Enter")
    opened.wait_for("Saved")
    assert [a.total for a in opened.diary.assessments] == [9]


def test_a_measure_is_turned_on_and_stays_on(opened: Terminal) -> None:
    opened.press("o")
    opened.wait_for("Only mood")
    opened.press("Home", "Down", "Enter")
    opened.wait_for("Saved")
    assert [measure.key for measure in opened.diary.active_measures] == ["mood", "anxiety"]
