"""One-time normalisation, detection of encodings, repair of mojibake."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.decode import decode, normalise
from extractors.decode.encodings import to_text
from extractors.decode.mojibake import repair
from extractors.errors import InputError

RAW = Path(__file__).parent.parent / "raw"
BG = (RAW / "bg" / "bg-005.txt").read_text(encoding="utf-8")
RO = (RAW / "ro" / "ro-009.txt").read_text(encoding="utf-8")
CS = (RAW / "cs" / "cs-003.txt").read_text(encoding="utf-8")
UK = (RAW / "uk" / "uk-001.txt").read_text(encoding="utf-8")
EL = (RAW / "el" / "el-002.txt").read_text(encoding="utf-8")
DE = (RAW / "de" / "de-001.txt").read_text(encoding="utf-8")
HU = (RAW / "hu" / "hu-001.txt").read_text(encoding="utf-8")
FR = "L'association a reçu 4 500 € de l'État ; la première étape s'est achevée à Besançon, où l'été fut bref."
PT = "A associação recebeu apoio até 2019; a formação dos educadores não começou antes de março."
SOUND = [BG, RO, CS, UK, EL, DE, HU, FR, PT, "Kød og brød på Sjælland, også i år", "São João – nº 5, 3.ª edição, 40 m²"]
_CEDILLAS = str.maketrans("șțȘȚ", "şţŞŢ")


def _encodable(text: str, encoding: str) -> str:
    if encoding in ("windows-1250", "iso-8859-2"):
        text = text.translate(_CEDILLAS)
    return text.encode(encoding, "ignore").decode(encoding)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("s\u0326i t\u0326ar\u0103", "și țară"),  # composed
        ("Şcoală, ţară, ŢINTE, ş", "Școală, țară, ȚINTE, ș"),
        ("Işık Üniversitesi, Balıkesir, Beşiktaş", "Işık Üniversitesi, Balıkesir, Beşiktaş"),  # Turkish keeps its own
        ("120\u00a0000\u202fлв., 1\u2009март", "120 000 лв., 1 март"),
        ("про\u00adект, \u200bзона\ufeff, ре\u2060ка", "проект, зона, река"),
        ("съфинанси\u00ad\nране", "съфинансиране"),
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("a\x00b\x07c\x1bd\x9be", "abcde"),
        ("a\ud800b", "a\ufffdb"),
        ("oﬃcial ﬂuid", "official fluid"),
        ("\uf0b7 Община Русе", "• Община Русе"),
        ("12\u201105\u20112010", "12-05-2010"),
        ("2010–2013 — м²", "2010–2013 — м²"),  # dashes and superscripts mean something: kept
        ("Партньори: \t\n\n\n\n  • X  \n", "Партньори:\n\n  • X"),
        ("име\tстойност", "име\tстойност"),
    ],
)
def test_normalise(raw: str, clean: str) -> None:
    assert normalise(raw) == clean


@given(st.text())
def test_normalise_is_idempotent_and_always_encodable(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    once.encode("utf-8")
    assert "\r" not in once
    assert not once.endswith((" ", "\n"))


@given(st.text(alphabet="sSşŞţț\u0327\u0326\u0301 \n\r\t\u00adığăa\u200b\ufeff\u00a0\u2028"))
def test_normalise_is_idempotent_on_marks_and_blanks(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize("size", [200, 10_000])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (BG, "windows-1251"), (BG, "koi8-r"), (BG, "iso-8859-5"), (BG, "mac-cyrillic"), (BG, "cp866"),
        (UK, "windows-1251"), (UK, "mac-cyrillic"), (UK, "koi8-u"),
        (CS, "windows-1250"), (CS, "iso-8859-2"), (CS, "cp852"), (HU, "windows-1250"), (HU, "iso-8859-2"),
        (RO, "windows-1250"), (RO, "iso-8859-16"), (RO, "iso-8859-2"),
        (DE, "windows-1252"), (FR, "windows-1252"), (PT, "windows-1252"), (EL, "windows-1253"), (EL, "iso-8859-7"),
    ],
)  # fmt: skip
def test_legacy_encodings_are_told_by_their_letters(text: str, encoding: str, size: int) -> None:
    text = _encodable(text[:size], encoding)
    decoded, _ = to_text(text.encode(encoding), "a.txt")
    assert normalise(decoded) == normalise(text)


@pytest.mark.parametrize("text", [BG, RO, CS, EL, DE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_with_and_without_mark(text: str, encoding: str) -> None:
    decoded, found = to_text(text.encode(encoding), "a.txt")
    assert normalise(decoded) == normalise(text)
    assert found in (encoding, encoding.removesuffix("-sig"))


def test_utf16_big_endian_mark() -> None:
    assert to_text(codecs.BOM_UTF16_BE + BG.encode("utf-16-be"), "a.txt") == (BG, "utf-16")


@pytest.mark.parametrize(
    ("text", "true", "hint"),
    [
        (BG, "windows-1251", "iso-8859-1"),
        (BG, "koi8-r", "windows-1251"),
        (CS, "windows-1250", "windows-1252"),
        (RO, "iso-8859-2", "utf-8"),
    ],
)
def test_a_wrong_declaration_does_not_win(text: str, true: str, hint: str) -> None:
    text = _encodable(text, true)
    assert normalise(to_text(text.encode(true), "a.txt", hint=hint)[0]) == normalise(text)


def test_a_hint_decides_where_letters_cannot() -> None:
    data = "Poľsko".encode("iso-8859-2")  # µ in windows-1250: one letter is no evidence
    assert to_text(data, "a.txt", hint="iso-8859-2")[0] == "Poľsko"


def test_utf8_that_was_cut_in_a_letter_stays_utf8() -> None:
    text, encoding = to_text(BG.encode()[:301], "a.txt")
    assert encoding == "utf-8"
    assert text.rstrip("\ufffd") == BG[: len(text.rstrip("\ufffd"))]


def test_the_callers_encoding_is_an_order() -> None:
    assert to_text(b"\xcf\xf0", "a.txt", declared="windows-1251") == ("Пр", "windows-1251")
    with pytest.raises(InputError, match=r"undecodable: byte 0: not utf-8 as declared"):
        to_text(b"\xcf\xf0\xee", "a.txt", declared="utf-8")
    with pytest.raises(InputError, match="is no encoding"):
        to_text(b"a", "a.txt", declared="rot13")


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 8, b"\x00\x01\x02\x03" * 50, BG[:500].encode("utf-8").replace(b"\xd0", b"\x03"),
     "私は日本の学校で働いています。プロジェクトは二千十年三月に始まりました。".encode("euc_jp") * 3],
)  # fmt: skip
def test_binary_and_nonsense_are_refused(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        to_text(data, "a.txt")
    assert caught.value.reason == "undecodable"


@pytest.mark.parametrize("misread", ["latin-1", "sloppy-windows-1252", "sloppy-windows-1251", "sloppy-windows-1250"])
@pytest.mark.parametrize("text", [BG, RO, CS, UK, HU, DE])
def test_utf8_read_as_a_single_byte_encoding_is_repaired(text: str, misread: str) -> None:
    assert repair(text.encode().decode(misread)) == text


@pytest.mark.parametrize(
    ("text", "true"),
    [(BG, "windows-1251"), (BG, "koi8-r"), (CS, "windows-1250"), (CS, "iso-8859-2"), (RO, "windows-1250")],
)
def test_one_single_byte_encoding_read_as_another_is_repaired(text: str, true: str) -> None:
    text = _encodable(text, true)
    assert normalise(repair(text.encode(true).decode("sloppy-windows-1252"))) == normalise(text)


@pytest.mark.parametrize("text", SOUND)
def test_sound_text_is_left_alone(text: str) -> None:
    assert repair(text) == text


def test_mojibake_in_one_line_does_not_touch_the_others() -> None:
    line = BG.split("\n")[0]
    mixed = f"{line.encode().decode('latin-1')}\nНеобходими са 12 лв. за „Café“ и É\n{line}"
    assert repair(mixed).split("\n") == [line, "Необходими са 12 лв. за „Café“ и É", line]


@given(
    st.binary(max_size=400), st.sampled_from(["a.txt", "a.html", "a.csv", "a.jsonl", "a.json", "a.md", "a.pdf", "a"])
)
def test_any_bytes_give_records_or_an_input_error(data: bytes, name: str) -> None:
    message = name
    try:
        for record in decode(data, name):
            getattr(record, "text", "").encode("utf-8")
    except InputError as caught:
        message = str(caught)
    assert message.startswith(name)


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"))), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_text_survives_the_round(text: str, encoding: str) -> None:
    text = "Проект „Мост“: " + text
    (record,) = decode(text.encode(encoding), "a.txt")
    assert normalise(record.text) == record.text
    assert record.text.startswith("Проект „Мост“:")
