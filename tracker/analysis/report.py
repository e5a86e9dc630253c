"""Every number that a page, a summary or a screen shows, as one frozen value.

Charts draw these and never compute. A value that is not defined is None, never 0. A report holds
no name, and no note that was not asked for: what is not in it cannot be printed by mistake.
Numbers are on the measure's own scale, not rounded, and exact to six decimals; days and lengths
are whole diary days. `tracker.analysis.effect` says by which rule levels, halfway and bars are
found.

Ten years hold thousands of some of these; those are named tuples, as frozen dataclasses cost
three times as much to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from tracker.analysis.window import Window
from tracker.records import Infusion, Measure, Number, NumberedInfusion
from tracker.records.measure import Better

LevelKind = Literal["usual", "wide", "single", "none"]
"""Which span a level rests on: the usual one, the wider one, one day alone, or none."""
Direction = Literal["rose", "same", "fell", "unclear", "no_entries_before", "no_entries_after"]
"""`rose` is towards the better end of the measure, `fell` towards the worse."""
BarStart = Literal["rose", "already", "smaller"]
"""Drawn filled, open, thin: rose with the infusion; at or above halfway before; anything else."""
BarEnd = Literal["lost", "next_infusion", "gap", "end_of_log"]
NoHalfway = Literal["no_before", "no_after", "less_than_u", "not_above_every_day"]
AnnotationKind = Literal["note", "medication", "life", "illness", "other"]


class DayValue(NamedTuple):
    """What one diary day says about one measure: the median of its `n` ratings, and their range."""

    day: date
    value: Number
    low: Number
    high: Number
    n: int
    late: bool
    """Any of its ratings was recorded two or more diary days afterwards."""
    on_infusion_day: bool
    """Drawn, greyed; part of no median, level, bar or smoothed line."""


class DayMedian(NamedTuple):
    """A point of the smoothed line: the median of the seven days around it."""

    day: date
    value: Number


class DayPoint(NamedTuple):
    """A daily value `t` days after (below 0: before) an infusion; t is never 0."""

    t: int
    value: Number


class Period(NamedTuple):
    """A week from Monday, or a month, cut to the window; infusion days left out.

    For windows too long to draw day by day. Periods without an entry are not listed.
    """

    first: date
    last: date
    n: int
    median: Number
    mean: Number
    lower_quartile: Number
    upper_quartile: Number
    low: Number
    high: Number


class Share(NamedTuple):
    """`n` of `of` logged days; both may be 0."""

    n: int
    of: int


@dataclass(frozen=True, slots=True)
class LastDays:
    """The median of the last seven diary days up to the window's end; `n` (1–7) were logged."""

    median: Number
    n: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty days in a row: neither an entry nor an infusion."""

    first: date
    last: date
    length: int


@dataclass(frozen=True, slots=True)
class DaysLogged:
    """How complete the entries are; infusion days count as logged when they have a rating."""

    logged: int
    """Diary days of the window with a rating."""
    of: int
    """All days of the window, today included."""
    late: int
    """Of the logged days, those with a rating recorded two or more days afterwards."""
    since: date | None
    """The first diary day that could be logged: the window's start, or the measure's first entry
    ever where that came later. None without any entry up to the window's end."""
    of_since: int
    """Days from `since` to the window's end; today (or a later day) only when it has an entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One measure over the window."""

    measure: Measure
    days: tuple[DayValue, ...]
    """Every logged day in the window, infusion days included and marked."""
    smoothed: tuple[tuple[DayMedian, ...], ...]
    """Runs of neighbouring days, at least one point each; two runs are never joined. Broken at a
    course's first infusion, at infusions over 7 days after the one before, and at thin weeks."""
    logged: DaysLogged
    missing: tuple[date, ...]
    """Empty days (no entry, no infusion) of the window from the measure's first entry ever on,
    before today."""
    longest_gap: Gap | None
    last_7_days: LastDays | None
    last_three: tuple[DayValue, ...]
    """The last three logged days of the window that are no infusion day, oldest first."""
    last_entry: DayValue | None
    """The latest logged day that is no infusion day up to the window's end, before the window too:
    what there is to say when `last_7_days` is None."""
    weeks: tuple[Period, ...]
    """Empty in windows over three years."""
    months: tuple[Period, ...]

    @property
    def last(self) -> DayValue | None:
        """The latest logged day of the window that is no infusion day."""
        return self.last_three[-1] if self.last_three else None


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
    """One given infusion of the window and what lay around it, for the report's main measure.

    Two given on one day are two rows with the same values.
    """

    numbered: NumberedInfusion
    """The record with its numbers, without its note; a note asked for is an annotation."""
    days_since_previous: int | None
    """From the treatment day before, of whatever course, before the window too."""
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
    """None without a halfway, or when it was not reached. Inside a series it is there too, but a
    page draws "→ #2" instead (`next_in_series`)."""
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
    before: Level
    """The week before its first infusion (`usual`) or the two weeks (`wide`); 3 days or more."""
    after_opening_series: Level
    """The week after the opening series (`usual`) or the two weeks (`wide`); 3 days or more."""
    through: int
    """Number in the course of the opening series' last infusion ("the first six")."""
    opening_series_goes_on: bool
    """The next infusion could still belong to it: what is said of halfway is provisional."""
    opening_change: Number | None
    """After the opening series minus before the course, positive towards the better end."""
    opening_direction: Literal["higher", "lower", "same"] | None
    """`higher` and `lower` mean better and worse by at least 20 % of the range."""
    days_after_opening: int
    """Logged days in the two weeks after the opening series (or up to the next infusion): with
    fewer than 3 there is no level ("1 of 3 days so far")."""
    opening_still_open: bool
    """Those two weeks had not ended at the window's end: the missing days may still come."""
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
    """The same for the 14 days before the course: unmasks a before that was one bad week."""

    @property
    def kept(self) -> bool:
        """Whether its halfway is that of an earlier course."""
        return self.halfway_of_course is not None and self.halfway_of_course != self.number


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
        """Infusions about which nothing can be said."""
        return self.unclear + self.no_entries_before + self.no_entries_after


@dataclass(frozen=True, slots=True)
class Score:
    """A questionnaire's total on one day."""

    day: date
    total: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireScores:
    """The totals of one questionnaire in the window, on one scale; at least one."""

    key: str
    title: str
    low: Number
    high: Number
    better: Better
    recall_days: int | None
    """How far back its questions look (PHQ-9: 14); None where that is not known."""
    points: tuple[Score, ...]
    lowest: Score
    """The earliest of the lowest."""
    highest: Score
    """The earliest of the highest."""

    @property
    def first(self) -> Score:
        """The earliest total in the window."""
        return self.points[0]

    @property
    def last(self) -> Score:
        """The latest total in the window."""
        return self.points[-1]

    @property
    def change(self) -> Number | None:
        """Last minus first, on the scale as it is; None with one total alone."""
        return self.last.total - self.first.total if len(self.points) > 1 else None


class SelfHarmAnswer(NamedTuple):
    """One answer; `value` is None where the item was left blank."""

    day: date
    value: Number | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfHarmSource:
    """What one source says about self-harm in the window: the daily measure, or one item.

    A report lists each source that asked, before the window too; no source at all means not asked
    in this diary, which must be said and never read as none.
    """

    source: str
    """The daily measure's key, or the questionnaire's."""
    title: str
    item: int | None
    """Number of the questionnaire's item, from 1; None for the daily measure."""
    low: Number
    high: Number
    answers: tuple[tuple[Number, str], ...]
    """What the numbers stand for, from the questionnaire; empty for the daily measure."""
    recall_days: int | None
    """How far back the question looks (PHQ-9: 14); 1 for the daily measure."""
    asked: int
    """Forms of the window that asked it, blank ones included; for the measure, days rated."""
    blank: int
    """Of these, forms on which the item was left blank."""
    above_zero: int
    """Answers above the lowest one, which stands for none (0 in every form that comes along)."""
    last: SelfHarmAnswer | None
    """The last time it was asked in the window, answered or left blank."""
    last_answered: SelfHarmAnswer | None
    highest: SelfHarmAnswer | None
    """The earliest of the highest."""
    totals_only: int
    """Forms of the window entered as a total alone: this item is not known of them."""
    last_total_only: date | None
    earlier: SelfHarmAnswer | None
    """The last answer before the window."""

    def label(self, value: Number) -> str | None:
        """What an answer of that value stands for on the form, if that is known."""
        return dict(self.answers).get(value) or None


@dataclass(frozen=True, slots=True)
class MedicineSpan:
    """A medicine at one dose; `last` is None while it goes on. Not cut to the window."""

    first: date
    last: date | None
    dose: str | None


@dataclass(frozen=True, slots=True)
class Medicine:
    """One medicine's spans that touch the window, in order.

    Where one span follows another at once the dose changed; where days lie between, it was
    stopped and started again.
    """

    title: str
    spans: tuple[MedicineSpan, ...]
    current: MedicineSpan | None
    """The span that covers the window's end ("now 50 mg")."""

    @property
    def stopped(self) -> date | None:
        """The last day it was taken; None while it is taken at the window's end."""
        return None if self.current else self.spans[-1].last


@dataclass(frozen=True, slots=True)
class Therapy:
    """A session (first and last the same day) or a stay."""

    title: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Annotation:
    """Something beside the mood with its letter: A, B, …, Z, AA, in the order of days.

    A medication's `text` says what changed: started, 25 mg; now 100 mg; stopped.
    Any other text is a note, there only when asked for.
    """

    letter: str
    kind: AnnotationKind
    day: date
    last: date
    title: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """What the patient wants to ask at the visit, in their words."""

    day: date
    title: str


class WorstSideEffect(NamedTuple):
    """A side effect at the highest severity of the window, and the infusion it came with."""

    name: str
    severity: int
    number: int
    day: date


@dataclass(frozen=True, slots=True)
class SideEffectGrid:
    """Side effects by infusion: the most frequent first, then the most severe.

    `rows` go with Report.infusions, cells with `names`: 0 none to 3 severe, None not recorded.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[int | None, ...], ...]
    worst: int | None
    """The highest severity anywhere; None when nothing was recorded."""
    worst_at: tuple[WorstSideEffect, ...]
    """Where that was, oldest first; empty when the worst is 0 or nothing was recorded."""


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
    tally: Tally
    """Of the infusions listed."""
    planned: tuple[Infusion, ...]
    """From the day the report is made on."""
    planned_past: tuple[Infusion, ...]
    """Planned for a day of the window that has passed, and not marked as given."""
    cancelled: tuple[Infusion, ...]
    """Cancelled, in the window."""
    last_infusion: NumberedInfusion | None
    """The latest given one up to the window's end, before the window too."""
    days_since_last: int | None
    """From the last given infusion to the window's end."""
    questionnaires: tuple[QuestionnaireScores, ...]
    """PHQ-9, GAD-7, PCL-5, then the others by number of forms."""
    medicines: tuple[Medicine, ...]
    therapy: tuple[Therapy, ...]
    annotations: tuple[Annotation, ...]
    questions: tuple[Question, ...]
    side_effects: SideEffectGrid
    self_harm: tuple[SelfHarmSource, ...]
    """The daily measure first, then questionnaires in clinical order."""

    @property
    def up_to_now(self) -> bool:
        """Whether the window reaches the day the report is made on: "ago" and plans make sense."""
        return self.window.end >= self.made_on

    @property
    def not_recorded(self) -> tuple[str, ...]:
        """What the page can say nothing about; silence would read as none."""
        given = [row.infusion for row in self.infusions]
        facts = (
            ("infusions", bool(given)),
            ("doses", not given or any(infusion.dose for infusion in given)),
            ("side effects", not given or bool(self.side_effects.names)),
            ("questionnaires", bool(self.questionnaires)),
            ("medicines", bool(self.medicines)),
        )
        return tuple(name for name, recorded in facts if not recorded)
