"""Where a note is written."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea


class NoteArea(TextArea):
    """Free text. Enter is left to the dialog, which saves; Ctrl+J starts a new line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+j", "new_line", "New line", tooltip="Start a new line in the note."),
    ]

    class Submitted(Message):
        """The person pressed Enter: the note is written."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text, compact=True, highlight_cursor_line=False)

    def on_mount(self) -> None:
        """Go on where the text ends."""
        self.move_cursor(self.document.end)

    async def on_key(self, event: events.Key) -> None:
        """Let Enter save, in turn with the letters before it."""
        if event.key == "enter":
            event.prevent_default().stop()
            self.read_only = True  # what is typed after Enter is not a part of the note
            self.post_message(self.Submitted())

    def action_new_line(self) -> None:
        """Break the line where the cursor stands."""
        self.insert("\n")
