"""The first run: three short questions, begun by the person, each of which can be skipped."""

from __future__ import annotations

from tests.app.diaries import TODAY
from tests.app.patient import patient
from tests.app.test_screens import TINY
from tests.app.test_settings import go_to
from tracker.storage import Store
from tracker.storage.preferences import contacts


async def test_three_answers_are_one_change(new_store: Store) -> None:
    async with patient(new_store) as person:
        assert "b asks three short questions" in " ".join(person.screen.split())
        assert "b Begin" in person.screen
        await person.press("b", "enter")
        assert "2 of 3  Where do you live?" in person.screen
        await person.press("down", "down", "enter", *"in 13 days")
        assert "Fri 4 Dec 2026" in person.screen
        await person.press("enter")
        assert person.reads("saved") == (
            "Saved: after mood anxiety, energy, sleep; region GB; infusion planned Fri 4 Dec. "
            "u takes it back."
        )
        assert "Welcome" not in person.screen
        assert "Type 0 to 10" in person.reads("hint")
        known = contacts(new_store)
        assert known.region is not None
        assert known.region.code == "GB"
        assert [(i.day.isoformat(), i.status) for i in person.infusions] == [
            ("2026-12-04", "planned")
        ]
        assert [m.key for m in new_store.read().active_measures] == [
            *("mood", "anxiety", "energy", "sleep")
        ]
        await person.press("u")
        assert new_store.read().empty
        assert contacts(new_store).region is None


async def test_skipped_they_do_not_come_again_but_are_in_the_settings(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("b")
        assert "Esc Skip" in person.screen
        await person.press("escape", "escape", "escape")
        assert "Skipped." in person.reads("saved")
        assert "three short questions" not in person.screen
        assert "b Begin" not in person.screen
    async with patient(new_store, size=TINY) as person:
        await person.press("b")
        assert "three short questions" not in person.screen
        await person.press("o")
        await go_to(person, "first")
        await person.press("enter", "escape", "escape", *"3 days ago", "enter")
        assert "infusion given Wed 18 Nov" in person.reads("saved")
    assert [i.status for i in person.infusions] == ["given"]


async def test_a_day_that_is_not_understood_is_said_and_nothing_is_lost(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("b", "enter", "escape", *"moonday", "enter")
        assert "The day was not understood" in " ".join(person.screen.split())
        await person.press("escape")
    assert len(new_store.read().active_measures) == 4


async def test_nobody_has_to_answer_before_the_first_score(new_store: Store) -> None:
    async with patient(new_store) as person:
        await person.press("8", "enter", "b")
        assert "1 of 3" not in person.screen
    assert [(c.day, c.value("mood")) for c in person.check_ins] == [(TODAY, 8)]
