"""The diary: everything that was recorded, as one immutable value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from tracker.records.day import diary_day
from tracker.records.measure import MOOD, Measure
from tracker.records.settings import DEFAULT_SETTINGS, Settings
from tracker.records.validation import not_among

if TYPE_CHECKING:
    # Recording a score makes a diary without records, and loads none of their classes.
    from tracker.records import Assessment, CheckIn, Event, Infusion
    from tracker.records.codec import Record

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """Everything that was recorded, each kind sorted by day."""

    settings: Settings = DEFAULT_SETTINGS
    measures: tuple[Measure, ...] = (MOOD,)
    check_ins: tuple[CheckIn, ...] = ()
    infusions: tuple[Infusion, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    events: tuple[Event, ...] = ()
    id: str | None = None
    """A ULID that identifies this diary for ever; None where a file has none."""
    invented: bool = False
    """True for the demo: every page and screen made of it shows that."""

    def __post_init__(self) -> None:
        """Sort each kind by day, so that no reader has to."""
        if MOOD.key not in {measure.key for measure in self.measures}:
            object.__setattr__(self, "measures", (MOOD, *self.measures))
        put = object.__setattr__
        put(self, "check_ins", tuple(sorted(self.check_ins, key=_moment)))
        if self.infusions:
            from tracker.records.course import in_order  # as above

            put(self, "infusions", tuple(in_order(self.infusions)))
        assessed = sorted(self.assessments, key=lambda a: (a.day, a.questionnaire, a.id))
        put(self, "assessments", tuple(assessed))
        put(self, "events", tuple(sorted(self.events, key=lambda e: (e.start, e.kind, e.id))))

    @property
    def empty(self) -> bool:
        """Whether nothing at all was recorded."""
        return not (self.check_ins or self.infusions or self.assessments or self.events)

    @property
    def records(self) -> tuple[Record, ...]:
        """Everything that was recorded, one kind after the other."""
        return (*self.check_ins, *self.infusions, *self.assessments, *self.events)

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
        """Return a measure by its key."""
        for measure in self.measures:
            if measure.key == key:
                return measure
        raise not_among("measure", key, (m.key for m in self.measures))

    def day_of(self, moment: datetime) -> date:
        """The diary day of a moment, by this diary's own start of the day."""
        return diary_day(moment, self.settings.day_starts_at)


def _moment(check_in: CheckIn) -> tuple[date, datetime, str]:
    return check_in.day, check_in.at or _LONG_AGO, check_in.id
