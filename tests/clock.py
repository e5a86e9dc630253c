"""The one clock and zone of the tests; run as a module, tracker started with that clock.

    python -m tests.clock 2026-11-21T16:40:00+01:00 log 7

does what `tracker log 7` does, at that moment. A file that holds the moment may be named in its
place as `@FILE`: a program that stays open then follows what a test writes there. The program
itself reads no variable and no file for the time, so nothing can change a real diary's clock.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import NoReturn

from tracker.cli import clock, main

ZONE = timezone(timedelta(hours=1))
TZ = "CET-1"
"""The same zone for the system: with no summer time, and no need of a table of zones."""
NOW = datetime(2026, 11, 21, 16, 40, tzinfo=ZONE)
"""A Saturday afternoon."""
TODAY = date(2026, 11, 21)

Now = Callable[[], datetime]


class Clock:
    """A clock that is set by hand; each look at it is a millisecond later than the one before.

    No two people's keys are quicker, and what is written has an order.
    """

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def forward(self, **span: float) -> None:
        """Let time pass: `forward(minutes=20)`."""
        self.now += timedelta(**span)


@contextmanager
def replaced(now: Now) -> Iterator[None]:
    """Let every command of this process read this clock."""
    former, clock.local_now = clock.local_now, now
    try:
        yield
    finally:
        clock.local_now = former


def following(file: Path) -> Now:
    """Return a clock that goes on from the moment written in a file, whenever that changes."""
    ours, written = Clock(), ""

    def look() -> datetime:
        nonlocal written
        if (text := file.read_text(encoding="utf-8")) != written:
            ours.now, written = datetime.fromisoformat(text), text
        return ours()

    return look


def _child() -> NoReturn:
    moment, *arguments = sys.argv[1:]
    os.umask(0o022)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a parent may ignore it
    path = moment.removeprefix("@")
    clock.local_now = (
        Clock(datetime.fromisoformat(moment)) if path == moment else following(Path(path))
    )
    if sys.stdout and sys.stdout.isatty():  # the app starts the program anew, to draw the page
        from tracker.app.report import maker

        maker.PROGRAM = ("-m", "tests.clock", moment)
    main(arguments)


if __name__ == "__main__":
    _child()
