"""The answers of commands, compared word by word with the files in `sessions/`.

After an intended change, `TRACKER_WRITE_SESSIONS=1 pytest tests/cli/test_sessions.py` writes the
files anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from tests.ciphered import plain_alone
from tests.conftest import Run
from tests.exchange.forms import as_bytes, choice, form, phq_9

SESSIONS = Path(__file__).parent / "sessions"

# The command lines of each session, without `tracker`; what follows ` <` is typed to stdin.
WALKS = {
    "diary": """
        remind
        list
        log 7 --anxiety 4
        log 5 --sleep=6.5 --note - < Slept in the chair.
        log mood 5
        log 7 8
        log 7 yesterday
        log 7 3 days ago
        log 5 feeling low
        log --anxeity 3
        log 7 --calm 3
        log 7 --day today --at 2:30
        log 7 --at 23:59
        log 7 --note words
        list
        list --from today --to yesterday
        list --last 3d
        list --from 2026-01-01 --to 2026-01-31
        edit last 6 --anxiety none --at 9:15
        edit x 6
        edit nonsense 6
        remove
        remove last
        undo
        undo 99
        purge
        purge --removed
        measures
        measures on pian
        measures on pain
        measures add calm --label Calm --high 4 --unit points
        measures order calm
        measures off pain
        settings
        settings region GB
        settings name K.
        contacts
        contacts --person Sam 0456
        contacts --region Narnia
        summary --from 2026-01-01 --to 2026-01-31
        help
        nonsense
    """,
    "infusions and events": """
        infusion list
        infusion add yesterday --dose 40mg --route iv --minutes 40 --side-effect nausea=2
        infusion add yesterday --dose 400mg
        infusion add 2026-12-24
        infusion add --dose 0.5 mg/kg
        infusion add today --start 23:59
        infusion given
        infusion plan --first monday --every 3d,4d --times 4 --start 9am
        infusion given
        infusion edit last --status cancelled
        infusion given next --day today
        infusion edit
        infusion list
        infusion remove last
        undo
        event list
        event add medication Lithium 25 mg
        event add medication Lithium --dose '25 mg' --from 2026-10-01
        event add life Moved house
        event add life Moved --note - < A new flat.
        event edit last --to yesterday
        event edit last --dose ''
        event list
        event remove last
        remind
        remind --neutral
        scales
        scales list
        scales fill phq-9 112111110
        scales fill phq-9 112111110
        scales fill phq-99 1
        scales fill phq-9 --yess
        scales fill gad-7
        scales fill gad-7 1---111
        scales total MADRS 12
        scales total Calm 3
        scales total MADRS 12 --low 1
        scales total Calm 3 --low 0 --high 9
        scales list phq9
        scales remove last
        scales
        ""
    """,
    "files": """
        backups
        restore
        restore ''
        restore last
        restore nowhere
        backup --encrypt
        log 7
        infusion add tomorrow --planned
        backup copy.db
        backup
        backups
        restore
        log 3 --day yesterday
        restore last
        restore last --yes
        merge nowhere.db
        merge copy.db --dry-run
        log 2 --home laptop
        merge laptop/diary.db
        merge laptop/diary.db
        export csv --delimiter x
        export json -o diary.json
        export ics --alarm 1w
        export csv --delimiter a-word-of-thirty-letters-or-so
        export ics --alarm a-word-of-thirty-letters-or-so
        scales add suicide.json --self-harm a-word-of-thirty-letters-or-so
        import nowhere.csv
        import bad.csv
        import bad.csv --skip-bad
        import odd.txt
        import clinic.csv
        import clinic.csv --map Wann
        import clinic.csv --map Wann=day --map Stimmung=mood:1-5 --dry-run
        import diary.json
        import copy.db
        scales add form.json --better lower
        scales add suicide.json
        scales add suicide.json --self-harm x
        scales add suicide.json --self-harm none
        scales add phq-9.json --better lower
        scales add phq-9.json
        scales remove sleep-check
        report --format docx
        report -o page.docx
        report --format txt
        report --year --last 3w
        report --format png --passphrase - < secret
        doctor
        purge last --yes
        purge --all --yes
        lock words
        lock - <
        list --unlock words
        completion bash-shell
    """,
    "asking": r"""
        scales fill gad-7 < 1\n9\nb\n2\n1\n\n-\n0\n0\n0
        scales fill gad-7 1111111 < n
        log < 11\n3
        log <
        log 5 --note - < typed
        backup
        restore last < n
        restore last < y
        import clinic.csv < x\nd\nm\n5-1\ny\n1-5\ny\n\ny
        import clinic.csv < n
        scales add suicide.json < 9\n2
        purge last < n
        merge laptop/diary.db < n
        restore --salvage < n
    """,
}


@pytest.fixture
def files(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where the commands run, with the files that they name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("shutil.which", lambda _: "tracker")
    monkeypatch.delenv("UV_RUN_RECURSION_DEPTH", raising=False)
    clinic = "Wann;Stimmung;Wetter\n14.06.2026;4;Regen\n15.06.2026;1;Sonne\n"
    for name, content in {
        "bad.csv": b"day,mood\n" + b"2026-11-01,5\n" * 20 + b"2026-11-02,much\n" * 12,
        "odd.txt": b"Dear diary",
        "clinic.csv": clinic.encode(),
        "form.json": as_bytes(form(choice("How was sleep?"), {"type": "string", "text": "Why?"})),
        "suicide.json": as_bytes(form(choice("One"), choice("Two"), title="Suicide check")),
        "phq-9.json": as_bytes(phq_9()),
    }.items():
        (tmp_path / name).write_bytes(content)
    run("log", "2", "--home", "laptop")
    return tmp_path


@plain_alone
@pytest.mark.parametrize("walk", WALKS)
def test_each_command_answers_as_in_the_file_of_its_session(
    run: Run, files: Path, monkeypatch: pytest.MonkeyPatch, walk: str
) -> None:
    if walk == "asking":
        monkeypatch.setattr("tracker.cli.prompts.can_ask", lambda: True)
        monkeypatch.setattr("tracker.cli.prompts.can_draw", lambda: False)
    transcript = []
    for line in WALKS[walk].strip().splitlines():
        typed, _, stdin = line.strip().partition(" <")
        words = [] if typed == '""' else shlex.split(typed)
        done = run(*words, stdin=stdin.strip().replace("\\n", "\n").encode() + b"\n")
        transcript.append(f"$ tracker {line.strip()}\n{done.out}{_marked(done.err)}= {done.code}\n")
    check(walk, "\n".join(transcript), files)


def check(walk: str, transcript: str, folder: Path) -> None:
    """Compare with the file, leaving out what differs from run to run: ids, folders, sizes."""
    for pattern, shown in {
        re.escape(f"{folder}/"): "",
        r"\[[0-9a-z]{6}\]": "[id]",
        r"\b01[0-9A-Z]{24}\b": "ID",
        r"\d+ kB": "0 kB",
        r"tracker [\d.]+, Python [\d.]+, SQLite [\d.]+": "tracker 0, Python 3, SQLite 3",
        r"tracker \d[\d.]+": "tracker 0",
    }.items():
        transcript = re.sub(pattern, shown, transcript)
    file = SESSIONS / f"{walk}.txt"
    if os.environ.get("TRACKER_WRITE_SESSIONS"):
        SESSIONS.mkdir(exist_ok=True)
        file.write_text(transcript, encoding="utf-8")
    assert transcript == file.read_text(encoding="utf-8")


def _marked(err: str) -> str:
    """Mark the lines that went to stderr."""
    return "".join(f"! {line}\n" for line in err.splitlines())
