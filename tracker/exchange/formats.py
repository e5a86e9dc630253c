"""Which formats there are. A new one is one file and one line here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final, cast

from tracker.exchange.incoming import Reader, Writer
from tracker.records import Problem


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a diary down outside tracker."""

    name: str
    suffixes: tuple[str, ...]
    module: str
    """Imported on first use: a check-in from the command line loads no format."""

    @property
    def reader(self) -> Reader:
        """Its `read`.

        Raises:
            Problem: the format can only be written.
        """
        return cast(Reader, self._function("read", "read"))

    @property
    def writer(self) -> Writer:
        """Its `write`.

        Raises:
            Problem: the format can only be read.
        """
        return cast(Writer, self._function("write", "written"))

    def _function(self, name: str, done: str) -> object:
        module = import_module(f"tracker.exchange.{self.module}")
        if (function := getattr(module, name, None)) is None:
            raise Problem("format", f"The format {self.name} cannot be {done}.")
        return function


FORMATS: Final = {
    known.name: known
    for known in (
        Format("json", (".json",), "json_format"),
        Format("csv", (".csv", ".tsv"), "csv_format"),
    )
}


def format_for(path_or_name: str | Path) -> Format:
    """Return a format by its name, or by the ending of a file.

    Raises:
        Problem: there is none; the sentence lists those there are.
    """
    wanted = str(path_or_name).casefold()
    if wanted in FORMATS:
        return FORMATS[wanted]
    for known in FORMATS.values():
        if wanted.endswith(known.suffixes):
            return known
    names = ", ".join(FORMATS)
    raise Problem("format", f"The format was not understood; there is: {names}.")
