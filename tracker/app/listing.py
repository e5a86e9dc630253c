"""What the places that list records share: the table, drafts, an invitation while there is none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from textwrap import wrap
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import DataTable

from tracker.app.forms import Form
from tracker.app.screen import Place
from tracker.app.session import Session
from tracker.app.widgets import MUTED, Invitation, Status, line
from tracker.records.format import plain_text
from tracker.storage import Record


def fact(
    label: str, text: str, width: int, *, indent: int, style: str = "", most: int = 8
) -> list[Content]:
    """Return a label and its text, wrapped into `most` lines at most."""
    parts = wrap(plain_text(text), max(16, width - indent))[:most] or [""]
    labels = [label, *[""] * (len(parts) - 1)]
    return [
        line((f"{name:<{indent}}", MUTED), (part, style))
        for name, part in zip(labels, parts, strict=True)
    ]


class ListPlace(Place):
    """A list whose keys act on what is under the cursor, and a new one that can wait as a draft."""

    NOUN: ClassVar[str] = ""
    """What `a` adds."""
    INVITATION: ClassVar[tuple[str, str, Sequence[tuple[str, str]], str]]
    """Shown while nothing is listed: see `Invitation`."""
    NEEDS_ONE: ClassVar[frozenset[str]] = frozenset()
    """Actions that do nothing while nothing is listed."""
    DEFAULT_CSS = """
    ListPlace {
        #nothing { display: none; height: 1fr; align: center middle; }
        #listed { height: 1fr; }
        &.-empty #nothing { display: block; }
        &.-empty #listed { display: none; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.draft: dict[str, str] = {}
        """What was typed into the form for a new one, and left."""

    def compose_body(self) -> ComposeResult:
        """Lay out the invitation and the list; only one of them is shown."""
        with Vertical(id="nothing"):
            yield Invitation(*self.INVITATION)
        with Vertical(id="listed"):
            yield from self.compose_list()
        yield Status(self.HINT)

    def compose_list(self) -> ComposeResult:
        """Lay out the list and the panels beside it."""
        yield from ()

    @property
    def listed(self) -> Sequence[Any]:
        """All records to list, or rows with the ids of records."""
        return ()

    @property
    def empty(self) -> bool:
        """Whether the invitation replaces the list."""
        return not self.listed

    def show(self) -> None:
        """Show the list, or the invitation and none of the keys that need something listed."""
        self.set_class(self.empty, "-empty")
        self.status.hint("" if self.empty else self.HINT)
        self.refresh_bindings()
        if not self.empty:
            self.show_list()

    def show_list(self) -> None:
        """Fill the list from the diary."""

    @on(events.Resize)
    def _resized(self) -> None:
        if self.is_mounted and not self.empty:
            self.call_after_refresh(self.show_list)

    def choose(self, record_id: str) -> None:
        """Put the cursor on a record."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable the actions in `NEEDS_ONE` while nothing is listed."""
        return not (self.empty and action in self.NEEDS_ONE)

    def ask_for_new(self, form: Form) -> None:
        """Open the form for a new one, with what was typed there and left before."""
        form.draft = self.draft
        self.app.push_screen(form, self._added)

    def _added(self, confirmation: str | None) -> None:
        before = {each.id for each in self.listed}
        self.done(confirmation)
        if new := [each.id for each in self.listed if each.id not in before]:
            self.choose(new[-1])
        if confirmation is None and self.draft:
            self.warn(f"The new {self.NOUN} is not saved: a brings back what you typed.")

    def remove_record(self, record: Record, named: str) -> None:
        """Remove a record without asking: u undoes it."""
        self.attempt(lambda: self.session.remove(record), f"Removed: {named}")

    def unsaved(self) -> str | None:
        """Return that a new record was begun and left."""
        left = f"The new {self.NOUN} is not saved: a brings it back, q again leaves."
        return left if any(self.draft.values()) else None


def columns_that_fit(
    rows: Sequence[Mapping[str, Content | str]], left_out: Sequence[Collection[str]], room: int
) -> list[str]:
    """Return all columns but the first of `left_out` without which the others fit the room.

    The first row names them all. The last column shown needs no blank behind it.
    """
    shown: list[str] = []
    for missing in left_out:
        shown = [column for column in rows[0] if column not in missing]
        widest = (max(cell_len(str(row.get(column, ""))) for row in rows) for column in shown)
        if sum(widest) + 2 * len(shown) - 1 <= room:
            break
    return shown


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

    def __init__(self, *, id: str | None = None, show_header: bool = True) -> None:  # noqa: A002
        super().__init__(
            id=id, show_header=show_header, cursor_type="row", cursor_foreground_priority="css"
        )
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
