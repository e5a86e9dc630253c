"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar, cast

import click

from tracker.cli.context import CliContext, print_err, usage_error
from tracker.cli.refusals import name_parameter
from tracker.paths import expand
from tracker.records.day_parser import parse_day
from tracker.records.format import format_day, format_day_read, plain_line
from tracker.records.settings import clears

F = TypeVar("F", bound=Callable[..., Any])

WRITER_SECONDS = 2.0
"""How long to wait for the writer of a named pipe."""

yes_option = click.option("--yes", is_flag=True, help="Do it without asking.")
note_option = click.option("--note", metavar="-", help="Read a note from stdin; none removes it.")


class OneOf(click.Choice[str]):
    """One of a few words, in capitals or not."""

    def __init__(self, words: Iterable[str], also: Mapping[str, str] | None = None) -> None:
        """`also` are words of the app or of daily life, each with the one that it means."""
        super().__init__(list(words), case_sensitive=False)
        self.also = {said.casefold(): meant for said, meant in (also or {}).items()}

    def __str__(self) -> str:
        """Return the words as a help text lists them."""
        return f"{', '.join(self.choices[:-1])} or {self.choices[-1]}"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word."""
        try:
            return super().convert(self.also.get(value.casefold(), value), param, ctx)
        except click.BadParameter:
            raise click.UsageError(f"{name_parameter(param)} is {self}, not '{value}'.") from None


class WholeNumber(click.IntRange):
    """A whole number in a range."""

    name = "number"

    def __str__(self) -> str:
        """Return the range as a sentence says it."""
        return f"from {self.min} to {self.max}" if self.max else f"from {self.min} on"

    def _describe_range(self) -> str:  # click's, in a help text: 1<=x<=60
        return str(self)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            name = name_parameter(param)
            raise click.UsageError(f"{name} is a whole number {self}, not '{value}'.") from None


def name_last_day(typed: str, day: date, today: date) -> date:
    """Return the day, and say which one “last tuesday” was read as: yesterday, or 8 days ago."""
    if typed.strip().casefold().startswith("last "):
        print_err(f"“{plain_line(typed)}” is {format_day_read(day, today)}.")
    return day


def read_note(typed: str | None) -> str | None:
    """Return the note that `--note -` asks for, from stdin; nothing for `none`.

    A note on the command line is refused: shells keep what is typed there, and other people on
    the machine can list it while the command runs.
    """
    if typed is None or clears(typed):
        return None
    if typed != "-":
        usage_error("A note comes in on stdin: add --note - and type it, or pipe it in.")
    if sys.stdin.isatty():
        print_err("Type the note; Ctrl+D on an empty line ends it.")
    return read_text("note").rstrip("\r\n")


def read_text(what: str) -> str:
    """Return all of stdin; exit with status 2 if it is not UTF-8."""
    # Bytes, so that a text in UTF-8 is read right whatever the terminal says it speaks.
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError:
        usage_error(f"The {what} is not UTF-8 text; save it as UTF-8 and try again.")


class WindowOptions(NamedTuple):
    """The values of `--from`, `--to` and `--last` as they were typed."""

    first: str | None
    last: str | None
    period: str | None

    def resolve(self, today: date, latest: date) -> tuple[date | None, date | None]:
        """Return the first and the last day; None is no limit.

        Args:
            today: the diary day now.
            latest: the calendar date, which may be named before the diary day begins.

        Raises:
            ValidationError: a day was not understood.
            click.UsageError: the options do not fit together.
        """
        end = parse_day(self.last, today, "last day", latest=latest) if self.last else None
        start = parse_day(self.first, today, "first day", latest=latest) if self.first else None
        if self.period:
            if start:
                usage_error("--last and --from do not go together.")
            from tracker.records.interval import parse_window  # no other option needs it

            start, _ = parse_window(self.period, end or today)
        if start and end and start > end:
            usage_error(
                f"--from lies after --to, {format_day(start)} after {format_day(end)}; swap them, "
                "or name the year."
            )
        return start, end


def window_options(command: F) -> F:
    """Add `--from`, `--to` and `--last`; the command gets them as `window`."""

    @click.option("--from", "first", metavar="DAY", help="The first day.")
    @click.option("--to", "last", metavar="DAY", help="The last day.")
    @click.option("--last", "period", metavar="30d", help="The last 30 days; also 4w, 1m, 1y.")
    @functools.wraps(command)
    def run(
        *args: Any, first: str | None, last: str | None, period: str | None, **kwargs: Any
    ) -> Any:
        return command(*args, window=WindowOptions(first, last, period), **kwargs)

    return cast(F, run)


def output_path(context: CliContext, typed: str | None) -> Path | None:
    """Return where a file is to be written; None for stdout and where nothing was named.

    Raises:
        ProtectedTargetError: a diary, a copy of one or another database would be overwritten.
    """
    if typed is None or typed == "-":
        return None
    from tracker.storage.files import refuse_protected_target

    path = _path(typed)
    refuse_protected_target(context.home, path)
    return path


def input_file(typed: str) -> Path:
    """Return the path of a diary file; exit with status 1 if there is no such file.

    A pipe is refused: SQLite does not read sequentially, and nothing may wait for a writer.
    """
    path = _path(typed)
    if not path.exists():
        raise click.ClickException(f"There is no file {typed}. Nothing was changed.")
    if not path.is_file():
        raise click.ClickException(f"{typed} is not an ordinary file. Nothing was changed.")
    return path


@contextlib.contextmanager
def open_input(typed: str, most: int) -> Iterator[BinaryIO]:
    """Open a file, or stdin for -, with seeking; exit with status 1 if there is no such file.

    Args:
        typed: the file as it was typed.
        most: bytes that the reader accepts; one more is read from a pipe, to tell it is too long.
    """
    if typed == "-":
        yield io.BytesIO(sys.stdin.buffer.read(most + 1))
        return
    path, name = _path(typed), plain_line(typed)[:200]
    if not path.exists():
        raise click.ClickException(f"There is no file {name}.")
    if path.is_dir():
        raise click.ClickException(f"{name} is a folder; name the file in it.")
    if path.is_fifo():
        yield io.BytesIO(_read_pipe(path, most + 1))
        return
    with path.open("rb") as stream:
        if not path.is_file():  # a device, as /dev/stdin
            yield io.BytesIO(stream.read(most + 1))
            return
        yield stream


def _path(typed: str) -> Path:
    """Return a path; exit with status 2 if it is blank, such as an unset shell variable."""
    if not typed.strip():
        usage_error("The name of the file is empty.")
    return expand(typed)


def _read_pipe(path: Path, most: int) -> bytes:
    """Read a named pipe up to a limit; exit with status 1 if nothing writes to it."""
    import select

    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with open(handle, "rb", buffering=0) as pipe:
        first: bytes | None = b""
        if not select.select([handle], [], [], WRITER_SECONDS)[0]:
            first = pipe.read(1)  # None: a writer is there, but has written nothing yet
            if first == b"":
                raise click.ClickException(f"Nothing writes to the pipe {path}. Nothing was read.")
        os.set_blocking(handle, True)
        with io.BufferedReader(pipe) as rest:
            return (first or b"") + rest.read(most)


def all_of(*options: Callable[[Any], Any]) -> Callable[[F], F]:
    """Return a decorator that adds options in the order they are listed."""

    def add(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return add
