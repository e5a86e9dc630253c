"""Asking the command line for a page, in a process of its own.

Drawing takes a second of the processor; in a thread every key would wait for it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker.paths import Home
from tracker.records import Problem, parse_day

FROM_TO: Final = "from–to"
WINDOWS: Final = {
    "last course": (),
    "12 weeks": ("--last", "12w"),
    "year": ("--year",),
    FROM_TO: (),
}


class PageError(Exception):
    """The page was not made. `str(error)` is a sentence fit for a person."""


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """What the page should be, in the words of the screen that asks."""

    window: str
    first: str = ""
    last: str = ""
    format: str = "pdf"
    paper: str = "A4"
    theme: str = "colour"
    notes: bool = False

    def arguments(self, today: date) -> list[str]:
        """Return the options of `tracker report`.

        Raises:
            Problem: a day was not understood, or the two are the wrong way round.
        """
        options = ["--format", self.format, "--page", self.paper.lower(), "--theme", self.theme]
        options += WINDOWS[self.window] if self.window != FROM_TO else self._days(today)
        return [*options, "--notes"] if self.notes else options

    def _days(self, today: date) -> list[str]:
        first = parse_day(self.first, today, "first day")
        last = parse_day(self.last or "today", today, "last day")
        if last < first:
            raise Problem("last day", "The last day lies before the first; swap them.")
        return ["--from", first.isoformat(), "--to", last.isoformat()]


async def make_page(home: Home, options: Sequence[str]) -> list[str]:
    """Make the page and return the paths of what was made.

    Raises:
        PageError: it could not be made.
    """
    command = [sys.executable, "-m", "tracker", "--home", str(home.folder), "report", *options]
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            # One page has no use for the number library's threads, and they starve the keys.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"},
        )
    except OSError as error:
        raise PageError(f"The page could not be made: {error.strerror or 'no memory'}.") from error
    try:
        out, said = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    paths = out.decode("utf-8", "replace").split("\n")
    if process.returncode or not paths[0]:
        sentence = said.decode("utf-8", "replace").strip()
        raise PageError(sentence or "The page could not be made.")
    return [path for path in paths if path]
