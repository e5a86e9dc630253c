"""Which table holds which kind of record, and the few values that are no field of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from tracker.records import codec
from tracker.records.codec import from_plain, from_row, kind_name, record_kind, to_plain, to_row
from tracker.records.measure import MOOD
from tracker.records.settings import Settings

if TYPE_CHECKING:
    from tracker.records import Assessment, CheckIn, Event, Infusion

__all__ = ["from_row", "record_kind", "to_row"]

Record: TypeAlias = "CheckIn | Infusion | Assessment | Event"
Row: TypeAlias = dict[str, Any]

R = TypeVar("R", bound="CheckIn | Infusion | Assessment | Event")

if TYPE_CHECKING:
    KINDS: Final[dict[str, type[Record]]] = {}
    """The kinds of records a person can add, change and remove; a kind's name is its table's."""


def __getattr__(name: str) -> object:
    """Return KINDS (PEP 562), which loads each of their classes: recording a score needs one."""
    if name != "KINDS":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return {kind: record_kind(kind) for kind in codec.KINDS}


def table_of(kind: type[Any]) -> str:
    """Return the name of a kind of records, which is also its table's."""
    return kind_name(kind)


def kind_of(record: Record) -> str:
    """Return the name of a record's kind: check_in, infusion, assessment or event."""
    return kind_name(record)


def utc_millis(moment: datetime) -> str:
    """Return a moment to the millisecond, for the order of changes."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def rating_rows(check_in: CheckIn) -> Iterator[Row]:
    """Yield the rows of the ratings other than mood."""
    for rating in check_in.ratings:
        if rating.measure != MOOD.key:
            value = float(rating.value)
            yield {"check_in": check_in.id, "measure": rating.measure, "value": value}


def settings_values(settings: Settings) -> dict[str, Any]:
    """Return all settings as JSON values by key."""
    return to_plain(settings)


def settings_from(values: Mapping[str, Any]) -> Settings:
    """Return the settings of the values stored; what was never chosen has its default."""
    return from_plain(Settings, values)
