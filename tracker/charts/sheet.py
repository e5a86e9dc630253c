"""One sheet of paper, measured in millimetres from the top-left of its content box.

The box is 180 mm wide on A4 and on Letter, so both come from one path; only its height differs.
Panels are axes without matplotlib's own ticks: a page has few marks, and each is placed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from tracker.charts import fonts
from tracker.charts.fonts import MM_PER_POINT
from tracker.charts.theme import Theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

WIDTH: Final = 180.0
"""Of the content box, in millimetres."""

TOP: Final = 12.0
BOTTOM: Final = 10.0
INCH: Final = 25.4

BODY: Final = 7.4
"""Points of most text: readable on a fax of 98 lines an inch, when black."""
SMALL: Final = 7.0
HEADING: Final = 8.6


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of paper, in millimetres."""

    width: float
    height: float

    @property
    def left(self) -> float:
        """From the paper's edge to the content box."""
        return (self.width - WIDTH) / 2

    @property
    def room(self) -> float:
        """The height of the content box."""
        return self.height - TOP - BOTTOM


PAPERS: Final = {"a4": Paper(210.0, 297.0), "letter": Paper(215.9, 279.4)}


class Sheet:
    """A figure of exactly one paper's size, and the verbs to write and draw on it."""

    def __init__(self, paper: Paper, theme: Theme) -> None:
        self.paper = paper
        self.theme = theme
        self.figure = Figure(figsize=(paper.width / INCH, paper.height / INCH))

    def text(
        self, x: float, y: float, words: str, points: float = BODY, *, bold: bool = False, **kw: Any
    ) -> Text:
        """Write a text whose baseline, or what `va` says, is `y` mm below the box's top."""
        drawn = fonts.drawable(words) if "\n" not in words else words
        kw.setdefault("va", "baseline")
        kw.setdefault("color", self.theme.ink)
        return self.figure.text(
            *self._at(x, y),
            drawn,
            fontsize=points,
            fontweight="bold" if bold else "normal",
            fontfamily=fonts.family_list(drawn),
            parse_math=False,
            **kw,
        )

    def column(
        self, x: float, y: float, lines: Sequence[str], pitch: float, points: float, **kw: Any
    ) -> Text:
        """Write lines as one text, each centred in `pitch` mm: a column costs one artist."""
        # matplotlib gives a line one em at spacing 1, and centres its ink in it.
        kw.setdefault("linespacing", pitch / (points * MM_PER_POINT))
        words = "\n".join(lines)
        kw.setdefault("multialignment", kw.get("ha", "left"))
        return self.text(x, y, words, points, va="top", **kw)

    def rule(self, y: float, x0: float = 0, x1: float = WIDTH, points: float = 0.9) -> None:
        """Draw a horizontal line; under 0.9 points a fax breaks it into dots."""
        self.lines([(x0, x1)], [(y, y)], points)

    def lines(
        self,
        xs: Sequence[tuple[float, float]],
        ys: Sequence[tuple[float, float]],
        points: float,
        colour: str | None = None,
    ) -> None:
        """Draw straight strokes given in millimetres, all of them as one artist."""
        ends = zip(xs, ys, strict=True)
        strokes = [(self._at(x0, y0), self._at(x1, y1)) for (x0, x1), (y0, y1) in ends]
        self.figure.add_artist(
            LineCollection(
                strokes,
                linewidths=points,
                colors=colour or self.theme.ink,
                transform=self.figure.transFigure,
            )
        )

    def panel(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        across: tuple[float, float],
        up: tuple[float, float],
        label: str,
    ) -> Axes:
        """Return bare axes at a place in millimetres, with the limits of the data."""
        left, bottom = self._at(x, y + height)
        size = (width / self.paper.width, height / self.paper.height)
        axes = self.figure.add_axes((left, bottom, *size), label=label)
        axes.set_axis_off()
        axes.set_xlim(*across)
        axes.set_ylim(*up)
        axes.set_gid(label)
        return axes

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return (self.paper.left + x) / self.paper.width, 1 - (TOP + y) / self.paper.height
