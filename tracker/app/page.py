"""Asking the command line for a page, in a process of its own.

Drawing takes a second of the processor; in a thread every key would wait for it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.analysis.window import Window
from tracker.paths import Home
from tracker.storage.connection import key_for_child

PROGRAM: tuple[str, ...] = ("-m", "tracker")
"""What this interpreter is started with, to run the program anew."""


class PageError(Exception):
    """The page was not made. `str(error)` is a sentence fit for a person."""


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """What the page should be."""

    window: Window
    format: str = "pdf"
    paper: str = "A4"
    theme: str = "colour"
    notes: frozenset[str] = frozenset()
    """Ids of the records whose notes go out."""
    name: str = ""
    """Printed at the top; blank leaves a line to write on."""

    @property
    def options(self) -> list[str]:
        """The options of `tracker report`. The name is not among them: others can list those."""
        options = ["--format", self.format, "--page", self.paper.lower(), "--theme", self.theme]
        options += ["--from", self.window.start.isoformat(), "--to", self.window.end.isoformat()]
        options += [word for note in sorted(self.notes) for word in ("--notes-of", note)]
        return [*options, "--name", "-"] if self.name else options


async def make_page(home: Home, request: PageRequest) -> list[str]:
    """Make the page and return the paths of what was made.

    Raises:
        PageError: it could not be made.
    """
    options, typed = request.options, request.name
    if key := key_for_child():
        options, typed = [*options, "--unlock", "-"], f"{key}\n{typed}"
    process = await _start(home, options)
    try:
        out, said = await process.communicate(typed.encode())
    finally:
        if process.returncode is None:
            process.kill()
    paths = [path for path in out.decode("utf-8", "replace").split("\n") if path]
    if process.returncode or not paths:
        sentence = said.decode("utf-8", "replace").strip()
        raise PageError(sentence or "The page could not be made.")
    return paths


async def _start(home: Home, options: Sequence[str]) -> asyncio.subprocess.Process:
    command = [*PROGRAM, "--home", str(home.folder), "report", *options]
    try:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            # One page has no use for the number library's threads, and they starve the keys.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"},
        )
    except OSError as error:
        raise PageError(f"The page could not be made: {error.strerror or 'no memory'}.") from error
