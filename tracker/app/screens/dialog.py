"""What is laid over a screen."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Static


class Dialog(ModalScreen[ScreenResultType]):
    """A box over the screen below; the lines that say where one is stay in sight."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "quit", "Quit", show=False),
        Binding("f2", "app.whom_to_call", "Whom to call", show=False),
    ]

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        #dialog {
            width: 92%; max-width: 100; height: auto; max-height: 100%; margin-top: 2;
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

    async def action_quit(self) -> None:
        """Leave tracker; say first, once, if something was typed here and not saved."""
        said = self.unsaved()
        if not (said and self.warn(said)):
            await self.run_action("app.quit")

    def unsaved(self) -> str | None:
        """Return a sentence about what would be lost by leaving now, None for nothing."""
        return None

    def warn(self, sentence: str) -> bool:
        """Say a sentence in the dialog; no more, if it stands there already or has no place."""
        lines = self.query("#heading, #refused").results(Static)
        line = next(iter(reversed([*lines])), None)
        if line is None or line.content == sentence:
            return False
        line.update(sentence)
        return True

    def at_once(self, key: str) -> bool:
        """Do what a key does here before the one typed after it; say whether it does anything."""
        return False
