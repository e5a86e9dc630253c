"""What else happened: events, changes of medicine and, when asked for, notes; each has a letter."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple, TypeAlias, cast

from tracker.analysis.medicines import Change
from tracker.analysis.report import Keyed, KeyedKind, Question, Therapy
from tracker.analysis.window import Window
from tracker.records import Diary, Event, NumberedInfusion

Notes: TypeAlias = Collection[str] | Literal["all"]
"""The ids of the records whose notes may go out, or all of them; none unless asked for."""

EVENTS: Final = ("life", "illness", "other")


class _Fact(NamedTuple):
    day: date
    kind: KeyedKind
    last: date
    title: str | None = None
    text: str | None = None


def keyed(
    diary: Diary,
    window: Window,
    given: Iterable[NumberedInfusion],
    changed: Iterable[Change],
    notes: Notes,
) -> tuple[Keyed, ...]:
    """Give each fact that touches the window its letter, in the order of days."""
    facts = [
        *(_Fact(day, "medication", day, title, text) for day, title, text in changed),
        *_events(diary, notes),
        *_check_in_notes(diary, notes),
        *_infusion_notes(diary, given, notes),
    ]
    shown = [f for f in facts if f.day <= window.end and f.last >= window.start]
    ordered = sorted(shown, key=lambda f: (f.day, f.kind, f.title or "", f.text or ""))
    return tuple(
        Keyed(letters(n), fact.kind, fact.day, fact.last, fact.title, fact.text)
        for n, fact in enumerate(ordered)
    )


class Keys:
    """Looks up the letters that touch a stretch of days, without a walk through all of them."""

    def __init__(self, keyed: Sequence[Keyed]) -> None:
        self._keyed = keyed
        self._days = [fact.day for fact in keyed]
        self._spans = [fact for fact in keyed if fact.last > fact.day]

    def between(self, first: date, last: date) -> tuple[str, ...]:
        """The letters of what began before the stretch and reached it, then of what began in it."""
        if last < first:
            return ()
        reaching = [fact for fact in self._spans if fact.day < first <= fact.last]
        began = self._keyed[bisect_left(self._days, first) : bisect_right(self._days, last)]
        return tuple(fact.key for fact in (*reaching, *began))


def letters(n: int) -> str:
    """Return the key of the n-th fact, from 0: A to Z, then AA, AB and on."""
    rest, place = divmod(n, 26)
    return (letters(rest - 1) if rest else "") + chr(ord("A") + place)


def therapy(events: Iterable[Event], window: Window) -> tuple[Therapy, ...]:
    """Return the sessions and stays that touch the window."""
    kept = (e for e in events if e.kind == "therapy" and _touches(e, window))
    return tuple(Therapy(e.title, e.start, e.last or e.start) for e in kept)


def questions(events: Iterable[Event], window: Window, today: date) -> tuple[Question, ...]:
    """Return the patient's questions; one dated to a coming visit too, in a report up to now."""
    last = date.max if window.end >= today else window.end
    kept = (e for e in events if e.kind == "question" and e.start <= last)
    return tuple(Question(e.start, e.title) for e in kept if (e.end or e.start) >= window.start)


def _touches(event: Event, window: Window) -> bool:
    return event.start <= window.end and (event.last or date.max) >= window.start


def _events(diary: Diary, notes: Notes) -> Iterator[_Fact]:
    for event in diary.events:
        asked = event.note if _wanted(event.id, notes) else None
        if event.kind in EVENTS:
            kind = cast(KeyedKind, event.kind)
            yield _Fact(event.start, kind, event.last or event.start, event.title, asked)
        elif asked is not None:
            yield _Fact(event.start, "note", event.start, event.title, asked)


def _check_in_notes(diary: Diary, notes: Notes) -> Iterator[_Fact]:
    for entry in diary.check_ins:
        if entry.note is not None and _wanted(entry.id, notes):
            yield _Fact(entry.day, "note", entry.day, None, entry.note)


def _infusion_notes(
    diary: Diary, given: Iterable[NumberedInfusion], notes: Notes
) -> Iterator[_Fact]:
    numbers = {numbered.infusion.id: numbered.number for numbered in given}
    for infusion in diary.infusions:
        if infusion.note is None or not _wanted(infusion.id, notes):
            continue
        if number := numbers.get(infusion.id):
            yield _Fact(infusion.day, "note", infusion.day, f"Infusion {number}", infusion.note)


def _wanted(record: str, notes: Notes) -> bool:
    return notes == "all" or record in notes
