"""Error messages for command lines that cannot be parsed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, takewhile
from pathlib import PurePath

import click
from click.exceptions import NoArgsIsHelpError

ARGUMENTS = "tracker.arguments"
"""Key of `ctx.meta` for the words of the command line as they were typed."""


def explain(error: click.UsageError) -> str:
    """Return the message, click's own in plain words, and which --help shows more."""
    if isinstance(error, NoArgsIsHelpError):
        return error.format_message()
    sentence = _in_plain_words(error)
    return f"{sentence}\n`{error.ctx.command_path} --help` shows how." if error.ctx else sentence


def _in_plain_words(error: click.UsageError) -> str:
    command = error.ctx.command if error.ctx else None
    options = [p for p in command.params if isinstance(p, click.Option)] if command else []
    if isinstance(error, click.NoSuchOption):
        word = error.option_name.lstrip("-").casefold()
        for one in options:
            if isinstance(one.type, click.Choice) and word in one.type.choices:
                meant = f"{name_parameter(one)} {word}"
                return f"There is no option {error.option_name}. Did you mean {meant}?"
        arguments = [p for p in command.params if isinstance(p, click.Argument)] if command else []
        names = [name_parameter(argument).casefold().partition("|")[0] for argument in arguments]
        if word in names:
            example = getattr(command, "example", "")
            return f"There is no option --{word}; the {word} is typed alone, as in: {example}"
        names = [name for option in options for name in option.opts]
        return no_such_option(error.option_name, [*names, "--help"])
    if isinstance(error, click.BadOptionUsage):
        option = next((o for o in options if error.option_name in o.opts), None)
        if option is None or option.is_flag:  # click leaves --help out of params
            return f"{error.option_name} takes no value."
        values = "a value" if option.nargs == 1 else f"{option.nargs} values: {option.metavar}"
        return f"{error.option_name} needs {values}. {option.help or ''}".rstrip()
    if isinstance(error, click.MissingParameter) and error.param:
        return f"{name_parameter(error.param)} is missing. Type: {getattr(command, 'example', '')}"
    return error.format_message()


def name_parameter(parameter: click.Parameter | None) -> str:
    """Return --dose, or KEY, as the help shows it."""
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return parameter.human_readable_name.strip("[]") if parameter else "It"


def no_such_option(typed: str, names: Iterable[str]) -> str:
    """Return that there is no such option, and the likely one: --day for `-d` and `-day`."""
    long_names = [name.lstrip("-") for name in names if name.startswith("--")]
    word = typed.lstrip("-").casefold()
    begun = [name for name in long_names if name.startswith(word)]
    likely = begun[0] if begun else closest_name(word, long_names)
    question = f" Did you mean --{likely}?" if likely else ""
    return f"There is no option {typed}.{question}"


def closest_name(
    typed: str,
    names: Sequence[str],
    other_words: Mapping[str, str] | None = None,
    *,
    cutoff: float = 0.6,
) -> str | None:
    """Return the name closest to a mistyped word or to another word for it; None if none is."""
    from difflib import get_close_matches

    meanings = {**(other_words or {}), **{name: name for name in names}}
    close = get_close_matches(typed.casefold(), meanings, n=1, cutoff=cutoff)
    return meanings[close[0]] if close else None


def did_you_mean(
    prefix: str, typed: str, names: Sequence[str], other_words: Mapping[str, str] | None = None
) -> str:
    """Return " Did you mean …?" to end a message with; "" if no name is close."""
    likely = closest_name(typed, names, other_words)
    return f" Did you mean `{prefix} {likely}`?" if likely else ""


def unexpected_words(rest: Sequence[str]) -> str:
    """Return which words were not expected, and how to quote them with the ones before.

    `--dose 25 mg daily` leaves `mg daily` over, `add question May I drive` leaves `I drive`. What
    `export json diary.json` leaves is a file to write, `list last 30d` an option without hyphens.
    """
    parameters = click.get_current_context().command.params
    hint = _same_in_group(rest[0].casefold()) or how_to_quote(rest)
    if any(f"--{rest[0].casefold()}" in p.opts for p in parameters):
        value = " ".join(rest[1:])
        option = f"--{rest[0].casefold()} " + (f'"{value}"' if " " in value else value)
        hint = f" Did you mean {option.rstrip()}?"
    elif (
        any("--output" in p.opts for p in parameters)
        and len(rest) == 1
        and PurePath(rest[0]).suffix
    ):
        file = f'"{rest[0]}"' if " " in rest[0] else rest[0]
        hint = f" To write to a file, type -o {file}"
    return f"These words were not expected: {' '.join(rest)}.{hint}"


def _same_in_group(word: str) -> str:
    """Return that `list infusions` is typed `infusion list`, or ""."""
    ctx = click.get_current_context()
    root, command = ctx.find_root().command, ctx.info_name or ""
    for name in (word, word.removesuffix("s"), f"{word}s"):
        group = root.get_command(ctx, name) if isinstance(root, click.Group) else None
        if isinstance(group, click.Group) and ctx.command_path == f"tracker {command}":
            return f" Did you mean `tracker {name} {command}`?" * (command in group.commands)
    return ""


def how_to_quote(rest: Sequence[str], *, only_options: bool = False) -> str:
    """Return " Words that belong …" for words left over and the value before them, or "".

    A flag has no value: of words right after one, return that it takes none.

    Args:
        rest: words that were left over, as they were typed.
        only_options: return "" unless they follow the value of an option.
    """
    ctx = click.get_current_context()
    args: list[str] = ctx.meta.get(ARGUMENTS, [])
    size = len(rest)
    start = next((i for i in reversed(range(len(args))) if args[i : i + size] == list(rest)), 0)
    if not start or not rest:
        return ""
    if start > 2 and any(args[start - 3] in p.opts and p.nargs == 2 for p in ctx.command.params):
        return _quote_two(args[start - 3], [*args[start - 2 : start], *rest])
    before = args[start - 1]
    option = args[start - 2] if start > 1 and args[start - 2].startswith("--") else None
    if before.startswith("--"):
        option, _, before = before.partition("=")
    flags = [p for p in ctx.command.params if isinstance(p, click.Option) and p.is_flag]
    if option and any(option in (*flag.opts, *flag.secondary_opts) for flag in flags):
        if not before:
            return f" {option} takes no words."
        option = None
    if only_options and not (option and before):
        return ""
    words = " ".join(filter(None, (before, *rest)))
    quoted = " ".join(filter(None, (option, f'"{words}"')))
    return f" Words that belong together need quotes: {quoted}"


def _quote_two(option: str, words: Sequence[str]) -> str:
    """Return how to quote a name and a number, which begins with the first digit."""
    at = next((n for n, word in enumerate(words) if n and any(map(str.isdigit, word))), 0)
    if not at:
        return ""
    name, number = " ".join(words[:at]), " ".join(words[at:])
    return f' Words that belong together need quotes: {option} "{name}" "{number}"'


def refuse_empty_options(args: Sequence[str]) -> None:
    """Exit with status 2 if an option's value is empty, such as an unset shell variable."""
    for word, following in pairwise((*args, "-")):  # the last word has none: parsed already
        name, equals, value = word.partition("=")
        is_option = name.startswith("--") and name != "--"
        if is_option and not (value if equals else following).strip(" "):
            raise click.UsageError(f"The value of {name} is empty. Type one, or leave {name} out.")


def quote_hint_for_number(message: str, ctx: click.Context) -> str:
    """Return how to quote a number and the words typed after it, if the message quotes it alone.

    `scales fill phq-9 --day 3 days ago` gives the day “3”.
    """
    args: list[str] = ctx.meta.get(ARGUMENTS, [])
    for i, option in enumerate(args):
        value, *rest = args[i + 1 :] or [""]
        words = list(takewhile(lambda word: not word.startswith("-"), rest))
        begins_a_phrase = value[:1].isdigit() and words and words[0].isalpha()
        if option.startswith("--") and begins_a_phrase and f"“{value}”" in message:
            quoted = f'{option} "{" ".join([value, *words])}"'
            return f" Words that belong together need quotes: {quoted}"
    return ""


def quote_hint_for_last(words: Sequence[str]) -> str:
    """Return how to quote those of the last words that belong to the value of an option, or "".

    `event add illness flu --from 20 Nov` gives the title `flu Nov`, and `infusion add yesterday
    --side-effect nausea mild` the day `yesterday mild`.
    """
    hints = (how_to_quote(words[n:], only_options=True) for n in range(1, len(words)))
    return next(filter(None, hints), "").strip()
