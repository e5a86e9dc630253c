"""The place and look of everything on a few pages, as it was when a person last looked at them.

    python -m tests.charts.looked_at

writes the files anew; look at the pages first. Each line is a mark or a text: its gid, how it is
drawn, and where, to a tenth of a millimetre or in the units of its panel.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from tests.charts.diaries import HARD, report_of
from tests.charts.drawing import anew, demo_report, panels_of
from tracker.charts.document import as_text

HERE = Path(__file__).parent / "looked_at"
LONG = {
    "ten years", "three years", "sixty infusions", "forty infusions", "thirty notes",
    "strange words", "forty questions", "many events", "twelve medicines", "busy weeks",
}  # fmt: skip
WORDS = HERE / "words.txt"
PAGES = {
    "risen-a4-colour": lambda: anew(report_of("risen")),
    "demo-letter-mono": lambda: anew(demo_report(41, notes="all"), "letter", "mono", "Alex Sample"),
    "year-a4-colour": lambda: anew(report_of("a year"), entries=True),
    "three-years-a4-colour": lambda: anew(report_of("three years")),
    "ten-years-a4-mono": lambda: anew(report_of("ten years"), theme="mono"),
    "medicines-letter-colour": lambda: anew(report_of("twelve medicines"), "letter"),
    "pain-a4-colour": lambda: anew(report_of("pain, where lower is better")),
    "two-courses-a4-mono": lambda: anew(report_of("both courses"), theme="mono"),
    "routes-a4-colour": lambda: anew(report_of("routes that change")),
    "self-harm-letter-mono": lambda: anew(report_of("self-harm above zero"), "letter", "mono"),
    "long-names-a4-colour": lambda: anew(report_of("long names"), name="A" * 120),
    "many-events-a4-mono": lambda: anew(report_of("many events"), theme="mono"),
    "sixty-letter-colour": lambda: anew(report_of("sixty infusions"), "letter"),
    "strange-a4-colour": lambda: anew(report_of("strange words"), entries=True),
    "busy-a4-colour": lambda: anew(report_of("busy"), entries=True, name="A" * 90),
    "busy-weeks-letter-mono": lambda: anew(report_of("busy weeks"), "letter", "mono"),
    "questions-letter-mono": lambda: anew(report_of("forty questions"), "letter", "mono"),
}


def places(figures: list[Figure]) -> Iterator[str]:
    """Yield a line for everything on the pages."""
    for number, figure in enumerate(figures, start=1):
        width, height = figure.get_figwidth() * 25.4, figure.get_figheight() * 25.4
        yield f"page {number}: {width:.1f} x {height:.1f}"
        for panel in panels_of(figure):
            limits = " ".join(f"{v:.2f}" for v in (*panel.box, *panel.across, *panel.up))
            yield f"panel {panel.name} {limits}"
        marks = [*figure.artists, *figure.lines, *figure.patches]
        yield from sorted(line for artist in marks if (line := _mark(figure, artist)))
        yield from sorted(_text(figure, text) for text in figure.texts)


def _mark(figure: Figure, artist: Artist) -> str:
    gid = artist.get_gid()
    if gid is None or isinstance(artist, Text):
        return ""
    for kind, describe in ((Line2D, _line), (LineCollection, _strokes), (PatchCollection, _boxes)):
        if isinstance(artist, kind):
            return f"{artist.get_label()} {gid} {describe(figure, artist)}"
    return str(gid)


def _line(figure: Figure, artist: Any) -> str:
    colours = [_hex(artist.get_markerfacecolor()), _hex(artist.get_markeredgecolor())]
    sizes = f"{artist.get_markersize():g} {artist.get_markeredgewidth():g}"
    points = list(zip(*artist.get_data(), strict=True))
    order = f"z{artist.get_zorder():g} n{len(points)}"
    return f"{artist.get_marker()} {colours} {sizes} {order} {_points(points)}"


def _strokes(figure: Figure, artist: Any) -> str:
    segments = artist.get_segments()
    dashes = [[f"{d:g}" for d in style[1] or ()] for style in artist.get_linestyle()]
    look = [_hex(c) for c in artist.get_colors()]
    look += [f"{w:g}" for w in artist.get_linewidths()]
    points = [point for segment in segments for point in segment]
    if artist.get_transform() is figure.transFigure:
        points = [_in_mm(figure, point) for point in points]
    return f"{look} {dashes} z{artist.get_zorder():g} n{len(segments)} {_points(points)}"


def _boxes(figure: Figure, artist: Any) -> str:
    boxes = [path.get_extents() for path in artist.get_paths()]
    look = sorted({_hex(c) for c in artist.get_facecolor()})
    look += [_hex(c) for c in artist.get_edgecolor()]
    look += [f"{w:g}" for w in artist.get_linewidth()]
    corners = [corner for box in boxes for corner in (box.p0, box.p1)]
    return f"{look} n{len(boxes)} {_points(corners)}"


def _text(figure: Figure, text: Text) -> str:
    weight, size = text.get_fontweight(), text.get_fontsize()
    across, down = _in_mm(figure, text.get_position())
    at = f"{text.get_horizontalalignment()} {text.get_verticalalignment()}"
    look = f"{weight} {size:g} {at} {_hex(text.get_color())}"
    halo = " halo" if text.get_bbox_patch() else ""
    pitch = getattr(text, "_linespacing", "normal")
    spaced = f" pitch {pitch:.3f}" if isinstance(pitch, float) else ""
    return f"{text.get_gid()} ({across:.1f}, {down:.1f}) {look}{halo}{spaced} {text.get_text()!r}"


def _in_mm(figure: Figure, place: Any) -> tuple[float, float]:
    across, down = place[0] * figure.get_figwidth(), (1 - place[1]) * figure.get_figheight()
    return across * 25.4, down * 25.4


def _hex(colour: Any) -> str:
    return "none" if isinstance(colour, str) and colour == "none" else to_hex(colour)


def _points(places: Any) -> str:
    """Return the first and the last place, and the sums of all, which change if any one moves."""
    first, last = places[0], places[-1]
    sums = sum(float(x) for x, _ in places), sum(float(y) for _, y in places)
    return " ".join(f"({float(x):.2f}, {float(y):.2f})" for x, y in (first, last, sums))


def written(name: str) -> str:
    """Return the lines of a page as they are drawn now."""
    return "\n".join(places(PAGES[name]())) + "\n"


def all_words() -> str:
    """Return the pages in words of the hard diaries, but for those with long lists."""
    names = [name for name in HARD if name not in LONG]
    return "".join(f"## {name}\n\n{as_text(report_of(name))}\n" for name in names)


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for name in PAGES:
        (HERE / f"{name}.txt").write_text(written(name), encoding="utf-8")
    WORDS.write_text(all_words(), encoding="utf-8")
