"""Entry of one score: a row of segments, or a typed number for a long scale."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from textual import events
from textual.app import ComposeResult, RenderResult
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tracker.app.chart import tone
from tracker.app.themes import colourless
from tracker.app.widgets import MUTED, Part, line, lines
from tracker.records import MOOD, Measure, Rating
from tracker.records.format import format_number, format_rating

MOST_SCORES: Final = 11
"""Scores that fit a row of segments and the keys of a keyboard."""


def fits_a_row(measure: Measure) -> bool:
    """Whether a measure has few whole scores, and digits and a minus choose each of them."""
    low, few = measure.low, measure.high - measure.low < MOST_SCORES
    if measure.step != 1 or low != int(low) or not few:
        return False
    scores = range(int(low), int(measure.high) + 1)
    return all(abs(n) in scores and (abs(n) < 10 or (n == 10 and 1 in scores)) for n in scores)


def name_ends(measure: Measure) -> str:
    """Return 0 worst · 10 best I can imagine: what the two ends of the scale mean."""
    low, high = measure.low_label, measure.high_label
    if not low or not high:
        return measure.scale
    first, _, rest = low.partition(" ")
    if rest and high.endswith(f" {rest}"):
        low = first
    return f"{format_number(measure.low)} {low} · {format_number(measure.high)} {high}"


class ScoreRow(Widget):
    """A segment for each score over the whole width, as high as fits.

    Ours, as nothing of Textual is a row of numbers of which one is chosen: its RadioSet is a
    column, and eleven Buttons would cost 80 ms of the first paint.
    """

    DEFAULT_CSS = "ScoreRow { height: 100%; }"
    ALLOW_SELECT = False

    measure: reactive[Measure] = reactive(MOOD)
    chosen: reactive[int | None] = reactive(None)
    saved: reactive[int | None] = reactive(None)
    """The score that was saved last, filled until another one is chosen."""

    @dataclass
    class Clicked(Message):
        """A score was clicked; `again`: it was chosen already."""

        score: int
        again: bool

    @property
    def scores(self) -> range:
        """The scores, lowest first."""
        return range(int(self.measure.low), int(self.measure.high) + 1)

    def moved(self, by: int) -> int:
        """Return the neighbour of the chosen score; from nothing, the nearest end."""
        if self.chosen is None:
            return self.scores[0] if by > 0 else self.scores[-1]
        return min(max(self.chosen + by, self.scores[0]), self.scores[-1])

    def _edges(self) -> list[tuple[int, int]]:
        """Return where each segment begins and ends."""
        width, count = self.size.width + 1, len(self.scores)
        return [(n * width // count, (n + 1) * width // count - 1) for n in range(count)]

    def render(self) -> RenderResult:
        """Half segments on three rows, full ones with the ends in words on four, one row else."""
        height = self.size.height
        if height < 3:
            return self._figures()
        if height == 3:
            return lines((self._edge("▄"), self._figures(), self._edge("▀")))
        rows = [self._edge("█"), self._figures(), self._edge("█")]
        low, high = self.measure.low_label or "", self.measure.high_label or ""
        gap = max(1, self.size.width - len(low) - len(high))
        return lines((*rows, line((low, MUTED), " " * gap, (high, MUTED))))

    @property
    def _filled(self) -> int | None:
        return self.chosen if self.chosen is not None else self.saved

    def _edge(self, edge: str) -> Content:
        """Return a row of the segments' grounds; neighbours of one colour are one piece to draw."""

        def ground(segment: tuple[tuple[int, int], int]) -> str:
            _, score = segment
            return f"{tone(self.measure, score)}-ground" if score == self._filled else "$field"

        segments = zip(self._edges(), self.scores, strict=True)
        return Content(" ").join(
            line((" ".join(edge * (right - left) for (left, right), _ in run), style))
            for style, run in groupby(segments, ground)
        )

    def _figures(self) -> Content:
        bare = colourless(self.app)
        parts: list[Part] = []
        for (left, right), score in zip(self._edges(), self.scores, strict=True):
            colour = tone(self.measure, score)
            if left:
                parts.append(" ")
            figure = format_number(score)
            if bare and score == self.chosen:
                figure = f"[{figure}]"
            ground = f"$ink on {colour}-ground" if score == self._filled else f"{colour} on $field"
            parts.append((figure.center(right - left), f"bold {ground}"))
        return line(*parts)

    def on_click(self, event: events.Click) -> None:
        """Post which score was clicked."""
        for (left, right), score in zip(self._edges(), self.scores, strict=True):
            if left <= event.x <= right:
                self.post_message(self.Clicked(score, score == self.chosen))
                return


class ScoreEntry(Vertical):
    """Asks for one measure at a time. Nothing is chosen until the person chooses."""

    DEFAULT_CSS = """
    ScoreEntry { height: 3; Field { margin-top: 1; } }
    """

    row = query_one(ScoreRow)

    def compose(self) -> ComposeResult:
        """Start with the row; a text field is added when a measure needs it."""
        yield ScoreRow()

    @property
    def measure(self) -> Measure:
        """The measure asked for."""
        return self.row.measure

    @property
    def by_digit(self) -> bool:
        """Whether a digit alone chooses a score."""
        return fits_a_row(self.measure)

    @property
    def chosen(self) -> str:
        """What was chosen or typed, blank for nothing."""
        if self.by_digit:
            return "" if self.row.chosen is None else str(self.row.chosen)
        return str(getattr(self.query_one("Field"), "value", "")).strip()

    @property
    def in_words(self) -> str:
        """The choice, as mood 7; only the label while the number is incomplete."""
        if not self.chosen:
            return ""
        if self.row.chosen is None:
            return self.measure.label.lower()
        return format_rating(self.measure, self.row.chosen)

    def rating(self) -> Rating | None:
        """Return what was chosen, None for nothing.

        Raises:
            ValidationError: what was typed is not on the scale.
        """
        return self.measure.rate(self.chosen) if self.chosen else None

    def choose(self, score: int) -> None:
        """Choose a score.

        Raises:
            ValidationError: the measure's scale does not go there; the choice stays as it was.
        """
        self.measure.rate(score)
        self.row.chosen = score

    def clear(self) -> None:
        """Choose nothing."""
        self.row.chosen = self.row.saved = None

    async def ask(self, measure: Measure, saved: int | None = None) -> None:
        """Ask for a measure, nothing chosen; `saved` is what was saved just before for it."""
        was_typed = not self.by_digit
        self.row.measure = measure
        self.row.chosen, self.row.saved = None, saved
        self.row.display = self.by_digit
        if was_typed:
            await self.query("Field").remove()
        if not self.by_digit:
            from tracker.app.fields import Field, NumberInput  # most days need only the row

            entry = NumberInput(placeholder="e.g. 7", max_length=12)
            await self.mount(Field("rating", measure.label, entry, measure.scale))
            entry.focus()

    def wrong(self) -> None:
        """Mark the typed number as not on the scale; the status line shows why."""
        self.query_one("Field").add_class("-wrong")
