"""A choice among a few words on one row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive

from tracker.app.themes import colourless
from tracker.app.widgets import CURSOR, Part, ShowsFocus, line, lines


class Chips(ShowsFocus):
    """A choice among a few words, at most one of them: arrows, Space or the mouse choose.

    Not Textual's Select or RadioSet: those take a box of rows, and a form has one row a field.
    """

    DEFAULT_CSS = "Chips { width: 1fr; height: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Previous choice", show=False),
        Binding("right,space", "step(1)", "Next choice", show=False),
        Binding("backspace,delete", "clear", "No choice", show=False),
    ]
    chosen: reactive[int | None] = reactive(None, init=False)

    @dataclass
    class Changed(Message):
        """Another word was chosen."""

        chips: Chips

        @property
        def control(self) -> Chips:
            """The chips, for `@on` selectors."""
            return self.chips

    def __init__(
        self, choices: Iterable[tuple[str, str]], chosen: str | None, *, needed: bool = False
    ) -> None:
        """`choices` are values with their words; `needed`: one must always be chosen."""
        super().__init__()
        self.choices = tuple(choices)
        self.needed = needed
        values = [value for value, _ in self.choices]
        self.set_reactive(Chips.chosen, values.index(chosen) if chosen in values else None)

    @property
    def value(self) -> str:
        """The value chosen, blank for none."""
        return "" if self.chosen is None else self.choices[self.chosen][0]

    @value.setter
    def value(self, value: str) -> None:
        values = [value for value, _ in self.choices]
        self.chosen = values.index(value) if value in values else None

    def _rows(self, width: int) -> list[list[int]]:
        rows: list[list[int]] = [[]]
        used = 0
        for n, (_, word) in enumerate(self.choices):
            if rows[-1] and used + len(word) + 2 > width:
                rows.append([])
                used = 0
            rows[-1].append(n)
            used += len(word) + 3
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the words need."""
        return len(self._rows(width))

    def render(self) -> RenderResult:
        """A dot marks the chosen one, brackets where colours are missing: not bold alone."""
        on = CURSOR if self.has_focus else "bold $foreground on $cursor-blurred"
        bare = colourless(self.app)
        rows = []
        for row in self._rows(self.size.width):
            parts: list[Part] = []
            for n in row:
                word = self.choices[n][1]
                if n == self.chosen:
                    parts += [(f"[{word}]" if bare else f"●{word} ", on), " "]
                else:
                    parts += [(f" {word} ", "$muted on $field"), " "]
            rows.append(line(*parts))
        return lines(rows)

    def watch_chosen(self) -> None:
        """Post the change to the screen."""
        self.post_message(self.Changed(self))

    def action_step(self, by: int) -> None:
        """Choose the next word; after the last, the first."""
        if self.chosen is None:
            self.chosen = 0 if by > 0 else len(self.choices) - 1
        else:
            self.chosen = (self.chosen + by) % len(self.choices)

    def action_clear(self) -> None:
        """Choose nothing, if that is allowed."""
        if not self.needed:
            self.chosen = None

    def on_click(self, event: events.Click) -> None:
        """Choose the word that was clicked."""
        rows, x = self._rows(self.size.width), 0
        for n in rows[event.y] if event.y < len(rows) else ():
            if x <= event.x < x + len(self.choices[n][1]) + 2:
                self.chosen = n
            x += len(self.choices[n][1]) + 3
