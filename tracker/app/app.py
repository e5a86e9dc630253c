"""The app: its places, the keys that work everywhere, the order of keys, and faults."""

from __future__ import annotations

import asyncio
import gc
import os
import select
import signal
import sys
from collections import deque
from collections.abc import Iterable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from rich.text import Text
from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from tracker.app import crash, themes
from tracker.app.graphics import ANSWER, Answer
from tracker.app.navigation import PLACES, PlaceInfo
from tracker.app.plain_text import PlainText
from tracker.app.session import Session
from tracker.storage import StorageError

if TYPE_CHECKING:
    from tracker.app.screen import Place


AFTER_THE_START: Final = 0.5
"""Seconds after the first paint at which what no key waits for is done."""
TERMINAL_EVERY: Final = 1.0
"""Seconds between two looks whether the terminal is still there."""


class OneKeyAtATime(App[None]):
    """Hands on a key only when all that the key before it did is done.

    Textual gives letters to a field at once and lets other keys climb to the app first, so that
    what is typed fast overtakes an Enter, or goes to the screen below the dialog that a key just
    opened. Here a call follows each key along the same queues, from where the key went up to the
    app, and once more for the messages it caused, then through the screens. When it is back, the
    next key goes out. This is the only place that deals with keys typed ahead.
    """

    def __init__(self) -> None:
        super().__init__()
        self._typed_ahead: deque[events.Key] = deque()
        self._key_on_its_way = False

    async def on_event(self, event: events.Event) -> None:
        """Keep a key waiting while another one is on its way."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            if isinstance(event, events.MouseDown) and not event.is_forwarded:
                self.acted()
            await super().on_event(event)
            return
        self._typed_ahead.append(event)
        if not self._key_on_its_way:
            await self._next_key()

    async def _next_key(self) -> None:
        self._key_on_its_way = bool(self._typed_ahead)
        if not self._typed_ahead:
            return
        event = self._typed_ahead.popleft()
        target = self.focused or self.screen
        if not self.key_typed(event):
            await super().on_event(event)
        path = [node for node in target.ancestors_with_self if isinstance(node, Widget)]
        self._follow([*path, self, *path, self])

    def key_typed(self, event: events.Key) -> bool:
        """Do what every key does; say whether that was all it does."""
        self.acted()
        return False

    def acted(self) -> None:
        """Do what every key and every click does."""

    def _follow(self, path: Sequence[DOMNode]) -> None:
        """Call along a path of queues; where one is closed already, go on with the next."""
        for n, node in enumerate(path):
            if node.is_running and node.call_later(self._follow, path[n + 1 :]):
                return
        self._settle_screens(self.screen)

    def _settle_screens(self, before: Screen[Any]) -> None:
        """Wait until the screen that is on top now has taken up its work."""
        screens = [s for s in self.screen_stack if s.is_attached]

        def done() -> None:
            if self.screen is not before:
                self._settle_screens(self.screen)
            else:
                self.call_next(self._next_key)

        def along(left: Sequence[Screen[Any]]) -> None:
            for n, screen in enumerate(left):
                if screen.call_later(along, left[n + 1 :]):
                    return
            self.call_later(done)

        along(screens)


class TrackerApp(OneKeyAtATime, inherit_bindings=False):
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
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-short"), (30, "-tall"), (36, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "screen.undo", "Undo", tooltip="Undo the last change."),
        Binding("q", "leave_gently", "Quit", tooltip="Leave tracker."),
        # F2 itself is taken in `key_typed`, over everything; this names it on the key line.
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
        Binding("tab", "focus_next", "Next field", show=False),
        Binding("shift+tab", "focus_previous", "Previous field", show=False),
        Binding("ctrl+c,ctrl+q", "quit", "Quit", show=False, tooltip="Leave, also while typing."),
    ]

    def __init__(self, session: Session, terminal: Answer | None = None) -> None:
        """Take the diary, and what the terminal said of pictures before the app started."""
        super().__init__()
        self.session = session
        self._terminal = terminal or Answer()
        self.graphics = self._terminal.graphics
        """How the terminal draws pictures, None where it draws none."""
        self.animation_level = "none"
        self._warning: str | None = None
        self._plain_text = PlainText()
        self._opened: dict[str, Place] = {}
        self._hold_update = True
        for theme in themes.own_themes():
            self.register_theme(theme)
        self.theme = themes.theme_for(None, os.environ)
        for place in PLACES:
            self.add_mode(place.name, partial(self._open, place))

    def _open(self, place: PlaceInfo) -> Place:
        module, name = place.screen.split(":")
        made: Place = getattr(import_module(f"tracker.app.{module}"), name)(self.session)
        self._opened[place.name] = made
        return made

    def on_load(self) -> None:
        """Take up what was typed while the terminal was asked, before any key that comes now."""
        if self._terminal.late:
            _drop_late_answer()
        if self._terminal.typed:
            parser = XTermParser()
            for event in parser.feed(self._terminal.typed):
                self.post_message(event)

    def on_ready(self) -> None:
        """Set the heap aside once all is shown: collecting it later would stall a key."""
        self.set_timer(AFTER_THE_START, _settle)
        self.set_timer(AFTER_THE_START, self._take_snapshot)
        if not self.is_headless:
            self.set_interval(TERMINAL_EVERY, self._leave_without_a_terminal)
            if sys.platform != "win32":  # there, nothing asks a program to end
                loop = asyncio.get_running_loop()
                loop.add_signal_handler(signal.SIGTERM, self.exit, None, 128 + signal.SIGTERM)

    def _take_snapshot(self) -> None:
        """Take the day's snapshot beside the keys: a large diary takes half a second."""
        self.run_worker(self.session.snapshot_if_due, thread=True, exit_on_error=False)

    def _leave_without_a_terminal(self) -> None:
        """End once the terminal is gone, which not every one says by a signal.

        Textual would read the end of its input over and over, at the whole of a processor.
        """
        if _hung_up():
            self.exit()

    def key_typed(self, event: events.Key) -> bool:
        """Open crisis help over everything on F2."""
        if event.key == "f2":
            self.action_crisis()
            return True
        if event.key not in ("q", "ctrl+q", "ctrl+c"):
            self._warning = None
        return super().key_typed(event)

    def acted(self) -> None:
        """Clear what was confirmed or refused before."""
        if key_typed := getattr(self.screen, "key_typed", None):
            key_typed()

    # Colours

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give every theme the tokens our style sheets draw with."""
        return themes.default_tokens(self.current_theme)

    def get_css_variables(self) -> dict[str, str]:
        """Put Textual's own widgets into our colours, whatever a theme says of them."""
        variables = super().get_css_variables()
        variables.update(themes.toolkit_variables(variables))
        return variables

    def simulate_key(self, key: str) -> None:
        """Do what a key does, for a click on its name; sent by the app, so that it climbs to it."""
        event = events.Key(key, key if len(key) == 1 else None)
        self.post_message(event.set_sender(self))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Draw nothing that could steer the terminal."""
        return [*super().get_line_filters(), self._plain_text]

    def action_next_theme(self) -> None:
        """Go round the themes; the one that is shown is the one in the settings."""
        theme = themes.next_theme(self.theme)
        said = f"Colours: {theme}"
        try:
            self.session.choose(theme=theme)
        except StorageError as error:
            said = f"The colours are {theme} until you close tracker. {error}"
        self.theme = theme
        if place := self._place():
            place.reload()
            place.confirm(said)

    # Going somewhere

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the present place out of the keys that lead to others."""
        return not (action == "go" and parameters == (self.current_mode,))

    def action_go(self, mode: str) -> None:
        """Go to a place."""
        self._hold_update = mode not in self._opened
        self.switch_mode(mode)

    def delay_update(self, delay: float = 0.05) -> None:
        """Show a place that was opened before as soon as it is laid out.

        Textual holds back every change of screens; it is needed only while one is mounted.
        """
        if self._hold_update:
            super().delay_update(delay)
        self._hold_update = True

    def action_help(self) -> None:
        """Show what can be done here."""
        from tracker.app.help import Help

        if not any(isinstance(screen, Help) for screen in self.screen_stack):
            self.push_screen(Help(self.screen))

    def action_crisis(self) -> None:
        """Show crisis help over everything, a form of its own too, unless it is on top already."""
        from tracker.app.crisis import CrisisPanel

        if not isinstance(self.screen, CrisisPanel):
            self.push_screen(CrisisPanel(self.session))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer in the palette what has a key."""
        seen: set[str] = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.tooltip and active.enabled and binding.description not in seen:
                seen.add(binding.description)
                run = partial(self.run_action, binding.action, active.node)
                yield SystemCommand(binding.description, binding.tooltip, run)

    # Leaving

    def action_leave_gently(self) -> None:
        """Leave; say first, once, if something is chosen or typed and not saved anywhere."""
        if not ((said := self._unsaved()) and self._warn(said)):
            self.exit()

    async def action_quit(self) -> None:
        """Leave as gently with the keys that other programs take for leaving."""
        self.action_leave_gently()

    def _warn(self, said: str) -> bool:
        """Say what would be lost where the person looks, unless it was said just before."""
        before, self._warning = self._warning, said
        if warn := getattr(self.screen, "warn", None):
            warn(said)
        return said != before

    def _unsaved(self) -> str | None:
        """Return what would be lost, on the present screen or else on another, and where."""
        here = self._opened.get(self.current_mode)
        over = getattr(self.screen, "unsaved", None)
        if said := (over and over()) or (here and here.unsaved()):
            return str(said)
        for place in PLACES:
            if (there := self._opened.get(place.name)) and (said := there.unsaved()):
                return f"On {place.label} ({place.key}): {said}"
        return None

    def _place(self) -> Place | None:
        """Return the place on the screen, None while something lies over it."""
        here = self._opened.get(self.current_mode)
        return here if self.screen is here else None

    def _handle_exception(self, error: Exception) -> None:
        """End with one sentence. Textual's own traceback prints local variables: notes."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        again = "tracker demo" if self.session.invented else "tracker"
        self.panic(Text(crash.sentence(error, again)))


def _drop_late_answer() -> None:
    """Keep what a slow terminal still answers from being taken for keys: its letters are places."""
    feed = XTermParser.feed

    def without_answer(parser: XTermParser, data: str) -> Iterable[Message]:
        kept = ANSWER.sub("", data)
        return feed(parser, kept) if kept or not data else ()  # empty means the end of input

    XTermParser.feed = without_answer  # type: ignore[method-assign,assignment]


def _hung_up() -> bool:
    """Whether nothing will be typed any more."""
    if sys.platform == "win32":
        return False
    poll = select.poll()
    poll.register(0, 0)  # a hang-up is told whatever is asked for
    return any(told & select.POLLHUP for _, told in poll.poll(0))


def _settle() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()
