"""State of Mind out of Apple Health's export.xml, or out of the export.zip that holds it.

Such a file may have several thousand megabytes, so it goes through expat in pieces and only what
is wanted of it stays in memory. Entities are refused: Apple writes none, and they are how a small
file becomes an endless one.

Known of `<StateOfMind>` are `startDate` and `valence`, −1 very unpleasant to 1 very pleasant; not
every phone puts them into its export, and `labels` and `associations` are read as words into the
note where they stand. Valence is put on 0–10 linearly; to a thousandth it is kept
as apple_valence. The entries have a time and no day, so the diary's own start of the day decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, BinaryIO, Final, NoReturn
from xml.parsers import expat

from tracker.exchange.apps.common import (
    ImportSource,
    ParsedEntry,
    as_inactive,
    describe_mapping,
    join_notes,
    number_in,
    rescale,
)
from tracker.exchange.dates import at_home, parse_moment
from tracker.exchange.result import BadRow, ImportOptions, ImportResult
from tracker.records import MOOD, Diary, Measure, ValidationError
from tracker.records.format import plain_line

NAME: Final = "apple"

PIECE: Final = 2**20
"""Bytes that are read at a time."""

LONGEST: Final = 16 * 2**20
"""Bytes that one tag may have; Apple's have a few hundred."""

_VALENCE = as_inactive(
    Measure(
        key="apple_valence",
        label="State of Mind in Apple Health",
        low=-1,
        high=1,
        step=0.001,
        low_label="very unpleasant",
        high_label="very pleasant",
    )
)


def read(
    file: BinaryIO,
    *,
    options: ImportOptions,
    diary: Diary,
    now: datetime,
    zone: tzinfo | None = None,
) -> ImportResult:
    """Return the State of Mind entries; there is nothing to choose.

    Raises:
        ValidationError: the file is no list of Apple Health's, is cut off, or holds no such entry.
    """
    source = ImportSource(name=NAME, diary=diary, now=now, zone=zone)
    reading = _Reading(source)
    reading.read(file)
    if not reading.entries:
        raise ValidationError(
            "file",
            "The file holds no State of Mind entries; not every iPhone puts them into its export.",
        )
    return source.result(
        reading.entries,
        reading.measures,
        mapping=[describe_mapping("Apple's State of Mind", *reading.measures, _ENDS)],
        not_read={"other records": reading.records, "workouts": reading.workouts},
    )


_ENDS: Final = ("very unpleasant", "neutral", "very pleasant")


class _Reading:
    """What is wanted of a list while it goes by."""

    def __init__(self, source: ImportSource) -> None:
        self._source = source
        self._begun = False
        self.records = self.workouts = 0
        self.measures = source.measure(_VALENCE), source.measure(MOOD)
        self.entries: list[ParsedEntry | BadRow] = []
        self._parser = expat.ParserCreate("UTF-8")  # whatever else the file says it is in
        self._parser.StartElementHandler = self._start
        self._parser.EntityDeclHandler = _refuse_entities
        self._parser.specified_attributes = True

    def read(self, file: BinaryIO) -> None:
        """Go through the file.

        Raises:
            ValidationError: it is no such list, or is cut off.
        """
        fed = 0
        try:
            while piece := file.read(PIECE):
                self._parser.Parse(piece, False)
                fed += len(piece)
                if fed - self._parser.CurrentByteIndex > LONGEST:
                    raise ValidationError(
                        "file", "The file holds a tag without an end; it was not read."
                    )
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise ValidationError("file", _broken(error, fed)) from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        # Millions of these go by for each of the others: nothing more is done about them.
        if name == "Record":
            self.records += 1
        elif name == "StateOfMind":
            self.entries.append(self._entry(self._parser.CurrentLineNumber, attributes))
        elif name == "Workout":
            self.workouts += 1
        if not self._begun:
            self._begun = True
            if name != "HealthData":
                raise ValidationError("file", "The file is XML, and not Apple Health's.")

    def _entry(self, line: int, said: Mapping[str, str]) -> ParsedEntry | BadRow:
        try:
            there, here = self.measures
            valence = number_in(said.get("valence", ""), there.low, there.high, "valence")
            at = self._at(said.get("startDate", ""))
            return ParsedEntry(
                line=line,
                day=self._source.diary.day_of(at),
                at=at,
                ratings=(there.rate(valence), rescale(valence, there, here)),
                note=join_notes(
                    _words("Felt", said, "labels"), _words("About", said, "associations")
                ),
            )
        except ValidationError as problem:
            return BadRow(line, str(problem))

    def _at(self, cell: str) -> datetime:
        day, clock, offset = parse_moment(cell, "d/m/y")
        if clock is None:
            raise ValidationError("startDate", "The entry has no time.")
        return at_home(datetime.combine(day, clock, tzinfo=offset), self._source.zone)


def _words(what: str, said: Mapping[str, str], key: str) -> str | None:
    words = ", ".join(filter(None, map(plain_line, said.get(key, "").split(","))))
    return f"{what}: {words}" if words else None


def _broken(error: expat.ExpatError, fed: int) -> str:
    if not fed:
        return "The file is empty."
    return f"The file is not whole: its XML goes wrong at line {error.lineno}; export it again."


def _refuse_entities(*_: Any) -> NoReturn:
    raise ValidationError("file", "The file defines words of its own (entities); Apple's has none.")
