"""Questionnaires as data: what each asks about, how it is added up, what its total is called.

One TOML file each; a new one is one more file. Only topic labels of our own stand in them: the
wording of a questionnaire is its owner's, and comes with the clinic's form or file.
"""

from tracker.records.questionnaires.data import known_questionnaire, questionnaire, shipped
from tracker.records.questionnaires.interval import again_from, too_soon_after
from tracker.records.questionnaires.model import Answer, Band, Item, Questionnaire, Wording
from tracker.records.questionnaires.scoring import (
    band,
    checked_answers,
    choices,
    filled_in,
    score,
    self_harm_answer,
)
from tracker.records.questionnaires.typed import parse_answer, parse_answers
from tracker.records.questionnaires.words import about_total, legend, too_soon, where_to_answer

__all__ = [
    "Answer",
    "Band",
    "Item",
    "Questionnaire",
    "Wording",
    "about_total",
    "again_from",
    "band",
    "checked_answers",
    "choices",
    "filled_in",
    "known_questionnaire",
    "legend",
    "parse_answer",
    "parse_answers",
    "questionnaire",
    "score",
    "self_harm_answer",
    "shipped",
    "too_soon",
    "too_soon_after",
    "where_to_answer",
]
