"""The program against a second reading of the definitions."""

from __future__ import annotations

from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.analysis.by_the_book import Book, surviving_half
from tests.analysis.making import on
from tests.analysis.strategies import Sample, last_day, samples
from tracker.analysis import Benefit, InfusionRow, Window, build_report
from tracker.analysis.survival import median_benefit


def rows(sample: Sample) -> tuple[InfusionRow, ...]:
    window = Window(on(-30), last_day(sample))
    return build_report(
        sample.diary, window, today=window.end, measure=sample.measure.key
    ).infusions


def book(sample: Sample) -> Book:
    m = sample.measure
    ratings = {on(t): values for t, values in sample.days.items()}
    return Book(m.low, m.high, m.better, ratings, sample.given)


def same(found: Any, expected: Any) -> bool:
    if found is None or expected is None:
        return found is expected
    return abs(float(found) - float(expected)) < 1e-6


@given(sample=samples())
@settings(max_examples=120, deadline=None)
def test_every_row_says_what_a_second_reading_of_the_text_says(sample: Sample) -> None:
    for nth, row in enumerate(rows(sample)):
        expected = book(sample).judged(nth)
        event(f"{expected['kind']} {expected['reason']}")
        found = row.benefit
        assert found == Benefit(
            expected["kind"],
            expected["days_min"],
            expected["days_max"],
            expected["reason"],
            expected["unconfirmed_low"],
        )
        assert same(row.peak, expected["peak"])
        assert same(row.share, expected["share"])


@given(sample=samples())
@settings(max_examples=50, deadline=None)
def test_every_baseline_and_every_level_just_before_is_what_the_text_says(sample: Sample) -> None:
    for nth, row in enumerate(rows(sample)):
        value, n, kind = book(sample).baseline(nth)
        before = book(sample).back(row.numbered.day, 3)
        assert (row.baseline.n, row.baseline.kind) == (n, kind)
        assert same(row.baseline.value, value)
        assert (row.just_before is None) is (not before)


episodes = st.lists(st.tuples(st.integers(1, 40), st.booleans()), max_size=12)


@given(episodes=episodes)
@settings(max_examples=100, deadline=None)
def test_the_median_over_infusions_is_where_half_survive_or_nothing(
    episodes: list[tuple[int, bool]],
) -> None:
    found = median_benefit(Benefit("lost" if lost else "at_least", days) for days, lost in episodes)
    lost = [days for days, ended in episodes if ended]
    if len(episodes) < 5 or len(lost) * 2 < len(episodes):
        assert found is None
        return
    assert found is not None
    assert (found.days, found.episodes, found.lost) == (
        surviving_half(episodes),
        len(episodes),
        len(lost),
    )
