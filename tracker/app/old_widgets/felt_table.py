"""Where side effects are filled in: a digit a cell."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from tracker.app.felt import WHEN, Cell, Felt
from tracker.app.screens.dialog import Dialog
from tracker.app.words import one_line

NAME = 18
COLUMN = 9
_STEPS: Final = {"up": (-1, None), "down": (1, None), "left": (0, 0), "right": (0, 1)}
_EMPTY: Final = ("backspace", "delete", "minus")


class FeltTable(Static, can_focus=True):
    """Arrows or a first letter choose a cell, 0 to 3 fill it, Backspace empties it."""

    DEFAULT_CSS = """
    FeltTable { height: auto; width: 36; text-wrap: nowrap; }
    """
    felt: reactive[Felt] = reactive(Felt)
    line: reactive[int] = reactive(0)
    column: reactive[int] = reactive(0)

    def __init__(self, felt: Felt) -> None:
        super().__init__()
        self.set_reactive(FeltTable.felt, felt)

    @property
    def cell(self) -> Cell:
        """Where the cursor stands."""
        return self.felt.names[self.line], WHEN[self.column]

    @property
    def value(self) -> str:
        """What was filled in, in no particular words: another text says it has changed."""
        return str(self.felt.changed)

    def render(self) -> Content:
        """Brackets show the cursor: it must show on any terminal."""
        head = " " * NAME + "".join(f"{when:<{COLUMN}}" for when in WHEN)
        lines = [self._row(name) for name in self.felt.names]
        return Content("\n").join([Content.styled(head, "$foreground-muted"), *lines])

    def _row(self, name: str) -> Content:
        cells = [self._value((name, when)) for when in WHEN]
        return Content.assemble(f"{one_line(name, NAME - 2):<{NAME}}", *cells)

    def _value(self, cell: Cell) -> tuple[str, str]:
        severity = self.felt.value(cell)
        said = "–" if severity is None else str(severity)
        here = self.has_focus and cell == self.cell
        text = f"[{said}]" if here else f" {said} "
        return f"{text:<{COLUMN}}", "bold $text-accent" if here else ""

    def on_key(self, event: events.Key) -> None:
        """Do at once what a key does, in turn with the one after it."""
        if event.key in _STEPS:
            self._step(*_STEPS[event.key], event.key)
        elif event.key in _EMPTY:
            self.put()
        elif event.character in tuple("0123"):
            self.put(int(event.character))
        elif not self._jump(event.character or ""):
            return
        event.prevent_default().stop()

    def _jump(self, letter: str) -> bool:
        """Go to the first side effect that begins with a letter; say whether it was a letter."""
        lines = enumerate(self.felt.names)
        if letter.isalpha():
            self.line = next((n for n, name in lines if name.startswith(letter)), self.line)
        return letter.isalpha()

    def put(self, severity: int | None = None) -> None:
        """Write how strong it was, or nothing."""
        self.felt = self.felt.put(self.cell, severity)

    def _step(self, line: int, column: int | None, key: str) -> None:
        """Go to a neighbour; over an end, to the field there."""
        if column is not None:
            self.column = column
        elif self.line + line in range(len(self.felt.names)):
            self.line += line
        elif isinstance(self.screen, Dialog):
            self.screen.at_once(key)

    def on_click(self, event: events.Click) -> None:
        """Go to the cell that was clicked; there already, make it one stronger."""
        line, column = event.y - 1, int(event.x >= NAME + COLUMN)
        if line not in range(len(self.felt.names)):
            return
        if (line, column) == (self.line, self.column):
            severity = self.felt.value(self.cell)
            self.put(0 if severity is None else (severity + 1) % 4)
        self.line, self.column = line, column

    def watch_has_focus(self, focused: bool) -> None:
        """Show or hide the cursor."""
        super().watch_has_focus(focused)
        self.refresh()
