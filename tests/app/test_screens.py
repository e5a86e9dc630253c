"""Each screen as text, empty and full, at the sizes terminals come in."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tests.app.diaries import NOW, fill, four_weeks, infusions
from tests.app.patient import patient
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


async def shown(store: Store, size: tuple[int, int], *keys: str) -> str:
    async with patient(store, size=size) as person:
        await person.press(*keys)
        return person.screen + "\n"


EMPTY = {
    "today": [],
    "infusions": ["i"],
    "trend": ["c"],
    "history": ["h"],
    "report": ["r"],
}
FULL = {
    "today": [],
    "saved": ["7", "enter"],
    "filling-in": ["d", *"fri", "enter"],
    "choose-day": ["d"],
    "note": ["n"],
    "infusions": ["i"],
    "edit-infusion": ["i", "end", "e"],
    "plan": ["i", "p", *"tue"],
    "trend": ["c"],
    "trend-weeks": ["c", "2"],
    "trend-after": ["c", "a"],
    "history": ["h"],
    "history-found": ["h", "f", *"walk"],
    "history-edit": ["h", "down", "down", "e"],
    "history-before": ["h", "down", "down", "e", "tab", "ctrl+u", "3", "enter", "h"],
    "report": ["r", "left"],
    "help": ["question_mark"],
}


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", EMPTY)
async def test_an_empty_diary(
    empty: Store, screen: SnapshotAssertion, name: str, size: tuple[int, int]
) -> None:
    assert await shown(empty, size, *EMPTY[name]) == screen


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", FULL)
async def test_a_full_diary(
    full: Store, screen: SnapshotAssertion, name: str, size: tuple[int, int]
) -> None:
    assert await shown(full, size, *FULL[name]) == screen


async def test_today_on_a_tiny_terminal(full: Store, screen: SnapshotAssertion) -> None:
    assert await shown(full, TINY, "7", "enter") == screen


@pytest.mark.parametrize("key", ["c", "h"], ids=["trend", "history"])
async def test_looking_back_on_a_tiny_terminal(
    full: Store, screen: SnapshotAssertion, key: str
) -> None:
    assert await shown(full, TINY, key) == screen
