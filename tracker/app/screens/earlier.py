"""How an entry was before, and the way back to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.app.history_rows import day, named, note, quoted, said
from tracker.app.screens.dialog import Dialog
from tracker.app.session import Session
from tracker.app.widgets.keys_line import KeysLine
from tracker.app.words import short_day
from tracker.records import CheckIn, Diary, ValidationError
from tracker.storage import Record, State, StorageError


class Earlier(Dialog[str | None]):
    """Every state of one record, the present one on top. Ends with what confirms, or None.

    Bringing one back is a change like any other: nothing is unsaid, and u takes it back.
    """

    DEFAULT_CSS = """
    Earlier OptionList {
        height: auto; max-height: 12; border: none; background: $surface; padding: 0;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        # Shown as Enter, which the list takes for itself and hands on.
        Binding("ctrl+s", "bring_back", "Bring back", key_display="Enter"),
        Binding("escape,h,q", "dismiss", "Leave", key_display="Esc"),
    ]

    def __init__(self, session: Session, diary: Diary, states: Sequence[State]) -> None:
        super().__init__()
        self.session = session
        self.diary = diary
        self.states = list(reversed(states))

    def compose(self) -> ComposeResult:
        """Lay out the states as lines, each with the moment it was written."""
        with Vertical(id="dialog"):
            yield Static(_heading(self.states), id="heading", markup=False)
            yield OptionList(*self._options(), compact=True, markup=False)
            yield Static(id="refused", markup=False)
        yield KeysLine()

    def _options(self) -> list[Option]:
        return [
            Option(Content(self._line(state, now=n == 0)), disabled=state.removed)
            for n, state in enumerate(self.states)
        ]

    def _line(self, state: State, *, now: bool) -> str:
        here = self.session.now()
        since, today = state.since.astimezone(here.tzinfo), self.diary.day_of(here)
        written = f"{short_day(since.date(), today)} {since:%H:%M}"
        if state.removed:
            return f"{written}  taken out"
        record = state.record
        text = f"{short_day(day(record), today)}: {said(record, self.diary)}{quoted(note(record))}"
        return f"{written}  {text}{'  – as it is now' if now else ''}"

    @on(OptionList.OptionSelected)
    def action_bring_back(self) -> None:
        """Write the chosen state down as the present one."""
        line = self.query_one(OptionList).highlighted or 0
        if line == 0:
            self._refuse("This is how it is now. Choose a line below it.")
            return
        chosen = self.states[line]
        try:
            check_measures(chosen.record, self.diary)
            self.session.change(chosen.record, f"the return to an earlier {_name(chosen.record)}")
        except (ValidationError, StorageError) as refusal:
            self._refuse(str(refusal))
        else:
            text = said(chosen.record, self.diary)
            self.dismiss(f"Brought back: {text}. u takes it back.")

    def _refuse(self, sentence: str) -> None:
        self.query_one("#refused", Static).update(sentence)


def _heading(states: Sequence[State]) -> str:
    if len(states) < 2:
        return "This entry was never changed."
    return "How this entry was before. Enter brings a line back."


def _name(record: Record) -> str:
    return named(record).removeprefix("the ")


def check_measures(record: Record, diary: Diary) -> None:
    """Refuse a rating of a measure that is there no more, or on another scale."""
    if isinstance(record, CheckIn):
        for rating in record.ratings:
            diary.measure(rating.measure).rate(rating.value)
