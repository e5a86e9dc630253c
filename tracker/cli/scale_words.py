"""Questionnaires and their totals as plain lines and as JSON; nothing is said beyond the score."""

from __future__ import annotations

from datetime import date
from typing import Any

from tracker.cli import wording
from tracker.records import Assessment
from tracker.records.format import MONTHS, format_day, plain_line
from tracker.records.questionnaires import (
    KnownQuestionnaires,
    Questionnaire,
    ScaleStatus,
    format_total,
    questionnaire_for,
)


def row_line(row: ScaleStatus, known: KnownQuestionnaires, today: date) -> str:
    """Return a scale as one line: what it is, its last total, and from when it asks anew."""
    head = _what(row.questionnaire) if row.questionnaire else "total only"
    parts = [f"{plain_line(row.name)}  {head}"]
    if row.last:
        parts += [f"last {format_total(row.last, known)}, {format_day(row.last.day)}"]
    if row.available_from:
        parts += [f"may be filled in again from {_short(row.available_from, today)}"]
    return "; ".join(parts)


def row_object(row: ScaleStatus) -> dict[str, Any]:
    """Return a scale as JSON."""
    questionnaire, last = row.questionnaire, row.last
    scale: Any = questionnaire or last
    return {
        "key": row.name,
        "title": questionnaire.title if questionnaire else row.name,
        "items": [item.prompt for item in questionnaire.items] if questionnaire else None,
        "low": scale.low,
        "high": scale.high,
        "better": scale.better,
        "last": last and {"day": last.day.isoformat(), "total": last.total},
        "again_from": row.available_from and row.available_from.isoformat(),
    }


def assessment_line(assessment: Assessment, known: KnownQuestionnaires) -> str:
    """Return one filling in as a line: its day, the scale, the total, its band."""
    name = plain_line(name_of(assessment, known))
    total = format_total(assessment, known)
    return f"{format_day(assessment.day)}  {name} {total}  [{wording.short_id(assessment.id)}]"


def name_of(assessment: Assessment, known: KnownQuestionnaires) -> str:
    """Return what its scale is called."""
    found = questionnaire_for(assessment, known)
    return found.title if found else assessment.questionnaire


def _what(questionnaire: Questionnaire) -> str:
    items = wording.counted(len(questionnaire.items), "item")
    parts = [questionnaire.title, questionnaire.subject, items, questionnaire.scale]
    return ", ".join(plain_line(part) for part in parts if part)


def _short(day: date, today: date) -> str:
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {MONTHS[day.month - 1]}{year}"
