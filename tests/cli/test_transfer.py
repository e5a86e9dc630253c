from __future__ import annotations

import json
import os
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, Run
from tests.exchange.app_files import daylio, daylio_row, emoods, emoods_row
from tests.exchange.forms import as_bytes, choice, form, phq_9
from tests.storage.making import check_in, later
from tracker.paths import Home
from tracker.storage import Store
from tracker.storage.preferences import contacts, questionnaires
from tracker.storage.snapshots import list_snapshots

NASTY = b"[/] [bold] =1+1"


@pytest.fixture
def full(run: Run) -> Run:
    """A diary with one of each."""
    run("log", "7", "--anxiety", "4", "--note", "-", stdin=NASTY)
    run("infusion", "add", "yesterday", "--dose", "40mg", "--side-effect", "nausea=2")
    run("event", "add", "medication", "Lithium", "--dose", "=1+1")
    return run


def table(rows: int, *, bad: int = 0) -> bytes:
    """A CSV of so many days, one of them off the scale."""
    first = date(2024, 1, 1)
    moods = ("11" if row == bad else str(row % 11) for row in range(1, rows + 1))
    lines = (f"{first + timedelta(days=n)},{mood}\n" for n, mood in enumerate(moods))
    return ("day,mood\n" + "".join(lines)).encode()


@pytest.mark.skipif(os.name != "posix", reason="permissions as on Unix")
def test_an_exported_file_is_for_the_owner_only_and_reads_back_to_the_same_export(
    full: Run, tmp_path: Path
) -> None:
    for name in ("json", "csv"):
        path, elsewhere = tmp_path / f"diary.{name}", ("--home", str(tmp_path / name))
        assert full("export", name, "-o", str(path)).out == f"{path}\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        full("import", str(path), "--yes", *elsewhere)
        again = full("export", name, *elsewhere)
        assert strip_moment(again.raw) == strip_moment(path.read_bytes())
    assert json.loads((tmp_path / "diary.json").read_bytes())["format"] == "tracker-diary"


def strip_moment(content: bytes) -> list[bytes]:
    return [line for line in content.splitlines() if b"exported_at" not in line]


def test_importing_twice_adds_nothing_the_second_time(run: Run, tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_bytes(table(20))
    assert run("import", str(tmp_path / "scores.csv")).out == "Added 20 records.\n"
    before = run("export", "csv").raw
    again = run("import", str(tmp_path / "scores.csv"))
    assert again.out == "Added 0 records and left 20 as before.\n"
    assert run("export", "csv").raw == before


def test_a_calendar_is_refused_as_what_it_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / "visits.ics").write_bytes(b"BEGIN:VCALENDAR\r\n")
    done = run("import", str(tmp_path / "visits.ics"))
    assert (done.code, done.err.startswith("ics can only be written. Choose json, ")) == (1, True)


@pytest.mark.skipif(os.name != "posix", reason="homes as on Unix")
def test_the_folder_of_a_user_who_does_not_exist_is_no_fault_of_trackers(run: Run) -> None:
    done = run("import", "~no such user/diary.json")
    assert (done.code, "there is no such home folder" in done.err) == (1, True)


def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    run: Run, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "scores.csv").write_bytes(table(20).replace(b"mood", b"pain"))
    done = run("import", str(tmp_path / "scores.csv"), "--dry-run")
    assert done.out == "Would add 20 records.\n"
    assert "New measure: Pain, 0–10, 0 best." in done.err
    assert store.read().empty
    assert [m.key for m in store.read().measures] == ["mood"]
    assert list_snapshots(store.home.snapshots) == ()


def test_one_bad_row_is_named_by_its_line_and_nothing_is_imported(
    run: Run, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "scores.csv").write_bytes(table(800, bad=700))
    done = run("import", str(tmp_path / "scores.csv"))
    assert done.code == 1
    assert done.err.startswith("Line 701: Mood goes from 0 to 10 in whole numbers, not 11.\n")
    assert "nothing was imported" in done.err
    assert store.read().empty


def test_ten_bad_rows_are_named_and_the_others_are_counted(run: Run) -> None:
    for bad, named, more in ((1, 1, 0), (10, 10, 0), (11, 10, 1)):
        moods = enumerate([11] * bad + [5] * 40)
        rows = "".join(f"{NOW.date() - timedelta(days=n)},{mood}\n" for n, mood in moods)
        done = run("import", "-", "--format", "csv", stdin=f"day,mood\n{rows}".encode())
        assert (done.code, done.err.count("Line ")) == (1, named)
        assert (f"… and {more} more.\n" in done.err) is bool(more)
        assert f"\n{bad} row{'s' * (bad > 1)} cannot be read, so nothing was imported; " in done.err


def test_a_person_is_asked_before_a_file_adds_a_measure_and_only_then(
    run: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.cli.prompts.can_ask", lambda: True)
    content = store.home.folder / "x.csv"
    for column, typed, asks in (
        ("mood", [], False),
        ("calm", ["--dry-run"], False),
        ("calm", [], True),
        ("rest", ["--yes"], False),
    ):
        content.write_text(f"day,{column}\n2026-11-01,5\n", encoding="utf-8")
        before = store.read()
        done = run("import", str(content), *typed, stdin=b"\n")
        assert (done.code, "Continue?" in done.err) == (0, asks)
        assert (store.read() == before) is ("--dry-run" in typed)


def test_the_good_rows_may_be_taken_without_the_bad_ones(run: Run, tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_bytes(table(20, bad=7))
    done = run("import", str(tmp_path / "scores.csv"), "--skip-bad")
    assert (done.code, done.out) == (0, "Added 19 records.\n")
    assert "Line 8:" in done.err


def test_an_import_may_come_in_on_stdin(run: Run) -> None:
    assert run("import", "-", "--format", "csv", stdin=table(3)).out == "Added 3 records.\n"


def test_a_new_measure_is_named_before_it_is_made(run: Run, store: Store, tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_bytes(b"day,mood,calm\n2026-11-01,5,3\n")
    done = run("import", str(tmp_path / "scores.csv"))
    assert "New measure: calm, 0–10, 10 best." in done.err
    assert store.read().check_ins[0].value("calm") == 3


def test_a_column_about_self_harm_brings_the_crisis_numbers_once(run: Run) -> None:
    for heading, value, is_shown in (
        *(("Self-harm", 1, True), ("SI", 1, True), ("Suizidgedanken", 1, True)),
        *(("Suicidal thoughts (0-3)", 1, True), ("Suicidal thoughts", 0, False)),
        ("Anxiety", 9, False),
    ):
        table = f"day,mood,{heading}\n{NOW.date() - timedelta(days=1)},4,{value}\n".encode()
        done = run("import", "-", "--yes", stdin=table)
        assert (done.code, "findahelpline" in done.err) == (0, is_shown), heading
        assert "findahelpline" not in run("import", "-", "--yes", stdin=table).err


@pytest.mark.parametrize(("days", "is_shown"), [(14, True), (15, False)])
def test_only_recent_answers_about_self_harm_bring_the_crisis_numbers(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, is_shown: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    day = NOW.date() - timedelta(days=days)
    table = f"day,mood,Suicidal thoughts\n{day},4,1\n"
    assert ("findahelpline" in run("import", "-", "--yes", stdin=table.encode()).err) is is_shown
    filled = ("--home", "elsewhere", "scales", "fill", "phq-9", "000000001")
    assert run(*filled, "--day", str(day)).code == 0
    exported = run("export", "json", "--home", "elsewhere").raw
    shown = run("import", "-", "--yes", stdin=exported).err
    assert ("findahelpline" in shown) is is_shown


def test_undo_takes_a_whole_import_back(run: Run, tmp_path: Path) -> None:
    run("log", "7")
    before = run("export", "json", at=NOW).json
    (tmp_path / "scores.csv").write_bytes(table(300).replace(b"mood", b"pain"))
    run("import", str(tmp_path / "scores.csv"))
    assert "import" in run("undo").out
    after = run("export", "json", at=NOW).json
    assert before | {"exported_at": None} == after | {"exported_at": None}


def test_a_snapshot_is_taken_before_an_import(run: Run, store: Store, tmp_path: Path) -> None:
    run("log", "7")
    (tmp_path / "scores.csv").write_bytes(table(3))
    run("import", str(tmp_path / "scores.csv"))
    (snapshot,) = list_snapshots(store.home.snapshots)
    assert snapshot.reason == "import"
    copy = Home(tmp_path / "copy")
    copy.folder.mkdir()
    snapshot.path.rename(copy.diary)
    assert len(Store.open(copy, NOW).read().check_ins) == 1


def test_without_a_snapshot_nothing_is_imported(run: Run, store: Store, tmp_path: Path) -> None:
    run("log", "7")
    store.home.snapshots.write_text("in the way", encoding="utf-8")
    (tmp_path / "scores.csv").write_bytes(table(3))
    assert run("import", str(tmp_path / "scores.csv")).code == 1
    assert len(store.read().check_ins) == 1


@pytest.mark.parametrize(
    ("on_conflict", "said", "moods"),
    [
        ("skip", "Added 0 records and left 1 as before.", [7]),
        ("replace", "Added 0 records and changed 1.", [3]),
        ("keep", "Added 1 record.", [7, 3]),
    ],
)
def test_what_is_there_already_is_left_replaced_or_kept_beside(
    run: Run, store: Store, tmp_path: Path, on_conflict: str, said: str, moods: list[int]
) -> None:
    run("log", "7")
    theirs = run("export", "json").raw.replace(b'"mood": 7', b'"mood": 3')
    (tmp_path / "theirs.json").write_bytes(theirs)
    done = run("import", str(tmp_path / "theirs.json"), "--on-conflict", on_conflict)
    assert done.out == f"{said}\n"
    assert ("1 of them differs in the file" in done.err) == (on_conflict == "skip")
    assert [c.value("mood") for c in store.read().check_ins] == moods


def test_what_was_removed_comes_back_with_an_import(run: Run, tmp_path: Path) -> None:
    run("log", "7")
    exported = run("export", "json").raw
    (tmp_path / "diary.json").write_bytes(exported)
    run("remove", "last")
    assert run("import", str(tmp_path / "diary.json")).out == "Added 1 record.\n"
    assert strip_moment(run("export", "json").raw) == strip_moment(exported)


def test_a_file_that_is_no_diary_is_refused_in_a_sentence(
    run: Run, store: Store, tmp_path: Path
) -> None:
    for name, content, said in (
        ("x.json", b'{"format": "tracker-diary", "version": 2}', "from a newer tracker"),
        ("x.json", b'{"format": "other", "version": 1}', "not a diary"),
        ("x.json", b"{", "not JSON"),
        ("x.json", b"", "empty"),
        ("x.csv", b"mood\n7\n", "day"),
        ("x.csv", b"day,mood\n2026-02-30,7\n", "Line 2: "),
        ("x.csv", b"day,mood\n2026-11-30,7\n2026-11-01,seven\n", "Line 3: "),
        ("x.csv", b"day,mood\n2026-11-01,7\xff\n", "UTF-8"),
    ):
        (tmp_path / name).write_bytes(content)
        done = run("import", str(tmp_path / name))
        assert (done.code, done.out, said in done.err) == (1, "", True), content
    assert store.read().empty


def test_a_measure_with_another_scale_is_not_mixed_in(run: Run, tmp_path: Path) -> None:
    run("log", "7", "--anxiety", "4")
    before = run("export", "json").raw
    theirs = before.replace(b'"high": 10', b'"high": 4')
    (tmp_path / "theirs.json").write_bytes(theirs.replace(b'"high": 4', b'"high": 10', 1))
    done = run("import", str(tmp_path / "theirs.json"))
    assert done.code == 1
    assert "Anxiety" in done.err
    assert run("export", "json").raw == before


def test_what_another_program_writes_meanwhile_is_not_imported_twice(
    run: Run, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scores.csv").write_bytes(b"day,mood\n2026-11-01,5\n")
    snapshot = Store.snapshot_before

    def meanwhile(self: Store, *details: object) -> None:
        twin = check_in(5, day=date(2026, 11, 1), at=None, recorded_at=None)
        self.add(twin, later(0), "another program's")
        snapshot(self, *details)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(Store, "snapshot_before", meanwhile)
    assert run("import", str(tmp_path / "scores.csv")).out == (
        "Added 0 records and left 1 as before.\n"
    )
    assert len(store.read().check_ins) == 1


CLINIC = "Wann;Stimmung;Wetter\n14.06.2026;4;Regen\n15.06.2026;1;Sonne\n"
SAID = ("--map", "Wann=day", "--map", "Stimmung=mood:1-5")


def test_the_export_of_another_app_is_recognised_by_its_content_and_shown_in_a_dry_run(
    run: Run, store: Store, tmp_path: Path
) -> None:
    rows = daylio_row("2026-06-14", "21:04", "good"), daylio_row("2026-06-13", "8:30 pm", "awful")
    (tmp_path / "x.txt").write_bytes(daylio(*rows))
    done = run("import", str(tmp_path / "x.txt"), "--dry-run")
    assert done.out == "Would add 2 records.\n"
    assert "Daylio's mood (awful, bad, meh, good, rad) becomes Mood 0, 2, 5, 8, 10;" in done.err
    assert "New measure: Mood in Daylio, 1–5, 5 best; kept, and not asked for." in done.err
    assert "from Sat 13 Jun 2026 to Sun 14 Jun 2026." in done.err
    assert store.read().empty


def test_what_is_not_read_is_named_and_a_zip_may_come_in_on_stdin(run: Run) -> None:
    done = run("import", "-", stdin=emoods(emoods_row("2026-06-14", *"1112", weight="70")))
    assert done.out == "Added 1 record.\n"
    assert "Not read: PSYCHOTIC SYMPTOMS (1), WEIGHT (1), other files in the ZIP (1).\n" in done.err


def test_what_is_said_about_a_file_is_kept_for_the_next_with_its_header(
    run: Run, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "may.csv").write_text(CLINIC, encoding="utf-8")
    (tmp_path / "june.csv").write_text(CLINIC.replace(".06.", ".07."), encoding="utf-8")
    assert "--map 'Wann=day'" in run("import", str(tmp_path / "may.csv")).err
    assert run("import", str(tmp_path / "may.csv"), *SAID).out == "Added 2 records.\n"
    assert run("import", str(tmp_path / "june.csv")).out == "Added 2 records.\n"
    assert len(store.settings("import_map/")) == 1  # the name under which merge knows them


def test_undo_forgets_what_was_said_with_the_import(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(CLINIC, encoding="utf-8")
    run("import", str(tmp_path / "x.csv"), *SAID)
    run("undo")
    assert run("import", str(tmp_path / "x.csv")).code == 1


def test_in_a_terminal_the_columns_are_asked_one_by_one_and_shown_as_a_whole(
    run: Run, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.cli.prompts.can_ask", lambda: True)
    (tmp_path / "x.csv").write_text(CLINIC, encoding="utf-8")
    done = run("import", str(tmp_path / "x.csv"), stdin=b"d\nx\nm\nhigh\ny\n1-5\ny\n\ny\n")
    assert done.out.endswith("Added 2 records.\n")
    assert "Column 2, Stimmung: 4, 1" in done.err
    assert "Columns: Wann is day, Stimmung is mood." in done.err
    assert "Stimmung (1, 2, 3, 4, 5) becomes Mood 0, 2, 5, 8, 10;" in done.err
    assert "Not read: Wetter (2" in done.err
    assert [c.value("mood") for c in store.read().check_ins] == [8, 0]


def test_in_a_terminal_the_scale_of_an_own_name_for_mood_is_asked(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.cli.prompts.can_ask", lambda: True)
    rows = daylio_row("2026-06-14", "21:04", "Hyped"), daylio_row("2026-06-13", "21:04", "bad")
    (tmp_path / "x.csv").write_bytes(daylio(*rows))
    done = run("import", str(tmp_path / "x.csv"), stdin=b"7\n5\ny\n")
    assert done.out.endswith("Added 2 records.\n")
    assert "not one of Daylio's five moods" in done.err
    assert "“hyped” is read as rad." in done.err


def test_declining_the_confirmation_changes_nothing(
    run: Run, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.cli.prompts.can_ask", lambda: True)
    (tmp_path / "x.csv").write_text(CLINIC, encoding="utf-8")
    assert run("import", str(tmp_path / "x.csv"), *SAID, stdin=b"n\n").code == 1
    assert store.read().empty


def test_what_is_typed_wrong_about_a_file_exits_with_2_and_what_is_wrong_in_it_with_1(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "x.csv").write_text(CLINIC.replace("Regen", "Grün"), encoding="utf-8")
    takes = "--map takes a column and what it is, as --map 'When=day'.\n"
    for option, typed, said in (
        ("--map", "Wann", takes),
        ("--map", "=day", takes),
        ("--map", "Wenn=day", "Wenn"),
        ("--map", "Wann=day:often", "often"),
        ("--map", "Stimmung=mood:5-1", "5-1"),
        ("--map", "Stimmung=scale:phq-9:10", "10"),
        ("--date-format", "weekly", "weekly"),
        ("--encoding", "klingon", "klingon"),
        ("--encoding", "ascii", "ascii"),
    ):
        done = run("import", str(tmp_path / "x.csv"), *SAID[:2], option, typed)
        assert (done.code, said in done.err) == (2, True), (typed, done.err)
    assert run("import", str(tmp_path / "x.csv"), "--map", "Wann=note").code == 1


def test_a_diarys_contacts_come_along_and_ones_own_stay_unless_they_are_to_be_replaced(
    run: Run, store: Store, tmp_path: Path
) -> None:
    theirs = ("--home", str(tmp_path / "theirs"))
    run("contacts", "--clinic", "Theirs", "1", "--person", "Kim", "2", *theirs)
    (tmp_path / "x.json").write_bytes(run("export", "json", *theirs).raw)
    run("contacts", "--clinic", "Mine", "3")
    left = run("import", str(tmp_path / "x.json"))
    assert "Your own contacts stay; not imported: Theirs.\n" in left.err
    assert named(store) == ("Mine", "Kim")
    taken = run("import", str(tmp_path / "x.json"), "--on-conflict", "replace")
    assert (named(store), "stay" in taken.err) == (("Theirs", "Kim"), False)


def named(store: Store) -> tuple[str, ...]:
    own = contacts(store)
    return tuple(contact.name for contact in (own.clinic, own.person) if contact)


def test_a_clinics_form_comes_along_and_ones_own_stays_unless_it_is_to_be_replaced(
    run: Run, store: Store, tmp_path: Path
) -> None:
    def add(title: str, *where: str) -> None:
        asked = as_bytes(form(choice(f"{title} sleep?"), title="Sleep check"))
        assert run("scales", "add", "-", *where, stdin=asked).code == 0

    def asked() -> list[str]:
        return [q.items[0].prompt for q in questionnaires(store) if q.key == "sleep-check"]

    theirs = ("--home", str(tmp_path / "theirs"))
    add("Their", *theirs)
    assert run("scales", "add", "-", *theirs, stdin=as_bytes(phq_9())).code == 0
    (tmp_path / "x.json").write_bytes(run("export", "json", *theirs).raw)
    assert "Clinic's questionnaire: Sleep check, 0–2" in run("import", str(tmp_path / "x.json")).err
    assert asked() == ["Their sleep?"]
    worded = next(q for q in questionnaires(store) if q.key == "phq-9")
    assert worded.items[0].wording == "The question on interest lost?"
    add("My")
    run("import", str(tmp_path / "x.json"))
    assert asked() == ["My sleep?"]
    run("import", str(tmp_path / "x.json"), "--on-conflict", "replace")
    assert asked() == ["Their sleep?"]


def test_a_kind_that_is_not_the_kind_of_the_table_exits_with_2(run: Run, tmp_path: Path) -> None:
    run("log", "7")
    run("export", "csv", "-o", str(tmp_path / "x.csv"))
    done = run("import", str(tmp_path / "x.csv"), "--kind", "events")
    assert (done.code, done.out) == (2, "")
    assert "leave out --kind events" in done.err
