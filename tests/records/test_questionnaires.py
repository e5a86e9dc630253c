"""The questionnaires that come with tracker, a clinic's own, and what is said about them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.cases import each
from tests.records.test_scoring import grouped
from tracker.records import Assessment, ValidationError
from tracker.records.questionnaires import (
    KNOWN_TOTALS,
    Answer,
    Band,
    Item,
    Questionnaire,
    Wording,
    answer_legend,
    choose_total_scale,
    find_questionnaire,
    find_total_scale,
    format_total,
    get_questionnaire,
    introduction_lines,
    known_total,
    plain_name,
    questionnaire_from_values,
    questionnaire_to_values,
    score,
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


every_one = each("key", KEYS)


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
    with pytest.raises(ValidationError, match="gad-2, gad-7") as refused:
        get_questionnaire("phq-15")
    assert refused.value.field == "questionnaire"


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


@each(
    "values",
    [{}, {"key": "a"}, {"items": 3}, {"items": [{"label": "a"}], "key": "a", "title": "a"}],
)
def test_values_that_are_no_questionnaire_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        questionnaire_from_values(values)


ONE = Item(label="one", answers=(Answer(value=0), Answer(value=1)))


@each(
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


@each("name", ["MADRS-S", "madrs s", "Madrs-s"])
def test_a_known_total_goes_by_its_name_however_it_is_written(name: str) -> None:
    found = known_total(name)
    assert found
    assert (found.key, found.high) == ("MADRS-S", 54)


@each(
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


def test_groups_and_factor_are_kept_with_a_clinic_s_form() -> None:
    own = grouped(factor=2, high=18)
    assert questionnaire_from_values(json.loads(json.dumps(questionnaire_to_values(own)))) == own
    first_version = questionnaire_to_values(grouped())
    first_version["what"] = first_version.pop("subject")
    assert questionnaire_from_values(first_version | {"what": "sleep"}).subject == "sleep"


def test_no_scale_is_both_a_questionnaire_and_known_by_its_total_alone() -> None:
    titles = {plain_name(one.title) for one in shipped_questionnaires()}
    assert not titles & {plain_name(scale.key) for scale in KNOWN_TOTALS}


def test_a_questionnaire_says_what_it_looks_back_over_and_where_its_questions_are() -> None:
    form = "Answer on the form from your clinic; here are only its topics."
    assert introduction_lines(PHQ_9) == ("PHQ-9 looks back over 14 days.", form)
    worded = PHQ_9.with_wording(Wording(tuple(f"Question {n}?" for n in range(9))))
    assert introduction_lines(worded) == ("PHQ-9 looks back over 14 days.",)
    assert introduction_lines(replace(PHQ_9, recall_days=None)) == ("PHQ-9.", form)
    assert "was filled in for Sat 28 Nov 2026" in too_soon_warning(PHQ_9, date(2026, 11, 28))
    labels = [Answer(value=0, label="none"), Answer(value=1), Answer(value=2, label="much")]
    assert answer_legend(Item(label="x", answers=tuple(labels))) == "0 none, 2 much"


@each(
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


def test_a_form_that_comes_with_tracker_is_no_scale_of_totals_alone() -> None:
    for questionnaire in shipped_questionnaires():
        assert known_total(questionnaire.title) is known_total(questionnaire.key) is None


@each(
    ("name", "typed", "scale"),
    [
        ("own", (None, None, None), None),
        ("own", (0, None, None), None),
        ("own", (None, 9, None), None),
        ("own", (0, 9, None), ("own", 0, 9, "lower")),
        ("own", (0, 9, "higher"), ("own", 0, 9, "higher")),
        ("used", (None, None, None), ("Used", 1, 5, "higher")),
        ("used", (0, None, None), ("Used", 0, 5, "higher")),
        ("used", (None, 7, "lower"), ("Used", 1, 7, "lower")),
        ("who5", (None, None, None), ("WHO-5", 0, 100, "higher")),
        ("WHO-5", (0, 100, "higher"), ("WHO-5", 0, 100, "higher")),
        ("phq 9", (0, None, None), ("phq-9", 0, 27, "lower")),
    ],
)
def test_a_total_has_the_scale_that_was_typed_or_published_or_used_before(
    name: str, typed: tuple[Any, Any, Any], scale: tuple[Any, ...] | None
) -> None:
    used = Assessment(
        id="a", day=DAY, questionnaire="Used", total=2, low=1, high=5, better="higher"
    )
    found = choose_total_scale(name, shipped_questionnaires(), [used], *typed)
    assert (found and (found.key, found.low, found.high, found.better)) == scale


@each("typed", [(1, None, None), (None, 99, None), (None, None, "lower")])
def test_a_published_scale_cannot_be_given_another_range(typed: tuple[Any, Any, Any]) -> None:
    with pytest.raises(ValidationError, match="WHO-5 goes from 0 to 100, higher is ") as refused:
        choose_total_scale("who 5", shipped_questionnaires(), (), *typed)
    assert refused.value.field == "lowest total"
