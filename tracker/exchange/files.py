"""Opens any file: detects its format by the content, and finds the file in a ZIP."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import BinaryIO, Final, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from tracker.exchange.encoding import decode, unicode_encoding
from tracker.exchange.formats import FORMATS, Format, find_app, format_for
from tracker.exchange.result import ImportContext, ImportOptions, ImportResult
from tracker.exchange.table import DELIMITERS, IsHeader, Table, first_rows, parse_table, split_line
from tracker.records import Diary, ValidationError

LARGEST: Final = 32 * 2**20
"""Most bytes of a file that is read as a whole: sixty years of a full diary, 1 GB of memory."""

MAX_UNPACKED: Final = 16 * 2**30
"""Most bytes of a file in a ZIP when unpacked; a whole life in Apple Health has 4 · 2³⁰."""

RATIO: Final = 500
"""Most bytes unpacked for one packed; exports of health apps reach 50, a ZIP bomb 1,000."""

_ZIP: Final = b"PK\x03\x04"
_HEAD: Final = 2**16
"""Bytes from which the format is detected; Apple's document type alone has 10,000."""
_SMALL: Final = 2**20


def read_file(
    file: BinaryIO,
    *,
    name: str,
    format_name: str | None = None,
    options: ImportOptions | None = None,
    diary: Diary,
    now: datetime,
    zone: tzinfo | None = None,
) -> ImportResult:
    """Read a seekable file; its content decides the format unless `format_name` does.

    Raises:
        NeedsAnswerError: the import needs answers from the user.
        ValidationError: the file cannot be read at all, or the format is unknown.
    """
    options = options or ImportOptions()
    stated = format_for(format_name) if format_name else None
    if options.kind not in (None, "check-ins"):
        stated = FORMATS["csv"]
    context = ImportContext(options=options, diary=diary, now=now, zone=zone)
    with _open_content(file, name, stated) as (format_, content, other_files):
        result = format_.reader(content, context)
    if not other_files:
        return result
    unread = f"other files in the ZIP ({other_files:,})"
    return replace(result, not_read=(*result.not_read, unread))


def read_all(file: BinaryIO) -> bytes:
    """Return all of a file.

    Raises:
        ValidationError: it is larger than any diary.
    """
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValidationError(
            "file", f"The file is larger than {LARGEST // 2**20} MB; no diary is."
        )
    return content


def read_tables(file: BinaryIO, options: ImportOptions, is_header: IsHeader) -> list[Table]:
    """Return the table in a CSV file or in a spreadsheet; several of tracker's own workbook.

    Raises:
        ValidationError: it has no table.
    """
    data = read_all(file)
    if data.startswith(_ZIP):
        from tracker.exchange.spreadsheet import read_sheets

        return read_sheets(data, options, is_header)
    text, remark = decode(data, options.encoding)
    return [parse_table(text, is_header, (remark,) if remark else ())]


@contextmanager
def _open_content(
    file: BinaryIO, name: str, stated: Format | None
) -> Iterator[tuple[Format, BinaryIO, int]]:
    """Yield the format, the content to read, and how many other files a ZIP has."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if not head.startswith(_ZIP):
        _refuse_other_kinds(head)
        yield stated or detect_format(head) or _format_by_name(name, head), file, 0
        return
    try:
        with _archive(file) as archive:
            # Without folders, and without files of macOS's own.
            files = [
                info
                for info in archive.infolist()
                if info.filename[-1:] not in ("", "/") and not info.filename.startswith("__MACOSX/")
            ]
            names = {info.filename for info in files}
            if "xl/workbook.xml" in names or {"mimetype", "content.xml"} <= names:
                file.seek(0)
                yield stated or FORMATS["xlsx"], file, 0
                return
            info, detected = _choose_member(archive, files, stated)
            if info.file_size > max(_SMALL, min(MAX_UNPACKED, RATIO * info.compress_size)):
                sentence = "A file in the ZIP would unpack to far more than any export has."
                raise ValidationError("file", sentence)
            with archive.open(info) as content:
                format_ = stated or detected or FORMATS["csv"]
                yield format_, cast(BinaryIO, content), len(files) - 1
    except (BadZipFile, zlib.error, EOFError, NotImplementedError):
        sentence = "The ZIP file is damaged or not complete; export or copy it again."
        raise ValidationError("file", sentence) from None


def detect_format(head: bytes) -> Format | None:
    """Return the format by the beginning of a file, None for a plain table or text."""
    if marked := next((f for f in FORMATS.values() if f.mark and f.mark in head), None):
        return marked
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        fhir = b'"resourceType"' in head and b'"tracker-diary"' not in head[:300]
        return FORMATS["fhir" if fhir else "json"]
    text = head.decode(unicode_encoding(head), "ignore")
    return find_app(first_rows(text))


def _refuse_other_kinds(head: bytes) -> None:
    """Refuse what is no table and no JSON with a sentence that names what would do.

    Raises:
        ValidationError: the file is XML, a web page, a PDF, an old workbook or packed.
    """
    text = head.decode(unicode_encoding(head), "ignore").lstrip("\ufeff \t\r\n")[:2000].casefold()
    if "http://hl7.org/fhir" in text and text.startswith("<"):
        sentence = "The file is FHIR in XML, which tracker does not read; ask for it in JSON."
    elif text.startswith(("<!doctype html", "<html", "<table")):
        sentence = "The file is a web page, not a table; save the table as CSV or xlsx."
    elif text.startswith("<?xml") and FORMATS["apple-health"].mark not in head:
        sentence = "The file is XML, which tracker does not read; export it as CSV, xlsx or JSON."
    elif head.startswith(b"%PDF-"):
        sentence = "The file is a PDF, which tracker does not read; export it as CSV or xlsx."
    elif head.startswith(b"\xd0\xcf\x11\xe0"):
        sentence = "The file is a workbook of an old kind (.xls); save it as xlsx or CSV."
    elif head.startswith(b"\x1f\x8b"):
        sentence = "The file is packed with gzip; unpack it first."
    else:
        return
    raise ValidationError("file", sentence)


def _format_by_name(name: str, head: bytes) -> Format:
    try:
        return format_for(name)
    except ValidationError:
        # A pipe, or a file of another name: a table has delimiters.
        text = head.decode(unicode_encoding(head), "ignore")
        if any(len(split_line(line, m)) > 1 for line in text.splitlines()[:5] for m in DELIMITERS):
            return FORMATS["csv"]
        if name == "-" or name.startswith(("/dev/stdin", "/dev/fd/")):
            return FORMATS["csv"]
        raise


def _archive(file: BinaryIO) -> ZipFile:
    try:
        return ZipFile(file)
    except ValueError:  # a name in it is not valid UTF-8
        raise BadZipFile from None


def _choose_member(
    archive: ZipFile, files: list[ZipInfo], stated: Format | None
) -> tuple[ZipInfo, Format | None]:
    """Return the first file that can be read, and its format; nothing is unpacked to disk."""
    for info in files:
        detected = _detect_member(archive, info)
        if stated is None:
            fits = detected is not None
        else:
            # With a stated format any table is tried; Apple's export has a second file for clinics.
            is_named = not stated.suffixes or info.filename.endswith(stated.suffixes)
            fits = detected == stated or (not stated.mark and is_named)
        if fits:
            return info, detected
    # A single table of any name, as forms and databases export in a ZIP.
    is_table = len(files) == 1 and files[0].filename.casefold().endswith((".csv", ".tsv"))
    if is_table and stated is None:
        return files[0], None
    raise ValidationError("file", "The ZIP file has nothing that tracker can read.")


def _detect_member(archive: ZipFile, info: ZipInfo) -> Format | None:
    if info.flag_bits & 1:
        raise ValidationError("file", "The ZIP file has a password; unpack it first.")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile  # no app uses another method
    try:
        with archive.open(info) as content:
            head = content.read(_HEAD)
    except ValueError:  # the directory of the ZIP is wrong
        raise BadZipFile from None
    if info.filename.endswith("backup.daylio"):
        return FORMATS["daylio"]
    return detect_format(head)
