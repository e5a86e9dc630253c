"""Figures as the bytes of a file: the same page, the same bytes, and no name in the metadata."""

from __future__ import annotations

import contextlib
import html
import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tracker import __version__
from tracker.analysis import Report
from tracker.charts import words
from tracker.charts.theme import RC

DPI: Final = 150
COLOURS: Final = 128
"""In a PNG's palette: a page has a dozen, the rest smooths the edges of letters."""

DOCUMENT_TITLE: Final = "Diary report"
"""In metadata, print queues and portal lists: says neither who nor what for."""


@contextlib.contextmanager
def drawing() -> Iterator[None]:
    """Draw with our settings and no one else's.

    matplotlib reads a file of settings from the current folder and from the person's own; a
    dark style there must not reach a page.
    """
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        settings: Any = matplotlib.rcParams  # its keys are typed one by one
        settings.update(RC)
        yield


def saved(report: Report, format_name: str, figures: Sequence[Figure]) -> bytes:
    """Return the figures as a pdf, or the first of them as a png or svg."""
    return _WRITERS[format_name](report, figures)


def _pdf(report: Report, figures: Sequence[Figure]) -> bytes:
    from matplotlib.backends.backend_pdf import PdfPages

    metadata = {
        "Title": DOCUMENT_TITLE,
        "Subject": words.DISCLAIMER,
        "Creator": f"tracker {__version__}",
        "CreationDate": None,
    }
    file = io.BytesIO()
    with PdfPages(file, metadata=metadata) as pages:
        for figure in figures:
            pages.savefig(figure)
    return file.getvalue()


def _png(report: Report, figures: Sequence[Figure]) -> bytes:
    from PIL import Image, PngImagePlugin

    figure = figures[0]
    figure.set_dpi(DPI)
    canvas: Any = FigureCanvasAgg(figure)  # untyped in matplotlib
    canvas.draw()
    size = canvas.get_width_height()
    image = Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
    image = image.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE)
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Title", DOCUMENT_TITLE)
    notes.add_itxt("Description", words.alt_text(report))
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(DPI, DPI), pnginfo=notes, optimize=False)
    return file.getvalue()


def _svg(report: Report, figures: Sequence[Figure]) -> bytes:
    file = io.StringIO()
    metadata = {"Date": None, "Title": DOCUMENT_TITLE, "Creator": f"tracker {__version__}"}
    figures[0].savefig(file, format="svg", metadata=metadata)
    return _accessible(file.getvalue(), words.alt_text(report)).encode()


def _accessible(svg: str, description: str) -> str:
    """Name the picture for a screen reader, and let a browser without the font choose its like."""
    svg = svg.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif")
    opening = re.compile(r"<svg ([^>]*)>")
    title, desc = html.escape(DOCUMENT_TITLE), html.escape(description)
    head = (
        r'<svg \1 role="img" aria-labelledby="t d" lang="en">'
        f'\n <title id="t">{title}</title>\n <desc id="d">'
    )
    svg = re.sub(r"\n ?<title>.*?</title>", "", svg, count=1)
    start, end = opening.sub(head, svg, count=1).split('<desc id="d">', 1)
    return f'{start}<desc id="d">{desc}</desc>{end}'


_WRITERS: Final[dict[str, Callable[[Report, Sequence[Figure]], bytes]]] = {
    "pdf": _pdf,
    "png": _png,
    "svg": _svg,
}
