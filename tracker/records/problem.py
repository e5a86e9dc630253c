"""The one way a value is refused: a sentence that both the command line and the form show."""

from __future__ import annotations


class Problem(ValueError):
    """A value that cannot be written down.

    `str(problem)` is one plain sentence that names the field and says what would do.
    It never repeats a note, so it is safe to print anywhere.
    """

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        """The name of the field, as the forms and the options call it."""
