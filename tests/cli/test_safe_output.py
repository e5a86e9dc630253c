"""No word of a record, a file name or an argument is obeyed by a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.launch import any_file_name

WORDS = {
    "escape": "\x1b]52;c;aGk=\x07x",
    "colour": "\x1b[31mred",
    "c1": "\x9b31mred",
    "turned": "\u202eright to left",
    "isolate": "\u2067isolated",
    "erase": "a\x7f\x08b",
    "carriage": "real\rfake",
}
STEERING = {chr(c) for c in (*range(10), *range(11, 32), *range(0x7F, 0xA0))} | set(
    "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
READING = (
    "list",
    "infusion list",
    "event list",
    "scales",
    "scales list",
    "measures",
    "settings",
    "contacts",
    "summary",
    "report --format txt -o -",
    "report --format md -o - --notes",
    "remind",
    "doctor",
    "restore",
    "backups",
    "measures --json",
    "settings --json",
    "list --json",
    "infusion list --json",
    "event list --json",
    "contacts --json",
    "",
)


def steers(text: str) -> list[str]:
    return sorted(set(text) & STEERING)


@pytest.fixture(params=WORDS.values(), ids=list(WORDS))
def word(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def full(run: Run, word: str) -> Run:
    """A diary in which every text that a person can type is such a word."""
    run("measures", "add", "calm", "--label", word, "--unit", word, "--low-label", word)
    run("log", "7", "--calm", "3", "--note", "-", stdin=word.encode())
    run("infusion", "add", "--side-effect", f"{word}=2", "--note", "-", stdin=word.encode())
    run("event", "add", "medication", word, "--dose", word, "--note", "-", stdin=word.encode())
    run("scales", "total", word, "3", "--low", "0", "--high", "9")
    run("settings", "name", word)
    run("contacts", "--clinic", word, word, "--person", word, word)
    run("backup")
    return run


def test_no_command_that_reads_prints_them(full: Run) -> None:
    printed = {typed: full(*typed.split()) for typed in READING}
    found = {typed: steers(done.out + done.err) for typed, done in printed.items()}
    assert {typed: what for typed, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "command",
    [
        ("edit", "last", "5"),
        ("infusion", "edit", "last", "--cost", "3"),
        ("event", "edit", "last", "--to", "today"),
        ("remove", "last"),
        ("infusion", "remove", "last"),
        ("event", "remove", "last"),
        ("scales", "remove", "last"),
        ("undo",),
        ("remove",),
        ("purge", "last", "--yes"),
    ],
    ids=" ".join,
)
def test_no_command_that_writes_prints_them(full: Run, command: tuple[str, ...]) -> None:
    done = full(*command)
    assert steers(done.out + done.err) == []


def test_no_refusal_repeats_them(run: Run, word: str, tmp_path: Path) -> None:
    commands = (
        (word,),
        ("log", word),
        ("log", "7", "--day", word),
        ("log", "7", f"--{word}", "3"),
        ("log", "7", f"--anxiety={word}"),
        ("list", word),
        ("list", f"--{word}"),
        ("edit", word, "7"),
        ("remove", word),
        ("infusion", word),
        ("infusion", "add", "--dose", word),
        ("infusion", "add", "--route", word),
        ("infusion", "add", "--side-effect", word),
        ("event", "add", word, "x"),
        ("event", "add", "life", word, word),
        ("measures", "on", word),
        ("measures", "profile", word),
        ("settings", word),
        ("settings", "theme", word),
        ("scales", "fill", word),
        ("scales", "fill", "phq-9", word),
        ("export", word),
        ("import", str(tmp_path / word)),
        ("import", "x.csv", "--format", word),
        ("report", "-o", str(tmp_path / word / "x.pdf")),
        ("report", "--format", word),
        ("restore", word),
        ("merge", str(tmp_path / word)),
        ("backup", str(tmp_path / word / "x")),
        ("help", word),
        ("completion", word),
        ("list", "--unlock", word),
        ("list", "--home", str(tmp_path / "file" / word)),
    )
    (tmp_path / "file").write_bytes(b"")
    for command in commands:
        done = run(*command)
        assert done.code in (1, 2, 3, 4), command
        assert steers(done.out + done.err) == [], command


@any_file_name
def test_a_path_that_is_printed_steers_nothing(run: Run, tmp_path: Path, word: str) -> None:
    folder = tmp_path / word
    folder.mkdir()
    run("log", "7")
    for command in (
        ("backup", str(folder / "copy.db")),
        ("report", "--format", "txt", "-o", str(folder / "page.txt")),
        ("export", "json", "-o", str(folder / "x.json")),
        ("restore", str(folder / "copy.db"), "--yes"),
    ):
        done = run(*command)
        assert (done.code, steers(done.out + done.err)) == (0, [])
