"""A report as a page, in pictures and in words. Draws and never computes.

Only `render` loads matplotlib, and never pyplot; `words` and `document` need neither.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tracker.analysis import Report
from tracker.records.format import plain_line

__all__ = ["FORMATS", "Rendered", "encrypt", "page_paths", "render"]

WORDS: Final = ("md", "txt")
FORMATS: Final = ("pdf", "png", "svg", "html", *WORDS)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A report as files: a png or svg for each page, one file of any other format."""

    files: tuple[bytes, ...]
    undrawable: int = 0
    """Characters that no font here can draw; they are whole in the text formats."""


def render(
    report: Report,
    format_name: str,
    *,
    page: str = "a4",
    theme: str = "colour",
    name: str | None = None,
    entries: bool = False,
) -> Rendered:
    """Return the report in one of the FORMATS; the same report, the same bytes.

    The page is `a4` or `letter`, the theme `colour`, or `mono` for faxes that dither; words have
    neither. Without a name there is a blank line to write on. `entries` adds every day as a table.
    """
    from tracker.charts import document

    name = plain_line(name or "") or None
    if format_name in WORDS:
        write = document.as_markdown if format_name == "md" else document.as_text
        return Rendered((write(report, name, entries=entries).encode(),))
    # A page multiplies no matrices: without this, numpy starts threads that only spin.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from tracker.charts import save

    with save.drawing():
        from tracker.charts.page import draw_pages
        from tracker.charts.theme import THEMES

        sheets = draw_pages(report, page, THEMES[theme], name, entries=entries)
        figures = [sheet.figure for sheet in sheets]
        undrawable = sum(sheet.undrawable() for sheet in sheets)
        if format_name == "html":
            pictures = save.inline_svgs(report, figures)
            text = document.as_html(report, pictures, name, entries=entries)
            return Rendered((text.encode(),), undrawable)
        return Rendered(save.WRITERS[format_name](report, figures), undrawable)


def page_paths(path: Path, count: int) -> list[Path]:
    """Return a path for each page: report.png, report-page-2.png, …"""
    later = (path.with_name(f"{path.stem}-page-{n}{path.suffix}") for n in range(2, count + 1))
    return [path, *later]


def encrypt(pdf: bytes, passphrase: str) -> bytes:
    """Return a PDF encrypted with AES-256."""
    from tracker.charts import save

    return save.encrypt(pdf, passphrase)
