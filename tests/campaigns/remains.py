"""What a disk may hold after a power cut.

What was synced is there. Of what was not synced, any part may be there: each write whole, torn at a
sector or not at all; a file longer but without its new bytes; a folder that still names a deleted
file, or does not yet name a new one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from tests.campaigns.disk import SECTOR, Create, Delete, Event, Sync, Truncate, Write

Fate = Literal["kept", "lost", "torn", "hole"]
Fates = Callable[[], Fate]
Remains = dict[str, bytes]
"""Files by their path."""


def kept() -> Fate:
    return "kept"


def lost() -> Fate:
    return "lost"


def any_fate(chance: random.Random) -> Fates:
    def fate() -> Fate:
        return chance.choices(("kept", "lost", "torn", "hole"), (4, 4, 2, 1))[0]

    return fate


@dataclass
class _File:
    settled: bytearray
    since: list[Write | Truncate] = field(default_factory=list)

    def after(self, fates: Fates, chance: random.Random) -> bytearray:
        content = bytearray(self.settled)
        for change in self.since:
            _apply(change, content, fates(), chance)
        return content


def _apply(change: Write | Truncate, content: bytearray, fate: Fate, chance: random.Random) -> None:
    if fate == "lost":
        return
    if isinstance(change, Truncate):
        del content[change.size :]
        return
    end = change.offset + len(change.data)
    content.extend(bytes(max(0, end - len(content))))
    if fate == "kept":
        content[change.offset : end] = change.data
    elif fate == "torn":
        _tear(change, content, chance)


def _tear(write: Write, content: bytearray, chance: random.Random) -> None:
    """Let some sectors be new and some old."""
    first, end = write.offset, write.offset + len(write.data)
    while first < end:
        last = min(end, (first // SECTOR + 1) * SECTOR)
        if chance.random() < 0.5:
            content[first:last] = write.data[first - write.offset : last - write.offset]
        first = last


class Platter:
    """Follows a recording, event by event."""

    def __init__(self, path: str, content: bytes) -> None:
        self._files = {0: _File(bytearray(content))}
        self._names = {path: 0}
        self._names_since: list[Create | Delete] = []

    def take(self, event: Event) -> None:
        match event:
            case Write() | Truncate():
                self._files[event.file].since.append(event)
            case Sync():
                self._sync(event.file)
            case Create():
                self._files[event.file] = _File(bytearray())
                self._names_since.append(event)
            case Delete():
                self._names_since.append(event)
                if event.settled:
                    self._settle_names()

    def _sync(self, number: int) -> None:
        file = self._files[number]
        file.settled, file.since = file.after(kept, random.Random(0)), []
        # SQLite syncs the folder with the first sync of a journal that it made.
        if any(isinstance(e, Create) and e.file == number for e in self._names_since):
            self._settle_names()

    def _settle_names(self) -> None:
        self._names, self._names_since = self._names_after(kept), []

    def _names_after(self, fates: Fates) -> dict[str, int]:
        names = dict(self._names)
        for event in self._names_since:
            if fates() == "lost":
                continue
            if isinstance(event, Create):
                names[event.path] = event.file
            else:
                names.pop(event.path, None)
        return names

    def cut(self, files: Fates, names: Fates, chance: random.Random) -> Remains:
        """Return the files after a power cut, with these fates of unsynced bytes and names."""
        return {
            path: bytes(self._files[number].after(files, chance))
            for path, number in self._names_after(names).items()
        }

    def cuts(self, times: int, chance: random.Random) -> Iterator[Remains]:
        """Yield the four extremes, and some random states between."""
        for files in (kept, lost):
            for names in (kept, lost):
                yield self.cut(files, names, chance)
        for _ in range(times):
            yield self.cut(any_fate(chance), any_fate(chance), chance)
