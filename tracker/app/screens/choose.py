"""One of a few lines to choose from."""

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

from tracker.app.old_widgets.keys_line import KeysLine
from tracker.app.screens.dialog import Dialog


class Choose(Dialog[str | None]):
    """Lines under a question, the present one under the cursor. Ends with its key, or None."""

    DEFAULT_CSS = """
    Choose OptionList {
        height: auto; max-height: 12; border: none; background: $surface; padding: 0;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        # Shown as Enter, which the list takes for itself and hands on.
        Binding("ctrl+s", "choose", "Choose", key_display="Enter"),
        Binding("escape", "dismiss", "Leave", key_display="Esc"),
    ]

    def __init__(
        self, question: str, choices: Sequence[tuple[str, str]], chosen: str | None = None
    ) -> None:
        """Take the question, each key with its line, and the key that is chosen now."""
        super().__init__()
        self.question = question
        self.choices = choices
        self.chosen = chosen

    def compose(self) -> ComposeResult:
        """Lay out the question over its answers."""
        options = OptionList(*(Option(Content(line)) for _, line in self.choices), compact=True)
        keys = [key for key, _ in self.choices]
        options.highlighted = keys.index(self.chosen) if self.chosen in keys else 0
        with Vertical(id="dialog"):
            yield Static(self.question, id="heading", markup=False)
            yield options
        yield KeysLine()

    @on(OptionList.OptionSelected)
    def action_choose(self) -> None:
        """End with the line under the cursor. A key held down must not choose twice."""
        if self.is_current:
            self.dismiss(self.choices[self.query_one(OptionList).highlighted or 0][0])
