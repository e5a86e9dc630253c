from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests import launch
from tests.ciphered import plain_alone
from tests.conftest import NOW, Run
from tests.exchange.forms import Object, as_bytes, choice, form, loinc, phq_9
from tracker.cli.scales import read_answers
from tracker.records import Assessment
from tracker.records.questionnaires import get_questionnaire
from tracker.storage import Store
from tracker.storage.preferences import questionnaires

NO_THANKS = "Thank you for noting this."
USUAL = "112111110"


def kept(store: Store) -> tuple[Assessment, ...]:
    return store.read().assessments


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Someone sits there who can be asked; what they type comes in on stdin."""
    monkeypatch.setattr("tracker.cli.prompts.can_ask", lambda: True)


@pytest.fixture
def clinic_file(tmp_path: Path) -> Path:
    path = tmp_path / "form.json"
    path.write_bytes(as_bytes(form(choice("How was sleep?"), choice("And rest?", 0, 3))))
    return path


def written(tmp_path: Path, content: Object) -> str:
    path = tmp_path / "other.json"
    path.write_bytes(as_bytes(content))
    return str(path)


def test_filling_in_saves_the_answers_and_says_the_total_and_its_band(
    run: Run, store: Store
) -> None:
    ran = run("scales", "fill", "phq-9", *USUAL)
    assert ran.code == 0
    assert ran.out.startswith("Saved for Sat 21 Nov 2026: PHQ-9 9 of 27, mild.")
    assert "no diagnosis; it looks back over 14 days" in ran.err
    (filled,) = kept(store)
    assert filled.answers == (1, 1, 2, 1, 1, 1, 1, 1, 0)
    assert (filled.questionnaire, filled.total, filled.low, filled.high) == ("phq-9", 9, 0, 27)


def test_blanks_are_scored_as_the_scoring_sheet_says_and_how_is_said(
    run: Run, store: Store
) -> None:
    for typed, total, said in (
        ("112111110", 9, "no diagnosis"),
        ("1 1 2 1 1 1 1 1 0", 9, "no diagnosis"),
        ("1,1,2,1,1,1,1,1,0", 9, "no diagnosis"),
        ("-22222220", 16, "scaled up from the other 8"),
        ("- 2 2 2 2 2 2 2 0", 16, "scaled up from the other 8"),
        ("--2222200", 13, "scaled up from the other 7"),
        ("---222220", None, "3 items left blank, too many"),
        ("22222220-", None, "Item 9 was left blank and is never guessed"),
    ):
        done = run("scales", "fill", "phq-9", *typed.split(), "--yes")
        assert (done.code, said in done.err) == (0, True), typed
        assert kept(store)[-1].total == total, typed
    assert "PHQ-9 no total" in done.out
    assert "come to 14" in done.err


def test_the_total_of_peg_is_a_mean(run: Run, store: Store) -> None:
    assert "PEG 7 of 10, severe" in run("scales", "fill", "peg", "7", "8", "6").out
    assert "PEG 7.3 of 10" in run("scales", "fill", "peg", "7", "8", "7", "--yes").out
    assert kept(store)[1].total == pytest.approx(22 / 3)


def test_a_day_may_be_named_but_not_one_to_come(run: Run, store: Store) -> None:
    assert "Fri 20 Nov 2026" in run("scales", "fill", "gad-7", "1111111", "--day", "yesterday").out
    assert run("scales", "fill", "gad-7", "1111111", "--day", "tomorrow", "--yes").code == 2
    assert len(kept(store)) == 1


def test_invalid_answers_are_refused_in_a_sentence_and_nothing_is_saved(
    run: Run, store: Store
) -> None:
    for typed, said in (
        ("phq-9 11211111", "9 items and 8 were answered"),
        ("phq-9 112111119", "Item 9 (death or self-harm thoughts) takes 0 to 3"),
        ("phq-9 1 1 2 1 1 1 1 1 x", "Item 9"),
        ("phq-9 ---------", "Nothing was answered"),
        ("phq-9 11211111 --dya monday", "There is no option --dya"),
        ("phq-15 1", "there is: gad-2, gad-7"),
        ("/etc/passwd 1", "there is: gad-2, gad-7"),
        ("phq-9", "tracker scales fill phq-9 0 0 0"),
        ("peg", "Type the 3 answers"),
    ):
        ran = run("scales", "fill", *typed.split())
        assert (ran.code, ran.out, said in ran.err) == (2, "", True), typed
    assert kept(store) == ()


def test_undo_takes_a_filling_in_back(run: Run, store: Store) -> None:
    run("scales", "fill", "phq-9", USUAL)
    assert "the PHQ-9 of Sat 21 Nov." in run("undo").out
    assert kept(store) == ()


def test_too_soon_is_asked_about_and_without_a_terminal_refused(run: Run, store: Store) -> None:
    run("scales", "fill", "phq-9", USUAL, "--day", "6 days ago")
    assert "again" not in run("scales").out
    five_days_later = ("scales", "fill", "phq-9", USUAL, "--day", "yesterday")
    ran = run(*five_days_later)
    assert ran.code == 2
    assert "was filled in for Sun 15 Nov 2026" in ran.err
    assert "--yes" in ran.err
    assert run("scales", "fill", "phq-9", USUAL).code == 0
    assert len(kept(store)) == 2
    assert run(*five_days_later, "--yes").code == 0
    assert len(kept(store)) == 3


@pytest.mark.usefixtures("terminal")
def test_in_a_terminal_too_soon_is_a_question(run: Run, store: Store) -> None:
    run("scales", "fill", "phq-9", USUAL)
    assert run("scales", "fill", "phq-9", USUAL, stdin=b"n\n").code == 1
    assert len(kept(store)) == 1
    assert run("scales", "fill", "phq-9", USUAL, stdin=b"y\n").code == 0
    assert len(kept(store)) == 2


@pytest.mark.usefixtures("terminal")
def test_in_a_terminal_it_asks_item_by_item(run: Run, store: Store) -> None:
    ran = run("scales", "fill", "gad-7", stdin=b"1\n2\n\n1\n1\n1\n1\n")
    assert ran.code == 0
    assert "3 of 7  many worries" in ran.err
    assert "0 none, 1 some days" in ran.err
    assert ran.err.count("0 none, 1 some days") == 1
    assert [a.answers for a in kept(store)] == [(1, 2, None, 1, 1, 1, 1)]


@pytest.mark.usefixtures("terminal")
def test_stopping_half_way_keeps_nothing(run: Run, store: Store) -> None:
    assert run("scales", "fill", "gad-7", stdin=b"1\n2\n").code == 130
    assert kept(store) == ()


def test_b_goes_back_and_enter_leaves_an_item_as_it_is() -> None:
    typed = iter(["b", "1", "2", "b", "b", "3", "", "-"])
    assert read_answers(get_questionnaire("peg"), lambda _: next(typed)) == (3, 2, None)


def test_an_answer_that_cannot_be_is_asked_again(capsys: pytest.CaptureFixture[str]) -> None:
    prompts: list[str] = []
    typed = iter(["9", "3", "0"])

    def read(prompt: str) -> str:
        prompts.append(prompt)
        return next(typed)

    assert read_answers(get_questionnaire("phq-2"), read) == (3, 0)
    assert "Item 1 (interest lost) takes 0 to 3" in capsys.readouterr().err
    assert prompts[0] == prompts[1]


def test_words_of_care_come_once_and_only_after_saving(run: Run, store: Store) -> None:
    ran = run("scales", "fill", "phq-9", "111111111")
    assert ran.code == 0
    assert ran.out.startswith("Saved")
    assert ran.err.count(NO_THANKS) == 1
    assert "cannot see, call or alert anyone" in ran.err
    assert "findahelpline.com" in ran.err
    assert len(kept(store)) == 1


def test_words_of_care_do_not_come_otherwise_nor_after_a_refused_answer(run: Run) -> None:
    for answers in ("333333330", "33333333-", "11111111 9"):
        assert NO_THANKS not in run("scales", "fill", "phq-9", *answers.split(), "--yes").err


def test_a_known_total_has_its_range_and_that_of_a_shipped_questionnaire_joins_its_course(
    run: Run, store: Store
) -> None:
    for name in ("MADRS", "madrs"):
        assert "MADRS 12 of 60" in run("scales", "total", name, "12").out
        total = kept(store)[-1]
        assert (total.questionnaire, total.answers, total.better) == ("MADRS", None, "lower")
    assert "PHQ-9 12 of 27, moderate" in run("scales", "total", "PHQ9", "12").out
    assert kept(store)[-1].questionnaire == "phq-9"


def test_any_other_scale_needs_its_range_once(run: Run, store: Store) -> None:
    assert "--low 0 --high 27" in run("scales", "total", "Calm scale", "3").err
    assert kept(store) == ()
    scale = ("--low", "-5", "--high", "5", "--better", "higher")
    assert "Calm scale 3 on −5 to 5" in run("scales", "total", "Calm scale", "3", *scale).out
    assert run("scales", "total", "calm SCALE", "-4").code == 0
    assert run("scales", "total", "calm scale", "7", "--high", "9").code == 0
    assert kept(store)[-1].high == 9
    assert {(a.questionnaire, a.low, a.better) for a in kept(store)} == {
        ("Calm scale", -5, "higher")
    }


def test_a_total_off_its_scale_is_refused(run: Run, store: Store) -> None:
    for arguments, said in (
        (["MADRS", "61"], "from 0 to 60"),
        (["MADRS", "x"], "“x”"),
        (["MADRS", "6", "--high", "100"], "MADRS goes from 0 to 60"),
        (["WHO-5", "60", "--better", "lower"], "higher is better"),
        (["Mine", "6", "--low", "9", "--high", "3"], "lowest total below its highest"),
        (["Mine", "6", "--low", "0"], "add --low 0 --high 27"),
        ([" ", "6", "--low", "0", "--high", "9"], "is empty"),
    ):
        ran = run("scales", "total", *arguments)
        assert (ran.code, said in ran.err) == (2, True), arguments
    assert kept(store) == ()


def test_the_list_says_the_last_total_and_quietly_when_it_asks_anew(run: Run) -> None:
    run("scales", "fill", "phq-9", "222222220", "--day", "2026-06-01")
    run("scales", "fill", "phq-9", USUAL)
    run("scales", "total", "MADRS", "12")
    lines = run("scales").out.splitlines()
    (phq,) = (line for line in lines if line.startswith("phq-9"))
    assert "last 9 of 27, mild, Sat 21 Nov 2026; may be filled in again from Fri 27 Nov" in phq
    assert any(line.startswith("MADRS  total only; last 12 of 60") for line in lines)
    assert not [word for word in ("due", "overdue", "remind") if word in "\n".join(lines)]


def test_the_list_as_json(run: Run) -> None:
    run("scales", "fill", "phq-9", USUAL)
    rows = {row["key"]: row for row in run("scales", "--json").json}
    assert rows["phq-9"]["last"] == {"day": "2026-11-21", "total": 9}
    assert rows["phq-9"]["again_from"] == "2026-11-27"
    assert rows["gad-7"]["last"] is None
    assert len(rows["pcl-5"]["items"]) == 20


def test_what_was_filled_in_is_listed_and_removed(run: Run, store: Store) -> None:
    assert run("scales", "list").code == 3
    run("scales", "fill", "phq-9", USUAL)
    run("scales", "total", "MADRS", "12")
    assert [a["questionnaire"] for a in run("scales", "list", "PHQ9", "--json").json] == ["phq-9"]
    for typed in ("gad-7", "phq9000"):
        none = run("scales", "list", typed)
        assert (none.code, none.out) == (3, "")
        assert none.err.startswith(f"Nothing is recorded for '{typed}' yet. ")
    assert run("scales", "list", "gad-7", "--json").json == []
    assert "in these days" in run("scales", "list", "phq-9", "--to", "yesterday").err
    lines = run("scales", "list").out.splitlines()
    assert [line[:22] for line in lines] == ["Sat 21 Nov 2026  MADRS", "Sat 21 Nov 2026  PHQ-9"]
    short = lines[1][-7:-1]
    assert run("scales", "remove", short).code == 0
    assert [a.questionnaire for a in kept(store)] == ["MADRS"]
    run("undo")
    assert len(kept(store)) == 2
    assert run("scales", "remove", "nonesuch").code == 3


def test_a_clinics_form_can_be_filled_in(run: Run, store: Store, clinic_file: Path) -> None:
    ran = run("scales", "add", str(clinic_file))
    assert ran.code == 0
    assert "Added sleep-check: Sleep check, 2 items" in ran.out
    assert "total 0–5, lower is better" in ran.out
    assert "Sleep check 4 of 5" in run("scales", "fill", "sleep-check", "1", "3").out
    assert "takes 0 or 3" in run("scales", "fill", "sleep-check", "12").err
    (filled,) = kept(store)
    assert (filled.questionnaire, filled.total, filled.high) == ("sleep-check", 4, 5)
    assert "sleep-check  Sleep check" in run("scales").out


@pytest.mark.usefixtures("terminal")
def test_the_clinics_wording_is_asked_as_it_stands(run: Run, tmp_path: Path) -> None:
    asked = form(choice("[bold]How[/] \x1b[31mwas it?"), choice("And?", 1, 5))
    run("scales", "add", written(tmp_path, asked), "--better", "higher", "--key", "mine")
    ran = run("scales", "fill", "mine", stdin=b"1\n5\n")
    assert "1 of 2  [bold]How[/] [31mwas it?" in ran.err
    assert "\x1b" not in ran.err
    assert "only its topics" not in ran.err
    assert "1 answer 1, 5 answer 5" in ran.err


def test_undo_takes_a_form_out_and_removal_leaves_what_was_filled_in(
    run: Run, store: Store, clinic_file: Path
) -> None:
    run("scales", "add", str(clinic_file))
    assert "clinic's form" in run("undo").out
    assert len(questionnaires(store)) == 6
    run("scales", "add", str(clinic_file))
    run("scales", "fill", "sleep-check", "1", "3")
    assert run("scales", "remove", "sleep-check").code == 0
    assert len(questionnaires(store)) == 6
    assert len(kept(store)) == 1
    assert "sleep-check  total only; last 4 of 5" in run("scales").out
    run("undo")
    assert len(questionnaires(store)) == 7


def test_a_form_of_phq_9_gives_its_wording_and_not_its_scoring(
    run: Run, store: Store, tmp_path: Path
) -> None:
    ran = run("scales", "add", written(tmp_path, phq_9()))
    assert ran.code == 0
    assert "in the clinic's words" in ran.out
    worded = next(q for q in questionnaires(store) if q.key == "phq-9")
    ours = get_questionnaire("phq-9")
    assert worded.items[0].wording == "The question on interest lost?"
    assert (worded.bands, worded.missing_allowed) == (ours.bands, ours.missing_allowed)
    assert "PHQ-9 9 of 27, mild" in run("scales", "fill", "phq-9", USUAL).out
    run("scales", "remove", "phq-9")
    assert ours in questionnaires(store)


def test_scoring_of_a_shipped_questionnaire_cannot_be_changed(
    run: Run, store: Store, tmp_path: Path
) -> None:
    ran = run("scales", "add", written(tmp_path, phq_9()), "--better", "higher")
    assert ran.code == 2
    assert "scored as published" in ran.err
    assert get_questionnaire("phq-9") in questionnaires(store)


def test_an_item_about_self_harm_in_a_clinics_form_brings_words_of_care(
    run: Run, tmp_path: Path
) -> None:
    asked = form(choice("one"), choice("two", code=loinc("44260-8")))
    run("scales", "add", written(tmp_path, asked))
    assert run("scales", "fill", "sleep-check", "0", "1").err.count(NO_THANKS) == 1
    assert NO_THANKS not in run("scales", "fill", "sleep-check", "1", "0").err


def test_the_item_about_self_harm_may_be_named(run: Run, clinic_file: Path) -> None:
    for wrong in ("3", "1,x", "²", "9" * 5000):
        assert run("scales", "add", str(clinic_file), "--self-harm", wrong).code == 2
    assert run("scales", "add", str(clinic_file), "--self-harm", "1").code == 0
    assert NO_THANKS in run("scales", "fill", "sleep-check", "1", "0").err


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("answers", "items"),
    [
        *((b"x\n9\n2\n", [2]), (b"1,2\n", [1, 2]), (b"none\n", [])),
        *((b"1,x\n1 2\n", [1, 2]), ("²\n 2 \n".encode(), [2])),
    ],
)
def test_a_form_that_may_ask_about_it_is_added_once_a_person_says_which_item_does(
    run: Run, store: Store, tmp_path: Path, answers: bytes, items: list[int]
) -> None:
    about_it = form(choice("How was sleep?"), choice("And the worst?"), title="Suicide check")
    ran = run("scales", "add", written(tmp_path, about_it), stdin=answers)
    assert "  2  And the worst?\n" in ran.err
    assert ran.err.count("Type a number from 1 to 2, or none.") == answers.count(b"\n") - 1
    named = {1: "Item 2 is the one", 2: "Items 1 and 2 are the ones"}.get(len(items), "")
    assert f"{named} about death or self-harm." in ran.out if named else "Item" not in ran.out
    (made,) = (q for q in questionnaires(store) if q.key == "suicide-check")
    numbers = [made.self_harm_item, *made.self_harm_also] if made.self_harm_item else []
    assert numbers == items


def test_a_file_that_cannot_be_taken_ends_with_1_and_keeps_nothing(run: Run, store: Store) -> None:
    for content, said in (
        (b"hello", "not JSON"),
        (as_bytes({"resourceType": "Bundle"}), "not a FHIR Questionnaire"),
        (as_bytes(form({"type": "string", "text": "Why?"})), "no item that can be scored"),
        (as_bytes(form(choice("\ud800"))), "Item 1 of the file has no text"),
        (as_bytes(form(choice("a\ud800"))), "cannot be saved"),
    ):
        ran = run("scales", "add", "-", stdin=content)
        assert (ran.code, said in ran.err) == (1, True), said
    assert len(questionnaires(store)) == 6


def test_a_title_is_kept_without_what_no_file_can_hold(
    run: Run, store: Store, tmp_path: Path
) -> None:
    odd = form(choice("a"), title="\ud800Sleep\0", copyright="\udfff" * 5000)
    assert run("scales", "add", written(tmp_path, odd)).code == 0
    assert (questionnaires(store)[-1].title, questionnaires(store)[-1].licence) == ("Sleep", "")


def test_a_file_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    ran = run("scales", "add", str(tmp_path / "none.json"))
    assert ran.code == 1
    assert "none.json" in ran.err


def test_a_clinics_form_that_cannot_be_read_is_named_with_what_takes_it_out(
    run: Run, store: Store
) -> None:
    run("log", "7")
    with store.writing(NOW, "another program's") as unit:
        unit.put_setting("questionnaire/sleep form", {"title": "odd"})
    for command in (["scales"], ["summary"], ["report", "--format", "txt"], ["export", "json"]):
        refused = run(*command)
        assert refused.code == 4
        assert refused.err.startswith("The clinic's form 'sleep form' cannot be read. Type: ")
    assert run("scales", "remove", "sleep form").code == 0
    assert "PHQ-9" in run("scales").out


@plain_alone
def test_a_snapshot_holds_the_clinics_form(run: Run, store: Store, clinic_file: Path) -> None:
    run("scales", "add", str(clinic_file))
    copy = store.snapshot(NOW + timedelta(hours=1), "import")
    assert b"How was sleep?" in copy.read_bytes()


def test_recording_a_score_loads_neither_questionnaires_nor_contacts_nor_other_measures(
    tmp_path: Path,
) -> None:
    loaded = launch.modules_after(tmp_path / "home", "log", "7")
    heavy = [name for name in loaded if "questionnaires" in name or "contacts" in name]
    assert not heavy
    assert not {"tomllib", "tracker.records.catalogue"} & loaded
