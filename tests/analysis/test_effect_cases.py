"""The worked cases of the rule, by hand from its text. The file comes with it, unchanged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.making import diary, on, scale
from tracker.analysis import Report, Window, build_report, summary

CASES = json.loads((Path(__file__).parents[1] / "data" / "effect.json").read_text("utf-8"))["cases"]


def report_of(case: dict[str, Any]) -> Report:
    measure = scale(case["low"], case["high"], case["better"])
    days = {int(t): value for t, value in case["days"].items()}
    made = diary(days, case["treatments"], measure, new_courses=[case["next_course"]])
    end = case["window_end"]
    window = Window(on(min([0, *days])), on(end))
    return build_report(made, window, today=on(end + 1), measure=measure.key)


def course_as_worked(report: Report) -> dict[str, Any]:
    """The first course in the shape of the file: shares as pairs, blank days beside them."""
    course = summary(report)["courses"][0]
    shares = ("at_or_above", "last_28_days", "fortnight_before")
    return {
        "before_course": {key: course["before"][key] for key in ("value", "n", "kind")},
        "after_opening_series": course["after_opening_series"],
        "halfway": course["halfway"],
        "no_halfway_because": course["no_halfway_because"],
        **{key: course[key] and [course[key]["n"], course[key]["of"]] for key in shares},
        "blank_days": course["at_or_above"] and course["at_or_above"]["blank"],
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_course_comes_out_as_worked_by_hand(case: dict[str, Any]) -> None:
    found = course_as_worked(report_of(case))
    assert {**found, "infusions": ...} == {**case["expect"], "infusions": ...}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_each_infusion_comes_out_as_worked_by_hand(case: dict[str, Any]) -> None:
    rows = summary(report_of(case))["infusions"]
    expected = case["expect"]["infusions"]
    assert len(rows) == len(case["treatments"]) + (case["next_course"] is not None)
    for row, by_hand in zip(rows, expected, strict=False):
        assert row["day"] == on(by_hand["t"]).isoformat()
        assert {key: row[key] for key in by_hand if key != "t"} == {
            key: value for key, value in by_hand.items() if key != "t"
        }
