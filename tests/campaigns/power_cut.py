"""Cut the power at every moment of a series of commits, and open what the disk then holds."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count, islice
from pathlib import Path

from tests.campaigns.disk import Acknowledged, Disk, Event, under_the_store
from tests.campaigns.place import MEMORY
from tests.campaigns.remains import Platter, Remains
from tests.campaigns.soundness import fingerprint, is_intact, lenient
from tests.conftest import NOW
from tests.storage.making import check_in, event, infusion, measure
from tracker.paths import Home
from tracker.records import CheckIn, Settings
from tracker.storage import Store, connection
from tracker.storage.snapshots import path_for


@dataclass
class Recording:
    """A series of commits: the file before them, all that the disk did, and each state kept."""

    first: bytes
    events: list[Event] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    """What the diary said before, and after each acknowledgement."""


def record(folder: Path, steps: int, *, instead: tuple[str, str] = ("", "")) -> Recording:
    """Keep a diary, so many changes of it, on a disk that remembers."""
    home = Home(folder)
    store = Store.open(home, NOW)
    home.snapshots.mkdir()
    with store.writing(NOW, "what is rated") as unit:
        unit.put_measures([measure("anxiety"), measure("sleep")])
    recording = Recording(home.diary.read_bytes(), states=[_fingerprint_of(home.diary)])
    disk = Disk(f"remembering {folder}")
    for moment, step in islice(_steps(), steps):
        path_for(home.snapshots, moment, "daily").touch()  # its making is no part of this
        with under_the_store(disk, instead=instead):
            step(store, moment)
        disk.events.append(Acknowledged())
        recording.states.append(_fingerprint_of(home.diary))
    recording.events = disk.events
    disk.unregister()
    return recording


Step = Callable[[Store, datetime], object]


def _steps() -> Iterator[tuple[datetime, Step]]:
    for number in count():
        for minute, step in enumerate(_A_DAY):
            yield NOW + timedelta(days=number, minutes=minute), step


def _score(store: Store, now: datetime) -> None:
    store.add(check_in(7, id=f"score-{now:%j}"), now, "a score")


def _score_and_more(store: Store, now: datetime) -> None:
    entry = check_in(4, anxiety=6, sleep=5.5, note="A day. " * 40, id=f"more-{now:%j}")
    store.add(entry, now, "a check-in")


def _second_thought(store: Store, now: datetime) -> None:
    last = store.read().check_ins[-1]
    with store.writing(now, "a second thought") as unit:
        unit.overwrite(replace(last, note="On second thought."))


def _long_note(store: Store, now: datetime) -> None:
    store.add(check_in(3, note="Not a good day. " * 1000, id=f"long-{now:%j}"), now, "a note")


def _visit(store: Store, now: datetime) -> None:
    """Several records as one change, as a form brings them."""
    with store.writing(now, "a visit") as unit:
        unit.add(infusion(date(2026, 11, 1), id=f"infusion-{now:%j}", note="Slept. " * 50))
        unit.add(event(id=f"event-{now:%j}", dose="25 mg"))
        unit.put_settings(Settings(name=f"person {now:%j}"))


def _many(store: Store, now: datetime) -> None:
    with store.writing(now, "an import") as unit:
        for number in range(25):
            unit.add(check_in(number % 11, anxiety=2, note="x" * 900, id=f"m{now:%j}-{number}"))


def _removal(store: Store, now: datetime) -> None:
    last = store.read().check_ins[-1]  # not within the transaction, which may hold the file
    with store.writing(now, "a removal") as unit:
        unit.remove(CheckIn, last.id)


def _undo(store: Store, now: datetime) -> None:
    store.undo(now)


_A_DAY: Sequence[Step] = (
    *(_score, _score_and_more, _second_thought, _visit, _long_note),
    *(_removal, _undo, _many),
)


def _fingerprint_of(diary: Path) -> str:
    with lenient(diary) as conn:
        return fingerprint(conn)


@dataclass
class Outcome:
    """What became of a diary in every state of the disk that was looked at."""

    commits: int = 0
    states: int = 0
    """States that differ from each other."""
    found: Counter[str] = field(default_factory=Counter)
    """How many were as they should, `kept`; how many `lost`, `torn` or `damaged` something."""

    @property
    def bad(self) -> int:
        return self.states - self.found["kept"]


def campaign(
    folder: Path,
    steps: int,
    *,
    times: int = 4,
    instead: tuple[str, str] = ("", ""),
    seed: int = 0,
    seconds: float | None = None,
) -> Outcome:
    """Cut the power after each event of some changes, in `times` random ways and four more."""
    with tempfile.TemporaryDirectory(dir=MEMORY or folder) as there:
        home, remains = Path(there) / "home", Path(there) / "remains"
        recording = record(home, steps, instead=instead)
        remains.mkdir()
        until = time.monotonic() + seconds if seconds else None
        chance = random.Random(seed)
        return _replay(recording, str(home / "diary.db"), remains, times, chance, until)


def _replay(
    recording: Recording,
    diary: str,
    there: Path,
    times: int,
    chance: random.Random,
    until: float | None,
) -> Outcome:
    outcome = Outcome()
    platter, acknowledged, seen = Platter(diary, recording.first), 0, set[int]()
    for done in recording.events:
        platter.take(done)
        acknowledged += isinstance(done, Acknowledged)
        for remains in platter.cuts(times, chance):
            if (key := hash((acknowledged, *sorted(remains.items())))) not in seen:
                seen.add(key)
                outcome.found[_verdict(remains, there, recording.states, acknowledged)] += 1
        if until and time.monotonic() > until:
            break
    outcome.commits, outcome.states = acknowledged, len(seen)
    return outcome


def _verdict(remains: Remains, there: Path, states: Sequence[str], acknowledged: int) -> str:
    """Open what is left as the next run would, and compare it with what was confirmed."""
    for path in there.iterdir():
        path.unlink()
    for name, content in remains.items():
        (there / Path(name).name).write_bytes(content)
    try:
        with closing(connection.connect(there / "diary.db")) as conn:
            if not is_intact(conn):
                return "damaged"
            says = fingerprint(conn)
    except (sqlite3.Error, ValueError):
        return "damaged"
    # What was under way when the power went may be there, too, but then all of it.
    if says in states[acknowledged : acknowledged + 2]:
        return "kept"
    return "lost" if says in states[:acknowledged] else "torn"
