"""The first run, on an empty diary: what tracker is, and three short questions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from tracker.app.crisis import ChooseRegion
from tracker.app.dialogs import Choose
from tracker.app.fields import Field, text
from tracker.app.forms import Form
from tracker.app.screen import Place
from tracker.app.session import Session
from tracker.app.widgets import KEY, MUTED, clickable, line, lines
from tracker.records import PROFILES, Infusion, parse_day
from tracker.records.catalogue import apply_profile, find_measure
from tracker.records.format import format_day_read, format_list
from tracker.storage import Change, Transaction
from tracker.storage.preferences import set_onboarding_done


def welcome_words(session: Session, *, offer: bool) -> tuple[Content, Content]:
    """Return the text above the score and below it. `offer`: name the key for the questions."""
    above = lines(
        [
            line(("How is your mood right now?", "bold")),
            "Type a number from 0 to 10 and press Enter. That is all a day needs.",
            "",
        ]
    )
    keys = [("b", "answer three short questions first", " · you can skip any")] if offer else []
    keys += [("i", "add infusions you already had", ""), ("?", "all keys", "")]
    rows = []
    for key, what, more in keys:
        name = "question_mark" if key == "?" else key
        row = line((f"{key:<3}", KEY), what, (more, MUTED))
        rows.append(clickable(row, f"app.simulate_key('{name}')"))
    below = [
        line(""),
        *rows,
        line(""),
        line(("Kept in one file on this computer. Nothing is sent anywhere.", MUTED)),
        line((str(session.store.home.diary), MUTED)),
    ]
    return above, lines(below)


WHAT_FOR: Final = "What are the infusions for? + also asked daily"


def asked_after_mood(profile: str, joined: str = "") -> str:
    """Return anxiety, energy and sleep: what a profile asks beside mood."""
    names = [find_measure((), key).label.lower() for key in PROFILES[profile].measures]
    return joined.join(names) if joined else format_list(names)


def conditions() -> list[tuple[str, Content | str]]:
    """Return what infusions are for, each with what would be asked beside mood."""
    return [
        (key, line(f"{profile.label:<20}", (f"+ {asked_after_mood(key, ', ')}", MUTED)))
        for key, profile in PROFILES.items()
    ]


class _Question(Choose):
    """One of the first questions; Esc goes on to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Skip")]


class _WhichCountry(ChooseRegion):
    """The second of them; letters find a country here as elsewhere."""

    BINDINGS = _Question.BINDINGS


def ask(place: Place) -> None:
    """Ask the questions over a place, which confirms in the end what was saved."""
    skip: tuple[str, Content | str] = ("", line(("skip this question", MUTED)))

    def ask_region(profile: str | None) -> None:
        asked = "2 of 3 · For crisis numbers: which country are you in?"
        question = _WhichCountry(None, asked, [skip])
        place.app.push_screen(question, lambda region: ask_infusion(profile, region))

    def ask_infusion(profile: str | None, region: str | None) -> None:
        last = NextInfusion(place.session, profile or None, region or None)
        place.app.push_screen(last, place.done)

    first = _Question(f"1 of 3 · {WHAT_FOR}", [*conditions(), skip])
    place.app.push_screen(first, ask_region)


class NextInfusion(Form):
    """The last question. Here all three answers are written, as one change."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Skip")]

    def __init__(self, session: Session, profile: str | None, country: str | None) -> None:
        super().__init__("3 of 3 · Your next infusion, or your last one", "you can leave it empty")
        self.session, self.profile, self.country = session, profile, country
        self.today = session.read_settings().day_of(session.now())

    def fields(self) -> Iterable[Widget]:
        """Ask for one day."""
        yield Field("day", "Day", text("", "e.g. in 5 days, 3 days ago", max_length=60))

    def read_back(self, name: str) -> str:
        """Return how the day is read, and whether it is planned."""
        if not self.value("day"):
            return ""
        infusion = self._infusion(self._day())
        return f"= {infusion.status} {format_day_read(infusion.day, self.today)}"

    def _day(self) -> date:
        return parse_day(self.value("day"), self.today, latest=self.session.calendar_day)

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
