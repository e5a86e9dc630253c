"""Questionnaires as data: what each asks about, how it is added up, what its total is called.

One TOML file each; a new one is one more file. They hold only topic labels of our own: the
wording of a questionnaire is its owner's, and comes with the clinic's form or file.
"""

from tracker.records.questionnaires.library import (
    KNOWN_TOTALS,
    TotalScale,
    choose_total_scale,
    find_questionnaire,
    find_total_scale,
    get_questionnaire,
    known_total,
    plain_name,
    questionnaire_from_values,
    questionnaire_named,
    questionnaire_to_values,
    shipped_questionnaires,
    under_known_name,
    wording_from_values,
    wording_to_values,
)
from tracker.records.questionnaires.messages import (
    answer_legend,
    format_total,
    introduction_lines,
    questionnaire_for,
    too_soon_warning,
    total_remark,
)
from tracker.records.questionnaires.model import (
    MOST_ANSWERS,
    MOST_ITEMS,
    Answer,
    Band,
    Item,
    KnownQuestionnaires,
    Questionnaire,
    Wording,
    score_range,
)
from tracker.records.questionnaires.schedule import (
    DORMANT_AFTER,
    ScaleStatus,
    available_again,
    available_from,
    overlapping_day,
    scale_statuses,
)
from tracker.records.questionnaires.scoring import (
    better_self_harm_answer,
    find_band,
    form_needs_crisis_help,
    format_choices,
    make_assessment,
    parse_answer,
    parse_answers,
    score,
    self_harm_answer,
)

__all__ = [
    "DORMANT_AFTER", "KNOWN_TOTALS", "MOST_ANSWERS", "MOST_ITEMS",
    "Answer", "Band", "Item", "KnownQuestionnaires", "Questionnaire", "ScaleStatus",
    "TotalScale", "Wording",
    "answer_legend", "available_again", "available_from", "better_self_harm_answer",
    "choose_total_scale",
    "find_band", "find_questionnaire", "find_total_scale", "form_needs_crisis_help",
    "format_choices", "format_total", "get_questionnaire", "introduction_lines", "known_total",
    "make_assessment",
    "overlapping_day", "parse_answer", "parse_answers", "plain_name", "questionnaire_for",
    "questionnaire_from_values", "questionnaire_named", "questionnaire_to_values",
    "scale_statuses", "score", "score_range", "self_harm_answer",
    "shipped_questionnaires", "too_soon_warning", "total_remark", "under_known_name",
    "wording_from_values", "wording_to_values",
]  # fmt: skip
