"""Tables as people and programs make them: above the header, between the cells, in any encoding."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

import pytest
from xlsxwriter import Workbook

from tests.cases import each
from tests.conftest import Run
from tests.exchange.app_files import DAYLIO, daylio_row
from tests.exchange.reading import check_ins, days, refusal, take
from tests.waits import PATIENCE
from tracker.exchange import files, spreadsheet, table
from tracker.exchange.formats import format_for
from tracker.records import ValidationError


def moods(rows: str, **more: object) -> list[object]:
    return [c.value("mood") for c in check_ins(take(rows, **more))]  # type: ignore[arg-type]  # as `take` has them


@each(
    "above",
    [
        *("sep=;\n", "My mood log;;\n;;\n", "Mein Tagebuch\n\n"),
        *("Exported;14.06.2026;\n", "Patient:;A\nFrom:;1.6.2026\n;;\n", "\ufeffsep=;\r\n"),
    ],
)
def test_lines_above_the_header_are_skipped(above: str) -> None:
    result = take(f"{above}Date;Mood;Note\n14.06.2026;7;ok\n15.06.2026;x;no\n")
    assert [(c.day.day, c.value("mood"), c.note) for c in result.diary.check_ins] == [(14, 7, "ok")]
    assert [bad.line for bad in result.bad_rows] == [above.count("\n") + 3]


def test_rows_of_a_further_table_are_never_read_under_the_headings_of_the_first() -> None:
    rows = "Mood\nDate,Mood,Anxiety\n2026-06-14,5,3\n\nSleep\nDate,Hours,Quality\n2026-06-14,7,4\n"
    result = take(rows)
    assert [(c.value("mood"), c.value("anxiety")) for c in check_ins(result)] == [(5, 3)]
    assert result.not_read == ("another table from line 6 (1 row; save it as its own file)",)
    again = take("date,mood,note\n2026-06-14,5,day\ndate,mood,note\nMon 15 Jun 2026,6,date\n")
    assert [c.note for c in check_ins(again)] == ["day", "date"]
    (day_off,) = take("date,mood,note\nday off,6,date\n").bad_rows
    assert day_off.line == 2


def test_a_stray_quotation_mark_is_named_and_costs_no_other_row() -> None:
    result = take('day,mood,note\n2026-06-14,7,"unclosed\n2026-06-15,6,x\n2026-06-16,5,ok\n')
    assert [c.day.day for c in result.diary.check_ins] == [15, 16]
    (bad,) = result.bad_rows
    broken = "A quotation mark is not closed or is inside a cell, or the cell has no end."
    assert str(bad) == f"Lines 2–4: {broken} It took in 2 more lines."
    (alone,) = take('day,mood,note\n2026-06-14,7,"a"b\n2026-06-15,6,x\n').bad_rows
    assert str(alone) == f"Line 2: {broken}"
    several = take('day,mood,note\n2026-06-14,7,"a"b\n2026-06-15,99,x\n2026-06-16,5,"c"d\n')
    assert [bad.line for bad in several.bad_rows] == [2, 3, 4]


def test_a_stray_quotation_mark_that_a_later_one_closes_costs_no_other_row() -> None:
    rows = 'day,mood,note\n2026-06-14,7,"one\n2026-06-15,6,two\n2026-06-16,5,three"\n'
    result = take(rows)
    assert [c.day.day for c in result.diary.check_ins] == [15, 16]
    assert [str(bad).partition(":")[0] for bad in result.bad_rows] == ["Lines 2–4"]
    narrow = take('day,note\n2026-06-14,"one\n2026-06-15,two\n2026-06-16,three"\n')
    assert [c.day.day for c in narrow.diary.check_ins] == [15, 16]
    assert [bad.line for bad in narrow.bad_rows] == [2]
    first = take('note,day,mood\n"one,2026-06-14,7\ntwo",2026-06-15,6\nthree,2026-06-16,5\n')
    assert [c.day.day for c in first.diary.check_ins] == [15, 16]


def test_a_note_over_several_lines_is_one_note() -> None:
    (entry,) = check_ins(take('day,mood,note\n2026-06-14,7,"first,\nsecond, third"\n'))
    assert entry.note == "first,\nsecond, third"
    row = '2026-06-14,21:05,7,"since\n14.6.2026, rain"'
    assert check_ins(take(f"day,time,mood,note\n{row}\n"))[0].note == "since\n14.6.2026, rain"
    first, other = check_ins(take('note,day,mood\n"one,\ntwo",2026-06-14,7\nx,2026-06-15,6\n'))
    assert (first.note, first.value("mood"), other.note) == ("one,\ntwo", 7, "x")


def test_a_file_of_stray_marks_ends_in_one_sentence() -> None:
    rows = "day,mood,note\n" + '2026-06-14,7,"a"b\n' * 1_000
    assert len(take(rows).bad_rows) == 1_000
    assert "stray quotation mark" in refusal(f'{rows}2026-06-14,7,"a"b\n')


@each("encoding", ["cp1252", "mac_roman", "cp1250", "cp1251", "cp850"])
def test_a_guessed_encoding_is_named(encoding: str) -> None:
    notes = {
        "cp1250": "zmęczony i śpiący, źle",
        "cp1251": "очень устал",
        "cp850": "søvnløs på søndag",
    }
    note = notes.get(encoding, "müde, très")
    result = take(f'day,mood,note\n2026-06-14,7,"{note}"\n'.encode(encoding))
    assert check_ins(result)[0].note == note
    assert f"it was read as {encoding}" in result.remarks[0]


def test_the_stated_encoding_is_used() -> None:
    (entry,) = check_ins(
        take("day,mood,note\n2026-06-14,7,zażółć".encode("cp1250"), encoding="cp1250")
    )
    assert entry.note == "zażółć"
    assert moods("\ufeffday,mood\n2026-06-14,7", encoding="utf-8") == [7]
    assert "not a known encoding" in refusal("day,mood\n2026-06-14,7", encoding="nonsense")
    assert "not in ascii" in refusal("day,mood,note\n2026-06-14,7,ü", encoding="ascii")


def test_the_line_is_named_that_is_not_in_the_encoding() -> None:
    lines = b"day,mood,note\n2026-06-14,7,a\n2026-06-15,7,"
    assert "not UTF-8 (line 3); " in take(lines + b"m\xfcde").remarks[0]
    assert "not UTF-8 text (line 3), and" in refusal(lines + b"\xac" * 9)
    assert "not in ascii (line 3); " in refusal(lines + b"m\xfcde", encoding="ascii")
    assert "not UTF-8 text (line 3); " in refusal(b"{\n\n\xff}", name="x.json")


def sheet(*rows: tuple[object, ...], name: str = "Log", formats: bool = True) -> bytes:
    content = BytesIO()
    book = Workbook(content)
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    first = book.add_worksheet("About")
    first.write_string(0, 0, "An empty page with a title")
    page = book.add_worksheet(name)
    for n, row in enumerate(rows):
        for column, value in enumerate(row):
            if hasattr(value, "year"):
                page.write_datetime(n, column, value, day)
            else:
                page.write(n, column, value)
    book.close()
    return content.getvalue()


def test_a_spreadsheet_is_read_as_the_same_table_in_csv_would_be() -> None:
    from datetime import datetime

    data = sheet(
        ("My log",),
        ("Date", "Mood", "Sleep (h)", "Weather", "Out"),
        (datetime(2026, 6, 14), 7, 7.25, "rain", True),
        (datetime(2026, 6, 15, 21, 4), 6, 8, "sun", False),
    )
    noted = check_ins(take(data, {"Out": "note"}, name="log.xlsx"))
    assert [entry.note for entry in noted] == ["TRUE", "FALSE"]
    result = take(data, name="log.xlsx")
    first, second = check_ins(result)
    assert (first.day.day, first.at, first.value("mood"), first.value("sleep")) == (
        14,
        None,
        7,
        7.25,
    )
    assert second.at
    assert second.at.isoformat()[:16] == "2026-06-15T21:04"
    unread = [f"{name} (2; --map '{name}=note')" for name in ("Weather", "Out")]
    assert result.not_read == (*unread, "sheet About")


def test_a_row_of_a_spreadsheet_has_the_number_it_has_there() -> None:
    rows = [(), (), ("", "Date", "Mood"), (), ("", "2026-06-14", 7), ("", "2026-06-15", 99)]
    result = take(sheet(*rows), name="log.xlsx")
    assert [bad.line for bad in result.bad_rows] == [6]
    assert [entry.day.day for entry in result.diary.check_ins] == [14]


def test_another_apps_table_saved_as_a_spreadsheet_is_that_apps() -> None:
    rows = [DAYLIO, daylio_row("2026-06-14", "21:04", "good")]
    (entry,) = check_ins(take(sheet(*map(tuple, rows)), name="daylio.xlsx"))
    assert (entry.value("daylio_mood"), entry.value("mood")) == (4, 8)


def test_a_duration_in_a_spreadsheet_is_read_as_hours_and_minutes() -> None:
    from datetime import timedelta

    content = BytesIO()
    book = Workbook(content)
    page = book.add_worksheet("Log")
    page.write_row(0, 0, ("Date", "Sleep"))
    page.write(1, 0, "2026-06-14")
    page.write_datetime(
        1, 1, timedelta(hours=7, minutes=15), book.add_format({"num_format": "[h]:mm"})
    )
    book.close()
    (entry,) = check_ins(take(content.getvalue(), name="log.xlsx"))
    assert entry.value("sleep") == 7.25


def test_an_empty_spreadsheet_and_a_broken_header_are_refused() -> None:
    assert refusal(empty_sheet(), name="log.xlsx") == "The file is empty."
    sentence = refusal('day,mood,"note\n2026-06-14,7,x\n2026-06-15,7,y\n')
    assert sentence.startswith("The header in line 1 cannot be read. ")


def empty_sheet() -> bytes:
    content = BytesIO()
    book = Workbook(content)
    book.add_worksheet("Log")
    book.close()
    return content.getvalue()


def test_a_single_table_in_a_zip_is_read_whatever_its_name() -> None:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("my log.csv", "When,Score\n2026-06-14,7\n")
    result = take(content.getvalue(), {"When": "day", "Score": "mood"}, name="log.zip")
    assert [c.value("mood") for c in check_ins(result)] == [7]
    with ZipFile(content, "a", ZIP_DEFLATED) as archive:
        archive.writestr("other.csv", "When,Score\n2026-06-14,7\n")
    sentence = "The ZIP file has nothing that tracker can read."
    assert refusal(content.getvalue(), {"When": "day"}, name="log.zip") == sentence


def test_a_file_larger_than_any_diary_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert files.LARGEST == 32 * 2**20
    monkeypatch.setattr(files, "LARGEST", 2**20)
    row = f"2026-06-14,7,{'x' * 10_000}\n"
    rows = "day,mood,note\n" + row * 104
    fits = rows + "\n" * (2**20 - len(rows))
    assert len(take(fits).diary.check_ins) == 104
    assert refusal(f"{fits}\n") == "The file is larger than 1 MB; no diary is."
    # Before any of it is looked at: a spreadsheet takes three times its size in memory.
    by_name = refusal(bytes(2**20 + 1), name="x.xlsx")
    assert by_name == "The file is larger than 1 MB; no diary is."


def test_a_format_that_is_only_read_or_only_written_says_so() -> None:
    assert refusal("x", form="ics").startswith("ics can only be written. Choose json, csv, ")
    with pytest.raises(ValidationError) as refused:
        _ = format_for("daylio").writer
    assert str(refused.value).startswith("daylio can only be read. Choose json, csv, ")
    assert refused.value.field == "format"


def test_an_ods_file_is_read_too() -> None:
    content = BytesIO()
    cell = (
        '<table:table-cell office:value-type="{kind}" office:{name}="{value}">'
        "<text:p>{value}</text:p></table:table-cell>"
    )
    rows = [
        [("string", "string-value", "Date"), ("string", "string-value", "Mood")],
        [("date", "date-value", "2026-06-14"), ("float", "value", "7")],
    ]
    body = "".join(
        "<table:table-row>"
        + "".join(cell.format(kind=k, name=n, value=v) for k, n, v in row)
        + "</table:table-row>"
        for row in rows
    )
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content{names} office:version="1.2">'
            f'<office:body><office:spreadsheet><table:table table:name="S">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    assert days(take(content.getvalue(), name="log.ods")) == ["2026-06-14"]


def test_a_spreadsheet_that_would_unpack_to_more_than_the_limit_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert spreadsheet.MAX_UNPACKED == 200 * 10**6
    monkeypatch.setattr(spreadsheet, "MAX_UNPACKED", 200_000)
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (200_001 - len("<x/>")))
    sentence = "The spreadsheet would unpack to more than 200 MB; save it as CSV."
    assert refusal(content.getvalue(), name="x.xlsx") == sentence
    monkeypatch.setattr(spreadsheet, "MAX_UNPACKED", 200_001)
    assert "200 MB" not in refusal(content.getvalue(), name="x.xlsx")


def packed(method: int) -> bytearray:
    """A workbook of a single file, packed by a method of ZIP."""
    content = BytesIO()
    with ZipFile(content, "w", method) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>" * 9)
    return bytearray(content.getvalue())


@each("data", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 300, b"\xd0\xcf\x11\xe0" * 99])
def test_a_damaged_spreadsheet_is_refused_in_a_sentence(data: bytes) -> None:
    assert refusal(data, name="x.xlsx", form="xlsx")


@each("method", [ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA])
def test_a_spreadsheet_packed_or_damaged_in_any_way_is_refused_in_a_sentence(method: int) -> None:
    damaged = "The spreadsheet is damaged; save it again, or as CSV."
    for place in range(30 + len("xl/workbook.xml"), packed(method).index(b"PK\x01\x02")):
        data = packed(method)
        data[place] ^= 0x5A
        assert refusal(bytes(data)) == damaged, place
    newer = packed(method)
    newer[newer.index(b"PK\x01\x02") + 6] = 101  # what a program needs to unpack it
    for start in (newer[:4], b"PK\x07\x08"):
        assert "damaged" in refusal(bytes(start + newer[4:]), form="xlsx")


def test_a_pipe_is_read_as_a_file_is(run: Run, tmp_path: Path) -> None:
    import os
    import threading

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    table = b"day,mood\n2026-06-14,7\n"
    writer = threading.Thread(target=lambda: pipe.write_bytes(table), daemon=True)
    writer.start()
    assert run("import", str(pipe), "--format", "csv").out == "Added 1 record.\n"
    writer.join(PATIENCE)


def test_a_file_that_is_not_there_is_named_and_a_form_is_sent_to_its_command(
    run: Run, tmp_path: Path
) -> None:
    absent = run("import", str(tmp_path / "nofile.csv"))
    assert absent.code == 1
    assert "There is no file" in absent.err
    assert "nofile.csv" in absent.err
    assert run("import", "").err.startswith("The name of the file is empty.\n")
    strange = tmp_path / "x.doc"
    strange.write_bytes(b"hello")
    message = run("import", str(strange)).err
    assert "json, csv, xlsx, fhir, daylio" in message
    assert " ics" not in message
    form = tmp_path / "form.json"
    form.write_text('{"resourceType": "Questionnaire"}', encoding="utf-8")
    assert "`tracker scales add`" in run("import", str(form)).err
    run("log", "7")
    run("backup", str(tmp_path / "b.db"))
    sentence = "b.db is a diary file or a backup. `tracker merge FILE` adds"
    assert sentence in run("import", str(tmp_path / "b.db")).err


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ('<?xml version="1.0"?>\n<Bundle xmlns="http://hl7.org/fhir"><a b="1,2"/>', "it in JSON"),
        ("\ufeff<QuestionnaireResponse xmlns='http://hl7.org/fhir'>", "FHIR in XML"),
        ("<!DOCTYPE html><table><tr><td>day,mood</td></tr></table>", "save the table as CSV"),
        ('<?xml version="1.0"?><log day="1,2"/>', "export it as CSV"),
        ("%PDF-1.7\nday,mood", "PDF"),
        (b"\xd0\xcf\x11\xe0" * 99, "save it as xlsx"),
        (b"\x1f\x8b\x08,,,", "unpack it first"),
    ],
)
def test_what_is_no_table_is_refused_with_what_would_do(data: str | bytes, words: str) -> None:
    for name in ("x.csv", "x.xml", "x.xls", "-"):
        assert words in refusal(data, name=name)


def test_only_what_a_shell_opens_needs_no_name_that_tells_its_format() -> None:
    for name in ("-", "/dev/stdin", "/dev/fd/63"):
        assert refusal("hello", name=name).startswith("The first line has no column day")
    assert refusal("hello", name="/dev/shm/x.doc").startswith("Unknown format")


def test_a_spreadsheet_that_lies_about_its_size_is_damaged() -> None:
    data = bytearray(sheet(("Date", "Mood"), ("2026-06-14", 7)))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert "damaged" in refusal(bytes(data), name="x.xlsx")


def test_a_header_is_among_the_first_thirty_lines() -> None:
    for above, fits in ((29, True), (30, False)):
        rows = (*[("My log",)] * above, ("Date", "Mood"), ("2026-06-14", 7))
        text = "\n".join(",".join(map(str, row)) for row in rows)
        for data in (text, sheet(*rows)):
            if fits:
                assert days(take(data)) == ["2026-06-14"]
            else:
                assert "no column day" in refusal(data)


def test_a_table_of_more_rows_than_any_diary_has_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (table.MAX_ROWS, table.MAX_BROKEN_ROWS) == (200_000, 1_000)
    monkeypatch.setattr(table, "MAX_ROWS", 3)
    rows = [("Date", "Mood"), *((f"2026-06-{n:02}", n) for n in range(1, 5))]
    texts = ["\n".join(f"{a},{b}" for a, b in some) for some in (rows[:-1], rows)]
    books = [sheet(*some) for some in (rows[:-1], rows)]
    for fits, one_more in (texts, books):
        assert len(take(fits, name="x").diary.check_ins) == 3
        assert refusal(one_more, name="x") == ("The table has more than 3 rows; split it in parts.")

    far = sheet(*rows[:2], *[()] * 40, ("2026-06-30", 99))
    assert [bad.line for bad in take(far, name="x").bad_rows] == [43]


def test_a_cell_filled_by_mistake_at_the_end_of_a_sheet_is_named_and_ends_no_program() -> None:
    far = (999, 16_383)
    said = (
        "A sheet has a value as far as column XFD and row 1,000. Delete what is beyond its "
        "table and save it again, or save it as CSV."
    )
    for (row, column), refused in (((0, 2), None), ((2, far[1]), "2,000 columns"), (far, said)):
        content = BytesIO()
        book = Workbook(content)
        page = book.add_worksheet()
        page.write_row(0, 0, ("Date", "Mood"))
        page.write_row(1, 0, ("2026-06-14", 7))
        page.write_blank(*far, None, book.add_format({"bold": True}))  # a blank cell is none
        page.write(row, column, "x")
        book.close()
        if refused:
            assert refused in refusal(content.getvalue(), name="x")
        else:
            assert days(take(content.getvalue(), name="x")) == ["2026-06-14"]


def test_a_table_of_thousands_of_columns_is_refused() -> None:
    header = ",".join(f"m{n}x" for n in range(3_000))
    assert "more than 2,000 columns" in refusal(f"day,{header}\n2026-06-14" + ",1" * 3_000)
    widest = f"day,mood,{header}".split(",")[:2_001]
    row = ["2026-06-14", "7"]
    assert moods(f"{','.join(widest[:-1])}\n{','.join(row)}\n") == [7]
    assert "more than 2,000 columns" in refusal(f"{','.join(widest)}\n{','.join(row)}\n")
