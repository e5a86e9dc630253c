from __future__ import annotations

import asyncio
import os
import shutil
import stat
import sys
from pathlib import Path

import pytest

from tests.app.diaries import TODAY
from tests.app.patient import Patient, patient
from tracker.app import opener, page
from tracker.app.page import PageRequest
from tracker.records import Problem
from tracker.storage import Store

posix = pytest.mark.skipif(os.name != "posix", reason="a stand-in script needs a Unix shell")


def stand_in(folder: Path, script: str) -> str:
    """A program that is started in place of the page maker."""
    path = folder / "stand-in"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


async def until_made(person: Patient) -> None:
    await person.app.workers.wait_for_complete()
    await person.settle()


def test_the_usual_page_needs_no_choice() -> None:
    asked = PageRequest(window="last course").arguments(TODAY)
    assert asked == ["--format", "pdf", "--page", "a4", "--theme", "colour"]


def test_every_choice_becomes_an_option_of_the_command() -> None:
    asked = PageRequest(window="12 weeks", format="png", paper="Letter", theme="mono", notes=True)
    assert asked.arguments(TODAY) == [
        *("--format", "png", "--page", "letter", "--theme", "mono"),
        *("--last", "12w", "--notes"),
    ]


def test_a_year_and_a_span_of_days_can_be_asked_for() -> None:
    assert "--year" in PageRequest(window="year").arguments(TODAY)
    span = PageRequest(window=page.FROM_TO, first="6 weeks ago", last="yesterday")
    asked = span.arguments(TODAY)
    assert asked[-4:] == ["--from", "2026-10-10", "--to", "2026-11-20"]


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    span = PageRequest(window=page.FROM_TO, first="today", last="yesterday")
    with pytest.raises(Problem, match="swap them"):
        span.arguments(TODAY)


@posix
async def test_the_path_of_the_page_is_shown_when_it_is_made(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = 'printf "%s\\n" "$*" > "$0.asked"; echo /somewhere/page.pdf'
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, script))
    async with patient(store) as person:
        await person.press("r", "enter")
        await until_made(person)
        assert "Saved at\n /somewhere/page.pdf" in person.screen
    asked = (tmp_path / "stand-in.asked").read_text().split()
    assert asked[:5] == ["-m", "tracker", "--home", str(store.home.folder), "report"]


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
async def test_a_page_that_was_not_made_is_explained_in_the_commands_own_words(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys, "executable", stand_in(tmp_path, "echo 'The disk is [/] full.' >&2; exit 1")
    )
    async with patient(store) as person:
        await person.press("r", "enter")
        await until_made(person)
        assert person.reads("hint") == "The disk is [/] full."


async def test_a_page_maker_that_cannot_start_is_a_sentence(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    async with patient(store) as person:
        await person.press("r", "enter")
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
        for _ in range(100):
            if pid.exists() and pid.read_text().strip():
                break
            await asyncio.sleep(0.05)
        await person.press("q")
    await asyncio.sleep(0.1)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


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
        await person.press("o")
        await until_made(person)
        assert person.reads("hint").startswith("No program here opened it.")


@posix
async def test_the_page_is_opened_by_the_systems_viewer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = stand_in(tmp_path, 'echo "$1" > "$0.opened"')
    monkeypatch.setattr(shutil, "which", lambda name: viewer)
    assert await opener.open_file("/somewhere/page.pdf")
    assert (tmp_path / "stand-in.opened").read_text() == "/somewhere/page.pdf\n"
