"""What a heading and a cell of any table mean by their words.

"Pain (0-10)" is pain, 0 best; "Mood (1-5)" is mood on another scale; "phq_3" is an item of a
questionnaire, and "Session number" is no rating. The words are in column_words.toml.
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

IGNORED: Final = "-"
FIELDS: Final = ("day", "time", "offset", "recorded_at", "note", IGNORED)
"""What a column of check-ins may be, apart from a rating and a questionnaire."""
SCALE: Final = "scale"
RATING: Final = "rating:"
"""Prefix of a measure whose key would be read as something else."""
_LISTS: Final = tomllib.loads(
    files("tracker.exchange").joinpath("column_words.toml").read_text(encoding="utf-8")
)


def _word_set(name: str) -> frozenset[str]:
    return frozenset(_LISTS[name].split())


DAYS: Final = _word_set("days")
_STAMPS: Final = _word_set("stamps")
_TIMES: Final = _word_set("times")
_NOTES: Final = _word_set("notes")
_OFFSETS: Final = {"offset": "offset", "utc_offset": "offset", "recorded_at": "recorded_at"}
_NUMBER: Final = r"([-−]?\d+(?:\.\d+)?)"
_DASH: Final = r" ?(?:-|–|—|to|bis|\.\.) ?"
_SCALE = re.compile(rf"{_NUMBER}{_DASH}{_NUMBER}(?: ?, ?(higher|lower))?", re.ASCII)
_RANGE = re.compile(rf"{_NUMBER}{_DASH}{_NUMBER}(?!\d)", re.IGNORECASE | re.ASCII)
_STEP = re.compile(r"step (\d+(?:\.\d+)?)", re.ASCII)
_END = re.compile(rf"{_NUMBER}\s?(?:=|:|is)\s?([^\W\d]+)", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_ITEM = re.compile(r"(.*?)(?:_(?:q|item|i|question|frage)_?|_)?(\d{1,2})")
TRANSLATED: Final = {word: key for key in ("mood", "sleep") for word in _word_set(key)}
_QUALIFIERS: Final = _word_set("qualifiers")
_UNITS: Final = _word_set("units")
_NO_RATINGS: Final = _word_set("no_ratings")
_LAST_NO_RATINGS: Final = _word_set("last_no_ratings")
_LOWER: Final = _word_set("lower_is_better")
"""What is best at its lowest: pain."""
_REVERSING: Final = _word_set("eased")
"""Words that reverse it: pain relief."""
_GOOD: Final = _word_set("good")
_BAD: Final = _word_set("bad")
_FAMILIES: Final = _word_set("families")
_UNKNOWN_SCALES: Final = _word_set("unknown_scales")
"""Questionnaires of unknown range; they are no daily measure either."""
MISSING: Final = _word_set("missing")
"""Words for a missing value, in small letters."""
MISSING_CODES: Final = frozenset({"-9", "-99", "-999", "-9999", "-88", "-77", "-66"})
"""Numbers for a missing value, where they are off the scale."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of a column, and its better end; None is that of the measure."""

    low: Number
    high: Number
    better: Better | None = None
    step: Number | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column is."""

    kind: str
    """One of the fields, "measure" or "scale"."""
    name: str = ""
    """The measure or the questionnaire."""
    scale: Scale | None = None
    order: Order | None = None
    item: int | None = None
    """The number of an item, from 1; None is the total."""
    civil: bool = True
    """Of a day: whether it is a calendar date, also with a time after midnight."""
    explicit: bool = False
    """Whether the user stated it."""


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
    """The words of a heading without its range and the labels of its ends."""

    words: str
    scale: Scale | None
    tokens: tuple[str, ...]


def read_heading(heading: str) -> Heading:
    """Split a heading: "Pain level (0-10)" is pain on 0 to 10."""
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
        scale = replace(scale, better=_better_end(ends, scale, heading))
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
    words = set(tokens)
    return bool(words & _LOWER) and not words & _REVERSING


def find_measure(heading: str, diary: Diary) -> tuple[Measure, Scale | None]:
    """Return the measure of a heading, and the scale where the heading states one.

    The measure is the diary's own, a built-in one or new. A new one has the range of the heading,
    else 0 to 10, and its better end follows from its words.
    """
    name = heading.strip().removeprefix(RATING)
    own = {measure.key: measure for measure in diary.measures}
    labels = {measure.label.casefold(): measure for measure in reversed(diary.measures)}
    if measure := own.get(name.casefold()) or labels.get(name.casefold()):
        return measure, None
    head = read_heading(name)
    plain = "_".join(head.tokens)
    for key in (measure_key(name), measure_key(head.words), plain):
        measure = own.get(key) or known_measure(TRANSLATED.get(key, key))
        if measure and not (measure.unit and head.scale):
            return own.get(measure.key, measure), head.scale
    scale = head.scale or Scale(0, 10)
    better = scale.better or ("lower" if lower_is_better(head.tokens) else "higher")
    key = measure_key(name if head.scale and known_measure(plain) else head.words)
    new = Measure(
        key=key or measure_key(name) or "x",
        label=plain_line(head.words or name)[:150] or "x",
        low=scale.low,
        high=scale.high,
        step=scale.step or 1,
        better=better,
    )
    return own.get(new.key, new), replace(scale, better=better) if head.scale else None


def heading_for(measure: Measure) -> str:
    """Return the heading of a measure in our own tables, so that it is recognised again.

    That is its key; with its range where the key alone would be read as another scale.
    """
    name = measure.key
    if not is_plain_rating(name) or find_measure(name, Diary())[0].key != name:
        name = RATING + name
    if find_measure(name, Diary())[0].same_scale(measure):
        return name
    step = "" if measure.step == 1 else f", step {measure.step:g}"
    return f"{name} ({measure.low:g}-{measure.high:g}, {measure.better}{step})"


def find_field(heading: str) -> Meaning | None:
    """Return the field of a heading, None if it is none."""
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


def has_day_column(headings: Sequence[str]) -> bool:
    """Return whether a row may be the header of a diary."""
    keys = {measure_key(heading) for heading in headings}
    return bool(keys & (DAYS | _STAMPS)) and not any(map(looks_like_a_date, headings))


def is_missing(cell: str) -> bool:
    """Return whether a cell has no value."""
    return not cell or cell.casefold() in MISSING


@lru_cache(8192)  # a file repeats the same few numbers
def cell_number(cell: str) -> float | None:
    """Read a number as a person or a spreadsheet writes it: 6.5, 6,5, 10,432, 1.234,5.

    None for anything else. A comma before groups of three digits separates thousands.
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
    """Return the questionnaire of that name, the diary's own or a shipped one."""
    wanted = plain_name(name)
    for questionnaire in (*known, *shipped_questionnaires()):
        if wanted in (plain_name(questionnaire.key), plain_name(questionnaire.title)):
            return questionnaire
    return None


def without_scale(heading: str) -> str:
    """Return a heading of ours without the scale behind its key."""
    head = read_heading(heading)
    return head.words if head.scale else heading


def is_plain_rating(heading: str) -> bool:
    """Return whether a heading has the words of a rating: no id, no phase, no questionnaire."""
    if find_field(heading) or find_scale(heading, ()) or parse_item(measure_key(heading)):
        return False
    tokens = measure_key(heading).split("_")
    return not (set(tokens) <= _NO_RATINGS or tokens[-1] in _LAST_NO_RATINGS or tokens[0] == "id")


def find_scale(heading: str, known: Sequence[Questionnaire]) -> str:
    """Return the questionnaire whose total a heading names, "" for none."""
    head = read_heading(heading)
    totals = ("total", "totals", "sum", "tot", "gesamt", "summe")
    plain = plain_name("".join(token for token in head.tokens if token not in totals))
    if questionnaire := find_questionnaire(plain, known):
        return questionnaire.key
    if total := known_total(plain):
        return total.key
    if plain in _UNKNOWN_SCALES:
        return f"{head.words}:0-100,lower" if not head.scale else head.words
    shipped = sorted(shipped_questionnaires(), key=lambda q: len(q.items))
    families = {plain_name(q.key).rstrip("0123456789"): q.key for q in shipped}
    total_of = set(head.tokens) & {"total", "sum", "tot", "score"} or "tot" in plain
    return families.get(plain, "") if total_of else ""


def parse_item(key: str) -> tuple[str, int] | None:
    """Return the family and the number of an item: phq_3, phq9_3, gad7_item_2."""
    if not (match := _ITEM.fullmatch(key)):
        return None
    family = plain_name(match[1])
    bare = family.rstrip("0123456789")
    return (bare, int(match[2])) if bare in _FAMILIES and match[1] else None


def _better_end(ends: Mapping[int, str], scale: Scale, heading: str) -> Better | None:
    """Return the better end where a heading states it: lower is better; 1 = best."""
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
