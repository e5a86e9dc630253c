"""What every place is built of: lines of text, panels, the status line, tiles."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from textual import events, on
from textual.app import RenderResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Digits, Static

from tracker.records.format import plain_line

SLIM: Final = 56
"""A terminal with fewer columns has no room for two things side by side."""
KEY: Final = "bold $key"
MUTED: Final = "$muted"
CURSOR: Final = "bold $cursor-ink on $cursor"
"""What is under the cursor, or chosen."""
KEYS: Final = {
    "Enter": "enter",
    "Esc": "escape",
    "Tab": "tab",
    "⇧Tab": "shift+tab",
    "Del": "delete",
    "Space": "space",
    "PgDn": "pagedown",
    "PgUp": "pageup",
    "Home": "home",
    "End": "end",
    "F2": "f2",
    "←": "left",
    "→": "right",
    "↑": "up",
    "↓": "down",
    "⇧↑": "shift+up",
    "⇧↓": "shift+down",
    "?": "question_mark",
}
"""Keys as they are shown, and as Textual names them; a letter or a digit is its own name."""
KEY_NAMES: Final = {name: shown for shown, name in KEYS.items()}
Part = str | tuple[str, str] | Content


def line(*parts: Part) -> Content:
    """Return parts side by side: plain text, (text, style), or content. None of it is markup."""
    return Content.assemble(*parts)


def lines(rows: Iterable[Content | str]) -> Content:
    """Return rows below each other."""
    return Content("\n").join([row if isinstance(row, Content) else Content(row) for row in rows])


def segment(word: str, *, chosen: bool, bare: bool) -> Part:
    """Return one of several words side by side; brackets mark the chosen one without colours."""
    if chosen:
        return (f"[{word}]" if bare else f" {word} ", CURSOR)
    return f" {word} ", "$muted on $field"


def hints(*pairs: tuple[str, str]) -> Content:
    """Return keys and what they do, as in a panel's lower border: Enter saves · Esc clears.

    A click presses the key, or the one of several that was clicked.
    """
    parts = []
    for keys, what in pairs:
        shown = Content(" ").join(pressing(key, line((key, KEY))) for key in keys.split())
        words = f" {what}" if keys and what else what
        parts.append(pressing(keys, line(shown, words)))
    return Content(" · ").join(parts)


def key_row(key: str, *does: Part) -> Content:
    """Return a key and what it does, as a row of a list."""
    return pressing(key, line((f"{key:<3}", KEY), *does))


def pressing(shown: str, content: Content) -> Content:
    """Return content whose click presses a key; as it is, if what is shown is no single key."""
    key = KEYS.get(shown, shown if len(shown) == 1 and shown.isalnum() else None)
    return clickable(content, f"app.simulate_key('{key}')") if key else content


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
    """For places and dialogs: runs the action of clickable content, and has a line of messages."""

    status: Status

    async def on_click(self, event: events.Click) -> None:
        """Run the action of the text that was clicked; a panel's keys act on its own list."""
        if not isinstance(self, Screen) or not (action := event.style.meta.get("do")):
            return
        if isinstance(panel := event.widget, Frame) and not panel.has_focus_within:
            lists = (widget for widget in self.focus_chain if panel in widget.ancestors)
            self.set_focus(next(lists, self.focused))
        self.on_activity()
        await self.run_action(action)

    def on_activity(self) -> None:
        """Clear the last message before every key press and mouse click."""
        self.status.clear()

    def warn(self, sentence: str) -> None:
        """Show what was refused, or what would be lost."""
        self.status.wrong(sentence)

    def unsaved(self) -> str | None:
        """Return a sentence about what would be lost by leaving now, None for nothing."""
        return None


def bring_into_sight(widget: Widget, row: int, rows: int) -> None:
    """Scroll whatever a widget is in to some of its rows, as it is always as high as it needs."""
    for parent in widget.ancestors:
        if isinstance(parent, Widget) and parent.allow_vertical_scroll:
            top = widget.content_region.y - parent.content_region.y + parent.scroll_offset.y
            parent.scroll_to_region(Region(0, top + row, 1, rows), animate=False)
            return


class Frame(Vertical):
    """A region with a title in its border, and in the lower one the keys that act there."""

    DEFAULT_CSS = """
    Frame {
        border: round $frame; padding: 0 1; height: auto; width: 1fr;
        border-title-color: $title; border-title-style: bold; border-subtitle-color: $muted;
        &.-focus { border: round $frame-focus; }
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
        if not title.is_same(self._title):
            self.border_title = self._title = title
        self.show_keys(keys)

    def show_keys(self, keys: str | Content) -> None:
        """Set what the lower border says: keys, or a chart's legend."""
        keys = Content(keys) if isinstance(keys, str) else keys
        if not keys.is_same(self._keys):
            self.border_subtitle = self._keys = keys


class Panel(Frame):
    """A frame that shows whether the keys go there.

    Not for a whole screen: Textual styles all that is in it again whenever the focus moves.
    """

    DEFAULT_CSS = "Panel:focus-within { border: round $frame-focus; }"


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

    def __init__(self, hint: str | Content = "", *, id: str | None = "status") -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self.state = "hint"
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

    @on(events.Resize)
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
    }
    """ + "\n".join(f"Tile.-mood-{n} Digits {{ color: $mood-{n}; }}" for n in range(11))

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        digits = Digits("")
        super().__init__(digits, id=id)
        self._digits = digits

    def show(self, title: str, value: str, unit: str, tone: str = "") -> None:
        """Show a number; the tone is `infusion`, `good` or `mood-N`."""
        self.border_title, self.border_subtitle = Content(title), Content(unit)
        self._digits.update(value)
        self.set_classes(f"-{tone}" if tone else "")


class Invitation(Panel):
    """In the middle of an empty place: what belongs there, and which key begins."""

    DEFAULT_CSS = """
    Invitation { width: 76; max-width: 100%; padding: 1 3; }
    """

    def __init__(
        self, title: str, what: str, keys: Sequence[tuple[str, str]], quiet: str = ""
    ) -> None:
        rows = [line(what), line(""), *(key_row(*one) for one in keys)]
        rows += [line(""), line((quiet, MUTED))] if quiet else []
        super().__init__(title, Static(lines(rows)), classes="-focus")


class Drawn(Widget):
    """Draws itself as rows, and is as high as they are at its width."""

    def drawn(self, width: int) -> Sequence[Content]:
        """Return the rows."""
        raise NotImplementedError

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as there are."""
        return len(self.drawn(width))

    def render(self) -> RenderResult:
        """Return them below each other."""
        return lines(self.drawn(self.size.width))


class ShowsFocus(Drawn, can_focus=True):
    """Draws itself in another way while the keys go to it."""

    def watch_has_focus(self, has_focus: bool) -> None:
        """Draw it as focused or not."""
        super().watch_has_focus(has_focus)
        self.refresh()


class Scroll(VerticalScroll, can_focus=False):
    """What may be longer than its panel."""

    DEFAULT_CSS = "Scroll { scrollbar-size-vertical: 1; }"
