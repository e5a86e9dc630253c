"""Infusions, and their doses, routes and side effects as people type them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import each
from tracker.records import Infusion, Number, SideEffect, ValidationError
from tracker.records.infusion import (
    SEVERITIES,
    SIDE_EFFECTS,
    Dose,
    parse_cost,
    parse_dose,
    parse_dose_per_kg,
    parse_route,
    parse_severity,
    parse_side_effect,
    parse_side_effects,
    parse_weight,
)
from tracker.records.validation import AmbiguousError

DAY = date(2026, 5, 28)


def test_only_the_day_of_an_infusion_is_needed() -> None:
    assert Infusion(id="i1", day=DAY).given
    assert Infusion(id="i1", day=DAY).dose is None


def test_a_dose_is_written_as_a_person_would() -> None:
    both = Infusion(id="i1", day=DAY, dose_mg=40.0, dose_mg_per_kg=0.5)
    assert both.dose == "40 mg, 0.5 mg/kg"


def test_an_infusion_starts_to_the_minute() -> None:
    assert Infusion(id="i1", day=DAY, start=time(10, 30, 59)).start == time(10, 30)


@each(
    ("text", "dose"),
    [
        ("40 mg", (40, None)), ("40mg", (40, None)), ("40", (40, None)), ("0.5 mg/kg", (None, 0.5)),
        ("0,5mg/kg", (None, 0.5)), (".5 mg per kg", (None, 0.5)), ("0.5/kg", (None, 0.5)),
        ("40 mg 0.5 mg/kg", (40, 0.5)), ("40 mg (0.5 mg/kg)", (40, 0.5)),
        ("0.5mg/kg, 40 mg", (40, 0.5)), ("5 mg", (5, None)), ("+40 mg", (40, None)),
        ("40. mg", (40, None)), ("40 mgs", (40, None)), ("40 mg and 0.5 mg/kg", (40, 0.5)),
        ("40 mg or 0.5 mg/kg", (40, 0.5)), ("40 mg & 0.5 mg/kg;", (40, 0.5)),
        ("0.5 mg p. kg", (None, 0.5)), ("0.5 mg pro kg", (None, 0.5)), ("500 mcg/kg", (None, 0.5)),
        ("500 µg per kg", (None, 0.5)), ("40000 μg", (40, None)), ("40 mg (500 ug/kg)", (40, 0.5)),
    ],
)  # fmt: skip
def test_one_field_reads_a_dose_in_mg_and_per_kg(
    text: str, dose: tuple[Number | None, Number | None]
) -> None:
    assert parse_dose(text) == dose


@given(st.integers(1, 10_000_000), st.integers(1, 50_000), st.booleans(), st.booleans())
@settings(max_examples=50)
def test_a_dose_is_read_back_as_it_is_written(
    tenths: int, hundredths: int, mg: bool, per_kg: bool
) -> None:
    dose = Dose(tenths / 10 if mg else None, hundredths / 100 if per_kg or not mg else None)
    assert parse_dose(str(dose)) == dose


@each(
    "text",
    ["1 mg 2 mg 3 mg", "half", "40 drops", "40 mg 50 mg", "40 mg/", "mg", "1e1 mg", "5 mcg/kg/min"],
)
def test_what_is_no_dose_is_quoted_and_answered_with_three_that_work(text: str) -> None:
    with pytest.raises(ValidationError, match="Try 40 mg,") as refused:
        parse_dose(text)
    assert f"“{text}”" in str(refused.value)


def test_a_small_number_without_a_unit_is_asked_about() -> None:
    with pytest.raises(ValidationError, match=r"Write 0\.5 mg/kg or 0\.5 mg"):
        parse_dose("0.5")


def test_a_thousand_with_a_comma_is_never_guessed() -> None:
    with pytest.raises(AmbiguousError, match=r"Write 1200 or 1\.200"):
        parse_dose("1,200 mg")


def test_the_dose_that_follows_from_the_weight_has_two_figures() -> None:
    given = Infusion(id="i1", day=DAY, dose_mg=40, weight_kg=79)
    assert given.worked_out_dose == "0.51 mg/kg"
    per_kg = replace(given, dose_mg=None, dose_mg_per_kg=0.5)
    assert (per_kg.worked_out_dose or "").endswith(" mg")
    for lacking in (
        replace(given, weight_kg=None),
        replace(given, dose_mg=None),
        replace(given, dose_mg_per_kg=0.5),
    ):
        assert lacking.worked_out_dose is None


@each(
    ("text", "kg"),
    [
        ("80", 80), ("80 kg", 80), ("80,5kg", 80.5), ("176 lb", 79.8), ("176lbs", 79.8),
        ("176 pounds", 79.8), ("100 Pound", 45.4), ("80 kilos", 80), ("80 kilo", 80),
        ("80 kgs", 80), ("80 kilograms.", 80), ("176 lbs.", 79.8), ("12 st", 76.2),
        ("12.5 stone", 79.4), ("12 st 4 lb", 78), ("12st4", 78),
    ],
)  # fmt: skip
def test_a_weight_is_read_in_kg_pounds_or_stones(text: str, kg: Number) -> None:
    assert parse_weight(text) == kg


@each(
    "text",
    ["450", "$450", "450 €", "€ 450", "£450.00", "450EUR", "CHF 450", "US$450", "450 dollars"],
)
def test_a_cost_is_read_with_its_currency(text: str) -> None:
    assert parse_cost(text) == 450


@each(
    ("text", "cost"),
    [("$1,200.50", 1200.5), ("1.200,50 €", 1200.5), ("CHF 1'200", 1200), ("1 200 kr", 1200),
     ("1.200.000", 1_200_000), ("1200", 1200), ("12.50", 12.5)],
)  # fmt: skip
def test_a_cost_is_read_with_its_thousands_apart(text: str, cost: Number) -> None:
    assert parse_cost(text) == cost


@each("text", ["€1.200", "1,200", "$1,200"])
def test_a_cost_whose_mark_may_be_of_thousands_or_cents_is_asked_about(text: str) -> None:
    with pytest.raises(AmbiguousError, match=r"two ways\. Write 1200 or 1\.20\.$"):
        parse_cost(text)


def test_a_cost_that_cannot_be_read_is_quoted_whole_beside_costs_that_work() -> None:
    for text in ("$450 each", "free", "euros", "$$4"):
        quoted = re.escape(f"Cannot read “{text}” as the cost. Try 450, 450.50 or $450.")
        with pytest.raises(ValidationError, match=f"^{quoted}$"):
            parse_cost(text)


@each(
    ("text", "effect"),
    [
        ("nausea mild", ("nausea", 1, "during")),
        ("mild nausea", ("nausea", 1, "during")),
        ("nausea 2", ("nausea", 2, "during")),
        ("nausea=2", ("nausea", 2, "during")),
        ("nausea=mild", ("nausea", 1, "during")),
        ("nausea 2 after", ("nausea", 2, "after")),
        ("headache=1@after", ("headache", 1, "after")),
        ("blurred vision severe during", ("blurred vision", 3, "during")),
        ("no nausea", ("nausea", 0, "during")),
        ("nausea: 2 (after)", ("nausea", 2, "after")),
        ("mild nausea Afterwards", ("nausea", 1, "after")),
        ("day after nausea mild", ("day after nausea", 1, "during")),
        ("nausea - mild", ("nausea", 1, "during")),
        ("nausea – 2", ("nausea", 2, "during")),
        ("bad headache", ("headache", 3, "during")),
        ("Light blurred vision after", ("blurred vision", 1, "after")),
        ("bad taste mild", ("bad taste", 1, "during")),
        ("heavy legs 2 after", ("heavy legs", 2, "after")),
    ],
)
def test_a_side_effect_is_read_as_a_person_types_it(
    text: str, effect: tuple[str, int, str]
) -> None:
    found = parse_side_effect(text)
    assert (found.name, found.severity, found.when) == effect
    assert parse_side_effect(found.line) == found


@each(
    ("words", "severity"),
    [
        ("0 none no absent", 0),
        ("1 mild light slight weak", 1),
        ("2 moderate medium middling", 2),
        ("3 severe strong bad heavy", 3),
    ],
)
def test_a_severity_is_read_in_everyday_words(words: str, severity: int) -> None:
    for word in words.split():
        assert parse_severity(word.upper()) == parse_side_effect(f"nausea {word}").severity
        assert parse_severity(word) == severity


def test_side_effects_and_severities_have_the_names_that_diaries_store() -> None:
    assert ", ".join(SIDE_EFFECTS) == (
        "dissociation, nausea, headache, dizziness, anxiety, blurred vision, blood pressure, "
        "tiredness, bladder"
    )
    assert SEVERITIES == ("none", "mild", "moderate", "severe")
    assert [SideEffect(name="x", severity=n).line for n in range(4)] == [
        f"x {word}" for word in SEVERITIES
    ]


def test_several_side_effects_are_typed_in_one_line() -> None:
    text = "nausea mild, headache 2 after and dizziness severe"
    found = parse_side_effects(text)
    assert [effect.line for effect in found] == [
        "nausea mild", "headache moderate after", "dizziness severe",
    ]  # fmt: skip
    assert parse_side_effects(", ".join(effect.line for effect in found)) == found
    assert parse_side_effects(" ") == ()
    assert [e.line for e in parse_side_effects("pins and needles 2, nausea 1 & fog 2")] == [
        "pins and needles moderate", "nausea mild", "fog moderate",
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="How strong was “nausea”"):
        parse_side_effects("nausea and headache mild")
    with pytest.raises(ValidationError, match="is typed twice"):
        parse_side_effects("nausea mild, Nausea 2")


@each("text", ["nausea", "nausea after", "nausea 5", "nausea 2.5", "", "2"])
def test_a_side_effect_without_a_severity_is_answered_with_how_to_type_one(text: str) -> None:
    with pytest.raises(ValidationError, match="mild"):
        parse_side_effect(text)


@each("number", ["5", "2.5", "2,5", "-1", "+4", "−1", "10"])
def test_a_severity_off_the_scale_is_answered_with_the_scale(number: str) -> None:
    with pytest.raises(ValidationError, match="the severity is 0 none, 1 mild, 2 moderate or 3"):
        parse_side_effect(f"blurred vision {number}")
    with pytest.raises(ValidationError, match="the severity is 0 none, 1 mild, 2 moderate or 3"):
        parse_side_effect(f"nausea {number}")
    with pytest.raises(ValidationError, match=f"How strong was “{re.escape(number)}”"):
        parse_side_effect(number)


@each(
    ("text", "unread", "named"),
    [
        ("nausea=2@now", "now", "nausea 2"),
        ("nausea severe before", "before", "nausea severe"),
        ("blurred vision mild during the night", "during the night", "blurred vision mild"),
    ],
)
def test_words_behind_a_severity_that_cannot_be_read_are_quoted_beside_forms_that_work(
    text: str, unread: str, named: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_side_effect(text)
    assert str(refused.value) == (
        f"Cannot read “{unread}” after “{named}”. Write {named} or {named} after."
    )
    assert [parse_side_effect(form).when for form in (named, f"{named} after")] == [
        "during", "after",
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="the severity is 0 none"):
        parse_side_effect("nausea 5 now")


def test_a_side_effect_without_a_severity_is_asked_about_by_its_name() -> None:
    for text in ("bad taste", "light sensitivity", "heavy legs after", "Weak knees"):
        with pytest.raises(
            ValidationError, match=f"^How strong was “{text.removesuffix(' after')}”"
        ):
            parse_side_effect(text)
    for text in ("nausea", "nausea after", "nausea during", "Nausea Afterwards"):
        with pytest.raises(ValidationError, match=r"(?i)^How strong was “nausea”\?"):
            parse_side_effect(text)
    for name in ("during", "after", "afterwards", "nausea X5"):
        with pytest.raises(ValidationError, match=rf"^How strong was “{name}”\?"):
            parse_side_effect(name)


@each(
    ("names", "route"),
    [
        ("IV, i.v., intravenous, intravenously, infusion, drip, vein", "iv"),
        ("IM, I.M., intramuscular, intramuscularly, muscle, injection", "im"),
        ("nasal, nose, intranasal, nasal  spray, spray, IN, Spravato", "nasal"),
        ("SC, s.c., subcutaneous, subcut, subq, sq, under the skin", "sc"),
        ("sublingual, SL, under the tongue, troche, lozenge, RDT", "sublingual"),
        ("oral, PO, p.o., mouth, by mouth, tablet, pill", "oral"),
        ("other", "other"),
    ],
)
def test_a_route_is_read_as_a_clinic_writes_it(names: str, route: str) -> None:
    assert {parse_route(name) for name in names.split(",")} == {route}


def test_another_route_is_answered_with_those_there_are() -> None:
    with pytest.raises(ValidationError, match="Try iv"):
        parse_route("eye")


@each(("minute", "after"), [(29, True), (30, False), (31, False)])
def test_an_infusion_starts_after_now_by_the_clock_on_the_wall(minute: int, after: bool) -> None:
    given = Infusion(id="i1", day=DAY, start=time(10, 30))
    now = datetime.combine(DAY, time(10, minute), tzinfo=UTC)
    assert given.starts_after(now) is after
    assert not replace(given, start=None).starts_after(now)


@each(
    "text", ["0.5", "0,5", "0.5 mg/kg", "0,5 MG / kg", "0.5mg per kg", " 0.5  mg/kg ", "500 mcg/kg"]
)
def test_a_dose_per_kg_is_read_with_and_without_its_unit(text: str) -> None:
    assert parse_dose_per_kg(text) == 0.5


@each("text", ["40 mg", "half", "", "0.5 mg/kg 40 mg"])
def test_another_dose_per_kg_is_answered_with_two_that_work(text: str) -> None:
    with pytest.raises(ValidationError, match=r": 0\.5 or|Try 0\.5 or 0\.5 mg/kg\.") as refused:
        parse_dose_per_kg(text)
    assert refused.value.field == "dose per kg"
