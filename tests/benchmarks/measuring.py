"""Two ways to measure a program from outside: the CPU it pays for, and what its terminal shows."""

from __future__ import annotations

import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import ioctl

Command = Sequence[str]

QUIET = 0.06
"""Seconds without a byte after which a terminal program has finished painting."""
POINTER = b"\x1b]22;default\x07"
"""Sets the shape of the mouse's pointer, as a change of screens begins with: nothing is painted."""


@dataclass(frozen=True)
class Row:
    """One line of the table: ours and, where there is one, the floor, and how many times it."""

    name: str
    ours: float
    floor: float | None
    ratio: float | None
    aim: str

    def __str__(self) -> str:
        ratio = "–" if self.ratio is None else f"{self.ratio:.2f}"
        return (
            f"| {self.name} | {_short(self.ours)} | {_short(self.floor)} | {ratio} | {self.aim} |"
        )


def _short(number: float | None) -> str:
    if number is None:
        return "–"
    return f"{number:.1f}" if number < 10 else f"{number:.0f}"


def paired(
    name: str, ours: Callable[[], float], floor: Callable[[], float], aim: str, rounds: int
) -> Row:
    """Measure both in turn, after once unmeasured, so that a busy machine troubles both alike."""
    ours()
    floor()
    pairs = [(ours(), floor()) for _ in range(rounds)]
    ratio = statistics.median(a / b for a, b in pairs)
    a, b = (statistics.median(column) * 1e3 for column in zip(*pairs, strict=True))
    return Row(name, a, b, ratio, aim)


def cpu_seconds(command: Command) -> float:
    """Return user and system time of a command and all it starts.

    Raises:
        CalledProcessError: it ended with anything but 0.
    """
    return cpu_and_memory(command)[0]


def cpu_and_memory(command: Command) -> tuple[float, float]:
    """Return the CPU seconds of a command, and the most memory it held, in MiB."""
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said.seek(0)
            raise subprocess.CalledProcessError(child.returncode, command, stderr=said.read())
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def environment() -> dict[str, str]:
    """Return what a person's terminal would set; with bytecode, which their install has."""
    left_out = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "NO_COLOR", "TRACKER_HOME"}
    kept = {key: value for key, value in os.environ.items() if key not in left_out}
    return kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


class Screen:
    """A program in a terminal of its own."""

    def __init__(self, command: Command, size: tuple[int, int] = (120, 36)) -> None:
        self.started = time.perf_counter()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), environment())  # no shell wanted
        ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def painted(self, mark: bytes = b"", patience: float = 20) -> float:
        """Return the moment when the mark, or without one the last byte before a pause, came.

        Raises:
            TimeoutError: it did not come.
        """
        seen, last, until = b"", time.perf_counter(), time.perf_counter() + patience
        while time.perf_counter() < until:
            ready, _, _ = select.select([self.terminal], [], [], QUIET)
            if not ready and seen and not mark:
                return last
            if ready:
                came = os.read(self.terminal, 65536).replace(POINTER, b"")
                seen, last = seen + came, time.perf_counter() if came else last
            if mark and mark in seen:
                return last
        raise TimeoutError(f"{mark!r} was not painted")

    def press(self, key: bytes, mark: bytes = b"") -> float:
        """Type a key and return the seconds until what it does is painted."""
        sent = time.perf_counter()
        os.write(self.terminal, key)
        return self.painted(mark) - sent

    def rest(self) -> None:
        """Wait until it paints no more."""
        while select.select([self.terminal], [], [], 0.3)[0]:
            os.read(self.terminal, 65536)

    def status(self, name: str) -> int:
        """Return a number of /proc, in kB, such as VmHWM, the most memory it ever held."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            found = next(line for line in status if line.startswith(name))
        return int(found.split()[1])

    def close(self) -> None:
        """End it."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


@contextmanager
def screen(command: Command, size: tuple[int, int] = (120, 36)) -> Iterator[Screen]:
    """Open a program in a terminal, and end it."""
    opened = Screen(command, size)
    try:
        yield opened
    finally:
        opened.close()


def p95(values: Sequence[float]) -> float:
    """Return the value that one in twenty exceeds."""
    return statistics.quantiles(values, n=20)[-1]
