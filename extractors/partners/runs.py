"""Names without an organisation's shape, where something else gives them away.

A country next to them, an adjective of a country before them, another script than the page's, or quotes
right after a cue: "испанската асоциация Mujeres Libres", "Norsk vanninstitutt (Norsko)".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.partners.page import Page, country_code
from extractors.partners.phrase import MAX_NAME, Phrase, is_acronym, legal_at

_LATIN_LETTER = "A-Za-zÀ-ɏḀ-ỿ"
_OTHER_LETTER = "\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u10a0-\u10ff"


def _words_of(letters: str) -> re.Pattern[str]:
    """Words of one script in a row, quotes and dashes between them included."""
    word = rf"[{letters}][{letters}\d’'&+.-]*"
    return re.compile(rf"(?<!\w){word}(?:[ \u00a0](?:[–-] )?(?:[„“\"][^„“”\"\n]{{2,40}}[“”\"]|(?:& )?{word}))*")


_LATIN, _OTHER = _words_of(_LATIN_LETTER), _words_of(_OTHER_LETTER)
_BRACKET = re.compile(r"\s*\(\s*([^\W\d_][\w&.+ \-–]{0,14}?\w)\s*\)")
_QUOTED = re.compile(r"[„“\"«]([^„“”\"«»\n]{2,70})[“”\"»]")
_SEPARATOR = re.compile(r"[,;:(\n\t|]|[–-]\s")
MAX_INTRODUCTION = 3  # small words between "испанската" and the name


def unshaped(page: Page, phrases: Sequence[Phrase]) -> list[Phrase]:
    """Runs that something gives away, by start; none over a shaped phrase or another run."""
    found = [
        *_of_other_script(page),
        *_behind_nationality(page),
        *_before_country(page),
        *_quoted(page),
        *_in_capitals(page),
    ]
    taken = [(phrase.start, phrase.end) for phrase in phrases]
    kept: list[Phrase] = []
    for run in sorted(found, key=lambda item: (item.start, -item.end)):
        free = not any(start < run.end and run.start < end for start, end in taken)
        if free and run.end - run.start > 2 and not _is_excluded(page, run):
            kept.append(run)
            taken.append((run.start, run.end))
    return kept


def _run(page: Page, start: int, end: int) -> Phrase:
    phrase = Phrase(start, end, "civic", "run", name_end=end, specific=1)
    bracket = _BRACKET.match(page.text, end, end + 24)
    if bracket and is_acronym(page, *bracket.span(1)):
        phrase.acronym, phrase.end = bracket.span(1), bracket.end()
    return phrase


def _is_excluded(page: Page, run: Phrase) -> bool:
    if page.other_at(run.start, "excluded") or page.country_noun(run.start):
        return True
    if any(word in page.words.foreign_excluded for word in page.folded[run.start : run.name_end].split()):
        return True
    before = page.word_before(run.start, max(0, run.start - 30))
    small = page.words.small.match(page.folded, before[0]) if before else None
    if small is not None and "person" in small.keys:
        return True
    hit = page.other_at(before[0], "excluded") if before else None
    return hit is not None  # "програма Erasmus", "проект BEE"


def _of_other_script(page: Page) -> Iterator[Phrase]:
    latin_page = page.reading.pack.pack.script == "Latn"
    for found in (_OTHER if latin_page else _LATIN).finditer(page.text):
        start, end = found.start(), min(found.end(), found.start() + MAX_NAME)
        end -= page.text[end - 1] == "."
        written = page.text[start:end]
        letters = sum(map(str.isalpha, written))
        if letters < 4 or sum(map(str.isdigit, written)) > 2 or not (written[0].isupper() or written[0] > "Ⴀ"):
            continue
        phrase = _run(page, start, end)
        legal = next(
            (m.start() for m in re.finditer(r"(?<=[ ,])\S", written) if legal_at(page, start + m.start())), None
        )
        if legal is not None:
            phrase.legal, phrase.name_end = (start + legal, end), start + legal - 1
        yield phrase


def _behind_nationality(page: Page) -> Iterator[Phrase]:
    for hit in page.words.others.find(page.folded):
        if not any(key.startswith("adjective") for key in hit.keys):
            continue
        position = hit.end
        for _ in range(MAX_INTRODUCTION):
            word = page.next_word(position, hit.end + 60)
            if word is None or re.search(r"[,;:.()]", page.text[position : word[0]]):
                break
            if page.text[word[0]].isupper():
                end = _capitals(page, word[0])
                if " " in page.text[word[0] : end] or page.text[word[0] : end].isupper():
                    yield _run(page, word[0], end)
                break
            small = page.words.small.match(page.folded, word[0])
            if small is not None and {"stop", "connector", "conjunction"}.intersection(small.keys):
                break
            position = word[1]


def _capitals(page: Page, start: int) -> int:
    """End of a run of capitalised words, small foreign words only between two of them."""
    end = position = page.next_word(start, start + MAX_NAME)[1]  # type: ignore[index]
    while True:
        word = page.next_word(position, start + MAX_NAME)
        if (
            word is None
            or re.search(r"[^\s&]", page.text[position : word[0]])
            or "\n\n" in page.text[position : word[0]]
        ):
            return end
        if page.text[word[0]].isupper():
            end = word[1]
        elif page.folded[word[0] : word[1]] not in page.words.foreign_links:
            return end
        position = word[1]


def _before_country(page: Page) -> Iterator[Phrase]:
    """ "X y z (Norsko)": everything from its capital to the bracket."""
    for bracket in re.finditer(r"\s[(\[]\s*(?=[^\W\d_])|\s[–-]\s(?=[^\W\d_])|,\s(?=[^\W\d_])", page.text):
        hit = page.country_noun(bracket.end())
        in_brackets = "(" in bracket.group() or "[" in bracket.group()
        if hit is None or (in_brackets and page.text[hit.end : hit.end + 1] not in ")],"):
            continue
        floor = max(0, bracket.start() - 90)
        start = _start_of_entry(page, floor, bracket.start())
        words = page.text[start : bracket.start()].split()
        before = page.word_before(start, floor)
        linked = page.words.small.match(page.folded, before[0]) if before and before[1] > start - 3 else None
        if linked is not None and "connector" in linked.keys:
            continue  # "на провинция Северен Рейн, Германия"
        if len(words) >= 2 and page.text[start].isupper() and (in_brackets or not words[-1].endswith(".")):
            yield _run(page, start, bracket.start())


def _start_of_entry(page: Page, floor: int, end: int) -> int:
    """Where the words before a bracket begin: behind the last separator, conjunction or cue."""
    start = floor
    for found in _SEPARATOR.finditer(page.text, floor, end):
        start = found.end()
    for small in page.words.small.find(page.folded, start, end):
        if {"conjunction", "stop", "descriptor"}.intersection(small.keys) and not page.text[small.start].isupper():
            start = small.end
    for cue in page.cues_between(start, end):
        start = max(start, cue.end)
    while start < end and not page.text[start].isupper():
        start += 1
    return start


def _quoted(page: Page) -> Iterator[Phrase]:
    """Quotes right behind a cue or a word that introduces names: "води „Автоформ“", "къща „Делфин“"."""
    for found in _QUOTED.finditer(page.text):
        word = page.word_before(found.start(), max(0, found.start() - 30))
        if word is None or not page.text[found.start(1)].isupper():
            continue
        small = page.words.small.match(page.folded, word[0])
        introduced = small is not None and "descriptor" in small.keys
        if small is not None and "stop" in small.keys:
            continue  # "проектът „Х“ води до …"
        after = page.cue_at(_skip(page.text, found.end()))
        acts = after is not None and bool({"lead", "funder", "implementer"}.intersection(after.keys))
        if introduced or (acts and not page.in_cue(word[0])):
            yield Phrase(found.start(1), found.end(1), "civic", "run", name_end=found.end(1), specific=1)


def _skip(text: str, offset: int) -> int:
    while offset < len(text) and text[offset] in " \u00a0":
        offset += 1
    return offset


def _in_capitals(page: Page) -> Iterator[Phrase]:
    """Acronyms and names of two capitals or more right behind a cue: "отговаря БТПП"."""
    for cue in page.role_cues:
        if "outside" in cue.keys:
            continue
        word = page.next_word(cue.end, min(len(page.text), cue.end + 30))
        for _ in range(2):
            if word is None or page.text[word[0]].isupper():
                break
            word = page.next_word(word[1], min(len(page.text), cue.end + 40))
        if word is None or not page.text[word[0]].isupper() or page.shouts_at(word[0]):
            continue
        if re.search(r"[^\s:]", page.text[cue.end : word[0]].replace(page.text[cue.end : word[0]].strip(), "")):
            continue
        written = page.text[word[0] : word[1]]
        if sum(map(str.isdigit, written)) > 1:
            continue  # the number of an application
        if (written.isupper() and 3 <= len(written) <= 12) or ("-" in written and sum(map(str.isupper, written)) > 2):
            yield _run(page, word[0], _capitals(page, word[0]))


def country_lists(page: Page, phrases: Sequence[Phrase]) -> Iterator[tuple[int, int, str, int]]:
    """Countries in place of organisations, with the end of the cue before them: "партньори от Полша и Литва".

    Yields start, end, ISO 3166-1 code and the offset of the cue.
    """
    for cue in page.role_cues:
        if not {"partner", "funder", "lead"}.intersection(cue.keys):
            continue
        limit = min(len(page.text), cue.end + 200, page.reading.layout.sentence_at(cue.start)[1])
        following = next((phrase.start for phrase in phrases if phrase.start >= cue.end), limit)
        chain = list(countries_in_a_row(page, cue.end, min(limit, following + 1)))
        if len(chain) == 1 and chain[0][2] == page.reading.pack.pack.country:
            continue
        named_after = (
            chain
            and following < limit
            and page.text[chain[-1][1] : following].strip(' „“"') in ("", ":", "-", "–", "(")
        )
        alone = "funder" in cue.keys or ("lead" in cue.keys and _says_no_more(page, chain))
        if chain and not named_after and (alone or (len(chain) > 1 and "lead" not in cue.keys)):
            for start, end, code in chain:
                yield start, end, code, cue.start


def _says_no_more(page: Page, chain: Sequence[tuple[int, int, str]]) -> bool:
    """Whether a clause ends right behind the one country in it: "Координатор е Италия."."""
    return len(chain) == 1 and re.compile(r"\s*(?:[.,;)\n]|$)").match(page.text, chain[0][1]) is not None


def countries_in_a_row(page: Page, start: int, limit: int) -> Iterator[tuple[int, int, str]]:
    """Countries listed from an offset on, small words before them apart: start, end and ISO 3166-1 code."""
    position, first = start, True
    while position < limit:
        gap = re.compile(r"[^\W\d_]+|[^\w\s]|\d").match(page.text, _skip(page.text.replace("\n", " "), position), limit)
        if gap is None:
            return
        hit = page.country_noun(gap.start())
        if hit is not None:
            yield hit.start, hit.end, country_code(hit)
            code = re.compile(r"\s*\([A-Z]{2,3}\)").match(page.text, hit.end, limit)
            position, first = (code.end() if code else hit.end), False
            continue
        small = page.words.small.match(page.folded, gap.start())
        links = small is not None and {"conjunction", "place", "connector", "preposition"}.intersection(small.keys)
        if gap.group() == "," or links:
            position = small.end if small and links else gap.end()
        elif first and gap.group().islower() and gap.start() - start < 30:
            position = gap.end()
        else:
            return
