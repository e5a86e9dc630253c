"""Records to plain values and back, for JSON, for the rows of the diary file and for its history.

The fields of a record's dataclass are the one list of its keys and columns, in their order. What is
absent takes the field's default: a row written before a field was added is read like any other. An
error names the path: `infusions[12].side_effects[0].severity`.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from functools import cache
from types import NoneType
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Literal,
    NamedTuple,
    TypeAlias,
    TypeVar,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from tracker import records
from tracker.records.check_in import CHECK_IN_COLUMNS, CheckIn, check_in_from_row, check_in_row
from tracker.records.measure import Measure, Rating, with_current_step
from tracker.records.plain_values import READERS, RefusedError, read_number, read_object, read_text
from tracker.records.settings import Settings
from tracker.records.validation import ValidationError

if TYPE_CHECKING:
    # Their classes are loaded when one of them is read: recording a score needs none of them.
    from tracker.records import Assessment, Event, Infusion, SideEffect

Record: TypeAlias = "CheckIn | Infusion | Assessment | Event"
RecordT = TypeVar("RecordT", bound="CheckIn | Infusion | Assessment | Event")
T = TypeVar("T")

_CLASSES: Final = {
    "check_in": "CheckIn",
    "infusion": "Infusion",
    "assessment": "Assessment",
    "event": "Event",
}
RECORD_TABLES: Final = tuple(_CLASSES)
"""The tables of the records that a person can add, change and remove."""

_NAMES: Final = {class_name: name for name, class_name in _CLASSES.items()}

MOST_ITEMS: Final = 1_000_000
"""Most entries accepted in one JSON list; more is a mistake or an attack."""

_JSON_KEYS: Final = {("Event", "start"): "from", ("Event", "end"): "to"}
"""Keys of the published JSON that are not the name of the field."""


def class_of(name: str) -> type[Record]:
    """Return the class of a table's records, loaded with the first call."""
    return cast("type[Record]", getattr(records, _CLASSES[name]))


def table_of(record: Record | type[Any]) -> str:
    """Return the table of a record: check_in, infusion, assessment or event."""
    return _NAMES[(record if isinstance(record, type) else type(record)).__name__]


def to_plain(
    value: Record | Measure | Settings | SideEffect, measures: Iterable[str] = ()
) -> dict[str, Any]:
    """Return a record as a JSON object; the order of the keys is part of the format.

    The ratings of a check-in are written in the order of `measures`.
    """
    if isinstance(value, CheckIn):  # special case for speed: most records are check-ins
        at, recorded_at = value.at, value.recorded_at
        values = {rating.measure: rating.value for rating in value.ratings}
        return {
            "id": value.id,
            "day": value.day.isoformat(),
            "at": at and at.isoformat(),
            "recorded_at": recorded_at and f"{recorded_at.isoformat()[:19]}Z",  # in UTC
            "ratings": {key: values[key] for key in measures if key in values} | values,
            "note": value.note,
        }
    return {
        field.key: _plain(getattr(value, field.name))
        for field in _layout(cast(Any, type(value)), False)
    }


def json_keys(kind: type[Any]) -> frozenset[str]:
    """Return the keys of its JSON object that are read; any other is left out."""
    ratings = {"ratings"} if kind is CheckIn else set()
    return frozenset({field.key for field in _layout(cast(Any, kind), False)} | ratings)


def columns_of(kind: type[Any]) -> tuple[str, ...]:
    """Return the columns in which the fields of a record are kept, of a check-in with its mood."""
    if kind is CheckIn:
        return CHECK_IN_COLUMNS
    return tuple(field.name for field in _layout(cast(Any, kind), True))


def to_row(record: Record | Measure) -> dict[str, Any]:
    """Return the values of a record by column; the ratings of a check-in are rows of their own."""
    if isinstance(record, CheckIn):
        return check_in_row(record)
    return {
        field.name: _cell(getattr(record, field.name))
        for field in _layout(cast(Any, type(record)), True)
    }


def from_plain(
    kind: type[T],
    values: object,
    path: str = "",
    *,
    measures: Mapping[str, Measure] | None = None,
    make_id: Callable[[], str] | None = None,
) -> T:
    """Return the record that a JSON object describes.

    Args:
        kind: what it is.
        values: the object.
        path: its place in the file, for the error.
        measures: what the ratings of a check-in are checked against; None takes them as they are.
        make_id: gives an id where there is none.

    Raises:
        ValidationError: a value is missing, of another type, or out of range; it names the path.
    """
    try:
        found = _read_fields(kind, read_object(values), as_row=False)
        if kind is CheckIn:
            found["ratings"] = _ratings(cast(Any, values).get("ratings"), measures)
        if make_id and "id" not in found:
            found["id"] = make_id()
        record = _construct(kind, found)
    except RefusedError as refused:
        raise refused.at(path) from None
    return cast(T, with_current_step(record)) if isinstance(record, Measure) else record


def from_row(kind: type[T], row: Mapping[str, Any] | Any, ratings: tuple[Rating, ...] = ()) -> T:
    """Return the record of a row, or of a row saved in history; other columns are ignored.

    `ratings` are those of a check-in except mood.

    Raises:
        ValidationError: a value in it is one that tracker cannot have written.
    """
    values = row if isinstance(row, dict) else dict(row)
    if kind is CheckIn:
        return cast(T, check_in_from_row(values, ratings))
    try:
        return _construct(kind, _read_fields(kind, values, as_row=True))
    except RefusedError as refused:
        raise refused.at("") from None


# One record


class _Field(NamedTuple):
    name: str
    key: str
    read: Callable[[Any], Any]
    """Reads a value that is not null, or raises a RefusedError."""
    required: bool
    nullable: bool


@cache
def _layout(kind: Any, as_row: bool) -> tuple[_Field, ...]:
    """Return the fields of a class as they are in JSON or in the table."""
    hints = get_type_hints(kind)
    return tuple(
        _Field(
            name=field.name,
            key=field.name if as_row else _JSON_KEYS.get((kind.__name__, field.name), field.name),
            read=_reader(hints[field.name], as_row=as_row),
            required=field.default is MISSING,
            nullable=NoneType in get_args(hints[field.name]),
        )
        for field in fields(kind)
        if hints[field.name] != tuple[Rating, ...]
    )


def _read_fields(kind: Any, values: Mapping[str, Any], *, as_row: bool) -> dict[str, Any]:
    """Read the fields that the values hold; those with a default may be absent or null."""
    found: dict[str, Any] = {}
    for name, key, read, required, nullable in _layout(kind, as_row):
        if (value := values.get(key)) is not None:
            try:
                found[name] = read(value)
            except RefusedError as refused:
                raise refused.within(key) from None
        elif required and nullable:
            found[name] = None
        elif required and name != "id":
            raise RefusedError(" is missing.").within(key)
    return found


def _construct(kind: type[T], found: dict[str, Any]) -> T:
    if "id" not in found and kind.__name__ in _NAMES:
        raise RefusedError(" is missing.").within("id")
    try:
        return kind(**found)
    except ValidationError as refusal:
        raise RefusedError(f": {refusal}", refusal) from None


def _ratings(values: object, measures: Mapping[str, Measure] | None) -> tuple[Rating, ...]:
    """Read the ratings of a check-in, each checked against its measure's scale."""
    found = []
    try:
        for key, value in read_object({} if values is None else values).items():
            try:
                found.append(_rating(key, value, measures))
            except RefusedError as refused:
                shown = "".join(c if c.isprintable() else "?" for c in key[:40])
                raise refused.within(shown) from None
    except RefusedError as refused:
        raise refused.within("ratings") from None
    return tuple(found)


def _rating(key: str, value: object, measures: Mapping[str, Measure] | None) -> Rating:
    number = read_number(value)
    if measures is None:
        return Rating(key, number)
    if (measure := measures.get(key)) is None:
        raise RefusedError(" is not a measure of the file or the diary.")
    try:
        return measure.rate(number)
    except ValidationError as refusal:
        raise RefusedError(f": {refusal}") from None


def _reader(hint: Any, *, as_row: bool) -> Callable[[Any], Any]:
    """Return the function that reads a value of a type other than null."""
    options = [option for option in get_args(hint) if option is not NoneType]
    if get_origin(hint) is tuple:
        nullable = NoneType in get_args(options[0])
        return _list_reader(_reader(options[0], as_row=as_row), nullable, as_row=as_row)
    if get_origin(hint) is Literal:
        return read_text
    if set(options) == {int, float}:
        return read_number
    if options:  # X | None
        return _reader(options[0], as_row=as_row)
    if is_dataclass(hint):
        return lambda value: _construct(
            cast(Any, hint), _read_fields(hint, read_object(value), as_row=False)
        )
    return bool if hint is bool and as_row else READERS[hint]


def _list_reader(
    read: Callable[[Any], Any], nullable: bool, *, as_row: bool
) -> Callable[[Any], Any]:
    def read_list(value: Any) -> tuple[Any, ...]:
        if as_row and isinstance(value, str):  # a list is JSON in its column
            with contextlib.suppress(ValueError):
                value = json.loads(value)
        if not isinstance(value, list):
            raise RefusedError(" is not a list in square brackets.")
        if len(value) > MOST_ITEMS:
            raise RefusedError(f" has more than {MOST_ITEMS:,} entries.")
        found = []
        for number, one in enumerate(value):
            try:
                found.append(None if one is None and nullable else read(one))
            except RefusedError as refused:
                raise refused.within(f"[{number}]") from None
        return tuple(found)

    return read_list


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [to_plain(cast(Any, one)) if is_dataclass(one) else one for one in value]
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: Any) -> Any:
    """Return a value as its column holds it: a list as JSON, a flag as 0 or 1."""
    if isinstance(value, tuple):
        return json.dumps(_plain(value), ensure_ascii=False)
    return int(value) if isinstance(value, bool) else _plain(value)
