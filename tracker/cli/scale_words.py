"""Questionnaires and their totals as plain lines and as JSON; nothing is said beyond the score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.cli import wording
from tracker.records import Assessment, Number
from tracker.records.days import MONTHS, say
from tracker.records.questionnaires import Questionnaire, again_from, band
from tracker.records.text import one_line

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


def row_line(row: Row, known: Known, today: date) -> str:
    """Return a scale as one line: what it is, its last total, and from when it asks anew."""
    head = _what(row.questionnaire) if row.questionnaire else "total only"
    parts = [f"{one_line(row.name)}  {head}"]
    if row.last:
        parts += [f"last {total_words(row.last, known)}, {say(row.last.day)}"]
    if row.again_from:
        parts += [f"may be filled in again from {_short(row.again_from, today)}"]
    return "; ".join(parts)


def row_object(row: Row) -> dict[str, Any]:
    """Return a scale as JSON."""
    questionnaire, last = row.questionnaire, row.last
    scale: Any = questionnaire or last
    return {
        "key": row.name,
        "title": questionnaire.title if questionnaire else row.name,
        "items": [item.asks for item in questionnaire.items] if questionnaire else None,
        "low": scale.low,
        "high": scale.high,
        "better": scale.better,
        "last": last and {"day": last.day.isoformat(), "total": last.total},
        "again_from": row.again_from and row.again_from.isoformat(),
    }


def assessment_line(assessment: Assessment, known: Known) -> str:
    """Return one filling in as a line: its day, the scale, the total, its band."""
    name = one_line(name_of(assessment, known))
    total = total_words(assessment, known)
    return f"{say(assessment.day)}  {name} {total}  [{wording.short_id(assessment.id)}]"


def name_of(assessment: Assessment, known: Known) -> str:
    """Return what its scale is called."""
    found = _of(assessment, known)
    return found.title if found else assessment.questionnaire


def total_words(assessment: Assessment, known: Known) -> str:
    """Return a total on its scale, with the band its questionnaire names: 9 of 27, mild."""
    if assessment.total is None:
        return "no total"
    low, high = assessment.low, assessment.high
    of = f"of {number(high)}" if low == 0 else f"on {number(low)} to {number(high)}"
    found = _of(assessment, known)
    named = band(found, assessment.total) if found else None
    return f"{number(assessment.total)} {of}" + (f", {named.label}" if named else "")


def number(value: Number) -> str:
    """Return a total to one decimal: a mean of three items has no end of them."""
    return wording.number(round(value, 1))


def _of(assessment: Assessment, known: Known) -> Questionnaire | None:
    """Return the questionnaire of a total, None where the total is on another range."""
    scale = assessment.questionnaire, assessment.low, assessment.high
    return next((q for q in known if (q.key, q.low, q.high) == scale), None)


def _what(questionnaire: Questionnaire) -> str:
    items = wording.counted(len(questionnaire.items), "item")
    parts = [questionnaire.title, questionnaire.what, items, questionnaire.scale]
    return ", ".join(one_line(part) for part in parts if part)


def _short(day: date, today: date) -> str:
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {MONTHS[day.month - 1]}{year}"
