"""What is open today, said to a scheduler: gently, and nothing when nothing is."""

from __future__ import annotations

import configparser
import plistlib
import re
import shlex
from datetime import timedelta
from pathlib import Path

import click
import pytest

from tests import launch
from tests.ciphered import plain_alone
from tests.cli.test_streams import posix
from tests.conftest import NOW, Run
from tests.storage.making import TODAY, check_in, infusion
from tracker.cli.root import tracker
from tracker.records import Assessment, Infusion
from tracker.storage import Store

TOPICS = Path(__file__).parents[2] / "tracker" / "cli" / "topics"
RECIPES = (TOPICS / "reminders.txt").read_text("utf-8")
DAY = timedelta(days=1)


def filled(days_ago: int, name: str = "phq-9") -> Assessment:
    day = TODAY - days_ago * DAY
    return Assessment(id=f"a{days_ago}", day=day, questionnaire=name, total=9, low=0, high=27)


def put(store: Store, *records: Assessment | Infusion) -> None:
    with store.writing(NOW, "a test") as unit:
        unit.add_many([check_in(5), *records])


def test_a_day_without_an_entry_is_mentioned_and_not_held_against_anyone(run: Run) -> None:
    done = run("remind")
    assert (done.code, done.err) == (0, "")
    assert done.out == "Nothing is recorded for today yet. If you like: tracker log 7\n"


def test_remind_prints_nothing_when_nothing_is_open(run: Run) -> None:
    run("log", "7")
    done = run("remind")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert run("remind", "--json").json == {"open": []}


def test_after_midnight_yesterdays_entry_is_still_todays(run: Run) -> None:
    run("log", "7")
    assert run("remind", at=NOW.replace(day=22, hour=0, minute=30)).out == ""
    assert "Nothing is recorded" in run("remind", at=NOW.replace(day=22, hour=4, minute=30)).out


def test_an_infusion_of_today_or_tomorrow_is_mentioned(run: Run) -> None:
    run("log", "7")
    for days, said in (
        (2, ""),
        (1, "An infusion is planned for tomorrow, Sun 22 Nov 2026, 10:30.\n"),
        (0, "An infusion is planned for today, Sat 21 Nov 2026, 10:30.\n"),
    ):
        day = (TODAY + days * DAY).isoformat()
        run("infusion", "add", day, "--planned", "--start", "10:30")
        assert run("remind").out.startswith(said)
        assert run("remind").out.count("\n") == 2 - days


def test_one_that_has_passed_and_is_not_marked_is_asked_about(store: Store, run: Run) -> None:
    put(store, infusion(TODAY - 2 * DAY, id="0" * 20 + "AAAAAA", status="planned"))
    assert run("remind").out == (
        "A planned infusion of Thu 19 Nov 2026 [aaaaaa]: did it take place? `tracker infusion "
        "given ID` records it; `tracker infusion edit ID --status cancelled` if not.\n"
    )
    put(store, infusion(TODAY - DAY, id="0" * 20 + "BBBBBB", status="planned"))
    assert "of Thu 19 Nov 2026 [aaaaaa] and Fri 20 Nov 2026 [bbbbbb]: did each" in run("remind").out
    for typed in ("aaaaaa", "bbbbbb"):
        run("infusion", "edit", typed, "--status", "cancelled")
    assert run("remind").out == ""


def test_a_questionnaire_is_mentioned_between_its_interval_and_eight_weeks_and_no_total(
    store: Store, run: Run
) -> None:
    put(store, filled(20, "MADRS"))
    said = "PHQ-9 can be filled in again: tracker scales fill phq-9\n"
    for days_ago, shown in ((57, ""), (56, said), (6, said), (5, "")):  # the last one counts
        put(store, filled(days_ago))
        assert run("remind").out == shown, days_ago


def test_neutral_words_give_nothing_away(store: Store, run: Run) -> None:
    planned = [infusion(TODAY + n * DAY, id=f"i{n + 5}", status="planned") for n in (-2, 1)]
    put(store, *planned, filled(10))
    said = run("remind", "--neutral", at=NOW + DAY).out
    assert len(said.splitlines()) == 4
    assert not re.search("infusion|mood|phq|score|scale|tracker", said, re.IGNORECASE)


def test_json_names_what_is_open(run: Run) -> None:
    run("infusion", "add", "tomorrow", "--planned", "--start", "9:00")
    run("infusion", "add", "2026-11-19", "--planned")
    run("infusion", "add", "2026-11-24", "--planned")
    run("scales", "fill", "phq-9", "112111110", "--day", "2026-10-22")
    opened = run("remind", "--json").json["open"]
    assert [(one["kind"], one["day"]) for one in opened] == [
        ("check_in", "2026-11-21"),
        ("infusion", "2026-11-22"),
        ("unmarked_infusion", "2026-11-19"),
        ("questionnaire", "2026-10-28"),
    ]
    assert [one["text"] for one in opened] == run("remind").out.splitlines()
    assert opened[1]["text"].endswith("for tomorrow, Sun 22 Nov 2026, 09:00.")
    assert opened[2]["text"].startswith("A planned infusion of Thu 19 Nov 2026 [")
    assert opened[3]["text"] == "PHQ-9 can be filled in again: tracker scales fill phq-9"
    neutral = run("remind", "--neutral", "--json").json["open"]
    assert [one["text"] for one in neutral] == [
        "The diary is there, if you like.",
        "An appointment is planned for tomorrow, Sun 22 Nov 2026, 09:00.",
        "The diary has a question about an appointment that has passed.",
        "A form can be filled in again.",
    ]


def test_it_only_reads_and_makes_no_diary(run: Run, store: Store, tmp_path: Path) -> None:
    before = store.home.diary.read_bytes()
    assert run("remind").code == run("remind", "--home", str(tmp_path / "new")).code == 0
    assert store.home.diary.read_bytes() == before
    assert not (tmp_path / "new").exists()


@plain_alone
def test_it_loads_nothing_that_it_does_not_need(store: Store) -> None:
    put(store, filled(10))
    loaded = launch.modules_after(store.home.folder, "remind")
    assert "tracker.storage.preferences" in loaded
    assert not loaded & {"textual", "rich", "sqlite_utils", "numpy", "matplotlib", "icalendar"}


def blocks() -> list[str]:
    """The indented parts of the topic, without their indent."""
    parts = RECIPES.strip().split("\n\n")
    shown = [part for part in parts if part.startswith("    ")]
    return ["\n".join(line[4:] for line in part.splitlines()) for part in shown]


CRON, SERVICE, TIMER, PLIST, WINDOWS = blocks()


def shell_line(text: str) -> str:
    """The command after `sh -c` in a unit or a property list."""
    if text.startswith("<?xml"):
        return str(plistlib.loads(text.encode())["ProgramArguments"][2])
    unit = configparser.ConfigParser(interpolation=None)
    unit.read_string(text)
    return shlex.split(unit["Service"]["ExecStart"])[2]


def test_every_tracker_command_in_the_topics_is_one_that_exists() -> None:
    text = "\n".join(topic.read_text("utf-8") for topic in TOPICS.glob("*.txt"))
    shown = re.findall(r"`(tracker [a-z][^`]*)`", text)
    shown += re.findall(r"^    (tracker .+?)(?:   .*)?$", text, re.M)
    shown += [f"tracker {found}" for found in re.findall(r'tracker"? (remind [-a-z]+)', text)]
    assert len(shown) > 40
    for command in shown:
        parse(command)


def parse(command: str) -> None:
    """Take a command as click would, without doing it."""
    words = [word for word in shlex.split(command)[1:] if word != "--help"]
    context = click.Context(tracker, info_name="tracker")
    while isinstance(context.command, click.Group) and words:
        found = context.command.get_command(context, words[0])
        assert found, command
        context = click.Context(found, info_name=words.pop(0), parent=context)
    if words:
        context.command.make_context(command, words, parent=context)


def test_the_line_for_cron_is_five_times_and_a_command() -> None:
    assert re.fullmatch(r"\d+ \d+ \* \* \* \$HOME/\S+/tracker remind --neutral", CRON)
    assert "%" not in CRON  # cron takes it for a new line


def test_the_timer_of_systemd_names_a_time_and_is_wanted() -> None:
    timer = configparser.ConfigParser()
    timer.read_string(TIMER)
    assert timer["Timer"]["OnCalendar"] == "*-*-* 20:30"
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_the_agent_of_launchd_runs_each_evening() -> None:
    assert plistlib.loads(PLIST.encode())["StartCalendarInterval"] == {"Hour": 20, "Minute": 30}


def test_the_line_for_windows_is_short_enough_and_quoted_once() -> None:
    words = shlex.split(WINDOWS)
    assert words[:2] == ["schtasks", "/Create"]
    assert "tracker remind --neutral" in words[words.index("/TR") + 1]
    assert len(words[words.index("/TR") + 1]) <= 261


@posix
@pytest.mark.parametrize("recipe", [SERVICE, PLIST], ids=["systemd", "launchd"])
def test_what_a_scheduler_runs_says_only_what_there_is(recipe: str, tmp_path: Path) -> None:
    told = tmp_path / "told"
    programs = {
        ".local/bin/tracker": 'echo "$WORDS"; test "$*" = "remind --neutral"',
        "bin/notify-send": f'for word; do said=$word; done; echo "$said" > {told}',
        "bin/osascript": f'for word; do said=$word; done; echo "$said" > {told}',
    }
    for name, does in programs.items():
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        program.chmod(0o700)
    for words in ("", "It is \"open\"; $(not) 'run'"):
        env = {"HOME": str(tmp_path), "PATH": f"{tmp_path}/bin:/usr/bin:/bin", "WORDS": words}
        launch.run(["/bin/sh", "-c", shell_line(recipe)], tmp_path, env=env, check=True)
        assert told.exists() == bool(words)
    assert told.read_text(encoding="utf-8") == f"{words}\n"
