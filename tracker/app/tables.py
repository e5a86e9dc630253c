"""The table of the places that list records. Not in `widgets`: Today starts without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable

from tracker.app.widgets import MUTED


class Table(DataTable[Text]):
    """A list of records: newest first, the row under the cursor fills the panel beside it.

    Textual's DataTable; its cells hold colours and not their names, so they are made again when
    the theme changes. A click selects a row, a second one opens it.
    """

    DEFAULT_CSS = """
    Table {
        background: $background; height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1;
        &:focus { background: $background; background-tint: $background 0%; }
        & > .datatable--odd-row, & > .datatable--even-row { background: $background; }
        & > .datatable--header { background: $surface; color: $muted; text-style: none; }
        & > .datatable--cursor {
            background: $cursor-blurred; color: $foreground; text-style: bold;
        }
        &:focus > .datatable--cursor { background: $cursor; color: $cursor-ink; }
        & > .datatable--hover { background: $field; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, cursor_type="row", cursor_foreground_priority="css")
        self._columns: tuple[str, ...] = ()
        self._rows: tuple[tuple[str, Sequence[Content | str]], ...] = ()

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("home", "scroll_top", "First", show=False),
        Binding("end", "scroll_bottom", "Last", show=False),
    ]

    def on_mount(self) -> None:
        """Draw the cells again when the theme changes."""
        self.app.theme_changed_signal.subscribe(
            self, lambda _: self.fill(self._columns, self._rows)
        )

    def on_show(self) -> None:
        """Scroll into sight if it has the focus: it got that before it had a place."""
        if self.has_focus:
            self.screen.scroll_to_widget(self, animate=False)

    @property
    def chosen_key(self) -> str | None:
        """The key of the row under the cursor."""
        keys = [key for key, _ in self._rows]
        return keys[self.cursor_row] if self.cursor_row in range(len(keys)) else None

    def fill(
        self,
        columns: Sequence[str],
        rows: Sequence[tuple[str, Sequence[Content | str]]],
        chosen: str | None = None,
    ) -> None:
        """Show other rows, each with its key; the cursor goes to `chosen`, else to the same key."""
        keys = [key for key, _ in rows]
        top, line, here = self.scroll_y, self.cursor_row, chosen or self.chosen_key
        self._columns, self._rows = tuple(columns), tuple(rows)
        self.clear(columns=True)
        for column, width in zip(columns, self._widths(), strict=True):
            self.add_column(self._text(Content.styled(column, MUTED)), width=width)
        for key, cells in rows:
            self.add_row(*map(self._text, cells), key=key)
        if rows:
            self.scroll_to(y=top, animate=False, immediate=True)
            row = keys.index(here) if here in keys else min(line, len(rows) - 1)
            self.move_cursor(row=row, animate=False)

    def _widths(self) -> list[int]:
        """Return the width of each column; the last one's texts are cut at the frame.

        Not left to Textual, which measures once it is idle: the screen may be painted before that,
        as when a dialog closes, and would keep columns as narrow as their names.
        """
        widths = [
            max(map(cell_len, (name, *(str(cells[n]) for _, cells in self._rows))))
            for n, name in enumerate(self._columns)
        ]
        scrolls = len(self._rows) >= self.size.height
        room = self.size.width - sum(width + 2 for width in widths[:-1]) - 1 - scrolls
        return [*widths[:-1], room if 0 < room < widths[-1] else widths[-1]] if widths else []

    def extend(self, rows: Sequence[tuple[str, Sequence[Content | str]]]) -> None:
        """Add rows below."""
        self._rows = (*self._rows, *rows)
        if self._too_narrow_or_wide:
            self.fill(self._columns, self._rows)
            return
        for key, cells in rows:
            self.add_row(*map(self._text, cells), key=key)

    @property
    def _too_narrow_or_wide(self) -> bool:
        return [column.width for column in self.ordered_columns] != self._widths()

    def choose(self, key: str) -> None:
        """Put the cursor on the row with this key."""
        keys = [row_key for row_key, _ in self._rows]
        if key in keys:
            self.move_cursor(row=keys.index(key), animate=False)

    def _text(self, cell: Content | str) -> Text:
        if isinstance(cell, str):
            return Text(cell, end="", no_wrap=True, overflow="ellipsis")
        text = Text(end="", no_wrap=True, overflow="ellipsis")
        for part, style in cell.render(end="", parse_style=self.app.stylesheet.parse_style):
            text.append(part, style.rich_style)
        return text

    def on_resize(self) -> None:
        """Cut what is too long at the new width, with an ellipsis; keep the cursor in sight."""
        if self._too_narrow_or_wide:
            self.fill(self._columns, self._rows)
        self._scroll_cursor_into_view()
