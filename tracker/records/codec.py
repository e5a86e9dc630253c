"""Records to plain values and back, for JSON, for the rows of the diary file and for its history.

The fields of a record's dataclass are the one list of its keys and columns, in their order. What is
absent takes the field's default: a row written before a field was added is read like any other. A
refusal names the place: `infusions[12].side_effects[0].severity`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from functools import cache
from math import isfinite
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
    get_type_hints,
)

from tracker import records
from tracker.records.check_in import (
    CHECK_IN_COLUMNS,
    CheckIn,
    check_in_from_row,
    check_in_row,
)
from tracker.records.day import parse_iso_day
from tracker.records.measure import Measure, Rating, with_current_step
from tracker.records.settings import Settings
from tracker.records.validation import ValidationError

if TYPE_CHECKING:
    # Their classes are loaded when one of them is read: recording a score writes none.
    from tracker.records import Assessment, Event, Infusion, SideEffect

Record: TypeAlias = "CheckIn | Infusion | Assessment | Event"
T = TypeVar("T")

_CLASSES: Final = {
    "check_in": "CheckIn",
    "infusion": "Infusion",
    "assessment": "Assessment",
    "event": "Event",
}
KINDS: Final = tuple(_CLASSES)
"""The kinds of records a person can add, change and remove, by the name of their table."""

_NAMES: Final = {class_name: name for name, class_name in _CLASSES.items()}

MOST_ITEMS: Final = 1_000_000
"""Entries of one list; more is a mistake or an attack."""

_JSON_KEYS: Final = {("Event", "start"): "from", ("Event", "end"): "to"}
"""Keys of the published JSON that are not the name of the field."""


def record_kind(name: str) -> type[Record]:
    """Return the class of a kind; it is loaded with the first call."""
    return cast("type[Record]", getattr(records, _CLASSES[name]))


def kind_name(record: Record | type[Any]) -> str:
    """Return the name of a record's kind: check_in, infusion, assessment or event."""
    return _NAMES[(record if isinstance(record, type) else type(record)).__name__]


def to_plain(
    value: Record | Measure | Settings | SideEffect, measures: Iterable[str] = ()
) -> dict[str, Any]:
    """Return a record as a JSON object; the order of the keys is part of the format.

    Args:
        value: the record, a measure or the settings.
        measures: keys in the order in which the ratings of a check-in are written.
    """
    if isinstance(value, CheckIn):
        return _check_in_plain(value, measures)
    kind: Any = type(value)
    return {key: write(getattr(value, name)) for name, key, write in _writers(kind, False)}


def _check_in_plain(check_in: CheckIn, measures: Iterable[str]) -> dict[str, Any]:
    """Return a check-in with its ratings by measure; by hand, as a diary is mostly these."""
    at, recorded_at = check_in.at, check_in.recorded_at
    values = {rating.measure: rating.value for rating in check_in.ratings}
    return {
        "id": check_in.id,
        "day": check_in.day.isoformat(),
        "at": at and at.isoformat(),
        "recorded_at": recorded_at and f"{recorded_at.isoformat()[:19]}Z",
        "ratings": {key: values[key] for key in measures if key in values} | values,
        "note": check_in.note,
    }


def to_row(record: Record | Measure) -> dict[str, Any]:
    """Return the values of a record by column; the ratings of a check-in are rows of their own."""
    if isinstance(record, CheckIn):
        return check_in_row(record)
    kind: Any = type(record)
    return {key: write(getattr(record, name)) for name, key, write in _writers(kind, True)}


def columns(kind: type[Record | Measure]) -> tuple[str, ...]:
    """Return the columns of a kind, in order."""
    if kind is CheckIn:
        return CHECK_IN_COLUMNS
    return tuple(key for _, key, _ in _writers(cast(Any, kind), True))


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
        path: its place in the file, for the refusal.
        measures: what the ratings of a check-in are checked against; None takes them as they are.
        make_id: gives an id where there is none.

    Raises:
        ValidationError: a value is missing, of another type, or cannot be; it names the place.
    """
    if not isinstance(values, Mapping):
        raise _refused(path, "", "is not an object in braces.")
    given = _given(kind, values, path, as_row=False)
    if kind is CheckIn:
        given["ratings"] = _ratings(values.get("ratings"), path, measures)
    if make_id and "id" not in given:
        given["id"] = make_id()
    made = _made(kind, given, path)
    return cast(T, with_current_step(made)) if isinstance(made, Measure) else made


def from_row(kind: type[T], row: Mapping[str, Any] | Any, ratings: tuple[Rating, ...] = ()) -> T:
    """Return the record of a row, or of an image of one in history.

    Args:
        kind: what it is.
        row: the values by column, in a dict or as sqlite3 gives them; other columns are ignored.
        ratings: those of a check-in beside mood.

    Raises:
        ValidationError: a value in it is none that tracker ever wrote.
    """
    values = row if isinstance(row, dict) else dict(row)
    if kind is CheckIn:
        return cast(T, check_in_from_row(values, ratings))
    return _made(kind, _given(kind, values, "", as_row=True), "")


# --- fields ------------------------------------------------------------------------------------

_Read: TypeAlias = Callable[[Any, str, str], Any]
"""Reads a value; the path of its object and its key there are for the refusal."""


class _Field(NamedTuple):
    name: str
    key: str
    read: _Read
    default: bool
    """Whether the record does without it."""
    nullable: bool


@cache
def _layout(kind: Any, as_row: bool) -> tuple[_Field, ...]:
    """Return the fields of a kind as its file has them, worked out once."""
    hints = get_type_hints(kind)
    return tuple(
        _Field(
            field.name,
            _key(kind, field.name, as_row=as_row),
            _reader(hints[field.name], as_row=as_row),
            field.default is not MISSING,
            NoneType in get_args(hints[field.name]),
        )
        for field in fields(kind)
        if hints[field.name] != tuple[Rating, ...]
    )


@cache
def _writers(kind: Any, as_row: bool) -> tuple[tuple[str, str, Callable[[Any], Any]], ...]:
    hints = get_type_hints(kind)
    return tuple(
        (field.name, _key(kind, field.name, as_row=as_row), _writer(hints[field.name], as_row))
        for field in fields(kind)
    )


def _key(kind: type, name: str, *, as_row: bool) -> str:
    return name if as_row else _JSON_KEYS.get((kind.__name__, name), name)


def _given(kind: type, values: Mapping[str, Any], path: str, *, as_row: bool) -> dict[str, Any]:
    """Return the fields that the values hold; those of a default may be absent or null."""
    given = {}
    for name, key, read, default, nullable in _layout(kind, as_row):
        if (value := values.get(key)) is not None:
            given[name] = read(value, path, key)
        elif not default and nullable:
            given[name] = None
        elif not default and name != "id":
            raise _refused(path, key, "is missing.")
    return given


def _made(kind: type[T], given: dict[str, Any], path: str) -> T:
    if "id" not in given and kind.__name__ in _NAMES:
        raise _refused(path, "id", "is missing.")
    try:
        return kind(**given)
    except ValidationError as refusal:
        if not path:
            raise
        raise ValidationError(path, f"{path}: {refusal}") from None


def _place(path: str, key: str) -> str:
    return f"{path}.{key}" if path and key and key[0] != "[" else path + key


def _refused(path: str, key: str, reason: str) -> ValidationError:
    place = _place(path, "".join(c if c.isprintable() else "?" for c in key[:40])) or "The value"
    return ValidationError(place, f"{place} {reason}")


# --- one value ---------------------------------------------------------------------------------


def _reader(hint: Any, *, as_row: bool) -> _Read:
    """Return what reads a value of a type; null and the default were dealt with before."""
    options = [option for option in get_args(hint) if option is not NoneType]
    if getattr(hint, "__origin__", None) is tuple:
        nullable = NoneType in get_args(options[0])
        return _list_reader(_reader(options[0], as_row=as_row), nullable, as_row=as_row)
    if NoneType in get_args(hint) and len(options) == 1:
        return _reader(options[0], as_row=as_row)
    if options and set(options) == {int, float}:
        return _number
    if isinstance(hint, type) and is_dataclass(hint):
        return _object_reader(hint)
    if hint is bool and as_row:
        return lambda value, path, key: bool(value)
    return _READERS[str if getattr(hint, "__origin__", None) is Literal else hint]


def _list_reader(read: _Read, nullable: bool, *, as_row: bool) -> _Read:
    def read_list(value: Any, path: str, key: str) -> tuple[Any, ...]:
        if as_row and isinstance(value, str):  # a list is JSON in its column
            try:
                value = json.loads(value)
            except ValueError:
                raise _refused(path, key, "is no list.") from None
        if not isinstance(value, list):
            raise _refused(path, key, "is not a list in square brackets.")
        if len(value) > MOST_ITEMS:
            raise _refused(path, key, f"has more than {MOST_ITEMS:,} entries.")
        place = _place(path, key)
        return tuple(
            None if one is None and nullable else read(one, place, f"[{n}]")
            for n, one in enumerate(value)
        )

    return read_list


def _object_reader(kind: type[Any]) -> _Read:
    def read_object(value: Any, path: str, key: str) -> Any:
        if not isinstance(value, Mapping):
            raise _refused(path, key, "is not an object in braces.")
        place = _place(path, key)
        return _made(kind, _given(kind, value, place, as_row=False), place)

    return read_object


def _text(value: Any, path: str, key: str) -> str:
    if isinstance(value, str):
        return value
    raise _refused(path, key, "is not a text in quotes.")


def _number(value: Any, path: str, key: str) -> int | float:
    """Read a number; `true` and 1e999 are none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and isfinite(value):
        return value
    raise _refused(path, key, "is not a number; write it as 7 or 6.5.")


def _whole(value: Any, path: str, key: str) -> int:
    """Read a whole number, written 2 or 2.0."""
    number = _number(value, path, key)
    if number == int(number):
        return int(number)
    raise _refused(path, key, "is not a whole number.")


def _flag(value: Any, path: str, key: str) -> bool:
    if isinstance(value, bool):
        return value
    raise _refused(path, key, "is neither true nor false.")


def _day(value: Any, path: str, key: str) -> date:
    try:
        return parse_iso_day(_text(value, path, key), key)
    except ValidationError as refusal:
        place = _place(path, key)
        if refusal.field == place:
            raise
        raise ValidationError(place, f"{place}: {refusal}") from None


def _clock(value: Any, path: str, key: str) -> time:
    text = _text(value, path, key)
    try:
        if len(text) in (5, 8) and text[2] == ":":
            return time.fromisoformat(text)
    except ValueError:
        pass
    raise _refused(path, key, "is not a time as 21:05.")


def _moment(value: Any, path: str, key: str) -> datetime:
    try:
        return datetime.fromisoformat(_text(value, path, key))
    except ValidationError:
        raise
    except ValueError:
        raise _refused(path, key, "is not written as 2026-03-14T21:05:00+01:00.") from None


_READERS: Final[dict[Any, _Read]] = {
    str: _text,
    int: _whole,
    bool: _flag,
    date: _day,
    time: _clock,
    datetime: _moment,
}


def _writer(hint: Any, as_row: bool) -> Callable[[Any], Any]:
    if hint is bool and as_row:
        return int
    if "tuple" in str(hint):
        return _row_list if as_row else _plain_list
    if hint is time or time in get_args(hint):
        return lambda value: None if value is None else value.isoformat("minutes")
    if {hint, *get_args(hint)} & {date, datetime}:
        return lambda value: None if value is None else value.isoformat()
    return lambda value: value


def _plain_list(value: tuple[Any, ...] | None) -> list[Any] | None:
    if value is None:
        return None
    return [to_plain(cast(Any, one)) if is_dataclass(one) else one for one in value]


def _row_list(value: tuple[Any, ...] | None) -> str | None:
    return None if value is None else json.dumps(_plain_list(value), ensure_ascii=False)


# --- check-ins ---------------------------------------------------------------------------------


def _ratings(
    values: object, path: str, measures: Mapping[str, Measure] | None
) -> tuple[Rating, ...]:
    """Read the ratings of a check-in, each checked against its measure's scale."""
    if values is None:
        return ()
    place = _place(path, "ratings")
    if not isinstance(values, Mapping):
        raise _refused(place, "", "is not an object in braces.")
    found = []
    for key, value in values.items():
        number = _number(value, place, key)
        if measures is None:
            found.append(Rating(key, number))
        elif (measure := measures.get(key)) is None:
            raise _refused(place, key, "is no measure of the file or the diary.")
        else:
            try:
                found.append(measure.rate(number))
            except ValidationError as refusal:
                where = _place(place, key)
                raise ValidationError(where, f"{where}: {refusal}") from None
    return tuple(found)
