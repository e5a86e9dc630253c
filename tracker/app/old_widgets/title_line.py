"""The first lines of every screen: the places one can go, and where one is."""

from __future__ import annotations

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from tracker.app.modes import MODES, Mode
from tracker.app.words import INVENTED


class TitleLine(Widget):
    """The places with their keys, in a narrow terminal the keys alone; below, the title.

    Before the title stands, where it is so, that the diary is invented.
    """

    DEFAULT_CSS = """
    TitleLine {
        dock: top; height: auto; background: $panel; text-wrap: nowrap;
        &.-elsewhere { background: $accent; color: $text; }
    }
    """
    title = ""

    def show(self, title: str, *, invented: bool = False, elsewhere: bool = False) -> None:
        """Show a title; `elsewhere` sets it off, for a day that is not today."""
        self.set_class(elsewhere, "-elsewhere")
        self.title = f"{INVENTED} · {title}" if invented else title
        self.refresh(layout=True)

    def render(self) -> Content:
        """Return a line of places and the title."""
        return Content("\n").join([self._places(), Content.styled(f" {self.title}", "bold")])

    def _places(self) -> Content:
        spaced, close, keys = (
            Content.assemble(" ", Content(between).join(self._place(mode, label) for mode in MODES))
            for between, label in (("  ", True), (" ", True), ("  ", False))
        )
        fitting = (line for line in (spaced, close) if line.cell_length <= self.app.size.width)
        return next(fitting, keys)

    def _place(self, mode: Mode, label: bool) -> Content:
        if mode.name == self.app.current_mode:
            return Content.styled(f"{mode.key} {mode.label}", "reverse")
        click = Style.from_meta({"@click": f"app.go('{mode.name}')"})
        name = f" {mode.label}" if label else ""
        return Content.assemble((mode.key, "bold"), name).stylize(click)
