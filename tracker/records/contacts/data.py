"""The regions and their numbers, read from their file when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from tracker.records.contacts.model import Line, Region
from tracker.records.problem import Problem


@cache
def regions() -> tuple[Region, ...]:
    """Return every region, `other` last."""
    # Here and not above: recording a score imports neither.
    import tomllib
    from importlib.resources import files

    content = (files(__package__) / "contacts.toml").read_text("utf-8")
    return tuple(_region(values) for values in tomllib.loads(content)["region"])


def region(name: str) -> Region:
    """Return the region of a code or a country's name: GB, uk, England.

    Raises:
        Problem: there are no numbers for that name; the sentence lists the codes.
    """
    wanted = _folded(name)
    for known in regions():
        if wanted in map(_folded, (known.code, known.name, *known.aliases)):
            return known
    codes = ", ".join(known.code for known in regions())
    raise Problem("region", f"There are no numbers for that region; there is: {codes}.")


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


def _line(values: Mapping[str, Any]) -> Line:
    checked = values["checked"]
    return Line(**{**values, "checked": date.fromisoformat(checked) if checked else None})
