"""One infusion in a few sentences, its dose worked out, and what all of them cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from tracker.app.followed import Outcome
from tracker.app.words import one_line, side_effects
from tracker.records import Infusion, Number, NumberedInfusion


def about(
    infusion: Infusion, place: NumberedInfusion | None, outcome: Outcome | None, length: int
) -> str:
    """Return all that is known of an infusion but its day, cut where the note is too long."""
    sentences = (
        _place(infusion, place),
        outcome.full if outcome else "",
        f"Felt {side_effects(infusion)}." if infusion.side_effects else "",
        _details(infusion),
        f"Cost {amount(infusion.cost)}." if infusion.cost is not None else "",
        f"“{infusion.note}”" if infusion.note else "",
    )
    return one_line(" ".join(s for s in sentences if s), length)


def _place(infusion: Infusion, place: NumberedInfusion | None) -> str:
    if place is None:
        return f"{infusion.status.capitalize()}."
    return f"Infusion {place.number}, number {place.number_in_course} of course {place.course}."


def _details(infusion: Infusion) -> str:
    parts = (
        f"{infusion.start:%H:%M}" if infusion.start else "",
        infusion.route or "",
        dose_in_full(infusion),
        f"{infusion.minutes:g} minutes" if infusion.minutes is not None else "",
        infusion.phase or "",
    )
    said = ", ".join(part for part in parts if part)
    return f"{said}." if said else ""


def dose_in_full(infusion: Infusion) -> str:
    """Return 40 mg (0.5 mg/kg at 80 kg): what was written, and what follows from it."""
    weight, worked_out = infusion.weight_kg, other_dose(infusion)
    at = f" at {weight:g} kg" if weight is not None else ""
    if infusion.dose and worked_out:
        return f"{infusion.dose} ({worked_out}{at})"
    return f"{infusion.dose or ''}{at}".strip()


def other_dose(infusion: Infusion) -> str | None:
    """Return the dose per kg for one in mg, or the other way round; None where one is missing."""
    mg, per_kg, weight = infusion.dose_mg, infusion.dose_mg_per_kg, infusion.weight_kg
    if weight is None or (mg is None) == (per_kg is None):
        return None
    return f"{mg / weight:.2g} mg/kg" if mg is not None else f"{(per_kg or 0) * weight:.3g} mg"


def costs(infusions: Iterable[Infusion]) -> str:
    """Return Costs written down: 2026 2,700 · 2025 900; blank where none is.

    Of what was given or cancelled: nothing was paid yet for what is only planned.
    """
    years: defaultdict[int, Decimal] = defaultdict(Decimal)
    for infusion in infusions:
        if infusion.cost is not None and infusion.status != "planned":
            years[infusion.day.year] += Decimal(str(infusion.cost))
    totals = [f"{year} {amount(years[year])}" for year in sorted(years, reverse=True)]
    return f"Costs written down: {' · '.join(totals)}" if totals else ""


def amount(value: Number | Decimal) -> str:
    """Return an amount as on a bill, in no currency: 2,700 or 2,700.50."""
    return f"{value:,.2f}".removesuffix(".00")
