"""A passphrase for the page, typed twice and never stored."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from tracker.app.fields import Field, text
from tracker.app.forms import Form
from tracker.records import ValidationError

MOST_BYTES = 127
"""Most bytes of a PDF passphrase."""


class Passphrase(Form):
    """Asks for it; it is needed to open the page, and nobody can recover it."""

    def __init__(self) -> None:
        super().__init__("A passphrase for the page", "nobody can recover it")
        self.passphrase = ""

    def fields(self) -> Iterable[Widget]:
        """Ask for it twice: what is typed is not shown."""
        for name, label in (("passphrase", "Passphrase"), ("again", "Once more")):
            entry = text("", max_length=MOST_BYTES)
            entry.password = True
            yield Field(name, label, entry)

    def write(self) -> str:
        """Remember it if both are the same; nothing is written."""
        typed = self.field("passphrase").value
        if not typed.strip():
            raise ValidationError("passphrase", "Type a passphrase.")
        if len(typed.encode()) > MOST_BYTES:
            raise ValidationError("passphrase", f"A PDF takes {MOST_BYTES} bytes at most.")
        if typed != self.field("again").value:
            raise ValidationError("again", "This is not the same.")
        self.passphrase = typed
        return "ok"

    def unsaved(self) -> None:
        """A passphrase is never a draft."""
