"""Every number that a page, a summary or a terminal chart shows, as one frozen value.

Charts draw these and never compute. A value that is not defined is None, never 0. A report holds
no name, and no note that was not asked for: what is not in it cannot be printed by mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tracker.analysis.series import Baseline, Series
from tracker.analysis.window import Window
from tracker.records import Infusion, Number, NumberedInfusion
from tracker.records.measure import Better

BenefitKind = Literal[
    "no_baseline", "near_limit", "too_few_days", "no_clear_change", "lost", "at_least"
]
Reason = Literal["next_infusion", "gap", "end_of_log"]
KeyedKind = Literal["note", "medication", "life", "illness", "other"]


@dataclass(frozen=True, slots=True)
class Benefit:
    """How long at least half of the gain held after one infusion, in days after it.

    `lost`: between days_min and days_max. `at_least`: days_min or more, cut short by `reason`;
    `unconfirmed_low` when the last entry before that lies below half of the gain.
    Any other kind says why there are no days.
    """

    kind: BenefitKind
    days_min: int | None = None
    days_max: int | None = None
    reason: Reason | None = None
    unconfirmed_low: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """Half of an infusion's own gain as a level on the scale, over that infusion's days."""

    level: Number
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionRow:
    """One given infusion and what followed it, for the report's main measure."""

    numbered: NumberedInfusion
    """The record with its numbers, without its note; asked for, that is among the keyed."""
    days_since_previous: int | None
    baseline: Baseline
    just_before: Number | None
    """Median of the three days before it."""
    peak: Number | None
    """The gain over the baseline, positive for the better, in points."""
    best_after: Number | None
    """The gain as a level on the scale."""
    share: Number | None
    """The gain in per cent of what there was to gain, not rounded."""
    benefit: Benefit
    hold: Hold | None
    """None unless the benefit is `lost` or `at_least`."""
    start_not_logged: bool
    """None of its first three days was logged, though all of them were before the next one."""
    alongside: tuple[str, ...]
    """Keys of what else happened from its day to the day before the next."""
    induction: bool
    too_close: bool
    """An induction infusion, the next one within a week, no loss seen: bracket such rows."""

    @property
    def infusion(self) -> Infusion:
        """The record itself: route, dose, minutes, side effects."""
        return self.numbered.infusion

    @property
    def number(self) -> int:
        """Its number among all given infusions, from 1."""
        return self.numbered.number


@dataclass(frozen=True, slots=True)
class MedianBenefit:
    """The Kaplan–Meier median over the listed infusions, and what it rests on."""

    days: int
    episodes: int
    lost: int


@dataclass(frozen=True, slots=True)
class AlignedPoint:
    """A daily value `t` days after (below 0: before) an infusion; t is never 0."""

    t: int
    value: Number


@dataclass(frozen=True, slots=True)
class AlignedLine:
    """One infusion's days, up to the day before the next one."""

    number: int
    points: tuple[AlignedPoint, ...]


@dataclass(frozen=True, slots=True)
class AlignedDay:
    """How many lines have a value on day `t`, and their median where that is three or more."""

    t: int
    n: int
    median: Number | None


@dataclass(frozen=True, slots=True)
class AlignedGroup:
    """Infusions laid over one another by days since each: lines oldest first, every t but 0."""

    lines: tuple[AlignedLine, ...]
    days: tuple[AlignedDay, ...]


@dataclass(frozen=True, slots=True)
class Aligned:
    """After an infusion, t = −3..21: induction (days apart) and the later ones never mixed."""

    induction: AlignedGroup
    later: AlignedGroup


@dataclass(frozen=True, slots=True)
class Score:
    """A questionnaire's total on one day."""

    day: date
    total: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireCourse:
    """The totals of one questionnaire in the window, on one scale; at least one."""

    key: str
    title: str
    low: Number
    high: Number
    better: Better
    points: tuple[Score, ...]
    lowest: Score
    """The earliest of the lowest."""
    highest: Score

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
        """Last minus first, on the scale as it stands; None with one total alone."""
        return self.last.total - self.first.total if len(self.points) > 1 else None


@dataclass(frozen=True, slots=True)
class MedicineSpan:
    """A medicine at one dose; `last` is None while it goes on. Not cut to the window."""

    first: date
    last: date | None
    dose: str | None


@dataclass(frozen=True, slots=True)
class Medicine:
    """One medicine's spans that touch the window, in order; where one follows another the dose
    changed, where days lie between it was stopped and started again.
    """

    title: str
    spans: tuple[MedicineSpan, ...]


@dataclass(frozen=True, slots=True)
class Therapy:
    """A session (first and last the same day) or a stay."""

    title: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Keyed:
    """Something beside the mood with its letter: A, B, …, Z, AA, in the order of days.

    A medication's `text` says what changed: started, 25 mg; now 100 mg; stopped.
    Any other text is a note, there only when asked for.
    """

    key: str
    kind: KeyedKind
    day: date
    last: date
    title: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """What the patient wants to ask at the visit, in their words."""

    day: date
    title: str


@dataclass(frozen=True, slots=True)
class SideEffectGrid:
    """Side effects by infusion: the most frequent first, then the most severe.

    `rows` go with Report.infusions, cells with `names`: 0 none to 3 severe, None not recorded.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[int | None, ...], ...]
    worst: int | None
    """The highest severity anywhere; None when nothing was recorded."""


@dataclass(frozen=True, slots=True)
class SelfHarm:
    """The self-harm measure and such items of questionnaires in the window.

    `asked` 0 means not recorded, which must be said and never read as none.
    """

    asked: int
    """Diary days with an answer."""
    above_zero: int
    """Of these, days with any answer above none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a diary shows about one measure in one window."""

    window: Window
    made_on: date
    invented: bool
    """An invented diary: every page and screen must say so."""
    main: Series
    panels: tuple[Series, ...]
    """Further measures, each a panel of its own."""
    infusions: tuple[InfusionRow, ...]
    """Given in the window, oldest first."""
    infusions_ever: int
    """Given up to the window's end, before the window too."""
    planned: tuple[Infusion, ...]
    """From the day the report is made on."""
    last_infusion: NumberedInfusion | None
    days_since_last: int | None
    """From the last given infusion to the window's end."""
    median_benefit: MedianBenefit | None
    aligned: Aligned
    questionnaires: tuple[QuestionnaireCourse, ...]
    medicines: tuple[Medicine, ...]
    therapy: tuple[Therapy, ...]
    keyed: tuple[Keyed, ...]
    questions: tuple[Question, ...]
    side_effects: SideEffectGrid
    self_harm: SelfHarm

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
            ("thoughts of death or self-harm", self.self_harm.asked > 0),
        )
        return tuple(name for name, recorded in facts if not recorded)
