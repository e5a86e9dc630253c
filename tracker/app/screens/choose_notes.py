"""Which notes go out with a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList, Static

from tracker.app.old_widgets.keys_line import KeysLine
from tracker.app.page_notes import Noted, row
from tracker.app.screens.dialog import Dialog


class Notes(OptionList):
    """Leaves Enter to the dialog: it means done, while Space and a click tick."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.leave", "Done", show=False)]


class ChooseNotes(Dialog[frozenset[str]]):
    """A line a note, ticked one by one. Ends with the ids of the ticked ones.

    Not Textual's own list for this: it shows by colour alone which lines are ticked.
    """

    DEFAULT_CSS = """
    ChooseNotes {
        OptionList {
            height: auto; max-height: 100%; border: none; padding: 0; background: $surface;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        #whole { height: auto; max-height: 6; color: $text-muted; margin-top: 1; }
        #list { height: auto; max-height: 1fr; }
    }
    """
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "Tick", key_display="Space", tooltip="Tick a note, or untick it."),
        Binding("escape,n", "leave", "Done", key_display="Enter", tooltip="Back to the page."),
    ]
    entries = query_one(OptionList)

    def __init__(self, notes: Sequence[Noted], ticked: Iterable[str], today: date) -> None:
        super().__init__()
        self.notes = notes
        self.ticked = set(ticked)
        self.today = today

    def compose(self) -> ComposeResult:
        """Lay out the notes, and under them the whole of the one under the cursor."""
        with Vertical(id="dialog"):
            yield Static("Only the notes you tick are on the page", id="heading")
            yield Notes(*map(self._prompt, self.notes), compact=True, markup=False)
            yield Static(id="whole", markup=False)
        yield KeysLine()

    @on(OptionList.OptionHighlighted)
    def show_whole(self, event: OptionList.OptionHighlighted) -> None:
        """Show what would go out: a line may be too short for it."""
        self.query_one("#whole", Static).update(self.notes[event.option_index].note)

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
        return Content(row(noted, self.today, ticked=noted.id in self.ticked))
