"""What disks, folders and other programs do to a diary, done to every command in turn.

Each fault is one entry in a table, and so is each action; every pair is tried. Whatever happens
must end in one sentence and an exit code, with nothing lost and nothing half-written, and when
the fault is over the same command must work.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from unittest.mock import patch

from tests.campaigns.action import Action
from tests.campaigns.actions import ACTIONS
from tests.campaigns.crashes import broken, read_a_copy
from tests.campaigns.entering import kept_in_order, note
from tests.campaigns.place import Ended, Place, furnished, run
from tracker.records import Diary
from tracker.storage import connection

Fault = Callable[[Place], AbstractContextManager[dict[str, int]]]
"""Holds while the action runs; it may give limits for the child."""


def log_one(place: Place) -> int:
    return place.command("log", "5", "--anxiety", "4", "--note", "-", stdin=note(0))


TRIED = (Action("log", log_one, kept_in_order), *(a for a in ACTIONS if a.name not in
         ("log", "save in the app", "first start")))  # fmt: skip


@dataclass
class Tally:
    """How often one fault was tried, and what it broke."""

    fault: str
    tried: int = 0
    refused: int = 0
    """How often the command could not do its work and said so."""
    broken: list[str] = field(default_factory=list)
    skipped: str = ""


@contextlib.contextmanager
def no_longer_than(size: int, place: Place) -> Iterator[dict[str, int]]:
    """No file may grow beyond a size: what a quota does."""
    yield {"fsize": size}


@contextlib.contextmanager
def room_for(size: int, place: Place) -> Iterator[dict[str, int]]:
    """The disk has so many bytes left."""
    filler = place.folder / "filler"
    try:
        with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(65536))
        os.truncate(filler, max(0, filler.stat().st_size - size))
        yield {}
    finally:
        filler.unlink()


@contextlib.contextmanager
def only_to_be_read(place: Place) -> Iterator[dict[str, int]]:
    """The whole disk may only be read, which stops root, too."""
    mount = next(folder for folder in place.folder.parents if folder.is_mount())
    subprocess.run(["mount", "-o", "remount,ro", str(mount)], check=True)
    try:
        yield {}
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(mount)], check=True)


@contextlib.contextmanager
def held_by_another_program(place: Place) -> Iterator[dict[str, int]]:
    """Longer than anybody waits; the wait itself is shortened."""
    with (
        contextlib.closing(sqlite3.connect(place.home.diary, isolation_level=None)) as other,
        patch.object(connection, "BUSY_SECONDS", 0.02),
    ):
        other.execute("BEGIN EXCLUSIVE")
        yield {}


@contextlib.contextmanager
def put_aside(place: Place) -> Iterator[dict[str, int]]:
    """The snapshots' folder is a file, and so nothing can be put there."""
    place.home.snapshots.rename(aside := place.folder / "aside") if (
        there := place.home.snapshots.exists()
    ) else None
    place.home.snapshots.write_text("", encoding="utf-8")
    yield {}
    place.home.snapshots.unlink()
    if there:
        aside.rename(place.home.snapshots)


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int = 8) -> Iterator[Path | None]:
    """A disk of its own, None where none can be made."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(folder)]
    if not hasattr(os, "geteuid") or os.geteuid() or not shutil.which("mount"):
        yield None
        return
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def sizes(steps: int, largest: int) -> list[int]:
    """Sizes at random, so that every write is the last that fits in some run."""
    return sorted(random.randrange(0, largest) for _ in range(steps))


def campaign(folder: Path, steps: int) -> list[Tally]:
    """Try every fault on every action, those of size `steps` times."""
    folder.mkdir()
    tallies = [
        try_out("file too large", [partial(no_longer_than, s) for s in sizes(steps, 400_000)],
                folder / "a"),
        try_out("in use elsewhere", [held_by_another_program], folder / "b"),
        # What lies elsewhere no purge can reach.
        try_out("no snapshots folder", [put_aside], folder / "c", but="purge"),
    ]  # fmt: skip
    with small_disk(folder / "disk") as disk:
        if disk is None:
            why = "no disk can be made here"
            return [*tallies, Tally("disk full", skipped=why), Tally("read-only", skipped=why)]
        full = [partial(room_for, size) for size in sizes(steps, 400_000)]
        tallies.append(try_out("disk full", full, disk / "d"))
        tallies.append(try_out("read-only", [only_to_be_read], disk / "e"))
    return tallies


def try_out(name: str, faults: Sequence[Fault], folder: Path, but: str = "") -> Tally:
    """Let one kind of fault happen to every action but one."""
    tally = Tally(name)
    for action in TRIED:
        if action.name == but or not action.there():
            continue
        origin = furnished(folder / "origin", 40)
        action.prepare(origin)
        before = read_a_copy(origin)
        for fault in faults:
            _try(action, fault, origin, before, tally)
        shutil.rmtree(folder)
    return tally


def _try(action: Action, fault: Fault, origin: Place, before: Diary, tally: Tally) -> None:
    place = origin.copy(origin.folder.with_name("tried"))
    with fault(place) as limits:
        ended = run(place, action.work, limits=limits)
    tally.tried += 1
    tally.refused += bool(ended.code)
    wrong = faults_of_message(ended) + broken(action, place, before, len(ended.said))
    wrong += [f"{path.name} is left" for path in place.temporary()]
    again = run(place, action.again or action.work)
    wrong += [f"afterwards: {again.complained}"] if again.code else []
    tally.broken += [f"{action.name}: {what}" for what in wrong]
    shutil.rmtree(place.folder)


def faults_of_message(ended: Ended, allowed: Sequence[int] = (0, 1, 3, 4)) -> list[str]:
    """Anything but one sentence and an exit code that the contract knows."""
    said = ended.complained
    wrong = [f"exit code {ended.code}"] if ended.code not in allowed else []
    wrong += ["no sentence"] if ended.code and not said.endswith(".") else []
    bug = "Something went wrong" in said or "Traceback" in said or "Error:" in said
    return wrong + ([f"ill said: {said}"] if bug else [])
