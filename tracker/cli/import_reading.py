"""Reading a file for `import`, as its options and the answers in a terminal say."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from os import SEEK_END
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import prompts
from tracker.cli.context import CliContext, print_err, usage_error
from tracker.cli.options import open_input
from tracker.exchange.files import LARGEST
from tracker.exchange.formats import FORMATS, read_names
from tracker.paths import expand, is_database
from tracker.records.format import plain_line
from tracker.records.validation import ValidationError

if TYPE_CHECKING:
    from tracker.exchange.result import ImportOptions, ImportResult, Kind, Question
    from tracker.records import Diary

SAVED = "import_map/"
"""Prefix of the settings that keep the answers about columns, one for each header of a file."""

COMMAND_LINE_FIELDS = ("map", "kind", "date-format", "encoding")
"""The fields of a ValidationError that come from the command line, not from the file."""

_PROMPT = "d day, t time, n note, m mood, r another rating, Enter leaves it out"
_FIELDS = {"d": "day", "t": "time", "n": "note", "": "-"}


def refuse_diary_file(file: str) -> None:
    """Refuse a diary file, and the name of a format typed instead of a file."""
    if file.casefold() in FORMATS and not Path(file).exists():
        raise click.ClickException(
            f"There is no file {file}. To name the format of a file, type: "
            f"tracker import FILE --format {file.casefold()}"
        )
    if file != "-" and is_database(path := expand(file)):
        raise click.ClickException(
            f"{plain_line(path.name)[:80]} is a diary file or a backup. `tracker merge FILE` adds "
            "its entries to your diary; `tracker restore FILE` replaces your diary with it."
        )


def read_options(
    context: CliContext,
    mapped: tuple[str, ...],
    date_format: str | None,
    encoding: str | None,
    kind: Kind | None,
) -> ImportOptions:
    """Return what is typed about the file, with the answers about earlier files."""
    from tracker.exchange.result import ImportOptions
    from tracker.storage.preferences import questionnaires

    parts = [text.rpartition("=") for text in mapped]
    mapping = {name.strip(): meaning.strip() for name, _, meaning in parts}
    if "" in mapping:
        usage_error("--map takes a column and what it is, as --map 'When=day'.")
    return ImportOptions(
        mapping=mapping,
        date_format=date_format,
        encoding=encoding,
        kind=kind,
        saved={k.removeprefix(SAVED): v for k, v in context.store.settings(SAVED).items()},
        questionnaires=questionnaires(context.store),
    )


@contextlib.contextmanager
def file_errors_exit_1(file: str) -> Iterator[None]:
    """Exit with status 1 for what is wrong in the file; 2 is for the command line."""
    try:
        yield
    except ValidationError as problem:
        if problem.field in COMMAND_LINE_FIELDS and not hasattr(problem, "questions"):
            raise
        if problem.field == "format":
            unknown = f"The format of {plain_line(file)[:80]} was not recognised."
            raise click.ClickException(f"{unknown} Name it: --format {read_names()}.") from None
        raise click.ClickException(str(problem)) from None


def read_with_questions(
    context: CliContext, ours: Diary, file: str, format_name: str | None, options: ImportOptions
) -> ImportResult:
    """Read the file, asking in a terminal about its columns and words until it can be read."""
    from tracker.exchange.files import read_file
    from tracker.exchange.result import NeedsAnswerError

    answers: dict[str, str] = {}
    with open_input(file, LARGEST) as content, file_errors_exit_1(file):
        if content.seek(0, SEEK_END) > LARGEST:
            print_err("The file is large; reading it takes a minute or two.")
        while True:
            try:
                return read_file(
                    content,
                    name=file,
                    format_name=format_name,
                    options=replace(options, mapping={**options.mapping, **answers}),
                    diary=ours,
                    now=context.now,
                )
            except NeedsAnswerError as needed:
                if not (needed.questions and prompts.can_ask()):
                    raise
                for asked in needed.questions:
                    how = _column(asked) if asked.column else prompts.ask(asked.prompt, None)
                    answers[asked.name] = how
            except ValidationError as problem:
                if problem.field != "map" or not answers:
                    raise
                print_err(str(problem))
                answers = {}


def _column(question: Question) -> str:
    """Ask what a column is, and its scale if it is a rating."""
    from tracker.exchange.columns import parse_meaning

    print_err(f"{question.prompt}: {', '.join(question.samples)} …")
    while (kind := prompts.ask(_PROMPT).casefold()) not in (*_FIELDS, "m", "r"):
        print_err("Type one of the letters.")
    if kind in _FIELDS:
        return _FIELDS[kind]
    # A colon would begin the scale.
    what = "mood" if kind == "m" else question.name.replace(":", " ")
    while True:
        scale = prompts.ask("Its lowest and highest number, as 1-5", None)
        better = "higher" if prompts.ask_yes("Is higher better?", default=True) else "lower"
        meaning = f"{what}:{scale},{better}"
        try:
            parse_meaning(meaning)
        except ValidationError as problem:
            print_err(str(problem))
        else:
            return meaning
