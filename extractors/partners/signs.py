"""Signs inside names: numbers, quotes, brackets, dashes, commas and full stops, and whether a name goes on behind them.

Each step gives the offset behind what belongs to the name, or None where the name is over.
"""

from __future__ import annotations

import re

from extractors.partners.page import Page
from extractors.partners.phrase import TOKEN, Phrase, is_acronym, is_attribute, legal_at, opens

_ACRONYM = re.compile(r"[(/\[]\s*([^\W\d_][\w&.+ \-–]{0,18}?\w)\s*[)/\]]")
_BROKEN = re.compile(r"[^\W\d_]-\n[ \t]*([^\W\d_]+)")  # a word broken at the end of a line
_QUOTED = re.compile(r'"[^"\n]{1,90}(?:\n[^"\n]{1,60})?"')


def number(page: Page, phrase: Phrase, start: int, end: int) -> int | None:
    """Numbers stand in names of schools and firms: "nr. 7", "Praha 14", "Consulting 2000 SRL"."""
    if phrase.legal or end - start > 4 or page.text[end : end + 2].strip()[:1] in ("%", "€"):
        return None
    following = TOKEN.match(page.folded, end)
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


def quote(page: Page, phrase: Phrase, start: int, limit: int) -> int | None:
    """One pair of quotes belongs to a name: "Фондация „Изкуство“", "Liceul „Horea” Sebeș"."""
    quoted = _QUOTED.match(page.folded, start, limit)
    if quoted is None or phrase.quoted or page.text[start + 1].isspace() or (phrase.joined and not phrase.small):
        return None
    phrase.quoted = True
    phrase.specific += 1
    phrase.accept(quoted.end())
    return quoted.end()


def bracket(page: Page, phrase: Phrase, start: int, limit: int) -> int | None:
    """An acronym in brackets belongs to the mention, anything else ends it."""
    found = _ACRONYM.match(page.text, start, limit)
    if found and not phrase.acronym and is_acronym(page, found.start(1), found.end(1)):
        phrase.acronym, phrase.end = found.span(1), found.end()
    return None


def dash(page: Page, phrase: Phrase, start: int, end: int, limit: int) -> int | None:
    """A dash with spaces goes on to a place or a part, not to a country, a role or a sentence."""
    broken = _BROKEN.match(page.text, start - 1, limit) if start == phrase.name_end else None
    if broken is not None and broken.group(1).islower():
        phrase.accept(broken.end())
        return broken.end()
    if phrase.anchor == "body" and phrase.kind == "payer":
        return None
    if phrase.dashed or phrase.joined or phrase.linked or not page.folded[start - 1 : start].isspace():
        return None
    following = TOKEN.match(page.folded, end, limit)
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


def comma(page: Page, phrase: Phrase, end: int, limit: int) -> int | None:
    """After a comma come a legal form, a part of the organisation, or more of what a ministry is for."""
    following = TOKEN.match(page.folded, end, limit)
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
    adjective = TOKEN.match(page.folded, start, limit)
    following = page.next_word(adjective.end(), limit) if adjective and hit is None else None
    if following is not None and "\n" not in page.text[start : following[0]]:
        hit = page.other_at(following[0], "part", limit)
    return hit.end if hit else None


def _goes_on(page: Page, phrase: Phrase, word: int, limit: int) -> bool:
    """True where a comma stands in "на земеделието, храните и горите": a conjunction closes the list soon."""
    capital = page.text[word].isupper()
    for count, found in enumerate(TOKEN.finditer(page.folded, word, limit)):
        start = found.start(1)
        sign = page.folded[start]
        if sign == "," and count:
            continue
        hit = page.words.small.match(page.folded, start)
        keys = hit.keys if hit else ()
        if count and "conjunction" in keys and hit:
            after = TOKEN.match(page.folded, hit.end, limit)
            return (
                after is not None
                and page.text[after.start(1)].isupper() == capital
                and (not opens(page, after.start(1)) or is_attribute(page, phrase, after.start(1)))
            )
        if not sign.isalpha() or count > 6 or "stop" in keys or page.cue_at(start):
            return False
        if opens(page, start) and not is_attribute(page, phrase, start):
            return False
        if "connector" not in keys and page.text[start].isupper() != capital:
            return False
    return False


def full_stop(page: Page, phrase: Phrase, start: int, end: int, limit: int) -> int | None:
    """A full stop goes on only after an abbreviation: "com. Pîrlița", "Св. св. Кирил"."""
    before = page.word_before(start, phrase.start)
    following = TOKEN.match(page.folded, end, limit)
    if before is None or before[1] != start or following is None or phrase.quoted:
        return None
    written = page.text[before[0] : before[1]]
    short = written[0].isupper() and (len(written) <= 2 or page.text[start - 2 : start - 1] == ".")
    goes_on = page.text[following.start(1)].isupper() or page.text[following.start(1)].isdigit()
    if not goes_on or not (short or phrase.linked):
        return None
    return end
