"""What was given and what else changed: doses, medicines, therapy, events and notes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tracker.analysis import Annotation, InfusionRow, Medicine, Report
from tracker.charts.words.common import inline, say_day, say_span
from tracker.records import Infusion
from tracker.records.format import plain_line

ROUTES: Final = {
    "iv": "IV",
    "im": "IM",
    "nasal": "nasal",
    "sc": "SC",
    "sublingual": "under the tongue",
    "oral": "oral",
    "other": "other route",
}


def dose_change(report: Report, row: InfusionRow) -> list[str]:
    """Return the dose and route of an infusion beside those of the one before, if they differ.

    What was not recorded of one of them is no change.
    """
    earlier = [r for r in report.infusions if r.day < row.day]
    if not earlier:
        return []
    both = [row.infusion, earlier[-1].infusion]
    if not all(one.dose for one in both):
        both = [replace(one, dose_mg=None, dose_mg_per_kg=None) for one in both]
    if not all(one.route for one in both):
        both = [replace(one, route=None) for one in both]
    now, before = (dose_words(one, total=False, minutes=False) for one in both)
    return [f"{now}, before {before}"] if now and before and now != before else []


def dose_words(infusion: Infusion, *, total: bool = True, minutes: bool = True) -> str:
    """Return what was given: 0.5 mg/kg (40 mg) IV, 40 min.

    The `total` is the milligrams, too, where there is a dose per kg.
    """
    per_kg, in_all = infusion.dose_mg_per_kg, infusion.dose_mg
    doses = [f"{per_kg:g} mg/kg"] if per_kg is not None else []
    if in_all is not None and (total or not doses):
        doses.append(f"({in_all:g} mg)" if doses else f"{in_all:g} mg")
    route = [ROUTES.get(infusion.route, infusion.route)] if infusion.route else []
    length = [f"{infusion.minutes:g} min"] if minutes and infusion.minutes is not None else []
    return ", ".join([" ".join([*doses, *route]), *length] if doses or route else length)


def medicine_words(report: Report, medicine: Medicine) -> str:
    """Return a medicine with its doses and when it was taken at each."""
    doses = []
    for span in medicine.spans:
        if span.last is None:
            when = f"since {say_day(report, span.first)}"
        else:
            when = say_span(report, span.first, span.last)
        doses.append(f"{inline(span.dose)} {when}" if span.dose else when)
    return f"{inline(medicine.title)}: {'; '.join(doses)}"


def therapy_words(report: Report) -> str:
    """Return the days of therapy."""
    days = ", ".join(say_span(report, t.first, t.last) for t in report.therapy)
    return f"Therapy: {days}" if days else ""


def annotation_words(item: Annotation) -> str:
    """Return the text of a lettered entry on one line."""
    if item.title and item.text:
        return f"{inline(item.title)}: {inline(item.text)}"
    return plain_line(item.title or item.text or "")
