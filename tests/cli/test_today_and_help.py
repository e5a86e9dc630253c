from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run
from tracker import __version__
from tracker.cli.commands import _PLACES

COMMANDS = [(name,) for name in _PLACES] + [
    ("infusion", "add"),
    ("infusion", "plan"),
    ("event", "add"),
    ("measures", "add"),
]


def test_without_a_terminal_tracker_prints_today_and_how_to_record(run: Run) -> None:
    run("infusion", "add", "2026-11-05")
    run("infusion", "add", "2026-12-04", "--planned")
    run("log", "7")
    today, entry, last, following, how = run().out.splitlines()
    assert today == "Today is Sat 21 Nov 2026."
    assert entry.startswith("Sat 21 Nov 2026  16:40  mood 7")
    assert last == "Infusion 1 was 16 days ago, on Thu 5 Nov 2026."
    assert following == "The next planned infusion is in 13 days, on Fri 4 Dec 2026."
    assert how == "To record a score from 0 to 10, 10 best: tracker log 7"


def test_a_new_diary_says_how_to_begin(run: Run) -> None:
    done = run()
    assert (done.code, done.out.splitlines()) == (
        0,
        [
            "Today is Sat 21 Nov 2026.",
            "Nothing is recorded for today yet.",
            "To record a score from 0 to 10, 10 best: tracker log 7",
        ],
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_says_first_how_it_is_used(run: Run, command: tuple[str, ...]) -> None:
    done = run(*command, "--help")
    assert done.code == 0
    assert done.out.startswith(f"Example:  tracker {command[0]}")
    assert "--home DIR" in done.out


def test_the_first_help_lists_every_command(run: Run) -> None:
    said = run("--help").out
    assert said.startswith("Example:  tracker log 7")
    assert all(f"  {name} " in said for name in _PLACES)


def test_the_version_is_said(run: Run) -> None:
    assert run("--version").out == f"tracker {__version__}\n"


@pytest.mark.parametrize("before", [True, False])
def test_another_home_may_be_named_before_or_after_the_command(
    run: Run, tmp_path: Path, before: bool
) -> None:
    other = ["--home", str(tmp_path / "other")]
    run(*other, "log", "3") if before else run("log", "3", *other)
    assert run("list").code == 3
    assert "mood 3" in run("list", *other).out
    assert "mood 3" in run(*other, "list").out


def test_the_home_named_last_is_meant(run: Run, tmp_path: Path) -> None:
    run("--home", str(tmp_path / "one"), "log", "3", "--home", str(tmp_path / "two"))
    assert not (tmp_path / "one").exists()
    assert (tmp_path / "two" / "diary.db").exists()
