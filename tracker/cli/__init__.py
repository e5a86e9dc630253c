"""The commands: parse, call another package, print. stdout is data, stderr is messages.

The file of a command is imported when it is called, so that recording a score never pays for the
app, the page or the schema tools.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

if TYPE_CHECKING:
    from tracker.cli.context import CliContext
    from tracker.storage.errors import StorageError

FAILED = 1
WRONG_USAGE = 2
NOTHING_RECORDED = 3
DAMAGED_OR_LOCKED = 4
INTERRUPTED = 130

_STOPPED = "Stopped. Everything confirmed so far is saved."


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with 0 or one of the codes above.

    Whatever happens ends in one sentence. No traceback is ever printed: it could hold a note.
    """
    os.umask(0o077)
    try:
        _prevent_core_file()
        _prepare_streams()
        _postpone_imports()
        code = _run(arguments)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                _silence(stream)
        sys.exit(code)
    except KeyboardInterrupt:  # so early, or so late, that nothing else was there to catch it
        print(_STOPPED, file=sys.stderr)
        sys.exit(INTERRUPTED)


def _prevent_core_file() -> None:
    """Disable core dumps: the memory of the process holds what was typed."""
    try:
        import resource
    except ImportError:  # Windows, which writes none unless asked
        return
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def _prepare_streams() -> None:
    """Set the streams to UTF-8 in every locale, and to the null device if a job has none."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  # for good
        elif mode == "w" and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _postpone_imports() -> None:
    """Make some modules of the standard library load on their first use.

    click, dataclasses and pathlib import these for what a command seldom does; together they are a
    fifth of what `tracker log` takes. What is needed of one on the way is given here.
    """
    _postpone("inspect", cleandoc=_strip_indent)  # of the help texts
    # click's own messages, which have no translations.
    _postpone("gettext", gettext=str, ngettext=lambda one, more, n: one if n == 1 else more)
    if sys.platform.startswith("linux"):
        _postpone("platform", system=lambda: os.uname().sysname)  # asked for by uuid
    if sys.version_info < (3, 13):  # later ones import it where it is needed

        def quote(path: bytes) -> str:
            return str(import_module("urllib.parse").quote_from_bytes(path))

        _postpone("urllib.parse", quote_from_bytes=quote)


def _postpone(module: str, **meanwhile: Any) -> None:
    """Load a module on the first access to a name that is not given here."""
    if module in sys.modules:
        return
    postponed = ModuleType(module)

    def load(name: str) -> Any:
        if name.startswith("__"):  # the import system's own look, and no module's content
            raise AttributeError(name)
        if sys.modules.get(module) is postponed:
            del sys.modules[module]
        real = import_module(module)
        vars(postponed).update(vars(real))  # whoever holds it has all of it from now on
        return getattr(real, name)

    vars(postponed).update(__getattr__=load, **meanwhile)
    sys.modules[module] = postponed


def _strip_indent(text: str) -> str:
    """Return a text without the indent of its later lines, as `inspect.cleandoc` does."""
    first, *later = text.expandtabs().split("\n")
    indent = min((len(line) - len(line.lstrip()) for line in later if line.strip()), default=0)
    return "\n".join([first.lstrip(), *(line[indent:] for line in later)]).strip("\n")


def _silence(stream: TextIO) -> None:
    """Point a stream at the null device: its reader is gone, and Python must not flush it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run(arguments: Sequence[str] | None) -> int:
    import click

    from tracker.cli.context import CliContext, print_err
    from tracker.cli.root import tracker
    from tracker.records.validation import ValidationError

    def say(sentence: str, code: int) -> int:
        print_err(sentence)
        return code

    context = CliContext()
    words = list(sys.argv[1:] if arguments is None else arguments)
    if "#" in words or not "".join(words).isascii():
        from tracker.cli.pasted import straighten

        words = straighten(words)
    try:
        code = tracker.main(words, prog_name="tracker", standalone_mode=False, obj=context)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.UsageError as error:
        from tracker.cli.refusals import explain

        return say(explain(error), WRONG_USAGE)
    except click.ClickException as error:
        return say(error.format_message(), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return say(_STOPPED, INTERRUPTED)
    except ValidationError as error:
        return say(str(error), WRONG_USAGE)
    except BrokenPipeError:
        _silence(sys.stdout)
        return 0 if context.changed else FAILED
    except Exception as error:  # noqa: BLE001  # the last net: a sentence instead of a traceback
        return say(*_explain(error, context))


def _explain(error: Exception, context: CliContext) -> tuple[str, int]:
    """Return the message and the exit status of an error that no command handled."""
    from tracker.storage.errors import PackageMissingError, StorageError

    if isinstance(error, PackageMissingError):
        from tracker.cli.extras import install_command

        return f"{error} To add it, type: {install_command('encrypted')}", error.exit_code
    if isinstance(error, StorageError):
        return " ".join(filter(None, (str(error), _advice(error, context)))), error.exit_code
    if isinstance(error, OSError):
        reason = (error.strerror or type(error).__name__).lower()
        if error.filename:
            return f"{error.filename}: {reason}. Nothing was changed.", FAILED
        if context.changed:  # as `tracker log 7 > /dev/full`; a script must not do it again
            return f"Saved. Only the output could not be written: {reason}.", 0
        return f"Reading or writing failed: {reason}. Nothing was changed.", FAILED
    # A bug: name its kind and place, and nothing that could be private.
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown place"
    return (
        f"Something went wrong inside tracker ({type(error).__name__} at {where}). "
        "Everything confirmed so far is saved."
    ), FAILED


def _advice(error: StorageError, context: CliContext) -> str:
    """Return what helps: copies for a damaged diary or copy, `import` for an export."""
    from tracker.paths import looks_locked, looks_plain, looks_shared
    from tracker.storage.doctor import advice
    from tracker.storage.errors import DamagedError

    home = context.home
    if isinstance(error, DamagedError) and error.path and error.path != home.diary:
        if error.path.is_relative_to(home.snapshots):
            return "`tracker restore` lists the copies."
        kinds = (looks_plain, looks_locked, looks_shared)
        is_other = error.path.is_file() and not any(looks(error.path) for looks in kinds)
        return "`tracker import FILE` reads exports and tables." if is_other else ""
    return advice(error, home)
