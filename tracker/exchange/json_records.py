"""Each record as a JSON object and back. The order of the keys is part of the format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias, TypeVar, cast

from tracker.exchange.json_fields import (
    Fields,
    as_clock,
    as_day,
    as_flag,
    as_list,
    as_moment,
    as_number,
    as_object,
    as_text,
    as_whole,
    shown,
    standing_at,
)
from tracker.records import (
    Assessment,
    CheckIn,
    Event,
    Infusion,
    Measure,
    Rating,
    Settings,
    SideEffect,
    ValidationError,
)
from tracker.records.day import DAY_STARTS_AT
from tracker.records.infusion import Status
from tracker.records.measure import Better

Object: TypeAlias = dict[str, Any]
Measures: TypeAlias = Mapping[str, Measure]
T = TypeVar("T")


def settings_object(settings: Settings) -> Object:
    """What the person chose."""
    return {
        "day_starts_at": settings.day_starts_at.isoformat("minutes"),
        "name": settings.name,
        "region": settings.region,
        "mood_only": settings.mood_only,
        "theme": settings.theme,
    }


def settings_from(fields: Fields) -> Settings:
    """Read what the person chose; what is left out is as in a new diary."""
    with standing_at(fields.where):
        return Settings(
            day_starts_at=_or(fields.optional("day_starts_at", as_clock), DAY_STARTS_AT),
            name=fields.optional("name", as_text),
            region=fields.optional("region", as_text),
            mood_only=bool(fields.optional("mood_only", as_flag)),
            theme=fields.optional("theme", as_text),
        )


def measure_object(measure: Measure) -> Object:
    """A scale, its ends and their words."""
    return {
        "key": measure.key,
        "label": measure.label,
        "low": measure.low,
        "high": measure.high,
        "step": measure.step,
        "better": measure.better,
        "low_label": measure.low_label,
        "high_label": measure.high_label,
        "unit": measure.unit,
        "active": measure.active,
    }


def measure_from(fields: Fields) -> Measure:
    """Read a scale; 0 to 10 in whole numbers, 10 best, where it does not say."""
    with standing_at(fields.where):
        return Measure(
            key=fields.required("key", as_text),
            label=fields.required("label", as_text),
            low=_or(fields.optional("low", as_number), 0),
            high=_or(fields.optional("high", as_number), 10),
            step=_or(fields.optional("step", as_number), 1),
            better=cast(Better, _or(fields.optional("better", as_text), "higher")),
            low_label=fields.optional("low_label", as_text),
            high_label=fields.optional("high_label", as_text),
            unit=fields.optional("unit", as_text),
            active=_or(fields.optional("active", as_flag), True),
        )


def check_in_object(check_in: CheckIn, measures: Iterable[str]) -> Object:
    """A check-in, its ratings in the order of the measures."""
    at, recorded_at = check_in.at, check_in.recorded_at
    values = {rating.measure: rating.value for rating in check_in.ratings}
    return {
        "id": check_in.id,
        "day": check_in.day.isoformat(),
        "at": at and at.isoformat(),
        "recorded_at": recorded_at and f"{recorded_at.isoformat()[:19]}Z",
        "ratings": {key: values[key] for key in measures if key in values} | values,
        "note": check_in.note,
    }


def check_in_from(fields: Fields, fresh: Iterator[str], measures: Measures) -> CheckIn:
    """Read a check-in; every rating is checked against its measure's scale."""
    with standing_at(fields.where):
        return CheckIn(
            id=_id(fields, fresh),
            day=fields.required("day", as_day),
            at=fields.optional("at", as_moment),
            recorded_at=fields.optional("recorded_at", as_moment),
            ratings=_ratings(fields, measures),
            note=fields.optional("note", as_text),
        )


def infusion_object(infusion: Infusion) -> Object:
    """An infusion and what was felt."""
    return {
        "id": infusion.id,
        "day": infusion.day.isoformat(),
        "start": infusion.start and infusion.start.isoformat("minutes"),
        "status": infusion.status,
        "route": infusion.route,
        "dose_mg": infusion.dose_mg,
        "dose_mg_per_kg": infusion.dose_mg_per_kg,
        "weight_kg": infusion.weight_kg,
        "minutes": infusion.minutes,
        "phase": infusion.phase,
        "new_course": infusion.new_course,
        "side_effects": [
            {"name": effect.name, "severity": effect.severity, "when": effect.when}
            for effect in infusion.side_effects
        ],
        "cost": infusion.cost,
        "note": infusion.note,
    }


def infusion_from(fields: Fields, fresh: Iterator[str]) -> Infusion:
    """Read an infusion; only its day must be there."""
    with standing_at(fields.where):
        return Infusion(
            id=_id(fields, fresh),
            day=fields.required("day", as_day),
            start=fields.optional("start", as_clock),
            status=cast(Status, _or(fields.optional("status", as_text), "given")),
            route=fields.optional("route", as_text),
            dose_mg=fields.optional("dose_mg", as_number),
            dose_mg_per_kg=fields.optional("dose_mg_per_kg", as_number),
            weight_kg=fields.optional("weight_kg", as_number),
            minutes=fields.optional("minutes", as_number),
            phase=fields.optional("phase", as_text),
            new_course=_or(fields.optional("new_course", as_flag), False),
            side_effects=tuple(map(_side_effect, fields.objects("side_effects"))),
            cost=fields.optional("cost", as_number),
            note=fields.optional("note", as_text),
        )


def assessment_object(assessment: Assessment) -> Object:
    """A filled-in questionnaire."""
    answers = assessment.answers
    return {
        "id": assessment.id,
        "day": assessment.day.isoformat(),
        "questionnaire": assessment.questionnaire,
        "answers": None if answers is None else list(answers),
        "total": assessment.total,
        "low": assessment.low,
        "high": assessment.high,
        "better": assessment.better,
    }


def assessment_from(fields: Fields, fresh: Iterator[str]) -> Assessment:
    """Read a filled-in questionnaire with the scale its total is on."""
    with standing_at(fields.where):
        return Assessment(
            id=_id(fields, fresh),
            day=fields.required("day", as_day),
            questionnaire=fields.required("questionnaire", as_text),
            answers=fields.optional("answers", _answers),
            total=fields.optional("total", as_number),
            low=fields.required("low", as_number),
            high=fields.required("high", as_number),
            better=cast(Better, _or(fields.optional("better", as_text), "lower")),
        )


def event_object(event: Event) -> Object:
    """What else happened."""
    return {
        "id": event.id,
        "kind": event.kind,
        "title": event.title,
        "from": event.start.isoformat(),
        "to": event.end and event.end.isoformat(),
        "dose": event.dose,
        "note": event.note,
    }


def event_from(fields: Fields, fresh: Iterator[str]) -> Event:
    """Read what else happened."""
    with standing_at(fields.where):
        return Event(
            id=_id(fields, fresh),
            kind=fields.required("kind", as_text),
            title=fields.required("title", as_text),
            start=fields.required("from", as_day),
            end=fields.optional("to", as_day),
            dose=fields.optional("dose", as_text),
            note=fields.optional("note", as_text),
        )


def _id(fields: Fields, fresh: Iterator[str]) -> str:
    own = fields.optional("id", as_text)
    return next(fresh) if own is None else own


def _or(value: T | None, otherwise: T) -> T:
    return otherwise if value is None else value


def _ratings(fields: Fields, measures: Measures) -> tuple[Rating, ...]:
    values = fields.optional("ratings", as_object) or {}
    where = fields.at("ratings")
    return tuple(_rating(measures, key, value, where) for key, value in values.items())


def _rating(measures: Measures, key: str, value: object, where: str) -> Rating:
    if (measure := measures.get(key)) is None:
        where = f"{where}.{shown(key)}"
        raise ValidationError(where, f"{where}: no measure of the file or the diary has this key.")
    where = f"{where}.{key}"
    with standing_at(where):
        return measure.rate(as_number(value, where))


def _side_effect(fields: Fields) -> SideEffect:
    when = _or(fields.optional("when", as_text), "during")
    with standing_at(fields.where):
        return SideEffect(
            name=fields.required("name", as_text),
            severity=fields.required("severity", as_whole),
            when=cast(Literal["during", "after"], when),
        )


def _answers(value: object, where: str) -> tuple[int | None, ...]:
    return tuple(
        None if answer is None else as_whole(answer, f"{where}[{n}]")
        for n, answer in enumerate(as_list(value, where))
    )
