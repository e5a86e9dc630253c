"""Several processes at one diary: what they did, as one JSON line.

Run on its own, because it forks, and a test runner has threads that a fork would break:

    python -m tests.storage.processes write_together HOME ENTRIES
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import tracker.storage.schema  # noqa: F401  # here once, not in every child
from tests.ciphered import EVERYWHERE, KEY
from tests.clock import Clock
from tests.storage.making import check_in, measure
from tracker.paths import Home
from tracker.records import CheckIn, new_id
from tracker.storage import Store, encryption

RATED: dict[str, Any] = {"anxiety": 4, "sleep": 6.5, "pain": 2}


moment = Clock()
"""Each process goes on from here with a clock of its own."""


def fork(work: Callable[[], None]) -> int:
    """Do something in a child process; 1 is its exit code when that fails."""
    if pid := os.fork():
        return pid
    try:
        work()
    except BaseException as error:  # noqa: BLE001  # whatever it is, the parent counts it
        sys.stderr.write(f"{error!r}\n")
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def succeeded(pids: Sequence[int]) -> int:
    """Wait for children; how many of them ended well."""
    return sum(os.waitpid(pid, 0)[1] == 0 for pid in pids)


def entry() -> CheckIn:
    return check_in(5, id=new_id(moment()), **RATED)


def diary(home: Home) -> Store:
    store = Store.open(home, moment())
    with store.writing(moment(), "measures") as unit:
        unit.put_measures([measure(key) for key in RATED])
    return store


def start_and_record(home: Home) -> None:
    Store.open(home, moment()).add(check_in(5, id=new_id(moment())), moment(), "a check-in")


def open_at_once(folder: Path, rounds: int) -> Any:
    """Start three processes at once in a home that is not there yet, again and again."""
    ended_well, kept = 0, 0
    for number in range(rounds):
        home = Home(folder / str(number))
        ended_well += succeeded([fork(partial(start_and_record, home)) for _ in range(3)])
        kept += len(Store.open(home, moment()).read().check_ins)
    return {"ended_well": ended_well, "kept": kept}


def write_together(folder: Path, entries: int) -> Any:
    """Two writers and a reader at one diary."""
    store = diary(Home(folder))

    def write() -> None:
        for _ in range(entries):
            store.add(entry(), moment(), "a check-in")

    def read() -> None:
        for _ in range(entries):
            assert all(len(c.ratings) == 1 + len(RATED) for c in store.read().check_ins)

    ended_well = succeeded([fork(write), fork(write), fork(read)])
    return {"ended_well": ended_well, "kept": len(store.read().check_ins)}


TASKS: dict[str, Callable[[Path, int], Any]] = {
    "open_at_once": open_at_once,
    "write_together": write_together,
}

if __name__ == "__main__":
    task, folder, number = sys.argv[1:]
    if EVERYWHERE:
        encryption.use(encryption.Keys(Path(), KEY))
    sys.stdout.write(json.dumps(TASKS[task](Path(folder), int(number))))
