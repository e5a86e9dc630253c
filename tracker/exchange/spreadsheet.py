"""Spreadsheets: reads a table from an xlsx or ods file, and writes the diary as a workbook.

Both libraries are imported only here: python-calamine reads, XlsxWriter writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import BinaryIO, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracker.exchange.formats import FORMATS
from tracker.exchange.headings import heading_for
from tracker.exchange.record_tables import record_rows
from tracker.exchange.result import ImportContext, ImportResult
from tracker.exchange.table import IsHeader, Table, table_from_rows
from tracker.records import Diary, ValidationError
from tracker.records.format import plain_line

LONGEST_TEXT: Final = 32_767
"""Most characters of a cell in a spreadsheet; no note is longer."""


def read(file: BinaryIO, context: ImportContext) -> ImportResult:
    """Read the table in a spreadsheet like the same table in CSV, another app's too.

    Raises:
        NeedsAnswerError: the meaning of a column is not known.
        ValidationError: the file is no spreadsheet.
    """
    data = file.read()
    for app in FORMATS.values():
        if app.header and app.has_header(read_sheet(data, app.has_header).header):
            return app.reader(BytesIO(data), context)
    return FORMATS["csv"].reader(BytesIO(data), context)


def read_sheet(data: bytes, is_header: IsHeader) -> Table:
    """Return the first sheet with such a header, else the first with a table.

    Raises:
        ValidationError: the file is no spreadsheet, or is empty.
    """
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            sheets = {name: _rows(book, name) for name in book.sheet_names}
    except PasswordError:
        sentence = "The spreadsheet has a password; save it without one."
        raise ValidationError("file", sentence) from None
    except (CalamineError, ZipError, ValueError, OSError):
        sentence = "The spreadsheet is damaged; save it again, or as CSV."
        raise ValidationError("file", sentence) from None
    filled = {name: rows for name, rows in sheets.items() if any(map(any, rows))}
    if not filled:
        raise ValidationError("file", "The file is empty.")
    fitting = (n for n, rows in filled.items() if any(is_header(row) for row in rows[:30]))
    chosen = next(fitting, next(iter(filled)))
    others = [f"sheet {plain_line(name)[:40]}" for name in filled if name != chosen]
    return table_from_rows(filled[chosen], is_header, tuple(others))


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
    sheets = {
        "Entries": _entries(diary),
        "Infusions": record_rows(diary, "infusions"),
        "Questionnaires": _questionnaires(diary),
        "Events": record_rows(diary, "events"),
    }
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        widths: dict[int, int] = {}
        for n, row in enumerate(rows):
            for column, value in enumerate(row):
                _put(sheet, n, column, value, styles)
                length = len(str(value)) if value is not None else 0
                widths[column] = max(widths.get(column, 0), min(length, 60))
        for column, width in widths.items():
            sheet.set_column(column, column, width + 2)
    book.close()
    return content.getvalue()


def _entries(diary: Diary) -> Iterable[Sequence[object]]:
    yield ("day", "time", "offset", *map(heading_for, diary.measures), "note")
    for check_in in diary.check_ins:
        at = check_in.at
        values = {rating.measure: rating.value for rating in check_in.ratings}
        # The date goes with the time where the diary day does not give it.
        is_other_day = at is not None and diary.day_of(at) != check_in.day
        yield (
            check_in.day,
            at and (at.replace(tzinfo=None) if is_other_day else at.time()),
            at.isoformat()[-6:] if at else None,
            *(values.get(measure.key) for measure in diary.measures),
            check_in.note,
        )


def _questionnaires(diary: Diary) -> Iterable[Sequence[object]]:
    most = max((len(a.answers or ()) for a in diary.assessments), default=0)
    items = (f"item {n}" for n in range(1, most + 1))
    yield ("day", "questionnaire", "total", "low", "high", "better", *items)
    for a in diary.assessments:
        yield (a.day, a.questionnaire, a.total, a.low, a.high, a.better, *(a.answers or ()))


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
