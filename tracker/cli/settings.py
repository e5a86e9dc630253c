"""`settings`: what the person chose for the whole diary."""

from __future__ import annotations

import click

from tracker.cli import completion
from tracker.cli.context import CliContext, pass_context, print_json, print_out, usage_error
from tracker.cli.options import json_option
from tracker.cli.refusals import did_you_mean, meant
from tracker.cli.root import Command
from tracker.records.codec import to_plain
from tracker.records.settings import SETTINGS, Setting


@click.command(cls=Command, example="tracker settings day-starts-at 03:00")
@click.argument("key", required=False, metavar="[KEY]", shell_complete=completion.settings)
@click.argument("value", required=False, metavar="[VALUE]", nargs=-1)
@json_option
@pass_context
def settings(context: CliContext, key: str | None, value: tuple[str, ...], as_json: bool) -> None:
    """Show all settings, or one, or change one. VALUE none clears it.

    `tracker measures` says what is rated each day, `tracker contacts` who to call.
    """
    setting = None if key is None else _find(key)
    change = None
    if setting and value:
        chosen = setting.read(" ".join(value))
        with context.writing("edit", "setting", setting.key) as transaction:
            transaction.edit_settings(**{setting.key: chosen})
        change = transaction.change
    settings = context.store.read_setup().settings
    shown = [setting] if setting else SETTINGS
    if as_json:
        plain = to_plain(settings)
        values = {one.key: plain[one.key] for one in shown}
        print_json({"change": change, "saved": [values]} if value else values)
        return
    print_out("\n".join(f"{one.name}  {one.shown(settings)}" for one in shown))


def _find(typed: str) -> Setting:
    """Return the setting of a key, however its words are joined and cased."""
    wanted = typed.casefold().replace("-", "_").replace(" ", "_")
    for setting in SETTINGS:
        if setting.key == wanted:
            return setting
    names = [setting.name for setting in SETTINGS]
    likely = meant("tracker settings", did_you_mean(typed, names, {}))
    usage_error(f"There is no setting '{typed}'.{likely} There are: {', '.join(names)}.")
