"""What a reader hands over, and what every reader and writer promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from tracker.records import Diary, Measure
from tracker.records.ids import new_id


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
            Problem: the file cannot be taken at all; the sentence says where and what would do.
        """


class Writer(Protocol):
    """A diary to bytes."""

    def __call__(self, diary: Diary, *, exported_at: datetime) -> bytes:
        """Write the diary; the same diary and moment give the same bytes."""


def fresh_ids(now: datetime, count: int) -> Iterator[str]:
    """Yield new ids in rising order, so that what has no time keeps the order of its file."""
    return iter(sorted(new_id(now) for _ in range(count)))
