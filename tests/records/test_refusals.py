"""What each record refuses: the field, where a form puts its cursor, and the sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from tests.cases import each
from tracker.records import (
    Assessment,
    CheckIn,
    Event,
    Infusion,
    Measure,
    Rating,
    Settings,
    SideEffect,
    ValidationError,
    parse_day,
)
from tracker.records.catalogue import find_measure, own_measure
from tracker.records.contacts import find_region
from tracker.records.infusion import parse_dose, parse_severity, parse_side_effect, parse_weight
from tracker.records.measure import set_active
from tracker.records.questionnaires import (
    Answer,
    Item,
    get_questionnaire,
    questionnaire_from_values,
)
from tracker.records.validation import check_id, parse_number

DAY = date(2026, 11, 21)
PHQ_9 = get_questionnaire("phq-9")
NAIVE = datetime(2026, 11, 21, 9)
MOOD = (Rating("mood", 5),)
SECRET = "nobody may read this"


def entry(**fields: object) -> object:
    values = {"at": None, "recorded_at": None, "ratings": MOOD} | fields
    return CheckIn(id="c", day=DAY, **values)  # type: ignore[arg-type]  # what a test makes wrong


def infusion(**fields: object) -> object:
    return Infusion(**{"id": "i", "day": DAY, "note": SECRET} | fields)  # type: ignore[arg-type]  # as above


def event(**fields: object) -> object:
    values = {"id": "e", "kind": "life", "title": "Moved", "start": DAY} | fields
    return Event(**values)  # type: ignore[arg-type]  # as above


def scored(**fields: object) -> object:
    values = {"id": "a", "day": DAY, "questionnaire": "x", "total": 3, "low": 0, "high": 9}
    return Assessment(**values | fields)  # type: ignore[arg-type]  # as above


def measure(**fields: object) -> object:
    return Measure(**{"key": "calm", "label": "Calm"} | fields)  # type: ignore[arg-type]  # as above


# What is refused, the name of the field, and how the sentence begins.
REFUSALS: list[tuple[Callable[[], object], str, str]] = [
    (lambda: entry(ratings=MOOD * 2), "ratings", "An entry rates each measure once."),
    (lambda: entry(ratings=()), "ratings", "An entry needs a score or a note."),
    (lambda: entry(at=NAIVE), "time", "The time "),
    (lambda: entry(recorded_at=NAIVE), "recorded_at", "The recorded_at "),
    (lambda: entry(at=datetime(1899, 12, 31, tzinfo=UTC)), "time", "The time 1899-12-31 is out"),
    (
        lambda: entry(recorded_at=datetime(2200, 1, 1, tzinfo=UTC)),
        "recorded_at",
        "The recorded_at 2200-01-01 is outside 1900 to 2199.",
    ),
    (lambda: entry(note="x" * 20_001), "note", "The note has 20,001 characters; 20,000 is the "),
    (lambda: entry(note="a\0"), "note", "The note holds a character that cannot be saved. Type "),
    (
        lambda: infusion(status="x"),
        "status",
        "The status cannot be “x”. Choose one of: planned, given, cancelled.",
    ),
    (
        lambda: infusion(route="x"),
        "route",
        "The route cannot be “x”. Choose one of: iv, im, nasal, sc, sublingual, oral, other.",
    ),
    (
        lambda: infusion(phase="x"),
        "phase",
        "The phase cannot be “x”. Choose one of: induction, taper, maintenance, single, unknown.",
    ),
    (lambda: infusion(dose_mg=0), "dose", "The dose must be from 0.1 to 10,000 mg, not 0."),
    (
        lambda: infusion(dose_mg_per_kg=51),
        "dose per kg",
        "The dose per kg must be from 0.01 to 50 mg/kg, not 51.",
    ),
    (lambda: infusion(weight_kg=8), "weight", "The weight must be from 20 to 500 kg, not 8."),
    (
        lambda: infusion(minutes=float("nan")),
        "minutes",
        "The minutes must be from 1 to 10,080, not nan.",
    ),
    (lambda: infusion(cost=-1), "cost", "The cost must be from 0 to 10,000,000, not -1."),
    (
        lambda: infusion(day=date(1899, 12, 31)),
        "day",
        "The day 1899-12-31 is outside 1900 to 2199.",
    ),
    (
        lambda: SideEffect(name="x", severity=True),
        "side effect's severity",
        "The side effect's severity must be from 0 to 3, not True.",
    ),
    (lambda: SideEffect(name=" ", severity=1), "side effect", "The side effect is empty; write a"),
    (
        lambda: SideEffect(name="x", severity=4),
        "side effect's severity",
        "The side effect's severity must be from 0 to 3, not 4.",
    ),
    (
        lambda: SideEffect(name="x", severity=1, when="x"),  # type: ignore[arg-type]  # wrong
        "time of a side effect",
        "The time of a side effect cannot be “x”. Choose one of: during, after.",
    ),
    (lambda: event(kind="x"), "kind", "The kind cannot be “x”. Choose one of: medication, "),
    (lambda: event(title=" "), "title", "The title is empty; write a word or two."),
    (lambda: event(end=date(2026, 11, 20)), "to", "The last day lies before the first; swap them."),
    (lambda: event(start=date(1800, 1, 1)), "first day", "The first day "),
    (lambda: event(end=date(2200, 1, 1)), "last day", "The last day "),
    (lambda: scored(better="x"), "better end", "The better end cannot be “x”. Choose one of: "),
    (lambda: scored(low=9), "scale", "A questionnaire needs a lowest total below its highest."),
    (lambda: scored(total=10), "total", "The total must be from 0 to 9, not 10."),
    (lambda: scored(total=None), "total", "A questionnaire needs a total or answers."),
    (lambda: scored(answers=(101,)), "answer", "The answer must be from -100 to 100, not 101."),
    (lambda: scored(questionnaire=""), "questionnaire", "The questionnaire is empty; "),
    (lambda: measure(key="Ä"), "key", "A measure's key is lower-case letters, digits and _."),
    (lambda: measure(label=""), "label", "The label is empty; "),
    (lambda: measure(better="x"), "better end", "The better end cannot be “x”. Choose one of: "),
    (lambda: measure(low=10), "scale", "A scale needs a low end below its high end, within ±1000."),
    (
        lambda: measure(step=11),
        "scale",
        "The step must be above 0 and no wider than the scale, 0 to 10; not 11.",
    ),
    (lambda: measure(low_label="x" * 201), "low label", "The low label has 201 characters; "),
    (lambda: measure(unit="x" * 201), "unit", "The unit has 201 characters; 200 is the most."),
    (lambda: check_id("a b"), "id", "An id is 1 to 64 letters, digits or -_.: characters."),
    (
        lambda: parse_weight("heavy"),
        "weight",
        "Cannot read “heavy” as the weight. Try 80, 80 kg or 176 lb.",
    ),
    (
        lambda: parse_severity("bad-ish"),
        "severity",
        "Cannot read “bad-ish” as the severity. Try mild, moderate, severe or 0 to 3.",
    ),
    (lambda: parse_dose(""), "dose", "Type the dose: 40 mg, "),
    (
        lambda: parse_side_effect("odd"),
        "side effect",
        "How strong was “odd”? Write odd mild, odd 2 or odd severe after.",
    ),
    (lambda: parse_number("x", "cost"), "cost", "Cannot read “x” as the cost. Try 7, 6.5 or 7,5."),
    (
        lambda: parse_number("1,234", "cost"),
        "cost",
        "“1,234” can be read in two ways. Write 1234 or 1.234.",
    ),
    (
        lambda: parse_day("3/4/2026", DAY),
        "day",
        "“3/4/2026” can be Fri 3 Apr 2026 or Wed 4 Mar 2026. Type 2026-04-03 or 2026-03-04.",
    ),
    (
        lambda: Item(label="x", answers=(Answer(value=1), Answer(value=1))),
        "answers",
        "All answers of an item count the same.",
    ),
    (
        lambda: questionnaire_from_values({}),
        "questionnaire",
        "A stored questionnaire cannot be read.",
    ),
    (
        lambda: Item(label="x", answers=(Answer(value=0), Answer(value=101))),
        "answer's value",
        "The answer's value must be from -100 to 100, not 101.",
    ),
    (lambda: replace(PHQ_9, factor=101), "factor", "The factor is 1 to 100, not 101."),
    (lambda: own_measure((), "…"), "name", "The name needs a letter or a digit."),
    (
        lambda: own_measure((), "itch", step=3),
        "scale",
        "In steps of 3 from 0 the scale never reaches 10. Choose another step, or end it at 9.",
    ),
    (
        lambda: own_measure((), "itch", low=0.5, high=2, step=0.4),
        "scale",
        "In steps of 0.4 from 0.5 the scale never reaches 2. Choose another step, or end it at "
        "1.7.",
    ),
    (
        lambda: Settings(day_starts_at=time(13)),
        "day_starts_at",
        "A diary day starts between 00:00 and 12:00.",
    ),
    (
        lambda: set_active(find_measure((), "mood"), on=False),
        "measure",
        "Mood is always rated; it is what the page is about.",
    ),
]


@each(("make", "field", "sentence"), REFUSALS)
def test_an_invalid_value_is_refused_with_its_field_and_a_sentence_that_tells_no_note(
    make: Callable[[], object], field: str, sentence: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        make()
    said = str(refused.value)
    assert (refused.value.field, said[: len(sentence)]) == (field, sentence)
    assert said == sentence or not sentence.endswith(".")
    assert said.endswith(".")
    assert SECRET not in said


def test_an_unknown_region_is_quoted_and_refused() -> None:
    with pytest.raises(ValidationError, match=r"^The region cannot be “Narnia”\. ") as refused:
        find_region("Narnia")
    assert refused.value.field == "region"


def test_recorded_at_in_utc_is_kept() -> None:
    made = CheckIn(id="c", day=DAY, at=None, recorded_at=NAIVE.replace(tzinfo=UTC), ratings=MOOD)
    assert made.recorded_at == NAIVE.replace(tzinfo=UTC)
