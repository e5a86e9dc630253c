"""The formats there are. A new one is one file and one line here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final, cast

from tracker.exchange.result import Reader, Writer
from tracker.records import ValidationError


@dataclass(frozen=True, slots=True)
class Format:
    """A way to keep a diary outside tracker."""

    name: str
    module: str
    """Imported on first use: a check-in from the command line loads no format."""
    reads: bool = True
    writes: bool = False
    suffixes: tuple[str, ...] = ()
    mark: bytes = b""
    """What the beginning of such a file holds and no other does."""
    header: frozenset[str] = frozenset()
    """The columns that such a table has and no other has, as `measure_key` writes them."""

    @property
    def reader(self) -> Reader:
        """Its `read`.

        Raises:
            ValidationError: the format can only be written.
        """
        if not self.reads:
            raise ValidationError(
                "format", f"{self.name} can only be written. Choose {read_names()}."
            )
        return cast(Reader, import_module(f"tracker.exchange.{self.module}").read)

    @property
    def writer(self) -> Writer:
        """Its `write`.

        Raises:
            ValidationError: the format can only be read.
        """
        if not self.writes:
            raise ValidationError(
                "format", f"{self.name} can only be read. Choose {written_names()}."
            )
        return cast(Writer, import_module(f"tracker.exchange.{self.module}").write)


FORMATS: Final = {
    known.name: known
    for known in (
        Format("json", "json", writes=True, suffixes=(".json",)),
        Format("csv", "csv", writes=True, suffixes=(".csv", ".tsv", ".txt")),
        Format("xlsx", "spreadsheet", writes=True, suffixes=(".xlsx", ".ods")),
        Format("fhir", "fhir.bundle", writes=True, suffixes=(".fhir.json",)),
        Format("ics", "calendar", reads=False, writes=True, suffixes=(".ics",)),
        Format("datasette", "datasette", reads=False, writes=True),
        Format("daylio", "apps.daylio", suffixes=(".daylio",),
               header=frozenset({"weekday", "mood", "activities"})),
        Format("bearable", "apps.bearable", header=frozenset({"category", "rating_amount"})),
        Format("emoods", "apps.emoods", suffixes=(".emoods", ".emoodsw"),
               header=frozenset({"date_yyyy_mm_dd", "depressed", "elevated"})),
        Format("apple-health", "apps.apple_health", mark=b"<HealthData"),
    )
}  # fmt: skip


def format_for(path_or_name: str | Path) -> Format:
    """Return a format by its name, or by the ending of a file.

    Raises:
        ValidationError: there is none; the sentence lists those that can be read.
    """
    wanted = str(path_or_name).casefold()
    if wanted in FORMATS:
        return FORMATS[wanted]
    fitting = [f for f in FORMATS.values() if f.suffixes and wanted.endswith(f.suffixes)]
    if fitting:
        return max(fitting, key=lambda f: max(map(len, f.suffixes)))
    raise ValidationError("format", f"Unknown format. Choose one of: {', '.join(FORMATS)}.")


def read_names() -> str:
    """Return the names of the formats that can be read, as a sentence lists them."""
    return _listed([f.name for f in FORMATS.values() if f.reads])


def written_names() -> str:
    """Return the names of the formats that can be written, as a sentence lists them."""
    return _listed([f.name for f in FORMATS.values() if f.writes])


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
