"""`merge`: the diary of another computer into this one."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli import prompts
from tracker.cli.command import Command
from tracker.cli.context import CliContext, pass_context, print_err
from tracker.cli.options import input_file
from tracker.cli.passphrases import make_readable, name_lost_passphrase, passphrase_option
from tracker.cli.purge import NOUNS
from tracker.cli.records import to_json
from tracker.records import Diary, Measure
from tracker.records.codec import from_row
from tracker.records.format import count, format_day, format_list, format_number, plain_line
from tracker.records.validation import ValidationError
from tracker.storage import merge as merging
from tracker.storage.diff import DefinitionDiff, MergePlan

_SETTINGS = {
    "name": "your name",
    "region": "the region",
    "contacts": "your own contacts",
    "day_starts_at": "the start of the day",
    "mood_only": "whether an entry is mood alone",
    "theme": "the colours",
    "offer_questionnaires_after": "when questionnaires are offered",
    "first_questions_asked": "that the first questions were asked",
}


@click.command(cls=Command, example="tracker merge ~/usb/diary-copy.db --dry-run")
@click.argument("file", metavar="FILE", type=click.Path())
@click.option("--dry-run", is_flag=True, help="Say what would be done, without doing it.")
@click.option("--yes", is_flag=True, help="Do not ask before it is done.")
@passphrase_option
@pass_context
def merge(context: CliContext, file: str, dry_run: bool, yes: bool, from_stdin: bool) -> None:
    """Merge the diary of another computer, a `tracker backup` or a copied diary.db, into this one.

    Of two versions of an entry the later one stays, even if it is a removal; history keeps the
    other. FILE is only read. A copy of this diary is made first, and `tracker undo` undoes all of
    it.
    """
    path = input_file(file)
    make_readable(path, from_stdin=from_stdin)
    name_lost_passphrase(path, context.home)
    before = context.store.read() if context.as_json else Diary()
    try:
        with merging.checked_copy(context.store, path, context.now) as theirs:
            plan = merging.preview(context.store, theirs)
            if not (dry_run or plan.is_empty):
                planned = _lines(plan, would=True)
                if planned and not yes and prompts.can_ask():
                    print_err("\n".join(planned))
                    prompts.ask_to_go_on("Merge?", default=True)
                plan = merging.merge(context.store, theirs, context.now)
    except ValidationError as error:  # exit with 1 for the file's faults; 2 is for the command line
        raise click.ClickException(str(error)) from None
    text = "\n".join(_lines(plan, would=dry_run)) or "There is nothing new in the file."
    after = context.store.read() if plan.change else Diary()
    context.answer(_as_object(plan, dry_run, before, after), text)


def _lines(plan: MergePlan, *, would: bool) -> list[str]:
    """Yield lines about the merge: counts and days, never the text of a note."""
    if plan.is_empty:
        return []
    lines = []
    for tally in plan.tallies():
        days = format_day(tally.first)
        days += f" to {format_day(tally.last)}" if tally.last > tally.first else ""
        many = count(tally.count, NOUNS[tally.table])
        lines.append(f"{_verb(tally.action, would)} {many}: {days}.")
    lines += [_measure(measure, would) for measure in plan.measures if measure.is_visible]
    if names := [
        _setting(setting.merged["key"]) for setting in plan.settings if setting.is_visible
    ]:
        taken = format_list(list(dict.fromkeys(names)))
        lines.append(f"{'Would take' if would else 'Took'} over from the file: {taken}.")
    if plan.changed_in_both_count:
        entries = count(plan.changed_in_both_count, "entry")
        lines.append(
            f"{entries} changed in both diaries; the later change stays, history keeps the other."
        )
    lines += [
        f"Both diaries have an infusion of their own on {format_day(day)}, and both stay. "
        "If it was one, remove the other: `tracker infusion remove` lists them."
        for day in plan.possible_duplicate_days
    ]
    if plan.diary_id_changed:
        lines.append("Both diaries carry the older one's id from now on.")
    return lines


def _measure(measure: DefinitionDiff, would: bool) -> str:
    theirs, after = (from_row(Measure, row) for row in (measure.theirs, measure.merged))
    label = plain_line(after.label)
    if measure.ours is None:
        return f"{_verb('add', would)} the measure {label}, {plain_line(after.scale)}."
    if not measure.is_rescaled:
        return f"{_verb('change', would)} the measure {label} to how it was last defined."
    ours = from_row(Measure, measure.ours)
    finer = ours.step != theirs.step
    here, there, both = (
        plain_line(m.scale) + (f", in steps of {format_number(m.step)}," if finer else "")
        for m in (ours, theirs, after)
    )
    was, becomes = ("is", "would be") if would else ("was", "is now")
    one_span = (ours.low, ours.high, ours.step) == (theirs.low, theirs.high, theirs.step)
    why = "as it was last defined" if one_span else "to hold both"
    return (
        f"{label} {was} {here} here and {there} in the file; "
        f"it {becomes} {both.removesuffix(',')}, {why}."
    )


def _setting(key: str) -> str:
    if key.startswith("questionnaire/"):
        return f"the clinic's form of {plain_line(key.removeprefix('questionnaire/'))}"
    if key.startswith("import_map/"):
        return "what the columns of a table are"
    return _SETTINGS.get(key) or plain_line(key).replace("_", " ")


def _verb(action: str, would: bool) -> str:
    return f"Would {action}" if would else {"add": "Added"}.get(action, f"{action.capitalize()}d")


def _as_object(plan: MergePlan, dry_run: bool, before: Diary, after: Diary) -> dict[str, Any]:
    done = {diff.theirs.row["id"]: diff.action for diff in plan.records if plan.change}
    gone = [r for r in before.records if done.get(r.id) == "remove"]
    tallies = [
        {
            "does": tally.action,
            "kind": "check-in" if tally.table == "check_in" else NOUNS[tally.table],
            "count": tally.count,
            "first": tally.first.isoformat(),
            "last": tally.last.isoformat(),
        }
        for tally in plan.tallies()
    ]
    return {
        "change": plan.change,
        "dry_run": dry_run,
        "saved": [to_json(r, after) for r in after.records if done.get(r.id)],
        "removed": [to_json(record, before) for record in gone],
        "records": tallies,
        "measures": [measure.merged["key"] for measure in plan.measures if measure.is_visible],
        "settings": [setting.merged["key"] for setting in plan.settings if setting.is_visible],
        "changed_in_both": plan.changed_in_both_count,
        "infusions_in_both": [day.isoformat() for day in plan.possible_duplicate_days],
    }
