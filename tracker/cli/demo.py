"""`demo`: an invented diary in a home of its own."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import click

from tracker.analysis import build_report, default_window
from tracker.charts import page_paths, render
from tracker.cli import clock, prompts
from tracker.cli.command import FOLDER, Command
from tracker.cli.context import CliContext, pass_context, print_err, usage_error
from tracker.cli.options import WholeNumber, output_path
from tracker.demo import SEED, invented_diary, notes_to_print
from tracker.paths import Home, expand, private_directory, write_private
from tracker.storage.store import Store
from tracker.storage.transaction import Change


@click.command(cls=Command, example="tracker demo", needs_diary=False)
@click.option(
    "--seed", type=WholeNumber(0), default=SEED, show_default=True, help="Invents another person."
)
@click.option("--out", type=FOLDER, help="Where the pages go; a temporary folder if left out.")
@pass_context
def demo(context: CliContext, seed: int, out: str | None) -> int:
    """Try tracker with an invented diary. Your own is not touched.

    Writes the visit page as PDF and PNG, prints where they are, and in a terminal opens the app.
    The invented diary is deleted at the end; with --home DIR it stays there, in an empty folder.
    """
    chosen = context.chosen_home
    if chosen and context.home.folder.exists() and any(context.home.folder.iterdir()):
        usage_error(f"{context.home.folder} is not empty; name an empty or a new folder.")
    pages = expand(out) if out else Path(tempfile.mkdtemp(prefix="tracker-demo-"))
    home = context.home if chosen else Home(Path(tempfile.mkdtemp(prefix="tracker-demo-diary-")))
    try:
        diary = invented_diary(seed, context.now.date())
        store = Store.open(home, context.now)
        with store.writing(context.now, Change("demo")) as transaction:
            transaction.set_invented(True)
            transaction.put_measures(diary.measures, replace_all=True)
            transaction.add_many(diary.records)
        paths = _write_pages(context, store, private_directory(pages))
        names = list(map(str, paths))
        context.answer({"paths": names}, "\n".join(names))
        sys.stdout.flush()
        if context.as_json or not (prompts.can_draw() and sys.stdout.isatty()):
            return 0
        from tracker.app import run

        print_err("Opening the app on the invented diary; q leaves it.")
        return run(store, clock=clock.local_now, pages=names)
    finally:
        if not chosen:
            shutil.rmtree(home.folder, ignore_errors=True)


def _write_pages(context: CliContext, store: Store, folder: Path) -> list[Path]:
    diary, today = store.read(), context.now.date()
    window = default_window(diary, today)
    made = build_report(diary, window, today=today, notes=notes_to_print(diary))
    written = []
    for format_name in ("pdf", "png"):
        files = render(made, format_name).files
        paths = page_paths(folder / f"report-{today}.{format_name}", len(files))
        for path, file in zip(paths, files, strict=True):
            output_path(context, str(path))
            written.append(write_private(path, file))
    return written
