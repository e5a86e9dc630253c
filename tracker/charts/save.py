"""Figures as PDF, PNG and SVG: the same page gives the same bytes, without a name in metadata."""

from __future__ import annotations

import contextlib
import gc
import html
import importlib.util
import io
import re
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from tracker import __version__
from tracker.analysis import Report
from tracker.charts import words

DPI: Final = 150
COLOURS: Final = 128
"""In a PNG's palette: a page has a dozen, the rest smooths the edges of letters."""
DOCUMENT_TITLE: Final = "Diary report"
"""In properties, print queues and portal lists: it names neither the person nor the illness."""
LANGUAGE: Final = "en"
CREATOR: Final = f"tracker {__version__}"


def skip_unused_imports() -> None:
    """Keep matplotlib from loading what no page uses; tests/benchmarks measure a page's time.

    mplot3d draws in three dimensions; a stub takes its place. fontTools.subset is needed for fonts
    of another kind than ours (`pdf.fonttype` 42); it is loaded when one of its names is used.
    """
    name = "mpl_toolkits.mplot3d"
    if "matplotlib.projections" not in sys.modules and name not in sys.modules:
        stub = types.ModuleType(name)
        stub.Axes3D = _NoAxes3D  # type: ignore[attr-defined]
        sys.modules[name] = stub
        import matplotlib.projections

        del sys.modules[name]
        registry: Any = matplotlib.projections.projection_registry
        registry._all_projection_types.pop(_NoAxes3D.name, None)
    if "fontTools.subset" not in sys.modules:
        fonts: Any = importlib.import_module("fontTools")

        spec = importlib.util.find_spec("fontTools.subset")
        if spec and spec.loader:
            spec.loader = importlib.util.LazyLoader(spec.loader)
            module = importlib.util.module_from_spec(spec)
            sys.modules["fontTools.subset"] = module
            spec.loader.exec_module(module)
            fonts.subset = module  # or `from fontTools import subset` would load it


class _NoAxes3D:
    name = "3d"


@contextlib.contextmanager
def drawing() -> Iterator[None]:
    """Isolate matplotlib's settings and pause garbage collection while drawing.

    matplotlib reads a file of settings from the current folder and from the person's own; a
    dark style there must not reach a page. Each collection would scan the whole diary.
    """
    skip_unused_imports()
    import matplotlib

    from tracker.charts.theme import RC

    collecting = gc.isenabled()
    gc.disable()
    try:
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            settings: Any = matplotlib.rcParams  # its keys are typed one by one
            settings.update(RC)
            yield
    finally:
        if collecting:
            gc.enable()


def page_texts(report: Report, count: int) -> list[str]:
    """Return the alternative text of each page."""
    first = words.alt_text(report)
    return [first, *(f"Page {n} of {count} of the same report." for n in range(2, count + 1))]


# PDF


def save_pdf(report: Report, figures: Sequence[Any]) -> tuple[bytes, ...]:
    """Return the figures as one tagged PDF."""
    from matplotlib.backends.backend_pdf import PdfPages

    metadata = {
        "Title": DOCUMENT_TITLE,
        "Subject": words.DISCLAIMER,
        "Creator": CREATOR,
        "CreationDate": None,
    }
    file = io.BytesIO()
    with PdfPages(file, metadata=metadata) as pages:
        for figure in figures:
            pages.savefig(figure)
    return (_tag(file.getvalue(), page_texts(report, len(figures))),)


def _tag(pdf: bytes, texts: Sequence[str]) -> bytes:
    """Mark each page as one figure with its text, and the document with its language.

    Not called PDF/UA: a figure with alternative text is not a fully tagged document. Screen
    readers have the HTML, Markdown and text formats of the same report.
    """
    import pikepdf
    from pikepdf import Array, Dictionary, Name, String

    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root
        tree = document.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        whole = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree))
        figures, parents = Array(), Array()
        for number, (page, text) in enumerate(zip(document.pages, texts, strict=True)):
            box = page.mediabox
            layout = Dictionary(O=Name.Layout, BBox=Array(list(box)), Placement=Name.Block)
            figure = document.make_indirect(
                Dictionary(
                    Type=Name.StructElem, S=Name.Figure, P=whole, Pg=page.obj, K=0,
                    Alt=String(text), A=layout,
                )
            )  # fmt: skip
            figures.append(figure)
            parents.append(number)
            parents.append(Array([figure]))
            page.contents_add(b"/Figure <</MCID 0>> BDC\n", prepend=True)
            page.contents_add(b"\nEMC")
            page.obj.StructParents = number
            page.obj.Tabs = Name.S
        whole.K = figures
        tree.K = whole
        tree.ParentTree = document.make_indirect(Dictionary(Nums=parents))
        tree.ParentTreeNextKey = len(texts)
        root.StructTreeRoot = tree
        root.MarkInfo = Dictionary(Marked=True)
        root.Lang = String(LANGUAGE)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            xmp["dc:title"] = DOCUMENT_TITLE
            xmp["dc:language"] = {LANGUAGE}
            xmp["xmp:CreatorTool"] = CREATOR
        file = io.BytesIO()
        document.save(file, deterministic_id=True)
    return file.getvalue()


def encrypt(pdf: bytes, passphrase: str) -> bytes:
    """Return the PDF encrypted with AES-256 (PDF 2.0, revision 6).

    Callers check that the passphrase has at most 127 bytes of UTF-8: PDF ignores the rest.
    """
    import pikepdf

    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        rules = pikepdf.Encryption(user=passphrase, owner=passphrase, R=6)
        document.save(file, encryption=rules)
    return file.getvalue()


# PNG


def save_png(report: Report, figures: Sequence[Any]) -> tuple[bytes, ...]:
    """Return each figure as a PNG."""
    return tuple(map(_png, figures))


def _png(figure: Any) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image, PngImagePlugin

    figure.set_dpi(DPI)
    canvas: Any = FigureCanvasAgg(figure)  # untyped in matplotlib
    canvas.draw()
    size = canvas.get_width_height()
    image = Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
    image = image.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE)
    info = PngImagePlugin.PngInfo()
    info.add_text("Title", DOCUMENT_TITLE)
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(DPI, DPI), pnginfo=info, optimize=False)
    return file.getvalue()


# SVG and HTML


def save_svg(report: Report, figures: Sequence[Any]) -> tuple[bytes, ...]:
    """Return each figure as an SVG."""
    pages = zip(figures, page_texts(report, len(figures)), strict=True)
    return tuple(_svg(figure, text).encode() for figure, text in pages)


def _svg(figure: Any, text: str) -> str:
    """Return a figure as SVG with a title and a description for screen readers."""
    file = io.StringIO()
    properties = {"Date": None, "Title": DOCUMENT_TITLE, "Creator": CREATOR}
    figure.savefig(file, format="svg", metadata=properties)
    # Browsers without DejaVu Sans use a font of similar width.
    svg = file.getvalue().replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif")
    svg = re.sub(r"\n ?<title>.*?</title>", "", svg, count=1)
    # gids repeat and ids must not: one that nothing refers to becomes a class.
    used = set(re.findall(r'(?:href="|url\()#([^")]+)', svg))
    svg = re.sub(r' id="([^"]+)"', lambda m: m[0] if m[1] in used else f' class="{m[1]}"', svg)
    described = (
        f' role="img" aria-labelledby="t d" lang="{LANGUAGE}">'
        f'\n <title id="t">{DOCUMENT_TITLE}</title>\n <desc id="d">{html.escape(text)}</desc>'
    )
    return re.sub(r"<svg [^>]*(>)", lambda m: m[0].removesuffix(">") + described, svg, count=1)


def inline_svgs(report: Report, figures: Sequence[Any]) -> list[str]:
    """Return the figures as SVG elements for one HTML document."""
    found = []
    texts = page_texts(report, len(figures))
    for number, (figure, text) in enumerate(zip(figures, texts, strict=True), start=1):
        svg = _svg(figure, text)
        svg = svg[svg.index("<svg") :]
        svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, count=1, flags=re.DOTALL)
        # Ids must be unique in the whole document.
        svg = re.sub(r'\bid="', f'id="p{number}-', svg)
        svg = re.sub(r'(href="|url\()#', rf"\1#p{number}-", svg)
        svg = svg.replace('aria-labelledby="t d"', f'aria-labelledby="p{number}-t p{number}-d"', 1)
        found.append(svg)
    return found


WRITERS: Final[dict[str, Callable[[Report, Sequence[Any]], tuple[bytes, ...]]]] = {
    "pdf": save_pdf,
    "png": save_png,
    "svg": save_svg,
}
