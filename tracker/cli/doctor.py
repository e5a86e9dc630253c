"""`doctor`: whether the diary is sound, and what would help. It changes nothing."""

from __future__ import annotations

import click

from tracker import __version__
from tracker.cli import DAMAGED_OR_LOCKED
from tracker.cli.command import Command
from tracker.cli.context import CliContext, exit_nothing_found, pass_context
from tracker.records.format import format_day, format_distance, format_size, plain_line
from tracker.storage.doctor import Health, diagnose


@click.command(cls=Command, example="tracker doctor")
@pass_context
def doctor(context: CliContext) -> None:
    """Check the diary and its folder, and say what would help. Nothing is changed.

    It prints nothing of your entries. The exit code is 0 if the diary is sound, 4 if it is not.
    """
    found = diagnose(context.home, context.now)
    last = found.copies[-1] if found.copies else None
    data = {
        "sound": found.sound,
        "home": str(found.home.folder),
        "diary": str(found.home.diary),
        "bytes": found.size,
        "versions": {"tracker": __version__, **found.versions},
        "copies": len(found.copies),
        "last_copy": last
        and {"path": str(last.path), "taken_at": f"{last.taken_at:%Y-%m-%dT%H:%M:%SZ}"},
        "findings": [
            {"about": f.about, "damage": f.damage, "says": f.message, "do": f.remedy}
            for f in found.findings
        ],
    }
    context.answer(data, "\n".join(_lines(found, context)))
    if not found.sound:
        raise click.exceptions.Exit(DAMAGED_OR_LOCKED)
    if found.size is None:
        exit_nothing_found("There is no diary here yet; the first entry makes it.")


def _lines(found: Health, context: CliContext) -> list[str]:
    versions = found.versions
    made_by = f"tracker {__version__}, Python {versions['python']}, SQLite {versions['sqlite']}"
    schema = "" if found.schema is None else f", schema {found.schema}"
    closed = any(finding.about == "home" for finding in found.findings)
    size = format_size(found.size) if found.size else "" if closed else "not there"
    copies = "none"
    if found.copies:
        local = found.copies[-1].local
        last = f"the last {format_day(local.date())} {local:%H:%M}"
        ago = format_distance(local.date(), context.now.date())
        copies = f"{len(found.copies)}, {last}, {ago}"
    lines = [
        f"Home      {plain_line(str(found.home.folder))}",
        f"Diary     {plain_line(str(found.home.diary))}  {size}",
        f"Versions  {made_by}{schema}",
        f"Copies    {copies}",
    ]
    for finding in found.findings:
        lines.append(f"* {plain_line(finding.message)}")
        lines += [f"  {plain_line(finding.remedy)}"] if finding.remedy else []
    return [*lines, "The diary is sound."] if found.sound and found.size else lines
