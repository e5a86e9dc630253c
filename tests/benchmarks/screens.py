"""How soon the app shows what was typed, beside a minimal Textual app in the same run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from tests.benchmarks.commands import tracker
from tests.benchmarks.measuring import Command, Row, Screen, p95, paired, screen

MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("ready")
    def on_key(self, event):
        self.query_one(Static).update(f"ready {event.key}")
Minimal().run()
"""
FLOOR = [sys.executable, "-c", MINIMAL]
KEYS = 60
TODAY = "0–10".encode()
"""What Today shows once it is painted."""
PLACES = b"icvshro"


def first_paint(home: Path, rounds: int, diary: str = "") -> Iterator[Row]:
    """From the start of the process until Today says what to type."""
    for size, aim in (((80, 24), "1.35"), ((120, 36), "1.5")):
        yield paired(
            f"Today painted, {size[0]}×{size[1]}{diary} × a minimal app",
            lambda size=size: _paint(tracker(home), TODAY, size),  # type: ignore[misc]
            lambda size=size: _paint(FLOOR, b"ready", size),  # type: ignore[misc]
            aim,
            rounds,
        )


def _paint(command: Command, mark: bytes, size: tuple[int, int]) -> float:
    with screen(command, size) as opened:
        return opened.painted(mark) - opened.started


def keys(home: Path, diary: str = "") -> Iterator[Row]:
    """A key, a save and a redraw of Trend, beside a key in a minimal app."""
    with screen(FLOOR) as minimal, screen(tracker(home)) as ours:
        minimal.painted(b"ready")
        ours.painted(TODAY)
        minimal.rest()
        ours.rest()
        floor = [
            minimal.press(key) for key, _ in zip(cycle((b"a", b"b")), range(KEYS), strict=False)
        ]
        for name, aim, times in _today(ours):
            yield _row(f"{name}{diary}", times, floor, aim)
        for name, aim in (("first", "120 at ten years"), ("again", "40")):
            times = [ours.press(bytes([place])) for place in PLACES]
            yield Row(f"a place opened {name}, median of 7{diary}", median(times) * 1e3,
                      None, None, aim)  # fmt: skip
        yield _row(f"Trend redrawn{diary}", _trend(ours), floor, "")


def _today(ours: Screen) -> Iterator[tuple[str, str, list[float]]]:
    yield "a digit on Today, painted", "", _times(ours, b"46")
    saved = []
    for _ in range(KEYS // 2):
        ours.press(b"7")
        ours.rest()
        saved.append(ours.press(b"\r", b"aved"))
        ours.rest()
        ours.press(b"\x1b")
        ours.rest()
    yield "Enter on Today, on disk and confirmed", "median 8 ms, p95 12", saved


def _trend(ours: Screen) -> list[float]:
    ours.press(b"c")
    ours.press(b"3")
    ours.rest()
    return _times(ours, b"23")


def _times(opened: Screen, keys: bytes) -> list[float]:
    """Return the seconds from each of many keys, in turn, to what they paint."""
    return [opened.press(bytes([key])) for key in islice(cycle(keys), KEYS)]


def _row(name: str, times: list[float], floor: list[float], aim: str) -> Row:
    said = f"{name} (p95 {p95(times) * 1e3:.1f} ms) × a key in a minimal app"
    return Row(said, median(times) * 1e3, median(floor) * 1e3, median(times) / median(floor), aim)


def memory(home: Path) -> Row:
    """The most memory the app held on Today, in MiB, beside a minimal app."""
    held = []
    for command, mark in ((tracker(home), TODAY), (FLOOR, b"ready")):
        with screen(command) as opened:
            opened.painted(mark)
            opened.rest()
            held.append(opened.status("VmHWM") / 1024)
    ours, floor = held
    return Row("memory on Today (MiB) × a minimal app", ours, floor, ours / floor, "1.15")
