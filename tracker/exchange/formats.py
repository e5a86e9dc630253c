"""All formats. A new one needs one module, and one line here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final, cast

from tracker.exchange.result import Reader, Writer
from tracker.records import ValidationError, measure_key
from tracker.records.format import format_list


@dataclass(frozen=True, slots=True)
class Format:
    """A file format, or the export of another app."""

    name: str
    module: str
    """Imported on first use: a check-in from the command line loads no format."""
    reads: bool = True
    writes: bool = False
    suffixes: tuple[str, ...] = ()
    mark: bytes = b""
    """Bytes near the beginning of such a file and no other."""
    header: frozenset[str] = frozenset()
    """Columns of such a table and no other, as `measure_key` writes them."""

    @property
    def reader(self) -> Reader:
        """The `read` of its module.

        Raises:
            ValidationError: the format can only be written.
        """
        if not self.reads:
            sentence = f"{self.name} can only be written. Choose {read_names()}."
            raise ValidationError("file", sentence)
        return cast(Reader, import_module(f"tracker.exchange.{self.module}").read)

    @property
    def writer(self) -> Writer:
        """The `write` of its module.

        Raises:
            ValidationError: the format can only be read.
        """
        if not self.writes:
            names = format_list([f.name for f in FORMATS.values() if f.writes], "or")
            sentence = f"{self.name} can only be read. Choose {names}."
            raise ValidationError("format", sentence)
        return cast(Writer, import_module(f"tracker.exchange.{self.module}").write)


FORMATS: Final = {
    format_.name: format_
    for format_ in (
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
        ValidationError: it is unknown; the message lists all.
    """
    name = str(path_or_name).casefold()
    if name in FORMATS:
        return FORMATS[name]
    matching = [(suffix, f) for f in FORMATS.values() for suffix in f.suffixes
                if name.endswith(suffix)]  # fmt: skip
    if matching:
        return max(matching, key=lambda match: len(match[0]))[1]
    raise ValidationError("format", f"Unknown format. Choose one of: {', '.join(FORMATS)}.")


def find_app(rows: Iterable[Iterable[str]]) -> Format | None:
    """Return the app of whose table one of these rows is the header."""
    found = [set(map(measure_key, cells)) for cells in rows]
    apps = (f for f in FORMATS.values() if f.header and any(f.header <= keys for keys in found))
    return next(apps, None)


def read_names() -> str:
    """Return the names of the formats that can be read, as a list in a sentence."""
    return format_list([f.name for f in FORMATS.values() if f.reads], "or")
