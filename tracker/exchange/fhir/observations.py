"""Check-ins as FHIR Observations, filled-in questionnaires as QuestionnaireResponses.

Questions have their LOINC codes and our own topic labels, never the wording of their owner. The
total of a questionnaire is an Observation of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracker.exchange.fhir.elements import (
    FhirContext,
    Resource,
    amount,
    clean,
    concept,
    moment,
    named,
    reference,
    score,
    title,
)
from tracker.exchange.fhir.model import DISPLAY, LOINC, ORDINAL, OURS
from tracker.records import Assessment, CheckIn, Measure, Rating, known_measure
from tracker.records.questionnaires import (
    Item,
    Questionnaire,
    find_questionnaire,
    questionnaire_for,
)

_PAIN_0_TO_10: Final = "72514-3"
"""LOINC: pain severity, 0–10 numeric rating, as reported."""
_UNITS: Final = {"hours": ("h", "h"), "h": ("h", "h"), "minutes": ("min", "min")}
"""The units of measures: their name in FHIR and their UCUM code."""


def check_in_resources(context: FhirContext, check_in: CheckIn) -> Iterator[Resource]:
    """Yield an Observation for each rating, then the note."""
    for rating in check_in.ratings:
        yield _rating(context, check_in, rating)
    yield from context.note(check_in.id, check_in.note, context.effective_time(check_in))


def assessment_resources(context: FhirContext, assessment: Assessment) -> Iterator[Resource]:
    """Yield the answers, if there are any, then the total, if there is one."""
    questionnaire = find_questionnaire(assessment.questionnaire)
    name = questionnaire.title if questionnaire else title(assessment.questionnaire)
    response = _response(context, assessment, questionnaire, name)
    if response:
        yield response
    if assessment.total is None:
        return
    same = questionnaire_for(assessment, [questionnaire]) if questionnaire else None
    text = f"{name} total"
    coded = {LOINC: same.loinc_total} if same and same.loinc_total else None
    code = concept(text, coded or {OURS: "questionnaire-total"}, "Questionnaire total")
    total = context.observation("total", assessment.id, code, assessment.day.isoformat())
    if response:
        total["derivedFrom"] = [reference(response)]
    else:
        # Someone else calculated a total without answers; the diary does not record who.
        del total["performer"]
    method = f"Total on {assessment.low} to {assessment.high}, {assessment.better} is better"
    yield total | {"valueQuantity": score(assessment.total), "method": concept(method)}


def _rating(context: FhirContext, check_in: CheckIn, rating: Rating) -> Resource:
    measure = context.diary.measure(rating.measure)
    name = f"{check_in.id}/{measure.key}"
    effective = context.effective_time(check_in)
    resource = context.observation("rating", name, _measure_code(measure), effective)
    if check_in.recorded_at:  # a late entry must stay recognisable
        resource["issued"] = moment(check_in.recorded_at)
    if measure.unit:
        unit = _UNITS.get(measure.unit, (title(measure.unit),))
        resource["valueQuantity"] = amount(rating.value, *unit)
    else:
        resource["valueQuantity"] = score(rating.value)
    ends = " to ".join(
        f"{end} ({clean(label)})" if label and clean(label) else str(end)
        for end, label in ((measure.low, measure.low_label), (measure.high, measure.high_label))
    )
    method = f"Self-report on one scale from {ends}, {measure.better} is better"
    return resource | {"method": concept(method)}


def _measure_code(measure: Measure) -> Resource:
    """Return what was rated; a measure of the person's own has no code."""
    builtin = known_measure(measure.key)
    if not (builtin and builtin.key == measure.key and builtin.same_scale(measure)):
        return concept(title(measure.label))
    codes = {OURS: builtin.key} | ({LOINC: _PAIN_0_TO_10} if builtin.key == "pain" else {})
    return concept(title(measure.label), codes, builtin.label)


def _response(
    context: FhirContext, assessment: Assessment, questionnaire: Questionnaire | None, name: str
) -> Resource | None:
    given = assessment.answers or ()
    items: tuple[Item | None, ...] = questionnaire.items if questionnaire else ()
    items += (None,) * (len(given) - len(items))
    answered = [
        _item(number, item, answer)
        for number, (item, answer) in enumerate(zip(items, given, strict=False), start=1)
        if answer is not None
    ]
    if not answered:
        return None
    # The form of LOINC is named only where all answers have its codes.
    coded = questionnaire and all(
        i.loinc and all(a.loinc for a in i.answers) for i in questionnaire.items
    )
    panel = questionnaire.loinc_panel if questionnaire and coded else None
    return {
        **named("QuestionnaireResponse", "answers", assessment.id),
        **({"questionnaire": f"{LOINC}/q/{panel}"} if panel else {}),
        "_questionnaire": {"extension": [{"url": DISPLAY, "valueString": name}]},
        "status": "completed",
        "subject": context.subject,
        "authored": assessment.day.isoformat(),
        "author": context.subject,
        "source": context.subject,
        "item": answered,
    }


def _item(number: int, item: Item | None, answer: int) -> Resource:
    if item is None:
        return {"linkId": str(number), "answer": [{"valueInteger": answer}]}
    given: Resource = {"valueInteger": answer}
    if code := next((a.loinc for a in item.answers if a.value == answer), None):
        counts = {"url": ORDINAL, "valueDecimal": answer}
        given = {"valueCoding": {"extension": [counts], "system": LOINC, "code": code}}
    link = f"/{item.loinc}" if item.loinc else str(number)
    return {"linkId": link, "text": item.label, "answer": [given]}
