"""A screen that is a list of records; every key acts on the line under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tracker.app.list_rows import Row
from tracker.app.screens.base import DiaryScreen
from tracker.app.screens.form import Form
from tracker.app.session import Session
from tracker.storage import Record, StorageError


class ListScreen(DiaryScreen):
    """Keeps the cursor where the person is, whatever was added or taken out."""

    DEFAULT_CSS = """
    ListScreen {
        OptionList {
            height: 1fr; border: none; background: $background; padding: 0;
            margin: 0 1; text-wrap: nowrap; text-overflow: ellipsis;
        }
    }
    """
    AUTO_FOCUS = "OptionList"
    entries = query_one(OptionList)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.rows: Sequence[Row] = ()
        self._follow = False
        self.draft: dict[str, str] = {}
        """What was typed into the form on a new entry and left, by its field."""

    @property
    def room(self) -> int:
        """Cells of a line, beside the margins and the scroll bar."""
        return self.size.width - 4

    def fill(self, rows: Sequence[Row], first: str | None = None) -> None:
        """Show these lines; the cursor begins on the entry named `first`."""
        line = self._line(rows, first)
        self.rows = rows
        self.entries.set_options([_option(row) for row in rows])
        self.entries.highlighted = line

    def _line(self, rows: Sequence[Row], first: str | None) -> int | None:
        """Return where the cursor goes: to a new entry, to the same one, or near its place."""
        ids = {row.id: n for n, row in enumerate(rows) if row.id}
        new = ids.keys() - {row.id for row in self.rows}
        place = self.entries.highlighted or 0
        if len(new) == 1 and self._follow:
            return ids[new.pop()]
        for wanted in (self.chosen_id, None if self.rows else first):
            if wanted in ids:
                return ids[wanted]
        return min(ids.values(), key=lambda n: (abs(n - place), n), default=None)

    def done(self, confirmation: str | None) -> None:
        """Go to what was just added; never to what another program wrote, under a waiting key."""
        self._follow = confirmation is not None
        super().done(confirmation)
        self._follow = False

    def ask_for_new(self, form: Form) -> None:
        """Open the form on a new entry, with what was typed there and left before."""
        form.draft = self.draft
        self.app.push_screen(form, self._asked)

    def _asked(self, confirmation: str | None) -> None:
        self.done(confirmation)
        if confirmation is None and self.draft:
            self.guide("The new entry is not saved. a brings back what you typed.")

    def unsaved(self) -> str | None:
        """Name an entry that was begun and left."""
        left = "The new entry is not saved yet: a brings it back, q again leaves without."
        return left if self.draft else None

    @property
    def chosen_id(self) -> str | None:
        """The id of the record under the cursor."""
        option = self.entries.highlighted_option
        return option.id if option else None

    def write(
        self, write: Callable[[Record, str], None], record: Record, what: str, said: str
    ) -> bool:
        """Write at once and say so; say why not where that fails, and return whether it went."""
        try:
            write(record, what)
        except StorageError as error:
            self.guide(str(error))
            return False
        self.done(said)
        return True


def _option(row: Row) -> Option:
    """Return a line of the list; a heading cannot be chosen."""
    if row.id is None:
        return Option(Content.styled(row.text, "bold"), disabled=True)
    return Option(Content(row.text), id=row.id)
