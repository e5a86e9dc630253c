"""The first run, on an empty diary: what tracker is, and three short questions."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content

from tracker.app.crisis import ChooseRegion
from tracker.app.dialogs import Choose
from tracker.app.fields import Field, text
from tracker.app.forms import Form
from tracker.app.screen import Place
from tracker.app.session import Session
from tracker.app.widgets import MUTED, key_row, line, lines
from tracker.records import PROFILES, Infusion, ValidationError, parse_day
from tracker.records.catalogue import apply_profile, find_measure
from tracker.records.format import format_day, format_day_read, format_list, shorten
from tracker.storage import Change, Transaction
from tracker.storage.preferences import set_onboarding_done


def welcome_words(session: Session, question: str, *, offer: bool) -> tuple[Content, Content]:
    """Return the text above the score and below it; `offer` names the three questions' key."""
    enough = "Type a number from 0 to 10 and press Enter. That is all a day needs."
    above = lines([line((question, "bold")), enough, ""])
    first = "answer three short questions first", (" · you can skip any", MUTED)
    below = [
        line(""),
        *([key_row("b", *first)] if offer else []),
        key_row("i", "add infusions you already had"),
        key_row("?", "all keys"),
        line(""),
        line(("Kept in one file on this computer. Nothing is sent anywhere.", MUTED)),
        line((str(session.store.home.diary), MUTED)),
    ]
    return above, lines(below)


MONTHS_APART: Final = timedelta(days=300)
"""Two readings of a date without a year are further apart, those of a weekday are not."""
WHAT_FOR: Final = "What are the infusions for? + also asked daily"


def asked_after_mood(profile: str, joined: str = "") -> str:
    """Return anxiety, energy and sleep: what a profile asks beside mood."""
    names = [find_measure((), key).label.lower() for key in PROFILES[profile].measures]
    return joined.join(names) if joined else format_list(names)


def conditions() -> list[tuple[str, str]]:
    """Return what infusions are for, each with what would be asked beside mood."""
    return [
        (key, f"{profile.label:<20}+ {asked_after_mood(key, ', ')}")
        for key, profile in PROFILES.items()
    ]


class _Question(Choose):
    """One of the first questions; Esc goes on to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Skip")]


class _WhichCountry(ChooseRegion):
    """The second of them; letters find a country here as elsewhere."""

    BINDINGS = _Question.BINDINGS


def ask_first_questions(place: Place) -> None:
    """Ask the questions over a place, which confirms in the end what was saved."""
    skip = ("", "skip this question")

    def ask_region(profile: str | None) -> None:
        asked = "2 of 3 · For crisis numbers: which country are you in?"
        question = _WhichCountry(None, asked, [skip])
        place.app.push_screen(question, lambda region: ask_infusion(profile, region))

    def ask_infusion(profile: str | None, region: str | None) -> None:
        place.open_form(NextInfusion(place.session, profile or None, region or None))

    first = _Question(f"1 of 3 · {WHAT_FOR}", [*conditions(), skip])
    place.app.push_screen(first, ask_region)


class NextInfusion(Form):
    """The last question. Here all three answers are written, as one change."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Skip")]

    def __init__(self, session: Session, profile: str | None, country: str | None) -> None:
        day = Field("day", "Day", text("", "e.g. in 5 days, 2 Nov", max_length=60))
        title = "3 of 3 · Your next infusion, or your last one"
        super().__init__(title, day, keys="you can leave it empty")
        self.session, self.profile, self.country = session, profile, country
        self.today = session.read_settings().day_of(session.now())

    def read_back(self, name: str) -> str:
        """Return how the day is read, and whether it is planned."""
        if not self.value("day"):
            return ""
        infusion = self._infusion(self._day())
        return f"= {infusion.status} {format_day_read(infusion.day, self.today)}"

    def _day(self) -> date:
        """Return the day typed, past or coming: of a date without a year the nearer one.

        Raises:
            ValidationError: it cannot be read, or is a weekday or a length that may be either.
        """
        typed = self.value("day")
        read = partial(parse_day, typed, self.today, latest=self.session.calendar_day)
        readings = []
        for plan in (False, True):
            with suppress(ValidationError):  # Fri 20 Nov is a Friday this year, but not the next
                readings.append(read(plan=plan))
        if not readings:
            return read()  # raises why not
        past, coming = readings[0], readings[-1]
        if timedelta(0) < coming - past < MONTHS_APART:
            both = f"{format_day(past, self.today)} or {format_day(coming, self.today)}"
            raise ValidationError("day", f"“{shorten(typed, 40)}” can be {both}. Type one of them.")
        return min(past, coming, key=lambda day: abs(day - self.today))

    def write(self) -> str:
        """Write what was answered."""
        day = self._day() if self.value("day") else None
        measures = self.session.read_settings().measures

        def write(unit: Transaction) -> None:
            set_onboarding_done(unit)
            if self.profile:
                unit.put_measures(apply_profile(measures, self.profile))
            if self.country:
                unit.edit_settings(region=self.country)
            if day:
                unit.add(self._infusion(day))

        self.session.keep(write, Change("edit", "first_run"))
        if self.profile or self.country or day:
            return "Saved: your answers; o changes them"
        return "Skipped: Settings (o) has it all"

    def action_leave(self) -> None:
        """Skip the day; what was answered before is written all the same."""
        self.field("day").value = ""
        self.action_save()

    def _infusion(self, day: date) -> Infusion:
        new_id = self.session.new_id()
        return Infusion(id=new_id, day=day, status="planned" if day >= self.today else "given")
