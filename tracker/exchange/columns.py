"""The meaning of each column of a table: as stated, by its heading, and by its values.

The user states it as `day`, `day:m/d/y`, `time`, `note`, `-` (ignore), a rating as `mood`,
`mood:1-5`, `tension:0-100,lower` or `sleep:minutes`, and a questionnaire as `scale:phq-9` (its
total), `scale:phq-9:3` (the answer to its third item) or `scale:BDI:0-63,lower`.

Otherwise the heading decides: "Pain (0-10)" is pain, 0 best, and "Mood (1-5)" is mood on another
scale. A column that is not a rating by its words or its values is listed as not read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from tracker.exchange.cells import MISSING_CODES, cell_hours, cell_number, cell_percent, is_missing
from tracker.exchange.dates import ORDERS, looks_like_a_date, parse_order
from tracker.exchange.headings import (
    FIELDS,
    IGNORED,
    MINUTES,
    RATING,
    SCALE,
    WORDS,
    Meaning,
    find_field,
    find_scale,
    has_other_scale,
    is_plain_rating,
    items_of,
    likely_meaning,
    lower_is_better,
    named_measure,
    own_kind,
    parse_item,
    parse_scale,
    rates_how_well,
    read_heading,
)
from tracker.exchange.record_headings import likely_kind
from tracker.exchange.result import ImportContext, ImportOptions, NeedsAnswerError, Question
from tracker.exchange.table import Table, shown_heading
from tracker.records import MOOD, Measure, ValidationError, known_measure, measure_key
from tracker.records.format import format_list, plain_line, shorten
from tracker.records.questionnaires import Questionnaire

MAX_COLUMNS: Final = 2_000
"""Far more than any diary rates."""
_WIDEST: Final = 1000
"""The highest end of a scale."""
_MOST_NAMES: Final = 200
"""Different words of a column that are looked at for names of measures."""
_FEWEST_FLAGGED_ROWS: Final = 10
"""Rows of a table in which a column of 0 and 1 alone is a yes and no, not a low rating."""
_FEWEST_FLAGS: Final = 3
"""Columns of that kind beside which any other of 0 and 1 is one too."""


def parse_meaning(text: str, fields: Sequence[str] = FIELDS) -> Meaning:
    """Read the stated meaning of a column.

    Raises:
        ValidationError: no column can mean that.
    """
    kind, _, detail = (part.strip() for part in text.partition(":"))
    if text in ORDERS:
        return Meaning("day", order=parse_order(text), explicit=True)
    if not kind.strip(IGNORED):
        return Meaning(IGNORED, explicit=True)
    if measure_key(kind) in ("day", "date"):
        return Meaning("day", order=parse_order(detail) if detail else None, explicit=True)
    if kind.casefold() in fields and not detail:
        return Meaning(kind.casefold(), explicit=True)
    if kind.casefold() == SCALE and detail and fields is FIELDS:
        name, _, item = (part.strip() for part in detail.partition(":"))
        if re.fullmatch(r"\d{1,3}", item, re.ASCII):
            return Meaning(SCALE, name, item=int(item), explicit=True)
        return Meaning(SCALE, name, parse_scale(item) if item else None, explicit=True)
    if not measure_key(kind) or kind in fields or fields is not FIELDS:
        ratings = ["a rating as mood:1-5", "a questionnaire as scale:phq-9"]
        choices = format_list([*fields, *(ratings if fields is FIELDS else [])], "or")
        raise ValidationError(
            "map", f"A column cannot be “{shorten(text, 40)}”. Choose one of: {choices}."
        )
    if detail.casefold() == MINUTES:
        return Meaning("measure", kind, minutes=True, explicit=True)
    scale = parse_scale(detail) if detail else None
    if scale and not -_WIDEST <= scale.low < scale.high <= _WIDEST:
        raise ValidationError(
            "map", f"“{shorten(detail, 40)}”: a rating goes from −1000 to 1000 at most."
        )
    return Meaning("measure", kind, scale, explicit=True)


def column_meanings(
    table: Table, stated: Mapping[str, str], context: ImportContext
) -> tuple[dict[int, Meaning], list[str]]:
    """Return the meaning of each column by its place, and the columns that are not read.

    These are shown with their number of values: Weather (2; --map 'Weather=note').

    Raises:
        NeedsAnswerError: no column is the day.
        ValidationError: what is stated does not fit the table, two columns mean the same, or the
            rows are infusions or medicines.
    """
    diary = context.diary
    meanings, unread = _inferred_meanings(table, context)
    for name, text in stated.items():
        n, meaning = table.find_column(name), parse_meaning(text)
        if meaning.kind == "day":
            meaning = replace(meaning, civil=measure_key(table.heading(n)) != "day")
        if meaning.kind not in (IGNORED, "note"):
            # A stated column replaces one that was inferred to mean the same.
            given = meaning.gives(diary)
            meanings = {
                other: m for other, m in meanings.items() if m.explicit or m.gives(diary) != given
            }
        unread.pop(n, None)
        meanings[n] = meaning
    # A time stamp is the day where no other column is.
    has_day = any(meaning.kind == "day" for meaning in meanings.values())
    for n, meaning in sorted(meanings.items()):
        if meaning.kind == "stamp" and not has_day:
            meanings[n] = Meaning("day")
            has_day = True
        elif meaning.kind in (IGNORED, "stamp"):
            unread[n] = ""
            del meanings[n]
    check_given_once((m.kind, m.gives(diary)) for m in meanings.values() if m.kind != "note")
    if context.options.kind is None and not any(m.explicit for m in meanings.values()):
        _reject_treatments(table, (n for n, m in meanings.items() if m.kind == "measure"))
    if not has_day:
        raise _ask_for_day(table)
    check_is_header(table, (n for n, meaning in meanings.items() if meaning.kind == "day"))
    _refuse_long_table(table, meanings, unread)
    columns = []
    for n, hint in sorted(unread.items()):
        if values := len(table.cells(n)):
            shown = f"{values:,}; {hint}" if hint else f"{values:,}"
            columns.append(f"{plain_line(table.heading(n))[:60]} ({shown})")
    return dict(sorted(meanings.items())), columns


def _refuse_long_table(
    table: Table, meanings: Mapping[int, Meaning], unread: Iterable[int]
) -> None:
    """Refuse a table with a row for each value: mood and pain would become one measure.

    Raises:
        ValidationError: one column of values, and one of words that name what was rated.
    """
    rated = [n for n, m in meanings.items() if m.kind == "measure" and not m.explicit]
    if len(rated) != 1 or measure_key(table.heading(rated[0])) not in WORDS["values"]:
        return
    days = [cell[:10] for n, m in meanings.items() if m.kind == "day" for cell in table.cells(n)]
    if len(set(days)) == len(days):
        return
    for n in unread:
        words = list(islice(dict.fromkeys(table.cells(n)), _MOST_NAMES))
        known = (named_measure("_".join(read_heading(word).tokens)) for word in words)
        named = {measure.key for measure in known if measure}
        names_values = measure_key(table.heading(n)) in WORDS["names"] and len(words) > 1
        if len(named) > 1 or names_values:
            columns = ",".join(sorted(named)[:3]) or "mood,anxiety"
            raise ValidationError(
                "header",
                f"The table has a row for each value: {shown_heading(table.heading(n))} says of "
                f"what. Give each its own column, as day,{columns}.",
            )


def check_given_once(meanings: Iterable[tuple[str, str]]) -> None:
    """Check that no two columns of a table mean the same: a field, or one kind of value.

    Raises:
        ValidationError: two do.
    """
    if repeated := [name for (_, name), times in Counter(meanings).items() if times > 1]:
        sentence = f"Two columns are {repeated[0]}; leave one out with --map 'NAME=-'."
        raise ValidationError("map", sentence)


def check_is_header(table: Table, days: Iterable[int], name: str = "day") -> None:
    """Check that the first line has headings: a date above dates is a row, and would be lost.

    Args:
        table: with its first line as the header.
        days: the places of the columns that are, or may be, the day.
        name: what the day is called.

    Raises:
        ValidationError: it has none.
    """
    if any(n < len(table.header) and looks_like_a_date(table.header[n].strip()) for n in days):
        raise ValidationError(
            "header",
            "The first line has a date and no headings. Add a line above it that names each "
            f"column, that of the dates as {name}.",
        )


def _inferred_meanings(
    table: Table, context: ImportContext
) -> tuple[dict[int, Meaning], dict[int, str]]:
    """Return the meanings, and for each other column with values the --map that would read it."""
    meanings: dict[int, Meaning] = {}
    unread: dict[int, str] = {}
    numbered = _numbered_columns(table.header)
    items = _items(table.header, context.options.questionnaires)
    measures = context.diary.measures
    own = {m.key for m in measures} | {m.label.casefold() for m in measures}
    width = max([len(table.header), *(len(line.cells) for line in table.rows)], default=0)
    if width > MAX_COLUMNS:
        raise ValidationError("header", f"The table has more than {MAX_COLUMNS:,} columns.")
    for n in range(width):
        cells = table.cells(n)
        heading = table.header[n].strip() if n < len(table.header) else ""
        head = read_heading(heading)
        name = head.words if head.scale else heading
        if field := find_field(heading):
            meanings[n] = field
        elif not cells:
            continue
        elif heading.startswith(RATING) or name.casefold() in own:
            present = [cell for cell in cells if not is_missing(cell)]
            is_words = len(present) > 1 and all(cell_hours(cell) is None for cell in present)
            if is_words and not own_kind(table.header):
                unread[n] = _map_hint(heading, _hint_for_words(heading, present))
            else:
                meanings[n] = Meaning("measure", heading)
        elif item := items.get(n):
            unread[n] = _map_hint(heading, f"scale:{item}")
        elif (hint := _unread_hint(heading, n, cells, n in numbered, context.options)) is not None:
            unread[n] = hint
        else:
            meanings[n] = Meaning("measure", heading)
    for n in _yes_or_no_columns(table, meanings, own):
        del meanings[n]
        heading = table.heading(n)
        lower = ",lower" if lower_is_better(read_heading(heading).tokens) else ""
        # An anxiety of 1 from 0 to 1 would be the worst of it.
        known = _known_by_words(heading)
        meaning = known.key if known else f"{measure_key(heading)}:0-1{lower}"
        unread[n] = f"only 0 and 1: {_map_hint(heading, meaning)}"
    return meanings, unread


def _yes_or_no_columns(
    table: Table, meanings: Mapping[int, Meaning], own: Container[str]
) -> list[int]:
    """Return the columns of 0 and 1 that say whether something was so, as tags and habits do.

    Read as ratings from 0 to 10, they would be the worst of them. A pain of 0 or 1 may be one, so
    a column under a known name, or of what is best at its lowest, is left out only among others.
    """
    if own_kind(table.header) or sum(1 for _ in table.rows) < _FEWEST_FLAGGED_ROWS:
        return []
    certain, possible = [], []
    for n, meaning in meanings.items():
        heading = table.heading(n)
        head = read_heading(heading)
        is_own = heading.startswith(RATING) or heading.casefold() in own
        if meaning.kind != "measure" or is_own or head.scale:
            continue
        values = {cell_number(cell) for cell in table.cells(n) if not is_missing(cell)}
        if not values <= {0.0, 1.0}:
            continue
        may_be_rated = _known_by_words(heading) or lower_is_better(head.tokens)
        if 1.0 in values and not may_be_rated:
            certain.append(n)
        else:
            possible.append(n)
    return certain if len(certain) < _FEWEST_FLAGS else [*certain, *possible]


def _unread_hint(
    heading: str, n: int, cells: list[str], is_numbered: bool, options: ImportOptions
) -> str | None:
    """Return the --map that would read a column that is not a rating, "" where none would.

    None is returned for a rating.
    """
    key = measure_key(heading)
    if not key or _is_row_numbers(heading, n, cells):
        return ""
    if scale := find_scale(heading, options.questionnaires):
        return _map_hint(heading, f"scale:{scale}")
    tokens, in_heading = read_heading(heading).tokens, read_heading(heading).scale
    measure = _known_by_words(heading)
    read = cell_hours if measure and measure.unit else cell_number
    present = [cell for cell in cells if not is_missing(cell)]
    numbers = [v for cell in present
               if cell not in MISSING_CODES and (v := read(cell)) is not None]  # fmt: skip
    if not numbers:
        return _map_hint(heading, _hint_for_words(heading, present)) if present else ""
    lower = ",lower" if lower_is_better(tokens) else ""
    low, high = min(0, *numbers), max(1, *numbers)
    if low < 0:  # below zero, most scales go as far as above it
        low, high = min(low, -high), max(high, -low)
    ends = f"{low:g}-{high:g}{lower}"
    as_rating = _map_hint(heading, f"{key}:{ends}") if max(numbers) <= _WIDEST else ""
    if measure:
        # Another scale under a known name, as 0 to 100, is not refused row by row.
        is_stated = in_heading or read_heading(heading).minutes
        is_other = has_other_scale(numbers, measure) and not is_stated and measure.key != MOOD.key
        if not is_other:
            return None
        return _map_hint(heading, meaning) if (meaning := likely_meaning(measure, numbers)) else ""
    if is_numbered or not is_plain_rating(heading):
        return as_rating
    if any(read(cell) is None for cell in present):
        return _map_hint(heading, "note")
    return None if in_heading or all(0 <= v <= 10 for v in numbers) else as_rating


def _hint_for_words(heading: str, cells: Sequence[str]) -> str:
    """Return what a column without a plain number may be: 79% of 100, or a note."""
    if all(cell.endswith("%") and cell_percent(cell) is not None for cell in cells):
        lower = ",lower" if lower_is_better(read_heading(heading).tokens) else ""
        return f"{measure_key(heading)}:0-100{lower}"
    return "note"


def _known_by_words(heading: str) -> Measure | None:
    """Return the built-in measure that a heading names."""
    tokens = read_heading(heading).tokens
    measure = known_measure(measure_key(heading)) or named_measure("_".join(tokens))
    return None if measure and measure.unit and rates_how_well(heading) else measure


def _map_hint(heading: str, meaning: str) -> str:
    return f"--map '{shown_heading(heading)}={meaning}'"


def _is_row_numbers(heading: str, n: int, cells: list[str]) -> bool:
    """Return whether a first column counts its rows, as R, pandas and many apps write one."""
    if n or known_measure(heading) or len(cells) < 2:
        return False
    numbers = [int(cell) if re.fullmatch(r"\d{1,18}", cell, re.ASCII) else None for cell in cells]
    first = numbers[0]
    return first in (0, 1) and numbers == list(range(first, first + len(cells)))


def _numbered_columns(header: Sequence[str]) -> set[int]:
    """Return the columns that are numbered from 1 under one name: Q1, Q2, Q3 are items."""
    families: dict[str, dict[int, int]] = {}
    for n, heading in enumerate(header):
        if match := re.fullmatch(r"(.*?)_?(\d{1,2})", measure_key(heading)):
            families.setdefault(match[1], {})[int(match[2])] = n
    return {
        n for name, numbers in families.items() for n in numbers.values()
        if name and {1, 2, 3} <= numbers.keys()
    }  # fmt: skip


def _items(header: Sequence[str], own: Sequence[Questionnaire]) -> dict[int, str]:
    """Return which item of which questionnaire a column has: phq1 to phq9 are those of PHQ-9.

    A number may be part of the name: phq9 is an item beside phq1, and alone it is a total.
    """
    families: dict[str, dict[int, int]] = {}
    for n, heading in enumerate(header):
        if item := parse_item(measure_key(heading)):
            families.setdefault(item[0], {})[item[1]] = n
    return {
        n: f"{questionnaire.key}:{number}"
        for family, places in families.items()
        if (questionnaire := items_of(family, max(places), own))
        for number, n in places.items()
        if number <= len(questionnaire.items) and (1 in places or not find_scale(header[n], own))
    }


def _reject_treatments(table: Table, ratings: Iterable[int]) -> None:
    """Refuse infusions and medicines: their notes and doses are no entries of a diary."""
    if kind := likely_kind(table.header, map(table.heading, ratings)):
        raise ValidationError(
            "kind",
            f"This looks like a table of {'medicines' if kind == 'medications' else kind}. Add "
            f"--kind {kind}, or --kind check-ins to read its rows as entries all the same.",
        )


def _ask_for_day(table: Table) -> ValidationError:
    """Return a question that proposes a column; an error where no column looks like the day."""
    names = [shown_heading(table.heading(n)) for n in range(len(table.header))]
    samples = {n: cells[:3] for n in range(len(names)) if (cells := table.cells(n))}
    dates = [n for n, cells in samples.items() if looks_like_a_date(cells[0])]
    if not dates:
        sentence = "The first line has no column day; write it as day,time,mood."
        return ValidationError("header", sentence)
    # An id of thirteen digits may be read as a moment too.
    day = next((n for n in dates if not samples[n][0].isdecimal()), dates[0])
    check_is_header(table, dates)
    numbers = [
        n
        for n, cells in samples.items()
        if cell_number(cells[0]) is not None and is_plain_rating(table.heading(n))
        if n not in dates and not _is_row_numbers(table.heading(n), n, table.cells(n))
    ]
    moods = [n for n in numbers if named_measure(table.keys[n]) == MOOD]
    score = "".join(f" --map '{names[n]}=mood:1-5'" for n in (*moods, *numbers)[:1])
    return NeedsAnswerError(
        "No column of the file is called the day. Say which it is: "
        f"--map '{names[day]}=day'{score}.",
        tuple(Question(table.heading(n), f"Column {n + 1}, {names[n]}",
                       tuple(plain_line(cell)[:20] for cell in cells), column=True)
              for n, cells in samples.items()),
    )  # fmt: skip
