"""The meaning of a heading of any table by its words.

"Pain (0-10)" is pain, 0 best; "Mood (1-5)" is mood on another scale; "phq_3" is an item of a
questionnaire, and "Session number" is not a rating. The words are in column_words.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Final

from tracker.exchange.dates import Order, looks_like_a_date
from tracker.exchange.result import Kind
from tracker.records import (
    BUILTIN_MEASURES,
    Diary,
    Measure,
    Number,
    ValidationError,
    known_measure,
    measure_key,
)
from tracker.records.format import format_number, plain_line, shorten
from tracker.records.measure import Better
from tracker.records.questionnaires import (
    Questionnaire,
    TotalScale,
    known_total,
    plain_name,
    questionnaire_named,
    shipped_questionnaires,
)
from tracker.records.self_harm import names_self_harm
from tracker.records.validation import normalise, parse_number

WORDS: Final = {
    name: frozenset(words.split())
    for name, words in tomllib.loads(
        files("tracker.exchange").joinpath("column_words.toml").read_text(encoding="utf-8")
    ).items()
}
"""Each list of words under its name, in small letters."""

IGNORED: Final = "-"
OWN_FIELDS: Final = ("day", "time", "offset", "recorded_at", "note")
"""The columns of check-ins that we write before the measures."""
FIELDS: Final = (*OWN_FIELDS, IGNORED)
"""What a column of check-ins may be, apart from a rating and a questionnaire."""
SCALE: Final = "scale"
MINUTES: Final = "minutes"
"""What is stated in place of a scale where hours are written in minutes: sleep:minutes."""
RATING: Final = "rating:"
"""Prefix of a measure whose key would be read as something else."""
_FIELD_WORDS: Final = {
    word: field
    for field in ("day", "stamp", "time", "note", "offset", "recorded_at")
    for word in WORDS[field]
}
_NUMBER: Final = r"([-−+]?\d{1,300}(?:\.\d+)?)"
"""No longer than a float can hold."""
_DASH: Final = r" ?(?:-|–|—|to|bis|\.\.) ?"
_SCALE = re.compile(rf"{_NUMBER}{_DASH}{_NUMBER}(?: ?, ?(higher|lower))?", re.ASCII)
_RANGE = re.compile(rf"{_NUMBER}{_DASH}{_NUMBER}(?!\d)", re.IGNORECASE | re.ASCII)
_OUT_OF = re.compile(r"(?:\bout of|(?<!\d)/|\bvon|\bsur)\s?(\d{1,3})\s?[)\]}]?\s*$", re.IGNORECASE)
"""The highest number at the end of a heading: Mood out of 5, Mood (/10)."""
_STEP = re.compile(r"step (\d{1,300}(?:\.\d+)?)", re.ASCII)
_END = re.compile(rf"{_NUMBER}\s?(?:=|:|is)\s?([^\W\d]+)", re.IGNORECASE)
_END_LAST = re.compile(rf"([^\W\d]+)\s?[=:]\s?{_NUMBER}", re.IGNORECASE)
"""An end of a scale with its word first: low=1."""
_IS_BETTER: Final = r"\s*(?:is|=|:|means)?\s*(?:better|best|good)\b"
_LOWER = re.compile(rf"\blow(?:er)?{_IS_BETTER}|,\s?lower\b", re.IGNORECASE)
_HIGHER = re.compile(rf"\bhigh(?:er)?{_IS_BETTER}|,\s?higher\b", re.IGNORECASE)
_MINUTES = re.compile(r"(?<![^\W_])(?:minutes|minuten|minutos)(?![^\W_])", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_ITEM = re.compile(r"(.*?)(?:_(?:q|item|i|question|frage)_?|_)?(\d{1,2})")
_OWN_COLUMNS: Final[Mapping[Kind, set[str]]] = {
    "check-ins": {"day", "time", "offset", "note"},
    "infusions": {"day", "status", "route", "dose_mg", "side_effects"},
    "events": {"kind", "title", "from", "to"},
    "medications": {"title", "dose", "from", "to", "note"},
    "assessments": {"day", "questionnaire", "total", "better"},
}
"""Columns by which a table of our own is recognised; events have those of medicines too."""
_TRANSLATED: Final = {word: key for key in ("mood", "sleep") for word in WORDS[key]}


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of a column, and its better end; None is that of the measure."""

    low: Number
    high: Number
    better: Better | None = None
    step: Number | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a column."""

    kind: str
    """One of the fields, "measure" or "scale"."""
    name: str = ""
    """The measure or the questionnaire."""
    scale: Scale | None = None
    order: Order | None = None
    item: int | None = None
    """The number of an item, from 1; None is the total."""
    minutes: bool = False
    """Whether a rating in hours is written in minutes."""
    civil: bool = True
    """Of a day: whether it is a calendar date, also with a time after midnight."""
    explicit: bool = False
    """Whether the user stated it."""

    def gives(self, diary: Diary) -> str:
        """Return the key of what it fills, which no second column of the table may fill."""
        if self.kind == "measure":
            return measure_for(self.name, diary)[0].key
        if self.kind == SCALE:
            return f"{plain_name(self.name)} {self.item or 'total'}"
        return self.kind


def parse_scale(text: str) -> Scale:
    """Read a scale as 1-5, or as 0-100,lower where lower is better.

    Raises:
        ValidationError: it is written otherwise.
    """
    if not (match := _SCALE.fullmatch(text)):
        raise ValidationError(
            "map",
            f"Cannot read “{shorten(text, 40)}” as a scale. Write 1-5, or 0-100,lower where lower "
            "is better.",
        )
    try:
        low, high = (parse_number(match[n], "scale") for n in (1, 2))
    except ValidationError as error:
        raise ValidationError("map", str(error)) from None
    if not low < high:
        shown = shorten(text, 40)
        raise ValidationError("map", f"Write the lower end of “{shown}” first, as in 1-5.")
    return Scale(low, high, {"lower": "lower", "higher": "higher"}.get(match[3] or ""))  # type: ignore[arg-type]  # the two words


@dataclass(frozen=True, slots=True)
class Heading:
    """The words of a heading without its range and the labels of its ends."""

    words: str
    scale: Scale | None
    tokens: tuple[str, ...]
    minutes: bool = False
    """Whether it says that hours are written in minutes: Sleep (min)."""


@lru_cache(1024)
def read_heading(heading: str) -> Heading:
    """Split a heading: "Pain level (0-10)" is pain on 0 to 10."""
    ends = {int(_as_number(n)): w.casefold() for n, w in _END.findall(heading)}
    if len(ends) != 2:
        ends |= {int(_as_number(n)): w.casefold() for w, n in _END_LAST.findall(heading)}
    words, brackets = heading, _BRACKETS.findall(heading)
    minutes = False
    inside = " ".join(brackets)
    found = _RANGE.search(inside) or _RANGE.search(heading)
    scale = None
    if found and _as_number(found[1]) < _as_number(found[2]):
        step = _STEP.search(inside)
        low, high = _as_number(found[1]), _as_number(found[2])
        scale = Scale(low, high, step=_as_number(step[1]) if step else None)
    elif len(ends) == 2:
        scale = Scale(min(ends), max(ends))
    elif (out_of := _OUT_OF.search(heading)) and int(out_of[1]):
        scale = Scale(0, int(out_of[1]))
        words = heading[: out_of.start()].rstrip(" ([{")
        brackets = _BRACKETS.findall(words)
    if scale:
        scale = replace(scale, better=_better_end(ends, scale, heading))
    for part in brackets:
        content = set(measure_key(part).split("_"))
        is_scale = any(form.search(part) for form in (_RANGE, _END, _END_LAST))
        rest = words.replace(part, " ")
        if content <= WORDS["minutes"] and (known := named_measure(measure_key(rest))):
            minutes = known.in_hours
        if minutes or is_scale or content <= WORDS["units"] | WORDS["qualifiers"]:
            words = rest
    if found and not _RANGE.search(inside):
        words = words.replace(found[0], " ")
    tokens = _telling_tokens(words)
    # Minutes asleep; a sleep_min is as often the least of it.
    if not minutes and (match := _MINUTES.search(words)):
        others = _telling_tokens(words.replace(match[0], " "))
        if (known := named_measure("_".join(others))) and known.in_hours:
            tokens, minutes = others, True
    return Heading(" ".join(words.split()).strip(" ,:;?-–"), scale, tokens, minutes)


def _telling_tokens(words: str) -> tuple[str, ...]:
    """Return the words of a heading that tell what is rated."""
    return tuple(t for t in measure_key(words).split("_") if t and t not in WORDS["qualifiers"])


def rates_how_well(heading: str) -> bool:
    """Return whether a heading rates something that is otherwise in hours: Sleep score."""
    words = set(measure_key(heading).split("_"))
    return bool(words & WORDS["how_well"]) and not words & WORDS["units"]


def lower_is_better(tokens: Iterable[str]) -> bool:
    """Return whether words name something that is best at its lowest."""
    words = set(tokens)
    return bool(words & WORDS["lower_is_better"]) and not words & WORDS["eased"]


def measure_for(heading: str, diary: Diary) -> tuple[Measure, Scale | None]:
    """Return the measure of a heading, and the scale where the heading states one.

    The measure is the diary's own, a built-in one or new. After `rating:` only a key is read, no
    other name of a measure: rating:humor is not the mood.
    """
    name = heading.strip().removeprefix(RATING)
    own = {measure.key: measure for measure in diary.measures}
    labels = {measure.label.casefold(): measure for measure in reversed(diary.measures)}
    if measure := own.get(name.casefold()) or labels.get(name.casefold()):
        return measure, None
    head = read_heading(name)
    if name != heading.strip():
        if builtin := next((m for m in BUILTIN_MEASURES if m.key == name), None):
            return builtin, None
        key = measure_key(head.words)
    else:
        plain, whole = "_".join(head.tokens), measure_key(name)
        by_words = (measure_key(head.words), plain)
        # "Mood (1-5)" is the mood, also where an earlier file left its values as mood_1_5.
        for key in (*by_words, whole) if head.scale else (whole, *by_words):
            measure = own.get(key) or named_measure(key)
            # A range in the heading is not that of hours: "Sleep (0-10)" is how well.
            if measure and not (measure.unit and (head.scale or rates_how_well(name))):
                return own.get(measure.key, measure), head.scale
        # With a range of its own, it must not get the name of a built-in measure in another unit.
        if head.scale and known_measure(plain) and not rates_how_well(head.words):
            head = replace(head, words=name)
        key = measure_key(head.words)
    new = _new_measure(key or measure_key(name) or "x", name, head)
    scale = replace(head.scale, better=new.better) if head.scale else None
    return own.get(new.key, new), scale


def has_other_scale(values: Sequence[float], measure: Measure) -> bool:
    """Return whether values are on another scale than the measure of their heading.

    Most are off its scale, or several differ below its end: from −3 to 3 half of them are on ours.
    """
    outside = sum(not measure.low <= value <= measure.high for value in values)
    below = {value for value in values if value < measure.low}
    return outside > len(values) / 2 or len(below) > 1


def likely_meaning(measure: Measure, values: Iterable[float]) -> str:
    """Return what a column under the name of a measure may be where its scale is another.

    "" where none is likely. The highest number that occurs is rarely the end of its scale.
    """
    low, high = min(0, *values), max(values)
    if measure.in_hours:
        return f"{measure.key}:{MINUTES}" if low == 0 and high <= 24 * 60 else ""
    ends = (-low,) if low < 0 and high <= -low else (5, 7, 10, 20, 50, 100, 1000)
    end = next((f"{end:g}" for end in ends if high <= end), None)
    lower = ",lower" if measure.better == "lower" else ""
    return f"{measure.key}:{low:g}-{end}{lower}" if end else ""


def _new_measure(key: str, name: str, head: Heading) -> Measure:
    """Return a measure with the range of its heading, else 0 to 10."""
    scale = head.scale or Scale(0, 10)
    is_about_harm = names_self_harm(name)
    is_lower = lower_is_better(head.tokens) or is_about_harm
    better = scale.better or _stated_better_end(name) or ("lower" if is_lower else "higher")
    return Measure(
        key=key,
        label=plain_line(head.words or name)[:150] or "x",
        low=scale.low,
        high=scale.high,
        step=scale.step or 1,
        better=better,
        active=not is_about_harm,  # asked for only once the person turns it on
    )


def named_measure(key: str) -> Measure | None:
    """Return the built-in measure of a key, also in another language: Stimmung is mood."""
    return known_measure(_TRANSLATED.get(key, key))


def heading_for(measure: Measure) -> str:
    """Return the heading of a measure in our own tables, so that it is recognised again.

    That is its key; with its range where the key alone would be read as another scale.
    """
    name = measure.key
    found, _ = measure_for(name, Diary())
    is_other = found.key != name or (known_measure(name) and not found.same_scale(measure))
    if is_other or not is_plain_rating(name):
        name = RATING + name
    if measure_for(name, Diary())[0].same_scale(measure):
        return name
    numbers = (measure.low, measure.high, measure.step)
    low, high, fine = (format_number(n).replace("−", "-") for n in numbers)
    step = "" if measure.step == 1 else f", step {fine}"
    return f"{name} ({low}-{high}, {measure.better}{step})"


def find_field(heading: str) -> Meaning | None:
    """Return the field of a heading, None where it is a rating or unknown."""
    key = measure_key(heading)
    field = _FIELD_WORDS.get(key)
    return Meaning(field, civil=key != "day") if field else None


def own_kind(headings: Iterable[str]) -> Kind | None:
    """Return the kind of record of a table as tracker writes it, None for any other table."""
    keys = set(map(measure_key, headings))
    return next((kind for kind, columns in _OWN_COLUMNS.items() if columns <= keys), None)


def has_day_column(headings: Sequence[str]) -> bool:
    """Return whether a row may be the header of a diary."""
    fields = {_FIELD_WORDS.get(measure_key(heading)) for heading in headings}
    return bool(fields & {"day", "stamp"}) and not any(map(looks_like_a_date, headings))


def find_published(name: str, own: Sequence[Questionnaire]) -> Questionnaire | TotalScale | None:
    """Return the diary's own or a shipped questionnaire, or a published scale of totals."""
    return questionnaire_named(name, (*own, *shipped_questionnaires())) or known_total(name)


def is_plain_rating(heading: str) -> bool:
    """Return whether a heading can name a rating: not an id, a phase or a questionnaire."""
    if find_field(heading) or find_scale(heading, ()) or parse_item(measure_key(heading)):
        return False
    tokens = measure_key(heading).split("_")
    return not (
        set(tokens) <= WORDS["no_ratings"]
        or tokens[-1] in WORDS["last_no_ratings"]
        or tokens[0] == "id"
        or re.search(r"___\d+$", heading)  # a box that was ticked or not, as REDCap names it
    )


def find_scale(heading: str, own: Sequence[Questionnaire]) -> str:
    """Return the questionnaire whose total a heading names, "" for none."""
    head = read_heading(heading)
    totals = ("total", "totals", "sum", "tot", "gesamt", "summe")
    plain = plain_name("".join(token for token in head.tokens if token not in totals))
    if questionnaire := find_published(plain, own):
        return questionnaire.key
    if plain in WORDS["unknown_scales"]:
        return f"{head.words}:0-100,lower" if not head.scale else head.words
    shipped = sorted(shipped_questionnaires(), key=lambda q: len(q.items))
    families = {plain_name(q.key).rstrip("0123456789"): q.key for q in shipped}
    return families.get(plain, "")


def parse_item(key: str) -> tuple[str, int] | None:
    """Return the family and the number of an item: phq and 3 of phq_3, phq9 and 3 of phq9_q3."""
    if not (match := _ITEM.fullmatch(key)):
        return None
    family = plain_name(match[1])
    is_known = family.rstrip("0123456789") in WORDS["families"]
    return (family, int(match[2])) if is_known and match[1] else None


def items_of(family: str, last: int, own: Sequence[Questionnaire] = ()) -> Questionnaire | None:
    """Return the questionnaire whose items a table has: phq up to 9 is PHQ-9, up to 2 PHQ-2.

    Args:
        family: its name, with or without the number in it.
        last: the number of the last item; one more than it has is a question beside it.
        own: the clinic's forms.
    """
    if form := questionnaire_named(family, own):
        return form
    known = sorted(shipped_questionnaires(), key=lambda q: len(q.items))
    family_of = [q for q in known if plain_name(q.key).startswith(family)]
    return next(
        (q for q in family_of if len(q.items) >= last), family_of[-1] if family_of else None
    )


def _better_end(ends: Mapping[int, str], scale: Scale, heading: str) -> Better | None:
    """Return the better end where a heading states it: lower is better; 1 = best."""
    if stated := _stated_better_end(heading):
        return stated
    low, high = ends.get(int(scale.low), ""), ends.get(int(scale.high), "")
    good, bad = WORDS["good"], WORDS["bad"]
    if low in good or high in bad:
        return "lower"
    return "higher" if low in bad or high in good else None


def _stated_better_end(heading: str) -> Better | None:
    """Return which end is said to be better; "Lower back mobility" says nothing of it."""
    for end, words in (("lower", _LOWER), ("higher", _HIGHER)):
        if words.search(heading):
            return end  # type: ignore[return-value]  # the two words
    return None


def _as_number(text: str) -> Number:
    return normalise(float(text.replace("−", "-")))
