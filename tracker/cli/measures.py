"""`measures`: what is rated each day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from tracker.cli import completion
from tracker.cli.command import Command, Group
from tracker.cli.context import CliContext, pass_context, usage_error
from tracker.cli.options import OneOf
from tracker.cli.refusals import did_you_mean
from tracker.records.catalogue import (
    BUILTIN_MEASURES,
    PROFILES,
    apply_profile,
    find_measure,
    own_measure,
    selectable_measures,
)
from tracker.records.codec import to_plain
from tracker.records.diary import Diary
from tracker.records.measure import BETTER, Measure, measure_key, move_to_front, set_active
from tracker.records.validation import ValidationError, parse_number
from tracker.storage.transaction import Transaction


@click.group(cls=Group, example="tracker measures on anxiety sleep", invoke_without_command=True)
@pass_context
@click.pass_context
def measures(ctx: click.Context, context: CliContext) -> None:
    """What is rated each day, and what could be."""
    if ctx.invoked_subcommand:
        return
    diary = context.store.read_setup()
    lines = [_line(measure) for measure in diary.measures]
    present = {measure.key for measure in diary.measures}
    if more := [measure.key for measure in BUILTIN_MEASURES if measure.key not in present]:
        lines.append(f"Also known: {', '.join(more)}. `tracker measures on KEY` rates one.")
    context.answer([to_plain(measure) for measure in diary.measures], "\n".join(lines))


@measures.command("add", cls=Command, example='tracker measures add calm --label "Calm"')
@click.argument("key")
@click.option("--label", help="The name shown; KEY as you type it if left out.")
@click.option("--low", default="0", show_default=True, help="The lowest value.")
@click.option("--high", default="10", show_default=True, help="The highest value.")
@click.option("--step", default="1", show_default=True, help="The step between two values.")
@click.option(
    "--better", type=OneOf(BETTER), help="Which end is best: higher; lower for self-harm."
)
@click.option("--low-label", help="What the lowest value means.")
@click.option("--high-label", help="What the highest value means.")
@click.option("--unit", help="What is counted, such as hours.")
@pass_context
def add(context: CliContext, /, key: str, label: str | None, **scale: Any) -> None:
    """Make a measure of your own. Its scale cannot be changed later, so that a 5 stays a 5."""
    for end in ("low", "high", "step"):
        scale[end] = parse_number(scale[end], end)
    made = own_measure(context.store.read_setup().measures, key, label=label, **scale)
    with context.writing("add", "measure", made.key) as transaction:
        transaction.put_measures([made])
    _print_saved(context, transaction.number, [made.key])


@measures.command("on", cls=Command, example="tracker measures on anxiety sleep")
@click.argument(
    "keys", metavar="KEY...", nargs=-1, required=True, shell_complete=completion.measures
)
@pass_context
def on(context: CliContext, keys: tuple[str, ...]) -> None:
    """Start rating one or more measures."""
    _set_active(context, keys, active=True)


@measures.command("off", cls=Command, example="tracker measures off anxiety")
@click.argument(
    "keys", metavar="KEY...", nargs=-1, required=True, shell_complete=completion.measures
)
@pass_context
def off(context: CliContext, keys: tuple[str, ...]) -> None:
    """Stop asking for one or more measures; past ratings are kept."""
    _set_active(context, keys, active=False)


@measures.command("order", cls=Command, example="tracker measures order sleep anxiety")
@click.argument("keys", nargs=-1, required=True, shell_complete=completion.measures)
@pass_context
def order(context: CliContext, keys: tuple[str, ...]) -> None:
    """Ask for these first after mood, in this order; the others follow in their old order."""
    diary = context.store.read_setup()
    wanted = [diary.measure(_find(key, diary).key).key for key in keys]
    with context.writing("arrange", "measure", count=len(wanted)) as transaction:
        transaction.arrange_measures([m.key for m in move_to_front(diary.measures, wanted)])
    _print_saved(context, transaction.number, wanted)


@measures.command(
    "profile",
    cls=Command,
    example="tracker measures profile pain",
    help="Rate what people with one condition often rate, and nothing else beside mood.\n\n"
    f"NAME is {OneOf(PROFILES)}.",
)
@click.argument(
    "name",
    metavar="NAME",
    type=OneOf(PROFILES, {profile.label: key for key, profile in PROFILES.items()}),
)
@pass_context
def profile(context: CliContext, name: str) -> None:
    """Rate what people with one condition often rate."""
    chosen = apply_profile(context.store.read_setup().measures, name)
    with context.writing("edit", "measure", count=len(chosen)) as transaction:
        chosen = apply_profile(transaction.read_setup().measures, name)
        _write_active(transaction, chosen)
    _print_saved(context, transaction.number, [m.key for m in chosen])


def _set_active(context: CliContext, keys: Sequence[str], *, active: bool) -> None:
    diary = context.store.read_setup()
    changed = [set_active(_find(key, diary), on=active) for key in keys]
    one = changed[0].key if len(changed) == 1 else None
    with context.writing("edit", "measure", one, len(changed)) as transaction:
        _write_active(transaction, changed)
    _print_saved(context, transaction.number, [m.key for m in changed])


def _write_active(transaction: Transaction, chosen: Sequence[Measure]) -> None:
    """Turn measures on or off; a built-in one that the diary lacks is added."""
    present = {measure.key for measure in transaction.read_setup().measures}
    transaction.put_measures([m for m in chosen if m.key not in present])
    for measure in chosen:
        if measure.key in present:
            transaction.edit_measure(measure.key, active=measure.active)


def _find(key: str, diary: Diary) -> Measure:
    try:
        return find_measure(diary.measures, key)
    except ValidationError:
        names = [measure.key for measure in selectable_measures(diary.measures)]
        likely = did_you_mean(click.get_current_context().command_path, key, names)
        usage_error(
            f"There is no measure '{key}'.{likely} "
            f"`tracker measures add {measure_key(key) or 'NAME'}` makes one."
        )


def _print_saved(context: CliContext, change: int | None, keys: Sequence[str]) -> None:
    diary = context.store.read_setup()
    saved = [to_plain(diary.measure(key)) for key in keys]
    context.answer({"change": change, "saved": saved}, "\n".join(map(_line, diary.measures)))


def _line(measure: Measure) -> str:
    return f"{measure.key}  {measure.label}, {measure.scale}{'' if measure.active else '  (off)'}"
