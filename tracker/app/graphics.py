"""Whether the terminal draws pictures: asked once, before the app starts.

Only a terminal whose name says it may is asked. It has a tenth of a second; whatever else comes in
meanwhile was typed by the person, and the app is given it. Standard library only: this runs before
the first paint.
"""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

PATIENCE: Final = 0.1
"""Seconds that a terminal has to answer."""
KITTY: Final = ("kitty", "ghostty")
"""Terminals that place Kitty's pictures among the text; others only say that they can."""
SIXEL: Final = ("foot", "wezterm", "contour", "mlterm", "konsole", "mintty", "iterm", "rio")
_KITTY_QUESTION: Final = "\x1b_Gi=7,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
_CELL_QUESTION: Final = "\x1b[16t"
_LAST_QUESTION: Final = "\x1b[c"
"""What every terminal answers, so that nobody waits for an answer that does not come."""
_KITTY_ANSWER: Final = re.compile(r"\x1b_G[^\x1b]*\x1b\\")
_CELL_ANSWER: Final = re.compile(r"\x1b\[6;(\d+);(\d+)t")
_LAST_ANSWER: Final = re.compile(r"\x1b\[\?([\d;]*)c")
ANSWER: Final = re.compile(
    "|".join(part.pattern for part in (_KITTY_ANSWER, _CELL_ANSWER, _LAST_ANSWER))
)


@dataclass(frozen=True)
class Graphics:
    """How the terminal takes pictures, and the pixels of one of its cells."""

    protocol: Literal["kitty", "sixel"]
    cell: tuple[int, int]


@dataclass(frozen=True)
class Answer:
    """What a terminal said, and what was typed meanwhile."""

    graphics: Graphics | None = None
    typed: str = ""
    late: bool = False
    """It did not answer in time, and may yet."""


def worth_asking(environ: Mapping[str, str]) -> bool:
    """Whether the environment names a terminal that may draw pictures, and nothing forbids it."""
    term = environ.get("TERM", "")
    if sys.platform == "win32" or "NO_COLOR" in environ or term.startswith(("dumb", "screen")):
        return False
    # A browser draws the text alone, and a multiplexer passes pictures to the wrong place.
    if any(environ.get(name) for name in ("TMUX", "STY", "TEXTUAL_DRIVER")) or "tmux" in term:
        return False
    return _named(environ, KITTY) or _named(environ, SIXEL)


def _named(environ: Mapping[str, str], names: tuple[str, ...]) -> bool:
    words = f"{environ.get('TERM', '')} {environ.get('TERM_PROGRAM', '')}".casefold()
    marks = ("KITTY_WINDOW_ID",) if names is KITTY else ("WEZTERM_PANE", "KONSOLE_VERSION")
    return any(name in words for name in names) or any(environ.get(mark) for mark in marks)


def ask(environ: Mapping[str, str]) -> Answer:
    """Ask the terminal, if it is worth it."""
    streams = (sys.__stdin__, sys.__stderr__)
    if not worth_asking(environ) or not all(stream and stream.isatty() for stream in streams):
        return Answer()
    try:
        return _ask(environ, 0, 2)
    except (OSError, ValueError):
        return Answer()


def _ask(environ: Mapping[str, str], keyboard: int, screen: int) -> Answer:
    if sys.platform == "win32":
        return Answer()
    import termios

    cell = _cell_by_system(screen)
    kitty = _named(environ, KITTY)
    questions = (_KITTY_QUESTION if kitty else "") + ("" if cell else _CELL_QUESTION)
    before = termios.tcgetattr(keyboard)
    quiet = termios.tcgetattr(keyboard)
    quiet[3] &= ~(termios.ICANON | termios.ECHO)
    termios.tcsetattr(keyboard, termios.TCSANOW, quiet)
    try:
        os.write(screen, f"{questions}{_LAST_QUESTION}".encode())
        said = _listen(keyboard)
    finally:
        termios.tcsetattr(keyboard, termios.TCSANOW, before)
    # Before the app takes the keyboard over, the system turns Enter into a line feed.
    typed = ANSWER.sub("", said).replace("\n", "\r")
    if not (last := _LAST_ANSWER.search(said)):
        return Answer(typed=typed, late=True)
    if sizes := _CELL_ANSWER.search(said):
        cell = int(sizes[2]), int(sizes[1])
    cell = cell or (10, 20)
    if kitty and (answer := _KITTY_ANSWER.search(said)) and ";OK" in answer[0]:
        return Answer(Graphics("kitty", cell), typed)
    if "4" in last[1].split(";")[1:]:
        return Answer(Graphics("sixel", cell), typed)
    return Answer(typed=typed)


def _listen(keyboard: int) -> str:
    """Return what comes in until the last question is answered, or the time is over."""
    said, end = b"", time.monotonic() + PATIENCE
    while (left := end - time.monotonic()) > 0:
        if not select.select([keyboard], [], [], left)[0]:
            break
        if not (more := os.read(keyboard, 1024)):
            break
        said += more
        if _LAST_ANSWER.search(said.decode("utf-8", "replace")):
            break
    return said.decode("utf-8", "replace")


def _cell_by_system(screen: int) -> tuple[int, int] | None:
    """Return the pixels of a cell where the system knows them."""
    if sys.platform == "win32":
        return None
    import fcntl
    import struct
    import termios

    rows, columns, width, height = struct.unpack(
        "HHHH", fcntl.ioctl(screen, termios.TIOCGWINSZ, bytes(8))
    )
    return (width // columns, height // rows) if rows and columns and width and height else None
