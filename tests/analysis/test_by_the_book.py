"""The program against a second reading of the rule's text."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.analysis.by_the_book import Book, Given
from tests.analysis.making import on
from tests.analysis.strategies import Sample, last_day, samples
from tracker.analysis import Window, build_report, summary


@given(sample=samples(), cut=st.integers(0, 40), ahead=st.sampled_from((0, 0, 1, 9, 30)))
@settings(max_examples=60)
def test_every_course_and_infusion_says_what_a_second_reading_of_the_text_says(
    sample: Sample, cut: int, ahead: int
) -> None:
    end = max(sample.given[0], last_day(sample) - timedelta(days=cut)) + timedelta(days=ahead)
    today = end if cut % 2 else end + timedelta(days=3)
    m = sample.measure
    report = build_report(sample.diary, Window(on(-30), end), today=today, measure=m.key)
    found = summary(report)
    book = Book(
        (m.low, m.high, m.better),
        {on(t): values for t, values in sample.days.items()},
        [Given(i.day, i.new_course) for i in sample.infusions],
        end,
        today,
    )
    assert found["courses"] == [book.course_json(course) for course in book.courses]
    for nth, row in enumerate(found["infusions"]):
        expected = book.infusion_json(nth)
        bar = expected["bar"]
        event(f"{expected['direction']}, bar {bar and (bar['start'], bar['end'])}")
        assert row == expected
    for course in found["courses"]:
        event(f"halfway: {course['no_halfway_because'] or course['halfway_of_course']}")
