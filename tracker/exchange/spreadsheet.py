"""Spreadsheets: reads a table from an xlsx or ods file, and writes the diary as a workbook.

Both libraries are imported only here: python-calamine reads, XlsxWriter writes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from tracker.exchange.cells import escape_formula, unescape_formula
from tracker.exchange.csv import check_in_rows
from tracker.exchange.files import read_all
from tracker.exchange.formats import FORMATS, find_app
from tracker.exchange.headings import own_kind
from tracker.exchange.record_tables import record_rows
from tracker.exchange.result import ImportContext, ImportOptions, ImportResult
from tracker.exchange.table import TOP, IsHeader, Table, table_from_rows
from tracker.records import Diary, ValidationError
from tracker.records.format import format_number, shorten

_NO_CHARACTERS: Final = re.compile("[\ufffe\uffff]")
"""XlsxWriter writes these in a form that calamine does not read."""

_LOCKED: Final = "The spreadsheet has a password; save it without one."
_DAMAGE: Final = (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)
"""What reading a damaged ZIP raises."""

MAX_UNPACKED: Final = 200 * 10**6
"""Most bytes of all files in an xlsx or ods when unpacked; it is read as a whole."""

MAX_CELLS: Final = 12_000_000
"""Most cells from the first to the last of a sheet: calamine holds the empty ones between, too."""

_CELL: Final = rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["'](%s)["'][^>]*(?<!/)>"""
_ANY_CELL: Final = re.compile(_CELL % rb"[A-Z]{1,3}[0-9]{1,7}")
_FAR_CELL: Final = re.compile(_CELL % rb"(?:[D-Z][A-Z]|[A-Z]{3})[0-9]{1,7}|[A-Z]{1,3}[0-9]{6,7}")
"""A cell with a value beyond 104 columns or 99,999 rows; before it are fewer than MAX_CELLS."""

LONGEST_TEXT: Final = 32_767
"""Most characters of a cell in a spreadsheet; no note is longer."""


def read(file: BinaryIO, context: ImportContext) -> ImportResult:
    """Read the table in a spreadsheet like the same table in CSV, another app's too.

    Raises:
        NeedsAnswerError: the meaning of a column is not known.
        ValidationError: the file is not a spreadsheet.
    """
    data = read_all(file)
    tops = (row for rows in _sheets(data).values() for row in rows[:TOP])
    return (find_app(tops) or FORMATS["csv"]).reader(BytesIO(data), context)


def read_sheets(data: bytes, options: ImportOptions, is_header: IsHeader) -> list[Table]:
    """Return the tables of tracker's own workbook, or the one table of any other.

    Of several sheets the stated kind decides: by our own columns, else by the sheet's name, else
    the first with such a header, else the first with a table.

    Raises:
        ValidationError: the file is not a spreadsheet, or is empty.
    """
    sheets = _sheets(data)
    kind = options.kind
    own = {name: found for name, rows in sheets.items() if (found := own_kind(rows[0]))}
    wanted = "events" if kind == "medications" else kind  # which our workbook has among them
    chosen = [name for name, found in own.items() if found == wanted]
    if len(own) > 1 and not (kind or options.mapping):
        chosen = list(own)
    if not chosen:
        named = [name for name in sheets if kind and kind[:5] in name.casefold()]
        fitting = (name for name, rows in sheets.items() if any(map(is_header, rows[:TOP])))
        chosen = named[:1] or [next(fitting, next(iter(sheets)))]
    not_read = tuple(f"sheet {shorten(name, 40)}" for name in sheets if name not in chosen)
    return [table_from_rows(sheets[name], is_header, not_read, name) for name in chosen]


def _sheets(data: bytes) -> dict[str, list[list[str]]]:
    """Return the rows of each sheet that is not empty."""
    try:
        _check(data)
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            found = {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in book.sheet_names
            }
    except PasswordError:
        raise ValidationError("file", _LOCKED) from None
    except ValidationError:
        raise
    except (CalamineError, ZipError, *_DAMAGE):
        sentence = "The spreadsheet is damaged; save it again, or as CSV."
        raise ValidationError("file", sentence) from None
    sheets = {name: [list(map(_text, row)) for row in rows] for name, rows in found.items()}
    filled = {name: rows for name, rows in sheets.items() if any(map(any, rows))}
    if not filled:
        raise ValidationError("file", "The file is empty.")
    return filled


def _check(data: bytes) -> None:
    """Check a file before calamine reads it, which would take all memory for some.

    Raises:
        BadZipFile: it cannot be unpacked as every program packs a spreadsheet.
        ValidationError: it has a password, or would take far more room than any diary.
    """
    with ZipFile(BytesIO(data)) as archive:
        files = archive.infolist()
        if sum(info.file_size for info in files) > MAX_UNPACKED:
            raise ValidationError(
                "file", "The spreadsheet would unpack to more than 200 MB; save it as CSV."
            )
        if any(info.flag_bits & 1 for info in files):
            raise ValidationError("file", _LOCKED)
        if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in files):
            raise BadZipFile
        for info in files:
            # A file larger than its stated size is cut off at that size, and its checksum fails.
            content = archive.read(info)
            if info.filename.casefold().endswith(".xml") and b"sheetData" in content:
                _check_extent(content)


def _check_extent(sheet: bytes) -> None:
    """Refuse a sheet that reaches very far, mostly by a single cell that was filled by mistake."""
    if not _FAR_CELL.search(sheet):
        return
    last_row = last_column = 0
    for match in _ANY_CELL.finditer(sheet):
        row, column = xl_cell_to_rowcol(match[1].decode())
        last_row, last_column = max(last_row, row + 1), max(last_column, column + 1)
    if last_row * last_column > MAX_CELLS:
        raise ValidationError(
            "file",
            f"A sheet has a value as far as column {xl_col_to_name(last_column - 1)} and row "
            f"{last_row:,}. Delete what is beyond its table and save it again, or save it as CSV.",
        )


def _text(cell: object) -> str:
    """Return a cell as a CSV file would have it, days and times as ISO 8601 writes them."""
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return format_number(cell).replace("−", "-")
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
    book = Workbook(content, {"in_memory": True})
    book.set_properties({"created": exported_at.replace(tzinfo=None, microsecond=0)})
    styles = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "time": book.add_format({"num_format": "hh:mm", "align": "left"}),
        "note": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    sheets = {
        "Entries": (
            (day, clock, offset, *ratings, note, recorded)
            for day, clock, offset, recorded, note, *ratings in check_in_rows(diary)
        ),
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


def _questionnaires(diary: Diary) -> Iterable[Sequence[object]]:
    longest = max((len(a.answers or ()) for a in diary.assessments), default=0)
    items = (f"item {n}" for n in range(1, longest + 1))
    yield ("day", "questionnaire", "total", "low", "high", "better", *items)
    for a in diary.assessments:
        answers = ("-" if n is None else n for n in a.answers or ())  # as in a table in CSV
        yield (a.day, a.questionnaire, a.total, a.low, a.high, a.better, *answers)


def _put(
    sheet: Worksheet, row: int, column: int, value: object, styles: Mapping[str, Format]
) -> None:
    if value is None:
        return
    if row == 0:
        sheet.write_string(row, column, str(value), styles["head"])
    elif isinstance(value, bool):
        sheet.write_string(row, column, "yes" if value else "no")
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_string(row, column, value.isoformat(" "))
    elif isinstance(value, date):
        if value == date(1900, 1, 1):  # day 1 of a spreadsheet, which some show as a time
            sheet.write_string(row, column, value.isoformat())
        else:
            sheet.write_datetime(row, column, datetime.combine(value, time(0)), styles["day"])
    elif isinstance(value, time):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), styles["time"])
    else:
        text = _NO_CHARACTERS.sub(" ", str(value))
        # No text is a formula here; one that looks like an escaped formula of CSV is escaped.
        text = text if unescape_formula(text) == text else escape_formula(text)
        style = styles["note"] if "\n" in text else None
        sheet.write_string(row, column, text[:LONGEST_TEXT], style)
