"""Rows of choices in a panel, one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tracker.app.widgets import line, lines


class Rows(Widget, can_focus=True):
    """Arrows go from row to row and on to the next panel, Space or a click chooses.

    Not Textual's RadioSet and SelectionList: those show by colour alone what is chosen, and take
    a frame of their own each.
    """

    DEFAULT_CSS = "Rows { width: 1fr; height: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "choose(1)", "Choose", show=False, tooltip="Choose."),
        Binding("right", "choose(1)", "Next", show=False),
        Binding("left", "choose(-1)", "Previous", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
    ]
    cursor: reactive[int] = reactive(0)

    @dataclass
    class Chosen(Message):
        """The row under the cursor was chosen; `by` goes through several words of one row."""

        key: str
        by: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.rows: list[tuple[str, Content]] = []

    def fill(self, rows: Sequence[tuple[str, Content]]) -> None:
        """Show these rows, each with its key."""
        taller = len(rows) != len(self.rows)
        self.rows = list(rows)
        self.cursor = min(self.cursor, max(0, len(rows) - 1))
        self.refresh(layout=taller)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line a row."""
        return len(self.rows)

    def render(self) -> RenderResult:
        """Return the rows; the one under the cursor on the cursor's ground."""
        shown = []
        width = self.size.width
        for n, (_, content) in enumerate(self.rows):
            row = content.truncate(width, ellipsis=True)
            if n == self.cursor and self.has_focus:
                # Its own colours could not be read on the cursor's ground.
                padding = " " * (width - row.cell_length)
                row = line((f"{row.plain}{padding}", "bold $cursor-ink on $cursor"))
            shown.append(row)
        return lines(shown)

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show where the keys go."""
        super().watch_has_focus(has_focus)
        self.refresh()

    def action_move(self, by: int) -> None:
        """Go to the next row; at an end, to the next panel."""
        if self.cursor + by in range(len(self.rows)):
            self.cursor += by
            return
        chain = self.screen.focus_chain
        at = chain.index(self) + by
        if at not in range(len(chain)):
            return
        neighbour = chain[at]
        if isinstance(neighbour, Rows):
            neighbour.cursor = 0 if by > 0 else len(neighbour.rows) - 1
        self.screen.set_focus(neighbour)

    def action_choose(self, by: int) -> None:
        """Choose the row under the cursor."""
        if self.rows:
            self.post_message(self.Chosen(self.rows[self.cursor][0], by))

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked, unless its words do something of their own."""
        at = event.get_content_offset(self)
        if at is not None and at.y < len(self.rows):
            self.cursor = at.y
            if not event.style.meta.get("do"):
                self.action_choose(1)
