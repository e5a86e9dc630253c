"""Whom to call: the calm panel after thoughts of self-harm were noted, and the same at any time."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Footer, Static

from tracker.app.screens.dialog import Dialog
from tracker.app.session import Session
from tracker.records.contacts import Contacts, care_words, regions, whom_to_call
from tracker.storage import StorageError
from tracker.storage.own import contacts

_HOW: Final = (
    "tracker contacts --region GB",
    'tracker contacts --clinic "Name" 0123456',
    'tracker contacts --person "Name" 0123456',
)


class Calm(Dialog[None]):
    """A few plain lines in a box; any key leads back to where the person was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "dismiss", "Back", key_display="any key"),
        Binding("down", "scroll(1)", "Down", show=False),
        Binding("up", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, *paragraphs: str) -> None:
        super().__init__()
        self.paragraphs = paragraphs
        self._seen = False

    def compose(self) -> ComposeResult:
        """Lay out the lines, on a small terminal to be scrolled."""
        with VerticalScroll(id="dialog", can_focus=False):
            yield Static("\n\n".join(self.paragraphs), id="words", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Wait for the first paint: a key typed ahead must not close what nobody has read."""
        self.call_after_refresh(self._painted)

    def take(self, event: events.Key) -> bool:
        """Keep keys that were typed ahead from the screen below; they were not meant for it."""
        return not self._seen

    def on_key(self, event: events.Key) -> None:
        """Go back on any key, but for those that scroll, copy or quit."""
        if event.key in ("up", "down") or event.key.startswith("ctrl+"):
            return
        event.prevent_default().stop()
        if self._seen and self.is_current:
            self.dismiss()

    def action_scroll(self, by: int) -> None:
        """Scroll a line."""
        self.query_one("#dialog").scroll_relative(y=by, animate=False)

    def _painted(self) -> None:
        self._seen = True


def after_saving(session: Session) -> Calm:
    """Return what is shown once an answer about self-harm above zero is on disk."""
    known = _contacts(session)
    first, nobody, not_alone, *lines, not_safe = care_words(known)
    asked = () if known.region else (_choose_region(),)
    return Calm(f"{first}\n{nobody}", "\n".join((not_alone, *lines)), not_safe, *asked)


def at_any_time(session: Session) -> Calm:
    """Return whom to call, and the commands that write down who that is."""
    known = _contacts(session)
    own = "In the terminal, these write down your region, your clinic and someone you trust:"
    region = f"The region is {known.region.name}." if known.region else "No region is chosen yet."
    how = "\n".join((own, *(f"  {command}" for command in _HOW)))
    return Calm("\n".join(whom_to_call(known)), f"{region} {_codes()}", how)


def _contacts(session: Session) -> Contacts:
    """Return the contacts; a diary that cannot be read must not keep anyone from the numbers."""
    try:
        return contacts(session.store)
    except StorageError:
        return Contacts()


def _choose_region() -> str:
    return f"No region is chosen yet; in the terminal, {_HOW[0]} chooses one."


def _codes() -> str:
    return f"There is {', '.join(region.code for region in regions())}."
