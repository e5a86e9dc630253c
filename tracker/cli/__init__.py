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
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    import click

    from tracker.cli.commands import tracker
    from tracker.records.problem import Problem

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
        return _say("Stopped. What was confirmed before is kept.", INTERRUPTED)
    except Problem as problem:
        return _say(str(problem), WRONG_USAGE)
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away; nothing more can be said to it
        return FAILED
    except Exception as error:  # noqa: BLE001  # the last net: a sentence instead of a traceback
        return _say(*_explained(error))


def _explained(error: Exception) -> tuple[str, int]:
    from tracker.storage.errors import StorageError

    if isinstance(error, StorageError):
        return str(error), error.exit_code
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename else ""
        return f"{name}{(error.strerror or type(error).__name__).lower()}. Nothing was changed.", 1
    return _unexpected(error), FAILED


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
    context = getattr(error, "ctx", None)
    return f"\n`{context.command_path} --help` shows how." if context else ""


def _say(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code
