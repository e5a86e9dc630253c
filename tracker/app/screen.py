"""What every place has: its two lines, a status line, reading again, and undo."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar, Final, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.screen import Screen

from tracker.app.navigation import KeyLine, PlaceLine
from tracker.app.session import Session
from tracker.app.themes import theme_for
from tracker.app.widgets import Clickable, Status, hints, line
from tracker.records import Diary, ValidationError
from tracker.storage import StorageError

Result = TypeVar("Result")

LOOK_EVERY: Final = 5.0
"""Seconds between checks of the clock and of the file, which another program may write."""


class Place(Clickable, Screen[None]):
    """A place a person can go to. Subclasses say what to compose, to read and to show.

    `compose_body` lays out what the first paint needs, `show` fills it from `self.diary`, and
    `load_rest` loads what can wait until that is painted.
    """

    NAME: ClassVar[str]
    """The place's name in `navigation.PLACES`."""
    HELP: ClassVar[str] = ""
    """A few plain sentences above the keys, when help is asked for."""
    HINT: ClassVar[str | Content] = ""
    """The status line while there is no message."""
    AUTO_FOCUS = ""
    status = query_one("#status", Status)
    key_line = query_one(KeyLine)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.diary = Diary()
        self._mark = session.mark
        self._shown_day: date | None = None
        """The diary day on which all was shown last."""
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
        """Read and show, and load the rest after that is painted."""
        self.reload()
        self.call_after_refresh(self.load_rest)
        self.set_interval(LOOK_EVERY, self.look)

    def come_back(self) -> None:
        """Prepare for a person who went elsewhere and comes back by the place's key."""

    def load_rest(self) -> None:
        """Load what the first paint did not wait for; the screen may be closed by then."""

    @property
    def today(self) -> date:
        """The present diary day."""
        return self.diary.day_of(self.session.now())

    # Reading

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Look without styling every widget again: another theme has done that already."""
        event.refresh_styles = False
        self.look()

    def look(self) -> None:
        """Read again on another day, or if another place or program has written to the diary."""
        if not self.is_current:
            return
        self.tick()
        if self.session.mark != self._mark or self.today != self._shown_day:
            self.reload()

    def tick(self) -> None:
        """Follow the clock."""

    def reload(self) -> None:
        """Read the diary and show it; if it cannot be read, show why and keep what is shown."""
        if not self.is_attached:
            return
        self._mark, self._shown_day = self.session.mark, self.today
        try:
            self.diary = self.read()
        except (StorageError, ValidationError) as error:
            self.status.hint(str(error))  # it stays after the next key, as it is still so
            self.warn(str(error))
            return
        self._shown_day = self.today  # by the start of the day that was read
        theme = self.diary.settings.theme
        if theme != self.session.theme:  # chosen here, elsewhere, or undone
            self.session.theme = theme
            self.app.theme = theme_for(theme, os.environ)
        self.session.invented = self.key_line.invented = self.diary.invented
        self.show()

    def reload_soon(self) -> None:
        """Reload after the next paint; many keys at once reload once."""
        if not self._reloading:
            self._reloading = True
            self.call_after_refresh(self.reload_now)

    def reload_now(self) -> None:
        """Do now what `reload_soon` put off, before the diary is used."""
        if self._reloading:
            self._reloading = False
            self.reload()

    def read(self) -> Diary:
        """Return as much of the diary as this place shows.

        Raises:
            StorageError, ValidationError: it cannot be read.
        """
        return self.session.read()

    def show(self) -> None:
        """Show what was read."""

    # Messages

    def confirm(self, sentence: str | Content, *, undo: bool = True) -> None:
        """Confirm what was saved, and that u undoes it, or that nothing changed."""
        undoes = hints(("u", "undoes it")) if self.session.changed else "as before"
        tail = line(" · ", undoes) if undo else line("")
        notice = self.session.notice()
        self.status.saved(sentence, tail, f" · {notice}" if notice else "")

    def done(self, confirmation: str | None) -> None:
        """Show what a dialog wrote, and the sentence that confirms it; None for leaving."""
        if confirmation is not None:
            self.reload()
            self.confirm(confirmation)

    def open_form(self, form: Screen[str | None]) -> None:
        """Open a form, and confirm what it has written."""
        self.app.push_screen(form, self.done)

    def ask(self, dialog: Screen[Result | None], take: Callable[[Result], Any]) -> None:
        """Open a dialog, and take its result unless it is left without one."""
        self.app.push_screen(dialog, lambda result: take(result) if result is not None else None)

    def attempt(self, write: Callable[[], object], message: str) -> bool:
        """Write and confirm, or show why not; return whether it is on disk."""
        try:
            write()
        except (ValidationError, StorageError) as refusal:
            self.warn(str(refusal))
            return False
        self.done(message)
        return True

    # Undo and leaving

    async def action_undo(self) -> None:
        """Undo the last change; one from before this session only when asked twice."""
        ours = bool(self.session.made)
        if not ours and not self.session.undo_asked:
            self.session.undo_asked = True
            self.warn("u again undoes a change from before.")
            return
        self.session.undo_asked = False
        try:
            undone = self.session.undo()
        except StorageError as error:
            self.warn(str(error))
            return
        self.reload()
        if undone:
            self.confirm(f"Undone: {undone}", undo=False)
        elif ours:
            self.warn("What you changed here is undone already, or gone from the diary.")
        else:
            self.warn("There is nothing to undo.")
        await self.undone()

    async def undone(self) -> None:
        """Adapt the state of the place to the diary after an undo."""

    async def action_leave(self) -> None:
        """Go back to Today."""
        await self.run_action("app.go('today')")
