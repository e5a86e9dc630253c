"""`summary` and `report`: the page in words, and the page."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import date
from itertools import count as count_up
from pathlib import Path

import click

from tracker import charts
from tracker.analysis import (
    Report,
    Window,
    build_report,
    default_window,
    measure_beside_mood,
)
from tracker.analysis import summary as summary_of
from tracker.analysis.events import Notes
from tracker.charts.document import as_text
from tracker.charts.theme import THEMES
from tracker.cli import completion
from tracker.cli.command import Command
from tracker.cli.context import (
    CliContext,
    exit_nothing_found,
    pass_context,
    print_err,
    print_out,
    refuse_terminal,
    usage_error,
    write_data,
)
from tracker.cli.options import OneOf, WindowOptions, output_path, read_text, window_options
from tracker.cli.passphrases import AskPassphrase, encrypt_options
from tracker.cli.records import find
from tracker.paths import private_directory, replacing, write_private
from tracker.records import CheckIn, Diary, Event, Infusion, Measure
from tracker.records.catalogue import find_measure
from tracker.records.format import count
from tracker.records.validation import clean_title
from tracker.storage.preferences import questionnaires

PAGES = ("a4", "letter")
YEAR = "12 months"
_NOTHING = "Nothing is recorded in these days. `tracker log 7` records a score."

_measure_option = click.option(
    "--measure",
    shell_complete=completion.measures,
    help="The main measure; without it mood, or the measure with most entries.",
)


@click.command(cls=Command, example="tracker summary --last 1m")
@window_options
@_measure_option
@pass_context
def summary(context: CliContext, window: WindowOptions, measure: str | None) -> None:
    """The numbers of the page, in words or as JSON."""
    made, other = _build(context, window, measure)
    if not made.has_records:
        exit_nothing_found(_NOTHING)
    context.answer(summary_of(made), as_text(made))
    _say_what_else(other)


@click.command(cls=Command, example="tracker report --last 18w")
@click.option("-o", "--output", metavar="FILE|-", type=click.Path(), help="Where to; - is stdout.")
@click.option(
    "--format",
    "format_name",
    metavar="NAME",
    type=OneOf(charts.FORMATS),
    help=f"{OneOf(charts.FORMATS)}. Default: as FILE ends, or pdf.",
)
@click.option("--page", type=OneOf(PAGES), default="a4", show_default=True, help="The paper.")
@click.option(
    "--theme",
    type=OneOf(THEMES, {"color": "colour", "black and white": "mono"}),
    default="colour",
    show_default=True,
    help="mono is for a black-and-white printer or a fax.",
)
@window_options
@_measure_option
@click.option("--year", is_flag=True, help="The last twelve months.")
@click.option("--notes", is_flag=True, help="Print your notes, too.")
@click.option(
    "--notes-of",
    metavar="ID",
    multiple=True,
    help="Print the note of this entry. May be repeated.",
    shell_complete=completion.ids("records"),
)
@click.option("--entries", is_flag=True, help="Add every day as a table.")
@click.option("--name", metavar="TEXT|-", help="Print this name at the top; - reads it from stdin.")
@encrypt_options
@pass_context
def report(
    context: CliContext,
    /,
    output: str | None,
    format_name: str | None,
    page: str,
    theme: str,
    window: WindowOptions,
    measure: str | None,
    year: bool,
    notes: bool,
    notes_of: tuple[str, ...],
    entries: bool,
    name: str | None,
    passphrase: AskPassphrase | None,
) -> None:
    """Make the page for the visit and print where it is. The file name tells nothing about you."""
    if context.as_json and output == "-":
        usage_error("--json needs a file, as -o page.pdf: stdout holds the page itself.")
    if year and (window.first or window.period):
        usage_error("--year does not go with --from or --last.")
    window = WindowOptions(window.first, window.last, YEAR) if year else window
    format_name = format_name or _format_of(output)
    if output == "-" and format_name in ("pdf", "png"):
        refuse_terminal(f"A page as {format_name}", f"page.{format_name}")
    target = output_path(context, output)
    if passphrase and format_name != "pdf":
        usage_error("Only a PDF can be put under a passphrase; leave --format out, or say pdf.")
    secret = passphrase() if passphrase else None
    name = clean_title("name", read_text("name") if name == "-" else name)
    made, other = _build(context, window, measure, "all" if notes else notes_of)
    drawn = charts.render(made, format_name, page=page, theme=theme, name=name, entries=entries)
    files = [charts.encrypt(file, secret) if secret else file for file in drawn.files]
    if output == "-" and len(files) > 1:
        usage_error(
            f"The page takes {len(files)} {format_name} files and stdout one; name a file with -o."
        )
    if output == "-" and format_name in ("md", "txt"):
        print_out(files[0].decode("utf-8").removesuffix("\n"))
    elif output == "-":
        write_data(files[0])
    else:
        paths = [str(p) for p in _write(context, target, format_name, made.made_on, files)]
        context.answer({"paths": paths}, "\n".join(paths))
    if not made.has_records:
        print_err(_NOTHING)
    if drawn.undrawable:
        print_err(
            f"{count(drawn.undrawable, 'character')} could not be drawn; the page in words "
            "(--format txt) has them."
        )
    _say_what_else(other)


def _build(
    context: CliContext, window: WindowOptions, measure: str | None, notes_of: Notes = ()
) -> tuple[Report, Measure | None]:
    """Return the report about the stated days and measure, and what else it could be about.

    `notes_of` are short ids, or "all".
    """
    diary = context.store.read()
    today, notes = diary.day_of(context.now), notes_of
    if notes_of != "all":
        noted: list[CheckIn | Infusion | Event]
        noted = [*diary.check_ins, *diary.infusions, *diary.events]
        notes = frozenset(find(noted, typed, "tracker list").id for typed in notes_of)
    days = _days(diary, window, today, latest=context.now.date())
    made = build_report(
        diary,
        days,
        today=today,
        measure=find_measure(diary.measures, measure).key if measure is not None else None,
        notes=notes,
        forms=questionnaires(context.store),
    )
    return made, measure_beside_mood(diary, days) if measure is None else None


def _say_what_else(other: Measure | None) -> None:
    if other:
        print_err(
            f"This is about mood. {other.label} was rated on far more days: "
            f"--measure {other.key} makes it about that."
        )


def _days(diary: Diary, window: WindowOptions, today: date, latest: date) -> Window:
    """Return the days of the page; by default those a visit is usually about."""
    start, end = window.resolve(today, latest)
    if start and end is None and start > today:
        usage_error("--from lies after today; name the last day with --to, too.")
    if start is None:
        usual = default_window(diary, end or today)
        start, end = usual.start, end or usual.end
    return Window(start, end or today)


def _format_of(output: str | None) -> str:
    suffix = Path(output or "").suffix.lstrip(".").casefold()
    if suffix and suffix not in charts.FORMATS:
        usage_error(
            f"'{Path(output or '').name}' does not end as a page does: name the file .pdf, .png or "
            f".txt, or name one of {', '.join(charts.FORMATS)} with --format."
        )
    return suffix or "pdf"


def _write(
    context: CliContext, target: Path | None, format_name: str, today: date, files: Sequence[bytes]
) -> list[Path]:
    if target is None:
        folder = private_directory(context.home.reports)
        names = (f"report-{today}{'' if n == 1 else f'-{n}'}.{format_name}" for n in count_up(1))
        target = next(
            folder / name  # earlier pages are never overwritten
            for name in names
            if not any(path.exists() for path in charts.page_paths(folder / name, len(files)))
        )
    paths = charts.page_paths(target, len(files))
    for path in paths[1:]:
        output_path(context, str(path))
    if len(paths) == 1:
        return [write_private(target, files[0])]
    with contextlib.ExitStack() as all_or_none:
        for path, file in zip(paths, files, strict=True):
            all_or_none.enter_context(replacing(path)).write_bytes(file)
    return paths
