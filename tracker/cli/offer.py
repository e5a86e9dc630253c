"""What the Tab key offers, from the diary as it is: nothing is made, migrated or written for it.

Whatever goes wrong, nothing is offered; a shell's line is no place for a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypeVar

import click

from tracker.cli.command import Command
from tracker.cli.session import Session

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from tracker.storage.store import Store

T = TypeVar("T")

Kind = Literal["check_ins", "infusions", "assessments", "events"]
Offer: TypeAlias = "Callable[[click.Context, click.Parameter, str], list[CompletionItem]]"

WRITTEN: Final = ("json", "csv", "fhir", "ics")
"""The formats that a diary can be written in; the others are only read."""

NEWEST: Final = 50
"""Ids offered at most: more is no help."""


class RatingCommand(Command):
    """A command that takes each measure as an option of its own name."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the measures' options beside the usual ones."""
        options = (f"--{key}" for key in _from_diary(ctx, _measure_keys))
        return [*super().shell_complete(ctx, incomplete), *_fitting(options, incomplete)]


def formats(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the formats of an export."""
    return _fitting(WRITTEN, incomplete)


def measures(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the diary's measures and the known ones."""
    return _fitting(_from_diary(ctx, _measure_keys), incomplete)


def scales(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the questionnaires, the clinic's own among them."""
    return _fitting(_from_diary(ctx, _scale_keys), incomplete)


def ids(kind: Kind, *words: str) -> Offer:
    """Return what offers the ids of one kind of record with their days, and a few words."""

    def offer(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        named = _from_diary(ctx, lambda store: _named(store, kind))
        found = [*_fitting(words, incomplete), *named] if named else []
        return [item for item in found if item.value.startswith(incomplete.lower())]

    return offer


def _fitting(words: Iterable[str], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(word) for word in words if word.startswith(incomplete)]


def _from_diary(ctx: click.Context, read: Callable[[Store], list[T]]) -> list[T]:
    from tracker.storage.store import Store

    home = ctx.ensure_object(Session).home
    try:
        # Not Store.open, which would make a diary or bring an older one up to date.
        return read(Store(home)) if home.diary.exists() else []
    except Exception:  # noqa: BLE001  # a damaged diary, another version's, one in use
        return []


def _measure_keys(store: Store) -> list[str]:
    from tracker.records import BUILTIN_MEASURES

    here = store.read(date.max, date.max).measures
    return list(dict.fromkeys(measure.key for measure in (*here, *BUILTIN_MEASURES)))


def _scale_keys(store: Store) -> list[str]:
    from tracker.storage.preferences import questionnaires

    return [questionnaire.key for questionnaire in questionnaires(store)]


def _named(store: Store, kind: Kind) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from tracker.cli.wording import short_id
    from tracker.records import Event
    from tracker.records.format import format_day

    newest = getattr(store.read(), kind)[: -NEWEST - 1 : -1]
    days = ((r.id, r.start if isinstance(r, Event) else r.day) for r in newest)
    return [CompletionItem(short_id(record_id), help=format_day(day)) for record_id, day in days]
