"""Several processes at one diary, some killed: what they did, as one JSON line.

Run on its own, because it forks, and a test runner has threads that a fork would break:

    python -m tests.storage.processes kill_writers HOME ROUNDS
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import tracker.storage.migrations  # noqa: F401  # here once, not in every child
from tests.storage.making import check_in, measure
from tracker.paths import Home
from tracker.records import CheckIn, new_id
from tracker.storage import Store

RATED: dict[str, Any] = {"anxiety": 4, "sleep": 6.5, "pain": 2}


def utc_now() -> datetime:
    return datetime.now(UTC)


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
    return check_in(5, id=new_id(utc_now()), **RATED)


def diary(home: Home) -> Store:
    store = Store.open(home, utc_now())
    with store.writing(utc_now(), "measures") as unit:
        unit.put_measures([measure(key) for key in RATED])
    return store


def acknowledge(pipe: int, record: CheckIn) -> None:
    os.write(pipe, f"{record.id}\n".encode())


def honest(store: Store, pipe: int) -> NoReturn:
    """Acknowledge each entry once it is kept, as every command does."""
    while True:
        store.add(record := entry(), utc_now(), "a check-in")
        acknowledge(pipe, record)


def hasty(store: Store, pipe: int) -> NoReturn:
    """Acknowledge before COMMIT: the harness must find entries lost."""
    while True:
        with store.writing(utc_now(), "a check-in") as unit:
            unit.add(record := entry())
            acknowledge(pipe, record)


def piecemeal(store: Store, pipe: int) -> NoReturn:
    """Keep ratings in a transaction of their own: the harness must find entries torn."""
    while True:
        record = entry()
        store.add(check_in(5, id=record.id), utc_now(), "half a check-in")
        with store.writing(utc_now(), "the other half") as unit:
            unit.change(record)
        acknowledge(pipe, record)


def kill_writers(folder: Path, rounds: int, write: Callable[[Store, int], NoReturn]) -> Any:
    """Kill a writer at random moments; count what it had acknowledged and is not there."""
    store = diary(Home(folder))
    acknowledged: set[str] = set()
    hot = 0
    for _ in range(rounds):
        acknowledged |= killed_after(lambda pipe: write(store, pipe))
        hot += store.home.diary.with_name("diary.db-journal").exists()
        store.read()
    kept = store.read().check_ins
    return {
        "acknowledged": len(acknowledged),
        "lost": len(acknowledged - {record.id for record in kept}),
        "torn": sum(len(record.ratings) != 1 + len(RATED) for record in kept),
        "hot_journals": hot,
        "sound": quick_check(store.home.diary),
    }


def killed_after(write: Callable[[int], NoReturn]) -> set[str]:
    """Run a writer, kill it a few entries later, and return what it acknowledged."""
    read_end, write_end = os.pipe()
    pid = fork(lambda: write(write_end))
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        first = pipe.readline()
        time.sleep(random.uniform(0, 0.03))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return set((first + pipe.read()).split())


def quick_check(path: Path) -> Any:
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute("PRAGMA quick_check").fetchone()[0]


def kill_migrations(folder: Path, rounds: int) -> Any:
    """Kill a first start at random moments; what version and how many tables it left."""
    left = []
    for number in range(rounds):
        home = Home(folder / str(number))
        pid = fork(partial(start, home))
        time.sleep(random.uniform(0, 0.03))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        left.append(state(home.diary))
        start_and_record(home)
    return {"left": sorted(set(left))}


def start(home: Home) -> None:
    Store.open(home, utc_now())


def start_and_record(home: Home) -> None:
    Store.open(home, utc_now()).add(check_in(5, id=new_id(utc_now())), utc_now(), "a check-in")


def state(path: Path) -> tuple[int, int]:
    if not path.exists():
        return 0, 0
    with closing(sqlite3.connect(path)) as conn:
        (version,) = conn.execute("PRAGMA user_version").fetchone()
        (tables,) = conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return version, tables


def open_at_once(folder: Path, rounds: int) -> Any:
    """Start three processes at once in a home that is not there yet, again and again."""
    ended_well, kept = 0, 0
    for number in range(rounds):
        home = Home(folder / str(number))
        ended_well += succeeded([fork(partial(start_and_record, home)) for _ in range(3)])
        kept += len(Store.open(home, utc_now()).read().check_ins)
    return {"ended_well": ended_well, "kept": kept}


def write_together(folder: Path, entries: int) -> Any:
    """Two writers and a reader at one diary."""
    store = diary(Home(folder))

    def write() -> None:
        for _ in range(entries):
            store.add(entry(), utc_now(), "a check-in")

    def read() -> None:
        for _ in range(entries):
            assert all(len(c.ratings) == 1 + len(RATED) for c in store.read().check_ins)

    ended_well = succeeded([fork(write), fork(write), fork(read)])
    return {"ended_well": ended_well, "kept": len(store.read().check_ins)}


TASKS: dict[str, Callable[[Path, int], Any]] = {
    "kill_honest_writers": lambda folder, n: kill_writers(folder, n, honest),
    "kill_hasty_writers": lambda folder, n: kill_writers(folder, n, hasty),
    "kill_piecemeal_writers": lambda folder, n: kill_writers(folder, n, piecemeal),
    "kill_migrations": kill_migrations,
    "open_at_once": open_at_once,
    "write_together": write_together,
}

if __name__ == "__main__":
    task, folder, number = sys.argv[1:]
    sys.stdout.write(json.dumps(TASKS[task](Path(folder), int(number))))
