from __future__ import annotations

import pytest
from textual.markup import MarkupError
from textual.widgets import Static

from tests.app.diaries import MARKUP, NOW, TODAY, check_in, fill
from tests.app.patient import patient
from tests.waits import rest
from tracker.app import crash
from tracker.app.app import TrackerApp
from tracker.app.screens.today import TodayScreen
from tracker.app.session import Session
from tracker.storage import StorageError, Store
from tracker.storage.errors import CannotWriteError

FULL = "The disk is [/] full. Nothing was changed; make room and try again."


def refuse_to_write(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise CannotWriteError(FULL)

    monkeypatch.setattr(store, "writing", refuse)
    monkeypatch.setattr(store, "undo", refuse)


async def test_a_score_that_could_not_be_saved_is_kept_and_said(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(store) as person:
        with monkeypatch.context() as full_disk:
            refuse_to_write(store, full_disk)
            await person.press("7", "enter")
            assert person.reads("hint") == FULL
            assert person.reads("saved") == ""
            assert "[7]" in person.screen
        await person.press("enter")
    assert [c.value("mood") for c in person.check_ins] == [7]


async def test_a_form_or_a_note_that_could_not_be_saved_keeps_all_that_was_typed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(store, size=(120, 40)) as person:
        refuse_to_write(store, monkeypatch)
        await person.press("i", "a", "tab", "tab", *"10:30", "enter")
        assert FULL in person.screen
        assert "10:30" in person.screen
        await person.press("escape", "t")
        assert FULL not in person.screen
        await person.press("n", *"thought", "enter")
        assert FULL in person.screen
        assert "thought" in person.screen


async def test_a_refused_change_to_an_infusion_is_said(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with patient(store) as person:
        refuse_to_write(store, monkeypatch)
        person.app.session.changes = 1
        await person.press("i", "x")
        assert person.reads("hint") == FULL
        await person.press("m", "escape")
        assert person.reads("hint") != FULL
        await person.press("u")
        assert person.reads("hint") == FULL


async def test_a_diary_that_cannot_be_read_is_a_sentence_and_no_welcome(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise StorageError("The diary is damaged.")

    monkeypatch.setattr(store, "read", refuse)
    async with patient(store) as person:
        assert person.reads("hint") == "The diary is damaged."


async def test_what_went_wrong_beside_a_kept_change_is_said_once(store: Store) -> None:
    async with patient(store) as person:
        store.home.snapshots.write_text("a file where a folder should be", encoding="utf-8")
        await person.press("7", "enter")
        assert "u takes it back. The day's copy of the diary could not" in person.reads("saved")
        store.home.snapshots.unlink()
        await person.press("6", "enter")
        assert person.reads("saved") == "Saved: mood 6 for Saturday 21 November. u takes it back."


async def test_what_another_program_wrote_is_shown(store: Store) -> None:
    async with patient(store) as person:
        fill(store, [check_in(TODAY, 3)])
        screen = person.app.screen
        assert isinstance(screen, TodayScreen)
        screen.look()
        await person.settle()
        assert "21:04 mood 3" in person.screen


async def test_what_one_screen_wrote_is_shown_on_the_next(store: Store) -> None:
    async with patient(store) as person:
        await person.press("i", "t", "i", "x", "t")
        assert "next planned Fri 18 Dec" in person.screen


async def press_seven(app: TrackerApp) -> None:
    async with app.run_test() as pilot:
        await pilot.press("7")
        await rest(app, pilot.pause)


async def test_a_fault_ends_in_one_sentence_and_shows_no_note(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(screen: TodayScreen, digit: int) -> None:
        private = "a private note"
        raise ValueError(private)

    monkeypatch.setattr(TodayScreen, "action_digit", fault)
    app = TrackerApp(Session(store, lambda: NOW))
    with pytest.raises(ValueError, match="a private note"):
        await press_seven(app)
    said = capsys.readouterr().err
    assert app.return_code == 1
    assert "private" not in said
    assert "(ValueError at test_when_things_go_wrong.py:" in " ".join(said.split())


async def test_a_fault_that_brings_its_own_picture_is_told_the_same_way(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(screen: TodayScreen, digit: int) -> None:
        screen.query_one("#hint", Static).update(MARKUP)
        screen.mount(Static("[/] a private note"))

    monkeypatch.setattr(TodayScreen, "action_digit", fault)
    app = TrackerApp(Session(store, lambda: NOW))
    with pytest.raises(MarkupError):
        await press_seven(app)
    assert "private" not in capsys.readouterr().err


def test_a_fault_without_a_place_is_still_a_sentence() -> None:
    assert "KeyError at an unknown place" in crash.sentence(KeyError("private"))
    assert "private" not in crash.sentence(KeyError("private"))
