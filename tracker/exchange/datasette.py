"""Metadata for Datasette to show a diary's file: titles, units, and the views.

`datasette diary.db --metadata metadata.json`. It names tables and columns and has no entries.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from tracker.records import Diary
from tracker.records.format import plain_line

_VIEWS: Final = {
    "days": "Each entry: its day, its time, its mood and its note.",
    "ratings": "Each rating of each entry, with the label and the scale of its measure.",
    "what_is_rated": "The measures: their scales, and which end is better.",
    "course_of_a_measure": "Each measure day by day: the median of its ratings, how many there "
    "are, and how many days after an infusion.",
    "infusions_given": "Each infusion that was given, numbered overall and in its course.",
    "infusions_planned": "The infusions that are planned.",
    "side_effects": "Each side effect of each infusion, 0 none to 3 severe.",
    "questionnaires": "Each filled-in questionnaire with its total and its range.",
    "questionnaire_items": "Each answer to each item of a questionnaire.",
    "medicines_and_events": "Medicines with their doses, and what else happened.",
}
_TABLES: Final = {
    "check_in": "Each entry as stored; removed ones have a deleted_at.",
    "infusion": "Each infusion as stored, planned and cancelled ones too.",
    "assessment": "Each filled-in questionnaire as stored.",
    "event": "Each event as stored.",
}
_HIDDEN: Final = (
    *("_sqlite_migrations", "history", "change", "setting", "stamp", "former_stamp"),
    *("rating", "measure", "series"),
)
_QUERIES: Final = {
    "latest_scores": {
        "title": "The latest entries",
        "sql": "select day, mood, note from check_in where deleted_at is null "
        "order by day desc, at_utc desc limit 100",
    }
}


def write(diary: Diary, *, exported_at: datetime) -> bytes:
    """Return the metadata as JSON; the time of the export is not in it."""
    measures = {m.key: f"{plain_line(m.label)}, {m.scale}" for m in diary.measures}
    tables: dict[str, Any] = {name: {"hidden": True} for name in _HIDDEN}
    tables |= {name: {"description": about} for name, about in (_VIEWS | _TABLES).items()}
    scales = "; ".join(f"{key} is {scale}" for key, scale in measures.items())
    tables["ratings"]["description"] += f" {scales}."
    metadata = {
        "title": "Diary",
        "description": "A diary of mood around ketamine infusions. It is private: serve it on this "
        "computer only. It shows what was recorded and diagnoses nothing.",
        "databases": {"diary": {"tables": tables, "queries": _QUERIES}},
    }
    return (json.dumps(metadata, ensure_ascii=False, indent=2) + "\n").encode()
