"""Asking under the prompt, in the terminal's own colours: a score, and no other panel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tracker.app.app import TrackerApp
from tracker.app.session import Session
from tracker.app.today.rating import SCORE_BINDINGS, RatingPlace
from tracker.app.today.recording import Walk, entry_in
from tracker.app.today.score import ScoreEntry, name_ends
from tracker.app.widgets import MUTED, Status, hints, line
from tracker.records import MOOD, CheckIn, Diary, Rating
from tracker.records.self_harm import needs_crisis_help

_ACTIONS: Final = frozenset(
    ("save", "digit", "point", "move", "end_of_scale", "negative", "other_day", "undo", "leave")
)


class Question(RatingPlace):
    """A few lines high. Ends the app after the last measure, or when the person stops."""

    ESCAPE = "leaves"
    BINDINGS: ClassVar[list[BindingType]] = [*SCORE_BINDINGS]
    DEFAULT_CSS = """
    Question {
        &:inline, &:ansi:inline { border: none; }
        height: auto;
        #day { height: auto; text-style: bold; padding: 0 1; }
        ScoreEntry { height: 2; margin: 0 1; }
        ScoreEntry Field { margin-top: 0; }
        ScoreRow { height: 1; }
        Status.-saved, Status.-wrong { background: transparent; }
    }
    """

    def __init__(self, session: Session, day: date | None, walk: Walk | None) -> None:
        super().__init__(session)
        self.recording = replace(self.recording, chosen=day)
        self.begun_before = walk
        self.stopped_for_crisis_help = False
        """Whether measures may follow once the crisis numbers were printed."""
        if walk and walk.check_in:
            self.walk, self.latest = walk, walk.check_in.id

    def compose(self) -> ComposeResult:
        """Lay out the day, the score and the status line."""
        yield Static(id="day")
        yield ScoreEntry()
        yield Status()

    def on_mount(self) -> None:
        """Go on where an entry was left."""
        if self.begun_before:
            self.call_after_refresh(self.ask_next)

    def read(self) -> Diary:
        """Read the one day."""
        self.update_clock()
        day = self.recording.day
        return self.session.read(day, day)

    def reload(self) -> None:
        """Read, and keep the terminal's colours: these lines are among its own."""
        if not self.is_attached:
            return
        self.diary = self.read()
        self._mark, self._shown_day = self.session.mark, self.today
        self.show()

    def show(self) -> None:
        """Show the question."""
        self.update_clock()
        if not self.walk.step and not self.walk.begun:
            self.walk = Walk(self.diary.asked_measures)
        self.show_question()
        self.show_hint()
        self.refresh_bindings()

    def show_question(self) -> None:
        """Show the measure, what its ends mean, and the day."""
        measure = self.walk.asking
        more = f" · {name_ends(measure)} · {self.recording.title}"
        title = line((measure.label, "bold"), (more, MUTED))
        self.query_one("#day", Static).update(title)

    def first_hint(self) -> Content:
        """Return which keys do what before anything is chosen."""
        return hints(("0–10", ""), ("Enter", "saves"), ("Esc", self.ESCAPE))

    def saved_entry(self) -> CheckIn | None:
        """Return the entry as it is on disk, None if nothing was saved.

        Raises:
            StorageError: it cannot be read.
        """
        return entry_in(self.session.read(), self.latest)

    def after_saving(self, rating: Rating, check_in: CheckIn) -> None:
        """Leave the crisis numbers to the command, which prints them under the prompt."""
        super().after_saving(rating, check_in)
        if needs_crisis_help([rating], self.diary.measures):
            self.stopped_for_crisis_help = self.walk.begun
            self.app.exit()

    async def ask_next(self) -> None:
        """Ask for the next measure; end after the last one."""
        if self.latest and not self.walk.step:
            self.app.exit()
        else:
            await super().ask_next()

    def stop_entry(self) -> None:
        """Leave: what is saved is confirmed, and the day that was asked for is another one now."""
        if self.walk.step:
            self.app.exit()

    async def undone(self) -> None:
        """Ask again for what was undone."""
        if entry_in(self.diary, self.latest) is None:
            self.latest = None
            self.walk = Walk(self.diary.asked_measures or (MOOD,))
        await super().undone()

    async def action_leave(self) -> None:
        """Stop; all so far is saved."""
        self.app.exit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable what needs a whole screen, and undo before there is anything to undo."""
        if action not in _ACTIONS or (action == "undo" and not self.walk.begun):
            return False
        return super().check_action(action, parameters)


class InlineApp(TrackerApp, inherit_bindings=False):
    """A few lines of the terminal instead of all of it. Not on Windows: Textual cannot there."""

    DEFAULT_MODE = "question"
    INLINE_PADDING = 0
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "screen.undo", "Undo", show=False),
        Binding("escape", "screen.leave", "Leave", show=False),
        Binding("ctrl+q", "quit", "Quit at once", show=False),
        Binding("ctrl+c", "interrupt", "Quit at once", show=False),
    ]

    def __init__(self, session: Session, question: Question) -> None:
        super().__init__(session)
        self.add_mode("question", lambda: question)
        self.theme = "terminal"
        self.interrupted = False

    async def action_quit(self) -> None:
        """Leave at once: what is not saved was only a digit."""
        self.exit()

    def action_interrupt(self) -> None:
        """Leave at once, as Ctrl+C ends any command."""
        self.interrupted = True
        self.exit()

    def action_crisis(self) -> None:
        """Show no panel: there is no room for one, and `tracker contacts` prints it."""


def ask(session: Session, day: date | None) -> Iterator[CheckIn]:
    """Ask for an entry, and yield it as it is on disk whenever the lines are gone again.

    That is at the end, and before it after thoughts of self-harm, so that the crisis numbers are
    printed at once and stay in the scrollback; then the measures that follow are asked for.
    Nothing is yielded if nothing was saved.

    Without a day it counts for today's diary day, whatever that is by then.

    Raises:
        StorageError: the diary cannot be read.
        SystemExit: the app crashed, and has shown its message.
        KeyboardInterrupt: the person pressed Ctrl+C; what was saved was yielded before.
    """
    walk: Walk | None = None
    while True:
        question = Question(session, day, walk)
        app = InlineApp(session, question)
        app.run(inline=True, mouse=False)
        if app.return_code:
            raise SystemExit(app.return_code)
        if (saved_entry := question.saved_entry()) is not None:
            yield saved_entry
        if app.interrupted:
            raise KeyboardInterrupt
        if not question.stopped_for_crisis_help:
            return
        walk = question.walk
