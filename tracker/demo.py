"""An invented diary: nineteen weeks around a course of infusions, for trying tracker out.

It is made to look like life and like the figures in the literature: change within two days, gain
that builds over the first six infusions and fades slower after each, a mood that carries over
from one day to the next, days left out in runs, a silent week. The numbers are modelling choices,
no person's. The same seed and day give the same diary; seeds differ in how much changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta, timezone
from random import Random
from typing import Final

from tracker.records import (
    BUILTIN_MEASURES,
    Assessment,
    CheckIn,
    Diary,
    Event,
    Infusion,
    Measure,
    Rating,
    SideEffect,
    datetime_on,
)

SEED: Final = 11
"""The diary that the pictures in the README show."""

MOOD, ANXIETY, SLEEP = (m for m in BUILTIN_MEASURES if m.key in ("mood", "anxiety", "sleep"))

_INDUCTION: Final = (0, 3, 7, 10, 14, 17)
"""Twice a week for three weeks, in days from the first."""

_HALF_LIVES: Final = (5.5, 7, 9, 11, 13.5, 16, 26, 28, 30)
"""Days in which half of a gain is gone, after each infusion."""

_COURSES: Final = (
    ((4.2, 5.0), (0.55, 0.7, 0.8, 0.9, 0.95, 1)),
    ((4.0, 4.8), (0.1, 0.2, 0.4, 0.65, 0.9, 1)),
    ((2.4, 3.0), (0.3, 0.45, 0.6, 0.75, 0.9, 1)),
    ((0.2, 0.7), (0.2, 0.4, 0.6, 0.8, 1, 1)),
)
"""Points gained by the end of the induction, and the share of them after each of its infusions:
early, later, partly, little."""

_NOTES: Final = {
    "low": [
        "Stayed in bed until noon.",
        "Cancelled dinner. Could not face people.",
        "Slept badly, awake from four.",
        "Nothing in particular. Just heavy.",
    ],
    "middle": [
        "Made it to the shop and back.",
        "Walked by the river for half an hour.",
        "Answered two letters that had been lying there for weeks.",
        "Headache in the afternoon, better by evening.",
    ],
    "high": [
        "Cooked properly for the first time in months.",
        "Laughed at something on the radio and noticed it.",
        "Called an old friend back.",
        "Long walk, music on. Colours seemed brighter.",
    ],
    "infusion": [
        "Infusion today. Floating for half an hour, then very tired.",
        "Went well. The nurse put the music on low.",
        "A bit queasy on the way home, asleep by nine.",
    ],
}


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which days have what, counted from the diary's first day, which is 0."""

    first: date
    today: int
    infusions: tuple[int, ...]
    planned: int
    silence: range
    """The week and more without an entry."""
    low: int
    """One day that went badly, for a reason."""
    logged: tuple[int, ...]

    def day(self, n: int) -> date:
        return self.first + timedelta(days=n)


def invented_diary(seed: int, today: date) -> Diary:
    """Return a diary whose last entry is yesterday's, so that today is there to be tried."""
    rng = Random(seed)  # noqa: S311 - nothing here is a secret
    plan = _plan(rng, today)
    usual = _usual_mood(rng, plan)
    return Diary(
        measures=(MOOD, ANXIETY, SLEEP),
        check_ins=tuple(_check_ins(rng, plan, usual)),
        infusions=tuple(_infusions(rng, plan)),
        assessments=tuple(_assessments(rng, plan, usual)),
        events=tuple(_events(rng, plan)),
        invented=True,
    )


def notes_to_print(diary: Diary) -> frozenset[str]:
    """Return the ids of the entries whose notes go on the invented page: the last weeks' ones."""
    return frozenset(check_in.id for check_in in diary.check_ins[-60:] if check_in.note)


def _plan(rng: Random, today: date) -> _Plan:
    last = rng.randint(127, 132)
    first = today - timedelta(days=last)
    start = next(n for n in range(14, 21) if (first + timedelta(days=n)).weekday() < 2)
    infusions = _infusion_days(rng, first, start, last)
    silence_from = infusions[-2] + rng.randint(7, 8)
    silence = range(silence_from, silence_from + rng.randint(8, 11))
    return _Plan(
        first=first,
        today=last,
        infusions=infusions,
        planned=_weekday(first, last + rng.randint(5, 9)),
        silence=silence,
        low=infusions[6] + rng.randint(9, 12),
        logged=_logged(rng, last, infusions, silence),
    )


def _infusion_days(rng: Random, first: date, start: int, today: int) -> tuple[int, ...]:
    """Six in three weeks, one after the gain has gone, one before it has, one after that."""
    induction = tuple(start + n for n in _INDUCTION)
    late = _weekday(first, induction[-1] + rng.randint(30, 32))
    last = _weekday(first, today - rng.randint(15, 17))
    return (*induction, late, late + 21, last)


def _weekday(first: date, n: int) -> int:
    """The clinic is closed at the weekend."""
    return n + {5: -1, 6: 1}.get((first + timedelta(days=n)).weekday(), 0)


def _logged(rng: Random, today: int, infusions: Sequence[int], silence: range) -> tuple[int, ...]:
    """About four days of five, what is left out lying in runs."""
    spared = {n + after for n in infusions for after in (-2, -1, 0, 1, 2)}
    spared |= {*range(silence[0] - 2, silence[-1] + 3), *range(today - 4, today)}
    missing = set(silence)
    wanted = round(today * rng.uniform(0.17, 0.22))
    while len(missing) < wanted:
        start = rng.randrange(3, today)
        end = start + rng.choice((1, 2, 2, 3, 3, 4))
        # Runs that touched would make a second silence.
        if missing.isdisjoint(range(start - 1, end + 1)):
            missing |= set(range(start, end)) - spared
    return tuple(n for n in range(today) if n not in missing)


def _usual_mood(rng: Random, plan: _Plan) -> list[float]:
    """The mood of each day but for its ups and downs."""
    gains, shares = rng.choice(_COURSES)
    gain, before = rng.uniform(*gains), rng.uniform(2.2, 2.9)
    mood = [before] * plan.today
    peaks = [gain * share for share in (*shares, 1, 1, 1)]
    for day, peak, half_life in zip(plan.infusions, peaks, _HALF_LIVES, strict=True):
        left = mood[day] - before
        for n in range(day, plan.today):
            rise = (0.3, 0.8, 1)[min(n - day, 2)]
            fading = 0.5 ** (max(0, n - day - 2) / half_life)
            mood[n] = before + (left + (max(left, peak) - left) * rise) * fading
    mood[plan.low] -= 3
    mood[plan.low + 1] -= 2
    return mood


def _swings(rng: Random, spread: float) -> Iterator[float]:
    """Ups and downs around 0 that carry over from day to day."""
    swing = rng.gauss(0, spread)
    while True:
        yield swing
        swing = 0.8 * swing + 0.6 * rng.gauss(0, spread)


def _check_ins(rng: Random, plan: _Plan, usual: Sequence[float]) -> Iterator[CheckIn]:
    moods = [mood + swing for mood, swing in zip(usual, _swings(rng, 0.9), strict=False)]
    notes = _notes(rng, plan, moods)
    free = [n for n in plan.logged if n not in plan.infusions]
    twice = {*plan.infusions, *rng.sample(free, rng.randint(8, 14))}
    late = rng.sample([n for n in free if n < plan.today - 8], rng.randint(3, 5))
    for n in plan.logged:
        if n in twice:
            clock = time(rng.randint(7, 9), rng.randrange(60))
            yield _check_in(rng, plan.day(n), clock, moods[n] + rng.gauss(-0.3, 0.6))
        delay = rng.randint(2, 4) if n in late else 0
        # Now and then after midnight, but never so on the last evening: that would be today.
        late_hour = 21 if n == plan.logged[-1] else 0
        clock = time(rng.choice((20, 20, 21, 21, 21, 22, 22, late_hour)), rng.randrange(60))
        yield _check_in(rng, plan.day(n), clock, moods[n], notes.get(n), delay)


def _check_in(
    rng: Random, day: date, clock: time, mood: float, note: str | None = None, delay: int = 0
) -> CheckIn:
    summer = 4 <= day.month <= 10
    at = datetime_on(day, clock).replace(tzinfo=timezone(timedelta(hours=2 if summer else 1)))
    rated = [(MOOD, mood), (ANXIETY, 8.3 - 0.6 * mood + rng.gauss(0, 0.8))]
    if not 4 <= clock.hour < 20:
        rated.append((SLEEP, round(2 * rng.gauss(5.2 + 0.25 * mood, 0.8)) / 2))
    # Some days one number is all there is.
    kept = rated[:1] if rng.random() < 0.15 else rated
    return CheckIn(
        id=f"demo-{at:%m%d-%H%M}",
        day=day,
        at=at,
        recorded_at=at + timedelta(days=delay, seconds=rng.randint(4, 40)),
        ratings=tuple(_rating(measure, value) for measure, value in kept),
        note=note,
    )


def _rating(measure: Measure, value: float) -> Rating:
    on_scale = min(max(value, measure.low), measure.high)
    return measure.rate(round(on_scale) if measure.step == 1 else on_scale)


def _notes(rng: Random, plan: _Plan, moods: Sequence[float]) -> dict[int, str]:
    left = {kind: rng.sample(texts, len(texts)) for kind, texts in _NOTES.items()}
    kinds = {n: _kind(moods[n]) for n in sorted(rng.sample(plan.logged, 14))}
    kinds |= dict.fromkeys(rng.sample(plan.infusions, 3), "infusion")
    return {n: left[kind].pop() for n, kind in kinds.items() if left[kind]}


def _kind(mood: float) -> str:
    return "low" if mood < 3.5 else "middle" if mood < 5.5 else "high"


def _infusions(rng: Random, plan: _Plan) -> Iterator[Infusion]:
    weight, cost = rng.randint(58, 92), rng.choice((400, 425, 450, 480))
    hardest = rng.randint(1, 3)
    for n, day in enumerate((*plan.infusions, plan.planned)):
        given = day < plan.today
        induction = n < len(_INDUCTION)
        per_kg = 0.5 if induction else 0.6
        weighed = weight + rng.choice((-1, 0, 0, 1))
        yield Infusion(
            id=f"demo-infusion-{n + 1}",
            day=plan.day(day),
            start=time(10, rng.choice((15, 30, 30, 45))),
            status="given" if given else "planned",
            route="iv",
            dose_mg=round(weighed * per_kg) if given else None,
            dose_mg_per_kg=per_kg,
            weight_kg=weighed if given else None,
            minutes=40,
            phase="induction" if induction else "maintenance",
            side_effects=_side_effects(rng, hard=n == hardest) if given else (),
            cost=cost if given else None,
        )


def _side_effects(rng: Random, *, hard: bool) -> tuple[SideEffect, ...]:
    return (
        SideEffect(name="dissociation", severity=3 if hard else rng.randint(1, 2)),
        SideEffect(name="nausea", severity=rng.randint(0, 2)),
        SideEffect(name="anxiety", severity=rng.randint(0, 1)),
        SideEffect(name="headache", severity=rng.randint(0, 2), when="after"),
    )


def _assessments(rng: Random, plan: _Plan, usual: Sequence[float]) -> Iterator[Assessment]:
    n = rng.randint(2, 4)
    while n < plan.today:
        if n not in plan.silence:
            day, mood = plan.day(n), usual[n]
            # The ninth item asks about self-harm; an invented person is spared it.
            answers = (*_answers(rng, 8, 27 - 2.8 * mood + rng.gauss(0, 0.8)), 0)
            yield Assessment(
                id=f"demo-phq-9-{day:%m%d}",
                day=day,
                questionnaire="phq-9",
                answers=answers,
                total=sum(answers),
                low=0,
                high=27,
            )
        n += rng.choice((7, 7, 7, 10, 14))


def _answers(rng: Random, items: int, total: float) -> tuple[int, ...]:
    """Answers from 0 to 3 that come to the total, as near as they can."""
    points = [item for item in range(items) for _ in range(3)]
    given = rng.sample(points, max(0, min(len(points), round(total))))
    return tuple(given.count(item) for item in range(items))


def _events(rng: Random, plan: _Plan) -> Iterator[Event]:
    raised = plan.infusions[5] + rng.randint(5, 12)
    good = plan.infusions[7] + rng.randint(2, 5)
    nausea = "Can something be given beforehand for the nausea?"
    spans: list[tuple[str, str, int, int | None, str | None]] = [
        ("medication", "Sertraline", -210, None, "100 mg daily"),
        ("medication", "Lamotrigine", 9, raised - 1, "25 mg daily"),
        ("medication", "Lamotrigine", raised, None, "50 mg daily"),
        ("medication", "Lorazepam", -60, plan.infusions[4], "0.5 mg when needed"),
        ("life", "Argument in the family", plan.low, None, None),
        ("life", "Back at work, two mornings a week", good, None, None),
        ("illness", "A cold, in bed", plan.silence[0] + 1, plan.silence[-2], None),
        ("question", nausea, plan.today - 3, None, None),
    ]
    sessions = range(rng.randint(1, 6), plan.today, rng.choice((7, 14)))
    spans += [("therapy", "Therapy session", n, None, None) for n in sessions]
    for number, (kind, title, start, end, dose) in enumerate(spans, start=1):
        yield Event(
            id=f"demo-event-{number}",
            kind=kind,
            title=title,
            start=plan.day(start),
            end=None if end is None else plan.day(end),
            dose=dose,
        )
