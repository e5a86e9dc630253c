"""Dialogs: a panel over the place below, and the list of choices under a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.console import RenderableType
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.getters import query_one
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, ScreenResultType
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tracker.app.navigation import KeyLine
from tracker.app.widgets import Clickable, Frame, Status, hints

SCROLLING: Final = tuple(
    Binding(key, f"scroll({by})", "More", show=False)
    for key, by in {
        "down": 1, "up": -1, "pagedown": 10, "pageup": -10, "home": -1000, "end": 1000
    }.items()
)  # fmt: skip
"""Keys of a dialog that is only read, and may be longer than the terminal is high."""


class Dialog(Clickable, ModalScreen[ScreenResultType]):
    """A panel over the place below, with its own keys on the last line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close"),
        # Handled in the app, over everything; here for the key line.
        Binding("f2", "app.crisis", "Crisis help", key_display="F2"),
        Binding("ctrl+c,ctrl+q", "app.quit", "Quit", show=False),
    ]
    DEFAULT_CSS = """
    Dialog {
        align: center middle; background: $background 70%;
        #dialog {
            width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 0 1 0 2;
            background: $background; overflow-y: auto;
            scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        }
        &.-tall #dialog, &.-high #dialog { padding: 1 2 1 3; }
        &.-wide #dialog, &.-broad #dialog { width: 90; }
        OptionList {
            height: auto; max-height: 14; border: none; padding: 0; scrollbar-size-vertical: 1;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        #dialog-status { display: none; margin-top: 1; }
        #dialog-status.-wrong { display: block; height: auto; text-wrap: wrap; }
    }
    """

    status = query_one("#dialog-status", Status)

    def __init__(self, title: str, keys: Content | str = "", *contents: Widget) -> None:
        super().__init__()
        self.heading, self.keys_here, self.contents = title, keys, contents

    def compose(self) -> ComposeResult:
        """Lay out the panel with what it holds."""
        with Frame(self.heading, keys=self.keys_here, id="dialog", classes="-focus"):
            yield from self.contents
            yield Status(id="dialog-status")
        yield KeyLine()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Do not style what was styled when it was mounted."""
        event.refresh_styles = False

    def render(self) -> RenderableType:
        """Draw the screen below, dimmed.

        Textual draws the next of a list from which screens drawn earlier are missing: two dialogs
        can then each be drawn over the other, without end.
        """
        below = self.app.screen_stack[: self.app.screen_stack.index(self)]
        return BackgroundScreen(below[-1], self.styles.background)

    def warn(self, sentence: str) -> None:
        """Show it, also where the panel has to scroll to it."""
        super().warn(sentence)
        self.call_after_refresh(self.status.scroll_visible, animate=False)

    def action_scroll(self, by: int) -> None:
        """Scroll by `by` lines."""
        panel = self.query_one("#dialog")
        panel.scroll_to(y=panel.scroll_offset.y + by, animate=False, immediate=True)

    def action_leave(self) -> None:
        """Close, without doing anything."""
        self.dismiss(None)


class Choose(Dialog[str | None]):
    """A list under a question, the cursor on the present choice. Returns its value, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", key_display="⏎", priority=True)
    ]

    options = query_one(OptionList)

    def __init__(
        self, question: str, choices: Sequence[tuple[str, str]], chosen: str | None = None
    ) -> None:
        """`choices` are values with their lines; `chosen` is the present value.

        The lines have no colours: those could not be read on the cursor's background.
        """
        keys = hints(("↑ ↓", ""), ("Enter", "chooses"))
        super().__init__(question, keys, OptionList(compact=True, markup=False))
        self.choices = list(choices)
        self.chosen = chosen

    def on_mount(self) -> None:
        """Fill the list."""
        self.offer(self.choices, self.chosen)
        self.options.focus()

    def offer(self, choices: Sequence[tuple[str, str]], chosen: str | None = None) -> None:
        """Show these lines, the cursor on the chosen one."""
        self.choices = list(choices)
        self.options.set_options([Option(Content(row)) for _, row in self.choices])
        values = [value for value, _ in self.choices]
        if values:
            self.options.highlighted = values.index(chosen) if chosen in values else 0

    @on(OptionList.OptionSelected)
    def action_choose(self) -> None:
        """Take the line under the cursor. A key held down must not choose twice."""
        if self.is_current and (at := self.options.highlighted) is not None:
            self.take(at)

    def take(self, at: int) -> None:
        """Return the value of a line; override this and not the action, which a click calls too."""
        self.dismiss(self.choices[at][0])
