"""The dialogs of Report: two other days, the name on the page, a passphrase, and the notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar
from unicodedata import normalize

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.app.dialogs import Dialog
from tracker.app.fields import Field, text
from tracker.app.forms import Question
from tracker.app.report.choices import Noted, days_in_words, first_day, last_day, typed_window
from tracker.app.widgets import hints
from tracker.records import Diary, ValidationError
from tracker.records.format import format_day, shorten
from tracker.records.validation import clean_passphrase

LONGEST = 200
"""Characters of a note on its line: more than fit any terminal."""


class OtherDays(Question):
    """The first and the last day. Ends with a sentence; the place reads the two values."""

    def __init__(self, diary: Diary, today: date, latest: date, first: str, last: str) -> None:
        from_day = text(first, "e.g. 1 Aug, 12 weeks, infusion 7", max_length=60)
        super().__init__(
            "Which days?",
            Field("first day", "First day", from_day, wide=True),
            Field("last day", "Last day", text(last, "today", max_length=60), wide=True),
            enter="chooses them",
            keys="the page is about them and all between",
        )
        self.diary, self.today, self.latest = diary, today, latest
        self.first, self.last = first, last

    def read_back(self, name: str) -> str:
        """Return how the day is read."""
        if name == "last day":
            return f"= {format_day(last_day(self.value(name), self.today, self.latest))}"
        if not self.value(name):
            return ""
        try:
            end = last_day(self.value("last day"), self.today, self.latest)
        except ValidationError:
            end = self.today
        first = first_day(self.value(name), end, self.diary, self.today, self.latest)
        return f"= {format_day(first)}"

    def write(self) -> str:
        """Check and remember the two days; nothing is written."""
        first, last = self.value("first day"), self.value("last day")
        days = typed_window(first, last, self.diary, self.today, self.latest)
        self.first, self.last = first, last
        return days_in_words(days, self.diary)


class PageName(Question):
    """The name that is printed on the page; ends with it."""

    def __init__(self, known: str) -> None:
        name = Field("name", "Name", text(known, "e.g. Alex Doe"))
        super().__init__("Which name is printed on the page?", name, enter="prints it")

    def write(self) -> str:
        """Return it; nothing is written."""
        if not (name := self.value("name")):
            raise ValidationError("name", "Type the name, or press Esc to leave it out.")
        return name


class Passphrase(Question):
    """A passphrase for the page, typed twice and never stored: nobody can recover it."""

    def __init__(self) -> None:
        typed, again = text(), text()
        typed.password = again.password = True  # not shown, and so asked for twice
        super().__init__(
            "A passphrase for the page",
            Field("passphrase", "Passphrase", typed),
            Field("again", "Once more", again),
            enter="makes the page",
            keys="nobody can recover it",
        )

    def write(self) -> str:
        """Return it if both are the same; nothing is written."""
        typed, again = self.field("passphrase").value, self.field("again").value
        passphrase = clean_passphrase(typed)
        if passphrase != normalize("NFKC", again):
            raise ValidationError("again", "This is not the same.")
        return passphrase


class ChooseNotes(Dialog[frozenset[str] | None]):
    """A line for each note, ticked one by one. Returns the ids of the ticked ones.

    Not Textual's SelectionList: it shows by colour alone which lines are ticked.
    """

    DEFAULT_CSS = """
    ChooseNotes {
        &.-low OptionList { max-height: 8; }
        #whole { height: auto; max-height: 6; color: $muted; margin-top: 1; }
    }
    """
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "Tick"),
        Binding("enter,escape,n", "leave", "Done", key_display="⏎", priority=True),
    ]
    entries = query_one(OptionList)

    def __init__(self, notes: Sequence[Noted], ticked: Iterable[str], today: date) -> None:
        self.notes, self.ticked, self.today = notes, set(ticked), today
        options = [Option(self._prompt(noted)) for noted in notes]
        super().__init__(
            "Which notes are on the page?",
            hints(("Space", "ticks"), ("Enter", "done")),
            OptionList(*options, compact=True, markup=False),
            Static(id="whole", markup=False),
        )

    @on(OptionList.OptionHighlighted)
    def show_whole(self, event: OptionList.OptionHighlighted) -> None:
        """Show the whole note, which may be longer than its line."""
        self.query_one("#whole", Static).update(Content(self.notes[event.option_index].note))

    @on(OptionList.OptionSelected)
    def action_tick(self) -> None:
        """Tick the note under the cursor, or take the tick away."""
        if (index := self.entries.highlighted) is None:
            return
        noted = self.notes[index]
        self.ticked ^= {noted.id}
        self.entries.replace_option_prompt_at_index(index, self._prompt(noted))

    def action_leave(self) -> None:
        """Go back with what is ticked."""
        self.dismiss(frozenset(self.ticked))

    def _prompt(self, noted: Noted) -> Content:
        """Return a note as one line: a box and not only a colour, its day, how it begins."""
        about = f"{shorten(noted.about, 24)}: " if noted.about else ""
        box = "■" if noted.id in self.ticked else "□"
        day = format_day(noted.day, self.today)
        return Content(f"{box} {day:<10}  {about}{shorten(noted.note, LONGEST)}")
