"""Good files, small ones, of every kind that tracker reads: what bad ones are grown from."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from tests.exchange import app_files
from tests.exchange.forms import phq_9
from tests.storage.making import records
from tracker.demo import invented_diary
from tracker.exchange.formats import format_for
from tracker.paths import Home
from tracker.records import Diary
from tracker.storage import Store

NOW = datetime(2026, 11, 21, 16, 40, tzinfo=UTC)


WRITTEN = ("json", "csv", "xlsx", "fhir")


@cache
def seeds() -> dict[str, bytes]:
    """Files by their name."""
    diary = _small()
    return {
        **{f"diary.{n}": format_for(n).writer(diary, exported_at=NOW) for n in WRITTEN},
        "form.json": json.dumps(phq_9()).encode(),
        "diary.db": _file_of(diary),
        **_of_other_apps(),
    }


def _of_other_apps() -> dict[str, bytes]:
    rated = app_files.bearable_row("am", "Pain", "3", "back", "a note")
    valence = app_files.state_of_mind("2026-06-14 20:00:00 +0200", "0.4", kind="2")
    apple = app_files.apple(app_files.STEPS, valence)
    return {
        "daylio.csv": app_files.daylio(
            app_files.daylio_row("2026-05-18", "23:10", "good", "a | b")
        ),
        "bearable.csv": app_files.bearable(rated),
        "emoods.zip": app_files.emoods(app_files.emoods_row("2026-05-18", "1", "2", "3", "1")),
        "export.xml": apple,
        "export.zip": app_files.zipped({"apple_health_export/export.xml": apple}),
    }


def _small() -> Diary:
    diary = invented_diary(7, NOW.date())
    return replace(
        diary,
        check_ins=diary.check_ins[:3],
        infusions=diary.infusions[:2],
        assessments=diary.assessments[:1],
        events=diary.events[:2],
        invented=False,
    )


def _file_of(diary: Diary) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Home(Path(folder)), NOW)
        with store.writing(NOW, "a seed") as unit:
            unit.put_measures(diary.measures, replace_all=True)
            for record in records(diary):
                unit.add(record)
        return store.home.diary.read_bytes()
