"""The style sheet of the app, which parses each source once for each set of colours."""

from __future__ import annotations

from typing import Final

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

SOURCES: Final = 512
"""Parsed sources that are kept: more than all places and dialogs have together."""


class ParsedOnce(Stylesheet):
    """Textual's style sheet, but opening a screen does not parse every source again.

    Textual keeps only 64 parsed sources, fewer than two places have, and drops all of them when
    asked to parse again, even if no colour has changed.
    """

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set the colours; if they differ, what was parsed with the former ones is dropped."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse only the sources that are not yet parsed with these colours."""
        self.parse()
