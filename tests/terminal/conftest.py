from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.clock import NOW
from tests.terminal.terminal import Server, Terminal

Start = Callable[..., Terminal]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    if not shutil.which("tmux") or os.name != "posix":
        pytest.skip("these tests need tmux")
    made = Server()
    yield made
    made.close()


@pytest.fixture
def start(server: Server, tmp_path: Path) -> Iterator[Start]:
    """Start tracker in a window of its own, on this test's diary."""
    windows: list[Terminal] = []

    def start(*arguments: str, before: str = "", now: datetime = NOW) -> Terminal:
        windows.append(Terminal(server, tmp_path / "home", *arguments, before=before, now=now))
        return windows[-1]

    yield start
    for window in windows:
        window.close()
