"""Files of many records, packed files, media types by content, limits."""

from __future__ import annotations

import gzip
import io
import json
import time
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors.decode import Columns, Fault, Limits, Record, decode
from extractors.errors import InputError

RAW = Path(__file__).parent.parent / "raw"
Found = list[Record | Fault]


def read(data: bytes | str, name: str, **options: Any) -> Found:
    return list(decode(data.encode() if isinstance(data, str) else data, name, **options))


def texts(found: Found) -> list[str]:
    return [item.text if isinstance(item, Record) else f"{item.reason}!" for item in found]


def refused(data: bytes | str, name: str, **options: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        read(data, name, **options)
    return caught.value


def xlsx(*sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "windows-1251", "utf-16"])
def test_csv_by_names_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    rows = [["№", "Наименование на проекта", "Описание", "Линк", "Дата на публикуване"],
            ["1", "Мост", '"Първи, ред; 1|2\nвтори"', "https://a.example/1", "2014-03-05"],
            ["2", "Зора", '"Обучени са 40 души в Русе"', "няма", "05.03.2014"]]  # fmt: skip
    data = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    first, second = read(data, "t.csv")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.number, first.text, first.title) == (1, "Първи, ред; 1|2\nвтори", "Мост")
    assert (first.url, first.published, first.media_type) == ("https://a.example/1", date(2014, 3, 5), "text/csv")
    assert (second.text, second.url, second.published) == ("Обучени са 40 души в Русе", None, None)


def test_csv_bad_rows_do_not_kill_the_good() -> None:
    found = read("id,text\n1,едно\n2,две,излишно\n3,\n4\n5,пет\n", "t.csv")
    assert texts(found) == ["едно", "malformed!", "empty!", "empty!", "пет"]
    assert [item.number for item in found] == [1, 2, 3, 4, 5]
    assert isinstance(found[1], Fault)
    assert "line 3: 3 cells for 2 columns" in found[1].detail


def test_a_quote_that_is_never_closed_is_told() -> None:
    found = read('id;text\n1;едно\n2;"две\n3;три\n4;четири\n', "t.csv")
    assert texts(found) == ["едно", "malformed!"]
    assert isinstance(found[1], Fault)
    assert found[1].detail.startswith("line 3: unexpected end of data")
    assert texts(read('id;text\n1;Проект "Мост" тук\n2;две\n', "t.csv")) == ['Проект "Мост" тук', "две"]


def test_columns_named_by_the_caller_go_first() -> None:
    data = "description,бележка,Име\nа,б,в\n"
    (record,) = read(data, "t.csv", columns=Columns(text="бележка", title="име"))
    assert isinstance(record, Record)
    assert (record.text, record.title) == ("б", "в")
    assert "no column 'нищо' for the text; there are 'description'" in str(
        refused(data, "t.csv", columns=Columns(text="нищо"))
    )


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("description,Описание", "any of 'description', 'Описание' may hold the text; name it"),
        ("a,b,c", "no column for the text among 'a', 'b', 'c'; name it, as in Columns"),
        ("text,x,text", "two columns are named 'text'"),
    ],
)
def test_columns_that_cannot_be_told(header: str, message: str) -> None:
    error = refused(f"{header}\n1,2\n", "t.csv")
    assert error.reason == "malformed"
    assert message in error.detail


@pytest.mark.parametrize(
    "header", ["Popis projektu", "DESCRIERE", "Beschreibung", "Leírás", "опис_проєкту", "project-description"]
)
def test_text_columns_in_many_languages(header: str) -> None:
    assert texts(read(f"x,{header}\n1,Проект\n", "t.csv")) == ["Проект"]


def test_a_lone_column_is_the_text() -> None:
    assert texts(read("нещо\nедно\nдве\n", "t.csv")) == ["едно", "две"]


def test_markup_inside_a_column_is_resolved() -> None:
    data = 'text\n"<p>Цел:&nbsp;40 <b>деца</b></p><ul><li>Русе</li></ul>"\n"Тя &amp; той < 5"\n"<i>а</i>\nб"\n'
    assert texts(read(data, "t.csv")) == ["Цел: 40 деца\n\n• Русе", "Тя & той < 5", "а\nб"]


def test_jsonl_faults_by_line_and_limits_by_record() -> None:
    lines = ['{"text": "едно", "title": "А", "published": "2014-03-05T10:00:00Z"}', "", "{bad", '["x"]',
             '{"text": 5}',
             '{"text": ["ред", "ред 2"], "other": 1}', json.dumps({"text": "ы" * 5000}),
             '{"text": "\\ud800край"}']  # fmt: skip
    found = read("\n".join(lines), "t.jsonl", limits=Limits(record_bytes=4000))
    assert texts(found) == ["едно", "malformed!", "malformed!", "malformed!", "ред\nред 2", "too_large!", "\ufffdкрай"]
    assert isinstance(found[1], Fault)
    assert found[1].detail.startswith("line 3: no JSON")


def test_json_arrays_objects_and_ambiguity() -> None:
    assert texts(read('[{"popis": "а"}, {"popis": "б"}]', "t.json")) == ["а", "б"]
    assert texts(read('{"total": 2, "items": [{"text": "а"}, {"text": "б"}]}', "t.json")) == ["а", "б"]
    (single,) = read('{"text": "а", "title": "Т", "tags": [{"x": 1}]}', "t.json")
    assert isinstance(single, Record)
    assert (single.text, single.title, single.number) == ("а", "Т", None)
    assert "any of 'x', 'y'" in refused('{"x": [{"text": 1}], "y": [{"text": 2}]}', "t.json").detail
    assert refused('{"text": "а"', "t.json").reason == "malformed"
    assert refused("[" * 100_000, "t.json").reason == "malformed"
    assert refused('{"text": ""}', "t.json").reason == "empty"
    assert refused("[]", "t.json").reason == "empty"


def test_xlsx_sheets_dates_and_numbering() -> None:
    data = xlsx(
        [["just", "notes"], [1, 2]],
        [[None, None], ["Titlu", "Descriere", "Publicat"], ["A", "unu", datetime(2014, 3, 5)], ["B", None, None]],
        [["popis"], ["dva"]],
    )
    found = read(data, "t.bin")
    assert texts(found) == ["unu", "empty!", "dva"]
    assert [item.number for item in found] == [1, 2, 3]
    assert isinstance(found[0], Record)
    assert found[0].published == date(2014, 3, 5)
    assert "no column for the text among 'just', 'notes'" in refused(xlsx([["just", "notes"], [1, 2]]), "t.xlsx").detail


def test_parquet() -> None:
    table = pa.table({"text": ["а", None], "date published": [date(2014, 3, 5), None], "n": [1, 2]})
    stream = io.BytesIO()
    pq.write_table(table, stream)
    found = read(stream.getvalue(), "t.parquet")
    assert texts(found) == ["а", "empty!"]
    assert isinstance(found[0], Record)
    assert found[0].published == date(2014, 3, 5)
    assert refused(stream.getvalue()[:-20], "t.parquet").reason == "malformed"


def test_the_hash_of_a_record_is_of_its_values_only() -> None:
    one = read('{"text": "а", "title": "Т"}\n{"text": "б"}\n', "t.jsonl")
    other = read('{"text": "нов"}\n{"title": "Т",  "text": "а"}\n', "t.jsonl")
    assert one[0].content_sha256 == other[1].content_sha256
    assert one[1].content_sha256 != other[0].content_sha256


@pytest.mark.parametrize("name", ["t.txt", "t.html", "t.csv", "t.json", "t", "t.docx", "t.pdf"])
def test_content_tells_the_type_where_it_can(name: str) -> None:
    for sample, media in (
        ("bg/bg-010.pdf", "application/pdf"),
        ("bg/bg-014.html", "text/html"),
        ("bg/bg-015.docx", "docx"),
    ):
        (record,) = read((RAW / sample).read_bytes(), name)
        assert isinstance(record, Record)
        assert record.media_type.replace("openxmlformats-officedocument.wordprocessingml.document", "docx").endswith(
            media
        )


def test_the_extension_tells_one_text_from_another() -> None:
    data = "text;title\nПроект;Мост\n"
    assert texts(read(data, "t.csv")) == ["Проект"]
    assert texts(read(data, "t.txt")) == [data.strip()]
    assert texts(read("[Проект] в Русе", "t.txt")) == ["[Проект] в Русе"]
    assert texts(read("5 < 6 <b>и</b> 7", "t.txt")) == ["5 < 6 и 7"]


@pytest.mark.parametrize(
    ("data", "reason", "words"),
    [
        (b"", "empty", "0 bytes"), (b"\xef\xbb\xbf \n", "empty", ""), ("\u200b\u00ad".encode(), "empty", "no text"),
        (b"<html><body><nav>x</nav></body></html>", "empty", "no text"),
        (b"\x89PNG\r\n\x1a\n1234", "unsupported", "PNG"),
        (b"\x7fELF\x02\x01", "unsupported", "a program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "unsupported", "before 2007"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
        (b"{\\rtf1 a}", "unsupported", "Rich Text"), (b"PK\x03\x04junk", "malformed", "archive"),
        (b"%PDF-1.4 junk %%EOF", "malformed", "PDF"), (b"PAR1junk", "malformed", "Parquet"),
        (gzip.compress(b"a" * 99)[:-10], "malformed", "cut short"), (b"\x1f\x8b\x08junk", "malformed", "gzip"),
        (bytes(range(256)) * 9, "undecodable", "binary data"),
    ],
)  # fmt: skip
def test_bad_files_by_reason(data: bytes, reason: str, words: str) -> None:
    error = refused(data, "a.txt")
    assert (error.reason, words in error.detail) == (reason, True)


def test_gzip_layers_and_bombs() -> None:
    packed = gzip.compress("text\nПроект\n".encode())
    assert texts(read(packed, "t.csv.gz")) == ["Проект"]
    assert texts(read(gzip.compress(packed), "t.csv.gz.gz")) == ["Проект"]
    assert texts(read(packed + gzip.compress("Две\n".encode()), "t.csv.gz")) == ["Проект", "Две"]  # two members
    assert refused(gzip.compress(gzip.compress(packed)), "t.csv.gz").reason == "unsupported"
    bomb = gzip.compress(b"\x00" * 30_000_000)
    assert len(bomb) < 40_000
    assert refused(bomb, "t.txt.gz", limits=Limits(unpacked_bytes=1_000_000)).reason == "too_large"


@pytest.mark.parametrize("part", ["word/document.xml", "xl/workbook.xml"])
def test_zip_bombs_are_refused_unopened(part: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(part, "w") as file:
        for _ in range(70):
            file.write(b"<" * 2**20)
    started = time.process_time()
    assert refused(stream.getvalue(), "a.docx").reason == "too_large"  # by the default limits
    assert time.process_time() - started < 1


def test_a_docx_that_expands_entities_is_no_bomb() -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {b} "{"".join(f"&{a};" for _ in range(10))}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    source = io.BytesIO((RAW / "bg" / "bg-015.docx").read_bytes())
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "word/document.xml":
                head, _, body = data.partition(b"?>")
                data = head + b"?>" + entities.encode() + b"]>" + body.replace(b"</w:t>", b"&i;</w:t>", 1)
            new.writestr(part, data)
    reason = ""
    try:
        assert sum(map(len, texts(read(target.getvalue(), "a.docx")))) < 10_000
    except InputError as caught:
        reason = caught.reason
    assert reason in ("", "malformed")


def test_a_line_of_50_megabytes() -> None:
    line = b"a" * 50_000_000
    started = time.process_time()
    assert refused(line, "a.txt").reason == "too_large"
    assert refused(b"<html>" + line, "a.html").reason == "too_large"
    assert texts(read(b'{"text": "x"}\n{"text": "' + line + b'"}\n{"text": "y"}', "a.jsonl")) == [
        "x",
        "too_large!",
        "y",
    ]
    assert texts(read(b"text\nx\n" + line + b"\ny\n", "a.csv")) == ["x", "too_large!", "y"]
    assert time.process_time() - started < 20


def test_a_text_at_the_limit_and_past_it() -> None:
    assert len(texts(read("ж" * 1000, "a.txt", limits=Limits(text_chars=1000)))[0]) == 1000
    assert refused("ж" * 1001, "a.txt", limits=Limits(text_chars=1000)).reason == "too_large"
