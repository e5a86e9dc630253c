"""Sentences about a questionnaire, the same in the app and under the prompt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tracker.records.assessment import Assessment
from tracker.records.questionnaires.library import find_questionnaire
from tracker.records.questionnaires.model import Item, KnownQuestionnaires, Questionnaire
from tracker.records.questionnaires.scoring import find_band, score
from tracker.records.text import count, format_day, format_number, plain_line


def answer_legend(item: Item) -> str:
    """Return the labels of an item's answers: 0 none, 1 some days, …"""
    return ", ".join(f"{a.value} {plain_line(a.label)}" for a in item.answers if a.label)


def introduction_lines(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return how far back it looks and, without its wording, where to read the questions."""
    title, recall = plain_line(questionnaire.title), questionnaire.recall_days
    back = f"{title} looks back over {recall} days." if recall else f"{title}."
    if any(item.wording for item in questionnaire.items):
        return (back,)
    return back, "Answer on the form from your clinic; here are only its topics."


def total_remark(questionnaire: Questionnaire, answers: Sequence[int | None]) -> str:
    """Return how blank items were scored, then that a total is no diagnosis."""
    recall = questionnaire.recall_days
    back = f"; it looks back over {recall} days" if recall else ""
    return f"{_about_blanks(questionnaire, answers)}A questionnaire's total is no diagnosis{back}."


def too_soon_warning(questionnaire: Questionnaire, near: date) -> str:
    """Return why filling it in so soon before or after another time adds little."""
    return (
        f"{plain_line(questionnaire.title)} was filled in for {format_day(near)} and looks back "
        f"over {questionnaire.recall_days} days, so much of the same time would count twice."
    )


def _about_blanks(questionnaire: Questionnaire, answers: Sequence[int | None]) -> str:
    given = [answer for answer in answers if answer is not None]
    blank = len(answers) - len(given)
    if not blank:
        return ""
    blanks = f"{count(blank, 'item')} left blank"
    if score(questionnaire, answers) is not None:
        return f"{blanks}: the total is scaled up from the other {len(given)}. "
    for number in questionnaire.self_harm_items:
        if answers[number - 1] is None:
            return (
                f"Item {number} was left blank and is never guessed, so there is no total; the "
                f"answers are saved. Those given come to {sum(given)}. "
            )
    return f"{blanks}, too many for a total; the answers are saved. "


def questionnaire_for(assessment: Assessment, known: KnownQuestionnaires) -> Questionnaire | None:
    """Return the questionnaire of a total, None where the total is on another range."""
    scale = assessment.questionnaire, assessment.low, assessment.high
    return next((q for q in known if (q.key, q.low, q.high) == scale), None)


def scale_title(assessment: Assessment, known: KnownQuestionnaires = ()) -> str:
    """Return what the scale of an assessment is called: PHQ-9."""
    found = questionnaire_for(assessment, known) or find_questionnaire(assessment.questionnaire)
    return plain_line(found.title if found else assessment.questionnaire)


def format_total(assessment: Assessment, known: KnownQuestionnaires = ()) -> str:
    """Return a total on its scale, with the band its questionnaire names: 9 of 27, mild."""
    if assessment.total is None:
        return "no total"
    low, high = assessment.low, assessment.high
    # To one decimal: a mean of three items has no end.
    low_end, high_end, total = (format_number(n, 1) for n in (low, high, assessment.total))
    of = f"of {high_end}" if low == 0 else f"on {low_end} to {high_end}"
    found = questionnaire_for(assessment, known)
    named = find_band(found, assessment.total) if found else None
    return f"{total} {of}" + (f", {plain_line(named.label)}" if named else "")
