"""A clinic's form as a questionnaire of its own, from and to FHIR.

A form with a published scoring is scored so; the answers of any other are summed.

No form that may ask about death or self-harm is imported without knowing which item does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, cast

from tracker.exchange.fhir.form import SELF_HARM, Form, FormItem
from tracker.exchange.fhir.model import LOINC, ORDINAL, OURS
from tracker.exchange.fhir.recognition import (
    Published,
    as_wording,
    check_shape,
    check_worded,
    published_scoring,
    recognise,
)
from tracker.exchange.result import NeedsAnswerError
from tracker.records import ValidationError, measure_key
from tracker.records.format import plain_line, shorten
from tracker.records.measure import Better
from tracker.records.questionnaires import (
    Answer,
    Item,
    Questionnaire,
    score_range,
    shipped_questionnaires,
)
from tracker.records.self_harm import names_self_harm
from tracker.records.validation import WORDING_LIMIT

_LABEL: Final = 60
"""Most characters of an item in a list."""

_ANSWERED_BY_CHOICE: Final = ("choice", "coding", "integer")
"""`coding` is `choice` in later versions of FHIR."""

_ABOUT_DEATH = re.compile(
    r"suicid|suizid|suïcid|selbstmord|samobój|självmord|zelfmoord|autolesi"
    r"|self.?harm|self.?injur|\b(?:harm|hurt|kill|injur)\w* (?:your|my|one|him|her)sel"
    r"|\bdead\b|\bdeath\b|\bdying\b|\bdie\b|\bdied\b|worth living|not (?:be|being|to be) alive"
    r"|\b(?:end|ending|take|taking) (?:your|my|one's|his|her) (?:own )?life|end it all"
    r"|\btot\b|\btod(?:es)?\b|sterben|selbstverletz|umbringen|umzubringen|leben nehmen"
    r"|leid zuf|nicht mehr leben|\bmort\b|mourir|faire du mal|\bmuert|\bmorir|quitar\w* la vida"
    r"|hacer\w* daño|lastimar|\bmorte\b|morire|farsi del male|fare del male|\bdood\b|pijn te doen"
    r"|\bdöd|skada (?:dig|mig)|śmier|umrzeć|skrzywdz|zrobić sobie krzywdę|nie żyć",
    re.IGNORECASE,
)
_MAY_ASK = re.compile(
    r"depress|\bphq|madrs|\bbdi|\bhamd|ham-d|hdrs|\bids\b|qids|epds|edinburgh|core-?\d|suicid"
    r"|c-?ssrs|columbia|beck|hopeless|mental health|psychisch|crisis|\brisk\b|safety|sbq"
    r"|niedergeschlagen|dépress|depres|santé mentale|salud mental",
    re.IGNORECASE,
)
"""Titles of forms that often have an item about death or self-harm."""


_OTHER_LETTERS = re.compile(r"[\u0400-\u1dff\u2e80-\ud7ff\uf900-\ufdff]")
"""Letters of Russian, Arabic, Hindi, Japanese and so on; Greek ones are signs, too."""


def as_questionnaire(
    form: Form,
    *,
    key: str | None = None,
    better: Better | None = None,
    self_harm: Sequence[int] | None = None,
) -> Questionnaire:
    """Return a clinic's form as a questionnaire, scored as published or by the sum of its answers.

    Its key is made from the title, and the lower end of the total is better, unless stated: FHIR
    has neither. `self_harm` are the numbers of the items about death or self-harm; empty if there
    is none, None if it was not stated.

    Raises:
        NeedsAnswerError: it may have an item about death or self-harm, and none was stated.
        ValidationError: an item has no answers with a value; the message names it.
    """
    items = tuple(_item(item) for item in form.items)
    if not items:
        raise ValidationError("item", "The questionnaire has no item that can be scored.")
    if not (title := plain_line(form.title) or key or ""):
        sentence = "The questionnaire in the file has no title; name it with --key."
        raise ValidationError("title", sentence)
    highest_of: tuple[tuple[int, ...], ...] = ()
    factor, usual = 1, form.better
    if published := published_scoring(form):
        check_shape(form, published)
        highest_of, factor, usual = published.highest_of, published.factor, published.better
    self_harm_items = _about_self_harm(form, published, self_harm)
    low, high = score_range(items, "sum", highest_of, factor)
    return Questionnaire(
        key=key or form.key or measure_key(title).replace("_", "-"),
        title=title,
        subject="from the clinic",
        items=items,
        low=low,
        high=high,
        better=better or cast("Better | None", usual) or "lower",
        highest_of=highest_of,
        factor=factor,
        self_harm_item=self_harm_items[0] if self_harm_items else None,
        self_harm_also=self_harm_items[1:],
        licence=plain_line(form.copyright)[:WORDING_LIMIT],
    )


def questionnaire_from(form: Form) -> Questionnaire:
    """Return the questionnaire of a form that we exported: a shipped one reworded, or a new one.

    Raises:
        ValidationError: it cannot be answered.
    """
    # Its key decides: a clinic's form may look like PHQ-9 and be another questionnaire here.
    if match := recognise(form, form.key):
        return match.questionnaire.with_wording(as_wording(match))
    return as_questionnaire(form)


def to_fhir(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return a clinic's questionnaire as a FHIR R4 Questionnaire that reads back as the same."""
    stated = [f"key={questionnaire.key}", f"better={questionnaire.better}"]
    marked = questionnaire.self_harm_items
    stated += [] if marked else ["self-harm=none"]
    return {
        "resourceType": "Questionnaire",
        "status": "active",
        "title": questionnaire.title,
        "code": [{"system": OURS, "code": code} for code in stated],
        **({"copyright": questionnaire.licence} if questionnaire.licence else {}),
        "item": [
            {
                "linkId": str(number),
                **({"code": codes} if (codes := _item_codes(item, number, marked)) else {}),
                "text": item.prompt,
                "type": "choice",
                "answerOption": [
                    {
                        "extension": [{"url": ORDINAL, "valueDecimal": answer.value}],
                        "valueCoding": {
                            "code": str(answer.value),
                            **({"display": answer.label} if answer.label else {}),
                        },
                    }
                    for answer in item.answers
                ],
            }
            for number, item in enumerate(questionnaire.items, start=1)
        ],
    }


def _item_codes(item: Item, number: int, marked: Sequence[int]) -> list[dict[str, str]]:
    codes = [{"system": LOINC, "code": item.loinc}] if item.loinc else []
    return codes + ([{"system": OURS, "code": SELF_HARM}] if number in marked else [])


def _about_self_harm(
    form: Form, published: Published | None, stated: Sequence[int] | None
) -> tuple[int, ...]:
    """Return the numbers of the items about death or self-harm: as stated, or by their wording."""
    if stated:
        if not all(1 <= number <= len(form.items) for number in stated):
            sentence = f"The form has {len(form.items)} items."
            raise ValidationError("self_harm_item", sentence)
        return tuple(stated)
    codes = {q.items[q.self_harm_item - 1].loinc for q in shipped_questionnaires()
             if q.self_harm_item}  # fmt: skip
    found = [i.number for i in form.items if i.marked or i.codes & codes]
    found += [published.self_harm] if published and published.self_harm and not found else []
    if found:
        return tuple(found)
    if stated is not None or form.no_self_harm:
        return ()
    worded = [item.number for item in form.items
              if _ABOUT_DEATH.search(item.text) or names_self_harm(item.text)]  # fmt: skip
    # Forms with such a title, or the shape of PHQ-9, often have such an item; and no word is known
    # here in letters other than Latin ones.
    like_phq_9 = len(form.items) in (9, 10) and all(i.values == set(range(4)) for i in form.items)
    unread = any(
        _OTHER_LETTERS.search(text) for text in (form.title, *(i.text for i in form.items))
    )
    may_ask = like_phq_9 or unread or _MAY_ASK.search(form.title)
    if not worded and published is None and may_ask:
        raise NeedsAnswerError(
            "The form may have an item that asks about death or self-harm, and such an answer "
            f"must never pass unnoticed. Say which it is, counted from 1 to {len(form.items)}: "
            "--self-harm 9; or that there is none: --self-harm none."
        )
    return tuple(worded)


def _item(item: FormItem) -> Item:
    """Return an item that is answered by one choice."""
    check_worded(item)
    problem = ""
    if item.type not in _ANSWERED_BY_CHOICE:
        shown = shorten(item.type, 40)
        problem = f"is answered by “{shown}”; only a single choice can be scored"
    elif not item.options:
        problem = "has no answers to choose from in the file"
    elif item.repeats:
        problem = "takes several answers at once; only a single choice can be scored"
    elif item.conditional:
        problem = "depends on earlier answers; only items that are always asked can be scored"
    elif None in item.values:
        problem = "has no values for its answers in the file (ordinalValue), so it has no total"
    if problem:
        raise ValidationError("item", f"{item.name} {problem}.")
    try:
        answers = (Answer(value=option.value or 0, label=option.label) for option in item.options)
        return Item(label=shorten(item.text, _LABEL), wording=item.text, answers=tuple(answers))
    except ValidationError as error:
        raise ValidationError("item", f"{item.name}: {error}") from None
