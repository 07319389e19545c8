"""Where the text names organisations: by a head noun, a legal form, a known body or an entity."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extractors.data import Entity
from extractors.lexicon import Hit
from extractors.partners.grow import grow
from extractors.partners.left import floor_of, left_of_head, left_run
from extractors.partners.page import Page
from extractors.partners.phrase import Phrase, is_acronym, legal_at
from extractors.partners.words import Words

_BRACKET = re.compile(r"\s*\(\s*([^\W\d_][\w&.+ \-–]{0,14}?\w)\s*\)")


def shaped(page: Page, entities: Sequence[Entity]) -> list[Phrase]:
    """Organisation-shaped phrases of a text, by start, none over another."""
    found = [phrase for phrase in _proposals(page) if _is_name(page, phrase)]
    return _apart([*found, *_recognised(page, entities)])


def _proposals(page: Page) -> Iterator[Phrase]:
    for hit in page.words.anchors.find(page.folded):
        kinds = dict(key.partition(":")[::2] for key in hit.keys)
        if "legal" in kinds:
            yield from _before_legal(page, hit)
        phrase = _of_own_word(page, hit, kinds) or _of_shared_word(page, hit, kinds)
        if phrase is not None:
            yield phrase
    for found in _compounds(page.words).finditer(page.text):
        hit = Hit(found.start(), found.end(), ("closing:civic",))
        yield _grown(page, left_run(page, hit.start, floor_of(page, hit.start)), hit, "civic", "closing")


def _of_own_word(page: Page, hit: Hit, kinds: dict[str, str]) -> Phrase | None:
    if "head" in kinds:
        phrase = _from_head(page, hit, kinds["head"], "head")
        if phrase is not None and (_is_name(page, phrase) or "body" not in kinds):
            return phrase
    return _body(page, hit, kinds["body"]) if "body" in kinds else None


def _of_shared_word(page: Page, hit: Hit, kinds: dict[str, str]) -> Phrase | None:
    if not page.text[hit.start].isupper():
        return None
    if "opening" in kinds:
        following = page.next_word(hit.end, len(page.text))
        if "closing" not in kinds or (following and page.text[following[0]].isupper()):
            return _from_head(page, hit, kinds["opening"], "opening")
    if "closing" in kinds:
        start = left_run(page, hit.start, floor_of(page, hit.start))
        return _grown(page, start, hit, kinds["closing"], "closing") if start < hit.start else None
    return None


@cache
def _compounds(words: Words) -> re.Pattern[str]:
    endings = "|".join(sorted(words.compound_forms, key=lambda ending: (-len(ending), ending)))
    return re.compile(rf"(?<!\w)[^\W\d_a-zà-öø-ÿ][\w-]{{2,30}}(?:{endings})(?!\w)")


def _grown(page: Page, start: int, hit: Hit, kind: str, anchor: str) -> Phrase:
    phrase = grow(page, hit.start, hit.end, _ceiling(page, hit.start), kind, anchor)
    phrase.specific += (start < hit.start) + ("-" in page.text[hit.start : hit.end] and hit.end == phrase.name_end)
    phrase.start = start
    return phrase


def _body(page: Page, hit: Hit, kind: str) -> Phrase | None:
    """A known body; an acronym counts only in capitals."""
    written = page.text[hit.start : hit.end]
    if not written[0].isupper() or not (" " in written or len(written) > 7 or any(map(str.isupper, written[1:]))):
        return None
    phrase = grow(page, hit.start, hit.end, _ceiling(page, hit.start), kind, "body")
    phrase.specific += 1
    if page.text[hit.start - 1 : hit.start] == "-" and hit.start:
        word = page.word_before(hit.start, max(0, hit.start - 20))
        phrase.start = word[0] if word and page.text[word[0]].isupper() else phrase.start  # "ИПМ-БАН"
    return phrase


def _from_head(page: Page, hit: Hit, kind: str, table: str) -> Phrase | None:
    written = page.text[hit.start : hit.end]
    acronym = any(form.isupper() for form in written.split()) and len(written) <= 6
    if table == "opening" and not written[0].isupper():
        return None
    if not acronym and len(written) <= 3 and written.islower() and not _is_word(page, written):
        return None
    start = left_of_head(page, hit) if table == "head" else left_run(page, hit.start, floor_of(page, hit.start))
    hit = _with_hyphen(page, hit)
    small = page.text[start].islower()
    phrase = _grown(page, start, hit, kind, table)
    if small and (not _named_at_once(page, hit, phrase) or _before_foreign(page, hit)):
        return None
    return phrase


def _with_hyphen(page: Page, hit: Hit) -> Hit:
    """The head with what a hyphen joins to it: "ИО-БАН"."""
    found = re.compile(r"(?:-[^\W_\d]+)+(?![-\w])").match(page.text, hit.end)
    found = found if found and page.is_capital(hit.end + 1) else None
    return Hit(hit.start, found.end(), hit.keys) if found else hit


def _is_word(page: Page, written: str) -> bool:
    """Heads of few letters are acronyms, unless the pack writes them small."""
    return any(written in words or f"{written}*" in words for words in page.reading.pack.partners.heads.values())


def _named_at_once(page: Page, hit: Hit, phrase: Phrase) -> bool:
    """After a small head the proper name must follow at once: "община Тетевен", "сдружение „Х“"."""
    following = page.next_word(hit.end, phrase.end)
    quoted = page.folded[hit.end : hit.end + 2].strip().startswith('"')
    if following is None and not quoted:
        return False
    small = page.words.small.match(page.folded, hit.start)
    if small is not None and "descriptor" in small.keys:
        return False
    if quoted or following is None:
        return phrase.kind == "public" or _own_script(page, hit.end, phrase.end)
    if page.text[following[0]].isupper():
        return _own_script(page, following[0], phrase.end)
    if phrase.kind == "payer" and phrase.small >= 2:
        return True
    return phrase.specific > 0 and page.folded[following[1] : following[1] + 1] == "."


def _before_foreign(page: Page, hit: Hit) -> bool:
    """Whether a small head only introduces a name in another language: "la liceul Escola Básica"."""
    following = page.next_word(hit.end, hit.end + 40)
    other = page.words.anchors.match(page.folded, following[0]) if following else None
    return other is not None and any(key.startswith("opening") for key in other.keys) and len(other.keys) == 1


def _own_script(page: Page, start: int, end: int) -> bool:
    letter = next((character for character in page.text[start:end] if character.isalpha()), "")
    script = page.reading.pack.pack.script
    is_latin = letter < "Ͱ"
    return (script == "Latn") == is_latin


def _ceiling(page: Page, offset: int) -> int:
    """How far a name may reach: its cell, its line, or its sentence where a line break only wraps it."""
    line = page.reading.layout.line_at(offset)
    for start, end in line.cells:
        if start <= offset < end:
            return end
    if line.kind != "text" or page.reading.layout.field_at(offset) is not None:
        return line.end
    return max(line.end, page.reading.layout.sentence_at(offset)[1])


def _before_legal(page: Page, hit: Hit) -> Iterator[Phrase]:
    end = legal_at(page, hit.start)
    if end is None:
        return
    name_end = hit.start
    while name_end > 0 and page.text[name_end - 1] in " ,\u00a0":
        name_end -= 1
    start = left_run(page, name_end, floor_of(page, hit.start), loose=True)
    if start >= name_end:
        return
    phrase = Phrase(start, end, "firm", "legal", name_end=name_end, legal=(hit.start, end), specific=1)
    bracket = re.compile(r"\s*\(\s*([^\W\d_][\w&.+ \-–]{0,14}?\w)\s*\)").match(page.text, end, end + 24)
    if bracket and is_acronym(page, *bracket.span(1)):
        phrase.acronym, phrase.end = bracket.span(1), bracket.end()
    yield phrase


def _is_name(page: Page, phrase: Phrase) -> bool:
    """More than a bare noun, and not a programme, a fund or a country."""
    if _is_excluded(page, phrase):
        return False
    if phrase.anchor in ("legal", "body", "closing"):
        return True
    shouting = page.shouts_at(phrase.start)
    return phrase.specific > 0 or (phrase.small > 0 and page.text[phrase.start].isupper() and not shouting)


def _is_excluded(page: Page, phrase: Phrase) -> bool:
    hit = page.other_at(phrase.start, "excluded")
    if hit is None or phrase.anchor == "body":
        return False
    return phrase.anchor != "legal" or hit.end >= phrase.name_end


def _recognised(page: Page, entities: Sequence[Entity]) -> Iterator[Phrase]:
    """Organisations a recogniser saw; a trailing legal form and an acronym in brackets are told apart."""
    for entity in entities:
        written = page.text[entity.start : entity.end]
        if entity.label != "ORG" or not written.strip() or entity.start < 0:
            continue
        phrase = Phrase(entity.start, entity.end, "civic", "ner", name_end=entity.end, specific=1, shaped=False)
        for found in re.finditer(r"(?<=[\s,])[^\W\d_]", written):
            begin = entity.start + found.start()
            if legal_at(page, begin) == entity.end:
                phrase.legal, phrase.name_end = (
                    (begin, entity.end),
                    entity.start + len(written[: found.start()].rstrip(" ,")),
                )
                break
        bracket = _BRACKET.match(page.text, entity.end, entity.end + 24)
        if bracket and is_acronym(page, *bracket.span(1)):
            phrase.acronym, phrase.end = bracket.span(1), bracket.end()
        if not _is_excluded(page, phrase):
            yield phrase


def _apart(phrases: list[Phrase]) -> list[Phrase]:
    """Of phrases that overlap, one: what a recogniser saw knows best where a name ends, else the longest."""
    kept: list[Phrase] = []
    for phrase in sorted(phrases, key=lambda item: (item.start, -item.end, item.anchor)):
        last = kept[-1] if kept else None
        if last is None or phrase.start >= last.end:
            kept.append(phrase)
        elif phrase.anchor == "ner" and phrase.start - last.start <= 2 and not last.legal:
            phrase.kind, phrase.shaped = last.kind, True
            kept[-1] = phrase
        elif last.anchor == "ner":
            last.shaped = last.shaped or phrase.anchor != "ner"
            last.kind = phrase.kind if phrase.anchor in ("head", "body") else last.kind
        elif phrase.anchor == "legal" and phrase.legal and 0 <= phrase.legal[0] - last.end <= 2:
            phrase.start = min(last.start, phrase.start)
            phrase.kind = last.kind
            kept[-1] = phrase
    return kept
