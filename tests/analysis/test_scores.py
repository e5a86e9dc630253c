from __future__ import annotations

from typing import Any

from tests.analysis.making import entries, infusion, on, report, window
from tests.cases import each
from tracker.analysis import (
    Report,
    Score,
    SelfHarmAnswer,
    SelfHarmSource,
    SideEffectGrid,
    WorstSideEffect,
    build_report,
)
from tracker.records import (
    BUILTIN_MEASURES,
    MOOD,
    Assessment,
    Diary,
    Event,
    Infusion,
    Measure,
    SideEffect,
)
from tracker.records.catalogue import find_measure
from tracker.records.questionnaires import Answer, Item, Questionnaire, form_needs_crisis_help


def filled(offset: int, total: int | None, **more: Any) -> Assessment:
    usual: dict[str, Any] = {"questionnaire": "phq-9", "low": 0, "high": 27}
    return Assessment(id=f"a{offset}", day=on(offset), total=total, **usual | more)


def shown(*assessments: Assessment) -> Report:
    return report(Diary(assessments=assessments))


def test_a_course_has_its_first_its_last_and_its_best_total() -> None:
    (course,) = shown(filled(20, 6), filled(0, 21), filled(40, 9), filled(30, 6)).questionnaires
    assert (course.title, course.low, course.high, course.better) == ("PHQ-9", 0, 27, "lower")
    assert [score.total for score in course.points] == [21, 6, 6, 9]
    assert (course.first.total, course.last.total) == (21, 9)
    assert course.best.day == on(20)


def test_where_higher_is_better_the_best_total_is_the_highest_the_earliest_of_equals() -> None:
    totals = ((0, 8), (10, 20), (20, 20), (30, 12))
    made = shown(*(filled(t, n, questionnaire="WHO-5", better="higher") for t, n in totals))
    assert made.questionnaires[0].best == Score(on(10), 20)


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
    made = shown(*(filled(0, 5, questionnaire=key) for key in ("phq-9", "peg", "my own")))
    assert {s.title for s in made.questionnaires} == {"PHQ-9", "PEG", "my own"}


def test_the_known_ones_come_in_clinical_order_and_the_others_by_their_number_of_forms() -> None:
    filled_in = [("WHO-5", 0), ("ISI", 1), ("ISI", 2), ("pcl-5", 3), ("gad-7", 4), ("phq-9", 5)]
    made = shown(*(filled(t, 5, questionnaire=key) for key, t in filled_in))
    assert [s.title for s in made.questionnaires] == ["PHQ-9", "GAD-7", "PCL-5", "ISI", "WHO-5"]
    assert [s.recall_days for s in made.questionnaires] == [14, 14, 30, None, None]


def item_9(offset: int, answer: int | None) -> Assessment:
    return filled(offset, None if answer is None else 8 + answer, answers=(1,) * 8 + (answer,))


def asked(*assessments: Assessment, first: int = -30) -> SelfHarmSource:
    (source,) = report(Diary(assessments=assessments), first).self_harm
    return source


def test_self_harm_never_asked_has_no_source_at_all() -> None:
    assert report(Diary()).self_harm == ()
    assert shown(filled(0, 9, questionnaire="gad-7", high=21)).self_harm == ()


@each(
    ("measure", "values"),
    [
        (find_measure(BUILTIN_MEASURES, "self_harm"), (0, 2, 1)),
        (Measure(key="wish", label="Suicidal thoughts", better="lower"), (0, 8, 7)),
        (Measure(key="si", label="As it was imported"), (10, 2, 7)),
    ],
)
def test_every_daily_measure_of_it_counts_days_and_a_day_counts_by_its_worst(
    measure: Measure, values: tuple[int, int, int]
) -> None:
    none, worst, last = values
    days = tuple(entries({0: none, 1: [none, worst, none], 2: last}, measure.key))
    made = report(Diary(measures=(MOOD, measure), check_ins=days))
    (source,) = made.self_harm
    assert (source.source, source.items) == (measure.key, ())
    assert (source.asked, source.worse_than_best, source.blank) == (3, 2, 0)
    assert source.last == SelfHarmAnswer(on(2), last)
    assert source.worst == SelfHarmAnswer(on(1), worst)
    # It has a box of its own: no curve, and never the page's main measure.
    assert (made.main.measure, made.panels) == (MOOD, ())


def test_an_item_has_its_last_and_its_highest_answer_with_their_days_and_words() -> None:
    source = asked(item_9(0, 1), item_9(9, 3), item_9(20, 3), item_9(30, 0))
    assert (source.source, source.title, source.items) == ("phq-9", "PHQ-9", (9,))
    assert (source.low, source.high, source.recall_days) == (0, 3, 14)
    assert (source.asked, source.worse_than_best) == (4, 3)
    assert source.last == source.last_answered == SelfHarmAnswer(on(30), 0)
    # The earliest of the highest.
    assert source.worst == SelfHarmAnswer(on(9), 3)
    assert source.label(1) == "some days"
    assert source.label(9) == ""


def test_an_item_left_blank_was_asked_and_says_nothing() -> None:
    source = asked(item_9(0, 2), item_9(9, None))
    assert (source.asked, source.blank, source.worse_than_best) == (2, 1, 1)
    assert source.last == SelfHarmAnswer(on(9), None)
    assert source.last_answered == source.worst == SelfHarmAnswer(on(0), 2)


def test_a_total_alone_leaves_the_item_unknown_and_is_never_read_as_none() -> None:
    source = asked(filled(0, 9), filled(9, 0))
    assert (source.asked, source.last_total_only) == (0, on(9))
    assert source.last is None
    assert source.worst is None


def test_an_answer_before_the_window_is_named_apart() -> None:
    source = asked(item_9(0, 2), item_9(3, None), first=10)
    assert (source.asked, source.earlier) == (0, SelfHarmAnswer(on(0), 2))
    # One on its first day is in it.
    source = asked(item_9(0, 2), item_9(10, 1), first=10)
    assert (source.asked, source.earlier) == (1, SelfHarmAnswer(on(0), 2))


def test_each_source_speaks_for_itself() -> None:
    days = tuple(entries({0: 2}, "self_harm"))
    made = report(Diary(measures=BUILTIN_MEASURES, check_ins=days, assessments=(item_9(0, 0),)))
    assert [s.source for s in made.self_harm] == ["self_harm", "phq-9"]


def test_a_clinics_own_form_with_an_item_about_self_harm_is_a_source() -> None:
    answers = tuple(Answer(value=n, label=word) for n, word in enumerate(("no", "yes")))
    nights = tuple(Answer(value=n, label=word) for n, word in enumerate(("bad", "fair", "good")))
    form = Questionnaire(
        key="clinic",
        title="Clinic form",
        subject="how it goes",
        items=(Item(label="sleep", answers=nights), Item(label="death", answers=answers)),
        low=0,
        high=3,
        self_harm_item=2,
    )
    one = filled(0, 1, questionnaire="clinic", high=3, answers=(0, 1))
    made = build_report(Diary(assessments=(one,)), window(-9, 9), today=on(9), forms=(form,))
    (source,) = made.self_harm
    assert (source.title, source.last, source.label(1)) == (
        "Clinic form",
        SelfHarmAnswer(on(0), 1),
        "yes",
    )
    assert (source.low, source.high) == (0, 1)
    assert made.questionnaires[0].title == "Clinic form"


def test_an_item_whose_better_end_is_unknown_counts_every_answer_as_the_crisis_panel_does() -> None:
    answers = tuple(Answer(value=n) for n in range(4))
    form = Questionnaire(
        key="safe",
        title="Safety",
        subject="x",
        items=(Item(label="safe", answers=answers),),
        low=0,
        high=3,
        better="higher",
        self_harm_item=1,
    )
    given = (3, 0, None, 1)
    filled_in = tuple(
        filled(day, None, questionnaire="safe", high=3, better="higher", answers=(answer,))
        for day, answer in enumerate(given)
    )
    made = build_report(Diary(assessments=filled_in), window(-9, 9), today=on(9), forms=(form,))
    (source,) = made.self_harm
    helped = [form_needs_crisis_help(form, (answer,)) for answer in given]
    assert (source.better, source.worse_than_best) == (None, sum(helped))
    assert (source.asked, source.blank) == (4, 1)
    assert source.lowest == SelfHarmAnswer(on(1), 0)
    assert source.worst == SelfHarmAnswer(on(0), 3)


def test_forms_of_ones_own_come_after_those_a_clinician_knows_by_their_number() -> None:
    answers = tuple(Answer(value=n) for n in range(2))
    item = Item(label="death", answers=answers)
    forms = [
        Questionnaire(
            key=key, title=key, subject="x", items=(item,), low=0, high=1, self_harm_item=1
        )
        for key in ("once", "twice", "again", "late")
    ]
    days = [("once", 0), ("twice", 1), ("twice", 2), ("again", 3), ("late", 9), ("late", 10)]
    filled_in = [
        *(filled(t, None, questionnaire=key, high=1, answers=(1,)) for key, t in days),
        item_9(4, 0),
    ]
    made = build_report(
        Diary(assessments=tuple(filled_in)), window(-9, 9), today=on(9), forms=tuple(forms)
    )
    assert [s.source for s in made.self_harm] == ["phq-9", "twice", "again", "late", "once"]


def test_of_several_items_on_scales_of_their_own_the_worst_answer_and_the_widest_scale_count() -> (
    None
):
    yes_no = tuple(Answer(value=n, label=word) for n, word in enumerate(("no", "yes")))
    strong = tuple(Answer(value=n, label="no" if n == 0 else "") for n in range(6))
    form = Questionnaire(
        key="clinic",
        title="Clinic form",
        subject="how it goes",
        items=(Item(label="wish", answers=yes_no), Item(label="how strong", answers=strong)),
        low=0,
        high=6,
        self_harm_item=1,
        self_harm_also=(2,),
    )
    given = ((0, 0), (1, 4), (0, None), (1, None))
    forms = tuple(
        filled(day, None, questionnaire="clinic", high=6, answers=answers)
        for day, answers in enumerate(given)
    )
    (source,) = build_report(
        Diary(assessments=forms), window(-9, 9), today=on(9), forms=(form,)
    ).self_harm
    assert (source.items, source.low, source.high) == ((1, 2), 0, 5)
    # A 0 beside an item left blank is not known to be none.
    assert (source.asked, source.blank, source.worse_than_best) == (4, 1, 2)
    assert source.worst == SelfHarmAnswer(on(1), 4)
    assert source.last == SelfHarmAnswer(on(3), 1)
    # Where a 1 is "yes" in one item and has no word in the other, no word is said.
    assert [source.label(value) for value in (0, 1, 4)] == ["no", "", ""]


def test_the_report_lists_what_was_not_recorded() -> None:
    assert report(Diary()).not_recorded == ("infusions", "questionnaires", "medicines")
    medicine = Event(id="e", kind="medication", title="Lithium", start=on(0))
    made = report(Diary(infusions=(infusion(0),), events=(medicine,), assessments=(filled(0, 9),)))
    assert made.not_recorded == ("doses", "side effects")
    blank = filled(0, None, answers=(1,) * 8 + (None,))
    made = report(Diary(assessments=(blank,)))
    assert (made.questionnaires, made.without_total) == ((), 1)
    assert made.not_recorded == ("infusions", "medicines")


def grid(*recorded: dict[str, int]) -> SideEffectGrid:
    given = tuple(
        Infusion(
            id=f"i{n}",
            day=on(n * 10),
            side_effects=tuple(SideEffect(name=k, severity=v) for k, v in effects.items()),
        )
        for n, effects in enumerate(recorded)
    )
    return report(Diary(infusions=given)).side_effects


def test_a_cell_that_was_not_recorded_is_not_none_at_all() -> None:
    made = grid({"nausea": 0, "headache": 2}, {"headache": 1}, {})
    assert made.names == ("nausea", "headache")
    assert made.rows == ((0, 2), (None, 1), (None, None))


def test_side_effects_have_one_order_whatever_their_severity() -> None:
    made = grid({"a": 3, "headache": 1, "bladder": 2}, {"b": 1, "nausea": 1})
    assert made.names == ("nausea", "headache", "bladder", "a", "b")


def test_the_worst_is_the_highest_severity_anywhere() -> None:
    assert grid({"a": 1}, {"b": 3}).worst == 3
    assert grid({"a": 0}).worst == 0
    assert grid({}).worst is None


def test_where_the_worst_was_is_named_and_nowhere_when_it_was_none() -> None:
    made = grid({"nausea": 2, "headache": 1}, {"nausea": 1}, {"headache": 2})
    assert made.worst_at == (WorstSideEffect("nausea", 1), WorstSideEffect("headache", 3))
    assert grid({"nausea": 0}).worst_at == grid({}).worst_at == ()


def test_a_side_effect_during_and_after_counts_with_its_higher_severity() -> None:
    twice = (
        SideEffect(name="Nausea", severity=1),
        SideEffect(name="nausea", severity=2, when="after"),
    )
    made = report(Diary(infusions=(Infusion(id="i", day=on(0), side_effects=twice),)))
    assert (made.side_effects.names, made.side_effects.rows) == (("nausea",), ((2,),))


def test_rows_go_with_the_infusions_listed() -> None:
    given = tuple(
        Infusion(id=f"i{t}", day=on(t), side_effects=(SideEffect(name="nausea", severity=n),))
        for n, t in enumerate((0, 20, 40))
    )
    made = report(Diary(infusions=given), first=10)
    assert made.side_effects.rows == ((1,), (2,))


def test_answers_of_a_file_that_end_before_the_item_leave_it_blank() -> None:
    source = asked(item_9(0, 2), filled(9, 8, answers=(1,) * 8))
    assert (source.asked, source.blank, source.worse_than_best) == (2, 1, 1)
    assert source.last == SelfHarmAnswer(on(9), None)


def test_only_a_total_alone_of_the_window_is_named() -> None:
    assert asked(filled(0, 9), filled(5, 9), item_9(20, 0), first=1).last_total_only == on(5)
    assert asked(filled(0, 9), item_9(20, 0), first=1).last_total_only is None
