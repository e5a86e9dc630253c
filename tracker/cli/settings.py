"""`settings`: what the person chose for the whole diary."""

from __future__ import annotations

import click

from tracker.cli import completion
from tracker.cli.command import Command
from tracker.cli.context import CliContext, pass_context, usage_error
from tracker.cli.refusals import did_you_mean
from tracker.records.codec import to_plain
from tracker.records.settings import SETTINGS, Setting, find_setting
from tracker.records.validation import ValidationError


@click.command(cls=Command, example="tracker settings day-starts-at 03:00")
@click.argument("key", required=False, metavar="[KEY]", shell_complete=completion.settings)
@click.argument(
    "value",
    required=False,
    metavar="[VALUE]",
    nargs=-1,
    shell_complete=completion.setting_values,
)
@pass_context
def settings(context: CliContext, key: str | None, value: tuple[str, ...]) -> None:
    """Show all settings, or one, or change one. VALUE none restores its default.

    `tracker measures` says what is rated each day, `tracker contacts` who to call.
    """
    setting = None if key is None else _find(key)
    change = None
    if setting and value:
        chosen = setting.read(" ".join(value))
        with context.writing("edit", "setting", setting.key) as transaction:
            transaction.edit_settings(**{setting.key: chosen})
        change = transaction.number
    settings = context.store.read_setup().settings
    shown = [setting] if setting else SETTINGS
    plain = to_plain(settings)
    values = {one.key: plain[one.key] for one in shown}
    context.answer(
        {"change": change, "saved": [values]} if value else values,
        "\n".join(f"{one.name}  {one.shown(settings)}" for one in shown),
    )


def _find(typed: str) -> Setting:
    try:
        return find_setting(typed)
    except ValidationError:
        names = [setting.name for setting in SETTINGS]
        labels = {setting.label.casefold(): setting.name for setting in SETTINGS}  # of the app
        question = did_you_mean("tracker settings", typed, names, labels)
        usage_error(f"There is no setting '{typed}'.{question} There are: {', '.join(names)}.")
