"""Texts of a person in a cell that a spreadsheet must not run."""

from __future__ import annotations

import re
from typing import Final

_BOUNDARY: Final = r"((?:^|[,;\t\n\r|\x0b\x0c\x1c-\x1e\x85\u2028\u2029])[ \u00a0]*)"
_FORMULA: Final = r"(?='*[=+\-@|%＝＋－＠])"
_FORMULA_STARTS = re.compile(_BOUNDARY + _FORMULA)
"""Where a cell would begin that runs, whichever mark a spreadsheet takes for the one between."""
_ESCAPED = re.compile(_BOUNDARY + "'" + _FORMULA)
_BLANK_START = re.compile(r"'*[\t\r\n]")


def escape_formula(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run, whichever mark it is opened with."""
    text = _FORMULA_STARTS.sub(r"\1'", text)
    return f"'{text}" if _BLANK_START.match(text) else text


def unescape_formula(cell: str) -> str:
    """Return the text that was escaped; 'twas, which never was, keeps its apostrophe."""
    if cell.startswith("'") and _BLANK_START.match(cell):
        cell = cell[1:]
    return _ESCAPED.sub(r"\1", cell)
