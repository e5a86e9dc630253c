"""The questionnaires that come with tracker, scales of which only totals are recorded, and
how a clinic's questionnaire is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, Final

from tracker.records.assessment import Assessment
from tracker.records.measure import Better
from tracker.records.questionnaires.model import Answer, Band, Item, Questionnaire, Wording
from tracker.records.questionnaires.scoring import check_answers
from tracker.records.text import format_number
from tracker.records.validation import Number, ValidationError, not_among

_ENDING = ".toml"


def shipped_questionnaires() -> tuple[Questionnaire, ...]:
    """Return all of them, by key."""
    return tuple(get_questionnaire(key) for key in _keys())


def find_questionnaire(key: str) -> Questionnaire | None:
    """Return the shipped questionnaire of a key, None for any other scale."""
    return _read(key) if key in _keys() else None


def get_questionnaire(key: str) -> Questionnaire:
    """Return the shipped questionnaire of a key."""
    if found := find_questionnaire(key):
        return found
    raise not_among("questionnaire", key, _keys())


@cache
def _keys() -> tuple[str, ...]:
    from importlib.resources import files

    names = (file.name for file in files(__package__).iterdir())
    return tuple(sorted(n.removesuffix(_ENDING) for n in names if n.endswith(_ENDING)))


@cache
def _read(key: str) -> Questionnaire:
    # Here and not above: recording a score imports neither.
    import tomllib
    from importlib.resources import files

    return questionnaire_from_values(
        tomllib.loads((files(__package__) / f"{key}{_ENDING}").read_text("utf-8"))
    )


@dataclass(frozen=True, slots=True)
class TotalScale:
    """A name with the range its totals have, and the end a person hopes for."""

    key: str
    """Its name, as a page prints it."""
    low: Number
    high: Number
    better: Better = "lower"


KNOWN_TOTALS: Final = (
    TotalScale("PHQ-8", 0, 24),
    TotalScale("MADRS", 0, 60),
    TotalScale("MADRS-S", 0, 54),
    TotalScale("QIDS-SR16", 0, 27),
    TotalScale("ASRM", 0, 20),
    TotalScale("ISI", 0, 28),
    TotalScale("CAPS-5", 0, 80),
    TotalScale("Y-BOCS", 0, 40),
    TotalScale("WHO-5", 0, 100, "higher"),
)


def plain_name(name: str) -> str:
    """Return a name without case, spaces and marks: phq9, PHQ-9 and "PHQ 9" are one scale."""
    return "".join(c for c in name.casefold() if c.isalnum()) or name


def questionnaire_named(name: str, known: Iterable[Questionnaire]) -> Questionnaire | None:
    """Return the questionnaire that has this key or this title, however it is written."""
    wanted = plain_name(name)
    return next((q for q in known if wanted in map(plain_name, (q.key, q.title))), None)


def known_total(name: str) -> TotalScale | None:
    """Return the scale of a name, however it is written; a shipped questionnaire is none."""
    wanted = plain_name(name)
    if wanted in map(plain_name, _keys()):
        return None
    return next((scale for scale in KNOWN_TOTALS if plain_name(scale.key) == wanted), None)


def find_total_scale(
    name: str, known: Iterable[Questionnaire], recorded: Iterable[Assessment]
) -> TotalScale | None:
    """Return the scale of a name however it is written: published, or as it was used last."""
    if one := questionnaire_named(name, known):
        return TotalScale(one.key, one.low, one.high, one.better)
    if published := known_total(name):
        return published
    wanted = plain_name(name)
    same = [a for a in recorded if plain_name(a.questionnaire) == wanted]
    if not same:
        return None
    return TotalScale(same[-1].questionnaire, same[-1].low, same[-1].high, same[-1].better)


def under_known_name(assessment: Assessment, own: Iterable[Questionnaire]) -> Assessment:
    """Return an assessment under the key of the questionnaire that its name is another form of.

    "PHQ-9" in a file is phq-9: kept as it is written it would be a second questionnaire, whose
    item about death nobody reads. One on another scale stays what it is.

    Raises:
        ValidationError: the answers are none that this questionnaire can have.
    """
    name = assessment.questionnaire
    known = sorted((*own, *shipped_questionnaires()), key=lambda one: one.key != name)
    scale = find_total_scale(name, known, ())
    ends = (assessment.low, assessment.high, assessment.better)
    if scale is None or (scale.low, scale.high, scale.better) != ends:
        return assessment
    # A clinic's form of this key may have been another one when it was filled in.
    if assessment.answers and (shipped := find_questionnaire(scale.key)):
        check_answers(shipped, assessment.answers)
    return replace(assessment, questionnaire=scale.key)


def choose_total_scale(
    name: str,
    known: Iterable[Questionnaire],
    recorded: Iterable[Assessment],
    low: Number | None,
    high: Number | None,
    better: Better | None,
) -> TotalScale | None:
    """Return the scale of a name with the range and better end that were typed for it, if any.

    What was not typed is as published or as used last, and else the lower end is better. None if
    the range is not known.

    Raises:
        ValidationError: what was typed contradicts a published scale.
    """
    published = find_total_scale(name, known, ())
    usual = published or find_total_scale(name, (), recorded)
    if usual:
        low = usual.low if low is None else low
        high = usual.high if high is None else high
    if low is None or high is None:
        return None
    scale = TotalScale(
        usual.key if usual else name, low, high, better or (usual.better if usual else "lower")
    )
    if published and scale != published:
        raise ValidationError(
            "lowest total",
            f"{published.key} goes from {format_number(published.low)} to "
            f"{format_number(published.high)}, {published.better} is better; give a scale of your "
            "own another name.",
        )
    return scale


Values = Mapping[str, Any]

_PLAIN = tuple(
    field.name
    for field in fields(Questionnaire)
    if field.name not in ("items", "bands", "loinc_panel", "loinc_total")
)


def questionnaire_from_values(values: Values) -> Questionnaire:
    """Return the questionnaire that plain values describe.

    Answers are given once for all items, or with an item that has its own.
    """
    try:
        if "what" in values:  # as the first version wrote it
            values = {"subject": values["what"], **values}
        lists = {
            "highest_of": tuple(tuple(group) for group in values.get("highest_of", ())),
            "self_harm_also": tuple(values.get("self_harm_also", ())),
        }
        loinc = values.get("loinc", {})
        for_all = values.get("answers", ())
        return Questionnaire(
            **{key: values[key] for key in _PLAIN if key in values} | lists,
            items=tuple(
                Item(
                    label=item["label"],
                    answers=tuple(Answer(**answer) for answer in item.get("answers") or for_all),
                    loinc=item.get("loinc"),
                    wording=item.get("wording"),
                )
                for item in values["items"]
            ),
            bands=tuple(
                Band(start=b["from"], label=b["label"], short=b.get("short", b["label"]))
                for b in values.get("bands", ())
            ),
            loinc_panel=loinc.get("panel"),
            loinc_total=loinc.get("total"),
        )
    except ValidationError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError):
        raise ValidationError("questionnaire", "A stored questionnaire cannot be read.") from None


def questionnaire_to_values(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return a questionnaire without bands and codes, as a clinic's is stored."""
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
    values = {key: value for key, value in plain.items() if value not in (None, ())}
    return values | {"items": items}


def wording_from_values(values: Values) -> Wording:
    """Return the wording that plain values hold."""
    try:
        return Wording(tuple(values["items"]), tuple(values["answers"]))
    except (LookupError, TypeError):
        message = "A stored questionnaire's wording cannot be read."
        raise ValidationError("wording", message) from None


def wording_to_values(wording: Wording) -> dict[str, Any]:
    """Return a wording as plain values."""
    return {"items": list(wording.items), "answers": list(wording.answers)}
