"""What a heading and a cell of any table say by their words.

"Pain (0-10)" is pain, 0 best; "Mood (1-5)" is mood on another scale; "phq_3" is an item of a
questionnaire, and "Session number" is nothing that is rated. The words are in column_words.toml.
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
from tracker.records import Diary, Measure, Number, ValidationError, known_measure, measure_key
from tracker.records.format import plain_line
from tracker.records.interval import parse_hours
from tracker.records.measure import Better
from tracker.records.questionnaires import (
    Questionnaire,
    known_total,
    plain_name,
    shipped_questionnaires,
)
from tracker.records.validation import parse_number

LEFT_OUT: Final = "-"
FIELDS: Final = ("day", "time", "offset", "recorded_at", "note", LEFT_OUT)
"""What a column of check-ins may be beside a rating and a questionnaire."""
SCALE: Final = "scale"
RATING: Final = "rating:"
"""Before the key of a measure whose own name would be read as something else."""
_LISTS: Final = tomllib.loads(
    files("tracker.exchange").joinpath("column_words.toml").read_text(encoding="utf-8")
)


def words_of(name: str) -> frozenset[str]:
    """Return a list of the words that headings and cells are told by."""
    return frozenset(_LISTS[name].split())


DAYS: Final = words_of("days")
_STAMPS: Final = words_of("stamps")
_TIMES: Final = words_of("times")
_NOTES: Final = words_of("notes")
_OFFSETS: Final = {"offset": "offset", "utc_offset": "offset", "recorded_at": "recorded_at"}
_NUMBER: Final = r"([-−]?\d+(?:\.\d+)?)"
_DASH: Final = r" ?(?:-|–|—|to|bis|\.\.) ?"
_SCALE = re.compile(rf"{_NUMBER}{_DASH}{_NUMBER}(?: ?, ?(higher|lower))?", re.ASCII)
_RANGE = re.compile(rf"{_NUMBER}{_DASH}{_NUMBER}(?!\d)", re.IGNORECASE | re.ASCII)
_STEP = re.compile(r"step (\d+(?:\.\d+)?)", re.ASCII)
_END = re.compile(rf"{_NUMBER}\s?(?:=|:|is)\s?([^\W\d]+)", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_ITEM = re.compile(r"(.*?)(?:_(?:q|item|i|question|frage)_?|_)?(\d{1,2})")
TRANSLATED: Final = {word: key for key in ("mood", "sleep") for word in words_of(key)}
_QUALIFIERS: Final = words_of("qualifiers")
_UNITS: Final = words_of("units")
_NO_RATINGS: Final = words_of("no_ratings")
_LAST_NO_RATINGS: Final = words_of("last_no_ratings")
_LOWER: Final = words_of("lower_is_better")
"""Words of what is best at its lowest."""
_EASED: Final = words_of("eased")
"""Words that turn them round: pain relief."""
_GOOD: Final = words_of("good")
_BAD: Final = words_of("bad")
_FAMILIES: Final = words_of("families")
_UNKNOWN_SCALES: Final = words_of("unknown_scales")
"""Questionnaires that are no daily measure, though their range is not known here."""
MISSING: Final = words_of("missing")
"""What a cell without a value says, in small letters."""
MISSING_CODES: Final = frozenset({"-9", "-99", "-999", "-9999", "-88", "-77", "-66"})
"""Numbers that stand for no value, where they are off the scale."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From where to where a column's numbers go, and which end is better; None: as the measure."""

    low: Number
    high: Number
    better: Better | None = None
    step: Number | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column is."""

    what: str
    """One of the fields, "measure" or "scale"."""
    name: str = ""
    """The measure, or the questionnaire."""
    scale: Scale | None = None
    order: Order | None = None
    item: int | None = None
    """The number of the item, from 1; None is the total."""
    civil: bool = True
    """Of a day: whether a time with it belongs to that calendar date, even one after midnight."""
    said: bool = False


def parse_scale(text: str) -> Scale:
    """Read a scale as 1-5, or as 0-100,lower where lower is better.

    Raises:
        ValidationError: it is no scale.
    """
    if not (match := _SCALE.fullmatch(text)):
        shown = plain_line(text)[:40]
        sentence = (
            f"A scale is written as 1-5, or as 0-100,lower where lower is better, not “{shown}”."
        )
        raise ValidationError("map", sentence)
    low, high = (parse_number(match[n], "scale") for n in (1, 2))
    if not low < high:
        raise ValidationError("map", "A scale is written with its lowest number first: 1-5.")
    return Scale(low, high, {"lower": "lower", "higher": "higher"}.get(match[3] or ""))  # type: ignore[arg-type]  # the two words


@dataclass(frozen=True, slots=True)
class Heading:
    """The words of a heading, apart from the range and the ends that stand with them."""

    words: str
    scale: Scale | None
    tokens: tuple[str, ...]


def read_heading(heading: str) -> Heading:
    """Take a heading apart: "Pain level (0-10)" is pain on 0 to 10."""
    ends = {int(float(n.replace("−", "-"))): w.casefold() for n, w in _END.findall(heading)}
    inside = " ".join(_BRACKETS.findall(heading))
    found = _RANGE.search(inside) or _RANGE.search(heading)
    scale = None
    if found and _as_number(found[1]) < _as_number(found[2]):
        step = _STEP.search(inside)
        low, high = _as_number(found[1]), _as_number(found[2])
        scale = Scale(low, high, step=_as_number(step[1]) if step else None)
    elif len(ends) == 2:
        scale = Scale(min(ends), max(ends))
    if scale:
        scale = replace(scale, better=_direction_of(ends, scale, heading))
    words = heading
    for part in _BRACKETS.findall(heading):
        content = set(measure_key(part).split("_"))
        if _RANGE.search(part) or _END.search(part) or content <= (_UNITS | _QUALIFIERS):
            words = words.replace(part, " ")
    if found and not _RANGE.search(inside):
        words = words.replace(found[0], " ")
    tokens = tuple(t for t in measure_key(words).split("_") if t and t not in _QUALIFIERS)
    return Heading(" ".join(words.split()).strip(" ,:;?-–"), scale, tokens)


def lower_is_better(tokens: Iterable[str]) -> bool:
    """Return whether words name something that is best at its lowest."""
    found = set(tokens)
    return bool(found & _LOWER) and not found & _EASED


def measure_named(heading: str, diary: Diary) -> tuple[Measure, Scale | None]:
    """Return the measure that a heading names, and its scale where the heading says one.

    The measure is the diary's own, a known or a new one. A new one has the range that the heading
    says, else 0 to 10, and a direction by its words.
    """
    name = heading.strip().removeprefix(RATING)
    own = {measure.key: measure for measure in diary.measures}
    labels = {measure.label.casefold(): measure for measure in reversed(diary.measures)}
    if found := own.get(name.casefold()) or labels.get(name.casefold()):
        return found, None
    head = read_heading(name)
    plain = "_".join(head.tokens)
    for key in (measure_key(name), measure_key(head.words), plain):
        found = own.get(key) or known_measure(TRANSLATED.get(key, key))
        if found and not (found.unit and head.scale):
            return own.get(found.key, found), head.scale
    scale = head.scale or Scale(0, 10)
    better = scale.better or ("lower" if lower_is_better(head.tokens) else "higher")
    known_scale = bool(head.scale)
    key = measure_key(name if head.scale and known_measure(plain) else head.words)
    made = Measure(
        key=key or measure_key(name) or "x",
        label=plain_line(head.words or name)[:150] or "x",
        low=scale.low,
        high=scale.high,
        step=scale.step or 1,
        better=better,
    )
    return own.get(made.key, made), replace(scale, better=better) if known_scale else None


def heading_for(measure: Measure) -> str:
    """Return how a measure's column is headed in our own table, so that it is found again.

    That is its key; with its range where the key alone would be read as another scale.
    """
    empty = Diary()
    name = measure.key
    if not is_plain_rating(name) or measure_named(name, empty)[0].key != name:
        name = RATING + name
    if measure_named(name, empty)[0].same_scale(measure):
        return name
    lower = f", {measure.better}"
    step = "" if measure.step == 1 else f", step {measure.step:g}"
    return f"{name} ({measure.low:g}-{measure.high:g}{lower}{step})"


def field_named(heading: str) -> Meaning | None:
    """Return the field that a heading names, None if it names none."""
    key = measure_key(heading)
    if key in DAYS:
        return Meaning("day", civil=key != "day")
    if key in _STAMPS:
        return Meaning("stamp")
    if key in _TIMES:
        return Meaning("time")
    if key in _NOTES:
        return Meaning("note")
    return Meaning(_OFFSETS[key]) if key in _OFFSETS else None


def names_a_day(headings: Sequence[str]) -> bool:
    """Return whether a row may be the header of a diary."""
    keys = {measure_key(heading) for heading in headings}
    return bool(keys & (DAYS | _STAMPS)) and not any(map(looks_like_a_date, headings))


def is_missing(cell: str) -> bool:
    """Return whether a cell says that there is no value."""
    return not cell or cell.casefold() in MISSING


@lru_cache(8192)  # a file says the same few numbers again and again
def cell_number(cell: str) -> float | None:
    """Read a number as a person or a spreadsheet writes it: 6.5, 6,5, 10,432, 1.234,5.

    None for anything else. A comma before groups of three digits parts thousands.
    """
    text = cell.strip().replace("−", "-").replace("\u00a0", "").replace("\u202f", "")
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", text, re.ASCII):
        text = text.replace(",", "")
    elif re.fullmatch(r"[-+]?[1-9]\d{0,2}(\.\d{3})+,\d+", text, re.ASCII):
        text = text.replace(".", "").replace(",", ".")
    elif text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    return float(text) if re.fullmatch(r"[-+]?(\d{1,12}(\.\d*)?|\.\d+)", text, re.ASCII) else None


def cell_hours(cell: str) -> float | None:
    """Read a number of hours, as a time too: 7.25, 7:15, 7h15. None for anything else."""
    if (value := cell_number(cell)) is not None:
        return value
    try:
        return parse_hours(cell.strip().removesuffix(":00") if cell.count(":") == 2 else cell)
    except ValidationError:
        return None


def find_questionnaire(name: str, known: Sequence[Questionnaire]) -> Questionnaire | None:
    """Return the questionnaire of a name, the diary's own or one that comes with tracker."""
    wanted = plain_name(name)
    return next(
        (
            q
            for q in (*known, *shipped_questionnaires())
            if wanted in (plain_name(q.key), plain_name(q.title))
        ),
        None,
    )


def without_scale(heading: str) -> str:
    """Return a heading of ours without the scale behind its key."""
    head = read_heading(heading)
    return head.words if head.scale else heading


def is_plain_rating(heading: str) -> bool:
    """Return whether a heading has the words of a rating: no id, no phase, no questionnaire."""
    if field_named(heading) or scale_named(heading, ()) or item_of(measure_key(heading)):
        return False
    tokens = measure_key(heading).split("_")
    return not (set(tokens) <= _NO_RATINGS or tokens[-1] in _LAST_NO_RATINGS or tokens[0] == "id")


def scale_named(heading: str, known: Sequence[Questionnaire]) -> str:
    """Return the questionnaire whose total a heading names, "" for none."""
    head = read_heading(heading)
    words = [
        t for t in head.tokens if t not in ("total", "totals", "sum", "tot", "gesamt", "summe")
    ]
    plain = plain_name("".join(words))
    if found := find_questionnaire(plain, known):
        return found.key
    if total := known_total(plain):
        return total.key
    if plain in _UNKNOWN_SCALES:
        return f"{head.words}:0-100,lower" if not head.scale else head.words
    shipped = sorted(shipped_questionnaires(), key=lambda q: len(q.items))
    families = {plain_name(q.key).rstrip("0123456789"): q.key for q in shipped}
    total_of = set(head.tokens) & {"total", "sum", "tot", "score"} or "tot" in plain
    return families.get(plain, "") if total_of else ""


def item_of(key: str) -> tuple[str, int] | None:
    """Return the family and the number of an item: phq_3, phq9_3, gad7_item_2."""
    if not (match := _ITEM.fullmatch(key)):
        return None
    family = plain_name(match[1])
    bare = family.rstrip("0123456789")
    return (bare, int(match[2])) if bare in _FAMILIES and match[1] else None


def _direction_of(ends: Mapping[int, str], scale: Scale, heading: str) -> Better | None:
    """Return which end is better where a heading says it: lower is better; 1 = best."""
    text = heading.casefold()
    if "lower" in text or "low is good" in text:
        return "lower"
    if "higher" in text:
        return "higher"
    low, high = ends.get(int(scale.low), ""), ends.get(int(scale.high), "")
    if low in _GOOD or high in _BAD:
        return "lower"
    return "higher" if low in _BAD or high in _GOOD else None


def _as_number(text: str) -> Number:
    value = float(text.replace("−", "-"))
    return int(value) if value == int(value) else value
