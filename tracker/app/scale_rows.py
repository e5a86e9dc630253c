"""The scales as the list shows them. Plain text: none of it is markup."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tracker.app.filling import Filling
from tracker.app.words import one_line, short_day
from tracker.records.questionnaires import KnownQuestionnaires, ScaleStatus, format_total

NAME_SHOWN = 60


def head(row: ScaleStatus) -> str:
    """Return what a scale is called and what it is about."""
    found = row.questionnaire
    if found is None:
        return f"{one_line(row.name, NAME_SHOWN)} – its total only"
    return one_line(
        f"{found.title} – {found.subject}" if found.subject else found.title, NAME_SHOWN
    )


def begun_words(filling: Filling) -> str:
    """Return where one that was begun and left goes on."""
    return f"begun, not saved yet; Enter goes on at {filling.progress}"


def told(row: ScaleStatus, known: KnownQuestionnaires, today: date) -> str:
    """Return the last total and from when the scale asks anew; blank for one never filled in."""
    if row.last is None:
        return ""
    last = f"last {format_total(row.last, known)}, {short_day(row.last.day, today)}"
    if row.available_from is None:
        return last
    return f"{last}; again from {short_day(row.available_from, today)}"


def phq_9_first(found: Iterable[ScaleStatus]) -> list[ScaleStatus]:
    """Put the one that most infusion clinics ask for under the cursor."""
    return sorted(found, key=lambda row: row.name != "phq-9")
