"""The commands: parse, call a room, print. stdout is data, stderr is talk.

Each command imports the rooms it needs inside itself, so that recording a score never pays for
the app, the page or the schema tools.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

FAILED = 1
WRONG_USAGE = 2
NOTHING_RECORDED = 3
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit: 0 done, 1 failed, 2 wrong usage, 3 nothing recorded, 4 damaged.

    Whatever happens ends in one sentence. No traceback is ever printed: it could hold a note.
    """
    import os

    os.umask(0o077)
    _leave_no_core_file()
    _open_closed_streams()
    try:
        code = _run(arguments)
        _let_go_of_stdout()
        sys.exit(code)
    except KeyboardInterrupt:  # so early that nothing was there yet to catch it
        sys.exit(_say(_STOPPED, INTERRUPTED))


def _leave_no_core_file() -> None:
    """Let a crash of the interpreter write no copy of its memory: it holds what was typed."""
    try:
        import resource
    except ImportError:  # Windows, which writes none unless asked
        return
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def _open_closed_streams() -> None:
    """Give a job that was started without streams some that say and hold nothing."""
    import os

    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  # for good


def _let_go_of_stdout() -> None:
    """Say nothing more to an output that takes no more; Python would try again and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        _leave_quietly()


def _run(arguments: Sequence[str] | None) -> int:
    import click

    from tracker.cli.commands import tracker
    from tracker.records.validation import ValidationError

    try:
        code = tracker.main(arguments, prog_name="tracker", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.UsageError as error:
        return _say(f"{error.format_message()}{_where_to_look(error)}", WRONG_USAGE)
    except click.ClickException as error:
        return _say(error.format_message(), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _say(_STOPPED, INTERRUPTED)
    except ValidationError as problem:
        return _say(str(problem), WRONG_USAGE)
    except BrokenPipeError:
        return _leave_quietly()
    except Exception as error:  # noqa: BLE001  # the last net: a sentence instead of a traceback
        return _say(*_explained(error))


_STOPPED = "Stopped. What was confirmed before is kept."


def _leave_quietly() -> int:
    """End without a word: whoever read the output went away, and Python must not try once more."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


def _explained(error: Exception) -> tuple[str, int]:
    from tracker.storage.errors import PackageMissingError, StorageError

    if isinstance(error, StorageError):
        from tracker.storage.check import advice

        how = _INSTALL if isinstance(error, PackageMissingError) else advice(error)
        return f"{error} {how}".rstrip(), error.exit_code
    if isinstance(error, OSError):
        reason = (error.strerror or type(error).__name__).lower()
        if error.filename:
            return f"{error.filename}: {reason}. Nothing was changed.", FAILED
        return f"Reading or writing failed: {reason}. What was confirmed before is kept.", FAILED
    return _unexpected(error), FAILED


_INSTALL = "Type: pip install 'infusion-tracker[encrypted]'"


def _unexpected(error: Exception) -> str:
    """Name the place and the kind of a bug, and nothing that could be private."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown place"
    return (
        f"Something went wrong inside tracker ({type(error).__name__} at {where}). "
        "What was confirmed before is kept."
    )


def _where_to_look(error: object) -> str:
    from click.exceptions import NoArgsIsHelpError

    context = getattr(error, "ctx", None)
    if context is None or isinstance(error, NoArgsIsHelpError):
        return ""
    return f"\n`{context.command_path} --help` shows how."


def _say(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code
