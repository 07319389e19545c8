"""The funder's code of a project: proposed by labels, by cue words and by shape, weighed against what else numbers are.

A code is letters and digits in groups: BG051PO001-7.0.07-0054, CZ.1.04/3.3.05/75.00318, LIFE12 NAT/BG/000573. A bare
number is one only after a word that says so ("SMIS 115482").
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.lexicon import Hit
from extractors.projects.words import anchors, classes_between, nearby
from extractors.reading import Reading

# Chunks of letters and digits behind joining signs. Letters of any script: there are Cyrillic codes.
_CODE = re.compile(r"(?<![\w@/.])[^\W_]+(?:(?:[-–./_:+]|\s?-(?=\d))[^\W_]+)*(?:\+(?!\w))?")
# A stretch without white space that holds three digits or more.
_TOKEN = re.compile(r"(?<!\S)(?:[^\s\d]{0,60}\d){3}\S*")
# Parts that belong to a code across a space: "LIFE12 NAT/…", "620 114-EPP-…"; "POCU/449/4/16/128 774", "129 D 293 02".
_PREFIX = re.compile(r"(?:(?<![\w.-])(?!(?:UE|EU|CE|EC|ES|EK|ЕС|ЕО|ЕИО) )[A-ZА-Я]{2,6}\d{0,2} )$")
_DIGITS_BEFORE = re.compile(r"(?<![\w.,])\d{2,3} $")
_TAIL = re.compile(r" (?:\d[\d./-]*(?:-[\w-]*\w)?|[A-Z](?= \d))(?![\w%€$]|[.,]\d)")
_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d\d"
    r"|\d{1,2}[./-][IVX]+[./-]\d{4}|(?:19|20)\d\d[-–/](?:19|20)?\d\d"
)
_YEAR = re.compile(r"(?:19|20)\d\d\+?")
_MONTH = re.compile(r"(?:0?[1-9]|1[0-2])[./](?:19|20)\d\d")
# Bank accounts (IBAN, number and bank code), VAT numbers of the Union's states, directives.
_ACCOUNT = re.compile(
    r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}|(?:\d{1,6}-)?\d{6,10}/\d{4}|\d{4}/\d{1,4}/[A-ZА-Я]{2,3}"
    r"|(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)\d{7,10}"
)
_STANDARD = re.compile(
    r"(?:ISO|EN|IEC|DIN|ISBN|ISSN|DOI|ORCID|IBAN|UTC|COVID|SARS|HTTP|WWW|GPS|USB)\b[-/ .:]?", re.IGNORECASE
)
_ROAD_OR_PLATE = re.compile(r"[A-Z]{1,3}\d{1,4}[A-Z]?")
_LINK = re.compile(r"://|www\.|@|\.(?:pdf|docx?|xlsx?|jpe?g|png|html?|php|bg|ro|cz|eu|com|org|net)\b", re.IGNORECASE)
_ENDS = re.compile(r"[\s.,;:)\]–-]+$")
_SENTENCE_BREAK = re.compile(r"[.!?]\s+(?=[^\W\d_a-z])|\n\s*\n")
MAX_VALUE = 90
MAX_CODE = 60
CUE_REACH = 64

LABELLED, CUED, CUED_FAR = 0.75, 0.6, 0.4
ENOUGH = 0.4


@dataclass(frozen=True, slots=True)
class Code:
    """A candidate: where it stands, how likely it is the project's, and by what ("field", "cue", "shape")."""

    start: int
    end: int
    weight: float
    source: str


def find_codes(reading: Reading, cues: Sequence[Hit] | None = None) -> list[Code]:
    """Every stretch that may be a project's code, by start; weights are relative, not probabilities.

    `cues` are the anchors of the text, where they are known already.

    >>> from extractors.packs import load_pack
    >>> from extractors.reading import read
    >>> text = "Проект BG05M9OP001-2.004-0012, тел. 0888 123 456"
    >>> [text[c.start:c.end] for c in find_codes(read(text, load_pack("bg"))) if c.weight >= ENOUGH]
    ['BG05M9OP001-2.004-0012']
    """
    found = {(code.start, code.end): code for code in _labelled(reading)}
    taken = sorted(found)
    cued = _cue_ends(reading, cues)
    for code in _shaped(reading, cued):
        after = bisect_left(taken, (code.end, 0))
        if not any(code.start < end for _, end in taken[max(0, after - 2) : after]):
            found[code.start, code.end] = code
    return sorted(found.values(), key=lambda code: code.start)


def _labelled(reading: Reading) -> Iterator[Code]:
    """Values of identifier fields, cells under an identifier column, lines under an identifier heading."""
    for field in reading.layout.fields:
        if "identifier" in field.classes and field.end > field.start:
            yield from _value(reading, field.start, field.end, field.label_start)
    lines = reading.layout.lines
    for index, line in enumerate(lines):
        above = lines[index - 1] if index else line
        if line.cells and (not index or not above.cells):
            yield from _column(reading, index)
        if index and above.kind == "heading" and "identifier" in above.section.classes and line.kind != "blank":
            yield from _value(reading, line.start, line.end, above.start)


def _column(reading: Reading, top: int) -> Iterator[Code]:
    lines = reading.layout.lines
    matcher = reading.pack.label_matcher
    head = [matcher.match(reading.folded, start, end) for start, end in lines[top].cells]
    for column, hit in enumerate(head):
        if hit is None or "identifier" not in hit.keys:
            continue
        for line in lines[top + 1 : top + 40]:
            if column >= len(line.cells):
                break
            yield from _value(reading, *line.cells[column], line.cells[column][0])


def _value(reading: Reading, start: int, end: int, label: int) -> Iterator[Code]:
    """The code that opens a value; a value that opens with words is no code."""
    text = reading.text
    end = min(end, start + MAX_VALUE)
    lead = re.compile(r"[\s№#:(]*(?:(?:nr|no|n|č|br|бр)\.?\s*)?", re.IGNORECASE).match(text, start, end)
    begin = lead.end() if lead else start
    for number, found in enumerate(_CODE.finditer(text, begin, end)):
        if number > 6:
            return
        first, last = _with_parts(reading, found.start(), found.end(), begin, end)
        value = text[first:last]
        if _digits(value) < 2 or _DATE.fullmatch(value) or _LINK.search(value):
            continue
        classes = classes_between(reading.pack, reading.folded, label, first)
        blocked = classes & {"registers", "calls"} or _STANDARD.match(value)
        near = 0.2 if found.start() == begin else 0.0 if found.start() - begin < 24 else -0.3
        yield Code(first, last, (0.1 if blocked else LABELLED) + near + _shape(value) / 4, "field")
        return


def _with_parts(reading: Reading, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """Extend a code over spaces, to parts that only a code has."""
    text = reading.text
    prefix = _PREFIX.search(text, max(low, start - 9), start)
    if prefix and not _is_cue(reading, prefix.start(), start):
        start = prefix.start()
    for _ in range(6):
        tail = _TAIL.match(text, end, high)
        if tail is None or _DATE.fullmatch(text[tail.start() + 1 : tail.end()]):
            break
        end = tail.end()
    ending = _ENDS.search(text, start, end)
    return start, ending.start() if ending else end


def _is_cue(reading: Reading, start: int, end: int) -> bool:
    hit = nearby(reading.pack).match(reading.folded, start, end)
    return hit is not None and bool({"numbering", "registers", "calls"} & set(hit.keys))


def _cue_ends(reading: Reading, cues: Sequence[Hit] | None) -> list[int]:
    """Where words that announce a number end."""
    hits = anchors(reading.pack).find(reading.folded) if cues is None else cues
    return sorted(hit.end for hit in hits if {"numbering", "signs", "nouns"} & set(hit.keys))


def _shaped(reading: Reading, cued: Sequence[int]) -> Iterator[Code]:
    """Codes in running text, by their shape and by the words before them."""
    for token in _TOKEN.finditer(reading.text):
        for found in _CODE.finditer(reading.text, token.start(), token.end()):
            code = _shaped_at(reading, *found.span(), cued)
            if code is not None:
                yield code


def _shaped_at(reading: Reading, start: int, end: int, cued: Sequence[int]) -> Code | None:
    text = reading.text
    found = value = text[start:end]
    if len(value) > MAX_CODE or _digits(value) < 3 or _YEAR.fullmatch(value):
        return None
    bracketed = _bracketed(text, start, end)
    if _DATE.fullmatch(value) and not bracketed:
        return None
    place = bisect_right(cued, start)
    announced = place > 0 and start - cued[place - 1] <= CUE_REACH
    shape = _shape(value)
    if shape <= 0 and not announced and not bracketed:
        return None
    digits_before = _DIGITS_BEFORE.search(text, max(0, start - 5), start)
    cue = (
        _cue(reading, digits_before.start() if digits_before else start, shape <= 0) if announced or shape > 0 else 0.0
    )
    if shape <= 0 and cue <= 0 and not bracketed:
        return None
    if cue > 0 or "/" in value or _PREFIX.search(text, max(0, start - 9), start):
        high = min(len(text), end + 48) if cue > 0 or "/" in value else end
        start, end = _with_parts(reading, start, end, 0, high)
    if digits_before and cue > 0:
        start = digits_before.start()
    value = text[start:end]
    shape = max(shape, _shape(value) if shape <= 0 < cue or value != found else 0.0)
    if shape <= 0 < cue and "registers" in classes_between(reading.pack, reading.folded, end, end + 6):
        return None
    if _refused(text, start, end, value, cue) or (shape <= 0 and not _bare_number(value)):
        return None
    weight = max(shape, 0.0) * 0.6 + cue + _place(reading, start, end)
    return Code(start, end, weight, "cue" if cue > 0 else "shape")


def _bracketed(text: str, start: int, end: int) -> bool:
    """ "(CZ 00.02.01)", "(Phare LRO 97-0612)": capitals before a jointed number that ends a bracket."""
    return (
        text[end : end + 1] == ")"
        and not text[start:end].isdigit()
        and bool(_PREFIX.search(text, max(0, start - 9), start))
    )


def _bare_number(value: str) -> bool:
    digits = _digits(value)
    return digits >= 3 and len(value) <= 24


def _refused(text: str, start: int, end: int, value: str, cue: float) -> bool:
    around = text[max(0, start - 8) : end + 5]
    return bool(
        _DATE.fullmatch(value) or _ACCOUNT.fullmatch(value) or (cue < CUED and _MONTH.fullmatch(value))
        or _STANDARD.match(value)
        or _LINK.search(value) or "://" in around or "@" in around or text[end : end + 2] in (" %", " €")
        or text[end : end + 1] in ("%", "€", "°")
    )  # fmt: skip


def _digits(value: str) -> int:
    return sum(map(str.isdigit, value))


def _shape(value: str) -> float:
    """How much a stretch looks like a code, by its letters, digits and joints; 0 for a plain number or word.

    >>> _shape("BG051PO001-7.0.07-0054") > _shape("ROBG-173") > _shape("2012") == 0
    True
    """
    digits = _digits(value)
    if digits == len(value):
        return 0.0
    letters = [c for c in value if c.isalpha()]
    joints = sum(not c.isalnum() for c in value)
    if not letters or digits < 3 or sum(c.islower() for c in letters) * 3 > len(letters):
        return 0.0
    if joints == 0:
        if len(letters) < 2 or (_ROAD_OR_PLATE.fullmatch(value) and digits < 3) or _ACCOUNT.fullmatch(value):
            return 0.0
        return 0.55 if digits >= 5 else 0.4
    return min(1.0, 0.35 + 0.12 * joints + 0.03 * digits)


def _cue(reading: Reading, start: int, bare: bool) -> float:
    """What the words before a number say of it: the nearest speak."""
    low = max(0, start - CUE_REACH)
    before = reading.folded[low:start]
    cut = max((m.end() for m in _SENTENCE_BREAK.finditer(reading.text, low, start)), default=low)
    cut = max(cut, low + before.rfind("\n") + 1)
    hits = list(nearby(reading.pack).find(reading.folded, cut, start))
    signed = any("signs" in hit.keys and not reading.folded[hit.end : start].strip(" .:#(") for hit in hits)
    weight = 0.0
    for hit in hits:
        gap = reading.folded[hit.end : start]
        if len(gap.split()) > (7 if signed else 3) or re.search(r"\d{3}|[;:]", gap.rstrip(" :(")):
            continue
        for key, value in (("registers", -1.0), ("calls", -0.6), ("numbering", CUED), ("plain_nouns", CUED)):
            if key == "plain_nouns" and not _only_sign(reading, hit.end, start):
                continue
            if key in hit.keys and not (value > 0 and weight < 0 and gap.strip(" .:№#")):
                far = value == CUED and len(gap.strip(" .:№#(")) > 4
                weight = value if not far else CUED_FAR + 0.1 if signed else CUED_FAR - 0.25 * bare
    return weight


def _only_sign(reading: Reading, start: int, end: int) -> bool:
    """Whether nothing but "No." stands between two offsets."""
    hits = [hit for hit in nearby(reading.pack).find(reading.folded, start, end) if "signs" in hit.keys]
    return (
        len(hits) == 1
        and len(reading.folded[start:end].replace(reading.folded[hits[0].start : hits[0].end], "").strip(" .:#(")) == 0
    )


def _place(reading: Reading, start: int, end: int) -> float:
    """Standing after a name, in brackets or alone on its line speaks for a code; standing late on the page against."""
    text = reading.text
    line = reading.layout.line_at(start)
    weight = 0.0
    before = text[max(line.start, start - 3) : start]
    if before.endswith(("(", "“ ", "” ", '" ', ", ")):
        weight += 0.1
    if line.end - line.start <= end - start + 2:
        weight += 0.3
    elif line.start == start or (line.end == end and line.end - line.start < 120):
        weight += 0.12
    if "menu" in line.section.classes:
        weight -= 0.3
    return weight - 0.2 * start / max(2000, len(text))


def best_code(
    text: str,
    codes: Sequence[Code],
    names: Sequence[tuple[int, int]],
    project_cues: Sequence[int],
    counted: Sequence[tuple[int, int]] = (),
) -> Code | None:
    """The project's code: the heaviest, where standing by the title or by "project" adds weight.

    `names` are the places of the title, `project_cues` the ends of words for "project", ascending; `counted` are the
    numbers that count something, which a bare number among the codes had better not be.
    """
    best, top = None, ENOUGH
    for code in codes:
        weight = code.weight
        gaps = [code.start - end if code.start >= end else start - code.end for start, end in names]
        nearest = min((gap for gap in gaps if gap >= 0), default=2 * MAX_VALUE)
        weight += 0.3 if nearest <= 12 else 0.15 if nearest <= 120 else 0.0
        place = bisect_right(project_cues, code.start)
        weight += 0.3 if place and code.start - project_cues[place - 1] <= 8 else 0.0
        if weight > top and code.source != "field" and _shape(text[code.start : code.end]) <= 0:
            weight -= 0.3 * any(start < code.end and code.start < end for start, end in counted)
        if weight > top:
            best, top = code, weight
    return best
