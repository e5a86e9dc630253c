"""`backup`, `backups` and `restore`: making, listing and restoring copies of the diary."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import prompts
from tracker.cli.command import Command
from tracker.cli.context import (
    CliContext,
    exit_nothing_found,
    pass_context,
    print_err,
    print_json,
    print_out,
    usage_error,
)
from tracker.cli.extras import require_extra
from tracker.cli.options import input_file, output_path, yes_option
from tracker.cli.passphrases import (
    AskPassphrase,
    encrypt_options,
    make_readable,
    name_lost_passphrase,
    passphrase_option,
)
from tracker.paths import expand, looks_locked
from tracker.records.day_parser import parse_day
from tracker.records.format import count, format_day, format_list, format_size, plain_line
from tracker.records.validation import ValidationError
from tracker.storage import sharing, snapshots
from tracker.storage.restore import Contents, contents, replace_diary, verified_copy
from tracker.storage.snapshots import Snapshot, is_intact, latest_intact, list_snapshots

if TYPE_CHECKING:
    from tracker.storage.salvage import Count


@click.command(cls=Command, example="tracker backup ~/usb/diary-copy.db")
@click.argument("file", required=False, type=click.Path())
@encrypt_options
@pass_context
def backup(context: CliContext, file: str | None, passphrase: AskPassphrase | None) -> None:
    """Copy the whole diary to FILE and check the copy; without FILE, to the automatic copies.

    With --encrypt the file is under a passphrase, in the age format. Nobody can open it without it.
    """
    target = output_path(context, file)
    if passphrase and target is None:
        usage_error("Name the file: tracker backup --encrypt FILE.age")
    if file == "-":
        usage_error("A copy goes into a file, not to stdout: tracker backup FILE")
    diary = context.store.home.diary
    held = contents(diary, mode="rw")
    if target is None:
        path = context.store.snapshot(context.now, "backup")
    elif passphrase:
        require_extra("sharing")
        path = sharing.back_up(diary, target, passphrase())
    else:
        path = snapshots.back_up(diary, target)
    path = path.absolute()
    context.answer({"path": str(path), **_counts(held)}, str(path))
    print_err(f"Saved a copy of the diary: {_describe(held)}.")


@click.command(cls=Command, example="tracker backups")
@pass_context
def backups(context: CliContext) -> None:
    """List the automatic copies: one a day and one before any large change; fewer as they age."""
    _print_copies(context, with_contents=False)


@click.command(cls=Command, example="tracker restore yesterday")
@click.argument("copy", metavar="[COPY]", required=False, type=click.Path())
@click.option("--salvage", is_flag=True, help="Save what can be read of a damaged diary.")
@yes_option
@passphrase_option
@pass_context
def restore(
    context: CliContext, copy: str | None, salvage: bool, yes: bool, from_stdin: bool
) -> None:
    """Replace the diary with an earlier copy: COPY is last, a day, a name in the list, or a file.

    Without COPY it lists the copies, newest last. The replaced diary is kept among them. --salvage
    makes a new copy of everything that can still be read in the damaged diary, or in the file COPY.
    """
    if copy is not None and not copy.strip():
        usage_error("Name the copy: tracker restore last, yesterday, or a file.")
    if salvage:
        _salvage(context, copy, yes)
    elif copy:
        source = _find_copy(context, copy)
        make_readable(source, from_stdin=from_stdin)
        _restore(context, source, yes)
    else:
        _print_copies(context, with_contents=True)
        print_err("`tracker restore last` restores the last, `tracker restore DAY` that of a day.")


def _print_copies(context: CliContext, *, with_contents: bool) -> None:
    lines, objects = [], []
    for copy in list_snapshots(context.home.snapshots):
        described = {
            "name": copy.path.stem,
            "path": str(copy.path),
            "taken_at": f"{copy.taken_at:%Y-%m-%dT%H:%M:%SZ}",
            "reason": copy.reason,
            "bytes": copy.path.stat().st_size,
        }
        parts = [f"{format_day(copy.local.date())} {copy.local:%H:%M}", copy.reason]
        if with_contents:
            held = contents(copy.path) if is_intact(copy.path) else None
            described |= {"sound": held is not None, **_counts(held)}
            parts += [format_size(copy.path.stat().st_size), _describe(held) if held else "damaged"]
        parts.append(plain_line(copy.path.stem if with_contents else str(copy.path)))
        objects.append(described)
        lines.append("  ".join(parts))
    context.answer(objects, "\n".join(lines))
    if not lines:
        exit_nothing_found("There is no copy yet; the first is made with the next entry.")


def _restore(context: CliContext, source: Path, yes: bool) -> None:
    home = context.home
    with verified_copy(home, source, context.now) as prepared:
        held = contents(prepared)
        replaces = home.diary.exists()
        print_err(f"The copy in {plain_line(source.name)}: {_describe(held, days=True)}")
        if replaces:
            now = _describe(contents(home.diary, mode="rw"), days=True)
            print_err(f"The diary now: {now}")
        sentence = ""
        if looks_locked(prepared) and not home.locked:
            print_err("The copy is under a passphrase: the diary and its copies here will be, too.")
            sentence = "\nThe diary is under the passphrase of the copy; every start asks for it."
        elif name_lost_passphrase(source, home):
            sentence = "\nThe diary is not under a passphrase. `tracker lock` sets one."
        if replaces:
            prompts.confirm("Replace the diary with this copy?", yes)
        kept = replace_diary(prepared, home, context.now)
    context.changed_files = True
    text = f"Restored: {_describe(held, days=True)}.{sentence}"
    text += f"\nWhat was there before is kept as {kept}" if kept else ""
    context.answer({"restored": str(source), **_counts(held), "kept": kept and str(kept)}, text)


def _salvage(context: CliContext, copy: str | None, yes: bool) -> None:
    from tracker.storage.salvage import salvage  # with it comes sqlite-utils

    source = _find_copy(context, copy) if copy else context.home.diary
    found = salvage(context.home, source, context.now)
    if context.as_json and not yes:
        print_json({"path": str(found.path), "saved": {c.table: c.saved for c in found.counts}})
        return
    say = print_err if context.as_json else print_out
    say("\n".join(map(_salvaged, found.counts)))
    say(f"The new copy is {found.path}")
    if yes or prompts.can_ask():
        _restore(context, found.path, yes)
    else:
        print_err(
            "The diary was not changed. "
            f"`tracker restore {found.path.stem}` replaces it with the copy."
        )


def _salvaged(found: Count) -> str:
    more = (
        (found.from_history, "from their history"),
        (found.from_copy, "from the last sound copy"),
        (found.doubtful, "that differ from their history"),
    )
    parts = [f"{number:,} {what}" for number, what in more if number]
    among = f", among them {format_list(parts)}" if parts else ""
    lost = f"; {found.lost:,} not saved" if found.lost else ""
    return f"{_TABLES.get(found.table, found.table)}: {found.saved:,} saved{among}{lost}"


_TABLES = {
    "check_in": "Entries",
    "rating": "Ratings beside mood",
    "infusion": "Infusions",
    "assessment": "Questionnaires",
    "event": "Events",
    "measure": "Measures",
    "setting": "Settings",
}


def _find_copy(context: CliContext, typed: str) -> Path:
    """Return the copy that `last`, a file, a copy's name or the day it was taken names.

    Of several taken on a day the last one. Ends with 3 when there is none.
    """
    folder = context.home.snapshots
    if typed.casefold() == "last":
        if (latest := latest_intact(folder)) is None:
            exit_nothing_found(
                "There is no intact copy; `tracker restore --salvage` saves what can be read."
            )
        return latest.path
    if expand(typed).exists():
        return input_file(typed)
    found = [copy for copy in list_snapshots(folder) if _is_meant(copy, typed, context)]
    if not found:
        exit_nothing_found(
            f"There is no copy or file called '{typed}'. `tracker restore` lists the copies; name "
            "one, its day, or a file."
        )
    return max(found, key=lambda copy: (not copy.is_recovery_file, copy.taken_at)).path


def _is_meant(copy: Snapshot, typed: str, context: CliContext) -> bool:
    local = copy.local
    names = (copy.path.name, copy.path.stem, f"{local:%Y-%m-%d %H:%M}", f"{local:%Y-%m-%dT%H:%M}")
    if typed in names:
        return True
    with suppress(ValidationError):
        return local.date() == parse_day(typed, context.now.date())
    return False


def _counts(held: Contents | None) -> dict[str, int | None]:
    return {
        "check_ins": held.check_ins if held else None,
        "infusions": held.infusions if held else None,
        "planned_infusions": held.planned if held else None,
        "assessments": held.assessments if held else None,
        "events": held.events if held else None,
    }


def _describe(held: Contents | None, *, days: bool = False) -> str:
    """Return how much a diary holds, and with `days` the last day of each kind."""
    if held is None:
        return "it cannot be read"

    def until(last: date | None) -> str:
        return f", the last {format_day(last)}" if days and last else ""

    parts = [
        f"{count(held.check_ins, 'entry')}{until(held.last_check_in)}",
        f"{count(held.infusions, 'infusion')}{until(held.last_infusion)}",
    ]
    parts += [f"{held.planned:,} planned"] if held.planned else []
    parts += [count(held.assessments, "questionnaire")] if held.assessments else []
    parts += [count(held.events, "event")] if held.events else []
    return ("; " if days else ", ").join(parts)
