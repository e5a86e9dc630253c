"""What a reader returns, and what every reader and writer promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import BinaryIO, Final, Literal, Protocol

from tracker.records import Diary, Measure, ValidationError
from tracker.records.contacts import OwnContact
from tracker.records.questionnaires import Questionnaire
from tracker.records.validation import new_id

Kind = Literal["check-ins", "infusions", "medications", "events", "assessments"]
KINDS: Final = ("check-ins", "infusions", "medications", "events", "assessments")
"""What the rows of a table are."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read: its first line in the file, the reason, and its last line."""

    line: int
    reason: str
    last: int | None = None

    def __str__(self) -> str:
        """Return the row as it is named to a person: Line 3, or Lines 2–4."""
        if self.last and self.last > self.line:
            return f"Lines {self.line}–{self.last}: {self.reason}"
        return f"Line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class SavedAnswers:
    """What a person said about one kind of file, kept so that the next such file asks nothing."""

    name: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """Everything a file holds, not yet part of any diary."""

    diary: Diary
    new_measures: tuple[Measure, ...] = ()
    """Rated in the file and unknown to the diary; the person is asked about these."""
    bad_rows: tuple[BadRow, ...] = ()
    """Unless they are skipped, nothing of the file is imported."""
    mapping: tuple[str, ...] = ()
    """How another scale becomes ours, a sentence each; shown before anything is written."""
    remarks: tuple[str, ...] = ()
    """What else to say about the file: its encoding, its missing values."""
    not_read: tuple[str, ...] = ()
    """What else the file holds: "12 photos"."""
    answers: SavedAnswers | None = None
    questionnaires: tuple[Questionnaire, ...] = ()
    """Forms of a clinic that the file brings."""
    contacts: tuple[tuple[str, OwnContact], ...] = ()
    """The person's own contacts that the file brings, each as the clinic or a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What a person says about a file that the file does not say itself."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    """What a column or a word of the file is: `{"When": "day", "Stimmung": "mood:1-5"}`."""
    date_format: str | None = None
    encoding: str | None = None
    kind: Kind | None = None
    saved: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What was said about earlier files, under `SavedAnswers.name`."""
    questionnaires: Sequence[Questionnaire] = ()
    """Those the diary has, a clinic's own among them."""

    def about(self, name: str) -> dict[str, str]:
        """Return what was saved for such files, overridden by what is said now."""
        return {**self.saved.get(name, {}), **self.mapping}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: about a column by its heading, or about a word."""

    name: str
    asks: str
    samples: tuple[str, ...] = ()
    column: bool = False


class NeedsAnswerError(ValidationError):
    """Only the person can say what a file means; the sentence says how to, `questions` ask."""

    def __init__(self, sentence: str, questions: tuple[Question, ...] = ()) -> None:
        super().__init__("map", sentence)
        self.questions = questions


class Reader(Protocol):
    """An open file to a diary; no more of it is in memory than has to be."""

    def __call__(
        self,
        file: BinaryIO,
        *,
        options: ImportOptions,
        diary: Diary,
        now: datetime,
        zone: tzinfo | None = None,
    ) -> ImportResult:
        """Read a file, from its beginning, for the diary that will take it.

        `diary` gives the measures and the settings that the file does not say, `now` (aware) the
        time in new ids, `zone` that of times without an offset; None is the system's.

        Raises:
            NeedsAnswerError: only the person can say what something in it means.
            ValidationError: the file cannot be read at all; the sentence says where and why.
        """


class Writer(Protocol):
    """A diary to bytes."""

    def __call__(self, diary: Diary, *, exported_at: datetime) -> bytes:
        """Write the diary; the same diary and moment give the same bytes."""


def fresh_ids(now: datetime, count: int) -> Iterator[str]:
    """Yield new ids in rising order, so that what has no time keeps the order of its file."""
    return iter(sorted(new_id(now) for _ in range(count)))
