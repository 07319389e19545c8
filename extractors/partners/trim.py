"""Where names that were found by their shape really begin and end, told by what stands around them.

"Португалия – ESCOLA DE AMARES" begins behind its country, "Mateřská škola – Vrtec Jarše (Slovinsko)" behind
the word for what it is; "Univerzita Lužnice, Fakulta rybářství" and "Województwo Opolskie (Instytut Turystyki)" are
one organisation each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractors.partners.country import country_of
from extractors.partners.page import Page, country_code
from extractors.partners.phrase import MAX_NAME, Phrase

_BEHIND_COUNTRY = re.compile(r"\s*[–—:-]\s*[\"„“«]?(?=\w)|\s+(?=[^\W\d_])")
_DASH = re.compile(r"\s+[–—-]\s+")
_TO_BRACKET = re.compile(r"[^\n;,()|\t]{0,70}?(?=\s*[(\[])")


def trimmed(page: Page, phrases: Iterable[Phrase]) -> list[Phrase]:
    """The phrases, by start, with their proper ends; those that are only a part of the one before are left out."""
    kept: list[Phrase] = []
    for phrase in phrases:
        if phrase.anchor != "ner":
            _behind_country(page, phrase)
            _behind_type_word(page, phrase)
            _before_place(page, phrase)
        if not (kept and (phrase.start < kept[-1].end or _joins(page, kept[-1], phrase))):
            kept.append(phrase)
    return kept


def _behind_country(page: Page, phrase: Phrase) -> None:
    """Let a name begin behind the country that introduces it: "Испания – I.E.S. JOAN FUSTER"."""
    hit = page.country_noun(phrase.start)
    if hit is None or hit.end >= phrase.name_end:
        return
    behind = _BEHIND_COUNTRY.match(page.text, hit.end, phrase.name_end)
    if behind is None:
        return
    if not behind.group().strip() and phrase.anchor not in ("opening", "run"):
        return
    if page.text[behind.end()].isupper():
        phrase.start = behind.end()


def _behind_type_word(page: Page, phrase: Phrase) -> None:
    """Let a foreign name begin behind the page's own word for what it is: "Základní škola – Escola Sant Miquel (…)"."""
    hit = page.words.anchors.match(page.folded, phrase.start)
    dash = (
        _DASH.match(page.text, hit.end)
        if hit and phrase.anchor == "head" and page.text[phrase.start].isupper()
        else None
    )
    if dash is None or dash.end() >= phrase.end + 2:
        return
    end = max(phrase.name_end, dash.end())
    more = _TO_BRACKET.match(page.text, end, min(len(page.text), phrase.start + MAX_NAME))
    end = more.end() if more and page.country_noun(_behind_bracket(page, more.end())) else end
    phrase.start, phrase.end, phrase.name_end = phrase.start, max(end, phrase.end), end
    code, _ = country_of(page, phrase, len(page.text))
    if code is not None and code != page.words.pack.pack.country:
        phrase.start = dash.end()


def _behind_bracket(page: Page, offset: int) -> int:
    found = re.compile(r"\s*[(\[]\s*").match(page.text, offset)
    return found.end() if found else offset


def _before_place(page: Page, phrase: Phrase) -> None:
    """A town between a foreign name and its country is none of the name: "Stiftung X - München, Germania"."""
    dash = next(reversed(list(_DASH.finditer(page.text, phrase.start, phrase.name_end))), None)
    if dash is None or phrase.end != phrase.name_end or " " in page.text[dash.end() : phrase.name_end]:
        return
    comma = re.compile(r",\s*").match(page.text, phrase.end)
    hit = page.country_noun(comma.end()) if comma else None
    if hit is not None and country_code(hit) != page.words.pack.pack.country and dash.start() - phrase.start > 8:
        phrase.end = phrase.name_end = dash.start()


def _joins(page: Page, whole: Phrase, part: Phrase) -> bool:
    """Take a unit in brackets, a faculty or a branch behind a comma into the organisation before it."""
    gap = page.text[whole.end : part.start]
    if len(gap) > 3:
        return False
    if gap.strip() == "(" and part.anchor in ("head", "opening", "closing") and _unit(page, part):
        whole.end = part.end + 1
        return True
    if gap.strip() != "," or not _is_part(page, part):
        return False
    if page.words.pack.partners.subunits and whole.acronym is None and whole.legal is None:
        whole.end = whole.name_end = part.end
        whole.acronym, whole.legal = part.acronym, part.legal
    return True


def _unit(page: Page, part: Phrase) -> bool:
    return page.text[part.end : part.end + 1] == ")" and page.cue_at(part.start) is None and part.kind != "payer"


def _is_part(page: Page, phrase: Phrase) -> bool:
    """Whether a name is that of a faculty or branch, perhaps behind an adjective, and stands for no whole itself."""
    position = phrase.start
    for _ in range(2):
        if page.other_at(position, "part", phrase.name_end) is not None:
            return True
        word = page.next_word(position, phrase.name_end)
        following = page.next_word(word[1], phrase.name_end) if word else None
        if following is None:
            return False
        position = following[0]
    return False
