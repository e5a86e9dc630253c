"""Clinic questionnaires, contacts and the onboarding flag, stored as settings rows.

A row each, so that they are in snapshots and can be undone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.records.contacts import Contacts, find_region
from tracker.records.questionnaires import (
    Questionnaire,
    Wording,
    find_questionnaire,
    questionnaire_from_values,
    questionnaire_to_values,
    shipped_questionnaires,
    wording_from_values,
    wording_to_values,
)
from tracker.records.validation import ValidationError
from tracker.storage.errors import UnreadableFormError
from tracker.storage.transaction import Transaction

if TYPE_CHECKING:
    from tracker.storage.store import Store

_REGION: Final = "region"
_CONTACTS: Final = "contacts"
QUESTIONNAIRE: Final = "questionnaire/"
"""Prefix of the settings that hold what a clinic's files brought, before its key."""

_FIRST_ASKED: Final = "first_questions_asked"


def questionnaires(store: Store) -> tuple[Questionnaire, ...]:
    """Return those that come with tracker, in the clinic's wording where it has one, and others.

    Raises:
        ValidationError: one that is stored in it cannot be read.
    """
    shipped = {form.key: form for form in shipped_questionnaires()}
    brought = {form.key: form for form in clinic_questionnaires(store)}
    return tuple((shipped | brought).values())


def clinic_questionnaires(store: Store) -> tuple[Questionnaire, ...]:
    """Return what a clinic's file brought: its own questionnaires, and ours in its wording.

    Raises:
        UnreadableFormError: one of them cannot be read.
    """
    stored = store.settings(QUESTIONNAIRE).items()
    return tuple(stored_questionnaire(key, values) for key, values in stored)


def stored_questionnaire(key: str, values: Any) -> Questionnaire:
    """Return the questionnaire in a setting of this key: the clinic's own, or ours in its wording.

    Raises:
        UnreadableFormError: it cannot be read.
    """
    name = key.removeprefix(QUESTIONNAIRE)
    try:
        if ours := find_questionnaire(name):
            return ours.with_wording(wording_from_values(values))
        return questionnaire_from_values(values)
    except ValidationError as problem:
        raise UnreadableFormError(name) from problem


def added_keys(store: Store) -> frozenset[str]:
    """Return the keys of what a clinic's file brought: questionnaires, and wordings of ours."""
    return frozenset(key.removeprefix(QUESTIONNAIRE) for key in store.settings(QUESTIONNAIRE))


def put_questionnaire(transaction: Transaction, questionnaire: Questionnaire) -> None:
    """Store a questionnaire of the clinic's, in place of one of the same key."""
    if find_questionnaire(questionnaire.key):
        raise ValidationError(
            "key", f"{questionnaire.title} comes with tracker; choose another key."
        )
    transaction.put_setting(
        QUESTIONNAIRE + questionnaire.key, questionnaire_to_values(questionnaire)
    )


def put_wording(transaction: Transaction, questionnaire: Questionnaire, wording: Wording) -> None:
    """Store the clinic's wording of a questionnaire that comes with tracker."""
    questionnaire.with_wording(wording)
    transaction.put_setting(QUESTIONNAIRE + questionnaire.key, wording_to_values(wording))


def drop_questionnaire(transaction: Transaction, key: str) -> None:
    """Remove a clinic's questionnaire or wording; what was filled in stays."""
    transaction.put_setting(QUESTIONNAIRE + key, None)


def onboarding_done(store: Store) -> bool:
    """Return whether the questions of the first run were answered or skipped."""
    return bool(store.settings(_FIRST_ASKED))


def set_onboarding_done(transaction: Transaction) -> None:
    """Store that these questions need not be asked again."""
    transaction.put_setting(_FIRST_ASKED, True)


def contacts(store: Store) -> Contacts:
    """Return the contacts of the help panel: the chosen region's and the person's own.

    A region for which there are no numbers, as a file may bring, is ignored.
    """
    kept = store.settings(_REGION, _CONTACTS)
    chosen = kept.get(_REGION)
    try:
        region = find_region(str(chosen)) if chosen else None
    except ValidationError:
        region = None
    return Contacts.of(region, kept.get(_CONTACTS))


def put_contacts(transaction: Transaction, contacts: Contacts) -> None:
    """Store the region, if one is chosen, and the person's own contacts."""
    if contacts.region:
        transaction.put_setting(_REGION, contacts.region.code)
    transaction.put_setting(_CONTACTS, contacts.own_values or None)
