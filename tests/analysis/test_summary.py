from __future__ import annotations

import json
from dataclasses import replace

from tests.analysis.making import after, diary, entries, on, rated, report, week_before
from tracker.analysis import build_report, default_window, summary
from tracker.records import BUILTIN_MEASURES, Assessment, Diary

CLEAN = week_before(3) | after(7, 8, 8, 5, 4, 4)


def phq_9(offset: int, total: int, item_9: int | None = None) -> Assessment:
    answers = None if item_9 is None else (0,) * 8 + (item_9,)
    return Assessment(
        id=f"a{offset}",
        day=on(offset),
        questionnaire="phq-9",
        total=total,
        low=0,
        high=27,
        answers=answers,
    )


def test_it_has_the_published_shape() -> None:
    scores = (phq_9(-5, 21, 2), phq_9(10, 9, 0))
    made = summary(report(replace(diary(CLEAN), assessments=scores), -14, 10))
    assert made == {
        "measure": "mood",
        "from": "2026-02-16",
        "to": "2026-03-12",
        "days": {"logged": 13, "of": 25, "late": 0},
        "last_7_days": {"median": 4, "n": 3},
        "courses": [
            {
                "number": 1,
                "first": "2026-03-02",
                "last": "2026-03-02",
                "given": 1,
                "before": {
                    "value": 3,
                    "n": 7,
                    "kind": "usual",
                    "from": "2026-02-23",
                    "to": "2026-03-01",
                },
                "after_opening_series": {"value": 6, "n": 6, "kind": "usual", "through": 1},
                "halfway": 4.5,
                "no_halfway_because": None,
                "halfway_of_course": 1,
                "at_or_above": {"n": 4, "of": 6, "blank": 3},
                "last_28_days": {"n": 4, "of": 6},
                "fortnight_before": {"n": 0, "of": 7},
            }
        ],
        "tally": {
            "rose": 1,
            "same": 0,
            "fell": 0,
            "unclear": 0,
            "no_entries_before": 0,
            "no_entries_after": 0,
        },
        "infusions": [
            {
                "number": 1,
                "course": 1,
                "number_in_course": 1,
                "day": "2026-03-02",
                "before": {"value": 3, "n": 3, "kind": "usual"},
                "next_day": 7,
                "after": {"value": 8, "n": 3, "kind": "usual"},
                "change": 5,
                "direction": "rose",
                "bar": {
                    "start": "rose",
                    "end": "lost",
                    "days_min": 4,
                    "days_max": 4,
                    "not_logged": 0,
                    "unconfirmed_low": False,
                },
            }
        ],
        "self_harm": [
            {
                "from": "phq-9",
                "low": 0,
                "high": 3,
                "asked": 2,
                "above_zero": 1,
                "last": {"day": "2026-03-12", "value": 0},
                "highest": {"day": "2026-02-25", "value": 2},
            }
        ],
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
    empty = build_report(Diary(), default_window(Diary(), on(0)), today=on(0))
    made = summary(empty)
    assert made["days"] == {"logged": 0, "of": 42, "late": 0}
    assert made["last_7_days"] is None
    assert made["courses"] == made["infusions"] == made["self_harm"] == made["assessments"] == []
    assert not empty.has_records


def test_a_window_holds_something_with_an_entry_a_questionnaire_or_an_infusion_in_it() -> None:
    measured = Diary(measures=BUILTIN_MEASURES, check_ins=tuple(entries({0: 5}, "pain")))
    for kept in (diary({0: 5}, ()), diary({}, (0,)), measured, Diary(assessments=(phq_9(0, 9),))):
        assert report(kept, 0, 9, measure="mood").has_records
        assert not report(kept, 1, 9).has_records


def test_whole_numbers_have_no_decimals_in_json() -> None:
    values = {t: float(value) for t, value in CLEAN.items()}
    assert ".0" not in json.dumps(summary(report(diary(values))))


def test_an_infusion_without_numbers_has_nulls() -> None:
    (row,) = summary(report(diary({})))["infusions"]
    none = {"value": None, "n": 0, "kind": "none"}
    assert (row["before"], row["after"]) == (none, none)
    assert (row["next_day"], row["change"], row["bar"]) == (None, None, None)
    assert row["direction"] == "no_entries_before"
    (course,) = summary(report(diary({})))["courses"]
    assert course["before"] == {**none, "from": None, "to": None}
    assert course["after_opening_series"] == {**none, "through": 1}
    for key in ("halfway", "halfway_of_course", "at_or_above", "last_28_days", "fortnight_before"):
        assert course[key] is None


def test_half_a_point_stays_half_a_point_and_nothing_is_rounded() -> None:
    assert summary(report(diary({0: [6, 7]}, ()), 0, 3))["last_7_days"] == {"median": 6.5, "n": 1}
    days: dict[int, int | list[int]] = {-3: 3, -2: [3, 4], 1: 7, 2: 7}
    assert summary(report(diary(days)))["infusions"][0]["before"]["value"] == 3.25


def test_a_total_alone_is_no_source_about_self_harm() -> None:
    assert summary(report(Diary(assessments=(phq_9(0, 9),))))["self_harm"] == []


def test_the_count_of_late_days_is_that_of_the_window() -> None:
    kept = Diary(check_ins=(rated(-9, 5, late_by=5), rated(0, 5, late_by=2), rated(1, 5)))
    days = summary(report(kept, -3, 3))["days"]
    assert (days["logged"], days["of"], days["late"]) == (2, 7, 1)


def test_it_carries_no_name_and_no_note() -> None:
    kept = replace(diary(CLEAN), check_ins=(rated(0, 5, note="SECRET"),))
    named = replace(kept, settings=replace(kept.settings, name="Alex Sample"))
    assert "SECRET" not in repr(report(named))
    assert "Alex" not in repr(report(named))
