"""The check-in asked under the prompt: Today without what lies around the score."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from textual.app import ComposeResult
from textual.getters import query_one
from textual.widgets import Static

from tracker.app.guidance import what_to_do
from tracker.app.saving import now_in
from tracker.app.screens.today import TodayScreen
from tracker.app.session import Session
from tracker.app.walk import Walk
from tracker.records import SELF_HARM, CheckIn, Rating

_KEYS: Final = frozenset(
    {"save", "digit", "move", "end_of_scale", "negative", "point", "other_day", "undo", "leave"}
)


class Question(TodayScreen):
    """A few lines high. Ends the app after the last measure, or where the person stops."""

    DEFAULT_CSS = """
    Question {
        &:inline, &:ansi:inline { border: none; }
        #infusions { display: none; }
        #day { text-style: bold; }
    }
    """
    named_day = query_one("#day", Static)

    def __init__(self, session: Session, day: date | None, walk: Walk | None) -> None:
        super().__init__(session)
        self.recording = replace(self.recording, chosen=day)
        self.begun_before = walk
        self.stopped_to_care = False
        """Whether measures may follow once the words of care were said."""
        if walk and walk.check_in:
            self.walk, self.saving.latest = walk, walk.check_in.id

    def compose(self) -> ComposeResult:
        """Lay out the day in place of the places one could go."""
        yield Static(id="day", markup=False)
        yield from self.compose_body()

    async def bring_the_rest(self) -> None:
        """Bring nothing more; go on where a check-in was left."""
        if self.begun_before:
            await self._ask()

    def title_line(self, title: str, *, elsewhere: bool = False) -> None:
        """Say which day it counts for."""
        self.named_day.update(title)

    def what_to_do(self) -> str:
        """Return what a key would do now."""
        said = what_to_do(self.walk, self.entry.in_words)
        return said if self.entry.chosen or self.walk.step else f"{said} Esc leaves."

    def kept(self) -> CheckIn | None:
        """Return the check-in as it is on disk, None if nothing was saved.

        Raises:
            StorageError: it cannot be read.
        """
        return now_in(self.session.read(), self.saving.latest)

    async def _rate(self, rating: Rating) -> None:
        """Write, and leave after thoughts of self-harm: whom to call is said under the prompt."""
        before = self.walk
        if before.check_in:
            self.session.cared_for.add(before.check_in.id)  # so that no panel opens here
        await super()._rate(rating)
        if rating.measure == SELF_HARM and rating.value > 0 and self.walk is not before:
            self.stopped_to_care = not before.last
            self.app.exit()

    async def _ask(self, before: str = "") -> None:
        if self.saving.latest and not self.walk.step:
            self.app.exit()
        else:
            await super()._ask(before)

    async def taken_back(self) -> None:
        """Ask again for what was taken back."""
        if now_in(self.diary, self.saving.latest) is None:
            self.saving.latest = None
        await super().taken_back()

    async def action_leave(self) -> None:
        """Stop; all so far is kept."""
        self.app.exit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what needs a whole screen, and undo before there is anything to undo."""
        if action not in _KEYS or (action == "undo" and not self.walk.begun):
            return False
        return super().check_action(action, parameters)

    def _follow_theme(self) -> None:
        """Keep the terminal's own colours: these lines stand among its own."""
