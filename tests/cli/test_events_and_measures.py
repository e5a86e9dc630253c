from __future__ import annotations

from pathlib import Path

from tests.conftest import Run
from tests.storage.making import raw
from tracker.cli.check_ins import edit
from tracker.cli.log import log
from tracker.records.catalogue import RESERVED
from tracker.storage import Store


def test_a_medicine_goes_on_until_its_last_day_is_named(run: Run) -> None:
    done = run("event", "add", "medication", "Lamotrigine", "--dose", "25 → 100 mg daily")
    assert done.out.startswith("medication  Lamotrigine  25 → 100 mg daily  since Sat 21 Nov 2026")
    assert "16 Nov 2026 to Fri 20 Nov" in (
        run("event", "edit", "last", "--from", "monday", "--to", "yesterday").out
    )
    assert "since Mon 16 Nov 2026" in run("event", "edit", "last", "--to", "none").out
    assert "to Mon 30 Nov" in run("event", "edit", "last", "--to", "30 Nov").out
    added = run("event", "add", "life", "Away", "--from", "20 Nov", "--to", "24 Nov")
    assert added.out.startswith("life  Away  Fri 20 Nov 2026 to Tue 24 Nov")


def test_a_dose_ends_in_the_list_where_the_next_one_begins(run: Run) -> None:
    run("event", "add", "medication", "Lamotrigine", "--dose", "25 mg", "--from", "2026-10-01")
    run("event", "add", "medication", "lamotrigine", "--dose", "50 mg", "--from", "2026-11-02")
    run("event", "add", "medication", "Lithium", "--from", "2026-11-05")
    first, second, other = run("event", "list").out.splitlines()
    assert "25 mg  Thu 1 Oct 2026 to Sun 1 Nov 2026" in first
    assert "50 mg  since Mon 2 Nov 2026" in second
    assert "since Thu 5 Nov 2026" in other
    listed = run("event", "list", "--from", "2026-11-10").out.splitlines()
    assert listed == [second, other]


def test_a_title_is_kept_as_it_was_typed(run: Run) -> None:
    title = "[/] [bold] =1+1 夜"
    run("event", "add", "question", title, "--note", "-", stdin=b"[bold]")
    (event,) = run("event", "list", "--json").json
    assert (event["title"], event["note"], event["kind"]) == (title, "[bold]", "question")
    assert run("event", "list").out.startswith(f"question  {title}  Sat 21 Nov 2026  “[bold]”")


def test_an_edit_changes_what_is_named_and_leaves_the_rest(run: Run, store: Store) -> None:
    run("event", "add", "life", "Moved", "--from", "2026-11-01", "--to", "2026-11-03")
    run("event", "edit", "last", "--title", "Moved house")
    (event,) = store.read().events
    assert (event.title, str(event.start), str(event.end)) == (
        "Moved house",
        "2026-11-01",
        "2026-11-03",
    )


def test_none_clears_a_dose_a_last_day_and_a_note_and_other_words_of_a_dose_stay(
    run: Run, store: Store
) -> None:
    details = ("--dose", "25 mg", "--to", "today", "--note", "-")
    run("event", "add", "medication", "Lithium", *details, stdin=b"words")
    for detail in ("dose", "end", "note"):
        option = {"end": "--to"}.get(detail, f"--{detail}")
        (before,) = store.read().events
        assert getattr(before, detail)
        run("event", "edit", "last", option, "None")
        (after,) = store.read().events
        assert getattr(after, detail) is None
    run("event", "edit", "last", "--dose", "none at night", "--kind", "therapy")
    assert [(e.dose, e.kind) for e in store.read().events] == [("none at night", "therapy")]


def test_a_dose_typed_behind_the_name_is_answered_with_its_option(run: Run) -> None:
    for dose in ("25mg", "2 g", "50µg", "50mcg", "10ml", "500IU", "0.5"):
        done = run("event", "add", "medication", "Lithium", *dose.split())
        shown = f'The dose needs its option: tracker event add medication Lithium --dose "{dose}"'
        assert (done.code, shown in done.err) == (2, True)


def test_the_words_of_the_app_are_taken_as_those_of_the_commands(
    run: Run, store: Store, tmp_path: Path
) -> None:
    for kind in ("medicine", "MEDICINE", "medication"):
        assert run("event", "add", kind, "Lithium").out.startswith("medication  Lithium")
    run("event", "edit", "last", "--kind", "question")
    run("event", "edit", "last", "--kind", "medicine")
    run("infusion", "add", "--phase", "first series", "--route", "vein")
    diary = store.read()
    assert [event.kind for event in diary.events] == ["medication"] * 3
    assert [(i.phase, i.route) for i in diary.infusions] == [("induction", "iv")]
    for label in ("chronic pain", "bipolar depression", "Suicidal thoughts"):
        assert run("measures", "profile", label).code == 0
    run("log", "7")
    for theme in ("black and white", "color"):
        assert run("report", "-o", str(tmp_path / "page.txt"), "--theme", theme).code == 0


def test_what_was_removed_comes_back_with_undo(run: Run, store: Store) -> None:
    run("event", "add", "illness", "A cold")
    assert run("event", "remove", "last").out.startswith("Removed the illness “A cold”.")
    assert store.read().events == ()
    assert run("undo").code == 0
    assert [event.title for event in store.read().events] == ["A cold"]


def test_without_events_the_list_ends_with_3(run: Run) -> None:
    assert run("event", "list").code == 3
    assert run("event", "list", "--json").json == []


def test_a_new_diary_rates_mood_and_knows_what_else_could_be(run: Run) -> None:
    mood, known = run("measures").out.splitlines()
    assert mood == "mood  Mood, 0–10, 10 best"
    assert known.startswith("Also known: anxiety, irritability, ")


def test_a_known_measure_is_turned_on_and_off_and_what_was_rated_stays(
    run: Run, store: Store
) -> None:
    run("measures", "on", "Anxiety")
    run("log", "7", "--anxiety", "4")
    assert "anxiety  Anxiety, 0–10, 0 best  (off)" in run("measures", "off", "anxiety").out
    assert [m["active"] for m in run("measures", "--json").json] == [True, False]
    assert store.read().check_ins[0].value("anxiety") == 4


def test_an_own_measure_has_its_scale(run: Run) -> None:
    done = run(
        *("measures", "add", "steps walked", "--high", "30", "--step", "0.5"),
        *("--unit", "thousand", "--low-label", "none", "--high-label", "a long walk"),
    )
    assert "steps_walked  Steps walked, 0–30 thousand" in done.out
    assert run("undo").out == "Undone: the new measure steps-walked.\n"
    assert run("measures", "add", "steps walked", "--high", "30", "--step", "0.5").code == 0
    assert "steps walked 12.5" in run("log", "7", "--steps-walked", "12.5").out


def test_no_measure_can_have_the_name_of_an_option_beside_which_it_is_rated() -> None:
    options = {name for command in (log, edit) for p in command.params for name in p.opts}
    assert {name[2:] for name in options if name.startswith("--")} | {"help"} == set(RESERVED)


def test_a_profile_rates_what_belongs_to_it_and_nothing_else(run: Run) -> None:
    run("measures", "on", "anxiety")
    run("measures", "profile", "pain")
    active = {m["key"] for m in run("measures", "--json").json if m["active"]}
    assert active == {"mood", "pain", "function", "sleep"}


def test_turning_on_what_is_on_is_nothing_to_undo(run: Run) -> None:
    run("log", "7", "--anxiety", "4")
    run("measures", "on", "anxiety")
    assert run("undo").code == 0
    assert run("list").code == 3


def test_what_is_rated_is_chosen_beside_an_entry_that_cannot_be_read(
    run: Run, store: Store
) -> None:
    run("infusion", "add", "yesterday")
    with raw(store.home.diary) as conn:
        conn.execute("UPDATE infusion SET route = 'teleport'")
    assert run("list").code == 1
    assert run("measures", "on", "anxiety").code == 0
    assert run("measures", "profile", "pain").code == 0


def test_a_choice_of_measures_can_be_undone(run: Run) -> None:
    run("measures", "profile", "pain")
    assert "measures" in run("undo").out
    assert [m["key"] for m in run("measures", "--json").json] == ["mood"]
