from __future__ import annotations

from pathlib import Path

import pytest

from tests import launch
from tracker.storage import Store

PAINT = """
import asyncio, sys
from pathlib import Path
from tests.app.diaries import NOW
from tests.app.patient import patient
from tracker.paths import Home
from tracker.storage import Store

async def paint(home):
    store = Store(Home(Path(home)))
    async with patient(store) as person:
        await person.press("7", "enter")
        assert "Saved: mood 7" in person.screen

asyncio.run(paint(sys.argv[1]))
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.fixture
def loaded(store: Store) -> set[str]:
    """Top-level modules in a process that painted Today on an existing diary and recorded."""
    home = str(store.home.folder)
    done = launch.python(store.home.folder, PAINT, home, check=True)
    return set(done.stdout.decode().split())


def test_recording_today_loads_no_library_that_it_does_not_need(loaded: set[str]) -> None:
    assert not loaded & {"matplotlib", "numpy", "pandas", "PIL", "sqlite_utils", "click"}
    assert {"textual", "sqlite3"} <= loaded


def test_importing_the_room_loads_nothing_of_the_toolkit(tmp_path: Path) -> None:
    code = "import sys, tracker.app; print('textual' in sys.modules, 'rich' in sys.modules)"
    assert launch.python(tmp_path, code, check=True).stdout.split() == [b"False", b"False"]


@pytest.mark.sweep
def test_every_place_can_be_imported_in_a_fresh_process(tmp_path: Path) -> None:
    code = (
        "from importlib import import_module\n"
        "from tracker.app.navigation import PLACES\n"
        "for place in PLACES:\n"
        "    module = import_module(f'tracker.app.{place.name}.screen')\n"
        "    getattr(module, f'{place.name.capitalize()}Place')\n"
    )
    done = launch.python(tmp_path, code)
    assert done.returncode == 0, done.stderr.decode()
