"""Three short questions, asked once and only when the person begins them; each can be skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType

from tracker.app import choices
from tracker.app.screens.base import DiaryScreen
from tracker.app.screens.choose import Choose
from tracker.app.screens.form import Form
from tracker.app.screens.typed_day import say_typed_day, typed_day
from tracker.app.session import Session
from tracker.app.widgets.entry import Entry
from tracker.app.widgets.field import Field
from tracker.app.words import short_day
from tracker.records import Infusion
from tracker.records.measure import apply_profile
from tracker.storage import Transaction
from tracker.storage.preferences import set_onboarding_done

_SKIP = ("", "skip this question")


class Question(Choose):
    """One of the first questions; Esc goes on to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Skip", key_display="Esc"),
    ]


def ask(screen: DiaryScreen) -> None:
    """Ask them over a screen, which says in the end what was written down."""

    async def one_after_the_other() -> None:
        profile = await screen.app.push_screen_wait(
            Question("1 of 3  What are the infusions for?", [*choices.conditions(), _SKIP])
        )
        region = await screen.app.push_screen_wait(
            Question("2 of 3  Where do you live? For the crisis lines.", [*choices.places(), _SKIP])
        )
        last = NextInfusion(screen.session, profile or None, region or None)
        screen.done(await screen.app.push_screen_wait(last))

    screen.run_worker(one_after_the_other(), exclusive=True)


class NextInfusion(Form):
    """The last question. Here all three answers are written, as one change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Skip", key_display="Esc", tooltip="Skip this question."),
    ]

    def __init__(self, session: Session, profile: str | None, place: str | None) -> None:
        super().__init__("3 of 3  When is the next infusion planned, or when was the last one?")
        self.session = session
        self.profile = profile
        self.place = place
        self.today = session.read_settings().day_of(session.now())

    def compose_fields(self) -> Iterable[Field]:
        """Ask for one day, which may be left empty."""
        yield Field("day", "Day", Entry(), "in 5 days, 3 days ago, 2026-12-04; or empty")

    def read_again(self, field: Field) -> None:
        """Show how the day is understood while it is typed."""
        say_typed_day(field, self.today)

    def write(self) -> str:
        """Write what was answered."""
        typed = self.field("day").typed.strip()
        return self._write(typed_day(self.field("day"), self.today) if typed else None)

    def action_leave(self) -> None:
        """Skip the day; what was answered before is written all the same."""
        self.field("day").query_one(Entry).clear()
        self.action_save()

    def _write(self, day: date | None) -> str:
        here = self.session.read_settings()

        def write(unit: Transaction) -> None:
            set_onboarding_done(unit)
            if self.profile:
                unit.put_measures(apply_profile(here.measures, self.profile))
            if self.place:
                unit.put_settings(replace(here.settings, region=self.place))
            if day:
                unit.add(self._infusion(day))

        self.session.keep(write, "the answers to the first questions")
        said = "; ".join(self._said(day))
        return f"Saved: {said}. u takes it back." if said else "Skipped. o has it all, any time."

    def _infusion(self, day: date) -> Infusion:
        to_come = day >= self.today
        new_id = self.session.new_id()
        return Infusion(id=new_id, day=day, status="planned" if to_come else "given")

    def _said(self, day: date | None) -> Iterator[str]:
        if self.profile:
            yield f"after mood {choices.asked_after_mood(self.profile)}"
        if self.place:
            yield f"region {self.place}"
        if day:
            given = self._infusion(day).status
            yield f"infusion {given} {short_day(day, self.today)}"
