"""Records as rows and back. A row is a dict of plain values, named by column."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, Generic, TypeAlias, TypeVar

from tracker.records import (
    MOOD,
    Assessment,
    CheckIn,
    Event,
    Infusion,
    Measure,
    Rating,
    Settings,
    SideEffect,
)

Record: TypeAlias = CheckIn | Infusion | Assessment | Event
Row: TypeAlias = dict[str, Any]
Stored: TypeAlias = Mapping[str, Any] | sqlite3.Row

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """How one kind of record is kept: its table, and both directions of the translation."""

    name: str
    to_row: Callable[[R], Row]
    from_row: Callable[[Any], R]


def utc_text(moment: datetime) -> str:
    """Return a moment as the file keeps it: 2026-06-14T19:04:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc_millis(moment: datetime) -> str:
    """Return a moment to the millisecond, for the order of changes."""
    moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def check_in_row(check_in: CheckIn) -> Row:
    """Return the row of a check-in; its other ratings are rows of their own."""
    at, recorded_at = check_in.at, check_in.recorded_at
    offset = at.utcoffset() if at else None
    return {
        "id": check_in.id,
        "day": check_in.day.isoformat(),
        "at_utc": utc_text(at) if at else None,
        "utc_offset_min": None if offset is None else int(offset / timedelta(minutes=1)),
        "recorded_at": utc_text(recorded_at) if recorded_at else None,
        "mood": check_in.value(MOOD.key),
        "note": check_in.note,
    }


def check_in_from(row: Stored, ratings: tuple[Rating, ...] = ()) -> CheckIn:
    """Return the check-in of a row and its other ratings.

    Raises:
        ValidationError: a value in it is none that tracker ever wrote.
    """
    mood = () if row["mood"] is None else (MOOD.rate(row["mood"]),)
    recorded_at = row["recorded_at"]
    return CheckIn(
        id=row["id"],
        day=date.fromisoformat(row["day"]),
        at=_local(row["at_utc"], row["utc_offset_min"]),
        recorded_at=datetime.fromisoformat(recorded_at) if recorded_at else None,
        ratings=mood + ratings,
        note=row["note"],
    )


def rating_rows(check_in: CheckIn) -> list[Row]:
    """Return the rows of the ratings other than mood."""
    return [
        {"check_in": check_in.id, "measure": rating.measure, "value": float(rating.value)}
        for rating in check_in.ratings
        if rating.measure != MOOD.key
    ]


def _local(at_utc: str | None, offset: int | None) -> datetime | None:
    if at_utc is None or offset is None:
        return None
    zone = timezone(timedelta(minutes=offset))
    return datetime.fromisoformat(at_utc).astimezone(zone)


def _infusion_row(infusion: Infusion) -> Row:
    effects = [
        {"name": effect.name, "severity": effect.severity, "when": effect.when}
        for effect in infusion.side_effects
    ]
    return {
        "id": infusion.id,
        "day": infusion.day.isoformat(),
        "start": f"{infusion.start:%H:%M}" if infusion.start else None,
        "status": infusion.status,
        "route": infusion.route,
        "dose_mg": infusion.dose_mg,
        "dose_mg_per_kg": infusion.dose_mg_per_kg,
        "weight_kg": infusion.weight_kg,
        "minutes": infusion.minutes,
        "phase": infusion.phase,
        "new_course": int(infusion.new_course),
        "side_effects": json.dumps(effects, ensure_ascii=False),
        "cost": infusion.cost,
        "note": infusion.note,
    }


def _infusion_from(row: Stored) -> Infusion:
    return Infusion(
        id=row["id"],
        day=date.fromisoformat(row["day"]),
        start=time.fromisoformat(row["start"]) if row["start"] else None,
        status=row["status"],
        route=row["route"],
        dose_mg=row["dose_mg"],
        dose_mg_per_kg=row["dose_mg_per_kg"],
        weight_kg=row["weight_kg"],
        minutes=row["minutes"],
        phase=row["phase"],
        new_course=bool(row["new_course"]),
        side_effects=tuple(SideEffect(**effect) for effect in json.loads(row["side_effects"])),
        cost=row["cost"],
        note=row["note"],
    )


def _assessment_row(assessment: Assessment) -> Row:
    answers = assessment.answers
    return {
        "id": assessment.id,
        "day": assessment.day.isoformat(),
        "questionnaire": assessment.questionnaire,
        "answers": None if answers is None else json.dumps(answers),
        "total": assessment.total,
        "low": assessment.low,
        "high": assessment.high,
        "better": assessment.better,
    }


def _assessment_from(row: Stored) -> Assessment:
    return Assessment(
        id=row["id"],
        day=date.fromisoformat(row["day"]),
        questionnaire=row["questionnaire"],
        answers=None if row["answers"] is None else tuple(json.loads(row["answers"])),
        total=row["total"],
        low=row["low"],
        high=row["high"],
        better=row["better"],
    )


def _event_row(event: Event) -> Row:
    return {
        "id": event.id,
        "kind": event.kind,
        "title": event.title,
        "start": event.start.isoformat(),
        "end": event.end.isoformat() if event.end else None,
        "dose": event.dose,
        "note": event.note,
    }


def _event_from(row: Stored) -> Event:
    return Event(
        id=row["id"],
        kind=row["kind"],
        title=row["title"],
        start=date.fromisoformat(row["start"]),
        end=date.fromisoformat(row["end"]) if row["end"] else None,
        dose=row["dose"],
        note=row["note"],
    )


def measure_row(measure: Measure, position: int) -> Row:
    """Return the row of a measure, at its place in the order in which it is asked."""
    return {
        "key": measure.key,
        "position": position,
        "label": measure.label,
        "low": measure.low,
        "high": measure.high,
        "step": measure.step,
        "better": measure.better,
        "low_label": measure.low_label,
        "high_label": measure.high_label,
        "unit": measure.unit,
        "active": int(measure.active),
    }


def measure_from(row: Stored) -> Measure:
    """Return the measure of a row."""
    return Measure(
        key=row["key"],
        label=row["label"],
        low=row["low"],
        high=row["high"],
        step=row["step"],
        better=row["better"],
        low_label=row["low_label"],
        high_label=row["high_label"],
        unit=row["unit"],
        active=bool(row["active"]),
    )


def settings_values(settings: Settings) -> dict[str, Any]:
    """Return the settings that differ from nothing chosen, as JSON values by key."""
    return {
        "day_starts_at": f"{settings.day_starts_at:%H:%M}",
        "name": settings.name,
        "region": settings.region,
        "mood_only": settings.mood_only,
        "theme": settings.theme,
    }


_AS_KEPT = ("name", "region", "mood_only", "theme")


def settings_from(values: Mapping[str, Any]) -> Settings:
    """Return the settings of the values kept; what was never chosen keeps its default."""
    chosen = {key: values[key] for key in _AS_KEPT if key in values}
    if "day_starts_at" in values:
        chosen["day_starts_at"] = time.fromisoformat(values["day_starts_at"])
    return Settings(**chosen)


INFUSIONS = Table("infusion", _infusion_row, _infusion_from)
ASSESSMENTS = Table("assessment", _assessment_row, _assessment_from)
EVENTS = Table("event", _event_row, _event_from)
CHECK_INS = Table("check_in", check_in_row, check_in_from)

TABLES: dict[type[Record], Table[Any]] = {
    CheckIn: CHECK_INS,
    Infusion: INFUSIONS,
    Assessment: ASSESSMENTS,
    Event: EVENTS,
}
"""The kinds of records a person can add, change and remove."""
