"""The result of a reader, its input, and the protocols of readers and writers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any, BinaryIO, Final, Literal, Protocol, TypeAlias, get_args

from tracker.records import Assessment, CheckIn, Diary, Event, Infusion, Measure, ValidationError
from tracker.records.codec import Record
from tracker.records.contacts import OwnContact
from tracker.records.format import plain_line
from tracker.records.questionnaires import Questionnaire
from tracker.records.validation import new_id

Kind = Literal["check-ins", "infusions", "medications", "events", "assessments"]
TABLE_KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""The kind of record that a row of a table is."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read: its first line in the file, the reason, and its last line."""

    line: int
    reason: str
    last: int | None = None
    sheet: str = ""
    """The sheet it is in, where the file has several that are read."""

    def __str__(self) -> str:
        """Return the row's name in messages: Line 3, or Lines 2–4."""
        where = f" of sheet {self.sheet}" if self.sheet else ""
        if self.last and self.last > self.line:
            return f"Lines {self.line}–{self.last}{where}: {self.reason}"
        return f"Line {self.line}{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class SavedAnswers:
    """Answers about one kind of file, saved so that the next such file needs no questions."""

    name: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """The content of a file, not yet part of any diary."""

    diary: Diary
    new_measures: tuple[Measure, ...] = ()
    """Rated in the file and missing in the diary; you are asked about these."""
    bad_rows: tuple[BadRow, ...] = ()
    """Unless they are skipped, nothing is imported."""
    mapping: tuple[str, ...] = ()
    """How another scale is converted, a sentence each; shown before anything is written."""
    remarks: tuple[str, ...] = ()
    """Notes on the file: its encoding, its missing values."""
    not_read: tuple[str, ...] = ()
    """What else the file contains: "12 photos"."""
    answers: SavedAnswers | None = None
    questionnaires: tuple[Questionnaire, ...] = ()
    """A clinic's own forms."""
    contacts: tuple[tuple[str, OwnContact], ...] = ()
    """The person's own contacts, each under its role: clinic or person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the user states about a file."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    """The meaning of a column or a word: `{"When": "day", "Stimmung": "mood:1-5"}`."""
    date_format: str | None = None
    encoding: str | None = None
    kind: Kind | None = None
    saved: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Answers about earlier files, under `SavedAnswers.name`."""
    questionnaires: Sequence[Questionnaire] = ()
    """Those of the diary, a clinic's own among them."""

    def answers_for(self, name: str) -> dict[str, str]:
        """Return the saved answers for such files, overridden by the mapping."""
        return {**self.saved.get(name, {}), **self.mapping}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportContext:
    """What a reader needs in addition to the file."""

    now: datetime
    """Aware; the time in new ids."""
    options: ImportOptions = field(default_factory=ImportOptions)
    diary: Diary = field(default_factory=Diary)
    """Gives the measures and the settings that the file does not contain."""
    zone: tzinfo | None = None
    """The zone of times without an offset; None is the system's."""

    def latest_day(self, at: datetime | None = None) -> date:
        """Return the last day of a past record: today, where the clock showed `at`, or here."""
        return self.now.astimezone(at.tzinfo if at else self.zone).date()

    def measure(self, measure: Measure) -> Measure:
        """Return the diary's own measure with that key, or the given one."""
        return next((m for m in self.diary.measures if m.key == measure.key), measure)

    def result(
        self,
        rows: Iterable[Record | BadRow],
        measures: Iterable[Measure] = (),
        *,
        answers: SavedAnswers | None = None,
        **more: Any,
    ) -> ImportResult:
        """Return the records and the bad rows of a file; `more` are other fields of the result.

        Measures that are rated and missing in the diary are new. Empty answers are not saved.
        """
        by_kind: dict[type, list[Any]] = {}
        for row in rows:
            by_kind.setdefault(type(row), []).append(row)
        rated = {rating.measure for c in by_kind.get(CheckIn, ()) for rating in c.ratings}
        existing = {measure.key for measure in self.diary.measures}
        new = tuple({m.key: m for m in measures if m.key in rated - existing}.values())
        return ImportResult(
            diary=Diary(
                settings=self.diary.settings,
                measures=(*self.diary.measures, *new),
                check_ins=tuple(by_kind.get(CheckIn, ())),
                infusions=tuple(by_kind.get(Infusion, ())),
                assessments=tuple(by_kind.get(Assessment, ())),
                events=tuple(by_kind.get(Event, ())),
            ),
            new_measures=new,
            bad_rows=tuple(by_kind.get(BadRow, ())),
            answers=answers if answers and answers.answers else None,
            **more,
        )

    def new_ids(self, count: int) -> Iterator[str]:
        """Yield new ids in rising order, so that untimed records keep the order of their file."""
        return iter(sorted(new_id(self.now) for _ in range(count)))


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the user: about a column by its heading, or about a word."""

    name: str
    prompt: str
    samples: tuple[str, ...] = ()
    column: bool = False


class NeedsAnswerError(ValidationError):
    """The import needs answers from the user; `questions` lists them."""

    def __init__(self, sentence: str, questions: tuple[Question, ...] = ()) -> None:
        super().__init__("map", sentence)
        self.questions = questions


def count_unread(not_read: Mapping[str, int]) -> tuple[str, ...]:
    """Return what is not read with its number: photos (12)."""
    found = ((plain_line(name), count) for name, count in not_read.items() if count > 0)
    return tuple(f"{name} ({count:,})" for name, count in found)


Reader: TypeAlias = Callable[[BinaryIO, ImportContext], ImportResult]
"""Reads an open file from its beginning, with no more of it in memory than necessary.

Raises NeedsAnswerError or ValidationError; the sentence names what is wrong and where.
"""


class Writer(Protocol):
    """Writes a diary as bytes; the same diary and moment give the same bytes."""

    def __call__(self, diary: Diary, *, exported_at: datetime) -> bytes:
        """Write it."""
