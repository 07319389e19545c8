"""What a number without a noun of its own counts: told by its table, its label, its neighbours or what stands before.

"64 души, 41 от които жени", "8 seminarii și o conferință", "брой участници: 25", "Serie | 60 | 180 | 36".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import cast

from extractors.data import Unit
from extractors.lexicon import Hit, fold
from extractors.numbers import parse_digits
from extractors.packs import LanguagePack
from extractors.reading import Reading
from extractors.targets.draft import Draft, line_at, line_index, skip_space
from extractors.targets.vocabulary import Vocabulary

_NO_PARTS = frozenset({"percent", "money", None, "hour", "day", "week", "month", "year"})
# How far back in its sentence a number looks for the noun it counts, and to the mention it is a part of.
REACH = 90
PREVIOUS_REACH = 220
_DIGITS = re.compile(r"\d+(?:[.,]\d+)?")
_DASHED = re.compile(r" [-:][ \t]*$")
_COLUMN_CUES = frozenset({"planned", "achieved"})
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\.?[ \t]+$")
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = re.compile(r"[^\W\d_][\w./]*|%|€|\$|£")


def with_unit(draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None) -> Draft:
    """The draft with a unit found elsewhere, or unchanged where nothing tells it."""
    for look in _LOOKS:
        found = look(draft, reading, words, previous, follow)
        if found is not None:
            return found
    return draft


def as_part(draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft]) -> Draft:
    """"от които 5 целогодишни": after "of which" an unknown word is no new noun."""
    found = _from_subset(draft, reading, words, previous, None)
    return draft if found is None else found


def _take(draft: Draft, other: Draft, rule: str) -> Draft:
    return replace(draft, unit=other.unit, currency=other.currency, head=other.head, rule=rule)


def _named(draft: Draft, hit: Hit, rule: str) -> Draft | None:
    kind, _, name = hit.keys[0].partition(":")
    spot = (hit.start, hit.end)
    if kind == "unit":
        return replace(draft, unit=cast(Unit, name), head=spot, rule=rule)
    if kind == "money":
        return replace(draft, unit="money", currency=name, head=spot, rule=rule)
    if kind == "percent":
        return replace(draft, unit="percent", head=spot, rule=rule)
    return None


def _from_table(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """The header of the column, then that of the row; a sign of a unit in either comes before any noun."""
    row, column = reading.layout.headers_at(draft.number.start)
    if row is None:
        return None
    line = line_at(reading, draft.number.start)
    if len(line.cells) < 3:
        column = None  # a table of keys and values has no header
    cell = next((cell for cell in line.cells if cell[0] <= draft.number.start <= cell[1]), None)
    if cell is None or (cell[1] - cell[0]) - (draft.end - draft.start) > 12:
        return None
    spans = [span for span in (column, row) if span is not None]
    spans += [span for span in line.cells[1:3] if span[1] - span[0] <= 14 and span != cell]
    hits = [hit for span in spans for hit in _headings(reading, words, span)]
    for wanted in ("measure", "money", "unit"):
        if wanted == "money" and (found := _from_money(draft, reading, words, previous, follow)) is not None:
            return found
        for hit in hits:
            if wanted == "unit" or _measure(hit):
                found = _named(draft, hit, "table")
                if found is not None:
                    return found
    return replace(draft, unit="item", head=row, rule="table") if draft.number.form == "digits" else None


def _headings(reading: Reading, words: Vocabulary, span: tuple[int, int]) -> list[Hit]:
    """Units, currencies and nouns in a heading, those that stand first coming first."""
    hits = []
    end = min(span[1], span[0] + 120)
    for word in _SIGNS.finditer(reading.folded, span[0], end):
        hit = words.after.match(reading.folded, word.start(), end)
        if hit is not None and hit.keys[0] not in ("counter", "ignored") and not hit.keys[0].startswith("cents"):
            single = len(reading.folded[hit.start : hit.end].rstrip(".")) == 1 and reading.folded[hit.start].isalpha()
            cued = any(_COLUMN_CUES.intersection(cue.keys) for cue in reading.cues_between(hit.start, hit.end))
            if not single and not (cued and hit.keys[0] == "unit:plan"):
                hits.append(hit)
    return hits


def _measure(hit: Hit) -> bool:
    kind, _, name = hit.keys[0].partition(":")
    return kind in ("money", "percent") or name in ("length", "area", "mass", "energy", "hour")


def _from_next(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """"60, respectiv 40 de ore", "75 към 25 %": the noun stands after the next number only."""
    del previous
    if follow is None or follow.unit is None or follow.start - draft.end > 16 or not follow.known:
        return None
    tokens = reading.folded[draft.end : follow.start].replace(",", " ").split()
    if not tokens or not all(token in words.either or token in ("/", "-", ":", "+") for token in tokens):
        return None
    if follow.unit == "percent" and draft.value > 100:
        return None
    found = _take(draft, follow, "shared")
    if follow.number.scaled and not draft.number.scaled and draft.value < 1000 and follow.unit == "money":
        found = replace(found, value=draft.value * _scale(follow, reading))
    return found


def _scale(draft: Draft, reading: Reading) -> Decimal:
    """By how much a multiplier raised the digits of a number: "110 и 64 хиляди евро"."""
    written = parse_digits(found.group())[0] if (found := _DIGITS.match(reading.folded, draft.number.start)) else None
    return draft.number.value / written if written else Decimal(1)


def _from_field(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """"Брой участници: 25": the label names what is counted."""
    del previous, follow
    field = reading.layout.field_at(draft.number.start)
    if field is None or draft.start - field.start > 24:
        return None
    hits = _headings(reading, words, (field.label_start, field.label_end))
    for hit in sorted(hits, key=lambda hit: not _measure(hit)):
        found = _named(draft, hit, "field")
        if found is not None:
            return found
    return None


def _from_subset(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """"41 от тях", "от които 41": a part of the mention before."""
    del follow
    for hit in words.context.find(reading.folded, max(0, draft.start - 24), draft.start):
        if "instead" in hit.keys and draft.start - hit.end <= 12 and previous and previous[-1].unit is not None:
            return _take(draft, previous[-1], "subset")
    last = _last(draft, previous, PREVIOUS_REACH)
    if last is None:
        return None
    position = skip_space(reading.folded, draft.end)
    after = words.context.match(reading.folded, position)
    if after is not None and "subset" in after.keys:
        return _take(draft, last, "subset")
    for hit in words.context.find(reading.folded, max(last.end, draft.start - 30), draft.start):
        if "subset" in hit.keys and draft.start - hit.end <= 12:
            return _take(draft, last, "subset")
    return None


def _from_of(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """"12 от 15 деца", "64 dintre participanți": the noun stands with the whole."""
    del previous
    word = _WORD.match(reading.folded, skip_space(reading.folded, draft.number.end))
    if word is None or word.group() not in words.of:
        return None
    if follow is not None and follow.known and follow.start - word.end() <= 16 and follow.value >= draft.value:
        if not any(mark in reading.folded[word.end() : follow.start] for mark in ",.;("):
            return _take(draft, follow, "of")
        return None
    hit = words.nouns.match(reading.folded, skip_space(reading.folded, word.end()))
    if hit is None or hit.keys[0][5:] in _NO_PARTS:
        return None
    return _named(draft, hit, "of")


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
    if shares is not None and shares.start >= begin and draft.value <= 100 and _DASHED.search(reading.folded, begin, draft.start):
        return _take(draft, shares, "enumeration")
    last = next(
        (
            other
            for other in reversed(previous[-3:])
            if other.end <= draft.start and (other.unit not in _NO_PARTS or (draft.start - other.end <= 24 and other.unit != "year"))
        ),
        None,
    )
    if last is not None and last.end >= begin and last.unit is not None:
        noun = _nearest(reading, words, last.end, draft.start)
        if noun is None:
            return _take(draft, last, "enumeration")
        return _named(draft, noun, "noun_before")
    noun = _nearest(reading, words, begin, draft.start)
    return _named(draft, noun, "noun_before") if noun is not None else None


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


def _nearest(reading: Reading, words: Vocabulary, start: int, end: int) -> Hit | None:
    """The last noun between two offsets; times are no things that a bare number counts."""
    found = None
    for hit in words.nouns.find(reading.folded, start, end):
        unit = hit.keys[0].partition(":")[2]
        if unit and unit not in ("day", "week", "month", "year", "hour") and hit.end - hit.start > 2:
            found = hit
    return found


def _from_persons(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """"двама се върнаха": a number word that counts persons by its form."""
    del words, previous, follow
    last_word = reading.folded[draft.number.start : draft.number.end].split()[-1]
    persons, suffixes = _persons(reading.pack)
    if last_word in persons or last_word.rpartition("-")[2] in suffixes:
        return replace(draft, unit="person", rule="persons")
    return None


@cache
def _persons(pack: LanguagePack) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(fold, pack.numbers.persons)), frozenset(map(fold, pack.numbers.person_suffixes))


def _from_money(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """"12,6 млн. от отпуснатите 15 млн. лв.": an amount by its form, in the currency of a neighbour."""
    written = reading.folded[draft.number.start : draft.number.end]
    cents = draft.value >= 1000 and re.search(r"[.,]\d{2}$", written)
    budget = draft.value >= 1000 and draft.number.form == "digits" and _is_budget(draft, reading)
    if not cents and not budget and not (draft.number.scaled and draft.number.form == "digits"):
        return None
    if not cents and not budget and _nearest(reading, words, max(0, draft.start - 40), draft.start) is not None:
        return None
    if (cents or budget) and (hit := _currency_above(draft, reading, words)) is not None:
        return replace(draft, unit="money", currency=hit.keys[0][6:], head=(hit.start, hit.end), rule="amount")
    others = [other for other in (*reversed(previous[-3:]), follow) if other is not None and other.unit == "money"]
    near = [other for other in others if abs(other.start - draft.start) <= 300]
    return _take(draft, near[0], "amount") if near else None


def _is_budget(draft: Draft, reading: Reading) -> bool:
    """Whether the field, the section or the row is one of money."""
    row, _ = reading.layout.headers_at(draft.number.start)
    if row is not None:
        found = reading.pack.label_matcher.first(reading.folded, row[0], min(row[1], row[0] + 60))
        if found is not None and "budget" in found.keys:
            return True
    return "budget" in reading.layout.classes_at(draft.number.start)


def _currency_above(draft: Draft, reading: Reading, words: Vocabulary) -> Hit | None:
    """A currency named in the lines above: "BUGET (lei, cu TVA)"."""
    index = line_index(reading, draft.number.start)
    for line in reversed(reading.layout.lines[max(0, index - 9) : index]):
        for hit in words.money.find(reading.folded, line.start, min(line.end, line.start + 100)):
            if hit.keys[0].startswith("money:"):
                return hit
    return None


def _from_line_above(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """A number alone on its line: the line above is its label, or holds a number of the same kind."""
    del follow
    layout = reading.layout
    index = line_index(reading, draft.number.start)
    line = layout.lines[index]
    if line.end - line.start > draft.end - draft.start + 2 or index == 0:
        return None
    above = next((other for other in reversed(layout.lines[max(0, index - 2) : index]) if other.kind != "blank"), None)
    if above is None:
        return None
    last = previous[-1] if previous else None
    if last is not None and above.start <= last.start < above.end and above.end - above.start <= last.end - last.start + 2:
        return _take(draft, last, "label_above")
    money = _from_money(draft, reading, words, previous, None)
    if money is not None:
        return money
    hits = _headings(reading, words, (above.start, above.end))
    for hit in sorted(hits, key=lambda hit: not _measure(hit)):
        found = _named(draft, hit, "label_above")
        if found is not None:
            return found
    labelled = reading.folded[above.start : above.end].strip()[-1:].isalpha() and above.end - above.start <= 60
    return replace(draft, unit="item", head=(above.start, above.end), rule="label_above") if labelled else None


def _from_above(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """The mention in the sentence before, for a number in words or one with a qualifier."""
    del follow, words
    if draft.number.form == "digits" and draft.qualifier == "exact" and not draft.number.scaled:
        return None
    last = _last(draft, previous, PREVIOUS_REACH)
    if last is None or line_index(reading, draft.start) - line_index(reading, last.start) > 1:
        return None
    return _take(draft, last, "enumeration")


_LOOKS = (
    _from_table, _from_field, _from_line_above, _from_next, _from_of, _from_subset, _from_persons, _from_money, _from_sentence,
    _from_above,
)  # fmt: skip
