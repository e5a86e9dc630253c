"""A clinic's form: the wording of one of our questionnaires, or a questionnaire of its own.

A form is known by what it is: the codes of its panel, its total or its items, the words of its
title, and the shape of its items. For one that comes with tracker the file gives the words and
nothing else: what an answer counts and how a total is made stay as published. Others that have
published scorings get those; the rest is added up.

No form that may ask about death or self-harm is taken in without saying which item does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from tracker.exchange.fhir.form import LOINC, OURS, SELF_HARM, Form, FormItem, Option
from tracker.exchange.json_fields import printable_key
from tracker.exchange.result import NeedsAnswerError
from tracker.records import ValidationError, measure_key
from tracker.records.format import plain_line
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
"""Characters of a question that stand for it in a list."""

_ANSWERED_BY_CHOICE: Final = ("choice", "coding", "integer")
"""`coding` is what later versions of FHIR call `choice`."""

_LONG_NAMES: Final = (
    ("patient health questionnaire", "phq"),
    ("gesundheitsfragebogen für patienten", "phq"),
    ("questionnaire sur la santé du patient", "phq"),
    ("cuestionario sobre la salud del paciente", "phq"),
    ("generalized anxiety disorder", "gad"),
    ("generalised anxiety disorder", "gad"),
    ("ptsd checklist", "pcl"),
)
"""What titles say instead of the short name; the number beside it, or of items, says which."""


@dataclass(frozen=True, slots=True)
class Published:
    """How a form that is not ours to ship is scored by its authors."""

    names: tuple[str, ...]
    items: int
    answers: tuple[int, int]
    better: Better = "lower"
    highest_of: tuple[tuple[int, ...], ...] = ()
    """Items of which only the highest answer counts."""
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
"""Forms that are known by their title and by the number and the range of their answers."""

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
    """A questionnaire of ours that a form is, and the form's items in our order."""

    questionnaire: Questionnaire
    items: tuple[FormItem, ...]


def recognise(form: Form, key: str | None = None) -> Match | None:
    """Return the questionnaire of ours that a form is, None for another form.

    Args:
        form: what the file asks.
        key: what the person calls it; that of one of ours decides.

    Raises:
        ValidationError: it is said to be one of ours and does not ask just these items.
        NeedsAnswerError: it may be one of ours, and may not.
    """
    if key:
        wanted = plain_name(key)
        known = next((q for q in shipped_questionnaires() if plain_name(q.key) == wanted), None)
        return Match(known, _matched(form, known)) if known else None
    shipped = sorted(shipped_questionnaires(), key=lambda q: -len(q.items))
    for known in shipped:
        found = _by_code(form, known)
        if len(found) == len(known.items) and len(form.items) - len(found) <= 1:
            return Match(known, tuple(found))
    named = [known for known in shipped if _is_named(form, known)]
    for known in named:
        if _has_its_shape(form, known):
            return Match(known, _matched(form, known))
    if named and not _published(form):
        known = named[0]
        raise NeedsAnswerError(
            f"The form calls itself {plain_line(form.title)[:40] or known.title} and asks "
            f"{len(form.items)} things to choose from; {known.title} asks {len(known.items)}, "
            f"answered {known.items[0].low} to {known.items[0].high}. If it is {known.title}, add "
            f"--key {known.key}; if it is another form, give it another --key and say with "
            "--self-harm N, or none, which item asks about death or self-harm."
        )
    return None


def as_wording(match: Match) -> Wording:
    """Return a form's words for a questionnaire of ours, item for item.

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
        form: what the file asks.
        key: what to call it; made from the title if left out.
        better: which end of the total is hoped for; lower if left out, as FHIR has no word for it.
        self_harm: the numbers of the items about death or self-harm; none of them if empty, and
            None if nobody said.

    Raises:
        NeedsAnswerError: it may have an item about death or self-harm, and it is not said which.
        ValidationError: an item cannot be answered by a number that counts; the sentence names it.
    """
    items = tuple(_item(asked) for asked in form.items)
    if not items:
        raise ValidationError("item", "The questionnaire asks nothing that can be answered.")
    if not (title := plain_line(form.title) or key or ""):
        sentence = "The questionnaire in the file has no title; name it with --key."
        raise ValidationError("title", sentence)
    published = _published(form)
    if published:
        _check_shape(form, published)
    self_harm_items = _about_self_harm(form, published, self_harm)
    highest_of = published.highest_of if published else ()
    factor = published.factor if published else 1
    low, high = score_range(items, "sum", highest_of, factor)
    usual = published.better if published else form.better
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
    """Return the questionnaire of a form that we wrote out: ours in a clinic's words, or its own.

    Raises:
        ValidationError: it is no form that can be answered.
    """
    if match := recognise(form):
        return match.questionnaire.with_wording(as_wording(match))
    return as_questionnaire(form)


def to_fhir(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return a clinic's questionnaire as the FHIR R4 Questionnaire that reads back as the same."""
    extension = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
    codes = [f"key={questionnaire.key}", f"better={questionnaire.better}"]
    marked = (questionnaire.self_harm_item, *questionnaire.self_harm_also)
    codes += [] if questionnaire.self_harm_item else ["self-harm=none"]
    return {
        "resourceType": "Questionnaire",
        "status": "active",
        "title": questionnaire.title,
        "code": [{"system": OURS, "code": code} for code in codes],
        **({"copyright": questionnaire.licence} if questionnaire.licence else {}),
        "item": [
            {
                "linkId": str(number),
                **_item_codes(item, number in marked),
                "text": item.prompt,
                "type": "choice",
                "answerOption": [
                    {
                        "extension": [{"url": extension, "valueDecimal": answer.value}],
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


def _item_codes(item: Item, about_self_harm: bool) -> Mapping[str, Any]:
    codes = [{"system": LOINC, "code": item.loinc}] if item.loinc else []
    codes += [{"system": OURS, "code": SELF_HARM}] if about_self_harm else []
    return {"code": codes} if codes else {}


def _by_code(form: Form, questionnaire: Questionnaire) -> list[FormItem]:
    """Return the form's items that have our codes, in our order."""
    found = (
        next((asked for asked in form.items if item.loinc in asked.codes), None)
        for item in questionnaire.items
    )
    return [asked for asked in found if asked]


def _is_named(form: Form, known: Questionnaire) -> bool:
    """Return whether a form's panel, its total or its title name a questionnaire of ours."""
    if {known.loinc_panel, known.loinc_total} & (form.codes - {""}):
        return True
    title = " ".join(form.title.casefold().split())
    plain = plain_name(title)
    family, number = re.fullmatch(r"(\D+)(\d*)", plain_name(known.key)).groups()  # type: ignore[union-attr]  # every key of ours is letters and a number
    numbered = set(re.findall(rf"{family}\D{{0,1}}(\d+)", title)) | set(
        re.findall(rf"{family}(\d+)", plain)
    )
    if numbered:
        return number in numbered
    long_name = any(words in title for words, short in _LONG_NAMES if short == family)
    if not (long_name or (family == "peg" and re.search(r"\bpeg\b", title))):
        return False
    said = set(re.findall(r"\d+", title))
    return number in said if said and number else _has_its_shape(form, known)


def _has_its_shape(form: Form, known: Questionnaire) -> bool:
    """Return whether a form has our items' number, or one more about the trouble they give."""
    count = len(known.items)
    if len(form.items) not in (count, count + 1):
        return False
    if len(_by_code(form, known)) not in (0, count):
        return False
    return all(
        not item.values - {None} or item.values == ours.values
        for item, ours in zip(form.items, known.items, strict=False)
    )


def _matched(form: Form, known: Questionnaire) -> tuple[FormItem, ...]:
    """Return the form's items that are ours: by their codes, or in a form without any in order."""
    wanted = len(known.items)
    found = _by_code(form, known)
    if len(found) == wanted:
        return tuple(found)
    if found:
        raise ValidationError(
            "item",
            f"The file asks about {len(found)} of the {wanted} items of {known.title}; a wording "
            "needs all of them.",
        )
    if len(form.items) not in (wanted, wanted + 1):
        raise ValidationError(
            "item",
            f"{known.title} has {wanted} items; the file asks about {len(form.items)}, so its "
            "words cannot be matched.",
        )
    return form.items[:wanted]


def _published(form: Form) -> Published | None:
    plain = plain_name(form.title)
    words = {plain_name(word) for word in re.split(r"[\s()\[\],:;/]+", form.title)}
    for known in PUBLISHED:
        if any(name in words or (len(name) > 4 and name in plain) for name in known.names):
            return known
    return None


def is_published(form: Form) -> bool:
    """Return whether a form is scored as its authors published, beyond the sum of its answers."""
    return _published(form) is not None


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
    form: Form, published: Published | None, said: Sequence[int] | None
) -> tuple[int, ...]:
    """Return the items about death or self-harm by their numbers, as it is said or as they read.

    Raises:
        NeedsAnswerError: there may be one.
    """
    if said:
        if not all(1 <= number <= len(form.items) for number in said):
            sentence = f"There are {len(form.items)} items to choose from."
            raise ValidationError("self_harm_item", sentence)
        return tuple(said)
    codes = {q.items[q.self_harm_item - 1].loinc for q in shipped_questionnaires()
             if q.self_harm_item}  # fmt: skip
    found = [i.number for i in form.items if i.marked or i.codes & codes]
    found += [published.self_harm] if published and published.self_harm and not found else []
    if found:
        return tuple(found)
    if said is not None or form.no_self_harm:
        return ()
    worded = [item.number for item in form.items if _ABOUT_DEATH.search(item.text)]
    if not worded and published is None and _may_ask(form):
        raise NeedsAnswerError(
            "The form may have an item that asks about death or self-harm, and such an answer "
            f"must never pass unnoticed. Say which it is, counted from 1 to {len(form.items)}: "
            "--self-harm 9; or that there is none: --self-harm none."
        )
    return tuple(worded)


def _may_ask(form: Form) -> bool:
    """Return whether a form has the title of those with such an item, or the shape of PHQ-9."""
    phq_9 = len(form.items) in (9, 10) and all(i.values == set(range(4)) for i in form.items)
    return phq_9 or bool(_MAY_ASK.search(form.title))


def _answers(options: Sequence[Option], questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return the form's words for our answers, none where they are not told apart by number."""
    by_value = {option.value: option.label for option in options}
    by_code = {option.code: option.label for option in options}
    ours = questionnaire.items[0].answers
    if all(answer.value in by_value for answer in ours):
        return tuple(by_value[answer.value] for answer in ours)
    if all(answer.loinc and answer.loinc in by_code for answer in ours):
        return tuple(by_code[answer.loinc] for answer in ours)
    return ()


def _item(asked: FormItem) -> Item:
    _check_worded(asked)
    _check_answerable(asked)
    try:
        return Item(
            label=asked.topic(_LABEL),
            wording=asked.text,
            answers=tuple(_answer(option) for option in asked.options),
        )
    except ValidationError as problem:
        raise ValidationError("item", f"{asked.name}: {problem}") from None


def _answer(option: Option) -> Answer:
    if option.value is None:
        raise ValidationError(
            "item",
            "The file does not say what its answers count (ordinalValue), "
            "so there would be no total.",
        )
    return Answer(value=option.value, label=option.label)


def _check_worded(asked: FormItem) -> None:
    if not plain_line(asked.text):
        raise ValidationError("item", f"Item {asked.number} of the file has no text.")


def _check_answerable(asked: FormItem) -> None:
    """Raise a ValidationError for an item that is not answered by one choice out of some."""
    problem = ""
    if asked.type not in _ANSWERED_BY_CHOICE:
        problem = f"is answered by “{printable_key(asked.type)}”"
    elif not asked.options:
        raise ValidationError("item", f"{asked.name} has no answers to choose from in the file.")
    elif asked.repeats:
        problem = "takes several answers at once"
    elif asked.conditional:
        problem = "is asked only after some answers"
    if problem:
        why = "only one choice out of answers that count can be added up"
        raise ValidationError("item", f"{asked.name} {problem}; {why}.")
