"""A file joins a diary: what is there stays once, what is new is added."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given

from tests.cases import each
from tests.exchange.plans import apply_plan
from tests.strategies import diaries
from tracker.exchange.matching import ImportPlan, OnConflict, plan_import
from tracker.records import (
    MOOD,
    Assessment,
    CheckIn,
    Diary,
    Event,
    Infusion,
    Measure,
    Number,
    Rating,
    Settings,
    ValidationError,
    known_measure,
)

NOW = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
DAY = date(2026, 6, 14)
EVENING = datetime(2026, 6, 14, 21, 4, tzinfo=timezone(timedelta(hours=2)))
ANXIETY = known_measure("anxiety") or MOOD


def check_in(
    name: str = "ours",
    mood: Number | None = 5,
    note: str | None = None,
    at: datetime | None = EVENING,
    day: date = DAY,
) -> CheckIn:
    ratings = () if mood is None else (Rating("mood", mood),)
    return CheckIn(id=name, day=day, at=at, recorded_at=at, ratings=ratings, note=note)


def checked(*check_ins: CheckIn) -> Diary:
    return Diary(check_ins=check_ins)


def skipping(ours: Diary, theirs: Diary) -> ImportPlan:
    return plan_import(ours, theirs, "skip", NOW)


def replacing(ours: Diary, theirs: Diary) -> ImportPlan:
    return plan_import(ours, theirs, "replace", NOW)


def keeping(ours: Diary, theirs: Diary) -> ImportPlan:
    return plan_import(ours, theirs, "keep", NOW)


def test_a_new_check_in_is_added_as_it_is() -> None:
    new = check_in("theirs", mood=6)
    assert skipping(checked(check_in()), checked(new)) == ImportPlan(add=(new,))


def test_the_same_day_time_and_ratings_are_there_already_under_any_id() -> None:
    plan = skipping(checked(check_in()), checked(check_in("theirs", note="said more")))
    assert plan == ImportPlan(skipped=1, differing=1)


def test_another_rating_another_time_or_another_day_is_another_check_in() -> None:
    others = (
        check_in("a", mood=6),
        check_in("b", at=EVENING + timedelta(minutes=1)),
        check_in("c", at=None),
        check_in("d", day=DAY - timedelta(days=1)),
    )
    assert len(skipping(checked(check_in()), checked(*others)).add) == len(others)


def test_two_notes_of_one_moment_without_a_score_are_two() -> None:
    ours, theirs = check_in(mood=None, note="rain"), check_in("theirs", mood=None, note="sun")
    assert skipping(checked(ours), checked(theirs)).add == (theirs,)


def test_replace_writes_theirs_over_ours_under_our_id() -> None:
    theirs = check_in("theirs", note="said more")
    plan = replacing(checked(check_in()), checked(theirs))
    assert plan == ImportPlan(change=(replace(theirs, id="ours"),))


def test_replace_changes_no_equal_record() -> None:
    assert replacing(checked(check_in()), checked(check_in("theirs"))) == ImportPlan(skipped=1)


def test_replace_follows_an_id_to_another_day() -> None:
    theirs = check_in("ours", mood=9, day=DAY - timedelta(days=3))
    assert replacing(checked(check_in()), checked(theirs)).change == (theirs,)


def test_replace_takes_another_clock_for_the_same_moment() -> None:
    theirs = check_in("ours", at=EVENING.astimezone(UTC))
    (changed,) = replacing(checked(check_in()), checked(theirs)).change
    assert isinstance(changed, CheckIn)
    assert changed.at is not None
    assert changed.at.isoformat() == "2026-06-14T19:04:00+00:00"


def test_keep_adds_a_copy_under_a_new_id() -> None:
    plan = keeping(checked(check_in()), checked(check_in("ours", mood=9), check_in("theirs")))
    assert {record.id for record in plan.add} > {"theirs"}
    assert len(plan.add) == 2
    assert "ours" not in {record.id for record in plan.add}


def test_two_equal_untimed_check_ins_are_two_and_each_matches_once() -> None:
    theirs = checked(check_in("a", at=None), check_in("b", at=None))
    first = skipping(Diary(), theirs)
    assert len(first.add) == 2
    ours = apply_plan(Diary(), first)
    again = checked(*(check_in(name, at=None) for name in ("c", "d", "e")))
    assert len(skipping(ours, again).add) == 1


def test_a_record_whose_id_is_repeated_is_imported_once() -> None:
    plan = skipping(Diary(), checked(check_in("a"), check_in("a")))
    assert len(plan.add) == 1
    assert plan.skipped == 1


def test_where_a_file_repeats_an_id_with_other_words_replace_takes_the_last() -> None:
    plan = replacing(Diary(), checked(check_in("a", mood=3), check_in("a", mood=4)))
    assert plan.add == (check_in("a", mood=4),)
    assert not plan.change


def test_the_id_matches_before_equal_content() -> None:
    ours = checked(check_in("a"), check_in("b"))
    plan = replacing(ours, checked(check_in("A", note="new"), check_in("a", mood=1)))
    assert {record.id for record in plan.change} == {"a", "b"}


def test_infusions_of_one_day_start_and_status_are_the_same() -> None:
    ours = Infusion(id="ours", day=DAY, start=time(10, 30))
    same = replace(ours, id="same", dose_mg=40)
    other = (replace(ours, id="later", start=time(15)), replace(ours, id="p", status="planned"))
    plan = replacing(Diary(infusions=(ours,)), Diary(infusions=(same, *other)))
    assert plan.change == (replace(same, id="ours"),)
    assert set(plan.add) == set(other)


def test_events_of_one_kind_title_and_first_day_are_the_same() -> None:
    ours = Event(id="ours", kind="medication", title="Lamotrigine", start=DAY)
    same, other = replace(ours, id="same", dose="25 mg"), replace(ours, id="other", kind="other")
    plan = skipping(Diary(events=(ours,)), Diary(events=(same, other)))
    assert plan == ImportPlan(add=(other,), skipped=1, differing=1)


def test_assessments_of_one_day_and_questionnaire_are_the_same() -> None:
    ours = Assessment(id="ours", day=DAY, questionnaire="phq-9", total=9, low=0, high=27)
    same, other = replace(ours, id="same", total=8), replace(ours, id="x", questionnaire="gad-7")
    plan = skipping(Diary(assessments=(ours,)), Diary(assessments=(same, other)))
    assert plan == ImportPlan(add=(other,), skipped=1, differing=1)


def test_an_empty_diary_gets_all_measures_and_settings() -> None:
    theirs = Diary(
        settings=Settings(region="CH"), measures=(ANXIETY, MOOD), check_ins=(check_in(),)
    )
    plan = skipping(Diary(), theirs)
    assert plan.measures == (ANXIETY, MOOD)
    assert plan.settings == Settings(region="CH")


def test_a_diary_that_holds_something_keeps_its_settings_unless_replaced() -> None:
    ours, theirs = checked(check_in()), Diary(settings=Settings(region="CH"))
    assert skipping(ours, theirs).settings is None
    assert keeping(ours, theirs).settings is None
    assert replacing(ours, theirs).settings == Settings(region="CH")


def test_a_measure_that_is_new_is_added() -> None:
    assert skipping(checked(check_in()), Diary(measures=(MOOD, ANXIETY))).measures == (ANXIETY,)


def test_other_labels_on_the_same_scale_change_ours_only_by_replace() -> None:
    worry = replace(ANXIETY, label="Worry")
    ours = Diary(measures=(MOOD, ANXIETY), check_ins=(check_in(),))
    assert skipping(ours, Diary(measures=(MOOD, worry))).measures == ()
    assert replacing(ours, Diary(measures=(MOOD, worry))).measures == (worry,)


@each("on_conflict", get_args(OnConflict))
def test_another_scale_is_refused_with_both_scales(on_conflict: OnConflict) -> None:
    ours = Diary(measures=(MOOD, ANXIETY), check_ins=(check_in(),))
    theirs = Diary(measures=(MOOD, replace(ANXIETY, high=4)))
    with pytest.raises(ValidationError) as refused:
        plan_import(ours, theirs, on_conflict, NOW)
    assert str(refused.value) == (
        "Anxiety is 0–10, 0 best here and 0–4, 0 best in the file; give it another key in the file."
    )


def test_an_invented_diary_and_a_real_one_are_never_mixed() -> None:
    real, invented = checked(check_in()), replace(checked(check_in("theirs")), invented=True)
    for ours, theirs in ((real, invented), (invented, real)):
        with pytest.raises(ValidationError, match=r"^An invented diary") as refused:
            skipping(ours, theirs)
        assert refused.value.field == "invented"
    assert skipping(Diary(), invented).add == invented.check_ins
    assert skipping(invented, invented).is_empty


def test_other_steps_on_the_same_range_are_named() -> None:
    sleep = Measure(key="nap", label="Naps", high=24, step=0.4)
    ours = Diary(measures=(MOOD, sleep), check_ins=(check_in(),))
    with pytest.raises(
        ValidationError, match=r"in steps of 0\.4 here and .* in steps of 0\.3 in the file"
    ):
        skipping(ours, Diary(measures=(MOOD, replace(sleep, step=0.3))))


@given(diaries(), diaries())
def test_a_second_import_adds_nothing_and_keep_loses_nothing(ours: Diary, theirs: Diary) -> None:
    again = plan_import(theirs, theirs, "replace", NOW)
    assert (again.add, again.change, again.measures, again.settings) == ((), (), (), None)
    theirs = replace(theirs, measures=ours.measures)
    once = apply_plan(ours, plan_import(ours, theirs, "skip", NOW))
    assert plan_import(once, theirs, "skip", NOW).add == ()
    both = apply_plan(ours, plan_import(ours, theirs, "keep", NOW))
    assert len(both.check_ins) == len(ours.check_ins) + len(theirs.check_ins)
    assert set(ours.events) <= set(both.events)


def test_a_measure_of_a_file_that_no_option_could_rate_comes_in_under_another_key() -> None:
    note = Measure(key="note", label="Note")
    theirs = Diary(
        measures=(MOOD, note, Measure(key="note_score", label="Another")),
        check_ins=(replace(check_in(), ratings=(Rating("mood", 5), Rating("note", 3))),),
    )
    plan = skipping(Diary(), theirs)
    assert [m.key for m in plan.measures] == ["mood", "note_score_score", "note_score"]
    imported = apply_plan(Diary(), plan)
    assert imported.check_ins[0].value("note_score_score") == 3
    # The same file again adds nothing; a diary that has the key from before keeps it.
    assert skipping(imported, theirs).is_empty
    assert skipping(theirs, theirs).is_empty
