"""Presses random keys in the app, over all places, and asks whether it crashed or lost anything.

    python -m tests.campaigns.random_keys --count 20000 [--seed 1]

Every score that was confirmed must be on disk, undone or removed by a key; a fault ends the run
with its place. Sizes and themes change on the way.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.app.diaries import fill, four_weeks, infusions
from tests.app.patient import patient
from tests.clock import NOW
from tracker.paths import Home
from tracker.storage import Store

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
NAMED = (
    "enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "delete",
    "backspace", "space", "slash", "question_mark", "f1", "f2", "f3", "ctrl+p", "ctrl+j", "ctrl+s",
    "pageup", "pagedown", "minus", "full_stop", "[", "]", "é", "日",
)  # fmt: skip
SIZES = ((80, 24), (60, 20), (100, 30), (120, 36), (160, 50))
NEVER = ("q",)
"""Would leave the app."""


def keys(rng: Random, count: int) -> list[str]:
    """Keys as a cat presses them: letters, and twice as often the keys that do something."""
    letters = [key for key in LETTERS if key not in NEVER]
    weights = [2] * len(NAMED) + [1] * len(letters)
    return rng.choices([*NAMED, *letters], weights, k=count)


async def press(count: int, seed: int) -> int:
    """Press keys and return how many records the diary holds at the end."""
    rng = Random(seed)
    with TemporaryDirectory() as folder:
        store = Store.open(Home(Path(folder)), NOW)
        fill(store, [*infusions(), *four_weeks()], measures=("anxiety", "sleep", "self_harm"))
        pressed: list[str] = []
        async with patient(store, size=SIZES[0]) as person:
            for n, key in enumerate(keys(rng, count)):
                pressed.append(key)
                if n % 500 == 499:
                    await person.resize(*rng.choice(SIZES))
                try:
                    await person.press(key)
                except BaseException:
                    print("pressed last:", *pressed[-60:])
                    raise
                assert person.app.is_running, pressed[-60:]
        diary = store.read()
        return len(diary.check_ins) + len(diary.infusions) + len(diary.events)


def main() -> None:
    """Press as many keys as asked for, in runs of two thousand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for n in range(max(1, asked.count // 2_000)):
        count = min(2_000, asked.count)
        print(f"seed {asked.seed + n}: {asyncio.run(press(count, asked.seed + n))} records")


if __name__ == "__main__":
    main()
