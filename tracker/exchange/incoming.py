"""What a reader hands over, and what every reader and writer promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import BinaryIO, Protocol

from tracker.records import Diary, Measure, ValidationError
from tracker.records.validation import new_id


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that was not understood: its first line in the file, and why in a sentence."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """All that a file says, not yet part of any diary."""

    diary: Diary
    new_measures: tuple[Measure, ...] = ()
    """What the file rates and the diary does not know yet; a person is asked about these."""
    bad_rows: tuple[BadRow, ...] = ()
    """Named whether or not they are skipped; without `skip_bad` nothing of the file is taken."""
    mapping: tuple[str, ...] = ()
    """How another scale becomes ours, a sentence each; shown before anything is written."""
    not_read: tuple[str, ...] = ()
    """What the file holds beside: "12 photos"."""
    to_keep: KeptChoices | None = None
    """What the person said, to keep beside the diary so that the next such file asks nothing."""


@dataclass(frozen=True, slots=True)
class KeptChoices:
    """Answers under the name of the kind of file they are for."""

    name: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person says about a file that the file does not say itself."""

    said: Mapping[str, str] = field(default_factory=dict)
    """What a column or a word of the file is: `{"When": "day", "Stimmung": "mood:1-5"}`."""
    date_format: str | None = None
    kept: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What was said about earlier files, under `KeptChoices.name`."""

    def about(self, name: str) -> dict[str, str]:
        """What was kept about such files, and over it what is said now."""
        return {**self.kept.get(name, {}), **self.said}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: a column by its heading, or a word."""

    name: str
    asks: str
    samples: tuple[str, ...] = ()
    column: bool = False


class NeedsAnswerError(ValidationError):
    """Only the person can say what a file means; the sentence says how to, the questions ask."""

    def __init__(self, sentence: str, questions: tuple[Question, ...]) -> None:
        super().__init__("map", sentence)
        self.questions = questions


class Reader(Protocol):
    """Bytes to a diary."""

    def __call__(
        self,
        data: bytes,
        *,
        known: Diary,
        now: datetime,
        skip_bad: bool = False,
        zone: tzinfo | None = None,
    ) -> Incoming:
        """Read a file beside the diary that will take it.

        `known` gives the measures and the settings that the file does not say, `now` (aware) the
        time in new ids, `zone` that of times without an offset; None is the system's.

        Raises:
            ValidationError: the file cannot be taken; the sentence says where and what would do.
        """


class ForeignReader(Protocol):
    """An open file of another app to a diary; no more of it is in memory than has to be."""

    def __call__(
        self,
        file: BinaryIO,
        *,
        choices: Choices,
        known: Diary,
        now: datetime,
        zone: tzinfo | None = None,
    ) -> Incoming:
        """Read a file as `Reader` does, from its beginning.

        Raises:
            NeedsAnswerError: something in it only the person can say.
            ValidationError: the file cannot be taken at all.
        """


class Writer(Protocol):
    """A diary to bytes."""

    def __call__(self, diary: Diary, *, exported_at: datetime) -> bytes:
        """Write the diary; the same diary and moment give the same bytes."""


def fresh_ids(now: datetime, count: int) -> Iterator[str]:
    """Yield new ids in rising order, so that what has no time keeps the order of its file."""
    return iter(sorted(new_id(now) for _ in range(count)))
