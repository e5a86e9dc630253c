"""What a store does with what was imported, without a store."""

from __future__ import annotations

from typing import TypeVar

from tracker.exchange import ImportPlan, Record
from tracker.records import Assessment, CheckIn, Diary, Event, Infusion

R = TypeVar("R", bound=Record)


def taken(ours: Diary, plan: ImportPlan) -> Diary:
    """Our diary with what was imported."""
    here = {} if ours.empty and plan.measures else {m.key: m for m in ours.measures}
    return Diary(
        settings=plan.settings or ours.settings,
        measures=tuple((here | {m.key: m for m in plan.measures}).values()),
        check_ins=_with(CheckIn, ours.check_ins, plan),
        infusions=_with(Infusion, ours.infusions, plan),
        assessments=_with(Assessment, ours.assessments, plan),
        events=_with(Event, ours.events, plan),
    )


def _with(kind: type[R], ours: tuple[R, ...], plan: ImportPlan) -> tuple[R, ...]:
    added = [record for record in plan.add if isinstance(record, kind)]
    changed = {record.id: record for record in plan.change if isinstance(record, kind)}
    assert changed.keys() <= {record.id for record in ours}
    assert len({record.id for record in (*ours, *added)}) == len(ours) + len(added)
    return (*(changed.get(record.id, record) for record in ours), *added)
