"""Whom to call: the calm panel after thoughts of self-harm were noted, and the same at any time."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tracker.app.old_widgets.keys_line import KeysLine
from tracker.app.screens.dialog import Dialog
from tracker.app.session import Session
from tracker.records import ValidationError
from tracker.records.contacts import Contacts, contact_lines, crisis_panel_lines, regions
from tracker.storage import StorageError
from tracker.storage.preferences import contacts

_HOW: Final = (
    "tracker contacts --region GB",
    'tracker contacts --clinic "Name" 0123456',
    'tracker contacts --person "Name" 0123456',
)

_NO_REGION: Final = "No region is chosen yet. r chooses your country; any other key goes back."


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
        yield KeysLine()

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


class Care(Calm):
    """Whom to call. As long as there is no region, one key chooses it here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "region", "Choose your country", tooltip="Choose your country or region."),
    ]

    def __init__(self, session: Session, words: Callable[[Contacts], tuple[str, ...]]) -> None:
        self.session = session
        self.words = words
        self.known = _contacts(session)
        super().__init__(*words(self.known))

    def on_key(self, event: events.Key) -> None:
        """Leave the key that asks for the region to its binding."""
        if event.key == "r" and self.known.region is None and self._seen:
            event.prevent_default()

    def action_region(self) -> None:
        """Show the regions over this."""
        from tracker.app.screens.choose_region import ChooseRegion

        self.app.push_screen(ChooseRegion(), self._chosen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ask for a region only where there is none."""
        return action != "region" or self.known.region is None

    def _chosen(self, code: str | None) -> None:
        """Show the numbers of the region; one that cannot be kept is said above the others."""
        if code is None:
            return
        said: tuple[str, ...] = ()
        try:
            self.session.choose("the choice of the region", region=code)
        except (ValidationError, StorageError) as refusal:
            said = (str(refusal),)
        self.known = _contacts(self.session)
        self.query_one("#words", Static).update("\n\n".join((*said, *self.words(self.known))))
        self.refresh_bindings()


def care_once(app: App[object], session: Session, check_in_id: str) -> None:
    """Show whom to call after a check-in, unless it was shown for it before in this sitting."""
    if check_in_id not in session.crisis_shown:
        session.crisis_shown.add(check_in_id)
        app.push_screen(after_saving(session))


def after_saving(session: Session) -> Care:
    """Return what is shown once an answer about self-harm above zero is on disk."""
    return Care(session, _words_after_saving)


def _words_after_saving(known: Contacts) -> tuple[str, ...]:
    first, nobody, not_alone, *lines, not_safe = crisis_panel_lines(known)
    asked = () if known.region else (_choose_region(),)
    return (f"{first}\n{nobody}", "\n".join((not_alone, *lines)), not_safe, *asked)


def at_any_time(session: Session) -> Care:
    """Return whom to call, and the commands that write down who that is."""
    return Care(session, _words_at_any_time)


def _words_at_any_time(known: Contacts) -> tuple[str, ...]:
    own = (
        "Your region, your clinic and someone you trust are written down in Settings (key o). "
        "In the terminal, these do the same:"
    )
    region = f"The region is {known.region.name}." if known.region else _NO_REGION
    how = "\n".join((own, *(f"  {command}" for command in _HOW)))
    return ("\n".join(contact_lines(known)), f"{region} {_codes()}", how)


def _contacts(session: Session) -> Contacts:
    """Return the contacts; a diary that cannot be read must not keep anyone from the numbers."""
    try:
        return contacts(session.store)
    except StorageError:
        return Contacts()


def _choose_region() -> str:
    return f"{_NO_REGION} In the terminal, {_HOW[0]} does it."


def _codes() -> str:
    return f"There is {', '.join(region.code for region in regions())}."
