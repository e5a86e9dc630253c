"""Events: a timeline of all of them, and the one under the cursor in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from tracker.analysis.events import medicines
from tracker.app.dialogs import Choose
from tracker.app.events.forms import EventForm, LastDayForm, NewDoseForm
from tracker.app.events.timeline import Timeline, TimelineRow
from tracker.app.listing import ListPlace
from tracker.app.session import Session
from tracker.app.widgets import MUTED, Panel, Scroll, hints, line, lines
from tracker.records import Event
from tracker.records.event import KIND_WORDS
from tracker.records.format import format_day, plain_line, shorten

WEEKS: Final = {1: 12, 2: 18, 3: 52}
"""Weeks that the keys 1, 2 and 3 show."""


class EventsPlace(ListPlace):
    """Every key acts on the row under the cursor; a click selects, a second one opens."""

    NAME = "events"
    NOUN = "event"
    INVITATION = (
        "Nothing here yet",
        "Medicines, therapy, what happened, illness, and questions for your visit.",
        [("a", "add the first: its kind and a word or two are enough")],
        "They appear on the page beside your mood.",
    )
    NEEDS_ONE = frozenset(("dose", "edit", "last_day", "remove", "weeks", "move"))
    HELP = (
        "Each medicine, therapy, event, illness and question has a row. A bar is a dose over its "
        "days, ● a session, ◆ a day, ━ several days, ? a question, ▼ an infusion, ▽ a planned one. "
        "x removes at once; u undoes it."
    )
    AUTO_FOCUS = "Timeline"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add", tooltip="Add a medicine, therapy, event or question."),
        Binding("n", "dose", "New dose", tooltip="A new dose of the medicine."),
        Binding("enter,e", "edit", "Edit", key_display="⏎", tooltip="Change it."),
        Binding("l", "last_day", "Last day", tooltip="Say which day was the last one."),
        Binding("x,delete", "remove", "Remove", tooltip="Remove it; u undoes it."),
        *(
            Binding(str(key), f"weeks({key})", "Weeks", show=False, tooltip="12, 18 or 52 weeks.")
            for key in WEEKS
        ),
        Binding("left", "move(-1)", "Earlier", show=False, tooltip="Earlier or later weeks."),
        Binding("right", "move(1)", "Later", show=False, tooltip="Earlier or later weeks."),
    ]
    DEFAULT_CSS = """
    EventsPlace {
        #line { height: 1fr; }
        #below { height: 7; }
        #selected, #questions { height: 100%; }
        #questions { margin-left: 1; display: none; }
        &.-low #below { height: 5; }
        &.-wide #questions, &.-broad #questions { display: block; }
    }
    """
    timeline = query_one(Timeline)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.weeks = WEEKS[2]
        self.moved = 0
        """How far the timeline is moved back, in half windows."""

    def compose_list(self) -> ComposeResult:
        """Lay out the timeline, and below it the row in words and the questions."""
        with Panel("", id="line"):
            yield Timeline()
        with Horizontal(id="below"):
            with Panel("Selected", id="selected"), Scroll():
                yield Static(id="words")
            with Panel("To ask at the visit", id="questions"), Scroll():
                yield Static(id="asked")

    # Showing

    @property
    def listed(self) -> tuple[Event, ...]:
        """All events."""
        return self.diary.events

    def choose(self, record_id: str) -> None:
        """Put the cursor on an event."""
        self.timeline.choose(record_id)
        self._show_words()

    def show_list(self) -> None:
        """Show the timeline, the row in words and the questions."""
        first, last = self._window()
        self.timeline.show(self.diary, first, last, self.today)
        moved = "" if not self.moved else f" to {format_day(last, self.today)}"
        keys = hints(("1 2 3", "12, 18, 52 weeks"), ("← →", "move"))
        title = f"Medicines, therapy and what else happened · {self.weeks} weeks{moved}"
        if self.app.size.width < 78:
            title, keys = f"Events · {self.weeks} weeks{moved}", hints(("1 2 3", "weeks"))
        self.query_one("#line", Panel).entitle(title, keys)
        asked = [event.title for event in self.diary.events if event.is_to_ask(self.today)]
        rows = [line(("? ", "bold $key"), shorten(title, 200)) for title in asked]
        rows = rows or [line(("None yet. ", MUTED), hints(("a", "adds one")))]
        self.query_one("#asked", Static).update(lines(rows))
        self._show_words()

    def _window(self) -> tuple[date, date]:
        """Return the days shown: up to today, or to the last infusion planned within two weeks."""
        days = [i.day for i in self.diary.infusions if i.status == "planned"]
        coming = [day for day in days if self.today < day <= self.today + timedelta(days=14)]
        last = max(coming, default=self.today) + timedelta(days=1)
        last -= timedelta(days=7 * self.weeks // 2 * self.moved)
        return last - timedelta(days=7 * self.weeks - 1), last

    @on(Timeline.Chosen)
    def _chosen_changed(self, chosen: Timeline.Chosen) -> None:
        self._show_words()
        if chosen.open:
            self.action_edit()

    def _show_words(self) -> None:
        panel, row = self.query_one("#selected", Panel), self.timeline.chosen
        if row is None or (latest := row.latest) is None:
            return
        medicine = latest.kind == "medication"
        keys = [("Enter", "edit")] + ([("n", "new dose")] if medicine else [])
        keys.append(("l", "asked" if latest.kind == "question" else "last day"))
        panel.entitle("Selected", hints(*keys))
        self.query_one("#words", Static).update(lines(_in_words(row, latest, self.today)))

    def action_weeks(self, key: int) -> None:
        """Show more or fewer weeks."""
        self.weeks, self.moved = WEEKS[key], 0
        self.show()

    def action_move(self, by: int) -> None:
        """Show half a window earlier or later; before all that is drawn there is nothing."""
        diary = self.diary
        first, _ = self._window()
        days = [*(c.day for c in diary.check_ins[:1]), *(i.day for i in diary.infusions[:1])]
        days += [event.start for event in diary.events]
        if by > 0 or first > min(days, default=self.today):
            self.moved = max(0, self.moved - by)
            self.show()

    # What can be done

    def action_add(self) -> None:
        """Open the form on a new event."""
        self.ask_for_new(EventForm(self.session, None, self.today))

    def action_edit(self) -> None:
        """Open the form on the event under the cursor; of several, ask which."""
        self._choose_event(
            "Which one would you like to change?",
            lambda event: self.open_form(EventForm(self.session, event, self.today)),
        )

    def action_remove(self) -> None:
        """Remove the event under the cursor; of several, ask which."""

        def remove(event: Event) -> None:
            day = format_day(event.start, self.today)
            self.remove_record(event, f"{shorten(event.title, 30)}, {day}")

        self._choose_event("Which one would you like to remove?", remove)

    def _choose_event(self, question: str, act: Callable[[Event], None]) -> None:
        events = self.timeline.chosen.events if self.timeline.chosen else ()
        if len(events) == 1:
            act(events[0])
        elif events:
            found = {event.id: event for event in reversed(events)}
            offered = [
                (e.id, f"{format_day(e.start, self.today):<15} {shorten(e.dose or '', 50)}")
                for e in found.values()
            ]
            self.ask(Choose(question, offered), lambda key: act(found[key]))

    def action_dose(self) -> None:
        """Ask for the new dose of the medicine under the cursor."""
        row = self.timeline.chosen
        if row and row.latest and row.latest.kind == "medication":
            self.open_form(NewDoseForm(self.session, row.events, self.today))
        else:
            self.warn("n is for a new dose of a medicine: choose one first.")

    def action_last_day(self) -> None:
        """Ask for the last day of what is under the cursor."""
        if (row := self.timeline.chosen) and row.latest:
            self.open_form(LastDayForm(self.session, row.latest, self.today))


def _in_words(row: TimelineRow, latest: Event, today: date) -> list[Content]:
    """Return what a row of the timeline shows, in words, for a screen-reader user."""

    def day(one: date) -> str:
        return format_day(one, today)

    facts: list[tuple[str, str]] = []
    if latest.kind == "medication":
        spans = [span for found in medicines(row.events, date.max) for span in found.spans]
        for n, span in enumerate(reversed(spans)):
            until = f" to {day(span.last)}" if span.last else ""
            taken = span.last is None or span.last >= today
            ended = "Before" if n else "Ended"
            label = "Then" if span.first > today else "Now" if taken else ended
            facts.append((label, f"{span.dose or 'no dose'}, from {day(span.first)}{until}"))
    elif len(row.events) > 1:
        days = [day(event.start) for event in reversed(row.events)]
        facts.append(("Days", f"{len(days)}: {', '.join(days)}"))
    elif latest.end and latest.end > latest.start:
        facts.append(("Days", f"{day(latest.start)} to {day(latest.end)}"))
    else:
        facts.append(("Day", day(latest.start)))
    if latest.is_to_ask(today):
        facts.append(("Printed", "on the page until you asked it"))
    facts += [("Note", latest.note)] if latest.note else []
    title = line((shorten(latest.title, 300), "bold"), (f"  {KIND_WORDS[latest.kind]}", MUTED))
    return [title, *(line((f"{label:<9}", MUTED), plain_line(what)) for label, what in facts)]
