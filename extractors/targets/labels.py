"""What a number without a noun counts, told by the layout: its table, its label, the line above, a column of money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from extractors.data import Unit
from extractors.lexicon import Hit
from extractors.reading import Reading
from extractors.targets.draft import Draft, line_at, line_index
from extractors.targets.stacks import stacked_headers
from extractors.targets.vocabulary import Vocabulary

# Rows with more cells are no table that a person made; each number would look through all of them.
MAX_CELLS = 40
_COLUMN_CUES = frozenset({"planned", "achieved"})
_SIGNS = re.compile(r"[^\W\d_][\w./]*|%|€|\$|£")


def from_table(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """The header of the column, then that of the row; a sign of a unit in either comes before any noun."""
    line = line_at(reading, draft.number.start)
    if not 2 <= len(line.cells) <= MAX_CELLS:
        return None
    row, column = reading.layout.headers_at(draft.number.start)
    if row is None:
        return None
    if len(line.cells) < 3:
        column = None  # a table of keys and values has no header
    cell = next((cell for cell in line.cells if cell[0] <= draft.number.start <= cell[1]), None)
    if cell is None or (cell[1] - cell[0]) - (draft.end - draft.start) > 12:
        return None
    spans = [span for span in (column, row) if span is not None]
    spans += [span for span in line.cells[1:3] if span[1] - span[0] <= 14 and span != cell]
    hits = [hit for span in spans for hit in _headings(reading, words, span)]
    for wanted in ("measure", "money", "unit"):
        if wanted == "money" and (found := from_money(draft, reading, words, previous, follow)) is not None:
            return found
        for hit in hits:
            if wanted == "unit" or _measure(hit):
                found = named(draft, hit, "table")
                if found is not None:
                    return found
    return replace(draft, unit="item", head=row, rule="table") if draft.number.form == "digits" else None


def from_field(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """As in "Брой участници: 25": the label names what is counted."""
    del previous, follow
    field = reading.layout.field_at(draft.number.start)
    if field is None or draft.start - field.start > 24:
        return None
    hits = _headings(reading, words, (field.label_start, field.label_end))
    for hit in sorted(hits, key=lambda hit: not _measure(hit)):
        found = named(draft, hit, "field")
        if found is not None:
            return found
    return None


def from_line_above(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """A number alone on its line: the line above is its label, or holds a number of the same kind."""
    del follow
    layout = reading.layout
    index = line_index(reading, draft.number.start)
    line = layout.lines[index]
    if line.end - line.start > draft.end - draft.start + 2 or index == 0:
        return None
    stacked = stacked_headers(reading, index)
    for hit in _headings(reading, words, stacked[1]) if stacked is not None else ():
        found = named(draft, hit, "table")
        if found is not None:
            return found
    above = layout.lines[index - 1]
    if (
        above.kind == "blank"
        and index > 1
        and reading.folded[layout.lines[index - 2].start : above.start].rstrip()[-1:] == ":"
    ):
        above = layout.lines[index - 2]
    if above.kind == "blank":
        return None
    last = previous[-1] if previous else None
    if (
        last is not None
        and above.start <= last.start < above.end
        and above.end - above.start <= last.end - last.start + 2
    ):
        return taken_from(draft, last, "label_above")
    money = from_money(draft, reading, words, previous, None)
    if money is not None:
        return money
    hits = _headings(reading, words, (above.start, above.end))
    for hit in sorted(hits, key=lambda hit: not _measure(hit)):
        found = named(draft, hit, "label_above")
        if found is not None:
            return found
    labelled = reading.folded[above.start : above.end].strip()[-1:].isalpha() and above.end - above.start <= 60
    return replace(draft, unit="item", head=(above.start, above.end), rule="label_above") if labelled else None


def from_money(
    draft: Draft, reading: Reading, words: Vocabulary, previous: Sequence[Draft], follow: Draft | None
) -> Draft | None:
    """As in "12,6 млн. от отпуснатите 15 млн. лв.": an amount by its form, in the currency of a neighbour."""
    written = reading.folded[draft.number.start : draft.number.end]
    cents = draft.value >= 1000 and re.search(r"[.,]\d{2}$", written) is not None
    budget = draft.value >= 1000 and draft.number.form == "digits" and _is_budget(draft, reading)
    spoken = draft.number.scaled and _speaks_of_money(draft, reading)
    plain = draft.number.scaled and draft.number.form == "digits"
    if plain and not spoken and nearest_noun(reading, words, max(0, draft.start - 40), draft.start) is not None:
        plain = False
    if not (cents or budget or spoken or plain):
        return None
    if (cents or budget) and (hit := _currency_above(draft, reading, words)) is not None:
        return replace(draft, unit="money", currency=hit.keys[0][6:], head=(hit.start, hit.end), rule="amount")
    others = [other for other in (*reversed(previous[-3:]), follow) if other is not None and other.unit == "money"]
    near = [other for other in others if abs(other.start - draft.start) <= 300]
    if near:
        return taken_from(draft, near[0], "amount")
    return replace(draft, unit="money", currency=words.home, rule="amount") if spoken and words.home else None


def _speaks_of_money(draft: Draft, reading: Reading) -> bool:
    """Whether the sentence names costs, budgets or grants near the number."""
    begin, end = reading.layout.sentence_at(draft.number.start)
    near = reading.cues_between(max(begin, draft.start - 80), min(end, draft.end + 50))
    return any("money" in cue.keys for cue in near)


def _is_budget(draft: Draft, reading: Reading) -> bool:
    """Whether the field, the section or the row is one of money."""
    cells = line_at(reading, draft.number.start).cells
    row = cells[0] if cells else None
    if row is not None:
        found = reading.pack.label_matcher.first(reading.folded, row[0], min(row[1], row[0] + 60))
        if found is not None and "budget" in found.keys:
            return True
    return "budget" in reading.layout.classes_at(draft.number.start)


def _currency_above(draft: Draft, reading: Reading, words: Vocabulary) -> Hit | None:
    """A currency named in the lines above: "BUGET (lei, cu TVA)"."""
    index = line_index(reading, draft.number.start)
    for line in reversed(reading.layout.lines[max(0, index - 9) : index]):
        for hit in words.after.find(reading.folded, line.start, min(line.end, line.start + 100)):
            if hit.keys[0].startswith("money:"):
                return hit
    return None


def _headings(reading: Reading, words: Vocabulary, span: tuple[int, int]) -> list[Hit]:
    """Units, currencies and nouns in a heading: what opens a bracket, "Plan (persons)", then what stands first."""
    hits = []
    end = min(span[1], span[0] + 120)
    for word in _SIGNS.finditer(reading.folded, span[0], end):
        hit = words.after.match(reading.folded, word.start(), end)
        if hit is not None and hit.keys[0] not in ("counter", "ignored") and not hit.keys[0].startswith("cents"):
            single = len(reading.folded[hit.start : hit.end].rstrip(".")) == 1 and reading.folded[hit.start].isalpha()
            cued = any(
                _COLUMN_CUES.intersection(cue.keys) and cue.start <= hit.start < cue.end
                for cue in reading.cues_between(span[0], end)
            )
            if not single and not (cued and hit.keys[0] == "unit:plan"):
                hits.append(hit)
    return sorted(hits, key=lambda hit: reading.folded[hit.start - 1 : hit.start] != "(")


def _measure(hit: Hit) -> bool:
    kind, _, name = hit.keys[0].partition(":")
    return kind in ("money", "percent") or name in ("length", "area", "mass", "energy", "hour")


def named(draft: Draft, hit: Hit, rule: str) -> Draft | None:
    """The draft with the unit that a found word stands for."""
    kind, _, name = hit.keys[0].partition(":")
    spot = (hit.start, hit.end)
    if kind == "unit":
        return replace(draft, unit=cast(Unit, name), head=spot, rule=rule)
    if kind == "money":
        return replace(draft, unit="money", currency=name, head=spot, rule=rule)
    if kind == "percent":
        return replace(draft, unit="percent", head=spot, rule=rule)
    return None


def taken_from(draft: Draft, other: Draft, rule: str) -> Draft:
    """The draft with the unit of another."""
    return replace(draft, unit=other.unit, currency=other.currency, head=other.head, rule=rule)


def nearest_noun(reading: Reading, words: Vocabulary, start: int, end: int) -> Hit | None:
    """The last noun between two offsets; times are no things that a bare number counts."""
    found = None
    for hit in words.nouns.find(reading.folded, start, end):
        unit = hit.keys[0].partition(":")[2]
        if unit and unit not in ("day", "week", "month", "year", "hour") and hit.end - hit.start > 2:
            found = hit
    return found
