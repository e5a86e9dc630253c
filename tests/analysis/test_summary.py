from __future__ import annotations

import json
from dataclasses import replace

from tests.analysis.making import after, diary, on, rated, report, week_before
from tracker.analysis import build_report, default_window, summary
from tracker.records import Assessment, Diary

CLEAN = week_before(3) | after(7, 8, 8, 5, 4, 4)


def test_it_has_the_published_shape() -> None:
    scores = tuple(
        Assessment(id=f"a{t}", day=on(t), questionnaire="phq-9", total=n, low=0, high=27)
        for t, n in ((-5, 21), (10, 9))
    )
    made = summary(report(replace(diary(CLEAN), assessments=scores), -14, 10))
    assert made == {
        "measure": "mood",
        "from": "2026-02-16",
        "to": "2026-03-12",
        "days": {"logged": 13, "of": 25, "late": 0},
        "last_7_days": {"median": 4, "n": 3},
        "best_3_days": {"median": 8, "to": "2026-03-05"},
        "infusions": [
            {
                "number": 1,
                "course": 1,
                "number_in_course": 1,
                "day": "2026-03-02",
                "baseline": {"value": 3, "n": 7, "kind": "usual"},
                "just_before": 3,
                "peak": 5,
                "share": 71.43,
                "benefit": {
                    "kind": "lost",
                    "days_min": 3,
                    "days_max": 3,
                    "reason": None,
                    "unconfirmed_low": False,
                },
            }
        ],
        "median_benefit": None,
        "assessments": [
            {
                "questionnaire": "phq-9",
                "first": {"day": "2026-02-25", "total": 21},
                "last": {"day": "2026-03-12", "total": 9},
                "n": 2,
            }
        ],
    }


def test_an_empty_diary_has_nulls_and_no_zeros_made_up() -> None:
    made = summary(build_report(Diary(), default_window(Diary(), on(0)), today=on(0)))
    assert made["days"] == {"logged": 0, "of": 42, "late": 0}
    for key in ("last_7_days", "best_3_days", "median_benefit"):
        assert made[key] is None
    assert made["infusions"] == made["assessments"] == []


def test_whole_numbers_have_no_decimals_in_json() -> None:
    values = {t: float(value) for t, value in CLEAN.items()}
    assert ".0" not in json.dumps(summary(report(diary(values))))


def test_an_infusion_without_numbers_has_nulls() -> None:
    (row,) = summary(report(diary({1: 5})))["infusions"]
    assert row["baseline"] == {"value": None, "n": 0, "kind": "none"}
    assert (row["just_before"], row["peak"], row["share"]) == (None, None, None)
    assert row["benefit"]["kind"] == "no_baseline"
    assert row["benefit"]["days_min"] is None


def test_half_a_point_stays_half_a_point() -> None:
    assert summary(report(diary({0: [6, 7]}, ()), 0, 3))["last_7_days"] == {"median": 6.5, "n": 1}


def test_a_median_over_five_infusions_is_given_with_what_it_rests_on() -> None:
    given = range(0, 100, 20)
    days = {t + n: v for t in given for n, v in after(8, 8, 8, 8, 3, 3).items()}
    made = report(diary(week_before(3) | days, given), last=99)
    assert summary(made)["median_benefit"] == {"days": 4, "episodes": 5, "lost": 5}


def test_the_count_of_late_days_is_that_of_the_window() -> None:
    kept = Diary(check_ins=(rated(-9, 5, late_by=5), rated(0, 5, late_by=2), rated(1, 5)))
    assert summary(report(kept, -3, 3))["days"] == {"logged": 2, "of": 7, "late": 1}


def test_it_carries_no_name_and_no_note() -> None:
    kept = replace(diary(CLEAN), check_ins=(rated(0, 5, note="SECRET"),))
    named = replace(kept, settings=replace(kept.settings, name="Alex Sample"))
    assert "SECRET" not in repr(report(named))
    assert "Alex" not in repr(report(named))
