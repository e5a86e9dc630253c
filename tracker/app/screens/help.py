"""The keys of the screen below, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.screen import Screen
from textual.widgets import Static

from tracker.app.old_widgets.keys_line import KeysLine
from tracker.app.screens.dialog import Dialog

_AS_PRINTED: Final = {
    "enter": "Enter",
    "escape": "Esc",
    "delete": "Del",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
}
"""Keys as they are printed on a keyboard, where the toolkit has a sign for them."""


class Help(Dialog[None]):
    """Made from the bindings themselves, so that it cannot say what is not so."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,question_mark,enter,q", "dismiss", "Back", key_display="Esc"),
        Binding("pagedown,space", "page(1)", "More below", key_display="PgDn"),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("down", "line(1)", "Down", show=False),
        Binding("up", "line(-1)", "Up", show=False),
        Binding("end", "to_end(True)", "To the end", show=False),
        Binding("home", "to_end(False)", "To the beginning", show=False),
    ]
    box = query_one("#dialog", VerticalScroll)

    def __init__(self, about: Screen[object]) -> None:
        super().__init__()
        self.words = str(getattr(about, "HELP", ""))
        self.keys = list(_rows(about))

    def compose(self) -> ComposeResult:
        """Lay out a few sentences, then key by key."""
        with VerticalScroll(id="dialog", can_focus=False):
            yield Static("Help", id="heading")
            yield Static(f"{self.words}\n" if self.words else "", markup=False)
            yield Static(Content("\n").join(self.keys), id="keys")
        yield KeysLine()

    def on_resize(self, event: events.Resize) -> None:
        """Say whether there is more once everything has its place."""
        self.call_after_refresh(self.refresh_bindings)

    def action_line(self, by: int) -> None:
        """Scroll a line."""
        self._go(self.box.scroll_offset.y + by)

    def action_page(self, by: int) -> None:
        """Scroll as much as is seen at once, but for a line to hold on to."""
        self._go(self.box.scroll_offset.y + by * (self.box.size.height - 1))

    def action_to_end(self, last: bool) -> None:
        """Scroll to the last line, or to the first."""
        self._go(self.box.max_scroll_y if last else 0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer more only while there is more."""
        return (action, parameters) != ("page", (1,)) or self._more

    @property
    def _more(self) -> bool:
        return self.is_mounted and self.box.scroll_offset.y < self.box.max_scroll_y

    def _go(self, line: int) -> None:
        self.box.scroll_to(y=line, animate=False, immediate=True)
        self.refresh_bindings()


def _rows(about: Screen[object]) -> Iterable[Content]:
    """Return one line for each thing that can be done, with all keys for it."""
    keys: dict[str, list[str]] = {}
    active = sorted(about.active_bindings.values(), key=lambda found: _place(found.binding.key))
    for _, binding, enabled, said in active:
        if enabled and said:
            key = binding.key_display or _as_printed(about, binding)
            keys.setdefault(said, []).append(key)
    for said, shown in keys.items():
        names = f"{shown[0]}–{shown[-1]}" if len(shown) > 4 else " ".join(dict.fromkeys(shown))
        yield Content.assemble((f"{names:<11}", "bold"), said)


def _place(key: str) -> tuple[bool, bool]:
    """Return what puts whom to call first, and keys held down with another one last."""
    return key != "f2", key.startswith("ctrl")


def _as_printed(about: Screen[object], binding: Binding) -> str:
    key = binding.key
    if key[1:].isdecimal():
        return key.upper()
    return _AS_PRINTED.get(key) or about.app.get_key_display(binding)
