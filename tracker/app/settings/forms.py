"""The dialogs of Settings: a measure of the person's own, and the commands about the diary."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from tracker.app.chips import Chips
from tracker.app.dialogs import Dialog
from tracker.app.fields import Field, text
from tracker.app.forms import Form
from tracker.app.session import Session
from tracker.app.settings.rows import SettingRow
from tracker.app.widgets import KEY, MUTED, hints, line, lines
from tracker.records import ValidationError
from tracker.records.catalogue import own_measure
from tracker.records.format import shorten
from tracker.records.self_harm import names_self_harm
from tracker.records.validation import parse_number
from tracker.storage import Change

IN_A_TERMINAL: Final = "After you close tracker (q), type in the terminal:"
SIDES: Final = (("higher", "high"), ("lower", "low"))


class MeasureForm(Form):
    """A measure of the person's own. Its scale cannot be changed later: a 5 stays a 5."""

    def __init__(self, session: Session) -> None:
        super().__init__("Add a measure of your own", "its scale stays as it is from then on")
        self.session = session

    def fields(self) -> Iterable[Widget]:
        """Ask for its name, the two ends, and which of them is better."""
        yield Field("name", "Name", text("", "e.g. calm"))
        yield Field("low", "Lowest", text("0", "e.g. 0"), read=parse_number, called="lowest value")
        yield Field("high", "Highest", text("10", "e.g. 10"), read=parse_number,
                    called="highest value")  # fmt: skip
        yield Field("better", "Best is", Chips(SIDES, "higher", needed=True))

    @on(Input.Changed, "#field-name LineInput")
    def offer_better_end(self) -> None:
        """Preselect low for a name about self-harm, unless the person chose an end."""
        better = self.field("better")
        if not better.touched:
            better.value = "lower" if names_self_harm(self.value("name")) else "higher"
            better.untouched = better.value

    def write(self) -> str:
        """Write it after the others; it is on from now."""
        name, better = self.value("name"), self.value("better")
        low, high = self.read("low"), self.read("high")
        for end, value in (("low", low), ("high", high)):
            if value is None:
                raise ValidationError(end, "Type a number, like 0 or 10.")
        existing = self.session.read_settings().measures
        made = own_measure(existing, name, label=name, low=low, high=high, better=better)
        change = Change("add", "measure", made.key)
        self.session.keep(lambda transaction: transaction.put_measures([made]), change)
        return f"Saved: {shorten(made.label, 40)}, {made.scale}"


class Commands(Dialog[None]):
    """What a setting means, and the commands that change it: typed after tracker is closed."""

    CSS = "Commands Static { height: auto; }"

    def __init__(self, about: SettingRow) -> None:
        super().__init__(about.label, hints(("Esc", "closes")))
        self.about = about

    def compose_dialog(self) -> ComposeResult:
        """Lay out the sentence and a line or two for each command."""
        # Started by `uv run`, the shell has no `tracker` command: show it the same way.
        started = "uv run " if "UV_RUN_RECURSION_DEPTH" in os.environ else ""
        rows: list[Content | str] = [self.about.about, "", line((IN_A_TERMINAL, MUTED))]
        for command, what in self.about.commands:
            rows += [line((f"  {started}{command}", KEY)), f"      {what}"]
        yield Static(lines(rows))
