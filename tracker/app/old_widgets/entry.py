"""The line in which something is typed."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.actions import SkipAction
from textual.widgets import Input

from tracker.app.screens.dialog import Dialog

_EDITS: Final = {
    "backspace": Input.action_delete_left,
    "delete": Input.action_delete_right,
    "left": Input.action_cursor_left,
    "right": Input.action_cursor_right,
    "home": Input.action_home,
    "end": Input.action_end,
    "ctrl+u": Input.action_delete_left_all,
}


class Entry(Input):
    """A line that keeps the order of what is typed, however fast it is typed.

    The toolkit writes letters at once and lets the other keys climb to the app first, so that a
    letter overtakes the Backspace before it. What stands here is marked when the keys come here:
    a letter replaces it, an arrow keeps it. It is marked before they come, as otherwise a letter
    typed just then would be marked as well.
    """

    def __init__(self, value: str = "", *, placeholder: str = "", max_length: int = 0) -> None:
        super().__init__(
            value, placeholder, max_length=max_length, compact=True, select_on_focus=False
        )
        self._left = False
        self._offered = False

    def on_mount(self) -> None:
        """Have what stands here replaced by what is typed."""
        self._offer()

    def on_blur(self) -> None:
        """Have it replaced the next time, unless only the terminal was left."""
        self._left = False
        if self.app.app_focus:
            self._offer()

    def _offer(self) -> None:
        self.select_all()
        self._offered = True

    def on_mouse_down(self) -> None:
        """Let the mouse mark something."""
        self._offered = False

    def action_copy(self) -> None:
        """Copy what the person marked; what was marked for them is nobody's copy."""
        if self._offered:
            raise SkipAction
        super().action_copy()

    async def on_key(self, event: events.Key) -> None:
        """Do at once what would otherwise be done too late."""
        self._offered = self._offered and event.key == "ctrl+c"
        if self._left:
            self.app.post_message(events.Key(event.key, event.character))
        elif event.key in ("enter", "up", "down"):
            if not self._handled_by_dialog(event.key):
                return
        elif event.is_printable or not self.edit(event):
            return
        event.prevent_default().stop()

    def edit(self, event: events.Key) -> bool:
        """Write a letter, or do what a key does within the line; say whether it does anything."""
        if event.is_printable and event.character:
            self.replace(event.character, *self.selection)
        elif edit := _EDITS.get(event.key):
            edit(self)
        else:
            return False
        return True

    def _handled_by_dialog(self, key: str) -> bool:
        """Let the dialog save or go to a neighbour; keys that follow are no longer for here."""
        dialog = self.screen
        if not isinstance(dialog, Dialog) or not dialog.at_once(key):
            return False
        self._left = not dialog.is_current or dialog.focused is not self
        return True
