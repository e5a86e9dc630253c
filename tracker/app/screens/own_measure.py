"""A measure of the person's own."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.app.screens.form import Form
from tracker.app.session import Session
from tracker.app.widgets.choice_row import ChoiceRow
from tracker.app.widgets.entry import Entry
from tracker.app.widgets.field import Field
from tracker.app.words import one_line
from tracker.records.measure import BETTER, own_measure
from tracker.records.validation import parse_number


class OwnMeasure(Form):
    """Its scale cannot be changed later: a 5 stays a 5."""

    def __init__(self, session: Session) -> None:
        super().__init__("A measure of your own. Its scale stays as it is from then on.")
        self.session = session

    def compose_fields(self) -> Iterable[Field]:
        """Ask for the word, the two ends, and which of them is better."""
        yield Field("name", "Name", Entry(max_length=40), "calm, steps, tinnitus")
        yield Field("low", "Lowest", Entry("0", max_length=8), "a number")
        yield Field("high", "Highest", Entry("10", max_length=8), "a number")
        yield Field("better", "Better is", ChoiceRow(BETTER, "higher"))

    def write(self) -> str:
        """Write it down after the others; it is on from now."""
        name, better = self.field("name").typed.strip(), self.field("better").typed
        low, high = (parse_number(self.field(end).typed, end) for end in ("low", "high"))
        known = self.session.read_settings().measures
        made = own_measure(known, name, label=name, low=low, high=high, better=better)
        self.session.keep(lambda unit: unit.put_measures([made]), "a new measure")
        return f"Saved: {one_line(made.label, 40)}, {made.scale}. u takes it back."
