from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from math import floor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.records import Assessment, Infusion, ValidationError
from tracker.records.infusion import Status
from tracker.records.questionnaires import (
    KNOWN_TOTALS,
    Answer,
    Band,
    Item,
    Questionnaire,
    Wording,
    answer_legend,
    available_again,
    available_from,
    find_band,
    find_questionnaire,
    find_total_scale,
    format_choices,
    format_total,
    get_questionnaire,
    introduction_lines,
    known_total,
    make_assessment,
    overlapping_day,
    parse_answers,
    plain_name,
    questionnaire_from_values,
    questionnaire_to_values,
    scale_statuses,
    score,
    self_harm_answer,
    shipped_questionnaires,
    too_soon_warning,
    total_remark,
    wording_from_values,
    wording_to_values,
)
from tracker.records.questionnaires.messages import scale_title

PHQ_9 = get_questionnaire("phq-9")
PEG = get_questionnaire("peg")
KEYS = tuple(questionnaire.key for questionnaire in shipped_questionnaires())
DAY = date(2026, 6, 12)

every_one = pytest.mark.parametrize("key", KEYS)


@st.composite
def filled_in(draw: st.DrawFn) -> tuple[Questionnaire, list[int | None]]:
    """A shipped questionnaire with answers, some of them left blank."""
    chosen = draw(st.sampled_from(shipped_questionnaires()))
    answers = [st.none() | st.sampled_from(sorted(item.values)) for item in chosen.items]
    return chosen, list(draw(st.tuples(*answers)))


def filled(day: date, key: str = "phq-9") -> Assessment:
    return Assessment(id=f"a{day}", day=day, questionnaire=key, total=9, low=0, high=27)


def test_at_least_these_questionnaires_come_with_tracker() -> None:
    assert {"gad-2", "gad-7", "pcl-5", "peg", "phq-2", "phq-9"} <= set(KEYS)


@every_one
def test_each_item_has_a_label_of_two_to_four_words_and_no_wording(key: str) -> None:
    for item in get_questionnaire(key).items:
        assert 2 <= len(item.label.split()) <= 4, item.label
        assert item.wording is None


@every_one
def test_either_every_item_has_a_code_or_none_has(key: str) -> None:
    items = get_questionnaire(key).items
    codes = [item.loinc for item in items if item.loinc]
    assert len(codes) in (0, len(items))
    assert len(set(codes)) == len(codes)


@every_one
def test_every_code_is_written_as_loinc_writes_them(key: str) -> None:
    known = get_questionnaire(key)
    codes = [known.loinc_panel, known.loinc_total, *(item.loinc for item in known.items)]
    for code in filter(None, codes):
        digits, _, check = code.partition("-")
        assert str(_luhn(digits)) == check, code


def _luhn(digits: str) -> int:
    """The check digit that LOINC puts behind a code."""
    doubled = [int(d) * (2 if n % 2 == 0 else 1) for n, d in enumerate(reversed(digits))]
    return -sum(d // 10 + d % 10 for d in doubled) % 10


@every_one
def test_bands_cover_the_range_from_its_lowest_total_without_a_hole(key: str) -> None:
    known = get_questionnaire(key)
    assert known.bands[0].start == known.low
    starts = [b.start for b in known.bands]
    assert starts == sorted(set(starts))
    assert starts[-1] < known.high
    assert all(len(b.short) <= 14 for b in known.bands)


@every_one
def test_the_ends_of_the_scale_are_the_lowest_and_the_highest_answers(key: str) -> None:
    known = get_questionnaire(key)
    assert score(known, [item.low for item in known.items]) == known.low
    assert score(known, [item.high for item in known.items]) == known.high


@every_one
def test_each_says_where_it_is_from_and_who_owns_it(key: str) -> None:
    known = get_questionnaire(key)
    assert re.search(r"\b(19|20)\d\d\b", known.source)
    assert "own" in known.licence


@every_one
def test_each_looks_back_over_days_and_waits_nearly_as_long(key: str) -> None:
    known = get_questionnaire(key)
    assert known.recall_days
    assert known.least_days_between
    assert known.least_days_between <= known.recall_days


@pytest.mark.parametrize(
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


@pytest.mark.parametrize("key", ["phq-2", "gad-7", "gad-2", "pcl-5", "peg"])
def test_where_no_rule_for_blanks_is_published_one_blank_leaves_no_total(key: str) -> None:
    known = get_questionnaire(key)
    assert score(known, [None, *(1 for _ in known.items[1:])]) is None


@settings(max_examples=60, deadline=None)
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


@settings(max_examples=60, deadline=None)
@given(st.lists(st.none() | st.integers(0, 3), min_size=8, max_size=8), st.integers(0, 3))
def test_a_scaled_total_is_the_mean_of_what_was_answered_times_nine(
    eight: list[int | None], ninth: int
) -> None:
    given_ = [a for a in [*eight, ninth] if a is not None]
    expected = None if len(given_) < 7 else floor(sum(given_) / len(given_) * 9 + 0.5)
    assert score(PHQ_9, [*eight, ninth]) == expected


def test_too_few_answers_are_refused_with_both_numbers() -> None:
    with pytest.raises(ValidationError, match="PHQ-9 has 9 items and 8 were answered"):
        score(PHQ_9, [0] * 8)


@pytest.mark.parametrize("answer", [4, -1, True])
def test_an_answer_its_item_does_not_take_is_refused_by_the_items_name(answer: int) -> None:
    with pytest.raises(ValidationError, match=r"Item 3 \(sleep trouble\) takes 0 to 3"):
        score(PHQ_9, [0, 0, answer, 0, 0, 0, 0, 0, 0])


@pytest.mark.parametrize(
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


def test_answers_of_two_digits_are_typed_apart() -> None:
    assert parse_answers(PEG, ("10", "0", "7")) == (10, 0, 7)
    with pytest.raises(ValidationError, match="PEG has 3 items and 1 were answered"):
        parse_answers(PEG, ("1007",))


@pytest.mark.parametrize("word", ["4", "x", "1.5", "²", "1e0", "--"])
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


def test_it_may_be_filled_in_again_after_its_least_days() -> None:
    before = [filled(DAY), filled(DAY - timedelta(30)), filled(DAY + timedelta(3), "gad-7")]
    assert available_from(PHQ_9, before) == DAY + timedelta(6)
    assert available_from(PHQ_9, []) is None
    assert available_from(replace(PHQ_9, least_days_between=None), before) is None
    assert overlapping_day(replace(PHQ_9, least_days_between=None), before, DAY) is None


@pytest.mark.parametrize(("days", "offered"), [(5, False), (6, True), (56, True), (57, False)])
def test_a_questionnaire_is_offered_from_its_least_days_until_eight_weeks_later(
    days: int, offered: bool
) -> None:
    found = available_again([PHQ_9, PEG], [filled(DAY)], DAY + timedelta(days))
    assert found == ([PHQ_9] if offered else [])


def test_the_nearest_overlapping_day_is_found() -> None:
    near = [filled(DAY + timedelta(n)) for n in (-4, 2, 5)]
    assert overlapping_day(PHQ_9, near, DAY) == DAY + timedelta(2)
    assert overlapping_day(PHQ_9, [filled(DAY, "gad-7")], DAY) is None


@pytest.mark.parametrize(("offset", "near"), [(5, True), (6, False), (-5, True), (-6, False)])
def test_too_soon_counts_before_and_after(offset: int, near: bool) -> None:
    found = overlapping_day(PHQ_9, [filled(DAY)], DAY + timedelta(offset))
    assert found == (DAY if near else None)


def test_a_clinics_wording_leaves_scoring_as_it_was() -> None:
    worded = PHQ_9.with_wording(
        Wording(tuple(f"Question {n}?" for n in range(9)), ("a", "b", "c", "d"))
    )
    assert worded.items[4].prompt == "Question 4?"
    assert [a.label for a in worded.items[0].answers] == ["a", "b", "c", "d"]
    assert score(worded, [1] * 9) == score(PHQ_9, [1] * 9)
    assert (worded.bands, worded.items[8].loinc) == (PHQ_9.bands, "44260-8")


def test_a_wording_for_another_number_of_items_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"^PHQ-9 has 9 items; the file has 1") as refused:
        PHQ_9.with_wording(Wording(("one",)))
    assert refused.value.field == "wording"
    with pytest.raises(ValidationError, match=r"^An item of PHQ-9 has 4 answers; .* 2") as refused:
        PHQ_9.with_wording(Wording(("one",) * 9, ("no", "yes")))
    assert refused.value.field == "wording"


def test_there_is_no_questionnaire_of_another_key() -> None:
    assert find_questionnaire("../phq-9") is None
    assert find_questionnaire("") is None
    with pytest.raises(ValidationError, match="gad-2, gad-7"):
        get_questionnaire("phq-15")


def test_a_form_is_stored_without_bands_and_its_own_codes() -> None:
    assert set(questionnaire_to_values(PHQ_9)) == {
        *("key", "title", "subject", "low", "high", "better", "scoring", "factor", "items"),
        *("recall_days", "least_days_between", "missing_allowed", "self_harm_item"),
        *("source", "licence"),
    }


def test_a_questionnaire_is_the_same_after_being_kept() -> None:
    items = tuple(replace(item, loinc=None) for item in PEG.items)
    made = replace(PEG, key="ours", scoring="sum", high=30, items=items, bands=())
    made = replace(made, loinc_panel=None, loinc_total=None)
    assert questionnaire_from_values(questionnaire_to_values(made)) == made


def test_a_form_of_a_file_has_its_bands_its_codes_and_its_answers() -> None:
    answers: list[dict[str, Any]] = [
        {"value": n, "label": f"a{n}", "loinc": f"LA{n}"} for n in range(2)
    ]
    values: dict[str, Any] = {
        "key": "own", "title": "Own", "subject": "x", "low": 0, "high": 4, "answers": answers,
        "items": [
            {"label": "one", "loinc": "1-8"},
            {"label": "two", "wording": "Two?", "answers": [{"value": 0}, {"value": 3}]},
        ],
        "bands": [{"from": 0, "label": "low"}, {"from": 2, "label": "much", "short": "m"}],
        "loinc": {"panel": "2-6", "total": "3-4"},
    }  # fmt: skip
    assert questionnaire_from_values(values) == Questionnaire(
        key="own",
        title="Own",
        subject="x",
        low=0,
        high=4,
        items=(
            Item(label="one", loinc="1-8", answers=tuple(Answer(**a) for a in answers)),
            Item(label="two", wording="Two?", answers=(Answer(value=0), Answer(value=3))),
        ),
        bands=(Band(start=0, label="low", short="low"), Band(start=2, label="much", short="m")),
        loinc_panel="2-6",
        loinc_total="3-4",
    )


@pytest.mark.parametrize(
    "values",
    [{}, {"key": "a"}, {"items": 3}, {"items": [{"label": "a"}], "key": "a", "title": "a"}],
)
def test_values_that_are_no_questionnaire_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        questionnaire_from_values(values)


ONE = Item(label="one", answers=(Answer(value=0), Answer(value=1)))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ({"key": "Two Words"}, "key"),
        ({"key": "-a"}, "key"),
        ({"title": " "}, "title"),
        ({"items": ()}, "items"),
        ({"items": (ONE,) * 201}, "items"),
        ({"high": 2}, "scale"),
        ({"low": -1}, "scale"),
        ({"scoring": "most"}, "scoring"),
        ({"better": "sideways"}, "better end"),
        ({"key": "a--b"}, "key"),
        ({"key": "a_b"}, "key"),
        ({"key": ""}, "key"),
        ({"self_harm_item": 0}, "self_harm_item"),
        ({"self_harm_also": (2,)}, "self_harm_item"),
        ({"bands": tuple(Band(start=n, label="a", short="a") for n in (0, 2, 1))}, "bands"),
        ({"bands": tuple(Band(start=n, label="a", short="a") for n in (0, 1, 1))}, "bands"),
        ({"self_harm_item": 2}, "self_harm_item"),
        ({"bands": (Band(start=1, label="a", short="a"),)}, "bands"),
    ],
)
def test_a_questionnaire_whose_parts_do_not_fit_is_refused(
    field: dict[str, Any], wrong: str
) -> None:
    whole: dict[str, Any] = {
        "key": "one", "title": "One", "subject": "", "items": (ONE,), "low": 0, "high": 1,
    }  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        Questionnaire(**whole | field)
    assert refused.value.field == wrong


def test_an_item_needs_answers_that_count_differently() -> None:
    with pytest.raises(ValidationError, match="2 to 101"):
        Item(label="one", answers=(Answer(value=0),))
    with pytest.raises(ValidationError, match="count the same"):
        Item(label="one", answers=(Answer(value=1), Answer(value=1)))


@pytest.mark.parametrize("name", ["MADRS-S", "madrs s", "Madrs-s"])
def test_a_known_total_goes_by_its_name_however_it_is_written(name: str) -> None:
    found = known_total(name)
    assert found
    assert (found.key, found.high) == ("MADRS-S", 54)


@pytest.mark.parametrize(
    ("name", "high"),
    [
        ("PHQ-8", 24), ("MADRS", 60), ("MADRS-S", 54), ("QIDS-SR16", 27), ("ASRM", 20),
        ("ISI", 28), ("CAPS-5", 80), ("Y-BOCS", 40), ("WHO-5", 100),
    ],
)  # fmt: skip
def test_a_published_scale_of_totals_has_its_range(name: str, high: int) -> None:
    found = known_total(name)
    assert found
    assert (found.key, found.low, found.high) == (name, 0, high)
    assert found.better == ("higher" if name == "WHO-5" else "lower")


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


@pytest.mark.parametrize(
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


def test_a_total_is_shown_on_its_scale_with_its_band() -> None:
    nine = filled(DAY)
    assert format_total(nine, shipped_questionnaires()) == "9 of 27, mild"
    assert format_total(nine) == "9 of 27"
    assert format_total(replace(nine, high=30), shipped_questionnaires()) == "9 of 30"
    assert format_total(replace(nine, low=-3.25, high=30)) == "9 on −3.3 to 30"
    assert format_total(replace(nine, total=None, answers=(None, 1))) == "no total"
    assert scale_title(nine) == "PHQ-9"
    assert scale_title(replace(nine, questionnaire="Own\nscale")) == "Own scale"
    assert PHQ_9.scale == "0–27, lower is better"
    assert replace(grouped(), low=-0, better="higher").scale == "0–9, higher is better"


def test_the_remark_on_a_total_begins_with_the_blank_items() -> None:
    end = "A questionnaire's total is no diagnosis; it looks back over 14 days."
    full: list[int | None] = [1] * 9
    assert total_remark(PHQ_9, full) == end
    assert total_remark(PHQ_9, [None, *full[1:]]) == (
        f"1 item left blank: the total is scaled up from the other 8. {end}"
    )
    assert total_remark(PHQ_9, [None] * 4 + full[4:]) == (
        f"4 items left blank, too many for a total; the answers are saved. {end}"
    )
    assert total_remark(PHQ_9, [*full[1:], None]).startswith("Item 9 was left blank and is never ")
    assert "Those given come to 8. " in total_remark(PHQ_9, [*full[1:], None])


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


@pytest.mark.parametrize(
    ("field", "value"),
    [("highest_of", ((1, 2), (2, 3))), ("highest_of", ((0, 1),)), ("highest_of", ((4, 5),)),
     ("factor", 0), ("high", 12)],
)  # fmt: skip
def test_groups_that_do_not_fit_are_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        grouped(**{field: value})


def test_groups_and_factor_are_kept_with_a_clinic_s_form() -> None:
    own = grouped(factor=2, high=18)
    assert questionnaire_from_values(json.loads(json.dumps(questionnaire_to_values(own)))) == own
    first_version = questionnaire_to_values(grouped())
    first_version["what"] = first_version.pop("subject")
    assert questionnaire_from_values(first_version | {"what": "sleep"}).subject == "sleep"


def filled_on_days(*days: date) -> list[Assessment]:
    return [
        Assessment(id=f"a{n}", day=day, questionnaire="phq-9", total=9, low=0, high=27)
        for n, day in enumerate(days)
    ]


def given_on(*days: date, status: Status = "given") -> list[Infusion]:
    return [Infusion(id=f"i{day.isoformat()}", day=day, status=status) for day in days]


NOV = [date(2026, 10, 31) + timedelta(days=n) for n in range(60)]
"""NOV[3] is 3 November."""


@pytest.mark.parametrize(
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


def test_no_scale_is_both_a_questionnaire_and_known_by_its_total_alone() -> None:
    titles = {plain_name(one.title) for one in shipped_questionnaires()}
    assert not titles & {plain_name(scale.key) for scale in KNOWN_TOTALS}


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


def test_a_questionnaire_says_what_it_looks_back_over_and_where_its_questions_are() -> None:
    form = "Answer on the form from your clinic; here are only its topics."
    assert introduction_lines(PHQ_9) == ("PHQ-9 looks back over 14 days.", form)
    worded = PHQ_9.with_wording(Wording(tuple(f"Question {n}?" for n in range(9))))
    assert introduction_lines(worded) == ("PHQ-9 looks back over 14 days.",)
    assert introduction_lines(replace(PHQ_9, recall_days=None)) == ("PHQ-9.", form)
    assert "was filled in for Sat 28 Nov 2026" in too_soon_warning(PHQ_9, date(2026, 11, 28))
    labels = [Answer(value=0, label="none"), Answer(value=1), Answer(value=2, label="much")]
    assert answer_legend(Item(label="x", answers=tuple(labels))) == "0 none, 2 much"


@pytest.mark.parametrize(
    ("name", "scale"),
    [
        ("phq9", ("phq-9", 0, 27, "lower")),
        ("PHQ-9", ("phq-9", 0, 27, "lower")),
        ("who 5", ("WHO-5", 0, 100, "higher")),
        ("own scale", ("Own Scale", 1, 9, "higher")),
    ],
)
def test_a_scale_of_totals_is_found_however_its_name_is_written(
    name: str, scale: tuple[str, int, int, str]
) -> None:
    own: dict[str, Any] = {"questionnaire": "Own Scale", "low": 1, "better": "higher"}
    recorded = [
        Assessment(id="a", day=date(2026, 1, 1), total=2, high=5, **own | {"better": "lower"}),
        Assessment(
            id="b",
            day=date(2026, 2, 1),
            total=2,
            high=6,
            better="lower",
            questionnaire="own scale",
            low=0,
        ),
        Assessment(id="c", day=date(2026, 3, 1), total=2, high=9, **own),
    ]
    found = find_total_scale(name, shipped_questionnaires(), recorded)
    assert found
    assert (found.key, found.low, found.high, found.better) == scale
    assert find_total_scale("another", shipped_questionnaires(), recorded) is None


def test_a_clinics_form_keeps_the_codes_of_its_items() -> None:
    own = replace(PHQ_9, key="own", bands=(), loinc_panel=None, loinc_total=None)
    own = own.with_wording(Wording(tuple(f"Question {n}?" for n in range(9))))
    back = questionnaire_from_values(json.loads(json.dumps(questionnaire_to_values(own))))
    assert [item.loinc for item in back.items] == [item.loinc for item in PHQ_9.items]
    assert back.items[8].loinc == "44260-8"
    assert [item.wording for item in back.items] == [f"Question {n}?" for n in range(9)]


def test_a_wording_is_stored_and_read_as_it_was() -> None:
    wording = Wording(("One?", "Two?"), ("no", "yes"))
    assert wording_from_values(json.loads(json.dumps(wording_to_values(wording)))) == wording
    values: dict[str, Any]
    for values in ({}, {"items": ["One?"]}, {"items": 3, "answers": []}):
        with pytest.raises(
            ValidationError, match=r"^A stored .* wording cannot be read"
        ) as refused:
            wording_from_values(values)
        assert refused.value.field == "wording"
