from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.skipif(
    not shutil.which("tmux") or os.name != "posix", reason="these tests need tmux"
)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path / "home")
    yield made
    made.close()


def listed(home: Path, *command: str) -> list[dict[str, Any]]:
    """What a command of its own finds in the diary afterwards."""
    asked = [sys.executable, "-m", "tracker", "--home", str(home), *command, "--json"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_a_first_run_records_a_score_with_two_keys(terminal: Terminal) -> None:
    terminal.wait_for("Welcome")
    terminal.press("7", "Enter")
    terminal.wait_for("Saved: mood 7")
    terminal.press("q")
    terminal.wait_for("left with 0")
    assert [c["ratings"] for c in listed(terminal.home, "list")] == [{"mood": 7}]


def test_keys_typed_before_anything_is_painted_are_kept(terminal: Terminal) -> None:
    terminal.press("8", "Enter")
    terminal.wait_for("Saved: mood 8")
    assert [c["ratings"] for c in listed(terminal.home, "list")] == [{"mood": 8}]


def test_a_score_is_saved_however_fast_it_is_typed_and_left(terminal: Terminal) -> None:
    terminal.wait_for("Welcome")
    terminal.press("7", "Enter", "C-c")
    terminal.wait_for("left with 0")
    assert [c["ratings"] for c in listed(terminal.home, "list")] == [{"mood": 7}]


def test_a_form_filled_in_at_once_keeps_every_letter(terminal: Terminal) -> None:
    terminal.wait_for("i Infusions")
    terminal.press("i")
    terminal.wait_for("p plans a series.")
    terminal.press("a")
    terminal.wait_for("Dose per kg")
    terminal.press("Tab", "Tab", *"10:35", "Tab", "Tab", *"42mg", "Tab", *"0.5", "Enter")
    terminal.wait_for("Saved: the infusion of")
    (made,) = listed(terminal.home, "infusion", "list")
    assert (made["start"], made["dose_mg"], made["dose_mg_per_kg"]) == ("10:35", 42, 0.5)


def test_a_note_typed_before_its_dialog_is_there_is_kept_whole(terminal: Terminal) -> None:
    terminal.wait_for("i Infusions")
    terminal.press("7", "Enter", "n", *"slept", "Enter")
    terminal.wait_for("Saved: the note")
    assert [c["note"] for c in listed(terminal.home, "list")] == ["slept"]


def test_a_score_survives_a_kill_right_after_its_confirmation(terminal: Terminal) -> None:
    terminal.press("7", "Enter")
    terminal.wait_for("Saved: mood 7")
    terminal.kill_the_app()
    terminal.wait_for("left with 137")
    assert [c["ratings"] for c in listed(terminal.home, "list")] == [{"mood": 7}]


def test_an_infusion_entered_by_keys_shows_on_today(terminal: Terminal) -> None:
    terminal.wait_for("Welcome")
    terminal.press("i")
    terminal.wait_for("p plans a series.")
    terminal.press("a")
    terminal.wait_for("Dose per kg")
    terminal.press("Enter")
    terminal.wait_for("Saved: the infusion of")
    terminal.press("t")
    terminal.wait_for("infusion 1 was today")
    assert [i["status"] for i in listed(terminal.home, "infusion", "list")] == ["given"]


@pytest.mark.parametrize("key", ["C-c", "C-q", "q"])
def test_leaving_gives_the_terminal_back_as_it_was(terminal: Terminal, key: str) -> None:
    terminal.wait_for("q Quit")
    terminal.press(key)
    screen = terminal.wait_for("left with 0")
    assert "Mood" not in screen


def test_the_page_is_made_while_the_app_is_open(terminal: Terminal) -> None:
    terminal.press("7", "Enter")
    terminal.wait_for("Saved: mood 7")
    terminal.press("r")
    terminal.wait_for("Enter makes the page.")
    terminal.press("Enter")
    terminal.wait_for("o opens it.")
    (page,) = (terminal.home / "reports").iterdir()
    assert page.read_bytes().startswith(b"%PDF")
