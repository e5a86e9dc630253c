"""A screen on which a digit chooses a score, whatever has the focus."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.getters import query_one

from tracker.app.screens.base import DiaryScreen
from tracker.app.widgets.score_entry import ScoreEntry
from tracker.app.widgets.score_row import ScoreRow
from tracker.records import ValidationError

_CHOOSE: tuple[tuple[str, str, str], ...] = (
    *((str(n), f"digit({n})", "Choose a score; 1 and then 0 is ten.") for n in range(10)),
    ("left", "move(-1)", "One less or one more."),
    ("right", "move(1)", "One less or one more."),
    ("home", "end_of_scale(0)", "The lowest or the highest score."),
    ("end", "end_of_scale(-1)", "The lowest or the highest score."),
    ("minus", "negative", "Below zero, on a scale that goes there."),
    ("full_stop", "point", ""),
)


class ScoringScreen(DiaryScreen):
    """Keys are bound here and not on the row, so that no focus can stand between digit and score.

    Subclasses compose a `ScoreEntry`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, do, "Score", show=False, tooltip=said) for key, do, said in _CHOOSE
    ]

    entry = query_one(ScoreEntry)
    off_scale = False
    """Whether two digits that are no score were typed last, and nothing is chosen."""
    _one = False
    """Whether the score was chosen by typing 1, which may begin a ten."""

    def what_to_do(self) -> str:
        """Return what a key would do now."""
        raise NotImplementedError

    async def action_digit(self, digit: int) -> None:
        """Choose a score by its digit."""
        row = self.entry.row
        if not self.entry.by_digit:
            self.entry.type(str(digit))
        elif digit and self._one and row.chosen == 1 and 10 in row.scores:
            self._refuse(10 + digit)
        else:
            self._choose(row.type_digit(digit))
            self._one = digit == 1

    def action_move(self, by: int) -> None:
        """Choose the neighbour."""
        self._choose(self.entry.row.moved(by))

    def action_end_of_scale(self, end: int) -> None:
        """Choose the lowest or the highest score."""
        self._choose(self.entry.row.scores[end])

    def action_negative(self) -> None:
        """Change the sign of the chosen score, on a scale that has one."""
        if not self.entry.by_digit:
            self.entry.type("-")
        elif self.entry.row.chosen:
            self._choose(-self.entry.row.chosen)

    def action_point(self) -> None:
        """Write the point of a number that began before there was a field for it."""
        if not self.entry.by_digit:
            self.entry.type(".")

    @on(ScoreRow.Clicked)
    def choose_clicked(self, click: ScoreRow.Clicked) -> None:
        """Choose the score that was clicked."""
        self._choose(click.score)

    def _refuse(self, typed: int) -> None:
        """Choose neither of two digits that are no score together: 11 is not meant as 1."""
        scores = self.entry.row.scores
        self.entry.clear()
        self.off_scale = True
        self.guide(f"{typed} is not on the scale, {scores[0]} to {scores[-1]}. Nothing is chosen.")

    def _choose(self, score: int) -> None:
        self._one = self.off_scale = False
        try:
            self.entry.choose(score)
        except ValidationError as problem:
            self.guide(str(problem))
        else:
            self.guide(self.what_to_do())
