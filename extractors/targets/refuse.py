"""Numbers that count nothing: list numbering, addresses, years, times of day, names, page counters."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal

from extractors.reading import Reading
from extractors.targets.draft import Draft, hits_before, line_at, skip_space, touching
from extractors.targets.vocabulary import Vocabulary

_NUMBERING = re.compile(r"\(?\d{1,2}(?:\.\d{1,2})*[.)/]?[ \t]+(?=[^\W\d_])")
_CLOCK_TIME = re.compile(r"\d{1,2}[.,]\d{2}(?!\d)")
_OF_NUMBER = re.compile(r"(?<![\w.,])\d{1,4}[ \t]*(?:/|\(|[^\W\d_]{1,3}(?=[ \t]))[ \t]*$")
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
# A quoted stretch up to this long is a name, a longer one is speech.
MAX_NAME = 60
_CODES = re.compile(
    r"\+\d{1,3}[\d ()/.-]{6,18}\d|(?<![\w.,])(?<!\d )\(?0\d{1,4}\)?[ /.-]{1,3}\d[\d ./-]{3,12}\d"
    r"|(?<!\w)[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,8}|(?:https?:|www\.)\S{1,300}|\S{1,60}@\S{1,60}"
)
_LETTERS = re.compile(r"[^\W\d_]+(?!\w)")
_ADDRESS_REACH = 80


def codes(folded: str) -> list[tuple[int, int]]:
    """Spans of telephone numbers, bank accounts, addresses of the web.

    >>> codes("тел. +359 52 123 456")
    [(5, 20)]
    """
    return [match.span() for match in _CODES.finditer(folded)]


def overlaps(spans: Sequence[tuple[int, int]], starts: Sequence[int], start: int, end: int) -> bool:
    """Whether any of the sorted spans overlaps [start, end)."""
    index = bisect_left(starts, end)
    return any(spans[i][1] > start for i in range(max(0, index - 3), index))


def refused(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """Whether a number with what stands after it is no quantity.

    >>> from extractors.packs import load_pack
    >>> from extractors.reading import read
    >>> from extractors.targets import find_targets
    >>> [m.text for m in find_targets(read("ул. Гео Милев 15, стая 3, чл. 5, 6 деца", load_pack("bg")))]
    ['6 деца']
    """
    if draft.number.form == "ordinal" or draft.head[0] < 0:
        return True
    checks = [_numbering, _ordinal, _clock, _contact, _reference, _in_field, _month_day]
    if draft.known and draft.unit not in ("money", "percent"):
        checks.append(_in_title)
    if not draft.known:
        checks += [_of_pages, _year, _quoted, _row_number, _capital]
    return any(check(draft, reading, words) for check in checks)


def _numbering(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """A number that opens a line and is followed by a sign of numbering, or lies in a bullet."""
    del words
    start, end = draft.number.start, draft.number.end
    line = line_at(reading, start)
    if start < line.start or draft.number.form != "digits":
        return start < line.start
    if start != line.start:
        return False
    found = _NUMBERING.match(reading.folded, start)
    mark = reading.folded[end : end + 1]
    return found is not None and (mark in (".", ")", "/") or ("." in reading.folded[start:end] and not draft.known))


def _ordinal(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """As in "4. ročník": where the language writes ordinals with a dot."""
    del words
    if not reading.pack.numbers.ordinal_dot or draft.number.form != "digits":
        return False
    after = reading.text[draft.number.end : draft.number.end + 3]
    return len(str(draft.value)) <= 3 and after[:2] == ". " and after[2:3].islower()


def _month_day(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """The day before the name of a month, in a date that nobody took."""
    word = _LETTERS.match(reading.folded, skip_space(reading.folded, draft.number.end))
    return draft.number.form == "digits" and word is not None and word.group() in words.months


def _capital(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """A capitalised number word in the middle of a sentence belongs to a name: "A Doua Șansă"."""
    del words
    start = draft.number.start
    if (
        draft.number.form == "digits"
        or not reading.text[start].isupper()
        or reading.text[start + 1 : start + 2].isupper()
    ):
        return False
    return (
        reading.layout.sentence_at(start)[0] < start and reading.text[max(0, start - 2) : start].rstrip()[-1:].isalpha()
    )


def _clock(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """A time of day: "10,30 ч.", "в 10 часа", "от 8 до 17 ч."."""
    number, folded = draft.number, reading.folded
    if draft.unit not in ("hour", None):
        return False
    before = words.before.find(folded, max(0, number.start - 16), number.start)
    prompted = any("clock" in hit.keys for hit in touching(before, folded, number.start))
    if draft.unit is None:
        after = folded[number.end : number.end + 12].split()
        # "от 3,20 на 5,10 лв." compares prices.
        compared = bool(after) and after[0] in words.either
        return prompted and not compared and bool(_CLOCK_TIME.fullmatch(folded, number.start, number.end))
    if _CLOCK_TIME.fullmatch(folded, number.start, number.end) and folded[number.end - 2 : number.end] in ("00", "30"):
        return True
    high = draft.value_high if draft.value_high is not None else draft.value
    opened = number.spread and folded[number.start].isalpha()
    return (prompted or opened) and Decimal(5) <= draft.value <= high <= Decimal(24) and number.form == "digits"


def _contact(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """In an address or after a telephone sign on the line; only what counts a known thing is believed there."""
    start = draft.number.start
    line = line_at(reading, start)
    text = reading.folded[max(line.start, start - 200) : start]
    if "©" in text or "(c)" in text:
        return True
    if draft.known and draft.unit not in ("item", "place", None):
        return False
    if "contact" in line.section.classes and not draft.known:
        return True
    from_here = max(line.start, start - _ADDRESS_REACH)
    return any("contact" in hit.keys for hit in words.context.find(reading.folded, from_here, start))


def _reference(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """After a word that makes the number a name: "чл. 5", "стая 3", "Axa prioritară 2"."""
    del words
    strong = draft.known and draft.unit not in ("item", "event", None)
    for hit in draft.before:
        if "reference" not in hit.keys:
            continue
        word = reading.folded[hit.start : hit.end]
        gap = reading.folded[hit.end : draft.number.start]
        if ":" in gap and strong:
            continue
        if not strong or word[-1:] in ".№" or len(word) <= 2:
            return not (strong and draft.unit in ("percent", "money"))
    return False


def _of_pages(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """As in "страница 4 от 11", "брой 3 (17)": a number tied to one that is only a name."""
    first = _OF_NUMBER.search(reading.folded, max(0, draft.number.start - 14), draft.number.start)
    if first is None:
        return False
    return any("reference" in hit.keys for hit in hits_before(words, reading.folded, first.start()))


def _in_field(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """In a field of identifiers, names or contacts, where only known units count."""
    del words
    classes = reading.layout.classes_at(draft.number.start)
    if draft.unit in ("money", "percent"):
        return False
    found = reading.layout.field_at(draft.number.start)
    if found is None:
        return False
    named = {"identifier", "title", "contact", "published", "menu", "people"} & set(classes)
    if draft.known:
        return "identifier" in named or "menu" in named
    return bool(named or {"coordinator", "partners", "funder", "implementer", "programme", "place"} & set(classes))


def _year(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """Four digits that look like a year, with nothing known after them."""
    del words
    number = draft.number
    return (
        number.form == "digits"
        and not number.scaled
        and bool(
            _YEAR.fullmatch(reading.folded, number.start, number.end)
            or (number.spread and _YEAR.search(reading.folded, number.start, number.end))
        )
    )


def _quoted(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """Inside a short quoted stretch: a name such as "3-ти март" or "Škola 2020"."""
    del words
    start = draft.number.start
    line = line_at(reading, start)
    before = reading.folded.rfind('"', max(line.start, start - MAX_NAME), start)
    after = reading.folded.find('"', draft.number.end, min(line.end, draft.number.end + MAX_NAME))
    if before < 0 or after < 0 or after - before > MAX_NAME:
        return False
    return reading.folded.count('"', max(line.start, start - 400), start) % 2 == 1


def _in_title(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """Inside the quoted name of a project or programme: "Zece ani fără frontiere"."""
    if not _quoted(draft, reading, words):
        return False
    start = reading.folded.rfind('"', 0, draft.number.start)
    named = {key for cue in reading.cues_between(max(0, start - 40), start) for key in cue.keys}
    return bool(named & {"project", "programme"})


def _row_number(draft: Draft, reading: Reading, words: Vocabulary) -> bool:
    """The first cell of a row, holding nothing but a number: the number of the row."""
    del words
    cells = line_at(reading, draft.number.start).cells
    return bool(cells) and cells[0] == (draft.number.start, draft.number.end)
