"""The text of a file: Unicode, or the encoding whose letters fit it best."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE, lookup
from typing import Final

from tracker.records import ValidationError
from tracker.records.format import plain_line

_WESTERN: Final = frozenset("äöüßÄÖÜéèêëàâçîïôûùœæñáíóúìòåøÅØÆÉÈÀÇÑÁÍÓÚ€–—’‘“”„…«»°·•½¿¡§²³´ ")
_LETTERS: Final = {
    "cp1252": _WESTERN,
    "mac_roman": _WESTERN - {"´"},
    "cp1250": frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻčďěňřšťůýžČĎĚŇŘŠŤŮÝŽőűŐŰăâîșțäöüßáéí€–—’“”„… "),
    "cp1251": frozenset(map(chr, (*range(0x410, 0x450), 0x401, 0x451))) | frozenset("«»—–№…“” "),
    "cp850": _WESTERN,
}
"""The letters beyond ASCII of texts in each encoding; the first wins a tie."""


def decode_unicode(data: bytes) -> str:
    """Return the text of a file that is always in Unicode, as JSON is.

    Raises:
        ValidationError: the file is empty, or neither UTF-8 nor UTF-16.
    """
    try:
        return _require_text(data.decode(unicode_encoding(data)))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        sentence = f"The file is not UTF-8 text (line {line}); save it as UTF-8 and try again."
        raise ValidationError("file", sentence) from None


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str | None]:
    """Return the text of a table, and a remark where its encoding was guessed.

    What is not Unicode has the encoding whose letters fit the bytes beyond ASCII best; the remark
    names it, so that you can correct it.

    Raises:
        ValidationError: the file is empty, or is not in that encoding, or the encoding is unknown.
    """
    if encoding:
        return _require_text(_decode_as(data, encoding)), None
    try:
        return _require_text(data.decode(unicode_encoding(data))), None
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
    return _require_text(data.decode(found, "replace")), sentence


def unicode_encoding(data: bytes) -> str:
    """Return UTF-8, or UTF-16 by the first bytes."""
    if data.startswith((BOM_UTF16_BE, BOM_UTF16_LE)):
        return "utf-16"
    # Without its BOM UTF-16 may decode as UTF-8 too, with a NUL beside every letter.
    if b"\0" in data[:2]:
        return "utf-16-be" if data[0] == 0 else "utf-16-le"
    return "utf-8-sig"


def _require_text(text: str) -> str:
    if not text.strip():
        raise ValidationError("file", "The file is empty.")
    return text


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        name = lookup(encoding).name
        return data.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        sentence = f"The file is not in {encoding} (line {line}); name another encoding."
        raise ValidationError("encoding", sentence) from None
    except (LookupError, UnicodeError, ValueError):
        shown = plain_line(encoding)[:40]
        sentence = f"“{shown}” is not a known encoding. Try utf-8, cp1252 or mac_roman."
        raise ValidationError("encoding", sentence) from None


def _likely_encoding(data: bytes) -> str | None:
    """Return the encoding in which most bytes beyond ASCII are expected letters."""
    beyond = bytes(byte for byte in data[: 2**20] if byte > 127)
    expected = {
        name: sum(character in letters for character in beyond.decode(name, "replace"))
        for name, letters in _LETTERS.items()
    }
    best = max(expected, key=lambda name: expected[name])
    return best if expected[best] > len(beyond) / 2 else None
