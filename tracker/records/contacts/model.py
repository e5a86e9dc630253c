"""Contacts as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tracker.records import text
from tracker.records.problem import Problem

OTHER: Final = "other"
"""The region that fits everywhere: no number of its own, and where to find one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One number of a region."""

    number: str
    what: str
    hours: str
    checked: date | None
    """The day it was last looked up at its source; None says that nobody has."""

    @property
    def words(self) -> str:
        """The line as it is shown: 116 123 – Samaritans, free, day and night."""
        told = f"{self.number} – {self.what}, {self.hours}"
        kind = "address" if "." in self.number else "number"
        nothing_to_check = kind == "number" and not any(map(str.isdigit, self.number))
        known = self.checked or nothing_to_check
        return told if known else f"{told} (please check this {kind})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The numbers of a country or a union of countries."""

    code: str
    name: str
    emergency: tuple[Line, ...]
    crisis: tuple[Line, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnContact:
    """A name and a number that the person wrote down."""

    name: str
    number: str

    def __post_init__(self) -> None:
        """Raise a Problem for a blank name or number."""
        object.__setattr__(self, "name", text.required("contact's name", self.name))
        object.__setattr__(self, "number", text.required("contact's number", self.number))

    @property
    def words(self) -> str:
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
        """Return the contacts of a region with the person's own, as the diary keeps them.

        What cannot be read of their own is left out: the other numbers must still be shown.
        """
        return cls(region=region, clinic=_own(own, "clinic"), person=_own(own, "person"))

    @property
    def own_values(self) -> dict[str, dict[str, str]]:
        """The person's own contacts as plain values."""
        own = {"clinic": self.clinic, "person": self.person}
        return {key: {"name": c.name, "number": c.number} for key, c in own.items() if c}


def _own(kept: Any, key: str) -> OwnContact | None:
    try:
        return OwnContact(kept[key]["name"], kept[key]["number"])
    except (LookupError, TypeError, AttributeError, Problem):
        return None
