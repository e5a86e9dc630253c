"""Which questionnaire a clinic's form is: one that we ship, or one with a published scoring.

It is recognised by the codes of its panel, its total or its items, by its title, and by the number
and values of its items. For a shipped questionnaire the file gives only the wording.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracker.exchange.fhir.form import Form, FormItem, Option
from tracker.exchange.result import NeedsAnswerError
from tracker.records import ValidationError
from tracker.records.format import plain_line
from tracker.records.measure import Better
from tracker.records.questionnaires import (
    Questionnaire,
    Wording,
    plain_name,
    shipped_questionnaires,
)

_LONG_NAMES: Final = {
    "phq": re.compile(
        "patient health questionnaire|gesundheitsfragebogen für patienten"
        "|questionnaire sur la santé du patient|cuestionario sobre la salud del paciente"
    ),
    "gad": re.compile("generali[sz]ed anxiety disorder"),
    "pcl": re.compile("ptsd checklist"),
    "peg": re.compile(r"\bpeg\b"),
}
"""Names in titles, in small letters, of each family of shipped questionnaires."""


@dataclass(frozen=True, slots=True)
class Match:
    """The shipped questionnaire of a form, and the form's items in its order."""

    questionnaire: Questionnaire
    items: tuple[FormItem, ...]


def recognise(form: Form, key: str | None = None) -> Match | None:
    """Return the shipped questionnaire of a form, None for another form.

    A stated key decides if it is that of a shipped questionnaire.

    Raises:
        ValidationError: the stated questionnaire has other items.
        NeedsAnswerError: it may or may not be a shipped one.
    """
    if key:
        wanted = plain_name(key)
        shipped = next((q for q in shipped_questionnaires() if plain_name(q.key) == wanted), None)
        return Match(shipped, _match_items(form, shipped)) if shipped else None
    candidates = sorted(shipped_questionnaires(), key=lambda q: -len(q.items))
    for shipped in candidates:
        found = _items_by_code(form, shipped)
        if len(found) == len(shipped.items) and len(form.items) - len(found) <= 1:
            return Match(shipped, tuple(found))
    named = [shipped for shipped in candidates if _has_name(form, shipped)]
    for shipped in named:
        if _has_same_shape(form, shipped):
            return Match(shipped, _match_items(form, shipped))
    if named and not published_scoring(form):
        shipped, first = named[0], named[0].items[0]
        raise NeedsAnswerError(
            f"The form is called {plain_line(form.title)[:40] or shipped.title} and has "
            f"{len(form.items)} items; {shipped.title} has {len(shipped.items)}, "
            f"answered {first.low} to {first.high}. If it is {shipped.title}, add "
            f"--key {shipped.key}; if it is another form, give it another --key and say with "
            "--self-harm N, or none, which item asks about death or self-harm."
        )
    return None


def as_wording(match: Match) -> Wording:
    """Return the form's wording of a shipped questionnaire, item for item.

    Raises:
        ValidationError: an item has no text.
    """
    for item in match.items:
        check_worded(item)
    texts = tuple(item.text for item in match.items)
    return Wording(texts, _answers(match.items[0].options, match.questionnaire))


def _has_name(form: Form, shipped: Questionnaire) -> bool:
    """Return whether a form has the codes or the name of a shipped questionnaire."""
    if {shipped.loinc_panel, shipped.loinc_total} & (form.codes - {""}):
        return True
    title = " ".join(form.title.casefold().split())
    family, number = re.fullmatch(r"(\D+)(\d*)", plain_name(shipped.key)).groups()  # type: ignore[union-attr]  # each of our keys is letters and a number
    # The short name: PHQ-9 is not PHQ-2.
    numbers = {*re.findall(rf"{family}\D?(\d+)", title)}
    if numbers := numbers | {*re.findall(rf"{family}(\d+)", plain_name(title))}:
        return number in numbers
    if family not in _LONG_NAMES or not _LONG_NAMES[family].search(title):
        return False
    # The long name: the number in the title, else the items, tell which of the family it is.
    numbers = {*re.findall(r"\d+", title)}
    return number in numbers if numbers and number else _has_same_shape(form, shipped)


def _has_same_shape(form: Form, shipped: Questionnaire) -> bool:
    """Return whether a form has the same number of items, or one more about daily difficulty."""
    count = len(shipped.items)
    if len(form.items) not in (count, count + 1):
        return False
    if len(_items_by_code(form, shipped)) not in (0, count):
        return False
    return all(
        not item.values - {None} or item.values == ours.values
        for item, ours in zip(form.items, shipped.items, strict=False)
    )


def _items_by_code(form: Form, shipped: Questionnaire) -> list[FormItem]:
    """Return the form's items with the codes of a questionnaire, in its order."""
    found = (
        next((item for item in form.items if ours.loinc in item.codes), None)
        for ours in shipped.items
    )
    return [item for item in found if item]


def _match_items(form: Form, shipped: Questionnaire) -> tuple[FormItem, ...]:
    """Return the form's items of a questionnaire: by their codes or, without codes, in order."""
    wanted = len(shipped.items)
    found = _items_by_code(form, shipped)
    if len(found) == wanted:
        return tuple(found)
    if found:
        raise ValidationError(
            "item",
            f"The file has {len(found)} of the {wanted} items of {shipped.title}; a wording "
            "needs all of them.",
        )
    if len(form.items) not in (wanted, wanted + 1):
        raise ValidationError(
            "item",
            f"{shipped.title} has {wanted} items; the file has {len(form.items)}, so its "
            "wording cannot be matched.",
        )
    return form.items[:wanted]


def _answers(options: Sequence[Option], shipped: Questionnaire) -> tuple[str, ...]:
    """Return the form's words for the answers, empty where they cannot be matched."""
    by_value = {option.value: option.label for option in options}
    by_code = {option.code: option.label for option in options}
    ours = shipped.items[0].answers
    if all(answer.value in by_value for answer in ours):
        return tuple(by_value[answer.value] for answer in ours)
    codes = [answer.loinc or "" for answer in ours]
    return tuple(by_code[code] for code in codes) if all(c and c in by_code for c in codes) else ()


def check_worded(item: FormItem) -> None:
    """Check that an item has a text.

    Raises:
        ValidationError: it has none.
    """
    if not plain_line(item.text):
        raise ValidationError("item", f"Item {item.number} of the file has no text.")


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


def published_scoring(form: Form) -> Published | None:
    """Return the published scoring of a form, None where its answers are summed."""
    plain = plain_name(form.title)
    words = {plain_name(word) for word in re.split(r"[\s()\[\],:;/]+", form.title)}
    for published in PUBLISHED:
        if any(name in words or (len(name) > 4 and name in plain) for name in published.names):
            return published
    return None


def check_shape(form: Form, published: Published) -> None:
    """Check that a form has the items and answers of its published scoring.

    Raises:
        NeedsAnswerError: it has others.
    """
    low, high = published.answers
    fits = all(set(range(low, high + 1)) == set(item.values) for item in form.items)
    if len(form.items) == published.items and fits:
        return
    raise NeedsAnswerError(
        f"{plain_line(form.title)[:40]} has {published.items} items, answered {low} to {high}, as "
        f"published; the file has {len(form.items)}. It cannot be scored as published: ask the "
        "clinic for the whole form, or give it another title."
    )
