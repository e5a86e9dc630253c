"""What is said around a questionnaire, the same in the app and under the prompt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tracker.records.days import say
from tracker.records.questionnaires.model import Item, Questionnaire
from tracker.records.questionnaires.scoring import score, self_harm_answer
from tracker.records.text import one_line


def legend(item: Item) -> str:
    """Return what the numbers of an item stand for: 0 none, 1 some days, …"""
    return ", ".join(f"{a.value} {one_line(a.label)}" for a in item.answers if a.label)


def where_to_answer(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return how far back it looks and, where its wording is not known, on which form it is."""
    recall = questionnaire.recall_days
    worded = any(item.wording for item in questionnaire.items)
    back = f"{one_line(questionnaire.title)} looks back over {recall} days." if recall else ""
    form = "" if worded else "Answer on the form from your clinic; here are only its topics."
    return tuple(filter(None, (back or f"{one_line(questionnaire.title)}.", form)))


def about_total(questionnaire: Questionnaire, answers: Sequence[int | None]) -> str:
    """Return what became of items left blank, then what a total is not.

    Raises:
        Problem: the answers do not fit the items.
    """
    recall = questionnaire.recall_days
    back = f"; it looks back over {recall} days" if recall else ""
    blanks = _about_blanks(questionnaire, answers)
    return f"{blanks} A questionnaire's total is no diagnosis{back}.".lstrip()


def too_soon(questionnaire: Questionnaire, near: date) -> str:
    """Return why filling it in so near another day says little that is new."""
    return (
        f"{one_line(questionnaire.title)} was filled in for {say(near)} and looks back over "
        f"{questionnaire.recall_days} days, so much of the same time would count twice."
    )


def _about_blanks(questionnaire: Questionnaire, answers: Sequence[int | None]) -> str:
    given = [answer for answer in answers if answer is not None]
    blank = len(answers) - len(given)
    if not blank:
        return ""
    said = f"{blank} item{'' if blank == 1 else 's'} left blank"
    if score(questionnaire, answers) is not None:
        return f"{said}: the total is scaled up from the other {len(given)}."
    number = questionnaire.self_harm_item
    if number and self_harm_answer(questionnaire, answers) is None:
        return (
            f"Item {number} was left blank and is never guessed, so there is no total; the "
            f"answers are kept. Those given come to {sum(given)}."
        )
    return f"{said}, too many for a total; the answers are kept."
