from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fhir.resources import R4B
from fhir.resources.R4B.questionnaire import Questionnaire as QuestionnaireOfFhir

from tests.cases import each
from tests.conftest import Run
from tests.exchange.forms import (
    ORDINAL,
    WEIGHT,
    Object,
    as_bytes,
    choice,
    form,
    loinc,
    option,
    phq_9,
)
from tests.exchange.reading import begins_with_a_word
from tracker.cli import prompts
from tracker.exchange.fhir.form import DEEPEST, LARGEST, Form, form_from, read_form
from tracker.exchange.fhir.model import OURS
from tracker.exchange.fhir.questionnaire import as_questionnaire, questionnaire_from, to_fhir
from tracker.exchange.fhir.recognition import PUBLISHED, as_wording, recognise
from tracker.exchange.result import NeedsAnswerError
from tracker.records import ValidationError
from tracker.records.questionnaires import (
    Questionnaire,
    Wording,
    get_questionnaire,
    score,
    self_harm_answer,
)

PHQ_9 = get_questionnaire("phq-9")


def read(value: Object) -> Form:
    return read_form(as_bytes(value))


def made(*items: Object, **more: Any) -> Questionnaire:
    return as_questionnaire(read(form(*items, **more)))


def refused(*items: Object, **more: Any) -> str:
    with pytest.raises(ValidationError) as problem:
        made(*items, **more)
    assert problem.value.field in {"item", "title", "answer"}
    assert begins_with_a_word(str(problem.value))
    return str(problem.value)


def shipped_as(value: Object, key: str | None = None) -> Questionnaire | None:
    match = recognise(read(value), key)
    return match.questionnaire if match else None


def wording_of(value: Object, key: str | None = None) -> Wording:
    match = recognise(read(value), key)
    assert match
    return as_wording(match)


def test_a_form_becomes_a_questionnaire_that_adds_its_answers_up() -> None:
    sleep = made(choice("How was falling asleep?", 0, 1, 3), choice("And waking?", 1, 2))
    assert (sleep.key, sleep.title, sleep.low, sleep.high) == ("sleep-check", "Sleep check", 1, 5)
    assert [item.prompt for item in sleep.items] == ["How was falling asleep?", "And waking?"]
    assert [(a.value, a.label) for a in sleep.items[1].answers] == [
        (1, "answer 1"),
        (2, "answer 2"),
    ]
    assert score(sleep, [3, 1]) == 4
    assert score(sleep, [3, None]) is None


def test_groups_are_opened_and_headings_passed_over() -> None:
    inner: Object = {"type": "group", "item": [choice("two"), {"type": "display", "text": "a"}]}
    sleep = made({"type": "group", "item": [choice("one"), inner]}, choice("three"))
    assert [item.prompt for item in sleep.items] == ["one", "two", "three"]


def test_items_below_an_item_are_asked_after_it() -> None:
    assert [i.prompt for i in made(choice("one", item=[choice("two")])).items] == ["one", "two"]


@each(
    "total",
    [
        {"type": "decimal", "text": "Total", "readOnly": True},
        {
            "type": "integer",
            "text": "Total",
            "extension": [
                {
                    "url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
                    "sdc-questionnaire-calculatedExpression",
                    "valueExpression": {"expression": "%resource.item.sum()"},
                }
            ],
        },
    ],
)
def test_a_total_that_a_program_fills_in_is_not_asked(total: Object) -> None:
    assert len(made(choice("one"), total).items) == 1


@each("name", ["calculatedExpression", "initialExpression"])
def test_an_item_that_an_expression_fills_in_is_not_asked_whatever_it_is_called(name: str) -> None:
    url = f"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-{name}"
    filled = choice("Level", extension=[{"url": url, "valueExpression": {"expression": "1"}}])
    assert [item.prompt for item in made(choice("one"), filled).items] == ["one"]


@each(
    "answers",
    [
        [option(0), option(2)],
        [option(0, url=WEIGHT), option(2, url=WEIGHT)],
        [{"valueInteger": 0}, {"valueInteger": 2}],
        [
            {"valueCoding": {"code": "a", "extension": option(0)["extension"]}},
            {"valueCoding": {"code": "b", "extension": option(2)["extension"]}},
        ],
        [
            {"valueString": "a", "extension": option(0)["extension"]},
            {"valueString": "b", "extension": [{"url": WEIGHT, "valueInteger": 2}]},
        ],
    ],
)
def test_the_value_of_an_answer_may_be_written_in_any_of_the_usual_ways(
    answers: list[Object],
) -> None:
    (item,) = made({"text": "one", "type": "choice", "answerOption": answers}).items
    assert [answer.value for answer in item.answers] == [0, 2]


def test_answers_may_be_in_a_value_set_inside_the_file() -> None:
    concepts = [
        {"code": "a", "display": "never", "extension": option(0)["extension"]},
        {"code": "b", "display": "often", "extension": option(3)["extension"]},
    ]
    inside = [
        {"resourceType": "ValueSet", "id": "how", "compose": {"include": [{"concept": concepts}]}}
    ]
    asked = {"text": "one", "type": "choice", "answerValueSet": "#how"}
    (item,) = made(asked, contained=inside).items
    assert [(a.value, a.label) for a in item.answers] == [(0, "never"), (3, "often")]


def test_a_whole_number_between_two_ends_is_answered_by_any_of_them() -> None:
    ends = [
        {"url": f"http://hl7.org/fhir/StructureDefinition/{end}", "valueInteger": value}
        for end, value in (("minValue", 0), ("maxValue", 10))
    ]
    pain = made({"text": "The sum of all pain now?", "type": "integer", "extension": ends})
    assert pain.items[0].values == frozenset(range(11))
    assert (pain.low, pain.high) == (0, 10)


def test_an_item_with_the_code_of_phq_9s_ninth_asks_about_self_harm_in_any_form() -> None:
    assert made(choice("one"), choice("two", code=loinc("44260-8"))).self_harm_item == 2
    assert made(choice("one")).self_harm_item is None


def test_the_item_about_self_harm_may_be_named() -> None:
    two = read(form(choice("one"), choice("two")))
    assert as_questionnaire(two, self_harm=[1]).self_harm_item == 1
    with pytest.raises(ValidationError, match="2 items"):
        as_questionnaire(two, self_harm=[3])


def test_wording_is_kept_as_typed_and_is_never_markup() -> None:
    strange = "[/] [bold]=1+1 {x} <b>&amp;</b>\nschlaf 睡眠 😴"
    (item,) = as_questionnaire(read(form(choice(strange))), self_harm=[]).items
    assert item.prompt == strange
    assert item.label == "[/] [bold]=1+1 {x} <b>&amp;</b> schlaf 睡眠 😴"


def test_a_label_holds_nothing_that_moves_the_cursor() -> None:
    (item,) = made(choice("\x1b[2J\u202eone")).items
    assert item.label == "[2J one"


@each("kind", ["choice", "coding", "integer", "open-choice"])
def test_an_item_answered_by_one_choice_is_asked(kind: str) -> None:
    assert len(made({**choice("one"), "type": kind}).items) == 1


@each("kind", ["boolean", "quantity", "decimal"])
def test_an_item_that_cannot_be_added_up_is_refused_by_its_name(kind: str) -> None:
    words = refused(choice("one"), {"type": kind, "text": "Anything else?"})
    assert words.startswith("Item 2 (“Anything else?”)")
    assert f"“{kind}”" in words


@each(
    ("change", "words"),
    [
        ({"answerOption": []}, "”) has no answers to choose from in the file."),
        (
            {"answerOption": [{"valueCoding": {"display": "a"}}] * 2},
            "”) has no values for its answers in the file",
        ),
        ({"answerOption": [option(0)]}, "2 to 101 answers"),
        ({"answerOption": [option(1), option(1)]}, "count the same"),
        ({"answerOption": [option(0), option(1000)]}, "-100 to 100"),
        ({"answerValueSet": "http://elsewhere.org/x", "answerOption": []}, "no answers to choose"),
        ({"repeats": True}, "several answers"),
        ({"enableWhen": [{"question": "x"}]}, "depends on earlier answers"),
        ({"text": "x" * 2001}, "2,000"),
        ({"text": "a\0b"}, "cannot be saved"),
    ],
)
def test_an_item_that_has_no_clear_score_is_refused_by_its_name(change: Object, words: str) -> None:
    sentence = refused(choice("one"), {**choice("Hard to say"), **change})
    assert "Item 2" in sentence
    assert words in sentence


def test_an_item_without_text_is_refused_by_its_number() -> None:
    assert "Item 2 of the file has no text" in refused(choice("one"), choice("  "))


@each("value", [0.5, 1e300])
def test_a_weight_that_is_no_whole_number_is_refused(value: float) -> None:
    assert refused(choice("one", 0, value))


def test_a_form_that_asks_nothing_is_refused() -> None:
    assert "no item that can be scored" in refused()
    assert "no item that can be scored" in refused({"type": "display", "text": "a"})


def test_a_form_without_a_title_needs_a_name() -> None:
    assert "--key" in refused(choice("one"), title=None)
    assert as_questionnaire(read(form(choice("one"), title=None)), key="mine").title == "mine"


def test_too_many_items_are_refused() -> None:
    assert len(made(*(choice("one"),) * 200).items) == 200
    assert "more than 200 items" in refused(*(choice("one"),) * 201)


def test_groups_too_deep_are_refused() -> None:
    assert DEEPEST == 10
    nested = choice("one")
    for _ in range(DEEPEST):
        nested = {"type": "group", "item": [nested]}
    assert len(made(nested).items) == 1
    assert "groups more than" in refused({"type": "group", "item": [nested]})


@each(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"{\xff", "UTF-8"),
        (b"{", "not JSON"),
        (b'<Questionnaire xmlns="http://hl7.org/fhir">', "ask for it in JSON"),
        (b"[]", "not an object"),
        (b'{"resourceType": "Patient"}', "not a FHIR Questionnaire"),
        (b'{"item": []}', "not a FHIR Questionnaire"),
        (b'{"resourceType": "Questionnaire", "item": 3}', "item is not a list"),
        (b'{"resourceType": "Questionnaire", "item": [3]}', "item[0] is not an object"),
        (b'{"resourceType": "Questionnaire", "item": [null]}', "item[0] is not an object"),
        (b'{"resourceType": "Questionnaire", "code": {}}', "code is not a list"),
        (b'{"resourceType": "Bundle", "entry": [null, {}]}', "not a FHIR Questionnaire"),
        (b'{"resourceType": "Questionnaire", "item": [{}]}', "item[0].type is missing"),
        (b'{"a": 1, "a": 2}', "appears twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b" " * LARGEST + b"{}", "larger than 1 MB"),
    ],
)
def test_a_file_that_is_no_questionnaire_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(ValidationError) as problem:
        read_form(data)
    assert words in str(problem.value)
    assert begins_with_a_word(str(problem.value))


def test_a_form_of_the_largest_size_is_read() -> None:
    assert LARGEST == 2**20
    data = as_bytes(form(choice("one")))
    fits = data + b" " * (LARGEST - len(data))
    assert len(read_form(fits).items) == 1
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        read_form(fits + b" ")


def test_a_form_of_phq_9_is_recognised_by_its_code_its_title_or_its_key() -> None:
    nine = [choice(f"{n}?", 0, 1, 2, 3) for n in range(9)]
    for known in (phq_9(), form(*nine, title="PHQ 9"), form(*nine, code=loinc("44261-6"))):
        assert shipped_as(known) == PHQ_9
    assert shipped_as(form(*nine), "phq-9") == PHQ_9
    assert shipped_as(form(choice("one"))) is None


def test_wording_is_matched_by_codes_in_any_order() -> None:
    wording = wording_of(phq_9())
    assert wording.items == tuple(f"The question on {item.label}?" for item in PHQ_9.items)
    assert wording.answers == ("Not at all", "Several days", "More than half", "Nearly every day")


def test_a_link_id_may_be_the_code() -> None:
    without = json.loads(json.dumps(phq_9()))
    for item in without["item"][0]["item"]:
        item.pop("code", None)
    assert wording_of(without) == wording_of(phq_9())


def test_a_form_without_codes_gives_its_words_in_order() -> None:
    wording = wording_of(form(*(choice(f"{n}?") for n in range(9))), "phq-9")
    assert wording.items[8] == "8?"
    assert wording.answers == ()


def test_a_forms_own_weights_never_change_what_an_answer_of_ours_counts() -> None:
    turned = [option(n, label) for n, label in ((3, "never"), (2, "b"), (1, "c"), (0, "always"))]
    asked = [{**choice(f"{n}?"), "answerOption": turned} for n in range(9)]
    worded = PHQ_9.with_wording(wording_of(form(*asked), "phq-9"))
    assert [(a.value, a.label) for a in worded.items[0].answers] == [
        (0, "always"),
        (1, "c"),
        (2, "b"),
        (3, "never"),
    ]
    assert score(worded, [3] * 9) == 27


def test_a_form_that_asks_only_some_of_the_items_is_refused() -> None:
    some = phq_9()
    some["item"][0]["item"] = some["item"][0]["item"][:5]
    with pytest.raises(ValidationError, match="4 of the 9 items"):
        recognise(read(some), "phq-9")
    with pytest.raises(ValidationError, match="PHQ-9 has 9 items; the file has 2"):
        recognise(read(form(choice("one"), choice("two"))), "phq-9")


FREQUENCY = (0, 1, 2, 3)


def items(count: int, *values: int, **more: Any) -> list[Object]:
    return [choice(f"Question {n}", *(values or FREQUENCY), **more) for n in range(1, count + 1)]


@each(
    ("title", "count", "key"),
    [
        ("Patient Health Questionnaire - 9 Item", 9, "phq-9"),
        ("PHQ9", 10, "phq-9"),
        ("Patient Health Questionnaire", 9, "phq-9"),
        ("Patient Health Questionnaire (PHQ-2)", 2, "phq-2"),
        ("Generalized Anxiety Disorder 7-item", 7, "gad-7"),
        ("GAD 7 (deutsch)", 8, "gad-7"),
        ("Gesundheitsfragebogen für Patienten (PHQ-9)", 10, "phq-9"),
        ("Gesundheitsfragebogen für Patienten", 9, "phq-9"),
        ("Questionnaire sur la santé du patient", 9, "phq-9"),
        ("Cuestionario sobre la salud del paciente", 9, "phq-9"),
        ("Generalised Anxiety Disorder", 7, "gad-7"),
        ("PTSD Checklist for DSM-5", 20, "pcl-5"),
        ("PEG scale", 3, "peg"),
    ],
)
def test_a_form_is_recognised_by_its_title_and_its_shape(title: str, count: int, key: str) -> None:
    values = sorted(answer.value for answer in get_questionnaire(key).items[0].answers)
    match = recognise(read(form(*items(count, *values), title=title)))
    assert match
    assert (match.questionnaire.key, len(match.items)) == (key, len(match.questionnaire.items))


@each("key", ["phq-9", "gad-7"])
def test_items_by_their_codes_make_a_form_under_any_title(key: str) -> None:
    known = get_questionnaire(key)
    asked = [choice("?", *FREQUENCY, code=loinc(item.loinc)) for item in known.items]
    trouble = choice("How hard has it been?", *FREQUENCY, enableWhen=[{"question": "x"}])
    assert shipped_as(form(*asked, title="Screening")) == known
    assert shipped_as(form(*asked, trouble, title="Screening")) == known


@each(
    "known",
    [
        form(*items(8), title="PHQ-8"),
        form(*items(15), title="Patient Health Questionnaire 15"),
        form(*items(9), title="Patient Health Questionnaire 15"),
        form(*items(5), title="Calm scale"),
        form(*items(7), title="Anxiety"),
    ],
)
def test_another_form_is_not_taken_for_one_of_ours(known: Object) -> None:
    assert shipped_as(known) is None


@each(
    "doubtful",
    [
        form(*items(7), title="PHQ-9"),
        form(*items(9, 0, 1), title="PHQ-9"),
        form(*items(12), code=loinc("44249-1"), title="Depression"),
        form(*items(11), title="PHQ-2 and PHQ-9"),
        form(*items(8), title="Gesundheit: PHQ-9"),
        form(*items(11), title="PHQ-9"),
        form(
            *(choice("?", *FREQUENCY, code=loinc(i.loinc)) for i in PHQ_9.items[:4]),
            *items(5),
            title="PHQ-9",
        ),
    ],
)
def test_a_form_that_calls_itself_ours_and_has_another_shape_is_asked_about(
    doubtful: Object,
) -> None:
    doubtful["title"] += f" {'x' * 40}"
    with pytest.raises(NeedsAnswerError) as needed:
        recognise(read(doubtful))
    assert str(needed.value) == (
        f"The form is called {doubtful['title'][:40]} and has {len(doubtful['item'])} items; PHQ-9 "
        "has 9, answered 0 to 3. If it is PHQ-9, add --key phq-9; if it is another form, give it "
        "another --key and say with --self-harm N, or none, which item asks about death or "
        "self-harm."
    )


@each(
    "text",
    [
        "Thoughts that you would be better off dead",
        "Have you wished you could hurt yourself?",
        "Suizidgedanken",
        "Gedanken, dass Sie lieber tot wären oder sich Leid zufügen möchten",
        "Penser qu’il vaudrait mieux mourir",
        "Pensamientos de que estaría mejor muerto",
        "Life is not worth living",
        "Myśli samobójcze",
        "Gedanken, sich das Leben zu nehmen",
        "Automutilation",
        "Een einde maken aan mijn leven",
    ],
)
def test_the_item_about_death_is_found_by_its_words(text: str) -> None:
    made_of = made(choice("How did you sleep?"), choice(text))
    assert made_of.self_harm_item == 2


@each(
    "doubtful",
    [
        form(*items(12), title="Depression screening"),
        form(*items(9), title="Fragebogen"),
        form(*items(10), title="Questionnaire"),
        form(*items(6, 0, 1), title="Columbia Suicide Severity Rating Scale"),
        form(*items(21), title="Mental health check"),
        form(choice("よく眠れましたか"), *items(4), title="Check"),
        form(*items(5), title="Анкета"),
    ],
)
def test_a_form_that_may_ask_about_death_is_never_added_unmarked(doubtful: Object) -> None:
    with pytest.raises(NeedsAnswerError, match="--self-harm"):
        as_questionnaire(read(doubtful))
    assert as_questionnaire(read(doubtful), self_harm=[3]).self_harm_item == 3
    assert as_questionnaire(read(doubtful), self_harm=[]).self_harm_item is None


def test_a_qids_is_scored_as_published() -> None:
    qids = made(*items(16), title="QIDS-SR16")
    assert (qids.low, qids.high, qids.self_harm_item) == (0, 27, 12)
    answers = [0, 3, 1, 0, 2, 0, 2, 0, 1, 1, 1, 0, 1, 1, 0, 2]
    assert score(qids, answers) == 3 + 2 + 2 + 1 + 1 + 0 + 1 + 1 + 2


def test_a_who_5_is_scored_as_published() -> None:
    who = made(*items(5, 0, 1, 2, 3, 4, 5), title="WHO-5 Well-Being Index")
    assert (who.low, who.high, who.better) == (0, 100, "higher")
    assert score(who, [1, 2, 1, 1, 0]) == 20


@each(
    ("title", "count", "highest", "total", "self_harm"),
    [
        ("Quick Inventory of Depressive Symptomatology", 16, 3, 27, 12),
        *((title, 16, 3, 27, 12) for title in ("QIDS", "QIDS-SR", "QIDS-SR16")),
        ("EPDS", 10, 3, 30, 10),
        ("Edinburgh Postnatal Depression Scale", 10, 3, 30, 10),
        *((title, 21, 3, 63, 9) for title in ("BDI", "BDI-II")),
        ("Beck Depression Inventory", 21, 3, 63, 9),
        ("MADRS-S", 9, 6, 54, 9),
        ("CORE-10", 10, 4, 40, 6),
        ("PHQ-8", 8, 3, 24, None),
        ("Insomnia Severity Index (ISI)", 7, 4, 28, None),
        ("Altman Self-Rating Mania Scale", 5, 4, 20, None),
        *((title, 5, 4, 20, None) for title in ("ASRM", "Altman (ASRM)")),
        ("ISI", 7, 4, 28, None),
        *((title, 5, 5, 100, None) for title in ("WHO-Five", "WHO-5", "WHO-5 Wellbeing Index")),
    ],
)
def test_a_published_form_has_its_range_and_its_item_about_death(
    title: str, count: int, highest: int, total: int, self_harm: int | None
) -> None:
    scale = made(*items(count, *range(highest + 1)), title=title)
    assert (scale.low, scale.high, scale.self_harm_item) == (0, total, self_harm)
    assert scale.better == ("higher" if title.startswith("WHO") else "lower")


def test_a_published_form_with_other_items_is_asked_about() -> None:
    for published in PUBLISHED:
        for name in published.names:
            for count in (published.items - 1, published.items + 1):
                asked = items(count, *range(published.answers[1] + 1))
                with pytest.raises(NeedsAnswerError, match=f"has {published.items} items, answer"):
                    as_questionnaire(read(form(*asked, title=name)))


def value_set(how: Object, **more: Any) -> Object:
    return {"resourceType": "ValueSet", **more, **how}


CONCEPTS = [
    {"code": f"c{n}", "display": f"word {n}", "extension": option(n)["extension"]}
    for n in FREQUENCY
]


@each(
    ("reference", "inside"),
    [
        ("#vs", value_set({"expansion": {"contains": CONCEPTS}}, id="vs")),
        ("#vs", value_set({"compose": {"include": [{"concept": CONCEPTS}]}}, id="vs")),
        (
            "http://clinic.org/vs|2",
            value_set({"expansion": {"contains": CONCEPTS}}, id="x", url="http://clinic.org/vs"),
        ),
    ],
)
def test_answers_are_found_in_a_value_set_by_its_id_or_address(
    reference: str, inside: Object
) -> None:
    asked = {"text": "one", "type": "choice", "answerValueSet": reference}
    (item,) = made(asked, contained=[inside]).items
    assert [a.value for a in item.answers] == list(FREQUENCY)
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": inside}, {"resource": form(asked)}],
    }
    assert as_questionnaire(read(bundle)).items[0].values == set(FREQUENCY)


PREFIX = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionPrefix"


@each(
    "answers",
    [
        [{"valueCoding": {"system": "http://loinc.org", "code": code}}
         for code in ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")],
        [{"valueCoding": {"code": str(n), "display": "word"}} for n in FREQUENCY],
        [{"valueString": f"{n} = word"} for n in FREQUENCY],
        [
            {"extension": [{"url": PREFIX, "valueString": f"{n}."}],
             "valueCoding": {"code": "abcd"[n], "display": "word"}}
            for n in FREQUENCY
        ],
    ],
)  # fmt: skip
def test_the_value_of_an_answer_is_read_from_its_code_or_its_prefix(answers: list[Object]) -> None:
    (item,) = made({"text": "one", "type": "choice", "answerOption": answers}).items
    assert [answer.value for answer in item.answers] == list(FREQUENCY)


def test_dates_remarks_and_hidden_scores_are_passed_over_and_named() -> None:
    hidden = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden"
    known = read(
        form(
            {"type": "date", "text": "Today’s date", "linkId": "d"},
            choice("one"),
            {"type": "text", "text": "Anything else?", "linkId": "c"},
            {"type": "quantity", "text": "Total score", "linkId": "s"},
            choice("secret", extension=[{"url": hidden, "valueBoolean": True}]),
        )
    )
    assert [item.text for item in known.items] == ["one"]
    assert known.skipped == ("Today’s date", "Anything else?")


@each("kind", ["string", "text", "date", "dateTime", "time", "url", "attachment", "reference"])
def test_an_item_that_no_choice_answers_is_passed_over_and_named(kind: str) -> None:
    for text, name in (("Remarks", "Remarks"), ("", kind), ("x" * 41, "x" * 40)):
        known = read(form(choice("one"), {"type": kind, "text": text}, choice("two")))
        assert [item.text for item in known.items] == ["one", "two"]
        assert known.skipped == (name,)


def test_a_form_that_we_write_out_is_valid_and_has_a_weight_and_a_code_for_each_answer() -> None:
    asked = choice("Better off dead?", 0, 3)
    known = made(asked, choice("b", 0, 2, 5), title="Own", copyright="Clinic")
    written = to_fhir(known)
    assert R4B.__fhir_version__ == "4.3.0"
    QuestionnaireOfFhir.model_validate(written)
    (first, second) = written["item"]
    assert (first["linkId"], second["linkId"]) == ("1", "2")
    assert {item["type"] for item in written["item"]} == {"choice"}
    assert first["code"] == [{"system": OURS, "code": "self-harm-item"}]
    assert "code" not in second
    assert second["answerOption"] == [
        {
            "extension": [{"url": ORDINAL, "valueDecimal": value}],
            "valueCoding": {"code": str(value), "display": f"answer {value}"},
        }
        for value in (0, 2, 5)
    ]
    assert written["code"] == [
        {"system": OURS, "code": code} for code in ("key=own", "better=lower")
    ]
    head = [written[name] for name in ("status", "title", "copyright")]
    assert head == ["active", "Own", "Clinic"]


def test_a_form_that_we_write_out_reads_back_as_the_same() -> None:
    unmarked = read(form(*items(12), title="Depression screening"))
    for known in (
        made(*items(16), title="QIDS-SR16"),
        made(choice("a", 0, 2, 5), choice("Better off dead?"), title="Own", copyright="Clinic"),
        as_questionnaire(unmarked, self_harm=[3, 5], better="higher"),
        as_questionnaire(unmarked, self_harm=[], key="mine"),
        as_questionnaire(read(phq_9()), self_harm=[9], key="one-like-phq-9"),
    ):
        again = questionnaire_from(form_from(to_fhir(known)))
        assert replace(again, subject=known.subject) == known


def test_every_item_about_death_counts_where_a_form_has_several() -> None:
    texts = ("Have you wished to be dead?", "How did you sleep?", "Thought of killing yourself?")
    made_of = made(*(choice(text, 0, 1) for text in texts))
    assert (made_of.self_harm_item, made_of.self_harm_also) == (1, (3,))
    assert self_harm_answer(made_of, [0, 0, 1]) == 1
    assert as_questionnaire(read(form(*items(4))), self_harm=[2, 4]).self_harm_also == (4,)


def test_the_page_names_a_clinics_form_by_its_title(run: Run) -> None:
    run("scales", "add", "-", "--key", "clinic-form", stdin=as_bytes(form(choice("one"))))
    run("scales", "fill", "clinic-form", "2")
    run("log", "5")
    for command in (("report", "--format", "txt", "-o", "-"), ("summary",)):
        page = run(*command).out
        assert "Sleep check" in page
        assert "clinic-form" not in page


def test_a_person_at_a_terminal_is_asked_which_item_is_about_death(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompts, "can_ask", lambda: True)
    file = tmp_path / "form.json"
    file.write_bytes(as_bytes(form(*items(12), title="Depression screening")))
    done = run("scales", "add", str(file), stdin=b"13\n3\n")
    assert done.code == 0
    assert "3  Question 3" in done.err
    filled = run("scales", "fill", "depression-screening", *"001000000000")
    assert "findahelpline" in filled.err
