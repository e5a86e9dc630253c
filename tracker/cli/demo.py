"""`demo`: an invented diary in a home of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import clock
from tracker.cli.command import Command
from tracker.cli.session import Session, emit, pass_session, talk

if TYPE_CHECKING:
    from tracker.paths import Home
    from tracker.records import Diary
    from tracker.storage import Store

SEED = 11
"""The diary that the pictures in the README show."""


@click.command(cls=Command, example="tracker demo", diary=False)
@click.option("--seed", type=int, default=SEED, show_default=True, help="Another invented person.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the page goes; a temporary folder if left out.",
)
@pass_session
def demo(session: Session, seed: int, out: Path | None) -> int:
    """Look around with an invented diary. Your own is not touched.

    Writes the visit page as PDF and PNG, prints where they are, and in a terminal opens the app.
    """
    import tempfile

    from tracker.paths import Home

    folder = Path(tempfile.mkdtemp(prefix="tracker-demo-"))
    store = _invented_store(Home(folder), session, seed)
    for path in _pages(store, out.expanduser() if out else folder, session):
        emit(str(path))
    sys.stdout.flush()
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return 0
    talk("Opening the app on the invented diary; q leaves it.")
    from tracker.app import run

    return run(store, clock=clock.local_now)


def _invented_store(home: Home, session: Session, seed: int) -> Store:
    from tracker.demo import invented_diary
    from tracker.storage.store import Store

    diary = invented_diary(seed, session.now.date())
    store = Store.open(home, session.now)
    with store.writing(session.now, "the invented diary") as unit:
        unit.put_settings(diary.settings, invented=True)
        unit.put_measures(diary.measures, instead=True)
        unit.add_many([*diary.check_ins, *diary.infusions, *diary.assessments, *diary.events])
    return store


def _pages(store: Store, folder: Path, session: Session) -> list[Path]:
    from tracker.analysis import build_report, default_window
    from tracker.charts import render
    from tracker.paths import private_directory, write_private

    diary, today = store.read(), session.now.date()
    window = default_window(diary, today)
    report = build_report(diary, window, today=today, notes=page_notes(diary))
    private_directory(folder)
    return [
        write_private(folder / f"report-{today}.{name}", render(report, name).files[0])
        for name in ("pdf", "png")
    ]


def page_notes(diary: Diary) -> frozenset[str]:
    """Return the notes that the invented person ticks: those of the last weeks."""
    return frozenset(check_in.id for check_in in diary.check_ins[-60:] if check_in.note)
