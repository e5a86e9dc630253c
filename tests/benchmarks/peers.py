"""Other programs of the kind, each in an environment of its own, where they install."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.commands import BARE_INSERT
from tests.benchmarks.measuring import Row, cpu_seconds, paired, screen

LOGGING = {
    "watson": ("td-watson", ["add", "-f", "2026-11-01 10:00", "-t", "2026-11-01 11:00", "mood"]),
    "jrnl": ("jrnl", ["today at 9am: Mood 7. A calm morning."]),
}
"""Package and arguments of one line written down."""
SCREENS = {
    "toolong": ("toolong", "tl", b"needle"),
    "frogmouth": ("frogmouth", "frogmouth", b"needle"),
    "harlequin": ("harlequin", "harlequin", b"Data Catalog"),
}
"""Package, program and what it shows once it is painted."""


def logging(folder: Path, rounds: int) -> Iterator[Row]:
    """One entry by each, beside a bare insert."""
    insert = [sys.executable, "-c", BARE_INSERT, str(folder / "peers.db")]
    for name, (package, arguments) in LOGGING.items():
        if program := _installed(package, name, folder):
            settings = folder / f"{name}-home"
            settings.mkdir(exist_ok=True)
            (settings / "jrnl.yaml").write_text(_JRNL.format(settings), encoding="utf-8")
            more = ["--config-file", str(settings / "jrnl.yaml")] if name == "jrnl" else []
            command = ["env", f"HOME={settings}", f"WATSON_DIR={settings}", program]
            if name == "watson":  # a frame may not overlap another
                (settings / "frames").unlink(missing_ok=True)
            command += [*more, *arguments]
            yield paired(
                f"{name}, one entry × bare insert",
                lambda command=command: cpu_seconds(command),  # type: ignore[misc]
                lambda: cpu_seconds(insert), "", rounds,
            )  # fmt: skip


_JRNL = """
journals: {{default: {{journal: {}/journal.txt}}}}
version: v4.2
editor: ''
encrypt: false
default_hour: 9
default_minute: 0
timeformat: '%F %R'
tagsymbols: '#@'
template: false
highlight: false
linewrap: 79
colors: {{body: none, date: none, tags: none, title: none}}
indent_character: '|'
display_format: pretty
"""


def painting(folder: Path, rounds: int, floor: list[str]) -> Iterator[Row]:
    """The first paint of each, beside a minimal app."""
    (text := folder / "read.md").write_text("# needle\n\nSome words.\n", encoding="utf-8")
    for name, (package, called, mark) in SCREENS.items():
        if program := _installed(package, called, folder):
            shown = [] if name == "harlequin" else [str(text)]
            command = ["env", f"HOME={folder}", program, *shown]

            def first(command: list[str] = command, mark: bytes = mark) -> float:
                with screen(command) as opened:
                    return opened.painted(mark) - opened.started

            def least() -> float:
                with screen(floor) as opened:
                    return opened.painted(b"ready") - opened.started

            yield paired(f"{name} painted × a minimal app", first, least, "", rounds)


def _installed(package: str, program: str, folder: Path) -> str | None:
    """Install a package where this machine can, and return its program."""
    there = folder / f"peer-{package}"
    uv = shutil.which("uv")
    if not uv:
        return None
    for command in (
        [uv, "venv", "-q", "--python", "3.11", str(there)],
        [uv, "pip", "install", "-q", "--no-config", "--compile-bytecode",
         "--python", str(there), package],
    ):  # fmt: skip
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return None
    return str(there / "bin" / program)
