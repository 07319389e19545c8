"""Organisations in fields, headed lists and tables: the label tells the part, the layout where names end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.layout import Line
from extractors.partners.anatomy import propose
from extractors.partners.country import country_of
from extractors.partners.gaps import in_one_list
from extractors.partners.grow import Phrase, is_acronym
from extractors.partners.page import Page, country_code
from extractors.partners.proposal import PART_OF, Part, Proposal
from extractors.partners.runs import countries_in_a_row
from extractors.partners.sentences import part_of

_PRIORITY = ("coordinator", "partners", "funder", "contractor", "implementer")
_NUMBERING = re.compile(
    r"\s*(?:\(?[\d.]{1,6}[.)]?|[^\W\d_]{0,3}\d{1,2}|LP|PP|CO|LB|\((?:LP|PP|CO|LB)\))?\s*(?:[-–—:.)|\t]\s*)+"
    r"|\s*[^\W\d_]{0,3}\d{1,2}\s+(?=[^\W\d_])|\s+"
)
_LEADER = re.compile(r"(?<!\w)(?:LP|LB)(?!\w)")
_CUT = re.compile(r"\s*(?:[(\[,;:|\t\n]|\s[–—-]\s|\.\s|\.$|$|»)")
_NO_NAME = re.compile(r"https?:|www\.|@|\d{4,}|\d[.,]\d|[%€$]|\d\s*\d{3}")
MAX_MISSES = 2
MAX_RUN = 90


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of text whose names have one part: the value of a field, a line of a headed list, a cell."""

    start: int
    end: int
    part: Part
    rule: str


def in_lists(page: Page, phrases: Sequence[Phrase]) -> tuple[list[Proposal], set[int]]:
    """Proposals from labelled places, and the starts of the phrases used up by them."""
    proposals: list[Proposal] = []
    used: set[int] = set()
    for zone in _zones(page, phrases):
        found = list(_names_in(page, zone, phrases, used))
        proposals.extend(found)
    return proposals, used


def part_of_label(classes: Sequence[str]) -> Part | None:
    """The part that a label gives, if it speaks of organisations."""
    found = next((key for key in _PRIORITY if key in classes), None)
    return PART_OF[found] if found else None


def _zones(page: Page, phrases: Sequence[Phrase]) -> Iterator[Zone]:
    layout = page.reading.layout
    taken: set[int] = set()
    for item in layout.fields:
        part = part_of_label(item.classes)
        if part is not None and item.start < item.end:
            taken.add(layout.line_index(item.start))
            own = "lead" if _LEADER.search(page.text, item.label_start, item.start) else part
            yield Zone(item.start, item.end, own, "field")
            yield from _continued(page, item.end, part, phrases, taken)
        elif item.classes and item.start < item.end and part is None:
            taken.add(layout.line_index(item.start))
    yield from _labelled(page, phrases, taken)
    yield from _headed(page, phrases, taken)
    yield from _columns(page)


def _labelled(page: Page, phrases: Sequence[Phrase], taken: set[int]) -> Iterator[Zone]:
    """Lines that open with a role and a name but no sign that makes them fields: "P1. UAT Cogealac", "PP1 Obec Lhota"."""
    for index, line in enumerate(page.reading.layout.lines):
        hit = page.reading.pack.label_matcher.match(page.folded, line.start, line.end) if index not in taken else None
        part = part_of_label(hit.keys) if hit else None
        if hit is None or part is None or hit.end - line.start > 30:
            continue
        if re.compile(r"\s*\d{0,2}\s*[.:)\t|–-]\s*\S|\s+\S").match(page.text, hit.end, line.end) and any(
            hit.end < phrase.start <= hit.end + 6 for phrase in phrases
        ):
            taken.add(index)
            yield Zone(line.start, line.end, part, "list")


def _continued(page: Page, end: int, part: Part, phrases: Sequence[Phrase], taken: set[int]) -> Iterator[Zone]:
    """Lines below a field that go on with its list: each opens with a name."""
    lines = page.reading.layout.lines
    index = page.reading.layout.line_index(end) + 1
    while (
        part == "partner"
        and index < len(lines)
        and index not in taken
        and lines[index].kind not in ("blank", "heading")
    ):
        line = lines[index]
        if not _opens_with_name(page, line, phrases) or any(
            line.start <= item.label_start < line.end and item.classes for item in page.reading.layout.fields
        ):
            return
        taken.add(index)
        yield Zone(line.start, line.end, part, "list")
        index += 1


def _opens_with_name(page: Page, line: Line, phrases: Sequence[Phrase]) -> bool:
    return any(line.start <= phrase.start <= line.start + 14 and phrase.end <= line.end for phrase in phrases)


def _headed(page: Page, phrases: Sequence[Phrase], taken: set[int]) -> Iterator[Zone]:
    heading, misses, count = -1, 0, 0
    for index, line in enumerate(page.reading.layout.lines):
        part = part_of_label(line.section.classes)
        if part is None or line.kind in ("blank", "heading"):
            continue
        if line.section.heading_start != heading:
            heading, misses, count = line.section.heading_start, 0, 0
        if index in taken or misses >= MAX_MISSES or (part != "partner" and count >= 3 and not line.bulleted):
            continue
        if _is_entry(page, line, phrases):
            count += 1
            yield Zone(line.start, line.end, part, "list")
        else:
            misses += 1 if line.end - line.start < 80 else 2


def _is_entry(page: Page, line: Line, phrases: Sequence[Phrase]) -> bool:
    """A line of a list: a bullet, cells, a name at its start, or a few words."""
    return bool(line.cells) or line.bulleted or _opens_with_name(page, line, phrases) or line.end - line.start < 70


def _columns(page: Page) -> Iterator[Zone]:
    """Cells of tables: below a header cell that announces organisations, or beside a cell that holds a role."""
    above: Line | None = None
    parts: list[Part | None] = []
    for line in page.reading.layout.lines:
        if not line.cells:
            above, parts = None, []
            continue
        if above is None:
            above, parts = line, [_cell_part(page, start, end) for start, end in line.cells]
            continue
        roles = [_role_cell(page, start, end) for start, end in line.cells]
        own = next((role for role in roles if role is not None), None)
        for column, (start, end) in enumerate(line.cells):
            header = parts[column] if column < len(parts) else None
            if own is not None and roles[column] is None and (header or _names_an_organisation(page, start, end)):
                yield Zone(start, end, own, "table")
            elif own is None and header is not None and any(part is None for part in parts):
                yield Zone(start, end, "partner" if header == "holder" else header, "table")


def _role_cell(page: Page, start: int, end: int) -> Part | None:
    """The part a cell stands for when it holds nothing but a role: "Партньор 2", "координатор"."""
    hit = page.reading.pack.label_matcher.match(page.folded, start, end)
    if hit is None or end - hit.end > 25 or page.words.anchors.first(page.folded, hit.end, end) is not None:
        return None
    return part_of_label(hit.keys)


def _names_an_organisation(page: Page, start: int, end: int) -> bool:
    hit = page.words.anchors.first(page.folded, start, end)
    return hit is not None and sum(map(str.isalpha, page.text[start:end])) > 4


def _cell_part(page: Page, start: int, end: int) -> Part | None:
    hit = page.reading.pack.label_matcher.match(page.folded, start, end)
    return part_of_label(hit.keys) if hit is not None and end - hit.end < 25 else None


def _names_in(page: Page, zone: Zone, phrases: Sequence[Phrase], used: set[int]) -> Iterator[Proposal]:
    for start, end in _pieces(page, zone):
        begin, part = _behind_numbering(page, start, end, zone.part)
        inside = [phrase for phrase in phrases if start <= phrase.start and begin < phrase.end <= end + 1]
        line = page.reading.layout.line_at(zone.start)
        row_end = max(zone.end, line.end) if line.cells else zone.end
        found = list(_listed(page, (begin, end, row_end), inside, part, zone.rule))
        if found:
            used.update(
                phrase.start
                for phrase in inside
                if any(
                    item.start <= phrase.start < item.end or phrase.start <= item.start < phrase.end for item in found
                )
            )
            yield from found
        elif not inside:
            yield from _unshaped(page, begin, end, part, zone.rule)


def _pieces(page: Page, zone: Zone) -> Iterator[tuple[int, int]]:
    """The zone cut at semicolons and cells; only the first cell with letters may name somebody."""
    end = zone.end
    cells = re.compile(r"\t| \| ").split(page.text[zone.start : end])
    if len(cells) > 1:
        position = zone.start
        for cell in cells:
            stripped = position + len(cell) - len(cell.lstrip())
            if sum(map(str.isalpha, cell)) > 3 and not _is_role_word(page, stripped, position + len(cell)):
                yield position, position + len(cell)
                return
            position += len(cell) + (1 if page.text[position + len(cell) : position + len(cell) + 1] == "\t" else 3)
        return
    depth, begin = 0, zone.start
    for position in range(zone.start, min(end, zone.start + 3000)):
        sign = page.text[position]
        depth += (sign == "(") - (sign == ")")
        if sign in ";\t\n" or page.text.startswith(" | ", position):
            if depth <= 0 or sign != ";":
                yield begin, position
                begin = position + (3 if page.text.startswith(" | ", position) else 1)
    yield begin, end


def _is_role_word(page: Page, start: int, end: int) -> bool:
    """Whether a cell holds a role ("Партньор 2", "Асоцииран") and no name."""
    hit = page.reading.pack.label_matcher.match(page.folded, start, end) or page.cue_at(start)
    return hit is not None and end - hit.end < 30 and page.words.anchors.first(page.folded, hit.end, end) is None


def _behind_numbering(page: Page, start: int, end: int, part: Part) -> tuple[int, Part]:
    """Behind "P2 –", "1.", "Lider:", "PP1" at the start of an entry; a role there is the entry's own."""
    position = start
    for _ in range(4):
        numbering = _NUMBERING.match(page.text, position, end)
        if numbering and numbering.end() < end and numbering.end() > position:
            if "LP" in numbering.group():
                part = "lead"
            position = numbering.end()
            continue
        hit = page.reading.pack.label_matcher.match(page.folded, position, end)
        own = part_of_label(hit.keys) if hit else None
        anchor = page.words.anchors.match(page.folded, position)
        if hit is None or own is None or (anchor is not None and anchor.end >= hit.end and "legal" not in anchor.keys):
            break
        rest = page.text[hit.end : end].lstrip()
        if not (rest[:1] in ":–-.)\t|(0123456789" or hit.end - hit.start <= 3):
            break
        part = own if own == "lead" or part != "lead" else part
        position = hit.end
    return position, part


def _listed(
    page: Page, span: tuple[int, int, int], inside: Sequence[Phrase], part: Part, rule: str
) -> Iterator[Proposal]:
    """Names of one entry; `span` is its start, its end, and the end of the row that may tell the country."""
    start, end, row_end = span
    last = start
    for number, phrase in enumerate(inside):
        limit = inside[number + 1].start if number + 1 < len(inside) else row_end
        gap = page.text[last : phrase.start]
        fits = _opens_entry(page, last, phrase.start) if number == 0 else in_one_list(page, last, phrase.start)
        if not fits:
            if number == 0 and len(gap) > 60:
                return
            if number:
                return
            continue
        for cue in page.cues_between(last, phrase.start):
            own = part_of(cue)
            part = own if own == "lead" or (own == "partner" and number) else part
        yield propose(page, phrase, _own_part(page, phrase, limit) or part, rule, limit)
        part = (
            "partner"
            if part == "lead" and number + 1 < len(inside) and _has_partner_cue(page, phrase.end, limit)
            else part
        )
        last = phrase.end


def _has_partner_cue(page: Page, start: int, end: int) -> bool:
    return any("partner" in cue.keys for cue in page.cues_between(start, end))


def _opens_entry(page: Page, start: int, name: int) -> bool:
    """Whether a name stands at the start of an entry, behind nothing but an introduction."""
    gap = page.text[start:name]
    if len(gap) > 60 or re.search(r"[.;]\s|\d{3}", gap):
        return False
    words = re.findall(r"[^\W\d_]+", gap)
    return len(words) <= 5 and not any(
        page.is_verb(start + found.start(), start + found.end()) for found in re.finditer(r"\w+", gap)
    )


def _own_part(page: Page, phrase: Phrase, limit: int) -> Part | None:
    """A role said of this name alone, in brackets or behind a dash: "(příjemce podpory)", "– coordonator"."""
    _, end = country_of(page, phrase, limit)
    tail = page.text[end : min(limit, end + 70)]
    bracket = re.compile(r"[^\n;,(]{0,25}\(([^)]{3,50})\)|\s*[–—-]\s*([^\n;,(]{3,40})").match(tail)
    if bracket is None:
        return None
    group = 1 if bracket.group(1) else 2
    begin, finish = end + bracket.start(group), end + bracket.end(group)
    cues = [cue for cue in page.cues_between(begin, finish) if "outside" not in cue.keys]
    return part_of(cues[0]) if cues and part_of(cues[0]) in ("lead", "partner") else None


def _unshaped(page: Page, start: int, end: int, part: Part, rule: str) -> Iterator[Proposal]:
    """Names without an organisation's shape: whole entries, and countries in place of organisations."""
    countries = list(_countries_alone(page, start, end)) if part in ("partner", "funder") else []
    if countries:
        for begin, finish, code in countries:
            yield Proposal(begin, finish, None, part, rule, country=code)
        return
    run = bare_run(page, start, end)
    if run is not None and (part == "partner" or not _like_person(page, run)):
        yield propose(page, run, _own_part(page, run, end) or part, rule, end)


def _countries_alone(page: Page, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    rest = start
    listed = list(countries_in_a_row(page, start, end))
    if len(listed) > 1:
        return iter(listed)
    found: list[tuple[int, int, str]] = []
    for word in re.compile(r"[^\W_]+(?:[ '’-][^\W\d_]+)*?").finditer(page.text, start, end):
        hit = page.country_noun(word.start()) if word.start() >= rest else None
        if hit is not None and hit.end <= end:
            found.append((hit.start, hit.end, country_code(hit)))
            rest = hit.end
    named = sum(finish - begin for begin, finish, _ in found)
    letters = sum(character.isalpha() for character in page.text[start:end])
    return iter(found if letters and named >= 0.5 * letters else [])


def bare_run(page: Page, start: int, end: int) -> Phrase | None:
    """An entry taken whole: from its capital, digit or quote to the first sign that cannot be in a name."""
    while start < end and page.text[start] in " \t\u00a0•-–":
        start += 1
    if start >= end or not (page.text[start].isupper() or page.folded[start] == '"' or page.text[start].isdigit()):
        return None
    quoted = page.folded.find('"', start + 1, end) + 1 if page.folded[start] == '"' else start
    cut = _CUT.search(page.text, max(start, quoted), end)
    finish = cut.start() if cut else end
    if not 2 <= finish - start <= MAX_RUN or not _names_somebody(page, start, finish):
        return None
    phrase = Phrase(start, finish, "civic", "run", name_end=finish, specific=1)
    bracket = re.compile(r"\s*\(\s*([^\W\d_][\w&.+ \-–]{0,14}?\w)\s*\)").match(page.text, finish, end)
    if bracket and is_acronym(page, *bracket.span(1)):
        phrase.acronym, phrase.end = bracket.span(1), bracket.end()
    return phrase


def _names_somebody(page: Page, start: int, end: int) -> bool:
    written = page.text[start:end]
    if _NO_NAME.search(written) or len(written.split()) > 10 or sum(map(str.isalpha, written)) < 3:
        return False
    if page.words.excluded.match(page.folded, start) or page.country_noun(start) or page.cue_at(start):
        return False
    small = page.words.small.match(page.folded, start)
    if small is not None and {"place", "person", "stop"}.intersection(small.keys):
        return False
    return not any(
        page.is_verb(start + found.start(), start + found.end())
        for found in re.finditer(r"\w+", written)
        if found.group().islower()
    )


def _like_person(page: Page, run: Phrase) -> bool:
    """Two or three capitalised words and nothing else may be a person."""
    words = page.text[run.start : run.name_end].split()
    return 2 <= len(words) <= 3 and all(word[:1].isupper() and word[1:].islower() for word in words)
