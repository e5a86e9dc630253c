"""A clinic's FHIR R4 Questionnaire: a questionnaire of its own, or the wording of one of ours.

For one that comes with tracker the file gives the words and nothing else: what an answer counts
and how a total is made stay as published.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.exchange.fhir_form import Asked, Form, Option, read_form
from tracker.exchange.json_fields import shown
from tracker.records import ValidationError, measure_key
from tracker.records.format import plain_line
from tracker.records.measure import Better
from tracker.records.questionnaires import (
    Answer,
    Item,
    Questionnaire,
    Wording,
    find_questionnaire,
    plain_name,
    score_range,
    shipped_questionnaires,
)
from tracker.records.validation import WORDING_LIMIT

__all__ = ["Form", "as_questionnaire", "as_wording", "read_form", "shipped_as"]

_LABEL = 60
"""Characters of a question that stand for it in a list."""

_ANSWERED_BY_CHOICE = ("choice", "coding", "integer")
"""`coding` is what later versions of FHIR call `choice`."""


def shipped_as(form: Form, key: str | None = None) -> Questionnaire | None:
    """Return the questionnaire of ours that a form is: by the key asked for, its code or title."""
    if key:
        return find_questionnaire(key)
    names = {plain_name(form.title)}
    return next(
        (
            known
            for known in shipped_questionnaires()
            if known.loinc_panel in form.codes or plain_name(known.title) in names
        ),
        None,
    )


def as_wording(form: Form, questionnaire: Questionnaire) -> Wording:
    """Return a form's words for a questionnaire of ours, item for item.

    Items meet by their LOINC codes; in a form without any, by their order.

    Raises:
        ValidationError: the form does not ask about just these items.
    """
    asked = _by_code(form, questionnaire) or _in_order(form, questionnaire)
    for item in asked:
        _check_worded(item)
    return Wording(tuple(item.text for item in asked), _answers(asked[0].options, questionnaire))


def as_questionnaire(
    form: Form,
    *,
    key: str | None = None,
    better: Better = "lower",
    self_harm_item: int | None = None,
) -> Questionnaire:
    """Return a clinic's form as a questionnaire whose total is the sum of its answers.

    Args:
        form: what the file asks.
        key: what to call it; made from the title if left out.
        better: which end of the total is hoped for; FHIR has no word for it.
        self_harm_item: the item about death or self-harm, from 1; known by its code if left out.

    Raises:
        ValidationError: an item cannot be answered by a number that counts; the sentence names it.
    """
    items = tuple(_item(asked) for asked in form.asked)
    if not items:
        raise ValidationError("item", "The questionnaire asks nothing that can be answered.")
    if not (title := plain_line(form.title) or key or ""):
        raise ValidationError(
            "title", "The questionnaire in the file has no title; name it with --key."
        )
    low, high = score_range(items, "sum")
    return Questionnaire(
        key=key or measure_key(title).replace("_", "-"),
        title=title,
        subject="from the clinic",
        items=items,
        low=low,
        high=high,
        better=better,
        self_harm_item=self_harm_item or _about_self_harm(form.asked),
        licence=plain_line(form.copyright)[:WORDING_LIMIT],
    )


def _by_code(form: Form, questionnaire: Questionnaire) -> list[Asked]:
    """Return the form's items in our order, none if it has none of our codes."""
    found = [
        next((asked for asked in form.asked if item.loinc in asked.codes), None)
        for item in questionnaire.items
    ]
    met = [asked for asked in found if asked]
    if met and len(met) < len(found):
        raise ValidationError(
            "item",
            f"The file asks about {len(met)} of the {len(found)} items of {questionnaire.title}; "
            "a wording needs all of them.",
        )
    return met


def _in_order(form: Form, questionnaire: Questionnaire) -> Sequence[Asked]:
    wanted = len(questionnaire.items)
    if len(form.asked) == wanted:
        return form.asked
    raise ValidationError(
        "item",
        f"The file asks about {len(form.asked)} things and {questionnaire.title} about {wanted}, "
        "so its words cannot be matched.",
    )


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


def _item(asked: Asked) -> Item:
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


def _check_worded(asked: Asked) -> None:
    if not plain_line(asked.text):
        raise ValidationError("item", f"Item {asked.number} of the file has no text.")


def _check_answerable(asked: Asked) -> None:
    """Raise a ValidationError for an item that is not answered by one choice out of some."""
    if asked.type not in _ANSWERED_BY_CHOICE:
        raise ValidationError(
            "item", f"{asked.name} is answered by “{shown(asked.type)}”; {_WHAT_IS}."
        )
    if not asked.options:
        raise ValidationError("item", f"{asked.name} has no answers to choose from in the file.")
    if asked.repeats:
        raise ValidationError("item", f"{asked.name} takes several answers at once; {_WHAT_IS}.")
    if asked.conditional:
        raise ValidationError("item", f"{asked.name} is asked only after some answers; {_WHAT_IS}.")


_WHAT_IS = "only one choice out of answers that count can be added up"


def _about_self_harm(asked: Sequence[Asked]) -> int | None:
    codes = {
        known.items[known.self_harm_item - 1].loinc
        for known in shipped_questionnaires()
        if known.self_harm_item
    }
    return next((item.number for item in asked if item.codes & codes), None)
