"""One thing to type, which a function then writes down."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tracker.app.old_widgets.entry import Entry
from tracker.app.old_widgets.field import Field
from tracker.app.screens.form import Form


class OneField(Form):
    """A form of a single field."""

    def __init__(
        self, question: str, field: tuple[str, str, str], value: str, keep: Callable[[str], str]
    ) -> None:
        """Take what to ask, how and with what filled in.

        Args:
            question: stands above.
            field: its name, as a `ValidationError` calls it, its label, and an example.
            value: what is kept now.
            keep: writes what was typed and returns the sentence that confirms it.
        """
        super().__init__(question)
        self.name_label_example = field
        self.value = value
        self.keep = keep

    def compose_fields(self) -> Iterable[Field]:
        """Ask for it."""
        name, label, example = self.name_label_example
        yield Field(name, label, Entry(self.value), example)

    def write(self) -> str:
        """Have it written down."""
        return self.keep(self.field(self.name_label_example[0]).typed)
