"""Each screen as text, empty and full, at the sizes terminals come in."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tests.app.diaries import NOW, fill, four_weeks, infusions
from tests.app.patient import patient
from tracker.app.modes import MODES
from tracker.paths import Home
from tracker.storage import Store

SMALL, LARGE, TINY = (80, 24), (120, 40), (60, 20)


class ScreenText(SingleFileSnapshotExtension):
    """One text file a screen, so that a change to it is read as a change of lines."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def screen(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(ScreenText)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An empty diary at a place that reads the same on every machine."""
    monkeypatch.chdir(tmp_path)
    return Store.open(Home(Path("somewhere")), NOW)


@pytest.fixture
def full(empty: Store) -> Store:
    fill(empty, [*infusions(), *four_weeks()], measures=("anxiety", "sleep"))
    return empty


EMPTY = {mode.name: [mode.key] for mode in MODES}
FULL = {
    "today": [],
    "choose-day": ["d"],
    "filling-in": [*"fri", "enter"],
    "note": ["escape", "n"],
    "saved": ["escape", "7", "enter"],
    "help": ["escape", "question_mark"],
    "infusions": ["escape", "i"],
    "edit-infusion": ["end", "e"],
    "plan": ["escape", "p", *"tue"],
    "trend": ["escape", "c"],
    "trend-weeks": ["2"],
    "trend-after": ["a"],
    "alongside": ["l"],
    "scales": ["s"],
    "history": ["h"],
    "history-found": ["f", *"walk"],
    "history-edit": ["escape", "escape", "h", "down", "down", "e"],
    "history-before": ["tab", "ctrl+u", "3", "enter", "h"],
    "report": ["escape", "r"],
    "settings": ["o"],
}
"""What is pressed for each picture, from where the one before it was taken."""


async def sitting(
    store: Store, size: tuple[int, int], keys: dict[str, list[str]]
) -> dict[str, str]:
    """Go through the screens one after the other, as one person in one sitting."""
    shown = {}
    async with patient(store, size=size) as person:
        for name, pressed in keys.items():
            await person.press(*pressed)
            shown[name] = person.screen + "\n"
    return shown


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_an_empty_diary(
    empty: Store, screen: SnapshotAssertion, size: tuple[int, int]
) -> None:
    for name, text in (await sitting(empty, size, EMPTY)).items():
        assert text == screen(name=name)


@pytest.mark.parametrize("size", [SMALL, LARGE, TINY], ids=["80x24", "120x40", "60x20"])
async def test_a_full_diary(full: Store, screen: SnapshotAssertion, size: tuple[int, int]) -> None:
    for name, text in (await sitting(full, size, FULL)).items():
        assert text == screen(name=name)
