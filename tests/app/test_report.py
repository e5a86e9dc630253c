from __future__ import annotations

import os
import shutil
import stat
import sys
from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Static

from tests.app.diaries import MARKUP, NOW, TODAY, check_in, fill, four_weeks, infusion, infusions
from tests.app.patient import Patient, patient
from tests.waits import gone, until
from tracker.analysis import Window, build_report
from tracker.app import opener, page
from tracker.app.page import PageRequest
from tracker.app.page_days import Asked, days_of
from tracker.app.page_notes import notes_in
from tracker.records import Diary, Event, Settings, ValidationError
from tracker.storage import Store

posix = pytest.mark.skipif(os.name != "posix", reason="a stand-in script needs a Unix shell")


def stand_in(folder: Path, script: str) -> str:
    """A program that is started in place of the page maker."""
    path = folder / "stand-in"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


async def until_made(person: Patient) -> None:
    await person.app.workers.wait_for_complete()
    await person.settle()


def asked_for(folder: Path) -> list[str]:
    """The options that the page maker was started with."""
    return (folder / "stand-in.asked").read_text(encoding="utf-8").split()


ASKED = 'printf "%s\\n" "$*" > "$0.asked"; cat > "$0.typed"; echo /somewhere/page.pdf'


def test_the_page_that_was_previewed_is_the_page_that_is_made() -> None:
    window = Window(date(2026, 8, 27), TODAY)
    asked = PageRequest(window=window, format="png", paper="Letter", notes=frozenset({"B", "A"}))
    assert asked.options == [
        *("--format", "png", "--page", "letter", "--theme", "colour"),
        *("--from", "2026-08-27", "--to", "2026-11-21"),
        *("--notes-of", "A", "--notes-of", "B"),
    ]


def test_a_name_is_never_on_the_command_line() -> None:
    asked = PageRequest(window=Window(TODAY, TODAY), name="Alex Doe")
    assert asked.options[-2:] == ["--name", "-"]
    assert "Alex" not in " ".join(asked.options)


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        (Asked(), "2026-08-27"),
        (Asked(choice="infusion", infusion="7"), "2026-08-27"),
        (Asked(choice="infusion", infusion=" 1 "), "2026-02-16"),
        (Asked(choice="12 weeks"), "2026-08-30"),
        (Asked(choice="year"), "2025-11-22"),
        (Asked(choice="all"), "2026-03-02"),
        (Asked(choice="from–to", first="6 weeks ago"), "2026-10-10"),
    ],
)
def test_the_days_are_chosen_by_an_infusion_by_length_or_by_dates(asked: Asked, first: str) -> None:
    diary = Diary(infusions=tuple(infusions()), check_ins=tuple(four_weeks()))
    assert days_of(asked, diary, TODAY) == Window(date.fromisoformat(first), TODAY)


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        (Asked(choice="infusion", infusion="11"), "infusion", "1 to 10"),
        (Asked(choice="infusion", infusion=""), "infusion", "1 to 10"),
        (Asked(choice="from–to", first="someday"), "first day", "not understood"),
        (Asked(choice="from–to", first="today", last="yesterday"), "last day", "swap them"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(
    asked: Asked, field: str, said: str
) -> None:
    with pytest.raises(ValidationError, match=said) as refused:
        days_of(asked, Diary(infusions=tuple(infusions())), TODAY)
    assert refused.value.field == field


def test_an_empty_diary_still_has_days_to_ask_for() -> None:
    assert days_of(Asked(choice="all"), Diary(), TODAY) == Window(TODAY, TODAY)
    with pytest.raises(ValidationError, match="No infusion is written down yet"):
        days_of(Asked(choice="infusion", infusion="1"), Diary(), TODAY)


def test_the_notes_to_tick_are_those_the_page_would_print() -> None:
    window = Window(date(2026, 11, 5), date(2026, 11, 20))
    days = [date(2026, 11, day) for day in (4, 5, 20, 21)]
    events = [
        Event(
            id=f"{kind}{day.day}", kind=kind, title=kind, start=day, end=TODAY, note=f"n{kind}{day}"
        )
        for kind in ("life", "medication", "question")
        for day in days
    ]
    given = [infusion(day, note=f"felt {day}") for day in days]
    planned = infusion(date(2026, 11, 19), status="planned", note="never printed")
    diary = Diary(
        check_ins=tuple(check_in(day, 5, note=f"slept {day}") for day in days),
        infusions=(*given, planned),
        events=tuple(events),
    )
    printed = build_report(diary, window, today=TODAY, notes="all").annotations
    offered = notes_in(diary, window)
    assert {noted.note for noted in offered} == {fact.text for fact in printed if fact.text}
    assert len(offered) == 2 + 2 + 3 + 2 + 2


@posix
async def test_the_path_of_the_page_is_shown_when_it_is_made(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, ASKED))
    async with patient(store) as person:
        await person.press("r", "enter")
        await until_made(person)
        assert "Saved at\n /somewhere/page.pdf" in person.screen
    asked = asked_for(tmp_path)
    assert asked[: len(page.PROGRAM)] == list(page.PROGRAM)
    assert asked[len(page.PROGRAM) :][:3] == ["--home", str(store.home.folder), "report"]
    assert "--notes-of" not in asked
    assert "--name" not in asked


@posix
async def test_keys_stay_alive_while_the_page_is_made(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = 'while [ ! -e "$0.go" ]; do sleep 0.05; done; echo /somewhere/page.pdf'
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, script))
    async with patient(store) as person:
        await person.press("r", "enter")
        assert person.reads("hint").startswith("Making the page.")
        await person.press("t", "7", "enter")
        assert [c.value("mood") for c in person.check_ins] == [7]
        (tmp_path / "stand-in.go").touch()
        await until_made(person)
        await person.press("r")
        assert "/somewhere/page.pdf" in person.screen


@posix
async def test_a_page_that_was_not_made_is_explained_as_is_a_page_maker_that_cannot_start(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys, "executable", stand_in(tmp_path, "echo 'The disk is [/] full.' >&2; exit 1")
    )
    async with patient(store) as person:
        await person.press("r", "enter")
        await until_made(person)
        assert person.reads("hint") == "The disk is [/] full."
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
        await person.press("enter")
        await until_made(person)
        assert person.reads("hint") == "The page could not be made: No such file or directory."


@posix
async def test_leaving_while_a_page_is_made_ends_its_process(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, 'echo $$ > "$0.pid"; exec sleep 60'))
    pid = tmp_path / "stand-in.pid"
    async with patient(store) as person:
        await person.press("r", "enter")
        started = await until("the page maker", lambda: pid.exists() and number_in(pid))
        await person.press("q")
    await until("the end of the page maker", lambda: gone(started))


def number_in(file: Path) -> int:
    """The number in a file, 0 while it is being written."""
    text = file.read_text(encoding="utf-8")
    return int(text) if text.endswith("\n") else 0


async def test_a_span_is_typed_and_refused_beside_its_field(store: Store) -> None:
    async with patient(store, size=(120, 40)) as person:
        await person.press("r", "left")
        await person.press("tab", *"someday", "enter")
        assert "The first day was not understood" in " ".join(person.screen.split())
        assert "someday" in person.screen


@posix
async def test_a_page_that_no_program_opens_is_a_sentence(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, "echo /somewhere/page.pdf"))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    async with patient(store) as person:
        await person.press("r", "enter")
        await until_made(person)
        await person.press("v")
        await until_made(person)
        assert person.reads("hint").startswith("No program here opened it.")


@posix
async def test_the_page_is_opened_by_the_systems_viewer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = stand_in(tmp_path, 'echo "$1" > "$0.opened"')
    monkeypatch.setattr(shutil, "which", lambda name: viewer)
    assert await opener.open_file("/somewhere/page.pdf")
    assert (tmp_path / "stand-in.opened").read_text(encoding="utf-8") == "/somewhere/page.pdf\n"


@posix
async def test_only_the_notes_that_were_ticked_go_out(
    full_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, ASKED))
    fill(full_store, [check_in(TODAY, 5, note=MARKUP)])
    async with patient(full_store) as person:
        await person.press("r", "n")
        assert "[x]" not in person.screen
        assert MARKUP in person.screen
        await person.press("space", "down", "space", "space", "down", "space", "enter")
        assert "2 of 3 on the page" in person.screen
        await person.press("enter")
        await until_made(person)
    asked = asked_for(tmp_path)
    ticked = {asked[n + 1] for n, word in enumerate(asked) if word == "--notes-of"}
    diary = full_store.read()
    notes = {check_in.id: check_in.note for check_in in diary.check_ins}
    notes |= {infusion.id: infusion.note for infusion in diary.infusions}
    assert {notes[record] for record in ticked} == {"slept in the chair", MARKUP}


@posix
async def test_a_name_goes_to_the_page_by_another_way_than_its_options(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, ASKED))
    async with patient(store, size=(120, 40)) as person:
        await person.press("r", *["down"] * 4, "right", "enter")
        assert "Type the name to print" in person.screen
        await person.write("Zoë [/]")
        await person.press("enter")
        await until_made(person)
    assert "Zo" not in " ".join(asked_for(tmp_path))
    assert (tmp_path / "stand-in.typed").read_text(encoding="utf-8") == "Zoë [/]"


async def test_the_page_is_read_in_words_before_it_is_made(full_store: Store) -> None:
    async with patient(full_store) as person:
        await person.press("r", "n", "end", "space", "escape", "p")
        assert "Mood around ketamine infusions" in person.screen
        await person.press("end")
        assert "not a diagnosis" in person.screen
        await person.press("home")
        await person.press("space")
        assert "Mood around ketamine infusions" not in person.screen
        words = str(person.app.screen.query_one("#page", Static).content)
        assert "a long walk" in words
        assert "slept in the chair" not in words
        await person.press("escape")
        assert "Report for a visit" in person.screen


async def test_the_days_of_the_page_are_said_and_places_keep_their_keys(store: Store) -> None:
    async with patient(store) as person:
        await person.press("r", "right")
        await person.press("tab", "ctrl+u", "7")
        assert "Thu 27 Aug 2026 to Sat 21 Nov 2026: 87 days, 4 infusions" in person.screen
        await person.press("shift+tab", "l")
        assert "Report for a visit" not in person.screen


async def test_the_name_from_the_settings_is_offered_and_printed_only_if_wanted(
    store: Store,
) -> None:
    with store.writing(NOW, "the name") as unit:
        unit.put_settings(Settings(name="Alex"))
    async with patient(store) as person:
        await person.press("r", "p")
        assert "Alex" not in person.screen
        await person.press("escape", *["down"] * 4, "right", "p")
        assert "Alex. 27 Aug – 21 Nov 2026" in person.screen
