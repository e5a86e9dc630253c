"""What a store does with what was joined, without a store."""

from __future__ import annotations

from typing import TypeVar

from tracker.exchange import Joined, Record
from tracker.records import Assessment, CheckIn, Diary, Event, Infusion

R = TypeVar("R", bound=Record)


def taken(ours: Diary, joined: Joined) -> Diary:
    """Our diary with what was joined."""
    here = {} if ours.empty and joined.measures else {m.key: m for m in ours.measures}
    return Diary(
        settings=joined.settings or ours.settings,
        measures=tuple((here | {m.key: m for m in joined.measures}).values()),
        check_ins=_with(CheckIn, ours.check_ins, joined),
        infusions=_with(Infusion, ours.infusions, joined),
        assessments=_with(Assessment, ours.assessments, joined),
        events=_with(Event, ours.events, joined),
    )


def _with(kind: type[R], ours: tuple[R, ...], joined: Joined) -> tuple[R, ...]:
    added = [record for record in joined.add if isinstance(record, kind)]
    changed = {record.id: record for record in joined.change if isinstance(record, kind)}
    assert changed.keys() <= {record.id for record in ours}
    assert len({record.id for record in (*ours, *added)}) == len(ours) + len(added)
    return (*(changed.get(record.id, record) for record in ours), *added)
