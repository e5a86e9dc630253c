"""`restore`: an earlier diary in the place of the present one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import asking, wording
from tracker.cli.command import Command
from tracker.cli.passphrases import make_readable, passphrase_option
from tracker.cli.session import Session, emit, emit_json, nothing, pass_session, talk, wrong
from tracker.records.format import plain_line

if TYPE_CHECKING:
    from tracker.storage.salvage import Count


@click.command(cls=Command, example="tracker restore yesterday")
@click.argument("copy", metavar="[COPY]", required=False)
@click.option("--salvage", is_flag=True, help="Save what a damaged diary still holds.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@passphrase_option
@pass_session
def restore(
    session: Session, copy: str | None, salvage: bool, yes: bool, as_json: bool, from_stdin: bool
) -> None:
    """Bring an earlier diary back: COPY is last, a day, a name in the list, or a file.

    Without COPY it lists the copies, newest last. What is replaced is kept beside them. With
    --salvage it makes a new copy of all that the damaged diary, or the file COPY, still holds.
    """
    if as_json and (copy or salvage or yes):
        wrong("--json is for the list alone.")
    if salvage:
        _salvage(session, copy, yes)
    elif copy:
        from tracker.cli.copies import copy_named

        source = copy_named(session, copy)
        make_readable(source, from_stdin=from_stdin)
        _restore(session, source, yes)
    else:
        _list(session, as_json)


def _list(session: Session, as_json: bool) -> None:
    from tracker.cli.copies import copy_line, copy_object
    from tracker.storage.snapshots import list_snapshots

    found = list_snapshots(session.home.snapshots)
    if as_json:
        emit_json([copy_object(copy) for copy in found])
    else:
        for copy in found:
            emit(copy_line(copy, session))
    if not found:
        nothing("There is no copy yet; the first is made with the next entry.")
    if not as_json:
        talk("`tracker restore last` brings the last back, `tracker restore DAY` that of a day.")


def _restore(session: Session, source: Path, yes: bool) -> None:
    from tracker.cli.copies import holds_until
    from tracker.storage.restore import contents, replace_diary, verified_copy

    home = session.home
    with verified_copy(home, source, session.now) as prepared:
        held = holds_until(contents(prepared))
        talk(f"The copy {plain_line(source.stem)}: {held}")
        talk(f"The diary now: {_now(home.diary)}")
        confirm("Put the copy in the place of the diary?", yes)
        kept = replace_diary(prepared, home, session.now)
    emit(f"Restored: {held}.")
    if kept:
        emit(f"What was there before is kept as {plain_line(str(kept))}")


def _now(diary: Path) -> str:
    from tracker.cli.copies import holds_until
    from tracker.storage.restore import contents

    return holds_until(contents(diary, mode="rw")) if diary.exists() else "there is none"


def confirm(question: str, yes: bool) -> None:
    """Ask before what cannot be taken back by undo; end with 1 on a no.

    Without a terminal and without --yes it ends with 2 and says so.
    """
    if yes:
        return
    if not asking.can_ask():
        wrong("Nothing was changed. Add --yes to go on without being asked.")
    if not click.confirm(question, err=True):
        talk("Nothing was changed.")
        raise click.exceptions.Exit(1)


def _salvage(session: Session, copy: str | None, yes: bool) -> None:
    from tracker.cli.copies import copy_named
    from tracker.storage.salvage import salvage

    source = copy_named(session, copy) if copy else session.home.diary
    found = salvage(session.home, source, session.now)
    emit("\n".join(_saved(count) for count in found.counts))
    emit(f"The new copy is {plain_line(str(found.path))}")
    if yes or asking.can_ask():
        _restore(session, found.path, yes)
    else:
        talk(f"The diary is as it was. `tracker restore {found.path.stem}` puts the copy in place.")


def _saved(count: Count) -> str:
    more = (
        (count.from_history, "from their history"),
        (count.from_copy, "from the last sound copy"),
        (count.doubtful, "that differ from their history"),
    )
    told = [f"{number:,} {what}" for number, what in more if number]
    among = f", among them {wording.listed(told)}" if told else ""
    lost = f"; {count.lost:,} not saved" if count.lost else ""
    return f"{_TABLES[count.table]}: {count.saved:,} saved{among}{lost}"


_TABLES = {
    "check_in": "Check-ins",
    "rating": "Ratings beside mood",
    "infusion": "Infusions",
    "assessment": "Questionnaires",
    "event": "Events",
    "measure": "Measures",
    "setting": "Settings",
}
