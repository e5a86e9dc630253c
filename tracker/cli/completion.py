"""Tab completion: the script for a shell, and what is offered from the diary as it is.

Nothing is made, migrated or written for it. Whatever goes wrong, nothing is offered; a shell's
line is not the place for a message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Literal, TypeAlias, TypeVar

import click
from click.shell_completion import CompletionItem, get_completion_class

from tracker.cli.command import Command
from tracker.cli.context import CliContext, print_out
from tracker.cli.options import OneOf
from tracker.records.catalogue import BUILTIN_MEASURES
from tracker.records.event import Event
from tracker.records.format import format_day, short_ids
from tracker.records.settings import SETTINGS
from tracker.storage.store import Store

T = TypeVar("T")

Records = Literal["check_ins", "infusions", "assessments", "events", "records"]
"""The attribute of Diary with the records of one kind, or with all."""
Values: TypeAlias = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

NEWEST: Final = 50
"""Most ids offered; more would not help."""


@click.command(
    cls=Command,
    example="tracker completion bash > ~/.local/share/bash-completion/completions/tracker",
    needs_diary=False,
    json=False,
)
@click.argument("shell", type=OneOf(("bash", "zsh", "fish")))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that makes Tab complete commands, options, files, measures and ids.

    \b
    bash  ~/.local/share/bash-completion/completions/tracker   (bash 4.4 or later)
    fish  ~/.config/fish/completions/tracker.fish
    zsh   a file _tracker in a folder of $fpath, as ~/.zfunc/_tracker

    In zsh, ~/.zshrc needs `fpath+=~/.zfunc` before `compinit`. Open a new shell afterwards.
    """
    if kind := get_completion_class(shell):
        # The last one is the environment variable in which click's script asks for completions.
        print_out(kind(ctx.find_root().command, {}, "tracker", "_TRACKER_COMPLETE").source())


def measure_options(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
    """Offer each measure as an option of its own name."""
    options = (f"--{key.replace('_', '-')}" for key in _from_diary(ctx, _measure_keys))
    return _fitting(options, incomplete)


def measures(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the diary's measures and the built-in ones."""
    return _fitting(_from_diary(ctx, _measure_keys), incomplete)


def scales(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the questionnaires, the clinic's own among them."""
    from tracker.storage.preferences import questionnaires

    forms = _from_diary(ctx, lambda store: list(questionnaires(store)))
    return _fitting((form.key for form in forms), incomplete)


def settings(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the settings."""
    return _fitting((setting.name for setting in SETTINGS), incomplete)


def setting_values(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer what the setting that was named can be, where that is few words."""
    if ctx.params.get("key") == "region":
        return regions(ctx, param, incomplete)
    choices = (setting.choices for setting in SETTINGS if setting.name == ctx.params.get("key"))
    return _fitting(next(choices, ()), incomplete)


def regions(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the regions whose numbers are known."""
    from tracker.records import contacts

    codes = (region.code for region in contacts.regions())
    return _fitting([code for code in codes if code.lower().startswith(incomplete.lower())], "")


def words(*offered: str) -> Values:
    """Return what offers a few words, where others can be typed, too."""
    return lambda _, __, incomplete: _fitting(offered, incomplete)


def ids(records: Records, *words: str) -> Values:
    """Return what offers the ids of one kind of record with their days, and a few words."""

    def offer(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        named = _from_diary(ctx, lambda store: _newest_ids(store, records))
        found = [*_fitting(words, incomplete), *named] if named else []
        return [item for item in found if item.value.startswith(incomplete.lower())]

    return offer


def _fitting(words: Iterable[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(word) for word in words if word.startswith(incomplete)]


def _from_diary(ctx: click.Context, read: Callable[[Store], list[T]]) -> list[T]:
    home = ctx.ensure_object(CliContext).home
    try:
        # Not Store.open, which would make a diary or bring an older one up to date.
        return read(Store(home)) if home.diary.exists() else []
    except Exception:  # noqa: BLE001  # a damaged diary, another version's, one in use
        return []


def _measure_keys(store: Store) -> list[str]:
    of_diary = store.read_setup().measures
    return list(dict.fromkeys(measure.key for measure in (*of_diary, *BUILTIN_MEASURES)))


def _newest_ids(store: Store, records: Records) -> list[CompletionItem]:
    diary = store.read()
    shown = short_ids(record.id for record in diary.records)
    days = [(r.start if isinstance(r, Event) else r.day, r.id) for r in getattr(diary, records)]
    newest = sorted(days, key=lambda dated: dated[0])[: -NEWEST - 1 : -1]
    return [CompletionItem(shown[record_id], help=format_day(day)) for day, record_id in newest]
