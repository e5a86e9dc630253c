"""Diaries that are hard to draw: each must give a page on which nothing touches or is cut."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import count
from random import Random
from typing import Any

from tracker.analysis import Report, Window, build_report, default_window
from tracker.records import (
    MOOD,
    SELF_HARM,
    Assessment,
    CheckIn,
    Diary,
    Event,
    Infusion,
    Measure,
    Rating,
    SideEffect,
)
from tracker.records.catalogue import find_measure

TODAY = date(2026, 6, 15)
PAIN = find_measure((), "pain")
POLE = Measure(key="pole", label="Low to elated", low=-3, high=3)
STORY = "A bereavement in the family, and then a long story that does not stop. " * 4
WORDS = (
    "漢字のとても長いメモ" * 10,
    "مرحبا بالعالم " * 12,
    "🙂🙂 fine \u202eesrever",
    "[/] [bold] =1+1 $x^2$ <b>&amp;",
    "A" * 300,
)
_ids = count(1)


def before(days: int) -> date:
    return TODAY - timedelta(days=days)


def check_in(day: date, note: str | None = None, **ratings: float) -> CheckIn:
    at = datetime.combine(day, time(20), UTC)
    return CheckIn(
        id=f"c{next(_ids):06}",
        day=day,
        at=at,
        recorded_at=at,
        ratings=tuple(Rating(key, value) for key, value in ratings.items()),
        note=note,
    )


def logged(days: int, share: float = 0.8) -> tuple[CheckIn, ...]:
    """Mood and pain on most of the last days, the same ones each time."""
    rng = Random(1)
    return tuple(
        check_in(before(n), mood=max(0, min(10, round(rng.gauss(5, 2)))), pain=rng.randint(0, 10))
        for n in range(days)
        if rng.random() < share
    )


def infusion(days_ago: int, **fields: Any) -> Infusion:
    return Infusion(id=f"i{next(_ids):06}", day=before(days_ago), **fields)


def event(kind: str, title: str, days_ago: int, **fields: Any) -> Event:
    return Event(id=f"e{next(_ids):06}", kind=kind, title=title, start=before(days_ago), **fields)


def phq9(every: int, times: int) -> tuple[Assessment, ...]:
    return tuple(
        Assessment(
            id=f"a{next(_ids):06}",
            day=before(every * n),
            questionnaire="phq-9",
            total=20 - n % 15,
            low=0,
            high=27,
        )
        for n in range(times)
    )


def rated(**fields: Any) -> Diary:
    return Diary(measures=(MOOD, PAIN), **fields)


def _forty() -> Diary:
    effects = [
        (SideEffect(name="nausea", severity=n % 4), SideEffect(name="x" * 60, severity=1))
        for n in range(40)
    ]
    given = (
        infusion(4 * n, dose_mg_per_kg=0.5, side_effects=recorded)
        for n, recorded in enumerate(effects)
    )
    return rated(check_ins=logged(170), infusions=tuple(given))


def _medicines() -> Diary:
    found = (
        event("medication", f"Medicinamolidon {n} forte retard", 120 - 5 * n, dose=STORY[:60])
        for n in range(12)
    )
    return rated(check_ins=logged(120), infusions=(infusion(30),), events=tuple(found))


def _notes() -> Diary:
    noted = (replace(c, note=STORY if n % 2 else "short") for n, c in enumerate(logged(30, 1)))
    return rated(
        check_ins=tuple(noted),
        infusions=(infusion(20), infusion(5)),
        events=tuple(event("question", STORY[:190], 0) for _ in range(4)),
    )


def _strange_words() -> Diary:
    noted = (replace(c, note=WORDS[n % 5]) for n, c in enumerate(logged(15, 1)))
    kinds = ("medication", "life", "question", "illness", "medication")
    effects = (
        SideEffect(name=WORDS[0][:60], severity=3),
        SideEffect(name=WORDS[1][:60], severity=2),
    )
    return rated(
        check_ins=tuple(noted),
        infusions=(infusion(20), infusion(5, note=WORDS[3], side_effects=effects)),
        events=tuple(
            event(k, w[:150], 9 * n) for n, (k, w) in enumerate(zip(kinds, WORDS, strict=True))
        ),
    )


def _ten_years() -> Diary:
    return rated(
        check_ins=logged(3650),
        infusions=tuple(infusion(30 * n) for n in range(100)),
        assessments=phq9(30, 120),
    )


def _year() -> Diary:
    return rated(
        check_ins=logged(365),
        infusions=tuple(infusion(24 * n) for n in range(15)),
        assessments=phq9(14, 26),
    )


def _bipolar() -> Diary:
    rng = Random(2)
    found = (check_in(before(n), mood=5, pole=rng.randint(-3, 3)) for n in range(60))
    return Diary(measures=(MOOD, POLE), check_ins=tuple(found), infusions=(infusion(30),))


def course(gaps: Sequence[int], last: int, **fields: Any) -> tuple[Infusion, ...]:
    """Infusions so many days apart, the last one `last` days ago."""
    days = [last]
    for gap in reversed(gaps):
        days.append(days[-1] + gap)
    return tuple(infusion(day, **fields) for day in reversed(days))


INDUCTION = (3, 4, 3, 4, 3)


def moods(levels: Mapping[range, float], days: int, *, skip: Iterable[int] = ()) -> Any:
    """One mood a day for so many days; the level of each stretch of days ago, never the last day
    left to chance.
    """
    left_out = set(skip)
    return tuple(
        check_in(before(n), mood=next((v for r, v in levels.items() if n in r), 5))
        for n in range(days)
        if n not in left_out
    )


def _risen() -> Diary:
    """A series of six that lifts 2 to 6, then boosters at 3 and at 7, as in the design."""
    levels = {
        range(112, 200): 2.0,
        range(96, 112): 5.0,
        range(70, 96): 6.0,
        range(64, 70): 3.0,
        range(43, 64): 7.0,
        range(43): 6.0,
    }
    series = course(INDUCTION, 95, dose_mg_per_kg=0.5, route="iv")
    boosters = (infusion(64, dose_mg_per_kg=0.6, route="iv"), infusion(43), infusion(15))
    return rated(
        check_ins=moods(levels, 126), infusions=(*series, *boosters), assessments=phq9(7, 16)
    )


def _two_courses(second: float) -> Diary:
    levels = {range(150, 200): 2.0, range(100, 150): 6.0, range(74, 100): second, range(0, 74): 8.0}
    return rated(
        check_ins=moods(levels, 180),
        infusions=(*course(INDUCTION, 149), *course(INDUCTION, 57), infusion(20)),
    )


def _routes() -> Diary:
    routes = ("iv", "im", "nasal", "sublingual", "oral", "sc", "other")
    given = tuple(
        infusion(70 - 9 * n, route=route, dose_mg=40 + 30 * n, minutes=40 + n)
        for n, route in enumerate(routes)
    )
    return rated(check_ins=logged(90), infusions=given)


def _asked(**answers: int | None) -> Diary:
    forms = tuple(
        Assessment(
            id=f"phq{n}", day=before(n), questionnaire="phq-9",
            answers=(1,) * 8 + (answer,), total=8 + (answer or 0), low=0, high=27,
        )
        for n, answer in ((3, answers.get("last")), (24, answers.get("before")), (45, 0))
    )  # fmt: skip
    daily = Measure(key=SELF_HARM, label="Thoughts of death or self-harm", high=3, better="lower")
    rated_days = tuple(check_in(before(n), mood=4, self_harm=n % 3) for n in range(2, 40))
    return Diary(measures=(MOOD, daily), check_ins=rated_days, assessments=forms)


def _long_names() -> Diary:
    name = "Montgomery–Åsberg Depression Rating Scale, self-report version"
    totals = tuple(
        Assessment(id=f"m{n}", day=before(14 * n), questionnaire=name, total=30 - n, low=0, high=54)
        for n in range(6)
    )
    label = "How well I could concentrate on one thing at a time"
    slow = Measure(key="slow", label=label, low=0, high=10)
    days = tuple(check_in(before(n), mood=5, slow=4) for n in range(80))
    return Diary(measures=(MOOD, slow), check_ins=days, assessments=totals,
                 infusions=course(INDUCTION, 40))  # fmt: skip


def _month_end() -> Diary:
    """A series that runs from the end of a month into the next one."""
    return rated(check_ins=logged(100), infusions=course(INDUCTION, 33, dose_mg_per_kg=0.5))


def _busy() -> Diary:
    """Something of everything that few diaries have: late entries, stays, stops, wide scales."""
    weight = Measure(key="weight", label="Weight", low=40, high=140.5, step=0.5, unit="kg")
    days = [
        check_in(before(n), mood=n % 11, weight=60 + n % 40 / 2, sleep=5 + n % 4)
        for n in range(300)
        if n % 37 > 4
    ]
    days += [check_in(before(n), mood=10 - n % 11, weight=99.5) for n in range(0, 300, 6)]
    late = [
        replace(c, recorded_at=c.recorded_at and c.recorded_at + timedelta(days=n % 40 // 13))
        for n, c in enumerate(days)
    ]
    names = ("nausea", "dissociation", "headache", "a rather long feeling", "blurred vision", "x")
    effects = tuple(SideEffect(name=name, severity=n % 4) for n, name in enumerate(names))
    given = (
        *course(INDUCTION, 200, dose_mg_per_kg=0.5, route="iv", minutes=40, side_effects=effects),
        *course((21, 30), 60, dose_mg=80, route="im", side_effects=effects[::2]),
        infusion(20, status="cancelled"), infusion(8, status="planned"),
        infusion(-4, status="planned"), infusion(-11, status="planned"),
    )  # fmt: skip
    events = (
        event("medication", "Sertraline", 400, dose="50 mg"),
        event("medication", "Sertraline", 150, dose="100 mg"),
        event("medication", "Lorazepam", 250, end=before(90)),
        event("therapy", "Day clinic", 180, end=before(150)),
        event("therapy", "Session", 40),
        event("illness", "Flu", 62, end=before(55)),
        *(event("life", f"Event {n}", 120 - 2 * n) for n in range(30)),
        event("question", "How long do we go on?", -3),
    )
    return Diary(
        measures=(MOOD, weight, find_measure((), "sleep")), check_ins=tuple(late),
        infusions=given, events=events, assessments=phq9(28, 9), invented=True,
    )  # fmt: skip


HARD: dict[str, Callable[[], Diary]] = {
    "empty": Diary,
    "one entry": lambda: Diary(check_ins=(check_in(TODAY, mood=4),)),
    "three days": lambda: rated(check_ins=logged(3, 1)),
    "no infusion": lambda: rated(check_ins=logged(126)),
    "infusions only": lambda: Diary(infusions=tuple(map(infusion, (40, 37, 30, 10)))),
    "planned only": lambda: rated(
        check_ins=logged(60), infusions=(infusion(-3, status="planned"),)
    ),
    "two on one day": lambda: rated(
        check_ins=logged(60), infusions=(infusion(30), infusion(30, start=time(15)), infusion(10))
    ),
    "forty infusions": _forty,
    "twelve medicines": _medicines,
    "thirty notes": _notes,
    "strange words": _strange_words,
    "months of gap": lambda: rated(
        check_ins=tuple(c for c in logged(170) if c.day.month not in (3, 4)),
        infusions=(infusion(150), infusion(80), infusion(10)),
    ),
    "a year": _year,
    "ten years": _ten_years,
    "a scale around zero": _bipolar,
    "pain, where lower is better": lambda: rated(
        check_ins=logged(90), infusions=(infusion(60), infusion(25))
    ),
    "pain alone": lambda: rated(
        check_ins=tuple(check_in(before(n), pain=8 if n > 40 else 4) for n in range(80)),
        infusions=course(INDUCTION, 41),
    ),
    "risen": _risen,
    "two courses": lambda: _two_courses(3),
    "both courses": lambda: _two_courses(3),
    "two courses, halfway kept": lambda: _two_courses(5),
    "worse": lambda: rated(
        check_ins=moods({range(60, 90): 6, range(0, 60): 2}, 90), infusions=course(INDUCTION, 45)
    ),
    "begun after the third": lambda: rated(
        check_ins=logged(40, 1), infusions=course((3, 4, 3, 21, 21), 9)
    ),
    "series goes on": lambda: rated(
        check_ins=moods({range(10, 40): 3, range(0, 10): 7}, 40), infusions=course((3, 4), 2)
    ),
    "halfway kept, begun today": lambda: rated(
        check_ins=moods({range(150, 200): 2, range(0, 150): 6}, 180),
        infusions=(*course(INDUCTION, 149), infusion(0)),
    ),
    "two given today": lambda: rated(
        check_ins=moods({range(60): 4}, 40), infusions=(infusion(0), infusion(0, start=time(15)))
    ),
    "given today": lambda: rated(check_ins=logged(60), infusions=course((21,), 0)),
    "kept well": lambda: rated(
        check_ins=moods({range(95, 130): 3, range(0, 95): 7}, 126),
        infusions=(*course(INDUCTION, 80), infusion(59), infusion(38), infusion(17)),
    ),
    "weekly": lambda: rated(check_ins=logged(126), infusions=course((7,) * 13, 4)),
    "sixty infusions": lambda: rated(check_ins=logged(170), infusions=course((2,) * 59, 2)),
    "routes that change": _routes,
    "a series over a month's end": _month_end,
    "long names": _long_names,
    "forty questions": lambda: rated(
        check_ins=logged(50),
        infusions=(infusion(20),),
        events=tuple(event("question", f"Question {n}: {STORY[:120]}", 1) for n in range(40)),
    ),
    "not marked as given": lambda: rated(
        check_ins=logged(60),
        infusions=(
            *course((21,), 30),
            infusion(8, status="planned"),
            infusion(12, status="cancelled"),
            infusion(-5, status="planned"),
        ),
    ),
    "self-harm above zero": lambda: _asked(last=1, before=3),
    "self-harm left blank": lambda: _asked(last=None, before=2),
    "self-harm, totals alone": lambda: Diary(check_ins=logged(30), assessments=phq9(14, 3)),
    "gap after an infusion": lambda: rated(
        check_ins=moods({range(60, 90): 2, range(0, 60): 7}, 90, skip=range(3, 40)),
        infusions=course(INDUCTION, 52),
    ),
    "many events": lambda: rated(
        check_ins=logged(120),
        infusions=course(INDUCTION, 60),
        events=tuple(event("life", f"Event {n}", 75 - n // 3) for n in range(220)),
    ),
    "three years": lambda: rated(
        check_ins=logged(1000), infusions=course((21,) * 40, 5), assessments=phq9(30, 33)
    ),
    "a past window": _risen,
    "one day": _risen,
    "busy": _busy,
    "busy weeks": _busy,
}


@lru_cache(maxsize=64)
def report_of(name: str, **options: Any) -> Report:
    """The report that a page of a hard diary is drawn from, every note ticked."""
    diary = HARD[name]()
    if name == "pain, where lower is better":
        options["measure"] = "pain"
    windows = {
        "a year": Window(before(364), TODAY),
        "both courses": Window(before(179), TODAY),
        "three years": Window(before(999), TODAY),
        "ten years": Window(before(3649), TODAY),
        "a past window": Window(before(120), before(30)),
        "one day": Window(TODAY, TODAY),
        "busy": Window(before(270), TODAY),
        "busy weeks": Window(before(499), TODAY),
        "self-harm above zero": Window(before(60), TODAY),
        "self-harm left blank": Window(before(60), TODAY),
    }
    window = windows.get(name) or default_window(diary, TODAY)
    if name == "a scale around zero":
        options["measure"] = "pole"
    return build_report(diary, window, today=TODAY, notes="all", **options)


def report_on(diary: Diary, days: int = 60, end: date = TODAY, **options: Any) -> Report:
    """The report on the days from so many before today up to `end`."""
    return build_report(diary, Window(before(days), end), today=TODAY, **options)
