"""A day typed into a field of a form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tracker.app.old_widgets.field import Field
from tracker.records import Problem, parse_day
from tracker.records.days import say


def typed_day(
    field: Field, today: date, parse: Callable[[str, date, str], date] = parse_day
) -> date:
    """Return the day that stands in a field.

    Raises:
        Problem: it is no day; it is said beside this field, which it calls by its label.
    """
    try:
        return parse(field.typed, today, field.label.lower())
    except Problem as problem:
        raise Problem(field.field, str(problem)) from None


def say_typed_day(
    field: Field, today: date, parse: Callable[[str, date, str], date] = parse_day
) -> None:
    """Show beside a field how the day in it is understood; its example, while it is not."""
    try:
        field.beside(say(typed_day(field, today, parse)))
    except Problem:
        field.beside()
