"""Whom a person may call: the numbers of a region, and those that are their own.

The numbers are data with the day they were checked. A region is chosen, never guessed.
"""

from tracker.records.contacts.care import care_words, whom_to_call
from tracker.records.contacts.data import region, regions
from tracker.records.contacts.model import OTHER, Contacts, Line, OwnContact, Region

__all__ = [
    "OTHER",
    "Contacts",
    "Line",
    "OwnContact",
    "Region",
    "care_words",
    "region",
    "regions",
    "whom_to_call",
]
