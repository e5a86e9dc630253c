"""How a page looks, as values: two themes that differ in one object, and no global style.

Dark hues and black text, because pages are printed and faxed: grey text is the first thing a
fax destroys, and nothing on a page may depend on colour. Every role differs by shape or dash too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of the roles on a page. Darkened Okabe–Ito, told apart by every colour vision."""

    ink: str
    mood: str
    """The smoothed line and the duration bars."""
    infusion: str
    band: str | None
    """The range before the course; its edges carry the meaning, so it may be missing."""
    band_edge: str
    single: str
    """Thin joins between neighbouring days, and infusions other than the last three."""
    grid: str | None
    heat: tuple[str, str] | None
    """Best and worst shade of the days in the month table, None for digits alone."""


COLOUR: Final = Theme(
    ink="#000000",
    mood="#005A8F",
    infusion="#B34700",
    band="#EAF0F4",
    band_edge="#4A565F",
    single="#7A7A7A",
    grid="#D9D9D9",
    heat=("#FFFFFF", "#8C93C8"),
)
MONO: Final = Theme(
    ink="#000000",
    mood="#000000",
    infusion="#000000",
    band=None,
    band_edge="#000000",
    single="#000000",
    grid=None,
    heat=None,
)
THEMES: Final = {"colour": COLOUR, "mono": MONO}

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
