"""Crisis contacts: the lines of a region, those that a person adds, and the text that shows them.

The numbers are data with the day they were checked. A region is chosen, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from tracker.records.text import LONG_MONTHS, format_list
from tracker.records.validation import ValidationError, not_among, require_text

OTHER: Final = "other"
"""The region that fits everywhere: no number of its own, and where to find one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisLine:
    """One number of a region."""

    number: str
    what: str
    hours: str
    checked: date | None
    """The day it was last compared with its source; None for never."""

    @property
    def label(self) -> str:
        """The line as it is shown: 116 123 – Samaritans, free, day and night."""
        return f"{self.number} – {self.what}, {self.hours}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The numbers of a country or a union of countries."""

    code: str
    name: str
    emergency: tuple[CrisisLine, ...]
    crisis: tuple[CrisisLine, ...]
    aliases: tuple[str, ...] = ()

    @property
    def checked(self) -> str:
        """When its numbers were checked, and which were not: checked November 2026, but not 911.

        Blank where it has no number.
        """
        numbers = [n for n in (*self.emergency, *self.crisis) if any(map(str.isdigit, n.number))]
        days = [line.checked for line in numbers if line.checked]
        checked = {line.number for line in numbers if line.checked}
        others = [
            f"{line.number} ({line.what.rpartition(', ')[2]})"
            if line.number in checked
            else line.number
            for line in numbers
            if not line.checked
        ]
        if not days:
            return f"not checked: {format_list(others)}" if others else ""
        newest = max(days)
        but = f", but not {format_list(others)}" if others else ""
        return f"checked {LONG_MONTHS[newest.month - 1]} {newest.year}{but}"

    @property
    def names(self) -> frozenset[str]:
        """Everything it can be found by, folded."""
        return frozenset(map(_folded, (self.code, self.name, *self.aliases)))


@dataclass(frozen=True, slots=True)
class OwnContact:
    """A name and a number that the person added."""

    name: str
    number: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", require_text("contact's name", self.name))
        object.__setattr__(self, "number", require_text("contact's number", self.number))

    @property
    def label(self) -> str:
        """The contact as one plain line: the number first, as for the others."""
        return f"{self.number} – {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """Everyone the help panel names, in the diary's region."""

    region: Region | None = None
    """None until the person chose one."""
    clinic: OwnContact | None = None
    person: OwnContact | None = None

    @classmethod
    def of(cls, region: Region | None, own: object) -> Contacts:
        """Return the contacts of a region with the person's own, as the diary stores them.

        What cannot be read of their own is left out: the other numbers must still be shown.
        """
        return cls(region=region, clinic=_own(own, "clinic"), person=_own(own, "person"))

    @property
    def own_values(self) -> dict[str, dict[str, str]]:
        """The person's own contacts as plain values."""
        own = {"clinic": self.clinic, "person": self.person}
        return {key: {"name": c.name, "number": c.number} for key, c in own.items() if c}


def _own(stored: Any, key: str) -> OwnContact | None:
    try:
        return OwnContact(stored[key]["name"], stored[key]["number"])
    except (LookupError, TypeError, AttributeError, ValidationError):
        return None


@cache
def regions() -> tuple[Region, ...]:
    """Return every region, `other` last."""
    # Here and not above: recording a score imports neither.
    import tomllib
    from importlib.resources import files

    def line(values: dict[str, Any]) -> CrisisLine:
        day = values["checked"]
        return CrisisLine(**{**values, "checked": date.fromisoformat(day) if day else None})

    content = (files(__package__) / "contacts.toml").read_text("utf-8")
    return tuple(
        Region(
            code=values["code"],
            name=values["name"],
            emergency=tuple(map(line, values["emergency"])),
            crisis=tuple(map(line, values["crisis"])),
            aliases=tuple(values.get("aliases", ())),
        )
        for values in tomllib.loads(content)["region"]
    )


def find_region(name: str) -> Region:
    """Return the region of a code or a country's name: GB, uk, England."""
    for region in regions():
        if _folded(name) in region.names:
            return region
    raise not_among("region", name, (region.code for region in regions()))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def crisis_panel_lines(contacts: Contacts) -> tuple[str, ...]:
    """Return what is shown after thoughts of death or self-harm were recorded, a line each.

    The same words each time: nothing is scored, nothing is called a risk, and it is never claimed
    that anyone was told. They name no command and no key, so that each face can add its own.
    """
    return (
        "You are not alone, and help is available. People who can help now:",
        *contact_lines(contacts),
        "If it is hard to stay safe, call the emergency number or go to the nearest emergency "
        "department, and ask someone to stay with you.",
        "Thank you for noting this. It is saved.",
        "This program cannot see, call or alert anyone, and nobody is told what you write.",
    )


def contact_lines(contacts: Contacts) -> tuple[str, ...]:
    """Return the numbers, a line each: emergency, crisis, the person's own, everywhere else.

    Without a region it asks for one in words.
    """
    elsewhere = find_region(OTHER)
    here = contacts.region or elsewhere
    which = "Which country are you in? Choose it, and its numbers are shown here."
    return (
        *(f"In danger now: {line.label}" for line in here.emergency),
        *(f"To talk: {line.label}" for line in here.crisis if here != elsewhere),
        *([] if contacts.region else [which]),
        *([f"Your clinic: {contacts.clinic.label}"] if contacts.clinic else []),
        *([f"Someone you trust: {contacts.person.label}"] if contacts.person else []),
        *(f"In any country: {line.label}" for line in elsewhere.crisis),
        *([f"{here.name} · {here.checked}"] if here.checked else []),
    )
