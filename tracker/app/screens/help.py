"""The keys of the screen below, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from tracker.app.screens.dialog import Dialog


class Help(Dialog[None]):
    """Made from the bindings themselves, so that it cannot say what is not so."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,question_mark,enter,q", "dismiss", "Back", key_display="Esc"),
        Binding("down", "scroll(1)", "Down", show=False),
        Binding("up", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, about: Screen[object]) -> None:
        super().__init__()
        self.words = str(getattr(about, "HELP", ""))
        self.keys = list(_rows(about))

    def compose(self) -> ComposeResult:
        """Lay out a few sentences, then key by key."""
        with Vertical(id="dialog"):
            yield Static("Help", id="heading")
            with VerticalScroll(id="fields", can_focus=False):
                yield Static(f"{self.words}\n" if self.words else "", markup=False)
                yield Static(Content("\n").join(self.keys), id="keys")
        yield Footer(compact=True, show_command_palette=False)

    def action_scroll(self, by: int) -> None:
        """Scroll a line."""
        self.query_one("#fields").scroll_relative(y=by, animate=False)


def _rows(about: Screen[object]) -> Iterable[Content]:
    """Return one line for each thing that can be done, with all keys for it."""
    keys: dict[str, list[str]] = {}
    active = sorted(about.active_bindings.values(), key=lambda b: b.binding.key.startswith("ctrl"))
    for _, binding, enabled, said in active:
        if enabled and said:
            key = binding.key_display or about.app.get_key_display(binding)
            keys.setdefault(said, []).append(key)
    for said, shown in keys.items():
        names = f"{shown[0]}–{shown[-1]}" if len(shown) > 4 else " ".join(dict.fromkeys(shown))
        yield Content.assemble((f"{names:<11}", "bold"), said)
