"""The notes that a page could carry, ticked one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.analysis.events import ANNOTATED_KINDS
from tracker.analysis.window import Window
from tracker.app.dialogs import Dialog
from tracker.app.widgets import hints
from tracker.records import Diary, number_infusions
from tracker.records.format import format_day, shorten

LONGEST = 200
"""Characters of a note on its line: more than fit any terminal."""


class Noted(NamedTuple):
    """A note, and the record that it belongs to."""

    id: str
    day: date
    about: str
    """What the note belongs to; blank for an entry."""
    note: str


def notes_in(diary: Diary, window: Window) -> tuple[Noted, ...]:
    """Return the notes that a page about these days would print if ticked, oldest first."""
    found = [Noted(c.id, c.day, "", c.note) for c in diary.check_ins if c.note and c.day in window]
    found += [
        Noted(n.infusion.id, n.day, f"infusion {n.number}", n.infusion.note)
        for n in number_infusions(diary.infusions)
        if n.infusion.note and n.day in window
    ]
    for event in diary.events:  # of a medicine at its first day, of another event on any
        last = (event.last or event.start) if event.kind in ANNOTATED_KINDS else event.start
        if event.note and event.start <= window.end and last >= window.start:
            found.append(Noted(event.id, event.start, event.title, event.note))
    return tuple(sorted(found, key=lambda noted: (noted.day, noted.about, noted.id)))


class NotesList(OptionList):
    """Enter is left to the dialog and closes it; Space and a click tick."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.leave", "Done", show=False)]


class ChooseNotes(Dialog[frozenset[str] | None]):
    """A line for each note, ticked one by one. Returns the ids of the ticked ones.

    Not Textual's SelectionList: it shows by colour alone which lines are ticked.
    """

    DEFAULT_CSS = """
    ChooseNotes {
        OptionList {
            height: auto; max-height: 14; border: none; padding: 0;
            text-wrap: nowrap; text-overflow: ellipsis; scrollbar-size-vertical: 1;
        }
        &.-low OptionList { max-height: 8; }
        #whole { height: auto; max-height: 6; color: $muted; margin-top: 1; }
    }
    """
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "Tick"),
        Binding("enter,escape,n", "leave", "Done", key_display="⏎"),
    ]
    entries = query_one(OptionList)

    def __init__(self, notes: Sequence[Noted], ticked: Iterable[str], today: date) -> None:
        keys = hints(("Space", "ticks"), ("Enter", "done"))
        super().__init__("Which notes are on the page?", keys)
        self.notes = notes
        self.ticked = set(ticked)
        self.today = today

    def compose_dialog(self) -> ComposeResult:
        """Lay out the notes, and under them the whole of the one under the cursor."""
        options = [Option(self._prompt(noted)) for noted in self.notes]
        yield NotesList(*options, compact=True, markup=False)
        yield Static(id="whole", markup=False)

    @on(OptionList.OptionHighlighted)
    def show_whole(self, event: OptionList.OptionHighlighted) -> None:
        """Show the whole note, which may be longer than its line."""
        self.query_one("#whole", Static).update(Content(self.notes[event.option_index].note))

    @on(OptionList.OptionSelected)
    def action_tick(self) -> None:
        """Tick the note under the cursor, or take the tick away."""
        if (index := self.entries.highlighted) is None:
            return
        noted = self.notes[index]
        self.ticked ^= {noted.id}
        self.entries.replace_option_prompt_at_index(index, self._prompt(noted))

    def action_leave(self) -> None:
        """Go back with what is ticked."""
        self.dismiss(frozenset(self.ticked))

    def _prompt(self, noted: Noted) -> Content:
        """Return a note as one line: a box and not only a colour, its day, how it begins."""
        about = f"{shorten(noted.about, 24)}: " if noted.about else ""
        box = "■" if noted.id in self.ticked else "□"
        day = format_day(noted.day, self.today)
        return Content(f"{box} {day:<10}  {about}{shorten(noted.note, LONGEST)}")
