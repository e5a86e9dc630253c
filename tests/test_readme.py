"""What the README says can be typed: each command does what stands beside it."""

from __future__ import annotations

import re
import shlex
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clock import TODAY
from tests.conftest import Run
from tests.launch import ROOT
from tracker.exchange import FORMATS
from tracker.paths import Home
from tracker.storage import Store

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMMANDS = [
    line.partition("  #")[0].partition("; `")[0].strip()
    for line in re.findall(r"^tracker .+$", README, re.M)
]
ANSWERS = {"scales fill": [*"121012110"]}
"""What a terminal would ask for."""


def test_it_is_read_in_one_sitting() -> None:
    lines = README.splitlines()
    assert len(lines) <= 130
    assert [line for line in lines if len(line) > 120 and "<img" not in line] == []


def test_the_commands_of_every_day_work_as_they_stand(run: Run, store: Store) -> None:
    assert len(COMMANDS) == 7
    for command in COMMANDS:
        words = shlex.split(command)[1:]
        done = run(*words, *ANSWERS.get(" ".join(words[:2]), []))
        assert done.code == 0, (command, done.err)
    diary = store.read()
    yesterday = TODAY - timedelta(days=1)
    assert [(c.day, c.value("mood"), c.value("anxiety")) for c in diary.check_ins] == [
        (yesterday, 5, 4),
        (TODAY, 7, None),
    ]
    (given,) = diary.infusions
    assert (given.day, given.dose_mg_per_kg, given.weight_kg) == (yesterday, 0.5, 80)
    assert [event.kind for event in diary.events] == ["question"]
    assert [answers.total for answers in diary.assessments] == [9]
    assert [path.suffix for path in store.home.reports.iterdir()] == [".pdf"]


def test_a_diary_goes_to_another_computer_by_the_commands_that_stand_there(
    run: Run, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = re.findall(r"`tracker ((?:backup|restore|merge) stick\.db)`", README)
    assert [command.split()[0] for command in named] == ["backup", "restore", "merge"]
    monkeypatch.chdir(tmp_path)
    run("log", "7")
    assert run(*named[0].split()).code == 0
    for command in named[1:]:
        other = str(tmp_path / command.split()[0])
        assert run("--home", other, *command.split(), "--yes").code == 0
        assert [c.value("mood") for c in Store(Home(Path(other))).read().check_ins] == [7]


def test_it_lists_every_topic_of_help_and_no_other(run: Run) -> None:
    (listed,) = re.findall(r"`tracker help TOPIC` explains: ([a-z,\s]+)\.", README)
    topics = {path.stem for path in (ROOT / "tracker/cli/topics").glob("*.txt")}
    assert set(re.split(r",\s+", listed)) == topics
    assert [topic for topic in sorted(topics) if run("help", topic).code] == []


def test_it_names_every_format_that_is_read_or_written() -> None:
    said = README.partition("**In and out.**")[2].partition("**To another")[0].lower()
    words = {"apple-health": "apple health", "ics": "calendar"}
    assert [f.name for f in FORMATS.values() if words.get(f.name, f.name) not in said] == []


def test_the_install_line_names_extras_that_there_are() -> None:
    lines = re.findall(r"install '\.\[([a-z,]+)\]'", README)
    extras = PROJECT["project"]["optional-dependencies"]
    assert lines
    assert {extra for line in lines for extra in line.split(",")} <= set(extras)


def test_the_python_it_asks_for_is_the_one_that_installs() -> None:
    (least,) = re.findall(r"Python (3\.\d+) or later", README)
    assert PROJECT["project"]["requires-python"].startswith(f">={least},")
    named = [c.rpartition(" ")[2] for c in PROJECT["project"]["classifiers"] if "Python ::" in c]
    assert min(named, key=lambda name: int(name[2:])) == least


def test_every_file_it_shows_or_points_to_is_there() -> None:
    named = re.findall(r'(?:src="|`)((?:tests|\.ci|tracker)/[^"`\s]*)', README)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
