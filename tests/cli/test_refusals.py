"""Whatever is typed wrong: one plain sentence, the right exit code, and a diary as it was."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import FillOnce, Run
from tests.storage.making import raw
from tracker.storage import Store, Transaction, connection
from tracker.storage.snapshots import list_snapshots

SECRET = b"a private word"

WRONG_USAGE: dict[str, str] = {
    "log 11": "Mood goes from 0 to 10 in whole numbers, not 11.",
    "log -1": "Mood goes from 0 to 10 in whole numbers, not -1.",
    "log x": "Cannot read",
    "log 7.5": "Mood goes from 0 to 10 in whole numbers, not 7.5.",
    "log 6,5": "in whole numbers, not 6,5",
    "log nan": "Cannot read",
    "log 7 8": "type 7 or 8",
    "log 7 --mood 7": "rates each measure once",
    "log none": "needs a score or a note",
    "log 7 --anxiety": "--anxiety needs a value.",
    "log 7 --anxiety 11": "Anxiety goes from 0 to 10",
    "log 7 --anxiety --sleep 6": "Cannot read",
    "log 7 --nonsense 3": "no option --nonsense",
    "report --png": "Did you mean --format png?",
    "report --mono": "Did you mean --theme mono?",
    "log 7 --day 2026-02-30": "“2026-02-30” is not in the calendar",
    "log 7 --day tomorrow": "has not come yet",
    "log 7 --day 2026-11-22": "has not come yet",
    "log 7 --day someday": "Cannot read",
    "log 7 --day 1066-10-14": "outside 1900 to 2199",
    "log 7 --at 25:00": "Cannot read",
    "log 7 --at 23:59": "has not come yet",
    "log 7 --note words": "A note comes in on stdin",
    "log 7 --day": "--day needs a value",
    "edit last 11": "Mood goes from 0 to 10",
    "edit last --day tomorrow": "has not come yet",
    "edit": "Which one?",
    "edit --anxiety 4": "Which one?",
    "remove": "Which one?",
    "list --last soon": "“soon”",
    "list --last 0d": "“0d”",
    "list --from 2026-02-30": "not in the calendar",
    "list --from today --to yesterday": "--from lies after --to",
    "list --from '1 Nov' --to '22 Nov'": "after Sat 22 Nov 2025; swap them, or name the year",
    "list --from yesterday --last 3d": "do not go together",
    "infusion add 2026-02-30": "not in the calendar",
    "infusion add --side-effect nausea": "“nausea”",
    "infusion add --side-effect nausea=4": "“nausea=4”",
    "infusion add --side-effect nausea=1@never": "never",
    "infusion add --side-effect =1": "1 mild",
    "infusion add --side-effect nausea=1 --side-effect nausea=2": "“nausea” is typed twice",
    "infusion edit last --side-effect ''": "--side-effect is empty",
    "log 7 --day ''": "--day is empty",
    "log 7 --home ''": "--home is empty",
    "--home '' log 7": "--home is empty",
    "log 7 --home=": "--home is empty",
    "log --anxiety= 5": "--anxiety is empty",
    "list --from ' '": "--from is empty",
    "report --name ''": "--name is empty",
    "report --format txt -o - --json": "--json needs a file",
    "import ''": "The name of the file is empty.",
    "merge ''": "The name of the file is empty.",
    "backup ''": "The name of the file is empty.",
    "infusion add --dose much": "“much” as the dose. Try",
    "infusion add --dose 40kg": "“40kg” as the dose. Try",
    "infusion add --dose-per-kg much": "“much” as the dose per kg. Try",
    "infusion add --cost much": "“much” as the cost. Try",
    "infusion add --start soon": "“soon” as the start. Try",
    "infusion add --dose 0": "“0”",
    "infusion add --weight 5": "must be from 20 to 500 kg",
    "infusion add --start 10": "10:00, 22:00 or 10pm",
    "infusion add --route ear": "“ear”",
    "infusion add --note words": "A note comes in on stdin",
    "infusion plan --first soon": "“soon” as the first day. Try",
    "infusion plan --first 2026-11-23 --every often": "“often”",
    "infusion plan --first 2026-11-23 --every 0d": "“0d”",
    "infusion plan --first 2026-11-23 --times 61": "from 1 to 60, not '61'",
    "infusion plan --first 2199-12-30 --times 6": "outside 1900 to 2199",
    "infusion plan": "--first is missing. Type: tracker infusion plan --first",
    "event add party Birthday": "not 'party'",
    "event add life x --from none": "“none” as the first day. Try",
    "event add life x --to soon": "“soon” as the last day. Try",
    "event add life x --from 2026-11-20 --to 2026-11-19": "lies before the first",
    "event add life ''": "The title is empty",
    "event add life -- ''": "The title is empty",
    "event add medication Lithium carbonate": 'medication "Lithium carbonate"',
    "event add life Moved 25 km": 'life "Moved 25 km"',
    "event add life Age 25": 'life "Age 25"',
    "infusion add some day": "Cannot read “some day”",
    "infusion add monday iv 40mg": "Type it like this: tracker infusion add monday --route iv "
    "--dose 40mg\n",
    "infusion add 20 Nov 40 mg 80 kg": "add 20 Nov --dose 40mg --weight 80kg\n",
    "infusion add some day 40mg": "Cannot read “some day 40mg”",
    "event add illness flu --from 20 Nov --to yesterday": 'need quotes: --from "20 Nov"\n',
    "infusion add --side-effect=nausea mild": 'need quotes: --side-effect "nausea mild"',
    "infusion add 3 days ago --dose 40 mg iv": 'need quotes: --dose "40 mg iv"',
    "infusion add --new-course second series": "“second series” as the day. Try yesterday, 3 days "
    "ago or 14 Mar. --new-course takes no words.",
    "infusion add today --same-course second series": "--same-course takes no words.",
    "infusion edit last --new-course yes": "not expected: yes. --new-course takes no words.",
    "report --year 2026": "not expected: 2026. --year takes no words.",
    "log 7 --json yes": "not expected: yes. --json takes no words.",
    "export json diary.json": "not expected: diary.json. To write to a file, type -o diary.json\n",
    "export csv --kind events out/my.csv": "To write to a file, type -o out/my.csv\n",
    "report page.pdf": "not expected: page.pdf. To write to a file, type -o page.pdf\n",
    "export ics --title Doctor visit": 'need quotes: --title "Doctor visit"',
    "scales list --json phq-9 extra": 'belong together need quotes: "phq-9 extra"',
    "measures add mood": "There is a measure called mood already",
    "measures add day": "means something else",
    "measures add calm --low 10 --high 0": "a low end below its high end",
    "measures add calm --low x": "“x” as the low. Try",
    "measures add calm --high x": "“x” as the high. Try",
    "measures add calm --step x": "“x” as the step. Try",
    "scales total Calm x --low 0 --high 9": "“x” as the total. Try",
    "scales total Calm 3 --low x --high 9": "“x” as the lowest total. Try",
    "scales total Calm 3 --low 0 --high x": "“x” as the highest total. Try",
    "measures add ''": "a letter or a digit",
    "measures on nonsense": "There is no measure 'nonsense'",
    "measures on '!?'": "`tracker measures add NAME` makes one",
    "log 7 '--!?' 3": "`tracker measures add NAME` makes a measure",
    "measures off mood": "Mood is always rated",
    "measures profile sadness": "not 'sadness'",
    "export": "FORMAT is missing. Type: tracker export json",
    "export xml": "not 'xml'",
    "import": "FILE|- is missing. Type: tracker import ",
    "import x.csv --on-conflict fight": "not 'fight'",
    "list --from soon": "“soon” as the first day. Try",
    "list --to soon": "“soon” as the last day. Try",
    "summary --last soon": "“soon”",
    "summary --from today --to yesterday": "--from lies after --to",
    "summary --measure nonsense": "“nonsense”",
    "report --format docx": "'docx'",
    "report -o page.docx": "'page.docx'",
    "report --page a3": "--page is a4 or letter, not 'a3'",
    "report --year --last 3d": "--year does not go with",
    "settings colour": "Did you mean `tracker settings theme`?",
    "settings Country": "Did you mean `tracker settings region`?",
    "undo five": "CHANGE is a whole number from 1 on, not 'five'",
    "list --json=yes": "--json takes no value",
    "list --hlp": "Did you mean --help?",
    "list -from 2026-01-01": "There is no option -f. Did you mean --from?",
    "log 7 -d yesterday": "There is no option -d. Did you mean --day?",
    **{
        f"log 7 --{name[:-1]} 3": f"There is no option --{name[:-1]}. Did you mean --{name}?"
        for name in ("day", "at", "note", "json", "home", "unlock", "help", "mood")
    },
    "log 7 --anxeity 3": "Did you mean --anxiety? `tracker measures add anxeity` makes a measure",
    "log 7 --selfharm 1": "Did you mean --self-harm?",
    "log 7 --panic 3": "There is no option --panic. `tracker measures add panic` makes",
    "edit last --slep 3": "Did you mean --sleep?",
    "list --help=yes": "--help takes no value",
    "infusion add --new-course=yes": "--new-course takes no value",
    "infusion add --dose": "--dose needs a value. 40mg, 0.5mg/kg",
    "contacts --clinic Harbour": "--clinic needs 2 values: NAME NUMBER",
    "demo --seed x": "from 0 on, not 'x'",
    "nonsense": "There is no command 'nonsense'",
    "infusion nonsense": "There is no command 'nonsense'",
    "infusion": "Usage: tracker infusion",
    "--nonsense": "no option --nonsense",
    "list --nonsense": "no option --nonsense",
}


@pytest.fixture
def kept(run: Run, store: Store, fill_once: FillOnce) -> bytes:
    """The file of a diary with one entry, which must be the same afterwards."""
    fill_once(store.home, "a secret", lambda: run("log", "7", "--note", "-", stdin=SECRET))
    return store.home.diary.read_bytes()


def test_what_is_typed_wrong_changes_nothing(run: Run, store: Store, kept: bytes) -> None:
    for typed, part in WRONG_USAGE.items():
        done = run(*shlex.split(typed))
        assert (done.code, done.out) == (2, ""), typed
        assert_plain(done.err, part)
        assert store.home.diary.read_bytes() == kept, typed


def assert_plain(said: str, part: str) -> None:
    assert part in said
    assert "Traceback" not in said
    assert "private" not in said
    assert re.match(r"[A-Z](?![A-Z])|--|[\"'“/]|[A-Z|-]+ is |day |\d", said)
    assert len(said.splitlines()) <= 12 or said.startswith("Example:  tracker")
    assert said.rstrip().endswith((".", "shows how.")) or said.startswith("Example:  tracker")


def test_a_place_that_is_no_file_is_named_and_nothing_changes(
    run: Run, store: Store, kept: bytes, tmp_path: Path
) -> None:
    for typed, code, part in (
        ("import /nowhere/x.csv", 1, "There is no file /nowhere/x.csv"),
        ("export json -o /nowhere/x.json", 1, "/nowhere/x.json: no such file"),
        ("backup /nowhere/x.db", 1, "no folder /nowhere; name another file"),
        (f"export json -o {tmp_path}", 1, str(tmp_path)),
        (f"import --format csv {tmp_path}", 1, str(tmp_path)),
    ):
        done = run(*typed.split())
        assert (done.code, done.out) == (code, ""), typed
        assert_plain(done.err, part)
    assert store.home.diary.read_bytes() == kept


def test_a_note_that_cannot_be_kept_is_refused_without_repeating_it(
    run: Run, store: Store, kept: bytes
) -> None:
    for note in (b"cut \0 off", b"x" * 20_001, "Grüße".encode("latin-1")):
        done = run("log", "7", "--note", "-", stdin=note)
        assert (done.code, "cut" in done.err, "xxx" in done.err) == (2, False, False)
    assert store.home.diary.read_bytes() == kept


def test_a_bug_is_one_sentence_without_a_word_of_the_note(
    run: Run, store: Store, kept: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add(self: Transaction, record: object) -> None:
        raise RuntimeError(f"cannot write {record}")

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "add", add)
        done = run("log", "3", "--note", "-", stdin=SECRET)
    assert (done.code, done.out) == (1, "")
    assert_plain(done.err, "Something went wrong inside tracker (RuntimeError at ")
    assert len(done.err.splitlines()) == 1
    assert store.home.diary.read_bytes() == kept


@pytest.mark.parametrize("stop", [KeyboardInterrupt, EOFError])
def test_a_command_that_is_stopped_says_so_and_changes_nothing(
    run: Run, store: Store, kept: bytes, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    def add(self: Transaction, record: object) -> None:
        raise stop

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "add", add)
        done = run("log", "3")
    assert (done.code, done.err.strip()) == (130, "Stopped. Everything confirmed so far is saved.")
    assert store.home.diary.read_bytes() == kept


def test_stopping_before_anything_began_is_no_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("tracker.cli._run", stop)
    done = run("log", "3")
    assert (done.code, done.err) == (130, "Stopped. Everything confirmed so far is saved.\n")


def test_a_diary_in_use_exits_with_4(
    run: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.02)
    with raw(store.home.diary) as other:
        other.execute("BEGIN EXCLUSIVE")
        done = run("log", "7")
    assert done.code == 4
    assert_plain(done.err, "Another program is using the diary")


def test_a_damaged_diary_is_4_and_left_alone(run: Run, store: Store) -> None:
    store.home.diary.write_bytes(damaged := b"no diary" * 1000)
    for command in (("log", "7"), ("list",), ("export", "json"), ("undo",), ()):
        done = run(*command)
        assert (done.code, done.out) == (4, "")
        assert_plain(done.err, "`tracker doctor` says what is wrong")
    assert store.home.diary.read_bytes() == damaged


def test_a_newer_trackers_diary_is_shown_and_not_written(run: Run, store: Store) -> None:
    run("log", "7")
    with raw(store.home.diary) as conn:
        conn.execute("PRAGMA user_version=99")
    before = store.home.diary.read_bytes()
    assert "mood 7" in run("list").out
    for command in (("log", "3"), ("undo",), ("remove", "last"), ("measures", "on", "pain")):
        done = run(*command)
        assert done.code == 1
        assert_plain(done.err, "newer tracker")
    assert store.home.diary.read_bytes() == before
    assert not list_snapshots(store.home.snapshots)


def test_a_home_that_cannot_be_is_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run("log", "7", "--home", str(tmp_path / "file"))
    assert done.code == 1
    assert_plain(done.err, "choose another folder with --home or TRACKER_HOME.")
