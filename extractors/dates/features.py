"""What can be told of a date from where it stands, in terms no language owns.

A feature is a short string such as `field:start`, `before:end:near` or `glue:t`. The role of a date is decided
from these alone, so a table of weights, written by hand or learned, serves every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from extractors.dates.grammar import Expression
from extractors.dates.resolve import Span
from extractors.dates.tokens import Tokens
from extractors.layout import Line
from extractors.lexicon import Hit
from extractors.reading import Reading

# Distances to a cue, in characters: beside the date, in the same phrase, elsewhere in the sentence.
NEAR, MIDDLE = 22, 60
# A text of fewer lines has no head and foot: it is a field of a record, not a page.
SHORTEST_PAGE = 4
# The classes of cue that tell the tense of a sentence.
AHEAD, PAST = frozenset({"planned", "will"}), frozenset({"achieved", "was"})
# No cue is looked for further away, however long a sentence is.
REACH = 240
_WORDS = re.compile(r"[^\W\d_]{2,}")
_CLOCK = re.compile(r"\W{0,4}\d{1,2}[:.]\d\d(?!\d)")
_COPYRIGHT = re.compile(r"(?:©|\(c\))\s*\Z")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expression that is a date, with its place and its letters."""

    start: int
    end: int
    expression: Expression


@dataclass(frozen=True, slots=True)
class Page:
    """What the features of one text have in common."""

    reading: Reading
    tokens: Tokens
    count: int  # of lines that are not blank
    rank: dict[int, int]  # start of a line -> its number among them
    known: dict[tuple[int, Span], list[str]]  # features found before, by start of the date


def page(reading: Reading, tokens: Tokens) -> Page:
    """Number the lines of a text that are not blank."""
    starts = [line.start for line in reading.layout.lines if line.kind != "blank"]
    return Page(reading, tokens, len(starts), {start: number for number, start in enumerate(starts)}, {})


def features(page: Page, item: Candidate, span: Span, published: date | None, first: bool) -> list[str]:
    """All features of one date; `first` tells that no date comes before it."""
    found = page.known.get((item.start, span))
    if found is None:
        glue = page.tokens.letters[max(0, item.expression.first - 1) : item.expression.first] or "|"
        found = [*_shape(page, item, span), *_place(page, item), *_labels(page.reading, item)]
        found += _cues(page.reading, item, glue)
        page.known[item.start, span] = found
    found = [*found, "first_date"] if first else list(found)
    if published is not None:
        same = span.first == span.last == published
        found.append(("relative_on_published" if span.relative else "on_published") if same else "")
        found.append("before_published" if span.last < published else "after_published")
    return [name for name in found if name]


def _shape(page: Page, item: Candidate, span: Span) -> Iterator[str]:
    expression, letters = item.expression, page.tokens.letters
    grain = (expression.right or expression.left).grain
    yield f"grain:{grain}"
    yield f"{'range' if expression.right else 'single'}:{grain}"
    yield "range" if expression.right else "single"
    yield f"name:{(expression.right or expression.left).name}"
    if expression.opened:
        yield "opened"
    if span.relative:
        yield "relative"
    before = letters[expression.first - 1 : expression.first]
    yield f"glue:{before}" if before and not expression.opened else ""
    yield f"glue:{before}+{grain}" if before in ("t", "f", "p", "(", "#") else ""
    if "#" in letters[max(0, expression.first - 4) : expression.first]:
        yield "numbered"
    text = page.reading.text
    word = re.search(r"(\S+)[\s„“\"(]*\Z", text[max(0, item.start - 30) : item.start])
    if grain == "year" and word and word.group(1)[:1].isupper():
        yield "after_name:" + ("range" if expression.right else "single")
    if letters[expression.first : expression.first + 1] == "e":
        yield f"edge:{before}"
    text = page.reading.folded
    if before == "(" and text[item.end : item.end + 1] == ")":
        yield "bracketed"
    if _COPYRIGHT.search(text, max(0, item.start - 6), item.start):
        yield "copyright"
    if text[item.start - 1 : item.start] == "/" or re.search(r"/\s\Z", text[max(0, item.start - 2) : item.start]):
        yield "after_slash"
    if _CLOCK.match(text, item.end):
        yield "clock_after"


def surroundings(page: Page, item: Candidate) -> tuple[Line, int, int]:
    """The line of a date and the bounds of what stands with it: the line, or in a row the cell."""
    # By the end of the date: a layout may take "24." of "24. října" for the number of a list item.
    line = page.reading.layout.line_at(item.end - 1)
    for start, end in line.cells:
        if start <= item.start and item.end <= end:
            return line, max(start, item.start - 80), min(end, item.end + 80)
    return line, max(line.start, item.start - 80), min(line.end, item.end + 80)


def _place(page: Page, item: Candidate) -> Iterator[str]:
    reading = page.reading
    line, left, right = surroundings(page, item)
    number = page.rank.get(line.start, 0)
    paged = page.count >= SHORTEST_PAGE
    numbered = line.start > item.start  # the "bullet" is the day of the date itself
    yield f"line:{'text' if numbered else line.kind}"
    if number < 8 and paged:
        yield "top:3" if number < 3 else "top:8"
    if number >= page.count - 4 and paged:
        yield "bottom:1" if number == page.count - 1 else "bottom:4"
    words = len(_WORDS.findall(reading.folded, left, item.start))
    rest = len(_WORDS.findall(reading.folded, item.end, right))
    if rest == 0:
        yield "line_end"
    if words == 0:
        yield "line_start"
    if words + rest <= 3 and paged:
        yield "alone" if words + rest <= 1 else "nearly_alone"
        if number < 8:
            yield "alone_top"
        elif number >= page.count - 5:
            yield "alone_bottom"
    if line.bulleted and words == 0 and not numbered:
        yield "item_start"


def _labels(reading: Reading, item: Candidate) -> Iterator[str]:
    """Classes of the field, table heads and section that the date stands in."""
    layout, pack = reading.layout, reading.pack
    found = layout.field_at(item.start)
    if found is not None:
        yield from (f"field:{name}" for name in found.classes)
        if item.expression.right:
            yield from (f"range_in:{name}" for name in found.classes)
        if not found.classes:
            yield "field:unknown"
            yield from _cues_of(reading, found.label_start, found.label_end, "label")
    row, column = layout.headers_at(item.start)
    for name, cell in (("row", row), ("column", column)):
        if cell is not None:
            for hit in pack.label_matcher.find(reading.folded, *cell):
                yield from (f"{name}:{key}" for key in hit.keys)
            yield from _cues_of(reading, *cell, name + "_cue")
    section = layout.section_at(item.start)
    yield from (f"section:{name}" for name in section.classes)
    yield "section:none" if not section.classes else ""


def _cues_of(reading: Reading, start: int, end: int, name: str) -> Iterator[str]:
    classes = {key for hit in reading.cues_between(start, end) for key in hit.keys}
    yield from (f"{name}:{key}" for key in sorted(classes))


def _cues(reading: Reading, item: Candidate, glue: str) -> Iterator[str]:
    """The nearest cue of each class before and after the date in its sentence, with its distance."""
    start, end = reading.layout.sentence_at(item.start)
    start, end = max(start, item.start - REACH), min(end, item.end + REACH)
    before = _nearest(reversed(list(reading.cues_between(start, item.start))), item.start, after=False)
    after = _nearest(reading.cues_between(item.end, end), item.end, after=True)
    for side, nearest in (("before", before), ("after", after)):
        for key, distance in nearest.items():
            if key not in _WEIGHED:
                continue
            size = "near" if distance <= NEAR else "middle" if distance <= MIDDLE else "far"
            yield f"{side}:{key}:{size}"
    clause = [key for key in before if key in _TELLING]
    if clause:
        yield f"last_before:{clause[0]}"
    follows = [key for key in after if key in _TELLING]
    if follows:
        yield f"next_after:{follows[0]}"
    project = "project" in before or "project" in after
    for key in ("start", "end", "runs", "event"):
        near = min(before.get(key, 999), after.get(key, 999))
        if project and near <= MIDDLE:
            yield f"project+{key}"
    if project:
        yield "project"
    if "event" in before and before["event"] > before.get("end", 999) and project:
        yield "end_past_event"
    plan = min(before.get(key, 999) for key in AHEAD), min(after.get(key, 999) for key in AHEAD)
    done = min(before.get(key, 999) for key in PAST), min(after.get(key, 999) for key in PAST)
    tense = "planned" if min(plan) < min(done) else "achieved" if min(done) < min(plan) else "none"
    yield f"tense:{tense}"
    yield f"glue:{glue}+{tense}" if glue in ("t", "f") else ""


_TELLING = frozenset(
    ["start", "end", "runs", "deadline", "event", "publication", "reference", "programme", "statistic"]
)
_WEIGHED = _TELLING | frozenset({"project", "planned", "achieved", "will", "was", "lasting", "money", "outside"})


def _nearest(hits: Sequence[Hit] | Iterator[Hit], place: int, after: bool) -> dict[str, int]:
    found: dict[str, int] = {}
    for hit in hits:
        for key in hit.keys:
            found.setdefault(key, hit.start - place if after else place - hit.end)
    return found
