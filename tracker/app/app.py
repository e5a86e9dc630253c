"""The app: the modes, the keys that work everywhere, and what happens on a fault."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from tracker.app import crash, themes
from tracker.app.modes import MODES, Mode
from tracker.app.plain_text import PlainText
from tracker.app.screens.base import DiaryScreen
from tracker.app.screens.dialog import Dialog
from tracker.app.session import Session
from tracker.storage import StorageError


class TrackerApp(App[None], inherit_bindings=False):
    """The diary in a terminal."""

    TITLE = "tracker"
    CSS_PATH = "app.tcss"
    DEFAULT_MODE = MODES[0].name
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-wide"), (112, "-broad")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012  # Textual's own type
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f2",
            "whom_to_call",
            "Whom to call",
            key_display="F2",
            tooltip="Whom to call: crisis lines.",
        ),
        Binding("u", "screen.undo", "Undo", tooltip="Take back the last change."),
        Binding("escape", "screen.leave", "Back", show=False, tooltip="Back, without saving."),
        Binding("question_mark,f1", "help", "Help", key_display="?", tooltip="All keys."),
        # Not in the footer: the first line of every screen shows where these keys lead.
        *(Binding(m.key, f"go('{m.name}')", m.label, show=False, tooltip=m.tooltip) for m in MODES),
        Binding("q", "leave_gently", "Quit", tooltip="Leave tracker."),
        Binding("ctrl+p", "command_palette", "Commands", show=False, tooltip="Find a command."),
        Binding("f3", "next_theme", "Theme", show=False, tooltip="Other colours: light, dark, …"),
        # A priority: otherwise what is typed right after it goes to the field before.
        Binding("tab", "focus_next", "Next field", show=False, priority=True),
        Binding("shift+tab", "focus_previous", "Field before", show=False, priority=True),
        # Never a priority: that would overtake the Enter that saves. Marked text is copied first.
        Binding("ctrl+c,ctrl+q", "quit", "Quit", show=False, tooltip="Leave, also while typing."),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.animation_level = "none"
        self._warning: str | None = None
        self._plain_text = PlainText()
        self._opened: dict[str, DiaryScreen] = {}
        for theme in themes.own_themes():
            self.register_theme(theme)
        for mode in MODES:
            self.add_mode(mode.name, partial(self._open, mode))

    def _open(self, mode: Mode) -> DiaryScreen:
        self._opened[mode.name] = mode.open(self.session)
        return self._opened[mode.name]

    def on_ready(self) -> None:
        """Set the heap aside once: collecting it later would stall a key."""
        self.call_after_refresh(_settle)

    def on_key(self, event: events.Key) -> None:
        """Hand over what was typed for a dialog while the screen below still had the keys."""
        if isinstance(self.screen, Dialog) and self.screen.take(event):
            event.prevent_default().stop()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Draw nothing that could steer the terminal."""
        return [*super().get_line_filters(), self._plain_text]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer what has a key; imported late, because most days never ask."""
        from tracker.app.commands import commands

        yield from commands(self, screen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the present screen out of the keys that lead to others."""
        return not (action == "go" and parameters == (self.current_mode,))

    def action_go(self, mode: str) -> None:
        """Go to a screen."""
        self.switch_mode(mode)

    def action_help(self) -> None:
        """Show what can be done on this screen."""
        from tracker.app.screens.help import Help

        self.push_screen(Help(self.screen))

    def action_whom_to_call(self) -> None:
        """Show whom to call, whatever was answered."""
        from tracker.app.screens.care import at_any_time

        self.push_screen(at_any_time(self.session))

    def action_next_theme(self) -> None:
        """Go round the themes; the one that is shown is the one in the settings."""
        theme = themes.after(themes.our_name(self.theme))
        said = f"The theme is {theme} now. F3 shows the next one."
        try:
            self.session.choose("the theme", theme=theme)
        except StorageError as error:
            said = f"The theme is {theme} until tracker is closed. {error}"
        self.theme = themes.THEMES[theme]
        if isinstance(self.screen, DiaryScreen):
            self.screen.confirm(said)
            self.screen.reload()

    def action_leave_gently(self) -> None:
        """Leave; say first, once, if something is chosen or typed and not saved anywhere."""
        if not ((said := self._unsaved()) and self._warn(said)):
            self.exit()

    async def action_quit(self) -> None:
        """Leave as gently when the keys are those that other programs take for leaving."""
        self.action_leave_gently()

    def _warn(self, said: str) -> bool:
        """Say what would be lost where the person looks, unless it was said just before."""
        before, self._warning = self._warning, said
        if isinstance(self.screen, DiaryScreen):
            self.screen.guide(said)
        elif not isinstance(self.screen, Dialog) or not self.screen.warn(said):
            return False
        return said != before

    def _unsaved(self) -> str | None:
        """Return what would be lost, on the present screen or else on another, and where."""
        here = self._opened.get(self.current_mode)
        if here and (said := here.unsaved()):
            return said
        for mode in MODES:
            if (there := self._opened.get(mode.name)) and (said := there.unsaved()):
                return f"On {mode.label} ({mode.key}): {said}"
        return None

    def _handle_exception(self, error: Exception) -> None:
        """End with one sentence. Textual's own traceback prints local variables: notes."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.panic(Text(crash.sentence(error)))


def _settle() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()
