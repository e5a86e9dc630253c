"""Keys as a cat would press them, over all places: nothing stops and nothing is lost.

    python -m tests.app.test_random_keys 20000 7

presses 20000 keys, from seed 7, on a terminal that changes its size.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from pathlib import Path

import pytest

from tests.app.diaries import fill, four_weeks, infusions
from tests.app.patient import Patient, patient
from tests.clock import NOW
from tracker.app.navigation import PLACES
from tracker.paths import Home
from tracker.storage import Store
from tracker.storage.check import check_diary

# Without q, which would leave the app.
LETTERS = [*"abcdefghijklmnoprstuvwxyz", *"0123456789", *" .,:-+/#[]", *"ABZ"]
KEYS = [
    *("enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end"),
    *("pageup", "pagedown", "space", "backspace", "delete", "ctrl+u", "ctrl+j", "ctrl+s"),
    *("f1", "f2", "f3", "question_mark", "shift+up", "shift+down"),
]
SIZES = [(60, 20), (80, 24), (100, 30), (120, 36), (40, 10)]


def ids(store: Store) -> set[str]:
    diary = store.read()
    kinds = (diary.check_ins, diary.infusions, diary.assessments, diary.events)
    return {record.id for records in kinds for record in records}


async def press(person: Patient, count: int, seed: int) -> None:
    """Press random keys; every record that was once on disk is there or was removed."""
    chance = random.Random(seed)
    known = ids(person.store)
    for n in range(count):
        key = chance.choice(chance.choice([LETTERS, KEYS, [place.key for place in PLACES]]))
        await person.press(key)
        assert person.drawn, f"key {n}, {key}"
        assert person.app.is_running, f"key {n}, {key}"
        stack = [type(screen).__name__ for screen in person.app.screen_stack]
        assert len(stack) < 8, f"key {n}, {key}: {stack}"
        assert person.app._exception is None, f"key {n}, {key}"
        if n % 25 == 24:
            await person.resize(*chance.choice(SIZES))
        if n % 20 == 19:
            present = ids(person.store)
            gone = known - present - {record.id for record in person.store.removed()}
            assert not gone, f"key {n}: {gone} is nowhere"
            known |= present


def filled(folder: Path) -> Store:
    store = Store.open(Home(folder), NOW)
    fill(store, [*infusions(), *four_weeks()], measures=("anxiety", "sleep"))
    return store


@pytest.mark.sweep
async def test_random_keys_stop_nothing_and_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With keys that lead to every place, to a form, to help and to crisis help, at four sizes."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")  # no page is drawn
    monkeypatch.setattr("shutil.which", lambda name: None)
    store = filled(tmp_path / "home")
    async with patient(store, size=(100, 30)) as person:
        await press(person, 80, seed=1512)
    assert check_diary(store.home.diary) == ()


async def _campaign(count: int, seed: int) -> None:
    sys.executable = "/nowhere/python"
    with tempfile.TemporaryDirectory() as folder:
        store = filled(Path(folder) / "home")
        async with patient(store, size=(100, 30)) as person:
            await press(person, count, seed)
        sys.stdout.write(f"{count} keys, {len(ids(store))} records, nothing lost\n")


if __name__ == "__main__":
    asyncio.run(_campaign(int(sys.argv[1]), int(sys.argv[2])))
