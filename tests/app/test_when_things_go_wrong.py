"""A full disk, an unreadable diary, a fault of ours: a sentence, and nothing lost."""

from __future__ import annotations

import asyncio
import itertools
import os
import select
import sys
import time

import pytest
from textual import _time, events
from textual.geometry import Size
from textual.markup import MarkupError
from textual.widgets import Static

from tests import launch
from tests.app.diaries import MARKUP, NOW
from tests.app.patient import patient
from tests.sweep import always
from tests.waits import until
from tracker import app
from tracker.app.app import TrackerApp, bug_message
from tracker.app.session import Session
from tracker.app.today.screen import TodayPlace
from tracker.storage import StorageError, Store
from tracker.storage.errors import CannotWriteError
from tracker.storage.snapshots import list_snapshots

FULL = "The disk is [/] full. Nothing was changed; make room and try again."


def refuse_to_write(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **how: object) -> None:
        raise CannotWriteError(FULL)

    for name in ("writing", "undo", "edit", "remove", "restore", "edit_settings"):
        monkeypatch.setattr(store, name, refuse)


def test_a_diary_that_cannot_be_read_is_refused_before_the_screen_is_taken(
    new_store: Store, capfd: pytest.CaptureFixture[str]
) -> None:
    content = new_store.home.diary.read_bytes()
    new_store.home.diary.write_bytes(content.replace(b"CREATE VIEW", b"CREATE VI\x81W"))
    with pytest.raises(StorageError, match="damaged"):
        app.run(Store.open(new_store.home, NOW), clock=lambda: NOW)
    assert capfd.readouterr() == ("", "")


async def test_a_form_that_could_not_be_saved_keeps_all_that_was_typed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(store, size=(120, 40)) as person:
        refuse_to_write(store, monkeypatch)
        await person.press("i", "a", "tab", "tab", *"10:30", "enter")
        assert FULL in person.words
        assert "10:30" in person.screen
        await person.press("escape", "t")
        assert FULL not in person.words


async def test_a_machine_too_busy_to_be_on_time_still_shows_a_new_size(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    size, look, seconds = Size(100, 30), _time.get_time, itertools.count()

    def look_late() -> float:
        """Let a second pass between any two looks of a timer that is called once."""
        task = asyncio.current_task()
        once = task is not None and task.get_name().startswith("set_timer")
        return look() + (next(seconds) if once else 0)

    async with patient(store) as person:
        monkeypatch.setattr(_time, "get_time", look_late)
        person.app.post_message(events.Resize(size, size))
        await until("the new size", lambda: person.app.screen.has_class("-wide"), patience=10)


async def test_a_refused_change_to_an_infusion_is_shown_until_the_next_key(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(store) as person:
        refuse_to_write(store, monkeypatch)
        person.app.session.made.append(1)
        await person.press("i", "x")
        assert person.says == f"! {FULL}"
        await person.press("down")
        assert FULL not in person.says
        await person.press("u")
        assert person.says == f"! {FULL}"


@pytest.mark.parametrize("key", always(["", "h"], ["", "i", "v", "h"]))
async def test_a_diary_that_cannot_be_read_is_a_sentence_in_every_place(
    store: Store, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    def refuse(*args: object) -> None:
        raise StorageError("The diary is damaged.")

    monkeypatch.setattr(store, "read", refuse)
    async with patient(store) as person:
        await person.press(*filter(None, [key]))
        assert person.says == "! The diary is damaged."
        await person.press("down")
        assert person.says == "The diary is damaged."
        assert "Welcome" not in person.screen


async def test_a_snapshot_that_fails_beside_a_saved_entry_is_reported_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.app.app.AFTER_THE_START", 600)
    async with patient(store, size=(160, 50)) as person:
        store.notice = "The day's snapshot could not be made."
        await person.press("7", "enter")
        assert "The day's snapshot could not be made." in person.says
        await person.press("6", "enter")
        assert "snapshot" not in person.says


async def test_an_app_left_open_for_days_copies_the_diary_on_each(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.app.app.SNAPSHOT_EVERY", 0.01)
    async with patient(store) as person:
        await person.press("7", "enter", "6", "enter")
        await until("today's copy", lambda: list_snapshots(store.home.snapshots))
        person.clock.forward(days=1)
        await until("tomorrow's", lambda: len(list_snapshots(store.home.snapshots)) == 2)


async def test_what_one_place_wrote_is_shown_in_the_next(store: Store) -> None:
    async with patient(store) as person:
        await person.press("i", "t")
        assert "Fri 4 Dec" in person.screen
        await person.press("i", "home", "down", "x", "t")
        assert "Fri 4 Dec" not in person.screen


async def press_seven(app: TrackerApp) -> None:
    async with app.run_test() as pilot:
        await pilot.press("7")
        await until("the end of the app", lambda: app.return_code is not None)


async def test_a_fault_ends_in_one_sentence_and_shows_no_note(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(place: TodayPlace, digit: int) -> None:
        private = "a private note"
        raise ValueError(private)

    monkeypatch.setattr(TodayPlace, "action_digit", fault)
    app = TrackerApp(Session(store, lambda: NOW))
    with pytest.raises(ValueError, match="a private note"):
        await press_seven(app)
    said = capsys.readouterr().err
    assert app.return_code == 1
    assert "private" not in said
    assert "(ValueError at toolkit.py:" in " ".join(said.split())


async def test_a_fault_in_markup_is_reported_without_the_markup(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(place: TodayPlace, digit: int) -> None:
        place.query_one("#waits", Static).update(MARKUP)
        place.mount(Static("[/] a private note"))

    monkeypatch.setattr(TodayPlace, "action_digit", fault)
    app = TrackerApp(Session(store, lambda: NOW))
    with pytest.raises(MarkupError):
        await press_seven(app)
    assert "private" not in capsys.readouterr().err


def test_a_fault_without_a_place_is_still_a_sentence() -> None:
    message = bug_message(KeyError("private"))
    assert "KeyError at an unknown place" in message
    assert "private" not in message


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Unix")
@pytest.mark.parametrize("ended_by", always(["hang-up"], ["hang-up", "SIGTERM"]))
def test_an_app_that_is_ended_from_outside_keeps_what_was_saved_and_restores_the_terminal(
    store: Store, ended_by: str
) -> None:
    terminal, end = os.openpty()
    app = launch.start_in_terminal(store.home.folder, end)
    os.close(end)
    try:
        read_until(terminal, b"Quit")
        os.write(terminal, b"7\r")
        read_until(terminal, b"Saved")
        if ended_by == "SIGTERM":
            app.terminate()
            read_until(terminal, b"\x1b[?1049l")  # back from the alternate screen
        os.close(terminal)
        app.wait(60)
    finally:
        app.kill()
        app.wait()
    assert [c.value("mood") for c in store.read().check_ins] == [7]


def read_until(terminal: int, words: bytes) -> None:
    output, end = b"", time.monotonic() + 60
    while words not in output:
        assert time.monotonic() < end, output[-2000:]
        if select.select([terminal], [], [], 1)[0]:
            output += os.read(terminal, 65536)
