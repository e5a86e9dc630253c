"""`import`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from tracker.cli import prompts
from tracker.cli.context import CliContext, pass_context, print_err, print_out, usage_error
from tracker.cli.import_questions import understood
from tracker.cli.root import Command
from tracker.records.format import count, format_day, format_list, plain_line
from tracker.records.validation import ValidationError

if TYPE_CHECKING:
    from tracker.exchange import Incoming
    from tracker.exchange.incoming import Choices
    from tracker.exchange.joining import Joined, OnConflict

KEPT = "import_map/"
"""Before the keys of the settings that hold what was said about files of one kind."""

TYPED = ("map", "date-format")
"""The fields of a ValidationError that come from the command line."""

BAD_ROWS_SHOWN = 10

FORMATS = "json, csv, daylio, bearable, emoods or apple-health"


@click.command("import", cls=Command, example="tracker import daylio_export.csv --dry-run")
@click.argument("file", metavar="FILE", type=click.Path(allow_dash=True))
@click.option("--format", "format_name", help=f"{FORMATS}; left out, the content says which.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option(
    "--map",
    "mapped",
    metavar="COLUMN=MEANING",
    multiple=True,
    help="What a column is: day, time, note, - (left out), or a rating as mood:1-5, "
    "pain:0-100,lower. Several are fine, and are kept for the next such file.",
)
@click.option("--date-format", help="d/m/y or m/d/y, where a date may be read in two ways.")
@click.option(
    "--on-conflict",
    type=click.Choice(["skip", "replace", "keep"]),
    default="skip",
    show_default=True,
    help="For what is there already: leave it, take the file's, or have both.",
)
@click.option("--skip-bad", is_flag=True, help="Take the good rows and leave the bad ones out.")
@click.option("--yes", is_flag=True, help="Do not ask before new measures are made.")
@pass_context
def import_(
    context: CliContext,
    file: str,
    format_name: str | None,
    dry_run: bool,
    mapped: tuple[str, ...],
    date_format: str | None,
    on_conflict: OnConflict,
    skip_bad: bool,
    yes: bool,
) -> None:
    """Read a file into the diary: all of it or, when anything is wrong, none.

    A diary of ours (json, csv), any table in CSV, the exports of Daylio, Bearable and eMoods, and
    State of Mind from Apple Health's export.zip; a ZIP is read as it is. A snapshot is taken
    first, and `tracker undo` takes the whole import back.
    """
    from tracker.exchange.joining import join
    from tracker.exchange.reading import read_file

    ours = context.store.read()
    with _opened(file, format_name) as content, _blaming_the_file():
        incoming = understood(
            lambda choices: read_file(
                content,
                name=file,
                format_name=format_name,
                choices=choices,
                known=ours,
                now=context.now,
                skip_bad=skip_bad,
            ),
            _choices(context, mapped, date_format),
        )
    _show(incoming, dry_run)
    _refuse_bad(incoming, skip_bad)
    with _blaming_the_file():
        joined = join(ours, incoming.diary, on_conflict, context.now)
    if not (yes or dry_run):
        _confirm(incoming)
    if not dry_run and (_news(context, incoming) or not joined.nothing):
        joined = _take_in(context, incoming, on_conflict)
    print_out(_outcome(joined, dry_run))


def _choices(context: CliContext, mapped: tuple[str, ...], date_format: str | None) -> Choices:
    from tracker.exchange.incoming import Choices

    parts = [text.rpartition("=") for text in mapped]
    said = {name.strip(): meaning.strip() for name, _, meaning in parts}
    if "" in said:
        usage_error("--map takes a column and what it is, as --map 'When=day'.")
    return Choices(said=said, date_format=date_format, kept=context.store.settings(KEPT))


@contextlib.contextmanager
def _blaming_the_file() -> Iterator[None]:
    """Let what a file says end with 1; 2 is for what was typed."""
    try:
        yield
    except ValidationError as problem:
        if problem.field in TYPED and not hasattr(problem, "questions"):
            raise
        raise click.ClickException(str(problem)) from None


@contextlib.contextmanager
def _opened(file: str, format_name: str | None) -> Iterator[BinaryIO]:
    """Give a file to read in any order; what comes in on stdin is held in memory for that."""
    from tracker.exchange import format_for
    from tracker.exchange.reading import LARGEST

    if format_name:
        format_for(format_name)
    if file == "-":
        yield BytesIO(sys.stdin.buffer.read(LARGEST + 1))
        return
    path = Path(file).expanduser()
    if not path.exists():
        format_for(file)  # of two things wrong, say what was typed
    with path.open("rb") as opened:
        if path.stat().st_size > LARGEST:
            print_err("The file is large; reading it takes a minute or two.")
        yield opened


def _refuse_bad(incoming: Incoming, skip_bad: bool) -> None:
    bad = incoming.bad_rows
    for row in bad[:BAD_ROWS_SHOWN]:
        print_err(f"Line {row.line}: {row.reason}")
    if len(bad) > BAD_ROWS_SHOWN:
        print_err(f"… and {len(bad) - BAD_ROWS_SHOWN:,} more.")
    if bad and not skip_bad:
        print_err(
            f"{count(len(bad), 'row')} cannot be taken, so nothing was imported; "
            "mend the file, or leave them out with --skip-bad."
        )
        raise click.exceptions.Exit(1)


def _show(incoming: Incoming, dry_run: bool) -> None:
    """Say what becomes of what is in the file, before any of it is written."""
    for sentence in incoming.mapping:
        print_err(sentence)
    for measure in incoming.new_measures:
        asked = "" if measure.active else "; kept, and not asked for"
        print_err(f"New measure: {plain_line(measure.label)}, {measure.scale}{asked}.")
    if incoming.not_read:
        print_err(f"Not read: {', '.join(incoming.not_read)}.")
    days = [check_in.day for check_in in incoming.diary.check_ins]
    if dry_run and days:
        print_err(f"The check-ins are from {format_day(min(days))} to {format_day(max(days))}.")


def _confirm(incoming: Incoming) -> None:
    if (incoming.new_measures or incoming.mapping) and prompts.can_ask():
        click.confirm("Go on so?", default=True, abort=True, err=True)


def _news(context: CliContext, incoming: Incoming) -> bool:
    """Whether the person said something about such a file that is not kept yet."""
    if (to_keep := incoming.to_keep) is None:
        return False
    return bool(context.store.settings(KEPT).get(to_keep.name) != to_keep.answers)


def _take_in(context: CliContext, incoming: Incoming, on_conflict: OnConflict) -> Joined:
    """Join again inside the transaction, so that what another program wrote meanwhile counts."""
    from tracker.exchange.joining import join

    theirs = incoming.diary
    context.store.snapshot(context.now, "import")
    with context.store.writing(context.now, "an import") as unit:
        ours = unit.read()
        joined = join(ours, theirs, on_conflict, context.now)
        unit.put_measures(joined.measures, instead=ours.empty and bool(joined.measures))
        if joined.settings or theirs.invented:
            unit.put_settings(joined.settings or ours.settings, invented=theirs.invented)
        unit.add_many(joined.add)
        for record in joined.change:
            unit.replace(record)
        if incoming.to_keep:
            unit.put_setting(KEPT + incoming.to_keep.name, dict(incoming.to_keep.answers))
    return joined


def _outcome(joined: Joined, dry_run: bool) -> str:
    done = ("Added", "changed", "left")
    add, change, leave = ("Would add", "change", "leave") if dry_run else done
    parts = [f"{add} {count(len(joined.add), 'record')}"]
    parts += [f"{change} {len(joined.change):,}"] if joined.change else []
    parts += [f"{leave} {joined.skipped:,} as before"] if joined.skipped else []
    return f"{format_list(parts)}."
