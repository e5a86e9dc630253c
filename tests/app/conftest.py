from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet

from tests import conftest as house
from tests.app.diaries import fill, four_weeks, infusions
from tracker.app.report import maker
from tracker.paths import Home
from tracker.storage import Store
from tracker.storage.connection import key_for_child

PARSE_RULES = Stylesheet._parse_rules
"""As Textual has it, for a test that counts what is parsed."""


@pytest.fixture(autouse=True, scope="session")
def parsed_once() -> Iterator[None]:
    """Parse a style once for all apps: Textual keeps what it parsed for one app only.

    A sixth of what opening the app costs, and the app is opened some six hundred times.
    """
    parsed = dict[frozenset[tuple[str, str]], dict[Any, Any]]()

    def remember(self: Stylesheet, css: str, **where: Any) -> Any:
        colours, rules = getattr(self, "_remembered", (None, dict[Any, Any]()))
        if colours is not self._variables:
            rules = parsed.setdefault(frozenset(self._variables.items()), {})
            self._remembered = self._variables, rules  # type: ignore[attr-defined]
        key = (css, *where.values())
        if key not in rules:
            rules[key] = PARSE_RULES(self, css, **where)
        return rules[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stylesheet, "_parse_rules", remember)
        yield


@cache
def _written(full: bool, _: object) -> bytes:
    """The file of a diary with entries; writing them takes longer than most tests need."""
    with TemporaryDirectory() as folder:
        store = house.new_store(Home(Path(folder)))
        more, measures = (four_weeks(), ("anxiety", "sleep")) if full else ([], ())
        fill(store, [*infusions(), *more], measures=measures)
        return store.home.diary.read_bytes()


@pytest.fixture
def new_store(tmp_path: Path) -> Store:
    """A diary in which nothing was ever written."""
    return house.new_store(Home(tmp_path / "home"))


@pytest.fixture
def store(new_store: Store) -> Store:
    """A diary with infusions and no check-in, so that what a test records is all there is."""
    new_store.home.diary.write_bytes(_written(False, key_for_child()))
    return new_store


@pytest.fixture
def full_store(new_store: Store) -> Store:
    """A diary with infusions and four weeks of check-ins, rating anxiety and sleep as well."""
    new_store.home.diary.write_bytes(_written(True, key_for_child()))
    return new_store


@pytest.fixture
def summer_time() -> Iterator[timezone]:
    """Let the system have summer time, as in Zurich: another hour in July than now, in November.

    Returns the zone of July.
    """
    if not hasattr(time, "tzset"):
        pytest.skip("one zone for all there")
    before = os.environ["TZ"]
    os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
    time.tzset()
    yield timezone(timedelta(hours=2))
    os.environ["TZ"] = before
    time.tzset()


@pytest.fixture(autouse=True)
def page_at_our_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """Let the program that the app starts for a page have the clock of the tests."""
    monkeypatch.setattr(maker, "PROGRAM", ("-m", "tests.clock", now.isoformat()))


@pytest.fixture(autouse=True)
def no_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put nothing off for long: a test waits for all of it."""
    monkeypatch.setattr("tracker.app.today.screen.QUIET", 0.001)
