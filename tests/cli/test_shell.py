"""tracker in a shell: the Tab key, help by topic, pipes, and how commands end."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from tests import launch
from tests.conftest import NOW, Run
from tests.exchange.forms import as_bytes, choice, form
from tests.storage.making import check_in, event, infusion, measure
from tracker.app.modes import MODES
from tracker.cli.commands import tracker
from tracker.cli.help import wrapped
from tracker.cli.offer import WRITTEN
from tracker.exchange import FORMATS
from tracker.storage import Store

TOPICS = ("days", "import", "infusions", "keys", "page", "privacy", "reminders", "shell")
ID = "0" * 20 + "AAAAAA"

Tab = Callable[..., list[str]]


@pytest.fixture
def tab(run: Run, monkeypatch: pytest.MonkeyPatch) -> Tab:
    """Press Tab behind a few words; the last one may be half typed."""

    def tab(*words: str) -> list[str]:
        with monkeypatch.context() as patch:
            patch.setenv("_TRACKER_COMPLETE", "bash_complete")
            patch.setenv("COMP_WORDS", " ".join(["tracker", *words]))
            patch.setenv("COMP_CWORD", str(len(words)))
            done = run()
        assert (done.code, done.err) == (0, "")
        return [line.partition(",")[2] for line in done.out.splitlines() if line]

    return tab


@pytest.fixture
def full(store: Store) -> Store:
    """A diary with one of each."""
    with store.writing(NOW, "one of each") as unit:
        unit.put_measures([measure("anxiety")])
        unit.add_many([check_in(7, id=ID), infusion(id=ID), event(id=ID)])
    return store


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("rem",), ["remove", "remind"]),
        (("log", "--anx"), ["--anxiety"]),
        (("edit", "aaa"), ["aaaaaa"]),
        (("infusion", "edit", ""), ["last", "aaaaaa"]),
        (("event", "remove", "AA"), ["aaaaaa"]),
        (("measures", "on", "pai"), ["pain"]),
        (("summary", "--measure", "anx"), ["anxiety"]),
        (("scales", "fill", "phq"), ["phq-2", "phq-9"]),
        (("export", ""), ["json", "csv", "xlsx", "fhir", "ics", "datasette"]),
        (("help", "pag"), ["page"]),
        (("completion", ""), ["bash", "zsh", "fish"]),
    ],
    ids=" ".join,
)
def test_the_tab_key_offers_what_there_is(
    full: Store, tab: Tab, words: tuple[str, ...], offered: list[str]
) -> None:
    before = full.home.diary.read_bytes()
    assert tab(*words) == offered
    assert full.home.diary.read_bytes() == before


def test_the_tab_key_makes_no_diary_and_keeps_quiet_about_a_damaged_one(
    store: Store, tab: Tab, tmp_path: Path
) -> None:
    assert tab("--home", str(tmp_path / "new"), "edit", "") == []
    assert not (tmp_path / "new").exists()
    store.home.diary.write_bytes(b"no diary" * 1000)
    assert tab("edit", "") == tab("scales", "fill", "") == []


def test_every_format_that_is_offered_can_be_written() -> None:
    assert all(FORMATS[name].writer for name in WRITTEN)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_is_printed_and_one_that_it_takes(
    run: Run, shell: str, tmp_path: Path
) -> None:
    done = run("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert "_TRACKER_COMPLETE" in done.out
    if not (program := shutil.which(shell)):
        pytest.skip(f"{shell} is not installed")
    launch.run([program, "-n"], tmp_path, input=done.raw, check=True)


def test_where_the_script_goes_is_said_for_each_shell(run: Run) -> None:
    said = run("completion", "--help").out
    assert all(place in said for place in ("bash-completion", "fish/completions", "$fpath"))


@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_has_a_text_that_fits_the_terminal(
    run: Run, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    done = run("help", topic)
    assert (done.code, done.err) == (0, "")
    lines = done.out.partition("Example:")[0].splitlines()
    assert len(lines) > 5
    assert all(len(line) < 60 for line in lines if not line.startswith("    "))


def test_help_without_a_word_and_help_itself_list_the_topics(run: Run) -> None:
    listed = f"Topics: {', '.join(TOPICS)}."
    assert listed in run("help").out
    assert all(topic in run("help", "--help").out for topic in TOPICS)
    unknown = run("help", "nonsense")
    assert (unknown.code, unknown.out) == (2, "")
    assert unknown.err.startswith(f"There is no such topic or command. {listed}\n")


@pytest.mark.parametrize("words", [("infusion", "add"), ("log",), ("import",)], ids=" ".join)
def test_help_shows_how_a_command_is_used(run: Run, words: tuple[str, ...]) -> None:
    assert run("help", *words).out.endswith(run(*words, "--help").out)


def test_a_command_of_a_name_that_a_topic_has_comes_after_the_topic(run: Run) -> None:
    said = run("help", "import").out
    assert said.index("A CSV file has") < said.index("Usage: tracker import")


def test_the_screens_of_the_app_stand_in_the_topic_of_keys(run: Run) -> None:
    rows = [line.split()[:2] for line in run("help", "keys").out.splitlines() if line[:4] == "    "]
    assert all([mode.key, mode.label] in rows for mode in MODES)


def test_only_paragraphs_are_broken_anew() -> None:
    shown = "    a line that is shown as it is"
    assert wrapped(f"one two\nthree\n\n{shown}\n", 9) == f"one two\nthree\n\n{shown}"


def test_a_hyphen_stands_for_stdin_and_stdout_everywhere(run: Run) -> None:
    questionnaire = as_bytes(form(choice("How was it?")))
    assert run("scales", "add", "-", stdin=questionnaire).out.startswith("Added sleep-check")
    table = b"day,mood\n2026-11-20,7\n"
    assert run("import", "-", "--format", "csv", stdin=table).out == "Added 1 record.\n"
    assert run("log", "7", "--note", "-", stdin=b"words").code == 0
    assert run("export", "json", "-o", "-").json["check_ins"]
    assert run("export", "fhir", "-o", "-").json["entry"]
    assert run("export", "ics", "--reminders", "20:30", "-o", "-").raw.startswith(b"BEGIN:")
    assert run("report", "--format", "txt", "-o", "-").out.strip()


def commands(group: click.Group, *names: str) -> Iterator[tuple[str, ...]]:
    """Every command there is, those in groups too."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        yield (*names, name)
        if isinstance(found, click.Group):
            yield from commands(found, *names, name)


def test_an_option_that_no_command_has_is_2_everywhere_and_does_nothing(
    run: Run, full: Store
) -> None:
    before = full.home.diary.read_bytes()
    every = [words for words in commands(tracker) if words != ("edit",)]  # takes it for an ID
    assert len(every) > 40
    ended = {words: run(*words, "--nonsense").code for words in every}
    assert {words: code for words, code in ended.items() if code != 2} == {}
    assert full.home.diary.read_bytes() == before


NOTHING_RECORDED = (
    "list",
    "edit last 7",
    "remove last",
    "undo",
    "infusion list",
    "infusion edit last",
    "infusion given next",
    "infusion remove last",
    "event list",
    "event edit last",
    "event remove last",
    "scales list",
    "scales remove last",
    "summary",
    "export fhir",
    "export ics",
    "backups",
)
DONE_ALL_THE_SAME = (
    "measures",
    "scales",
    "contacts",
    "report --format txt -o -",
    "export json",
    "export csv",
    "remind",
    "help",
    "completion zsh",
)


@pytest.mark.parametrize("code", [3, 0])
def test_on_an_empty_diary_a_command_ends_with_3_if_it_was_asked_for_something(
    run: Run, code: int
) -> None:
    every = NOTHING_RECORDED if code else DONE_ALL_THE_SAME
    ended = {typed: run(*typed.split()).code for typed in every}
    assert ended == dict.fromkeys(every, code)


def test_no_command_works_on_a_damaged_diary_and_each_ends_with_4(run: Run, store: Store) -> None:
    store.home.diary.write_bytes(b"no diary" * 1000)
    asked = {*NOTHING_RECORDED, *DONE_ALL_THE_SAME, "log 7", "infusion add", "measures on pain"}
    asked -= {"help", "completion zsh", "backups"}
    ended = {typed: run(*typed.split()).code for typed in asked}
    assert ended == dict.fromkeys(asked, 4)


@pytest.mark.parametrize("typed", ["list", "infusion list", "remind", "help days", "--help"])
def test_what_is_printed_holds_no_colours(
    run: Run, full: Store, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert b"\x1b" not in run(*typed.split()).raw
