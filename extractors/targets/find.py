"""From numbers to mentions: read the head, refuse what counts nothing, fill in what is left out, judge the kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import cast

from extractors.data import Qualifier, TargetKind, TargetMention
from extractors.number_words import half_at
from extractors.numbers import Number, find_numbers
from extractors.reading import Reading
from extractors.targets.compounds import find_compounds, one_and_a_half
from extractors.targets.draft import Draft, hits_before, line_at, skip_space
from extractors.targets.ellipsis import as_part, with_unit
from extractors.targets.head import scaled_years, settled, with_head
from extractors.targets.kinds import judged
from extractors.targets.money import local_currency
from extractors.targets.refuse import codes, overlaps, refused
from extractors.targets.vocabulary import Vocabulary, vocabulary

CONFIDENCE = {
    "money": 0.95, "percent": 0.95, "noun": 0.92, "compound": 0.85, "table": 0.8, "field": 0.8, "shared": 0.75,
    "subset": 0.8, "enumeration": 0.65, "noun_before": 0.55, "persons": 0.8, "unknown_noun": 0.75, "adjective": 0.5,
    "half": 0.85,
}  # fmt: skip
_DECIMAL_COMMA = re.compile(r"\d,\d{1,2}(?!\d)")


def find_targets(reading: Reading, taken: Sequence[tuple[int, int]] = ()) -> list[TargetMention]:
    """Every number that says something about the project, in order; `taken` are spans that are dates.

    >>> from extractors.packs import load_pack
    >>> from extractors.reading import read
    >>> reading = read("Ще бъдат обучени поне 64 души, 41 от тях жени.", load_pack("bg"))
    >>> [(m.text, m.value, m.qualifier, m.unit, m.kind) for m in find_targets(reading)]
    [('поне 64 души', 64.0, 'at_least', 'person', 'target'), ('41', 41.0, 'exact', 'person', 'target')]
    """
    words = vocabulary(reading.pack)
    found = drafts(reading, taken)
    currency = local_currency(reading, words)
    kinds = judged(found, reading, words, taken)
    return [_mention(draft, reading, kind, currency) for draft, kind in zip(found, kinds, strict=True)]


def drafts(reading: Reading, taken: Sequence[tuple[int, int]] = ()) -> list[Draft]:
    """The quantities before their kind is judged, in order."""
    words = vocabulary(reading.pack)
    commas = _DECIMAL_COMMA.search(reading.folded) is not None
    grown = list(find_compounds(reading))
    spans = sorted([*taken, *codes(reading.folded), *((draft.start, draft.end) for draft in grown)])
    starts = [start for start, _ in spans]
    found = [
        settled(scaled_years(draft, reading, words), reading, commas)
        for draft in _headed(reading, words)
        if not overlaps(spans, starts, draft.number.start, draft.number.end) and not refused(draft, reading, words)
    ]
    found = _filled([draft for draft in found if _counts(draft)], reading, words)
    dates = sorted(taken)
    compounds = [d for d in grown if not overlaps(dates, [start for start, _ in dates], d.start, d.end)]
    return sorted([*_ones_in_lists(found, reading), *compounds], key=lambda draft: (draft.start, draft.end))


def _counts(draft: Draft) -> bool:
    """Half, a quarter and zero count only measures and time."""
    if draft.number.form == "fraction":
        return draft.unit in ("hour", "day", "week", "month", "year", "length", "area", "mass", "money")
    return True


def _headed(reading: Reading, words: Vocabulary) -> Iterator[Draft]:
    last = -1
    for number in find_numbers(reading.folded, reading.text, reading.pack):
        if number.start < last:
            continue
        draft = with_head(_draft(number, reading, words), reading, words)
        if draft is not None:
            draft = _and_a_half(draft, reading)
            last = max(draft.number.end, draft.end)
            yield draft
    yield from one_and_a_half(reading, words)


def _draft(number: Number, reading: Reading, words: Vocabulary) -> Draft:
    """The number with its qualifier, before or after."""
    start, end, qualifier = number.start, number.end, "about" if number.about else "exact"
    before = tuple(hits_before(words, reading.folded, start))
    for hit in before:
        found = [key[2:] for key in hit.keys if key.startswith("q:")]
        if found:
            start, qualifier = hit.start, found[0]
            break
    after = words.follow.match(reading.folded, skip_space(reading.folded, end))
    if after is not None:
        end, qualifier = after.end, after.keys[0][2:]
        number = replace(number, end=end)
    return Draft(number, start, end, number.value, number.value_high, cast(Qualifier, qualifier), before=before)


def _and_a_half(draft: Draft, reading: Reading) -> Draft:
    """As in "две години и половина": the half stands after the noun."""
    if draft.unit not in ("hour", "day", "week", "month", "year"):
        return draft
    end = half_at(reading.folded, skip_space(reading.folded, draft.end), reading.pack)
    return replace(draft, end=end, value=draft.value + Decimal("0.5")) if end is not None else draft


def _filled(drafts: list[Draft], reading: Reading, words: Vocabulary) -> list[Draft]:
    """Drafts with a unit; those that no unit can be found for are dropped."""
    done: list[Draft] = []
    for index, draft in enumerate(drafts):
        follow = drafts[index + 1] if index + 1 < len(drafts) else None
        if draft.unit == "month" and done and _goes_on(done[-1], draft, reading, words):
            done[-1] = replace(done[-1], end=draft.end, value=done[-1].value * 12 + draft.value, unit="month")
            continue
        if draft.rule == "unknown_noun":
            draft = as_part(draft, reading, words, done)
        if draft.unit is None:
            draft = with_unit(draft, reading, words, done, follow)
        if draft.unit is None and draft.inherits:
            draft = replace(draft, unit="item", rule="adjective")
        if draft.unit is not None:
            done.append(draft)
    return done


def _goes_on(years: Draft, months: Draft, reading: Reading, words: Vocabulary) -> bool:
    """As in "trei ani și patru luni" is one length."""
    gap = reading.folded[years.end : months.start].strip()
    return years.unit == "year" and years.value_high is None and gap in words.joiners and months.value < 12


def _ones_in_lists(drafts: list[Draft], reading: Reading) -> Iterator[Draft]:
    """The drafts without "one" where it is only the article: it counts beside other counts and in lists."""
    for index, draft in enumerate(drafts):
        if draft.number.form != "one" or _is_count(draft, drafts, index, reading):
            yield draft


def _is_count(draft: Draft, drafts: list[Draft], index: int, reading: Reading) -> bool:
    if not draft.known:
        return False
    if draft.unit in ("month", "year", "week") or draft.qualifier != "exact":
        return True
    if any("total" in hit.keys for hit in draft.before):
        return True
    line = line_at(reading, draft.start)
    if line.bulleted and draft.start == line.start:
        return True
    joiners = vocabulary(reading.pack).joiners
    for other in drafts[max(0, index - 1) : index] + drafts[index + 1 : index + 2]:
        first, second = (other, draft) if other.start < draft.start else (draft, other)
        gap = reading.folded[first.end : second.start]
        listed = "," in gap or ";" in gap or "+" in gap or gap.strip() in joiners
        if other.known and len(gap) < 40 and "." not in gap and "\n" not in gap and listed:
            return True
    return False


def _mention(draft: Draft, reading: Reading, kind: TargetKind, currency: dict[str, str]) -> TargetMention:
    start, end = min(draft.start, draft.number.start), max(draft.end, draft.number.end)
    unit = draft.unit or "item"
    code = currency.get(draft.currency, draft.currency) if draft.currency else None
    return TargetMention(
        start=start, end=end, text=reading.text[start:end], rule=draft.rule, confidence=CONFIDENCE.get(draft.rule, 0.5),
        value=float(draft.value), value_high=float(draft.value_high) if draft.value_high is not None else None,
        qualifier=draft.qualifier, unit=unit, unit_text=" ".join(reading.text[draft.head[0] : draft.head[1]].split()),
        kind=kind, currency=code if unit == "money" else None, amount=draft.value if unit == "money" else None,
    )  # fmt: skip
