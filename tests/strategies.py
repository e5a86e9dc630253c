"""Whole diaries for Hypothesis: every kind of record, and text that breaks things."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TypeVar, cast

from hypothesis import strategies as st

from tracker.records import (
    BUILTIN_MEASURES,
    MOOD,
    Assessment,
    CheckIn,
    Diary,
    Event,
    Infusion,
    Measure,
    Rating,
    Settings,
    SideEffect,
    datetime_on,
)
from tracker.records.event import EVENT_KINDS
from tracker.records.infusion import PHASES, ROUTES, STATUSES, WHEN, Status
from tracker.records.measure import BETTER, Better

R = TypeVar("R", CheckIn, Infusion, Assessment, Event)

FIRST, LAST = date(2000, 1, 1), date(2026, 11, 20)

NASTY = (
    "=1+1",
    "'=1+1",
    "''",
    "'twas a long day",
    "- slept badly",
    "@here",
    "+41 to call",
    "|pipe",
    "%percent",
    "\ttabbed",
    "\r\nstarts on the second line",
    'says "quoted", with a comma; and a semicolon',
    "two\nlines\rthree\r\nfour",
    "[/] [bold]not bold[/bold]",
    "\u202eright to left",
    "\ufeffmarked",
    "line\u2028separator\x85next\x0bdown\x0cpage",
    "夜は眠れた 😴 ‏",
    '}, {"id": "x"',
    '\\"}, {"key": "mood"',
    "\x1b[31mred\x1b[0m",
    "x" * 10_000,
)

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
notes = st.none() | st.sampled_from(NASTY) | st.text(characters, max_size=60)
words = st.text(characters, min_size=1, max_size=30).filter(lambda text: text.strip() != "")
days = st.dates(FIRST, LAST)
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
offsets = st.integers(-12 * 4, 14 * 4).map(lambda n: timezone(timedelta(minutes=15 * n)))
moments = st.builds(
    lambda day, clock, offset: datetime.combine(day, clock, tzinfo=offset),
    days,
    st.times().map(lambda clock: clock.replace(microsecond=0)),
    offsets,
)
settings = st.builds(
    Settings,
    day_starts_at=st.sampled_from((time(0), time(3), time(4), time(5, 30), time(12))),
    name=st.none() | words,
    region=st.none() | st.sampled_from(("CH", "US", "a place")),
    mood_only=st.booleans(),
    theme=st.none() | st.sampled_from(("light", "one of a newer tracker")),
)


@st.composite
def measures(draw: st.DrawFn) -> tuple[Measure, ...]:
    """Mood and a few others, in any order."""
    known = draw(st.lists(st.sampled_from(BUILTIN_MEASURES[1:]), max_size=3, unique=True))
    keys = draw(st.lists(st.sampled_from(("note", "day", "steps_1", "ärger")), unique=True))
    own = [draw(_measure(key)) for key in keys]
    return tuple(draw(st.permutations([MOOD, *known, *own])))


@st.composite
def _measure(draw: st.DrawFn, key: str) -> Measure:
    low = draw(st.integers(-10, 5))
    return Measure(
        key=key,
        label=draw(words),
        low=low,
        high=low + draw(st.integers(1, 20)),
        step=draw(st.sampled_from((1, 0.5, 0.1))),
        better=cast(Better, draw(st.sampled_from(BETTER))),
        low_label=draw(st.none() | words),
        unit=draw(st.none() | words),
        active=draw(st.booleans()),
    )


@st.composite
def ratings(draw: st.DrawFn, measure: Measure) -> Rating:
    """A value on the scale."""
    steps = round((measure.high - measure.low) / measure.step)
    return measure.rate(measure.low + draw(st.integers(0, steps)) * measure.step)


@st.composite
def check_ins(draw: st.DrawFn, rated: tuple[Measure, ...] = (MOOD,)) -> CheckIn:
    """One check-in; its time may lie on its day, elsewhere or nowhere."""
    day = draw(days)
    chosen = draw(st.lists(st.sampled_from(rated), unique=True))
    on_day = st.builds(
        lambda clock, offset: datetime_on(day, clock).replace(tzinfo=offset), clocks, offsets
    )
    recorded_at = draw(st.none() | moments)
    return CheckIn(
        id=f"c{draw(st.integers(0, 10**6))}",
        day=day,
        at=draw(st.none() | on_day | moments),
        recorded_at=recorded_at and recorded_at.astimezone(UTC),
        ratings=tuple(draw(ratings(measure)) for measure in chosen),
        note=draw(notes if chosen else st.sampled_from(NASTY)),
    )


side_effects = st.builds(
    SideEffect, name=words, severity=st.integers(0, 3), when=st.sampled_from(WHEN)
)
infusions = st.builds(
    Infusion,
    id=st.integers(0, 10**6).map("i{}".format),
    day=days,
    start=st.none() | clocks,
    status=st.sampled_from(STATUSES).map(lambda status: cast(Status, status)),
    route=st.none() | st.sampled_from(ROUTES),
    dose_mg=st.none() | st.integers(1, 500) | st.just(37.5),
    dose_mg_per_kg=st.none() | st.sampled_from((0.5, 0.75, 1)),
    weight_kg=st.none() | st.sampled_from((61.2, 80)),
    minutes=st.none() | st.integers(1, 240),
    phase=st.none() | st.sampled_from(PHASES),
    new_course=st.booleans(),
    side_effects=st.lists(side_effects, max_size=3).map(tuple),
    cost=st.none() | st.sampled_from((0, 449.5)),
    note=notes,
)


def answered_whole(assessment: Assessment) -> Assessment:
    """Give a PHQ-9 an answer or a blank for each of its items, if it has any."""
    if assessment.questionnaire != "phq-9" or not assessment.answers:
        return assessment
    return replace(assessment, answers=(assessment.answers * 9)[:9])


assessments = st.builds(
    Assessment,
    id=st.integers(0, 10**6).map("a{}".format),
    day=days,
    questionnaire=st.sampled_from(("phq-9", "gad-7", "a scale of the clinic")),
    answers=st.none() | st.lists(st.none() | st.integers(0, 3), max_size=9).map(tuple),
    total=st.integers(0, 27) | st.just(4.5),
    low=st.just(0),
    high=st.sampled_from((27, 80)),
    better=st.sampled_from(BETTER).map(lambda better: cast(Better, better)),
).map(answered_whole)


@st.composite
def events(draw: st.DrawFn) -> Event:
    """One event, of one day or of many."""
    start = draw(days)
    end = st.integers(0, 100).map(lambda length: start + timedelta(days=length))
    return Event(
        id=f"e{draw(st.integers(0, 10**6))}",
        kind=draw(st.sampled_from(EVENT_KINDS)),
        title=draw(words),
        start=start,
        end=draw(st.none() | end),
        dose=draw(st.none() | words),
        note=draw(notes),
    )


@st.composite
def diaries(draw: st.DrawFn) -> Diary:
    """A whole diary, small and strange."""
    rated = draw(measures())
    return Diary(
        settings=draw(settings),
        measures=rated,
        check_ins=tuple(draw(_some(check_ins(rated)))),
        infusions=tuple(draw(_some(infusions))),
        assessments=tuple(draw(_some(assessments))),
        events=tuple(draw(_some(events()))),
    )


def _some(one: st.SearchStrategy[R]) -> st.SearchStrategy[list[R]]:
    return st.lists(one, max_size=4, unique_by=lambda record: record.id)
