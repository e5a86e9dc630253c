"""Where one measure is rated: the row of scores, or a number typed where they are too many."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.getters import query_one

from tracker.app.widgets.score_row import ScoreRow, fits_a_row
from tracker.app.words import number, rated
from tracker.records import Measure, Rating


class ScoreEntry(Vertical):
    """Asks for one measure at a time. Nothing is chosen until the person chooses."""

    DEFAULT_CSS = "ScoreEntry { height: auto; }"

    row = query_one(ScoreRow)

    def compose(self) -> ComposeResult:
        """Start with the row; the line to type in comes when a measure needs it."""
        yield ScoreRow()

    @property
    def measure(self) -> Measure:
        """What is asked for."""
        return self.row.measure

    @property
    def by_digit(self) -> bool:
        """Whether a digit alone chooses."""
        return fits_a_row(self.measure)

    @property
    def chosen(self) -> str:
        """What was chosen or typed, blank for nothing."""
        if self.by_digit:
            return "" if self.row.chosen is None else str(self.row.chosen)
        return self._typed()

    @property
    def in_words(self) -> str:
        """What was chosen, as mood 7; of a number half typed only the label."""
        if not self.chosen:
            return ""
        if self.row.chosen is None:
            return self.measure.label.lower()
        return rated(self.measure, Rating(self.measure.key, self.row.chosen))

    def rating(self) -> Rating | None:
        """Return what was chosen, None for nothing.

        Raises:
            ValidationError: what was typed is not on the scale.
        """
        return self.measure.rate(self.chosen) if self.chosen.strip() else None

    def choose(self, score: int) -> None:
        """Choose a score.

        Raises:
            ValidationError: the measure's scale does not go there; the choice stays as it was.
        """
        self.measure.rate(score)
        self.row.chosen = score

    def clear(self) -> None:
        """Choose nothing."""
        self.row.chosen = None

    def type(self, text: str) -> None:
        """Write into the field what was typed before it had the keys."""
        from textual.widgets import Input

        for entry in self.query(Input):
            entry.insert_text_at_cursor(text)

    async def ask(self, measure: Measure) -> None:
        """Ask for a measure, nothing chosen."""
        self.row.measure = measure
        self.clear()
        self.row.display = self.by_digit
        await self.query("Field").remove()
        if not self.by_digit:
            await self._ask_for_number(measure)

    def wrong(self, sentence: str) -> None:
        """Say beside what was typed what is wrong with it."""
        from tracker.app.widgets.field import Field

        self.query_one(Field).wrong(sentence)

    def _typed(self) -> str:
        from tracker.app.widgets.field import Field

        return self.query_one(Field).typed

    async def _ask_for_number(self, measure: Measure) -> None:
        """Bring the line to type in; imported here, because most days need only the row."""
        from tracker.app.widgets.entry import Entry
        from tracker.app.widgets.field import Field

        unit = f" {measure.unit}" if measure.unit else ""
        scale = f"{number(measure.low)} to {number(measure.high)}{unit}"
        entry = Entry(max_length=12)
        await self.mount(Field("rating", measure.label, entry, scale))
        entry.focus()
