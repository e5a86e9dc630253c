"""Any file that can be read: what it is, told by its content, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import BinaryIO, Final

from tracker.exchange.archive import BEGINNING, member
from tracker.exchange.decoding import encoding_of
from tracker.exchange.formats import FORMATS, Format, format_for
from tracker.exchange.incoming import Choices, Incoming
from tracker.exchange.table import DELIMITERS, first_line, split
from tracker.records import Diary, ValidationError, measure_key

LARGEST: Final = 32 * 2**20
"""Bytes of a file that is read in whole: some sixty years of a full diary, in 1 GB of memory."""

_HEAD: Final = 2**16
"""Bytes at the beginning that tell what a file is; Apple's list of its own words has 10,000."""


def read_file(
    file: BinaryIO,
    *,
    name: str,
    format_name: str | None = None,
    choices: Choices | None = None,
    known: Diary,
    now: datetime,
    skip_bad: bool = False,
    zone: tzinfo | None = None,
) -> Incoming:
    """Read a file that can be sought in; its content says what it is unless `format_name` does.

    Raises:
        NeedsAnswerError: something in it only the person can say.
        ValidationError: the file cannot be taken at all, or there is no such format.
    """
    said = format_for(format_name) if format_name else None
    with _opened(file, name, said) as (chosen, content, others):
        if chosen.foreign:
            read = chosen.foreign_reader
            incoming = read(content, choices=choices or Choices(), known=known, now=now, zone=zone)
        else:
            incoming = chosen.reader(
                whole(content), known=known, now=now, skip_bad=skip_bad, zone=zone
            )
    beside = (f"other files in the ZIP ({others:,})",) if others else ()
    return replace(incoming, not_read=incoming.not_read + beside)


def whole(file: BinaryIO) -> bytes:
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


def found_format(head: bytes) -> Format | None:
    """Return the format that the beginning of a file tells, None for a plain table or text."""
    if marked := next((f for f in FORMATS.values() if f.mark and f.mark in head), None):
        return marked
    names = _column_names(head)
    return next((f for f in FORMATS.values() if f.header and f.header <= names), None)


@contextmanager
def _opened(
    file: BinaryIO, name: str, said: Format | None
) -> Iterator[tuple[Format, BinaryIO, int]]:
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if not head.startswith(BEGINNING):
        yield said or found_format(head) or _by_name(name, head), file, 0
        return
    with member(file, _wanted(said)) as (content, others):
        found = said or found_format(content.read(_HEAD)) or FORMATS["csv"]
        content.seek(0)
        yield found, content, others


def _wanted(said: Format | None) -> Callable[[bytes, str], bool]:
    def wanted(head: bytes, name: str) -> bool:
        found = found_format(head)
        # Forced, an unknown table or list is tried; Apple lays a second one for clinics beside.
        return bool(found) if said is None else found == said or name.endswith(said.suffixes)

    return wanted


def _by_name(name: str, head: bytes) -> Format:
    if name != "-":
        return format_for(name)
    return FORMATS["json" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "csv"]


def _column_names(head: bytes) -> set[str]:
    first = first_line(head.decode(encoding_of(head), "ignore"))
    return {measure_key(cell) for mark in DELIMITERS for cell in split(first, mark)}
