"""A command line that was copied from a page or a message, with the marks that those put in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_LONG_DASH = re.compile(r"[‐‑‒–—―−]+-?(?=([a-z][a-z_-]*)(=|$))", re.IGNORECASE)
_QUOTES = "“”„‘’‚"
_OPENED = re.compile(
    rf"(?P<option>(?:--[\w-]+=)?)[“„‘‚](?P<words>[^{_QUOTES}]*)(?P<close>[”“’‘]?)", re.DOTALL
)
_CLOSED = re.compile(rf"([^{_QUOTES}]*)[”“’‘]", re.DOTALL)


def straighten(words: Sequence[str]) -> list[str]:
    """Return the words of a command line as they were meant.

    –day or —day is --day; what stands between round quotes is one word, without them. A lone #
    begins the comment of an example, which zsh hands over like any word.
    """
    if "#" in words:
        words = words[: words.index("#")]
    return list(_without_quotes([_with_hyphens(word) for word in words]))


def _with_hyphens(word: str) -> str:
    dash = _LONG_DASH.match(word)
    return f"{'--' if len(dash[1]) > 1 else '-'}{word[dash.end() :]}" if dash else word


def _without_quotes(words: Sequence[str]) -> Iterator[str]:
    """Join what the shell cut between round quotes; any other quotes are the person's own."""
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if opened := _OPENED.fullmatch(word):
            ends = (n for n, later in enumerate(rest, 1) if _CLOSED.fullmatch(later))
            end = 0 if opened["close"] else next(ends, None)
            if end is not None:
                word = " ".join([opened["option"] + opened["words"] + opened["close"], *rest[:end]])
                word = word[:-1]
                del rest[:end]
        yield word
