"""An import without a store: the plan is applied to a diary in memory."""

from __future__ import annotations

from tracker.exchange.matching import ImportPlan
from tracker.records import Assessment, CheckIn, Diary, Event, Infusion
from tracker.records.codec import RecordT


def apply_plan(diary: Diary, plan: ImportPlan) -> Diary:
    """Return the diary after the import."""
    here = {} if diary.empty and plan.measures else {m.key: m for m in diary.measures}
    return Diary(
        settings=plan.settings or diary.settings,
        measures=tuple((here | {m.key: m for m in plan.measures}).values()),
        check_ins=_with(CheckIn, diary.check_ins, plan),
        infusions=_with(Infusion, diary.infusions, plan),
        assessments=_with(Assessment, diary.assessments, plan),
        events=_with(Event, diary.events, plan),
    )


def _with(kind: type[RecordT], diary: tuple[RecordT, ...], plan: ImportPlan) -> tuple[RecordT, ...]:
    added = [record for record in plan.add if isinstance(record, kind)]
    changed = {record.id: record for record in plan.change if isinstance(record, kind)}
    assert changed.keys() <= {record.id for record in diary}
    assert len({record.id for record in (*diary, *added)}) == len(diary) + len(added)
    return (*(changed.get(record.id, record) for record in diary), *added)
