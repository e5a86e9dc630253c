"""The places of the app and their keys, and the lines at the top and bottom that show keys.

Importing this loads no place.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from tracker.app.widgets import CURSOR, KEY, KEY_NAMES, MUTED, Part, clickable, line

SHORT_NAMES: Final = KEY_NAMES | {"enter": "⏎"}
PINNED: Final = ("f2", "question_mark")
"""Keys that are always at the right of the key line, whatever the width."""


class PlaceInfo(NamedTuple):
    """One place, and the key that goes there from anywhere.

    The screen of `today` is `TodayPlace` in `tracker.app.today.screen`, and so on: imported on the
    first visit, so that none slows the start.
    """

    name: str
    key: str
    label: str
    short: str
    """The label on a narrow terminal."""
    tooltip: str


PLACES: Final = (
    PlaceInfo("today", "t", "Today", "Today", "Rate how today is."),
    PlaceInfo("infusions", "i", "Infusions", "Inf", "Infusions given and planned."),
    PlaceInfo("trend", "c", "Trend", "Trend", "A measure over time."),
    PlaceInfo(
        "events", "v", "Events", "Event", "Medicines, therapy, what else happened, questions."
    ),
    PlaceInfo("scales", "s", "Scales", "Scale", "Fill in a questionnaire."),
    PlaceInfo("history", "h", "History", "Hist", "All your entries."),
    PlaceInfo("report", "r", "Report", "Rep", "Make the page for a visit."),
    PlaceInfo("settings", "o", "Settings", "Set", "What is rated, and how it looks."),
)


class PlaceLine(Widget):
    """The places with their keys on one line, the present one filled. Three forms by width.

    Not Textual's Tabs: those are a widget a place and 12 % of the first paint.
    """

    DEFAULT_CSS = "PlaceLine { dock: top; height: 1; background: $panel; text-wrap: nowrap; }"
    ALLOW_SELECT = False

    def __init__(self, active: str) -> None:
        super().__init__()
        self.active = active

    def render(self) -> RenderResult:
        """Return the line for this width."""
        wide, narrow = self.size.width >= 100, self.size.width < 78
        parts: list[Part] = [(" ◆ tracker  ", "bold $infusion")] if wide else []
        for n, place in enumerate(PLACES):
            label = place.short if narrow else place.label
            if self.size.width < 60 and place.name != self.active:
                label = ""
            if n and not wide:
                parts.append(" " if narrow else ("│", "$frame"))
            if place.name == self.active:
                parts.append((f" {label} ", CURSOR))
            else:
                space = " " if wide else ""
                shown = line(space, (place.key, KEY), " ", (label, MUTED if narrow else ""), space)
                parts.append(clickable(shown, f"app.go('{place.name}')"))
            parts.append(" " if wide else "")
        return line(*parts)


class ShownKey(NamedTuple):
    """A key on the key line: its name in Textual, what is shown for it, and what it does."""

    name: str
    shown: str
    does: str

    @property
    def content(self) -> Content:
        """Both side by side; a click presses the key."""
        shown = line((self.shown, KEY), f" {self.does}")
        return clickable(shown, f"app.simulate_key('{self.name}')")


class KeyLine(Widget):
    """The last line of every screen: what its keys do, as many as fit whole; F2 and ? always.

    Not Textual's Footer: that mounts a widget a key anew whenever a binding may have changed,
    six times for one saved score, 24 ms of each Enter.
    """

    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: 1; padding: 0 1; background: $panel; color: $muted;
              text-wrap: nowrap; text-overflow: ellipsis; }
    """
    ALLOW_SELECT = False
    invented: reactive[bool] = reactive(False)
    """Whether the diary is the demo's: every screen shows that."""
    _keys: tuple[ShownKey, ...] = ()

    def on_mount(self) -> None:
        """Show the keys after the first paint, and again whenever they change."""
        self.invented = getattr(getattr(self.app, "session", None), "invented", False)
        self.screen.bindings_updated_signal.subscribe(self, self.read_keys)
        self.call_after_refresh(self.read_keys, self.screen)

    def read_keys(self, screen: Screen[Any]) -> None:
        """Read the keys of the screen; paint only if they changed."""
        if not self.is_attached:
            return
        by_action: dict[str, ShownKey] = {}
        for binding in (active.binding for active in screen.active_bindings.values()):
            if binding.show and binding.action not in by_action:
                named = SHORT_NAMES.get(binding.key.split(",")[0])
                shown = binding.key_display or named or self.app.get_key_display(binding)
                by_action[binding.action] = ShownKey(binding.key, shown, binding.description)
        if screen.focused and screen.focused.check_consume_key("x", "x"):
            by_action.pop("help", None)  # letters and ? go into a field
        # ⇧Tab last, the first to go where there is no room: the way out of a form matters more.
        keys = tuple(sorted(by_action.values(), key=lambda key: key.name == "shift+tab"))
        if keys != self._keys:
            self._keys = keys
            self.refresh()

    def render(self) -> RenderResult:
        """Return the keys in their order, the pinned ones at the right."""
        left = [key.content for key in self._keys if key.name not in PINNED]
        right = [key.content for key in self._keys if key.name in PINNED]
        if self.invented:
            right.insert(0, Content.styled("invented diary", "$warn"))
        pinned, fitting = Content("  ").join(right), Content("")
        room = self.size.width - pinned.cell_length - 2
        for key in left:
            longer = Content("  ").join([fitting, key]) if fitting else key
            if longer.cell_length > room:
                break
            fitting = longer
        gap = self.size.width - fitting.cell_length - pinned.cell_length
        return line(fitting, " " * max(2, gap), pinned)
