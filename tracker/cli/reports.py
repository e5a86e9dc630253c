"""`summary` and `report`: the numbers and the page."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker.cli import offer
from tracker.cli.command import Command
from tracker.cli.passphrases import SHARING, Secret, needs, sharing_options
from tracker.cli.session import Session, emit, emit_json, nothing, pass_session, wrong

if TYPE_CHECKING:
    from tracker.analysis import Report, Window
    from tracker.records import Diary
    from tracker.storage import Record

F = TypeVar("F", bound=Callable[..., Any])

WORDS = ("md", "txt")
FORMATS = ("pdf", "png", "svg", *WORDS)
YEAR = 365


def _window_options(command: F) -> F:
    options = (
        click.option("--from", "first", metavar="DAY", help="The first day."),
        click.option("--to", "last", metavar="DAY", help="The last day; today if left out."),
        click.option("--last", "recent", metavar="12w", help="The last days or weeks."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command(cls=Command, example="tracker summary --json")
@_window_options
@click.option(
    "--measure",
    shell_complete=offer.measures,
    help="Which measure; mood, or what is recorded instead.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def summary(
    session: Session,
    first: str | None,
    last: str | None,
    recent: str | None,
    measure: str | None,
    as_json: bool,
) -> None:
    """The numbers of the page, in words or as JSON."""
    from tracker.analysis import build_report
    from tracker.analysis import summary as summary_of

    diary, today = _diary(session)
    window = _window(diary, today, first, last, recent)
    report = build_report(diary, window, today=today, measure=measure)
    if not report.has_records:
        nothing("No entry, questionnaire or infusion is recorded in these days.")
    if as_json:
        emit_json(summary_of(report))
    else:
        from tracker.charts.document import as_text

        emit(as_text(report))


@click.command(cls=Command, example="tracker report --last 18w")
@click.option("-o", "--output", metavar="FILE|-", help="Where to; - is stdout.")
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="pdf if not said.")
@click.option("--page", type=click.Choice(["a4", "letter"]), default="a4", show_default=True)
@click.option("--theme", type=click.Choice(["colour", "mono"]), default="colour", show_default=True)
@_window_options
@click.option(
    "--measure",
    shell_complete=offer.measures,
    help="What the page is about; mood, or what is recorded instead.",
)
@click.option("--year", is_flag=True, help="The last twelve months.")
@click.option("--notes", is_flag=True, help="Print your notes, too.")
@click.option(
    "--notes-of", metavar="ID", multiple=True, help="Print the note of this entry; once for each."
)
@click.option("--entries", is_flag=True, help="Add every day as a table.")
@click.option("--name", metavar="TEXT|-", help="Print this name at the top; - reads it from stdin.")
@sharing_options
@pass_session
def report(
    session: Session,
    output: str | None,
    format_name: str | None,
    page: str,
    theme: str,
    first: str | None,
    last: str | None,
    recent: str | None,
    measure: str | None,
    year: bool,
    notes: bool,
    notes_of: tuple[str, ...],
    entries: bool,
    name: str | None,
    secret: Secret | None,
) -> None:
    """The page for the visit. Its path is printed; nothing in the file name says whose it is."""
    from tracker.analysis import build_report

    if year and (first or recent):
        wrong("--year does not go with --from or --last.")
    diary, today = _diary(session)
    window = _window(diary, today, first, last, f"{YEAR}d" if year else recent)
    ticked = "all" if notes else _ticked(diary, notes_of)
    made = build_report(diary, window, today=today, measure=measure, notes=ticked)
    chosen = format_name or _format_of(output)
    passphrase = _passphrase(secret, chosen)
    name = sys.stdin.buffer.read().decode("utf-8", "replace").strip() if name == "-" else name
    looks = {} if chosen in WORDS else {"page": page, "theme": theme}
    content = _content(made, chosen, name=name, entries=entries, **looks)
    content = _locked(content, passphrase) if passphrase else content
    if output == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        emit(str(_write(session, output, chosen, today, content)))


def _ticked(diary: Diary, ids: Sequence[str]) -> frozenset[str]:
    """Return the entries whose notes were asked for, by what the lists show of their ids."""
    from tracker.cli.find import find

    noted: list[Record] = [*diary.check_ins, *diary.infusions, *diary.events]
    return frozenset(find(noted, typed).id for typed in ids)


def _diary(session: Session) -> tuple[Diary, date]:
    diary = session.store.read()
    return diary, diary.day_of(session.now)


def _window(
    diary: Diary, today: date, first: str | None, last: str | None, recent: str | None
) -> Window:
    """Return the days asked for; what was not asked is what a visit is usually about."""
    from tracker.analysis import Window, default_window
    from tracker.cli.window import asked_window

    start, end = asked_window(today, first, last, recent)
    if start is None:
        usual = default_window(diary, end or today)
        start, end = usual.start, end or usual.end
    return Window(min(start, end or today), end or today)


def _format_of(output: str | None) -> str:
    suffix = Path(output or "").suffix.lstrip(".").casefold()
    if suffix and suffix not in FORMATS:
        wrong(f"A page is written as {', '.join(FORMATS)}; name one with --format.")
    return suffix or "pdf"


def _content(made: Report, format_name: str, **options: Any) -> bytes:
    from tracker.charts import render

    return render(made, format_name, **options).files[0]


def _passphrase(secret: Secret | None, format_name: str) -> str | None:
    """Ask for the passphrase, if one is wanted, before the page is drawn."""
    if secret is None:
        return None
    if format_name != "pdf":
        wrong("Only a PDF can be put under a passphrase; leave the format out, or say pdf.")
    needs(SHARING, "pypdf", "cryptography")
    return secret()


def _locked(pdf: bytes, passphrase: str) -> bytes:
    from tracker.charts import encrypt

    return encrypt(pdf, passphrase)


def _write(
    session: Session, output: str | None, format_name: str, today: date, content: bytes
) -> Path:
    from tracker.paths import private_directory, write_private

    if output:
        return write_private(Path(output).expanduser(), content)
    folder = private_directory(session.home.reports)
    return write_private(_free_name(folder, f"report-{today}", format_name), content)


def _free_name(folder: Path, stem: str, suffix: str) -> Path:
    """Return a name that is not taken: an earlier page of the day is never overwritten."""
    names = (f"{stem}{'' if n == 1 else f'-{n}'}.{suffix}" for n in count(1))
    return next(folder / name for name in names if not (folder / name).exists())
