"""Side effects as a person types them into one line."""

from __future__ import annotations

import re

from tracker.records import SideEffect, ValidationError
from tracker.records.infusion import SEVERITIES

_ONE = re.compile(r"(?P<name>.*?\D)\s*[= ]\s*(?P<severity>\S+?)(?P<after>\s+after)?")


def parse_side_effects(text: str) -> tuple[SideEffect, ...]:
    """Read nausea 2, headache mild after: a name, 0 none to 3 severe, and when it was felt.

    Raises:
        ValidationError: a part of it was not understood.
    """
    parts = [part.strip() for part in text.replace(";", ",").split(",")]
    return tuple(_parse(part) for part in parts if part)


def _parse(text: str) -> SideEffect:
    match = _ONE.fullmatch(text)
    severity = _severity(match["severity"]) if match else None
    if match is None or severity is None:
        raise ValidationError(
            "side effects", "Write each with how strong it was, 0 none to 3 severe: nausea 2."
        )
    return SideEffect(
        name=match["name"], severity=severity, when="after" if match["after"] else "during"
    )


def _severity(text: str) -> int | None:
    if text in SEVERITIES:
        return SEVERITIES.index(text)
    return int(text) if text in ("0", "1", "2", "3") else None
