"""Any table, once a person has said which of its columns is what.

What can be said is in `column_meaning`. A rating on another scale than its measure has is put on
ours linearly and kept as it was rated beside it (see `foreign`). A column that nobody speaks of
is read where its name is clear, and otherwise named as not read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from hashlib import sha256
from typing import Final

from tracker.exchange.column_meaning import LEFT_OUT, Meaning, Scale, parse_meaning
from tracker.exchange.csv_cells import unguarded
from tracker.exchange.dates import Order, order_among, order_said, parse_clock, parse_moment
from tracker.exchange.foreign import Entry, Source, kept_beside, linear, number_in, says_how
from tracker.exchange.incoming import BadRow, Incoming, KeptChoices, NeedsAnswerError, Question
from tracker.exchange.table import Line, Table
from tracker.records import (
    Diary,
    Measure,
    Number,
    Rating,
    ValidationError,
    known_measure,
    measure_key,
)
from tracker.records.format import plain_line

_CLEAR: Final = {
    **dict.fromkeys(("day", "date", "datetime", "timestamp"), "day"),
    **{"time": "time", "note": "note", "notes": "note"},
}
_WHOLE = re.compile(r"\d|10", re.ASCII)
_DECIMALS = re.compile(r"-?\d+(?:[.,](\d*?)0*)?", re.ASCII)
_SHOWN: Final = 3
"""Values of a column that are shown when it is asked about."""


def map_name(headings: Sequence[str]) -> str:
    """Return the name under which what is said about such a header is kept."""
    joined = "\n".join(" ".join(name.casefold().split()) for name in headings)
    return f"csv-{sha256(joined.encode()).hexdigest()[:16]}"


def read_mapped(
    table: Table,
    said: Mapping[str, str],
    date_format: str | None,
    *,
    known: Diary,
    now: datetime,
    zone: tzinfo | None = None,
) -> Incoming:
    """Return the check-ins of a table by what is said about its columns.

    Raises:
        NeedsAnswerError: no column is said to be the day, or its dates may be read in two ways.
        ValidationError: what is said does not fit the table.
    """
    meanings = _meanings(table, said, known)
    if "day" not in {meaning.what for meaning in meanings.values()}:
        raise _unsaid(table)
    day = next(n for n, meaning in meanings.items() if meaning.what == "day")
    if date_format:
        meanings[day] = replace(meanings[day], order=order_said(date_format))
    source = Source(name="csv", known=known, now=now, zone=zone)
    order = meanings[day].order or _order(table, day)
    rows = _Rows(table, meanings, order, source)
    return source.incoming(
        map(rows.entry, table.lines),
        rows.measures(),
        mapping=[*_columns_said(table, meanings, said), *rows.says_how()],
        not_read=rows.beside(),
        to_keep=_to_keep(table, said, date_format, day),
    )


class _Rated:
    """One column of ratings: its own scale, and the diary's measure where that is another."""

    def __init__(self, heading: str, meaning: Meaning, cells: list[str], source: Source) -> None:
        wanted = known_measure(meaning.what)
        key = measure_key(meaning.what) if wanted is None else wanted.key
        here = source.measure(wanted or Measure(key=key, label=plain_line(meaning.what)))
        scale = meaning.scale or Scale(here.low, here.high, here.better)
        made = wanted is None and here.key not in {m.key for m in source.known.measures}
        if made:
            here = _on(here, scale, cells)
        self.here = here
        self._scale = scale
        self._heading = plain_line(heading)[:80]
        # The key says the scale: another file may have the same column on another one.
        key = measure_key(f"{self._heading[:25]} {scale.low:g} {scale.high:g}")
        beside = source.measure(Measure(key=key, label=f"{self._heading} as rated"))
        self.there = None if _fits(here, scale, cells) else _on(kept_beside(beside), scale, cells)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What it rates here."""
        return (self.here,) if self.there is None else (self.there, self.here)

    def ratings(self, cell: str) -> tuple[Rating, ...]:
        """Read one cell."""
        value = number_in(cell, self._scale.low, self._scale.high, self._heading)
        if self.there is None:
            return (self.here.rate(value),)
        return self.there.rate(value), linear(value, self.there, self.here)

    def says_how(self) -> str | None:
        """How it becomes ours, where it was on another scale."""
        return says_how(self._heading, self.there, self.here) if self.there else None


class _Rows:
    """The rows by what each column is."""

    def __init__(
        self, table: Table, meanings: Mapping[int, Meaning], order: Order, source: Source
    ) -> None:
        self._table = table
        self._order: Order = order
        self._fields = {m.what: n for n, m in meanings.items() if not m.rated}
        self._rated = {
            n: _Rated(table.header[n], meaning, _cells(table, n), source)
            for n, meaning in meanings.items()
            if meaning.rated
        }
        self._left_out = [
            n
            for n, name in enumerate(table.header)
            if n not in meanings or meanings[n].what == LEFT_OUT
        ]
        _check_single(key.key for rated in self._rated.values() for key in rated.measures)

    def measures(self) -> list[Measure]:
        """What the columns rate."""
        return [measure for rated in self._rated.values() for measure in rated.measures]

    def says_how(self) -> list[str]:
        """How other scales become ours."""
        return [said for rated in self._rated.values() if (said := rated.says_how())]

    def beside(self) -> Counter[str]:
        """How many cells stand in columns that are not read."""
        header = self._table.header
        return Counter({header[n].strip(): len(_cells(self._table, n)) for n in self._left_out})

    def entry(self, line: Line | BadRow) -> Entry | BadRow:
        """Read one row."""
        if isinstance(line, BadRow):
            return line
        cells = [*line.cells, *[""] * (len(self._table.header) - len(line.cells))]
        try:
            return self._entry(line.number, cells)
        except ValidationError as problem:
            return BadRow(line.number, str(problem))

    def _entry(self, line: int, cells: list[str]) -> Entry:
        day, clock, offset = parse_moment(cells[self._fields["day"]], self._order)
        if said := self._field(cells, "time").strip():
            clock, offset = parse_clock(said)
        return Entry(
            line=line,
            day=day,
            at=datetime.combine(day, clock, tzinfo=offset) if clock else None,
            ratings=tuple(
                rating
                for n, rated in self._rated.items()
                if cells[n].strip()
                for rating in rated.ratings(cells[n])
            ),
            note=unguarded(self._field(cells, "note")),
        )

    def _field(self, cells: list[str], name: str) -> str:
        n = self._fields.get(name)
        return "" if n is None else cells[n]


def _meanings(table: Table, said: Mapping[str, str], known: Diary) -> dict[int, Meaning]:
    names = [" ".join(name.casefold().split()) for name in table.header]
    places = {name: n for n, name in reversed([*enumerate(names)])}
    meanings = {
        n: meaning
        for n in sorted(table.filled)
        if n < len(names) and (meaning := _clear(table, n, known, guess=not said))
    }
    if said:
        taken = {parse_meaning(text).what for text in said.values()}
        meanings = {n: m for n, m in meanings.items() if m.what not in taken}
    for name, text in said.items():
        place = places.get(" ".join(name.casefold().split()))
        if place is None:
            there = ", ".join(plain_line(heading) for heading in table.header)
            raise ValidationError(
                "map", f"The file has no column {plain_line(name)}; there is: {there}."
            )
        meanings[place] = parse_meaning(text)
    _check_single(m.what for m in meanings.values() if m.what != LEFT_OUT)
    return meanings


def _clear(table: Table, n: int, known: Diary, *, guess: bool) -> Meaning | None:
    """What a column is by its name; where nobody said a word, numbers that fit 0–10 are ratings."""
    heading = table.header[n]
    key = measure_key(heading)
    if key in _CLEAR:
        return Meaning(_CLEAR[key])
    ours = {measure_key(m.label): m for m in known.measures} | {m.key: m for m in known.measures}
    if measure := ours.get(key) or known_measure(heading):
        return Meaning(measure.key)
    fits = key and all(_WHOLE.fullmatch(cell.strip()) for cell in _cells(table, n))
    return Meaning(plain_line(heading)) if guess and fits else None


def _check_single(names: Iterable[str]) -> None:
    if repeated := [name for name, times in Counter(names).items() if times > 1]:
        raise ValidationError(
            "map", f"Two columns are {repeated[0]}; leave one out with --map 'NAME=-'."
        )


def _columns_said(
    table: Table, meanings: Mapping[int, Meaning], said: Mapping[str, str]
) -> Iterable[str]:
    """The whole of it in a sentence, where a person had a say in it."""
    if said:
        read = {n: m.what for n, m in sorted(meanings.items()) if m.what != LEFT_OUT}
        parts = (f"{plain_line(table.header[n])[:40]} is {what}" for n, what in read.items())
        yield f"Columns: {', '.join(parts)}."


def _order(table: Table, day: int) -> Order:
    if order := order_among(_cells(table, day)):
        return order
    name = plain_line(table.header[day])[:40]
    raise NeedsAnswerError(
        f"The dates under {name} may be read in two ways; say which number is the day: "
        "--date-format d/m/y or --date-format m/d/y.",
        (Question(table.header[day], f"The dates under {name}, d/m/y or m/d/y"),),
    )


def _fits(measure: Measure, scale: Scale, cells: list[str]) -> bool:
    """Whether the numbers of a column may stand under a measure as they are."""
    if (scale.low, scale.high, scale.better) != (measure.low, measure.high, measure.better):
        return False
    return _step(cells) >= measure.step


def _on(measure: Measure, scale: Scale, cells: list[str]) -> Measure:
    step = _step(cells)
    return replace(measure, low=scale.low, high=scale.high, better=scale.better, step=step)


def _step(cells: list[str]) -> Number:
    """Whole numbers, or tenths, hundredths, thousandths, as the column has them."""
    matches = (_DECIMALS.fullmatch(cell.strip()) for cell in cells)
    digits = max((len(match[1] or "") for match in matches if match), default=0)
    return 1 if digits == 0 else round(10 ** -min(digits, 3), 3)


def _cells(table: Table, n: int) -> list[str]:
    """The values of a column, without the empty ones."""
    rows = (line.cells for line in table.lines if isinstance(line, Line))
    return [cells[n] for cells in rows if n < len(cells) and cells[n].strip()]


def _to_keep(
    table: Table, said: Mapping[str, str], date_format: str | None, day: int
) -> KeptChoices | None:
    order = {table.header[day]: f"day:{order_said(date_format)}"} if date_format else {}
    answers = {**said, **order}
    return KeptChoices(map_name(table.header), answers) if answers else None


def _unsaid(table: Table) -> ValidationError:
    """Say which column looks like the day; where none does there is nothing to ask."""
    names = [plain_line(name)[:40] for name in table.header]
    day = next((n for n in range(len(names)) if _looks_like_days(_cells(table, n))), None)
    if day is None:
        sentence = "The first line names no column day; write it as day,time,mood."
        return ValidationError("header", sentence)
    score = next((name for n, name in enumerate(names) if n != day and name), "Score")
    sentence = (
        "No column of the file is called the day; say which is what, as "
        f"--map '{names[day]}=day' --map '{score}=mood:1-5'."
    )
    return NeedsAnswerError(sentence, tuple(_questions(table)))


def _looks_like_days(cells: list[str]) -> bool:
    try:
        return bool(cells) and bool(parse_moment(cells[0], "d/m/y"))
    except ValidationError:
        return False


def _questions(table: Table) -> Iterable[Question]:
    for n, name in enumerate(table.header):
        if samples := _cells(table, n)[:_SHOWN]:
            shown = tuple(plain_line(sample)[:20] for sample in samples)
            yield Question(name, f"Column {n + 1}, {plain_line(name)[:40]}", shown, column=True)
