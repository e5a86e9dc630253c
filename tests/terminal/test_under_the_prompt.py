"""`tracker log` alone, which only a real terminal can show."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.diaries import NOW, fill
from tests.terminal.conftest import Start
from tracker.paths import Home
from tracker.storage import Store


def test_log_alone_asks_under_the_prompt_and_leaves_one_plain_line(start: Start) -> None:
    terminal = start("log", before="echo what stood there before; ")
    screen = terminal.wait_for("0–10")
    assert "what stood there before" in screen
    assert not terminal.takes_clicks
    terminal.press("7")
    terminal.wait_for("[7]")
    terminal.press("Enter")
    lines = terminal.wait_for("left with 0").split("\n")
    assert lines[0] == "what stood there before"
    assert lines[1].startswith("Saved for ")
    assert "mood 7" in lines[1]
    assert lines[2] == "left with 0"
    assert terminal.moods == [7]


@pytest.mark.sweep
def test_escape_leaves_the_other_measures_out_and_keeps_what_was_answered(
    start: Start, tmp_path: Path
) -> None:
    fill(Store.open(Home(tmp_path / "home"), NOW), [], measures=("anxiety", "sleep"))
    terminal = start("log", "--day", "yesterday")
    terminal.wait_for("Filling in")
    terminal.press("7", "Enter")
    terminal.wait_for("Anxiety")
    terminal.press("4", "Enter", "Escape")
    terminal.wait_for("left with 0")
    (kept,) = terminal.diary.check_ins
    assert (kept.value("mood"), kept.value("anxiety")) == (7, 4)


@pytest.mark.sweep
def test_without_a_terminal_to_ask_at_it_says_what_to_type(start: Start) -> None:
    terminal = start("log", before="exec < /dev/null; ")
    assert "tracker log 7" in terminal.wait_for("left with 2")


def test_keys_typed_before_the_question_is_there_answer_it(start: Start) -> None:
    terminal = start("log")
    terminal.press("8", "Enter")
    terminal.wait_for("left with 0")
    assert terminal.moods == [8]
