"""What can be said of a quantity in any language: form, size and unit, place, cues and tenses near it.

Every feature is a short name; `kinds.toml` gives each a weight. What depends on the sentence or line alone is
kept, so that a line of a thousand numbers is read once.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractors.reading import Reading
from extractors.targets.draft import Draft, line_at
from extractors.targets.levels import Levels, headers
from extractors.targets.tenses import Tenses, bounds, nearest, tense_class
from extractors.targets.vocabulary import Vocabulary

GROUPS = {
    "money": "money", "percent": "percent", "hour": "time", "day": "time", "week": "time", "month": "time",
    "year": "time", "area": "measure", "length": "measure", "mass": "measure", "energy": "measure",
}  # fmt: skip
# Only these classes of cue say anything about the kind.
_CUES = frozenset({
    "planned", "achieved", "statistic", "money", "lasting", "start", "end", "runs", "event", "project", "will", "was",
    "is",
})  # fmt: skip
_IN_SENTENCE = ("we", "programme", "funder", "partner", "reference", "publication")
_SIZES = tuple(map(Decimal, (1, 2, 5, 10, 20, 50, 100, 500, 1000, 10**4, 10**5, 10**6, 10**7)))
# Names of the signs that a table of names cannot well hold.
_SPACES = {"": "end", " ": "space", "\n": "line", "\t": "tab"}
_NEAR = 35
_AROUND = 45
_FAR = 160
_YEAR = re.compile(r"(?<![\d.,])(?:19[5-9]\d|20[0-4]\d)(?!\d)")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[ \n]+\Z")


def group_of(draft: Draft) -> str:
    """The group of a quantity's unit: count, money, percent, time or measure."""
    return GROUPS.get(draft.unit or "item", "count")


class Scene:
    """One text, ready to describe its quantities."""

    def __init__(
        self, reading: Reading, words: Vocabulary, dates: Sequence[tuple[int, int]], drafts: Sequence[Draft]
    ) -> None:
        self._reading, self._words = reading, words
        self._tenses = Tenses(reading, words)
        self._levels = Levels(reading, self._tenses)
        self._context = [hit for hit in words.context.find(reading.folded) if not hit.keys[0].startswith("local:")]
        self._context_starts = [hit.start for hit in self._context]
        self._dates = sorted(start for start, _ in dates)
        years = [(match.start(), int(match.group())) for match in _YEAR.finditer(reading.folded)]
        self._year_places, self._years = [place for place, _ in years], [year for _, year in years]
        self._sorted_years = sorted(self._years)
        self._most_money = max((draft.value for draft in drafts if draft.unit == "money"), default=Decimal(0))
        self._document = (f"document={self._tenses.of_text()}", f"uneven={_unevenness(drafts)}")
        self._sentences: dict[tuple[int, int], tuple[str, ...]] = {}

    def features(self, draft: Draft) -> set[str]:
        """The features that hold for a quantity."""
        found = {f"unit={draft.unit}", f"rule={draft.rule}", f"form={draft.number.form}", *self._document}
        found.add(f"qualifier={draft.qualifier}")
        found.update(self._size(draft))
        found.update(self._layout(draft))
        sentence = self._reading.layout.sentence_at(draft.number.start)
        found.update(self._place(draft, sentence))
        found.update(self._cues(draft, sentence))
        found.update(self._tense(draft, sentence))
        found.update(self._levels.features(draft, sentence))
        if sentence not in self._sentences:
            self._sentences[sentence] = tuple(self._of_sentence(*sentence))
        found.update(self._sentences[sentence])
        found.update(self._surroundings(draft))
        return found

    def _size(self, draft: Draft) -> Iterator[str]:
        """How large and how round: aims are round, what was counted is not."""
        yield f"size={bisect_left(_SIZES, draft.value)}"
        yield f"round={roundness(draft.value)}"
        if draft.unit == "money":
            share = 100 * draft.value / self._most_money if self._most_money else Decimal(100)
            yield f"money={'most' if share == 100 else 'much' if share > 30 else 'part' if share > 2 else 'little'}"

    def _layout(self, draft: Draft) -> Iterator[str]:
        layout, start = self._reading.layout, draft.number.start
        found = layout.field_at(start)
        for name in found.classes if found is not None else ():
            yield f"field={name}"
        line = line_at(self._reading, start)
        for name in line.section.classes:
            yield f"section={name}"
        yield "bullet" if line.bulleted else f"line={line.kind}"
        yield f"place={min(9, 10 * start // (len(self._reading.text) + 1)) // 2}"
        row, column = headers(self._reading, draft)
        for part, span in (("row", row), ("column", column)):
            if span is not None:
                end = min(span[1], span[0] + 80)
                yield from (f"{part}={key}" for key in self._levels.labels(span[0], end))
                yield from (
                    f"{part}={key}"
                    for cue in self._reading.cues_between(span[0], end)
                    for key in cue.keys
                    if key in _CUES
                )

    def _place(self, draft: Draft, sentence: tuple[int, int]) -> Iterator[str]:
        """Where in its sentence, and between which signs and words."""
        folded, begin = self._reading.folded, sentence[0]
        gap = draft.start - begin
        yield "opens" if gap <= 2 else "early" if gap < 40 else "late"
        if sentence[1] - draft.end < 4:
            yield "closes"
        after = folded[draft.end : draft.end + 1]
        yield f"tail={'a' if after.isalnum() else _SPACES.get(after, after)}"
        if after in ("/", ")"):
            yield f"next={after}"
        if folded[max(0, draft.start - 1) : draft.start] in ("(", "/"):
            yield "bracket"
        sign = folded[max(0, draft.start - 2) : draft.start].strip()[-1:]
        yield f"ahead={'a' if not sign or sign.isalnum() else sign}"
        word = _WORD_BEFORE.search(folded, max(begin, draft.start - 25), draft.start)
        yield f"frame={self._frame(word.group(1), word.start(1)) if word else None}"

    def _frame(self, word: str, start: int) -> str:
        found = self._words.frames.get(word)
        if found is not None:
            return found
        if self._words.nouns.match(self._reading.folded, start, start + len(word)) is not None:
            return "noun"
        return "past" if len(word) > 4 and word.endswith(self._words.past_endings) else "other"

    def _cues(self, draft: Draft, sentence: tuple[int, int]) -> Iterator[str]:
        begin, end = max(sentence[0], draft.start - _FAR), min(sentence[1], draft.end + _FAR)
        first = bisect_left(self._dates, begin)
        if first < len(self._dates) and self._dates[first] < end:
            yield "dated" if self._dates[first] >= draft.start - _NEAR else "dated_before"
        for cue in self._reading.cues_between(begin, end):
            for key in cue.keys:
                if key not in _CUES:
                    continue
                if cue.end <= draft.start:
                    yield f"before={key}"
                    if draft.start - cue.end <= _NEAR:
                        yield f"near_before={key}"
                elif cue.end <= draft.end:
                    yield f"in={key}"
                elif cue.start >= draft.end:
                    yield f"after={key}"
                    if cue.start - draft.end <= _NEAR:
                        yield f"near_after={key}"

    def _tense(self, draft: Draft, sentence: tuple[int, int]) -> Iterator[str]:
        """The tense nearest on either side, the first of the sentence, the one that governs, and all there are."""
        begin, end = bounds(sentence, draft.start, draft.end)
        marks = self._tenses.between(begin, end)
        left = next((name for place, name in reversed(marks) if place < draft.start), "none")
        right = next((name for place, name in marks if place >= draft.end), "none")
        yield f"left_tense={left}"
        yield f"right_tense={right}"
        yield f"tenses={left},{right}"
        yield f"first_tense={marks[0][1] if marks else 'none'}"
        yield f"sentence={tense_class(self._tenses.names(begin, end))}"
        governor = nearest(marks, draft.start, draft.end)
        if governor is not None:
            yield f"governor={governor[0]}"
            yield f"governor={governor[1]}"

    def _of_sentence(self, begin: int, end: int) -> Iterator[str]:
        """Its years against those of the text, the sentence before, and whom it speaks of."""
        end = min(end, begin + 600)
        first, last = bisect_left(self._year_places, begin), bisect_left(self._year_places, end)
        if first == last:
            yield "year=none"
        else:
            year, years = max(self._years[first:last]), self._sorted_years
            yield f"year={'last' if year == years[-1] else 'late' if year >= years[len(years) // 2] else 'early'}"
            if years[0] == years[-1]:
                yield "year=only"
        if begin > 0:
            start, stop = self._reading.layout.sentence_at(max(0, begin - 2))
            names = self._tenses.names(max(start, stop - 200), stop) - {"is"}
            yield f"sentence_before={'+'.join(sorted(names))}"
        keys = {key for cue in self._reading.cues_between(begin, end) for key in cue.keys}
        yield f"speaks={'project' in keys},{'statistic' in keys},{'we' in keys}"
        yield f"of_project={'project' in keys}"
        yield from (f"speaks={key}" for key in _IN_SENTENCE if key in keys)

    def _surroundings(self, draft: Draft) -> Iterator[str]:
        first = bisect_left(self._context_starts, draft.start - _AROUND)
        last = bisect_right(self._context_starts, draft.end + _AROUND)
        for hit in self._context[first:last]:
            side = "left" if hit.end <= draft.start else "right" if hit.start >= draft.end else "in"
            yield from (f"{side}={key}" for key in hit.keys)


def roundness(value: Decimal) -> str:
    """How round a value is: "digit", "round" (300), "fives" (250), "part" (1 240), "full" (127) or "fraction".

    >>> [roundness(Decimal(value)) for value in ("7", "300", "250", "1240", "127", "12.5")]
    ['digit', 'round', 'fives', 'part3', 'full3', 'fraction']
    """
    if value != value.to_integral_value():
        return "fraction"
    digits = str(int(value))
    telling = digits.rstrip("0") or "0"
    if len(digits) == 1:
        return "digit"
    if len(telling) == 1:
        return "round"
    if len(telling) == 2 and telling[1] == "5":
        return "fives"
    return f"full{min(len(digits), 4)}" if len(telling) == len(digits) else f"part{min(len(telling), 4)}"


def _unevenness(drafts: Sequence[Draft]) -> int:
    """In quarters, how many of the larger numbers of a text are not round."""
    forms = [roundness(draft.value) for draft in drafts if draft.value >= 10]
    uneven = sum(form[:4] in ("full", "part", "frac") for form in forms)
    return 4 * uneven // len(forms) if forms else 2
