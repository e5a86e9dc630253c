"""The bytes of a file as text."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from tracker.records import Problem

_SAVE_AS = "The file is not UTF-8 text; save it as UTF-8 and import it again."


def text_of(data: bytes) -> str:
    """Return the text of a file, a byte order mark or none.

    Raises:
        Problem: the file is empty or not UTF-8, as spreadsheets may save it.
    """
    # UTF-16 without its mark may decode as UTF-8 too, with a NUL beside every letter.
    if data.startswith((BOM_UTF16_BE, BOM_UTF16_LE)) or b"\0" in data[:2]:
        raise Problem("file", _SAVE_AS)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem("file", _SAVE_AS) from None
    if not text.strip():
        raise Problem("file", "The file is empty.")
    return text
