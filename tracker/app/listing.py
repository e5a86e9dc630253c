"""What the places that list records share: an invitation while there is none, drafts, removing."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

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
