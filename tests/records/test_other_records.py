"""Infusions, events and questionnaires check themselves."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from tracker.records import Assessment, Diary, Event, Infusion, Number, SideEffect, ValidationError

DAY = date(2026, 5, 28)
SECRET = "nobody may read this"


def infusion_refusal(field: str, value: object) -> ValidationError:
    values: dict[str, Any] = {"id": "i1", "day": DAY, "note": SECRET} | {field: value}
    with pytest.raises(ValidationError) as refused:
        Infusion(**values)
    assert SECRET not in str(refused.value)
    return refused.value


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("status", "done", "The status is one of: planned, given, cancelled."),
        ("route", "eye", "The route is one of: iv, im, nasal, sc, sublingual, oral, other."),
        ("phase", "x", "The phase is one of: induction, taper, maintenance, single, unknown."),
        ("dose_mg", 0, "The dose goes from 0.1 to 10,000 mg."),
        ("dose_mg_per_kg", 51, "The dose per kg goes from 0.01 to 50 mg/kg."),
        ("weight_kg", 8, "The weight goes from 20 to 500 kg."),
        ("minutes", 0, "The minutes goes from 1 to 10,080."),
        ("minutes", float("nan"), "The minutes goes from 1 to 10,080."),
        ("cost", -1, "The cost goes from 0 to 10,000,000."),
        ("day", date(1899, 12, 31), "The day 1899-12-31 is outside 1900 to 2199."),
    ],
)
def test_what_an_infusion_cannot_be_is_named_with_what_would_do(
    field: str, value: object, sentence: str
) -> None:
    assert str(infusion_refusal(field, value)) == sentence


def test_only_the_day_of_an_infusion_is_needed() -> None:
    assert Infusion(id="i1", day=DAY).given
    assert Infusion(id="i1", day=DAY).dose is None


def test_a_dose_is_written_as_a_person_would() -> None:
    both = Infusion(id="i1", day=DAY, dose_mg=40.0, dose_mg_per_kg=0.5)
    assert both.dose == "40 mg, 0.5 mg/kg"


def test_an_infusion_starts_to_the_minute() -> None:
    assert Infusion(id="i1", day=DAY, start=time(10, 30, 59)).start == time(10, 30)


@pytest.mark.parametrize("severity", [0, 3])
def test_a_side_effect_goes_from_none_to_severe(severity: int) -> None:
    assert SideEffect(name="nausea", severity=severity).severity == severity


@pytest.mark.parametrize("severity", [-1, 4, True])
def test_a_side_effect_off_its_scale_is_refused(severity: int) -> None:
    with pytest.raises(ValidationError, match="The side effect's severity goes from 0 to 3"):
        SideEffect(name="nausea", severity=severity)


def test_a_side_effect_needs_a_name() -> None:
    with pytest.raises(ValidationError, match="The side effect is empty; write a word or two"):
        SideEffect(name=" ", severity=1)


def test_an_event_of_a_day_ends_on_it_and_a_medicine_goes_on() -> None:
    assert Event(id="e1", kind="life", title="Moved", start=DAY).last == DAY
    assert Event(id="e1", kind="medication", title="Sertraline", start=DAY).last is None
    ended = Event(id="e1", kind="medication", title="Sertraline", start=DAY, end=DAY)
    assert ended.last == DAY


def test_an_event_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValidationError, match="The last day lies before the first; swap them"):
        Event(id="e1", kind="life", title="Moved", start=DAY, end=date(2026, 5, 27))


def test_an_event_has_a_kind_and_a_title_of_one_line() -> None:
    with pytest.raises(
        ValidationError, match="The kind is one of: medication, therapy, life, illness"
    ):
        Event(id="e1", kind="party", title="Moved", start=DAY)
    with pytest.raises(ValidationError, match="The title is empty"):
        Event(id="e1", kind="life", title="\n", start=DAY)
    assert Event(id="e1", kind="life", title="Moved\n house", start=DAY).title == "Moved house"


def test_a_title_may_have_two_hundred_characters_and_no_more() -> None:
    assert len(Event(id="e1", kind="life", title="x" * 200, start=DAY).title) == 200
    with pytest.raises(ValidationError, match="The title has 201 characters; 200 is the most"):
        Event(id="e1", kind="life", title="x" * 201, start=DAY)


def assessment(
    total: Number | None = 9,
    answers: tuple[int | None, ...] | None = None,
    low: Number = 0,
    high: Number = 27,
) -> Assessment:
    return Assessment(
        id="a1", day=DAY, questionnaire="phq-9", total=total, low=low, high=high, answers=answers
    )


def test_a_total_alone_or_answers_alone_are_an_assessment() -> None:
    assert assessment().answers is None
    assert assessment(total=None, answers=(1, None, 2)).total is None


def test_a_questionnaire_with_neither_is_refused() -> None:
    for answers in (None, ()):
        with pytest.raises(ValidationError, match="needs a total or answers"):
            assessment(total=None, answers=answers)


@pytest.mark.parametrize("total", [-1, 28, float("nan")])
def test_a_total_off_its_scale_is_answered_with_the_scale(total: Number) -> None:
    with pytest.raises(ValidationError, match="The total goes from 0 to 27"):
        assessment(total=total)


def test_a_scale_of_totals_has_a_lowest_below_its_highest() -> None:
    with pytest.raises(ValidationError, match="lowest total below its highest"):
        assessment(low=27, high=0)


def test_a_diary_is_in_order_whatever_order_it_came_in() -> None:
    days = [date(2026, 5, n) for n in (3, 1, 2)]
    diary = Diary(
        infusions=tuple(Infusion(id=f"i{day.day}", day=day) for day in days),
        events=tuple(Event(id="e", kind="life", title="x", start=day) for day in days),
    )
    assert [infusion.day for infusion in diary.infusions] == sorted(days)
    assert [event.start for event in diary.events] == sorted(days)


def test_a_diary_is_empty_until_something_is_written_down() -> None:
    assert Diary().empty
    assert not Diary(infusions=(Infusion(id="i1", day=DAY),)).empty
