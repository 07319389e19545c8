"""Organisations in fields, headed lists and tables: the label tells the part, the layout where names end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.partners.anatomy import propose
from extractors.partners.country import country_of
from extractors.partners.gaps import in_one_list
from extractors.partners.page import Page, country_code
from extractors.partners.phrase import Phrase, is_acronym
from extractors.partners.proposal import Part, Proposal
from extractors.partners.runs import countries_in_a_row
from extractors.partners.sentences import part_in_code, part_of
from extractors.partners.zones import Zone, part_of_label, zones_of

_NUMBERING = re.compile(
    r"\s*(?:\(?[\d.]{1,6}[.)]?|[^\W\d_]{0,3}\d{1,2}|LP|PP|CO|LB|\((?:LP|PP|CO|LB)\))?\s*(?:[-–—:.)|\t]\s*)+"
    r"|\s*[^\W\d_]{0,3}\d{1,2}\s+(?=[^\W\d_])|\s+"
)
_CUT = re.compile(r"\s*(?:[(\[,;:|\t\n]|\s[–—-]\s|\.\s|\.$|$|»)")
_ACRONYM_FIRST = re.compile(r"\s*[^\W\d_a-zà-ÿ]{2,12},\s")
_DASHED_FIRST = re.compile(r"\s*[^\W\d_][^\n;:,()|\t]{2,50}\s[–—-]\s")  # "Зелена дъга – Ямбол НПО"
_NO_NAME = re.compile(r"https?:|www\.|@|\d{4,}|\d[.,]\d|[%€$]|\d\s*\d{3}")
_COUNTS = re.compile(r"^[^\W\d_]+\s\d+\s+[^\W\d_A-Z]")  # "Suntem 34 de familii"
MAX_RUN = 90


def in_lists(page: Page, phrases: Sequence[Phrase]) -> tuple[list[Proposal], set[int]]:
    """Proposals from labelled places, and the starts of the phrases used up by them."""
    proposals: list[Proposal] = []
    used: set[int] = set()
    for zone in zones_of(page, phrases):
        found = list(_names_in(page, zone, phrases, used))
        proposals.extend(found)
    return proposals, used


def _names_in(page: Page, zone: Zone, phrases: Sequence[Phrase], used: set[int]) -> Iterator[Proposal]:
    for start, end in _pieces(page, zone):
        begin, part = _behind_numbering(page, start, end, zone.part)
        inside = [phrase for phrase in phrases if start <= phrase.start and begin < phrase.end <= end + 1]
        line = page.reading.layout.line_at(zone.start)
        row_end = max(zone.end, line.end) if line.cells else zone.end
        found = list(_listed(page, (begin, row_end), inside, part, zone.rule, later=start > zone.start))
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
        if sign in "\t\n" or (sign == ";" and depth <= 0):
            yield begin, position
            begin = position + 1
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
    page: Page, span: tuple[int, int], inside: Sequence[Phrase], part: Part, rule: str, later: bool
) -> Iterator[Proposal]:
    """Names of one entry; `span` is its start and the end of the row that may tell the country.

    A `later` entry of a field may open with a part of its own: "Realizátor: X; partner bez příspěvku Y".
    """
    start, row_end = span
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
        if number == 0 and _ACRONYM_FIRST.fullmatch(page.text, last, phrase.start):
            phrase.start = last + len(gap) - len(gap.lstrip())  # "IREAS, Institut pro politiku"
        bare = number == 0 and page.words.anchors.match(page.folded, phrase.start) is None
        if bare and _DASHED_FIRST.fullmatch(page.text, last, phrase.start):
            begin = last + len(gap) - len(gap.lstrip())
            phrase.start = begin if page.text[begin].isupper() and not page.country_noun(begin) else phrase.start
        for cue in page.cues_between(last, phrase.start):
            own = part_of(cue)
            part = own if own == "lead" or (own == "partner" and (number or later)) else part
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
    coded = part_in_code(page, phrase.end)
    if coded is not None:
        return coded
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
    if run is not None and (part in ("partner", "lead") or not _like_person(page, run)):
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
    if cut and cut.group().strip() in ("–", "—", "-"):
        finish = _over_dash(page, cut.end(), end) or finish
    if not 2 <= finish - start <= MAX_RUN or not _names_somebody(page, start, finish):
        return None
    phrase = Phrase(start, finish, "civic", "run", name_end=finish, specific=1)
    bracket = re.compile(r"\s*\(\s*([^\W\d_][\w&.+ \-–]{0,14}?\w)\s*\)").match(page.text, finish, end)
    if bracket and is_acronym(page, *bracket.span(1)):
        phrase.acronym, phrase.end = bracket.span(1), bracket.end()
    return phrase


def _over_dash(page: Page, start: int, end: int) -> int | None:
    """End of what a dash joins to a name, where it tells the sort of organisation: "Зелена дъга – Ямбол НПО"."""
    cut = _CUT.search(page.text, start, end)
    finish = cut.start() if cut else end
    tells = page.words.anchors.first(page.folded, start, finish) is not None
    return finish if tells and page.country_noun(start) is None and not page.cues_between(start, finish) else None


def _names_somebody(page: Page, start: int, end: int) -> bool:
    written = page.text[start:end]
    if (
        _NO_NAME.search(written)
        or _COUNTS.search(written)
        or len(written.split()) > 10
        or sum(map(str.isalpha, written)) < 3
    ):
        return False
    if page.other_at(start, "excluded") or page.country_noun(start) or page.cue_at(start):
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
