"""One row for each given infusion: what came just before, what followed, how long it held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tracker.analysis.alongside import Keys
from tracker.analysis.benefit import Outcome, outcome
from tracker.analysis.daily import Levels
from tracker.analysis.medians import exact
from tracker.analysis.report import Hold, InfusionRow
from tracker.analysis.series import Baseline
from tracker.analysis.window import DAY
from tracker.records import Number, NumberedInfusion

INDUCTION_SPACING: Final = timedelta(days=7)
"""At most this far from the next one, infusions overlap too much to be told apart."""
FIRST_DAYS: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Segment:
    """The days that belong to one infusion: from its own to the day before the next given one."""

    numbered: NumberedInfusion
    previous: date | None
    following: date | None
    """The next given infusion's day; None when there is none up to the report's end."""
    end: date
    """The last day; before the infusion's own day when the next one was given on the same day."""

    @property
    def day(self) -> date:
        """The day of the infusion, t = 0."""
        return self.numbered.day

    @property
    def spaced_closely(self) -> bool:
        """Whether the next infusion followed within a week."""
        return self.following is not None and self.following - self.day <= INDUCTION_SPACING

    @property
    def induction(self) -> bool:
        """Whether it belongs to an induction: as the record says, else by the spacing."""
        phase = self.numbered.infusion.phase
        if phase in (None, "unknown"):
            return self.spaced_closely
        return phase == "induction"


def segments(given: Sequence[NumberedInfusion], end: date) -> tuple[Segment, ...]:
    """Cut the days up to `end` into one stretch for each given infusion."""
    days = [None, *(numbered.day for numbered in given), None]
    return tuple(
        Segment(numbered, before, after, after - DAY if after else end)
        for numbered, before, after in zip(given, days, days[2:], strict=False)
    )


def infusion_row(segment: Segment, levels: Levels, before: Baseline, keys: Keys) -> InfusionRow:
    """Say what is known about one infusion and the days after it."""
    day = segment.day
    found = outcome(levels, before.value, day, segment.following)
    return InfusionRow(
        numbered=segment.numbered,
        days_since_previous=(day - segment.previous).days if segment.previous else None,
        baseline=before,
        just_before=levels.median_between(day - FIRST_DAYS, day - DAY),
        peak=found.peak,
        best_after=_level(levels, before, found.peak),
        share=found.share,
        benefit=found.benefit,
        hold=_hold(segment, levels, before, found),
        start_not_logged=_start_not_logged(segment, levels),
        alongside=keys.between(day, segment.end),
        induction=segment.induction,
        too_close=segment.induction and segment.spaced_closely and found.benefit.kind != "lost",
    )


def _level(levels: Levels, before: Baseline, gain: Number | None) -> Number | None:
    if gain is None or before.value is None:
        return None
    return exact(before.value + levels.measure.sign * gain)


def _hold(segment: Segment, levels: Levels, before: Baseline, found: Outcome) -> Hold | None:
    if found.peak is None or found.benefit.days_min is None:
        return None
    level = _level(levels, before, found.peak / 2)
    logged = levels.between(segment.day + DAY, segment.end)
    last = segment.end if segment.following else logged[-1][0]
    return Hold(level, segment.day + DAY, last) if level is not None else None


def _start_not_logged(segment: Segment, levels: Levels) -> bool:
    last = segment.day + FIRST_DAYS
    return last <= segment.end and not levels.values_between(segment.day + DAY, last)
