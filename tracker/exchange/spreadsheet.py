"""Spreadsheets: a table out of an xlsx or ods file, and the diary as a workbook.

Both libraries are loaded only here: python-calamine reads, XlsxWriter writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from io import BytesIO
from typing import BinaryIO, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracker.exchange.formats import FORMATS
from tracker.exchange.headings import heading_for
from tracker.exchange.record_tables import COLUMNS
from tracker.exchange.result import ImportOptions, ImportResult
from tracker.exchange.table import IsHeader, Table, table_of_rows
from tracker.records import Diary, ValidationError, measure_key
from tracker.records.format import plain_line

LONGEST_TEXT: Final = 32_767
"""Characters that a cell of a spreadsheet holds; no note is longer."""


def read(
    file: BinaryIO,
    *,
    options: ImportOptions,
    diary: Diary,
    now: datetime,
    zone: tzinfo | None = None,
) -> ImportResult:
    """Read the table in a spreadsheet as the same table in CSV would be, another app's too.

    Raises:
        NeedsAnswerError: it is not known which column is what.
        ValidationError: the file is no spreadsheet.
    """
    data = file.read()
    found = FORMATS["csv"]
    for known in FORMATS.values():
        if known.header and known.header <= set(read_sheet(data, _has(known.header)).keys):
            found = known
    return found.reader(BytesIO(data), options=options, diary=diary, now=now, zone=zone)


def read_sheet(data: bytes, is_header: IsHeader) -> Table:
    """Return the first sheet with such a header, else the first that holds a table.

    Raises:
        ValidationError: the file is no spreadsheet, or is empty.
    """
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            sheets = {name: _rows(book, name) for name in book.sheet_names}
    except PasswordError:
        raise ValidationError(
            "file", "The spreadsheet is under a password; save it without one."
        ) from None
    except (CalamineError, ZipError, ValueError, OSError):
        raise ValidationError(
            "file", "The spreadsheet is damaged; save it again, or as CSV."
        ) from None
    filled = {name: rows for name, rows in sheets.items() if any(map(any, rows))}
    if not filled:
        raise ValidationError("file", "The file is empty.")
    fitting = (n for n, rows in filled.items() if any(is_header(row) for row in rows[:30]))
    chosen = next(fitting, next(iter(filled)))
    others = [f"sheet {plain_line(name)[:40]}" for name in filled if name != chosen]
    return table_of_rows(filled[chosen], is_header, tuple(others))


def _has(header: frozenset[str]) -> IsHeader:
    return lambda cells: header <= set(map(measure_key, cells))


def _rows(book: CalamineWorkbook, name: str) -> list[list[str]]:
    found = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [[_text(cell) for cell in row] for row in found]


def _text(cell: object) -> str:
    """Return a cell as a CSV file would have it, days and times as ISO 8601 writes them."""
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return f"{cell:.9f}".rstrip("0").rstrip(".")
        case datetime():
            whole = cell.time() == time(0)
            return cell.date().isoformat() if whole else cell.isoformat(" ", "seconds")
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat("seconds")
        case timedelta():
            minutes = round(cell.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case _:
            return str(cell)


def write(diary: Diary, *, exported_at: datetime) -> bytes:
    """Return the diary as a workbook: entries, infusions, questionnaires and events.

    Numbers, days and times have their types, so that a spreadsheet in any language shows them as
    its own; texts are texts and never formulas.
    """
    content = BytesIO()
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False,
                              "strings_to_urls": False, "strings_to_numbers": False,
                              "default_date_format": "yyyy-mm-dd"})  # fmt: skip
    book.set_properties({"created": exported_at.replace(tzinfo=None, microsecond=0)})
    styles = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "time": book.add_format({"num_format": "hh:mm", "align": "left"}),
        "note": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for name, rows in _sheets(diary).items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        widths: dict[int, int] = {}
        for n, row in enumerate(rows):
            for column, value in enumerate(row):
                _put(sheet, n, column, value, styles)
                shown = len(str(value)) if value is not None else 0
                widths[column] = max(widths.get(column, 0), min(shown, 60))
        for column, width in widths.items():
            sheet.set_column(column, column, width + 2)
    book.close()
    return content.getvalue()


def _sheets(diary: Diary) -> dict[str, Iterable[Sequence[object]]]:
    return {
        "Entries": _entries(diary),
        "Infusions": _infusions(diary),
        "Questionnaires": _questionnaires(diary),
        "Events": _events(diary),
    }


def _entries(diary: Diary) -> Iterable[Sequence[object]]:
    yield ("day", "time", "offset", *map(heading_for, diary.measures), "note")
    for check_in in diary.check_ins:
        at = check_in.at
        values = {rating.measure: rating.value for rating in check_in.ratings}
        elsewhere = at is not None and diary.day_of(at) != check_in.day
        time_cell = at.replace(tzinfo=None) if at and elsewhere else at.time() if at else None
        yield (
            check_in.day,
            time_cell,
            at.isoformat()[-6:] if at else None,
            *(values.get(measure.key) for measure in diary.measures),
            check_in.note,
        )


def _infusions(diary: Diary) -> Iterable[Sequence[object]]:
    yield COLUMNS["infusions"]
    for i in diary.infusions:
        effects = "; ".join(f"{e.name} {e.severity} {e.when}" for e in i.side_effects)
        yield (
            *(i.day, i.start, i.status, i.route, i.dose_mg, i.dose_mg_per_kg, i.weight_kg),
            *(i.minutes, i.phase, i.new_course, effects or None, i.cost, i.note),
        )


def _questionnaires(diary: Diary) -> Iterable[Sequence[object]]:
    most = max((len(a.answers or ()) for a in diary.assessments), default=0)
    items = (f"item {n}" for n in range(1, most + 1))
    yield ("day", "questionnaire", "total", "low", "high", "better", *items)
    for a in diary.assessments:
        yield (a.day, a.questionnaire, a.total, a.low, a.high, a.better, *(a.answers or ()))


def _events(diary: Diary) -> Iterable[Sequence[object]]:
    yield COLUMNS["events"]
    for e in diary.events:
        yield (e.kind, e.title, e.start, e.end, e.dose, e.note)


def _put(
    sheet: Worksheet, row: int, column: int, value: object, styles: Mapping[str, Format]
) -> None:
    """Write one cell by its type."""
    if value is None:
        return
    if row == 0:
        sheet.write_string(row, column, str(value), styles["head"])
    elif isinstance(value, bool):
        sheet.write_string(row, column, "yes" if value else "no")
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_string(row, column, value.isoformat(" ", "minutes"))
    elif isinstance(value, date):
        if value.year < 1900 or value == date(1900, 1, 1):  # where a spreadsheet's days begin
            sheet.write_string(row, column, value.isoformat())
        else:
            sheet.write_datetime(row, column, datetime.combine(value, time(0)), styles["day"])
    elif isinstance(value, time):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), styles["time"])
    else:
        text = _printable(str(value))
        style = styles["note"] if "\n" in text else None
        sheet.write_string(row, column, text[:LONGEST_TEXT], style)


def _printable(text: str) -> str:
    """Return a text without the control characters that no XML file can hold."""
    return "".join(
        c if c in "\n\t" or (c >= " " and c not in "\ufffe\uffff") else " " for c in text
    )
