"""From the word that opens an organisation's name to the name's end.

A name goes on over capitals, quotes, small words inside names and, where the language has them, small
nouns ("Ministerstvo životního prostředí"); it ends before verbs, cues, addresses, countries and roles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.partners.page import Page, country_code

MAX_NAME = 160
MAX_SMALL_RUN = 7  # small words in a row: "Агенция за насърчаване на малките и средните предприятия"
_TOKEN = re.compile(r"\s*([^\W_]+(?:[-'&/+.][^\W_]+)*|[^\w\s])")
_ACRONYM = re.compile(r"[(/\[]\s*([^\W\d_][\w&.+ \-–]{0,18}?\w)\s*[)/\]]")
_QUOTED = re.compile(r'"[^"\n]{1,90}(?:\n[^"\n]{1,60})?"')


@dataclass(slots=True)
class Phrase:
    """A name under way. `end` is the end of the mention, `name_end` that of the name alone."""

    start: int
    end: int
    kind: str
    anchor: str
    name_end: int = 0
    legal: tuple[int, int] | None = None
    acronym: tuple[int, int] | None = None
    specific: int = 0
    small: int = 0
    quoted: bool = False
    dashed: bool = False
    linked: bool = False
    joined: bool = False
    inner: bool = False
    bound: bool = False
    open_to_small: bool = False

    def accept(self, end: int) -> None:
        """Take everything up to `end` into the name."""
        self.end = self.name_end = end
        self.linked = self.joined = self.inner = self.bound = False


def grow(page: Page, start: int, end: int, limit: int, kind: str, anchor: str) -> Phrase:
    """The whole name whose opening words are [start, end); it never reaches past `limit`."""
    phrase = Phrase(start, end, kind, anchor, name_end=end, open_to_small=page.words.pack.partners.genitive_names)
    limit = min(limit, start + MAX_NAME)
    position: int | None = end
    while position is not None and position < limit:
        token = _TOKEN.match(page.folded, position, limit)
        position = _step(page, phrase, token.start(1), token.end(1), limit) if token else None
    return phrase


def _step(page: Page, phrase: Phrase, start: int, end: int, limit: int) -> int | None:
    """Offset behind a token that belongs to the name, or None where the name is over."""
    sign = page.folded[start]
    if sign.isalnum():
        return _number(page, phrase, start, end) if sign.isdigit() else _word(page, phrase, start, end)
    if sign in "(/[":
        return _bracket(page, phrase, start, limit)
    if phrase.legal:
        return None
    if sign == '"':
        return _quote(page, phrase, start, limit)
    if sign == "-":
        return _dash(page, phrase, start, end, limit)
    if sign == ",":
        return _comma(page, phrase, end, limit)
    if sign == ".":
        return _full_stop(page, phrase, start, end, limit)
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
    following = _TOKEN.match(page.folded, end)
    return (
        page.folded[start:end] in page.words.foreign_links
        and following is not None
        and page.text[following.start(1)].isupper()
        and not _opens(page, following.start(1))
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
    another = _opens(page, start) and not _is_attribute(page, phrase, start)
    if phrase.joined and (another or not section.title_case or phrase.quoted):
        return None
    if another and phrase.bound and phrase.anchor == "head" and phrase.specific > 1:
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
    if phrase.anchor == "head" and phrase.kind == "public" and not phrase.linked and page.folded[start:end] in page.words.foreign_excluded:
        return None  # "projekt školy Erasmus"
    phrase.specific += 1
    phrase.accept(end)
    phrase.open_to_small = another or section.title_case or _is_adjective(page, start, end)
    return end


def _is_programme(page: Page, start: int) -> bool:
    """Whether a programme or fund of several words begins here."""
    hit = page.other_at(start, "excluded")
    return hit is not None and " " in page.folded[hit.start : hit.end]


def _is_attribute(page: Page, phrase: Phrase, start: int) -> bool:
    """Whether a word only says what the head is for: "Ministerul Dezvoltării și Administrației Publice"."""
    return phrase.kind == "payer" and page.is_genitive(start) and not page.is_genitive(phrase.start)


def _is_home(page: Page, start: int) -> bool:
    """Whether the page's own country begins here: "Съюз на слепите в България"."""
    hit = page.country_noun(start)
    return hit is not None and country_code(hit) == page.words.pack.pack.country


def _after_body(page: Page, phrase: Phrase, start: int) -> bool:
    """A known body goes on to its country, or to the place of its branch: "U.S.A.M.V. Iași"."""
    if page.country_noun(start):
        return True
    return phrase.kind == "public" and phrase.specific == 0 and not _opens(page, start)


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


def _number(page: Page, phrase: Phrase, start: int, end: int) -> int | None:
    """Numbers stand in names of schools and firms: "nr. 7", "Praha 14", "Consulting 2000 SRL"."""
    if phrase.legal or end - start > 4 or page.text[end : end + 2].strip()[:1] in ("%", "€"):
        return None
    following = _TOKEN.match(page.folded, end)
    if following and following.group(1)[0].isalpha():
        if legal_at(page, following.start(1)) is None and not page.is_capital(following.start(1)):
            return None
    elif following and following.group(1)[0] in ".:/%" and page.folded[end : end + 1] == following.group(1)[0]:
        return None
    if phrase.quoted and not phrase.linked:
        return None
    phrase.specific += phrase.linked and phrase.kind == "public"  # "Zespół Szkół nr 3"
    phrase.accept(end)
    return end


def _quote(page: Page, phrase: Phrase, start: int, limit: int) -> int | None:
    quoted = _QUOTED.match(page.folded, start, limit)
    if quoted is None or phrase.quoted or page.text[start + 1].isspace() or (phrase.joined and not phrase.small):
        return None
    phrase.quoted = True
    phrase.specific += 1
    phrase.accept(quoted.end())
    return quoted.end()


def _bracket(page: Page, phrase: Phrase, start: int, limit: int) -> int | None:
    """An acronym in brackets belongs to the mention, anything else ends it."""
    found = _ACRONYM.match(page.text, start, limit)
    if found and not phrase.acronym and is_acronym(page, found.start(1), found.end(1)):
        phrase.acronym, phrase.end = found.span(1), found.end()
    return None


def is_acronym(page: Page, start: int, end: int) -> bool:
    """Whether a stretch reads as an acronym and not as a country, a role or a number of a partner."""
    written = page.text[start:end]
    capitals = sum(character.isupper() for character in written)
    if capitals < 2 or len(written) > 16 or any(not word[0].isupper() for word in written.split()):
        return False
    if page.country_noun(start) or written in ("UK", "EL", "SRN", "LP") or re.fullmatch(r"[A-Z]{1,2}\d*", written):
        return False
    longest = max(len(word) for word in written.split())
    return longest <= 12 and not page.cue_at(start) and (capitals > 2 or longest <= 8)


def _dash(page: Page, phrase: Phrase, start: int, end: int, limit: int) -> int | None:
    """A dash with spaces goes on to a place or a part, not to a country, a role or a sentence."""
    if phrase.anchor == "body" and phrase.kind == "payer":
        return None
    if phrase.dashed or phrase.joined or phrase.linked or not page.folded[start - 1 : start].isspace():
        return None
    following = _TOKEN.match(page.folded, end, limit)
    if following is None:
        return None
    word = following.start(1)
    if page.folded[word] == '"' and not phrase.quoted:
        phrase.dashed = True
        return end
    if not page.folded[word].isalpha() or not page.text[word].isupper():
        return None
    if page.country_noun(word) or page.nationality(word) or page.cue_at(word) or _is_label(page, word):
        return None
    phrase.dashed, phrase.linked = True, False
    anchor = page.words.anchors.match(page.folded, word)
    after = page.next_word(following.end(1), limit)
    opens_part = after is not None and page.words.anchors.match(page.folded, after[0]) is not None
    phrase.quoted = phrase.quoted and anchor is None and not opens_part
    if anchor is not None and phrase.anchor == "body":
        phrase.anchor = "head"
    phrase.accept(following.end(1))
    phrase.specific += 1
    phrase.open_to_small = anchor is not None or opens_part
    return following.end(1)


def _is_label(page: Page, offset: int) -> bool:
    hit = page.reading.pack.label_matcher.match(page.folded, offset)
    return (
        hit is not None and hit.end - offset > 3 and bool({"coordinator", "partners", "contact"}.intersection(hit.keys))
    )


def _comma(page: Page, phrase: Phrase, end: int, limit: int) -> int | None:
    """After a comma come a legal form, a part of the organisation, or more of what a ministry is for."""
    following = _TOKEN.match(page.folded, end, limit)
    if following is None or phrase.linked or phrase.joined:
        return None
    word = following.start(1)
    if legal_at(page, word) is not None:
        return end
    part_end = _part_behind(page, word, limit)
    if part_end is not None:
        phrase.quoted, phrase.open_to_small = False, True
        phrase.anchor = "head" if phrase.anchor == "body" else phrase.anchor
        phrase.specific += 1
        phrase.accept(part_end)
        return part_end
    if phrase.kind == "payer" and not phrase.quoted and _goes_on(page, phrase, word, limit):
        phrase.open_to_small = True
        return end
    return None


def _part_behind(page: Page, start: int, limit: int) -> int | None:
    """End of the word for a faculty or branch that begins here, an adjective before it at most."""
    if not page.words.pack.partners.subunits:
        return None
    hit = page.other_at(start, "part", limit)
    if not page.text[start].isupper():
        return hit.end if hit else None
    adjective = _TOKEN.match(page.folded, start, limit)
    following = page.next_word(adjective.end(), limit) if adjective and hit is None else None
    if following is not None and "\n" not in page.text[start : following[0]]:
        hit = page.other_at(following[0], "part", limit)
    return hit.end if hit else None


def _goes_on(page: Page, phrase: Phrase, word: int, limit: int) -> bool:
    """True where a comma stands in "на земеделието, храните и горите": a conjunction closes the list soon."""
    capital = page.text[word].isupper()
    for count, found in enumerate(_TOKEN.finditer(page.folded, word, limit)):
        start = found.start(1)
        sign = page.folded[start]
        if sign == "," and count:
            continue
        hit = page.words.small.match(page.folded, start)
        keys = hit.keys if hit else ()
        if count and "conjunction" in keys and hit:
            after = _TOKEN.match(page.folded, hit.end, limit)
            return (
                after is not None
                and page.text[after.start(1)].isupper() == capital
                and (not _opens(page, after.start(1)) or _is_attribute(page, phrase, after.start(1)))
            )
        if not sign.isalpha() or count > 6 or "stop" in keys or page.cue_at(start):
            return False
        if _opens(page, start) and not _is_attribute(page, phrase, start):
            return False
        if "connector" not in keys and page.text[start].isupper() != capital:
            return False
    return False


def _opens(page: Page, offset: int) -> bool:
    """Whether another organisation's name begins here: a head with something after it."""
    hit = page.words.anchors.match(page.folded, offset)
    if hit is None or not any(key.startswith(("head", "body", "opening")) for key in hit.keys):
        return False
    if any(key.startswith("body") for key in hit.keys):
        return True
    following = _TOKEN.match(page.folded, hit.end)
    if (
        following is None
        or "\n" in following.group()
        or (following.group(1)[0] not in '"' and not following.group(1)[0].isalnum())
    ):
        return False
    small = page.words.small.match(page.folded, following.start(1))
    links = small is not None and {"connector", "link"}.intersection(small.keys)
    return bool(links) or page.text[following.start(1)].isupper() or following.group(1)[0] == '"'


def _full_stop(page: Page, phrase: Phrase, start: int, end: int, limit: int) -> int | None:
    """A full stop goes on only after an abbreviation: "com. Pîrlița", "Св. св. Кирил"."""
    before = page.word_before(start, phrase.start)
    following = _TOKEN.match(page.folded, end, limit)
    if before is None or before[1] != start or following is None or phrase.quoted:
        return None
    written = page.text[before[0] : before[1]]
    short = written[0].isupper() and (len(written) <= 2 or page.text[start - 2 : start - 1] == ".")
    goes_on = page.text[following.start(1)].isupper() or page.text[following.start(1)].isdigit()
    if not goes_on or not (short or phrase.linked):
        return None
    return end


def legal_at(page: Page, start: int) -> int | None:
    """End of the legal form that begins at an offset."""
    hit = page.words.anchors.match(page.folded, start)
    if hit is None or "legal" not in hit.keys or any(key.startswith("head") for key in hit.keys):
        return None
    if page.folded[hit.end : hit.end + 1] == "-":
        return None
    written = page.text[hit.start : hit.end]
    if written.islower() and "." not in written and len(written) < 6:
        return None  # "as", "se", "sa" are words
    if "." not in written and written not in page.words.as_written and not written.isupper() and len(written) < 6:
        return None
    return hit.end
