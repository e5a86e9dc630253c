"""`merge`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import wording
from tracker.cli.command import Command
from tracker.cli.passphrases import make_readable, passphrase_option
from tracker.cli.session import Session, emit, emit_json, pass_session, talk
from tracker.records.format import format_day, plain_line
from tracker.records.validation import ValidationError

if TYPE_CHECKING:
    from tracker.storage.merge import DefinitionDiff, MergePlan, Tally

NOTHING_NEW = "There is nothing new in the file."


@click.command(cls=Command, example="tracker merge ~/usb/diary-copy.db --dry-run")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before it is done.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@passphrase_option
@pass_session
def merge(
    session: Session, file: Path, dry_run: bool, yes: bool, as_json: bool, from_stdin: bool
) -> None:
    """Join the diary of another machine, a `tracker backup` or a copied diary.db, into this one.

    Of two states of one entry the later made stays, a removal among them; history keeps the
    other. FILE is only read. A snapshot is taken first, and `tracker undo` takes it all back.
    """
    from tracker.storage import merge as merging

    file = file.expanduser()
    make_readable(file, from_stdin=from_stdin)
    try:
        with merging.opened(session.store, file, session.now) as theirs:
            found = merging.preview(session.store, theirs)
            if not (dry_run or found.is_empty):
                _ask(found, yes)
                found = merging.merge(session.store, theirs, session.now)
    except ValidationError as problem:  # what a file says ends with 1; 2 is for what was typed
        raise click.ClickException(str(problem)) from None
    if as_json:
        emit_json(_object(found, dry_run))
    else:
        emit("\n".join(_lines(found, would=dry_run)) or NOTHING_NEW)


def _ask(found: MergePlan, yes: bool) -> None:
    lines = _lines(found, would=True)
    if lines and not yes and sys.stdin.isatty() and sys.stderr.isatty():
        talk("\n".join(lines))
        click.confirm("Merge?", default=True, abort=True, err=True)


def _lines(found: MergePlan, *, would: bool) -> list[str]:
    """Say what happens: counts and days, never what a note says."""
    if found.is_empty:
        return []
    return [
        *(_tally(tally, would) for tally in found.tallies()),
        *(_measure(measure, would) for measure in found.measures if measure.is_visible),
        *_settings(found, would),
        *_apart(found),
        *(_twice(format_day(day)) for day in found.possible_duplicate_days),
    ]


def _tally(tally: Tally, would: bool) -> str:
    count = wording.counted(tally.count, _KINDS[tally.table])
    days = format_day(tally.first)
    if tally.last > tally.first:
        days = f"{days} to {format_day(tally.last)}"
    return f"{_does(tally.action, would)} {count}: {days}."


def _measure(measure: DefinitionDiff, would: bool) -> str:
    from tracker.records import Measure
    from tracker.records.codec import from_row

    theirs, after = from_row(Measure, measure.theirs), from_row(Measure, measure.merged)
    label = plain_line(after.label)
    if measure.ours is None:
        return f"{_does('add', would)} the measure {label}, {plain_line(after.scale)}."
    ours = from_row(Measure, measure.ours)
    if not measure.is_rescaled:
        return f"{_does('change', would)} the measure {label} to how it was last defined."
    here, there, both = (plain_line(m.scale) for m in (ours, theirs, after))
    was, becomes = ("is", "would be") if would else ("was", "is now")
    return f"{label} {was} {here} here and {there} in the file; it {becomes} {both}, to hold both."


def _settings(found: MergePlan, would: bool) -> list[str]:
    names = [_setting(setting.merged["key"]) for setting in found.settings if setting.is_visible]
    if not names:
        return []
    return [f"{'Would take' if would else 'Took'} over from the file: {wording.listed(names)}."]


def _setting(key: str) -> str:
    if key.startswith("questionnaire/"):
        return f"the clinic's form of {plain_line(key.removeprefix('questionnaire/'))}"
    return _SETTINGS.get(key) or plain_line(key)


def _apart(found: MergePlan) -> list[str]:
    if not found.changed_in_both:
        return []
    many = found.changed_in_both > 1
    entries = f"{found.changed_in_both:,} entries were" if many else "1 entry was"
    return [f"{entries} changed in both diaries; the later change stays, history keeps the other."]


def _twice(day: str) -> str:
    return (
        f"Both diaries have an infusion of their own on {day}, and both stay. "
        "If it was one, `tracker infusion remove` takes the other out."
    )


def _does(does: str, would: bool) -> str:
    return f"Would {does}" if would else {"add": "Added"}.get(does, f"{does.capitalize()}d")


def _object(found: MergePlan, dry_run: bool) -> dict[str, Any]:
    records = [
        {
            "does": tally.action,
            "kind": _KINDS[tally.table],
            "count": tally.count,
            "first": tally.first.isoformat(),
            "last": tally.last.isoformat(),
        }
        for tally in found.tallies()
    ]
    return {
        "dry_run": dry_run,
        "records": records,
        "measures": [measure.merged["key"] for measure in found.measures if measure.is_visible],
        "settings": [setting.merged["key"] for setting in found.settings if setting.is_visible],
        "changed_in_both": found.changed_in_both,
        "infusions_in_both": [day.isoformat() for day in found.possible_duplicate_days],
    }


_KINDS = {
    "check_in": "check-in",
    "infusion": "infusion",
    "assessment": "questionnaire",
    "event": "event",
}
_SETTINGS = {
    "name": "your name",
    "region": "the region",
    "contacts": "your own contacts",
    "day_starts_at": "the start of the day",
}
