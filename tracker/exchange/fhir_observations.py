"""Check-ins as FHIR R4 Observations, one for each rating, and notes where they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracker.exchange.fhir_teller import Teller
from tracker.exchange.fhir_values import (
    LOINC,
    OURS,
    Resource,
    amount,
    concept,
    moment,
    reference,
    score,
    severity,
    title,
    words,
)
from tracker.records import CheckIn, Infusion, Measure, Number, Rating, known_measure

_PAIN_0_TO_10: Final = "72514-3"
"""LOINC: pain severity, 0–10 numeric rating, as reported."""
_UNITS: Final = {"hours": ("h", "h"), "h": ("h", "h"), "minutes": ("min", "min")}
"""What a unit that a measure may have is called in FHIR, and its UCUM code."""


def check_in_resources(teller: Teller, check_in: CheckIn) -> Iterator[Resource]:
    """Yield an Observation for each rating, then the note."""
    for rating in check_in.ratings:
        yield _rating(teller, check_in, rating)
    yield from teller.note(check_in.id, check_in.note, teller.felt_at(check_in))


def side_effect_resources(
    teller: Teller, infusion: Infusion, effective: str, about: Resource
) -> Iterator[Resource]:
    """Yield an Observation for each thing that was felt during or after an infusion."""
    for number, effect in enumerate(infusion.side_effects, start=1):
        code = concept("Side effect", OURS, "side-effect")
        code["text"] = f"{title(effect.name)}, {effect.when} the infusion"
        made = teller.said("side-effect", f"{infusion.id}/{number}", code, effective)
        yield made | {
            "partOf": [reference(about)],
            "valueCodeableConcept": severity(effect.severity),
        }


def _rating(teller: Teller, check_in: CheckIn, rating: Rating) -> Resource:
    measure = teller.diary.measure(rating.measure)
    effective = teller.felt_at(check_in)
    made = teller.said("rating", f"{check_in.id}/{measure.key}", _code(measure), effective)
    # The moment it was written down: what was filled in days later must stay recognisable.
    recorded = check_in.recorded_at
    return (
        made
        | ({"issued": moment(recorded)} if recorded else {})
        | {"valueQuantity": _quantity(measure, rating.value), "method": concept(_method(measure))}
    )


def _code(measure: Measure) -> Resource:
    """Return what was rated; a measure of the person's own has no code, for it is no one else's."""
    known = known_measure(measure.key)
    if not (known and known.key == measure.key and known.same_scale(measure)):
        return concept(title(measure.label))
    code = concept(known.label, OURS, known.key) | {"text": title(measure.label)}
    if known.key == "pain":
        code["coding"].append({"system": LOINC, "code": _PAIN_0_TO_10})
    return code


def _quantity(measure: Measure, value: Number) -> Resource:
    if not measure.unit:
        return score(value)
    return amount(value, *_UNITS.get(measure.unit, (title(measure.unit),)))


def _method(measure: Measure) -> str:
    ends = " to ".join(
        f"{end} ({words(label)})" if label and words(label) else str(end)
        for end, label in ((measure.low, measure.low_label), (measure.high, measure.high_label))
    )
    return f"Self-report on one scale from {ends}, {measure.better} is better"
