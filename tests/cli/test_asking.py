"""`tracker log` alone: asked by plain prompts where the terminal cannot be drawn on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from tests.conftest import NOW, Run
from tests.storage.making import check_in
from tracker.cli import prompts
from tracker.records import MOOD, CheckIn, Rating, known_measure
from tracker.storage import Store

YESTERDAY = date(2026, 11, 20)


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person at a terminal that shows lines of text and no more."""
    monkeypatch.setattr(prompts, "can_ask", lambda: True)
    monkeypatch.setattr(prompts, "can_draw", lambda: False)


def test_nothing_is_asked_where_the_questions_or_the_answers_go_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for answers, questions in ((True, True), (True, False), (False, True)):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda to=answers: to))
        monkeypatch.setattr("sys.stderr", SimpleNamespace(isatty=lambda to=questions: to))
        assert prompts.can_ask() is (answers and questions)


def rate(store: Store, *names: str) -> None:
    """Turn measures on, in this order after mood."""
    known = [measure for name in names if (measure := known_measure(name))]
    with store.writing(NOW, "add") as transaction:
        transaction.put_measures([MOOD, *(replace(measure, active=True) for measure in known)])


@pytest.mark.usefixtures("plain")
def test_each_answer_is_kept_and_the_crisis_contacts_are_shown_once(run: Run, store: Store) -> None:
    rate(store, "self-harm", "sleep")
    done = run("log", stdin=b"11\n3\n1\n6.5\n")
    assert done.out.splitlines()[-1].lstrip().startswith("Saved for Sat 21 Nov 2026: mood 3, ")
    assert "For Sat 21 Nov 2026." in done.err
    assert "11" in done.err
    assert done.err.count("You are not alone") == 1
    (entry,) = store.read().check_ins
    assert {r.measure: r.value for r in entry.ratings} == {"mood": 3, "self_harm": 1, "sleep": 6.5}


@pytest.mark.usefixtures("plain")
def test_enter_skips_a_measure_and_stopping_keeps_what_was_answered(run: Run, store: Store) -> None:
    rate(store, "anxiety", "sleep", "pain")
    assert run("log", stdin=b"3\n\n7\n").code == 130  # the answers end before the last question
    (entry,) = store.read().check_ins
    assert {r.measure: r.value for r in entry.ratings} == {"mood": 3, "sleep": 7}


@pytest.mark.usefixtures("plain")
def test_a_day_and_a_time_hold_for_what_is_asked(run: Run, store: Store) -> None:
    done = run("log", "--day", "yesterday", "--at", "21:00", stdin=b"4\n")
    assert "Saved for Fri 20 Nov 2026: mood 4." in done.out
    (entry,) = store.read().check_ins
    assert (entry.day, entry.ratings) == (YESTERDAY, (Rating("mood", 4),))
    assert entry.at == NOW.replace(day=20, hour=21, minute=0)
    assert run("log", "--day", "tomorrow").code == 2


@pytest.mark.usefixtures("plain")
def test_nothing_typed_records_nothing_and_says_so(run: Run, store: Store) -> None:
    done = run("log", stdin=b"\n")
    assert (done.code, done.err.endswith("Nothing was recorded.\n")) == (3, True)
    assert store.read().check_ins == ()


@pytest.mark.usefixtures("plain")
def test_one_measure_of_its_own_is_changed_by_another_program_meanwhile_and_stays(
    run: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate(store, "anxiety", "sleep")
    answers = iter(["3", "5", "7"])

    def ask(prompt: str, default: str | None = "") -> str:
        answer = next(answers)
        if answer == "7":  # before the last answer another program writes a note
            (entry,) = store.read().check_ins
            store.edit(NOW + timedelta(minutes=1), CheckIn, entry.id, note="meanwhile")
        return answer

    monkeypatch.setattr(prompts, "ask", ask)
    assert run("log").code == 0
    (entry,) = store.read().check_ins
    assert (entry.note, len(entry.ratings)) == ("meanwhile", 3)


@pytest.mark.skipif(sys.platform == "win32", reason="the toolkit has no inline mode there")
def test_at_a_terminal_that_can_be_drawn_on_the_app_asks(
    run: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def ask_inline(
        store: Store, clock: object, day: date | None, felt_at: datetime | None
    ) -> Iterator[CheckIn]:
        asked.append((day, felt_at))
        entry = check_in(6)
        store.add(entry, NOW)
        yield entry

    monkeypatch.setattr(prompts, "can_ask", lambda: True)
    monkeypatch.setattr(prompts, "can_draw", lambda: True)
    monkeypatch.setattr("tracker.app.ask_inline", ask_inline)
    assert run("log", "--at", "9am").out.startswith("Saved for Sat 21 Nov 2026: mood 6.")
    assert asked == [(date(2026, 11, 21), NOW.replace(hour=9, minute=0))]


class Screen:
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("terminal", "can"), [("xterm", True), ("dumb", False), ("", False)])
def test_a_dumb_terminal_is_asked_in_lines(
    monkeypatch: pytest.MonkeyPatch, terminal: str, can: bool
) -> None:
    monkeypatch.setenv("TERM", terminal)
    monkeypatch.setattr(sys, "stdin", Screen())
    monkeypatch.setattr(sys, "stderr", Screen())
    assert (prompts.can_ask(), prompts.can_draw()) == (True, can)
