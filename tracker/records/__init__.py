"""What a person writes down, as frozen values that check themselves. Standard library only.

Everything else in the house takes these and gives these back; a value that exists is valid.
"""

from tracker.records.assessment import Assessment
from tracker.records.catalogue import (
    CATALOGUE,
    MOOD,
    PROFILES,
    SELF_HARM,
    known_measure,
    measure_for,
)
from tracker.records.check_in import CheckIn
from tracker.records.courses import Course, NumberedInfusion, courses, numbered
from tracker.records.days import diary_day, moment_on, parse_clock, parse_day
from tracker.records.diary import Diary, Settings
from tracker.records.event import Event
from tracker.records.ids import new_id
from tracker.records.infusion import Infusion, SideEffect
from tracker.records.measure import Measure, Rating, measure_key
from tracker.records.numbers import Number
from tracker.records.problem import Problem

__all__ = [
    "CATALOGUE",
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
    "Problem",
    "Rating",
    "Settings",
    "SideEffect",
    "courses",
    "diary_day",
    "known_measure",
    "measure_for",
    "measure_key",
    "moment_on",
    "new_id",
    "numbered",
    "parse_clock",
    "parse_day",
]
