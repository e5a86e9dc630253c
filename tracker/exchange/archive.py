"""One file out of a ZIP, read where it lies: nothing is unpacked to disk, no path in it is used."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from tracker.records import ValidationError

BEGINNING: Final = b"PK\x03\x04"

MOST: Final = 16 * 2**30
"""Bytes that one file in it may have when unpacked; a whole life in Apple Health has 4 · 2³⁰."""

RATIO: Final = 500
"""How many times its packed size; what health apps write reaches some 50, a bomb 1,000."""

_SMALL: Final = 2**20
_HEAD: Final = 2**16


@contextmanager
def member(file: BinaryIO, wanted: Callable[[bytes, str], bool]) -> Iterator[tuple[BinaryIO, int]]:
    """Give the first file of a ZIP whose beginning and name are wanted, and how many others lie by.

    Raises:
        ValidationError: the ZIP is damaged, under a password, holds nothing wanted, or would
            unpack to more than any export.
    """
    try:
        with _archive(file) as archive:
            files = [info for info in archive.infolist() if not _aside(info)]
            found = next((info for info in files if _is(archive, info, wanted)), None)
            if found is None:
                raise ValidationError("file", "The ZIP file holds nothing that tracker can read.")
            with archive.open(found) as opened:
                yield cast(BinaryIO, opened), len(files) - 1
    except (BadZipFile, zlib.error, EOFError, NotImplementedError):
        sentence = "The ZIP file is damaged or not complete; export or copy it again."
        raise ValidationError("file", sentence) from None


def _archive(file: BinaryIO) -> ZipFile:
    try:
        return ZipFile(file)
    except ValueError:  # a name in it is not the UTF-8 it says it is
        raise BadZipFile from None


def _aside(info: ZipInfo) -> bool:
    """Folders, and what macOS puts beside each file."""
    return info.filename[-1:] in ("", "/") or info.filename.startswith("__MACOSX/")


def _is(archive: ZipFile, info: ZipInfo, wanted: Callable[[bytes, str], bool]) -> bool:
    if info.flag_bits & 1:
        raise ValidationError("file", "The ZIP file is under a password; unpack it first.")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile  # no app packs in another way, and each fails in its own
    try:
        with archive.open(info) as opened:
            head = opened.read(_HEAD)
    except ValueError:  # the list at the end of the ZIP says it begins before the file does
        raise BadZipFile from None
    if not wanted(head, info.filename):
        return False
    if info.file_size > max(_SMALL, min(MOST, RATIO * info.compress_size)):
        sentence = "A file in the ZIP would unpack to far more than any export; it was left alone."
        raise ValidationError("file", sentence)
    return True
