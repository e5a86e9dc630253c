"""The export of eMoods: a ZIP with entry.csv in it, one row a day.

Known columns: `DATE (YYYY-MM-DD)`, `DEPRESSED`, `ELEVATED`, `IRRITABILITY`, `ANXIETY`, 1 to 4 for
none to severe and stored as 0 to 3, `SLEEP` in hours, `NOTE`. The file has no single mood, and
none is invented: a day can be both depressed and elevated. All four are measures of their own,
because four steps are not our 0–10. Other columns (weight, therapy, psychotic symptoms) are
listed as not read: their coding is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, Final

from tracker.exchange.apps.common import ParsedEntry, app_result, as_inactive, parse_on_scale
from tracker.exchange.dates import parse_moment
from tracker.exchange.files import read_table
from tracker.exchange.result import ImportContext, ImportResult
from tracker.exchange.table import Line, read_rows
from tracker.records import Measure, Rating, ValidationError, known_measure, measure_key

NAME: Final = "emoods"

_DAY: Final = "date_yyyy_mm_dd"
_SEVERITIES: Final = {
    name: as_inactive(
        Measure(
            key=f"{NAME}_{name}",
            label=f"{name.capitalize()} in eMoods",
            high=3,
            better="lower",
            low_label="none",
            high_label="severe",
        )
    )
    for name in ("depressed", "elevated", "irritability", "anxiety")
}


def is_emoods(headings: Iterable[str]) -> bool:
    """Return whether a row may be the header of entry.csv."""
    keys = set(map(measure_key, headings))
    return _DAY in keys and bool(keys & (_SEVERITIES.keys() | {"sleep"}))


def read(file: BinaryIO, context: ImportContext) -> ImportResult:
    """Return the days of entry.csv.

    Raises:
        ValidationError: the file is no table of eMoods.
    """
    table = read_table(file, context.options, is_emoods)
    if not is_emoods(table.header):
        sentence = "The file is not entry.csv of eMoods: it has no column DATE (YYYY-MM-DD)."
        raise ValidationError("header", sentence)
    keys = table.keys
    order = table.date_order([keys.index(_DAY)], context)
    readable = dict(_SEVERITIES)
    if sleep := known_measure("sleep"):
        readable["sleep"] = sleep
    measures = {key: context.measure(readable[key]) for key in keys if key in readable}

    def rating(key: str, cell: str) -> Rating:
        measure = measures[key]
        if key in _SEVERITIES:
            return measure.rate(parse_on_scale(cell, 1, 4, key.upper()) - 1)
        value = parse_on_scale(cell, measure.low, measure.high, key.upper())
        return measure.rate(round(round(value / measure.step) * measure.step, 9))

    def entry(line: Line) -> ParsedEntry:
        cells = table.named(line)
        return ParsedEntry(
            line=line.number,
            day=parse_moment(cells.get(_DAY, ""), order).day,
            ratings=tuple(rating(k, cell) for k, cell in cells.items() if k in measures and cell),
            note=cells.get("note"),
        )

    described = ["In eMoods 1 to 4 is none to severe; it becomes 0 to 3, 0 best. No mood is made."]
    return app_result(
        NAME,
        context,
        read_rows(table.lines, entry),
        measures.values(),
        mapping=described if _SEVERITIES.keys() & measures.keys() else (),
        not_read={
            table.header[n]: len(table.cells(n))
            for n, key in enumerate(keys)
            if key not in {*measures, _DAY, "id", "note"}
        },
        remarks=table.remarks,
    )
