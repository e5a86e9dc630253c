"""What is stored beside the records: forms of a clinic, whether the first questions were asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

import tracker.storage
from tests.conftest import NOW
from tests.storage.making import later
from tracker.records import ValidationError
from tracker.records.questionnaires import Questionnaire, Wording, find_questionnaire
from tracker.storage import Store
from tracker.storage.preferences import (
    added_keys,
    drop_questionnaire,
    onboarding_done,
    put_questionnaire,
    put_wording,
    questionnaires,
    set_onboarding_done,
)


def form(key: str) -> Questionnaire:
    found = find_questionnaire("gad-2")
    assert found
    return replace(found, key=key, title="Clinic's own", loinc_panel=None, loinc_total=None)


def test_a_clinics_form_is_stored_beside_ours_until_it_is_dropped(store: Store) -> None:
    before = questionnaires(store)
    with store.writing(NOW, "a form") as unit:
        put_questionnaire(unit, form("clinic"))
    *shipped, theirs = questionnaires(store)
    assert tuple(shipped) == before
    assert (theirs.key, theirs.title, len(theirs.items)) == ("clinic", "Clinic's own", 2)
    assert added_keys(store) == {"clinic"}
    with store.writing(later(1), "a form") as unit:
        drop_questionnaire(unit, "clinic")
    assert (questionnaires(store), added_keys(store)) == (before, frozenset())


def test_a_clinics_form_never_takes_the_place_of_one_of_ours(store: Store) -> None:
    with pytest.raises(ValidationError, match="comes with tracker") as refused:  # noqa: SIM117
        with store.writing(NOW, "a form") as unit:
            put_questionnaire(unit, form("gad-2"))
    assert refused.value.field == "key"
    assert added_keys(store) == frozenset()


def test_a_wording_that_does_not_fit_the_form_is_never_stored(store: Store) -> None:
    ours = form("gad-2")
    shown = replace(ours, title="GAD-2")
    labels = tuple(answer.label for answer in ours.items[0].answers)
    for unfit in (Wording(("One.",), labels), Wording(("One.", "Two."), labels[:-1])):
        with pytest.raises(ValidationError) as refused, store.writing(NOW, "a form") as unit:
            put_wording(unit, shown, unfit)
        assert refused.value.field == "wording"
        assert added_keys(store) == frozenset()
    before = questionnaires(store)
    with store.writing(NOW, "a form") as unit:
        put_wording(unit, shown, Wording(("One.", "Two."), labels))
    (worded,) = (q for q in questionnaires(store) if q.key == "gad-2")
    assert [item.prompt for item in worded.items] == ["One.", "Two."]
    with store.writing(later(1), "a form") as unit:
        drop_questionnaire(unit, "gad-2")
    assert questionnaires(store) == before


def test_the_first_questions_are_asked_once(store: Store) -> None:
    assert not onboarding_done(store)
    with store.writing(NOW, "the first questions") as unit:
        set_onboarding_done(unit)
    assert onboarding_done(store)


def test_every_name_of_the_package_is_there_and_no_other() -> None:
    for name in tracker.storage.__all__:
        assert name == "Record" or getattr(tracker.storage, name).__name__ == name
    assert not hasattr(tracker.storage, "Records")
