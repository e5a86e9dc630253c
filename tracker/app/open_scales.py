"""Which questionnaires can be filled in again, said quietly and as no debt."""

from __future__ import annotations

from datetime import date

from tracker.app.session import Session
from tracker.app.words import one_line
from tracker.records import Problem
from tracker.records.questionnaires.interval import LAID_ASIDE, open_again
from tracker.storage import StorageError
from tracker.storage.preferences import questionnaires


def open_line(session: Session, today: date) -> str:
    """Return PHQ-9 can be filled in again: s; blank for none, or where that cannot be read."""
    try:
        done = session.read(today - LAID_ASIDE, today).assessments
        known = questionnaires(session.store) if done else ()
    except (StorageError, Problem):
        return ""
    titles = [one_line(found.title, 20) for found in open_again(known, done, today)]
    if len(titles) > 2:
        return f"{len(titles)} questionnaires can be filled in again: s"
    return f"{' and '.join(titles)} can be filled in again: s" if titles else ""
