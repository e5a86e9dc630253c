"""Events, filled-in questionnaires and the whole diary."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tests.cases import each
from tracker.records import (
    Assessment,
    CheckIn,
    Diary,
    Event,
    Infusion,
    Number,
    Rating,
    Settings,
    ValidationError,
)

DAY = date(2026, 5, 28)


def test_an_event_of_a_day_ends_on_it_and_a_medicine_goes_on() -> None:
    assert Event(id="e1", kind="life", title="Moved", start=DAY).last == DAY
    assert Event(id="e1", kind="medication", title="Sertraline", start=DAY).last is None
    ended = Event(id="e1", kind="medication", title="Sertraline", start=DAY, end=DAY)
    assert ended.last == DAY


@each(
    ("kind", "end", "others", "last"),
    [
        ("medication", None, [], None),
        ("medication", None, [("medication", "sertraline", 10)], 9),
        ("medication", 20, [("medication", "Sertraline", 10)], 9),
        ("medication", 5, [("medication", "Sertraline", 10)], 5),
        ("medication", None, [("medication", "Sertraline", d) for d in (12, 8)], 7),
        ("medication", None, [("medication", "Sertraline", 0)], None),
        ("medication", None, [("medication", "Lithium", 10), ("life", "Sertraline", 9)], None),
        ("life", None, [("life", "Sertraline", 10)], 0),
        ("therapy", 20, [("therapy", "Sertraline", 10)], 20),
    ],
)
def test_a_dose_ends_where_the_next_one_of_its_medicine_begins(
    kind: str, end: int | None, others: list[tuple[str, str, int]], last: int | None
) -> None:
    def after(days: int | None) -> date | None:
        return None if days is None else DAY + timedelta(days=days)

    event = Event(id="e", kind=kind, title="Sertraline", start=DAY, end=after(end))
    following = [
        Event(id=f"o{n}", kind=other, title=title, start=DAY + timedelta(days=days))
        for n, (other, title, days) in enumerate(others)
    ]
    assert event.last_among([event, *following]) == after(last)


def test_an_event_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValidationError, match="The last day lies before the first; swap them"):
        Event(id="e1", kind="life", title="Moved", start=DAY, end=date(2026, 5, 27))


PUBLISHED = {
    "kind": "medication therapy life illness question other",
    "status": "planned given cancelled",
    "route": "iv im nasal sc sublingual oral other",
    "phase": "induction taper maintenance single unknown",
}
"""The words of the published files."""


@each("field", PUBLISHED)
def test_every_published_word_is_one_that_a_record_takes(field: str) -> None:
    life = Event(id="e1", kind="life", title="Moved", start=DAY)
    record = life if field == "kind" else Infusion(id="i1", day=DAY)
    for word in PUBLISHED[field].split():
        chosen: dict[str, Any] = {field: word}
        assert getattr(replace(record, **chosen), field) == word
        wrong: dict[str, Any] = {field: word.upper()}
        with pytest.raises(ValidationError, match="Choose one of"):
            replace(record, **wrong)


def test_an_event_has_a_kind_and_a_title_of_one_line() -> None:
    with pytest.raises(ValidationError, match="“party”"):
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


@each("total", [-1, 28, float("nan")])
def test_a_total_off_its_scale_is_answered_with_the_scale(total: Number) -> None:
    with pytest.raises(ValidationError, match="The total must be from 0 to 27"):
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
    # From the latest to the earliest: by day, then by scale or kind, then by id.
    scored = [
        replace(assessment(), id=name, day=day, questionnaire=scale)
        for day in days[::-1]
        for scale in ("phq-9", "gad-7")
        for name in ("b", "a")
    ]
    happened = [
        Event(id=name, kind=kind, title="x", start=day)
        for day in days[::-1]
        for kind in ("therapy", "life")
        for name in ("b", "a")
    ]
    diary = Diary(assessments=tuple(scored), events=tuple(happened))
    assert [(a.day, a.questionnaire, a.id) for a in diary.assessments] == sorted(
        (a.day, a.questionnaire, a.id) for a in scored
    )
    assert [(e.start, e.kind, e.id) for e in diary.events] == sorted(
        (e.start, e.kind, e.id) for e in happened
    )


def test_entries_of_a_day_are_in_the_order_of_their_times_and_without_one_first() -> None:
    def entry(name: str, hour: int | None) -> CheckIn:
        at = None if hour is None else datetime(2026, 5, 28, hour, tzinfo=UTC)
        return CheckIn(id=name, day=DAY, at=at, recorded_at=None, ratings=(Rating("mood", 5),))

    entries = (entry("a", 20), entry("d", 9), entry("c", 9), entry("b", None))
    assert [one.id for one in Diary(check_ins=entries).check_ins] == ["b", "c", "d", "a"]


def test_a_diary_is_empty_until_something_is_written_down() -> None:
    assert Diary().empty
    assert not Diary(infusions=(Infusion(id="i1", day=DAY),)).empty


def test_all_records_of_a_diary_are_its_entries_infusions_questionnaires_and_events() -> None:
    entry = CheckIn(id="c1", day=DAY, at=None, recorded_at=None, ratings=(Rating("mood", 5),))
    given = Infusion(id="i1", day=DAY)
    moved = Event(id="e1", kind="life", title="Moved", start=DAY)
    records = (entry, given, assessment(), moved)
    diary = Diary(
        check_ins=(entry,), infusions=(given,), assessments=(assessment(),), events=(moved,)
    )
    assert diary.records == records
    for kind in ("check_ins", "infusions", "assessments", "events"):
        one: dict[str, Any] = {kind: getattr(diary, kind)}
        assert not Diary(**one).empty


def test_a_moment_is_of_the_day_that_begins_when_the_diary_s_days_begin() -> None:
    moment = datetime.combine(DAY, time(5, 29), tzinfo=UTC)
    late = Diary(settings=Settings(day_starts_at=time(5, 30)))
    assert (Diary().day_of(moment), late.day_of(moment)) == (DAY, DAY - timedelta(1))
