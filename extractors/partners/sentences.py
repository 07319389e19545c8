"""Organisations in running text: the cue next to a name, or the list it stands in, tells its part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.lexicon import Hit
from extractors.partners.anatomy import propose
from extractors.partners.country import code_before, country_of
from extractors.partners.gaps import in_one_list
from extractors.partners.page import Page
from extractors.partners.phrase import Phrase
from extractors.partners.proposal import PART_OF, Part, Proposal

REACH_BEFORE = 75
REACH_AFTER = 40
NEAR = 26
MAX_SENTENCE = 200
MIN_LIST = 3
_ROLE_MARK = re.compile(r"\s*[(–—-]\s*|\s*,\s*")
_CODE = re.compile(r"(?:,\s*[^\W\d_][\w -]{1,40})?\s*\(\s*([^\W\d_]{1,3})[ -]?(\d{0,2})\s*\)")
_SHARE_BEFORE = re.compile(r"\d ?%[\s(–-]*[^\W\d_]{0,3}\s*$")
_SHARE_AFTER = re.compile(r"\s*[(–:-]?\s*(?:[^\W\d_]{1,4}\s+)?\d[\d ,.]*%")
_ROLE_END = re.compile(r"\s*(?:\d+\s*)?(?:[,;)\n.]|$)|(?:\s+[^\W\d_]+){1,3}\s*[,)]")
_INTRODUCTION = re.compile(r"[^\W\d_]+(?:\s[^\W\d_]+){0,2}\s")
_MONEY = re.compile(r"\d ?%|\d ?[€$]|[€$] ?\d")
_WORD = re.compile(r"\w+")
_HARD_STOP = re.compile(r"[;!?]|\.\s+[^\W\d_a-zа-я]")
_PRIORITY = ("lead", "partner", "funder", "contractor", "implementer", "outside")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a name has a part: the rule, and how many characters lie between the name and its cue."""

    part: Part
    rule: str
    distance: int


def in_sentences(page: Page, phrases: Sequence[Phrase]) -> Iterator[Proposal]:
    """Proposals for the phrases of running text that have a part, "outside" ones included."""
    previous: tuple[Phrase, Reason | None] | None = None
    heads = _heads_of_lists(page, phrases)
    for index, phrase in enumerate(phrases):
        before = phrases[index - 1].end if index else 0
        after = phrases[index + 1].start if index + 1 < len(phrases) else len(page.text)
        chained = _chain(page, previous, phrase)
        if previous is not None and _is_whole_of(page, previous[0], phrase):
            continue
        reason = _decide(page, phrase, before, after, chained)
        if reason is None and index in heads:
            reason = Reason("holder", "sentence", 0)
        if reason is not None:
            yield propose(page, phrase, reason.part, reason.rule, after)
        previous = (phrase, reason)


def _heads_of_lists(page: Page, phrases: Sequence[Phrase]) -> set[int]:
    """First members of lists of three or more organisations, which name a partnership without any cue."""
    heads, length = set(), 1
    for index in range(1, len(phrases) + 1):
        joined = index < len(phrases) and in_one_list(page, phrases[index - 1].end, phrases[index].start)
        if not joined and length >= MIN_LIST:
            start, end = page.reading.layout.sentence_at(phrases[index - 1].start)
            if not any("outside" in cue.keys for cue in page.cues_between(start, end)):
                heads.add(index - length)
        length = length + 1 if joined else 1
    return heads


def _is_whole_of(page: Page, part: Phrase, phrase: Phrase) -> bool:
    """ "Дирекция „Х“ на МВР": the second name only says whose the first is."""
    gap = page.text[part.end : phrase.start]
    word = page.next_word(part.end, phrase.start)
    if len(gap) > 12 or word is None:
        return gap.strip() in ("-", "–") and phrase.anchor == "body"
    hit = page.words.small.match(page.folded, word[0])
    links = hit is not None and {"connector", "link"}.intersection(hit.keys)
    return (
        bool(links) and hit is not None and not page.text[hit.end : phrase.start].strip() and gap.strip()[0].isalpha()
    )


def _chain(page: Page, previous: tuple[Phrase, Reason | None] | None, phrase: Phrase) -> Reason | None:
    if previous is None:
        return None
    last, reason = previous
    if reason is None:
        return None
    together = page.cues_between(last.end, phrase.start)
    near = len(together) == 1 and len(page.text[last.end : phrase.start].split()) <= 3
    if reason.part == "funder" and near and "partner" in together[0].keys and _looks_forward(page, together[0]):
        return Reason("funder", "chain", -1)  # "spravuje X společně s Y"
    if not in_one_list(page, last.end, phrase.start):
        return None
    inside = page.cues_between(last.end, phrase.start)
    part: Part = "partner" if reason.part in ("lead", "holder") or reason.rule == "sentence" else reason.part
    # One project has one lead: who is listed after it is a partner. A clause inside the list has cues of its own.
    return Reason(part, "chain", -1 if inside else 0)


def _decide(page: Page, phrase: Phrase, before: int, after: int, chained: Reason | None) -> Reason | None:
    behind = _role_behind(page, phrase, after)
    if behind is not None:
        return behind
    if phrase.kind == "payer" and _gives_a_share(page, phrase):
        return Reason("funder", "payer", 0)
    if chained is not None and chained.distance < 0:
        return chained
    forward = _as_payer(page, phrase, _cue_before(page, phrase, before))
    backward = _as_payer(page, phrase, _cue_after(page, phrase, after))
    if forward and forward.distance <= NEAR and not (backward and backward.distance + 12 < forward.distance):
        return forward
    if chained is not None and not (chained.part == "funder" and backward and backward.part == "lead"):
        return chained
    if backward and (forward is None or backward.distance <= forward.distance):
        return backward
    return forward or backward or _abroad(page, phrase, after) or _anywhere(page, phrase) or _pays(page, phrase)


def _gives_a_share(page: Page, phrase: Phrase) -> bool:
    """A share of the money right beside a payer: "Ministerul Apelor cu 13,5%", "25 % Ministerstvo kultury"."""
    before = _SHARE_BEFORE.search(page.text, max(0, phrase.start - 16), phrase.start)
    return before is not None or _SHARE_AFTER.match(page.text, phrase.end, phrase.end + 24) is not None


def _as_payer(page: Page, phrase: Phrase, reason: Reason | None) -> Reason | None:
    """A payer that takes part with money pays: "Comisia Europeană contribuie, prin programul LIFE, cu 75%"."""
    if reason is None or reason.part != "partner" or phrase.kind != "payer":
        return reason
    end = min(phrase.end + 60, page.reading.layout.sentence_at(phrase.start)[1])
    pays = _MONEY.search(page.text, phrase.end, end) is not None
    return Reason("funder", reason.rule, reason.distance) if pays else reason


def _abroad(page: Page, phrase: Phrase, after: int) -> Reason | None:
    """An organisation with its country next to it seldom has another reason to be on the page."""
    code, end = country_of(page, phrase, after)
    told = end > phrase.end or (code is not None and code_before(page, phrase.start) is not None)
    if not told or code == page.reading.pack.pack.country or phrase.kind == "payer":
        return None
    if page.only_mentioned(phrase.start, phrase.end):
        return None
    return Reason("partner", "abroad", MAX_SENTENCE)


def _pays(page: Page, phrase: Phrase) -> Reason | None:
    """A ministry or an agency in a sentence about money or a programme pays."""
    start, finish = page.reading.layout.sentence_at(phrase.start)
    if phrase.kind != "payer" or _is_union(page, phrase) or page.only_mentioned(phrase.start, phrase.end):
        return None
    near = page.reading.cues_between(max(start, phrase.start - MAX_SENTENCE), min(finish, phrase.end + MAX_SENTENCE))
    about_money = any({"money", "programme"}.intersection(cue.keys) for cue in near)
    return Reason("funder", "payer", MAX_SENTENCE) if about_money else None


def _is_union(page: Page, phrase: Phrase) -> bool:
    """Whether a name is that of the European Union, which pays only where a cue next to it says so."""
    hit = page.other_at(phrase.start, "union")
    return hit is not None and hit.end >= phrase.name_end


def _anywhere(page: Page, phrase: Phrase) -> Reason | None:
    """A name of clear shape in a sentence that says who takes part: the nearest cue counts."""
    start, end = page.reading.layout.sentence_at(phrase.start)
    cues = page.cues_between(max(start, phrase.start - MAX_SENTENCE), min(end, phrase.end + MAX_SENTENCE))
    if phrase.anchor == "run" or not phrase.specific or not cues or _is_union(page, phrase):
        return None
    cues = tuple(cue for cue in cues if "outside" not in cue.keys)
    if not cues or page.only_mentioned(phrase.start, phrase.end):
        return None
    nearest = min(cues, key=lambda cue: max(phrase.start - cue.end, cue.start - phrase.end))
    if phrase.kind == "payer":
        return Reason("funder", "sentence", MAX_SENTENCE)
    if phrase.end <= cues[0].start:
        return Reason("holder", "sentence", MAX_SENTENCE)  # the subject of the sentence
    part = part_of(nearest)
    return None if part == "funder" else Reason("partner" if part == "lead" else part, "sentence", MAX_SENTENCE)


def _role_behind(page: Page, phrase: Phrase, after: int) -> Reason | None:
    """A role in brackets or behind a dash or comma: "(vedoucí partner)", "– coordonator", ", lider"."""
    coded = part_in_code(page, phrase.end)
    if coded is not None:
        return Reason(coded, "role_after", 0)
    _, end = country_of(page, phrase, after)
    for position in sorted({phrase.end, end}):
        mark = _ROLE_MARK.match(page.text, position, min(after, position + 6))
        if mark is None:
            continue
        cue = page.cue_at(mark.end()) or _introduced(page, mark.end(), min(after, mark.end() + 30))
        if cue is None:
            continue
        part = part_of(cue)
        closing = page.text[cue.end : cue.end + 40]
        in_brackets = "(" in mark.group() and ")" in closing
        ends = _ends_role(closing) or (page.word_is_link(cue.end) and part == "lead")
        if part != "outside" and (in_brackets or ends) and after > cue.end + 1:
            return Reason(part, "role_after", 0)
    return None


def _ends_role(behind: str) -> bool:
    """Whether a role is told to its end: a sign follows, behind a few small words at most."""
    found = _ROLE_END.match(behind)
    return found is not None and not any(map(str.isupper, found.group()))


def _introduced(page: Page, start: int, end: int) -> Hit | None:
    """A cue behind a few small words: "în calitate de beneficiar", "v roli partnera"."""
    cue = next(iter(page.cues_between(start, end)), None)
    if cue is None or _INTRODUCTION.fullmatch(page.text, start, cue.start) is None:
        return None
    words = [
        page.words.small.match(page.folded, start + found.start())
        for found in _WORD.finditer(page.text[start : cue.start])
    ]
    clause = any(hit is not None and "relative" in hit.keys for hit in words)
    told = page.text[start : cue.start].islower() and not _looks_forward(page, cue)
    return cue if told and words[0] is not None and not clause else None


def _cue_before(page: Page, phrase: Phrase, before: int) -> Reason | None:
    sentence = page.reading.layout.sentence_at(phrase.start)[0]
    floor = max(before, sentence, phrase.start - REACH_BEFORE)
    cues = [cue for cue in page.cues_between(floor, phrase.start) if cue.end <= phrase.start]
    for number in range(len(cues) - 1, -1, -1):
        cue = cues[number]
        gap = page.text[cue.end : phrase.start]
        opens = sentence >= before or cue.start - before > REACH_AFTER
        if gap.strip() == "," and page.text[phrase.end : phrase.end + 1] == "," and opens:
            return Reason(part_of(cue), "cue_before", 0)  # "Solicitantul, X SRL, își propune"
        if _HARD_STOP.search(gap) or (gap.startswith(",") and "lead" in cue.keys):
            return None
        if "funder" in cue.keys and _is_supported(page, cue.end, phrase.start):
            return None
        if number and _is_genitive(page, cue) and cues[number - 1].end > cue.start - 25:
            continue  # "партньор на възложителя е X"
        return Reason(part_of(cue), "cue_before", len(gap))
    return None


def _is_supported(page: Page, start: int, end: int) -> bool:
    """Whether a funder's verb has the project itself behind it: "podpořila projekt RAISE"."""
    cues = [cue for cue in page.reading.cues_between(start, end) if "project" in cue.keys]
    return bool(cues) and not page.text[cues[-1].end : end].strip(' "„“')


def _is_genitive(page: Page, cue: Hit) -> bool:
    word = page.word_before(cue.start, max(0, cue.start - 15))
    hit = page.words.small.match(page.folded, word[0]) if word else None
    return hit is not None and bool({"connector", "link"}.intersection(hit.keys)) and "lead" in cue.keys


def _cue_after(page: Page, phrase: Phrase, after: int) -> Reason | None:
    _, end = country_of(page, phrase, after)
    limit = min(after, end + REACH_AFTER, page.reading.layout.sentence_at(phrase.start)[1])
    for cue in page.cues_between(end, limit):
        gap = page.text[end : cue.start]
        if re.search(r"[,;:()–]|\.\s|\n", gap.strip()) and not _relative(page, end, cue.start):
            return None
        if _looks_forward(page, cue):
            return None
        return Reason(part_of(cue), "cue_after", len(gap) + 2)
    return None


def _relative(page: Page, start: int, end: int) -> bool:
    """ "X, který na něj uvolnil …": a clause about the name."""
    opening = re.compile(r"\s*,\s*").match(page.text, start, end)
    hit = page.words.small.match(page.folded, opening.end()) if opening else None
    return hit is not None and "relative" in hit.keys and "," not in page.text[hit.end : end]


def _looks_forward(page: Page, cue: Hit) -> bool:
    """A cue that ends in a preposition speaks of what comes next."""
    last = page.folded.rfind(" ", cue.start, cue.end)
    if last < 0:
        return False
    hit = page.words.small.match(page.folded, last + 1, cue.end)
    return hit is not None and hit.end == cue.end and "preposition" in hit.keys


def part_in_code(page: Page, end: int) -> Part | None:
    """The part that a code in brackets behind a name gives: "(LP)", "(ПП3)", "(P 2)"."""
    found = _CODE.match(page.text, end)
    written = found.group(1) if found else ""
    if not found or written not in page.words.part_codes or not (found.group(2) or len(written) > 1):
        return None
    return PART_OF[page.words.part_codes[written]]


def part_of(cue: Hit) -> Part:
    """The part that a cue gives; where a phrase stands in several classes, the most telling."""
    return PART_OF[next(key for key in _PRIORITY if key in cue.keys)]
