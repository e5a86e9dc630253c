"""Removes control characters from everything drawn."""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class PlainText(LineFilter):
    """Drops, from every line just before it is drawn, what moves a cursor or turns text round.

    One place for all screens: a note read in from a file may hold escape codes, and so may a
    label or the name of a side effect. None of these takes up a cell, so nothing shifts.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the same segments, or ones without such characters."""
        if not any(_STEERING.search(segment.text) for segment in segments):
            return segments
        return [Segment(_STEERING.sub("", s.text), s.style, s.control) for s in segments]
