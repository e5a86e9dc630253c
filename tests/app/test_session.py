"""The session: what every place reads and writes through, and what undo undoes. Without the app."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.app.diaries import NOW, TODAY, check_in, infusion
from tests.clock import Clock
from tests.conftest import new_store
from tracker.app.session import Session
from tracker.paths import Home
from tracker.records import Assessment, Rating
from tracker.records.contacts import Contacts, OwnContact
from tracker.records.questionnaires import shipped_questionnaires
from tracker.storage import Change, StorageError, Store, preferences
from tracker.storage.restore import replace_diary, verified_copy
from tracker.storage.snapshots import list_snapshots

DAY = timedelta(days=1)


@pytest.fixture
def session(store: Store) -> Session:
    return Session(store, Clock(NOW))


@pytest.fixture
def nothing(tmp_path: Path) -> Session:
    """The session of a diary in which nothing was ever written."""
    return Session(new_store(Home(tmp_path / "another")), Clock(NOW))


def broken(*_: Any, **__: Any) -> Any:
    raise StorageError("The disk is gone.")


def test_the_whole_diary_is_read_once_until_something_is_written_here_or_elsewhere(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not session.undo_asked
    assert not session.invented
    assert session.made == []
    first = session.read()
    assert session.read() is first
    session.add(check_in(TODAY, 5))
    second = session.read()
    assert second is not first
    assert len(second.check_ins) == 1
    session.store.add(check_in(TODAY - 3 * DAY, 5), NOW, "elsewhere")
    assert len(session.read().check_ins) == 2
    assert [c.day for c in session.read(TODAY, TODAY).check_ins] == [TODAY]
    assert [c.day for c in session.read(TODAY - DAY).check_ins] == [TODAY]
    assert [c.day for c in session.read(None, TODAY - DAY).check_ins] == [TODAY - 3 * DAY]
    assert session.read_settings().check_ins == ()
    assert session.read_settings().infusions


def test_a_diary_that_cannot_be_read_is_not_called_empty(
    session: Session, nothing: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (nothing.empty(), session.empty()) == (True, False)
    assert nothing.offers_questions()
    monkeypatch.setattr(nothing, "read", broken)
    assert not nothing.empty()
    monkeypatch.setattr(preferences, "onboarding_done", broken)
    assert not nothing.offers_questions()
    monkeypatch.setattr(preferences, "contacts", broken)
    assert nothing.contacts() == Contacts()


def test_questionnaires_of_a_clinic_that_cannot_be_read_leave_those_that_come_with_it(
    session: Session,
) -> None:
    found, why = session.questionnaires()
    assert (len(found) >= len(shipped_questionnaires()), why) == (True, "")
    with session.store.writing(NOW, "another program's") as unit:
        unit.put_setting("questionnaire/odd", {"title": "odd"})
    found, why = session.questionnaires()
    assert found == shipped_questionnaires()
    assert "form odd cannot be read" in why


def test_scales_are_offered_again_only_once_one_was_filled_in(session: Session) -> None:
    assert session.open_scales(TODAY) == ()
    done = Assessment(id="a", day=TODAY - 9 * DAY, questionnaire="phq-9", total=9, low=0, high=27)
    session.store.add(done, NOW, "the clinic")
    assert session.open_scales(TODAY) == ("PHQ-9",)
    assert session.open_scales(TODAY - 8 * DAY) == ()


def test_the_report_is_made_once_a_day_and_from_the_first_day_on(
    session: Session, nothing: Session
) -> None:
    made = session.report(TODAY)
    assert made
    assert session.report(TODAY) is made
    assert made.window.start == min(i.day for i in session.read().infusions)
    assert made.window.end == TODAY
    assert session.report(TODAY + DAY) is not made
    session.add(check_in(TODAY, 5))
    assert session.report(TODAY) is not made
    assert nothing.report(TODAY) is None
    nothing.store.add(infusion(TODAY + DAY, status="planned"), NOW, "a plan")
    assert nothing.report(TODAY) is None
    nothing.store.add(infusion(TODAY), NOW, "today")
    assert nothing.report(TODAY)


def test_an_entry_is_made_now_and_may_be_about_another_time(session: Session) -> None:
    made = session.check_in(TODAY, (Rating("mood", 5),), "a note")
    assert (made.at, made.recorded_at, made.day, made.note) == (NOW, NOW, TODAY, "a note")
    assert len({made.id, session.new_id(), session.new_id()}) == 3
    assert all(len(name) == len(made.id) for name in (session.new_id(), made.id))
    assert session.calendar_day == NOW.date()
    earlier = Session(session.store, Clock(NOW), NOW - DAY)
    assert earlier.check_in(TODAY - DAY, (Rating("mood", 5),)).at == NOW - DAY
    assert session.read().check_ins == (), "nothing is written yet"


def test_each_change_is_undone_by_itself_the_latest_first(session: Session) -> None:
    entry = check_in(TODAY, 5)
    session.add(entry)
    same = session.edit(entry, note=None)
    assert (same, len(session.made)) == (entry, 1), "nothing was changed"
    edited = session.edit(entry, ratings={"mood": 6}, note="a walk")
    assert (edited.note, len(session.made)) == ("a walk", 2)
    assert session.store.edited_ids() == {entry.id}
    session.remove(edited)
    assert session.store.removed() == (edited,)
    session.restore(edited)
    assert [state.record for state in session.store.states(edited)][:1] == [entry]
    session.bring_back(replace(edited, note="another"))
    session.choose(name="Alex")
    session.put_contacts(clinic=OwnContact("the ward", "1"))
    session.put_contacts(person=OwnContact("Ada", "2"))
    assert session.contacts() == Contacts(
        clinic=OwnContact("the ward", "1"), person=OwnContact("Ada", "2")
    )
    plan = [infusion(TODAY + n * DAY, status="planned") for n in (30, 33)]
    session.add(*plan, action="plan")
    session.keep(lambda unit: unit.add(check_in(TODAY - DAY, 4)), Change("add", "check_ins"))
    assert len(session.made) == 10
    undone = []
    while session.made:
        left = len(session.made)
        one = session.undo()
        assert one
        assert len(session.made) == left - 1
        undone.append(one)
    assert undone == [
        "the new entry",
        "2 infusions planned",
        "the change to the contacts",
        "the change to the contacts",
        "the change to name; it is none again",
        "the old note is there again for Sat 21 Nov",
        "the return of mood 6 of Sat 21 Nov",
        "the removal of mood 6 of Sat 21 Nov",
        "mood is 5 again for Sat 21 Nov",
        "mood 5 of Sat 21 Nov",
    ]
    diary = session.read()
    assert diary.check_ins == ()
    assert not {i.id for i in plan} & {i.id for i in diary.infusions}
    assert (diary.settings.name, session.contacts()) == (None, Contacts())


def test_what_was_undone_elsewhere_is_passed_over_and_before_the_session_all_is_undone(
    session: Session,
) -> None:
    session.add(check_in(TODAY - DAY, 5))
    session.add(check_in(TODAY, 7))
    session.store.undo(NOW)
    one = session.undo()
    assert one
    assert "Fri 20 Nov" in one
    assert session.made == []
    session.add(check_in(TODAY, 7))
    session.store.undo(NOW)
    assert session.undo() is None
    assert session.made == []
    before = Session(session.store, Clock(NOW))
    assert before.undo(), "the diary of the test itself"
    while before.undo():
        pass
    assert before.undo() is None


def test_a_later_change_by_another_program_stays(session: Session) -> None:
    session.add(check_in(TODAY - DAY, 5))
    session.store.add(check_in(TODAY, 7), NOW, "elsewhere")
    assert session.undo()
    assert [c.day for c in session.read().check_ins] == [TODAY]


def test_after_a_restore_undo_leaves_what_another_program_wrote_since(session: Session) -> None:
    home = session.store.home
    earlier = session.store.snapshot(NOW, "before")
    session.add(check_in(TODAY - DAY, 5))
    with verified_copy(home, earlier, NOW) as copy:
        replace_diary(copy, home, NOW)
    elsewhere = check_in(TODAY, 7)
    same_number = Store(home).add(elsewhere, NOW + timedelta(seconds=1))
    assert session.made == [same_number]
    assert session.undo() is None
    assert session.read().check_ins == (elsewhere,)


def test_a_copy_is_made_once_a_day(session: Session) -> None:
    session.add(check_in(TODAY, 5))
    session.add(check_in(TODAY, 6))
    assert not list_snapshots(session.store.home.snapshots)
    session.snapshot_if_due()
    session.snapshot_if_due()
    assert len(list_snapshots(session.store.home.snapshots)) == 1


def test_a_notice_is_given_once(session: Session) -> None:
    session.store.notice = "No copy was made."
    assert [session.notice(), session.notice()] == ["No copy was made.", None]


def test_several_records_are_one_change_and_one_names_its_record(session: Session) -> None:
    session.add(infusion(TODAY + 40 * DAY, status="planned"))
    session.add(*(infusion(TODAY + n * DAY, status="planned") for n in (50, 51)))
    assert len(session.made) == 2
    told = [session.undo(), session.undo()]
    assert told == ["2 infusions", "the planned infusion of Thu 31 Dec"]
