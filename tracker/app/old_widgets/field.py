"""One line of a form."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from tracker.app.old_widgets.choice_row import ChoiceRow


def step_focus(screen: Screen[Any], by: int) -> None:
    """Give the keys to the next field or the one before; at an end, leave them there."""
    chain = screen.focus_chain
    at = chain.index(screen.focused) + by if screen.focused in chain else 0
    if at in range(len(chain)):
        screen.set_focus(chain[at])


class Field(Horizontal):
    """A label, where to type, and beside it an example or what is wrong.

    What was typed stays as it was typed, whatever is wrong with it.
    """

    DEFAULT_CSS = """
    Field {
        height: auto;
        .label { width: 14; color: $text-muted; }
        Input { width: 24; }
        NoteArea { width: 1fr; height: 3; }
        .beside { width: 1fr; padding-left: 1; color: $text-muted; height: auto; }
        &.-wrong .beside { color: $text-warning; text-style: bold; }
        &:focus-within .label { color: $foreground; text-style: bold; }
        &.-choice .beside { display: none; }
        &.-choice.-wrong .beside { display: block; }
    }
    """

    def __init__(self, name: str, label: str, entry: Widget, example: str = "") -> None:
        super().__init__(id=f"field-{name.replace(' ', '-')}")
        self.field = name
        self.label = label
        self.entry = entry
        self.example = example
        self.set_class(isinstance(entry, ChoiceRow), "-choice")

    def compose(self) -> ComposeResult:
        """Lay out label, entry and what stands beside it."""
        yield Static(self._label(" "), classes="label", markup=False)
        yield self.entry
        yield Static(self.example, classes="beside", markup=False)

    def on_descendant_focus(self) -> None:
        """Mark where the keys go, for terminals without colour."""
        self.query_one(".label", Static).update(self._label("›"), layout=False)

    def on_descendant_blur(self) -> None:
        """Take the mark away."""
        self.query_one(".label", Static).update(self._label(" "), layout=False)

    def _label(self, mark: str) -> str:
        first, *rest = self.label.splitlines() or [""]
        return "\n".join([mark + first, *(f" {line}" for line in rest)])

    @property
    def typed(self) -> str:
        """What stands in the entry."""
        if isinstance(self.entry, TextArea):
            return self.entry.text
        return str(getattr(self.entry, "value", ""))

    def fill(self, text: str) -> None:
        """Put back what stood in the entry."""
        if isinstance(self.entry, TextArea):
            self.entry.load_text(text)
        elif isinstance(self.entry, ChoiceRow):
            self.entry.chosen = self.entry.choices.index(text)
        elif isinstance(self.entry, Input):
            self.entry.value = text
            self.entry.select_all()

    def beside(self, text: str | None = None) -> None:
        """Say something helpful beside the entry; the example, if nothing."""
        self.remove_class("-wrong")
        self._say(self.example if text is None else text)

    def wrong(self, sentence: str) -> None:
        """Say beside the entry what is wrong with it, and go there."""
        self.add_class("-wrong")
        self._say(sentence)
        self.entry.focus()
        self.scroll_visible(animate=False)

    def _say(self, text: str) -> None:
        line = self.query_one(".beside", Static)
        if line.content != text:  # saying the same again would lay out the whole form anew
            line.update(text)
