"""Lines of a chart on the terminal, drawn as strips: nothing is parsed or laid out again."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tracker.app.chart_lines import Kind, Line


class TrendChart(Widget):
    """Readable without colour: every kind of mark has a character of its own."""

    DEFAULT_CSS = """
    TrendChart {
        height: 0; width: 1fr;
        & > .trend--axis { color: $foreground-muted; }
        & > .trend--infusion { color: $text-accent; }
        & > .trend--range { color: $foreground-muted; }
        & > .trend--value { color: $text-primary; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "trend--axis",
        "trend--infusion",
        "trend--range",
        "trend--value",
    }
    ALLOW_SELECT = False

    lines: reactive[tuple[Line, ...]] = reactive(())

    def __init__(self) -> None:
        self._styles: dict[Kind, Style] = {}
        super().__init__()

    def watch_lines(self) -> None:
        """Be as high as there are lines; the screen is laid out again only if that changed."""
        self.styles.height = len(self.lines)

    def render_line(self, y: int) -> Strip:
        """Return one line in the theme's colours."""
        if y >= len(self.lines):
            return Strip.blank(self.size.width, self._style(""))
        strip = Strip(Segment(run.text, self._style(run.kind)) for run in self.lines[y])
        return strip.adjust_cell_length(self.size.width, self._style(""))

    def notify_style_update(self) -> None:
        """Forget the styles of the theme before."""
        super().notify_style_update()
        self._styles = {}

    def _style(self, kind: Kind) -> Style:
        """Return the style of a kind, worked out once: a chart asks for hundreds."""
        if kind not in self._styles:
            name = f"trend--{kind}"
            self._styles[kind] = self.get_component_rich_style(name) if kind else self.rich_style
        return self._styles[kind]
