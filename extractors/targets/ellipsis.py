"""What a number without a noun of its own counts: told by its table, its label, its neighbours or what stands before.

"64 души, 41 от които жени", "8 seminarii și o conferință", "брой участници: 25", "Serie | 60 | 180 | 36".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from extractors.lexicon import fold
from extractors.numbers import parse_digits
from extractors.packs import LanguagePack
from extractors.reading import Reading
from extractors.targets.draft import Draft, line_index, skip_space
from extractors.targets.labels import (
    from_field,
    from_line_above,
    from_money,
    from_table,
    named,
    nearest_noun,
    taken_from,
)
from extractors.targets.vocabulary import Vocabulary

_NO_PARTS = frozenset({"percent", "money", None, "hour", "day", "week", "month", "year"})
# How far back in its sentence a number looks for the noun it counts, and to the mention it is a part of.
REACH = 90
PREVIOUS_REACH = 220
_DIGITS = re.compile(r"\d+(?:[.,]\d+)?")
_DASHED = re.compile(r" [-:][ \t]*$")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\.?[ \t]+$")
_WORD = re.compile(r"[^\W\d_]+")


def with_unit(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft:
    """The draft with a unit found elsewhere, or unchanged where nothing tells it."""
    for look in _LOOKS:
        found = look(draft, reading, words, previous, follow)
        if found is not None:
            return found
    return draft


def as_part(draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft]) -> Draft:
    """As in "от които 5 целогодишни": after "of which" an unknown word is no new noun."""
    found = _from_subset(draft, reading, words, previous, None)
    return draft if found is None else found


def _from_next(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """As in "60, respectiv 40 de ore", "75 към 25 %": the noun stands after the next number only."""
    del previous
    if follow is None or follow.unit is None or follow.start - draft.end > 16 or not follow.known:
        return None
    tokens = reading.folded[draft.end : follow.start].replace(",", " ").split()
    if not tokens or not all(token in words.either or token in ("/", "-", ":", "+") for token in tokens):
        return None
    if follow.unit == "percent" and draft.value > 100:
        return None
    found = taken_from(draft, follow, "shared")
    if follow.number.scaled and not draft.number.scaled and draft.value < 1000 and follow.unit == "money":
        found = replace(found, value=draft.value * _scale(follow, reading))
    return found


def _scale(draft: Draft, reading: Reading) -> Decimal:
    """By how much a multiplier raised the digits of a number: "110 и 64 хиляди евро"."""
    written = parse_digits(found.group())[0] if (found := _DIGITS.match(reading.folded, draft.number.start)) else None
    return draft.number.value / written if written else Decimal(1)


def _from_subset(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """As in "41 от тях", "от които 41": a part of the mention before."""
    del follow
    for hit in words.context.find(reading.folded, max(0, draft.start - 24), draft.start):
        if "instead" in hit.keys and draft.start - hit.end <= 12 and previous and previous[-1].unit is not None:
            return taken_from(draft, previous[-1], "subset")
    last = _last(draft, previous, PREVIOUS_REACH)
    if last is None:
        return None
    position = skip_space(reading.folded, draft.end)
    after = words.context.match(reading.folded, position)
    if after is not None and "subset" in after.keys:
        return taken_from(draft, last, "subset")
    for hit in words.context.find(reading.folded, max(last.end, draft.start - 30), draft.start):
        if "subset" in hit.keys and draft.start - hit.end <= 12:
            return taken_from(draft, last, "subset")
    return None


def _from_of(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """As in "12 от 15 деца", "64 dintre participanți": the noun stands with the whole."""
    del previous
    word = _WORD.match(reading.folded, skip_space(reading.folded, draft.number.end))
    if word is None or word.group() not in words.of:
        return None
    if follow is not None and follow.known and follow.start - word.end() <= 16 and follow.value >= draft.value:
        if not any(mark in reading.folded[word.end() : follow.start] for mark in ",.;("):
            return taken_from(draft, follow, "of")
        return None
    hit = words.nouns.match(reading.folded, skip_space(reading.folded, word.end()))
    if hit is None or hit.keys[0][5:] in _NO_PARTS:
        return None
    return named(draft, hit, "of")


def _last(draft: Draft, previous: Sequence[Draft], reach: int) -> Draft | None:
    """The nearest mention before that counts things; shares and money have no parts without their sign."""
    for other in reversed(previous[-6:]):
        if draft.start - other.end > reach:
            return None
        if other.unit not in _NO_PARTS and other.end <= draft.start and other.value >= draft.value:
            return other
    return None


def _from_sentence(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """The nearest known noun before the number in its sentence, or the mention whose enumeration it goes on."""
    del follow
    if _is_label(draft, reading, words):
        return None
    begin = max(reading.layout.sentence_at(draft.number.start)[0], draft.start - REACH)
    shares = next((other for other in reversed(previous[-1:]) if other.unit == "percent"), None)
    if (
        shares is not None
        and shares.start >= begin
        and draft.value <= 100
        and _DASHED.search(reading.folded, begin, draft.start)
    ):
        return taken_from(draft, shares, "enumeration")
    last = next(
        (
            other
            for other in reversed(previous[-3:])
            if other.end <= draft.start
            and (other.unit not in _NO_PARTS or (draft.start - other.end <= 24 and other.unit != "year"))
        ),
        None,
    )
    if last is not None and last.end >= begin and last.unit is not None:
        noun = nearest_noun(reading, words, last.end, draft.start)
        if noun is None:
            return taken_from(draft, last, "enumeration")
        return named(draft, noun, "noun_before")
    noun = nearest_noun(reading, words, begin, draft.start)
    return named(draft, noun, "noun_before") if noun is not None else None


def _is_label(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """Bare digits right after a word that is no verb or preposition name it: "стаи 21", "PIN 4071"."""
    if draft.number.form != "digits" or draft.qualifier != "exact" or draft.inherits or draft.number.scaled:
        return False
    if draft.number.start != draft.start or reading.folded[draft.end : draft.end + 1] == "+":
        return False
    if reading.folded[draft.end : draft.end + 1] == "%":
        return False
    word = _WORD_BEFORE.search(reading.folded, max(0, draft.start - 24), draft.start)
    if word is None:
        return False
    token = word.group(1)
    hit = words.nouns.match(reading.folded, word.start(1))
    if hit is not None and hit.keys[0] == "unit:publication" and draft.value >= 20:
        return False  # "тираж 2 000"
    return token not in words.stops and token not in words.either and not (words.past and words.past.fullmatch(token))


def _from_persons(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """As in "двама се върнаха": a number word that counts persons by its form."""
    del words, previous, follow
    last_word = reading.folded[draft.number.start : draft.number.end].split()[-1]
    persons, suffixes = _persons(reading.pack)
    if last_word in persons or last_word.rpartition("-")[2] in suffixes:
        return replace(draft, unit="person", rule="persons")
    return None


@cache
def _persons(pack: LanguagePack) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(fold, pack.numbers.persons)), frozenset(map(fold, pack.numbers.person_suffixes))


def _after_verb(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """Whether a verb in the past or one of the short words beside verbs stands right before the number."""
    word = _WORD_BEFORE.search(reading.folded, max(0, draft.start - 24), draft.start)
    if word is None:
        return False
    return word.group(1) in words.stops or bool(words.past and words.past.fullmatch(word.group(1)))


def _from_above(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """The mention in the sentence before, for a number in words or one with a qualifier."""
    del follow
    exact = draft.number.form == "digits" and draft.qualifier == "exact" and not draft.number.scaled
    if exact and (draft.value < 3 or not _after_verb(draft, reading, words)):
        return None
    last = _last(draft, previous, PREVIOUS_REACH)
    if last is None or line_index(reading, draft.start) - line_index(reading, last.start) > 1:
        return None
    return taken_from(draft, last, "enumeration")


_LOOKS = (
    from_table, from_field, from_line_above, _from_next, _from_of, _from_subset, _from_persons, from_money,
    _from_sentence, _from_above,
)  # fmt: skip
