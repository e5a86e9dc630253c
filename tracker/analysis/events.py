"""What happened beside the mood: medicines with their doses, therapy, events, questions, notes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise
from typing import Final, Literal, TypeAlias, cast

from tracker.analysis.window import DAY, Window
from tracker.records import Diary, Event, NumberedInfusion

Notes: TypeAlias = Collection[str] | Literal["all"]
"""The ids of the records whose notes may go out, or all of them; none unless asked for."""

ANNOTATED_KINDS: Final = ("life", "illness", "other")
"""Kinds of events that become annotations unchanged."""

AnnotationKind = Literal["note", "medication", "life", "illness", "other"]


@dataclass(frozen=True, slots=True)
class MedicineSpan:
    """A medicine at one dose; `last` is None while it goes on. Not cut to the window."""

    first: date
    last: date | None
    dose: str | None


@dataclass(frozen=True, slots=True)
class Medicine:
    """One medicine's spans that touch the window, in order.

    Where one span follows another at once the dose changed; where days lie between, it was
    stopped and started again.
    """

    title: str
    spans: tuple[MedicineSpan, ...]
    current: MedicineSpan | None
    """The span that covers the window's end ("now 50 mg")."""

    @property
    def stopped(self) -> date | None:
        """The last day it was taken; None while it is taken at the window's end."""
        return None if self.current else self.spans[-1].last


@dataclass(frozen=True, slots=True)
class Therapy:
    """A session (first and last the same day) or a stay."""

    title: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Annotation:
    """Something beside the mood with its letter: A, B, …, Z, AA, in the order of days.

    `annotate` gives the letters. A medication's `text` says what changed: started, 25 mg; now
    100 mg; stopped. Any other text is a note, there only when asked for.
    """

    letter: str
    kind: AnnotationKind
    day: date
    last: date
    title: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """What the patient wants to ask at the visit, in their words."""

    day: date
    title: str


def annotate(
    diary: Diary,
    window: Window,
    given: Iterable[NumberedInfusion],
    taken: Iterable[Medicine],
    notes: Notes,
) -> tuple[Annotation, ...]:
    """Give each fact that touches the window its letter, in the order of days."""
    facts = [*_changes(taken), *_event_facts(diary, notes), *_note_facts(diary, given, notes)]
    shown = [f for f in facts if f.day <= window.end and f.last >= window.start]
    ordered = sorted(shown, key=lambda f: (f.day, f.kind, f.title or "", f.text or ""))
    return tuple(replace(fact, letter=letters(n)) for n, fact in enumerate(ordered))


class AnnotationIndex:
    """Finds the letters that touch a stretch of days, without scanning all of them."""

    def __init__(self, annotations: Sequence[Annotation]) -> None:
        self._annotations = annotations
        self._days = [found.day for found in annotations]
        self._spans = [found for found in annotations if found.last > found.day]

    def between(self, first: date, last: date) -> tuple[str, ...]:
        """The letters of what began before the stretch and reached it, then of what began in it."""
        if last < first:
            return ()
        reaching = [span for span in self._spans if span.day < first <= span.last]
        began = self._annotations[bisect_left(self._days, first) : bisect_right(self._days, last)]
        return tuple(found.letter for found in (*reaching, *began))


def letters(n: int) -> str:
    """Return the letter of the n-th annotation, from 0: A to Z, then AA, AB and on."""
    rest, place = divmod(n, 26)
    return (letters(rest - 1) if rest else "") + chr(ord("A") + place)


def _event_facts(diary: Diary, notes: Notes) -> Iterator[Annotation]:
    for event in diary.events:
        note = event.note if _asked_for(event.id, notes) else None
        if event.kind in ANNOTATED_KINDS:
            kind = cast(AnnotationKind, event.kind)
            last = event.end or event.start
            yield Annotation("", kind, event.start, last, event.title, note)
        elif note is not None:
            yield Annotation("", "note", event.start, event.start, event.title, note)


def _note_facts(
    diary: Diary, given: Iterable[NumberedInfusion], notes: Notes
) -> Iterator[Annotation]:
    for entry in diary.check_ins:
        if entry.note is not None and _asked_for(entry.id, notes):
            yield Annotation("", "note", entry.day, entry.day, None, entry.note)
    numbers = {numbered.infusion.id: numbered.number for numbered in given}
    for infusion in diary.infusions:
        if infusion.note is None or not _asked_for(infusion.id, notes):
            continue
        if number := numbers.get(infusion.id):
            day, title = infusion.day, f"Infusion {number}"
            yield Annotation("", "note", day, day, title, infusion.note)


def _asked_for(record: str, notes: Notes) -> bool:
    return notes == "all" or record in notes


def therapy(events: Iterable[Event], window: Window) -> tuple[Therapy, ...]:
    """Return the sessions and stays that touch the window."""
    return tuple(
        Therapy(event.title, event.start, event.end or event.start)
        for event in events
        if event.kind == "therapy"
        and event.start <= window.end
        and (event.end or event.start) >= window.start
    )


def questions(events: Iterable[Event], window: Window, today: date) -> tuple[Question, ...]:
    """Return the patient's questions that were still to be asked when the window ended.

    One dated to a coming visit too, in a report up to now.
    """
    last = date.max if window.end >= today else window.end
    return tuple(
        Question(event.start, event.title)
        for event in events
        if event.is_to_ask(min(window.end, today))
        and event.start <= last
        and (event.end or event.start) >= window.start
    )


def medicines(events: Iterable[Event], end: date) -> tuple[Medicine, ...]:
    """Return every medicine begun up to a day, in the order they were begun.

    One title is one medicine; a later event of it is a new dose.
    """
    taken = [e for e in events if e.kind == "medication" and e.start <= end]
    ordered = sorted(taken, key=lambda e: (_name(e), e.start, e.id))
    rows = [_medicine(list(group), end) for _, group in groupby(ordered, key=_name)]
    return tuple(sorted(rows, key=lambda row: (row.spans[0].first, row.title)))


def _name(event: Event) -> str:
    return event.title.casefold()


def _medicine(events: Sequence[Event], end: date) -> Medicine:
    spans = []
    for event, following in zip(events, [*events[1:], None], strict=True):
        ends = [day for day in (event.end, following and following.start - DAY) if day]
        spans.append(MedicineSpan(event.start, min(ends, default=None), event.dose))
    kept: list[MedicineSpan] = []
    for span in spans:
        if span.last is not None and span.last < span.first:
            continue  # two events from the same day on: the one entered later is the correction
        if kept and span.dose == kept[-1].dose and _follows(kept[-1], span):
            kept[-1] = replace(kept[-1], last=span.last)  # the same dose again is not a change
        else:
            kept.append(span)
    covering = [s for s in kept if s.first <= end and (s.last is None or s.last >= end)]
    return Medicine(events[-1].title, tuple(kept), covering[-1] if covering else None)


def _follows(span: MedicineSpan, later: MedicineSpan) -> bool:
    return span.last is not None and later.first == span.last + DAY


def in_window(rows: Iterable[Medicine], window: Window) -> tuple[Medicine, ...]:
    """Keep what was taken in the window, spans that ended before it left out."""
    cut = (
        replace(row, spans=tuple(s for s in row.spans if s.last is None or s.last >= window.start))
        for row in rows
    )
    return tuple(row for row in cut if row.spans)


def _changes(taken: Iterable[Medicine]) -> Iterator[Annotation]:
    """Yield every start, change of dose and stop."""
    for row in taken:
        for before, span in pairwise([None, *row.spans, None]):
            goes_over = before and span and _follows(before, span)
            if before and before.last and not goes_over:
                day = before.last
                yield Annotation("", "medication", day, day, row.title, "stopped")
            if span:
                started = f"started, {span.dose}" if span.dose else "started"
                new_dose = f"now {span.dose}" if span.dose else "dose changed"
                text = new_dose if goes_over else started
                yield Annotation("", "medication", span.first, span.first, row.title, text)
