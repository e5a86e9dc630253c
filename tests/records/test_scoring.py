"""Totals as the scoring sheets make them, and answers as people type them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from math import floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each
from tracker.records import Assessment, ValidationError
from tracker.records.measure import Better
from tracker.records.questionnaires import (
    Answer,
    Item,
    Questionnaire,
    Wording,
    find_band,
    form_needs_crisis_help,
    format_choices,
    get_questionnaire,
    make_assessment,
    parse_answers,
    questionnaire_from_values,
    questionnaire_to_values,
    score,
    self_harm_answer,
    shipped_questionnaires,
    total_remark,
)

PHQ_9 = get_questionnaire("phq-9")
PEG = get_questionnaire("peg")
DAY = date(2026, 6, 12)


@st.composite
def filled_in(draw: st.DrawFn) -> tuple[Questionnaire, list[int | None]]:
    """A shipped questionnaire with answers, some of them left blank."""
    chosen = draw(st.sampled_from(shipped_questionnaires()))
    answers = [st.none() | st.sampled_from(sorted(item.values)) for item in chosen.items]
    return chosen, list(draw(st.tuples(*answers)))


@each(
    ("total", "label"),
    [(0, "none or minimal"), (4, "none or minimal"), (5, "mild"), (10, "moderate"),
     (14, "moderate"), (15, "moderately severe"), (19, "moderately severe"), (20, "severe"),
     (27, "severe")],
)  # fmt: skip
def test_a_phq_9_total_has_its_published_band(total: int, label: str) -> None:
    found = find_band(PHQ_9, total)
    assert found
    assert found.label == label


def test_a_total_between_two_bands_of_peg_lies_in_the_lower_one() -> None:
    assert [b.label for t in (3.9, 4, 6.9, 7) if (b := find_band(PEG, t))] == [
        "mild",
        "moderate",
        "moderate",
        "severe",
    ]


def test_a_total_off_the_scale_has_no_band() -> None:
    with pytest.raises(ValidationError, match="from 0 to 27") as refused:
        find_band(PHQ_9, 28)
    assert refused.value.field == "total"


def test_all_answered_is_the_sum() -> None:
    assert score(PHQ_9, [1, 1, 2, 1, 1, 1, 1, 1, 0]) == 9


def test_eight_answered_that_come_to_14_are_16() -> None:
    assert score(PHQ_9, [None, 2, 2, 2, 2, 2, 2, 2, 0]) == 16


def test_seven_answered_that_come_to_10_are_13() -> None:
    assert score(PHQ_9, [None, None, 2, 2, 2, 2, 2, 0, 0]) == 13


def test_six_answered_have_no_total() -> None:
    assert score(PHQ_9, [None, None, None, 2, 2, 2, 2, 2, 0]) is None


def test_half_a_point_is_rounded_up() -> None:
    six = replace(PHQ_9, items=PHQ_9.items[:6], high=18, self_harm_item=None, bands=())
    assert score(six, [1, 1, 1, 0, None, None]) == 5
    assert round(4.5) == 4


def test_a_blank_item_about_self_harm_is_never_guessed() -> None:
    assert score(PHQ_9, [2, 2, 2, 2, 2, 2, 2, 0, None]) is None


def test_peg_is_the_mean_of_all_three() -> None:
    assert score(PEG, [7, 8, 6]) == 7
    assert score(PEG, [7, 8, 7]) == pytest.approx(22 / 3)
    assert score(PEG, [7, 8, None]) is None


@each("key", ["phq-2", "gad-7", "gad-2", "pcl-5", "peg"])
def test_where_no_rule_for_blanks_is_published_one_blank_leaves_no_total(key: str) -> None:
    known = get_questionnaire(key)
    assert score(known, [None, *(1 for _ in known.items[1:])]) is None


@given(filled_in())
def test_a_total_is_always_on_its_scale_and_in_a_band(
    filling: tuple[Questionnaire, list[int | None]],
) -> None:
    known, answers = filling
    total = score(known, answers)
    if total is None:
        assert None in answers
        return
    assert known.low <= total <= known.high
    assert find_band(known, total) in known.bands


@given(st.lists(st.none() | st.integers(0, 3), min_size=8, max_size=8), st.integers(0, 3))
def test_a_scaled_total_is_the_mean_of_what_was_answered_times_nine(
    eight: list[int | None], ninth: int
) -> None:
    given_ = [a for a in [*eight, ninth] if a is not None]
    expected = None if len(given_) < 7 else floor(sum(given_) / len(given_) * 9 + 0.5)
    assert score(PHQ_9, [*eight, ninth]) == expected


def test_too_few_answers_are_refused_with_both_numbers() -> None:
    with pytest.raises(ValidationError, match="PHQ-9 has 9 items and 8 were answered") as refused:
        score(PHQ_9, [0] * 8)
    assert refused.value.field == "answers"


@each("answer", [4, -1, True])
def test_an_answer_its_item_does_not_take_is_refused_by_the_items_name(answer: int) -> None:
    with pytest.raises(ValidationError, match=r"Item 3 \(sleep trouble\) takes 0 to 3") as refused:
        score(PHQ_9, [0, 0, answer, 0, 0, 0, 0, 0, 0])
    assert refused.value.field == "answers"


@each(
    "words",
    [
        ("1", "1", "2", "-", "1", "1", "1", "1", "0"),
        ("112-11110",),
        ("1,1,2,-,1,1,1,1,0",),
        ("1 1 2 - 1 1 1 1 0",),
    ],
)
def test_answers_may_be_typed_apart_or_together(words: tuple[str, ...]) -> None:
    assert parse_answers(PHQ_9, words) == (1, 1, 2, None, 1, 1, 1, 1, 0)


def test_the_two_answers_of_a_short_form_may_be_typed_together() -> None:
    assert parse_answers(get_questionnaire("gad-2"), ["12"]) == (1, 2)


def test_answers_of_two_digits_are_typed_apart() -> None:
    assert parse_answers(PEG, ("10", "0", "7")) == (10, 0, 7)
    with pytest.raises(ValidationError, match="PEG has 3 items and 1 were answered"):
        parse_answers(PEG, ("1007",))


@each("word", ["4", "x", "1.5", "²", "1e0", "--"])
def test_a_word_that_is_no_answer_is_refused_by_the_items_name(word: str) -> None:
    with pytest.raises(ValidationError, match=r"Item 2 \(low mood\)"):
        parse_answers(PHQ_9, ("1", word, *"1111111"))


def test_only_phq_9_asks_about_self_harm() -> None:
    assert [q.key for q in shipped_questionnaires() if q.self_harm_item] == ["phq-9"]
    assert self_harm_answer(PHQ_9, (0,) * 8 + (2,)) == 2
    assert self_harm_answer(get_questionnaire("phq-2"), (3, 3)) is None


def test_answers_of_a_file_that_are_too_few_or_absent_say_nothing_about_self_harm() -> None:
    assert self_harm_answer(PHQ_9, (3,) * 8) is None
    assert self_harm_answer(PHQ_9, None) is None


def test_a_clinics_wording_leaves_scoring_as_it_was() -> None:
    worded = PHQ_9.with_wording(
        Wording(tuple(f"Question {n}?" for n in range(9)), ("a", "b", "c", "d"))
    )
    assert worded.items[4].prompt == "Question 4?"
    assert [a.label for a in worded.items[0].answers] == ["a", "b", "c", "d"]
    assert score(worded, [1] * 9) == score(PHQ_9, [1] * 9)
    assert (worded.bands, worded.items[8].loinc) == (PHQ_9.bands, "44260-8")


NIGHTS = Item(label="nights", answers=tuple(Answer(value=n) for n in range(4)))


def grouped(**fields: Any) -> Questionnaire:
    """Four items of which the first two count as their highest."""
    values: dict[str, Any] = {
        "key": "own",
        "title": "Own",
        "subject": "",
        "items": (NIGHTS,) * 4,
        "low": 0,
    }
    return Questionnaire(**(values | {"high": 9, "highest_of": ((1, 2),)} | fields))


def test_of_a_group_only_the_highest_answer_counts() -> None:
    assert score(grouped(), (1, 3, 2, 0)) == 5
    assert score(grouped(), (3, 1, 2, 0)) == 5
    assert score(grouped(scoring="mean", high=3), (1, 3, 2, 1)) == 2


def test_a_group_with_a_blank_counts_only_where_nothing_could_be_higher() -> None:
    lenient = grouped(missing_allowed=1)
    assert score(lenient, (None, 3, 2, 1)) == 6
    assert score(lenient, (None, 1, 2, 0)) == 3
    assert score(grouped(), (None, 3, 2, 1)) is None


@each(
    ("scoring", "highest_of", "factor", "low", "high"),
    [
        ("sum", (), 1, 4, 16), ("sum", (), 3, 12, 48), ("sum", ((1, 2),), 1, 3, 12),
        ("sum", ((1, 2), (3, 4)), 2, 4, 16), ("sum", ((1, 2, 3, 4),), 1, 1, 4),
        ("mean", (), 1, 1, 4), ("mean", (), 3, 3, 12), ("mean", ((1, 2),), 2, 2, 8),
    ],
)  # fmt: skip
def test_a_scale_goes_from_all_lowest_to_all_highest_answers(
    scoring: str, highest_of: tuple[tuple[int, ...], ...], factor: int, low: int, high: int
) -> None:
    from_one = Item(label="x", answers=tuple(Answer(value=n) for n in range(1, 5)))
    made = grouped(
        items=(from_one,) * 4, scoring=scoring, highest_of=highest_of, factor=factor, low=low,
        high=high,
    )  # fmt: skip
    assert score(made, (1,) * 4) == low
    assert score(made, (4,) * 4) == high
    for wrong_low, wrong_high in ((low - 1, high), (low, high + 1)):
        with pytest.raises(ValidationError):
            replace(made, low=wrong_low, high=wrong_high)


def test_a_scale_below_zero_has_a_true_minus() -> None:
    below = Item(label="x", answers=(Answer(value=-3), Answer(value=3)))
    assert grouped(items=(below,) * 4, low=-9).scale == "−9–9, lower is better"


def test_answers_are_typed_together_only_where_each_is_one_digit() -> None:
    assert PHQ_9.one_digit
    assert not PEG.one_digit
    nine = Item(label="x", answers=(Answer(value=0), Answer(value=9)))
    assert grouped(items=(nine,) * 4, high=27).one_digit
    below = Item(label="x", answers=(Answer(value=-1), Answer(value=1)))
    assert not grouped(items=(below,) * 4, low=-3, high=3).one_digit


def test_a_total_may_be_multiplied() -> None:
    well_being = grouped(factor=4, high=36, better="higher")
    assert score(well_being, (1, 3, 2, 0)) == 20


def test_a_filled_in_form_is_a_record_of_its_answers_and_their_total() -> None:
    made = make_assessment(PHQ_9, [1] * 9, record_id="a", day=DAY)
    assert made == Assessment(
        id="a", day=DAY, questionnaire="phq-9", total=9, low=0, high=27, answers=(1,) * 9
    )
    with pytest.raises(ValidationError, match=r"^Nothing was answered") as refused:
        make_assessment(PHQ_9, [None] * 9, record_id="a", day=DAY)
    assert refused.value.field == "answers"
    assert score(grouped(missing_allowed=4), (None,) * 4) is None


def test_the_numbers_an_item_takes_are_said_as_a_range_or_one_by_one() -> None:
    assert format_choices(PHQ_9.items[0]) == "0 to 3"
    odd = Item(label="x", answers=tuple(Answer(value=n) for n in (4, 0, 2)))
    assert format_choices(odd) == "0, 2 or 4"


@each(
    ("field", "value"),
    [("highest_of", ((1, 2), (2, 3))), ("highest_of", ((0, 1),)), ("highest_of", ((4, 5),)),
     ("factor", 0), ("high", 12)],
)  # fmt: skip
def test_groups_that_do_not_fit_are_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        grouped(**{field: value})


def test_of_several_items_about_self_harm_the_highest_answer_counts() -> None:
    form = grouped(
        highest_of=(), high=12, self_harm_item=1, self_harm_also=(3, 4), missing_allowed=3
    )
    assert self_harm_answer(form, (0, 3, 2, 1)) == 2
    assert self_harm_answer(form, (None, 3, None, 1)) == 1
    assert self_harm_answer(form, (None, 3)) is None
    assert score(form, (0, 3, None, 1)) is None
    assert "Item 3 was left blank" in total_remark(form, (0, 3, None, 1))
    assert "scaled up from the other 3" in total_remark(form, (0, None, 1, 1))
    assert score(form, (0, None, 1, 1)) == 3
    assert questionnaire_from_values(json.loads(json.dumps(questionnaire_to_values(form)))) == form
    with pytest.raises(ValidationError):
        grouped(self_harm_also=(5,))


@each(
    ("values", "better", "answer", "helps"),
    [
        ((0, 3), "lower", 0, False), ((0, 3), "lower", 1, True), ((1, 5), "lower", 1, False),
        ((1, 5), "lower", 2, True), ((-2, 2), "lower", 0, True), ((0, 3), "higher", 0, True),
        ((0, 3), "higher", 3, True), ((0, 3), "lower", None, False),
    ],
)  # fmt: skip
def test_an_answer_about_self_harm_above_the_lowest_brings_help(
    values: tuple[int, int], better: Better, answer: int | None, helps: bool
) -> None:
    low, high = values
    item = Item(label="x", answers=tuple(Answer(value=n) for n in range(low, high + 1)))
    # Another item's lowest answer says nothing about this one's.
    other = Item(label="y", answers=tuple(Answer(value=n) for n in range(low - 1, high + 1)))
    form = Questionnaire(
        key="own",
        title="Own",
        subject="x",
        better=better,
        items=(other, item),
        low=2 * low - 1,
        high=2 * high,
        self_harm_item=2,
    )
    assert form_needs_crisis_help(form, (high, answer)) is helps
    assert not form_needs_crisis_help(form, (high,))
    assert not form_needs_crisis_help(form, None)
