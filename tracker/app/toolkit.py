"""Where Textual is corrected: keys in order, no timer lost, styled once, only text is drawn.

Look here first when another version of Textual is taken.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final

from rich.segment import Segment
from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.await_remove import AwaitRemove
from textual.cache import LRUCache
from textual.color import Color
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from tracker.app.graphics import ANSWER

SOURCES: Final = 512
"""Parsed style sheets that are kept: more than all places and dialogs have together."""
_STEERING: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class OneKeyAtATime(App[None]):
    """Dispatches a key only after the previous key has been fully processed.

    Textual gives letters to a field at once and bubbles other keys up to the app first, so fast
    typing overtakes an Enter, or goes to the screen below the dialog that a key just opened.
    This is the only place that deals with keys typed ahead.
    """

    def __init__(self) -> None:
        super().__init__()
        self._typed_ahead: deque[events.Key] = deque()
        self._key_in_flight = False

    async def on_event(self, event: events.Event) -> None:
        """Queue a key while another one is being processed."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._typed_ahead.append(event)
            if not self._key_in_flight:
                await self._next_key()
            return
        if isinstance(event, (events.MouseDown, events.MouseUp)) and not event.is_forwarded:
            if event.button != 1:  # a terminal has its own use for them, as to paste
                return
            if isinstance(event, events.MouseDown) and not self._does_something(event):
                self.on_activity()
        await super().on_event(event)

    def _does_something(self, event: events.MouseDown) -> bool:
        """Whether what the mouse points at has an action, which may be in the last message."""
        return "do" in self.screen.get_style_at(event.screen_x, event.screen_y).meta

    async def _next_key(self) -> None:
        """Dispatch the key typed first, and the next one when all that it caused is done."""
        self._key_in_flight = bool(self._typed_ahead)
        if not self._key_in_flight:
            return
        key = self._without_caps_lock(self._typed_ahead.popleft())
        target = self.focused or self.screen
        if not self.handle_key(key):
            await super().on_event(key)
        path = [node for node in target.ancestors_with_self if isinstance(node, Widget)]
        # Up to the app, and once more for the messages that the key caused on its way.
        self._after_queues([*path, self, *path, self], self._after_screens)

    def _without_caps_lock(self, key: events.Key) -> events.Key:
        """Return q for Q where nothing takes letters and q does something: all keys are small."""
        letter = key.character or ""
        if not letter.isupper() or letter.lower() not in self.screen.active_bindings:
            return key
        if self.focused and self.focused.check_consume_key(key.key, letter):
            return key
        small = events.Key(letter.lower(), letter.lower())
        small.time = key.time
        small.set_sender(self)
        return small

    def _after_screens(self) -> None:
        """Go on with the next key once the screens are done, also one that the key opened."""
        before = self.screen

        def done() -> None:
            if self.screen is before:
                self.call_next(self._next_key)
            else:
                self._after_screens()

        screens = [screen for screen in self.screen_stack if screen.is_attached]
        self._after_queues([*screens, self], done)

    def _after_queues(self, nodes: Sequence[DOMNode], then: Callable[[], None]) -> None:
        """Call `then` when each of these in turn has processed its queue; skip closed ones."""
        for n, node in enumerate(nodes):
            if not node.is_running:
                continue
            step = partial(self._after_queues, nodes[n + 1 :], then)
            step._param_count = 0  # type: ignore[attr-defined]  # Textual would read its signature
            if node.post_message(events.Callback(callback=step)):
                return
        then()

    def handle_key(self, event: events.Key) -> bool:
        """Run before a key is dispatched; return True if the key is consumed.

        So is one that was typed before its screen could be read, where a screen says when that was.
        """
        self.on_activity()
        if event.time < getattr(self.screen, "seen_at", 0.0):
            return True
        if self.focused and is_unprintable_letter(event.character):
            self.focused._forward_event(events.Paste(event.character or ""))
            return True
        return False

    def on_activity(self) -> None:
        """Run before every key press and mouse click."""


class NoTimerLost(App[None]):
    """Calls what was set for a moment even if that has passed before the timer looks.

    Textual leaves out a tick that is late, and `set_timer` has only one: on a busy machine a new
    size of the terminal was not shown, nor any after it.
    """

    def set_timer(self, *args: Any, **options: Any) -> Timer:
        """Set a timer as Textual does, one that is called however late it is."""
        timer = super().set_timer(*args, **options)
        timer._skip = False  # its task has not begun yet
        return timer


def is_unprintable_letter(character: str | None) -> bool:
    """Whether a typed character is text, but not printable to Python, so that no field takes it.

    Such are a no-break and an ideographic space, what joins or parts letters and emoji, and emoji
    newer than this Python. A field takes them pasted.
    """
    if not character or character.isprintable() or character < "\xa0":
        return False
    return not _STEERING.search(character)


def drop_late_answer() -> None:
    """Drop a slow terminal's late reply, whose letters would be read as place keys.

    This patches `XTermParser.feed` for the whole process.
    """
    feed = XTermParser.feed

    def without_answer(parser: XTermParser, data: str) -> Iterable[Message]:
        typed = re.sub(ANSWER, "", data)
        return feed(parser, typed) if typed or not data else ()  # empty means the end of input

    XTermParser.feed = without_answer  # type: ignore[method-assign,assignment]


class StyledOnce(App[None]):
    """Styles the widgets of a screen once when it is opened, and those below it not at all.

    Textual styles all of them again for the style sheet of a new screen, and when its classes for
    the terminal's size are set; a field for each thing that it is given before it is mounted; and
    those of a screen that closes, as the focus goes from one to the next. It also does so when a
    screen is shown: see Place and Dialog.
    """

    def _load_screen_css(self, screen: Screen[Any]) -> None:
        """Take a new screen's style sheet, the same for all that inherit it, and its classes."""
        owner = next(kind for kind in type(screen).__mro__ if "CSS" in vars(kind))
        source = (owner.__module__, owner.__qualname__)
        if screen.CSS and not self.stylesheet.has_source(*source):
            scope = getattr(owner, "_css_type_name", "")
            self.stylesheet.add_source(screen.CSS, read_from=source, scope=scope)
        axes = (self.HORIZONTAL_BREAKPOINTS or [], self.VERTICAL_BREAKPOINTS or [])
        fitting = (
            max(at for at in axis if at[0] <= cells)[1]
            for cells, axis in zip(self.size, axes, strict=True)
        )
        screen.add_class(*fitting)
        screen._css_update_count = self._css_update_count
        self.stylesheet.apply(screen)  # nothing is mounted on it yet

    def update_styles(self, node: DOMNode, animate: bool = True) -> None:
        """Style no widget that is still being made: each is when it is mounted."""
        if node is self or node.is_attached:
            super().update_styles(node, animate=animate)

    def _prune(self, *nodes: Widget, parent: DOMNode | None = None) -> AwaitRemove:
        """Remove a screen without giving the focus to another of its fields before it goes."""
        for screen in nodes:
            if isinstance(screen, Screen):
                screen.set_reactive(Screen.focused, None)
        return super()._prune(*nodes, parent=parent)


class ParsedOnce(Stylesheet):
    """Textual's style sheet, but a change of colours parses once and keeps it.

    Textual keeps only 64 parsed sources, fewer than two places have, and drops all of them when
    asked to parse again, even if no colour has changed.
    """

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set the colours; if they differ, what was parsed with the former ones is dropped."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse only the sources that are not yet parsed with these colours."""
        self.parse()


class PlainText(LineFilter):
    """Drops, from every line just before it is drawn, what moves a cursor or turns text round.

    One place for all screens: a note read in from a file may hold escape codes, and so may a
    label or the name of a side effect. None of these takes up a cell, so nothing shifts.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the same segments, or ones without such characters."""
        if not any(_STEERING.search(segment.text) for segment in segments):
            return segments
        return [Segment(_STEERING.sub("", s.text), s.style, s.control) for s in segments]
