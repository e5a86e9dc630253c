"""Scales, and what may stand on them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.cases import each
from tracker.records import (
    BUILTIN_MEASURES,
    MOOD,
    PROFILES,
    Diary,
    Measure,
    Number,
    ValidationError,
    known_measure,
    measure_key,
)
from tracker.records.catalogue import apply_profile, find_measure
from tracker.records.measure import with_current_step
from tracker.records.validation import AmbiguousError, parse_amount, parse_number

SLEEP = known_measure("sleep") or MOOD


def refusal(measure: Measure, value: Number | str) -> str:
    with pytest.raises(ValidationError) as refused:
        measure.rate(value)
    return str(refused.value)


def test_mood_goes_from_0_to_10_and_10_is_best() -> None:
    assert (MOOD.low, MOOD.high, MOOD.step, MOOD.best, MOOD.sign) == (0, 10, 1, 10, 1)
    assert MOOD.scale == "0–10, 10 best"


def test_where_lower_is_better_the_low_end_is_best() -> None:
    anxiety = known_measure("anxiety")
    assert anxiety
    assert (anxiety.best, anxiety.sign) == (0, -1)


@each("value", [0, 10, 7.0, "7", " 7 ", "7.0", "7."])
def test_a_score_on_the_scale_is_taken(value: Number | str) -> None:
    rated = MOOD.rate(value).value
    assert rated == float(value)
    assert isinstance(rated, int)


@each("value", [-1, 11, 6.5, "11", "6.5", True, float("nan"), float("inf")])
def test_a_score_off_the_scale_is_answered_with_the_scale(value: Number | str) -> None:
    assert refusal(MOOD, value).startswith("Mood goes from 0 to 10 in whole numbers, not ")


@each("value", ["", "seven", "nan", "inf", "1e1", "0x7", "٧"])
def test_what_is_no_number_is_answered_with_how_to_write_one(value: str) -> None:
    told = refusal(MOOD, value)
    assert value in told
    assert "7" in told or "0 to 10 in whole numbers" in told


def test_a_rating_may_have_steps_smaller_than_one() -> None:
    assert SLEEP.rate("6.5").value == 6.5
    assert "in steps of 0.05" in refusal(SLEEP, "6.52")


@each(
    ("typed", "hours"),
    [("7.25", 7.25), ("7.3", 7.3), ("7,5", 7.5), ("7:30", 7.5), ("7h30", 7.5), ("7 h 15 min", 7.25),
     ("7:20", 7.35), ("450 min", 7.5), ("8 hours", 8), ("24:00", 24)],
)  # fmt: skip
def test_sleep_is_typed_as_a_number_or_by_the_clock(typed: str, hours: float) -> None:
    assert SLEEP.rate(typed).value == hours


@each("typed", ["7:75", "24:10", "25", "7:3", "long", "-1"])
def test_hours_that_cannot_be_are_quoted(typed: str) -> None:
    assert typed in refusal(SLEEP, typed)


def test_every_tenth_of_an_hour_recorded_before_is_still_on_the_scale_of_sleep() -> None:
    for tenths in range(241):
        assert SLEEP.rate(tenths / 10).value == tenths / 10


def test_sleep_as_the_first_version_had_it_is_the_same_scale() -> None:
    old = replace(SLEEP, step=0.1)
    assert old.same_scale(SLEEP)
    assert SLEEP.same_scale(old)
    assert with_current_step(old) == SLEEP
    own = replace(old, key="nap")
    assert with_current_step(own) == own
    assert not own.same_scale(replace(own, step=0.05))


def test_a_sum_of_tenths_is_written_down_as_a_person_would() -> None:
    assert repr(SLEEP.rate(0.1 + 0.2).value) == "0.3"


def test_a_value_beside_a_step_is_recorded_on_it() -> None:
    halves = Measure(key="own", label="Own", step=0.5)
    assert repr(halves.rate(1.5 + 4e-10).value) == "1.5"
    assert refusal(halves, 1.5001) == "Own goes from 0 to 10 in steps of 0.5, not 1.5001."


def test_steps_are_counted_from_the_low_end() -> None:
    odd = Measure(key="odd", label="Odd", low=1, high=9, step=2)
    assert odd.rate(3).value == 3
    thirds = replace(odd, high=10, step=3)
    assert [thirds.rate(n).value for n in (1, 4, 7, 10)] == [1, 4, 7, 10]
    assert [thirds.nearest(n) for n in (1, 2.4, 2.6, 9)] == [1, 1, 4, 10]
    assert "in steps of 3" in refusal(thirds, 2)
    assert refusal(odd, 4) == "Odd goes from 1 to 9 in steps of 2, not 4."


def test_an_end_below_zero_has_a_true_minus() -> None:
    change = Measure(key="change", label="Change", low=-3, high=3)
    assert change.scale == "−3–3, 3 best"
    assert refusal(change, -4) == "Change goes from −3 to 3 in whole numbers, not −4."
    assert change.rate("−2").value == -2


@each(
    ("low", "high", "step", "told"),
    [
        (10, 0, 1, "a low end below its high end"),
        (5, 5, 1, "a low end below its high end"),
        (0, 2000, 1, "within ±1000"),
        (0, float("nan"), 1, "a low end below its high end"),
        (0, 10, 0, "The step must be above 0 .* not 0"),
        (0, 10, 11, "no wider than the scale, 0 to 10; not 11"),
        (0, 10, float("nan"), "The step"),
    ],
)
def test_a_scale_that_cannot_be_rated_is_refused(
    low: Number, high: Number, step: Number, told: str
) -> None:
    with pytest.raises(ValidationError, match=told):
        Measure(key="x", label="X", low=low, high=high, step=step)


def test_a_label_is_one_line() -> None:
    measure = Measure(key="x", label=" Inner\n unrest ", low_label=" ", unit="per\tday")
    assert (measure.label, measure.low_label, measure.unit) == ("Inner unrest", None, "per day")


def test_a_measure_needs_a_label_and_a_tidy_key() -> None:
    with pytest.raises(ValidationError, match="The label is empty"):
        Measure(key="x", label=" ")
    for key in ("", "Sleep", "sleep hours", "_sleep"):
        with pytest.raises(ValidationError, match="key is lower-case letters"):
            Measure(key=key, label="Sleep")


def test_a_scale_is_the_same_under_another_label() -> None:
    assert MOOD.same_scale(replace(MOOD, label="Gemüt", active=False))


@each(
    "other",
    [
        replace(MOOD, low=-1),
        replace(MOOD, high=9),
        replace(MOOD, step=0.5),
        replace(MOOD, better="lower"),
    ],
)
def test_another_range_step_or_direction_is_another_scale(other: Measure) -> None:
    assert not MOOD.same_scale(other)


@each(
    ("heading", "key"),
    [
        ("Sleep (hours)", "sleep"),
        ("hours slept", "sleep"),
        ("Hours of sleep", "sleep"),
        ("Sleep duration", "sleep"),
        ("Sleep (h)", "sleep"),
        ("Sleep hours", "sleep"),
        ("Anxious", "anxiety"),
        ("Functioning", "function"),
        ("FATIGUE", "tiredness"),
        ("Mood score", "mood"),
        ("self-harm", "self_harm"),
        ("Thoughts of death or self-harm", "self_harm"),
        ("Intrusive memories", "intrusions"),
        ("Getting things done", "function"),
    ],
)
def test_a_common_heading_finds_its_measure(heading: str, key: str) -> None:
    found = known_measure(heading)
    assert found in BUILTIN_MEASURES
    assert found.key == key


def test_every_known_measure_is_found_by_its_key_and_by_its_label() -> None:
    for measure in BUILTIN_MEASURES:
        assert known_measure(measure.key) == known_measure(measure.label) == measure


@each("heading", ["Joy, in the evening", "??"])
def test_any_other_heading_is_no_built_in_measure(heading: str) -> None:
    assert known_measure(heading) is None


PUBLISHED = """
mood | Mood | 0–10, 10 best | worst I can imagine | best I can imagine
anxiety | Anxiety | 0–10, 0 best | none | worst I can imagine
irritability | Irritability | 0–10, 0 best | none | worst I can imagine
tiredness | Tiredness | 0–10, 0 best | none | worst I can imagine
energy | Energy | 0–10, 10 best | none at all | as good as ever
pain | Pain | 0–10, 0 best | none | worst I can imagine
sleep | Sleep | 0–24 hours | None | None
function | Getting things done | 0–10, 10 best | none at all | as good as ever
intrusions | Intrusive memories | 0–10, 0 best | none | worst I can imagine
obsessions | Obsessions and rituals | 0–10, 0 best | none | worst I can imagine
elevation | Sped up or elated | 0–3, 0 best | none | cannot function
self_harm | Thoughts of death or self-harm | 0–3, 0 best | none | hard to stay safe
"""
"""The built-in scales, which diaries of every version share: key, label, scale, both ends."""


def test_the_built_in_measures_have_their_published_scales() -> None:
    rows = [row.split(" | ") for row in PUBLISHED.strip().splitlines()]
    found = [find_measure((), key) for key, *_ in rows]
    measures = [[m.key, m.label, m.scale, str(m.low_label), str(m.high_label)] for m in found]
    assert tuple(found) == BUILTIN_MEASURES
    assert measures == rows
    assert {m.key: m.step for m in BUILTIN_MEASURES if m.step != 1} == {"sleep": 0.05}
    assert [m.key for m in BUILTIN_MEASURES if m.better == "higher"] == [
        *("mood", "energy", "sleep", "function")
    ]


@each(
    ("unit", "hours"),
    [("hours", True), ("Hour", True), ("h", True), ("H", True), ("days", False), (None, False)],
)
def test_a_measure_in_hours_is_rated_by_the_clock_too(unit: str | None, hours: bool) -> None:
    measure = Measure(key="own", label="Own", unit=unit)
    assert measure.in_hours is hours
    assert not measure.hours_of_sleep
    assert replace(measure, key="sleep").hours_of_sleep is hours
    if hours:
        assert measure.rate("7:00").value == 7
    else:
        assert "Own" in refusal(measure, "7:00") or "7:00" in refusal(measure, "7:00")


def test_the_measure_of_self_harm_is_off_until_it_is_turned_on() -> None:
    assert [measure.key for measure in BUILTIN_MEASURES if not measure.active] == ["self_harm"]


def test_a_measure_is_better_at_one_of_its_two_ends() -> None:
    chosen: dict[str, Any] = {"better": "sideways"}
    with pytest.raises(ValidationError, match="higher, lower"):
        replace(MOOD, **chosen)


def test_a_profile_names_known_measures_and_at_most_three() -> None:
    labels = {label for label, _ in PROFILES.values()}
    assert labels >= {"depression", "PTSD", "OCD", "chronic pain", "bipolar depression"}
    for _, keys in PROFILES.values():
        assert len(keys) <= 3
        assert set(keys) <= {measure.key for measure in BUILTIN_MEASURES}


@each(
    ("profile", "label", "measures"),
    [
        ("depression", "depression", "anxiety energy sleep"),
        ("bipolar", "bipolar depression", "elevation irritability sleep"),
        ("suicidal-thoughts", "suicidal thoughts", "self_harm anxiety sleep"),
        ("ptsd", "PTSD", "intrusions anxiety sleep"),
        ("anxiety", "anxiety", "anxiety irritability sleep"),
        ("ocd", "OCD", "obsessions anxiety sleep"),
        ("pain", "chronic pain", "pain function sleep"),
    ],
)
def test_each_profile_has_its_name_and_label_and_rates_its_measures_in_their_order(
    profile: str, label: str, measures: str
) -> None:
    assert PROFILES[profile] == (label, tuple(measures.split()))
    rated = [measure.key for measure in apply_profile((MOOD,), profile)]
    assert rated == ["mood", *measures.split()]
    assert len(PROFILES) == 7


@given(st.text() | st.text("ab _-", min_size=30, max_size=60))
@hypothesis_settings(max_examples=50)
def test_a_key_is_the_key_of_itself(label: str) -> None:
    key = measure_key(label)
    assert measure_key(key) == key
    assert len(key) <= 40


def test_a_long_heading_makes_a_key_too() -> None:
    assert measure_key("a" * 39 + " and more") == "a" * 39


def test_mood_is_in_every_diary_and_is_asked_first() -> None:
    assert Diary(measures=(SLEEP,)).measures == (MOOD, SLEEP)
    assert Diary(measures=(SLEEP, replace(MOOD, active=False))).active_measures[0].key == "mood"


def test_a_measure_that_the_diary_lacks_is_answered_with_those_it_has() -> None:
    with pytest.raises(ValidationError, match=r"“weather”.*mood, sleep"):
        Diary(measures=(MOOD, SLEEP)).measure("weather")


@each(
    ("text", "units", "number"),
    [
        ("40mg", ("mg",), 40), (" 0.5 mg/kg", ("mg/kg", "mg"), 0.5), ("80 KG", ("kg",), 80),
        ("40", ("mg",), 40), (".5", (), 0.5),
    ],
)  # fmt: skip
def test_an_amount_may_carry_its_unit(text: str, units: tuple[str, ...], number: float) -> None:
    assert parse_amount(text, "dose", *units) == number


def test_an_amount_in_another_unit_is_answered_with_the_unit() -> None:
    with pytest.raises(ValidationError, match="“40 drops” as the dose"):
        parse_amount("40 drops", "dose", "mg")


@given(st.integers(-(10**11), 10**11), st.integers(0, 9))
@hypothesis_settings(max_examples=50)
def test_a_plain_number_is_read_as_it_is_written(whole: int, decimals: int) -> None:
    assert parse_number(f"{whole}.{'0' * decimals}", "x") == whole


def test_hours_that_may_be_thousands_are_never_guessed() -> None:
    with pytest.raises(AmbiguousError, match=r"Write 7125 or 7\.125"):
        SLEEP.rate("7,125")
