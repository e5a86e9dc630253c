"""What Settings asks: a measure of the person's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from textual.widget import Widget

from tracker.app.forms import Field, Form, choice, text
from tracker.app.session import Session
from tracker.records.format import shorten
from tracker.records.measure import own_measure
from tracker.records.validation import parse_number
from tracker.storage import Change

SIDES: Final = (("higher", "high"), ("lower", "low"))


class MeasureForm(Form):
    """A measure of the person's own. Its scale cannot be changed later: a 5 stays a 5."""

    def __init__(self, session: Session) -> None:
        super().__init__("Add a measure of your own", "its scale stays as it is from then on")
        self.session = session

    def fields(self) -> Iterable[Widget]:
        """Ask for its name, the two ends, and which of them is better."""
        yield Field("name", "Name", text("", "e.g. calm, steps, tinnitus", max_length=40))
        yield Field("low", "Lowest", text("0", "e.g. 0", max_length=12))
        yield Field("high", "Highest", text("10", "e.g. 10", max_length=12))
        yield Field("better", "Best is", choice(SIDES, "higher", needed=True))

    def read_back(self, name: str) -> str:
        """Refuse an end that is no number."""
        if name in ("low", "high") and self.value(name):
            parse_number(self.value(name), name)
        return ""

    def write(self) -> str:
        """Write it after the others; it is on from now."""
        name, better = self.value("name"), self.value("better")
        low, high = (parse_number(self.value(end), end) for end in ("low", "high"))
        existing = self.session.read_settings().measures
        made = own_measure(existing, name, label=name, low=low, high=high, better=better)
        change = Change("add", "measure", made.key)
        self.session.keep(lambda transaction: transaction.put_measures([made]), change)
        return f"Saved: {shorten(made.label, 40)}, {made.scale}"
