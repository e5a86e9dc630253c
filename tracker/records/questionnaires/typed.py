"""Answers as a person types them."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from tracker.records.numbers import Number, parse_number
from tracker.records.problem import Problem
from tracker.records.questionnaires.model import Questionnaire
from tracker.records.questionnaires.scoring import checked_answer, checked_answers

BLANK = "-"
"""Stands for an item that was not answered."""


def parse_answers(questionnaire: Questionnaire, words: Sequence[str]) -> tuple[int | None, ...]:
    """Read `1 1 2 1 - 1 0 0 0`, with commas or, where all are digits, as 1121-1000.

    Raises:
        Problem: too many or too few, or one that its item does not take; the item is named.
    """
    parts = [part for word in words for part in word.replace(",", " ").split()]
    if len(parts) == 1 and len(questionnaire.items) > 1 and questionnaire.one_digit:
        parts = list(parts[0])
    if len(parts) != len(questionnaire.items):
        return checked_answers(questionnaire, [None] * len(parts))
    return tuple(parse_answer(questionnaire, n, part) for n, part in enumerate(parts, start=1))


def parse_answer(questionnaire: Questionnaire, number: int, word: str) -> int | None:
    """Read the answer to one item, counted from 1.

    Raises:
        Problem: the item does not take it.
    """
    if word == BLANK:
        return None
    return checked_answer(number, questionnaire.items[number - 1], _number(word))


def _number(word: str) -> Number:
    try:
        return parse_number(word, "answer")
    except Problem:
        return inf  # no item takes it, and the refusal then says what it does take
