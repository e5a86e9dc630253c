"""Which country's numbers are shown: chosen from a list that typed letters shorten."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.app import choices
from tracker.app.screens.choose import Choose


class ChooseRegion(Choose):
    """The regions. A country that lies within one is found by its own name."""

    def __init__(self, chosen: str | None = None) -> None:
        super().__init__(_question(""), choices.places_found(""), chosen)
        self.typed = ""

    def on_key(self, event: events.Key) -> None:
        """Take letters as the beginning of a country's name."""
        if event.key == "backspace":
            self._find(self.typed[:-1])
        elif event.is_printable and event.character:
            self._find(self.typed + event.character)
        else:
            return
        event.prevent_default().stop()

    def _find(self, typed: str) -> None:
        self.typed, self.choices = typed, choices.places_found(typed)
        shown = self.query_one(OptionList)
        shown.clear_options()
        shown.add_options(Option(Content(line)) for _, line in self.choices)
        shown.highlighted = 0
        self.query_one("#heading", Static).update(_question(typed))


def _question(typed: str) -> str:
    return f"Which country are you in? Type its first letters: {typed}"
