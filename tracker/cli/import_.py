"""`import`: read a file of another program, a table or a diary into this diary."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from os import SEEK_END
from pathlib import Path

import click

from tracker.cli import prompts
from tracker.cli.command import Command
from tracker.cli.contacts import print_crisis_panel
from tracker.cli.context import CliContext, pass_context, print_err, usage_error
from tracker.cli.options import OneOf, open_input
from tracker.cli.records import to_json
from tracker.exchange.columns import parse_meaning
from tracker.exchange.files import LARGEST, read_file
from tracker.exchange.formats import FORMATS, read_names
from tracker.exchange.matching import ImportPlan, OnConflict, plan_import
from tracker.exchange.result import (
    TABLE_KINDS,
    ImportOptions,
    ImportResult,
    Kind,
    NeedsAnswerError,
    Question,
)
from tracker.paths import expand, is_database
from tracker.records import Assessment, CheckIn, Diary, ValidationError
from tracker.records.contacts import Contacts
from tracker.records.format import count, format_day, format_list, plain_line
from tracker.records.questionnaires import Wording, find_questionnaire, form_needs_crisis_help
from tracker.records.self_harm import needs_crisis_help
from tracker.storage.preferences import (
    added_keys,
    contacts,
    put_contacts,
    put_questionnaire,
    put_wording,
    questionnaires,
)
from tracker.storage.transaction import Transaction

READABLE = OneOf(entry.name for entry in FORMATS.values() if entry.reads)

SAVED = "import_map/"
"""Prefix of the settings that keep the answers about columns, one for each header of a file."""

COMMAND_LINE_FIELDS = ("map", "kind", "date-format", "encoding")
"""The fields of a ValidationError that come from the command line, not from the file."""

_PROMPT = "d day, t time, n note, m mood, r another rating, Enter leaves it out"
_FIELDS = {"d": "day", "t": "time", "n": "note", "": "-"}

BAD_ROWS_SHOWN = 10

RECENT = timedelta(days=14)
"""Imported answers about self-harm that are at most this old show the crisis contacts."""


@click.command("import", cls=Command, example="tracker import daylio_export.csv --dry-run")
@click.argument("file", metavar="FILE|-", type=click.Path())
@click.option(
    "--format",
    "format_name",
    metavar="NAME",
    type=READABLE,
    help=f"{READABLE}. Found from the content if left out.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, without doing it.")
@click.option(
    "--kind",
    metavar="KIND",
    type=OneOf(TABLE_KINDS),
    help=f"What a table's rows are: {OneOf(TABLE_KINDS)}.",
)
@click.option(
    "--map",
    "mapped",
    metavar="COLUMN=MEANING",
    multiple=True,
    help="What a column is: day, time, note, - (left out), a rating as mood:1-5, "
    "pain:0-100,lower or sleep:minutes, a questionnaire as scale:phq-9 (its total) or "
    "scale:phq-9:3 (an item). "
    "With --kind infusions: day, start, dose_mg, route and so on. May be repeated; remembered "
    "for the next file with these columns.",
)
@click.option(
    "--date-format",
    metavar="ORDER",
    help="d/m/y, m/d/y or y/m/d, where a date may be read in two ways.",
)
@click.option("--encoding", help="For a table that is not in UTF-8: cp1252, mac_roman, cp1250.")
@click.option(
    "--on-conflict",
    metavar="HOW",
    type=OneOf(("skip", "replace", "keep")),
    default="skip",
    show_default=True,
    help="What to do with an entry that the diary has already: skip it, replace the diary's, "
    "or keep both.",
)
@click.option("--skip-bad", is_flag=True, help="Import the good rows and leave the bad ones out.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@pass_context
def import_(
    context: CliContext,
    file: str,
    format_name: str | None,
    dry_run: bool,
    kind: Kind | None,
    mapped: tuple[str, ...],
    date_format: str | None,
    encoding: str | None,
    on_conflict: OnConflict,
    skip_bad: bool,
    yes: bool,
) -> None:
    """Read a file into the diary: all of it or, when anything is wrong, none.

    FILE is a diary of tracker's (json, csv), any table (CSV, xlsx, ods), an export of Daylio,
    Bearable or eMoods, Daylio's backup, State of Mind from Apple Health's export.zip, or answered
    questionnaires in FHIR; ZIP files are read as they are, and - reads stdin. A copy of the diary
    is made first, and `tracker undo` undoes the whole import.
    """
    _refuse_diary_file(file)  # before the diary is open: this looks into files
    ours = context.store.read()
    options = _read_options(context, mapped, date_format, encoding, kind)
    result = _read_with_questions(context, ours, file, format_name, options)
    _print_summary(result, dry_run)
    _refuse_bad(result, skip_bad)
    with _file_errors_exit_1(file):
        plan = plan_import(ours, result.diary, on_conflict, context.now)
    if (result.new_measures or result.mapping) and not (yes or dry_run) and prompts.can_ask():
        prompts.ask_to_go_on("Continue?", default=True)
    change = None
    answers = result.answers
    new_answers = answers and options.saved.get(answers.name) != answers.answers
    extras = result.questionnaires or result.contacts or new_answers
    if not dry_run and (extras or not plan.is_empty):
        size = len(plan.add) + len(plan.change)
        with context.writing("import", count=size, snapshot="import") as transaction:
            plan = _write_import(context, transaction, result, on_conflict)
        change = transaction.number
    setup = context.store.read_setup()
    _print_outcome(context, plan, setup, change, dry_run)
    if not dry_run:
        _show_crisis_contacts_if_needed(context, plan, setup)


def _refuse_diary_file(file: str) -> None:
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


def _read_options(
    context: CliContext,
    mapped: tuple[str, ...],
    date_format: str | None,
    encoding: str | None,
    kind: Kind | None,
) -> ImportOptions:
    """Return what is typed about the file, with the answers about earlier files."""
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
def _file_errors_exit_1(file: str) -> Iterator[None]:
    """Exit with status 1 for what is wrong in the file; 2 is for the command line."""
    try:
        yield
    except ValidationError as problem:
        if problem.field in COMMAND_LINE_FIELDS and not isinstance(problem, NeedsAnswerError):
            raise
        if problem.field == "format":
            unknown = f"The format of {plain_line(file)[:80]} was not recognised."
            raise click.ClickException(f"{unknown} Name it: --format {read_names()}.") from None
        raise click.ClickException(str(problem)) from None


def _read_with_questions(
    context: CliContext, ours: Diary, file: str, format_name: str | None, options: ImportOptions
) -> ImportResult:
    """Read the file, asking in a terminal about its columns and words until it can be read."""
    answers: dict[str, str] = {}
    with open_input(file, LARGEST) as content, _file_errors_exit_1(file):
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
    print_err(f"{question.prompt}: {', '.join(question.samples)} …")
    while (kind := prompts.ask(_PROMPT).casefold()) not in (*_FIELDS, "m", "r"):
        print_err("Type one of the letters.")
    if kind in _FIELDS:
        return _FIELDS[kind]
    # A colon would begin the scale.
    what = "mood" if kind == "m" else question.name.replace(":", " ")
    return prompts.ask_until_valid(partial(_ask_scale, what))


def _ask_scale(what: str) -> str:
    scale = prompts.ask("Its lowest and highest number, as 1-5", None)
    better = "higher" if prompts.ask_yes("Is higher better?", default=True) else "lower"
    meaning = f"{what}:{scale},{better}"
    parse_meaning(meaning)
    return meaning


def _refuse_bad(result: ImportResult, skip_bad: bool) -> None:
    bad = result.bad_rows
    for row in bad[:BAD_ROWS_SHOWN]:
        print_err(str(row))
    if len(bad) > BAD_ROWS_SHOWN:
        print_err(f"… and {len(bad) - BAD_ROWS_SHOWN:,} more.")
    if bad and not skip_bad:
        print_err(
            f"{count(len(bad), 'row')} cannot be read, so nothing was imported; "
            "correct the file, or leave them out with --skip-bad."
        )
        raise click.exceptions.Exit(1)


def _print_summary(result: ImportResult, dry_run: bool) -> None:
    """Print how the file is read, before any of it is written."""
    for sentence in (*result.remarks, *result.mapping):
        print_err(sentence)
    for measure in result.new_measures:
        note = "" if measure.active else "; kept, and not asked for"
        print_err(f"New measure: {plain_line(measure.label)}, {measure.scale}{note}.")
    for questionnaire in result.questionnaires:
        print_err(
            f"Clinic's questionnaire: {plain_line(questionnaire.title)}, {questionnaire.scale}."
        )
    if result.not_read:
        print_err(f"Not read: {', '.join(result.not_read)}.")
    days = [check_in.day for check_in in result.diary.check_ins]
    if dry_run and days:
        print_err(f"The entries are from {format_day(min(days))} to {format_day(max(days))}.")


def _write_import(
    context: CliContext, transaction: Transaction, result: ImportResult, on_conflict: OnConflict
) -> ImportPlan:
    """Plan again inside the transaction, in case another program has written meanwhile."""
    theirs = result.diary
    # First: it reads through a connection of its own, which a large import would block.
    _write_forms_and_contacts(context, transaction, result, replacing=on_conflict == "replace")
    ours = transaction.read()
    plan = plan_import(ours, theirs, on_conflict, context.now)
    transaction.put_measures(plan.measures, replace_all=ours.empty and bool(plan.measures))
    if plan.settings or theirs.invented:
        transaction.put_settings(plan.settings or ours.settings, invented=theirs.invented)
    if ours.empty and theirs.id:
        transaction.set_diary_id(theirs.id)
    transaction.add_many(plan.add)
    for record in plan.change:
        transaction.overwrite(record)
    if result.answers:
        transaction.put_setting(SAVED + result.answers.name, dict(result.answers.answers))
    return plan


def _write_forms_and_contacts(
    context: CliContext, transaction: Transaction, result: ImportResult, *, replacing: bool
) -> None:
    """Write the clinic's forms and the own contacts; `replacing` overwrites the diary's."""
    added = added_keys(context.store) if result.questionnaires else ()
    for form in result.questionnaires:
        if form.key in added and not replacing:
            continue
        if shipped := find_questionnaire(form.key):
            labels = tuple(answer.label for answer in form.items[0].answers)
            words = tuple(item.prompt for item in form.items)
            put_wording(transaction, shipped, Wording(words, labels))
        else:
            put_questionnaire(transaction, form)
    if result.contacts:
        ours, theirs = contacts(context.store), dict(result.contacts)
        own = {"clinic": ours.clinic, "person": ours.person}
        kept = {role: c for role, c in own.items() if c}
        both = {**kept, **theirs} if replacing else {**theirs, **kept}
        ignored = [plain_line(c.name)[:40] for role, c in theirs.items() if both[role] != c]
        if ignored:
            print_err(f"Your own contacts stay; not imported: {format_list(ignored)}.")
        put_contacts(
            transaction, Contacts(region=None, clinic=both.get("clinic"), person=both.get("person"))
        )


def _print_outcome(
    context: CliContext, plan: ImportPlan, setup: Diary, change: int | None, dry_run: bool
) -> None:
    """Print what was written, or would be; `change` is its number in history."""
    saved = [*plan.add, *plan.change] if change and context.as_json else []
    done = ("Added", "changed", "left")
    add, alter, leave = ("Would add", "change", "leave") if dry_run else done
    parts = [f"{add} {count(len(plan.add), 'record')}"]
    parts += [f"{alter} {len(plan.change):,}"] if plan.change else []
    parts += [f"{leave} {plan.skipped:,} as before"] if plan.skipped else []
    context.answer(
        {
            "change": change,
            "dry_run": dry_run,
            "saved": [to_json(record, setup) for record in saved],
            "added": len(plan.add),
            "changed": len(plan.change),
            "left": plan.skipped,
        },
        f"{format_list(parts)}.",
    )
    if plan.differing:
        differ = "differs" if plan.differing == 1 else "differ"
        print_err(
            f"{plan.differing:,} of them {differ} in the file; `--on-conflict replace` takes what "
            "the file has."
        )


def _show_crisis_contacts_if_needed(context: CliContext, plan: ImportPlan, setup: Diary) -> None:
    """Show the crisis contacts once if recent answers about self-harm were imported."""
    since = setup.day_of(context.now) - RECENT
    written = (r for r in (*plan.add, *plan.change) if isinstance(r, Assessment | CheckIn))
    recent = [record for record in written if record.day >= since]
    are_forms = any(isinstance(record, Assessment) for record in recent)
    forms = {form.key: form for form in questionnaires(context.store)} if are_forms else {}

    def needs_help(record: Assessment | CheckIn) -> bool:
        if isinstance(record, CheckIn):
            return needs_crisis_help(record.ratings, setup.measures)
        form = forms.get(record.questionnaire)
        return form is not None and form_needs_crisis_help(form, record.answers)

    if any(map(needs_help, recent)):
        print_crisis_panel(context)
