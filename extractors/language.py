"""Text -> its language, whole and by passage: letters and small words first, then two statistical models.

Small words pick the leading languages line by line; `language_judge` weighs them with the alphabet, py3langid
and, in doubt, langdetect. A passage in a second language must be long and convincing: each passage is read
with the rules of its language, and a wrong one loses facts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from extractors.data import LanguageGuess, LanguageReport, Passage
from extractors.language_evidence import Script, count_hits, load
from extractors.language_judge import NO_GUESS, UNDECIDED, Line, judge, main_script, read_lines

_PASSAGE_LETTERS = 120  # a quote, a title or a name in another language is shorter
_CLOSE_LETTERS = 240  # between close languages chance needs longer to even out
_PASSAGE_SURE = 0.9
_PASSAGE_HITS = 4  # small words; a list of foreign names has none
_LEAN_HITS = 2  # small words from which a line speaks for a language …
_LEAN_RATIO = 1.5  # … and how many times more than for the main one
_MAIN_SHARE = 0.3  # of its words, from which a line surely is in the main language
_TRUST = 0.5  # confidence of a language that only the source declares
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
    whole = _whole(lines, hint)
    if whole.language == UNDECIDED:
        whole = LanguageGuess(hint, _TRUST) if hint else whole
        passages = (Passage(0, len(text), whole.language),) if text else ()
        return LanguageReport(whole, ((whole.language, 1.0),), passages)
    labels = _label(lines, whole.language)
    shares = _shares(lines, labels)
    if shares[0][0] != whole.language:
        whole = LanguageGuess(shares[0][0], _PASSAGE_SURE)
    return LanguageReport(whole, shares, _passages(lines, labels))


def _declared_code(declared: str | None) -> str | None:
    """`bg-BG` -> `bg`; None for what is no language told here."""
    found = _CODE.match(declared.strip().lower()) if declared else None
    return found.group() if found and found.group() in load().languages else None


def _whole(lines: Sequence[Line], declared: str | None) -> LanguageGuess:
    """The main language: that of the lines that do not clearly speak another one than the leading one."""
    script = main_script(lines)
    if script is None:
        return NO_GUESS
    hits = count_hits(word for line in lines for word in line.words)
    leader = max(sorted(hits), key=hits.__getitem__, default=None)
    if leader is None or script == "other":
        return judge(lines, script, declared)
    if script not in _scripts(leader):  # more letters in names and quotes than in what is said about them
        script = _scripts(leader)[0]
    own = [line for line in lines if _speaks(line, leader)]
    return judge(own, script, declared)


def _speaks(line: Line, language: str) -> bool:
    """Whether a line is in the language, in one close to it, or tells nothing."""
    lean = _lean(line, language)
    return lean is None or lean == language or (lean, language) in load().close


def _lean(line: Line, main: str) -> str | None:
    """The language whose small words a line has, the main one unless another clearly leads; None if it has too few."""
    if _mostly_main(line.words, main):
        return main
    best = max(sorted(line.hits), key=line.hits.__getitem__, default=main)
    if line.hits[best] >= _LEAN_HITS and line.hits[best] > _LEAN_RATIO * line.hits[main]:
        return best
    return main if line.hits[main] >= _LEAN_HITS else None


def _mostly_main(words: Sequence[str], main: str) -> bool:
    """Whether so many small words of the main language stand in a line that no other can lead (quick)."""
    small = load().words_of[main]
    return len(words) > 0 and sum(word in small for word in words) >= _MAIN_SHARE * len(words)


def _label(lines: Sequence[Line], main: str) -> list[str]:
    """A language for each line: runs of lines that convincingly speak another language, the main one elsewhere."""
    labels = _spread(lines, [_lean(line, main) for line in lines], main)
    settled: list[str] = []
    for language, group in groupby(range(len(lines)), key=labels.__getitem__):
        run = [lines[index] for index in group]
        settled += [_agreed(run, language, main)] * len(run)
    return settled


def _spread(lines: Sequence[Line], leans: Sequence[str | None], main: str) -> list[str]:
    """Lines that tell nothing take the language of their neighbour: the one before, or after a gap the next."""
    labels: list[str] = []
    for index, lean in enumerate(leans):
        labels.append(lean or _inherited(lines, leans, labels, index) or main)
    return labels


def _inherited(lines: Sequence[Line], leans: Sequence[str | None], labels: Sequence[str], index: int) -> str | None:
    opens = bool(lines[index].words) and (index == 0 or not lines[index - 1].words)
    follows = leans[index + 1] if opens and index + 1 < len(lines) else None  # a heading goes with its paragraph
    neighbour = follows or (labels[-1] if labels else None)
    if neighbour and lines[index].script not in (None, *_scripts(neighbour)):
        return None  # a line in another script than its neighbour goes with the text as a whole
    return neighbour


def _agreed(run: Sequence[Line], language: str, main: str) -> str:
    """The language of a run of lines, if it is long and sure enough to stand beside the main one."""
    if language == main:
        return main
    script = main_script(run)
    letters = sum(line.letters.get(script, 0) for line in run) if script else 0
    if script is None or letters < _PASSAGE_LETTERS:
        return main
    found, hits = judge(run, script), count_hits(word for line in run for word in line.words)
    least = _CLOSE_LETTERS if (found.language, main) in load().close else _PASSAGE_LETTERS
    sure = found.confidence >= _PASSAGE_SURE and letters >= least
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
    return tuple((label, letters[label] / total) for label in sorted(letters, key=lambda k: (-letters[k], k)) if letters[label])


def _passages(lines: Sequence[Line], labels: Sequence[str]) -> tuple[Passage, ...]:
    """Neighbouring lines of one language as passages that cover the text."""
    passages = []
    for language, group in groupby(zip(lines, labels, strict=True), key=lambda pair: pair[1]):
        run = [line for line, _ in group]
        passages.append(Passage(run[0].start, run[-1].end, language))
    return tuple(passages)
