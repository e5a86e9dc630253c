"""The app from its first key to its last: each test starts it anew."""

from __future__ import annotations

import pytest

from tests.terminal.conftest import Start


def test_a_first_run_records_a_score_with_two_keys_and_q_gives_the_terminal_back(
    start: Start,
) -> None:
    terminal = start()
    terminal.wait_for("Welcome")
    terminal.press("7", "Enter")
    terminal.wait_for("Saved: mood 7")
    terminal.press("q")
    assert "Mood" not in terminal.wait_for("left with 0")
    assert terminal.moods == [7]


@pytest.mark.sweep
def test_keys_typed_before_anything_is_painted_are_kept(start: Start) -> None:
    terminal = start()
    terminal.press("8", "Enter")
    terminal.wait_for("Saved: mood 8")
    terminal.press("C-q")
    assert "Mood" not in terminal.wait_for("left with 0")
    assert terminal.moods == [8]


def test_a_score_is_saved_however_fast_it_is_typed_and_left(start: Start) -> None:
    terminal = start()
    terminal.wait_for("Welcome")
    terminal.press("7", "Enter", "C-c")
    assert "Mood" not in terminal.wait_for("left with 0")
    assert terminal.moods == [7]


def test_a_score_survives_a_kill_right_after_its_confirmation(start: Start) -> None:
    terminal = start()
    terminal.press("7", "Enter")
    terminal.wait_for("Saved: mood 7")
    terminal.kill_the_app()
    terminal.wait_for("left with 137")
    assert terminal.moods == [7]


@pytest.mark.sweep
def test_a_list_is_whole_again_once_the_dialog_over_its_first_row_is_closed(start: Start) -> None:
    terminal = start()
    terminal.press("7", "Enter")
    terminal.wait_for("Saved: mood 7")
    terminal.press("h")
    terminal.wait_for("⏎ Edit")
    terminal.press("Enter")
    terminal.wait_for("⏎ Save")
    terminal.press("Escape")
    assert "Sat 21 Nov  16:40  mood  mood 7" in terminal.wait_for("⏎ Edit")
