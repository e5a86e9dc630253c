"""Diaries as Hypothesis draws them: stretches at a level, some of them thin, some silent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from hypothesis import strategies as st

from tests.analysis.making import PAIN, SLEEP, entries, infusion, on
from tracker.records import MOOD, Diary, Infusion, Measure, Number, known_measure

ELEVATION = known_measure("elevation") or MOOD
MEASURES = (MOOD, PAIN, SLEEP, ELEVATION)

Days = dict[int, list[Number]]


@dataclass(frozen=True)
class Sample:
    """What a diary is made from, in a form that a test can change and make again."""

    measure: Measure
    days: Days
    infusions: tuple[Infusion, ...]

    @property
    def diary(self) -> Diary:
        return Diary(
            measures=(MOOD,) if self.measure.key == "mood" else (MOOD, self.measure),
            check_ins=tuple(entries(self.days, self.measure.key)),
            infusions=self.infusions,
        )

    @property
    def given(self) -> list[date]:
        return sorted(i.day for i in self.infusions if i.given)

    def with_days(self, days: Days) -> Sample:
        return replace(self, days=days)


def rating(rng: Random, measure: Measure) -> Number:
    """A value on the measure's scale, on one of its steps."""
    steps = round((measure.high - measure.low) / measure.step)
    return round(measure.low + rng.randint(0, steps) * measure.step, 6)


def stretches(rng: Random, measure: Measure) -> Days:
    """Half a year or less: days near one level, then days near another, with silences."""
    days: Days = {}
    first = rng.choice((-21, -12, -7, -7, -7, -2))
    for nth in range(rng.randint(2, 12)):
        level = rating(rng, measure)
        every = rng.choice((1, 1, 1, 2, 3, 4, 0) if nth else (1, 1, 1, 2))
        length = rng.randint(1, 17)
        for day in range(first, first + length, every or length):
            if every:
                others = [rating(rng, measure) for _ in range(rng.randint(0, 2))]
                value = rng.choice((level, level, _near(level, measure)))
                days[day] = [value, *(others if day % 5 == 0 else [])]
        first += length
    return days


def _near(level: Number, measure: Measure) -> Number:
    """A step or two better, where the scale has room: what makes a halfway likely."""
    better = round(level + 2 * measure.sign * measure.step, 6)
    return better if measure.low <= better <= measure.high else level


def lifted(rng: Random, measure: Measure) -> Days:
    """A bad week, then a good stretch that comes and goes: courses with a halfway and bars."""
    far = 0.4 * (measure.high - measure.low) * measure.sign
    bad = measure.best - 2 * far
    days: Days = {}
    good = False
    for day in range(rng.choice((-14, -7, -5)), rng.randint(10, 150)):
        good = rng.choice((good, good, good, good, day >= 0, not good))
        level = bad + (far if good and day > 0 else 0)
        level += rng.choice((0, 0, 1, -1)) * measure.step
        if rng.randint(0, 9) and not 40 < day % 70 < 40 + rng.choice((0, 15, 20)):
            days[day] = [round(min(max(level, measure.low), measure.high), 6)]
    return days or {0: [measure.low]}


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """A measure, its days, and one to eight given infusions, some close and some far apart."""
    measure = draw(st.sampled_from(MEASURES))
    # One draw for all days: a draw for each takes longer than the tests do.
    rng = draw(st.randoms(use_true_random=True))
    days = draw(st.sampled_from((stretches, lifted)))(rng, measure)
    offset = 0
    infusions: list[Infusion] = []
    for number in range(draw(st.integers(1, 8))):
        marked = draw(st.sampled_from((False,) * 9 + (True,)))
        infusions.append(infusion(offset, number=number, new_course=marked))
        offset += draw(st.sampled_from((0, 3, 4, 7, 8, 9, 12, 21, 30, 56, 57)))
    return Sample(measure, days, tuple(infusions))


def last_day(sample: Sample) -> date:
    """The last day on which anything happened."""
    return max([*sample.given, *(on(t) for t in sample.days)])
