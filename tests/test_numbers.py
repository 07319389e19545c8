"""Numbers in digits and words: forms, and the round trip of number words."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.lexicon import fold
from extractors.numbers import find_numbers, parse_digits, parse_words
from extractors.packs import load_pack

BG_UNITS = ["", "един", "две", "три", "четири", "пет", "шест", "седем", "осем", "девет"]
BG_TEENS = [
    "десет", "единадесет", "дванадесет", "тринадесет", "четиринадесет", "петнадесет", "шестнадесет", "седемнадесет",
    "осемнадесет", "деветнадесет",
]  # fmt: skip
BG_TENS = [
    "", "", "двадесет", "тридесет", "четиридесет", "петдесет", "шестдесет", "седемдесет", "осемдесет", "деветдесет",
]  # fmt: skip
BG_HUNDREDS = [
    "", "сто", "двеста", "триста", "четиристотин", "петстотин", "шестстотин", "седемстотин", "осемстотин",
    "деветстотин",
]  # fmt: skip
RO_UNITS = ["", "unu", "doi", "trei", "patru", "cinci", "șase", "șapte", "opt", "nouă"]
RO_TEENS = [
    "zece", "unsprezece", "doisprezece", "treisprezece", "paisprezece", "cincisprezece", "șaisprezece",
    "șaptesprezece", "optsprezece", "nouăsprezece",
]  # fmt: skip
RO_TENS = ["", "", "douăzeci", "treizeci", "patruzeci", "cincizeci", "șaizeci", "șaptezeci", "optzeci", "nouăzeci"]
CS_UNITS = ["", "jedna", "dva", "tři", "čtyři", "pět", "šest", "sedm", "osm", "devět"]
CS_TEENS = [
    "deset", "jedenáct", "dvanáct", "třináct", "čtrnáct", "patnáct", "šestnáct", "sedmnáct", "osmnáct", "devatenáct",
]  # fmt: skip
CS_TENS = ["", "", "dvacet", "třicet", "čtyřicet", "padesát", "šedesát", "sedmdesát", "osmdesát", "devadesát"]
CS_FUSED = ["", "jedna", "dva", "tři", "čtyři", "pět", "šest", "sedm", "osm", "devět"]


def small(number: int, units: list[str], teens: list[str], tens: list[str]) -> list[str]:
    if number < 10:
        return [units[number]] if number else []
    if number < 20:
        return [teens[number - 10]]
    return [part for part in (tens[number // 10], units[number % 10]) if part]


def bulgarian(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    parts = [["хиляда"]] if thousands == 1 else [[BG_UNITS[thousands], "хиляди"]] if thousands else []
    hundreds, last = divmod(rest, 100)
    low = [[word] for word in ([BG_HUNDREDS[hundreds]] if hundreds else [])]
    low += [[word] for word in small(last, BG_UNITS, BG_TEENS, BG_TENS)]
    words = [word for part in parts for word in part] + [part[0] for part in low]
    if len(low) and len(words) > 1:
        words.insert(len(words) - 1, "и")
    return " ".join(words) or "нула"


def romanian(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    words = ["o", "mie"] if thousands == 1 else [RO_UNITS[thousands].replace("doi", "două"), "mii"] if thousands else []
    hundreds, last = divmod(rest, 100)
    words += ["o", "sută"] if hundreds == 1 else [RO_UNITS[hundreds].replace("doi", "două"), "sute"] if hundreds else []
    words += (
        [RO_TENS[last // 10], "și", RO_UNITS[last % 10]]
        if last > 20 and last % 10
        else small(last, RO_UNITS, RO_TEENS, RO_TENS)
    )
    return " ".join(words) or "zero"


def czech(number: int, fused: bool = False) -> str:
    thousands, rest = divmod(number, 1000)
    words = (
        []
        if not thousands
        else ["tisíc"]
        if thousands == 1
        else [CS_UNITS[thousands], "tisíce" if thousands < 5 else "tisíc"]
    )
    hundreds, last = divmod(rest, 100)
    if hundreds:
        words += (
            ["sto"]
            if hundreds == 1
            else ["dvě", "stě"]
            if hundreds == 2
            else [CS_UNITS[hundreds], "sta" if hundreds < 5 else "set"]
        )
    if fused and last > 20 and last % 10:
        words.append(CS_FUSED[last % 10].removesuffix("a") + "a" + CS_TENS[last // 10])
    else:
        words += small(last, CS_UNITS, CS_TEENS, CS_TENS)
    return " ".join(words) or "nula"


WRITERS = {"bg": bulgarian, "ro": romanian, "cs": czech, "cs-fused": lambda number: czech(number, fused=True)}


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_number_words_round_trip(name: str) -> None:
    pack = load_pack(name[:2])
    wrong = [
        (number, WRITERS[name](number))
        for number in (*range(1200), *range(1200, 10_000, 7))
        if parse_words(WRITERS[name](number).split(), pack) != number
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1 486 312,55", "1486312.55"), ("289 640.75", "289640.75"), ("4.791.218,50", "4791218.50"),
        ("1 046 300", "1046300"), ("249'860.00", "249860.00"), ("3,512,874.20", "3512874.20"), ("210 419,-", "210419"),
        ("12.4", "12.4"), ("3.000", "3000"), ("0,250", "0.250"), ("23,529.41", "23529.41"), ("812.455,19", "812455.19"),
    ],
)  # fmt: skip
def test_digits(written: str, value: str) -> None:
    assert parse_digits(written)[0] == Decimal(value)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("bg", "35,1 млн.лв.", [("35100000", None)]),
        ("bg", "от 3 до 9 месеца", [("3", "9")]),
        ("bg", "между 50 и 75 на сто", [("50", "75"), ("100", None)]),
        ("bg", "пет и шест", [("5", None), ("6", None)]),
        ("bg", "2 (два) часа", [("2", None)]),
        ("bg", "l8 месеца, 2з48 стопани", [("18", None), ("2348", None)]),
        ("bg", "DIR-51011116-41-104, 25/321/00417, BG05M9OP001-6.002", []),
        ("cs", "sedm a půl tisíce", [("7500", None)]),
        ("cs", "stopadesát, sedmnácti set, dvojice", [("150", None), ("1700", None), ("2", None)]),
        ("cs", "5-6 tis.", [("5000", "6000")]),
        ("cs", "1 mil. 870 tis. korun", [("1870000", None)]),
        ("ro", "640 de mii de locuitori", [("640000", None)]),
        ("ro", "o mie două sute", [("1200", None)]),
        ("xx", "300-400 and 12:30 and 3.4.5", [("300", "400")]),
    ],
)
def test_numbers_in_text(language: str, text: str, expected: list[tuple[str, str | None]]) -> None:
    numbers = find_numbers(fold(text), text, load_pack(language))
    assert [(n.value, n.value_high) for n in numbers] == [
        (Decimal(low), None if high is None else Decimal(high)) for low, high in expected
    ]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from([" ", ".", "'", "\u00a0"]))
def test_groups_of_three_round_trip(number: int, separator: str) -> None:
    text = f"{number:,}".replace(",", separator)
    found = find_numbers(fold(text), text, load_pack("bg"))
    assert [n.value for n in found] == [number]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="0123456789., '-лстодва", max_size=40))
def test_numbers_do_not_overlap(text: str) -> None:
    numbers = find_numbers(fold(text), text, load_pack("bg"))
    assert all(a.end <= b.start for a, b in pairwise(numbers))
    assert all(0 <= n.start < n.end <= len(text) for n in numbers)
