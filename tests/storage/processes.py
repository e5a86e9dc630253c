"""Several processes at one diary; prints what they did as one line of JSON.

A program of its own, because it forks, which would break the threads of a test runner:

    python -m tests.storage.processes FOLDER write_together ENTRIES edit_together EDITS
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import tracker.storage.schema  # noqa: F401  # imported once, not in every child
from tests.ciphered import EVERYWHERE, KEY
from tests.clock import Clock
from tests.storage.making import check_in, edit_measure, measure, raw, rows
from tracker.paths import Home
from tracker.records import Assessment, CheckIn, Event, Infusion, new_id
from tracker.storage import Store, encryption
from tracker.storage.errors import LockedError

RATED: dict[str, Any] = {"anxiety": 4, "sleep": 6.5, "pain": 2}

moment = Clock()
"""The clock; each child goes on with a copy of its own."""


def fork(work: Callable[[], None]) -> int:
    """Run a function in a child process, which exits with 1 if it fails, and return its id."""
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
    """Wait for children, and return how many of them succeeded."""
    return sum(os.waitpid(pid, 0)[1] == 0 for pid in pids)


def insist(edit: Callable[[], object]) -> None:
    """Try again while the diary is in use: SQLite does not queue several writers."""
    while True:
        try:
            edit()
        except LockedError:
            continue
        return


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
            insist(partial(store.add, entry(), moment(), "a check-in"))

    def read() -> None:
        for _ in range(entries):
            assert all(len(c.ratings) == 1 + len(RATED) for c in store.read().check_ins)

    ended_well = succeeded([fork(write), fork(write), fork(read)])
    return {"ended_well": ended_well, "kept": len(store.read().check_ins)}


Edit = Callable[[Store, str, Any], object]
"""Give one field of something a value."""


def of_record(kind: type[Any], record_id: str) -> Edit:
    return lambda store, field, value: store.edit(moment(), kind, record_id, **{field: value})


def of_rating(store: Store, key: str, value: Any) -> None:
    store.edit(moment(), CheckIn, "c", ratings={key: value})


def of_measure(store: Store, field: str, value: Any) -> None:
    edit_measure(store, moment(), "pain", **{field: value})


def of_settings(store: Store, field: str, value: Any) -> None:
    store.edit_settings(moment(), **{field: value})


def of_whole_record(store: Store, field: str, value: Any) -> None:
    """Edit in the wrong way: read before the transaction, then write every field."""
    before = store.get(Infusion, "i")
    for _ in range(PATIENCE):
        if store.get(Infusion, "i") != before:
            break
    with store.writing(moment(), "edit") as transaction:
        transaction.overwrite(replace(before, **{field: value}))


MOST_CONTROLS = 10
"""Times the control is tried until it loses an edit."""

PATIENCE = 60
"""How often the control looks whether the other one has written since it read."""

SUBJECTS: dict[str, tuple[Edit, str, str]] = {
    "check-in": (of_rating, "mood", "anxiety"),
    "infusion": (of_record(Infusion, "i"), "dose_mg", "route"),
    "event": (of_record(Event, "e"), "title", "dose"),
    "assessment": (of_record(Assessment, "a"), "total", "questionnaire"),
    "measure": (of_measure, "label", "unit"),
    "settings": (of_settings, "name", "region"),
}
CONTROL = (of_whole_record, "dose_mg", "route")
VALUES: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("mood", "anxiety", "dose_mg", "total"), (3, 4, 5)),
    "route": ("iv", "im", "nasal"),
}


def lost_between_two(home: Home, subject: tuple[Edit, str, str], edits: int) -> int:
    """Let two programs edit a field each of one thing; return how many edits were lost."""
    edit, *fields = subject
    (begun,) = rows(home.diary, "SELECT max(id) FROM change")

    def work(field: str) -> None:
        store, values = Store(home), VALUES.get(field, ("one", "two", "three"))
        for number in range(edits):
            insist(partial(edit, store, field, values[number % len(values)]))

    ended_well = succeeded([fork(partial(work, field)) for field in fields])
    by_change = changed_fields(home, int(begun[0]))
    # A change of both fields wrote over what the other program had written.
    lost = sum(changed >= set(fields) for changed in by_change.values())
    missing = 2 * edits - sum(len(changed & set(fields)) for changed in by_change.values())
    return lost + missing + edits * (2 - ended_well)


def changed_fields(home: Home, after: int) -> dict[int, set[str]]:
    """Which fields each later change gave another value."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    query = "SELECT change, tbl, row_id, before, after FROM history WHERE change > ?"
    with raw(home.diary) as conn:
        for change, table, row_id, *images in conn.execute(query, (after,)):
            was, now = (json.loads(image) if image else {} for image in images)
            found[change] |= {
                key for key in now.keys() | was.keys() if was.get(key) != now.get(key)
            }
            found[change] |= (
                {row_id.rpartition(" ")[2]} if table in ("rating", "setting") else set()
            )
    return found


def edit_together(folder: Path, edits: int) -> Any:
    """Two programs at each kind of thing, and a control that reads before its transaction."""
    store, day = diary(Home(folder)), moment().date()
    filled = Assessment(id="a", day=day, questionnaire="isi", total=9, low=0, high=99)
    for record in (
        check_in(5, id="c", anxiety=2),
        Infusion(id="i", day=day, dose_mg=40, minutes=40),
        Event(id="e", kind="medication", title="Lithium", start=day),
        filled,
    ):
        store.add(record, moment())
    lost = {what: lost_between_two(store.home, each, edits) for what, each in SUBJECTS.items()}
    controls = (lost_between_two(store.home, CONTROL, edits) for _ in range(MOST_CONTROLS))
    return {"lost": lost, "control": next((found for found in controls if found), 0)}


TASKS: dict[str, Callable[[Path, int], Any]] = {
    "open_at_once": open_at_once,
    "write_together": write_together,
    "edit_together": edit_together,
}

if __name__ == "__main__":
    folder, *wanted = sys.argv[1:]
    if EVERYWHERE:
        encryption.use(encryption.Keys(Path(), KEY))
    found = {
        task: TASKS[task](Path(folder) / task, int(number))
        for task, number in zip(wanted[::2], wanted[1::2], strict=True)
    }
    sys.stdout.write(json.dumps(found))
