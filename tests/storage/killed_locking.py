"""Kills locking and unlocking at several steps; prints what was left as one line of JSON.

A program of its own, because it forks:

    python -m tests.storage.killed_locking FOLDER
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.ciphered import KEY
from tests.storage.making import check_in, digest, later
from tracker.paths import Home, looks_locked
from tracker.storage import Store, encryption
from tracker.storage.files import clear_leftovers

NEEDLE = "a word that nobody else reads"
ANOTHER = KEY.replace("a1", "c3")
STEPS = (2, 4, 8)
"""Which call of `os.fsync` or `os.replace` kills it; each file takes four of them."""


def filled(home: Home) -> Home:
    """Make a diary with two copies, all of which hold the needle."""
    store = Store.open(home, later(0))
    store.add(check_in(5, note=NEEDLE), later(0), "a check-in")
    for seconds in (60, 120):
        store.snapshot(later(seconds), "backup")
    return home


def killed_at(step: int, work: Callable[[], object]) -> None:
    """Run a function in a child process that is killed at its n-th step."""
    if pid := os.fork():
        os.waitpid(pid, 0)
        return
    left = iter(range(step - 1))

    def counting(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any) -> Any:
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments)

        return counted

    os.fsync, os.replace = counting(os.fsync), counting(os.replace)
    work()
    os._exit(0)


def one_round(whole: Home, step: int, former: str | None, wanted: str | None) -> dict[str, Any]:
    """Kill a change of key at a step, run it again, and return what was there before and after."""
    home = Home(whole.folder.with_name(f"{step}-{wanted is None}"))
    shutil.copytree(whole.folder, home.folder)
    (home.folder / ".infusion-tracker-half").write_text(NEEDLE, encoding="utf-8")
    encryption.use(encryption.Keys(home.diary, former))
    said = digest(home.diary)
    killed_at(step, lambda: encryption.convert(home, wanted))
    then = sum(looks_locked(path) for path in home.folder.rglob("*.db"))
    # The next run. One that locks an unlocked diary again derives another key.
    present = (former or wanted) if home.locked else None
    encryption.use(encryption.Keys(home.diary, present, [former] if former else []))
    sound = digest(home.diary) == said
    again = present if home.locked and wanted else wanted and ANOTHER
    unfit = encryption.convert(home, again)
    files = [path for path in home.folder.rglob("*") if path.is_file()]
    return {
        "then": then,
        "whole": sound and digest(home.diary) == said,
        "unfit": len(unfit),
        "files": len(files),
        "locked": sum(map(looks_locked, files)),
        "readable": sum(NEEDLE.encode() in path.read_bytes() for path in files),
    }


def leftovers_of_unlock(locked: Home, step: int) -> dict[str, int]:
    """Kill `unlock` while a readable copy exists; return what the next command removes."""
    home = Home(locked.folder.with_name(f"left-{step}"))
    shutil.copytree(locked.folder, home.folder)
    encryption.use(encryption.Keys(home.diary, KEY))
    killed_at(step, lambda: encryption.convert(home, None))
    counts = {"readable": readable(home), "removed": len(clear_leftovers(home, later(0)))}
    return {**counts, "afterwards": readable(home)}


def readable(home: Home) -> int:
    """Count the hidden files in which anybody can read the needle."""
    files = [path for path in home.folder.rglob(".*") if path.is_file()]
    return sum(NEEDLE.encode() in path.read_bytes() for path in files)


def main(folder: Path) -> None:
    """Kill locking and unlocking at each step, and print what was found."""
    encryption.use(encryption.Keys(folder, None))
    plain = filled(Home(folder / "plain"))
    locked = Home(folder / "locked")
    shutil.copytree(plain.folder, locked.folder)
    encryption.use(encryption.Keys(locked.diary, None))
    encryption.convert(locked, KEY)
    found = {
        "lock": [one_round(plain, step, None, KEY) for step in STEPS],
        "unlock": [one_round(locked, step, KEY, None) for step in STEPS[1:2]],
        "left": [leftovers_of_unlock(locked, step) for step in (1, 2, 5)],
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
