"""`export` and `import`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import wording
from tracker.cli.command import Command
from tracker.cli.session import Session, emit, pass_session, talk
from tracker.records.problem import Problem

if TYPE_CHECKING:
    from tracker.exchange import Incoming
    from tracker.exchange.joining import Joined, OnConflict
    from tracker.records import Diary

LARGEST = 256 * 2**20
"""Bytes of a file that is read in: some five hundred years of a full diary."""

BAD_ROWS_SHOWN = 10


@click.command(cls=Command, example="tracker export json -o diary.json")
@click.argument("format_name", metavar="FORMAT")
@click.option("-o", "--output", metavar="FILE|-", default="-", help="Where to; - is stdout.")
@pass_session
def export(session: Session, format_name: str, output: str) -> None:
    """Write the whole diary as json or csv. A file made so is readable by its owner only."""
    from tracker.exchange import format_for

    chosen = format_for(format_name)
    content = chosen.writer(session.store.read(), exported_at=session.now)
    if output == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    from tracker.paths import write_private

    emit(str(write_private(Path(output).expanduser(), content)))


@click.command("import", cls=Command, example="tracker import scores.csv --dry-run")
@click.argument("file", metavar="FILE")
@click.option("--format", "format_name", help="json or csv, when the name does not say.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option(
    "--on-conflict",
    type=click.Choice(["skip", "replace", "keep"]),
    default="skip",
    show_default=True,
    help="For what is there already: leave it, take the file's, or have both.",
)
@click.option("--skip-bad", is_flag=True, help="Take the good rows and leave the bad ones out.")
@click.option("--yes", is_flag=True, help="Do not ask about new measures.")
@pass_session
def import_(
    session: Session,
    file: str,
    format_name: str | None,
    dry_run: bool,
    on_conflict: OnConflict,
    skip_bad: bool,
    yes: bool,
) -> None:
    """Read a file into the diary: all of it or, when anything is wrong, none.

    A snapshot is taken first, and `tracker undo` takes the whole import back.
    """
    from tracker.exchange import format_for
    from tracker.exchange.joining import join

    chosen = format_for(format_name or file)
    ours = session.store.read()
    with _blaming_the_file():
        incoming = chosen.reader(_content(file), known=ours, now=session.now, skip_bad=skip_bad)
    _refuse_bad(incoming, skip_bad)
    with _blaming_the_file():
        joined = join(ours, incoming.diary, on_conflict, session.now)
    _name_new(incoming, ask=not (yes or dry_run or file == "-"))
    if not dry_run and not joined.nothing:
        joined = _take_in(session, incoming.diary, on_conflict)
    emit(_outcome(joined, dry_run))


@contextlib.contextmanager
def _blaming_the_file() -> Iterator[None]:
    """Let what a file says end with 1; 2 is for what was typed."""
    try:
        yield
    except Problem as problem:
        raise click.ClickException(str(problem)) from None


def _content(file: str) -> bytes:
    if file == "-":
        content = sys.stdin.buffer.read(LARGEST + 1)
    else:
        with Path(file).expanduser().open("rb") as opened:
            content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise click.ClickException(f"The file is larger than {LARGEST // 2**20} MB; no diary is.")
    return content


def _refuse_bad(incoming: Incoming, skip_bad: bool) -> None:
    bad = incoming.bad_rows
    for row in bad[:BAD_ROWS_SHOWN]:
        talk(f"Line {row.line}: {row.reason}")
    if len(bad) > BAD_ROWS_SHOWN:
        talk(f"… and {len(bad) - BAD_ROWS_SHOWN:,} more.")
    if bad and not skip_bad:
        talk(
            f"{wording.counted(len(bad), 'row')} cannot be taken, so nothing was imported; "
            "mend the file, or leave them out with --skip-bad."
        )
        raise click.exceptions.Exit(1)


def _name_new(incoming: Incoming, *, ask: bool) -> None:
    """Say which measures the file brings, before any is made."""
    for measure in incoming.new_measures:
        talk(f"New measure: {measure.label}, {measure.scale}.")
    if incoming.new_measures and ask and sys.stdin.isatty() and sys.stderr.isatty():
        click.confirm("Make these measures and go on?", default=True, abort=True, err=True)


def _take_in(session: Session, theirs: Diary, on_conflict: OnConflict) -> Joined:
    """Join again inside the transaction, so that what another program wrote meanwhile counts."""
    from tracker.exchange.joining import join

    session.store.snapshot(session.now, "import")
    with session.store.writing(session.now, "an import") as unit:
        ours = unit.read()
        joined = join(ours, theirs, on_conflict, session.now)
        unit.put_measures(joined.measures, instead=ours.empty and bool(joined.measures))
        if joined.settings or theirs.invented:
            unit.put_settings(joined.settings or ours.settings, invented=theirs.invented)
        unit.add_many(joined.add)
        for record in joined.change:
            unit.change(record)
    return joined


def _outcome(joined: Joined, dry_run: bool) -> str:
    done = ("Added", "changed", "left")
    add, change, leave = ("Would add", "change", "leave") if dry_run else done
    parts = [f"{add} {wording.counted(len(joined.add), 'record')}"]
    parts += [f"{change} {len(joined.change):,}"] if joined.change else []
    parts += [f"{leave} {joined.skipped:,} as before"] if joined.skipped else []
    return f"{wording.listed(parts)}."
