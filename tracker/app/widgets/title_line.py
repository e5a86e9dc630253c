"""The first line of every screen."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tracker.app.words import INVENTED


class TitleLine(Static):
    """Where the person is; before it, where it is so, that the diary is invented."""

    DEFAULT_CSS = """
    TitleLine {
        dock: top; padding: 0 1; background: $panel; text-style: bold; text-wrap: nowrap;
        &.-elsewhere { background: $accent; color: $text; }
    }
    """

    def show(self, title: str, *, invented: bool = False, elsewhere: bool = False) -> None:
        """Show a title; `elsewhere` sets it off, for a day that is not today."""
        self.set_class(elsewhere, "-elsewhere")
        self.update(Content(f"{INVENTED} · {title}" if invented else title))
