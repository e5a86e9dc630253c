"""What every screen has: a title, a line that confirms, a way back, and undo."""

from __future__ import annotations

import os
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.getters import query_one
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tracker.app.old_widgets.title_line import TitleLine
from tracker.app.session import Session
from tracker.app.themes import theme_for
from tracker.records import Diary
from tracker.storage import StorageError

LOOK_EVERY = 5.0
"""Seconds between two looks at the clock and at the file, which another program may write."""


class DiaryScreen(Screen[None]):
    """A screen a person can go to. Subclasses say what to compose, to read and to show."""

    HELP: ClassVar[str] = ""
    """A few plain sentences above the keys, when help is asked for."""
    AUTO_FOCUS = ""
    head = query_one(TitleLine)
    saved = query_one("#saved", Static)
    hint = query_one("#hint", Static)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.diary = Diary()
        self._stamp = session.mark
        self._confirmed = session.mark
        self._sure = False
        self._reloading = False

    def compose(self) -> ComposeResult:
        """Lay out the title and what is needed at once; the rest follows the first paint."""
        yield TitleLine(markup=False)
        yield from self.compose_body()

    def compose_body(self) -> ComposeResult:
        """Lay out what lies between the title and the footer."""
        yield from self.compose_lines()

    def compose_lines(self) -> ComposeResult:
        """Lay out the line that confirms and the line that guides."""
        yield Static(id="saved", markup=False, classes="-empty")
        yield Static(id="hint", markup=False)

    def on_mount(self) -> None:
        """Read and show, and bring what can wait once that is on the screen."""
        if self.reload():
            self.opened()
        self.call_after_refresh(self.bring_the_rest)
        self.set_interval(LOOK_EVERY, self.look)

    def opened(self) -> None:
        """Do what is done once, after the first reading."""

    async def bring_the_rest(self) -> None:
        """Bring what the first paint did not wait for."""
        from tracker.app.old_widgets.keys_line import KeysLine

        await self.bring(KeysLine())

    async def bring(self, widget: Widget) -> None:
        """Mount a widget, unless the person has left before it came."""
        if self.is_attached:
            await self.mount(widget)

    @on(events.ScreenResume)
    def look(self) -> None:
        """Read again if another screen or another program has written to the diary."""
        if not self.is_current:
            return
        self._let_go()
        self.tick()
        if self.session.mark != self._stamp:
            self.reload()

    def tick(self) -> None:
        """Follow the clock."""

    def reload(self) -> bool:
        """Read the diary and show it. What cannot be read is said, and what is shown stays."""
        if not self.is_attached:
            return False
        self._let_go()
        self._stamp = self.session.mark
        try:
            self.diary = self.read()
        except StorageError as error:
            self.guide(str(error))
            return False
        self._follow_theme()
        self.show()
        return True

    def _follow_theme(self) -> None:
        """Show another theme once the diary says so: chosen here, elsewhere, or taken back."""
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
        """Return as much of the diary as this screen shows."""
        return self.session.read()

    def show(self) -> None:
        """Show what was read."""

    def title_line(self, title: str, *, elsewhere: bool = False) -> None:
        """Show where the person is."""
        self.head.show(title, invented=self.diary.invented, elsewhere=elsewhere)

    def confirm(self, sentence: str) -> None:
        """Say, where it stays, what is on disk now."""
        self._confirmed = self.session.mark
        notice = self.session.notice()
        say_at(self.saved, f"{sentence} {notice}" if notice else sentence)

    def _let_go(self) -> None:
        """Clear a confirmation once a later change was made: u would take that one back."""
        if self.session.mark != self._confirmed:
            self._confirmed = self.session.mark
            say_at(self.saved, "")

    def guide(self, sentence: str) -> None:
        """Say what can be done, or what went wrong."""
        self.hint.update(sentence)

    def warn(self, sentence: str) -> None:
        """Say what would be lost."""
        self.guide(sentence)

    def unsaved(self) -> str | None:
        """Return a sentence about what would be lost by leaving now, None for nothing."""
        return None

    def done(self, confirmation: str | None) -> None:
        """Take what a dialog ended with: what it saved, or None for leaving."""
        if confirmation is not None:
            self.confirm(confirmation)
            self.guide("")
        self.reload()

    async def action_undo(self) -> None:
        """Take back the last change; one from before this sitting only when asked twice."""
        if not self.session.made and not self._sure:
            self._sure = True
            self.guide(
                "Nothing was changed since tracker was opened. "
                "u again takes back the last change from before."
            )
            return
        self._sure = False
        try:
            undone = self.session.undo()
            what = undone.what if undone else None
        except StorageError as error:
            self.guide(str(error))
            return
        self.confirm(f"Took back {what}." if what else "There is nothing to take back.")
        self.guide("")
        self.reload()
        await self.taken_back()

    async def taken_back(self) -> None:
        """Bring what the screen was doing in line with a diary that went back a step."""

    async def action_leave(self) -> None:
        """Go back to Today."""
        await self.run_action("app.go('today')")


def say_at(line: Static, sentence: str) -> None:
    """Say a sentence on a line; an empty line is marked, for terminals with no room for one."""
    line.update(sentence)
    line.set_class(not sentence, "-empty")
