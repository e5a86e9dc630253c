"""The headings of tables of infusions, medicines, events and questionnaires: ours and others'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from tracker.exchange.dates import looks_like_a_date
from tracker.exchange.headings import WORDS
from tracker.exchange.result import Kind
from tracker.records import measure_key

COLUMNS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "infusions": (
        *("day", "start", "status", "route", "dose_mg", "dose_mg_per_kg", "weight_kg"),
        *("minutes", "phase", "new_course", "side_effects", "cost", "note"),
    ),
    "events": ("kind", "title", "from", "to", "dose", "note"),
    "medications": ("title", "dose", "from", "to", "note"),
    "assessments": ("day", "questionnaire", "total", "low", "high", "better", "answers"),
}
"""The columns of each table, in the order in which we write them."""

_SYNONYMS: Final = {
    **dict.fromkeys((*WORDS["day"], "infusion_date", "treatment_date"), "day"),
    **dict.fromkeys((*WORDS["time"], "start_time", "started"), "start"),
    **dict.fromkeys(("dosage", "dosis", "amount", "ketamine_dose"), "dose"),
    **dict.fromkeys(("units", "dose_unit", "dose_units", "einheit"), "unit"),
    **dict.fromkeys(("mg", "dose_in_mg"), "dose_mg"),
    **dict.fromkeys(("mg_kg", "dose_mg_kg", "dose_per_kg"), "dose_mg_per_kg"),
    **dict.fromkeys(("weight", "kg", "body_weight", "gewicht"), "weight_kg"),
    **dict.fromkeys(("lb", "lbs", "pounds", "weight_lbs", "weight_pounds"), "weight_lb"),
    **dict.fromkeys(("duration", "length", "infusion_length", "dauer"), "minutes"),
    **dict.fromkeys(("price", "paid", "kosten"), "cost"),
    **dict.fromkeys(
        ("method", "method_of_delivery", "administration", "roa", "route_of_administration"),
        "route",
    ),
    **dict.fromkeys(WORDS["note"], "note"),
    **dict.fromkeys(("side_effect", "effects", "nebenwirkungen"), "side_effects"),
    **dict.fromkeys(("name", "medicine", "medication", "drug", "medikament"), "title"),
    **dict.fromkeys(("start_date", "begin", "since", "started_on", "seit", "von"), "from"),
    **dict.fromkeys(("end", "end_date", "stop", "until", "stopped", "bis"), "to"),
}
"""Headings in other tables."""

_INFUSION_FIELDS: Final = {*COLUMNS["infusions"], "dose", "unit", "weight_lb"}

_WITH_UNIT = re.compile(r"(.+?)_(?:in_)?(mg(?:_per)?_kg|mg|kgs?|lbs?|pounds|minutes|mins?|minuten)")
"""A heading with its unit: Dosage (mg/kg), Body weight (lbs)."""

_IN_UNIT: Final = {
    ("dose", "mg"): "dose_mg",
    **{("dose", unit): "dose_mg_per_kg" for unit in ("mg_kg", "mg_per_kg")},
    **{("weight_kg", unit): "weight_kg" for unit in ("kg", "kgs")},
    **{("weight_kg", unit): "weight_lb" for unit in ("lb", "lbs", "pounds")},
    **{("minutes", unit): "minutes" for unit in ("min", "mins", "minutes", "minuten")},
}
"""What a field is where its heading has a unit."""

_ONLY_WITH_UNIT: Final = {"ketamine": "dose", "infusion_time": "minutes", "start": "minutes"}
"""What a heading means only by its unit: Time (min) is how long, Time when."""

_FIRST_DAY: Final = ("start", "started")
"""Headings of the time of an infusion that are the first day of a medicine."""


def names_the_day(headings: Sequence[str], kind: Kind) -> bool:
    """Return whether a row may be the header of a table of a kind: a column is its first day."""
    fields = {field_of(measure_key(heading), kind) for heading in headings}
    return day_of(kind) in fields and not any(map(looks_like_a_date, headings))


def likely_kind(headings: Iterable[str], rated: Iterable[str]) -> Kind | None:
    """Return infusions or medications where the headings are theirs.

    Args:
        headings: of all columns.
        rated: of those that are read as ratings; a dose may look like one, mood is one.
    """
    keys = set(map(measure_key, headings))
    fields = {field_of(key, "infusions") for key in keys}
    if "day" in fields and fields & {"route", "dose", "dose_mg", "dose_mg_per_kg"}:
        ratings = {field_of(measure_key(heading), "infusions") for heading in rated}
        return "infusions" if ratings <= _INFUSION_FIELDS else None
    is_medicine = {"title", "from"} <= {field_of(key, "medications") for key in keys}
    return "medications" if is_medicine and not list(rated) else None


def day_of(kind: Kind) -> str:
    """Return the field of the day from which a record counts."""
    return "from" if kind in ("events", "medications") else "day"


def field_of(key: str, kind: Kind) -> str:
    """Return the field that a heading is called by, or the heading."""
    field, first_day = _SYNONYMS.get(key, key), day_of(kind)
    if field == key and kind == "infusions" and (match := _WITH_UNIT.fullmatch(key)):
        name = _SYNONYMS.get(match[1], match[1])
        return _IN_UNIT.get((_ONLY_WITH_UNIT.get(name, name), match[2]), key)
    if first_day == "from" and (field == "day" or key in _FIRST_DAY):
        return first_day
    return field
