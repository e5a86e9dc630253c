"""The rows that Report and Settings choose from, one of them under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from tracker.app.widgets import CURSOR, ShowsFocus, bring_into_sight, line

LEAST: Final = 8
"""A value with less room than this, in cells, is left out."""


class Row(NamedTuple):
    """A row: what it is called, and in a second column what is chosen."""

    key: str
    label: Content
    value: Content = Content("")


class Rows(ShowsFocus):
    """Arrows go from row to row and on to the next panel; Space or a click chooses.

    Where the rows are one choice, as the days of a page, the arrows choose too and stay in them:
    what is under the cursor is what counts.

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
        Binding("home", "end(-1)", "First", show=False),
        Binding("end", "end(1)", "Last", show=False),
    ]
    cursor: reactive[int] = reactive(0)

    @dataclass
    class Chosen(Message):
        """The row under the cursor was chosen; `by` goes through several words of one row."""

        key: str
        by: int

    @dataclass
    class Moved(Message):
        """Another row is under the cursor, or the rows were given the focus."""

        rows: Rows

    def __init__(
        self,
        *,
        second_click: bool = False,
        one_choice: bool = False,
        id: str | None = None,  # noqa: A002  # Textual's name
    ) -> None:
        """With `second_click`, the first click only puts the cursor on a row."""
        super().__init__(id=id)
        self.rows: list[Row] = []
        self.one_choice = one_choice
        self._second_click = second_click

    @property
    def key(self) -> str | None:
        """The key of the row under the cursor."""
        return self.rows[self.cursor].key if self.rows else None

    def fill(self, rows: Sequence[Row]) -> None:
        """Show these rows, the cursor on the same key if it is still there."""
        before, taller = self.key, len(rows) != len(self.rows)
        here = self.cursor if self.cursor < len(self.rows) else 0
        self.rows = list(rows)
        keys = [row.key for row in rows]
        if before not in keys:
            self.cursor = max(0, min(here, len(rows) - 1))
        elif keys[here : here + 1] != [before]:
            self.cursor = keys.index(before)
        self.refresh(layout=taller)

    def choose(self, key: str) -> None:
        """Put the cursor on a row."""
        self.cursor = next((n for n, row in enumerate(self.rows) if row.key == key), self.cursor)

    def drawn(self, width: int) -> Sequence[Content]:
        """Return the rows; the one under the cursor on the cursor's ground."""
        column = max((row.label.cell_length for row in self.rows), default=0) + 2
        shown = []
        for n, row in enumerate(self.rows):
            content = row.label
            if row.value and width - column >= LEAST:
                content = line(row.label, " " * (column - row.label.cell_length), row.value)
            content = content.truncate(width, ellipsis=True)
            if n == self.cursor and self.has_focus:
                # Other colours could not be read on the cursor's background.
                padding = " " * (width - content.cell_length)
                content = line((f"{content.plain}{padding}", CURSOR))
            shown.append(content)
        return shown

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show where the keys go."""
        super().watch_has_focus(has_focus)
        if has_focus:
            self._moved()

    def on_resize(self) -> None:
        """Keep the row in sight."""
        if self.has_focus:
            self.call_after_refresh(self._bring_into_sight)

    def watch_cursor(self) -> None:
        """Keep the row in sight, and post that it changed."""
        if self.is_attached and self.has_focus:
            self._moved()

    def _moved(self) -> None:
        self.call_after_refresh(self._bring_into_sight)
        self.post_message(self.Moved(self))

    def _bring_into_sight(self) -> None:
        # With the frame above the first row, and the one below the last.
        first, last = self.cursor == 0, self.cursor == len(self.rows) - 1
        bring_into_sight(self, self.cursor - first, 1 + first + last)

    def action_move(self, by: int) -> None:
        """Go to the next row; at an end, to the next panel."""
        if self.cursor + by in range(len(self.rows)):
            self.cursor += by
            return
        if self.one_choice:
            return
        chain = self.screen.focus_chain
        at = chain.index(self) + by
        if at not in range(len(chain)):
            return
        neighbour = chain[at]
        if isinstance(neighbour, Rows) and not neighbour.one_choice:
            neighbour.cursor = 0 if by > 0 else len(neighbour.rows) - 1
        self.screen.set_focus(neighbour)

    def action_end(self, by: int) -> None:
        """Go to the first row or the last one."""
        self.cursor = 0 if by < 0 else len(self.rows) - 1
        self._moved()

    def action_choose(self, by: int) -> None:
        """Choose the row under the cursor."""
        if self.rows:
            self.post_message(self.Chosen(self.rows[self.cursor].key, by))

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked, unless the text has its own action."""
        at = event.get_content_offset(self)
        if at is None or at.y >= len(self.rows):
            return
        was_here = self.cursor == at.y and self._had_focus
        self.cursor = at.y
        if not event.style.meta.get("do") and (was_here or not self._second_click):
            self.action_choose(1)

    _had_focus = False

    def on_mouse_down(self) -> None:
        """Remember whether the keys went here before the click."""
        self._had_focus = self.has_focus
