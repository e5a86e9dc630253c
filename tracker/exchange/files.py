"""Any file that can be read: what it is, told by its content, its text and the file in a ZIP."""

from __future__ import annotations

import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, lookup
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from io import BytesIO
from typing import BinaryIO, Final, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from tracker.exchange.formats import FORMATS, Format, format_for
from tracker.exchange.result import ImportOptions, ImportResult
from tracker.exchange.table import DELIMITERS, IsHeader, Table, makes_sense, split, table_of
from tracker.records import Diary, ValidationError, measure_key
from tracker.records.format import plain_line

LARGEST: Final = 32 * 2**20
"""Bytes of a file that is read in whole: some sixty years of a full diary, in 1 GB of memory."""

MOST_UNPACKED: Final = 16 * 2**30
"""Bytes that one file in a ZIP may have when unpacked; a whole life in Apple Health has 4 · 2³⁰."""

RATIO: Final = 500
"""How many times its packed size; what health apps write reaches some 50, a bomb 1,000."""

MOST_IN_A_SPREADSHEET: Final = 200 * 10**6
"""Bytes that all files in an xlsx or ods may have when unpacked: such a file is read in whole."""

_ZIP: Final = b"PK\x03\x04"
_HEAD: Final = 2**16
"""Bytes at the beginning that tell what a file is; Apple's list of its own words has 10,000."""
_SMALL: Final = 2**20

_WESTERN: Final = frozenset("äöüßÄÖÜéèêëàâçîïôûùœæñáíóúìòåøÅØÆÉÈÀÇÑÁÍÓÚ€–—’‘“”„…«»°·•½¿¡§²³´ ")
_LETTERS: Final = {
    "cp1252": _WESTERN,
    "mac_roman": _WESTERN - {"´"},
    "cp1250": frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻčďěňřšťůýžČĎĚŇŘŠŤŮÝŽőűŐŰăâîșțäöüßáéí€–—’“”„… "),
    "cp1251": frozenset(map(chr, (*range(0x410, 0x450), 0x401, 0x451))) | frozenset("«»—–№…“” "),
    "cp850": _WESTERN - frozenset("€–—’‘“”„…•œ"),
}
"""The letters beyond ASCII that a text in each encoding would have; the first wins a tie."""


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
    """Read a file that can be sought in; its content says what it is unless `format_name` does.

    Raises:
        NeedsAnswerError: something in it only the person can say.
        ValidationError: the file cannot be read at all, or there is no such format.
    """
    chosen = format_for(format_name) if format_name else None
    if options and options.kind not in (None, "check-ins"):
        chosen = FORMATS["csv"]
    with _opened(file, name, chosen) as (found, content, others):
        result = found.reader(
            content, options=options or ImportOptions(), diary=diary, now=now, zone=zone
        )
    if not others:
        return result
    return replace(result, not_read=(*result.not_read, f"other files in the ZIP ({others:,})"))


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


def read_table(file: BinaryIO, options: ImportOptions, is_header: IsHeader) -> Table:
    """Return the table in a CSV file or in a spreadsheet.

    Raises:
        ValidationError: it is no table.
    """
    data = read_all(file)
    if data.startswith(_ZIP):
        from tracker.exchange.spreadsheet import read_sheet

        return read_sheet(data, is_header)
    text, remark = decode(data, options.encoding)
    return table_of(text, is_header, (remark,) if remark else ())


def text_of(data: bytes) -> str:
    """Return the text of a file that is always in Unicode, as JSON is.

    Raises:
        ValidationError: the file is empty, or neither UTF-8 nor UTF-16.
    """
    try:
        return _filled(data.decode(unicode_encoding(data)))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        sentence = f"The file is not UTF-8 text (line {line}); save it as UTF-8 and try again."
        raise ValidationError("file", sentence) from None


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str | None]:
    """Return the text of a table, and what to say where its encoding was found out.

    Unicode says of itself what it is. Else the encoding is the one whose letters make words of the
    bytes beyond ASCII; the sentence names it, so that a wrong one can be corrected.

    Raises:
        ValidationError: the file is empty, there is no such encoding, or the file is not in it.
    """
    if encoding:
        return _filled(_decoded(data, encoding)), None
    try:
        return _filled(data.decode(unicode_encoding(data))), None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
    if (found := _likely_encoding(data)) is None:
        raise ValidationError(
            "file",
            f"The file is not UTF-8 text (line {line}), and no other encoding fits; save it as "
            "UTF-8, or name its encoding: --encoding cp1252.",
        )
    sentence = (
        f"The file is not UTF-8 (line {line}); it was read as {found}. If letters look wrong, name "
        "its encoding: --encoding cp1250."
    )
    return _filled(data.decode(found, "replace")), sentence


def unicode_encoding(data: bytes) -> str:
    """Return UTF-8, or UTF-16 where the first bytes say so."""
    if data.startswith((BOM_UTF16_BE, BOM_UTF16_LE)):
        return "utf-16"
    # Without its mark UTF-16 may decode as UTF-8 too, with a NUL beside every letter.
    if b"\0" in data[:2]:
        return "utf-16-be" if data[0] == 0 else "utf-16-le"
    return "utf-8-sig"


def _filled(text: str) -> str:
    if not text.strip():
        raise ValidationError("file", "The file is empty.")
    return text


def _decoded(data: bytes, encoding: str) -> str:
    try:
        name = lookup(encoding).name
        return data.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        sentence = f"The file is not in {encoding} (line {line}); name another encoding."
        raise ValidationError("encoding", sentence) from None
    except (LookupError, UnicodeError, ValueError):
        shown = plain_line(encoding)[:40]
        sentence = f"“{shown}” is no encoding. Type one as utf-8, cp1252 or mac_roman."
        raise ValidationError("encoding", sentence) from None


def _likely_encoding(data: bytes) -> str | None:
    beyond = bytes(byte for byte in data[: 2**20] if byte > 127)
    scores = {name: _fit(beyond, name, letters) for name, letters in _LETTERS.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0.5 else None


def _fit(beyond: bytes, encoding: str, letters: frozenset[str]) -> float:
    """Return how many of the bytes beyond ASCII are letters one would expect, 0 to 1."""
    text = beyond.decode(encoding, "replace")
    return sum(character in letters for character in text) / max(1, len(text))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file in a ZIP with what its first bytes say it is."""

    info: ZipInfo
    found: Format | None


@contextmanager
def _opened(
    file: BinaryIO, name: str, chosen: Format | None
) -> Iterator[tuple[Format, BinaryIO, int]]:
    """Give the format, the file to read, and how many files lie beside it in a ZIP."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if not head.startswith(_ZIP):
        yield chosen or found_format(head) or _by_name(name, head), file, 0
        return
    try:
        with _archive(file) as archive:
            files = [info for info in archive.infolist() if not _is_metadata(info)]
            if _is_spreadsheet(files):
                _check_spreadsheet(archive, files)
                file.seek(0)
                yield chosen or FORMATS["xlsx"], file, 0
                return
            member = _member(archive, files, chosen)
            with archive.open(member.info) as opened:
                content = cast(BinaryIO, opened)
                yield chosen or member.found or FORMATS["csv"], content, len(files) - 1
    except (BadZipFile, zlib.error, EOFError, NotImplementedError):
        sentence = "The ZIP file is damaged or not complete; export or copy it again."
        raise ValidationError("file", sentence) from None


def found_format(head: bytes) -> Format | None:
    """Return the format that the beginning of a file tells, None for a plain table or text."""
    if marked := next((f for f in FORMATS.values() if f.mark and f.mark in head), None):
        return marked
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        fhir = b'"resourceType"' in head and b'"tracker-diary"' not in head[:300]
        return FORMATS["fhir" if fhir else "json"]
    text = head.decode(unicode_encoding(head), "ignore")
    return next((f for f in FORMATS.values() if f.header and _has_header(text, f)), None)


def _has_header(text: str, known: Format) -> bool:
    return makes_sense(text, lambda cells: known.header <= set(map(measure_key, cells)))


def _by_name(name: str, head: bytes) -> Format:
    try:
        return format_for(name)
    except ValidationError:
        # A pipe, or a file of another name: a table has a mark between its cells.
        text = head.decode(unicode_encoding(head), "ignore")
        if any(len(split(line, m)) > 1 for line in text.splitlines()[:5] for m in DELIMITERS):
            return FORMATS["csv"]
        if name == "-" or name.startswith("/dev/"):
            return FORMATS["csv"]
        raise


def _archive(file: BinaryIO) -> ZipFile:
    try:
        return ZipFile(file)
    except ValueError:  # a name in it is not the UTF-8 it says it is
        raise BadZipFile from None


def _is_metadata(info: ZipInfo) -> bool:
    """Return whether it is a folder, or what macOS puts beside each file."""
    return info.filename[-1:] in ("", "/") or info.filename.startswith("__MACOSX/")


def _is_spreadsheet(files: list[ZipInfo]) -> bool:
    names = {info.filename for info in files}
    return "xl/workbook.xml" in names or {"mimetype", "content.xml"} <= names


def _check_spreadsheet(archive: ZipFile, files: list[ZipInfo]) -> None:
    if sum(info.file_size for info in files) > MOST_IN_A_SPREADSHEET:
        raise ValidationError(
            "file", "The spreadsheet would unpack to more than 200 MB; save it as CSV."
        )
    if any(info.flag_bits & 1 for info in files):
        raise ValidationError("file", "The spreadsheet is under a password; save it without one.")
    for info in files:
        # A file that is larger than it says ends where it says, and its sum is wrong then.
        try:
            with archive.open(info) as opened:
                while opened.read(_SMALL):
                    pass
        except ValueError:  # the list at the end of the ZIP says it begins before the file does
            raise BadZipFile from None


def _member(archive: ZipFile, files: list[ZipInfo], chosen: Format | None) -> _Candidate:
    """Return the first file that can be read; nothing is unpacked to disk."""
    plain: _Candidate | None = None
    for info in files:
        found = _recognise(archive, info)
        fits = found if chosen is None else found == chosen or _named_so(info, chosen)
        if fits:
            return _checked(_Candidate(info, found))
        # A single table under any name: what a form or a database exports in a ZIP.
        if info.filename.casefold().endswith((".csv", ".tsv")) and plain is None:
            plain = _Candidate(info, None)
    if plain and chosen is None and len(files) == 1:
        return _checked(plain)
    raise ValidationError("file", "The ZIP file holds nothing that tracker can read.")


def _named_so(info: ZipInfo, chosen: Format) -> bool:
    # Forced, an unknown table or list is tried; Apple lays a second one for clinics beside.
    return not chosen.mark and (not chosen.suffixes or info.filename.endswith(chosen.suffixes))


def _recognise(archive: ZipFile, info: ZipInfo) -> Format | None:
    if info.flag_bits & 1:
        raise ValidationError("file", "The ZIP file is under a password; unpack it first.")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile  # no app packs in another way, and each fails in its own
    try:
        with archive.open(info) as opened:
            head = opened.read(_HEAD)
    except ValueError:  # the list at the end of the ZIP says it begins before the file does
        raise BadZipFile from None
    if info.filename.endswith("backup.daylio"):
        return FORMATS["daylio"]
    return found_format(head)


def _checked(member: _Candidate) -> _Candidate:
    info = member.info
    if info.file_size > max(_SMALL, min(MOST_UNPACKED, RATIO * info.compress_size)):
        sentence = "A file in the ZIP would unpack to far more than any export; it was left alone."
        raise ValidationError("file", sentence)
    return member


def in_memory(data: bytes) -> BinaryIO:
    """Return bytes as an open file."""
    return BytesIO(data)
