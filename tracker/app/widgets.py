"""The widgets every place is built of: panels, the three lines, tiles, chips."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from textual import events
from textual.app import ComposeResult, RenderResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Digits, Static

from tracker.app.navigation import PLACES
from tracker.records.format import plain_line

KEY: Final = "bold $key"
MUTED: Final = "$muted"
PINNED: Final = ("f2", "question_mark")
"""Keys that are always at the right of the key line, whatever the width."""
KEY_NAMES: Final = {
    "enter": "⏎",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "⇧Tab",
    "delete": "Del",
    "space": "Space",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
}

Part = str | tuple[str, str] | Content


def line(*parts: Part) -> Content:
    """Return parts side by side: plain text, (text, style), or content. None of it is markup."""
    return Content.assemble(*parts)


def lines(rows: Iterable[Content | str]) -> Content:
    """Return rows below each other."""
    return Content("\n").join([row if isinstance(row, Content) else Content(row) for row in rows])


def hints(*pairs: tuple[str, str]) -> Content:
    """Return keys and what they do, as in a panel's lower border: Enter saves · Esc clears."""
    parts = [
        line((key, KEY), f" {what}" if what else "") if key else line(what) for key, what in pairs
    ]
    return Content(" · ").join(parts)


def shown_path(path: str) -> str:
    """Return a whole path, the person's own folder as ~."""
    own = os.path.expanduser("~")
    inside = Path(path).is_relative_to(own)
    return plain_line(str("~" / Path(path).relative_to(own)) if inside else path)


def path_lines(path: str, width: int) -> list[str]:
    """Return a path in lines of a width that end behind a /, as far as its names are that short."""
    *folders, name = path.split("/")
    rows = [""]
    for part in (*(f"{folder}/" for folder in folders), name):
        if rows[-1] and len(rows[-1]) + len(part) > width:
            rows.append("")
        rows[-1] += part
    return rows


def clickable(content: Content, action: str) -> Content:
    """Return content that does something when it is clicked: places and dialogs run the action.

    Not Textual's own @click, which draws a link over the content's own colours.
    """
    return content.stylize(Style.from_meta({"do": action}))


class Clickable:
    """For screens: runs the action of clickable content."""

    async def on_click(self, event: events.Click) -> None:
        """Run the action of the text that was clicked."""
        if isinstance(self, Screen) and (action := event.style.meta.get("do")):
            await self.run_action(action)


def typing(screen: Screen[Any]) -> bool:
    """Whether letters go into a field."""
    return screen.focused is not None and screen.focused.check_consume_key("x", "x")


class Panel(Vertical):
    """A region with a title in its border, and in the lower one the keys that act there."""

    DEFAULT_CSS = """
    Panel {
        border: round $frame; padding: 0 1; height: auto; width: 1fr;
        border-title-color: $title; border-title-style: bold; border-subtitle-color: $muted;
        &:focus-within, &.-focus { border: round $frame-focus; }
    }
    """
    _title = _keys = Content("")

    def __init__(
        self,
        title: str | Content,
        *children: Widget,
        keys: str | Content = "",
        id: str | None = None,  # noqa: A002  # Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(*children, id=id, classes=classes)
        self.entitle(title, keys)

    def entitle(self, title: str | Content, keys: str | Content = "") -> None:
        """Set the title and keys; the person's own text is never markup.

        Only what is new is set, as that paints all that is in the panel again.
        """
        title = Content(title) if isinstance(title, str) else title
        keys = Content(keys) if isinstance(keys, str) else keys
        if not title.is_same(self._title):
            self.border_title = self._title = title
        if not keys.is_same(self._keys):
            self.border_subtitle = self._keys = keys


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
                parts.append((f" {label} ", "bold $cursor-ink on $cursor"))
            else:
                space = " " if wide else ""
                shown = line(space, (place.key, KEY), " ", (label, MUTED if narrow else ""), space)
                parts.append(clickable(shown, f"app.go('{place.name}')"))
            parts.append(" " if wide else "")
        return line(*parts)


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
    _keys: tuple[tuple[str, str, str], ...] = ()

    def on_mount(self) -> None:
        """Show the keys after the first paint, and again whenever they change."""
        self.invented = getattr(getattr(self.app, "session", None), "invented", False)
        self.screen.bindings_updated_signal.subscribe(self, self.read_keys)
        self.call_after_refresh(self.read_keys, self.screen)

    def read_keys(self, screen: Screen[Any]) -> None:
        """Read the keys of the screen; paint only if they changed."""
        if not self.is_attached:
            return
        shown: dict[str, tuple[str, str, str]] = {}
        for found in screen.active_bindings.values():
            binding = found.binding
            if binding.show and binding.action not in shown:
                shown[binding.action] = (binding.key, self._key_name(binding), binding.description)
        if typing(screen):
            shown.pop("help", None)
        if (keys := tuple(shown.values())) != self._keys:
            self._keys = keys
            self.refresh()

    def _key_name(self, binding: Binding) -> str:
        named = KEY_NAMES.get(binding.key.split(",")[0])
        return binding.key_display or named or self.app.get_key_display(binding)

    def render(self) -> RenderResult:
        """Return the keys in their order, the pinned ones at the right."""
        left = [self._key(key) for key in self._keys if key[0] not in PINNED]
        right = [self._key(key) for key in self._keys if key[0] in PINNED]
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

    @staticmethod
    def _key(key: tuple[str, str, str]) -> Content:
        name, shown, description = key
        return clickable(line((shown, KEY), f" {description}"), f"app.simulate_key('{name}')")


class Status(Static):
    """A hint, or what was saved, or what is wrong: always there, and whole.

    It is one row high; a longer sentence takes more rows until the next key.
    """

    DEFAULT_CSS = """
    Status {
        height: auto; min-height: 1; padding: 0 1; color: $muted;
        &.-saved { background: $success 15%; color: $good; }
        &.-wrong { background: $warning 15%; color: $warn; text-style: bold; }
        &:ansi { background: transparent; }
    }
    """
    state: reactive[str] = reactive("hint", repaint=False)

    def __init__(self, hint: str | Content = "", *, id: str | None = "status") -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self._hint = self._said = Content(hint) if isinstance(hint, str) else hint
        self.update(self._hint)

    @property
    def text(self) -> str:
        """The sentence."""
        return self._said.plain

    def hint(self, text: str | Content) -> None:
        """Set the hint; a message that is shown stays until the next key."""
        self._hint = Content(text) if isinstance(text, str) else text
        if self.state == "hint":
            self._say("hint", self._hint)

    def saved(self, *parts: str | Content) -> None:
        """Show what was saved. The ✓ shows that it is on disk, also without colour."""
        self._say("saved", line(("✓ ", "bold"), *parts))

    def wrong(self, text: str | Content) -> None:
        """Show what was refused, or what would be lost."""
        self._say("wrong", line("! ", text))

    def clear(self) -> None:
        """Go back to the hint."""
        if self.state != "hint":
            self._say("hint", self._hint)

    def on_resize(self) -> None:
        """Fold the sentence anew."""
        self._fold()

    def _fold(self) -> None:
        # Set here, as Textual may remember the height of the sentence before.
        width = self.content_size.width
        self.styles.min_height = len(self._said.wrap(width)) if width else 1

    def _say(self, state: str, text: Content) -> None:
        self.state = state
        self.set_class(state == "saved", "-saved")
        self.set_class(state == "wrong", "-wrong")
        longest = max(self._said.cell_length, text.cell_length)
        self._said = text
        # Laying the screen out anew takes longer than most keys; one row needs none.
        self.update(text, layout=longest > self.content_size.width)
        self._fold()


class Tile(Vertical):
    """A large number with its title above and what it is based on below."""

    DEFAULT_CSS = """
    Tile {
        height: 5; width: 1fr; border: round $frame; padding: 0 1;
        border-title-color: $title; border-title-style: bold;
        border-subtitle-color: $muted; border-subtitle-align: left;
        Digits { width: 1fr; text-style: bold; color: $foreground; }
        &.-infusion Digits { color: $infusion; }
        &.-good Digits { color: $good; }
        &.-title Digits { color: $title; }
        &.-mood-0 Digits { color: $mood-0; }
        &.-mood-1 Digits { color: $mood-1; }
        &.-mood-2 Digits { color: $mood-2; }
        &.-mood-3 Digits { color: $mood-3; }
        &.-mood-4 Digits { color: $mood-4; }
        &.-mood-5 Digits { color: $mood-5; }
        &.-mood-6 Digits { color: $mood-6; }
        &.-mood-7 Digits { color: $mood-7; }
        &.-mood-8 Digits { color: $mood-8; }
        &.-mood-9 Digits { color: $mood-9; }
        &.-mood-10 Digits { color: $mood-10; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._digits = Digits("")

    def compose(self) -> ComposeResult:
        """Lay out the digits."""
        yield self._digits

    def show(self, title: str, value: str, unit: str, tone: str = "") -> None:
        """Show a number; the tone is `infusion`, `good`, `title` or `mood-N`."""
        self.border_title, self.border_subtitle = Content(title), Content(unit)
        self.tooltip = None
        self._digits.update(value)
        self.set_classes(f"-{tone}" if tone else "")


class Chips(Widget, can_focus=True):
    """A choice among a few words, at most one of them: arrows, Space or the mouse choose.

    Not Textual's Select or RadioSet: those take a box of rows, and a form has one row a field.
    """

    DEFAULT_CSS = "Chips { width: 1fr; height: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Previous choice", show=False),
        Binding("right,space", "step(1)", "Next choice", show=False),
        Binding("backspace,delete", "clear", "No choice", show=False),
    ]
    chosen: reactive[int | None] = reactive(None)

    @dataclass
    class Changed(Message):
        """Another word was chosen."""

        chips: Chips

        @property
        def control(self) -> Chips:
            """The chips, for `@on` selectors."""
            return self.chips

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        chosen: str | None,
        *,
        needed: bool = False,
        id: str | None = None,  # noqa: A002  # Textual's name
    ) -> None:
        """`choices` are values with their words; `needed`: one must always be chosen."""
        super().__init__(id=id)
        self.choices = tuple(choices)
        self.needed = needed
        values = [value for value, _ in self.choices]
        self.set_reactive(Chips.chosen, values.index(chosen) if chosen in values else None)

    @property
    def value(self) -> str:
        """The value chosen, blank for none."""
        return "" if self.chosen is None else self.choices[self.chosen][0]

    @value.setter
    def value(self, value: str) -> None:
        values = [value for value, _ in self.choices]
        self.chosen = values.index(value) if value in values else None

    def _rows(self, width: int) -> list[list[int]]:
        rows: list[list[int]] = [[]]
        used = 0
        for n, (_, word) in enumerate(self.choices):
            if rows[-1] and used + len(word) + 2 > width:
                rows.append([])
                used = 0
            rows[-1].append(n)
            used += len(word) + 3
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the words need."""
        return len(self._rows(width))

    def render(self) -> RenderResult:
        """A dot marks the chosen one, brackets where colours are missing: not bold alone."""
        on = (
            "bold $cursor-ink on $cursor"
            if self.has_focus
            else "bold $foreground on $cursor-blurred"
        )
        bare = self.app.no_color or self.app.current_theme.ansi
        rows = []
        for row in self._rows(self.size.width):
            parts: list[Part] = []
            for n in row:
                word = self.choices[n][1]
                if n == self.chosen:
                    parts += [(f"[{word}]" if bare else f"●{word} ", on), " "]
                else:
                    parts += [(f" {word} ", "$muted on $field"), " "]
            rows.append(line(*parts))
        return lines(rows)

    def watch_chosen(self) -> None:
        """Post the change to the screen."""
        self.post_message(self.Changed(self))

    def watch_has_focus(self, has_focus: bool) -> None:
        """Draw the choice as focused or not."""
        super().watch_has_focus(has_focus)
        self.refresh()

    def action_step(self, by: int) -> None:
        """Choose the next word; after the last, the first."""
        if self.chosen is None:
            self.chosen = 0 if by > 0 else len(self.choices) - 1
        else:
            self.chosen = (self.chosen + by) % len(self.choices)

    def action_clear(self) -> None:
        """Choose nothing, if that is allowed."""
        if not self.needed:
            self.chosen = None

    def on_click(self, event: events.Click) -> None:
        """Choose the word that was clicked."""
        rows, x = self._rows(self.size.width), 0
        for n in rows[event.y] if event.y < len(rows) else ():
            if x <= event.x < x + len(self.choices[n][1]) + 2:
                self.chosen = n
            x += len(self.choices[n][1]) + 3


class Invitation(Panel):
    """In the middle of an empty place: what belongs there, and which key begins."""

    DEFAULT_CSS = """
    Invitation { width: 76; max-width: 100%; padding: 1 3; }
    """

    def __init__(
        self, title: str, what: str, keys: Sequence[tuple[str, str]], quiet: str = ""
    ) -> None:
        rows = [line(what), line("")]
        rows += [
            clickable(line((f"{key:<3}", KEY), description), f"app.simulate_key('{key}')")
            for key, description in keys
        ]
        rows += [line(""), line((quiet, MUTED))] if quiet else []
        super().__init__(title, Static(lines(rows)), classes="-focus")


class Scroll(VerticalScroll, can_focus=False):
    """What may be longer than its panel."""

    DEFAULT_CSS = "Scroll { scrollbar-size-vertical: 1; }"
