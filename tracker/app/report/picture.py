"""The page as a picture, in a terminal that draws one."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size
from textual.widget import Widget

if TYPE_CHECKING:
    from tracker.app.graphics import Graphics


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

        super().__init__(id="picture")
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
