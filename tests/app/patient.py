"""A person who uses the app in a test: presses keys and reads the screen."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

from rich.console import RenderableType
from textual import events
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.content import Content
from textual.markup import parse_style
from textual.pilot import Pilot
from textual.style import Style
from textual.widgets import Static

from tests import waits
from tests.clock import NOW, Clock
from tracker.app.app import TrackerApp
from tracker.app.fields import Field
from tracker.app.session import Session
from tracker.app.widgets import Status
from tracker.records import CheckIn, Infusion
from tracker.storage import Store


class Patient:
    app: TrackerApp
    pilot: Pilot[None]

    def __init__(self, store: Store, now: datetime) -> None:
        self.store = store
        self.clock = Clock(now)

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until their effects are done."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type_ahead(self, *keys: str) -> None:
        """Type keys before the app has looked at the first of them, then wait as `press` does."""
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await self.settle()

    async def write(self, text: str) -> None:
        await self.press(*text)

    async def click(self, words: str, button: int = 1) -> None:
        """Click the first of these words that the terminal shows, as a terminal reports it."""
        rows = self.drawn.split("\n")
        y = next(n for n, row in enumerate(rows) if words in row)
        x = rows[y].index(words)
        for event in (events.MouseDown, events.MouseUp):
            self.app.post_message(event(None, x, y, 0, 0, button, False, False, False, x, y))
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is pending. The screen is drawn when it is looked at."""
        await waits.rest(self.app)
        place = self.app.screen
        if getattr(place, "numbers_timer", None):
            await waits.until("the numbers", lambda: place.numbers_timer is None)  # type: ignore[attr-defined]
            await waits.rest(self.app)

    async def resize(self, width: int, height: int) -> None:
        """Change the size of the terminal."""
        await self.pilot.resize_terminal(width, height)
        await self.settle()

    @property
    def screen(self) -> str:
        """The whole terminal, as text; nowhere on it two words run into each other."""
        shown = self.drawn
        assert_apart(shown)
        return shown

    @property
    def drawn(self) -> str:
        """The whole terminal, as text, whatever was typed."""
        visible_screen_stack.set(self.app._background_screens)
        rows = self.app.screen._compositor.render_strips()
        return "\n".join(row.text.rstrip() for row in rows).rstrip("\n")

    def reads(self, name: str) -> str:
        """The text of one widget, by its id."""
        return str(self.app.screen.query_one(f"#{name}", Static).content)

    @property
    def says(self) -> str:
        """The text of the top screen's status line."""
        said = self.app.screen.query(Status).first().text
        assert_apart(said)
        return said

    @property
    def words(self) -> str:
        """All words on the terminal, without frames and line breaks."""
        frames = str.maketrans(dict.fromkeys("│╭╮╰╯─▌▐┃", " "))
        return " ".join(self.screen.translate(frames).split())

    def beside(self, name: str) -> str:
        """The text that a form shows beside one of its fields."""
        field = next(f for f in self.app.screen.query(Field).results() if f.field == name)
        return str(field.query_one(".beside", Static).content)

    @property
    def title(self) -> str:
        """The title of the panel or dialog on top."""
        panels = self.app.screen.query("#dialog, #mood, #list, #line")
        return Content.from_markup(panels.first().border_title or "").plain

    @property
    def check_ins(self) -> tuple[CheckIn, ...]:
        return self.store.read().check_ins

    @property
    def infusions(self) -> tuple[Infusion, ...]:
        return self.store.read().infusions


JOINED = re.compile(r"\w*(?:[a-z][A-Z]|[A-Z]{2}[a-z])\w*")
ONE_WORD = {"PgDn", "kB"}


def assert_apart(shown: str) -> None:
    """Small and capital letters are mixed within a word where a gap was left out."""
    assert set(JOINED.findall(shown)) <= ONE_WORD, shown


_draw = Compositor.render_update
UNKNOWN_STYLES: list[str] = []


@contextmanager
def quick() -> Iterator[None]:
    """Lay out at the end of the keys, draw only when a test reads, and wait for work, not for time.

    Textual would lay out and draw every step on the way there, and sleep 20 ms several times a key.
    """
    with (
        patch.object(Compositor, "render_update", _when_asked),
        patch("textual.screen.UPDATE_PERIOD", 10),
        patch("textual.app.wait_for_idle", _hand_over),
        patch("textual.pilot.wait_for_idle", _hand_over),
        patch.object(Pilot, "_wait_for_screen", _let_all_pass),
        patch("textual.css.stylesheet.parse_style", _known_style),
    ):
        yield


def _when_asked(compositor: Compositor, full: bool = False, **how: Any) -> RenderableType | None:
    """Draw the whole screen when it is read, and no partial update before."""
    return _draw(compositor, full=True, **how) if full else None


def _known_style(style: str) -> Style:
    """Return a style; of one that no theme knows Textual makes none, without a word."""
    try:
        return parse_style(style)
    except Exception:
        UNKNOWN_STYLES.append(style)
        raise


async def _hand_over(min_sleep: float = 0) -> None:
    """Let messages pass between the app and its widgets until none is left."""
    await waits.idle()


async def _let_all_pass(_: Pilot[Any]) -> bool:
    """Wait for all widgets; unlike Textual, send none of them a message to answer."""
    return await waits.idle()


@asynccontextmanager
async def patient(
    store: Store,
    *,
    now: datetime = NOW,
    size: tuple[int, int] = (80, 24),
    pages: tuple[str, ...] = (),
) -> AsyncIterator[Patient]:
    """Open the app on a diary at a moment, and leave it at the end."""
    person = Patient(store, now)
    session = Session(store, person.clock)
    session.pages = pages
    person.app = TrackerApp(session)
    UNKNOWN_STYLES.clear()
    with quick():
        async with person.app.run_test(size=size) as person.pilot:
            await person.settle()
            yield person
            await person.settle()  # a person who leaves has seen the last of it, too
    assert not UNKNOWN_STYLES
