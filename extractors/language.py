"""Text -> its language, whole and by passage: letters and small words first, then two statistical models.

Small words pick the leading languages line by line; `language_judge` weighs them with the alphabet, py3langid
and, in doubt, langdetect. A passage in a second language must be long and convincing: each passage is read
with the rules of its language, and a wrong one loses facts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, groupby

from extractors.data import LanguageGuess, LanguageReport, Passage
from extractors.language_evidence import Script, count_hits, load
from extractors.language_judge import NO_GUESS, UNDECIDED, Line, judge, main_script, read_lines

_PASSAGE_LETTERS = 120  # a quote, a title or a name in another language is shorter
_CLOSE_LETTERS = 240  # between close languages chance needs longer to even out
_PASSAGE_SURE = 0.9
_PASSAGE_HITS = 4  # small words; a list of foreign names has none
_LEAN_HITS = 2  # different small words from which a line speaks for a language …
_LEAN_RATIO = 1.5  # … and how many times more than for the main one
_TRUST = 0.5  # confidence of a language that only the source declares
_NONE: frozenset[str] = frozenset()
_CODE = re.compile(r"[a-z]{2}(?=$|[-_])")


def guess(text: str) -> LanguageGuess:
    """The language most of a text is in (ISO 639-1); `und` with confidence 0 where there is nothing to tell from.

    >>> guess("Проектът се изпълнява в партньорство с три общини.").language
    'bg'
    >>> guess("2020 – 2023")
    LanguageGuess(language='und', confidence=0.0)
    """
    return identify(text).whole


def identify(text: str, declared: str | None = None) -> LanguageReport:
    """The language of a text, the share of each language in it and its passages.

    `declared` is what the source says of itself (`lang` of a page, a manifest): a hint that decides
    between close languages or where the text does not tell. The answer depends on nothing but the arguments.

    >>> report = identify("Projekt podporuje mladé lidi v obcích.")
    >>> report.whole.language, report.shares, report.passages
    ('cs', (('cs', 1.0),), (Passage(start=0, end=38, language='cs'),))
    """
    lines, hint = read_lines(text), _declared_code(declared)
    script, leader = _leading(lines)
    leans = [_lean(line, leader) for line in lines]
    # The lines that clearly speak another language than the leading one have no say about the text as a whole.
    own = [line for line, lean in zip(lines, leans, strict=True) if not lean or _kin(lean, leader)]
    whole = judge(own, script, hint) if script else NO_GUESS
    if whole.language == UNDECIDED:
        whole = LanguageGuess(hint, _TRUST) if hint and (not script or script in _scripts(hint)) else whole
        passages = (Passage(0, len(text), whole.language),) if text else ()
        return LanguageReport(whole, ((whole.language, 1.0),), passages)
    if whole.language != leader:
        leans = [_lean(line, whole.language) for line in lines]
    labels = _label(lines, leans, whole.language)
    shares = _shares(lines, labels)
    if shares[0][0] != whole.language:
        whole = LanguageGuess(shares[0][0], _PASSAGE_SURE)
    return LanguageReport(whole, shares, _passages(lines, labels))


def _declared_code(declared: str | None) -> str | None:
    """`bg-BG` -> `bg`; None for what is no language told here."""
    found = _CODE.match(declared.strip().lower()) if declared else None
    return found.group() if found and found.group() in load().languages else None


def _leading(lines: Sequence[Line]) -> tuple[Script | None, str]:
    """The script to judge by and the language with most small words in it (`und` if there are none)."""
    script = main_script(lines)
    hits = count_hits(word for line in lines for word in line.words)
    leader = max(sorted(hits), key=hits.__getitem__, default=UNDECIDED)
    if leader != UNDECIDED and script != "other" and script not in _scripts(leader):
        script = _scripts(leader)[0]  # names and quotes have more letters than what is said about them
    return script, leader


def _kin(language: str, other: str) -> bool:
    return language == other or (language, other) in load().close


def _lean(line: Line, main: str) -> str | None:
    """The language whose small words a line has, the main one unless another clearly leads; None if it has too few."""
    small = load().words.keys() & line.words
    if len(small) < _LEAN_HITS:
        return None
    own = len(small & load().words_of.get(main, _NONE))
    if len(small) > _LEAN_RATIO * own:  # else no other language can lead
        hits = count_hits(small)
        most = max(hits.values())
        if most >= _LEAN_HITS and most > _LEAN_RATIO * own:
            return min(language for language, number in hits.items() if number == most)
    return main if own >= _LEAN_HITS else None


def _label(lines: Sequence[Line], leans: Sequence[str | None], main: str) -> list[str]:
    """A language for each line: runs of lines that convincingly speak another language, the main one elsewhere."""
    if all(lean in (None, main) for lean in leans):
        return [main] * len(lines)
    labels: list[str] = []
    for language, group in groupby(zip(lines, leans, _spread(lines, leans, main), strict=True), key=lambda row: row[2]):
        run = list(group)
        speaking = [line for line, lean, _ in run if lean == language]
        labels += [_convincing(speaking, language, main)] * len(run)
    return labels


def _spread(lines: Sequence[Line], leans: Sequence[str | None], main: str) -> list[str]:
    """Lines that tell nothing are in the language of their paragraph, else of both neighbours, else the main one."""
    gaps = list(accumulate(not line.words for line in lines))  # equal within a paragraph
    before = _nearest(leans, range(len(lines)))
    after = _nearest(leans, range(len(lines) - 1, -1, -1))
    labels = []
    for index, (line, lean) in enumerate(zip(lines, leans, strict=True)):
        near = [k for k in (before[index], after[index]) if k is not None]
        beside = [leans[k] for k in near if gaps[k] == gaps[index]] if line.words else []
        around = {leans[k] for k in near}
        label = lean or (beside[0] if beside else around.pop() if len(around) == 1 and len(near) == 2 else None)
        fits = label and (line.script is None or line.script in _scripts(label))
        labels.append(label if label and fits else main)
    return labels


def _nearest(leans: Sequence[str | None], order: range) -> dict[int, int | None]:
    """For each index the last one before it, in the order given, that has a lean."""
    found: dict[int, int | None] = {}
    last = None
    for index in order:
        last = index if leans[index] else last
        found[index] = last
    return found


def _convincing(run: Sequence[Line], language: str, main: str) -> str:
    """The language of a run of lines, if it is long and sure enough to stand beside the main one."""
    script = main_script(run)
    if language == main or script is None:
        return main
    letters = sum(line.letters.get(script, 0) for line in run)
    if letters < _PASSAGE_LETTERS:
        return main
    found, hits = judge(run, script), count_hits(word for line in run for word in line.words)
    sure = found.confidence >= _PASSAGE_SURE and (letters >= _CLOSE_LETTERS or not _kin(found.language, main))
    convincing = hits[found.language] >= _PASSAGE_HITS and hits[found.language] > hits[main]
    return found.language if sure and convincing else main


def _scripts(language: str) -> tuple[Script, ...]:
    return tuple(script for script, languages in load().scripts.items() if language in languages)


def _shares(lines: Sequence[Line], labels: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Share of the letters in each language, largest first."""
    letters: Counter[str] = Counter()
    for line, label in zip(lines, labels, strict=True):
        letters[label] += sum(line.letters.values())
    total = sum(letters.values())
    order = sorted(letters, key=lambda label: (-letters[label], label))
    return tuple((label, letters[label] / total) for label in order if letters[label])


def _passages(lines: Sequence[Line], labels: Sequence[str]) -> tuple[Passage, ...]:
    """Neighbouring lines of one language as passages that cover the text."""
    passages = []
    for language, group in groupby(zip(lines, labels, strict=True), key=lambda pair: pair[1]):
        run = [line for line, _ in group]
        passages.append(Passage(run[0].start, run[-1].end, language))
    return tuple(passages)
