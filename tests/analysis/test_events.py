from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.analysis.making import diary, infusion, on, rated, window
from tracker.analysis import Annotation, MedicineSpan, Report, build_report
from tracker.analysis.events import AnnotationIndex, letters
from tracker.records import Diary, Event, measure_key


def event(kind: str, title: str, first: int, last: int | None = None, **more: Any) -> Event:
    end = None if last is None else on(last)
    name = f"e.{measure_key(title)}.{first}"
    return Event(id=name, kind=kind, title=title, start=on(first), end=end, **more)


def shown(*events: Event, notes: Any = frozenset(), infusions: tuple[int, ...] = ()) -> Report:
    made = diary({}, infusions, events=events)
    return build_report(made, window(0, 60), today=on(60), notes=notes)


def spans(*events: Event) -> list[MedicineSpan]:
    return [span for row in shown(*events).medicines for span in row.spans]


def changes(*events: Event) -> list[tuple[int, str | None]]:
    facts = shown(*events).annotations
    return [((f.day - on(0)).days, f.text) for f in facts if f.kind == "medication"]


def test_a_medicine_that_goes_on_has_no_last_day() -> None:
    assert spans(event("medication", "Lithium", -90, dose="600 mg")) == [
        MedicineSpan(on(-90), None, "600 mg")
    ]


def test_events_of_one_title_are_one_medicine_whose_dose_changed() -> None:
    doses = (
        event("medication", "Lamotrigine", 5, dose="25 mg"),
        event("medication", "lamotrigine", 19, dose="50 mg"),
    )
    assert len(shown(*doses).medicines) == 1
    assert spans(*doses) == [
        MedicineSpan(on(5), on(18), "25 mg"),
        MedicineSpan(on(19), None, "50 mg"),
    ]
    assert changes(*doses) == [(5, "started, 25 mg"), (19, "now 50 mg")]


def test_days_without_it_are_a_stop_and_a_new_start() -> None:
    twice = (event("medication", "Zopiclone", 5, 9), event("medication", "Zopiclone", 20, 22))
    assert changes(*twice) == [(5, "started"), (9, "stopped"), (20, "started"), (22, "stopped")]


def test_a_later_event_ends_the_dose_before_it_even_if_that_was_to_go_on() -> None:
    doses = (
        event("medication", "Sertraline", 5, 50, dose="50 mg"),
        event("medication", "Sertraline", 10, 20, dose="100 mg"),
    )
    assert changes(*doses) == [(5, "started, 50 mg"), (10, "now 100 mg"), (20, "stopped")]


def test_the_same_dose_entered_again_is_no_change() -> None:
    again = (
        event("medication", "Lithium", 5, dose="600 mg"),
        event("medication", "Lithium", 30, dose="600 mg"),
    )
    assert spans(*again) == [MedicineSpan(on(5), None, "600 mg")]
    assert changes(*again) == [(5, "started, 600 mg")]


def test_a_start_before_the_window_and_a_stop_after_it_have_no_letter() -> None:
    assert changes(event("medication", "Lithium", -90, 70)) == []


def test_a_medicine_stopped_before_the_window_is_left_out() -> None:
    assert shown(event("medication", "Lithium", -90, -1)).medicines == ()


def test_a_medicine_begun_after_the_window_is_left_out() -> None:
    made = shown(event("medication", "Lithium", 5), event("medication", "Lithium", 61, dose="9"))
    assert made.medicines[0].spans == (MedicineSpan(on(5), None, None),)


def test_life_illness_and_other_events_get_letters_in_the_order_of_days() -> None:
    made = shown(
        event("other", "Moved house", 30),
        event("life", "Bereavement", 12),
        event("illness", "Flu", 3, 9),
    )
    assert [(k.letter, k.title) for k in made.annotations] == [
        ("A", "Flu"),
        ("B", "Bereavement"),
        ("C", "Moved house"),
    ]


def test_therapy_and_questions_have_a_place_of_their_own() -> None:
    stay = event("therapy", "Day clinic", 5, 9)
    made = shown(event("therapy", "CBT", 3), stay, event("question", "How many more?", 9))
    assert made.annotations == ()
    assert [(t.title, t.first, t.last) for t in made.therapy] == [
        ("CBT", on(3), on(3)),
        ("Day clinic", on(5), on(9)),
    ]
    assert [q.title for q in made.questions] == ["How many more?"]


def test_a_question_dated_to_the_coming_visit_is_not_lost() -> None:
    ahead = event("question", "How many more?", 75)
    assert len(shown(ahead).questions) == 1
    earlier = build_report(diary({}, (), events=[ahead]), window(0, 30), today=on(60))
    assert earlier.questions == ()


def noted() -> Diary:
    noted = replace(infusion(0), note="anxious during it")
    flu = event("illness", "Flu", 3, note="fever of 39")
    return Diary(
        check_ins=(rated(1, 5, note="slept well"),),
        infusions=(noted,),
        events=(flu, event("therapy", "CBT", 4, note="about my father")),
    )


def annotations_with(notes: Any) -> list[tuple[str, str, str | None, str | None]]:
    made = build_report(noted(), window(0, 60), today=on(60), notes=notes)
    return [(k.letter, k.kind, k.title, k.text) for k in made.annotations]


def test_no_note_goes_out_unless_asked_for() -> None:
    assert annotations_with(frozenset()) == [("A", "illness", "Flu", None)]
    kept_out = ("anxious during it", "slept well", "fever of 39", "about my father")
    made = repr(build_report(noted(), window(0, 60), today=on(60)))
    assert not any(note in made for note in kept_out)


def test_a_note_asked_for_by_its_id_goes_out_alone() -> None:
    assert annotations_with({rated(1, 5).id}) == [
        ("A", "note", None, "slept well"),
        ("B", "illness", "Flu", None),
    ]


def test_all_notes_are_those_of_entries_infusions_and_events() -> None:
    assert annotations_with("all") == [
        ("A", "note", "Infusion 1", "anxious during it"),
        ("B", "note", None, "slept well"),
        ("C", "illness", "Flu", "fever of 39"),
        ("D", "note", "CBT", "about my father"),
    ]


def test_each_infusion_has_the_letters_from_its_day_to_the_day_before_the_next() -> None:
    made = shown(
        event("life", "Before", 9),
        event("life", "On the day", 10),
        event("medication", "Lithium", 15),
        event("life", "On the next", 20),
        event("illness", "Flu", 18, 22),
        infusions=(10, 20),
    )
    titles = {k.letter: k.title for k in made.annotations}
    first, second = ([titles[letter] for letter in row.annotations] for row in made.infusions)
    assert first == ["On the day", "Lithium", "Flu"]
    assert second == ["Flu", "On the next"]


def test_an_infusion_the_day_before_the_next_has_the_letters_of_its_own_day() -> None:
    made = shown(event("life", "On the day", 10), infusions=(10, 11))
    assert [row.annotations for row in made.infusions] == [("A",), ()]


def test_letters_go_on_after_z() -> None:
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_a_long_event_is_annotated_from_its_own_first_day() -> None:
    (fact,) = shown(event("illness", "Flu", -4, 2)).annotations
    assert fact == Annotation("A", "illness", on(-4), on(2), "Flu", None)


def test_the_dose_taken_at_the_windows_end_is_the_current_one() -> None:
    doses = (
        event("medication", "Lamotrigine", 5, dose="25 mg"),
        event("medication", "Lamotrigine", 19, dose="50 mg"),
    )
    (row,) = shown(*doses).medicines
    assert row.current == MedicineSpan(on(19), None, "50 mg")
    assert row.stopped is None


def test_a_medicine_that_was_stopped_in_the_window_has_no_current_dose() -> None:
    (row,) = shown(event("medication", "Zopiclone", 5, 9)).medicines
    assert (row.current, row.stopped) == (None, on(9))


def test_a_medicine_that_ends_after_the_window_is_still_taken_at_its_end() -> None:
    (row,) = shown(event("medication", "Zopiclone", 5, 70)).medicines
    assert row.current == MedicineSpan(on(5), on(70), None)
    for first, last in ((5, 60), (60, None), (60, 60)):
        (row,) = shown(event("medication", "Zopiclone", first, last)).medicines
        assert (row.current, row.stopped) == (row.spans[0], None)
    (row,) = shown(event("medication", "Zopiclone", 5, 59)).medicines
    assert (row.current, row.stopped) == (None, on(59))


def test_a_medicine_whose_last_day_is_the_windows_first_is_still_in_it() -> None:
    medicines = [event("medication", "Lithium", -9, 0), event("medication", "Ended", -9, -1)]
    assert [row.title for row in shown(*medicines).medicines] == ["Lithium"]
    begins = [event("medication", "Last day", 60), event("medication", "Later", 61)]
    assert [row.title for row in shown(*begins).medicines] == ["Last day"]


def test_what_happened_on_one_day_is_in_the_order_of_its_kinds_and_titles() -> None:
    written_last = replace(event("life", "Birthday", 3), id="z")
    facts = [event("life", "Moved", 3), written_last, event("illness", "Flu", 3)]
    assert [a.title for a in shown(*facts).annotations] == ["Flu", "Birthday", "Moved"]


def test_a_stretch_of_days_has_the_letters_of_what_reaches_it_or_begins_in_it() -> None:
    made = shown(
        event("illness", "Flu", 2, 4), event("life", "Moved", 5), event("life", "Wedding", 7)
    )
    index = AnnotationIndex(made.annotations)
    assert index.between(on(3), on(2)) == ()
    assert index.between(on(2), on(4)) == index.between(on(4), on(4)) == ("A",)
    assert index.between(on(5), on(6)) == ("B",)
    assert index.between(on(4), on(7)) == ("A", "B", "C")
    assert index.between(on(8), on(9)) == ()


def test_therapy_and_questions_are_those_that_touch_the_window() -> None:
    sessions = [event("therapy", f"on {t}", t) for t in (-1, 0, 60, 61)]
    stays = [event("therapy", "over", -5, -1), event("therapy", "until its first day", -5, 0)]
    assert [t.title for t in shown(*sessions, *stays).therapy] == [
        "until its first day", "on 0", "on 60",
    ]  # fmt: skip
    asked = [event("question", f"on {t}", t) for t in (-1, 0, 60)]
    asked += [event("question", "over", -5, -1), event("question", "until its last day", -5, 60)]
    assert [q.title for q in shown(*asked).questions] == ["until its last day", "on 0", "on 60"]


def test_a_question_whose_last_day_is_over_is_no_more_to_ask() -> None:
    asked = [event("question", f"until {end}", 5, end) for end in (20, 59, 60, 80)]
    assert [q.title for q in shown(*asked).questions] == ["until 60", "until 80"]
    earlier = build_report(diary({}, (), events=asked), window(0, 30), today=on(60))
    assert [q.title for q in earlier.questions] == ["until 59", "until 60", "until 80"]


def test_a_dose_that_is_not_known_any_more_is_a_change_of_dose() -> None:
    doses = (
        event("medication", "Lithium", 5),
        event("medication", "Lithium", 10, dose="600 mg"),
        event("medication", "Lithium", 20),
    )
    assert changes(*doses) == [(5, "started"), (10, "now 600 mg"), (20, "dose changed")]


def test_a_note_goes_out_whatever_records_without_one_come_before_it() -> None:
    made = Diary(
        check_ins=(rated(1, 5), rated(2, 5, note="slept well")),
        infusions=(infusion(0), replace(infusion(9), note="calm")),
    )
    notes = build_report(made, window(0, 60), today=on(60), notes="all").annotations
    assert [(k.title, k.text) for k in notes] == [(None, "slept well"), ("Infusion 2", "calm")]


def test_the_note_of_an_infusion_that_was_not_given_does_not_go_out() -> None:
    planned = replace(infusion(9), status="planned", note="ask")
    made = Diary(infusions=(planned, replace(infusion(10), note="calm")))
    notes = build_report(made, window(0, 60), today=on(60), notes="all").annotations
    assert [k.text for k in notes] == ["calm"]


def test_what_touches_the_first_or_the_last_day_of_the_window_has_a_letter() -> None:
    days = [event("life", f"on {t}", t) for t in (-1, 0, 60, 61)]
    flus = [event("illness", f"until {t}", -5, t) for t in (-1, 0)]
    titles = [a.title for a in shown(*days, *flus).annotations]
    assert titles == ["until 0", "on 0", "on 60"]
    stops = [event("medication", "Early", -9, -1), event("medication", "Late", 60, 61)]
    assert changes(*stops) == [(60, "started")]
    stops = [event("medication", "Early", -9, 0), event("medication", "Late", 50, 60)]
    assert changes(*stops) == [(0, "stopped"), (50, "started"), (60, "stopped")]
