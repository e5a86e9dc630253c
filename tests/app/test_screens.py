"""What stands on the screens on the way through the app, as the files in `screens/` have it.

After a change that is meant, `TRACKER_WRITE_SCREENS=1 pytest tests/app/test_screens.py` writes them
anew: read the difference before it is committed. A step shows the lines that it changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.patient import patient
from tests.clock import NOW, TODAY
from tests.conftest import new_store
from tracker.demo import invented_diary
from tracker.paths import Home
from tracker.storage import Store

SCREENS = Path(__file__).parent / "screens"

EMPTY = {
    "first run": "b 2 enter enter escape t n escape d escape e escape 7 enter u q",
    "empty": "i a escape p escape g c m v a escape s h k r 1 o",
}
FULL = {
    "today": "7 enter 4 enter 6 . 5 enter n W e l l enter e enter escape d left left 3 enter u u "
    "question_mark escape f2 down escape 1 1 escape g escape",
    "infusions": "i enter escape home d escape w u x u g end enter escape f down space "
    "escape x u p escape a y e s t e r d a y tab tab 9 a m tab tab 4 0 tab x enter escape",
    "trend": "c m m 1 2 3 plus minus left right a left right escape u",
    "events": "v down enter escape n escape l escape x u a escape 1 2 5 left right end "
    "question_mark escape",
    "scales": "s enter 1 2 minus left 1 1 1 1 1 1 enter enter u n escape down enter escape",
    "history": "h down z escape k k k k k m slash r i v e r enter escape d escape x u home enter "
    "escape 1 2",
    "report": "r down right down right down down n space escape tab pagedown pageup 2 "
    "question_mark escape",
    "settings": "o down enter shift+down u tab enter down escape down enter escape down enter u "
    "down enter escape down tab enter escape down enter escape a c a l m tab tab x enter escape u",
    "crisis": "f2 e tab tab tab escape r down enter e escape escape",
}
SIZES = {"narrow": (60, 20), "wide": (120, 36)}


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A diary in a folder whose name is the same each time."""
    monkeypatch.chdir(tmp_path)
    return new_store(Home(Path("home")))


@pytest.fixture
def invented(empty: Store) -> Store:
    """A diary with something of everything."""
    diary = invented_diary(11, TODAY)
    with empty.writing(NOW, "the demo") as unit:
        unit.put_measures(diary.measures, replace_all=True)
        unit.add_many([*diary.check_ins, *diary.infusions, *diary.assessments, *diary.events])
    return empty


@pytest.mark.parametrize("walk", [*EMPTY, *FULL])
async def test_each_key_shows_what_it_showed(walk: str, request: pytest.FixtureRequest) -> None:
    store: Store = request.getfixturevalue("empty" if walk in EMPTY else "invented")
    screens = []
    async with patient(store) as person:
        screens.append(("", person.screen))
        for key in {**EMPTY, **FULL}[walk].split():
            await person.press("full_stop" if key == "." else key)
            if person.app.is_running:
                screens.append((key, person.screen))
    check(walk, screens)


@pytest.mark.parametrize("walk", SIZES)
async def test_each_place_shows_what_it_showed_at_any_size(invented: Store, walk: str) -> None:
    screens = []
    async with patient(invented, size=SIZES[walk]) as person:
        for key in "ticvshr":
            await person.press(key)
            screens.append((key, person.screen))
    check(walk, screens)


def check(walk: str, screens: list[tuple[str, str]]) -> None:
    file, found = SCREENS / f"{walk}.txt", "\n".join(changes(screens))
    if os.environ.get("TRACKER_WRITE_SCREENS"):
        SCREENS.mkdir(exist_ok=True)
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


def changes(screens: list[tuple[str, str]]) -> Iterator[str]:
    """Yield each key and the lines that it changed, with their numbers."""
    before: dict[int, str] = {}
    seen = dict[str, str]()
    for step, (key, screen) in enumerate(screens):
        lines = dict(enumerate(screen.split("\n"), start=1))
        if screen in seen:
            yield f"== {step} {key}: as after {seen[screen]}"
        else:
            yield f"== {step} {key}"
            yield from (f"{n:>2}{line}" for n, line in lines.items() if before.get(n) != line)
        seen.setdefault(screen, f"{step} {key}")
        before = lines
