"""The forms of Report: two other days, the name on the page, and a passphrase for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from unicodedata import normalize

from textual.widget import Widget

from tracker.app.fields import Field, text
from tracker.app.forms import Question
from tracker.app.report.days import days_in_words, first_day, last_day, typed_window
from tracker.records import Diary, ValidationError
from tracker.records.format import format_day
from tracker.records.validation import clean_passphrase


class OtherDays(Question):
    """The first and the last day. Ends with a sentence; the place reads the two values."""

    ENTER = "chooses them"

    def __init__(self, diary: Diary, today: date, latest: date, first: str, last: str) -> None:
        super().__init__("Which days?", "the page is about them and all between")
        self.diary, self.today, self.latest = diary, today, latest
        self.first, self.last = first, last

    def fields(self) -> Iterable[Widget]:
        """Ask for two days."""
        example = "e.g. 1 Aug, 12 weeks, infusion 7"
        yield Field("first day", "First day", text(self.first, example, max_length=60), wide=True)
        yield Field("last day", "Last day", text(self.last, "today", max_length=60), wide=True)

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

    ENTER = "prints it"

    def __init__(self, known: str) -> None:
        super().__init__("Which name is printed on the page?")
        self._known = known

    def fields(self) -> Iterable[Widget]:
        """Ask for it."""
        yield Field("name", "Name", text(self._known, "e.g. Alex Doe"))

    def write(self) -> str:
        """Return it; nothing is written."""
        if not (name := self.value("name")):
            raise ValidationError("name", "Type the name, or press Esc to leave it out.")
        return name


class Passphrase(Question):
    """A passphrase for the page, typed twice and never stored: nobody can recover it."""

    ENTER = "makes the page"

    def __init__(self) -> None:
        super().__init__("A passphrase for the page", "nobody can recover it")

    def fields(self) -> Iterable[Widget]:
        """Ask for it twice: what is typed is not shown."""
        for name, label in (("passphrase", "Passphrase"), ("again", "Once more")):
            entry = text()
            entry.password = True
            yield Field(name, label, entry)

    def write(self) -> str:
        """Return it if both are the same; nothing is written."""
        typed, again = self.field("passphrase").value, self.field("again").value
        passphrase = clean_passphrase(typed)
        if passphrase != normalize("NFKC", again):
            raise ValidationError("again", "This is not the same.")
        return passphrase
