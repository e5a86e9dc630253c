"""Which formats there are. A new one is one file and one line here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final, cast

from tracker.exchange.incoming import ForeignReader, Reader, Writer
from tracker.records import ValidationError


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a diary down outside tracker."""

    name: str
    suffixes: tuple[str, ...]
    module: str
    """Imported on first use: a check-in from the command line loads no format."""
    mark: bytes = b""
    """What such a file begins with, or has near its beginning, and no other has."""
    header: frozenset[str] = frozenset()
    """The columns that such a table has and no other has, as `measure_key` writes them."""
    foreign: bool = False
    """Read by `read_foreign`, which takes an open file and what the person chose."""

    @property
    def writes(self) -> bool:
        """Whether a diary can be written in it."""
        return not self.foreign

    @property
    def reader(self) -> Reader:
        """Its `read`.

        Raises:
            ValidationError: the format can only be written.
        """
        return cast(Reader, self._function("read", "read"))

    @property
    def writer(self) -> Writer:
        """Its `write`.

        Raises:
            ValidationError: the format can only be read.
        """
        return cast(Writer, self._function("write", "written"))

    @property
    def foreign_reader(self) -> ForeignReader:
        """Its `read_foreign`.

        Raises:
            ValidationError: the format can only be written.
        """
        return cast(ForeignReader, self._function("read_foreign", "read"))

    def _function(self, name: str, done: str) -> object:
        module = import_module(f"tracker.exchange.{self.module}")
        if (function := getattr(module, name, None)) is None:
            raise ValidationError("format", f"The format {self.name} cannot be {done}.")
        return function


FORMATS: Final = {
    known.name: known
    for known in (
        Format("json", (".json",), "json_format"),
        Format("csv", (".csv", ".tsv"), "csv_format", foreign=True),
        Format(
            "daylio",
            (),
            "daylio",
            header=frozenset({"weekday", "mood", "activities"}),
            foreign=True,
        ),
        Format(
            "bearable",
            (),
            "bearable",
            header=frozenset({"category", "rating_amount"}),
            foreign=True,
        ),
        Format(
            "emoods",
            (".emoods", ".emoodsw"),
            "emoods",
            header=frozenset({"date_yyyy_mm_dd", "depressed", "elevated"}),
            foreign=True,
        ),
        Format("apple-health", (), "apple_state_of_mind", mark=b"<HealthData", foreign=True),
        Format("fhir", (), "fhir_bundle"),
        Format("ics", (".ics",), "calendar"),
    )
}


def format_for(path_or_name: str | Path) -> Format:
    """Return a format by its name, or by the ending of a file.

    Raises:
        ValidationError: there is none; the sentence lists those there are.
    """
    wanted = str(path_or_name).casefold()
    if wanted in FORMATS:
        return FORMATS[wanted]
    for known in FORMATS.values():
        if wanted.endswith(known.suffixes):
            return known
    names = ", ".join(FORMATS)
    raise ValidationError("format", f"The format was not understood; there is: {names}.")
