"""The one noun everything turns on: all that was written down, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from tracker.records.assessment import Assessment
from tracker.records.check_in import CheckIn
from tracker.records.course import in_order
from tracker.records.day import DAY_STARTS_AT, diary_day
from tracker.records.event import Event
from tracker.records.infusion import Infusion
from tracker.records.measure import MOOD, Measure
from tracker.records.validation import ValidationError, clean_title

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the person chose for the whole diary."""

    day_starts_at: time = DAY_STARTS_AT
    """When a diary day begins: 00:00 to 12:00, to the minute."""
    name: str | None = None
    """Printed on a page only when asked for."""
    region: str | None = None
    """Whose emergency and crisis numbers to show."""
    mood_only: bool = False
    """After mood nothing more is asked; the other measures stay what they are."""
    theme: str | None = None
    """The colours of the app by a name it knows; None leaves them to the terminal toolkit."""

    def __post_init__(self) -> None:
        """Raise a ValidationError for a day that would start after noon."""
        if self.day_starts_at > time(12):
            raise ValidationError("day_starts_at", "A diary day starts between 00:00 and 12:00.")
        starts_at = self.day_starts_at.replace(second=0, microsecond=0)
        object.__setattr__(self, "day_starts_at", starts_at)
        object.__setattr__(self, "name", clean_title("name", self.name))
        object.__setattr__(self, "region", clean_title("region", self.region))
        # Any word: one that a newer tracker wrote must not make the diary unreadable here.
        object.__setattr__(self, "theme", clean_title("theme", self.theme))


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """All that was written down, each kind in its natural order whatever order it came in."""

    settings: Settings = Settings()
    measures: tuple[Measure, ...] = (MOOD,)
    check_ins: tuple[CheckIn, ...] = ()
    infusions: tuple[Infusion, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    events: tuple[Event, ...] = ()
    invented: bool = False
    """True for the demo: every page and screen made of it says so."""

    def __post_init__(self) -> None:
        """Sort each kind by day, so that no reader has to."""
        if MOOD.key not in {measure.key for measure in self.measures}:
            object.__setattr__(self, "measures", (MOOD, *self.measures))
        put = object.__setattr__
        put(self, "check_ins", tuple(sorted(self.check_ins, key=_moment)))
        put(self, "infusions", tuple(in_order(self.infusions)))
        assessed = sorted(self.assessments, key=lambda a: (a.day, a.questionnaire, a.id))
        put(self, "assessments", tuple(assessed))
        put(self, "events", tuple(sorted(self.events, key=lambda e: (e.start, e.kind, e.id))))

    @property
    def empty(self) -> bool:
        """Whether nothing at all was written down."""
        return not (self.check_ins or self.infusions or self.assessments or self.events)

    @property
    def active_measures(self) -> tuple[Measure, ...]:
        """What is rated today, mood first."""
        active = (m for m in self.measures if m.active or m.key == MOOD.key)
        return tuple(sorted(active, key=lambda m: m.key != MOOD.key))

    @property
    def asked_measures(self) -> tuple[Measure, ...]:
        """What a check-in asks for, one after the other, mood first."""
        return self.active_measures[:1] if self.settings.mood_only else self.active_measures

    def measure(self, key: str) -> Measure:
        """Return a measure by its key.

        Raises:
            ValidationError: the diary has no such measure.
        """
        for measure in self.measures:
            if measure.key == key:
                return measure
        names = ", ".join(m.key for m in self.measures)
        raise ValidationError("measure", f"There is no measure of that name; there is: {names}.")

    def day_of(self, moment: datetime) -> date:
        """The diary day of a moment, by this diary's own start of the day."""
        return diary_day(moment, self.settings.day_starts_at)


def _moment(check_in: CheckIn) -> tuple[date, datetime, str]:
    return check_in.day, check_in.at or _LONG_AGO, check_in.id
