"""What the screens show on walks through the app, compared with the files in `screens/`.

After an intended change, `TRACKER_WRITE_SCREENS=1 pytest tests/app/test_screens.py` writes the
files anew; read the difference before you commit it. Each key, or word, is listed with the lines
it changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from tests.app.patient import patient
from tests.app.test_places import assert_whole
from tests.clock import NOW, TODAY
from tests.conftest import new_store
from tests.sweep import always
from tracker.app.navigation import PLACES
from tracker.demo import invented_diary
from tracker.paths import Home
from tracker.records import Infusion, known_measure
from tracker.storage import Store

SCREENS = Path(__file__).parent / "screens"

# The keys of each walk, by the diary that it begins with; a word in quotes is typed at once.
EMPTY = {
    "first run": "b 2 enter enter escape t n escape d escape e escape 7 enter u q",
    "empty": "i a escape p escape g c m v a escape s h k r 1 o",
}
FULL = {
    "today": "7 enter 4 enter 6 . 5 enter n 'Well' enter e enter escape d left left 3 enter u u "
    "question_mark escape f2 down escape 1 1 escape g escape",
    "infusions": "i enter escape home d escape w u x u g end enter escape f down space "
    "escape x u p escape a 'yesterday' tab tab '9am' tab tab '40' tab x enter escape",
    "trend": "c m m 1 2 3 plus minus left right a left right "
    "question_mark pagedown escape escape u",
    "events": "v down enter escape n escape l escape x u a escape 1 2 5 left right end "
    "question_mark escape",
    "scales": "s enter 1 2 minus left 1 1 1 1 1 1 enter enter u n escape down enter escape "
    "question_mark pagedown escape",
    "history": "h down z escape k k k k k m slash 'river' enter escape d escape x u home enter "
    "escape 1 2 question_mark pagedown escape",
    "report": "r down right down right down down n space escape tab pagedown pageup 2 "
    "question_mark escape shift+tab space x escape home tab tab end space enter a tab b enter "
    "escape",
    "settings": "o down enter shift+down u tab enter down escape down enter escape down enter u "
    "down enter escape down tab enter escape down enter escape a 'calm' tab tab x enter escape u "
    "question_mark pagedown escape",
    "crisis": "f2 e tab tab tab escape r down enter e escape escape",
}
OPEN = {
    "open questions": "7 enter escape g enter i home down w u d 'yesterday' enter e tab "
    "right enter escape r escape",
    "care": "3 enter enter enter 2 enter down escape u n x enter e enter escape y y question_mark "
    "escape h enter right escape o tab tab enter escape f2 r enter",
    "event forms": "v a 'Lithium' tab '250' tab enter a right right 'CBT' enter a right x tab "
    "tab tab enter u e tab tab tab 'oct' enter escape",
    "more scales": "s n 'HAMD' tab '12' enter tab 0 tab '52' enter s down down enter 0 0 0 enter u "
    "s end enter escape",
}
SIZES = {"narrow": (60, 20), "78 columns": (78, 36), "100 columns": (100, 30), "wide": (120, 36)}
"""Two of them are the smallest that have their layout."""
ALWAYS = ("today", "narrow")


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A diary without entries, in a folder whose name is the same each time."""
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


@pytest.fixture
def asked(invented: Store) -> Store:
    """The same diary, which also asks about self-harm and has an overdue planned infusion."""
    with invented.writing(NOW, "more") as unit:
        unit.put_measures([replace(m, active=True) for m in [known_measure("self_harm")] if m])
        day = TODAY - timedelta(days=2)
        unit.add(Infusion(id="planned", day=day, status="planned", start=time(10, 30), note="ask"))
    return invented


@pytest.mark.parametrize("walk", always(ALWAYS, [*EMPTY, *FULL, *OPEN]))
async def test_each_key_changes_the_screen_as_in_the_file_of_its_walk(
    walk: str, request: pytest.FixtureRequest
) -> None:
    kind = "empty" if walk in EMPTY else "asked" if walk in OPEN else "invented"
    store: Store = request.getfixturevalue(kind)
    screens = []
    async with patient(store) as person:
        screens.append(("", person.screen))
        for key in {**EMPTY, **FULL, **OPEN}[walk].split():
            word = key.strip("'")
            await person.press(*(word if word != key else ["full_stop" if key == "." else key]))
            if person.app.is_running:
                screens.append((key, person.screen))
    check(walk, screens)


@pytest.mark.parametrize("walk", always(ALWAYS, SIZES))
async def test_each_place_is_whole_and_looks_as_in_the_file_of_its_size(
    invented: Store, walk: str
) -> None:
    screens = []
    async with patient(invented, size=SIZES[walk]) as person:
        for place in PLACES:
            await person.press(place.key)
            screens.append((place.key, person.screen))
            assert_whole(person, screens[-1][1])
    check(walk, screens)


def check(walk: str, screens: list[tuple[str, str]]) -> None:
    """Compare the keys and the screens after them with the file."""
    compare(walk, "\n".join(changes(screens)))


def compare(name: str, found: str) -> None:
    """Compare a text with the file of its name."""
    file = SCREENS / f"{name}.txt"
    if os.environ.get("TRACKER_WRITE_SCREENS"):
        SCREENS.mkdir(exist_ok=True)
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


def changes(screens: list[tuple[str, str]]) -> Iterator[str]:
    """Yield each key, then the lines that it changed, or the step with the same screen."""
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
