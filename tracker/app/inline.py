"""Asking under the prompt, in the terminal's own colours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType

from tracker.app.app import TrackerApp
from tracker.app.screens.question import Question
from tracker.app.session import Session
from tracker.app.themes import THEMES
from tracker.app.walk import Walk
from tracker.records import CheckIn


class InlineApp(TrackerApp, inherit_bindings=False):
    """A few lines of the terminal instead of all of it. Not on Windows: the toolkit cannot."""

    DEFAULT_MODE = "question"
    INLINE_PADDING = 0
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "screen.undo", "Undo", show=False),
        Binding("escape", "screen.leave", "Leave", show=False),
        Binding("ctrl+c,ctrl+q", "quit", "Quit at once", show=False),
    ]

    def __init__(self, session: Session, question: Question) -> None:
        super().__init__(session)
        self.add_mode("question", lambda: question)
        self.theme = THEMES["terminal"]


def ask(session: Session, day: date | None) -> Iterator[CheckIn]:
    """Ask for a check-in, and yield it as it is on disk whenever the lines are gone again.

    That is at the end, and before it after thoughts of self-harm, so that whom to call is said at
    once and in the scrollback; then the measures that follow are asked for. Nothing is yielded if
    nothing was saved.

    Args:
        session: the diary and the clock.
        day: the day it counts for; today's diary day, whatever that is by then, if None.

    Raises:
        StorageError: the diary cannot be read.
        SystemExit: the app stopped by a fault, and has said so.
    """
    walk: Walk | None = None
    while True:
        question = Question(session, day, walk)
        app = InlineApp(session, question)
        app.run(inline=True, mouse=False)
        if app.return_code:
            raise SystemExit(app.return_code)
        if (kept := question.kept()) is not None:
            yield kept
        if not question.stopped_to_care:
            return
        walk = question.walk
