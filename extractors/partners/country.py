"""The country a text gives right next to a name: in brackets, after a comma or a dash, or as an adjective before."""

from __future__ import annotations

import re

from extractors.partners.page import Page, country_code
from extractors.partners.phrase import Phrase

_CODE = re.compile(r"\s*[(\[/]\s*([A-Z]{1,3})\s*[)\]/]")
_OPEN = re.compile(r"[\s]*(?:[(\[/,|\t–—-]|$)[\s]*")
# A place may stand between a name and its country: "Осло, Норвегия", "гр. Солун - Гърция".
_PLACE = re.compile(r"(?:[^\W\d_]{1,4}\.\s*)?[^\W\d_][\w'’-]*(?:[ -][^\W\d_][\w'’-]*){0,2}\s*[,–—-]\s*")
MAX_AFTER = 60


def country_of(page: Page, phrase: Phrase, limit: int) -> tuple[str | None, int]:
    """ISO 3166-1 code of a name's country, if told, and the end of the words that tell it."""
    limit = min(limit, phrase.end + MAX_AFTER)
    key = (phrase.start, phrase.end, limit)
    if key not in page.told_countries:
        elsewhere = code_before(page, phrase.start) or _inside(page, phrase)
        page.told_countries[key] = _after(page, phrase.end, limit) or (elsewhere, phrase.end)
    return page.told_countries[key]


def _after(page: Page, end: int, limit: int) -> tuple[str, int] | None:
    code = _CODE.match(page.text, end, limit)
    if code and code.group(1) in page.words.codes:
        return page.words.codes[code.group(1)], code.end()
    noun = _noun_in(page, end, limit)
    if noun is not None:
        return noun
    return _after_preposition(page, end, limit)


def _noun_in(page: Page, end: int, limit: int) -> tuple[str, int] | None:
    opening = _OPEN.match(page.text, end, limit)
    if opening is None or opening.end() == end:
        return None
    for position in _positions(page, opening.end(), limit):
        hit = page.country_noun(position)
        if hit is not None and hit.end <= limit:
            return country_code(hit), _closed(page, hit.end)
    return None


def _positions(page: Page, start: int, limit: int) -> list[int]:
    """Where a country may begin: at once, or behind a place or two."""
    positions = [start]
    for _ in range(2):
        word = page.next_word(positions[-1], limit)
        small = page.words.small.match(page.folded, word[0]) if word else None
        skip = small.end if small and "place" in small.keys and small.end < limit else positions[-1]
        if skip > positions[-1]:
            positions.append(skip + 1)
        place = _PLACE.match(page.text, positions[-1], limit)
        if place is None or page.words.anchors.match(page.folded, positions[-1]) is not None:
            break
        positions.append(place.end())
    return positions


def _after_preposition(page: Page, end: int, limit: int) -> tuple[str, int] | None:
    """ "X от Полша", "X z Itálie", "X din Mérida, Spania"."""
    word = page.next_word(end, limit)
    if word is None or "\n" in page.text[end : word[0]]:
        return None
    small = page.words.small.match(page.folded, word[0])
    if small is None or "place" not in small.keys:
        return None
    for position in _positions(page, small.end + 1, limit):
        hit = page.country_noun(position) if position < limit else None
        if hit is not None:
            return country_code(hit), hit.end
    return None


def _closed(page: Page, end: int) -> int:
    following = page.text[end : end + 1]
    return end + 1 if following and following in ")]/" else end


def code_before(page: Page, start: int) -> str | None:
    """The country before a name: "Полша – X", or an adjective up to three words before: "испанската асоциация X"."""
    position = start
    while position and page.text[position - 1] in ' "„“«':
        position -= 1
    if position and page.text[position - 1] in "–—-:":
        return _noun_before(page, position - 1)
    for _ in range(3):
        word = page.word_before(position, max(0, start - 60))
        if word is None:
            return None
        hit = page.nationality(word[0])
        opens = page.reading.layout.sentence_at(word[0])[0] == word[0]
        if hit is not None and hit.end == word[1] and (page.text[word[0]].islower() or opens):
            return country_code(hit)
        if page.text[word[0]].isupper():
            return None
        position = word[0]
    return None


def _noun_before(page: Page, end: int) -> str | None:
    """The country whose name of up to three words ends at an offset: "Южна Корея –"."""
    position, code = end, None
    for _ in range(3):
        word = page.word_before(position, max(0, end - 40))
        if word is None or "\n" in page.text[word[1] : end]:
            break
        hit = page.country_noun(word[0])
        code = country_code(hit) if hit is not None and page.text[hit.end : end].strip() == "" else code
        position = word[0]
    return code


def _inside(page: Page, phrase: Phrase) -> str | None:
    """A country named in the name itself, outside its quotes; adjectives count when they are not the page's own."""
    quote = page.folded.find('"', phrase.start, phrase.name_end)
    end = quote if quote >= 0 else phrase.name_end
    for hit in page.words.others.find(page.folded, phrase.start, end):
        written = page.text[hit.start : hit.end]
        is_noun = any(key.startswith("noun") for key in hit.keys)
        if not is_noun and not any(key.startswith("adjective") for key in hit.keys):
            continue
        own = country_code(hit) == page.reading.pack.pack.country
        if written[0].isupper() and (
            (is_noun and len(written) > 1 and (len(written) > 3 or written.isupper())) or (not is_noun and not own)
        ):
            return country_code(hit)
    return None
