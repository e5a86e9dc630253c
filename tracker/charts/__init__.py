"""A report as a page, in pictures and in words. Draws and never computes.

Only `render` loads matplotlib, and never pyplot; `words` and `text_page` need neither.
"""

from __future__ import annotations

import os

from tracker.analysis import Report

__all__ = ["render"]


def render(
    report: Report,
    format_name: str,
    *,
    page: str = "a4",
    theme: str = "colour",
    name: str | None = None,
    entries: bool = False,
) -> bytes:
    """Return the page as the bytes of a pdf, png or svg file; the same report, the same bytes.

    Args:
        report: what to draw.
        format_name: `pdf` may have several pages; `png` and `svg` hold the first.
        page: `a4` or `letter`.
        theme: `colour`, or `mono` for faxes that dither.
        name: printed at the top; a blank line to write on when left out.
        entries: every day as a table on pages of its own.
    """
    # A page multiplies no matrices: without this, numpy starts threads that only spin.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from tracker.charts.save import drawing, saved
    from tracker.charts.sheets import sheets
    from tracker.charts.theme import THEMES

    with drawing():
        figures = sheets(report, page, THEMES[theme], name, entries=entries)
        return saved(report, format_name, figures)
