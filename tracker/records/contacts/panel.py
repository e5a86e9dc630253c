"""The text shown after thoughts of death or self-harm were recorded: the numbers first.

The same words each time: nothing is scored, nothing is called a risk, and it is never claimed
that anyone was told. They name no command and no key, so that each face can add its own.
"""

from __future__ import annotations

from tracker.records.contacts.model import OTHER, Contacts, find_region

_SAVED = "Thank you for noting this. It is saved."
_NOBODY_SEES = "This program cannot see, call or alert anyone, and nobody is told what you write."
_NOT_ALONE = "You are not alone, and help is available. People who can help now:"
_NOT_SAFE = (
    "If it is hard to stay safe, call the emergency number or go to the nearest emergency "
    "department, and ask someone to stay with you."
)
_WHICH_COUNTRY = "Which country are you in? Choose it, and its numbers are shown here."


def crisis_panel_lines(contacts: Contacts) -> tuple[str, ...]:
    """Return the panel, a line each: the numbers, what to do, what this program cannot do."""
    return (_NOT_ALONE, *contact_lines(contacts), _NOT_SAFE, _SAVED, _NOBODY_SEES)


def contact_lines(contacts: Contacts) -> tuple[str, ...]:
    """Return the numbers, a line each: emergency, crisis, the person's own, everywhere else.

    Without a region it asks for one in words.
    """
    elsewhere = find_region(OTHER)
    here = contacts.region or elsewhere
    return (
        *(f"In danger now: {line.label}" for line in here.emergency),
        *(f"To talk: {line.label}" for line in here.crisis if here != elsewhere),
        *([] if contacts.region else [_WHICH_COUNTRY]),
        *([f"Your clinic: {contacts.clinic.label}"] if contacts.clinic else []),
        *([f"Someone you trust: {contacts.person.label}"] if contacts.person else []),
        *(f"In any country: {line.label}" for line in elsewhere.crisis),
    )
