"""A day typed into a field of a form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tracker.app.old_widgets.field import Field
from tracker.records import ValidationError, parse_day
from tracker.records.format import format_day


def typed_day(
    field: Field, today: date, parse: Callable[[str, date, str], date] = parse_day
) -> date:
    """Return the day that stands in a field.

    Raises:
        ValidationError: it is no day; it is said beside this field, which it calls by its label.
    """
    try:
        return parse(field.typed, today, field.label.lower())
    except ValidationError as problem:
        raise ValidationError(field.field, str(problem)) from None


def say_typed_day(
    field: Field, today: date, parse: Callable[[str, date, str], date] = parse_day
) -> None:
    """Show beside a field how the day in it is understood; its example, while it is not."""
    try:
        field.beside(format_day(typed_day(field, today, parse)))
    except ValidationError:
        field.beside()
