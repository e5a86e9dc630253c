"""Which questionnaires can be filled in again, said quietly and as no debt."""

from __future__ import annotations

from datetime import date

from tracker.app.session import Session
from tracker.app.words import one_line
from tracker.records import ValidationError
from tracker.records.questionnaires import DORMANT_AFTER, available_again
from tracker.storage import StorageError
from tracker.storage.preferences import questionnaires


def open_line(session: Session, today: date) -> str:
    """Return PHQ-9 can be filled in again: s; blank for none, or where that cannot be read."""
    try:
        done = session.read(today - DORMANT_AFTER, today).assessments
        known = questionnaires(session.store) if done else ()
    except (StorageError, ValidationError):
        return ""
    titles = [one_line(found.title, 20) for found in available_again(known, done, today)]
    if len(titles) > 2:
        return f"{len(titles)} questionnaires can be filled in again: s"
    return f"{' and '.join(titles)} can be filled in again: s" if titles else ""
