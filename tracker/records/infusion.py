"""One treatment with its side effects, and how a person types its dose and side effects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, Literal, NamedTuple

from tracker.records.day import check_day
from tracker.records.text import format_number, plain_line
from tracker.records.validation import (
    AmbiguousError,
    Number,
    ValidationError,
    cannot_read,
    check_choice,
    check_id,
    check_range,
    clean_note,
    normalise,
    parse_number,
    require_text,
)

Status = Literal["planned", "given", "cancelled"]
STATUSES: Final = ("planned", "given", "cancelled")
ROUTES: Final = ("iv", "im", "nasal", "sc", "sublingual", "oral", "other")
"""Into a vein, a muscle, the nose, under the skin, under the tongue, by mouth."""
PHASES: Final = ("induction", "taper", "maintenance", "single", "unknown")
PHASE_WORDS: Final = {
    "induction": "first series", "taper": "taper", "maintenance": "maintenance",
    "single": "single",
}  # fmt: skip
"""The word for each phase that a screen offers."""
WHEN: Final = ("during", "after")
MOST_PLANNED: Final = 60
"""Infusions in one plan: far more than any course has."""
SEVERITIES: Final = ("none", "mild", "moderate", "severe")
"""What 0, 1, 2 and 3 mean for a side effect."""

SIDE_EFFECTS: Final = (
    "dissociation",
    "nausea",
    "headache",
    "dizziness",
    "anxiety",
    "blurred vision",
    "blood pressure",
    "tiredness",
    "bladder",
)
"""Common ones, offered first (Short 2018; bladder for the long term). Any other may be typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideEffect:
    """A side effect during an infusion or in the days after it, 0 none to 3 severe."""

    name: str
    severity: int
    when: Literal["during", "after"] = "during"

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", require_text("side effect", self.name))
        check_range("side effect's severity", self.severity, 0, 3)
        object.__setattr__(self, "severity", int(self.severity))
        check_choice("time of a side effect", self.when, WHEN)

    @property
    def line(self) -> str:
        """As it can be typed: nausea mild, headache moderate after."""
        after = " after" if self.when == "after" else ""
        return f"{plain_line(self.name)} {SEVERITIES[self.severity]}{after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Infusion:
    """One treatment: planned, given or cancelled. Only the day is ever required.

    Ranges are wide on purpose: doses for pain run far above those for mood, and the diary
    records what was given; it does not judge it.
    """

    id: str
    day: date
    start: time | None = None
    status: Status = "given"
    route: str | None = None
    dose_mg: Number | None = None
    dose_mg_per_kg: Number | None = None
    weight_kg: Number | None = None
    minutes: Number | None = None
    phase: str | None = None
    new_course: bool = False
    side_effects: tuple[SideEffect, ...] = ()
    cost: Number | None = None
    """In the person's own currency; for their own papers."""
    note: str | None = None

    def __post_init__(self) -> None:
        check_id(self.id)
        check_day("day", self.day)
        check_choice("status", self.status, STATUSES)
        for field, allowed in (("route", ROUTES), ("phase", PHASES)):
            if (value := getattr(self, field)) is not None:
                check_choice(field, value, allowed)
        for field, name, low, high, unit in _AMOUNTS:
            check_range(name, getattr(self, field), low, high, unit)
            if (value := getattr(self, field)) is not None:
                object.__setattr__(self, field, normalise(value))
        if self.start is not None:
            object.__setattr__(self, "start", self.start.replace(second=0, microsecond=0))
        object.__setattr__(self, "note", clean_note(self.note))

    @property
    def given(self) -> bool:
        """Whether it took place; only these are numbered and counted."""
        return self.status == "given"

    def starts_after(self, now: datetime) -> bool:
        """Whether it starts later than now, by the wall clock; False for one without a time."""
        wall = now.replace(tzinfo=None)
        return self.start is not None and datetime.combine(self.day, self.start) > wall

    @property
    def dose(self) -> str | None:
        """The dose in mg, in mg/kg or in both: 40 mg, 0.5 mg/kg."""
        return str(Dose(self.dose_mg, self.dose_mg_per_kg)) or None

    @property
    def worked_out_dose(self) -> str | None:
        """The dose per kg for one in mg, or the other way round; None where one is missing."""
        mg, per_kg, weight = self.dose_mg, self.dose_mg_per_kg, self.weight_kg
        if weight is None or (mg is None) == (per_kg is None):
            return None
        if mg is not None:
            return f"{format_number(float(f'{mg / weight:.2g}'))} mg/kg"
        return f"{format_number(float(f'{(per_kg or 0) * weight:.3g}'))} mg"

    @property
    def unusual_dose(self) -> str | None:
        """A question about a dose that looks like another unit's; None for any usual one.

        Published courses give 0.1 to 3 mg/kg; nothing is refused.
        """
        mg, per_kg, weight = self.dose_mg, self.dose_mg_per_kg, self.weight_kg
        if per_kg is None and mg is not None and weight is not None:
            per_kg = mg / weight
        if (per_kg is not None and per_kg > 5) or (mg is not None and not 5 <= mg <= 1000):
            return f"{self.dose} is far from the usual doses. Is the unit right?"
        return None


_AMOUNTS: Final = (
    ("dose_mg", "dose", 0.1, 10_000, "mg"),
    ("dose_mg_per_kg", "dose per kg", 0.01, 50, "mg/kg"),
    ("weight_kg", "weight", 20, 500, "kg"),
    ("minutes", "minutes", 1, 10_080, ""),
    ("cost", "cost", 0, 10_000_000, ""),
)


class Dose(NamedTuple):
    """A dose as typed in one field."""

    mg: Number | None = None
    mg_per_kg: Number | None = None

    def __str__(self) -> str:
        """Return 40 mg, 0.5 mg/kg or both."""
        parts = [f"{format_number(self.mg)} mg"] if self.mg is not None else []
        parts += [f"{format_number(self.mg_per_kg)} mg/kg"] if self.mg_per_kg is not None else []
        return ", ".join(parts)


_DOSE_FORMS: Final = ("40 mg", "0.5 mg/kg", "40 mg 0.5 mg/kg")
_PER_KG: Final = r"(?:/|per|p\.?|pro|par|por|al?) ?kg"
_DOSE = re.compile(
    r"([-+−]?(?:\d[\d.,]*|[.,]\d+)) ?"
    rf"((?:mgs?|mcgs?|[µμu]g)(?: ?{_PER_KG})?|{_PER_KG})?(?![\w/])"
)
LEAST_WITHOUT_UNIT: Final = 10
"""Below this a number without a unit may be mg/kg as well as mg: it is refused."""


def parse_dose(text: str, field: str = "dose") -> Dose:
    """Read 40 mg, 0,5 mg/kg, 500 mcg/kg, mg and mg/kg together, or 40 alone, which is mg."""
    line = " ".join(text.casefold().split())
    found = list(_DOSE.finditer(line))
    between = _DOSE.sub("", line).strip(" ()+,;&=").removeprefix("and").removeprefix("or").strip()
    if not 1 <= len(found) <= 2 or between:
        raise cannot_read(field, text, *_DOSE_FORMS)
    dose = Dose()
    for typed, unit in (match.groups() for match in found):
        number = typed.rstrip(",.")
        amount = parse_number(number, field, _DOSE_FORMS)
        if unit is None and amount <= 0:
            raise cannot_read(field, text, *_DOSE_FORMS)
        if unit is None and (len(found) > 1 or amount < LEAST_WITHOUT_UNIT):
            raise ValidationError(
                field,
                f"Is the {field} “{number}” in mg or in mg/kg? "
                f"Write {number} mg/kg or {number} mg.",
            )
        amount = _in_milligrams(amount, unit)
        if unit and "kg" in unit:
            dose = dose._replace(mg_per_kg=amount)
        else:
            dose = dose._replace(mg=amount)
    if len(found) > 1 and None in dose:
        raise cannot_read(field, text, *_DOSE_FORMS)
    return dose


def parse_dose_per_kg(text: str, field: str = "dose per kg") -> Number:
    """Read 0.5 mg/kg or 0,5 mg per kg, as `parse_dose` does; a number alone is mg/kg."""
    match = _DOSE.fullmatch(" ".join(text.casefold().split()))
    if not match or (match[2] and "kg" not in match[2]):
        raise cannot_read(field, text, "0.5", "0.5 mg/kg")
    return _in_milligrams(parse_number(match[1], field, ("0.5", "0.5 mg/kg")), match[2])


def _in_milligrams(amount: Number, unit: str | None) -> Number:
    is_micro = unit is not None and unit.startswith(("mc", "µ", "μ", "u"))
    return normalise(round(amount / 1000, 9)) if is_micro else amount


_CURRENCY = re.compile(
    r"(?:\b(?:us|c|ca|a|au|nz))?\$|[£¥\u20a0-\u20cf]|"
    r"(?<![^\W\d])(?:usd|eur|gbp|chf|cad|aud|nzd|inr|dollars?|euros?|pounds?|francs?|fr|kr)"
    r"(?![^\W\d])\.?",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"\d{1,3}([.,' ])\d{3}(?:\1\d{3})*((?!\1)[.,]\d{1,2})?")


def without_currency(text: str) -> str:
    """Return $450, 450 EUR and £450 without the currency, which is the person's own."""
    return _CURRENCY.sub("", text, count=1).strip()


def parse_cost(text: str, field: str = "cost") -> Number:
    """Read a cost: 450, 450.50, $450, 450 EUR, 1,200.50; 1.200 may mean two: refused."""
    bare = without_currency(text)
    if match := _THOUSANDS.fullmatch(bare):
        mark, cents = match.groups()
        if mark in ".," and bare.count(mark) == 1 and not cents:
            whole, rest = bare.split(mark)
            raise AmbiguousError(
                field,
                f"“{bare}” can be read in two ways. Write {whole}{rest} or {whole}.{rest[:2]}.",
            )
        bare = bare.replace(mark, "")
    return parse_number(bare, field, ("450", "450.50", "$450"), typed=text)


_POUND: Final = 0.45359237
_WEIGHT_UNITS: Final = {"kg": 1, "kilogram": 1, "kilo": 1, "lb": _POUND, "pound": _POUND}
_STONES = re.compile(r"(\d{1,2}(?:[.,]\d)?) ?st(?:one)?s?\.?(?: ?(\d|1[0-3]) ?(?:lb|pound|)s?)?")


def parse_weight(text: str, field: str = "weight") -> Number:
    """Read a body weight in kg: 80, 80 kg, 80,5 kg, 176 lb, 12 st 8."""
    forms = ("80", "80 kg", "176 lb")
    line = " ".join(text.casefold().split()).rstrip(".")
    if match := _STONES.fullmatch(line):
        pounds = 14 * parse_number(match[1], field, forms) + int(match[2] or 0)
        return normalise(round(pounds * _POUND, 1))
    bare = line.removesuffix("s")
    for unit, kilograms in _WEIGHT_UNITS.items():
        if bare.endswith(unit):
            amount = parse_number(bare.removesuffix(unit), field, forms, typed=text)
            return amount if kilograms == 1 else normalise(round(amount * kilograms, 1))
    return parse_number(line, field, forms, typed=text)


def parse_severity(text: str, field: str = "severity") -> int:
    """Read how strong something was: 0 to 3, or none, mild, moderate, severe."""
    word = text.strip().casefold()
    for severity, names in enumerate(_SEVERITY_NAMES):
        if word in names:
            return severity
    raise cannot_read(field, text, "mild", "moderate", "severe", "0 to 3")


_SEVERITY_NAMES: Final = (
    ("0", "none", "no", "absent"),
    ("1", "mild", "light", "slight", "weak"),
    ("2", "moderate", "medium", "middling"),
    ("3", "severe", "strong", "bad", "heavy"),
)

_OTHER_ADJECTIVES: Final = ("light", "weak", "strong", "bad", "heavy")
"""Words that are a severity only before a symptom: bad taste, heavy legs, light sensitivity."""
_CLEAR_SEVERITIES: Final = frozenset(
    name for names in _SEVERITY_NAMES for name in names if name not in _OTHER_ADJECTIVES
)
_SYMPTOMS: Final = frozenset(
    (*SIDE_EFFECTS, "pain", "fatigue", "vomiting", "cramps", "migraine", "confusion")
)

_SIDE_EFFECT_FORMS: Final = ("nausea mild", "nausea 2", "headache severe after")


def parse_side_effect(text: str, field: str = "side effect") -> SideEffect:
    """Read nausea mild, mild nausea, nausea 2 after, nausea=2, headache=1@after."""
    words = re.sub(r"[=@:()]| [-–—] ", " ", text).split()
    when: Literal["during", "after"] = "during"
    if len(words) > 1 and words[-1].casefold() in ("during", "after", "afterwards"):
        when = "during" if words.pop().casefold() == "during" else "after"
    first, rest = "".join(words[:1]).casefold(), " ".join(words[1:]).casefold()
    # A bad taste may be mild.
    may_be_first = first not in _OTHER_ADJECTIVES or rest in _SYMPTOMS
    for place in (-1, 0) if may_be_first else (-1,):
        if len(words) > 1 and any(words[place].casefold() in names for names in _SEVERITY_NAMES):
            severity = parse_severity(words.pop(place))
            return SideEffect(name=" ".join(words), severity=severity, when=when)
    for place, word in enumerate(words[1:], 1):
        named = plain_line(" ".join(words[: place + 1]))
        if word.casefold() in _CLEAR_SEVERITIES:
            raise ValidationError(
                field,
                f"Cannot read “{plain_line(' '.join(words[place + 1 :]))}” after “{named}”. "
                f"Write {named} or {named} after.",
            )
        if word.lstrip("+-−").replace(",", ".").replace(".", "").isdigit():
            raise ValidationError(
                field,
                f"“{plain_line(text)}”: the severity is 0 none, 1 mild, 2 moderate or 3 severe.",
            )
    if words:
        named = plain_line(" ".join(words))
        raise ValidationError(
            field,
            f"How strong was “{named}”? Write {named} mild, {named} 2 or {named} severe after.",
        )
    raise cannot_read(field, text, *_SIDE_EFFECT_FORMS)


def parse_side_effects(text: str, field: str = "side effects") -> tuple[SideEffect, ...]:
    """Read several side effects with commas between: nausea mild, headache 2 after."""
    parts = [part for part in re.split(r"[,;\n]", text) if part.strip()]
    found = tuple(
        parse_side_effect(each, field) for part in parts for each in split_joined_effects(part)
    )
    seen: set[tuple[str, str]] = set()
    for effect in found:
        if (key := (effect.name.casefold(), effect.when)) in seen:
            raise ValidationError(field, f"“{plain_line(effect.name)}” is typed twice. Keep one.")
        seen.add(key)
    return found


def split_joined_effects(text: str) -> list[str]:
    """Return nausea mild and headache 2 in two; pins and needles 2 is one side effect."""
    parts = re.split(r" and | & ", text)
    if any(" ".join(part.casefold().split()) in _SYMPTOMS for part in parts):
        return parts
    try:
        for part in parts:
            parse_side_effect(part)
    except ValidationError:
        return [text]
    return parts


_ROUTE_NAMES: Final = {
    "iv": ("intravenous", "intravenously", "infusion", "drip", "vein"),
    "im": ("intramuscular", "intramuscularly", "muscle", "injection"),
    "nasal": ("nose", "intranasal", "nasal spray", "spray", "in", "spravato"),
    "sc": ("subcutaneous", "subcut", "subq", "sq", "under the skin"),
    "sublingual": ("sl", "under the tongue", "troche", "lozenge", "rdt"),
    "oral": ("po", "mouth", "by mouth", "tablet", "pill"),
    "other": (),
}


def parse_route(text: str, field: str = "route") -> str:
    """Read a route as a clinic writes it: iv, I.V., intranasal, under the tongue."""
    word = " ".join(text.casefold().replace(".", "").split())
    for route, names in _ROUTE_NAMES.items():
        if word == route or word in names:
            return route
    raise cannot_read(field, text, *ROUTES)
