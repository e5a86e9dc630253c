"""Crisis lines by region and own contacts, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

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
    """The day it was last looked up at its source; None says that nobody has."""

    @property
    def label(self) -> str:
        """The line as it is shown: 116 123 – Samaritans, free, day and night."""
        line = f"{self.number} – {self.what}, {self.hours}"
        kind = "address" if "." in self.number else "number"
        nothing_to_check = kind == "number" and not any(map(str.isdigit, self.number))
        known = self.checked or nothing_to_check
        return line if known else f"{line} (please check this {kind})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The numbers of a country or a union of countries."""

    code: str
    name: str
    emergency: tuple[CrisisLine, ...]
    crisis: tuple[CrisisLine, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnContact:
    """A name and a number that the person wrote down."""

    name: str
    number: str

    def __post_init__(self) -> None:
        """Raise a ValidationError for a blank name or number."""
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
        """Return the contacts of a region with the person's own, as the diary keeps them.

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

    content = (files(__package__) / "contacts.toml").read_text("utf-8")
    found = tuple(_region(values) for values in tomllib.loads(content)["region"])
    names = [_folded(name) for one in found for name in {one.code, one.name, *one.aliases}]
    if len(set(names)) < len(names):
        raise ValueError("Two regions of contacts.toml have a name in common.")
    return found


def find_region(name: str) -> Region:
    """Return the region of a code or a country's name: GB, uk, England."""
    wanted = _folded(name)
    for known in regions():
        if wanted in map(_folded, (known.code, known.name, *known.aliases)):
            return known
    raise not_among("region", name, (known.code for known in regions()))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _region(values: Mapping[str, Any]) -> Region:
    return Region(
        code=values["code"],
        name=values["name"],
        emergency=tuple(_line(line) for line in values["emergency"]),
        crisis=tuple(_line(line) for line in values["crisis"]),
        aliases=tuple(values.get("aliases", ())),
    )


def _line(values: Mapping[str, Any]) -> CrisisLine:
    checked = values["checked"]
    return CrisisLine(**{**values, "checked": date.fromisoformat(checked) if checked else None})
