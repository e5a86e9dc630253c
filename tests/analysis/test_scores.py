from __future__ import annotations

from typing import Any

from tests.analysis.making import entries, infusion, on, report
from tracker.analysis import Report, scale_name
from tracker.records import BUILTIN_MEASURES, Assessment, Diary, Event


def filled(offset: int, total: int | None, **more: Any) -> Assessment:
    usual: dict[str, Any] = {"questionnaire": "phq-9", "low": 0, "high": 27}
    return Assessment(id=f"a{offset}", day=on(offset), total=total, **usual | more)


def shown(*assessments: Assessment) -> Report:
    return report(Diary(assessments=assessments))


def test_a_course_has_its_first_its_last_and_its_lowest_total() -> None:
    (course,) = shown(filled(20, 6), filled(0, 21), filled(40, 9), filled(30, 6)).questionnaires
    assert (course.title, course.low, course.high, course.better) == ("PHQ-9", 0, 27, "lower")
    assert [score.total for score in course.points] == [21, 6, 6, 9]
    assert (course.first.total, course.last.total, course.change) == (21, 9, -12)
    assert (course.lowest.day, course.highest.day) == (on(20), on(0))


def test_one_total_alone_is_no_change() -> None:
    (course,) = shown(filled(0, 21)).questionnaires
    assert course.change is None


def test_an_assessment_without_a_total_is_left_out() -> None:
    assert shown(filled(0, None, answers=(1, None))).questionnaires == ()


def test_totals_on_another_scale_are_not_joined() -> None:
    made = shown(
        filled(0, 5, questionnaire="Sleep"), filled(9, 50, questionnaire="Sleep", high=100)
    )
    assert [(course.title, course.high) for course in made.questionnaires] == [
        ("Sleep", 27),
        ("Sleep", 100),
    ]


def test_only_the_windows_totals_count() -> None:
    (course,) = shown(filled(-40, 27), filled(0, 21), filled(100, 1)).questionnaires
    assert [score.total for score in course.points] == [21]


def test_shipped_questionnaires_go_by_the_name_a_clinic_uses() -> None:
    assert [scale_name(key) for key in ("phq-9", "peg", "my own")] == ["PHQ-9", "PEG", "my own"]


def test_self_harm_not_asked_is_told_from_none() -> None:
    assert (shown().self_harm.asked, shown().self_harm.above_zero) == (0, 0)
    days = tuple(entries({0: 0, 1: [0, 2], 2: 0}, "self_harm"))
    asked = report(Diary(measures=BUILTIN_MEASURES, check_ins=days))
    assert (asked.self_harm.asked, asked.self_harm.above_zero) == (3, 1)
    assert "thoughts of death or self-harm" in shown().not_recorded
    assert "thoughts of death or self-harm" not in asked.not_recorded


def test_an_answer_on_a_questionnaire_counts_as_asked_and_a_blank_one_does_not() -> None:
    made = shown(
        filled(0, 9, answers=(1,) * 9),
        filled(9, 8, answers=(1,) * 8 + (0,)),
        filled(20, 9, answers=(1,) * 8 + (None,)),
        filled(30, 9),
    )
    assert (made.self_harm.asked, made.self_harm.above_zero) == (2, 1)


def test_what_was_not_recorded_is_said() -> None:
    assert report(Diary()).not_recorded == (
        "infusions",
        "questionnaires",
        "medicines",
        "thoughts of death or self-harm",
    )
    medicine = Event(id="e", kind="medication", title="Lithium", start=on(0))
    made = report(Diary(infusions=(infusion(0),), events=(medicine,), assessments=(filled(0, 9),)))
    assert made.not_recorded == ("doses", "side effects", "thoughts of death or self-harm")
