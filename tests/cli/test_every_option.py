"""Each option of each command, typed once on a diary with something of everything in it."""

from __future__ import annotations

import itertools
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.ciphered import plain_alone
from tests.conftest import FillOnce, Run
from tracker.cli.root import tracker
from tracker.paths import Home
from tracker.records.contacts import regions

PASSPHRASE = b"a passphrase\n"
EVERYWHERE = {"--home", "--unlock", "--help", "--version"}
"""Options of every command, which tests of their own type."""

LINES = {
    "log": ["log 7 --anxiety 4 --day yesterday --at 9:15 --note - --json"],
    "list": ["list --from 2026-11-01 --to today --json", "list --last 1m"],
    "edit": ["edit last 6 --day yesterday --at 9:15 --note - --json"],
    "remove": ["remove last --json"],
    "undo": ["undo --json"],
    "infusion add": [
        "infusion add yesterday --start 10:30 --route iv --dose 40mg --dose-per-kg 0.5 "
        "--weight 80kg --minutes 40 --phase induction --new-course --side-effect nausea=2 "
        "--cost 450 --note - --json",
        "infusion add 2026-12-01 --planned --same-course",
    ],
    "infusion list": [
        "infusion list --from 2026-01-01 --to 2026-12-31 --json",
        "infusion list --last 1m",
    ],
    "infusion edit": [
        "infusion edit last --day 2026-11-19 --status given --start 9am --route im --dose 0.5mg/kg "
        "--dose-per-kg 0.5 --weight 81kg --minutes 45 --phase maintenance --new-course "
        "--side-effect 'nausea mild' --cost 400 --note - --json",
        "infusion edit last --same-course",
    ],
    "infusion remove": ["infusion remove last --json"],
    "infusion given": [
        "infusion given next --day today --start 9:00 --route nasal --dose 84mg --dose-per-kg 1 "
        "--weight 80 --minutes 40 --phase maintenance --same-course --side-effect headache=1@after "
        "--cost 1 --note - --json",
        "infusion given --day today --new-course",
    ],
    "infusion plan": [
        "infusion plan --first monday --every 3d --times 2 --start 9:00 --route iv --dose 40mg "
        "--dose-per-kg 0.5 --weight 80kg --minutes 40 --phase induction --new-course "
        "--side-effect nausea=0 --cost 450 --note - --json",
        "infusion plan --first monday --same-course",
    ],
    "event add": [
        "event add medication Lithium --from 2026-01-01 --to yesterday --dose '25 mg' --note - "
        "--json"
    ],
    "event list": ["event list --from 2026-01-01 --to today --json", "event list --last 4w"],
    "event edit": [
        "event edit last --kind therapy --title CBT --from 2026-01-02 --to none --dose none "
        "--note - --json"
    ],
    "event remove": ["event remove last --json"],
    "scales": ["scales --json"],
    "scales fill": ["scales fill gad-7 1111111 --day yesterday --yes --json"],
    "scales total": ["scales total Calm 3 --low 0 --high 9 --better higher --day yesterday --json"],
    "scales list": ["scales list --from 2026-01-01 --to today --json", "scales list --last 1y"],
    "scales remove": ["scales remove last --json"],
    "measures": ["measures --json"],
    "measures add": [
        "measures add calm --label Calm --low 0 --high 4 --step 0.5 --better lower "
        "--low-label little --high-label much --unit points --json"
    ],
    "measures on": ["measures on pain sleep --json"],
    "measures off": ["measures off anxiety --json"],
    "measures order": ["measures order anxiety --json"],
    "measures profile": ["measures profile pain --json"],
    "settings": ["settings --json", "settings mood-only on --json"],
    "contacts": [
        "contacts --region GB --clinic Harbour 0123 --person Sam 0456 --json",
        "contacts --remove clinic --remove person",
    ],
    "summary": [
        "summary --from 2026-11-01 --to today --measure anxiety --json",
        "summary --last 1m",
    ],
    "report": [
        "report -o {out}/page.txt --format txt --from 2026-11-01 --to today --measure mood "
        "--entries --notes --name Alex --json",
        "report -o {out}/page.svg --page letter --theme mono --notes-of last --last 4w",
        "report --output {out}/year.md --year",
    ],
    "backup": ["backup {out}/copy.db --json"],
    "backups": ["backups --json"],
    "restore": ["restore --json", "restore last --yes", "restore --salvage --yes --json"],
    "doctor": ["doctor --json"],
    "purge": ["purge last --yes --json", "purge --removed --yes", "purge --all --yes"],
    "merge": ["merge {out}/other.db --dry-run --json", "merge {out}/other.db --yes"],
    "remind": ["remind --neutral --json"],
    "lock": ["lock - --json"],
    "unlock": ["unlock --json"],
    "demo": [],
}
"""What is typed; `{out}` is a folder. Some options need more than one line and have tests of
their own: see ELSEWHERE."""

ELSEWHERE = {
    "report": {"--encrypt", "--passphrase"},
    "backup": {"--encrypt", "--passphrase"},
    "restore": {"--passphrase"},
    "merge": {"--passphrase"},
    "lock": {"--keyring"},
    "demo": {"--seed", "--out", "--json"},
}
"""Options that test_sharing, test_locking, test_merge and test_report type."""

ANOTHER_ROOM = {"export", "import", "scales add"}
"""Commands whose options tests/cli/test_transfer.py types."""


def commands(group: click.Group, *names: str) -> Iterator[tuple[str, click.Command]]:
    """Every command there is, those in groups too."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found
        if not isinstance(found, click.Group) or found.invoke_without_command:
            yield " ".join((*names, name)), found
        if isinstance(found, click.Group):
            yield from commands(found, *names, name)


def names_of(option: click.Parameter) -> list[set[str]]:
    """The spellings of an option, one set for each thing it can say."""
    if not isinstance(option, click.Option):
        return []
    return [set(option.opts), set(option.secondary_opts)]


def test_no_option_is_left_out_of_the_lines_that_are_typed() -> None:
    missing = {}
    for name, command in commands(tracker):
        if name in ANOTHER_ROOM:
            continue
        typed = set(itertools.chain(*(shlex.split(line) for line in LINES.get(name, []))))
        typed |= ELSEWHERE.get(name, set()) | EVERYWHERE
        spellings = (s for parameter in command.params for s in names_of(parameter) if s)
        if left := [spelling for spelling in spellings if not spelling & typed]:
            missing[name] = left
    assert missing == {}


@pytest.fixture
def full(run: Run, tmp_path: Path, fill_once: FillOnce) -> Run:
    """A diary with one of each, two of them planned, a copy of it, and another diary beside it."""

    def fill() -> None:
        run("log", "7", "--anxiety", "4", "--note", "-", stdin=b"words")
        run("infusion", "add", "2026-11-18", "--dose", "40mg")
        run("infusion", "add", "2026-11-30", "--planned")
        run("infusion", "add", "2026-12-05", "--planned")
        run("event", "add", "medication", "Lithium", "--from", "2026-10-01")
        run("scales", "fill", "phq-9", "112111110")
        run("backup")
        run("log", "3", "--day", "yesterday")
        run("remove", "last")
        run("log", "3", "--day", "yesterday")
        run("log", "2", "--home", str(tmp_path / "other"))
        run("backup", str(tmp_path / "other.db"), "--home", str(tmp_path / "other"))

    fill_once(Home(tmp_path), "two diaries", fill)
    return run


@plain_alone
@pytest.mark.parametrize("command", LINES)
def test_every_command_line_succeeds(full: Run, tmp_path: Path, command: str) -> None:
    for line in LINES[command]:
        words = shlex.split(line.format(out=tmp_path))
        done = full(*words, stdin=PASSPHRASE)
        assert (done.code, done.err if done.code else "") == (0, ""), line
        if "--json" in words:
            assert done.json is not None


def test_a_region_is_known_for_the_contacts_line() -> None:
    assert "GB" in {region.code for region in regions()}
