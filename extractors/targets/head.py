"""What stands after a number: percent, money, a unit, or the head of the noun phrase it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import cast

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol

from extractors.data import Unit
from extractors.lexicon import Hit
from extractors.reading import Reading
from extractors.targets.draft import BEFORE, Draft, line_at, skip_space, touching
from extractors.targets.vocabulary import CURRENCIES, Vocabulary

# A noun phrase longer than this has no head that the number counts.
MAX_WORDS = 5
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_BREAK = re.compile(r"[ \t]*(?:-\n)?\n[ \t]*")
_AND = re.compile(r"(?:[ \t]*,|[ \t]+(\w+))[ \t]+")
_MEMBER = re.compile(r", ([^\W\d_]+)")
_LIST_REACH = 120
_CODES = frozenset(code.lower() for code in CURRENCIES)
# Codes that are also everyday words in some language count only in capitals.
_SAFE_CODES = frozenset({"eur", "usd", "chf", "gbp", "bgn", "ron", "czk", "pln", "huf", "mdl", "rsd", "skk"})
# Measures whose values have decimals; there one separator before three digits may part them.
_MEASURES = frozenset({"length", "area", "mass", "energy", "percent"})
_TIME = ("hour", "day", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class _Noun:
    unit: Unit | None
    start: int
    end: int
    known: bool


def with_head(draft: Draft, reading: Reading, words: Vocabulary) -> Draft | None:
    """The draft with what follows its number; None where the number is part of a code, such as "5G"."""
    folded, position = reading.folded, draft.number.end
    attached = folded[position : position + 1].isalpha()
    hit = words.after.match(folded, skip_space(folded, position))
    if hit is not None and not _is_code_word(hit, reading):
        hit = None
    if attached and (hit is None or hit.start != position or hit.keys == ("ignored",)):
        return None
    if hit is not None and (special := _special(draft, hit)) is not None:
        return special
    linked = _WORD.match(folded, skip_space(folded, position))
    if linked is not None and linked.group() in words.links:
        hit = words.after.match(folded, skip_space(folded, linked.end()))
        if hit is not None and _is_code_word(hit, reading) and (special := _special(draft, hit)) is not None:
            return special
    before = _money_before(draft, reading, words)
    if before is not None:
        return before
    noun = _noun_phrase(draft, reading, words)
    if noun is None:
        return draft
    return replace(
        draft, unit=noun.unit, head=(noun.start, noun.end), end=noun.end, known=noun.known,
        rule="noun" if noun.known else "unknown_noun", inherits=noun.unit is None,
    )  # fmt: skip


def _is_code_word(hit: Hit, reading: Reading) -> bool:
    word = reading.folded[hit.start : hit.end]
    return word not in _CODES or word in _SAFE_CODES or reading.text[hit.start : hit.end].isupper()


def _special(draft: Draft, hit: Hit) -> Draft | None:
    """Percent and money; None for anything else."""
    kind, _, code = hit.keys[0].partition(":")
    placed = replace(draft, end=hit.end, head=(hit.start, hit.end), known=True)
    if kind == "percent":
        return replace(placed, unit="percent", rule="percent")
    if kind == "money":
        return replace(placed, unit="money", currency=code, rule="money")
    if kind == "cents":
        return replace(placed, unit="money", currency=code, rule="money", value=draft.value / Decimal(100))
    return None


def _money_before(draft: Draft, reading: Reading, words: Vocabulary) -> Draft | None:
    """Money whose sign or code stands first: "EUR 1 200"."""
    start = draft.number.start
    for hit in touching(words.after.find(reading.folded, max(0, start - BEFORE), start), reading.folded, start):
        kind, _, code = hit.keys[0].partition(":")
        sign = reading.folded[hit.start : hit.end]
        digit_before = reading.folded[max(0, hit.start - 2) : hit.start].strip()[-1:].isdigit()
        signed = sign in _CODES or not sign[0].isalpha() or reading.text[hit.start].isupper()
        if kind == "money" and signed and not digit_before:
            return replace(
                draft, unit="money", currency=code, start=min(draft.start, hit.start), head=(hit.start, hit.end),
                known=True, rule="money",
            )  # fmt: skip
    return None


def _noun_phrase(draft: Draft, reading: Reading, words: Vocabulary) -> _Noun | None:
    folded, position = reading.folded, _step(reading, draft.number.end)
    link = _WORD.match(folded, position)
    if link and link.group() in words.links:
        position = _step(reading, link.end())
    best: _Noun | None = None
    adjectives = 0
    for _ in range(MAX_WORDS):
        hit = words.after.match(folded, position)
        word = _WORD.match(folded, position)
        if hit is not None and hit.keys[0].startswith("unit:"):
            return _with_persons(_after_weak(_noun(hit, reading, draft), reading, words), reading, words)
        if hit is not None and hit.keys[0] == "ignored":
            return _Noun(None, -1, -1, False)
        if hit is not None and hit.keys[0] == "counter":
            best = _Noun(None, hit.start, hit.end, False)
            position = _step(reading, hit.end)
            if (link := _WORD.match(folded, position)) and link.group() in words.links:
                position = _step(reading, link.end())
            continue
        if word is None or _stops(word.group(), words) or not _may_be_noun(word, reading):
            return best
        likeness = _adjective(reading.text[word.start() : word.end()], words)
        if not likeness:
            return _unknown(word, reading, words)
        adjectives += 1
        # Endings of nouns and adjectives overlap: the second of two such words is the noun.
        noun = adjectives > 1 or likeness == "weak"
        best = _Noun("item" if noun else None, word.start(), word.end(), False)
        position = _step(reading, word.end())
    return best


def _adjective(written: str, words: Vocabulary) -> str:
    """How much a word looks like an adjective by its ending, accents included: "strong", "weak" or not at all."""
    lower = written.lower()
    if words.adjective is not None and words.adjective.fullmatch(lower):
        return "strong"
    return "weak" if words.maybe is not None and words.maybe.fullmatch(lower) else ""


def _stops(word: str, words: Vocabulary) -> bool:
    if word in words.stops or word in words.numerals or word.partition("-")[0] in words.stops:
        return True
    return words.past is not None and words.past.fullmatch(word) is not None


def _step(reading: Reading, position: int) -> int:
    """Past spaces, and past a line break where the next line goes on in lower case."""
    limit = min(len(reading.folded), position + 4)
    while position < limit and reading.folded[position] == " ":
        position += 1
    wrap = _BREAK.match(reading.folded, position)
    if wrap and reading.text[wrap.end() : wrap.end() + 1].islower():
        line = line_at(reading, wrap.end())
        if not line.bulleted and not line.cells:
            return wrap.end()
    if reading.folded[position : position + 1] in ('"', "("):
        return position + (reading.folded[position : position + 1] == '"')
    return position


def _may_be_noun(word: re.Match[str], reading: Reading) -> bool:
    """An unknown capitalised word after a number is a name, unless all of the line is in capitals."""
    written = reading.text[word.start() : word.end()]
    if not written[0].isupper() or reading.pack.targets.capital_nouns:
        return True
    line = line_at(reading, word.start())
    letters = [c for c in reading.text[line.start : min(line.end, line.start + 200)] if c.isalpha()]
    return sum(map(str.isupper, letters)) * 10 > len(letters) * 7


def _unknown(word: re.Match[str], reading: Reading, words: Vocabulary) -> _Noun:
    """A noun that the pack does not know counts items, unless it is listed with persons: "горски и рибари"."""
    follow = _AND.match(reading.folded, word.end())
    if follow and (follow.group(1) is None or follow.group(1) in words.joiners):
        hit = words.nouns.match(reading.folded, follow.end())
        if hit is not None and "unit:person" in hit.keys:
            return _Noun("person", word.start(), hit.end, True)
    person = words.person is not None and words.person.fullmatch(word.group())
    return _Noun("person" if person else "item", word.start(), word.end(), False)


def _after_weak(noun: _Noun, reading: Reading, words: Vocabulary) -> _Noun:
    """As in "12 възрастни птици": a noun that looks like an adjective gives way to a known noun right after it."""
    word = reading.text[noun.start : noun.end]
    if noun.unit in _MEASURES or noun.unit in _TIME or " " in word or not _adjective(word, words):
        return noun
    position = _step(reading, noun.end)
    hit = words.nouns.match(reading.folded, position) if position > noun.end else None
    if hit is None or not hit.keys[0].startswith("unit:"):
        return noun
    return _Noun(cast(Unit, hit.keys[0][5:]), hit.start, hit.end, True)


@cache
def _listed(joiners: frozenset[str]) -> re.Pattern[str]:
    """The members of a list after the first, "X, Y of Z and ", up to the last one."""
    last = "|".join(sorted(map(re.escape, joiners))) or "(?!)"
    return re.compile(rf"[^,.;:()\d\n]{{0,40}}((?:, [^,.;:()\d\n]{{2,50}}?)+) (?:{last}) (?=[^\W\d_])")


def _with_persons(noun: _Noun, reading: Reading, words: Vocabulary) -> _Noun:
    """As in "800 social partners, staff of NGOs and citizens": organisations listed with persons are counted by head.

    The list has at least three members and no number or verb of its own.
    """
    if noun.unit != "organisation":
        return noun
    listed = _listed(words.joiners).match(reading.folded, noun.end, noun.end + _LIST_REACH)
    if listed is None:
        return noun
    clause = any(word.group() in words.relatives for word in _WORD.finditer(listed.group()))
    if clause or any(_stops(word.group(1), words) for word in _MEMBER.finditer(listed.group(1))):
        return noun
    last = words.nouns.match(reading.folded, listed.end())
    return replace(noun, unit="person") if last is not None and "unit:person" in last.keys else noun


def scaled_years(draft: Draft, reading: Reading, words: Vocabulary) -> Draft:
    """Decades and centuries as years."""
    noun = reading.folded[draft.head[0] : draft.head[1]]
    hit = words.years.match(noun) if draft.unit == "year" else None
    if hit is None or hit.end != len(noun):
        return draft
    by, high = Decimal(hit.keys[0]), draft.value_high
    return replace(draft, value=draft.value * by, value_high=None if high is None else high * by)


def _noun(hit: Hit, reading: Reading, draft: Draft) -> _Noun:
    units = [key[5:] for key in hit.keys if key.startswith("unit:")]
    return _Noun(_pick(units, reading, draft), hit.start, hit.end, True)


def _pick(units: list[str], reading: Reading, draft: Draft) -> Unit:
    """Of the units an ambiguous word may stand for ("м." is metre and month), the one that the label asks for."""
    if len(units) > 1:
        classes = reading.layout.classes_at(draft.start)
        lasting = (
            "duration" in classes
            or "period" in classes
            or any("lasting" in cue.keys for cue in reading.cues_between(max(0, draft.start - 40), draft.start))
        )
        times = [unit for unit in units if unit in _TIME]
        rest = [unit for unit in units if unit not in _TIME]
        units = (times or rest) if lasting or not rest else rest
    return cast(Unit, units[0])


def settled(draft: Draft, reading: Reading, decimal_commas: bool) -> Draft:
    """The draft with the reading of an ambiguous separator chosen: things counted are whole, measures need not be.

    Where the text writes decimals with a comma, a full stop before three digits parts thousands in any case.
    """
    other = draft.number.alternative
    if other is None or draft.unit not in _MEASURES:
        return draft
    if str(other).endswith("00"):
        return draft  # "1.800 km": a round thousand
    by_comma = "," in reading.folded[draft.number.start : draft.number.end]
    comma_habit = _decimal_symbol(reading.pack.language) == ","
    return replace(draft, value=other) if by_comma == comma_habit or not (by_comma or decimal_commas) else draft


@cache
def _decimal_symbol(language: str) -> str:
    """The decimal sign of a language after CLDR; a comma, the sign of most of Europe, where it has none."""
    try:
        return get_decimal_symbol(Locale.parse(language))
    except (UnknownLocaleError, ValueError):
        return ","
