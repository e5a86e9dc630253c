"""Text as it can be drawn: cleaned, measured, cut and wrapped in millimetres.

Typed text is drawn as typed as far as the fonts reach. What would reverse the text
(direction overrides) or move it (line breaks, control codes) is taken out.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Final

from matplotlib.font_manager import FontProperties, findfont, fontManager
from matplotlib.ft2font import FT2Font, Kerning, LoadFlags

from tracker.charts.words import LEFT_TO_RIGHT

MM_PER_POINT: Final = 25.4 / 72
ELLIPSIS: Final = "…"
HOLLOW: Final = "▯"
"""Drawn for a character that no font here has; a sheet counts these."""
_SIZE: Final = 100
"""Points at which characters are measured."""
_BASE: Final = "DejaVu Sans"
_WIDER: Final = (
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Noto Sans CJK KR",
    "Hiragino Sans",
    "PingFang SC",
    "Yu Gothic",
    "Microsoft YaHei",
    "Malgun Gothic",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
    "Nirmala UI",
    "Leelawadee UI",
    "Arial Unicode MS",
)
"""Font families of systems for scripts that the bundled font lacks, in order of preference."""
_SHAPELESS: Final = {"Cc", "Cf", "Cs"}
"""Control codes, directions and joiners, surrogates. What has a shape that this Python or these
fonts do not know, as an emoji of next year, becomes a hollow box."""


@lru_cache(maxsize=4096)
def drawable(text: str) -> str:
    """Return a text on one line, of characters that some font here can draw.

    An emoji becomes its name in brackets, anything else without a glyph a hollow box.
    """
    spaced = (" " if c.isspace() else c for c in unicodedata.normalize("NFC", text))
    kept = "".join(
        c for c in spaced if c == LEFT_TO_RIGHT or unicodedata.category(c) not in _SHAPELESS
    )
    text = " ".join(kept.split())
    if text.isascii():
        return text
    families = family_list(text)
    covered = {c for c in set(text) if any(_has_glyph(family, c) for family in families)}
    return "".join(c if c in covered else _instead(c) for c in text)


def family_list(text: str) -> list[str]:
    """Return the families that draw a text: the bundled one, and others for what it lacks."""
    lacking = {c for c in text if not _has_glyph(_BASE, c)}
    if not lacking:
        return [_BASE]
    wider = [name for name in _WIDER if name in _installed()]
    return [_BASE, *(name for name in wider if any(_has_glyph(name, c) for c in lacking))]


@lru_cache(maxsize=8192)
def width(text: str, points: float, *, bold: bool = False) -> float:
    """Return how wide a text is drawn, in millimetres."""
    ems = sum(_advance(character, bold) for character in text)
    ems += sum(_kerning(left, right, bold) for left, right in pairwise(text))
    return ems * points * MM_PER_POINT


def fit(text: str, room: float, points: float, *, bold: bool = False) -> str:
    """Return a text cut to fit in `room` millimetres, with an ellipsis where it was cut.

    Not within a number, if a word comes before it: a part of one would be another number.
    """
    if width(text, points, bold=bold) <= room:
        return text
    room -= width(ELLIPSIS, points, bold=bold)
    used, end = 0.0, 0
    for before, character in pairwise(["", *text]):
        kerning = _kerning(before, character, bold) if before else 0.0
        used += (_advance(character, bold) + kerning) * points * MM_PER_POINT
        if used > room:
            break
        end += 1
    before_it, _, begun = text[:end].rpartition(" ")
    word = begun + text[end:].partition(" ")[0]
    if before_it and word != begun and any(map(str.isdigit, word)):
        return before_it.rstrip() + ELLIPSIS
    return text[:end].rstrip() + ELLIPSIS


@lru_cache(maxsize=1024)  # a page is planned again and again until all of it has its room
def wrap(text: str, room: float, points: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return a text as lines of `room` millimetres, at least one."""
    done: list[str] = [""]
    for word in _pieces(text, room, points, bold):
        longer = f"{done[-1]} {word}".strip()
        if width(longer, points, bold=bold) <= room:
            done[-1] = longer
        else:
            done.append(word)
    return tuple(line for line in done if line) or ("",)


def _pieces(text: str, room: float, points: float, bold: bool) -> list[str]:
    """Split a text into words, and a word too long for a line into parts that fit.

    Such a word (or text in a script without spaces) is broken after a dash, else anywhere.
    """
    pieces: list[str] = []
    for word in text.split():
        if width(word, points, bold=bold) <= room:
            pieces.append(word)
            continue
        for part in re.split(r"(?<=[-–—/])", word):
            piece = ""
            for character in part:
                if piece and width(piece + character, points, bold=bold) > room:
                    pieces.append(piece)
                    piece = ""
                piece += character
            pieces.append(piece)
    return [piece for piece in pieces if piece]


@lru_cache(maxsize=4096)
def _advance(character: str, bold: bool) -> float:
    """Return the advance of a character in ems."""
    family = next((f for f in family_list(character) if _has_glyph(f, character)), None)
    if family is None:
        return 1.0  # kept free for a character that no font here can draw
    font = _font(family, bold)
    glyph = font.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / _SIZE


@lru_cache(maxsize=4096)
def _kerning(left: str, right: str, bold: bool) -> float:
    """Return by how much two neighbours move apart (below 0: together), in ems."""
    font = _font(_BASE, bold)
    first, second = font.get_char_index(ord(left)), font.get_char_index(ord(right))
    if not first or not second:
        return 0.0
    return float(font.get_kerning(first, second, Kerning.UNFITTED)) / 64 / _SIZE


@lru_cache(maxsize=4096)
def _has_glyph(family: str, character: str) -> bool:
    return bool(_font(family, False).get_char_index(ord(character)))


@lru_cache(maxsize=32)
def _font(family: str, bold: bool) -> FT2Font:
    # A font of our own: the shared one changes its size with each text that is drawn.
    weight = "bold" if bold else "normal"
    font = FT2Font(findfont(FontProperties(family=[family], weight=weight)))
    font.set_size(_SIZE, 72)
    return font


@lru_cache(maxsize=1)
def _installed() -> frozenset[str]:
    return frozenset(fontManager.get_font_names())


def _instead(character: str) -> str:
    if "VARIATION SELECTOR" in unicodedata.name(character, ""):
        return ""
    if unicodedata.category(character) in ("So", "Sk"):
        return f"[{unicodedata.name(character, 'symbol').lower()}]"
    return HOLLOW
