"""From a diary to a report: puts together what the other modules calculate."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from tracker.analysis import events
from tracker.analysis.daily import DailyValues, Ratings, read_ratings
from tracker.analysis.effect import read_effect, smoothing_breaks
from tracker.analysis.events import Annotation, AnnotationIndex, Notes
from tracker.analysis.report import InfusionRow, Report
from tracker.analysis.scores import questionnaires, self_harm_sources, side_effects
from tracker.analysis.series import Series, make_series
from tracker.analysis.window import DAY, Window, without_future
from tracker.records import (
    MOOD,
    CheckIn,
    Diary,
    Infusion,
    Measure,
    NumberedInfusion,
    number_infusions,
)
from tracker.records.questionnaires import Questionnaire
from tracker.records.self_harm import concerns_self_harm

FURTHER_PANELS: Final = 3
"""Panels besides that of the main measure: more than four do not fit on one page."""


def build_report(
    diary: Diary,
    window: Window,
    *,
    today: date,
    measure: str | None = None,
    panels: Sequence[str] | None = None,
    notes: Notes = frozenset(),
    forms: Iterable[Questionnaire] = (),
) -> Report:
    """Return every number of the pages and charts about one measure in one window.

    The window limits what is listed; levels, halfway and bars use the whole diary up to its end,
    which is today at the latest.

    Args:
        diary: all records.
        window: the days that are reported.
        today: the present diary day.
        measure: key of the main measure; None for mood or, without mood entries in the window, the
            measure with most.
        panels: keys of further measures; None for up to three active ones with entries.
        notes: ids of records whose notes may go out, or "all".
        forms: the clinic's own questionnaires, beside those that come with tracker.

    Raises:
        ValidationError: the diary has no such measure.
    """
    window = without_future(window, today)
    main, further, left_out = _choose_measures(diary, window, measure, panels)
    self_harm = [measure for measure in diary.measures if concerns_self_harm(measure)]
    given = number_infusions(_without_notes(i for i in diary.infusions if i.day <= window.end))
    readings = _read_measures(diary, window, today, given, (main, *further, *self_harm))
    ratings, values, series = readings[main.key]
    effect = read_effect(values, given, main, end=window.end, today=today, listed_from=window.start)
    taken = events.medicines(diary.events, window.end)
    annotations = events.annotate(diary, window, given, taken, notes)
    rows = _annotated(effect.infusions, annotations, given, window)
    listed_courses = {row.numbered.course for row in rows}
    added = {form.key: form for form in forms}
    return Report(
        window=window,
        made_on=today,
        has_records=bool(_entries(diary, window))
        or any(i.day in window for i in diary.infusions)
        or any(a.day in window for a in diary.assessments),
        invented=diary.invented,
        main=series,
        panels=tuple(readings[m.key].series for m in further),
        measures_left_out=left_out,
        begins=ratings.begins,
        given_before_entries=sum(not ratings.begins or n.day < ratings.begins for n in given),
        infusions=rows,
        total_infusions=len(given),
        courses=tuple(c for c in effect.courses if c.number in listed_courses),
        course=effect.courses[-1] if effect.courses else None,
        planned=_with_status(diary, "planned", today, date.max),
        planned_past=_with_status(diary, "planned", window.start, min(window.end, today - DAY)),
        cancelled=_with_status(diary, "cancelled", window.start, window.end),
        last_infusion=given[-1] if given else None,
        questionnaires=questionnaires(diary.assessments, window, added),
        without_total=sum(a.day in window and a.total is None for a in diary.assessments),
        medicines=events.in_window(taken, window),
        therapy=events.therapy(diary.events, window),
        annotations=annotations,
        questions=events.questions(diary.events, window, today),
        side_effects=side_effects([row.numbered for row in rows]),
        self_harm=self_harm_sources(
            [readings[m.key].ratings for m in self_harm], diary.assessments, window, added
        ),
    )


class Reading(NamedTuple):
    """One measure: its ratings, its value of each day, and its series for a panel."""

    ratings: Ratings
    values: DailyValues
    series: Series


def _read_measures(
    diary: Diary,
    window: Window,
    today: date,
    given: Sequence[NumberedInfusion],
    measures: Iterable[Measure],
) -> dict[str, Reading]:
    treated, breaks = frozenset(infusion.day for infusion in given), smoothing_breaks(given)
    readings = {}
    for key, ratings in read_ratings(diary, window.end, measures).items():
        values = ratings.daily(treated)
        series = make_series(
            ratings, values, window, today=today, treatment_days=treated, breaks=breaks
        )
        readings[key] = Reading(ratings, values, series)
    return readings


def _choose_measures(
    diary: Diary, window: Window, measure: str | None, panels: Sequence[str] | None
) -> tuple[Measure, list[Measure], int]:
    """Return the main measure, those of the further panels, and how many have no room there.

    Self-harm has a box of its own on a page, never a curve unless it is asked for.
    """
    entries = Counter(rating.measure for c in _entries(diary, window) for rating in c.ratings)
    main = most_rated(diary, entries) if measure is None else diary.measure(measure)
    if panels is not None:
        asked = [diary.measure(key) for key in dict.fromkeys(panels)]
        return main, [measure for measure in asked if measure.key != main.key], 0
    rated = [
        m
        for m in diary.active_measures
        if entries[m.key] and m.key != main.key and not concerns_self_harm(m)
    ]
    return main, rated[:FURTHER_PANELS], len(rated[FURTHER_PANELS:])


def most_rated(diary: Diary, entries: Counter[str]) -> Measure:
    """Return mood, or without an entry of it the measure with most: a pain diary is about pain."""
    mood = diary.measure(MOOD.key)
    others = [m for m in diary.measures if entries[m.key] and not concerns_self_harm(m)]
    return mood if entries[mood.key] else max(others, key=lambda m: entries[m.key], default=mood)


def measure_beside_mood(diary: Diary, window: Window) -> Measure | None:
    """Return the measure rated on more than twice as many days as mood, where mood is rated too.

    A page is about mood as soon as it has one entry. Whoever rates pain each day and mood now and
    then can be told that the page may be about pain.
    """
    rated = {(rating.measure, c.day) for c in _entries(diary, window) for rating in c.ratings}
    days = Counter(key for key, _ in rated)
    others = (m for m in diary.measures if m.key != MOOD.key and not concerns_self_harm(m))
    most = max(others, key=lambda m: days[m.key], default=MOOD)
    return most if days[most.key] > 2 * days[MOOD.key] > 0 else None


def _entries(diary: Diary, window: Window) -> Sequence[CheckIn]:
    first = bisect_left(diary.check_ins, window.start, key=lambda c: c.day)
    return diary.check_ins[first : bisect_right(diary.check_ins, window.end, key=lambda c: c.day)]


def _annotated(
    rows: Sequence[InfusionRow],
    annotations: Sequence[Annotation],
    given: Sequence[NumberedInfusion],
    window: Window,
) -> tuple[InfusionRow, ...]:
    """Add to each infusion the letters of what else changed before the day of the next one."""
    index = AnnotationIndex(annotations)
    days = sorted({infusion.day for infusion in given})
    until = {day: following - DAY for day, following in pairwise(days)}
    return tuple(
        replace(row, annotations=index.between(row.day, until.get(row.day, window.end)))
        for row in rows
    )


def _with_status(diary: Diary, status: str, first: date, last: date) -> tuple[Infusion, ...]:
    found = (i for i in diary.infusions if i.status == status and first <= i.day <= last)
    return tuple(_without_notes(found))


def _without_notes(infusions: Iterable[Infusion]) -> list[Infusion]:
    """Return the infusions without notes; a note chosen for the page is an annotation."""
    return [replace(i, note=None) if i.note is not None else i for i in infusions]
