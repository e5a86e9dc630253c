"""How a page looks, as values: the colours of its roles and the style of each kind of mark.

A mark is drawn by one call that names its style; nothing else on a page knows a colour, a width
or a size. Dark hues and black text, because pages are printed and faxed: grey text is the first
thing a fax destroys, and nothing may depend on colour: every style differs by shape or dash too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

MIN_POINTS: Final = 6.3
"""The smallest text of a page: below it a fax of 196 lines an inch cannot be read."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of the roles. Darkened Okabe–Ito, distinct for every colour vision."""

    ink: str
    mood: str
    """The smoothed line of a measure."""
    infusion: str
    faint: str
    """Thin joins between neighbouring days: 3.4:1 on white at least."""
    heat: tuple[str, str] | None
    """Best and worst shade of the days in the year's table, light enough for a fax to leave white;
    None for digits alone."""
    paper: str = "#FFFFFF"

    def mark(self, name: str) -> dict[str, Any]:
        """Return matplotlib's arguments for a kind of mark, its colours filled in."""
        style: dict[str, Any] = dict(MARKS[name])
        for key in ("color", "colors", "markerfacecolor", "markeredgecolor", "facecolors",
                    "edgecolors"):  # fmt: skip
            if key in style and style[key] != "none":
                style[key] = getattr(self, style[key])
        return style


COLOUR: Final = Theme(
    ink="#000000",
    mood="#005A8F",
    infusion="#B34700",
    faint="#7A7A7A",
    heat=("#FFFFFF", "#B2B8E0"),
)
MONO: Final = Theme(ink="#000000", mood="#000000", infusion="#000000", faint="#000000", heat=None)
THEMES: Final = {"colour": COLOUR, "mono": MONO}


@dataclass(frozen=True, slots=True)
class TextStyle:
    """A size in points, bold or not, and the distance of two lines in mm."""

    points: float
    bold: bool = False
    line: float = 3.2


TEXT: Final = {
    "title": TextStyle(15, bold=True),
    "period": TextStyle(10.5, bold=True),
    "name": TextStyle(9),
    "small": TextStyle(6.8, line=2.8),
    "small-bold": TextStyle(6.8, bold=True, line=2.8),
    "tile-value": TextStyle(13, bold=True),
    "tile-value-long": TextStyle(10, bold=True),
    "tile-value-longest": TextStyle(8.5, bold=True),
    "tile-detail": TextStyle(MIN_POINTS, line=2.3),
    "sentence": TextStyle(8, line=3.7),
    "sentence-middle": TextStyle(7.2, line=3.5),
    "sentence-long": TextStyle(7.1, line=2.75),
    "box": TextStyle(7.5, bold=True, line=3.3),
    "heading": TextStyle(8.6, bold=True),
    "body": TextStyle(7.2, line=3.2),
    "body-bold": TextStyle(7.2, bold=True, line=3.2),
    "infusion-number": TextStyle(7.5, bold=True),
    "now": TextStyle(8, bold=True),
    "table": TextStyle(6.7, line=3.3),
    "table-bold": TextStyle(6.7, bold=True, line=3.3),
    "digit": TextStyle(6.4),
    "fine": TextStyle(MIN_POINTS, line=2.6),
    "disclaimer": TextStyle(7.4, bold=True),
}
"""Every text of a page has one of these styles. Seven points of black survive the coarsest fax."""

_DOTTED: Final = (0, (1, 1.6))
_DASH_DOT: Final = (0, (5, 1.5, 1, 1.5))
_SPARSE: Final = (0, (1, 3))


def _hollow(marker: str, size: float, edge: float = 0.6) -> dict[str, Any]:
    """A symbol with paper inside, so that a fax cannot fill it."""
    return {
        "marker": marker, "markersize": size, "markerfacecolor": "paper", "markeredgecolor": "ink",
        "markeredgewidth": edge,
    }  # fmt: skip


MARKS: Final[dict[str, dict[str, Any]]] = {
    # points
    "days": {**_hollow("o", 3.0, 0.7), "zorder": 4},
    "days-small": {**_hollow("o", 1.9), "zorder": 4},
    "late-days": {**_hollow("s", 3.3, 0.7), "zorder": 4},
    "late-days-small": {**_hollow("s", 2.2), "zorder": 4},
    "infusion-day-values": {
        "marker": "+", "markersize": 4.0, "markeredgewidth": 0.8, "color": "faint", "zorder": 3,
    },
    "infusion-day-values-small": {
        "marker": "+", "markersize": 3.0, "markeredgewidth": 0.7, "color": "faint", "zorder": 3,
    },
    "last-entry": {"marker": "o", "markersize": 4.4, "color": "ink", "zorder": 6},
    "no-entry": {
        "marker": "x", "markersize": 2.6, "markeredgewidth": 0.8, "color": "ink", "zorder": 3,
    },
    "infusions": {"marker": "v", "markersize": 5, "color": "infusion", "markeredgewidth": 0},
    "around-days": {**_hollow("o", 1.8), "zorder": 4},
    "cut-short": _hollow(">", 4, 0.8),
    # strokes
    "joins": {"colors": "faint", "linewidths": 0.5, "zorder": 2},
    "ranges-of-days": {"colors": "ink", "linewidths": 0.7, "zorder": 2.5},
    "infusion-lines": {
        "colors": "infusion", "linewidths": 0.7, "linestyles": [_DOTTED], "zorder": 1,
    },
    "before": {"colors": "ink", "linewidths": 0.9, "linestyles": [_DOTTED], "zorder": 1.5},
    "halfway": {"colors": "ink", "linewidths": 0.9, "linestyles": [_DASH_DOT], "zorder": 1.6},
    "smoothed": {"colors": "mood", "linewidths": 2.4, "zorder": 3.5, "capstyle": "round"},
    "smoothed-small": {"colors": "mood", "linewidths": 1.7, "zorder": 3.5, "capstyle": "round"},
    "around-joins": {"colors": "mood", "linewidths": 0.8, "zorder": 2},
    "medicine": {"colors": "ink", "linewidths": 1.6},
    "medicine-step": {"colors": "ink", "linewidths": 1.0},
    "therapy": {"colors": "ink", "linewidths": 1.4},
    "stems": {"colors": "ink", "linewidths": 2.6, "zorder": 3},
    "stems-thin": {"colors": "ink", "linewidths": 1.2, "zorder": 3},
    "recall": {"colors": "ink", "linewidths": 0.9, "zorder": 2},
    "cut-offs": {"colors": "ink", "linewidths": 0.5, "linestyles": [_SPARSE], "zorder": 0.5},
    "period-ranges": {"colors": "ink", "linewidths": 0.6, "zorder": 3},
    "period-halves": {"colors": "mood", "linewidths": 2.6, "zorder": 3},
    "period-means": {"colors": "ink", "linewidths": 1.3, "zorder": 4},
    "period-ranges-thin": {"colors": "ink", "linewidths": 0.5, "zorder": 3},
    "period-halves-thin": {"colors": "mood", "linewidths": 1.3, "zorder": 3},
    "period-means-thin": {"colors": "ink", "linewidths": 0.9, "zorder": 4},
    "ticks": {"colors": "ink", "linewidths": 0.7},
    "row-rules": {"colors": "faint", "linewidths": 0.4},
    "rules": {"colors": "ink", "linewidths": 0.9},
    "head-rule": {"colors": "ink", "linewidths": 1.2},
    "frame": {"colors": "ink", "linewidths": 1.1},
    "bar-between": {"colors": "ink", "linewidths": 1.1},
    # areas
    "bar-filled": {"facecolors": "ink", "edgecolors": "ink", "linewidths": 0.8},
    "bar-open": {"facecolors": "paper", "edgecolors": "ink", "linewidths": 0.8},
    "bar-thin": {"facecolors": "ink", "edgecolors": "ink", "linewidths": 0.8},
    "day-shades": {"edgecolors": "paper", "linewidths": 0.8},
    "infusion-boxes": {"facecolors": "none", "edgecolors": "ink", "linewidths": 1.3},
}  # fmt: skip
"""Under 0.9 points a horizontal stroke breaks into dots on a fax; an upright one may be thinner."""

RC: Final[dict[str, Any]] = {
    "font.family": ["DejaVu Sans"],  # bundled with matplotlib: the same metrics everywhere
    "font.size": 8,
    "text.hinting": "no_hinting",  # faster, and better spaced at 150 dpi
    "text.parse_math": False,  # a $ in a note is a dollar
    "axes.unicode_minus": False,
    "pdf.fonttype": 3,
    "svg.fonttype": "none",
    "svg.hashsalt": "tracker",
    "path.simplify": False,
    "lines.solid_capstyle": "butt",
    "lines.dash_capstyle": "butt",
}
"""Set inside a context for the length of one page, over matplotlib's own defaults."""
