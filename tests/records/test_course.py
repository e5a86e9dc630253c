"""Numbers of infusions and courses are derived from the days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import infusions
from tracker.records import Infusion, group_courses, number_infusions
from tracker.records.infusion import Status

FIRST = date(2026, 1, 5)


def infusion(
    after: int, name: str = "", start: time | None = None, status: Status = "given"
) -> Infusion:
    day = FIRST + timedelta(days=after)
    return Infusion(id=name or f"i{after}", day=day, start=start, status=status)


def places(*given_ones: Infusion) -> list[tuple[int, int, int]]:
    return [(n.number, n.course, n.number_in_course) for n in number_infusions(given_ones)]


def test_no_infusion_is_no_course() -> None:
    assert group_courses(()) == ()


def test_the_first_infusion_ever_starts_a_course() -> None:
    assert places(infusion(0), infusion(3)) == [(1, 1, 1), (2, 1, 2)]


def test_eight_weeks_exactly_stay_in_the_course() -> None:
    assert places(infusion(0), infusion(56)) == [(1, 1, 1), (2, 1, 2)]


def test_a_day_more_than_eight_weeks_starts_another() -> None:
    assert places(infusion(0), infusion(57)) == [(1, 1, 1), (2, 2, 1)]


def test_eight_weeks_are_counted_from_the_infusion_before_not_from_the_first() -> None:
    assert places(infusion(0), infusion(50), infusion(100))[-1] == (3, 1, 3)


def test_one_marked_as_a_new_course_starts_one_whenever_it_is() -> None:
    marked = replace(infusion(3), new_course=True)
    assert places(infusion(0), marked, infusion(7)) == [(1, 1, 1), (2, 2, 1), (3, 2, 2)]


def test_a_planned_or_cancelled_infusion_has_no_number_and_joins_no_courses() -> None:
    skipped = (infusion(30, status="cancelled"), infusion(40, status="planned"))
    assert places(infusion(0), *skipped, infusion(60)) == [(1, 1, 1), (2, 2, 1)]


def test_two_on_a_day_are_numbered_by_their_start() -> None:
    later, earlier = infusion(0, "a", time(15)), infusion(0, "b", time(9, 30))
    assert [n.infusion.id for n in number_infusions((later, earlier))] == ["b", "a"]


def test_an_early_one_added_later_moves_every_number() -> None:
    known = (infusion(7), infusion(10))
    before = {n.infusion.id: n.number for n in number_infusions(known)}
    after = {n.infusion.id: n.number for n in number_infusions((*known, infusion(0)))}
    assert before == {"i7": 1, "i10": 2}
    assert after == {"i0": 1, "i7": 2, "i10": 3}


def test_one_in_between_joins_two_courses() -> None:
    assert len(group_courses((infusion(0), infusion(100)))) == 2
    assert len(group_courses((infusion(0), infusion(50), infusion(100)))) == 1


def test_a_course_begins_on_the_day_of_its_first() -> None:
    assert [c.first_day for c in group_courses((infusion(70), infusion(0), infusion(3)))] == [
        FIRST,
        FIRST + timedelta(days=70),
    ]


@given(st.lists(infusions, max_size=12))
def test_every_given_infusion_has_one_place_and_the_places_have_no_holes(
    all_of_them: list[Infusion],
) -> None:
    found = group_courses(all_of_them)
    in_courses = [n for course in found for n in course.infusions]
    assert [n.number for n in in_courses] == list(range(1, sum(i.given for i in all_of_them) + 1))
    for course in found:
        assert {n.course for n in course.infusions} == {course.number}
        numbers = [n.number_in_course for n in course.infusions]
        assert numbers == list(range(1, len(numbers) + 1))
