"""Small fixed diaries, and the one moment at which the tests of the app take place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from tests.clock import NOW as NOW
from tests.clock import TODAY as TODAY
from tests.clock import ZONE as ZONE
from tracker.records import (
    MOOD,
    CheckIn,
    Infusion,
    Rating,
    SideEffect,
    known_measure,
    new_id,
)
from tracker.records.measure import Measure
from tracker.storage import Record, Store

MARKUP = "[/] [bold] =1+1"
"""A note that a screen could wrongly read as markup."""

WISH = Measure(key="wish", label="Wish to die", low=1, high=5, better="lower")
"""A person's own measure of self-harm, whose lowest value is 1."""

_MOODS = "434.32..578776.76565..457878"
"""A character a day; a dot for a day without an entry."""


def check_in(
    day: date,
    mood: int,
    *,
    at: time = time(21, 4),
    late_by: int = 0,
    note: str | None = None,
    more: tuple[Rating, ...] = (),
) -> CheckIn:
    moment = datetime.combine(day + timedelta(days=late_by), at, ZONE)
    return CheckIn(
        id=new_id(moment),
        day=day,
        at=moment,
        recorded_at=moment,
        ratings=(Rating("mood", mood), *more),
        note=note,
    )


def infusion(day: date, **details: object) -> Infusion:
    moment = datetime.combine(day, time(10, 30), ZONE)
    return Infusion(id=new_id(moment), day=day, **details)  # type: ignore[arg-type]  # any detail


def infusions() -> list[Infusion]:
    """Ten given in two courses, the last one sixteen days ago; two planned."""
    given = [date(2026, 3, 2) + timedelta(days=3 * n) for n in range(6)]
    later = [date(2026, 9, 10), date(2026, 9, 14), date(2026, 10, 2), date(2026, 11, 5)]
    details = {"route": "iv", "dose_mg": 40, "start": time(10, 30)}
    first = [infusion(day, phase="induction", **details) for day in given]
    second = [infusion(day, phase="maintenance", **details) for day in later[:-1]]
    felt = (SideEffect(name="nausea", severity=2), SideEffect(name="headache", severity=1))
    last = infusion(later[-1], **details, side_effects=felt, note="slept in the chair")
    planned = [infusion(day, status="planned") for day in (date(2026, 12, 4), date(2026, 12, 18))]
    return [*first, *second, last, *planned]


def four_weeks() -> list[CheckIn]:
    """Twenty-two days of moods with gaps; one written down late; today twice, with notes."""
    first = TODAY - timedelta(days=27)
    days = [(first + timedelta(days=n), mood) for n, mood in enumerate(_MOODS)]
    month = [
        check_in(day, int(mood), late_by=3 if n == 4 else 0)
        for n, (day, mood) in enumerate(days)
        if mood != "." and day != TODAY
    ]
    morning = check_in(TODAY, 8, at=time(8, 10), note="Slept well for once, then a long walk.")
    noon = check_in(TODAY, 7, at=time(12, 30), more=(Rating("anxiety", 4),))
    return [*month, morning, noon]


def fill(store: Store, records: list[Record], *, measures: tuple[str, ...] = ()) -> None:
    """Write records as something that happened long before the test."""
    with store.writing(NOW - timedelta(days=1), "the test's own diary") as unit:
        unit.put_measures([MOOD, *(_known(name) for name in measures)])
        for record in records:
            unit.add(record)


def _known(name: str) -> Measure:
    measure = known_measure(name)
    assert measure is not None
    return measure


def turn_on(store: Store, *measures: str | Measure) -> None:
    """Ask for measures after mood, in this order."""
    known = [_known(measure) if isinstance(measure, str) else measure for measure in measures]
    with store.writing(NOW, "the measures") as unit:
        unit.put_measures([MOOD, *(replace(measure, active=True) for measure in known)])
