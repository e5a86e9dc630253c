"""All that `doctor` says, as one value: what there is, what was found, what would help."""

from __future__ import annotations

import platform
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from tracker.paths import Home
from tracker.storage import snapshots
from tracker.storage.connection import SCHEMA_VERSION
from tracker.storage.integrity import Finding, examine, schema_version
from tracker.storage.snapshots import Snapshot
from tracker.storage.surroundings import look_around


@dataclass(frozen=True, slots=True)
class Health:
    """What is known of a diary without changing anything. It holds nothing a person wrote."""

    home: Home
    size: int | None
    """Bytes of the diary; None when there is no file, or an empty one that no program filled."""
    schema: int | None
    copies: tuple[Snapshot, ...]
    """Those the diary took of itself, oldest first."""
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing that was written down is damaged, missing or out of reach."""
        return not any(finding.damage for finding in self.findings)

    @property
    def versions(self) -> dict[str, str | int | None]:
        """What is at work here; `schema` is the diary's own, `newest_schema` what is known."""
        return {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "schema": self.schema,
            "newest_schema": SCHEMA_VERSION,
        }


def health(home: Home, now: datetime) -> Health:
    """Look at a diary and around it. Nothing is made, mended or migrated."""
    size = home.diary.stat().st_size if home.diary.is_file() else 0
    copies = tuple(copy for copy in snapshots.listed(home.snapshots) if not copy.aside)
    return Health(
        home=home,
        size=size or None,
        schema=schema_version(home.diary) if size else None,
        copies=copies,
        findings=(*_diary(home, size, copies), *look_around(home, now)),
    )


def _diary(home: Home, size: int, copies: tuple[Snapshot, ...]) -> tuple[Finding, ...]:
    if size or home.diary.is_dir():
        found = examine(home.diary)
        return tuple(_with_advice(finding, home) for finding in found)
    if not copies:
        return ()
    what = "is empty" if home.diary.exists() else "is missing"
    finding = Finding("missing", f"The diary at {home.diary} {what}, but copies of it are there.")
    return (_with_advice(finding, home),)


def _with_advice(finding: Finding, home: Home) -> Finding:
    if finding.do or not finding.damage or finding.about == "locked":
        return finding
    return Finding(finding.about, finding.says, _ways_out(finding, home))


def _ways_out(finding: Finding, home: Home) -> str:
    copy = snapshots.last_sound(home.snapshots)
    last = f"tracker restore last, for the copy of {copy.local:%Y-%m-%d %H:%M}" if copy else ""
    salvage = "tracker restore --salvage, for what can still be read"
    ways = [last, salvage if finding.about != "missing" else ""]
    return f"Type: {'; or '.join(filter(None, ways))}."
