"""From a diary to a report: each module's part of it, put together once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from tracker.analysis import alongside, medicines
from tracker.analysis.aligned import aligned
from tracker.analysis.alongside import Keys, Notes
from tracker.analysis.benefit import baseline
from tracker.analysis.daily import Levels
from tracker.analysis.infusions import infusion_row
from tracker.analysis.known import Known, series, without_notes
from tracker.analysis.report import InfusionRow, Report
from tracker.analysis.scores import questionnaires, self_harm
from tracker.analysis.side_effects import side_effects
from tracker.analysis.survival import median_benefit
from tracker.analysis.window import Window
from tracker.records import MOOD, SELF_HARM, Diary, Infusion, Measure

FURTHER_PANELS: Final = 3
"""Beside the main measure: more than four panels do not fit a page that is read in a visit."""


def build_report(
    diary: Diary,
    window: Window,
    *,
    today: date,
    measure: str = MOOD.key,
    panels: Sequence[str] | None = None,
    notes: Notes = frozenset(),
) -> Report:
    """Return every number of the pages and charts about one measure in one window.

    The window limits what is listed; baselines and benefits use the whole diary up to its end.
    `panels` are the keys of further measures; left out, up to three active ones with entries.
    `notes` are the ids of records whose notes may go out, or "all".

    Raises:
        ValidationError: the diary has no such measure.
    """
    main = diary.measure(measure)
    further = _panels(diary, window, main, panels)
    known = Known.of(diary, window, today, [main.key, *(m.key for m in further), SELF_HARM])
    levels, given = known.levels(main), known.given
    begun = medicines.medicines(diary.events, window.end)
    keyed = alongside.keyed(diary, window, given, medicines.changes(begun), notes)
    rows = _rows(known, levels, Keys(keyed))
    return Report(
        window=window,
        made_on=today,
        invented=diary.invented,
        main=series(known, levels),
        panels=tuple(series(known, known.levels(panel)) for panel in further),
        infusions=rows,
        infusions_ever=len(given),
        planned=_planned(diary, today),
        last_infusion=given[-1] if given else None,
        days_since_last=(window.end - given[-1].day).days if given else None,
        median_benefit=median_benefit(row.benefit for row in rows),
        aligned=aligned([s for s in known.segments if s.day in window], levels),
        questionnaires=questionnaires(diary.assessments, window),
        medicines=medicines.in_window(begun, window),
        therapy=alongside.therapy(diary.events, window),
        keyed=keyed,
        questions=alongside.questions(diary.events, window, today),
        side_effects=side_effects([row.infusion for row in rows]),
        self_harm=self_harm(known.ratings.by_measure[SELF_HARM], diary.assessments, window),
    )


def _rows(known: Known, levels: Levels, keys: Keys) -> tuple[InfusionRow, ...]:
    before = {course.number: baseline(levels, course.first_day) for course in known.courses}
    return tuple(
        infusion_row(segment, levels, before[segment.numbered.course], keys)
        for segment in known.segments
        if segment.day in known.window
    )


def _panels(
    diary: Diary, window: Window, main: Measure, keys: Sequence[str] | None
) -> list[Measure]:
    if keys is not None:
        asked = [diary.measure(key) for key in dict.fromkeys(keys)]
        return [measure for measure in asked if measure.key != main.key]
    entries = (check_in for check_in in diary.check_ins if check_in.day in window)
    rated = {rating.measure for check_in in entries for rating in check_in.ratings}
    # Thoughts of self-harm have a line of their own on a page, never a curve by default.
    wanted = rated - {main.key, SELF_HARM}
    return [m for m in diary.active_measures if m.key in wanted][:FURTHER_PANELS]


def _planned(diary: Diary, today: date) -> tuple[Infusion, ...]:
    ahead = [i for i in diary.infusions if i.status == "planned" and i.day >= today]
    return tuple(without_notes(ahead))
