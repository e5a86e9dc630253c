"""The place and look of everything on a few pages, as it was when a person last looked at them.

    python -m tests.charts.looked_at

writes the files anew; look at the pages first. Each line is the marks or the texts of one kind that
look the same: how many there are, and where, to a tenth of a millimetre or in the units of their
panel: the first and the last place, and the sums of all, which change if any one moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from tests.charts.diaries import report_of
from tests.charts.drawing import LONG_NAME, anew, demo_report, drawn, panels_of
from tracker.charts.document import as_text

Place = tuple[float, float]
HERE = Path(__file__).parent / "looked_at"
IN_WORDS = (
    "empty", "infusions only", "planned only", "two on one day", "months of gap", "pain alone",
    "risen", "both courses", "two courses, halfway kept", "worse", "begun after the third",
    "series goes on", "halfway kept, begun today", "given today", "weekly", "not marked as given",
    "self-harm above zero", "self-harm left blank", "self-harm, totals alone",
    "gap after an infusion", "a past window", "one day", "busy",
)  # fmt: skip
"""Hard diaries of which each has words that no other has."""
WORDS = HERE / "words.txt"


def hard(name: str) -> list[Figure]:
    """Return the pages of a hard diary, those on which nothing touches."""
    return drawn(report_of(name), "letter", "mono", LONG_NAME)


PAGES = {
    "demo-letter-mono": lambda: drawn(demo_report(41, notes="all"), "letter", "mono", LONG_NAME),
    "three-years-a4-colour": lambda: anew(report_of("three years")),
    "ten-years": lambda: hard("ten years"),
    "medicines-letter-colour": lambda: anew(report_of("twelve medicines"), "letter"),
    "pain-a4-colour": lambda: anew(report_of("pain, where lower is better")),
    "both-courses": lambda: hard("both courses"),
    "routes-a4-colour": lambda: anew(report_of("routes that change")),
    "self-harm": lambda: hard("self-harm above zero"),
    "long-names": lambda: hard("long names"),
    "many-events": lambda: hard("many events"),
    "sixty-letter-colour": lambda: anew(report_of("sixty infusions"), "letter"),
    "strange-a4-colour": lambda: anew(report_of("strange words"), entries=True),
    "busy-a4-colour": lambda: anew(report_of("busy"), entries=True, name="A" * 90),
    "questions": lambda: hard("forty questions"),
}


def places(figures: list[Figure]) -> Iterator[str]:
    """Yield a line for all marks and all texts of a page that look alike."""
    for number, figure in enumerate(figures, start=1):
        width, height = figure.get_figwidth() * 25.4, figure.get_figheight() * 25.4
        yield f"page {number}: {width:.1f} x {height:.1f}"
        for panel in panels_of(figure):
            limits = " ".join(f"{v:.2f}" for v in (*panel.box, *panel.across, *panel.up))
            yield f"panel {panel.name} {limits}"
        marks: dict[str, list[list[Place]]] = {}
        for artist in [*figure.artists, *figure.lines, *figure.patches]:
            if artist.get_gid() and not isinstance(artist, Text):
                look, drawn = _mark(figure, artist)
                kind = f"{artist.get_label()} {artist.get_gid()} {look}"
                marks.setdefault(kind, []).append(drawn)
        for look, each in sorted(marks.items()):
            count = " ".join(str(len(drawn)) for drawn in each)
            yield f"{look} n {count}: {_summed([place for drawn in each for place in drawn], 2)}"
        texts: dict[str, list[tuple[Place, str]]] = {}
        for text in figure.texts:
            place = _in_mm(figure, text.get_position())
            texts.setdefault(_look(text), []).append((place, text.get_text()))
        for look, written in sorted(texts.items()):
            words = " ".join(repr(said) for _, said in sorted(written))
            yield f"{look} {_summed(sorted(place for place, _ in written), 1)} {words}"


def _mark(figure: Figure, artist: Any) -> tuple[str, list[Place]]:
    """Return how a mark is drawn, and its points."""
    for kind, describe in ((Line2D, _line), (LineCollection, _strokes), (PatchCollection, _boxes)):
        if isinstance(artist, kind):
            return describe(figure, artist)
    raise TypeError(artist)


def _line(figure: Figure, artist: Any) -> tuple[str, list[Place]]:
    colours = [_hex(artist.get_markerfacecolor()), _hex(artist.get_markeredgecolor())]
    sizes = f"{artist.get_markersize():g} {artist.get_markeredgewidth():g}"
    look = f"{artist.get_marker()} {colours} {sizes} z{artist.get_zorder():g}"
    return look, list(zip(*artist.get_data(), strict=True))


def _strokes(figure: Figure, artist: Any) -> tuple[str, list[Place]]:
    dashes = [[f"{d:g}" for d in style[1] or ()] for style in artist.get_linestyle()]
    look = [_hex(c) for c in artist.get_colors()]
    look += [f"{w:g}" for w in artist.get_linewidths()]
    points = [point for segment in artist.get_segments() for point in segment]
    if artist.get_transform() is figure.transFigure:
        points = [_in_mm(figure, point) for point in points]
    return f"{look} {dashes} z{artist.get_zorder():g}", points


def _boxes(figure: Figure, artist: Any) -> tuple[str, list[Place]]:
    look = sorted({_hex(c) for c in artist.get_facecolor()})
    look += [_hex(c) for c in artist.get_edgecolor()]
    look += [f"{w:g}" for w in artist.get_linewidth()]
    boxes = [path.get_extents() for path in artist.get_paths()]
    return f"{look}", [corner for box in boxes for corner in (box.p0, box.p1)]


def _look(text: Text) -> str:
    """Return what a text is, and how it is written."""
    at = f"{text.get_horizontalalignment()} {text.get_verticalalignment()}"
    look = f"{text.get_fontweight()} {text.get_fontsize():g} {at} {_hex(text.get_color())}"
    halo = " halo" if text.get_bbox_patch() else ""
    pitch = getattr(text, "_linespacing", "normal")
    spaced = f" pitch {pitch:.3f}" if isinstance(pitch, float) else ""
    return f"{text.get_gid()} {look}{halo}{spaced}"


def _in_mm(figure: Figure, place: Any) -> Place:
    across, down = place[0] * figure.get_figwidth(), (1 - place[1]) * figure.get_figheight()
    return round(across * 25.4, 2), round(down * 25.4, 2)


def _hex(colour: Any) -> str:
    return "none" if isinstance(colour, str) and colour == "none" else to_hex(colour)


def _summed(places: Sequence[Any], digits: int) -> str:
    """Return the first and the last place, and the sums of all, which change if any one moves."""
    sums = sum(float(x) for x, _ in places), sum(float(y) for _, y in places)
    found = (places[0], places[-1], sums)
    return " ".join(f"({float(x):.{digits}f}, {float(y):.{digits}f})" for x, y in found)


def written(name: str) -> str:
    """Return the lines of a page as they are drawn now."""
    return "\n".join(places(PAGES[name]())) + "\n"


def all_words() -> str:
    """Return the pages in words of some hard diaries."""
    return "".join(f"## {name}\n\n{as_text(report_of(name))}\n" for name in IN_WORDS)


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for name in PAGES:
        (HERE / f"{name}.txt").write_text(written(name), encoding="utf-8")
    WORDS.write_text(all_words(), encoding="utf-8")
