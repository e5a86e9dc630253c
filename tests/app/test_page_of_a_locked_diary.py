from __future__ import annotations

import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.ciphered import KEY
from tracker.analysis.window import Window
from tracker.app.report import maker
from tracker.paths import Home


class Child:
    """A page maker that only remembers what it was given."""

    returncode = 0
    options: Sequence[str] = ()
    typed = b""

    def communicate(self, typed: bytes) -> tuple[bytes, bytes]:
        self.typed = typed
        return b"page.pdf\n", b""

    def kill(self) -> None: ...

    def wait(self) -> None: ...


@pytest.mark.parametrize(
    ("kind", "typed"), [("plain", "Anna"), ("locked", f"{KEY}\nAnna")], indirect=["kind"]
)
async def test_the_page_maker_gets_the_key_where_no_one_can_list_it(
    kind: str, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = Child()

    def start(command: Sequence[str], **_: Any) -> Child:
        child.options = command
        return child

    monkeypatch.setattr(subprocess, "Popen", start)
    window = Window(date(2026, 11, 1), date(2026, 11, 21))
    assert await maker.make_page(Home(Path()), maker.PageRequest(window=window, name="Anna"))
    assert child.typed.decode() == typed
    assert ("--unlock" in child.options) == (kind == "locked")
    assert KEY not in child.options
