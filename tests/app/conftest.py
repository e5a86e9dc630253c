from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.diaries import NOW, fill, four_weeks, infusions
from tracker.paths import Home
from tracker.storage import Store


@pytest.fixture
def new_store(tmp_path: Path) -> Store:
    """A diary in which nothing was ever written."""
    return Store.open(Home(tmp_path / "home"), NOW)


@pytest.fixture
def store(new_store: Store) -> Store:
    """A diary with infusions and no check-in, so that what a test records is all there is."""
    fill(new_store, [*infusions()])
    return new_store


@pytest.fixture
def full_store(new_store: Store) -> Store:
    """A diary with infusions and four weeks of check-ins, rating anxiety and sleep as well."""
    fill(new_store, [*infusions(), *four_weeks()], measures=("anxiety", "sleep"))
    return new_store
