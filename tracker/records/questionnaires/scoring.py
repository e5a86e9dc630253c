"""Scoring a questionnaire, by its own scoring sheet and never beyond it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import inf

from tracker.records.assessment import Assessment
from tracker.records.measure import Better
from tracker.records.questionnaires.model import Band, Item, Questionnaire, counted_groups
from tracker.records.validation import Number, ValidationError, check_range, normalise, parse_number

Answers = Sequence[int | None]


def check_answers(questionnaire: Questionnaire, answers: Answers) -> tuple[int | None, ...]:
    """Return the answers if they fit the items one to one; None is an item left blank."""
    wanted = len(questionnaire.items)
    if len(answers) != wanted:
        raise ValidationError(
            "answers",
            f"{questionnaire.title} has {wanted} items and {len(answers)} were answered. "
            "Type - for one left blank.",
        )
    pairs = zip(questionnaire.items, answers, strict=True)
    return tuple(
        None if answer is None else _check_answer(number, item, answer)
        for number, (item, answer) in enumerate(pairs, start=1)
    )


def _check_answer(number: int, item: Item, answer: Number) -> int:
    """Return the answer to the item of this number, from 1, if it is one of the item's."""
    if answer in item.values and not isinstance(answer, bool):
        return int(answer)
    raise ValidationError(
        "answers",
        f"Item {number} ({item.label}) takes {format_choices(item)}, or - to leave it blank.",
    )


def score(questionnaire: Questionnaire, answers: Answers) -> Number | None:
    """Return the total, None where too much was left blank to have one.

    The sum or mean of the answers, of a group only the highest, times the questionnaire's factor.
    Where the scoring sheet allows blanks, the total is the mean of what was answered times the
    number of items, rounded half up. A blank item about self-harm leaves no total at all: scaling
    the others up would put a number where the person chose to put none.
    """
    checked = check_answers(questionnaire, answers)
    blank = checked.count(None)
    if blank > questionnaire.missing_allowed or any(
        checked[number - 1] is None for number in questionnaire.self_harm_items
    ):
        return None
    groups = counted_groups(len(checked), questionnaire.highest_of)
    given: list[int] = []
    for group in groups:
        answered = [answer for index in group if (answer := checked[index]) is not None]
        possible = max(questionnaire.items[index].high for index in group)
        # One that was left blank could be higher still than the others of its group.
        if answered and (len(answered) == len(group) or max(answered) == possible):
            given.append(max(answered))
    if not given:
        return None
    if questionnaire.scoring == "mean":
        return normalise(sum(given) / len(given) * questionnaire.factor)
    # Whole numbers throughout: Python's own round() takes 12.5 to 12, and scoring sheets to 13.
    total = (2 * sum(given) * len(groups) + len(given)) // (2 * len(given))
    return total * questionnaire.factor


def make_assessment(
    questionnaire: Questionnaire, answers: Answers, *, record_id: str, day: date
) -> Assessment:
    """Return the assessment of a filled-in questionnaire: its answers and their total."""
    checked = check_answers(questionnaire, answers)
    if all(answer is None for answer in checked):
        raise ValidationError("answers", "Nothing was answered, so there is nothing to save.")
    return Assessment(
        id=record_id,
        day=day,
        questionnaire=questionnaire.key,
        answers=checked,
        total=score(questionnaire, checked),
        low=questionnaire.low,
        high=questionnaire.high,
        better=questionnaire.better,
    )


def find_band(questionnaire: Questionnaire, total: Number) -> Band | None:
    """Return the band a total lies in, None for a questionnaire without bands."""
    check_range("total", total, questionnaire.low, questionnaire.high)
    return next((b for b in reversed(questionnaire.bands) if b.start <= total), None)


def self_harm_answer(questionnaire: Questionnaire, answers: Answers | None) -> int | None:
    """Return what was answered about death or self-harm; None where it was not asked or blank.

    Where several items ask about it, the highest answer. Answers from a file may be fewer than
    the items; then the item was not answered.
    """
    given = dict(enumerate(answers or (), start=1))
    found = (given.get(number) for number in questionnaire.self_harm_items)
    return max((answer for answer in found if answer is not None), default=None)


def better_self_harm_answer(questionnaire: Questionnaire) -> Better | None:
    """Return which end of an item about death or self-harm means none; None if nothing says so.

    Where higher totals are better, the item may count how safe a person felt, or their thoughts.
    """
    return "lower" if questionnaire.better == "lower" else None


def form_needs_crisis_help(questionnaire: Questionnaire, answers: Answers | None) -> bool:
    """Whether an item about death or self-harm was answered with more than its lowest answer.

    That need not be 0: an item may begin with 1, or below 0. Where nothing says which end of the
    item is the good one, any answer to it counts.
    """
    better = better_self_harm_answer(questionnaire)
    given = dict(enumerate(answers or (), start=1))
    return any(
        (answer := given.get(number)) is not None
        and (better is None or answer > questionnaire.items[number - 1].low)
        for number in questionnaire.self_harm_items
    )


def format_choices(item: Item) -> str:
    """Return the numbers an item takes, in words: 0 to 3; or 0, 2 or 4."""
    values = sorted(item.values)
    if values == list(range(item.low, item.high + 1)):
        return f"{item.low} to {item.high}"
    return f"{', '.join(map(str, values[:-1]))} or {values[-1]}"


BLANK = "-"
"""Typed for an item that was not answered."""


def parse_answers(questionnaire: Questionnaire, words: Sequence[str]) -> tuple[int | None, ...]:
    """Read `1 1 2 1 - 1 0 0 0`, with commas or, where all are digits, as 1121-1000."""
    parts = [part for word in words for part in word.replace(",", " ").split()]
    if len(parts) == 1 and len(questionnaire.items) > 1 and questionnaire.one_digit:
        parts = list(parts[0])
    if len(parts) != len(questionnaire.items):
        return check_answers(questionnaire, [None] * len(parts))
    return tuple(parse_answer(questionnaire, n, part) for n, part in enumerate(parts, start=1))


def parse_answer(questionnaire: Questionnaire, number: int, word: str) -> int | None:
    """Read the answer to one item, counted from 1."""
    if word == BLANK:
        return None
    try:
        typed = parse_number(word, "answer")
    except ValidationError:
        typed = inf  # no item has it: the refusal then lists those it has
    return _check_answer(number, questionnaire.items[number - 1], typed)
