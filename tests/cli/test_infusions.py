from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOW, Run
from tracker.records import SideEffect
from tracker.storage import Store


def test_an_infusion_is_recorded_with_all_its_details(run: Run, store: Store) -> None:
    done = run(
        *("infusion", "add", "yesterday", "--start", "10:30", "--route", "IV", "--dose", "40mg"),
        *("--dose-per-kg", "0.5 mg/kg", "--weight", "80kg", "--minutes", "40 min"),
        *("--phase", "induction", "--side-effect", "nausea=2", "--side-effect", "headache=1@after"),
        *("--cost", "450", "--note", "-"),
        stdin=b"[/] =1+1",
    )
    assert done.code == 0
    assert done.out.startswith(
        "1 (course 1, number 1)  Fri 20 Nov 2026  10:30  iv 40 mg, 0.5 mg/kg  40 min  induction"
    )
    (kept,) = store.read().infusions
    assert (kept.dose_mg, kept.weight_kg, kept.cost, kept.note) == (40, 80, 450, "[/] =1+1")
    assert kept.side_effects == (
        SideEffect(name="nausea", severity=2),
        SideEffect(name="headache", severity=1, when="after"),
    )


def test_an_infusion_without_a_day_was_today(run: Run) -> None:
    assert "Sat 21 Nov 2026" in run("infusion", "add").out


def test_infusions_are_numbered_overall_and_in_their_course(run: Run) -> None:
    for day in ("2026-11-05", "2026-11-02", "2026-03-02"):
        run("infusion", "add", day)
    run("infusion", "add", "2026-11-19", "--new-course")
    starts = [line.split("  ")[0] for line in run("infusion", "list").out.splitlines()]
    assert starts == [
        "1 (course 1, number 1)",
        "2 (course 2, number 1)",
        "3 (course 2, number 2)",
        "4 (course 3, number 1)",
    ]


def test_infusions_as_json_say_all_there_is_and_an_edit_leaves_what_it_does_not_name(
    run: Run,
) -> None:
    run("infusion", "add", "--dose", "37.5", "--route", "iv", "--side-effect", "nausea=1")
    (infusion,) = run("infusion", "list", "--json").json
    assert (infusion["dose_mg"], infusion["status"]) == (37.5, "given")
    assert infusion["side_effects"] == [{"name": "nausea", "severity": 1, "when": "during"}]
    run("infusion", "edit", "last", "--dose", "42mg", "--day", "yesterday")
    (edited,) = run("infusion", "list", "--json").json
    assert edited == infusion | {"dose_mg": 42, "day": "2026-11-20"}


def test_every_detail_that_was_typed_by_mistake_can_be_removed_alone(run: Run) -> None:
    run(
        *("infusion", "add", "--start", "9:00", "--route", "iv", "--dose", "40mg 0.5mg/kg"),
        *("--weight", "80", "--minutes", "40", "--phase", "induction", "--new-course"),
        *("--side-effect", "nausea=2, headache=1@after", "--cost", "9", "--note", "-"),
        stdin=b"words",
    )
    (before,) = run("infusion", "list", "--json").json
    for typed, left in (
        ("--start none", {"start": None}),
        ("--route none", {"route": None}),
        ("--dose none", {"dose_mg": None, "dose_mg_per_kg": None}),
        ("--dose-per-kg none", {"dose_mg_per_kg": None}),
        ("--weight none", {"weight_kg": None}),
        ("--minutes None", {"minutes": None}),
        ("--phase none", {"phase": None}),
        ("--same-course", {"new_course": False}),
        ("--cost none", {"cost": None}),
        ("--note none", {"note": None}),
        ("--side-effect none", {"side_effects": []}),
    ):
        assert all(before[field] for field in left)
        (after,) = run("infusion", "edit", "last", *typed.split(), "--json").json["saved"]
        assert after == before | left
        run("undo")


def test_none_of_a_dose_clears_both_doses_wherever_it_is_typed(run: Run) -> None:
    run("infusion", "add", "--dose", "40 mg 0.5 mg/kg")
    for typed in (
        ("--dose-per-kg", "0.4", "--dose", " None "),
        ("--dose", "none", "--dose-per-kg", "0.4"),
    ):
        (saved,) = run("infusion", "edit", "last", *typed, "--json").json["saved"]
        assert (saved["dose_mg"], saved["dose_mg_per_kg"]) == (None, 0.4)


@pytest.mark.parametrize(
    ("command", "planned", "given", "shown"),
    [
        ("given next", "0.5 mg/kg", "56 mg", "56 mg nasal"),
        ("edit last", "40 mg", "0.6 mg/kg", "0.6 mg/kg nasal"),
    ],
)
def test_the_dose_given_takes_the_place_of_the_planned_one_in_whichever_unit(
    run: Run, command: str, planned: str, given: str, shown: str
) -> None:
    plan = ("plan", "--first", "today", "--times", "1", "--dose", planned, "--weight", "80 kg")
    run("infusion", *plan, "--route", "iv")
    typed = ("--dose", given, "--route", "nasal")
    (saved,) = run("infusion", *command.split(), *typed, "--json").json["saved"]
    doses = {saved["dose_mg"], saved["dose_mg_per_kg"]}
    assert doses == {None, float(given.split()[0])}
    run("infusion", "edit", "last", "--status", "given")
    assert f"21 Nov; {shown}" in " ".join(run("summary").out.split())


def test_a_dose_per_kg_is_read_alike_under_both_options(run: Run) -> None:
    for typed in ("0.5 mg/kg", "0,5 mg per kg", "0.5mg/kg"):
        for option in ("--dose", "--dose-per-kg"):
            (saved,) = run("infusion", "add", option, typed, "--json").json["saved"]
            assert (saved["dose_mg"], saved["dose_mg_per_kg"]) == (None, 0.5)
    wrong = run("infusion", "add", "--dose-per-kg", "40 mg")
    assert (wrong.code, "Try 0.5 or 0.5 mg/kg." in wrong.err) == (2, True)
    twice = run("infusion", "add", "--dose", "0.5 mg/kg", "--dose-per-kg", "0.4")
    assert (twice.code, "leave --dose-per-kg out" in twice.err) == (2, True)


def test_a_side_effect_of_none_is_recorded_as_0_in_every_command(run: Run) -> None:
    words = ("infusion", "plan", "--first", "today", "--times", "1", "--side-effect", "Nausea=none")
    run(*words)
    (given,) = run("infusion", "given", "next", "--side-effect", "nausea none", "--json").json[
        "saved"
    ]
    (added,) = run("infusion", "add", "--side-effect", "nausea 0", "--json").json["saved"]
    run("infusion", "edit", "last", "--side-effect", "nausea=2, headache=1@after")
    (edited,) = run("infusion", "edit", "last", "--side-effect", "Nausea=none", "--json").json[
        "saved"
    ]
    (only,) = run(
        *("infusion", "edit", "last", "--side-effect", "tired 1", "--side-effect", "none", "--json")
    ).json["saved"]
    severities = [
        [(effect["name"].casefold(), effect["severity"]) for effect in record["side_effects"]]
        for record in (given, added, edited, only)
    ]
    nothing = ("nausea", 0)
    assert severities == [[nothing], [nothing], [nothing, ("headache", 1)], [("tired", 1)]]


def test_a_series_is_planned_in_days_or_in_turns(run: Run) -> None:
    run("infusion", "plan", "--first", "2026-11-23", "--every", "3d,4d", "--times", "6")
    days = [infusion["day"] for infusion in run("infusion", "list", "--json").json]
    assert days == [f"2026-{day}" for day in ("11-23", "11-26", "11-30", "12-03", "12-07", "12-10")]


def test_a_planned_series_is_one_change(run: Run) -> None:
    run("infusion", "plan", "--first", "tomorrow", "--times", "3")
    assert run("undo").out == "Undone: 3 infusions planned.\n"
    assert run("infusion", "list").code == 3


def test_the_last_of_a_series_is_its_last_day(run: Run) -> None:
    run("infusion", "plan", "--first", "2026-11-23", "--every", "1w", "--times", "30")
    assert "Removed the infusion of Mon 14 Jun 2027." in run("infusion", "remove", "last").out


def test_the_next_planned_infusion_took_place(run: Run) -> None:
    run("infusion", "plan", "--first", "yesterday", "--every", "3d", "--times", "2")
    done = run("infusion", "given", "next", "--dose", "40mg")
    assert done.out.startswith("1 (course 1, number 1)  Fri 20 Nov 2026  40 mg")
    assert [i["status"] for i in run("infusion", "list", "--json").json] == ["given", "planned"]


def test_the_last_one_is_the_one_just_marked_as_given_and_not_the_last_planned(
    run: Run, store: Store
) -> None:
    run("infusion", "plan", "--first", "yesterday", "--every", "3d", "--times", "3")
    run("infusion", "given", "NEXT")
    assert run("infusion", "edit").err.splitlines()[2].startswith("1 (course 1, number 1)  Fri 20")
    run("infusion", "edit", "Last", "--side-effect", "nausea=2")
    assert [len(i.side_effects) for i in store.read().infusions] == [1, 0, 0]
    run("undo")
    run("undo")
    run("infusion", "edit", "last", "--dose", "40mg")
    assert [i.dose_mg for i in store.read().infusions] == [None, None, 40]


def test_a_planned_infusion_may_have_been_given_on_another_day(run: Run, store: Store) -> None:
    run("infusion", "plan", "--first", "2026-11-23", "--times", "1")
    run("infusion", "given", "next", "--day", "today")
    assert [(i.day.isoformat(), i.given) for i in store.read().infusions] == [("2026-11-21", True)]


def test_a_planned_infusion_can_be_cancelled(run: Run) -> None:
    run("infusion", "add", "2026-11-23", "--planned")
    assert run("infusion", "edit", "last", "--status", "cancelled").out.startswith("cancelled  ")


def test_what_has_not_come_yet_was_not_given(run: Run, store: Store) -> None:
    run("infusion", "add", "2026-11-23", "--planned")
    before = store.read()
    for typed, code in (
        ("infusion given next", 3),
        ("infusion given", 3),
        ("infusion edit last --status given", 2),
        ("infusion add 2026-11-30", 2),
        ("infusion add --start 23:59", 2),
        ("infusion add today --start 5pm", 2),
        ("infusion edit last --day today --status given --start 23:59", 2),
        ("infusion given --day today --start 23:59", 2),
    ):
        done = run(*typed.split())
        assert (done.code, "has not come yet" in done.err) == (code, True), typed
        assert store.read() == before, typed


def test_a_weekday_is_the_coming_one_of_what_is_planned_and_the_last_one_of_what_was_given(
    run: Run,
) -> None:
    (given,) = run("infusion", "add", "yesterday", "--json").json["saved"]
    (planned,) = run("infusion", "add", "2026-12-01", "--planned", "--json").json["saved"]
    for typed, day in (
        ("add monday", "2026-11-16"),
        ("add monday --planned", "2026-11-23"),
        ("plan --first monday --times 1", "2026-11-23"),
        ("edit {given} --day monday", "2026-11-16"),
        ("edit {planned} --day monday", "2026-11-23"),
        ("edit {given} --day monday --status planned", "2026-11-23"),
        ("edit {planned} --day monday --status given", "2026-11-16"),
        ("given {planned} --day monday", "2026-11-16"),
        ("given --day monday", "2026-11-16"),
    ):
        words = typed.format(given=given["id"], planned=planned["id"]).split()
        (saved,) = run("infusion", *words, "--json").json["saved"]
        assert saved["day"] == day, typed
        run("undo")


@pytest.mark.parametrize("typed", ["--start 23:59", "--day today", "--start 16:41"])
def test_no_edit_moves_a_given_infusion_to_a_time_still_to_come(
    run: Run, store: Store, typed: str
) -> None:
    day = "yesterday" if "--day" in typed else "today"
    assert run("infusion", "add", day, "--start", "16:41" if "--day" in typed else "9:00").code == 0
    before = store.read().infusions
    done = run("infusion", "edit", "last", *typed.split())
    said = "--start none leaves it out" if "--day" in typed else "or leave --start out"
    assert (done.code, said in done.err) == (2, True)
    assert store.read().infusions == before
    assert run("infusion", "edit", "last", "--start", "16:40", "--day", "today").code == 0


def test_a_planned_time_still_to_come_can_be_left_out(run: Run, store: Store) -> None:
    run("infusion", "add", "today", "--planned", "--start", "23:59")
    done = run("infusion", "given", "next")
    assert (done.code, "--start none leaves it out" in done.err) == (2, True)
    assert run("infusion", "given", "next", "--start", "none").code == 0
    assert [(i.given, i.start) for i in store.read().infusions] == [(True, None)]


def test_a_day_to_come_is_answered_with_today_and_not_with_an_infusion(run: Run) -> None:
    run("infusion", "add", "yesterday")
    done = run("infusion", "edit", "last", "--day", "2026-12-01")
    assert done.code == 2
    assert "Tue 1 Dec 2026 has not come yet; the latest day is Sat 21 Nov 2026." in done.err


def test_after_a_flight_over_the_date_line_the_infusion_of_tomorrow_can_be_changed(
    run: Run, store: Store
) -> None:
    run("infusion", "add", "--start", "10:30", "--dose", "40mg")
    there = NOW - timedelta(days=1)
    assert run("infusion", "edit", "last", "--side-effect", "nausea mild", at=there).code == 0
    assert [len(i.side_effects) for i in store.read().infusions] == [1]
    assert run("infusion", "edit", "last", "--start", "11:00", at=there).code == 2


def test_only_a_second_infusion_given_on_that_very_day_is_kept_and_said(run: Run) -> None:
    for day in ("2026-11-01", "yesterday", "2026-12-01 --planned", "2026-12-01 --planned"):
        assert run("infusion", "add", *day.split()).err == ""
    assert "already an infusion on Fri 20 Nov 2026" in run("infusion", "add", "yesterday").err
    assert run("infusion", "add", "yesterday", "--planned").err == ""
    assert len(run("infusion", "list", "--json").json) == 6


def test_a_dose_far_from_the_usual_is_asked_about_once_whatever_command_it_is_typed_with(
    run: Run,
) -> None:
    run("infusion", "add", "--planned")
    every = ("add", "add --planned", "edit last --route iv", "given", "plan --first today")
    for command in every:
        for dose, asked in (("40mg", 0), ("4000mg", 1)):
            done = run("infusion", *command.split(), "--dose", dose)
            assert (done.code, done.err.count("Is the unit right?")) == (0, asked), command


def test_without_a_plan_nothing_can_be_marked_as_given(run: Run) -> None:
    run("infusion", "add", "yesterday")
    assert run("infusion", "given", "next").code == 3


def test_the_next_planned_one_is_moved_cancelled_and_removed_without_its_id(run: Run) -> None:
    run("infusion", "add", "yesterday")
    run("infusion", "plan", "--first", "24 Nov", "--every", "1d", "--times", "3")
    (first, _, third) = [i["id"] for i in run("infusion", "list", "--json").json[1:]]
    meant = "Did you mean `tracker infusion edit next --status cancelled`?"
    assert meant in run("infusion", "cancel", "next").err
    assert "`tracker infusion edit next --day DAY`" in run("infusion", "move", "next").err
    done = run("infusion", "edit", "next", "--status", "cancelled", "--json").json["saved"]
    assert [(i["id"], i["status"]) for i in done] == [(first, "cancelled")]
    done = run("infusion", "edit", "next", "--day", "28 Nov", "--json").json["saved"]
    assert done[0]["day"] == "2026-11-28"
    assert [i["id"] for i in run("infusion", "remove", "next", "--json").json["removed"]] == [third]
    run("infusion", "remove", "next")
    assert run("infusion", "edit", "next", "--minutes", "40").code == 3


def test_marking_as_given_can_be_undone(run: Run) -> None:
    run("infusion", "add", "--planned")
    run("infusion", "given", "next")
    assert "it is planned again" in run("undo").out
    assert run("infusion", "list", "--json").json[0]["status"] == "planned"
