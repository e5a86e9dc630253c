"""A few words of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static


class ChoiceRow(Static, can_focus=True):
    """All choices in one line, the chosen one in brackets; arrows, Space or mouse choose."""

    DEFAULT_CSS = """
    ChoiceRow {
        width: 1fr; height: auto;
        &:focus { background: $surface-lighten-1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Choice before", show=False, tooltip="Choice before."),
        Binding("right,space", "step(1)", "Next choice", show=False, tooltip="Next choice."),
    ]
    chosen: reactive[int] = reactive(0)

    @dataclass
    class Changed(Message):
        """Another word was chosen."""

        row: ChoiceRow

        @property
        def control(self) -> ChoiceRow:
            """The row, for `@on` selectors."""
            return self.row

    def __init__(self, choices: Sequence[str], chosen: str, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.choices = tuple(choices)
        self.set_reactive(ChoiceRow.chosen, self.choices.index(chosen))

    @property
    def value(self) -> str:
        """The chosen word."""
        return self.choices[self.chosen]

    def render(self) -> Content:
        """Brackets and not only colour: the choice must show on any terminal."""
        words = [
            (f"[{word}]", "bold $text-accent") if n == self.chosen else (f" {word} ", "")
            for n, word in enumerate(self.choices)
        ]
        return Content(" ").join([Content.assemble(word) for word in words])

    def watch_chosen(self) -> None:
        """Tell the screen."""
        self.post_message(self.Changed(self))

    def action_step(self, by: int) -> None:
        """Go to a neighbour, round the end."""
        self.chosen = (self.chosen + by) % len(self.choices)

    def on_click(self, event: events.Click) -> None:
        """Choose the word that was clicked."""
        starts = [0]
        for word in self.choices:
            starts.append(starts[-1] + len(word) + 3)
        hit = next((n for n, end in enumerate(starts[1:]) if event.x < end), None)
        if hit is not None and event.y == 0:
            self.chosen = hit
