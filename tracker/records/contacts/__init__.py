"""Crisis contacts: the lines of a region, and the contacts that a person adds.

The numbers are data with the day they were checked. A region is chosen, never guessed.
"""

from tracker.records.contacts.model import (
    OTHER,
    Contacts,
    CrisisLine,
    OwnContact,
    Region,
    find_region,
    regions,
)
from tracker.records.contacts.panel import contact_lines, crisis_panel_lines

__all__ = [
    "OTHER",
    "Contacts",
    "CrisisLine",
    "OwnContact",
    "Region",
    "contact_lines",
    "crisis_panel_lines",
    "find_region",
    "regions",
]
