"""A terminal that answers like Kitty: who is asked, what is drawn, and that no key is lost."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import launch
from tests.app.diaries import check_in, fill, infusions
from tests.clock import NOW, TODAY
from tests.waits import PATIENCE
from tracker.paths import Home
from tracker.storage import Store

KITTY = {"TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1", "COLORTERM": "truecolor"}
QUESTION, LAST = b"\x1b_Gi=7", b"\x1b[c"
PLACEHOLDER = "\U0010eeee".encode()
"""What Kitty draws the picture in place of."""


class Kitty:
    """A terminal of 120 by 40 cells that answers as Kitty does, after `delay` seconds."""

    def __init__(self, home: Path, *, delay: float = 0.0, sixel: bool = False, **env: str) -> None:
        self.delay, self.sixel = delay, sixel
        self.output, self._looked = b"", 0
        self._answers: list[tuple[float, bytes]] = []
        """What is still to be answered, and when."""
        self._terminal, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 1200, 800))
        self.process = launch.start_in_terminal(home, child, **(KITTY | env))
        os.close(child)

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def look(self, seconds: float) -> None:
        """Take what the program writes, and answer its questions."""
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            while self._answers and self._answers[0][0] <= now:
                os.write(self._terminal, self._answers.pop(0)[1])
            due = self._answers[0][0] if self._answers else end
            if select.select([self._terminal], [], [], max(0.0, min(due, end) - now))[0]:
                with contextlib.suppress(OSError):
                    self.output += os.read(self._terminal, 65536)
                self._hear()

    def _hear(self) -> None:
        at = self.output.find(LAST, self._looked)
        if at < 0:
            return
        asked, self._looked = self.output[self._looked : at], at + len(LAST)
        answer = b"\x1b_Gi=7;OK\x1b\\" if QUESTION in asked and not self.sixel else b""
        answer += b"\x1b[?62;4c" if self.sixel else b"\x1b[?62c"
        self._answers.append((time.monotonic() + self.delay, answer))

    def until(self, what: str, seen: bytes) -> None:
        end = time.monotonic() + PATIENCE
        while seen not in self.output:
            assert time.monotonic() < end, f"{what}: {self.output[-2000:]!r}"
            self.look(0.2)

    def close(self) -> None:
        """End the program and read what it still writes: a full terminal would hold it."""
        self.process.terminate()
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            self.look(0.05)
        self.process.kill()
        code = self.process.wait(PATIENCE)
        assert code == 128 + signal.SIGTERM, self.output[-2000:]
        os.close(self._terminal)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = Store.open(Home(tmp_path / "home"), NOW)
    fill(made, [*infusions(), check_in(TODAY, 4)])
    return made.home.folder


@contextlib.contextmanager
def kitty(home: Path, *, delay: float = 0.0, sixel: bool = False, **env: str) -> Iterator[Kitty]:
    terminal = Kitty(home, delay=delay, sixel=sixel, **env)
    try:
        yield terminal
    finally:
        terminal.close()


def moods(home: Path) -> list[int]:
    return [int(c.value("mood") or 0) for c in Store(Home(home)).read().check_ins]


@pytest.mark.sweep
def test_keys_typed_while_the_terminal_is_asked_are_kept_and_the_page_is_drawn(home: Path) -> None:
    with kitty(home) as terminal:
        terminal.type("7\r")
        terminal.until("the confirmation", b"Saved")
        assert sorted(moods(home)) == [4, 7]
        assert QUESTION in terminal.output
        terminal.type("r")
        terminal.until("the picture's place", PLACEHOLDER)
        assert re.search(rb"\x1b_Gi=\d+,m=\d,f=100", terminal.output)


@pytest.mark.sweep
def test_a_terminal_with_sixels_is_given_sixels(home: Path) -> None:
    with kitty(home, sixel=True, TERM="foot", KITTY_WINDOW_ID="") as terminal:
        terminal.type("r")
        terminal.until("the picture", b"\x1bP0;0;0q")


@pytest.mark.sweep
def test_a_terminal_that_answers_late_is_given_words_and_its_answer_types_nothing(
    home: Path,
) -> None:
    with kitty(home, delay=0.4) as terminal:
        terminal.type("7")
        terminal.until("Today", b"How is your mood")
        terminal.type("\r")
        terminal.until("the confirmation", b"Saved")
        assert sorted(moods(home)) == [4, 7]
        terminal.type("r")
        terminal.until("the words", b"What will be printed")
        terminal.look(3)
        assert PLACEHOLDER not in terminal.output


@pytest.mark.sweep
def test_another_terminal_is_asked_nothing(home: Path) -> None:
    with kitty(home, TERM="xterm-256color", KITTY_WINDOW_ID="") as terminal:
        terminal.until("Today", b"How is your mood")
        assert LAST not in terminal.output
