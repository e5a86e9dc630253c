"""The app: its places, the keys that work everywhere, leaving it, and what a bug ends in."""

from __future__ import annotations

import asyncio
import gc
import os
import select
import signal
import sys
import traceback
from collections.abc import Iterable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual import events
from textual._xterm_parser import XTermParser
from textual.app import SystemCommand
from textual.binding import ActiveBinding, Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from tracker.app import themes
from tracker.app.graphics import Answer
from tracker.app.navigation import PLACES
from tracker.app.session import Session
from tracker.app.toolkit import (
    NoTimerLost,
    OneKeyAtATime,
    ParsedOnce,
    PlainText,
    StyledOnce,
    drop_late_answer,
)
from tracker.storage import StorageError

if TYPE_CHECKING:
    from tracker.app.screen import Place


AFTER_THE_START: Final = 0.5
"""Seconds after the first paint, of the app or of a place, before background work starts."""
SNAPSHOT_EVERY: Final = 600.0
"""Seconds between looks whether the day's snapshot is there: some leave the app open for weeks."""
TERMINAL_EVERY: Final = 0.25
"""Seconds between checks that the terminal still exists; a core is busy until one finds it gone."""


class TrackerApp(OneKeyAtATime, NoTimerLost, StyledOnce, inherit_bindings=False):
    """The diary in a terminal."""

    TITLE = "tracker"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    DEFAULT_MODE = PLACES[0].name
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  # Textual's own type
        (0, "-narrow"),
        (78, "-normal"),
        (100, "-wide"),
        (116, "-broad"),
    ]
    # Rising: -low, -short, -tall, -high.
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-short"), (30, "-tall"), (36, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "screen.undo", "Undo", tooltip="Undo the last change."),
        Binding("q", "quit", "Quit", tooltip="Leave tracker."),
        # F2 itself is handled in `handle_key`, over everything; this names it on the key line.
        Binding("f2", "crisis", "Crisis help", key_display="F2", tooltip="Crisis help: numbers."),
        Binding("question_mark,f1", "help", "Help", key_display="?", tooltip="All keys."),
        Binding("escape", "screen.leave", "Back", show=False, tooltip="Back, without saving."),
        # Not on the key line: the first line of every place shows where these keys lead.
        *(
            Binding(
                place.key, f"go('{place.name}')", place.label, show=False, tooltip=place.tooltip
            )
            for place in PLACES
        ),
        Binding("ctrl+p", "command_palette", "Commands", show=False, tooltip="Find a command."),
        Binding("f3", "next_theme", "Colours", show=False, tooltip="The next colours."),
        Binding("ctrl+c,ctrl+q", "quit", "Quit", show=False, tooltip="Leave, also while typing."),
    ]

    def __init__(self, session: Session, terminal: Answer | None = None) -> None:
        """`terminal` is its reply about graphics support, read before the app started."""
        super().__init__()
        self.session = session
        self._terminal = terminal or Answer()
        self.graphics = self._terminal.graphics
        """How the terminal draws pictures, None if it cannot."""
        self.animation_level = "none"
        self._warning: str | None = None
        self._plain_text = PlainText()
        self._opened: dict[str, Place] = {}
        self._hold_update = True
        for theme in themes.OWN_THEMES:
            self.register_theme(theme)
        self.theme = themes.theme_for(None, os.environ)
        self.stylesheet = ParsedOnce(self.get_css_variables())
        for place in PLACES:
            self.add_mode(place.name, partial(self._open, place.name))

    def _open(self, name: str) -> Place:
        screen = getattr(import_module(f"tracker.app.{name}.screen"), f"{name.capitalize()}Place")
        made: Place = screen(self.session)
        self._opened[name] = made
        return made

    def on_load(self) -> None:
        """Replay keys typed while the terminal was being queried, before any later key."""
        if self._terminal.late:
            drop_late_answer()
        if self._terminal.typed:
            parser = XTermParser()
            for event in parser.feed(self._terminal.typed):
                self.post_message(event)

    def on_ready(self) -> None:
        """Start background work, and watch for the end of the terminal or the process."""
        self.set_timer(AFTER_THE_START, _freeze_heap)
        # In a thread: the day's snapshot must not delay a key.
        snapshot = partial(
            self.run_worker, self.session.snapshot_if_due, thread=True, exit_on_error=False
        )
        self.set_timer(AFTER_THE_START, snapshot)
        self.set_interval(SNAPSHOT_EVERY, snapshot)
        if not self.is_headless:
            self.set_interval(TERMINAL_EVERY, self._leave_without_a_terminal)
            if sys.platform != "win32":  # Windows has no SIGTERM
                loop = asyncio.get_running_loop()
                loop.add_signal_handler(signal.SIGTERM, self.exit, None, 128 + signal.SIGTERM)

    def _leave_without_a_terminal(self) -> None:
        """End once the terminal is gone: not every terminal sends SIGHUP.

        Textual would otherwise spin at 100 % CPU on the end of its input.
        """
        if sys.platform != "win32":
            poll = select.poll()
            poll.register(0, 0)  # POLLHUP is always reported
            if any(event & select.POLLHUP for _, event in poll.poll(0)):
                self.exit()

    def handle_key(self, event: events.Key) -> bool:
        """Open crisis help over everything on F2."""
        if event.key == "f2":
            self.action_crisis()
            return True
        if event.key not in ("q", "ctrl+q", "ctrl+c"):
            self._warning = None
        if event.key != "u":
            self.session.undo_asked = False
        return super().handle_key(event)

    def on_activity(self) -> None:
        """Tell the screen, which clears its last message."""
        if on_activity := getattr(self.screen, "on_activity", None):
            on_activity()

    # Colours

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give every theme the tokens our style sheets draw with."""
        return themes.default_tokens(self.current_theme)

    def get_css_variables(self) -> dict[str, str]:
        """Give Textual's own widgets our colours, overriding the theme."""
        variables = super().get_css_variables()
        variables.update(themes.toolkit_variables(variables))
        return variables

    def simulate_key(self, key: str) -> None:
        """Press a key, for a click on its name; sent by the app, so that it bubbles up to it."""
        event = events.Key(key, key if len(key) == 1 else None)
        self.post_message(event.set_sender(self))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Strip control characters from everything drawn."""
        return [*super().get_line_filters(), self._plain_text]

    def action_next_theme(self) -> None:
        """Change to the next theme and save it in the settings."""
        theme = themes.next_theme(self.theme)
        message = f"Colours: {theme}"
        try:
            self.session.choose(theme=theme)
        except StorageError as error:
            message = f"The colours are {theme} until you close tracker. {error}"
        self.theme = theme
        place = self._opened.get(self.current_mode)
        if place and place is self.screen:  # no dialog covers it
            place.reload()
            place.confirm(message)

    # Going somewhere

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable the key of the place that is on the screen."""
        return not (action == "go" and parameters == (self.current_mode,))

    def action_go(self, mode: str) -> None:
        """Go to a place."""
        self._hold_update = mode not in self._opened
        if self._hold_update:
            self.set_timer(AFTER_THE_START, _freeze_heap)
        self.switch_mode(mode)
        if mode in self._opened:
            self._opened[mode].come_back()

    def delay_update(self, delay: float = 0.05) -> None:
        """Show a place that was opened before as soon as it is laid out.

        Textual delays every change of screens, which only a newly mounted screen needs.
        """
        if self._hold_update:
            super().delay_update(delay)
        self._hold_update = True

    def action_help(self) -> None:
        """Show what can be done here."""
        from tracker.app.help import Help

        self.push_screen(Help(self._opened[self.current_mode]))

    def action_crisis(self) -> None:
        """Show crisis help over everything, even over one of its own forms."""
        from tracker.app.crisis import CrisisPanel

        if not isinstance(self.screen, CrisisPanel):
            self.push_screen(CrisisPanel(self.session))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """List every key's action in the command palette; of a row of digits none is meant."""
        named: dict[str, dict[str, ActiveBinding]] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.tooltip and active.enabled and binding.action != "command_palette":
                named.setdefault(binding.description, {})[binding.action] = active
        for description, actions in named.items():
            if len(actions) == 1:
                ((action, active),) = actions.items()
                run = partial(self.run_action, action, active.node)
                yield SystemCommand(description, active.tooltip, run)

    # Leaving

    async def action_quit(self) -> None:
        """Leave; if something is unsaved, warn first, and leave when asked again."""
        message = self._unsaved()
        if message is None or message == self._warning:
            self.exit()
            return
        self._warning = message
        if warn := getattr(self.screen, "warn", None):
            warn(message)

    def _unsaved(self) -> str | None:
        """Return what would be lost: first on the screen shown, then on any other place."""
        current = self._opened.get(self.current_mode)
        dialog = getattr(self.screen, "unsaved", None)
        if message := (dialog and dialog()) or (current and current.unsaved()):
            return str(message)
        for place in PLACES:
            if (other := self._opened.get(place.name)) and (message := other.unsaved()):
                return f"On {place.label} ({place.key}): {message}"
        return None

    def _handle_exception(self, error: Exception) -> None:
        """End with one sentence: Textual's traceback prints local variables, which may be notes.

        On the way out, what a closing screen fails at changes nothing for the person.
        """
        if self._exit:
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        again = "tracker demo" if self.session.invented else "tracker"
        self.panic(Text(bug_message(error, again)))


def bug_message(error: BaseException, again: str = "tracker") -> str:
    """Return the kind of fault and its place, and nothing else.

    A message or a local variable may hold a note, and this text gets pasted into bug reports.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "tracker" in Path(frame.filename).parts]
    last = next(reversed(ours or frames), None)
    place = f"{Path(last.filename).name}:{last.lineno}" if last else "an unknown place"
    return (
        "tracker stopped because of a bug; you did nothing wrong "
        f"({type(error).__name__} at {place}). "
        f"All that was confirmed as saved is kept. Start it again with: {again}"
    )


def _freeze_heap() -> None:
    """Turn collecting on again, which `run` put off, and exempt what was loaded until now."""
    gc.collect()
    gc.freeze()
    gc.enable()
