"""The worked cases, by hand from the definitions. The file comes with the design, unchanged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.making import PAIN, Days, after, diary, first_row, report, week_before
from tracker.analysis import Benefit, InfusionRow, summary
from tracker.analysis.survival import median_benefit
from tracker.records import MOOD

CASES = json.loads((Path(__file__).parents[1] / "data" / "benefit.json").read_text("utf-8"))


def row_of(case: dict[str, Any]) -> InfusionRow:
    values = {int(t): value for t, value in case["before"].items()} | after(*case["after"])
    infusions = (0,) if case["next"] is None else (0, case["next"])
    return first_row(values, infusions, PAIN if case["better"] == "lower" else MOOD)


def said(row: InfusionRow) -> dict[str, Any]:
    return {
        "baseline": row.baseline.value,
        "baseline_kind": row.baseline.kind,
        "peak": row.peak,
        "share": None if row.share is None else round(row.share, 2),
        "kind": row.benefit.kind,
        "days_min": row.benefit.days_min,
        "days_max": row.benefit.days_max,
        "reason": row.benefit.reason,
        "unconfirmed_low": row.benefit.unconfirmed_low,
    }


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: str(case["name"]))
def test_a_worked_case_comes_out_as_by_hand(case: dict[str, Any]) -> None:
    found = said(row_of(case))
    assert {key: found[key] for key in case["expect"]} == case["expect"]


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: str(case["name"]))
def test_a_low_last_day_is_noted_only_in_the_case_that_has_one(case: dict[str, Any]) -> None:
    expected = case["expect"].get("unconfirmed_low", False)
    assert row_of(case).benefit.unconfirmed_low is expected


def test_the_worked_median_of_episodes_comes_out_as_by_hand() -> None:
    worked = CASES["median_of_episodes"]
    found = median_benefit(Benefit(kind, days) for days, kind in worked["episodes"])
    assert found is not None
    assert (found.days, found.episodes, found.lost) == (worked["median_days"], 5, 3)


def test_a_loss_seen_before_the_next_infusion_stays_a_loss() -> None:
    before: Days = {-6: 2, -4: 3, -2: 3, -1: 2}
    row = first_row(before | after(5, 6, 6, 6, 5, 4, 4, 3, 3), (0, 21))
    assert row.benefit == Benefit("lost", 5, 5)


def test_exactly_half_of_the_gain_holds() -> None:
    row = first_row(week_before(3) | after(7, 7, 7, 5, 5, 5))
    assert row.benefit == Benefit("at_least", 6, None, "end_of_log")


def test_exactly_two_points_of_ten_are_a_clear_change() -> None:
    assert first_row(week_before(3) | after(5, 5, 5)).benefit.kind == "at_least"


def test_exactly_two_points_of_room_are_enough_to_judge() -> None:
    assert first_row(week_before(8) | after(10, 10, 10)).benefit.kind == "at_least"


def test_near_the_limit_is_said_even_when_the_days_are_too_few() -> None:
    assert first_row(week_before(9) | after(9)).benefit.kind == "near_limit"


def test_two_low_days_four_days_apart_are_no_loss_but_the_later_one_may_begin_it() -> None:
    low_at_4_8_and_9 = after(7, 7, 7, 4, None, None, None, 4, 4)
    assert first_row(week_before(3) | low_at_4_8_and_9).benefit == Benefit("lost", 3, 7)


def test_seven_days_without_an_entry_are_no_gap_yet() -> None:
    values = week_before(3) | after(7, 7, 7) | {10: 7}
    assert first_row(values).benefit == Benefit("at_least", 10, None, "end_of_log")


def test_eight_days_without_an_entry_before_the_next_infusion_are_a_gap() -> None:
    values = week_before(3) | after(7, 7, 7)
    assert first_row(values, (0, 10)).benefit.reason == "next_infusion"
    assert first_row(values, (0, 11)).benefit.reason == "gap"


def test_silence_before_the_peak_does_not_end_anything() -> None:
    values = week_before(3) | {1: 4, 10: 7, 11: 7, 12: 7}
    assert first_row(values).benefit == Benefit("at_least", 12, None, "end_of_log")


def test_a_silence_after_the_peak_ends_it_even_when_one_before_did_not() -> None:
    values = week_before(3) | {1: 4, 10: 7, 11: 7, 12: 7, 21: 7}
    assert first_row(values).benefit == Benefit("at_least", 12, None, "gap")


def test_what_lies_after_a_silence_counts_for_no_loss() -> None:
    values = week_before(3) | after(7, 7, 7) | {12: 3, 13: 3}
    assert first_row(values).benefit == Benefit("at_least", 3, None, "gap")


def test_a_low_day_before_a_silence_is_noted() -> None:
    values = week_before(3) | after(7, 7, 7, 3) | {13: 7}
    assert first_row(values).benefit == Benefit("at_least", 3, None, "gap", unconfirmed_low=True)


def test_a_second_infusion_on_the_same_day_leaves_the_first_without_days() -> None:
    rows = report(diary(week_before(3) | after(7, 7, 7), (0, 0))).infusions
    assert [row.benefit.kind for row in rows] == ["too_few_days", "at_least"]
    assert [row.number for row in rows] == [1, 2]


def test_the_share_in_the_summary_has_two_decimals_and_the_report_has_them_all() -> None:
    made = report(diary(week_before(3) | after(8, 8, 8)))
    assert made.infusions[0].share == pytest.approx(500 / 7)
    assert summary(made)["infusions"][0]["share"] == 71.43
