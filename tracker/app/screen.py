"""What every place has: its two lines, a status line, reading again, and undo."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.screen import Screen

from tracker.app.session import Session
from tracker.app.themes import theme_for
from tracker.app.widgets import KEY, Clickable, KeyLine, PlaceLine, Status, line
from tracker.records import Diary, ValidationError
from tracker.storage import StorageError

LOOK_EVERY: Final = 5.0
"""Seconds between two looks at the clock and at the file, which another program may write."""


class Place(Clickable, Screen[None]):
    """A place a person can go to. Subclasses say what to compose, to read and to show.

    `compose_body` lays out what the first paint needs, `show` fills it from `self.diary`, and
    `bring_the_rest` brings what can wait until that is on the screen.
    """

    NAME: ClassVar[str]
    """The place's name in `navigation.PLACES`."""
    HELP: ClassVar[str] = ""
    """A few plain sentences above the keys, when help is asked for."""
    HINT: ClassVar[str] = ""
    """What the status line says while nothing else is said."""
    AUTO_FOCUS = ""
    status = query_one("#status", Status)
    key_line = query_one(KeyLine)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.diary = Diary()
        self._mark = session.mark
        self._sure = False
        self._reloading = False

    def compose(self) -> ComposeResult:
        """Lay out the two lines with the body between them."""
        yield PlaceLine(self.NAME)
        with Vertical(id="body"):
            yield from self.compose_body()
        yield KeyLine()

    def compose_body(self) -> ComposeResult:
        """Lay out the panels, the status line among them."""
        yield Status(self.HINT)

    def on_mount(self) -> None:
        """Read and show, and bring what can wait once that is on the screen."""
        self.reload()
        self.call_after_refresh(self._bring_the_rest)
        self.set_interval(LOOK_EVERY, self.look)

    async def _bring_the_rest(self) -> None:
        if self.is_attached:
            await self.bring_the_rest()

    async def bring_the_rest(self) -> None:
        """Bring what the first paint did not wait for."""

    @property
    def busy(self) -> bool:
        """Whether something that was put off is still to be shown."""
        return False

    @property
    def today(self) -> date:
        """The present diary day."""
        return self.diary.day_of(self.session.now())

    # Reading

    @on(events.ScreenResume)
    def look(self) -> None:
        """Read again if another place or another program has written to the diary."""
        if not self.is_current:
            return
        self.tick()
        if self.session.mark != self._mark:
            self.reload()

    def tick(self) -> None:
        """Follow the clock."""

    def reload(self) -> bool:
        """Read the diary and show it. What cannot be read is said, and what is shown stays."""
        if not self.is_attached:
            return False
        self._mark = self.session.mark
        try:
            self.diary = self.read()
        except StorageError as error:
            self.status.hint(str(error))  # it stays after the next key, as it is still so
            self.warn(str(error))
            return False
        self._follow_theme()
        self.session.invented = self.key_line.invented = self.diary.invented
        self.show()
        return True

    def _follow_theme(self) -> None:
        """Show another theme once the diary says so: chosen here, elsewhere, or undone."""
        theme = self.diary.settings.theme
        if theme != self.session.theme:
            self.session.theme = theme
            self.app.theme = theme_for(theme, os.environ)

    def reload_soon(self) -> None:
        """Reload once what was just said is on the screen; many keys at once reload once."""
        if not self._reloading:
            self._reloading = True
            self.call_after_refresh(self.reload_now)

    def reload_now(self) -> None:
        """Do at once what `reload_soon` put off, before something is built on what was read."""
        if self._reloading:
            self._reloading = False
            self.reload()

    def read(self) -> Diary:
        """Return as much of the diary as this place shows.

        Raises:
            StorageError: it cannot be read.
        """
        return self.session.read()

    def show(self) -> None:
        """Show what was read."""

    # Saying

    def on_activity(self) -> None:
        """Clear the last message before every key press and mouse click."""
        self.status.clear()

    def confirm(self, sentence: str | Content, *, undo: bool = True) -> None:
        """Say what is on disk now, and that u undoes it."""
        tail = line(" · ", ("u", KEY), " undoes it") if undo else line("")
        if notice := self.session.notice():
            tail = line(tail, f" · {notice}")
        self.status.saved(sentence, tail)

    def warn(self, sentence: str) -> None:
        """Say what was refused, or what would be lost."""
        self.status.wrong(sentence)

    def unsaved(self) -> str | None:
        """Return a sentence about what would be lost by leaving now, None for nothing."""
        return None

    def done(self, confirmation: str | None) -> None:
        """Take what a dialog ended with: what it saved, or None for leaving."""
        self.reload()
        if confirmation is not None:
            self.confirm(confirmation)

    def attempt(self, write: Callable[[], object], told: str) -> bool:
        """Write and say so, or say why not; return whether it is on disk."""
        try:
            write()
        except (ValidationError, StorageError) as refusal:
            self.warn(str(refusal))
            return False
        self.done(told)
        return True

    # Undo and leaving

    async def action_undo(self) -> None:
        """Undo the last change; one from before this sitting only when asked twice."""
        if not self.session.made and not self._sure:
            self._sure = True
            self.warn("u again undoes a change from before.")
            return
        self._sure = False
        try:
            undone = self.session.undo()
        except StorageError as error:
            self.warn(str(error))
            return
        self.reload()
        if undone:
            self.confirm(f"Undone: {undone.what}", undo=False)
        else:
            self.warn("There is nothing to undo.")
        await self.undone()

    async def undone(self) -> None:
        """Bring what the place was doing in line with a diary that went back a step."""

    async def action_leave(self) -> None:
        """Go back to Today."""
        await self.run_action("app.go('today')")
