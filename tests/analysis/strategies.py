"""Diaries as Hypothesis draws them: stretches at a level, some of them thin, some silent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

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


def ratings(measure: Measure) -> st.SearchStrategy[Number]:
    """A value on the measure's scale, on one of its steps."""
    steps = round((measure.high - measure.low) / measure.step)
    return st.integers(0, steps).map(lambda n: round(measure.low + n * measure.step, 6))


@st.composite
def stretches(draw: st.DrawFn, measure: Measure) -> Days:
    """Half a year or less: days near one level, then days near another, with silences."""
    days: Days = {}
    first = draw(st.sampled_from((-21, -12, -7, -7, -7, -2)))
    for nth in range(draw(st.integers(2, 12))):
        level = draw(ratings(measure))
        every = draw(st.sampled_from((1, 1, 1, 2, 3, 4, 0) if nth else (1, 1, 1, 2)))
        length = draw(st.integers(1, 17))
        for day in range(first, first + length, every or length):
            if every:
                other = draw(st.lists(ratings(measure), max_size=2)) if day % 5 == 0 else []
                days[day] = [draw(st.sampled_from((level, level, _near(level, measure)))), *other]
        first += length
    return days


def _near(level: Number, measure: Measure) -> Number:
    """A step or two better, where the scale has room: what makes a halfway likely."""
    better = round(level + 2 * measure.sign * measure.step, 6)
    return better if measure.low <= better <= measure.high else level


@st.composite
def lifted(draw: st.DrawFn, measure: Measure) -> Days:
    """A bad week, then a good stretch that comes and goes: courses with a halfway and bars."""
    far = 0.4 * (measure.high - measure.low) * measure.sign
    bad = measure.best - 2 * far
    days: Days = {}
    good = False
    for day in range(draw(st.sampled_from((-14, -7, -5))), draw(st.integers(10, 150))):
        good = draw(st.sampled_from((good, good, good, good, day >= 0, not good)))
        level = bad + (far if good and day > 0 else 0)
        level += draw(st.sampled_from((0, 0, 1, -1))) * measure.step
        if draw(st.integers(0, 9)) and not 40 < day % 70 < 40 + draw(st.sampled_from((0, 15, 20))):
            days[day] = [round(min(max(level, measure.low), measure.high), 6)]
    return days or {0: [measure.low]}


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """A measure, its days, and one to eight given infusions, some close and some far apart."""
    measure = draw(st.sampled_from(MEASURES))
    days = draw(st.one_of(stretches(measure), lifted(measure)))
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
