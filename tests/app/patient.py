"""The person in front of the app: presses keys, reads the screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from io import StringIO
from unittest.mock import patch

from rich.console import Console
from textual.pilot import Pilot
from textual.widgets import Static

from tests.app.diaries import NOW
from tracker.app.app import TrackerApp
from tracker.app.session import Session
from tracker.records import CheckIn, Infusion
from tracker.storage import Store


class Patient:
    app: TrackerApp
    pilot: Pilot[None]

    def __init__(self, store: Store, now: datetime) -> None:
        self.store = store
        self.now = now

    def look_at_the_clock(self) -> datetime:
        """The moment, a millisecond later each time, so that what is written has an order."""
        self.now += timedelta(milliseconds=1)
        return self.now

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until all they do is done."""
        with patch("textual.app.wait_for_idle", _hand_over):
            await self.pilot.press(*keys)
        await self.settle()

    async def write(self, text: str) -> None:
        await self.pilot.press(*text)
        await self.settle()

    async def settle(self) -> None:
        """Wait for what comes after the first paint, the footer last of all."""
        await self.pilot.pause()
        for _ in range(100):
            await self.pilot.pause()
            if not self.app.is_running or self.app.screen.query("FooterKey, CommandPalette"):
                return

    @property
    def screen(self) -> str:
        """All that stands on the terminal, as text."""
        width, height = self.app.size
        console = Console(
            width=width, height=height, file=StringIO(), legacy_windows=False, color_system=None
        )
        console.print(self.app.screen._compositor)
        assert isinstance(console.file, StringIO)
        return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())

    def reads(self, name: str) -> str:
        """What stands on one line of the screen."""
        return str(self.app.screen.query_one(f"#{name}", Static).content)

    @property
    def check_ins(self) -> tuple[CheckIn, ...]:
        return self.store.read().check_ins

    @property
    def infusions(self) -> tuple[Infusion, ...]:
        return self.store.read().infusions


async def _hand_over(min_sleep: float = 0) -> None:
    """Let a key pass from the app to a field and back; Textual's own wait sleeps 40 ms a key."""
    for _ in range(60):
        await asyncio.sleep(0)


@asynccontextmanager
async def patient(
    store: Store, *, now: datetime = NOW, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Patient]:
    """Open the app on a diary at a moment, and leave it at the end."""
    person = Patient(store, now)
    person.app = TrackerApp(Session(store, person.look_at_the_clock))
    async with person.app.run_test(size=size) as person.pilot:
        await person.settle()
        yield person
