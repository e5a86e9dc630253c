"""The page in words, before it is made."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tracker.app.old_widgets.keys_line import KeysLine
from tracker.app.screens.dialog import Dialog


class Preview(Dialog[None]):
    """Text to be scrolled; as wide as the page in words needs, which is 78 columns."""

    DEFAULT_CSS = """
    Preview {
        #dialog {
            width: 100%; max-width: 80; height: 1fr; border: none; scrollbar-size-vertical: 0;
        }
    }
    """
    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "next", "Next page", tooltip="Scroll down a page."),
        Binding("escape,p,q,enter", "dismiss", "Back", key_display="Esc", tooltip="Back."),
    ]

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page

    def compose(self) -> ComposeResult:
        """Lay out the text; the arrows scroll it."""
        with VerticalScroll(id="dialog"):
            yield Static(self.page, id="page", markup=False)
        yield KeysLine()

    def action_next(self) -> None:
        """Scroll down a page."""
        self.query_one(VerticalScroll).scroll_page_down(animate=False)
