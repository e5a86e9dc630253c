"""What each column of a table is: by what a person says, by its heading, and by its values.

A person says it as `day`, `day:m/d/y`, `time`, `note`, `-` (left out), a rating as `mood`,
`mood:1-5` or `tension:0-100,lower`, and a questionnaire as `scale:phq-9` (its total),
`scale:phq-9:3` (the answer to its third item) or `scale:BDI:0-63,lower`.

Unsaid, a heading is read by its words: "Pain (0-10)" is pain, 0 best, and "Mood (1-5)" is mood on
another scale. What is no rating by its words or its values is named as not read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tracker.exchange.dates import ORDERS, looks_like_a_date, parse_order
from tracker.exchange.headings import (
    FIELDS,
    LEFT_OUT,
    MISSING_CODES,
    RATING,
    SCALE,
    TRANSLATED,
    Meaning,
    cell_hours,
    cell_number,
    field_named,
    is_missing,
    is_plain_rating,
    item_of,
    lower_is_better,
    measure_named,
    parse_scale,
    read_heading,
    scale_named,
    without_scale,
)
from tracker.exchange.result import ImportOptions, NeedsAnswerError, Question
from tracker.exchange.table import Table
from tracker.records import MOOD, Diary, ValidationError, known_measure, measure_key
from tracker.records.format import plain_line
from tracker.records.questionnaires import plain_name, shipped_questionnaires

MOST_COLUMNS: Final = 2_000
"""Far more than any diary rates."""


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


def _questionnaire_said(text: str) -> Meaning:
    name, _, more = (part.strip() for part in text.partition(":"))
    if more.isdigit():
        return Meaning(SCALE, name, item=int(more), said=True)
    return Meaning(SCALE, name, parse_scale(more) if more else None, said=True)


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


def _unsaid(
    table: Table, options: ImportOptions, diary: Diary
) -> tuple[dict[int, Meaning], dict[int, Unread]]:
    """Return what the columns are by their names and values, and those that are nothing here."""
    meanings: dict[int, Meaning] = {}
    unread: dict[int, Unread] = {}
    numbered = _numbered(table.header)
    own = {m.key for m in diary.measures} | {m.label.casefold() for m in diary.measures}
    width = max([len(table.header), *(len(line.cells) for line in table.rows)], default=0)
    if width > MOST_COLUMNS:
        raise ValidationError("header", f"The table has more than {MOST_COLUMNS:,} columns.")
    for n in range(width):
        cells = table.cells(n)
        heading = _heading(table, n)
        named = table.header[n].strip() if n < len(table.header) else ""
        if field := field_named(named):
            meanings[n] = field
        elif not cells:
            continue
        elif named.startswith(RATING) or without_scale(named).casefold() in own:
            meanings[n] = Meaning("measure", named)
        elif hint := _no_rating(named, n, cells, n in numbered, options):
            unread[n] = Unread(heading, len(cells), hint.removeprefix(" "))
        else:
            meanings[n] = Meaning("measure", named)
    return meanings, unread


_WIDEST: Final = 1000
"""The farthest end that a scale may have."""


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
    if scale := scale_named(heading, options.questionnaires):
        return f"--map '{shown}=scale:{scale}'"
    if item := item_of(key):
        family, number = item
        shipped = [q for q in shipped_questionnaires() if len(q.items) >= number]
        known_family = (q.key for q in shipped if plain_name(q.key).startswith(family))
        return f"--map '{shown}=scale:{next(known_family, family)}:{number}'"
    head = read_heading(heading)
    plain = "_".join(head.tokens)
    known = known_measure(key) or known_measure(TRANSLATED.get(plain, plain))
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
    if numbered or not is_plain_rating(heading):
        return said
    low, high = (head.scale.low, head.scale.high) if head.scale else (0, 10)
    if any(v is None for v in values):
        return f"--map '{shown}=note'"
    fits = head.scale or all(low <= v <= high for v in numbers)
    return "" if fits else said


def _present(cells: Iterable[str]) -> Iterator[str]:
    return (cell for cell in cells if not is_missing(cell))


def _is_row_numbers(heading: str, n: int, cells: list[str]) -> bool:
    """Return whether a first column counts its rows, as R, pandas and many apps write one."""
    if n or known_measure(heading) or len(cells) < 2:
        return False
    numbers = [int(cell) if cell.isascii() and cell.isdigit() else None for cell in cells]
    first = numbers[0]
    return first in (0, 1) and numbers == list(range(first, first + len(cells)))


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
