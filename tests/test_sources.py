"""Discovery, fingerprints, the manifest, and documents out of inputs."""

from __future__ import annotations

import os
import socket
from datetime import date
from pathlib import Path

import pytest

from extractors.data import Document
from extractors.decode import Columns, Limits
from extractors.errors import InputError, SettingsError
from flows.sources import Input, Known, Reject, discover, document_id, read

RAW = Path(__file__).parent.parent / "raw"


def found(raw: Path | str, **options: object) -> list[Input | Reject]:
    return list(discover(raw, **options))  # type: ignore[arg-type]


def inputs(raw: Path | str, **options: object) -> dict[str, Input]:
    return {item.source: item for item in found(raw, **options) if isinstance(item, Input)}


def rejects(raw: Path | str, **options: object) -> dict[str, str]:
    return {item.source: item.reason for item in found(raw, **options) if isinstance(item, Reject)}


def documents(raw: Path | str, **options: object) -> dict[str, Document | Reject]:
    results = [result for item in inputs(raw).values() for result in read(item, **options)]  # type: ignore[arg-type]
    return {result.source: result for result in results}


def put(folder: Path, name: str, data: bytes | str = "Проект") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_sorted_sources_and_what_is_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a.txt", "a/manifest.csv", "ž.txt", "README.md", "a/Readme", ".hidden",
                 ".git/x.txt", "~$doc.docx", "manifest.csv"):  # fmt: skip
        put(tmp_path, name, "file\n" if name == "manifest.csv" else "Проект")
    assert [item.source for item in found(tmp_path)] == ["a.txt", "a/manifest.csv", "a/z.txt", "b.txt", "ž.txt"]


def test_a_folder_a_glob_and_a_file(tmp_path: Path) -> None:
    for name in ("bg/a.txt", "bg/b.html", "ro/c.txt"):
        put(tmp_path, name)
    assert list(inputs(tmp_path)) == ["bg/a.txt", "bg/b.html", "ro/c.txt"]
    assert list(inputs(tmp_path / "**" / "*.txt")) == ["bg/a.txt", "ro/c.txt"]
    assert list(inputs(str(tmp_path / "b*"))) == ["bg/a.txt", "bg/b.html"]  # a pattern that names folders
    assert list(inputs(tmp_path / "ro" / "c.txt")) == ["c.txt"]
    with pytest.raises(InputError, match="nothing is there"):
        found(tmp_path / "none")
    with pytest.raises(InputError, match="no file fits the pattern"):
        found(tmp_path / "*.xyz")


def test_fingerprints_follow_content_not_time(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt")
    first = inputs(tmp_path)["a.txt"]
    os.utime(path, ns=(1, 1))
    assert inputs(tmp_path)["a.txt"].fingerprint == first.fingerprint
    path.write_text("Друг проект", encoding="utf-8")
    assert inputs(tmp_path)["a.txt"].fingerprint != first.fingerprint


def test_known_files_are_not_read_again(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt")
    status = path.stat()
    known = {"a.txt": Known(status.st_size, status.st_mtime_ns, "0" * 64)}
    assert inputs(tmp_path, known=known)["a.txt"].sha256 == "0" * 64
    os.utime(path, ns=(1, status.st_mtime_ns + 1))
    assert inputs(tmp_path, known=known)["a.txt"].sha256 != "0" * 64


def test_links_inside_are_read_and_links_outside_are_not(tmp_path: Path) -> None:
    root, outside = tmp_path / "raw", tmp_path / "elsewhere"
    put(outside, "secret.txt", "Тайна")
    put(root, "a/real.txt")
    (root / "alias.txt").symlink_to(root / "a" / "real.txt")
    (root / "out.txt").symlink_to(outside / "secret.txt")
    (root / "out").symlink_to(outside)
    (root / "rawish").symlink_to(tmp_path / "raw" / ".." / "elsewhere")
    (root / "loop").symlink_to(root)  # its files are found where they lie
    (root / "nowhere.txt").symlink_to("gone.txt")
    (root / "ring").symlink_to("ring")
    assert list(inputs(root)) == ["a/real.txt", "alias.txt"]
    assert rejects(root) == {
        "nowhere.txt": "vanished",
        "out": "outside",
        "out.txt": "outside",
        "rawish": "outside",
        "ring": "unreadable",
    }


def test_a_file_that_turns_into_a_link_before_it_is_read(tmp_path: Path) -> None:
    path = put(tmp_path / "raw", "a.txt")
    (item,) = inputs(tmp_path / "raw").values()
    path.unlink()
    path.symlink_to(put(tmp_path, "secret.txt", "Тайна"))
    (result,) = read(item)
    assert isinstance(result, Reject)
    assert result.reason == "unreadable"


def test_pipes_sockets_and_unreadable_files_do_not_hang_or_raise(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    put(tmp_path, "a.txt")
    short = Path("s.sock")
    here = Path.cwd()
    os.chdir(tmp_path)  # the path of a socket may be no longer than a hundred bytes
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(short))
    finally:
        os.chdir(here)
    assert rejects(tmp_path) == {"pipe.txt": "unsupported", "s.sock": "unsupported"}
    assert list(inputs(tmp_path)) == ["a.txt"]


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file whose reading fails, as Linux has")
def test_a_file_whose_reading_fails() -> None:
    (reject,) = found("/proc/self/mem")
    assert isinstance(reject, Reject)
    assert reject.reason == "unreadable"
    assert "Input/output error" in reject.detail


def test_too_large_and_vanished(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", "x" * 100)
    assert rejects(tmp_path, limits=Limits(file_bytes=99)) == {"a.txt": "too_large"}
    (item,) = inputs(tmp_path, limits=Limits(file_bytes=100)).values()
    path.unlink()
    (result,) = read(item)
    assert result == Reject("a.txt", item.sha256, 100, "vanished", result.detail)  # type: ignore[union-attr]


def test_names_that_are_no_unicode_or_look_like_records(tmp_path: Path) -> None:
    put(tmp_path, "a#3")
    put(tmp_path, "a#b.txt")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("Проект", encoding="utf-8")
    results = documents(tmp_path)
    assert sorted(results) == ["\\xff.txt", "a#b.txt", "a%233"]
    assert all(isinstance(result, Document) and result.text == "Проект" for result in results.values())


def test_documents_have_stable_ids_and_hashes_of_raw_bytes(tmp_path: Path) -> None:
    put(tmp_path, "x/a.txt", b"\xef\xbb\xbfabc")
    before = documents(tmp_path)["x/a.txt"]
    put(tmp_path, "x/a.txt", "друго")
    after = documents(tmp_path)["x/a.txt"]
    assert isinstance(before, Document)
    assert isinstance(after, Document)
    assert before.document_id == after.document_id == document_id("x/a.txt")
    assert before.content_sha256 == "1c28dc3f1f804a1ad9c9b4b4cf5e2658d16ad4ed08e3020d04a8d2865018947c"
    assert before.content_sha256 != after.content_sha256


def test_records_are_documents_and_faults_are_rejects(tmp_path: Path) -> None:
    put(tmp_path, "t.jsonl", '{"t": "едно", "d": 1}\nx\n{"t": "три", "d": 2}\n')
    results = documents(tmp_path, columns=Columns(text="t"))
    assert {source: type(result).__name__ for source, result in results.items()} == {
        "t.jsonl#1": "Document", "t.jsonl#2": "Reject", "t.jsonl#3": "Document",
    }  # fmt: skip
    ids = [result.document_id for result in results.values() if isinstance(result, Document)]
    assert ids == [document_id("t.jsonl#1"), document_id("t.jsonl#3")]


def test_the_manifest_goes_before_what_is_detected(tmp_path: Path) -> None:
    put(tmp_path, "a.html", '<html lang="en"><title>T</title><meta name="date" content="2001-01-01"><p>Проект')
    put(tmp_path, "b.txt", "Цел".encode("windows-1251"))
    put(tmp_path, "t.csv", "text,language\nедно,\nдве,ro\n")
    plain = inputs(tmp_path)
    lines = ("file,url,published,encoding,language,title", "a.html,https://a.example/,2014-03-05,,bg,Мост",
             "b.txt,,,windows-1251,,", "t.csv,,2020-01-01,,bg,", "t.csv#2,,2021-01-01,,,Две")  # fmt: skip
    put(tmp_path, "manifest.csv", "\n".join(lines))
    results = documents(tmp_path)
    shown = {
        source: (d.text, d.url, d.published, d.declared_language, d.title)
        for source, d in results.items()
        if isinstance(d, Document)
    }
    assert shown == {
        "a.html": ("Проект", "https://a.example/", date(2014, 3, 5), "bg", "Мост"),
        "b.txt": ("Цел", None, None, None, None),
        "t.csv#1": ("едно", None, date(2020, 1, 1), "bg", None),
        "t.csv#2": ("две", None, date(2021, 1, 1), "ro", "Две"),
    }
    named = inputs(tmp_path)
    assert all(named[source].fingerprint != plain[source].fingerprint for source in named)
    assert all(named[source].sha256 == plain[source].sha256 for source in named)


def test_a_changed_line_of_the_manifest_changes_only_its_file(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    put(tmp_path, "b.txt")
    put(tmp_path, "manifest.csv", "file,language\na.txt,bg\nb.txt,bg\n")
    before = inputs(tmp_path)
    put(tmp_path, "manifest.csv", "file,title,language\nb.txt,,bg\n\na.txt,,mk\n")  # moved, other columns
    after = inputs(tmp_path)
    assert before["a.txt"].fingerprint != after["a.txt"].fingerprint
    assert before["b.txt"].fingerprint == after["b.txt"].fingerprint


def test_a_manifest_line_without_its_file_is_a_reject(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    put(tmp_path, "manifest.csv", "file\na.txt\ngone.txt\n")
    assert rejects(tmp_path) == {"gone.txt": "vanished"}
    assert rejects(tmp_path / "*.txt") == {}  # only a whole folder is held against its manifest


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name\na", "line 1: no column 'file'"),
        ("file,autor\na,b", "line 1, column 'autor': 'autor' is not a column of the manifest; allowed are file, url"),
        ("file,url,url\na,b,c", "column 'url': 'url' stands twice"),
        ("file,published\na,2014-01-24\nb,24.01.2014", "line 3, column 'published': '24.01.2014' must be a date"),
        ("file,published\na,20140124", "must be a date such as 2014-01-24"),
        ("file,encoding\na,cyrillic-8", "line 2, column 'encoding': 'cyrillic-8' must be an encoding such as"),
        ("file,encoding\na,base64", "must be an encoding such as"),
        ("file,language\na,bulgarian", "column 'language': 'bulgarian' must be a two-letter code"),
        ("file,url\na,ruse.example", "column 'url': 'ruse.example' must be a full address"),
        ("file\n../a.txt", "column 'file': '../a.txt' must be a path below the folder"),
        ("file\n/etc/passwd", "must be a path below the folder"),
        ("file,language\n,bg", "column 'file': '' must be a path"),
        ("file,title\na,b,c", "line 2: 3 cells for 2 columns"),
        ("file\na\nb\na", "line 4, column 'file': 'a' is already named on line 2"),
        (b"file\n\xff", "must be a UTF-8 text file"),
    ],
)  # fmt: skip
def test_a_wrong_manifest_names_line_column_value_and_remedy(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    put(tmp_path, "manifest.csv", content)
    with pytest.raises(SettingsError) as caught:
        found(tmp_path)
    assert message in str(caught.value)


def test_every_sample_is_read_as_its_readme_says() -> None:
    results = [result for item in inputs(RAW).values() for result in read(item)]
    refused = {result.source: result.reason for result in results if isinstance(result, Reject)}
    assert refused == {
        "rejected/binary.txt": "undecodable", "rejected/empty.txt": "empty", "rejected/encrypted.pdf": "encrypted",
        "tables/proiecte-ro.jsonl#4": "malformed",
    }  # fmt: skip
    read_as = {result.source: result for result in results if isinstance(result, Document)}
    assert len(read_as) == 56
    by_language = [source.split("/")[0] for source in read_as]
    assert all(by_language.count(language) >= 10 for language in ("bg", "ro", "cs"))
    encodings = {source: read_as[source].encoding for source in read_as if read_as[source].encoding != "utf-8"}
    assert encodings == {
        "bg/bg-008.txt": "windows-1251", "bg/bg-013.html": "windows-1251", "bg/bg-021.txt": "utf-16",
        "bg/bg-114.txt": "koi8-r", "cs/cs-006.txt": "windows-1250", "cs/cs-017.html": "windows-1250",
        "cs/cs-104.txt": "iso-8859-2", "mk/mk-102.txt": "mac-cyrillic", "ro/ro-003.txt": "windows-1250",
        "ro/ro-010.txt": "windows-1250",  # its letters stand where ISO-8859-16 has them: the text is the same
        "tables/projects-bg.csv#1": "windows-1251", "tables/projects-bg.csv#2": "windows-1251",
        "tables/projects-bg.csv#3": "windows-1251",
        "uk/uk-003.txt": "utf-16-le",
    }  # fmt: skip
    assert "Bătrâneţe demnă acasă".replace("ţ", "ț").casefold() in read_as["ro/ro-020.txt"].text.casefold()
    assert read_as["bg/bg-014.html"].published == date(2013, 5, 12)
    assert not any(char in d.text for d in read_as.values() for char in "\r\u00a0\u00ad\u200b\ufeffşţ\ufffd")
