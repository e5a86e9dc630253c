"""Asking the command line for a page, in a process of its own, and what is done with the file.

Drawing takes a second of the processor; in a thread every key would wait for it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from subprocess import DEVNULL, PIPE

from tracker.analysis.window import Window
from tracker.paths import Home
from tracker.storage.connection import key_for_child

PROGRAM: tuple[str, ...] = ("-m", "tracker")
"""Options that this interpreter was started with, to start it again."""


class PageError(Exception):
    """The page was not made. `str(error)` is the sentence to show."""


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """What the page should be."""

    window: Window
    measure: str = ""
    """Key of the main measure; blank for the usual one."""
    format: str = "pdf"
    paper: str = "a4"
    theme: str = "colour"
    notes: frozenset[str] = frozenset()
    """Ids of the records whose notes are printed."""
    entries: bool = False
    """Every entry as a table."""
    name: str = ""
    """Printed at the top; blank leaves it out."""
    passphrase: str = ""
    """Encrypts a PDF; blank for none."""

    @property
    def options(self) -> list[str]:
        """The options of `tracker report`. No name and no passphrase: others can list those."""
        options = ["--format", self.format, "--page", self.paper, "--theme", self.theme]
        options += ["--from", self.window.start.isoformat(), "--to", self.window.end.isoformat()]
        options += ["--measure", self.measure] if self.measure else []
        options += [word for note in sorted(self.notes) for word in ("--notes-of", note)]
        options += ["--entries"] if self.entries else []
        options += ["--passphrase", "-"] if self.passphrase else []
        return [*options, "--name", "-"] if self.name else options

    @property
    def typed(self) -> str:
        """What the program reads from its stdin for these options."""
        return (f"{self.passphrase}\n" if self.passphrase else "") + self.name


async def make_page(home: Home, request: PageRequest) -> list[str]:
    """Make the page and return the paths of what was made.

    Raises:
        PageError: it could not be made.
    """
    out = await _run(home, request.options, request.typed)
    paths = [path for path in out.decode("utf-8", "replace").splitlines() if path]
    if not paths:
        raise PageError("The page could not be made.")
    return paths


async def draw_picture(home: Home, request: PageRequest) -> bytes:
    """Return the page as a PNG, which nothing writes to the disk.

    Raises:
        PageError: it could not be drawn, or takes several pages.
    """
    return await _run(home, [*request.options, "-o", "-"], request.typed)


async def _run(home: Home, options: Sequence[str], typed: str) -> bytes:
    if key := key_for_child():
        options, typed = [*options, "--unlock", "-"], f"{key}\n{typed}"
    try:
        process = subprocess.Popen(  # noqa: S603  # this interpreter, and options of our own
            [sys.executable, *PROGRAM, "--home", str(home.folder), "report", *options],
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            # One page has no use for the number library's threads, and they starve the keys.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"},
        )
    except OSError as error:
        raise PageError(f"The page could not be made: {error.strerror or 'no memory'}.") from error
    try:
        # In a thread, not by asyncio: its child would outlive the loop of an app that is closed,
        # which cancels a second time whatever still waits.
        out, err = await asyncio.to_thread(process.communicate, typed.encode())
    finally:
        process.kill()
        process.wait()
    if process.returncode:
        sentence = err.decode("utf-8", "replace").strip()
        raise PageError(sentence or "The page could not be made.")
    return out


async def open_file(path: str) -> bool:
    """Hand a file to the system's viewer and say whether one took it."""
    if sys.platform == "win32":
        try:
            os.startfile(path)  # noqa: S606  # the viewer is the person's own choice
        except OSError:
            return False
        return True
    program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if program is None:
        return False
    # A session of its own: a viewer that runs in a terminal must not take this one.
    process = await asyncio.create_subprocess_exec(
        program, path, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
    )
    return await process.wait() == 0
