"""What will be printed: the page in words, or as a picture in a terminal that draws one."""

from __future__ import annotations

import io
import sys
from asyncio import sleep
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size
from textual.getters import query_one
from textual.widget import Widget

from tracker.analysis import Report
from tracker.app.graphics import Graphics
from tracker.app.report.maker import PageError, PageRequest, draw_picture
from tracker.app.report.words import PageWords
from tracker.app.widgets import Panel, Scroll, hints
from tracker.paths import Home
from tracker.records.format import count

TITLE: Final = "What will be printed"
DRAW_AFTER: Final = 0.4
"""Seconds without another choice before the picture is drawn again."""


class Preview(Panel):
    """The words at once, in their place the picture once it is drawn.

    A page of several sheets stays in words: only they show all of it.
    """

    DEFAULT_CSS = """
    Preview {
        width: 1fr; height: 1fr;
        #printed { height: 1fr; scrollbar-gutter: stable; }
        &.-picture PageWords { display: none; }
    }
    """
    printed = query_one("#printed", Scroll)

    def __init__(self, home: Home, graphics: Graphics | None) -> None:
        super().__init__(TITLE, id="preview")
        self.home, self.graphics = home, graphics

    def compose(self) -> ComposeResult:
        """Lay out the words in what scrolls."""
        with Scroll(id="printed"):
            yield PageWords()

    def show(self, report: Report, request: PageRequest, *, empty: bool) -> None:
        """Show the chosen page; for an empty diary, what will be on it."""
        notes = count(len(request.notes), "note") if request.notes else "no notes"
        summary = f"{'your name' if request.name else 'no name'}, {notes}"
        self.entitle(TITLE, hints(*([] if empty else [("PgDn", "more")]), ("", summary)))
        shown = self.query_one(PageWords)
        if empty:
            shown.invite()
        else:
            shown.show(report, request.name or None, entries=request.entries)
        if self.graphics is not None:
            self._draw(request, self.graphics)

    @work(group="picture", exclusive=True)
    async def _draw(self, request: PageRequest, graphics: Graphics) -> None:
        """Draw the page in its own process, once nothing more is chosen."""
        await sleep(DRAW_AFTER)
        picture = None
        with suppress(PageError, ImportError, OSError):  # the words are shown instead
            png = await draw_picture(self.home, replace(request, format="png"))
            picture = Picture(png, graphics)
        await self.query(Picture).remove()
        if picture is not None:
            await self.printed.mount(picture, before=0)
        self.set_class(picture is not None, "-picture")


class Picture(Container):
    """A PNG over the whole width, with the height that follows.

    The library's own widgets find no height by themselves in what scrolls.
    """

    DEFAULT_CSS = """
    Picture { width: 1fr; height: auto; }
    Picture * { width: 100%; height: 100%; }
    """

    def __init__(self, png: bytes, graphics: Graphics) -> None:
        """Take the picture.

        Raises:
            ImportError: the library that speaks to such terminals is not there.
            OSError: it is not a picture.
        """
        from PIL import Image as Pixels

        super().__init__()
        page = Pixels.open(io.BytesIO(png))
        page.load()
        self._pixels, self._cell = page.size, graphics.cell
        self._shown = _widget_class(graphics)(page)

    def compose(self) -> ComposeResult:
        """Lay out the library's widget."""
        yield self._shown

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of rows of the picture at this width."""
        (pixels, height), (cell_width, cell_height) = self._pixels, self._cell
        return max(1, round(width * cell_width * height / pixels / cell_height))


def _widget_class(graphics: Graphics) -> Callable[..., Widget]:
    """Import the library without its own queries to the terminal, which were sent already.

    It asks while it is imported, on standard output, and takes the keyboard's next bytes for the
    answer: here the app has the keyboard. So its output is not a terminal while it is imported.
    """
    output, sys.__stdout__ = sys.__stdout__, io.StringIO()  # type: ignore[misc,assignment]
    try:
        from textual_image import _terminal

        size = _terminal.CellSize(*graphics.cell)
        _terminal.get_cell_size._result = size  # type: ignore[attr-defined]
        from textual_image.widget import SixelImage, TGPImage
    finally:
        sys.__stdout__ = output  # type: ignore[misc]
    return TGPImage if graphics.protocol == "kitty" else SixelImage
