"""Every number that a page, a summary or a screen shows, as one frozen value.

Charts draw these and never compute. A value that is not defined is None, never 0. A report holds
no name, and no note that was not asked for: what is not in it cannot be printed by mistake.
Numbers are on the measure's own scale, not rounded, and exact to six decimals; days and lengths
are whole diary days. `tracker.analysis.effect` says by which rule levels, halfway and bars are
found.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from tracker.analysis.events import Annotation, Medicine, Question, Therapy
from tracker.analysis.scores import QuestionnaireScores, SelfHarmSource, SideEffectGrid
from tracker.analysis.series import Series
from tracker.analysis.window import Window
from tracker.records import Infusion, Number, NumberedInfusion

LevelKind = Literal["usual", "wide", "single", "none"]
"""Which span a level rests on: the usual one, the wider one, one day alone, or none."""
Direction = Literal["rose", "same", "fell", "unclear", "no_entries_before", "no_entries_after"]
"""`rose` is towards the better end of the measure, `fell` towards the worse."""
BarStart = Literal["rose", "already", "smaller"]
"""`rose` is drawn filled; `already` (at or above halfway before) open; any other direction thin."""
BarEnd = Literal["lost", "next_infusion", "gap", "end_of_log"]
NoHalfway = Literal["no_before", "no_after", "less_than_u", "not_above_every_day"]
"""`less_than_u`: the level changed by less than a fifth of the scale's range."""


class DayPoint(NamedTuple):
    """A daily value `t` days after (below 0: before) an infusion; t is never 0."""

    t: int
    value: Number


class Share(NamedTuple):
    """`n` of `of` logged days; both may be 0."""

    n: int
    of: int


@dataclass(frozen=True, slots=True)
class Level:
    """A median of daily values over a span of days, and what it rests on.

    With kind `none` there is no value, `n` is 0 and all the rest is empty.
    """

    kind: LevelKind = "none"
    value: Number | None = None
    n: int = 0
    """Logged days it rests on."""
    low: Number | None = None
    """The lowest daily value of these days."""
    high: Number | None = None
    first: date | None = None
    """The first and the last logged day it rests on."""
    last: date | None = None
    late: int = 0
    """Of these days, how many were recorded two or more days afterwards."""


@dataclass(frozen=True, slots=True)
class Bar:
    """How long the level stayed at or above the course's halfway after an infusion, in days.

    `lost`: it ended between days_min and days_max. Any other end: days_min or more.
    """

    start: BarStart
    end: BarEnd
    days_min: int
    """The last logged day at or above halfway, counted from the infusion (1 is the next day)."""
    days_max: int | None
    """The day before the loss; None unless lost."""
    not_logged: int
    """Days without an entry from the day after the infusion to days_min."""
    unconfirmed_low: bool
    """Not lost, and the last entry that counts lies below halfway."""
    blank_after: int
    """With end `gap`, the empty days after the last entry that counts ("9, then 22 days blank");
    0 with any other end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionRow:
    """One given infusion of the window and the days around it, for the report's main measure.

    Two given on one day are two rows with the same values.
    """

    numbered: NumberedInfusion
    """The record with its numbers, without its note; one chosen for the page is an annotation."""
    days_since_previous: int | None
    """From the treatment day before, of whatever course, before the window too."""
    days_to_next: int | None
    """To the treatment day after, of whatever course."""
    before: Level
    """The three days before it (`usual`), the week (`wide`), or one day (`single`)."""
    next_day: Number | None
    """The daily value of the day after it."""
    after: Level
    """The three days after it (`usual`), the week (`wide`), or one day (`single`)."""
    change: Number | None
    """After minus before, positive towards the better end."""
    direction: Direction
    bar: Bar | None
    """None without a halfway, or when it was not reached. Inside a series it is there too, but
    shown is "→ #2" instead: see `drawn_bar`."""
    next_in_series: int | None
    """The number of the infusion that follows on a later day in the same series."""
    annotations: tuple[str, ...]
    """Letters of what else changed from its day to the day before the next treatment day."""
    around: tuple[DayPoint, ...]
    """Daily values for t = −7..28, cut at the neighbouring treatment days: the thumbnail."""

    @property
    def infusion(self) -> Infusion:
        """The record itself: route, dose, minutes, side effects."""
        return self.numbered.infusion

    @property
    def number(self) -> int:
        """Its number among all given infusions, from 1."""
        return self.numbered.number

    @property
    def day(self) -> date:
        """The day it was given: t = 0."""
        return self.numbered.day

    @property
    def drawn_bar(self) -> Bar | None:
        """The bar to show; None inside a series, where the next infusion comes too soon to tell."""
        return self.bar if self.next_in_series is None else None


@dataclass(frozen=True, slots=True)
class HalfwaySource:
    """What a halfway is midway between: the week before a course and the week after a series."""

    course: int
    """The course whose series set it; an earlier one where halfway was kept."""
    first: int
    """Number in that course of the series' first infusion."""
    through: int
    """Number in that course of the series' last infusion."""
    before: Level
    after: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseSummary:
    """A course with a given infusion in the window, up to the window's end."""

    number: int
    first: date
    """The day of its first infusion, before the window too."""
    last: date
    """The day of its latest infusion up to the window's end."""
    given: int
    """Infusions of the whole course up to the window's end; two on a day are two."""
    first_infusion_number: int
    """The overall number of its first infusion."""
    days_since_previous: int | None
    """From the treatment day before its first; no level of this course reaches past it."""
    before: Level
    """The week before its first infusion (`usual`) or the two weeks (`wide`); 3 days or more."""
    after_opening_series: Level
    """The week after the opening series (`usual`) or the two weeks (`wide`); 3 days or more."""
    through: int
    """Number in the course of the opening series' last infusion ("the first six")."""
    opening_may_still_grow: bool
    """Another infusion could still join the opening series."""
    opening_change: Number | None
    """After the opening series minus before the course, positive towards the better end."""
    opening_direction: Literal["higher", "lower", "same"] | None
    """`higher` and `lower` mean better and worse by at least 20 % of the range."""
    days_after_opening: int
    """Logged days in the two weeks after the opening series (or up to the next infusion): with
    fewer than 3 there is no level ("1 of 3 days so far")."""
    after_opening_incomplete: bool
    """Fewer than 14 days after the opening series have passed: missing days may still come."""
    span_end: date
    """The window's end, or the day before the next course's first infusion."""
    no_halfway_because: NoHalfway | None
    """None exactly when there is a halfway; without one, all that follows is None."""
    halfway: Number | None = None
    """Midway between the level before the course and the one after the series that set it."""
    halfway_of_course: int | None = None
    """The course whose series set it: another than `number` where it was kept."""
    halfway_source: HalfwaySource | None = None
    halfway_since: date | None = None
    """The day from which days at or above are counted, and the line is drawn."""
    at_or_above: Share | None = None
    """Of the logged days from halfway_since to span_end, those at or above halfway."""
    blank: int | None = None
    """Empty days (no entry, no infusion, before today) of the same stretch."""
    last_28_days: Share | None = None
    """The same for the last 28 diary days of that stretch."""
    fortnight_before: Share | None = None
    """The same for the 14 days before the course: shows whether that week was one bad week."""

    @property
    def kept(self) -> bool:
        """Whether its halfway is that of an earlier course."""
        return self.halfway_of_course is not None and self.halfway_of_course != self.number

    @property
    def provisional(self) -> bool:
        """Whether its halfway may still move: the series that set it goes on. A kept one stays."""
        return self.halfway is not None and self.opening_may_still_grow and not self.kept


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the infusions listed had which direction; two on a day count twice."""

    rose: int = 0
    same: int = 0
    fell: int = 0
    unclear: int = 0
    no_entries_before: int = 0
    no_entries_after: int = 0

    @property
    def too_few_days(self) -> int:
        """Infusions with too few days to judge."""
        return self.unclear + self.no_entries_before + self.no_entries_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a diary shows about one measure in one window."""

    window: Window
    made_on: date
    has_records: bool
    """The window holds an entry (of any measure), a questionnaire or an infusion."""
    invented: bool
    """An invented diary: every page and screen must say so."""
    main: Series
    panels: tuple[Series, ...]
    """Further measures, each a panel of its own."""
    measures_left_out: int
    """Active measures with entries in the window for which there are too few panels."""
    begins: date | None
    """The main measure's first entry ever (up to the window's end), before the window too."""
    given_before_entries: int
    """Infusions given before that entry, or all of them when there is none ("after #3")."""
    infusions: tuple[InfusionRow, ...]
    """Given in the window, oldest first."""
    total_infusions: int
    """Given up to the window's end, before the window too."""
    courses: tuple[CourseSummary, ...]
    """Those with an infusion in the window, oldest first."""
    course: CourseSummary | None
    """The latest course up to the window's end, before the window too: the one that tiles and
    sentences speak of."""
    planned: tuple[Infusion, ...]
    """From the day the report is made on."""
    planned_past: tuple[Infusion, ...]
    """Planned for a day of the window that has passed, and not marked as given."""
    cancelled: tuple[Infusion, ...]
    """Cancelled, in the window."""
    last_infusion: NumberedInfusion | None
    """The latest given one up to the window's end, before the window too."""
    questionnaires: tuple[QuestionnaireScores, ...]
    """PHQ-9, GAD-7, PCL-5, then the others by number of forms."""
    without_total: int
    """Forms of the window that have no total, as too much was left blank: they are not above."""
    medicines: tuple[Medicine, ...]
    therapy: tuple[Therapy, ...]
    annotations: tuple[Annotation, ...]
    questions: tuple[Question, ...]
    side_effects: SideEffectGrid
    self_harm: tuple[SelfHarmSource, ...]
    """Daily measures first, then questionnaires in clinical order."""

    @property
    def tally(self) -> Tally:
        """The directions of the infusions listed."""
        return Tally(**Counter[str](row.direction for row in self.infusions))

    @property
    def drawn_courses(self) -> tuple[CourseSummary, ...]:
        """The courses whose levels are drawn: those listed, else the one that tiles speak of."""
        return self.courses or ((self.course,) if self.course else ())

    @property
    def up_to_now(self) -> bool:
        """Whether the window reaches the day the report is made on: "ago" and plans make sense."""
        return self.window.end >= self.made_on

    @property
    def not_recorded(self) -> tuple[str, ...]:
        """Kinds of entries missing in the window; a page that omits them would read as none."""
        given = [row.infusion for row in self.infusions]
        facts = (
            ("infusions", bool(given)),
            ("doses", not given or any(infusion.dose for infusion in given)),
            ("side effects", not given or bool(self.side_effects.names)),
            ("questionnaires", bool(self.questionnaires or self.without_total)),
            ("medicines", bool(self.medicines)),
        )
        return tuple(name for name, recorded in facts if not recorded)
