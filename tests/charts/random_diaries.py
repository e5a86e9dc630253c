"""Random diaries that are hard to draw, each from its seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import Any

from tests.charts.diaries import WORDS, check_in
from tracker.analysis import Report, Window, build_report, default_window
from tracker.records import MOOD, SELF_HARM, Assessment, Diary, Event, Infusion, Measure, SideEffect
from tracker.records.catalogue import find_measure

NAMES = (
    "dissociation", "nausea", "headache", "dizziness", "anxiety", "blurred vision",
    "blood pressure", "tiredness", "bladder", "a rather long name of a side effect nobody expects",
    "漢字の副作用", "דו", "n",
)  # fmt: skip
SCALES = (
    ("phq-9", 0, 27), ("gad-7", 0, 21), ("pcl-5", 0, 80), ("peg", 0, 10),
    ("Montgomery–Åsberg Depression Rating Scale, self-report", 0, 54), ("WHO-5", 0, 100),
)  # fmt: skip
TITLES = (
    "Sertraline", "Lamotrigine", "Medicinamolidon forte retard extended release capsules", "Li",
    "Back at work, two mornings a week", "A cold, in bed", "漢字の出来事", "מרחק ארוך בעברית",
    "An argument that went on for most of the week and was never really settled by anyone",
)  # fmt: skip
DOSES = ("25 mg", "100 mg daily", "25 → 100 mg daily, then as before", "0.5 mg when needed", None)
PAIN = find_measure((), "pain")


@dataclass(frozen=True, slots=True)
class Case:
    """A random diary with the page that is drawn of it."""

    seed: int
    report: Report
    page: str
    theme: str
    name: str | None
    entries: bool


def random_case(seed: int) -> Case:
    """Return the case of a seed, the same each time."""
    rng = Random(seed)
    today = date(2026, 1, 1) + timedelta(days=rng.randrange(700))
    diary = _diary(rng, today)
    window = default_window(diary, today)
    if rng.random() < 0.3:
        days = rng.choice((0, 2, 13, 40, 126, 250, 400, 800, 3650))
        end = today if rng.random() < 0.7 else today - timedelta(days=rng.randrange(60))
        window = Window(end - timedelta(days=days), end)
    report = build_report(diary, window, today=today, notes="all" if rng.random() < 0.3 else ())
    return Case(
        seed, report, rng.choice(("a4", "letter")), rng.choice(("colour", "mono")),
        rng.choice((None, "Alex Sample", WORDS[0], "A" * 200)), rng.random() < 0.1,
    )  # fmt: skip


def _diary(rng: Random, today: date) -> Diary:
    span = rng.choice((1, 3, 20, 60, 120, 130, 180, 240, 400, 800, 3650))
    first = today - timedelta(days=span)
    measures = _measures(rng)
    return Diary(
        measures=measures,
        check_ins=tuple(_check_ins(rng, first, span, measures)) if rng.random() < 0.95 else (),
        infusions=tuple(_infusions(rng, first, span)) if rng.random() < 0.9 else (),
        assessments=tuple(_assessments(rng, first, span)),
        events=tuple(_events(rng, first, span)),
        invented=rng.random() < 0.3,
    )


def _measures(rng: Random) -> tuple[Measure, ...]:
    found = [MOOD]
    if rng.random() < 0.5:
        found.append(PAIN)
    for key in rng.sample(("anxiety", "sleep", "energy", "elevation"), rng.randrange(4)):
        found.append(find_measure((), key))
    if rng.random() < 0.2:
        found.append(
            Measure(key="own", label="W" * rng.choice((3, 40)), low=-3, high=300, unit="kg")
        )
    if rng.random() < 0.3:
        found.append(Measure(key=SELF_HARM, label="Thoughts of death or self-harm", high=3,
                             better="lower"))  # fmt: skip
    return tuple(found)


def _check_ins(rng: Random, first: date, span: int, measures: tuple[Measure, ...]) -> Any:
    share, level, swing = rng.choice((0.1, 0.5, 0.85, 1.0)), rng.random(), rng.choice((0, 0.1, 0.3))
    rated = measures if rng.random() < 0.85 else measures[1:] or measures
    gap = range(rng.randrange(span + 1), rng.randrange(span + 1) + 20)
    for n in range(span + 1):
        if n in gap or rng.random() > share:
            continue
        for _ in range(rng.choice((1, 1, 1, 2))):
            values: dict[str, float] = {}
            for measure in rated:
                drift = min(1, max(0, level + rng.gauss(0, swing)))
                raw = float(measure.low) + drift * float(measure.high - measure.low)
                steps = round((raw - float(measure.low)) / float(measure.step))
                values[measure.key] = round(float(measure.low) + steps * float(measure.step), 9)
            note = rng.choice(WORDS) if rng.random() < 0.05 else None
            yield check_in(first + timedelta(days=n), note, **values)


def _infusions(rng: Random, first: date, span: int) -> Any:
    count = rng.choice((1, 2, 6, 9, 14, 60))
    every = rng.choice((1, 3, 4, 7, 21, 30))
    start = rng.randrange(max(1, span // 2 + 1)) if rng.random() < 0.8 else 0
    names = rng.sample(NAMES, rng.choice((0, 1, 4, 5, 9, 12)))
    varied = rng.random() < 0.4
    for n in range(count):
        day = first + timedelta(days=min(start + n * every + rng.randrange(2), span))
        yield Infusion(
            id=f"i{n}",
            day=day,
            start=time(9 + n % 8),
            status="given" if rng.random() < 0.93 else rng.choice(("cancelled", "planned")),
            route=rng.choice(("iv", "im", "nasal", "sublingual", "other", None))
            if varied
            else "iv",
            dose_mg=rng.choice((40, 62.5, 200, None)) if varied else 42,
            dose_mg_per_kg=rng.choice((0.5, 0.75, None)) if varied else 0.5,
            minutes=rng.choice((40, 55, None)) if varied else 40,
            new_course=rng.random() < 0.05,
            side_effects=tuple(
                SideEffect(name=name, severity=rng.randrange(4))
                for name in names
                if rng.random() < 0.7
            ),
        )
    for n in range(rng.choice((0, 0, 1, 3))):
        yield Infusion(id=f"p{n}", day=first + timedelta(days=span + 5 + 7 * n), status="planned")


def _assessments(rng: Random, first: date, span: int) -> Any:
    for key, low, high in rng.sample(SCALES, rng.choice((0, 1, 1, 2, 6))):
        every = rng.choice((1, 7, 14, 30))
        for n in range(0, span + 1, every):
            if n // every > 130:
                break
            day, total = first + timedelta(days=n), rng.randint(low, high)
            answers = None
            if key == "phq-9" and rng.random() < 0.7:
                answers = tuple(rng.choice((0, 1, 2, 3)) for _ in range(9))
                total = sum(answers)
            yield Assessment(id=f"{key[:4]}{n}", day=day, questionnaire=key, answers=answers,
                             total=total, low=low, high=high)  # fmt: skip


def _events(rng: Random, first: date, span: int) -> Any:
    for n in range(rng.choice((0, 3, 12, 30))):
        kind = rng.choice(("medication", "medication", "life", "illness", "other", "therapy"))
        start = first + timedelta(days=rng.randrange(-30, span + 1))
        end = start + timedelta(days=rng.randrange(90)) if rng.random() < 0.4 else None
        yield Event(id=f"e{n}", kind=kind, title=rng.choice(TITLES), start=start, end=end,
                    dose=rng.choice(DOSES) if kind == "medication" else None)  # fmt: skip
    for n in range(rng.choice((0, 0, 1, 5, 40))):
        yield Event(id=f"q{n}", kind="question", title=rng.choice(TITLES), start=first)
