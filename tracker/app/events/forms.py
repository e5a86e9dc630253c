"""The forms about events: one of them, a new dose, the last day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from textual.widget import Widget

from tracker.app.forms import Field, Form, choice, note, text
from tracker.app.session import Session
from tracker.records import Event, ValidationError, parse_day
from tracker.records.format import format_day, format_long_day, shorten

KINDS: Final = (
    ("medication", "medicine"),
    ("therapy", "therapy"),
    ("life", "life"),
    ("illness", "illness"),
    ("question", "question"),
    ("other", "other"),
)
KIND_WORDS: Final = dict(KINDS)
A_DAY: Final = "e.g. today, fri, 14 Mar"


class EventForm(Form):
    """One event. Of a question the words are enough, of a medicine its name and its dose."""

    def __init__(self, session: Session, event: Event | None, today: date) -> None:
        title = "Add a medicine, therapy, event, illness or question"
        if event:
            title = f"The {KIND_WORDS[event.kind]} of {format_long_day(event.start, today)}"
        super().__init__(title)
        self.session, self.event, self.today = session, event, today

    def fields(self) -> Iterable[Widget]:
        """Ask for every detail there is."""
        one = self.event
        kind = one.kind if one else "medication"
        yield Field("kind", "Kind", choice(KINDS, kind, needed=True))
        what = text(one.title if one else "", "e.g. Sertraline, or what you want to ask")
        yield Field("title", "What", what, wide=True)
        yield Field("dose", "Dose", text((one.dose or "") if one else "", "e.g. 50 mg daily"))
        first = format_day(one.start, self.today) if one else "today"
        yield Field("first day", "From", text(first, A_DAY, max_length=60))
        last = format_day(one.end, self.today) if one and one.end else ""
        yield Field("to", "To", text(last, "e.g. yesterday", max_length=60))
        yield Field("note", "Note", note(one.note if one else None))

    def on_mount(self) -> None:
        """Begin at what it is about."""
        super().on_mount()
        self.field("title").control.focus()

    def read_back(self, name: str) -> str:
        """Say how a day is read, and what an empty one means."""
        if name in ("first day", "to") and self.value(name):
            return f"= {format_long_day(self._day(name), self.today)}"
        if name == "to":
            return "goes on" if self.value("kind") == "medication" else "that one day"
        if name == "dose" and not self.value(name):
            return "" if self.value("kind") == "medication" else "for medicines only"
        return ""

    def _day(self, name: str) -> date:
        one, typed = self.event, self.field(name)
        if one and not typed.touched and (before := one.start if name != "to" else one.end):
            return before
        return parse_day(self.value(name), self.today, "first day" if name != "to" else "to")

    def write(self) -> str:
        """Write the event as the form says it is, and of one saved before only what was touched."""
        if not self.value("title"):
            raise ValidationError("title", "Type what it is about, in a word or two.")
        values: dict[str, Any] = {
            "kind": self.value("kind"),
            "title": self.value("title"),
            "dose": self.value("dose") or None,
            "start": self._day("first day"),
            "end": self._day("to") if self.value("to") else None,
            "note": self.field("note").value or None,
        }
        if self.event:
            names = {"start": "first day", "end": "to"}
            fields = {k: v for k, v in values.items() if self.field(names.get(k, k)).touched}
            saved = self.session.edit(self.event, **fields) if fields else self.event
        else:
            saved = Event(id=self.session.new_id(), **values)
            self.session.add(saved)
        if saved.kind == "question":
            return "Saved: your question for the visit"
        return f"Saved: {shorten(saved.title, 30)}, {KIND_WORDS[saved.kind]}"


def steps(events: Iterable[Event], medicine: Event) -> list[Event]:
    """Return the entries of one medicine, the first dose first.

    A later entry of the same title is a new dose and ends the one before it. That is how the page
    reads them, so an entry is never cut when its dose changes: removed, it leaves all as it was.
    """
    name = medicine.title.casefold()
    ours = (e for e in events if e.kind == "medication" and e.title.casefold() == name)
    return sorted(ours, key=lambda event: (event.start, event.id))


class NewDoseForm(Form):
    """Writes a further entry of the same title, which is how a new dose is recorded."""

    def __init__(
        self, session: Session, medicine: Event, events: Sequence[Event], today: date
    ) -> None:
        now = f", now {shorten(medicine.dose, 30)}" if medicine.dose else ""
        super().__init__(f"A new dose of {shorten(medicine.title, 30)}{now}")
        self.session, self.medicine, self.events, self.today = session, medicine, events, today

    def fields(self) -> Iterable[Widget]:
        """Ask for the dose, and from when on."""
        yield Field("dose", "Dose", text("", "e.g. 50 mg daily"))
        yield Field("first day", "From", text("today", A_DAY, max_length=60))

    def read_back(self, name: str) -> str:
        """Say how the day is read."""
        return f"= {format_long_day(self._start(), self.today)}" if name == "first day" else ""

    def _start(self) -> date:
        return parse_day(self.value("first day"), self.today, "first day")

    def write(self) -> str:
        """Write the new dose; on the day of another one, correct that."""
        dose = self.value("dose")
        if not dose:
            raise ValidationError("dose", "Type the dose, like 50 mg daily. l says the last day.")
        start = self._start()
        begun = [e for e in steps(self.events, self.medicine) if e.start == start]
        if begun:
            self.session.edit(begun[-1], dose=dose)
        else:
            end = self.medicine.end
            end = end if end and end >= start else None
            new_id = self.session.new_id()
            new = replace(self.medicine, id=new_id, dose=dose, start=start, end=end, note=None)
            self.session.add(new)
        title = shorten(self.medicine.title, 20)
        return f"Saved: {title} {shorten(dose, 20)} from {format_day(start, self.today)}"


class LastDayForm(Form):
    """The last day of a medicine, a therapy or an illness; today unless another is typed."""

    def __init__(self, session: Session, event: Event, today: date) -> None:
        super().__init__(f"The last day of {shorten(event.title, 40)}")
        self.session, self.event, self.today = session, event, today

    def fields(self) -> Iterable[Widget]:
        """Ask for the day."""
        last = format_day(self.event.end, self.today) if self.event.end else "today"
        yield Field("to", "Last day", text(last, A_DAY, max_length=60))

    def read_back(self, name: str) -> str:
        """Say how the day is read."""
        return f"= {format_long_day(self._last(), self.today)}"

    def _last(self) -> date:
        if self.event.end and not self.field("to").touched:
            return self.event.end
        return parse_day(self.value("to"), self.today, "to")

    def write(self) -> str:
        """Write it to the event."""
        last = self._last()
        self.session.edit(self.event, end=last)
        title = shorten(self.event.title, 24)
        return f"Saved: the last day of {title} was {format_day(last, self.today)}"
