"""What a person writes down, as frozen values that check themselves. Standard library only.

Everything else in the house takes these and gives these back; a value that exists is valid.
"""

from tracker.records.assessment import Assessment
from tracker.records.check_in import CheckIn
from tracker.records.course import Course, NumberedInfusion, group_courses, number_infusions
from tracker.records.day import datetime_on, diary_day, parse_day, parse_time
from tracker.records.diary import Diary, Settings
from tracker.records.event import Event
from tracker.records.infusion import Infusion, SideEffect
from tracker.records.measure import (
    BUILTIN_MEASURES,
    MOOD,
    PROFILES,
    SELF_HARM,
    Measure,
    Rating,
    known_measure,
    measure_for,
    measure_key,
)
from tracker.records.validation import Number, ValidationError, new_id

__all__ = [
    "BUILTIN_MEASURES",
    "MOOD",
    "PROFILES",
    "SELF_HARM",
    "Assessment",
    "CheckIn",
    "Course",
    "Diary",
    "Event",
    "Infusion",
    "Measure",
    "Number",
    "NumberedInfusion",
    "Rating",
    "Settings",
    "SideEffect",
    "ValidationError",
    "datetime_on",
    "diary_day",
    "group_courses",
    "known_measure",
    "measure_for",
    "measure_key",
    "new_id",
    "number_infusions",
    "parse_day",
    "parse_time",
]
