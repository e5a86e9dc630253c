"""The words by which a column of any table is recognised, from column_words.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

WORDS: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(words.split())
    for name, words in tomllib.loads(
        files("tracker.exchange").joinpath("column_words.toml").read_text(encoding="utf-8")
    ).items()
}
"""Each list under its name, in small letters."""
