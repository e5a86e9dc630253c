"""A diary to and from other formats, one file a format.

`FORMATS` maps each name to its reader and writer; each is imported on first use. A
reader returns an `ImportResult` and changes nothing; `plan_import` decides what of it is new.
"""

from tracker.exchange.formats import FORMATS, Format, format_for
from tracker.exchange.matching import ImportPlan, OnConflict, plan_import
from tracker.exchange.result import (
    BadRow,
    ImportOptions,
    ImportResult,
    NeedsAnswerError,
    Reader,
    Writer,
)

__all__ = [
    "FORMATS",
    "BadRow",
    "Format",
    "ImportOptions",
    "ImportPlan",
    "ImportResult",
    "NeedsAnswerError",
    "OnConflict",
    "Reader",
    "Writer",
    "format_for",
    "plan_import",
]
