"""A questionnaire as plain values, as its TOML file and the diary's own row have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.records.problem import Problem
from tracker.records.questionnaires.model import Answer, Band, Item, Questionnaire, Wording

Values = Mapping[str, Any]

_PLAIN = (
    *("key", "title", "what", "low", "high", "better", "scoring", "recall_days"),
    *("least_days_between", "missing_allowed", "self_harm_item", "smallest_change"),
    *("source", "licence"),
)


def from_values(values: Values) -> Questionnaire:
    """Return the questionnaire that plain values describe.

    Answers stand once for all items, or with an item that has its own.

    Raises:
        Problem: a value is missing, of another type, or cannot be.
    """
    try:
        return _from_values(values)
    except Problem:
        raise
    except (LookupError, TypeError, ValueError, AttributeError):
        raise Problem("questionnaire", "A questionnaire kept here cannot be read.") from None


def _from_values(values: Values) -> Questionnaire:
    loinc = values.get("loinc", {})
    for_all = tuple(Answer(**answer) for answer in values.get("answers", ()))
    return Questionnaire(
        **{key: values[key] for key in _PLAIN if key in values},
        items=tuple(_item(item, for_all) for item in values["items"]),
        bands=tuple(_band(band) for band in values.get("bands", ())),
        loinc_panel=loinc.get("panel"),
        loinc_total=loinc.get("total"),
    )


def to_values(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return a questionnaire without bands and codes, as a clinic's is kept."""
    plain = {key: getattr(questionnaire, key) for key in _PLAIN}
    items = [
        {
            "label": item.label,
            "wording": item.wording,
            "loinc": item.loinc,
            "answers": [{"value": a.value, "label": a.label} for a in item.answers],
        }
        for item in questionnaire.items
    ]
    return {key: value for key, value in plain.items() if value is not None} | {"items": items}


def wording_from(values: Values) -> Wording:
    """Return the wording that plain values hold.

    Raises:
        Problem: they hold none.
    """
    try:
        return Wording(tuple(values["items"]), tuple(values["answers"]))
    except (LookupError, TypeError):
        raise Problem("wording", "A questionnaire's wording kept here cannot be read.") from None


def wording_values(wording: Wording) -> dict[str, Any]:
    """Return a wording as plain values."""
    return {"items": list(wording.items), "answers": list(wording.answers)}


def _item(values: Values, for_all: tuple[Answer, ...]) -> Item:
    own = tuple(Answer(**answer) for answer in values.get("answers", ()))
    return Item(
        label=values["label"],
        answers=own or for_all,
        loinc=values.get("loinc"),
        wording=values.get("wording"),
    )


def _band(values: Values) -> Band:
    label = values["label"]
    return Band(start=values["from"], label=label, short=values.get("short", label))
