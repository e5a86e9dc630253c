"""What is laid over a screen."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, ScreenResultType


class Dialog(ModalScreen[ScreenResultType]):
    """A box over the screen below; its first line stays in sight."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "app.quit", "Quit at once", show=False),
        Binding("f2", "app.whom_to_call", "Whom to call", show=False),
    ]

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        #dialog {
            width: 92%; max-width: 100; height: auto; max-height: 90%;
            border: round $primary; padding: 0 1; background: $surface;
        }
        #heading { text-style: bold; height: auto; margin-bottom: 1; }
        &.-short #heading { margin-bottom: 0; }
        #fields { height: auto; }
        #refused { color: $text-warning; text-style: bold; height: auto; }
    }
    """

    def take(self, event: events.Key) -> bool:
        """Take a key that was typed for this before it was there; say whether it was taken."""
        return False
