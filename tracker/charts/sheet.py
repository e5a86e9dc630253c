"""One sheet of paper, measured in millimetres from the top-left of its content box.

The box is 180 mm wide on A4 and on Letter, so both come from one path; only its height differs.
A page has few marks, and each is placed: panels have no ticks of matplotlib's own. Every verb
takes the name of a style of the theme, which is also the mark's gid unless one is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import Affine2D

from tracker.charts import text
from tracker.charts.text import MM_PER_POINT
from tracker.charts.theme import TEXT, TextStyle, Theme

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.text import Text

WIDTH: Final = 180.0
"""Of the content box, in millimetres."""
MARGIN: Final = 14.0
"""Above and below the box: printers and fax machines clip some 6 mm."""
INCH: Final = 25.4

WORDS_ABOVE: Final = 10
"""The layer of texts: above every mark."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]


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
        return self.height - 2 * MARGIN


PAPERS: Final = {"a4": Paper(210.0, 297.0), "letter": Paper(215.9, 279.4)}


def text_width(words: str, style: str) -> float:
    """Return how wide a text is drawn in a style, in millimetres."""
    look = TEXT[style]
    return text.width(text.drawable(words), look.points, bold=look.bold)


def wrap(words: str, room: float, style: str) -> list[str]:
    """Return a text as lines of at most `room` mm; every word of it."""
    look = TEXT[style]
    return list(text.wrap(text.drawable(words), room, look.points, bold=look.bold))


def shorten(words: str, room: float, style: str) -> str:
    """Return a text cut to `room` mm with an ellipsis: only for what is whole elsewhere."""
    look = TEXT[style]
    return text.fit(text.drawable(words), room, look.points, bold=look.bold)


class Panel:
    """A place on a sheet with units of its own, and the verbs to draw there in them.

    Not matplotlib's axes: they spend much time on ticks, spines and titles that no page has.
    """

    def __init__(
        self,
        sheet: Sheet,
        name: str,
        box: Box,
        across: tuple[float, float],
        up: tuple[float, float],
    ) -> None:
        self.name = name
        self.box = box
        self.across = across
        self.up = up
        self._figure = sheet.figure
        self._theme = sheet.theme
        x, y, width, height = box
        (left, bottom), (right, top) = sheet.at(x, y + height), sheet.at(x + width, y)
        scale = (right - left) / (across[1] - across[0]), (top - bottom) / (up[1] - up[0])
        self.transform = (
            Affine2D().translate(-across[0], -up[0]).scale(*scale).translate(left, bottom)
            + sheet.figure.transFigure
        )

    def points(
        self, style: str, xs: Sequence[float], ys: Sequence[float], gid: str | None = None
    ) -> None:
        """Draw a symbol at each point, unjoined."""
        if len(xs):
            look = self._theme.mark(style)
            self._add(Line2D(list(xs), list(ys), linestyle="none", **look), gid or style)

    def strokes(
        self, style: str, strokes: Sequence[Sequence[Point]], gid: str | None = None
    ) -> None:
        """Draw lines through the points of each stroke, all of them as one artist."""
        if strokes:
            look = self._theme.mark(style)
            self._add(LineCollection([list(stroke) for stroke in strokes], **look), gid or style)

    def level(self, style: str, value: float, first: float, last: float) -> None:
        """Draw one level line from one place to another."""
        self.strokes(style, [((first, value), (last, value))])

    def boxes(self, style: str, boxes: Sequence[Box], colours: Sequence[Any] | None = None) -> None:
        """Draw rectangles, each given as left, low edge, width and height."""
        if not boxes:
            return
        look = self._theme.mark(style)
        if colours is not None:
            look["facecolors"] = colours
        patches = [Rectangle((x, y), width, height) for x, y, width, height in boxes]
        self._add(PatchCollection(patches, **look), style)

    def _add(self, artist: Artist, gid: str) -> None:
        artist.set_gid(gid)
        artist.set_label(self.name)
        artist.set_transform(self.transform)
        self._figure.add_artist(artist)


class Sheet:
    """A figure of exactly one paper's size, and the verbs to write and draw on it."""

    def __init__(self, paper: Paper, theme: Theme) -> None:
        self.paper = paper
        self.theme = theme
        self.figure = Figure(figsize=(paper.width / INCH, paper.height / INCH))
        self.panels: list[Panel] = []

    def text(
        self,
        x: float,
        y: float,
        words: str,
        style: str = "body",
        *,
        ha: str = "left",
        va: str = "baseline",
        gid: str | None = None,
        role: str = "ink",
        halo: bool = False,
    ) -> None:
        """Write a text whose baseline, or what `va` says, is `y` mm below the box's top.

        With a halo, paper shows around it where lines pass behind.
        """
        if drawn := text.drawable(words):
            artist = self._write(x, y, drawn, TEXT[style], ha, va, gid, role)
            if halo:
                artist.set_bbox({"facecolor": self.theme.paper, "edgecolor": "none", "pad": 0.5})

    def column(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        pitch: float,
        style: str = "table",
        *,
        ha: str = "left",
        gid: str | None = None,
    ) -> None:
        """Write lines as one text, each centred in `pitch` mm: a column costs one artist.

        Blank lines at both ends are left out, so that the text's box is where its words are.
        """
        filled = [index for index, line in enumerate(lines) if line]
        if not filled:
            return
        first, last = filled[0], filled[-1]
        look = TEXT[style]
        drawn = "\n".join(text.drawable(line) for line in lines[first : last + 1])
        artist = self._write(x, y + first * pitch, drawn, look, ha, "top", gid, "ink")
        # matplotlib gives a line one em at spacing 1, and centres its ink in it.
        artist.set_linespacing(pitch / (look.points * MM_PER_POINT))
        artist.set_multialignment(ha)  # type: ignore[arg-type]  # left, right or center

    def lines(
        self, x: float, y: float, lines: Sequence[str], style: str, gid: str | None = None
    ) -> float:
        """Write lines of text one below the other and return where the next would begin."""
        pitch = TEXT[style].line
        for index, line in enumerate(lines):
            self.text(x, y + index * pitch, line, style, gid=gid)
        return y + len(lines) * pitch

    def rule(self, y: float, x0: float = 0, x1: float = WIDTH, style: str = "rules") -> None:
        """Draw a horizontal line."""
        self.strokes(style, [((x0, y), (x1, y))])

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """Draw an empty box."""
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
        self.strokes("frame", [corners])

    def strokes(self, style: str, strokes: Sequence[Sequence[Point]]) -> None:
        """Draw lines given in millimetres, all of them as one artist."""
        if strokes:
            ends = [[self.at(x, y) for x, y in stroke] for stroke in strokes]
            lines = LineCollection(ends, gid=style, **self.theme.mark(style))
            lines.set_transform(self.figure.transFigure)
            self.figure.add_artist(lines)

    def panel(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        across: tuple[float, float],
        up: tuple[float, float],
        gid: str,
    ) -> Panel:
        """Return an empty panel at a place in millimetres, with the limits of its data."""
        panel = Panel(self, gid, (x, y, width, height), across, up)
        self.panels.append(panel)
        return panel

    def undrawable(self) -> int:
        """Return how many characters on the sheet are hollow boxes: no font here has them."""
        return sum(artist.get_text().count(text.HOLLOW) for artist in self.figure.texts)

    def _write(
        self, x: float, y: float, drawn: str, look: TextStyle, ha: str, va: str,
        gid: str | None, role: str,
    ) -> Text:  # fmt: skip
        return self.figure.text(
            *self.at(x, y),
            drawn,
            fontsize=look.points,
            fontweight="bold" if look.bold else "normal",
            fontfamily=text.family_list(drawn),
            parse_math=False,
            ha=ha,
            va=va,
            gid=gid,
            color=getattr(self.theme, role),
            zorder=WORDS_ABOVE,
        )

    def at(self, x: float, y: float) -> Point:
        """Return a place as shares of the figure, from its lower left."""
        return (self.paper.left + x) / self.paper.width, 1 - (MARGIN + y) / self.paper.height
