"""Kill the program at random moments of what it does, and look at what it left behind.

Each round is a fresh copy of a real diary and a process of its own, killed with SIGKILL some part
of the way through. Afterwards the file must be sound to SQLite and to its own history, all that
was acknowledged must be there, nothing may be half-written, the next run must work, and the
temporary files of the dead must be swept.

    python -m tests.campaigns.crashes KILLS

kills each command a few times, and the controls until they lose, and prints JSON: the short form.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from importlib import import_module
from itertools import count
from pathlib import Path

from tests.campaigns.action import Action
from tests.campaigns.actions import ACTIONS, CONTROLS
from tests.campaigns.place import MEMORY, Place, furnished, run, tick
from tests.campaigns.soundness import damage_of
from tracker.records import Diary

TIMED = 2
"""Undisturbed runs from which it is known how long an action takes."""

MOST_FOR_A_CONTROL = 60
"""Kills after which a control that lost nothing shows that the campaign is blind."""

DAYS_KEPT = 40
"""How much of a diary each round begins with: enough for many pages, quick to copy."""

AN_HOUR_AGO = 2 * 3600
"""Seconds by which a dead program's files are made older, so that they may be swept."""


@dataclass
class Tally:
    """What some kills of one action left."""

    action: str
    kills: int = 0
    acknowledged: int = 0
    mid_write: int = 0
    """Kills that left a hot journal or a temporary file: something was being written."""
    broken: list[str] = field(default_factory=list)


def warm(*, but: tuple[str, ...] = ()) -> None:
    """Import all that a child may need, once and before the first fork."""
    import tracker

    left_out = tuple(f"tracker.{room}" for room in ("__main__", "charts", *but))
    for module in pkgutil.walk_packages(tracker.__path__, "tracker."):
        if not module.name.startswith(left_out):
            import_module(module.name)
    gc.freeze()  # so that no child copies what it only looks at


def campaign(
    action: Action,
    folder: Path,
    rounds: int,
    until: float | None = None,
    *,
    stop_when_broken: bool = False,
    timed: int = TIMED,
    mid_write: float = 0.5,
) -> Tally:
    """Kill one action so many times, or until a moment of the clock, or of the first loss.

    Args:
        action: what is killed.
        folder: where it works.
        rounds: how many kills, at most.
        until: a moment of the clock.
        stop_when_broken: whether the first loss is the end.
        timed: undisturbed runs from which it is known how long the action takes.
        mid_write: the share of kills that wait until something is being written.
    """
    origin = furnished(folder / "origin", DAYS_KEPT)
    action.prepare(origin)
    before = read_a_copy(origin)
    window = statistics.median(_durations(action, origin, timed))
    tally = Tally(action.name)
    for number in count():
        if tally.kills >= rounds or (until and time.monotonic() > until):
            break
        if stop_when_broken and tally.broken:
            break
        place = origin.copy(folder / f"round-{number}")
        delay = random.uniform(0, window)
        _round(action, place, before, delay, tally, mid_write=random.random() < mid_write)
        shutil.rmtree(place.folder)
    shutil.rmtree(origin.folder)
    return tally


def _round(
    action: Action, place: Place, before: Diary, delay: float, tally: Tally, *, mid_write: bool
) -> None:
    """Run the action once and kill it; then look, and run it again to its end."""
    ended = run(
        place,
        action.work,
        kill_after=delay,
        mid_write=mid_write,
        announces=action.announces,
    )
    said = len(ended.said)
    tally.kills += ended.killed
    tally.acknowledged += said
    tally.mid_write += place.half_written()
    tally.broken += [] if ended.killed or not ended.code else [f"it failed: {ended.complained}"]
    tally.broken += broken(action, place, before, said) + _next_run(action, place)


def broken(action: Action, place: Place, before: Diary, said: int) -> list[str]:
    """What is wrong with what an action left, after it had acknowledged so much."""
    try:
        # The promise first: it opens the diary as the next run would, and so rolls back.
        return action.broken(place, before, said) + _unsound(place) + _open_to_others(place)
    except Exception as error:  # noqa: BLE001  # whatever it is, the diary cannot be read
        return [f"{type(error).__name__}: {error}"]


def _unsound(place: Place) -> list[str]:
    place.use_key()
    return damage_of(place.home.diary) if place.home.diary.exists() else []


def _open_to_others(place: Place) -> list[str]:
    """What a program leaves when it dies is as private as what it leaves when it ends."""
    left = [path for path in place.home.folder.rglob("*") if path.is_file()]
    left += place.temporary()
    return [f"{path.name} may be read by others" for path in left if path.stat().st_mode & 0o077]


def _next_run(action: Action, place: Place) -> list[str]:
    """The next run works, and a day later the first entry has cleared up after the dead one."""
    for path in place.temporary():
        # Of the disk's clock and of ours the earlier one, as tracker asks both.
        long_ago = min(path.stat().st_mtime, tick.now.timestamp()) - AN_HOUR_AGO
        os.utime(path, (long_ago, long_ago))
    ended = run(place, action.again or action.work)
    runs = [ended, *([run(place, log_tomorrow)] if place.temporary() else [])]
    failed = [f"the next run failed: {one.complained}" for one in runs if one.code]
    left = [f"{path.name} is never swept" for path in place.temporary()]
    return failed + left + _unsound(place)


def log_tomorrow(place: Place) -> int:
    """Record a score when a day has passed, which is when the day's copy is taken."""
    tick.forward(days=1)
    return place.command("log", "6")


def read_a_copy(origin: Place) -> Diary:
    """What a diary says, read elsewhere: opening an old one would bring it to this version."""
    copy = origin.copy(origin.folder.with_name("read"))
    diary = copy.store.read()
    shutil.rmtree(copy.folder)
    return diary


def _durations(action: Action, origin: Place, times: int) -> Iterator[float]:
    """How long the action takes here and now, undisturbed."""
    for number in range(times):
        place = origin.copy(origin.folder.with_name(f"timed-{number}"))
        yield run(place, action.work, announces=action.announces).seconds
        shutil.rmtree(place.folder)


def short(folder: Path, kills: int) -> list[Tally]:
    """Kill each command so often, as it writes, and each control until it loses something.

    The app is left out.
    """
    commands = (action for action in ACTIONS if action.there() and not action.announces)
    kept = [campaign(each, folder / "kept", kills, timed=1, mid_write=1) for each in commands]
    return kept + [
        campaign(each, folder / "control", MOST_FOR_A_CONTROL, stop_when_broken=True, timed=1)
        for each in CONTROLS
    ]


if __name__ == "__main__":
    warm(but=("app",))
    with tempfile.TemporaryDirectory(dir=MEMORY) as there:
        tallies = short(Path(there), int(sys.argv[1]))
    sys.stdout.write(json.dumps([asdict(tally) for tally in tallies]))
