"""Every scale there is or was, and its totals in words; nothing is said beyond the score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.records.assessment import Assessment
from tracker.records.numbers import Number
from tracker.records.questionnaires.interval import again_from
from tracker.records.questionnaires.model import Questionnaire
from tracker.records.questionnaires.scoring import band

Known = Sequence[Questionnaire]


@dataclass(frozen=True, slots=True)
class Row:
    """One scale of the list: a questionnaire, or a name of which only totals were recorded."""

    name: str
    questionnaire: Questionnaire | None
    last: Assessment | None
    again_from: date | None
    """The first day that is not too soon, if it is still to come."""


def rows(known: Known, assessments: Sequence[Assessment], today: date) -> list[Row]:
    """Return every scale there is to fill in, then every other that was ever recorded."""
    last = {a.questionnaire: a for a in assessments}
    keys = {questionnaire.key for questionnaire in known}
    return [
        *(_row(questionnaire, last, assessments, today) for questionnaire in known),
        *(Row(name, None, last[name], None) for name in last if name not in keys),
    ]


def _row(
    questionnaire: Questionnaire,
    last: dict[str, Assessment],
    assessments: Iterable[Assessment],
    today: date,
) -> Row:
    again = again_from(questionnaire, assessments)
    key = questionnaire.key
    return Row(key, questionnaire, last.get(key), again if again and again > today else None)


def questionnaire_of(assessment: Assessment, known: Known) -> Questionnaire | None:
    """Return the questionnaire of a total, None where the total is on another range."""
    scale = assessment.questionnaire, assessment.low, assessment.high
    return next((q for q in known if (q.key, q.low, q.high) == scale), None)


def total_words(assessment: Assessment, known: Known) -> str:
    """Return a total on its scale, with the band its questionnaire names: 9 of 27, mild."""
    if assessment.total is None:
        return "no total"
    low, high = assessment.low, assessment.high
    of = f"of {number(high)}" if low == 0 else f"on {number(low)} to {number(high)}"
    found = questionnaire_of(assessment, known)
    named = band(found, assessment.total) if found else None
    return f"{number(assessment.total)} {of}" + (f", {named.label}" if named else "")


def number(value: Number) -> str:
    """Return a total to one decimal, with a true minus: a mean of three items has no end."""
    return f"{round(value, 1):g}".replace("-", "−")
