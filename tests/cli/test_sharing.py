"""A page and a backup under a passphrase of their own, for a stick or an e-mail."""

from __future__ import annotations

import stat
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from tests import age
from tests.ciphered import keys, on_both, plain_alone
from tests.cli.test_locking import TYPED, typing
from tests.conftest import FillOnce, Run
from tracker.charts import Rendered
from tracker.storage import Store

NOTE = "a word for nobody else"


@pytest.fixture
def logged(run: Run, store: Store, fill_once: FillOnce) -> Run:
    words = {"stdin": NOTE.encode()}
    fill_once(store.home, "a note to share", lambda: run("log", "7", "--note", "-", **words))
    return run


@pytest.fixture
def quick_age(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let another program's files be written; the library, whose own take seconds, reads them."""
    monkeypatch.setattr("pyrage.passphrase.encrypt", age.encrypt)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A page that is drawn in no time, and what was to stand on it."""
    asked, writer, file = dict[str, Any](), PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Title": "Diary report"})
    writer.write(file)

    def render(*_: object, **options: Any) -> Rendered:
        asked.update(options)
        return Rendered((file.getvalue(),))

    monkeypatch.setattr("tracker.charts.render", render)
    return asked


def test_a_page_under_a_passphrase_opens_with_it_alone(logged: Run, drawn: dict[str, Any]) -> None:
    done = logged("report", "--passphrase", "-", "--name", "-", stdin=TYPED + b"Anna")
    assert drawn["name"] == "Anna"
    path = Path(done.out.strip())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"/AESV3" in path.read_bytes()
    page = PdfReader(path)
    assert (page.is_encrypted, int(page.decrypt("wrong"))) == (True, 0)
    assert page.decrypt(TYPED.decode().strip())
    assert page.metadata
    assert (len(page.pages), page.metadata.title) == (1, "Diary report")


@pytest.mark.usefixtures("drawn")
def test_a_person_types_the_passphrase_of_a_page_twice(
    logged: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = typing(monkeypatch, "secret", "other", "secret", "secret")
    page = PdfReader(logged("report", "--encrypt").out.strip())
    assert page.decrypt("secret")
    assert left == []


def test_only_a_pdf_takes_a_passphrase(logged: Run) -> None:
    for words in ("--format png", "-o page.md", "-o page.svg"):
        done = logged("report", *words.split(), "--passphrase", "-", stdin=TYPED)
        assert (done.code, done.err.startswith("Only a PDF")) == (2, True)
    assert not Path("page.md").exists()


@pytest.mark.sweep
@plain_alone
def test_a_backup_under_a_passphrase_is_an_age_file_that_is_restored_with_it_anywhere(
    logged: Run, tmp_path: Path
) -> None:
    file = tmp_path / "diary.age"
    assert logged("backup", str(file), "--passphrase", "-", stdin=TYPED).out == f"{file}\n"
    assert file.read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert NOTE.encode() not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    logged("undo")
    assert logged("restore", str(file), "--yes", "--passphrase", "-", stdin=TYPED).code == 0
    assert NOTE in logged("list").out


@on_both
@pytest.mark.usefixtures("quick_age")
def test_a_locked_backup_is_restored_and_merged_whether_the_diary_is_locked_or_not(
    logged: Run, tmp_path: Path, store: Store
) -> None:
    file = tmp_path / "diary.age"
    assert logged("backup", str(file), "--passphrase", "-", stdin=TYPED).code == 0
    assert NOTE.encode() not in file.read_bytes()
    logged("undo")
    restored = logged("restore", str(file), "--yes", "--passphrase", "-", stdin=TYPED)
    assert NOTE in logged("list").out
    merged = logged("merge", str(file), "--passphrase", "-", stdin=TYPED)
    assert (restored.code, merged.code) == (0, 0)
    # What was under a passphrase is not made readable in silence.
    told = ["can then be read without one. `tracker lock`" in ran.err for ran in (restored, merged)]
    assert told == [not store.home.locked] * 2
    assert ("The diary is not under a passphrase" in restored.out) is not store.home.locked


@pytest.mark.usefixtures("quick_age")
def test_the_wrong_passphrase_restores_nothing(logged: Run, tmp_path: Path) -> None:
    file = tmp_path / "diary.age"
    logged("backup", str(file), "--passphrase", "-", stdin=TYPED)
    done = logged("restore", str(file), "--yes", "--passphrase", "-", stdin=b"wrong\n")
    assert (done.code, done.err.count("\n")) == (4, 1)
    assert logged("restore", str(file), "--yes").code == 2


@pytest.mark.usefixtures("quick_age")
def test_a_locked_backup_overwrites_nothing_and_needs_a_name(logged: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    done = logged("backup", str(tmp_path / "mine"), "--passphrase", "-", stdin=TYPED)
    assert (done.code, (tmp_path / "mine").read_text(encoding="utf-8")) == (1, "mine")
    assert logged("backup", "--passphrase", "-", stdin=TYPED).code == 2
    nowhere = str(tmp_path / "nowhere" / "diary.age")
    done = logged("backup", nowhere, "--passphrase", "-", stdin=TYPED)
    assert (done.code, "nowhere; name another file." in done.err) == (1, True)


@plain_alone
@pytest.mark.usefixtures("quick_age")
def test_no_readable_note_is_written_while_a_backup_is_encrypted(
    logged: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = list[bytes]()

    def remember(path: Path, content: bytes) -> int:
        written.append(content)
        return len(content)

    monkeypatch.setattr(Path, "write_bytes", remember)
    with keys(None):
        logged("backup", str(tmp_path / "diary.age"), "--passphrase", "-", stdin=TYPED)
    assert len(written) == 1
    assert NOTE.encode() not in written[0]
    assert not [p for p in tmp_path.iterdir() if p.is_file() and NOTE.encode() in p.read_bytes()]
