"""The bytes of a file as text."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from tracker.records import ValidationError


def text_of(data: bytes) -> str:
    """Return the text of a file in UTF-8 or UTF-16, a byte order mark or none.

    Any other encoding would be a guess, and a wrong one spoils every note in silence.

    Raises:
        ValidationError: the file is empty, or neither UTF-8 nor UTF-16.
    """
    try:
        text = data.decode(encoding_of(data))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        sentence = (
            f"The file is not UTF-8 text (line {line}); save it as UTF-8 and import it again."
        )
        raise ValidationError("file", sentence) from None
    if not text.strip():
        raise ValidationError("file", "The file is empty.")
    return text


def encoding_of(data: bytes) -> str:
    """Return UTF-8, or UTF-16 where the first bytes say so."""
    if data.startswith((BOM_UTF16_BE, BOM_UTF16_LE)):
        return "utf-16"
    # Without its mark UTF-16 may decode as UTF-8 too, with a NUL beside every letter.
    if b"\0" in data[:2]:
        return "utf-16-be" if data[0] == 0 else "utf-16-le"
    return "utf-8-sig"
