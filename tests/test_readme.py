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
from tracker.exchange.formats import FORMATS
from tracker.paths import Home
from tracker.storage import Store

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMMANDS = [line.partition("  #")[0].strip() for line in re.findall(r"^tracker .+$", README, re.M)]
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


PROMISES = {
    "Everything is in one folder that only your account can open": [
        "test_paths.py::test_everything_is_in_the_one_folder_under_names_that_scripts_rely_on",
        "test_paths.py::test_a_private_directory_and_the_parents_it_needs_are_for_the_owner_only",
    ],
    "No account and no network": [
        "test_house.py::test_every_room_imports_only_what_lies_below_it",
        "test_house.py::test_the_rooms_of_every_command_load_nothing_of_the_network",
    ],
    "A page carries your name only when you say so": [
        "cli/test_report.py::test_notes_and_name_go_out_only_when_asked_for",
        "cli/test_report.py::test_notes_go_out_one_by_one_by_the_ids_that_lists_show",
        "charts/test_files.py::test_no_files_properties_name_the_patient_or_the_illness",
    ],
    "`tracker lock` puts the diary and its copies under a passphrase": [
        "storage/test_locking.py::test_once_locked_no_file_under_the_home_holds_a_word_of_a_note",
        "cli/test_locking.py::test_without_the_right_passphrase_one_sentence_says_what_to_do",
    ],
    "`tracker purge` deletes an entry permanently": [
        "storage/test_purge.py::"
        "test_an_entry_its_former_wordings_and_its_ratings_are_in_no_file_afterwards",
        "storage/test_purge.py::test_a_purge_deletes_the_entry_from_a_copy_under_any_name_in_the_home",
    ],
    "It does not protect you": [],  # a limit: there is nothing to hold
    "*Around each infusion*": [
        "analysis/test_effect_cases.py::test_each_infusion_comes_out_as_worked_by_hand",
        "analysis/test_properties.py::test_what_was_rated_on_an_infusion_day_enters_no_number",
    ],
    "*Rose* and *fell*": [
        "analysis/test_effect_cases.py::test_each_infusion_comes_out_as_worked_by_hand",
        "charts/test_marks.py::test_a_row_that_rose_says_so_and_no_other_does",
    ],
    "*Halfway*": ["analysis/test_effect_cases.py::test_a_course_comes_out_as_worked_by_hand"],
    "*Days at or above halfway*": [
        "analysis/test_effect_cases.py::test_a_course_comes_out_as_worked_by_hand",
        "charts/test_marks.py::test_a_day_without_an_entry_is_a_cross_under_the_scale",
    ],
    "None of it shows what caused a change": [
        "charts/test_marks.py::test_lines_join_neighbouring_days_at_their_values_and_span_no_gap",
        "charts/test_words.py::test_no_sentence_says_what_a_diary_must_not_say_or_reads_broken",
    ],
}
"""What is promised about privacy and the page, and the tests that would notice it broken."""


@pytest.mark.parametrize("section", ["Privacy", "What the page means"])
def test_each_promise_of_a_section_has_tests_of_its_own(section: str) -> None:
    said = README.partition(f"## {section}\n")[2].partition("\n## ")[0]
    for promise in said.strip().removeprefix("* ").split("\n* "):
        (tests,) = (tests for words, tests in PROMISES.items() if promise.startswith(words))
        for file, name in (test.split("::") for test in tests):
            text = (ROOT / "tests" / file).read_text(encoding="utf-8")
            assert f"def {name}(" in text, f"{promise}: {name}"
