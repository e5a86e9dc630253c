"""The row of scores: a digit chooses, nothing is chosen beforehand."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from tracker.app.words import number
from tracker.records import MOOD, Measure

CELL = 4
MOST_SCORES = 11
"""Scores that fit a row of 80 cells and the keys of a keyboard."""


def fits_a_row(measure: Measure) -> bool:
    """Whether a measure has few enough whole scores to show them all."""
    return measure.step == 1 and measure.high - measure.low < MOST_SCORES


class ScoreRow(Static):
    """Every score of one measure, with what the two ends mean under them."""

    DEFAULT_CSS = "ScoreRow { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }"

    measure: reactive[Measure] = reactive(MOOD, layout=True)
    chosen: reactive[int | None] = reactive(None)

    @dataclass
    class Clicked(Message):
        """A score was clicked."""

        score: int

    @property
    def scores(self) -> range:
        """The scores, lowest first."""
        return range(int(self.measure.low), int(self.measure.high) + 1)

    def type_digit(self, digit: int) -> int:
        """Return the score that a digit means now: 1 and then 0 is ten."""
        if digit == 0 and self.chosen == 1 and 10 in self.scores:
            return 10
        return digit

    def moved(self, by: int) -> int:
        """Return the neighbour of the chosen score; from nothing, the nearest end."""
        if self.chosen is None:
            return self.scores[0] if by > 0 else self.scores[-1]
        return min(max(self.chosen + by, self.scores[0]), self.scores[-1])

    def render(self) -> Content:
        """Brackets and not only colour: the choice must show on any terminal."""
        head = f"{self.measure.label}  "
        ends = " " * self._left + self._ends()
        cells = [self._cell(score) for score in self.scores]
        above = "\n" + " " * self._left if self._label_above else ""
        return Content.assemble((head, "bold"), above, *cells, "\n", (ends, "$foreground-muted"))

    @property
    def _label_above(self) -> bool:
        return len(self.measure.label) > 12

    @property
    def _left(self) -> int:
        return 2 if self._label_above else len(self.measure.label) + 2

    def _cell(self, score: int) -> tuple[str, str]:
        text = number(score)
        if score == self.chosen:
            return f"[{text}]".ljust(CELL), "bold $text-accent"
        return f" {text} ".ljust(CELL), ""

    def _ends(self) -> str:
        low, high = self.measure.low_label or "", self.measure.high_label or ""
        width = CELL * len(self.scores) - 1
        if len(low) + len(high) + 2 <= width:
            return f" {low}{high.rjust(width - len(low) - 1)}"
        first, last = number(self.measure.low), number(self.measure.high)
        return f" {first} {low} · {last} {high}"

    def on_click(self, event: events.Click) -> None:
        """Say which score was clicked."""
        cell = (event.x - self._left) // CELL
        if event.y == int(self._label_above) and 0 <= cell < len(self.scores):
            self.post_message(self.Clicked(self.scores[cell]))
