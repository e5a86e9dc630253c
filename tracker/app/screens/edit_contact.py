"""The person's own clinic, or someone they trust."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tracker.app.old_widgets.entry import Entry
from tracker.app.old_widgets.field import Field
from tracker.app.screens.form import Form
from tracker.app.session import Session
from tracker.records import ValidationError
from tracker.records.contacts import OwnContact
from tracker.storage.preferences import contacts, put_contacts

WHO = {"clinic": "your clinic", "person": "someone you trust"}


class EditContact(Form):
    """A name and a number; both empty takes the contact out."""

    def __init__(self, session: Session, who: str, known: OwnContact | None) -> None:
        super().__init__(f"Whom to call: {WHO[who]}")
        self.session = session
        self.who = who
        self.known = known

    def compose_fields(self) -> Iterable[Field]:
        """Ask for both."""
        name, number = (self.known.name, self.known.number) if self.known else ("", "")
        taken_out = "both empty takes it out" if self.known else ""
        yield Field("name", "Name", Entry(name))
        yield Field("number", "Number", Entry(number), taken_out)

    def write(self) -> str:
        """Write it beside the other contacts as they are on disk now."""
        contact = self._contact()
        known = contacts(self.session.store)
        clinic, person = (
            (contact, known.person) if self.who == "clinic" else (known.clinic, contact)
        )
        after = replace(known, clinic=clinic, person=person)
        if contact == self.known:
            return "It is as it was."
        self.session.keep(lambda unit: put_contacts(unit, after), "the change of the contacts")
        did = "Saved" if contact else "Taken out"
        return f"{did}: {WHO[self.who]}. F2 shows whom to call; u takes it back."

    def _contact(self) -> OwnContact | None:
        typed = {field: self.field(field).typed.strip() for field in ("name", "number")}
        if not any(typed.values()):
            return None
        for field, word in typed.items():
            if not word:
                raise ValidationError(field, f"The {field} is empty; write it down too.")
        return OwnContact(typed["name"], typed["number"])
