"""From the word that opens an organisation's name to the name's end.

A name goes on over capitals, quotes, small words inside names and, where the language has them, small
nouns ("Ministerstvo životního prostředí"); it ends before verbs, cues, addresses, countries and roles.
"""

from __future__ import annotations

from extractors.partners import signs
from extractors.partners.page import Page, country_code
from extractors.partners.phrase import MAX_NAME, TOKEN, Phrase, is_attribute, legal_at, opens

MAX_SMALL_RUN = 7  # small words in a row: "Агенция за насърчаване на малките и средните предприятия"


def grow(page: Page, start: int, end: int, limit: int, kind: str, anchor: str) -> Phrase:
    """The whole name whose opening words are [start, end); it never reaches past `limit`."""
    phrase = Phrase(start, end, kind, anchor, name_end=end, open_to_small=page.words.pack.partners.genitive_names)
    limit = min(limit, start + MAX_NAME)
    position: int | None = end
    while position is not None and position < limit:
        token = TOKEN.match(page.folded, position, limit)
        position = _step(page, phrase, token.start(1), token.end(1), limit) if token else None
    return phrase


def _step(page: Page, phrase: Phrase, start: int, end: int, limit: int) -> int | None:
    """Offset behind a token that belongs to the name, or None where the name is over."""
    sign = page.folded[start]
    if sign.isalnum():
        return signs.number(page, phrase, start, end) if sign.isdigit() else _word(page, phrase, start, end)
    if sign in "(/[":
        return signs.bracket(page, phrase, start, limit)
    if phrase.legal:
        return None
    if sign == '"':
        return signs.quote(page, phrase, start, limit)
    if sign == "-":
        return signs.dash(page, phrase, start, end, limit)
    if sign == ",":
        return signs.comma(page, phrase, end, limit)
    if sign == ".":
        return signs.full_stop(page, phrase, start, end, limit)
    return end if sign == "&" or sign == "№" else None


def _word(page: Page, phrase: Phrase, start: int, end: int) -> int | None:
    legal = legal_at(page, start)
    if legal is not None and not phrase.legal:
        phrase.legal, phrase.end = (start, legal), legal
        return legal
    if phrase.legal:
        return None
    hit = page.words.small.match(page.folded, start)
    keys = hit.keys if hit else ()
    if not page.is_capital(start) or page.shouts_at(start):
        foreign = phrase.anchor == "opening" and _links_abroad(page, start, end)
        if hit and ("stop" in keys or "person" in keys) and not foreign:
            return None
        if phrase.joined and "descriptor" in keys:
            return None
        link = _link(page, phrase, () if foreign else keys, page.folded[start:end])
        if link is not None:
            return (hit.end if hit else end) if link else None
    if page.is_capital(start):
        return _capital(page, phrase, start, end)
    return _small(page, phrase, start, end)


def _links_abroad(page: Page, start: int, end: int) -> bool:
    """Whether a small word is one of another language between two capitals: "Escola Básica e Secundária"."""
    following = TOKEN.match(page.folded, end)
    return (
        page.folded[start:end] in page.words.foreign_links
        and following is not None
        and page.text[following.start(1)].isupper()
        and not opens(page, following.start(1))
    )


def _link(page: Page, phrase: Phrase, keys: tuple[str, ...], word: str) -> bool | None:
    """True for a small word that may link to more of the name, False for one that ends it, None for others."""
    if phrase.anchor in ("opening", "closing"):
        if word in page.words.foreign_links and "conjunction" not in keys and not phrase.quoted and phrase.anchor:
            phrase.linked = phrase.bound = True
            return True
        return False if keys else None
    if "conjunction" in keys:
        if phrase.quoted or phrase.linked or phrase.joined or phrase.anchor == "body":
            return False
        phrase.joined = True
        return True
    if (
        not keys
        and word in page.words.foreign_links
        and phrase.kind != "firm"
        and not phrase.quoted
        and phrase.specific
    ):
        phrase.linked = phrase.bound = True
        return True
    if {"connector", "inner", "link"}.intersection(keys):
        after_quote = phrase.quoted and not (phrase.kind == "public" and page.words.pack.partners.title_case)
        if after_quote or phrase.joined or phrase.anchor == "body":
            return False
        phrase.linked, phrase.inner, phrase.bound = True, "inner" in keys, "link" in keys
        return True
    return None


def _capital(page: Page, phrase: Phrase, start: int, end: int) -> int | None:
    section = page.words.pack.partners
    another = opens(page, start) and not is_attribute(page, phrase, start)
    if phrase.joined and (another or not section.title_case or phrase.quoted):
        return None
    if another and phrase.bound and phrase.anchor == "head" and phrase.specific > 1 and not _is_faculty(page, phrase):
        return None
    if phrase.inner and not section.title_case and not _is_home(page, start):
        return None
    if phrase.anchor == "body" and not _after_body(page, phrase, start):
        return None
    if phrase.quoted and (another or phrase.specific > 4):
        return None
    if phrase.anchor == "head" and not phrase.specific and _is_programme(page, start):
        return None  # "Управляващия орган на Оперативна програма"
    country = page.country_noun(start)
    if country is not None and not page.shouts_at(start):
        if phrase.linked and phrase.anchor != "head":
            return None
        phrase.accept(country.end)
        phrase.specific += 1
        phrase.open_to_small = phrase.kind == "payer"
        return country.end
    if phrase.linked and phrase.kind != "public" and _before_places(page, start):
        return None
    if (
        phrase.anchor == "head"
        and phrase.kind == "public"
        and not phrase.linked
        and page.folded[start:end] in page.words.foreign_excluded
    ):
        return None  # "projekt školy Erasmus"
    phrase.specific += 1
    phrase.accept(end)
    phrase.open_to_small = another or section.title_case or _is_adjective(page, start, end)
    return end


def _is_faculty(page: Page, phrase: Phrase) -> bool:
    """Faculties and branches name the whole that they are of: "Facultatea de Mecanică a Universității din Pitești"."""
    return page.other_at(phrase.start, "part") is not None


def _is_programme(page: Page, start: int) -> bool:
    """Whether a programme or fund of several words begins here."""
    hit = page.other_at(start, "excluded")
    return hit is not None and " " in page.folded[hit.start : hit.end]


def _is_home(page: Page, start: int) -> bool:
    """Whether the page's own country begins here: "Съюз на слепите в България"."""
    hit = page.country_noun(start)
    return hit is not None and country_code(hit) == page.words.pack.pack.country


def _after_body(page: Page, phrase: Phrase, start: int) -> bool:
    """A known body goes on to its country, or to the place of its branch: "U.S.A.M.V. Iași"."""
    if page.country_noun(start):
        return True
    return phrase.kind == "public" and phrase.specific == 0 and not opens(page, start)


def _before_places(page: Page, start: int) -> bool:
    """Whether the word before may introduce a place: "Fundația Limpede din Ploiești"."""
    word = page.word_before(start, max(0, start - 12))
    hit = page.words.small.match(page.folded, word[0]) if word else None
    if hit is None or "place" not in hit.keys:
        return False
    return page.words.pack.partners.title_case or "connector" not in hit.keys


def _is_adjective(page: Page, start: int, end: int) -> bool:
    """A capitalised adjective calls for its noun, which may be small: "Nadace Dobrá vůle"."""
    endings = tuple(page.words.pack.partners.adjective_endings)
    word = page.text[start:end].lower()
    return page.words.pack.partners.genitive_names and end - start > 3 and not word.isascii() and word.endswith(endings)


def _small(page: Page, phrase: Phrase, start: int, end: int) -> int | None:
    cue = page.cue_at(start)
    if page.is_verb(start, end) or phrase.quoted or phrase.bound or phrase.anchor in ("body", "opening", "closing"):
        return None
    if cue is not None and not {"contractor", "outside"}.issuperset(cue.keys):
        return None
    if phrase.joined and (page.nationality(start) or (phrase.specific and opens(page, start))):
        return None
    section = page.words.pack.partners
    anchor = page.words.anchors.match(page.folded, start)
    noun = anchor is not None and any(key.startswith("head") for key in anchor.keys) and not section.title_case
    linked = phrase.linked or phrase.joined
    fits = phrase.open_to_small or (linked and not phrase.specific) or noun
    if section.title_case:
        fits = phrase.linked or (phrase.joined and phrase.small > 0)
    if not fits or phrase.small >= MAX_SMALL_RUN:
        return None
    phrase.small += 1
    phrase.open_to_small = True
    phrase.accept(end)
    return end
