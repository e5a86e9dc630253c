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
from tracker.cli.root import tracker
from tracker.exchange.formats import FORMATS
from tracker.storage import Store

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


OFFERED: tuple[tuple[tuple[str, ...], list[str]], ...] = (
    (("rem",), ["remove", "remind"]),
    (("log", "--anx"), ["--anxiety"]),
    (("edit", "aaa"), ["aaaaaa"]),
    (("infusion", "edit", ""), ["last", "next", "aaaaaa"]),
    (("event", "remove", "AA"), ["aaaaaa"]),
    (("measures", "on", "pai"), ["pain"]),
    (("summary", "--measure", "anx"), ["anxiety"]),
    (("scales", "fill", "phq"), ["phq-2", "phq-9"]),
    (("scales", "total", "phq"), ["phq-2", "phq-9"]),
    (("infusion", "add", "--route", "s"), ["sc", "sublingual"]),
    (("purge", "aaa"), ["aaaaaa"] * 3),
    (("report", "--notes-of", "aaa"), ["aaaaaa"] * 3),
    (("settings", "mood-only", ""), ["on", "off"]),
    (("settings", "theme", "pa"), ["paper"]),
    (("settings", "region", "o"), ["other"]),
    (("contacts", "--region", "g"), ["GB"]),
    (("export", ""), [name for name, known in FORMATS.items() if known.writes]),
    (("settings", "day"), ["day-starts-at"]),
    (("help", "pag"), ["page"]),
    (("completion", ""), ["bash", "zsh", "fish"]),
)


def test_the_tab_key_offers_what_there_is(full: Store, tab: Tab) -> None:
    before = full.home.diary.read_bytes()
    for words, offered in OFFERED:
        assert tab(*words) == offered, words
    assert full.home.diary.read_bytes() == before


def test_the_tab_key_still_completes_names_of_files_and_folders(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_TRACKER_COMPLETE", "bash_complete")
    files = ("import", "export json -o", "report -o", "report --output", "backup", "restore")
    for words in (*files, "merge", "scales add", "list --home"):
        monkeypatch.setenv("COMP_WORDS", f"tracker {words} ")
        monkeypatch.setenv("COMP_CWORD", str(len(words.split()) + 1))
        kind = "dir" if words == "list --home" else "file"
        assert run().out.splitlines() == [f"{kind},"]  # what click's script hands to the shell


def test_the_tab_key_offers_the_fifty_newest(run: Run, store: Store, tab: Tab) -> None:
    with store.writing(NOW, "many") as unit:
        unit.add_many([check_in(7, id=f"{n:020}{n:06}") for n in range(60)])
    assert sorted(tab("edit", "0")) == [f"{n:06}" for n in range(10, 60)]


def test_the_tab_key_makes_no_diary_and_keeps_quiet_about_a_damaged_one(
    store: Store, tab: Tab, tmp_path: Path
) -> None:
    assert tab("--home", str(tmp_path / "new"), "edit", "") == []
    assert not (tmp_path / "new").exists()
    store.home.diary.write_bytes(b"no diary" * 1000)
    assert tab("edit", "") == tab("scales", "fill", "") == []


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


def test_the_screens_of_the_app_stand_in_the_topic_of_keys(run: Run) -> None:
    rows = [line.split()[:2] for line in run("help", "keys").out.splitlines() if line[:4] == "    "]
    navigation = pytest.importorskip("tracker.app.navigation")
    assert all([place.key, place.label] in rows for place in navigation.PLACES)


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
    ended = {typed: run(*typed.split()) for typed in every}
    assert {typed: done.code for typed, done in ended.items()} == dict.fromkeys(every, code)
    if code:
        said = {typed: done.err for typed, done in ended.items()}
        odd = [typed for typed in said if not said[typed].startswith(("No", "There is no"))]
        assert odd == []


def test_no_command_works_on_a_damaged_diary_and_each_ends_with_4(run: Run, store: Store) -> None:
    store.home.diary.write_bytes(b"no diary" * 1000)
    asked = {*NOTHING_RECORDED, *DONE_ALL_THE_SAME, "log 7", "infusion add", "measures on pain"}
    asked -= {"help", "completion zsh", "backups"}
    ended = {typed: run(*typed.split()).code for typed in asked}
    assert ended == dict.fromkeys(asked, 4)


@pytest.mark.usefixtures("full")
def test_what_is_printed_holds_no_colours(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    for typed in ("list", "infusion list", "remind", "help days", "--help"):
        assert b"\x1b" not in run(*typed.split()).raw
