"""State of Mind from Apple Health's export.xml, or from the export.zip that contains it.

Such a file may have several gigabytes, so expat parses it in pieces and only the entries stay in
memory. Entities are refused: Apple writes none, and they can expand a small file endlessly.

`<StateOfMind>` has `startDate` and `valence`, −1 very unpleasant to 1 very pleasant, and `labels`
and `associations`, which go into the note. Valence is mapped to 0–10 linearly, and kept to a
thousandth as apple_valence. The entries have a time and no day, so the diary's start of the day
decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO, Final, NoReturn
from xml.parsers import expat

from tracker.exchange.apps.common import ParsedEntry, app_result, list_tags, rate_both
from tracker.exchange.cells import describe_mapping, join_notes, parse_on_scale
from tracker.exchange.dates import parse_moment, to_local
from tracker.exchange.result import BadRow, ImportContext, ImportResult
from tracker.records import MOOD, Measure, ValidationError

NAME: Final = "apple"

PIECE: Final = 2**20
LONGEST: Final = 16 * 2**20
"""Most bytes of one tag; Apple's have a few hundred."""

_VALENCE: Final = Measure(
    key="apple_valence",
    label="State of Mind in Apple Health",
    low=-1,
    high=1,
    step=0.001,
    low_label="very unpleasant",
    high_label="very pleasant",
    active=False,
)


def read(file: BinaryIO, context: ImportContext) -> ImportResult:
    """Return the State of Mind entries.

    Raises:
        ValidationError: the file is not Apple Health's, is cut off, or has no such entry.
    """
    export = _Export(context)
    export.read(file)
    if not export.entries:
        raise ValidationError(
            "file", "The file has no State of Mind entries; not every iPhone exports them."
        )
    ends = ("very unpleasant", "neutral", "very pleasant")
    return app_result(
        NAME,
        context,
        export.entries,
        measures=export.measures,
        mapping=[describe_mapping("Apple's State of Mind", *export.measures, ends)],
        not_read={"other records": export.records, "workouts": export.workouts},
    )


class _Export:
    """The wanted elements of export.xml while it is parsed."""

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._begun = False
        self.records = self.workouts = 0
        self.measures = context.measure(_VALENCE), context.measure(MOOD)
        self.entries: list[ParsedEntry | BadRow] = []
        self._parser = expat.ParserCreate("UTF-8")  # whichever encoding the file declares
        self._parser.StartElementHandler = self._start
        self._parser.EntityDeclHandler = _refuse_entities
        self._parser.specified_attributes = True

    def read(self, file: BinaryIO) -> None:
        """Parse the file."""
        fed = 0
        try:
            while piece := file.read(PIECE):
                self._parser.Parse(piece, False)
                fed += len(piece)
                if fed - self._parser.CurrentByteIndex > LONGEST:
                    raise ValidationError("file", "The file has a tag without an end.")
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            sentence = f"The file is damaged at line {error.lineno}; export it again."
            raise ValidationError("file", sentence if fed else "The file is empty.") from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        # There are millions of records for each entry: they are only counted.
        if name == "Record":
            self.records += 1
        elif name == "StateOfMind":
            self.entries.append(self._entry(self._parser.CurrentLineNumber, attributes))
        elif name == "Workout":
            self.workouts += 1
        if not self._begun:
            self._begun = True
            if name != "HealthData":
                raise ValidationError("file", "The file is XML, but not Apple Health's.")

    def _entry(self, line: int, attributes: Mapping[str, str]) -> ParsedEntry | BadRow:
        source, target = self.measures
        try:
            cell = attributes.get("valence", "")
            valence = parse_on_scale(cell, source.low, source.high, "valence")
            day, clock, offset = parse_moment(attributes.get("startDate", ""), "d/m/y")
            if clock is None:
                raise ValidationError("startDate", "The entry has no time.")
            at = to_local(datetime.combine(day, clock, tzinfo=offset), self._context.zone)
            return ParsedEntry(
                number=line,
                day=self._context.diary.day_of(at),
                at=at,
                ratings=rate_both(valence, source, target),
                note=join_notes(
                    list_tags("Felt", attributes.get("labels", "").split(",")),
                    list_tags("About", attributes.get("associations", "").split(",")),
                ),
            )
        except ValidationError as error:
            return BadRow(line, str(error))


def _refuse_entities(*_: Any) -> NoReturn:
    raise ValidationError("file", "The file defines XML entities; Apple's exports have none.")
