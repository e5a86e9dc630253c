"""Whether the terminal can draw pictures: queried once, before the app starts.

Only a terminal whose name suggests it is queried. It has a tenth of a second; any other input in
that time was typed by the person, and is handed to the app. Standard library only: this runs before
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

TIMEOUT: Final = 0.1
"""Seconds that a terminal has to reply."""
KITTY: Final = ("kitty", "ghostty")
"""Terminals that place Kitty's pictures among the text; others only claim to."""
SIXEL: Final = ("foot", "wezterm", "contour", "mlterm", "konsole", "mintty", "iterm", "rio")
_KITTY_QUESTION: Final = "\x1b_Gi=7,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
_CELL_QUESTION: Final = "\x1b[16t"
_LAST_QUESTION: Final = "\x1b[c"
"""A query that every terminal answers, so that its reply ends the waiting."""
_KITTY_ANSWER: Final = r"\x1b_G[^\x1b]*\x1b\\"
_CELL_ANSWER: Final = r"\x1b\[6;(\d+);(\d+)t"
_LAST_ANSWER: Final = r"\x1b\[\?([\d;]*)c"
ANSWER: Final = "|".join((_KITTY_ANSWER, _CELL_ANSWER, _LAST_ANSWER))
"""Matches each reply. Text, as most terminals are not queried and compiling takes a while."""


@dataclass(frozen=True)
class Graphics:
    """The protocol for pictures, and the width and height of a cell in pixels."""

    protocol: Literal["kitty", "sixel"]
    cell: tuple[int, int]


@dataclass(frozen=True)
class Answer:
    """The terminal's reply, and what was typed meanwhile."""

    graphics: Graphics | None = None
    typed: str = ""
    late: bool = False
    """It did not reply in time, but still may."""


def worth_asking(environ: Mapping[str, str]) -> bool:
    """Whether the environment names a terminal that may draw pictures."""
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
    """Query the terminal, if it may draw pictures."""
    streams = (sys.__stdin__, sys.__stderr__)
    if not worth_asking(environ) or not all(stream and stream.isatty() for stream in streams):
        return Answer()
    try:
        return query(environ, 0, 2)
    except (OSError, ValueError):
        return Answer()


def query(environ: Mapping[str, str], keyboard: int, screen: int) -> Answer:
    """Query the terminal behind two file descriptors.

    Raises:
        OSError: it cannot be written to or read from.
    """
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
        reply = _read_reply(keyboard)
    finally:
        termios.tcsetattr(keyboard, termios.TCSANOW, before)
    # Until the app sets raw mode, the system turns Enter into a line feed.
    typed = re.sub(ANSWER, "", reply).replace("\n", "\r")
    if not (last := re.search(_LAST_ANSWER, reply)):
        return Answer(typed=typed, late=True)
    if sizes := re.search(_CELL_ANSWER, reply):
        cell = int(sizes[2]), int(sizes[1])
    cell = cell or (10, 20)
    if kitty and (answer := re.search(_KITTY_ANSWER, reply)) and ";OK" in answer[0]:
        return Answer(Graphics("kitty", cell), typed)
    if "4" in last[1].split(";")[1:]:
        return Answer(Graphics("sixel", cell), typed)
    return Answer(typed=typed)


def _read_reply(keyboard: int) -> str:
    """Return the input until the last query is answered, or the time is over."""
    reply, end = b"", time.monotonic() + TIMEOUT
    while (left := end - time.monotonic()) > 0:
        if not select.select([keyboard], [], [], left)[0]:
            break
        if not (more := os.read(keyboard, 1024)):
            break
        reply += more
        if re.search(_LAST_ANSWER, reply.decode("utf-8", "replace")):
            break
    return reply.decode("utf-8", "replace")


def _cell_by_system(screen: int) -> tuple[int, int] | None:
    """Return the width and height of a cell in pixels, None if the system does not know."""
    if sys.platform == "win32":
        return None
    import fcntl
    import struct
    import termios

    rows, columns, width, height = struct.unpack(
        "HHHH", fcntl.ioctl(screen, termios.TIOCGWINSZ, bytes(8))
    )
    return (width // columns, height // rows) if rows and columns and width and height else None
