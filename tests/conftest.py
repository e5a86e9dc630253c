"""What most tests need: a home of their own, a diary in it, one moment, and the commands."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from json import loads
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

import pytest
from hypothesis import settings

from tests import clock, launch
from tests.ciphered import EVERYWHERE, KEY, KINDS, keys
from tests.clock import NOW as NOW
from tests.clock import Clock
from tracker.cli import main
from tracker.paths import HOME_VARIABLE, Home, private_directory
from tracker.storage import Store
from tracker.storage.connection import key_for_child


def pytest_configure() -> None:
    """Before anything is imported that could read the machine's zone, home or width."""
    launch.pin_this_process()
    launch.keep_files_in_memory()
    # Other examples in every run, so that few are enough; a test whose body is cheap takes more.
    settings.register_profile("tests", max_examples=15, deadline=None)
    settings.load_profile("tests")


def pytest_collection_finish() -> None:
    """Exempt what stays loaded to the end from every collection of garbage, and collect rarely."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


SKIPS = {
    "zsh is not installed",
    "fish is not installed",
    "root writes everywhere here",
    "no disks are made here",
    "file names are ASCII here",
    "there is no Chromium here to look with",
}
"""What a machine that tests may lack; every other skip is an error where none is allowed."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where `TRACKER_TEST_NO_SKIPS` is set, take a skip for a failure unless it has a name here."""
    report = yield
    if report.skipped and os.environ.get("TRACKER_TEST_NO_SKIPS"):
        reason = str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else "")
        if not any(reason.endswith(allowed) for allowed in SKIPS):
            report.outcome, report.longrepr = "failed", f"A skip that is on no list: {reason}"
    return report


@pytest.fixture(autouse=True)
def one_clock(now: datetime) -> Iterator[Clock]:
    """The clock of every command that runs in this process; `forward` lets time pass."""
    ours = Clock(now)
    with clock.replaced(ours):
        yield ours


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()

    @property
    def json(self) -> Any:
        return loads(self.raw)


Run = Callable[..., Ran]


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture(autouse=True)
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Whether the diaries of a test are plain or locked: as it says itself, else as the run is."""
    kind: str = getattr(request, "param", KINDS[EVERYWHERE])
    with keys(KEY if kind == "locked" else None):
        if kind == "locked":
            monkeypatch.setattr("tracker.cli.passphrases.open_locked", lambda _, __: None)
        yield kind


def _blank() -> bytes:
    """The file of a new diary; making it is most of what a short test would take."""
    return _blank_of(key_for_child())


@cache
def _blank_of(_: str | None) -> bytes:
    with TemporaryDirectory() as folder:
        return Store.open(Home(Path(folder)), NOW).home.diary.read_bytes()


def new_store(home: Home) -> Store:
    """A diary in which nothing was ever written."""
    _put(home.diary, _blank())
    return Store(home)


def _put(path: Path, content: bytes) -> None:
    """Write a file as private as those of a home, without waiting for any disk."""
    private_directory(path.parent)
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)


@pytest.fixture
def store(home: Home) -> Store:
    """A diary in which nothing was ever written."""
    return new_store(home)


@pytest.fixture
def ticks() -> Iterator[int]:
    """How many milliseconds after `now` the next command runs."""
    return count(1)


FillOnce = Callable[[Home, str, Callable[[], object]], None]

_FILLED: dict[tuple[str, str | None], dict[str, bytes]] = {}
"""The files of the homes that `fill_once` filled, by their name and the diary's key."""


@pytest.fixture
def fill_once(ticks: Iterator[int]) -> FillOnce:
    """Fill a home under a name with a few commands; later tests get copies of its files."""

    def fill_once(home: Home, name: str, fill: Callable[[], object]) -> None:
        key = name, key_for_child()
        files = _FILLED.get(key)
        if files is None:
            fill()
            found = (path for path in home.folder.rglob("*") if path.is_file())
            files = {str(path.relative_to(home.folder)): path.read_bytes() for path in found}
            _FILLED[key] = files
            return
        for path, content in files.items():
            _put(home.folder / path, content)
        for _ in range(100):  # later than what is in it
            next(ticks)

    return fill_once


@pytest.fixture
def run(
    store: Store, now: datetime, ticks: Iterator[int], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Run]:
    """Run a command in this process, at one moment unless another is named.

    Each command is a millisecond later than the one before, as no two people's keys are quicker.
    What it writes is returned, unless it goes to another `stdout`, as a terminal.
    """

    def run(
        *arguments: str, stdin: bytes = b"", at: datetime = now, stdout: TextIO | None = None
    ) -> Ran:
        moment = at + timedelta(milliseconds=next(ticks))
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
        with monkeypatch.context() as patch:
            patch.setenv(HOME_VARIABLE, str(store.home.folder))
            patch.setattr("tracker.cli.clock.local_now", lambda: moment)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
            patch.setattr(sys, "stdout", stdout or out)
            patch.setattr(sys, "stderr", err)
            with pytest.raises(SystemExit) as stopped:
                main(list(arguments))
        assert isinstance(stopped.value.code, int)
        return Ran(stopped.value.code, _written(out), _written(err).decode())

    yield run
    os.umask(launch.UMASK)


def _written(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue()
