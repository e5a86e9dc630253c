"""A diary to and from other formats, one file a format.

`FORMATS` maps each name to its reader and writer; a format is imported when it is used. A reader
gives `Incoming` and changes nothing; `join` says what of it would be new here.
"""

from tracker.exchange.formats import FORMATS, Format, format_for
from tracker.exchange.incoming import BadRow, Incoming, Reader, Writer
from tracker.exchange.joining import Joined, OnConflict, Record, join

__all__ = [
    "FORMATS",
    "BadRow",
    "Format",
    "Incoming",
    "Joined",
    "OnConflict",
    "Reader",
    "Record",
    "Writer",
    "format_for",
    "join",
]
