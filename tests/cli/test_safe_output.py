"""No word of a record, a file name or an argument is obeyed by a terminal."""

from __future__ import annotations

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.ciphered import plain_alone
from tests.conftest import FillOnce, Run
from tests.launch import any_file_name
from tracker.storage import Store

WORD = (
    "\x1b]52;c;aGk=\x07x \x1b[31mred \x9b31mred \u202eright to left \u2067isolated a\x7f\x08b "
    "real\rfake"
)
"""A clipboard, colours, a C1 code, directions, an erased letter and a line written over."""

PARTS = WORD.split(" ")

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


def _side_effects() -> list[str]:
    """Side effects of all words but the first, whose = and ; are the parser's own."""
    return [word for part in PARTS[1:] for word in ("--side-effect", f"{part}=2")]


@pytest.fixture
def full(run: Run, store: Store, fill_once: FillOnce) -> Run:
    """A diary in which every text that a person can type is such a word."""
    fill_once(store.home, "steering words", lambda: _fill(run))
    return run


def _fill(run: Run) -> None:
    stdin = WORD.encode()
    for command in (
        *(
            ("measures", "add", f"m{n}", "--label", f"{n}{part}", "--low-label", part)
            for n, part in enumerate(PARTS)
        ),
        *(("measures", "add", f"u{n}", "--unit", part) for n, part in enumerate(PARTS)),
        ("log", "7", "--m0", "3", "--u1", "3", "--note", "-"),
        ("infusion", "add", "--note", "-", *_side_effects()),
        ("event", "add", "medication", WORD, "--dose", WORD, "--note", "-"),
        ("scales", "total", WORD, "3", "--low", "0", "--high", "9"),
        ("settings", "name", WORD),
        ("contacts", "--clinic", WORD, "1", "--person", WORD, "2"),
        ("backup",),
    ):
        done = run(*command, stdin=stdin)
        assert (done.code, steers(done.out + done.err)) == (0, []), command


def test_no_command_that_reads_prints_control_characters(full: Run) -> None:
    printed = {typed: full(*typed.split()) for typed in READING}
    found = {typed: steers(done.out + done.err) for typed, done in printed.items()}
    assert {typed: what for typed, what in found.items() if what} == {}


def test_no_command_that_writes_prints_control_characters(full: Run) -> None:
    for command in (
        "edit last 5",
        "infusion edit last --cost 3",
        "event edit last --to today",
        "remove",
        "infusion remove last",
        "event remove last",
        "scales remove last",
        "remove last",
        "undo",
        "purge last --yes",
    ):
        done = full(*command.split())
        assert done.code == (2 if command == "remove" else 0), command
        assert steers(done.out + done.err) == [], command


def test_no_refusal_repeats_control_characters(run: Run, tmp_path: Path) -> None:
    commands = (
        (WORD,),
        ("log", WORD),
        ("log", "7", "--day", WORD),
        ("log", "7", f"--{WORD}", "3"),
        ("log", "7", f"--anxiety={WORD}"),
        ("list", WORD),
        ("list", f"--{WORD}"),
        ("edit", WORD, "7"),
        ("remove", WORD),
        ("infusion", WORD),
        ("infusion", "add", "--dose", WORD),
        ("infusion", "add", "--route", WORD),
        ("infusion", "add", "--side-effect", WORD),
        ("event", "add", WORD, "x"),
        ("event", "add", "life", WORD, WORD),
        ("measures", "on", WORD),
        ("measures", "profile", WORD),
        ("settings", WORD),
        ("settings", "theme", WORD),
        ("scales", "fill", WORD),
        ("scales", "fill", "phq-9", WORD),
        ("export", WORD),
        ("import", str(tmp_path / WORD)),
        ("import", "x.csv", "--format", WORD),
        ("report", "-o", str(tmp_path / WORD / "x.pdf")),
        ("report", "--format", WORD),
        ("restore", WORD),
        ("merge", str(tmp_path / WORD)),
        ("backup", str(tmp_path / WORD / "x")),
        ("help", WORD),
        ("completion", WORD),
        ("list", "--unlock", WORD),
        ("list", "--home", str(tmp_path / "file" / WORD)),
    )
    (tmp_path / "file").write_bytes(b"")
    for command in commands:
        done = run(*command)
        assert done.code in (1, 2, 3, 4), command
        assert steers(done.out + done.err) == [], command


def everything(terminal: int) -> str:
    """Return what a terminal is given until the last program on it has ended."""
    parts = []
    with contextlib.suppress(OSError):  # as Linux tells the end
        while part := os.read(terminal, 65_536):
            parts.append(part)
    return b"".join(parts).decode().replace("\r\n", "\n")


@pytest.mark.skipif(os.name != "posix", reason="terminals as on Unix")
@plain_alone
@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        *((f"export {name}", False) for name in ("json", "csv", "fhir")),
        ("report --format html -o - --notes", False),
        *(("export xlsx", True), ("report -o -", True)),
    ],
)
def test_a_file_in_a_terminal_steers_nothing_and_a_binary_one_is_refused(
    full: Run, typed: str, refused: bool
) -> None:
    ours, theirs = os.openpty()
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(everything, ours)
        with open(theirs, "w", encoding="utf-8") as terminal:
            done = full(*typed.split(), stdout=terminal)
        shown = reading.result()
    os.close(ours)
    assert (done.code, bool(shown), steers(shown)) == (2 * refused, not refused, [])
    assert ("cannot be shown in a terminal" in done.err) is refused


@any_file_name
def test_a_path_that_is_printed_steers_nothing(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / WORD
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
