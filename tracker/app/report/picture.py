"""The page as a picture, in a terminal that draws one."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.widget import Widget

if TYPE_CHECKING:
    from tracker.app.graphics import Graphics


def picture(png: bytes, graphics: Graphics) -> Widget:
    """Return a widget that shows a PNG as wide as there is room.

    Raises:
        ImportError: the library that speaks to such terminals is not there.
        OSError: it is no picture.
    """
    from PIL import Image as Pixels

    page = Pixels.open(io.BytesIO(png))
    page.load()
    made = _widget_class(graphics)(page, id="picture")
    made.styles.width = "100%"
    made.styles.height = "auto"
    return made


def _widget_class(graphics: Graphics) -> Callable[..., Widget]:
    """Import the library without its own questions to the terminal, which were asked already.

    It asks while it is imported, on standard output, and takes the keyboard's next bytes for the
    answer: here the app has the keyboard. So it is shown an output that is no terminal.
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
