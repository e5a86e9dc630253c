"""When a questionnaire can be filled in again, and when it is offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.cases import each
from tests.records.test_questionnaires import filled
from tracker.records import Assessment, Infusion
from tracker.records.infusion import Status
from tracker.records.questionnaires import (
    available_again,
    available_from,
    get_questionnaire,
    overlapping_day,
    scale_statuses,
)

PHQ_9 = get_questionnaire("phq-9")
PEG = get_questionnaire("peg")
DAY = date(2026, 6, 12)


def test_it_may_be_filled_in_again_after_its_least_days() -> None:
    before = [filled(DAY), filled(DAY - timedelta(30)), filled(DAY + timedelta(3), "gad-7")]
    assert available_from(PHQ_9, before) == DAY + timedelta(6)
    assert available_from(PHQ_9, []) is None
    assert available_from(replace(PHQ_9, least_days_between=None), before) is None
    assert overlapping_day(replace(PHQ_9, least_days_between=None), before, DAY) is None


@each(("days", "offered"), [(5, False), (6, True), (56, True), (57, False)])
def test_a_questionnaire_is_offered_from_its_least_days_until_eight_weeks_later(
    days: int, offered: bool
) -> None:
    found = available_again([PHQ_9, PEG], [filled(DAY)], DAY + timedelta(days))
    assert found == ([PHQ_9] if offered else [])


def test_the_nearest_overlapping_day_is_found() -> None:
    near = [filled(DAY + timedelta(n)) for n in (-4, 2, 5)]
    assert overlapping_day(PHQ_9, near, DAY) == DAY + timedelta(2)
    assert overlapping_day(PHQ_9, [filled(DAY, "gad-7")], DAY) is None


@each(("offset", "near"), [(5, True), (6, False), (-5, True), (-6, False)])
def test_too_soon_counts_before_and_after(offset: int, near: bool) -> None:
    found = overlapping_day(PHQ_9, [filled(DAY)], DAY + timedelta(offset))
    assert found == (DAY if near else None)


def filled_on_days(*days: date) -> list[Assessment]:
    return [
        Assessment(id=f"a{n}", day=day, questionnaire="phq-9", total=9, low=0, high=27)
        for n, day in enumerate(days)
    ]


def given_on(*days: date, status: Status = "given") -> list[Infusion]:
    return [Infusion(id=f"i{day.isoformat()}", day=day, status=status) for day in days]


NOV = [date(2026, 10, 31) + timedelta(days=n) for n in range(60)]
"""NOV[3] is 3 November."""


@each(
    ("filled_on", "infusions", "today", "expected"),
    [
        (NOV[1], [NOV[5], NOV[20]], NOV[6], NOV[8]),
        (NOV[5], [NOV[5], NOV[20]], NOV[6], NOV[8]),
        (NOV[8], [NOV[5], NOV[20]], NOV[9], NOV[23]),
        (NOV[6], [NOV[5]], NOV[9], None),
        (NOV[1], [NOV[5], NOV[7], NOV[20]], NOV[6], NOV[10]),
        (NOV[1], [NOV[5], NOV[20]], NOV[21], NOV[23]),
        (NOV[1], [], NOV[21], None),
        (NOV[1], [NOV[5], NOV[8]], NOV[6], NOV[11]),
        (NOV[1], [NOV[5], NOV[20]], NOV[20], NOV[23]),
        (NOV[1], [NOV[5], NOV[5]], NOV[5], NOV[8]),
    ],
)
def test_a_questionnaire_is_offered_some_days_after_an_infusion_and_before_the_next(
    filled_on: date, infusions: list[date], today: date, expected: date | None
) -> None:
    again = available_from(
        PHQ_9, filled_on_days(filled_on), infusions=given_on(*infusions), days_after=3, today=today
    )
    assert again == expected
    offered = available_again(
        [PHQ_9], filled_on_days(filled_on), today, infusions=given_on(*infusions), days_after=3
    )
    assert bool(offered) is (expected is not None and expected <= today)


def test_a_cancelled_infusion_offers_nothing_and_one_never_filled_in_is_not_asked_for() -> None:
    cancelled = given_on(NOV[5], status="cancelled")
    assert available_from(PHQ_9, filled_on_days(NOV[1]), infusions=cancelled, days_after=3) is None
    assert available_from(PHQ_9, [], infusions=given_on(NOV[5]), days_after=3) is None


def test_the_list_of_scales_says_when_each_can_be_filled_in_again() -> None:
    known, done = [PHQ_9], filled_on_days(NOV[1])
    (by_interval,) = scale_statuses(known, done, NOV[2])
    assert by_interval.available_from == available_from(PHQ_9, done) == NOV[7]
    assert scale_statuses(known, done, NOV[6])[0].available_from == NOV[7]
    assert scale_statuses(known, done, NOV[7])[0].available_from is None
    assert scale_statuses(known, [], NOV[7])[0].last is None
    (after,) = scale_statuses(known, done, NOV[6], infusions=given_on(NOV[5]), days_after=3)
    assert (after.available_from, after.last) == (NOV[8], done[0])


def test_a_scale_of_which_only_totals_were_recorded_is_listed_after_the_others() -> None:
    done = [*filled_on_days(NOV[1]), filled(NOV[1], "ISI"), filled(NOV[2], "ISI")]
    found = scale_statuses([PEG, PHQ_9], done, NOV[2])
    assert [(s.name, s.questionnaire, s.last) for s in found] == [
        ("peg", PEG, None),
        ("phq-9", PHQ_9, done[0]),
        ("ISI", None, done[2]),
    ]
    assert [s.available_from for s in found] == [None, NOV[7], None]
