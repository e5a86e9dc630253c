"""What each column of a table is: by what a person says, by its heading, and by its values.

A person says it as `day`, `day:m/d/y`, `time`, `note`, `-` (left out), a rating as `mood`,
`mood:1-5` or `tension:0-100,lower`, and a questionnaire as `scale:phq-9` (its total),
`scale:phq-9:3` (the answer to its third item) or `scale:BDI:0-63,lower`.

Unsaid, a heading is read by its words: "Pain (0-10)" is pain, 0 best, and "Mood (1-5)" is mood on
another scale. What is no rating by its words or its values is named as not read.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Final

from tracker.exchange.dates import ORDERS, Order, looks_like_a_date, parse_order
from tracker.exchange.result import ImportOptions, NeedsAnswerError, Question
from tracker.exchange.table import Table
from tracker.records import (
    MOOD,
    Diary,
    Measure,
    Number,
    ValidationError,
    known_measure,
    measure_key,
)
from tracker.records.format import plain_line
from tracker.records.interval import parse_hours
from tracker.records.measure import KEY_LIMIT, Better
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


def _words(name: str) -> frozenset[str]:
    """Return a list of the words that headings and cells are told by."""
    return frozenset(_LISTS[name].split())


_DAYS: Final = _words("days")
_STAMPS: Final = _words("stamps")
_TIMES: Final = _words("times")
_NOTES: Final = _words("notes")
_OFFSETS: Final = {"offset": "offset", "utc_offset": "offset", "recorded_at": "recorded_at"}

_NUMBER: Final = r"([-−]?\d+(?:\.\d+)?)"
_DASH: Final = r" ?(?:-|–|—|to|bis|\.\.) ?"
_SCALE = re.compile(rf"{_NUMBER}{_DASH}{_NUMBER}(?: ?, ?(higher|lower))?", re.ASCII)
_RANGE = re.compile(rf"{_NUMBER}{_DASH}{_NUMBER}(?!\d)", re.IGNORECASE | re.ASCII)
_STEP = re.compile(r"step (\d+(?:\.\d+)?)", re.ASCII)
_END = re.compile(rf"{_NUMBER}\s?(?:=|:|is)\s?([^\W\d]+)", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_ITEM = re.compile(r"(.*?)(?:_(?:q|item|i|question|frage)_?|_)?(\d{1,2})")

_QUALIFIERS: Final = _words("qualifiers")
_UNITS: Final = _words("units")
_NO_RATINGS: Final = _words("no_ratings")
_LAST_NO_RATINGS: Final = _words("last_no_ratings")
_LOWER: Final = _words("lower_is_better")
"""Words of what is best at its lowest."""
_EASED: Final = _words("eased")
"""Words that turn them round: pain relief."""
_GOOD: Final = _words("good")
_BAD: Final = _words("bad")
_FAMILIES: Final = _words("families")
_UNKNOWN_SCALES: Final = _words("unknown_scales")
"""Questionnaires that are no daily measure, though their range is not known here."""

MISSING: Final = _words("missing")
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


@dataclass(frozen=True, slots=True)
class Unread:
    """A column that is not read, how many values it has, and the --map that would read it."""

    heading: str
    values: int
    hint: str = ""

    def __str__(self) -> str:
        """Return it as a person is told: Weather (2; --map 'Weather=note')."""
        count = f"{self.values:,}" + (f"; {self.hint}" if self.hint else "")
        return f"{plain_line(self.heading)[:60]} ({count})"


def parse_meaning(text: str, fields: Sequence[str] = FIELDS) -> Meaning:
    """Read what a person says a column is.

    Raises:
        ValidationError: it is none of what a column can be.
    """
    what, _, more = (part.strip() for part in text.partition(":"))
    if text in ORDERS:
        return Meaning("day", order=parse_order(text), said=True)
    if not what.strip(LEFT_OUT):
        return Meaning(LEFT_OUT, said=True)
    if measure_key(what) in ("day", "date"):
        return Meaning("day", order=parse_order(more) if more else None, said=True)
    if what.casefold() in fields and not more:
        return Meaning(what.casefold(), said=True)
    if what.casefold() == SCALE and more:
        return _questionnaire_said(more)
    if not measure_key(what) or what in fields or fields is not FIELDS:
        known = ", ".join(fields)
        rating = ", a rating as mood:1-5 or a questionnaire as scale:phq-9"
        also = rating if fields is FIELDS else ""
        shown = plain_line(text)[:40]
        raise ValidationError("map", f"A column is {known}{also}; “{shown}” is none of these.")
    return Meaning("measure", what, parse_scale(more) if more else None, said=True)


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


def _questionnaire_said(text: str) -> Meaning:
    name, _, more = (part.strip() for part in text.partition(":"))
    if more.isdigit():
        return Meaning(SCALE, name, item=int(more), said=True)
    return Meaning(SCALE, name, parse_scale(more) if more else None, said=True)


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
        found = own.get(key) or known_measure(key)
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
    if not _is_plain_rating(name) or measure_named(name, empty)[0].key != name:
        name = RATING + name
    if measure_named(name, empty)[0].same_scale(measure):
        return name
    lower = f", {measure.better}"
    step = "" if measure.step == 1 else f", step {measure.step:g}"
    return f"{name} ({measure.low:g}-{measure.high:g}{lower}{step})"


def field_named(heading: str) -> Meaning | None:
    """Return the field that a heading names, None if it names none."""
    key = measure_key(heading)
    if key in _DAYS:
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
    return bool(keys & (_DAYS | _STAMPS)) and not any(map(looks_like_a_date, headings))


def column_meanings(
    table: Table, said: Mapping[str, str], options: ImportOptions, diary: Diary
) -> tuple[dict[int, Meaning], list[Unread]]:
    """Return what each column is, by its place, and those that are not read.

    Raises:
        NeedsAnswerError: no column is the day.
        ValidationError: what is said does not fit the table, or two columns are the same.
    """
    meanings, unread = _unsaid(table, options, diary)
    for place, meaning in _said(table, said).items():
        if meaning.what not in (LEFT_OUT, "note", "measure", SCALE):
            meanings = {n: m for n, m in meanings.items() if m.what != meaning.what}
        if meaning.what == "measure":
            key = measure_named(meaning.name, diary)[0].key
            meanings = {
                n: m
                for n, m in meanings.items()
                if m.said or m.what != "measure" or measure_named(m.name, diary)[0].key != key
            }
        meanings[place] = meaning
    taken = {n for n, m in meanings.items() if m.what != LEFT_OUT}
    kept = [u for n, u in unread.items() if n not in meanings]
    for n, meaning in meanings.items():
        if meaning.what == LEFT_OUT:
            kept.append(Unread(_heading(table, n), len(table.cells(n))))
    meanings = {n: meanings[n] for n in sorted(taken)}
    meanings, stamps = _one_day(table, meanings)
    _check_single(meanings, diary)
    if "day" not in {meaning.what for meaning in meanings.values()}:
        raise _asks_for_the_day(table)
    order = {_heading(table, n): n for n in range(len(table.header))}
    kept += stamps
    kept.sort(key=lambda unread: order.get(unread.heading, 0))
    return meanings, [one for one in kept if one.values]


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


def _unsaid(
    table: Table, options: ImportOptions, diary: Diary
) -> tuple[dict[int, Meaning], dict[int, Unread]]:
    """Return what the columns are by their names and values, and those that are nothing here."""
    meanings: dict[int, Meaning] = {}
    unread: dict[int, Unread] = {}
    numbered = _numbered(table.header)
    own = {m.key for m in diary.measures} | {m.label.casefold() for m in diary.measures}
    width = max([len(table.header), *(len(line.cells) for line in table.rows)][:50_000], default=0)
    for n in range(min(width, 2_000)):
        cells = table.cells(n)
        heading = _heading(table, n)
        named = table.header[n].strip() if n < len(table.header) else ""
        if field := field_named(named):
            meanings[n] = field
        elif not cells:
            continue
        elif named.startswith(RATING) or _without_scale(named).casefold() in own:
            meanings[n] = Meaning("measure", named)
        elif hint := _no_rating(named, n, cells, n in numbered, options):
            unread[n] = Unread(heading, len(cells), hint.removeprefix(" "))
        else:
            meanings[n] = Meaning("measure", named)
    return meanings, unread


_WIDEST: Final = 1000
"""The farthest end that a scale may have."""


def _without_scale(heading: str) -> str:
    """Return a heading of ours without the scale behind its key."""
    head = read_heading(heading)
    return head.words if head.scale else heading


def _no_rating(
    heading: str, n: int, cells: list[str], numbered: bool, options: ImportOptions
) -> str:
    """Return why a column is no rating: the --map that would read it, " " where there is none.

    "" is said of a rating.
    """
    shown = plain_line(heading)[:40].replace("'", "’")
    key = measure_key(heading)
    if not key or _is_row_numbers(heading, n, cells):
        return " "
    if scale := _scale_named(heading, options.questionnaires):
        return f"--map '{shown}=scale:{scale}'"
    if item := _item_of(key):
        family, number = item
        shipped = [q for q in shipped_questionnaires() if len(q.items) >= number]
        known_family = (q.key for q in shipped if plain_name(q.key).startswith(family))
        return f"--map '{shown}=scale:{next(known_family, family)}:{number}'"
    head = read_heading(heading)
    known = known_measure(key) or known_measure("_".join(head.tokens))
    read = cell_hours if known and known.unit else cell_number
    values = [read(cell) for cell in cells if not is_missing(cell)]
    numbers = [v for v, cell in zip(values, _present(cells), strict=True)
               if v is not None and cell not in MISSING_CODES]  # fmt: skip
    if not numbers:
        return f"--map '{shown}=note'" if any(not is_missing(cell) for cell in cells) else " "
    lower = ",lower" if lower_is_better(head.tokens) else ""
    said = f"--map '{shown}={key}:{min(0, *numbers):g}-{max(1, *numbers):g}{lower}'"
    said = said if max(numbers) <= _WIDEST else " "
    if known:
        # Another scale under a known name, as 0 to 100, is not to be refused row by row.
        off = sum(not known.low <= v <= known.high for v in numbers)
        return said if off > len(numbers) / 2 and not head.scale and known.key != MOOD.key else ""
    if numbered or not _is_plain_rating(heading):
        return said
    low, high = (head.scale.low, head.scale.high) if head.scale else (0, 10)
    if any(v is None for v in values):
        return f"--map '{shown}=note'"
    fits = head.scale or all(low <= v <= high for v in numbers)
    return "" if fits else said


def _present(cells: Iterable[str]) -> Iterator[str]:
    return (cell for cell in cells if not is_missing(cell))


def _is_plain_rating(heading: str) -> bool:
    """Return whether a heading has the words of a rating: no id, no phase, no questionnaire."""
    if field_named(heading) or _scale_named(heading, ()) or _item_of(measure_key(heading)):
        return False
    tokens = measure_key(heading).split("_")
    return not (set(tokens) <= _NO_RATINGS or tokens[-1] in _LAST_NO_RATINGS or tokens[0] == "id")


def _is_row_numbers(heading: str, n: int, cells: list[str]) -> bool:
    """Return whether a first column counts its rows, as R, pandas and many apps write one."""
    if n or known_measure(heading) or len(cells) < 2:
        return False
    numbers = [int(cell) if cell.isascii() and cell.isdigit() else None for cell in cells]
    first = numbers[0]
    return first in (0, 1) and numbers == list(range(first, first + len(cells)))


def _scale_named(heading: str, known: Sequence[Questionnaire]) -> str:
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


def _item_of(key: str) -> tuple[str, int] | None:
    """Return the family and the number of an item: phq_3, phq9_3, gad7_item_2."""
    if not (match := _ITEM.fullmatch(key)):
        return None
    family = plain_name(match[1])
    bare = family.rstrip("0123456789")
    return (bare, int(match[2])) if bare in _FAMILIES and match[1] else None


def _numbered(header: Sequence[str]) -> set[int]:
    """Return the columns that are numbered from 1 on under one name: Q1, Q2, Q3 are items."""
    found: dict[str, dict[int, int]] = {}
    for n, heading in enumerate(header):
        if match := re.fullmatch(r"(.*?)_?(\d{1,2})", measure_key(heading)):
            found.setdefault(match[1], {})[int(match[2])] = n
    return {
        n for name, places in found.items() for n in places.values()
        if name and len(places) >= 3 and {1, 2, 3} <= places.keys()
    }  # fmt: skip


def _heading(table: Table, n: int) -> str:
    named = table.header[n].strip() if n < len(table.header) else ""
    return named or f"column {n + 1}"


def _said(table: Table, said: Mapping[str, str]) -> dict[int, Meaning]:
    if not said:
        return {}
    names = [" ".join(_heading(table, n).casefold().split()) for n in range(len(table.header))]
    places = {name: n for n, name in reversed([*enumerate(names)])}
    found: dict[int, Meaning] = {}
    for name, text in said.items():
        place = places.get(" ".join(name.casefold().split()))
        if place is None:
            there = ", ".join(plain_line(heading) for heading in table.header)
            shown = plain_line(name)
            raise ValidationError("map", f"The file has no column {shown}; it has: {there}.")
        meaning = parse_meaning(text)
        civil = measure_key(table.header[place]) != "day"
        found[place] = replace(meaning, civil=civil) if meaning.what == "day" else meaning
    return found


def _one_day(table: Table, meanings: dict[int, Meaning]) -> tuple[dict[int, Meaning], list[Unread]]:
    """Let a time stamp be the day where no other column is; else it is named as not read."""
    stamps = [n for n, meaning in meanings.items() if meaning.what == "stamp"]
    days = [n for n, meaning in meanings.items() if meaning.what == "day"]
    rest = {n: m for n, m in meanings.items() if m.what != "stamp"}
    if stamps and not days:
        rest[stamps[0]] = Meaning("day")
        stamps = stamps[1:]
    unread = [Unread(_heading(table, n), len(table.cells(n))) for n in stamps]
    return {n: rest[n] for n in sorted(rest)}, unread


def _check_single(meanings: Mapping[int, Meaning], diary: Diary) -> None:
    names: list[tuple[str, str]] = []
    for meaning in meanings.values():
        if meaning.what == "measure":
            names.append(("measure", measure_named(meaning.name, diary)[0].key))
        elif meaning.what == SCALE:
            names.append((SCALE, f"{plain_name(meaning.name)} {meaning.item or 'total'}"))
        elif meaning.what != "note":
            names.append(("field", meaning.what))
    if repeated := [name for (_, name), times in Counter(names).items() if times > 1]:
        sentence = f"Two columns are {repeated[0]}; leave one out with --map 'NAME=-'."
        raise ValidationError("map", sentence)


def _asks_for_the_day(table: Table) -> ValidationError:
    """Say which column looks like the day; where none does there is nothing to ask."""
    names = [plain_line(name)[:40] for name in table.header]
    columns = ((n, table.cells(n)) for n in range(len(names)))
    day = next((n for n, cells in columns if cells and looks_like_a_date(cells[0])), None)
    if day is None:
        sentence = "The first line names no column day; write it as day,time,mood."
        return ValidationError("header", sentence)
    score = next((name for n, name in enumerate(names) if n != day and name), "Score")
    sentence = (
        "No column of the file is called the day; say which is what, as "
        f"--map '{names[day]}=day' --map '{score}=mood:1-5'."
    )
    return NeedsAnswerError(sentence, tuple(_questions(table)))


def _questions(table: Table) -> Iterable[Question]:
    for n, name in enumerate(table.header):
        if samples := table.cells(n)[:3]:
            shown = tuple(plain_line(sample)[:20] for sample in samples)
            yield Question(name, f"Column {n + 1}, {plain_line(name)[:40]}", shown, column=True)


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


__all__ = ["KEY_LIMIT", "Heading", "Meaning", "Scale", "Unread", "column_meanings"]
