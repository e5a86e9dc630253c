"""What a patient writes, as frozen values that check themselves. Standard library only.

Everything else takes these and gives these back; a value that exists is valid. What makes, reads or
looks up one raises a ValidationError for a value that cannot be, with a sentence for the person.
A name is loaded with the module that defines it when it is first asked for: recording a score needs
few of them.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.records.assessment import Assessment as Assessment
    from tracker.records.catalogue import BUILTIN_MEASURES as BUILTIN_MEASURES
    from tracker.records.catalogue import PROFILES as PROFILES
    from tracker.records.catalogue import known_measure as known_measure
    from tracker.records.check_in import CheckIn as CheckIn
    from tracker.records.course import NumberedInfusion as NumberedInfusion
    from tracker.records.course import group_courses as group_courses
    from tracker.records.course import number_infusions as number_infusions
    from tracker.records.day import datetime_on as datetime_on
    from tracker.records.day import diary_day as diary_day
    from tracker.records.day_parser import parse_day as parse_day
    from tracker.records.day_parser import parse_time as parse_time
    from tracker.records.diary import Diary as Diary
    from tracker.records.event import Event as Event
    from tracker.records.infusion import Infusion as Infusion
    from tracker.records.infusion import SideEffect as SideEffect
    from tracker.records.measure import MOOD as MOOD
    from tracker.records.measure import SELF_HARM as SELF_HARM
    from tracker.records.measure import Measure as Measure
    from tracker.records.measure import Rating as Rating
    from tracker.records.measure import measure_key as measure_key
    from tracker.records.settings import Settings as Settings
    from tracker.records.validation import Number as Number
    from tracker.records.validation import ValidationError as ValidationError
    from tracker.records.validation import new_id as new_id

_NAMES = {
    "assessment": ("Assessment",),
    "catalogue": ("BUILTIN_MEASURES", "PROFILES", "known_measure"),
    "check_in": ("CheckIn",),
    "course": ("NumberedInfusion", "group_courses", "number_infusions"),
    "day": ("datetime_on", "diary_day"),
    "day_parser": ("parse_day", "parse_time"),
    "diary": ("Diary",),
    "event": ("Event",),
    "infusion": ("Infusion", "SideEffect"),
    "measure": ("MOOD", "SELF_HARM", "Measure", "Rating", "measure_key"),
    "settings": ("Settings",),
    "validation": ("Number", "ValidationError", "new_id"),
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a name with its module (PEP 562)."""
    if (module := _MODULE_OF.get(name)) is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value
