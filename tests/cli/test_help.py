"""Finding one's way: help, topics, mistyped words, and tracker without a command."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from tests.ciphered import plain_alone
from tests.cli.test_every_option import commands
from tests.conftest import NOW, Run
from tests.storage.making import TODAY, check_in, event, infusion
from tracker import __version__
from tracker.cli.context import fit
from tracker.cli.help import OTHER_TOPICS, topics, wrapped
from tracker.cli.root import COMMANDS, OTHER_WORDS, tracker
from tracker.records import Assessment, new_id
from tracker.records.settings import SETTINGS
from tracker.storage import Store

TOPICS = (
    *("browser", "crisis", "days", "export", "import", "infusions"),
    *("keys", "move", "page", "privacy", "reminders", "shell"),
)
SECTIONS = ("Record:", "Look:", "Share:", "Keep safe:", "Set up:")


def test_without_a_terminal_tracker_prints_today_and_how_to_record(run: Run) -> None:
    run("infusion", "add", "2026-11-05")
    run("infusion", "add", "2026-12-04", "--planned")
    run("log", "7")
    today, entry, last, following, how = run().out.splitlines()
    assert today == "Today is Sat 21 Nov 2026."
    assert entry.startswith("Sat 21 Nov 2026  16:40  mood 7")
    assert last == "Infusion 1 was 16 days ago, on Thu 5 Nov 2026."
    assert following == "The next planned infusion is in 13 days, on Fri 4 Dec 2026."
    assert how == "To record a score from 0 to 10, 10 best: tracker log 7"


def test_an_infusion_planned_for_today_is_the_next_one_and_asked_about_tomorrow(
    run: Run, store: Store
) -> None:
    store.add(infusion(status="planned"), NOW)
    said = run().out
    assert "The next planned infusion is today, on Sat 21 Nov 2026." in said
    assert "did it take place?" not in said
    run("infusion", "add", "2026-11-20", "--planned")
    assert "Planned for Fri 20 Nov 2026: did it take place?" in run().out


@pytest.mark.parametrize(("terminal", "opens"), [("xterm", True), ("dumb", False), ("", False)])
def test_in_a_terminal_that_can_be_drawn_on_tracker_opens_the_app(
    run: Run, monkeypatch: pytest.MonkeyPatch, terminal: str, opens: bool
) -> None:
    screen = SimpleNamespace(isatty=lambda: True)
    streams = SimpleNamespace(stdin=screen, stdout=screen, platform="linux")
    monkeypatch.setattr("tracker.cli.root.sys", streams)
    monkeypatch.setattr("tracker.app.run", lambda *_, **__: 130)
    monkeypatch.setenv("TERM", terminal)
    assert (run().code == 130) is opens


def test_a_new_diary_says_how_to_begin(run: Run) -> None:
    done = run()
    assert (done.code, len(done.out.splitlines())) == (0, 3)
    assert done.out.splitlines()[-1].endswith("tracker log 7")


def test_a_planned_infusion_that_has_passed_is_asked_about(run: Run) -> None:
    run("infusion", "add", "2026-11-19", "--planned")
    assert "tracker infusion given next" in run().out
    run("infusion", "given", "next")
    run("infusion", "add", "today", "--planned")
    assert "given next" not in run().out


def test_each_line_of_help_is_a_sentence_or_shows_what_to_type() -> None:
    """It begins with one capital or with a value, and ends with a full stop."""
    texts = [entry.help for entry in COMMANDS.values()]
    for _, command in commands(tracker):
        options = [p for p in command.params if isinstance(p, click.Option)]
        texts += [command.help or "", *(option.help or "" for option in options)]
    begins = re.compile(r"[A-Z](?![A-Z])|FILE |PHQ|[a-z0-9'\"]")
    odd = [text for text in texts if not begins.match(text) or text.rstrip()[-1:] not in ".…"]
    assert odd == []


def test_the_first_help_lists_every_command_in_its_section(run: Run) -> None:
    lines = run("--help").out.splitlines()
    assert lines[0] == "Example:  tracker log 7"
    below = lines[lines.index(SECTIONS[0]) :]
    assert [line for line in below if line and not line.startswith(" ")] == list(SECTIONS)
    assert [line.split()[0] for line in below if line.startswith("  ")] == list(COMMANDS)
    assert max(map(len, below)) < 72


def test_every_command_says_first_how_it_is_used_and_no_help_is_broken_within_a_word(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(name: str, columns: int) -> str:
        monkeypatch.setenv("COLUMNS", str(columns))
        done = run(*name.split(), "--help")
        assert done.code == 0
        return done.out

    for name in ("", *(name for name, _ in commands(tracker))):
        whole = shown(name, 100)
        assert whole.startswith(f"Example:  tracker {name}")
        assert "--home DIR" in whole, name
        assert "…" not in re.sub(r"other, …", "", whole), name
        for width in (60, 80):
            text = shown(name, width)
            assert max(map(len, text.splitlines())) <= width or name == "completion", name
            assert sorted(text.split()) == sorted(whole.split()), name


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_long_lines_broken_between_words_and_a_pipe_gets_them_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    path = "/a-folder/" + "very-long-" * 5
    line = f"Kept as {path} and then some words that reach over the end of it"
    for text in (line, f"  {line}\n\n{line}"):
        broken = fit(text, _Terminal())
        assert broken.split() == text.split()
        assert all(len(row) <= 40 or path in row for row in broken.splitlines())
        assert fit(text, io.StringIO()) == text
    monkeypatch.setenv("COLUMNS", "200")
    assert fit(line, _Terminal()) == line


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version").out == f"tracker {__version__}\n"


def test_another_home_may_be_named_before_or_after_the_command(run: Run, tmp_path: Path) -> None:
    other = ["--home", str(tmp_path / "other")]
    run(*other, "log", "3")
    run("log", "4", *other)
    assert run("list").code == 3
    listed = run("list", *other).out
    assert ("mood 3" in listed, "mood 4" in listed) == (True, True)
    assert run(*other, "list").out == listed


def test_the_home_named_last_is_meant(run: Run, tmp_path: Path) -> None:
    run("--home", str(tmp_path / "one"), "log", "3", "--home", str(tmp_path / "two"))
    assert not (tmp_path / "one").exists()
    assert (tmp_path / "two" / "diary.db").exists()


MEANT = (
    ("lgo 7", "tracker log"),
    ("Log 7", "tracker log"),
    ("hepl", "tracker help"),
    ("infusions", "tracker infusion"),
    ("delete last", "tracker remove"),
    ("mesures", "tracker measures"),
    ("infusion ad", "tracker infusion add"),
    ("infusion delete last", "tracker infusion remove"),
    ("event ad life x", "tracker event add"),
    ("scales fil phq-9", "tracker scales fill"),
    ("measures onn pain", "tracker measures on"),
    ("measures on anxeity", "tracker measures on anxiety"),
    ("settings day-start-at 3:00", "tracker settings day-starts-at"),
    ("list --lst 30d", "--last"),
    ("infusion add --does 40mg", "--dose"),
    ("log 7 --dya yesterday", "--day"),
    ("log 3 -d yesterday", "--day"),
    ("log 3 -day yesterday", "--day"),
    ("log 3 -n words", "--note"),
    ("list -last 3d", "--last"),
    ("list last 30d", "--last 30d?"),
    ("list infusions", "tracker infusion list?"),
    ("list From 1 Nov", '--from "1 Nov"?'),
    ("report year", "--year?"),
    ("where", "tracker help privacy"),
    ("move", "tracker help move"),
    ("privacy", "tracker help privacy"),
    ("log 7 --anxeity 4", "--anxiety"),
    ("edit last --anxeity 4", "--anxiety"),
    ("help remindres", "tracker help reminders"),
    ("help dayz", "tracker help days"),
    ("help themes", "tracker help settings"),
    ("help mesures", "tracker help measures"),
)
"""What is mistyped, and what is meant."""


def test_a_mistyped_word_is_answered_with_the_one_that_was_meant(run: Run, store: Store) -> None:
    run("log", "7", "--anxiety", "3")
    before = store.home.diary.read_bytes()
    for typed, meant in MEANT:
        done = run(*typed.split())
        assert (done.code, done.out) == (2, ""), typed
        assert meant in done.err.partition("Did you mean ")[2].replace("`", ""), typed
    assert store.home.diary.read_bytes() == before


def test_a_word_like_none_is_not_guessed_at(run: Run) -> None:
    done = run("xyzzy")
    assert (done.code, "Did you mean" in done.err) == (2, False)
    assert "'xyzzy'" in done.err


WORDS_FOR = {
    "log": "add record rate mood note sleep anxiety",
    "remove": "delete rm",
    "list": "show ls history today",
    "report": "print page pdf chart",
    "summary": "stats",
    "infusion": "plan given",
    "event": "medication medicine question",
    "scales": "questionnaire phq-9",
    "contacts": "crisis",
    "settings": "config theme colours colors",
    "lock": "encrypt password",
    "unlock": "decrypt",
    "help": "topics",
    "infusion remove": "infusion delete,infusion rm",
    "infusion list": "infusion ls",
    "infusion add": "infusion new",
}
WORDS_FOR_TOPICS = {
    "move": "computer laptop sync merge backup restore",
    "privacy": "password passphrase encryption notes data folder file where private network",
    "reminders": "cron",
    "export": "calendar json fhir",
    "import": "csv",
    "browser": "web phone",
    "crisis": "emergency suicide",
    "page": "report clinic",
    "shell": "pipe",
    "days": "date time",
    "infusions": "dose",
}


def test_another_word_for_a_command_leads_to_it(run: Run) -> None:
    for command, words in WORDS_FOR.items():
        for word in words.split("," if "," in words or " " in command else None):
            assert f"`tracker {command}`" in run(*word.split()).err, word


def test_help_for_another_word_shows_its_topic_or_names_it(run: Run) -> None:
    for topic, words in WORDS_FOR_TOPICS.items():
        parts = wrapped(topics()[topic], 79).split("\n\n")
        for word in words.split():
            done = run("help", word)
            names_it = f"`tracker help {topic}` tells more." in done.out
            assert done.code == 0
            assert names_it or all(part in done.out for part in parts), word


def test_every_other_word_is_one_of_these() -> None:
    listed = {word for words in WORDS_FOR.values() for word in words.split()}
    assert set(OTHER_WORDS) <= listed
    assert set(OTHER_TOPICS) == {w for words in WORDS_FOR_TOPICS.values() for w in words.split()}


QUOTED = (
    (
        ("event", "add", "question", "Can", "I", "drive"),
        'tracker event add question "Can I drive"',
    ),
    (
        ("event", "add", "medication", "Lamotrigine", "25mg"),
        'tracker event add medication Lamotrigine --dose "25mg"',
    ),
    (
        ("event", "add", "medication", "Lamotrigine", "25", "mg", "daily"),
        '--dose "25 mg daily"',
    ),
    (
        ("event", "add", "medication", "Lamotrigine", "--dose", "25", "mg", "daily"),
        '--dose "25 mg daily"',
    ),
    (("event", "add", "life", "Moved", "house", "--note", "-"), '"Moved house"'),
    (("event", "edit", "last", "--title", "Moved", "house"), '--title "Moved house"'),
    (("log", "7", "--day", "3", "days", "ago"), '--day "3 days ago"'),
    (("log", "7", "yesterday"), "tracker log 7 --day yesterday"),
    (("log", "3", "days", "ago", "7"), 'tracker log 7 --day "3 days ago"'),
    (("log", "5", "feeling", "bad", "today"), "tracker log 5 --note -"),
    (("log", "mood", "5"), "tracker log 5\n"),
    (
        ("log", "mood", "5", "anxiety", "4", "sleep", "6"),
        "tracker log 5 --anxiety 4 --sleep 6\n",
    ),
    (("scales", "fill", "phq-9", "112111110", "--day", "3", "days", "ago"), '"3 days ago"'),
    (("log", "5", "anxiety", "3"), "tracker log 5 --anxiety 3"),
    (("infusion", "add", "yesterday", "--dose", "0.5", "mg/kg"), '--dose "0.5 mg/kg"'),
    (("infusion", "add", "--side-effect", "nausea", "mild"), '--side-effect "nausea mild"'),
    (
        ("infusion", "add", "yesterday", "--side-effect", "nausea", "mild"),
        '--side-effect "nausea mild"',
    ),
    (("infusion", "edit", "last", "--dose", "0.5", "mg/kg"), '--dose "0.5 mg/kg"'),
    (("list", "--last", "4", "weeks"), '--last "4 weeks"'),
    (("infusion", "plan", "--first", "monday", "--every", "3", "days"), '--every "3 days"'),
    (("measures", "add", "calm", "--label", "Inner", "calm"), '--label "Inner calm"'),
    (("scales", "total", "Calm", "scale", "3"), '"scale 3"'),
    (("scales", "total", "12", "MADRS"), "tracker scales total MADRS 12"),
    (("infusion", "add", "--day", "yesterday"), "tracker infusion add yesterday"),
    (("export", "--format", "csv"), "tracker export json"),
    (("import", "--file", "x.json"), "tracker import daylio_export.csv"),
    (("infusion", "yesterday"), "tracker infusion add"),
    (("measures", "pain"), "tracker measures on anxiety"),
    (
        ("contacts", "--clinic", "Harbour", "Clinic", "01", "234", "567"),
        '--clinic "Harbour Clinic" "01 234 567"',
    ),
)
"""Words that belong together, and what the answer shows."""


def test_words_that_belong_together_are_answered_with_how_to_quote_them(
    run: Run, store: Store
) -> None:
    run("event", "add", "life", "Something")
    before = store.home.diary.read_bytes()
    for typed, quoted in QUOTED:
        done = run(*typed)
        assert (done.code, done.out) == (2, ""), typed
        assert quoted in done.err
    assert store.home.diary.read_bytes() == before


def test_nothing_is_said_about_quotes_where_no_value_of_an_option_was_cut_off(run: Run) -> None:
    run("log", "7")
    run("event", "add", "life", "Something")
    run("infusion", "add", "--planned")
    for typed in (
        *("infusion add some day", "infusion add soon", "infusion add yesterday week"),
        *("infusion given none-such", "edit none-such", "event edit none-such", "remove none-such"),
        *("infusion add --dose 40mg --day", "log 7 --day 2026-02-30", "log 7 --day 9"),
        *("edit last --day 30 --at 9:00", "list --last 0 --json", "log 7 --at 25 --day today"),
    ):
        done = run(*typed.split())
        assert (done.code in (2, 3), done.out, "quotes" in done.err) == (True, "", False), typed
    cut_off = run("edit", "--day", "last", "monday")
    assert (cut_off.code, cut_off.err.splitlines()[-1][-30:]) == (
        *(3, 'need quotes: --day "last monday"'[-30:]),
    )


def test_a_line_pasted_with_round_quotes_and_long_dashes_does_what_it_says(run: Run) -> None:
    run("log", "7", "--anxiety", "3")
    for pasted, command, *words in (
        ("event add question “May I travel?”", "event add question", "May I travel?"),
        (
            "event add medication Lamotrigine –dose “25 mg daily” —from=‘3 days ago’",
            "event add medication Lamotrigine --from=2026-11-18 --dose",
            "25 mg daily",
        ),
        ("log “7” –anxiety 4", "log 7 --anxiety 4"),
        ("log 7 —day „3 days ago“ # a comment", "log 7 --day", "3 days ago"),
        ("list –last 30d", "list --last 30d"),
    ):
        meant, done = run(*command.split(), *words), run(*pasted.split())
        assert (done.code, done.err) == (meant.code, meant.err) == (0, ""), pasted
        assert re.sub(r"\[\w+\]", "", done.out) == re.sub(r"\[\w+\]", "", meant.out)


def test_quotes_and_dashes_within_a_word_are_the_persons_own(run: Run, store: Store) -> None:
    for title in ("“Hamlet” at the theatre", "‘tis", "– as agreed", "He said “no”"):
        run("event", "add", "life", title)
        assert store.read().events[-1].title == title


def test_without_an_id_the_last_ones_are_listed_and_nothing_changes(run: Run, store: Store) -> None:
    with store.writing(NOW, "some of each") as unit:
        for n in range(7):
            day = TODAY - timedelta(days=n + 1)
            total = Assessment(
                id=new_id(NOW), day=day, questionnaire="MADRS", total=12, low=0, high=60
            )
            unit.add_many([check_in(7, day=day), infusion(day), event("Moved", day), total])
    for typed, change in (
        ("edit", "5"),
        ("remove", ""),
        ("infusion edit", ""),
        ("infusion remove", ""),
        ("event edit", "--to today"),
        ("event remove", ""),
        ("scales remove", ""),
    ):
        before = store.home.diary.read_bytes()
        done = run(*typed.split())
        assert (done.code, done.out) == (2, ""), typed
        listed = [line for line in done.err.splitlines() if line.endswith("]")]
        assert len(listed) == 5, typed
        assert store.home.diary.read_bytes() == before
        assert run(*typed.split(), listed[-1][-7:-1], *change.split()).code == 0, typed


def test_there_is_a_topic_for_what_people_ask(run: Run) -> None:
    assert tuple(topics()) == TOPICS
    assert set(OTHER_TOPICS.values()) <= set(TOPICS)


def test_each_topic_has_a_text_that_fits_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for topic in TOPICS:
        monkeypatch.setenv("COLUMNS", "60")
        done = run("help", topic)
        assert (done.code, done.err) == (0, "")
        lines = done.out.partition("Example:")[0].splitlines()
        assert len(lines) > 5, topic
        assert all(len(line) < 60 for line in lines if not line.startswith("    ")), topic
        monkeypatch.setenv("COLUMNS", "200")
        wide = [line for line in run("help", topic).out.splitlines() if not line.startswith("  ")]
        assert 90 < max(map(len, wide)) <= 100, topic


def test_a_topic_says_how_to_call_what_is_not_installed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/tracker")
    monkeypatch.delenv("UV_RUN_RECURSION_DEPTH", raising=False)
    for topic in ("", *TOPICS):
        with monkeypatch.context() as not_installed:
            not_installed.setenv("UV_RUN_RECURSION_DEPTH", "1")
            shown = run("help", *topic.split()).out
        assert "\nNot installed? Put" in shown, topic
        assert " ".join(shown.split()).count("uv run tracker") == 1, topic
        assert "uv run" not in run("help", *topic.split()).out, topic


def test_every_command_and_every_setting_is_named_in_a_topic() -> None:
    text = "\n".join(topics().values())
    named = [name for name, _ in commands(tracker) if name not in ("help",)]
    groups = {"infusion": "infusion", "event": "event"}
    missing = [name for name in (*named, *groups) if not re.search(rf"tracker {name}\b", text)]
    allowed = {name for name in missing if name.split()[-1] in _SAID_ONCE}
    assert set(missing) - allowed == set()
    assert [one.name for one in SETTINGS if f"settings {one.name}" not in text] == []


_SAID_ONCE = {"list", "edit", "remove", "add", "off", "order"}
"""Commands that are the same in every group: the topics show them for one."""


def test_help_without_a_word_lists_the_topics(run: Run) -> None:
    listed = f"Topics: {', '.join(TOPICS)}."
    assert listed in run("help").out
    unknown = run("help", "nonsense")
    assert (unknown.code, unknown.out) == (2, "")
    assert listed in unknown.err


def test_help_shows_how_a_command_is_used_and_before_it_the_topic_of_that_name(run: Run) -> None:
    for words in (("infusion", "add"), ("log",), ("import",)):
        shown = run("help", *words).out
        assert run(*words, "--help").out.strip() in shown
    assert shown.index(topics()["import"][:30]) < shown.index("Usage: tracker import")


def test_only_paragraphs_are_broken_anew() -> None:
    shown = "    a line that is shown as it is"
    assert wrapped(f"one two\nthree\n\n{shown}\n", 9) == f"one two\nthree\n\n{shown}"


@plain_alone
@pytest.mark.parametrize("state", ["absent", "damaged"])
def test_help_and_the_crisis_numbers_need_no_diary(run: Run, store: Store, state: str) -> None:
    if state == "absent":
        store.home.diary.unlink()
    else:
        store.home.diary.write_bytes(b"no diary" * 1000)
    before = sorted(store.home.folder.iterdir())
    for typed in ("help", "help days", "completion bash", "contacts", "contacts --json", "--help"):
        done = run(*typed.split())
        assert done.out.strip(), typed
        assert done.code == (4 if state == "damaged" and typed.startswith("contacts") else 0)
        assert sorted(store.home.folder.iterdir()) == before, typed


def test_a_clock_outside_the_years_of_a_diary_is_reported_in_a_sentence(run: Run) -> None:
    def noon(year: int) -> datetime:
        return datetime(year, 6, 1, 12, tzinfo=UTC)

    for year in (1, 1899, 2200, 9999):
        for typed in ("log 7", "list", "", "infusion add", "remind", "doctor", "demo", "backup"):
            done = run(*typed.split(), at=noon(year))
            assert (done.code, "Traceback" in done.err, f"{year}" in done.err) == (1, False, True)
        assert run("help", "days", at=noon(year)).code == 0
        assert run("contacts", at=noon(year)).out.strip()
    assert [run("log", "7", at=noon(year)).code for year in (1900, 2199)] == [0, 0]
