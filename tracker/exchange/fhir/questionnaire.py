"""A clinic's form: the wording of a shipped questionnaire, or a questionnaire of its own.

A form is recognised by the codes of its panel, its total or its items, by its title, and by the
number and values of its items. For a shipped questionnaire the file gives only the wording; the
scoring stays as published. Other forms with a published scoring get that; the rest is summed.

No form that may ask about death or self-harm is imported without knowing which item does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from tracker.exchange.fhir.form import SELF_HARM, Form, FormItem, Option
from tracker.exchange.fhir.model import LOINC, ORDINAL, OURS
from tracker.exchange.result import NeedsAnswerError
from tracker.records import ValidationError, measure_key
from tracker.records.format import plain_line, shorten
from tracker.records.measure import Better
from tracker.records.questionnaires import (
    Answer,
    Item,
    Questionnaire,
    Wording,
    plain_name,
    score_range,
    shipped_questionnaires,
)
from tracker.records.validation import WORDING_LIMIT

_LABEL: Final = 60
"""Most characters of an item in a list."""

_ANSWERED_BY_CHOICE: Final = ("choice", "coding", "integer")
"""`coding` is `choice` in later versions of FHIR."""

_LONG_NAMES: Final = (
    ("patient health questionnaire", "phq"),
    ("gesundheitsfragebogen für patienten", "phq"),
    ("questionnaire sur la santé du patient", "phq"),
    ("cuestionario sobre la salud del paciente", "phq"),
    ("generalized anxiety disorder", "gad"),
    ("generalised anxiety disorder", "gad"),
    ("ptsd checklist", "pcl"),
)
"""Long names in titles; the number after it, or the number of items, decides which."""


@dataclass(frozen=True, slots=True)
class Published:
    """The published scoring of a form that we may not ship."""

    names: tuple[str, ...]
    items: int
    answers: tuple[int, int]
    better: Better = "lower"
    highest_of: tuple[tuple[int, ...], ...] = ()
    """Groups of items; only the highest answer of a group counts."""
    factor: int = 1
    self_harm: int | None = None


PUBLISHED: Final = (
    # Rush 2003, Biol Psychiatry 54:573: the highest of sleep, of appetite and weight, of movement.
    Published(("qids", "qidssr", "qidssr16", "quickinventoryofdepressivesymptomatology"), 16,
              (0, 3), highest_of=((1, 2, 3, 4), (6, 7, 8, 9), (15, 16)), self_harm=12),
    # Topp 2015, Psychother Psychosom 84:167: the sum of 0 to 25 times four, higher is better.
    Published(("who5", "who5wellbeingindex", "whofive"), 5, (0, 5), "higher", factor=4),
    # Cox 1987, Br J Psychiatry 150:782.
    Published(("epds", "edinburghpostnataldepressionscale"), 10, (0, 3), self_harm=10),
    # Beck 1996; Svanborg and Asberg 1994, Acta Psychiatr Scand 89:21; Barkham 2013.
    Published(("bdi", "bdiii", "beckdepressioninventory"), 21, (0, 3), self_harm=9),
    Published(("madrss",), 9, (0, 6), self_harm=9),
    Published(("core10",), 10, (0, 4), self_harm=6),
    Published(("phq8",), 8, (0, 3)),
    Published(("isi", "insomniaseverityindex"), 7, (0, 4)),
    Published(("asrm", "altmanselfratingmaniascale"), 5, (0, 4)),
)  # fmt: skip
"""Forms that are recognised by their title, and the number and range of their answers."""

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


@dataclass(frozen=True, slots=True)
class Match:
    """The shipped questionnaire of a form, and the form's items in its order."""

    questionnaire: Questionnaire
    items: tuple[FormItem, ...]


def recognise(form: Form, key: str | None = None) -> Match | None:
    """Return the shipped questionnaire of a form, None for another form.

    Args:
        form: the items of the file.
        key: the stated key; that of a shipped questionnaire decides.

    Raises:
        ValidationError: the stated questionnaire has other items.
        NeedsAnswerError: it may or may not be a shipped one.
    """
    if key:
        wanted = plain_name(key)
        own = next((q for q in shipped_questionnaires() if plain_name(q.key) == wanted), None)
        return Match(own, _match_items(form, own)) if own else None
    candidates = sorted(shipped_questionnaires(), key=lambda q: -len(q.items))
    for own in candidates:
        found = _items_by_code(form, own)
        if len(found) == len(own.items) and len(form.items) - len(found) <= 1:
            return Match(own, tuple(found))
    named = [own for own in candidates if _has_name(form, own)]
    for own in named:
        if _has_same_shape(form, own):
            return Match(own, _match_items(form, own))
    if named and not published_scoring(form):
        own = named[0]
        raise NeedsAnswerError(
            f"The form is called {plain_line(form.title)[:40] or own.title} and has "
            f"{len(form.items)} items; {own.title} has {len(own.items)}, "
            f"answered {own.items[0].low} to {own.items[0].high}. If it is {own.title}, add "
            f"--key {own.key}; if it is another form, give it another --key and say with "
            "--self-harm N, or none, which item asks about death or self-harm."
        )
    return None


def as_wording(match: Match) -> Wording:
    """Return the form's wording of a shipped questionnaire, item for item.

    Raises:
        ValidationError: an item has no text.
    """
    for item in match.items:
        _check_worded(item)
    texts = tuple(item.text for item in match.items)
    return Wording(texts, _answers(match.items[0].options, match.questionnaire))


def as_questionnaire(
    form: Form,
    *,
    key: str | None = None,
    better: Better | None = None,
    self_harm: Sequence[int] | None = None,
) -> Questionnaire:
    """Return a clinic's form as a questionnaire, scored as published or by the sum of its answers.

    Args:
        form: the items of the file.
        key: its key; made from the title by default.
        better: the better end of the total; lower by default, as FHIR does not have it.
        self_harm: the numbers of the items about death or self-harm; empty if there is none, None
            if it was not stated.

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
        _check_shape(form, published)
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
    if match := recognise(form):
        return match.questionnaire.with_wording(as_wording(match))
    return as_questionnaire(form)


def to_fhir(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return a clinic's questionnaire as a FHIR R4 Questionnaire that reads back as the same."""
    stated = [f"key={questionnaire.key}", f"better={questionnaire.better}"]
    marked = (questionnaire.self_harm_item, *questionnaire.self_harm_also)
    stated += [] if questionnaire.self_harm_item else ["self-harm=none"]
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


def _item_codes(item: Item, number: int, marked: Sequence[int | None]) -> list[dict[str, str]]:
    codes = [{"system": LOINC, "code": item.loinc}] if item.loinc else []
    return codes + ([{"system": OURS, "code": SELF_HARM}] if number in marked else [])


def _items_by_code(form: Form, questionnaire: Questionnaire) -> list[FormItem]:
    """Return the form's items with the codes of a questionnaire, in its order."""
    found = (
        next((item for item in form.items if own.loinc in item.codes), None)
        for own in questionnaire.items
    )
    return [item for item in found if item]


def _has_name(form: Form, own: Questionnaire) -> bool:
    """Return whether a form has the name or the codes of a shipped questionnaire."""
    if {own.loinc_panel, own.loinc_total} & (form.codes - {""}):
        return True
    title = " ".join(form.title.casefold().split())
    plain = plain_name(title)
    family, number = re.fullmatch(r"(\D+)(\d*)", plain_name(own.key)).groups()  # type: ignore[union-attr]  # each of our keys is letters and a number
    numbered = set(re.findall(rf"{family}\D{{0,1}}(\d+)", title)) | set(
        re.findall(rf"{family}(\d+)", plain)
    )
    if numbered:
        return number in numbered
    long_name = any(words in title for words, short in _LONG_NAMES if short == family)
    if not (long_name or (family == "peg" and re.search(r"\bpeg\b", title))):
        return False
    numbers = set(re.findall(r"\d+", title))
    return number in numbers if numbers and number else _has_same_shape(form, own)


def _has_same_shape(form: Form, own: Questionnaire) -> bool:
    """Return whether a form has the same number of items, or one more about daily difficulty."""
    count = len(own.items)
    if len(form.items) not in (count, count + 1):
        return False
    if len(_items_by_code(form, own)) not in (0, count):
        return False
    return all(
        not item.values - {None} or item.values == ours.values
        for item, ours in zip(form.items, own.items, strict=False)
    )


def _match_items(form: Form, own: Questionnaire) -> tuple[FormItem, ...]:
    """Return the form's items of a questionnaire: by their codes or, without codes, in order."""
    wanted = len(own.items)
    found = _items_by_code(form, own)
    if len(found) == wanted:
        return tuple(found)
    if found:
        raise ValidationError(
            "item",
            f"The file has {len(found)} of the {wanted} items of {own.title}; a wording "
            "needs all of them.",
        )
    if len(form.items) not in (wanted, wanted + 1):
        raise ValidationError(
            "item",
            f"{own.title} has {wanted} items; the file has {len(form.items)}, so its "
            "wording cannot be matched.",
        )
    return form.items[:wanted]


def published_scoring(form: Form) -> Published | None:
    """Return the published scoring of a form, None where its answers are summed."""
    plain = plain_name(form.title)
    words = {plain_name(word) for word in re.split(r"[\s()\[\],:;/]+", form.title)}
    for published in PUBLISHED:
        if any(name in words or (len(name) > 4 and name in plain) for name in published.names):
            return published
    return None


def _check_shape(form: Form, published: Published) -> None:
    low, high = published.answers
    fits = all(set(range(low, high + 1)) == set(item.values) for item in form.items)
    if len(form.items) == published.items and fits:
        return
    raise NeedsAnswerError(
        f"{plain_line(form.title)[:40]} has {published.items} items, answered {low} to {high}, as "
        f"published; the file has {len(form.items)}. It cannot be scored as published: ask the "
        "clinic for the whole form, or give it another title."
    )


def _about_self_harm(
    form: Form, published: Published | None, stated: Sequence[int] | None
) -> tuple[int, ...]:
    """Return the numbers of the items about death or self-harm: as stated, or by their wording.

    Raises:
        NeedsAnswerError: there may be one that is not recognised.
    """
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
    worded = [item.number for item in form.items if _ABOUT_DEATH.search(item.text)]
    # Forms with such a title, or the shape of PHQ-9, often have such an item.
    like_phq_9 = len(form.items) in (9, 10) and all(i.values == set(range(4)) for i in form.items)
    may_ask = like_phq_9 or _MAY_ASK.search(form.title)
    if not worded and published is None and may_ask:
        raise NeedsAnswerError(
            "The form may have an item that asks about death or self-harm, and such an answer "
            f"must never pass unnoticed. Say which it is, counted from 1 to {len(form.items)}: "
            "--self-harm 9; or that there is none: --self-harm none."
        )
    return tuple(worded)


def _answers(options: Sequence[Option], questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return the form's words for the answers, empty where they cannot be matched."""
    by_value = {option.value: option.label for option in options}
    by_code = {option.code: option.label for option in options}
    ours = questionnaire.items[0].answers
    if all(answer.value in by_value for answer in ours):
        return tuple(by_value[answer.value] for answer in ours)
    codes = [answer.loinc or "" for answer in ours]
    return tuple(by_code[code] for code in codes) if all(c and c in by_code for c in codes) else ()


def _item(item: FormItem) -> Item:
    """Return an item that is answered by one choice.

    Raises:
        ValidationError: its answers cannot be scored.
    """
    _check_worded(item)
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


def _check_worded(item: FormItem) -> None:
    if not plain_line(item.text):
        raise ValidationError("item", f"Item {item.number} of the file has no text.")
