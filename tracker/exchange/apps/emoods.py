"""The export of eMoods: a ZIP with entry.csv in it, one row a day.

Known columns: `DATE (YYYY-MM-DD)`, `DEPRESSED`, `ELEVATED`, `IRRITABILITY`, `ANXIETY`, 1 to 4 for
none to severe and stored as 0 to 3, `SLEEP` in hours, `NOTE`. The file has no single mood, and
none is invented: a day can be both depressed and elevated. All four are measures of their own,
because four steps are not our 0–10. Other columns (weight, therapy, psychotic symptoms) are
listed as not read: their coding is not known.
"""

from __future__ import annotations

from typing import BinaryIO, Final

from tracker.exchange.apps.common import ParsedEntry, app_result, read_app_table
from tracker.exchange.cells import parse_on_scale
from tracker.exchange.dates import parse_moment
from tracker.exchange.result import ImportContext, ImportResult
from tracker.exchange.table import Line, read_rows
from tracker.records import Measure, Rating, known_measure

NAME: Final = "emoods"

_DAY: Final = "date_yyyy_mm_dd"
_SEVERITIES: Final = {
    name: Measure(
        key=f"{NAME}_{name}",
        label=f"{name.capitalize()} in eMoods",
        high=3,
        better="lower",
        low_label="none",
        high_label="severe",
        active=False,
    )
    for name in ("depressed", "elevated", "irritability", "anxiety")
}


def read(file: BinaryIO, context: ImportContext) -> ImportResult:
    """Return the days of entry.csv.

    Raises:
        ValidationError: the file is not a table of eMoods.
    """
    table = read_app_table(file, context, "entry.csv of eMoods", "DATE (YYYY-MM-DD)")
    keys = table.keys
    order = table.date_order([keys.index(_DAY)], context)
    readable = {key: _SEVERITIES.get(key) or known_measure(key) for key in (*_SEVERITIES, "sleep")}
    measures = {key: context.measure(m) for key in keys if (m := readable.get(key))}

    def rating(key: str, cell: str) -> Rating:
        measure = measures[key]
        if key in _SEVERITIES:
            return measure.rate(parse_on_scale(cell, 1, 4, key.upper()) - 1)
        value = parse_on_scale(cell, measure.low, measure.high, key.upper())
        return measure.rate(measure.nearest(value))

    def entry(line: Line) -> ParsedEntry:
        cells = table.named(line)
        return ParsedEntry(
            number=line.number,
            day=parse_moment(cells.get(_DAY, ""), order).day,
            ratings=tuple(rating(k, cell) for k, cell in cells.items() if k in measures and cell),
            note=cells.get("note"),
        )

    described = [
        "In eMoods 1 to 4 means none to severe; it becomes 0 to 3, 0 best. eMoods has no mood "
        "score, so none is imported."
    ]
    return app_result(
        NAME,
        context,
        read_rows(table.lines, entry),
        table=table,
        measures=measures.values(),
        mapping=described if _SEVERITIES.keys() & measures.keys() else (),
        not_read=table.unread(table.places({*measures, _DAY, "id", "note"})),
    )
