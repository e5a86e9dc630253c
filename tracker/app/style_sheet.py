"""The style sheet of the app: every source is parsed once for the colours that are shown."""

from __future__ import annotations

from typing import Final

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

SOURCES: Final = 512
"""How many sources are kept parsed: more than all places and dialogs have."""


class ParsedOnce(Stylesheet):
    """Textual's style sheet without its parsing of every source whenever a screen is opened.

    Textual keeps 64 sources parsed, fewer than two places have, and forgets all of them when it is
    asked to parse again, even if no colour has changed.
    """

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set the colours; what was parsed with others is forgotten."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what is not parsed with these colours yet."""
        self.parse()
