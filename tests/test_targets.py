"""Golden cases and properties of the finder of quantities."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.packs import load_pack
from extractors.reading import read
from extractors.targets import find_targets

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("bg", "cs", "ro", "xx")
CASES = [
    pytest.param(language, json.loads(line), id=f"{language}-{number}")
    for language in LANGUAGES
    for number, line in enumerate((GOLDEN / f"{language}.targets.jsonl").read_text(encoding="utf-8").splitlines(), 1)
]
# Stuff that quantities and near misses are made of, for texts that no one would write.
PIECES = st.sampled_from(
    [
        "12", "1.250", "3,5", "1 486 312,55", "24 000,-", "€", "лв.", "Kč", "lei", "%", "на", "сто", "до", "от", "-",
        "/", "(", ")", "\n", "\t", "|", ":", "от които", "z nich", "dintre care", "два", "dvaadvacet", "o sută de mii",
        "хил.", "души", "osob", "ore", "месеца", "и половина", "№", "тел.", "5-дневно", "dvoudenní", "l8", "2з48",
        "'", "\u00a0",
    ]
)  # fmt: skip


def found(text: str, language: str) -> list[dict[str, Any]]:
    return [
        {
            "text": m.text, "value": m.value, "unit": m.unit, "high": m.value_high, "qualifier": m.qualifier,
            "currency": m.currency, "kind": m.kind,
        }
        for m in find_targets(read(text, load_pack(language)))
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "case"), CASES)
def test_golden(language: str, case: dict[str, Any]) -> None:
    got = found(case["text"], language)
    assert [m["text"] for m in got] == [m["text"] for m in case["expect"]]
    defaults = {"high": None, "qualifier": "exact", "currency": None}
    for mention, expected in zip(got, case["expect"], strict=True):
        wanted = {**defaults, **expected}
        assert {key: mention[key] for key in wanted} == wanted


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=30), st.sampled_from(LANGUAGES), st.booleans())
def test_evidence_is_exact_on_any_text(pieces: list[str], language: str, spaced: bool) -> None:
    text = (" " if spaced else "").join(pieces)
    mentions = find_targets(read(text, load_pack(language)))
    for mention in mentions:
        assert mention.text == text[mention.start : mention.end]
        assert (mention.currency is not None) == (mention.unit == "money") == (mention.amount is not None)
    assert mentions == sorted(mentions, key=lambda mention: (mention.start, mention.end))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_never_raises(text: str, language: str) -> None:
    find_targets(read(text, load_pack(language)))


def test_dates_are_left_alone() -> None:
    text = "През 2010 година 15 деца"
    reading = read(text, load_pack("bg"))
    assert [m.text for m in find_targets(reading, [(6, 16)])] == ["15 деца"]


def test_money_is_exact() -> None:
    mention = find_targets(read("1 486 312,55 лв.", load_pack("bg")))[0]
    assert str(mention.amount) == "1486312.55"
    assert find_targets(read("Цена 55 ст.", load_pack("bg")))[0].value == 0.55


def test_old_and_foreign_lei() -> None:
    pack = load_pack("ro")
    assert found("În 2003 au costat 41.000 lei", "ro")[0]["currency"] == "ROL"
    assert found("În 2013 au costat 41.000 lei", "ro")[0]["currency"] == "RON"
    moldovan = "Consiliul raional Orhei, Republica Moldova, a alocat în 2019 3 mln lei"
    assert find_targets(read(moldovan, pack))[0].currency == "MDL"


def test_the_unit_of_an_ambiguous_sign_follows_its_label() -> None:
    assert found("Срок: 18 м.", "bg")[0]["unit"] == "month"
    assert found("Ограда: 18 м.", "bg")[0]["unit"] == "length"


def test_a_part_has_the_unit_of_its_whole() -> None:
    assert [m["unit"] for m in found("Обучени са 64 души, 41 от които са жени.", "bg")] == ["person", "person"]
    assert [m["unit"] for m in found("Proškoleno 30 učitelů, z toho 12 na dálku.", "cs")] == ["person", "person"]


def test_kinds_from_labels_and_tense() -> None:
    assert found("Ще бъдат обучени 64 души.", "bg")[0]["kind"] == "target"
    assert found("Бяха обучени 64 души.", "bg")[0]["kind"] == "result"
    assert found("Celkový rozpočet: 4 000 000 Kč", "cs")[0]["kind"] == "budget"
    assert found("Durata proiectului: 24 de luni", "ro")[0]["kind"] == "duration"
    assert found("Rata șomajului este de 12 %.", "ro")[0]["kind"] == "context"


def test_time_grows_with_the_text() -> None:
    """Hostile input: a megabyte of numbers on one line stays within seconds."""
    find_targets(read("12 34 000 от 5 до " * 3000, load_pack("bg")))
    find_targets(read("1" * 100_000, load_pack("bg")))
    find_targets(read("1 " * 30_000, load_pack("ro")))
    find_targets(read('"12 | ' * 5000, load_pack("cs")))
