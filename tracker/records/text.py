"""What a person may type: nearly everything, kept as typed."""

from __future__ import annotations

from tracker.records.problem import Problem

NOTE_LIMIT = 20_000
"""Characters in a note: some forty pages, far above any diary entry."""

WORDING_LIMIT = 2_000
"""Characters in the wording of one question."""

TITLE_LIMIT = 200
"""Characters in a title, a label or a dose."""


def note(value: str | None) -> str | None:
    """Return the note as typed, or None for a blank one.

    Raises:
        Problem: it holds a character that cannot be kept, or is over 20,000 characters.
    """
    return _kept("note", value, NOTE_LIMIT)


def wording(field: str, value: str | None) -> str | None:
    """Return a question as its owner words it, or None for a blank one.

    Raises:
        Problem: it holds a character that cannot be kept, or is over 2,000 characters.
    """
    return _kept(field, value, WORDING_LIMIT)


def title(field: str, value: str | None) -> str | None:
    """Return a one-line text, its line breaks folded to spaces, or None for a blank one.

    Raises:
        Problem: it holds a character that cannot be kept, or is over 200 characters.
    """
    return _kept(field, " ".join(value.split()) if value else None, TITLE_LIMIT)


def required(field: str, value: str | None) -> str:
    """Return a one-line text that must not be blank.

    Raises:
        Problem: as `title`, or the text is blank.
    """
    if (kept := title(field, value)) is None:
        raise Problem(field, f"The {field} is empty; write a word or two.")
    return kept


def one_line(value: str) -> str:
    """Return a text on one line, without what would move a terminal's cursor or turn its line."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def one_of(field: str, value: str, allowed: tuple[str, ...]) -> str:
    """Return the value if it is one of the words allowed.

    Raises:
        Problem: it is not; the sentence lists the words.
    """
    if value in allowed:
        return value
    raise Problem(field, f"The {field} is one of: {', '.join(allowed)}.")


def _kept(field: str, value: str | None, limit: int) -> str | None:
    if value is None or not value.strip():
        return None
    # SQLite cuts a text at NUL in some of its functions, and a lone surrogate has no bytes at all.
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise Problem(field, f"The {field} holds a character that cannot be kept; type it again.")
    if len(value) > limit:
        raise Problem(field, f"The {field} has {len(value):,} characters; {limit:,} is the most.")
    return value
